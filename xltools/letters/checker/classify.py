"""Which paragraph is what: by our style names where they are there, else by text and position.

A letter that a person typed has no styles worth the name; the checks still need to know its title from its date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from ..manuscript import FILL_IN_PATTERN, Style
from .opened import Grid, Opened, Para


class Role(StrEnum):
    """Parts of a letter, in Chinese as messages name them."""

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
    r"^[　\s]*((?:20\d\d|[二〇零○一二三四五六七八九]{4})\s*[年./-].{1,9}?[日\d]?|【待填：成文日期】)[　\s]*$"
)
_TITLE_END = re.compile(r"的?(通知|报告|请示|函|意见|批复|公告|通报|决定|纪要)$")
_LEVELS = (
    (Role.LEVEL1, re.compile(r"^[一二三四五六七八九十]{1,3}[、.．]")),
    (Role.LEVEL2, re.compile(r"^[（(][一二三四五六七八九十]{1,3}[)）]")),
    (Role.LEVEL3, re.compile(r"^\d{1,2}[.．、](?!\d)")),
    (Role.LEVEL4, re.compile(r"^([（(]\d{1,2}[)）]|[⑴-⒇①-⑳])")),
)
_BY_STYLE = {
    Style.TITLE: Role.TITLE,
    Style.ADDRESSEE: Role.ADDRESSEE,
    Style.LEVEL1: Role.LEVEL1,
    Style.LEVEL2: Role.LEVEL2,
    Style.LEVEL3: Role.LEVEL3,
    Style.LEVEL4: Role.LEVEL4,
    Style.ATTACHMENTS: Role.ENCLOSURE,
    Style.ATTACHMENTS_NEXT: Role.ENCLOSURE,
    Style.ORGAN: Role.ORGAN,
    Style.DATE: Role.DATE,
    Style.NOTE: Role.NOTE,
    Style.ANNEX_LABEL: Role.ANNEX_LABEL,
    Style.ANNEX_TITLE: Role.ANNEX_TITLE,
    Style.MARK: Role.MARK,
    Style.NUMBER: Role.NUMBER,
    Style.CLASSIFICATION: Role.HEAD,
    Style.IMPRINT: Role.IMPRINT,
}
ANNEX_LABEL = re.compile(r"^附\s*件\s*(\d{0,2})[:：]?$")
ENCLOSURE_START = re.compile(r"^[　\s]*附\s*件\s*[:：]")


@dataclass(slots=True)
class Parts:
    """The document's paragraphs by role; `document` is the opened file."""

    document: Opened
    roles: dict[int, Role] = field(default_factory=dict)
    """Paragraph index -> role; blank paragraphs have none."""

    def of(self, *roles: Role) -> list[Para]:
        """Paragraphs of these roles in reading order."""
        return [para for para in self.document.paragraphs if self.roles.get(para.index) in roles]

    def first(self, role: Role) -> Para | None:
        found = self.of(role)
        return found[0] if found else None

    @property
    def title(self) -> str:
        """The title's text without its line breaks."""
        return "".join(para.text for para in self.of(Role.TITLE)).replace("\n", "")

    @property
    def title_lines(self) -> tuple[str, ...]:
        return tuple(line for para in self.of(Role.TITLE) for line in para.text.split("\n") if line.strip())

    @property
    def document_type(self) -> str:
        """文种: the word that ends the title."""
        found = _TITLE_END.search(self.title.rstrip("。，；：！？.,;:!? 　"))
        return found.group(1) if found else ""

    @property
    def official(self) -> bool:
        """Whether it is a 公文 at all: a commitment or a cover has neither 主送机关 nor 文种."""
        return bool(self.document_type)

    @property
    def number(self) -> str:
        """发文字号 as written in the head; empty for a 正文稿."""
        para = self.first(Role.NUMBER)
        if para is None:
            return ""
        found = re.match(r"[　\s]*(\S+?[〔\[【（(［]\s*\d{4}\s*[〕\]】）)］]\S*?号)", para.text)
        return found.group(1) if found else para.text.split("\t")[0].strip()

    @property
    def signers(self) -> tuple[str, ...]:
        """Names after 签发人：."""
        for para in self.of(Role.NUMBER, Role.HEAD):
            found = re.search(r"签发人[:：]\s*(.+)$", para.text)
            if found:
                return _names(found.group(1))
        return ()

    @property
    def organs(self) -> tuple[str, ...]:
        """Signing organs in reading order."""
        lines = [para.text.strip(" 　\t\n") for para in self.of(Role.ORGAN)]
        return tuple(name.strip() for line in lines for name in re.split(r"\t|　{2,}| {3,}", line) if name.strip())

    @property
    def date(self) -> str:
        para = self.first(Role.DATE)
        return para.text.strip(" 　\t\n") if para else ""

    @property
    def addressees(self) -> tuple[str, ...]:
        para = self.first(Role.ADDRESSEE)
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
        wanted = (Role.BODY, Role.LEVEL1, Role.LEVEL2, Role.LEVEL3, Role.LEVEL4)
        return "\n".join(para.text for para in self.of(*wanted))

    @property
    def letter_form(self) -> bool:
        """信函格式: an organ's mark without 文件, over a double line."""
        marks = self.of(Role.MARK)
        return bool(marks) and not any("文件" in para.text.replace("　", "") for para in marks)


def classify(document: Opened) -> Parts:
    """Give every paragraph with text its role."""
    parts = Parts(document)
    ruled = {table.index for table in document.tables if table.ruled}
    flow = [para for para in document.paragraphs if para.text.strip() and para.table not in ruled]
    for para in document.paragraphs:
        if para.table in ruled and para.text.strip():
            parts.roles[para.index] = Role.CELL
    styled = any(para.style in _BY_STYLE for para in flow)
    for para, role in _styled(flow) if styled else _guessed(flow):
        parts.roles[para.index] = role
    return parts


def enclosure_lines(parts: Parts) -> Iterator[tuple[int | None, str]]:
    """(number, name) of every line of the 附件说明; a line without a number continues the one above."""
    found: list[tuple[int | None, str]] = []
    for para in parts.of(Role.ENCLOSURE):
        text = ENCLOSURE_START.sub("", para.text).strip()
        match = re.match(r"^(\d{1,2})\s*[.．、]\s*(.*)$", text, re.S)
        if match:
            found.append((int(match.group(1)), match.group(2).strip()))
        elif found and not ENCLOSURE_START.match(para.text):
            found[-1] = (found[-1][0], found[-1][1] + text)
        elif text:
            found.append((None, text))
    return iter(found)


def heading_level(text: str) -> Role | None:
    """The heading level that a paragraph's number says."""
    for role, pattern in _LEVELS:
        if pattern.match(text.strip(" 　")):
            return role
    return None


def annex_tables(parts: Parts) -> list[tuple[str, str, Grid]]:
    """Ruled tables after an annex label: (label, title, table)."""
    found = []
    for table in parts.document.tables:
        if not table.ruled:
            continue
        label = title = ""
        for para in parts.document.paragraphs:
            if para.index > table.after:
                break
            role = parts.roles.get(para.index)
            if role is Role.ANNEX_LABEL:
                label, title = para.text.strip(), ""
            elif role is Role.ANNEX_TITLE:
                title += para.text.replace("\n", "").strip()
        found.append((label, title, table))
    return found


def _styled(flow: list[Para]) -> Iterator[tuple[Para, Role]]:
    in_annex = False
    for para in flow:
        role = _BY_STYLE.get(Style(para.style)) if para.style in Style._value2member_map_ else None
        if role is Role.ANNEX_LABEL:
            in_annex = True
        if role is None:
            # A paragraph that a person added without a style of ours.
            role = _by_text(para) or (Role.ANNEX if in_annex else Role.BODY)
        yield para, role


def _by_text(para: Para) -> Role | None:
    text = para.text.strip(" 　")
    if ENCLOSURE_START.match(text):
        return Role.ENCLOSURE
    if DATE_LINE.match(text) and not para.align.startswith("left"):
        return Role.DATE
    return heading_level(text)


def _guessed(flow: list[Para]) -> Iterator[tuple[Para, Role]]:
    """By text and position, top to bottom: head, title, addressee, body, enclosures, signature, note, annexes."""
    stage = "head"
    date_at = _date_position(flow)
    for place, para in enumerate(flow):
        text = para.text.strip(" 　")
        if ANNEX_LABEL.match(text) and stage != "head":
            stage = "annex-label"
            yield para, Role.ANNEX_LABEL
        elif stage in ("annex-label", "annex"):
            if stage == "annex-label" and para.align == "center":
                yield para, Role.ANNEX_TITLE
            else:
                stage = "annex"
                yield para, Role.IMPRINT if text.startswith("抄送") or text.endswith("印发") else Role.ANNEX
        elif stage == "head":
            role = _head_role(para, text)
            if role is Role.TITLE:
                stage = "title"
            yield para, role
        elif stage == "title" and para.align == "center" and not NUMBER_LINE.match(text):
            yield para, Role.TITLE
        elif stage == "title":
            stage = "body"
            yield para, Role.ADDRESSEE if text.endswith(("：", ":")) or len(text) < 40 else Role.BODY
        elif date_at is not None and place == date_at:
            stage = "after-date"
            yield para, Role.DATE
        elif date_at is not None and stage != "after-date" and place < date_at and _organ_like(flow, place, date_at):
            yield para, Role.ORGAN
        elif stage == "after-date":
            yield para, Role.IMPRINT if text.startswith("抄送") or text.endswith("印发") else Role.NOTE
        elif ENCLOSURE_START.match(text):
            stage = "enclosures"
            yield para, Role.ENCLOSURE
        elif stage == "enclosures" and (heading_level(text) is Role.LEVEL3 or para.left >= 4):
            yield para, Role.ENCLOSURE
        else:
            yield para, heading_level(text) or Role.BODY


def _head_role(para: Para, text: str) -> Role:
    run = para.main_run
    size = run.size if run else 0
    if run is not None and run.color not in ("", "000000") and size >= 20:
        return Role.MARK
    if NUMBER_LINE.match(text) and "关于" not in text:
        return Role.NUMBER
    if text.startswith("签发人"):
        return Role.HEAD
    if para.align == "center" and size >= 15:
        return Role.TITLE
    if "关于" in text and _TITLE_END.search(text):
        return Role.TITLE
    return Role.HEAD


def _date_position(flow: list[Para]) -> int | None:
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
