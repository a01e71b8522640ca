"""The red heads: 文件格式 (7.2) and 信函格式 (10.1). A 正文稿 has none."""

from __future__ import annotations

import math
from collections.abc import Iterator

from docx.document import Document
from docx.oxml.ns import qn

from ..manuscript import Head, Style
from ..wording import width
from . import measures as m
from .fonts import FontProfile
from .oxml import (
    Element,
    border,
    fonts,
    indent,
    make,
    paragraph_properties,
    put,
    run_properties,
    set_,
    spacing,
    text_run,
)
from .paper import Paper, paragraph
from .styles import RED
from .tables import bare_table

_ONE_ORGAN_SIZE, _JOINT_SIZE, _LETTER_SIZE = 40, 30, 32
"""Sizes of the mark in pt: the standard leaves them free (醒目、美观、庄重)."""
_ASCENT = 0.175
"""Share of the size by which the line's top stands above the glyphs in a line of 1.25 × size."""


def set_head(paper: Paper, head: Head, profile: FontProfile, below: int) -> None:
    """The head of `head.kind`; afterwards the title's two blank lines follow. `below`: twips that everything under the head
    takes on the first page, two lines of the text included (7.3.3): the marks of many organs shrink for it."""
    if head.kind == "信函":
        _letter(paper, head)
    else:
        _document(paper, head, profile, below)


def _document(paper: Paper, head: Head, profile: FontProfile, below: int) -> None:
    paper.add(_mark(head, below))
    paper.blank(2)
    if head.signers:
        for line in _number_and_signers(head, profile):
            paper.add(line)
    else:
        paper.write(Style.NUMBER, head.number)
    # The red line is the upper border of a paragraph of its own: on the number's paragraph its indents would shorten it.
    line = paper.write(None)
    ppr = paragraph_properties(line)
    spacing(ppr, line=20, before=round(m.RED_LINE_GAP - (m.LINE - m.BODY_SIZE * 20) / 2))
    border(ppr, "top", size=12, color=RED)


def _mark_pitch(head: Head, size: float, below: int) -> tuple[float, int]:
    """(size in pt, pitch in twips) of the marks: as asked, or as small as the first page needs, 14 pt at least."""
    count = len(head.organs)
    wide = 1.25 if count == 1 else 1.35
    room = _room_for_marks(head, below)
    if count == 1 or count * size * 20 * wide <= room:
        return size, int(size * 20 * wide)
    pitch = max(room / count, _LEAST_PITCH)
    return min(size, pitch / 20 / _TIGHT), int(pitch)


def _room_for_marks(head: Head, below: int) -> int:
    """Twips that the first page leaves for the marks of the organs."""
    signed = max(1, math.ceil(len(head.signers) / 2))
    return m.TEXT_HEIGHT - m.MARK_TOP - (2 + signed) * m.LINE - m.RED_LINE_GAP - below


def marks_fit(head: Head, below: int) -> bool:
    """Whether text stands under the head on the first page (7.3.3) without marks of less than 14 pt."""
    least = m.BODY_SIZE * 20 if len(head.organs) == 1 else _LEAST_PITCH
    return head.kind == "信函" or len(head.organs) * least <= _room_for_marks(head, below)


LEAST_MARK = 14
"""Marks of joint senders shrink to this size in pt and no further."""
_TIGHT = 1.15
"""Pitch of the marks over their size where the first page is short of room."""
_LEAST_PITCH = LEAST_MARK * 20 * _TIGHT


def _mark(head: Head, below: int) -> Element:
    """发文机关标志 35 mm under the top of the 版心; several organs share one 文件 at the right (7.2.4)."""
    count = len(head.organs)
    longest = max(width(organ) for organ in head.organs)
    room = m.TEXT_WIDTH / 20
    size: float = _ONE_ORGAN_SIZE if count == 1 else _JOINT_SIZE
    while size > 18 and (longest + 2) * size + 20 > room:
        size -= 1
    size, pitch = _mark_pitch(head, size, below)
    label = int(width("文件") * size * 20) + 400
    widths = [m.TEXT_WIDTH - label, label]
    above = [paragraph(Style.CLASSIFICATION, text) for text in (head.serial, head.secrecy, head.urgency) if text]
    rows: list[list[Element]] = [[paragraph(None), paragraph(None)]]
    for place, organ in enumerate(head.organs):
        align = "distribute" if count > 1 else "right"
        rows.append([_big(organ, size, pitch, align), _big("文件" if place == 0 else "", size, pitch, "center")])
    table = bare_table(rows, widths)
    made = table.findall(qn("w:tr"))
    _height(made[0], round(m.MARK_TOP - _ASCENT * size * 20))
    first = made[0].find(qn("w:tc"))
    if above:
        first.remove(first.find(qn("w:p")))
        for line in above:
            first.append(line)
    for row in made[1:]:
        _height(row, pitch)
    if count > 1:
        for place, row in enumerate(made[1:]):
            properties = row.findall(qn("w:tc"))[1].find(qn("w:tcPr"))
            put(properties, make("vMerge", val="restart" if place == 0 else "continue"))
    return table


def _big(text: str, size: float, pitch: int, align: str) -> Element:
    holder = paragraph(Style.MARK, text)
    ppr = paragraph_properties(holder)
    spacing(ppr, line=pitch)
    set_(ppr, "jc", val=align)
    for run in holder.findall(qn("w:r")):
        rpr = run_properties(run)
        set_(rpr, "sz", val=int(size * 2))
        set_(rpr, "szCs", val=int(size * 2))
    return holder


def _height(row: Element, twips: int) -> None:
    set_(row.find(qn("w:trPr")), "trHeight", val=twips, hRule="exact")


def _number_and_signers(head: Head, profile: FontProfile) -> Iterator[Element]:
    """上行文: number left on the line of the last 签发人, two signers a line, each one 字 from the edge, names in 楷体, later
    lines under the first name (7.2.5, 7.2.6)."""
    names = [_spread(name) for name in head.signers]
    rows = [names[start : start + 2] for start in range(0, len(names), 2)]
    widths = [max((width(row[place]) for row in rows if len(row) > place), default=0) for place in (0, 1)]
    end = m.TEXT_WIDTH / m.CHARACTER - 1
    second = end - widths[1]
    first = second - 1 - widths[0] if widths[1] else end - widths[0]
    for place, row in enumerate(rows):
        last = place == len(rows) - 1
        holder = paragraph(Style.NUMBER, f"{head.number if last else ''}\t{'签发人：' if place == 0 else ''}\t")
        ppr = paragraph_properties(holder)
        tabs = set_(ppr, "tabs")
        for stop in (first - 4, first, *((second,) if widths[1] else ())):
            tabs.append(make("tab", val="left", pos=round(stop * m.CHARACTER)))
        indent(ppr, left=1)
        set_(ppr, "jc", val="left")
        run = text_run("\t".join(row))
        fonts(run_properties(run), profile.level2, profile.latin)
        holder.append(run)
        yield holder


def _spread(name: str) -> str:
    """Two-character names are as wide as three-character ones."""
    return f"{name[0]}　{name[1]}" if len(name) == 2 else name


def _letter(paper: Paper, head: Head) -> None:
    document = paper.document
    section = document.sections[0]
    section.different_first_page_header_footer = True
    size: float = _LETTER_SIZE
    while size > 18 and width(head.organs[0]) * size > m.LETTER_LINE_WIDTH * m.MM / 20:
        size -= 1
    mark = _big(head.organs[0], size, int(size * 20 * 1.25), "center")
    top = m.LETTER_MARK_TOP * m.MM - size * 20 * 0.125
    put(paragraph_properties(mark), _frame(m.LETTER_LINE_WIDTH * m.MM, top, xAlign="center"))
    paper.add(mark)
    bottom = m.LETTER_MARK_TOP + size * 25.4 / 72
    line = paper.write(None)
    _double_line(line, bottom + 4, thick_above=True)
    _first_footer(document)
    # Text lines lie 7/8 of a 3号 character (14 pt) under the double line (10.1).
    lines = [(Style.CLASSIFICATION, text, "left") for text in (head.serial, head.secrecy, head.urgency) if text]
    lines.append((Style.NUMBER, head.number, "right"))
    gap = (bottom + 4 + 1.2 - 37) * m.MM + 14 * 20 - (m.LINE - m.BODY_SIZE * 20) / 2
    for place, (style, text, align) in enumerate(lines):
        ppr = paragraph_properties(paper.write(style, text))
        set_(ppr, "jc", val=align)
        spacing(ppr, line=m.LINE, before=max(0, int(gap)) if place == 0 else 0)


def _first_footer(document: Document) -> None:
    """The first page bears the second double line and no number (10.1)."""
    footer = document.sections[0].first_page_footer
    footer.is_linked_to_previous = False
    holder = footer.paragraphs[0]._p
    _double_line(holder, 297 - m.LETTER_LINE_BOTTOM, thick_above=False)
    holder.addnext(paragraph(None))


def _double_line(holder: Element, top: float, *, thick_above: bool) -> None:
    """A framed paragraph 28 twips high with a thick and a thin border: the named double borders differ by program."""
    ppr = paragraph_properties(holder)
    put(ppr, _frame(m.LETTER_LINE_WIDTH * m.MM, top * m.MM, height=28, x=round(20 * m.MM)))
    spacing(ppr, line=28)
    border(ppr, "top", size=18 if thick_above else 6, color=RED)
    border(ppr, "bottom", size=6 if thick_above else 18, color=RED)


def _frame(wide: float, top: float, *, height: int = 0, **extra: object) -> Element:
    where: dict[str, object] = {"w": round(wide)}
    if height:
        where.update(h=height, hRule="exact")
    where.update(wrap="around", hSpace=0, vSpace=0, vAnchor="page", hAnchor="page", **extra)
    return make("framePr", **where, y=round(top))
