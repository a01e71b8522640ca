"""`check-letter --fix`: a corrected copy for what is purely mechanical, every change listed, nothing else touched.

Mechanical is what the standard alone decides: margins, grid, line pitch, fonts, sizes, the form of numbers, marks, page numbers
and the date. Words, figures, names and the order of things stay as the person wrote them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from docx.oxml.ns import qn
from docx.shared import Twips

from .checker.base import Case, where
from .checker.body import HANZI, pitch
from .checker.classify import LetterPart, LetterParts, classify
from .checker.opened import FIELD, OpenedLetter, Para
from .checker.page import footer_distance, grid, gutter, margins, page_number, text_area
from .checker.reading import body_elements, read_opened
from .claims import number
from .figures import SummaryFigures
from .opening import open_document
from .typesetting import measures as m
from .typesetting.fonts import FAMILIES, PROFILES
from .typesetting.oxml import (
    field_runs,
    fonts,
    indent,
    make,
    paragraph_properties,
    run_properties,
    set_,
    spacing,
    text_run,
)
from .typesetting.package import document_bytes
from .wording import clean

if TYPE_CHECKING:
    from docx.document import Document

Element = Any

_FAMILY: Mapping[LetterPart, str] = {
    **dict.fromkeys(
        (
            LetterPart.BODY,
            LetterPart.ADDRESSEE,
            LetterPart.ENCLOSURE,
            LetterPart.ORGAN,
            LetterPart.DATE,
            LetterPart.NOTE,
        ),
        "仿宋",
    ),
    **dict.fromkeys((LetterPart.LEVEL3, LetterPart.LEVEL4), "仿宋"),
    LetterPart.LEVEL1: "黑体",
    LetterPart.LEVEL2: "楷体",
    LetterPart.ANNEX_LABEL: "黑体",
    LetterPart.TITLE: "小标宋",
}
_RUNNING = (
    LetterPart.BODY,
    LetterPart.LEVEL1,
    LetterPart.LEVEL2,
    LetterPart.LEVEL3,
    LetterPart.LEVEL4,
    LetterPart.ADDRESSEE,
)
_MARKED = (*_RUNNING, LetterPart.ENCLOSURE, LetterPart.NOTE)


@dataclass(frozen=True, slots=True)
class CorrectedLetter:
    """The copy and what was changed in it, a line per change; no line: the copy is what came."""

    data: bytes
    changes: tuple[str, ...]


def correct_letter(data: bytes, name: str = "", figures: SummaryFigures | None = None) -> CorrectedLetter:
    """A corrected copy. `figures`: names in them are left as they are. Raises InputRefused: no Word document."""
    opened = read_opened(open_document(data, name))
    # Another one to write into: reading makes python-docx add parts that the letter does not have.
    document = open_document(data, name)
    mender = _Mender(document, Case(document=opened, parts=classify(opened), figures=figures))
    changes = tuple(mender.changes())
    return CorrectedLetter(document_bytes(document) if changes else data, changes)


@dataclass(slots=True)
class _Mender:
    """Mends one document; each method yields what it changed."""

    document: Document
    case: Case
    loose: frozenset[int] = frozenset()
    """Paragraphs whose line pitch is not the page's."""
    usual: dict[str, str] = field(default_factory=dict)
    """Family -> the font to use."""

    def changes(self) -> Iterator[str]:
        yield from self.page()
        if not self.case.official:
            return
        self.loose = frozenset(fault.para.index for fault in pitch(self.case) if fault.para is not None)
        elements = body_elements(self.document)
        names = _names(self.case.figures)
        for para in self.parts.of(*_FAMILY):
            element = elements[para.index]
            part = self.parts.roles[para.index]
            done = [*self.look(element, para, part), *_words(element, part, names)]
            yield from (f"{where(self.parts, para)}：{change}" for change in dict.fromkeys(done))
        yield from self.page_numbers()

    @property
    def parts(self) -> LetterParts:
        return self.case.parts

    @property
    def opened(self) -> OpenedLetter:
        return self.case.document

    def page(self) -> Iterator[str]:
        wrong = [*margins(self.case), *text_area(self.case), *gutter(self.case)]
        gridless = list(grid(self.case)) if self.case.official else []
        for section, seen in zip(self.document.sections, self.opened.sections, strict=True):
            if seen.landscape or abs(seen.width - m.PAGE_WIDTH) > 20:
                continue
            holder = section._sectPr
            if wrong:
                section.top_margin, section.bottom_margin = Twips(m.TOP), Twips(m.BOTTOM)
                section.left_margin, section.right_margin = Twips(m.LEFT), Twips(m.RIGHT)
                section.gutter = Twips(0)
            if any(fault.severity is None for fault in gridless):
                set_(holder, "docGrid", type="lines", linePitch=m.LINE)
        if wrong:
            yield "页面：页边距改为上 37、下 35、左 28、右 26 毫米，装订线 0（版心 156 mm × 225 mm）"
        if any(fault.severity is None for fault in gridless):
            yield "页面：文档网格改为每页22行"

    def look(self, element: Element, para: Para, part: LetterPart) -> Iterator[str]:
        """Fonts, sizes, weight, line pitch."""
        if part in (LetterPart.LEVEL1, LetterPart.LEVEL2) and "。" in para.text.strip()[:-1]:
            # （一）形式审查。会同…: a heading that runs into its text is set in two fonts, and only a person knows where.
            return
        family, size = _FAMILY[part], m.TITLE_SIZE if part is LetterPart.TITLE else m.BODY_SIZE
        font = self.font(family)
        for run, seen in zip(_text_runs(element), para.runs, strict=False):
            if not seen.text.strip() or FIELD in seen.text:
                continue
            if seen.east not in FAMILIES[family]:
                fonts(run_properties(run), font)
                yield f"字体“{seen.east or '未定'}”改为“{font}”"
            if abs(seen.size - size) > 0.5 and seen.size >= _SHOWN:
                set_(run_properties(run), "sz", val=round(size * 2))
                yield f"字号 {seen.size:g} 磅改为 {size} 磅"
        if para.index in self.loose:
            spacing(paragraph_properties(element), line=m.LINE)
            yield "行距改为固定值 28.95 磅，段前段后 0"

    def font(self, family: str) -> str:
        """The font of a family that the letter itself uses most, else the one every office has."""
        if family in self.usual:
            return self.usual[family]
        used = Counter(run.east for para in self.opened.paragraphs for run in para.runs if run.east in FAMILIES[family])
        profile = PROFILES["gb2312"]
        default = {"仿宋": profile.body, "黑体": profile.level1, "楷体": profile.level2, "小标宋": profile.title}
        self.usual[family] = used.most_common(1)[0][0] if used else default[family]
        return self.usual[family]

    def page_numbers(self) -> Iterator[str]:
        if not list(page_number(self.case)) and not list(footer_distance(self.case)):
            return
        if self.parts.letter_form:
            # The first page of a 信函 has a footer of its own: that is a person's to set.
            return
        section = self.document.sections[0]
        self.document.settings.odd_and_even_pages_header_footer = True
        for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
            footer.is_linked_to_previous = False
            holder = footer._element
            for child in list(holder):
                holder.remove(child)
            holder.append(_number_line(align))
        section.footer_distance = Twips(m.FOOTER_DISTANCE)
        yield "页码改为 — 1 —，四号宋体，单页居右空一字、双页居左空一字，在版心下 7 mm"


_SHOWN = 5
"""Points: what is smaller was hidden on purpose and must be looked at, not made visible by a program."""


def _number_line(align: str) -> Element:
    line = make("p")
    properties = paragraph_properties(line)
    indent(properties, right=1 if align == "right" else 0, left=1 if align == "left" else 0)
    set_(properties, "jc", val=align)
    for run in (text_run("— "), *field_runs("PAGE"), text_run(" —")):
        look = run_properties(run)
        fonts(look, "宋体")
        set_(look, "sz", val=m.SMALL_SIZE * 2)
        line.append(run)
    return line


def _text_runs(element: Element) -> list[Element]:
    """Runs in the order of `Para.runs`: those with text, outside deletions and text boxes."""
    found = []
    for run in element.iter(qn("w:r")):
        boxed = next((True for above in run.iterancestors() if above.tag == qn("w:txbxContent")), False)
        told = any(
            child.tag in _TOLD and (child.text or child.tag not in (qn("w:t"), qn("w:instrText"))) for child in run
        )
        if told and not boxed and run.getparent().tag != qn("w:del"):
            found.append(run)
    return found


_TOLD = frozenset(qn(f"w:{name}") for name in ("t", "tab", "ptab", "br", "cr", "instrText", "noBreakHyphen"))


def _names(figures: SummaryFigures | None) -> frozenset[str]:
    if figures is None:
        return frozenset()
    return frozenset(clean(name) for row in figures.rows for name in (row.company, row.project) if name)


@dataclass(frozen=True, slots=True)
class Replacement:
    """Characters `start`…`end` of a paragraph become `text`."""

    start: int
    end: int
    text: str


def _words(element: Element, part: LetterPart, names: frozenset[str]) -> Iterator[str]:
    """The form of numbers, marks and the date, changed inside the runs they stand in."""
    pieces = _Pieces.of(element)
    text = pieces.text
    wanted = list(_date(text)) if part is LetterPart.DATE else []
    if part in _RUNNING and part is not LetterPart.ADDRESSEE:
        wanted += _numbering(text)
    if part in _MARKED:
        wanted += _marks(text)
    kept = [(at, at + len(name)) for name in names for at in _places(text, name)]
    done = [
        f"{text[max(0, one.start - 4) : one.end + 4].strip()} 的 {text[one.start : one.end].strip()} 改为 {one.text}"
        for one in sorted(wanted, key=lambda each: each.start, reverse=True)
        if not any(start < one.end and one.start < end for start, end in kept) and pieces.replace(one)
    ]
    yield from reversed(done)


def _places(text: str, name: str) -> Iterator[int]:
    at = text.find(name)
    while at >= 0:
        yield at
        at = text.find(name, at + 1)


@dataclass(slots=True)
class _Pieces:
    """A paragraph's characters, each with the `w:t` that holds it (None for tabs and breaks)."""

    text: str
    holders: list[tuple[Element | None, int]]

    @classmethod
    def of(cls, element: Element) -> _Pieces:
        text = ""
        holders: list[tuple[Element | None, int]] = []
        for run in _text_runs(element):
            for child in run:
                if child.tag == qn("w:t"):
                    text += child.text or ""
                    holders += [(child, place) for place in range(len(child.text or ""))]
                elif child.tag in _TOLD and child.tag != qn("w:instrText"):
                    text += "\t"
                    holders.append((None, 0))
        return cls(text, holders)

    def replace(self, one: Replacement) -> bool:
        """Replace from the end backwards, so that earlier places stay right. False where a tab or break is in the way."""
        places = self.holders[one.start : one.end]
        if not places or any(holder is None for holder, _ in places):
            return False
        for holder, place in reversed(places):
            assert holder is not None
            holder.text = holder.text[:place] + holder.text[place + 1 :]
        first, at = places[0]
        assert first is not None
        first.text = first.text[:at] + one.text + first.text[at:]
        first.set(qn("xml:space"), "preserve")
        return True


_DIGITS = {character: str(value) for value, character in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
_CHINESE_DATE = re.compile(
    r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_PLAIN_DATE = re.compile(r"(20\d\d)\s?[年./\-]\s?(\d{1,2})\s?[月./\-]\s?(\d{1,2})\s?日?")


def _date(text: str) -> Iterator[Replacement]:
    """2022年8月5日, whatever a person wrote (7.3.5.4); a day that does not exist is left for the person."""
    found = _CHINESE_DATE.search(text)
    if found:
        year = "".join(_DIGITS[character] for character in found.group(1))
        parts = [int(year), *((number(word) if word != "一" else 1) or 0 for word in found.groups()[1:])]
    else:
        found = _PLAIN_DATE.search(text)
        parts = [int(word) for word in found.groups()] if found else []
    if found and 1 <= parts[1] <= 12 and 1 <= parts[2] <= 31:
        right = f"{parts[0]}年{parts[1]}月{parts[2]}日"
        if found.group() != right:
            yield Replacement(*found.span(), right)


_NUMBERINGS = (
    (re.compile(r"^\s*(\d{1,2})[、．](?=\S)"), "{0}."),
    (re.compile(r"^\s*[（(](\d{1,2})[)）]、"), "（{0}）"),
    (re.compile(r"^\s*\((\d{1,2})\)"), "（{0}）"),
    (re.compile(r"^\s*[（(]([一二三四五六七八九十]{1,3})[)）]、"), "（{0}）"),
    (re.compile(r"^\s*\(([一二三四五六七八九十]{1,3})\)"), "（{0}）"),
    (re.compile(r"^\s*([一二三四五六七八九十]{1,3})[.．]"), "{0}、"),
)


def _numbering(text: str) -> Iterator[Replacement]:
    for pattern, form in _NUMBERINGS:
        found = pattern.match(text)
        if found:
            start = found.start() + len(found.group()) - len(found.group().lstrip())
            yield Replacement(start, found.end(), form.format(found.group(1)))
            return


_WIDE = str.maketrans(",;:?!", "，；：？！")
_HALF = re.compile(rf"(?<=[{HANZI}）》”〕])[,;:?!](?=[{HANZI}（《“\s]|$)")
_BRACKETS = re.compile(rf"\([^()（）]{{0,60}}[{HANZI}][^()（）]{{0,60}}\)")


def _marks(text: str) -> Iterator[Replacement]:
    """Half-width marks between Hanzi, straight quotes in pairs. A heading's own number is `_numbering`'s."""
    head = re.match(r"^\s*\([^()]{1,3}\)", text)
    start = head.end() if head else 0
    for found in _HALF.finditer(text, start):
        yield Replacement(found.start(), found.end(), found.group().translate(_WIDE))
    for found in _BRACKETS.finditer(text, start):
        yield Replacement(found.start(), found.start() + 1, "（")
        yield Replacement(found.end() - 1, found.end(), "）")
    quotes = [at for at, character in enumerate(text) if character == '"']
    if len(quotes) % 2 == 0:
        for place, at in enumerate(quotes):
            yield Replacement(at, at + 1, "“”"[place % 2])


__all__ = ["CorrectedLetter", "correct_letter"]
