"""Tables: ruled ones with repeated heads, forms, and bare ones that only place text (trap list: fixed layout, gridCol and
cell widths both, rows that do not split)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..manuscript import BoxForm, RuledTable, Style
from . import measures as m
from .oxml import Element, make, paragraph_properties, set_
from .paper import lines, paragraph
from .styles import CELL_STYLES

_ALIGN = {"l": "left", "c": "center", "r": "right"}
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def ruled_table(table: RuledTable, text_width: int = m.TEXT_WIDTH) -> Element:
    """A table with rules; its head row repeats on every page, rows stay whole."""
    widths = share(table.widths, text_width)
    made = _frame(widths, ruled=True)
    style, head_style = CELL_STYLES[m.TABLE_SIZES.index(table.size)]
    made.append(
        _row(
            [(paragraph(head_style, head), size, 1) for head, size in zip(table.heads, widths, strict=True)],
            head=True,
        )
    )
    for row in table.rows:
        cells = []
        for place, (text, size) in enumerate(zip(row, widths, strict=True)):
            holder = paragraph(style)
            lines(holder, tuple(text.split("\n")))
            align = _ALIGN[table.aligns[place]] if table.aligns else "center"
            if align != "center":
                set_(paragraph_properties(holder), "jc", val=align)
            cells.append((holder, size, 1))
        made.append(_row(cells))
    return made


def form_table(form: BoxForm, text_width: int = m.TEXT_WIDTH) -> Element:
    """Labelled boxes: every row may span the base columns in its own way."""
    widths = share(form.widths, text_width)
    made = _frame(widths, ruled=True)
    for row, height in zip(form.rows, form.heights, strict=True):
        cells = []
        column = 0
        for cell in row:
            size = sum(widths[column : column + cell.span])
            column += cell.span
            holders = []
            for text in cell.text.split("\n"):
                holder = paragraph(Style.CELL_HEAD if cell.head else Style.CELL, text)
                if not cell.head or cell.align != "l":
                    set_(paragraph_properties(holder), "jc", val=_ALIGN[cell.align])
                holders.append(holder)
            cells.append((holders, size, cell.span))
        made.append(_row(cells, height=round(height * m.MM)))
    return made


def bare_table(cells: Iterable[Iterable[Element]], widths: Sequence[int]) -> Element:
    """A table without rules, one paragraph per cell: rows of signatures."""
    made = _frame(widths, ruled=False)
    for row in cells:
        made.append(_row([(cell, size, 1) for cell, size in zip(row, widths, strict=True)], height=0))
    return made


def share(relative: Sequence[float], total: int) -> list[int]:
    """Relative widths as twips that add up to `total`."""
    whole = sum(relative)
    sizes = [int(total * part / whole) for part in relative]
    sizes[-1] += total - sum(sizes)
    return sizes


def _frame(widths: Sequence[int], *, ruled: bool) -> Element:
    table = make("tbl")
    properties = make("tblPr")
    set_(properties, "tblW", w=sum(widths), type="dxa")
    set_(properties, "tblInd", w=0, type="dxa")
    if ruled:
        set_(properties, "jc", val="center")
        borders = set_(properties, "tblBorders")
        for side in _SIDES:
            borders.append(make(side, val="single", sz=4, space=0, color="000000"))
    set_(properties, "tblLayout", type="fixed")
    margins = set_(properties, "tblCellMar")
    for side in ("left", "right"):
        margins.append(make(side, w=m.CELL_PADDING if ruled else 0, type="dxa"))
    table.append(properties)
    grid = make("tblGrid")
    for size in widths:
        grid.append(make("gridCol", w=size))
    table.append(grid)
    return table


def _row(
    cells: Sequence[tuple[Element | list[Element], int, int]], *, head: bool = False, height: int = 567
) -> Element:
    row = make("tr")
    properties = make("trPr")
    set_(properties, "cantSplit")
    if height:
        set_(properties, "trHeight", val=height, hRule="atLeast")
    if head:
        set_(properties, "tblHeader")
    row.append(properties)
    for content, size, span in cells:
        cell = make("tc")
        about = make("tcPr")
        set_(about, "tcW", w=size, type="dxa")
        if span > 1:
            set_(about, "gridSpan", val=span)
        set_(about, "vAlign", val="center")
        cell.append(about)
        for holder in content if isinstance(content, list) else [content]:
            cell.append(holder)
        row.append(cell)
    return row
