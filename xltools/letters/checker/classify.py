"""Which paragraph is what: by our style names where they are there, else by text and position.

A letter that a person typed has no styles worth the name; the checks still need to know its title from its date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from ..manuscript import FILL_IN_PATTERN, Style
from ..wording import organs_in_line
from .opened import OpenedLetter, Para


class LetterPart(StrEnum):
    """LetterParts of a letter, in Chinese as messages name them."""

    MARK = "发文机关标志"
    HEAD = "版头"
    NUMBER = "发文字号"
    TITLE = "标题"
    ADDRESSEE = "主送机关"
    BODY = "正文"
    LEVEL1 = "一级标题"
    LEVEL2 = "二级标题"
    LEVEL3 = "三级标题"
    LEVEL4 = "四级标题"
    ENCLOSURE = "附件说明"
    ORGAN = "署名"
    DATE = "成文日期"
    NOTE = "附注"
    ANNEX_LABEL = "附件标记"
    ANNEX_TITLE = "附件标题"
    ANNEX = "附件正文"
    IMPRINT = "版记"
    CELL = "表格"


NUMBER_LINE = re.compile(r"^[　\s]*\S{1,20}?[〔\[【（(［]\s*20\d\d\s*[〕\]】）)］].{0,8}?号")
DATE_LINE = re.compile(
    r"^[　\s]*((?:20\d\d|[二〇零○一二三四五六七八九]{4})\s*[年./-][\d〇零○一二三四五六七八九十×月日号./\s　-]{1,12}|【待填：成文日期】)[　\s]*$"
)
KIND_AT_END = re.compile(r"(通知|报告|请示|复函|函|意见|批复|公告|公示|通报|决定|纪要)$")
"""文种 as it ends a title."""
_NO_LETTER = re.compile(r"(承诺书|意见表|清单|交接单|封面)$")
"""What these end in is paper beside a letter, laid out by custom."""
_LEVELS = (
    (LetterPart.LEVEL1, re.compile(r"^[一二三四五六七八九十]{1,3}[、.．]")),
    (LetterPart.LEVEL2, re.compile(r"^[（(][一二三四五六七八九十]{1,3}[)）]")),
    (LetterPart.LEVEL3, re.compile(r"^\d{1,2}[.．、](?!\d)")),
    (LetterPart.LEVEL4, re.compile(r"^([（(]\d{1,2}[)）]|[⑴-⒇①-⑳])")),
)
_BY_STYLE = {
    Style.TITLE: LetterPart.TITLE,
    Style.ADDRESSEE: LetterPart.ADDRESSEE,
    Style.LEVEL1: LetterPart.LEVEL1,
    Style.LEVEL2: LetterPart.LEVEL2,
    Style.LEVEL3: LetterPart.LEVEL3,
    Style.LEVEL4: LetterPart.LEVEL4,
    Style.ATTACHMENTS: LetterPart.ENCLOSURE,
    Style.ATTACHMENTS_NEXT: LetterPart.ENCLOSURE,
    Style.ORGAN: LetterPart.ORGAN,
    Style.DATE: LetterPart.DATE,
    Style.NOTE: LetterPart.NOTE,
    Style.ANNEX_LABEL: LetterPart.ANNEX_LABEL,
    Style.ANNEX_TITLE: LetterPart.ANNEX_TITLE,
    Style.MARK: LetterPart.MARK,
    Style.NUMBER: LetterPart.NUMBER,
    Style.CLASSIFICATION: LetterPart.HEAD,
    Style.IMPRINT: LetterPart.IMPRINT,
}
ANNEX_LABEL = re.compile(r"^附\s*件\s*(\d{0,2})[:：]?$")
ENCLOSURE_START = re.compile(r"^[　\s]*附\s*件\s*[:：]")


@dataclass(slots=True)
class LetterParts:
    """The document's paragraphs by role; `document` is the opened file."""

    document: OpenedLetter
    roles: dict[int, LetterPart] = field(default_factory=dict)
    """Paragraph index -> role; blank paragraphs have none."""

    def of(self, *roles: LetterPart) -> list[Para]:
        """Paragraphs of these roles in reading order."""
        return [para for para in self.document.paragraphs if self.roles.get(para.index) in roles]

    def first(self, role: LetterPart) -> Para | None:
        found = self.of(role)
        return found[0] if found else None

    @property
    def title(self) -> str:
        """The title's text without its line breaks."""
        return "".join(para.text for para in self.of(LetterPart.TITLE)).replace("\n", "")

    @property
    def title_lines(self) -> tuple[str, ...]:
        return tuple(line for para in self.of(LetterPart.TITLE) for line in para.text.split("\n") if line.strip())

    @property
    def document_type(self) -> str:
        """文种: the word that ends the title."""
        found = KIND_AT_END.search(self.title.rstrip("。，；：！？.,;:!? 　"))
        return found.group(1).removeprefix("复") if found else ""

    @property
    def official(self) -> bool:
        """Whether it is a 公文 at all; a title without 文种, or none, is judged by the letter's other marks: it is
        addressed to somebody and signed or dated."""
        if self.document_type:
            return True
        addressee = self.first(LetterPart.ADDRESSEE)
        addressed = addressee is not None and addressee.text.strip().endswith(("：", ":"))
        return addressed and self.first(LetterPart.DATE) is not None and not _NO_LETTER.search(self.title.strip())

    @property
    def heading_organs(self) -> tuple[str, ...]:
        """Organs named before 关于 in the title, as written there."""
        head, found, _ = self.title.partition("关于")
        return tuple(name for name in re.split(r"[　\s、]+", head) if name) if found else ()

    @property
    def number(self) -> str:
        """发文字号 as written in the head; empty for a 正文稿."""
        lines = [para.text for para in self.of(LetterPart.NUMBER)]
        # It stands on the line of the last 签发人 (7.2.6): where there are several lines, not on the first.
        numbers = (
            re.match(r"[　\s]*+(\S{1,40}?[〔\[【（(［]\s{0,4}\d{4}\s{0,4}[〕\]】）)］]\S{0,20}?号)", line)
            for line in lines
        )
        found = next(filter(None, numbers), None)
        return found.group(1) if found else lines[0].split("\t")[0].strip() if lines else ""

    @property
    def signers(self) -> tuple[str, ...]:
        """Names after 签发人：, two a line; later lines bear the 发文字号 at their left (7.2.6)."""
        lines = [para.text for para in self.of(LetterPart.NUMBER, LetterPart.HEAD)]
        first = next((at for at, line in enumerate(lines) if re.search(r"签发人[:：]", line)), len(lines))
        names = [_names(re.split(r"签发人[:：]", line)[-1]) for line in lines[first : first + 1]]
        names += [_names(line.replace(self.number, "") if self.number else line) for line in lines[first + 1 :]]
        return tuple(name for line in names for name in line)

    @property
    def organs(self) -> tuple[str, ...]:
        """Signing organs in reading order."""
        return tuple(name for para in self.of(LetterPart.ORGAN) for name in organs_in_line(para.text))

    @property
    def date(self) -> str:
        para = self.first(LetterPart.DATE)
        return para.text.strip(" 　\t\n") if para else ""

    @property
    def addressees(self) -> tuple[str, ...]:
        para = self.first(LetterPart.ADDRESSEE)
        if para is None:
            return ()
        return tuple(name for name in re.split(r"[、，]", para.text.strip().rstrip("：:")) if name)

    @property
    def enclosures(self) -> tuple[str, ...]:
        """Names in the 附件说明, without numbers."""
        return tuple(name for _, name in enclosure_lines(self))

    @property
    def text(self) -> str:
        """All running text of the 主体, a line per paragraph."""
        wanted = (LetterPart.BODY, LetterPart.LEVEL1, LetterPart.LEVEL2, LetterPart.LEVEL3, LetterPart.LEVEL4)
        return "\n".join(para.text for para in self.of(*wanted))

    @property
    def letter_form(self) -> bool:
        """信函格式: an organ's mark without 文件, over a double line."""
        marks = self.of(LetterPart.MARK)
        return bool(marks) and not any("文件" in para.text.replace("　", "") for para in marks)


def classify(document: OpenedLetter) -> LetterParts:
    """Give every paragraph with text its role."""
    parts = LetterParts(document)
    ruled = {table.index for table in document.tables if table.ruled}
    flow = [para for para in document.paragraphs if para.text.strip() and para.table not in ruled]
    for para in document.paragraphs:
        if para.table in ruled and para.text.strip():
            parts.roles[para.index] = LetterPart.CELL
    styled = any(para.style in _BY_STYLE for para in flow)
    for para, role in _styled(flow) if styled else _guessed(flow):
        parts.roles[para.index] = role
    return parts


def bare_name(enclosure: str) -> str:
    """A name in the 附件说明 without what stands in brackets behind it."""
    return re.sub(r"(?:（[^（）]*）){1,3}$", "", enclosure)


def enclosure_lines(parts: LetterParts) -> Iterator[tuple[int | None, str]]:
    """(number, name) of every line of the 附件说明; a line without a number continues the one above."""
    found: list[tuple[int | None, str]] = []
    for para in parts.of(LetterPart.ENCLOSURE):
        text = ENCLOSURE_START.sub("", para.text).strip()
        match = re.match(r"^(\d{1,2})\s*[.．、]\s*(.*)$", text, re.S)
        if match:
            found.append((int(match.group(1)), match.group(2).strip()))
        elif found and not ENCLOSURE_START.match(para.text):
            found[-1] = (found[-1][0], found[-1][1] + text)
        elif text:
            found.append((None, text))
    return iter(found)


def heading_level(text: str) -> LetterPart | None:
    """The heading level that a paragraph's number says."""
    for role, pattern in _LEVELS:
        if pattern.match(text.strip(" 　")):
            return role
    return None


def _styled(flow: list[Para]) -> Iterator[tuple[Para, LetterPart]]:
    in_annex = False
    for para in flow:
        role = _BY_STYLE.get(Style(para.style)) if para.style in Style._value2member_map_ else None
        if role is LetterPart.ANNEX_LABEL:
            in_annex = True
        if role is None:
            # A paragraph that a person added without a style of ours.
            role = (
                LetterPart.CELL
                if para.table is not None
                else _by_text(para) or (LetterPart.ANNEX if in_annex else LetterPart.BODY)
            )
        yield para, role


def _by_text(para: Para) -> LetterPart | None:
    text = para.text.strip(" 　")
    if ENCLOSURE_START.match(text):
        return LetterPart.ENCLOSURE
    if DATE_LINE.match(text) and not para.align.startswith("left"):
        return LetterPart.DATE
    return heading_level(text)


def _guessed(flow: list[Para]) -> Iterator[tuple[Para, LetterPart]]:
    """By text and position, top to bottom: head, title, addressee, body, enclosures, signature, note, annexes."""
    stage = _HEAD
    date_at = _date_position(flow)
    for place, para in enumerate(flow):
        text = para.text.strip(" 　")
        if ANNEX_LABEL.match(text) and stage is not _HEAD:
            stage, part = _ANNEX_LABEL, LetterPart.ANNEX_LABEL
        elif stage in (_ANNEX_LABEL, _ANNEX):
            stage, part = _in_annex(stage, para, text)
        elif stage in (_HEAD, _TITLE):
            stage, part = _above_body(stage, para, text)
        elif date_at is not None and place >= date_at:
            part = (
                LetterPart.DATE
                if place == date_at
                else LetterPart.IMPRINT
                if _IMPRINT_LINE.search(text)
                else LetterPart.NOTE
            )
        elif date_at is not None and _organ_like(flow, place, date_at):
            part = LetterPart.ORGAN
        else:
            stage, part = _in_body(stage, para, text)
        yield para, part


_HEAD, _TITLE, _BODY, _ENCLOSURES, _ANNEX_LABEL, _ANNEX = "head", "title", "body", "enclosures", "label", "annex"
_IMPRINT_LINE = re.compile(r"^抄送|印发$")


def _in_annex(stage: str, para: Para, text: str) -> tuple[str, LetterPart]:
    if stage == _ANNEX_LABEL and para.align == "center":
        return _ANNEX_LABEL, LetterPart.ANNEX_TITLE
    return _ANNEX, LetterPart.IMPRINT if _IMPRINT_LINE.search(text) else LetterPart.ANNEX


def _above_body(stage: str, para: Para, text: str) -> tuple[str, LetterPart]:
    """Head and title; a line that ends in a colon or is set as running text ends them."""
    part = _head_part(para, text) if stage == _HEAD else _title_goes_on(para, text)
    if part is LetterPart.TITLE:
        return _TITLE, part
    if part is not None:
        return stage, part
    addressee = text.endswith(("：", ":")) or (len(text) < 40 and "。" not in text)
    return _BODY, LetterPart.ADDRESSEE if addressee else LetterPart.BODY


def _title_goes_on(para: Para, text: str) -> LetterPart | None:
    run = para.main_run
    large = run is not None and run.size >= _TITLE_LEAST
    return LetterPart.TITLE if (para.align == "center" or large) and not NUMBER_LINE.match(text) else None


def _in_body(stage: str, para: Para, text: str) -> tuple[str, LetterPart]:
    if ENCLOSURE_START.match(text):
        return _ENCLOSURES, LetterPart.ENCLOSURE
    if stage == _ENCLOSURES and (heading_level(text) is LetterPart.LEVEL3 or para.left >= 4):
        return stage, LetterPart.ENCLOSURE
    return stage, heading_level(text) or LetterPart.BODY


_TITLE_LEAST = 18
"""Points: what a person sees as a title even where it is not centred."""


def _head_part(para: Para, text: str) -> LetterPart | None:
    """None: no part of a head or title, so the letter has begun without one."""
    run = para.main_run
    size = run.size if run else 0
    if run is not None and run.color not in ("", "000000") and size >= 20:
        return LetterPart.MARK
    if NUMBER_LINE.match(text) and "关于" not in text:
        return LetterPart.NUMBER
    if text.startswith("签发人"):
        return LetterPart.HEAD
    if size >= _TITLE_LEAST or (para.align == "center" and size >= 15) or ("关于" in text and KIND_AT_END.search(text)):
        return LetterPart.TITLE
    if text.endswith(("：", ":")) or len(text) > 60:
        return None
    return LetterPart.HEAD


def _date_position(flow: list[Para]) -> int | None:
    """The date of the letter: the first line that is a date alone, after the beginning."""
    for place, para in enumerate(flow):
        if DATE_LINE.match(para.text.strip()) and place > 1:
            return place
    return None


def _organ_like(flow: list[Para], place: int, date_at: int) -> bool:
    """A short line without a full stop directly above the date."""
    if date_at - place > 6:
        return False
    between = flow[place:date_at]
    if any(
        ENCLOSURE_START.match(para.text.strip()) or para.text.strip().endswith(("。", "；", "：")) for para in between
    ):
        return False
    return all(
        len(para.text.strip()) <= 28 and heading_level(para.text) is None and (para.align != "both" or para.left > 6)
        for para in between
    )


def _names(text: str) -> tuple[str, ...]:
    """Names set apart by wide blanks, two-character names spread by one (张　三　李四光)."""
    text = FILL_IN_PATTERN.sub("", text).strip(" 　")
    parts = [part for part in re.split(r"[　\s、]+", text) if part]
    found: list[str] = []
    held = ""
    for part in parts:
        if len(part) == 1 and held:
            found.append(held + part)
            held = ""
        elif len(part) == 1:
            held = part
        else:
            found.append(part)
    return tuple(found + ([held] if held else []))
