"""署名 and 成文日期 (7.3.5): one organ or several, sealed or not."""

from __future__ import annotations

from collections.abc import Sequence

from docx.oxml.ns import qn

from ..manuscript import Signature, Style
from ..wording import width
from . import measures as m
from .oxml import Element, indent, make, paragraph_properties, run_properties, set_
from .paper import Paper, place
from .picture import press_seal
from .seal_rows import ABOVE_SEAL, BETWEEN_SEALS, SealedRows, sealed_rows


def set_signature(paper: Paper, signature: Signature) -> Element:
    """署名 and 成文日期, sealed or not, one organ or several (7.3.5). Returns the line of the date."""
    if signature.sealed and len(signature.organs) > 1:
        paper.blank(ABOVE_SEAL, keep=True)
        return _sealed_jointly(paper, signature)
    paper.blank(ABOVE_SEAL if signature.sealed else 1, keep=True)
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
    # Digits of a font that stands in for 仿宋 are wider than half a 字: without the two 字 past the margin 日 would fall
    # onto a line of its own.
    place(date_line, align="left", left=left + 2, right=-2)


def _half_box(names: Sequence[str], date: str) -> float:
    """Half the box in 字 in which one sealed organ's name and date are centred: it ends at the right margin."""
    return min(max(4 + width(date) / 2, max(map(width, names)) / 2), m.CHARACTERS / 2)


def _sealed_jointly(paper: Paper, signature: Signature) -> Element:
    """Names in rows, room for a seal over each; the date under the last (7.3.5.1).

    Rows are lines with centred tab stops, not tables: lines stay together on a page in every program.
    """
    laid = sealed_rows(signature.organs)
    seals = iter(signature.seals)
    for number, row in enumerate(laid.rows):
        if number:
            paper.blank(BETWEEN_SEALS, keep=True)
        line = paper.write(Style.ORGAN, "".join(f"\t{organ}" for organ in row))
        _tab_stops(line, laid, len(row))
        if laid.scale < 1:
            for run in line.findall(qn("w:r")):
                set_(run_properties(run), "w", val=round(laid.scale * 100))
        for column, seal in zip(range(len(row)), seals, strict=False):
            press_seal(paper, line, seal, laid.middle(column, len(row)))
    last = len(laid.rows[-1])
    date = paper.write(Style.DATE, "\t" * last + signature.date)
    _tab_stops(date, laid, last)
    return date


def _tab_stops(line: Element, laid: SealedRows, count: int) -> None:
    """A centred tab stop for each of `count` names."""
    ppr = paragraph_properties(line)
    tabs = set_(ppr, "tabs")
    for column in range(count):
        tabs.append(make("tab", val="center", pos=round(laid.middle(column, count) * m.CHARACTER)))
    indent(ppr)
    set_(ppr, "jc", val="left")
