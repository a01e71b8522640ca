"""The words of a text file: .docx and .txt are read; what cannot be read says what to do instead.

A docx text is its body's paragraphs, tables and text boxes as a reader sees them, without headers, footers and deletions.
Source: ECMA-376 Part 1, 17.3.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path

from ..files.limits import DEFAULT_LIMITS, Budget
from ..files.refusals import Refusal
from ..formats.compound import SIGNATURE, Compound, kind_of_compound
from ..formats.container import Container
from ..formats.markup import local, pairs
from ..forms.wordcount import word_count
from .media import EMPTY, Fault, Media, opened, unreadable

_MOST_BYTES = 64 << 20
_IGNORED = frozenset({"Fallback", "del", "moveFrom", "rt", "instrText"})
_OLD_WORD = Fault(
    code="old_word",
    message="旧版 Word（.doc、.wps），不能读出文字",
    fix="请用 Word 或 WPS 另存为 .docx 后放入。",
    sure=False,
)
_PDF = Fault(
    code="pdf_text", message="PDF 的文字不能计数", fix="请另附 Word（.docx）或 .txt 文本；字数请自行核对。", sure=False
)
_ENCRYPTED = Fault(code="encrypted", message="文件设有打开密码", fix="请取消打开密码后另存。")
_OTHER = Fault(code="not_a_text", message="内容不是文本文件", fix="请提供 .docx 或 .txt 文件。")


def text_of_file(path: Path) -> Media:
    """The text with its paragraphs as lines; `text` is None where it cannot be read."""
    try:
        with opened(path) as (file, size):
            if not size:
                return Media(kind="", faults=(EMPTY,))
            if size > _MOST_BYTES:
                raise Refusal("too_big", f"文件太大（{size >> 20} MB）", "请压缩文件中的图片后另存")
            data = file.read()
        kind, text, faults = _text(data, path.suffix.casefold())
    except Refusal as refusal:
        return unreadable(refusal)
    shown = f"{word_count(text)} 字" if text is not None else kind
    return Media(kind=kind, size=size, text=text, shown=shown, faults=faults)


def _text(data: bytes, ending: str) -> tuple[str, str | None, tuple[Fault, ...]]:
    if data.startswith(b"PK"):
        return "Word", docx_text(data), ()
    if data.startswith(SIGNATURE):
        encrypted = kind_of_compound(Compound(data)) == "encrypted"
        return "Word", None, (_ENCRYPTED if encrypted else _OLD_WORD,)
    if data.startswith(b"%PDF"):
        return "PDF", None, (_PDF,)
    decoded = _decoded(data) if ending in (".txt", ".md", "") else None
    return ("文本", decoded, ()) if decoded is not None else ("", None, (_OTHER,))


def docx_text(data: bytes) -> str:
    """The text of a .docx. Raises `Refusal` for a package that is none, or is broken."""
    package = Container(io.BytesIO(data), Budget(DEFAULT_LIMITS))
    main = next(
        (part for kind, part in package.relations("").values() if kind == "officeDocument"), "word/document.xml"
    )
    if main not in package or package.root(main) != "document":
        raise Refusal("unsupported", "不是 Word 文档", "请提供 .docx 或 .txt 文件")
    reader = _WordText()
    package.each(main, reader.start, reader.end, reader.text)
    return "\n".join(reader.lines).strip("\n")


class _WordText:
    """Takes a document's elements in order and keeps what a reader sees."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._words: list[str] = []
        self._ignored = 0
        """How many elements are open whose text nobody sees."""
        self._inside = False

    def start(self, name: str, attributes: list[str]) -> None:
        kind = local(name)
        if kind in _IGNORED:
            self._ignored += 1
        elif self._ignored:
            return
        elif kind == "t":
            self._inside = True
        elif kind == "noBreakHyphen":
            self._words.append("-")
        elif kind in ("tab", "br", "cr"):
            breaks = kind != "tab" and pairs(attributes).get("type") != "page"
            self._words.append("\n" if breaks else " ")

    def end(self, name: str) -> None:
        kind = local(name)
        if kind in _IGNORED:
            self._ignored -= 1
        elif kind == "t":
            self._inside = False
        elif kind == "p" and not self._ignored:
            self.lines.append("".join(self._words))
            self._words.clear()

    def text(self, said: str) -> None:
        if self._inside and not self._ignored:
            self._words.append(said)


def _decoded(data: bytes) -> str | None:
    """A text as Chinese offices save it; None where it is none (control characters, no encoding fits)."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if re.search(r"[\x00-\x08\x0e-\x1f]", text) else text
    return None


def without_title(text: str) -> str:
    """The text without a short first line that ends in no sentence: its title."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and len(lines[0].strip()) <= 40 and not lines[0].strip().endswith(("。", "！", "？", "；", ".")):
        return "\n".join(lines[1:])
    return text


_NUMBER = "[一二三四五六七八九十\\d]"
_SCENARIO = re.compile(rf"^\s*(?:[（(]?{_NUMBER}+[）)、.．]?\s*)?(?:典型|优秀|智能)?场景\s*{_NUMBER}+\s*[：:、.．]?")
_HEADINGS = (
    re.compile(rf"^第{_NUMBER}+[章部]"),
    re.compile(r"^[一二三四五六七八九十]+、"),
    re.compile(r"^[（(][一二三四五六七八九十]+[）)]"),
    re.compile(r"^\d+[、.．](?!\d)"),
    re.compile(r"^[（(]\d+[）)]"),
)
"""How Chinese papers number their headings, level by level (GB/T 9704-2012, 7.3.3)."""
_TITLE = 60
"""Signs: a longer line is a paragraph, whatever it begins with."""


@dataclass(frozen=True, slots=True)
class TextSection:
    """A scene's text: its heading, and what follows up to the next heading of its level or a higher one."""

    title: str
    text: str


def scenarios(text: str) -> list[TextSection]:
    """The sections headed 场景一, 场景2：…; none where the text has none."""
    found: list[tuple[str, list[str]]] = []
    level = 0
    inside = False
    for line in map(str.strip, text.splitlines()):
        heading = len(line) <= _TITLE and not line.endswith(("。", "；", "，"))
        if heading and _SCENARIO.match(line):
            found.append((line, []))
            level, inside = _level(line), True
        elif inside and heading and _level(line) <= level:
            inside = False
        elif inside:
            found[-1][1].append(line)
    return [TextSection(title, "\n".join(lines)) for title, lines in found]


def _level(line: str) -> int:
    """The level of a heading: 0 for 第一章, 1 for 一、, 2 for （一） …; 场景一 without a number stands like （一）."""
    plain = 2 if _SCENARIO.match(line) else len(_HEADINGS)
    return next((level for level, pattern in enumerate(_HEADINGS) if pattern.match(line)), plain)


def labelled(text: str, label: str) -> str | None:
    """What stands behind a label (推荐单位（盖章）：…, or in the next cell of its table); None without the label."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for number, line in enumerate(lines):
        if not line.startswith(label) or len(line) > _TITLE:
            continue
        rest = line.removeprefix(label).strip()
        if rest.startswith(("（", "(")):
            rest = rest.replace(")", "）").partition("）")[2].strip()
        if rest.startswith(("：", ":")):
            return rest[1:].strip()
        if not rest and number + 1 < len(lines):
            return lines[number + 1]
    return None


def lacking_topics(text: str, topics: tuple[str, ...]) -> list[str]:
    """Topics of which the text says nothing: neither the words nor two thirds of their neighbouring pairs."""
    squeezed = "".join(text.split())
    return [topic for topic in topics if topic not in squeezed and not _mostly_there(topic, squeezed)]


def _mostly_there(topic: str, text: str) -> bool:
    """改造前情况分析 is there where a heading says 改造前的基本情况."""
    parts = [topic[at : at + 2] for at in range(len(topic) - 1)]
    return sum(part in text for part in parts) * 3 >= len(parts) * 2


_CODE = re.compile(r"(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Z])")


def credit_codes(text: str) -> list[str]:
    """18-character codes that stand in the text, in order, each once."""
    return list(dict.fromkeys(_CODE.findall(text.upper())))
