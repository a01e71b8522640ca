"""Where the table of a summary lies: in the pack's blank or in the office's own file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from ..blanks.layouts import BlockPlace, TableLayout, separate_blocks
from ..errors import OutputFault
from ..formats.grid import Grid, GridRow, a1
from ..forms.values import text_of
from ..notice.model import Attachment, Block
from ..office.patching import WorkbookPatch
from ..office.sheetxml import SheetXml
from .model import Merged

OTHER_BLOCK: Final = "（类别未识别）"


def own_form(merged: Merged) -> tuple[bytes, TableLayout]:
    """The pack's blank with one empty row per block, and where everything lies."""
    from openpyxl.worksheet.worksheet import Worksheet

    from ..blanks import looks
    from ..blanks.drawing import draw_table
    from ..blanks.workbook import identify, save, sheet_name

    attachment = merged.attachment
    book = looks.new_workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = sheet_name(attachment)
    known = {block.value for block in attachment.blocks}
    if separate_blocks(attachment) and any(block not in known for block in merged.rows.blocks):
        attachment = replace(attachment, blocks=(*attachment.blocks, Block(value="", heading=OTHER_BLOCK)))
    layout = draw_table(book, sheet, attachment, [1] * (len(attachment.blocks) if separate_blocks(attachment) else 1))
    identify(book, merged.notice, attachment)
    return save(book, {sheet.title: layout.formulas}), layout


def foreign_form(data: bytes, attachment: Attachment, by_hand: dict[str, int]) -> TableLayout:
    """Where the table lies in an office's own file. Raises OutputFault ``bad_template`` where its header is not found."""
    from ..forms.headings import locate
    from ..forms.labels import fields_around
    from ..forms.sketch import Sketch
    from ..office.backread import book_of

    book = book_of(data)
    found = [
        (len(header.columns), -place, grid, header)
        for place, grid in enumerate(book.grids)
        if not grid.name.startswith("_xltools")
        and (header := locate(Sketch.of(grid), attachment, by_hand or None)) is not None
    ]
    if not found:
        headings = "、".join(column.heading for column in attachment.columns[:4])
        raise OutputFault(
            "bad_template",
            f"模板中找不到“{attachment.key}”的表头（如 {headings} …）。请确认模板是该附件的空表，或用 --map 指明列。",
        )
    _, _, grid, header = max(found, key=lambda item: item[:2])
    layout = TableLayout(grid.name, (header.first_row, header.last_row), dict(header.columns))
    patch = WorkbookPatch(data).sheet(layout.sheet)
    last_styled = max((number for number, xml in patch.rows.items() if xml.cells), default=0)
    by_column = {column: key for key, column in layout.columns.items()}
    find_blocks(grid, attachment, layout, last_styled, lambda row: _in_table(patch, row, by_column))
    layout.formatted = _in_table(patch, layout.blocks[0].first, by_column)
    fields = fields_around(grid, attachment.labels, header.first_row, layout.last_row)
    for key, place in fields.items():
        if place.row and place.column:
            layout.label_cells[key] = a1(place.row, place.column)
            layout.label_texts[key] = str(grid.value(place.row, place.column) or "")
    layout.units = dict(header.units)
    layout.headings = {
        key: "".join(str(grid.value(row, column) or "") for row in range(header.first_row, header.last_row + 1))
        for key, column in header.columns.items()
    }
    layout.unit = _sheet_unit(grid, header.first_row) or attachment.unit
    return layout


def _sheet_unit(grid: Grid, before: int) -> str:
    from ..forms.labels import sheet_unit

    said = sheet_unit(grid, before)
    return said[0] if said else ""


def find_blocks(
    grid: Grid, attachment: Attachment, layout: TableLayout, last: int, in_table: Callable[[int], bool]
) -> None:
    """Blocks, subtotals and the total below the header, down to row `last`: empty rows of the form are rows to fill."""
    from ..forms.rowkinds import RowKind
    from ..forms.rows import RowJudge

    numbering = layout.columns.get(attachment.order or "seq", 0)
    judge = RowJudge(
        columns={column: key for key, column in layout.columns.items()},
        order=numbering,
        category=layout.columns.get(attachment.category, 0),
    )
    row = layout.header[1] + 1
    block = BlockPlace("", row, row - 1)
    blocks = [block]
    while row <= last:
        stored = grid.rows.get(row)
        fresh = block.last < block.first
        kind = RowKind.TEMPLATE if stored is None else judge.kind(stored, fresh=fresh)
        if fresh and kind in (RowKind.NUMBERS, RowKind.UNIT):
            # Column numbers and units stand between the heading and the rows.
            block.first, block.last = row + 1, row
        elif stored is not None and (kind is RowKind.GROUP or _heads_block(attachment, stored, judge.category)):
            if block.last >= block.first or block.heading:
                block = BlockPlace("", row + 1, row)
                blocks.append(block)
            block.value = _block_named(attachment, str(stored.values[0]))
            block.heading, block.first, block.last = row, row + 1, row
        elif kind is RowKind.SUBTOTAL:
            block.subtotal = row
        elif kind is RowKind.TOTAL:
            layout.total = row
            break
        elif kind in (RowKind.NOTE, RowKind.SIGNATURE) or not (_is_numbered(stored, numbering) or in_table(row)):
            break
        else:
            block.last = row
        row += 1
    layout.blocks = [block for block in blocks if block.last >= block.first or block.heading]
    if not layout.blocks:
        layout.blocks = [BlockPlace("", layout.header[1] + 1, layout.header[1])]
    layout.last_row = row


def _heads_block(attachment: Attachment, stored: GridRow, category: int) -> bool:
    """优秀场景 alone in a row, elsewhere than where rows name their category."""
    said = stored.values[0]
    return (
        len(stored.columns) == 1
        and stored.columns[0] != category
        and isinstance(said, str)
        and bool(_block_named(attachment, said))
    )


def _is_numbered(stored: GridRow | None, numbering: int) -> bool:
    """A row of the form that holds its running number and nothing else."""
    return stored is not None and stored.columns == (numbering,) and text_of(stored.values[0]).strip().isdecimal()


def _in_table(patch: SheetXml, row: int, columns: dict[int, str]) -> bool:
    """A row of the form is formatted under most of its headings."""
    xml = patch.rows.get(row)
    if xml is None:
        return False
    cells = xml.cells
    return sum(column in cells for column in columns) * 2 >= len(columns)


def _block_named(attachment: Attachment, heading: str) -> str:
    for block in attachment.blocks:
        if block.value in heading:
            return block.value
    column = attachment.column(attachment.category) if attachment.category else None
    for choice in column.values if column else ():
        if any(alias and alias in heading for alias in choice.aliases):
            return choice.value
    return ""
