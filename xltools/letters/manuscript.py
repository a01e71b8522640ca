"""The letter before it is set in type: parts and paragraphs as frozen data.

`kinds` composes a Manuscript from figures and prose, `typesetting` turns it into a .docx, `proof` reads that back.
Paragraph styles bear the names an office knows; they are the contract between the program and a person with Word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum


class Style(StrEnum):
    """Paragraph styles of our documents. The value is the name shown in Word."""

    BODY = "公文正文"
    TITLE = "公文标题"
    ADDRESSEE = "主送机关"
    LEVEL1 = "一级标题"
    LEVEL2 = "二级标题"
    LEVEL3 = "三级标题"
    LEVEL4 = "四级标题"
    ATTACHMENTS = "附件说明"
    ATTACHMENTS_NEXT = "附件说明续项"
    ORGAN = "发文机关署名"
    DATE = "成文日期"
    NOTE = "附注"
    ANNEX_LABEL = "附件标记"
    ANNEX_TITLE = "附件标题"
    MARK = "发文机关标志"
    NUMBER = "发文字号"
    CLASSIFICATION = "密级紧急程度"
    IMPRINT = "版记"
    PAGE_NUMBER = "页码"
    CELL = "表格文字"
    CELL_HEAD = "表头"
    CELL_SMALL = "表格小字"
    CELL_SMALL_HEAD = "小字表头"
    CELL_FINE = "表格细字"
    CELL_FINE_HEAD = "细字表头"
    PLAIN = "左起正文"
    COVER_LINE = "封面栏目"


FILL_IN = "待填"
"""Character style of a marked fill-in."""

FILL_IN_PATTERN = re.compile(r"【待填：([^【】]*)】")


def fill_in(what: str) -> str:
    """The text that marks a place left for a person: the document stays usable, and every check names it."""
    return f"【待填：{what}】"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, its number (一、) already in the text."""

    style: Style
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuledTable:
    """A ruled table. `widths` are relative; `aligns` holds one of l c r per column."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    aligns: str = ""
    key: str = ""
    """Attachment whose summary it prints, for the proof; empty for other tables."""
    size: float = 12
    """Type in pt: 小四, 五号 (10.5) or 小五 (9), the largest in which codes and numbers stay whole."""


@dataclass(frozen=True, slots=True)
class FormCell:
    """A cell of a form: text lines, how many of the form's columns it spans, its least height in mm."""

    text: str
    span: int = 1
    head: bool = False
    align: str = "l"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxForm:
    """A form of labelled boxes (推荐意见表). `widths` are relative widths of the base columns."""

    rows: tuple[tuple[FormCell, ...], ...]
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    """Least height of each row in mm."""


@dataclass(frozen=True, slots=True)
class Blank:
    """Empty lines of the grid."""

    lines: int = 1


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The next block starts a page."""


Block = Paragraph | RuledTable | BoxForm | Blank | PageBreak


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The red head. `kind` is 文件 (clause 7.2) or 信函 (clause 10.1)."""

    kind: str
    organs: tuple[str, ...]
    number: str
    signers: tuple[str, ...] = ()
    serial: str = ""
    secrecy: str = ""
    urgency: str = ""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """One line of the 附件说明. `separate`: goes beside the letter (另附), so it has no page of its own here."""

    name: str
    separate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SealPicture:
    """A PNG of a seal, its size in points of the picture. One that is not see-through goes behind the words."""

    data: bytes = field(repr=False)
    wide: int
    high: int
    see_through: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signs, 主办 first, and when. `date` may be a marked fill-in."""

    organs: tuple[str, ...]
    date: str
    sealed: bool = True
    seals: tuple[SealPicture, ...] = ()
    """One for each organ, in their order; empty: sealed by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """An annex on pages of its own: label (附件1), title, blocks."""

    label: str
    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """版记: copies to, printing office, printing date."""

    cc: tuple[str, ...] = ()
    issuer: str = ""
    date: str = ""
    ruled: bool = True
    """A 信函 has no rules around it (10.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manuscript:
    """Everything that one document says, in the order in which it stands on paper."""

    title: str
    """`|` marks where a person wants the title broken."""
    body: tuple[Block, ...]
    addressee: str = ""
    head: Head | None = None
    enclosures: tuple[Enclosure, ...] = ()
    signature: Signature | None = None
    note: str = ""
    annexes: tuple[Annex, ...] = ()
    imprint: Imprint | None = None
    page_numbers: bool = True
    words: tuple[str, ...] = field(default=(), repr=False)
    """Names that a title must not be broken inside (organs, the programme)."""
