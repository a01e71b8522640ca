"""The parts of the 主体: title, addressee, attachments, signature, note, annex heads (7.3)."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..manuscript import Enclosure, Signature, Style
from ..wording import width
from . import measures as m
from .oxml import Element, indent, make, paragraph_properties, set_
from .paper import Paper, lines, place
from .picture import press_seal
from .title import break_title

_ABOVE_SEAL = 2
"""A seal of 42 mm (4.1 lines) centred on the name begins within one line of the text (7.3.5.1)."""
_BETWEEN_SEALS = math.ceil(m.SEAL * m.MM / m.LINE) - 1
"""Empty lines between rows of names: seals must neither cross nor touch."""


def set_title(
    paper: Paper, text: str, words: tuple[str, ...], style: Style = Style.TITLE, *, whole: bool = False
) -> Element:
    """The title, broken into balanced lines; `whole`: left to be broken when a template is filled."""
    holder = paper.write(style)
    lines(holder, (text,) if whole else break_title(text, words))
    return holder


def set_enclosures(paper: Paper, enclosures: Sequence[Enclosure]) -> None:
    """附件说明: one line below the body; names hang under the first name (7.3.4)."""
    if not enclosures:
        return
    paper.blank(keep=True)
    if len(enclosures) == 1:
        only = paper.write(Style.ATTACHMENTS, f"附件：{enclosures[0].name}")
        indent(paragraph_properties(only), left=5, hanging=3)
        return
    # A hanging indent is an implicit tab stop: number, tab, name. From ten on the numbers are half a 字 wider.
    number = 1.25 if len(enclosures) < 10 else 1.75
    for count, enclosure in enumerate(enclosures, 1):
        first = count == 1
        text = f"{'附件：' if first else ''}{count}.\t{enclosure.name}"
        line = paper.write(Style.ATTACHMENTS if first else Style.ATTACHMENTS_NEXT, text)
        indent(paragraph_properties(line), left=5 + number, hanging=3 + number if first else number)


def set_signature(paper: Paper, signature: Signature) -> Element:
    """署名 and 成文日期, sealed or not, one organ or several (7.3.5). Returns the line of the date."""
    if signature.sealed and len(signature.organs) > 1:
        paper.blank(_ABOVE_SEAL, keep=True)
        return _sealed_jointly(paper, signature)
    paper.blank(_ABOVE_SEAL if signature.sealed else 1, keep=True)
    organs = [paper.write(Style.ORGAN, organ) for organ in signature.organs]
    date = paper.write(Style.DATE, signature.date)
    place_signature(organs, date, signature.organs, signature.date, sealed=signature.sealed)
    for line, seal in zip(organs, signature.seals, strict=False):
        press_seal(paper, line, seal, m.CHARACTERS - _half_box(signature.organs, signature.date))
    return date


def place_signature(
    organs: Sequence[Element], date_line: Element, names: Sequence[str], date: str, *, sealed: bool
) -> None:
    """Place the lines of a signature (7.3.5.1, 7.3.5.2). All positions count from the left edge: a right indent would move
    with what a program thinks of blanks between digits and Hanzi.

    Sealed, one organ: the date ends four 字 before the margin, the name is centred on it; both are centred in one box that
    ends at the margin. Unsealed: names end two 字 before the margin, the date begins two 字 right of them.
    """
    widest = max(width(name) for name in names)
    if sealed and len(names) == 1:
        half = _half_box(names, date)
        for line in (*organs, date_line):
            place(line, align="center", left=m.CHARACTERS - 2 * half)
        return
    left = max(0.0, m.CHARACTERS - 2 - max(widest, width(date) + 2))
    for line in organs:
        place(line, align="left", left=left)
    place(date_line, align="left", left=left + 2)


def _half_box(names: Sequence[str], date: str) -> float:
    """Half the box in 字 in which one sealed organ's name and date are centred: it ends at the right margin."""
    return min(max(4 + width(date) / 2, max(map(width, names)) / 2), m.CHARACTERS / 2)


def _sealed_jointly(paper: Paper, signature: Signature) -> Element:
    """Names in the order of organs, in rows, room for a seal over each; the date under the last (7.3.5.1).

    Rows are lines with centred tab stops, not tables: lines stay together on a page in every program.
    """
    longest = max(width(organ) for organ in signature.organs)
    organs = signature.organs
    # Three seals of 42 mm fit side by side; long names leave room for two, very long ones for one.
    per_row = min(3 if longest <= 9 else 2 if longest <= 13.5 else 1, len(organs))
    if len(organs) == 4:
        per_row = min(2, per_row)
    rows = [organs[start : start + per_row] for start in range(0, len(organs), per_row)]
    for number, row in enumerate(rows):
        if number:
            paper.blank(_BETWEEN_SEALS, keep=True)
        line = paper.write(Style.ORGAN, "".join(f"\t{organ}" for organ in row))
        _columns(line, len(row))
        for column, seal in enumerate(signature.seals[number * per_row : number * per_row + len(row)]):
            press_seal(paper, line, seal, m.CHARACTERS * (2 * column + 1) / (2 * len(row)))
    date = paper.write(Style.DATE, "\t" * len(rows[-1]) + signature.date)
    _columns(date, len(rows[-1]))
    return date


def _columns(line: Element, count: int) -> None:
    """Centred tab stops in the middle of `count` equal columns."""
    ppr = paragraph_properties(line)
    tabs = set_(ppr, "tabs")
    for column in range(count):
        tabs.append(make("tab", val="center", pos=round(m.TEXT_WIDTH * (2 * column + 1) / (2 * count))))
    indent(ppr)
    set_(ppr, "jc", val="left")


def set_note(paper: Paper, note: str) -> None:
    """附注 in full-width brackets under the date (7.3.6)."""
    if note:
        paper.write(Style.NOTE, f"（{note}）")


def set_annex_head(paper: Paper, label: str, title: str, words: tuple[str, ...], *, new_page: bool) -> None:
    """Label flush left on line 1, title on line 3, one line under it (7.3.7)."""
    head = paper.write(Style.ANNEX_LABEL, label)
    if new_page:
        set_(paragraph_properties(head), "pageBreakBefore")
    paper.blank()
    set_title(paper, title, words, Style.ANNEX_TITLE)
    paper.blank()


def page_break() -> Element:
    """A paragraph that only starts a page."""
    holder = make("p")
    run = make("r")
    run.append(make("br", type="page"))
    holder.append(run)
    return holder
