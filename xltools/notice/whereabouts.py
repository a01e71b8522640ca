"""Where in a pack a mistake stands, in the words of who writes packs: file, attachment, column, rule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from .structure import Mistake

_PARTS: Final = {
    "columns": "列", "labels": "标签", "rules": "规则", "levels": "层级", "parameters": "参数", "windows": "窗口", "quotas": "名额", "selection": "遴选", "steps": "环节",
    "materials": "材料", "registers": "名单", "clauses": "条款", "addressees": "收文机关", "letters": "公函", "bases": "口径", "rows": "固定行",
    "blocks": "分类", "values": "可选值", "ledger": "投资窗口核算（ledger）", "options": "选项", "texts": "规定文字", "checks": "审核关系",
}  # fmt: skip
_INDEXED: Final = re.compile(r"(\w+)\[(\d+)\]")


def said_place(path: str, data: Mapping[str, Any]) -> str:
    """`wuhan-2025.附件6.columns.gross.type` -> 附件6.toml：列“含税金额” 的 type. `data`: the pack as plain data."""
    attachments = {str(one.get("key")): one for one in data.get("attachments", ()) if isinstance(one, Mapping)}
    if path.endswith(".toml"):
        # A file that cannot be read: of another pack (based_on) with its folder.
        return path.removeprefix(f"{data.get('id')}/")
    words = path.split(".")
    here: Any = data
    file = "notice.toml"
    made: list[str] = []
    # The pack's folder, which may be named otherwise than the pack.
    if len(words) > 1 and words[0] not in attachments and words[0] not in data:
        words = words[1:]
    for word in _steps(words, attachments):
        if (found := _attachment(word, attachments)) is not None:
            file, here, made = f"{found.get('key')}.toml", found, []
            continue
        here, text = _step(here, word)
        made.append(text)
    return f"{file}：{' '.join(filter(None, made)).removeprefix('的 ')}".rstrip("：")


def _steps(words: list[str], attachments: Mapping[str, Any]) -> Iterator[str]:
    """The path's steps; `attachments[2]` and `attachments.附件2` are the attachment's key alone."""
    keys = list(attachments)
    for word in words:
        match = _INDEXED.fullmatch(word)
        if match and match[1] == "attachments" and int(match[2]) <= len(keys):
            yield keys[int(match[2]) - 1]
        elif word != "attachments":
            yield from (match[1], match[2]) if match else (word,)


def _attachment(word: str, attachments: Mapping[str, Any]) -> Mapping[str, Any] | None:
    found = attachments.get(word)
    return found if isinstance(found, Mapping) else None


def _step(here: Any, word: str) -> tuple[Any, str]:
    """(what the step leads to, its words)."""
    if isinstance(here, Mapping):
        below = here.get(word)
        if below is None and word not in _PARTS:
            # A column or rule named by its key alone: wuhan-2025.附件6.gross
            for part in ("columns", "rules", "labels"):
                if (found := _member(here.get(part), word)) is not None:
                    return found, f"{_PARTS[part]}{_quoted(found, word)}"
        return below, _PARTS.get(word, f"的 {word}")
    if isinstance(here, (list, tuple)):
        found = _member(here, word)
        return found, _quoted(found, word)
    return None, word


def _member(parts: Any, word: str) -> Any:
    """One of a list of tables, by key, id or number."""
    tables = [part for part in parts or () if isinstance(part, Mapping)]
    named = next((part for part in tables if word in (part.get("key"), part.get("id"), part.get("value"))), None)
    if named is not None or not word.isdecimal() or not 1 <= int(word) <= len(tables):
        return named
    return tables[int(word) - 1]


def _quoted(found: Any, word: str) -> str:
    if not isinstance(found, Mapping):
        return f"“{word}”"
    name = next((str(found[key]) for key in ("heading", "title", "name", "text", "id", "key") if found.get(key)), word)
    ident = found.get("key") or found.get("id")
    return f"“{name}”" if not ident or ident == name else f"“{name}”（{ident}）"


def said_mistake(mistake: Mistake, data: Mapping[str, Any]) -> Mistake:
    """The mistake with its place in words."""
    return Mistake(said_place(mistake.path, data), mistake.text)
