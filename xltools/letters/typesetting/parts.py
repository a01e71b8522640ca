"""The parts of the 主体: title, attachments, note, annex heads (7.3)."""

from __future__ import annotations

from collections.abc import Sequence

from ..manuscript import Enclosure, Style
from .oxml import Element, indent, paragraph_properties, set_
from .paper import Paper, lines
from .title import break_title


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
