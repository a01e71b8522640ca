"""What is wrong with a TOML file, in Chinese: line, what stands there, and what to do."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import Final

_WORDS: Final = (
    (r"Illegal character|Unterminated|Unclosed string", "引号没有配对，或一行文字断成了两行"),
    (r"Cannot declare|Cannot overwrite|Duplicate", "同一个键或表写了两次"),
    (r"Invalid date", "日期不存在：写作 2026-03-31，不加引号"),
    (r"Unclosed array|Expected.*\]", "方括号没有配对"),
    (r"Expected '=' after a key", "键后面应为 ="),
    (r"Expected newline|end of document", "一行写了多余的内容，或日期、数写得不对"),
    (r"Unescaped|escape|\\\\", "反斜杠要写两个（\\\\），或改用单引号"),
    (r"Invalid value", "= 后面的值看不懂：文字要加英文引号"),
)
_AT: Final = re.compile(r"\(at line (\d+), column (\d+)\)")
_CHINESE_SIGNS: Final = re.compile("[“”‘’，＝［］｛｝]")


def toml_words(fault: ValueError, path: Path) -> str:
    """The fault in words. The reader's own English words are kept where nothing better is known."""
    said = str(fault)
    what = next((words for pattern, words in _WORDS if re.search(pattern, said)), _AT.sub("", said).strip())
    at = _AT.search(said)
    if at is None:
        return f"不是合格的 TOML：{what}"
    line = _line(path, int(at[1]))
    # Outside quotes only; within them Chinese signs are text.
    if _CHINESE_SIGNS.search(re.sub(r"\"[^\"]*\"|#.*", "", line)):
        what = "用了中文标点：引号、逗号、等号、括号要用英文的"
    return f"第 {at[1]} 行不是合格的 TOML：{what}（{line.strip()[:60]}）"


def _line(path: Path, number: int) -> str:
    with suppress(OSError, UnicodeDecodeError, IndexError):
        return path.read_text(encoding="utf-8").splitlines()[number - 1]
    return ""
