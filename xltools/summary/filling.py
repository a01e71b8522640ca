"""Merged rows put into a table: the pack's blank or the office's own file, by one way.

Values are written as a person reads them: amounts in the sheet's unit, days as dates; what could not be read stands as
it was handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ..blanks.layouts import BlockPlace, TableLayout, separate_blocks
from ..errors import OutputFault
from ..formats.grid import Grid, a1
from ..forms.values import UNITS, Period, Unreadable
from ..notice.model import Attachment, Block, Column, ColumnType
from ..office.patching import WorkbookPatch
from ..office.sheetxml import CellValue, Formula, SheetXml, split_cell
from .model import Merged, MergedRow

OTHER_BLOCK = "（类别未识别）"


@dataclass(slots=True)
class Filled:
    """Where every merged row went. `rows[i]` is the sheet row of `order[i]`."""

    layout: TableLayout
    order: list[MergedRow] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    written: list[dict[str, CellValue]] = field(default_factory=list)
    """Per row what was written, by column key."""


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
    if separate_blocks(attachment) and any(row.block not in known for row in merged.rows):
        attachment = replace(attachment, blocks=(*attachment.blocks, Block(value="", heading=OTHER_BLOCK)))
    layout = draw_table(book, sheet, attachment, [1] * (len(attachment.blocks) if separate_blocks(attachment) else 1))
    identify(book, merged.notice, attachment)
    return save(book, {sheet.title: layout.formulas}), layout


def foreign_form(data: bytes, attachment: Attachment, by_hand: dict[str, int]) -> TableLayout:
    """Where the table lies in an office's own file. Raises OutputFault ``bad_template`` where its header is not found."""
    from ..forms.headings import Sketch, locate
    from ..forms.labels import fields_around
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
    from ..forms.rows import RowJudge, RowKind

    judge = RowJudge(
        columns={column: key for key, column in layout.columns.items()},
        order=layout.columns.get(attachment.order or "seq", 0),
        category=layout.columns.get(attachment.category, 0),
    )
    row = layout.header[1] + 1
    block = BlockPlace("", row, row - 1)
    blocks = [block]
    while row <= last:
        stored = grid.rows.get(row)
        kind = RowKind.TEMPLATE if stored is None else judge.kind(stored)
        if kind is RowKind.GROUP and stored is not None:
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
        elif kind in (RowKind.NOTE, RowKind.SIGNATURE) or not in_table(row):
            break
        else:
            block.last = row
        row += 1
    layout.blocks = [block for block in blocks if block.last >= block.first or block.heading]
    if not layout.blocks:
        layout.blocks = [BlockPlace("", layout.header[1] + 1, layout.header[1])]
    layout.last_row = row


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


def fill(book: WorkbookPatch, merged: Merged, layout: TableLayout) -> Filled:
    """Put the merged rows into the blocks; rows are added or taken away so that each block fits."""
    groups = assign(merged.rows, layout.blocks)
    _make_room(book, layout, [len(group) for group in groups])
    _settle_merges(book.sheet(layout.sheet), layout)
    filled = Filled(layout)
    patch = book.sheet(layout.sheet)
    columns = [
        (merged.attachment.column(key), number) for key, number in layout.columns.items() if merged.attachment.has(key)
    ]
    order_key = order_column(merged.attachment)
    for block, group in zip(layout.blocks, groups, strict=True):
        ranks: dict[str, int] = {}
        for row, source in enumerate(group, start=block.first):
            ranks[source.block] = ranks.get(source.block, 0) + 1
            written: dict[str, CellValue] = {}
            for column, number in columns:
                value = ranks[source.block] if column.key == order_key else shown(column, source, layout)
                written[column.key] = value
                style = patch.style(row, number)
                if isinstance(value, date):
                    style = book.styles.derive(style, _date_look())
                patch.set(row, number, value, style)
            filled.order.append(source)
            filled.rows.append(row)
            filled.written.append(written)
    _sum_up(book, merged, filled)
    return filled


def _date_look() -> Any:
    from ..office.stylesheet import Look

    return Look(number_format="yyyy-mm-dd")


def order_column(attachment: Attachment) -> str:
    """Key of the column that is numbered anew: the declared order, else a column headed 序号."""
    if attachment.order:
        return attachment.order
    return next((column.key for column in attachment.columns if column.heading == "序号"), "")


def shown(column: Column, row: MergedRow, layout: TableLayout) -> CellValue:
    """A merged value as it is written into the sheet."""
    value = row.values.get(column.key)
    raw = row.raw.get(column.key, "")
    if value is None or isinstance(value, Unreadable):
        return raw.strip() or None
    if isinstance(value, Period):
        return value.start if value.is_day else raw.strip() or spoken(value)
    if column.type is ColumnType.AMOUNT and isinstance(value, Decimal):
        return exact(value / UNITS[unit_of(column, layout)])
    if isinstance(value, Decimal):
        return exact(value)
    if isinstance(value, (str, int, date)):
        return value
    return str(value)


def spoken(period: Period) -> str:
    """A month or year as people write it; other spans with both ends."""
    start, end = period
    if (start.year, start.month, start.day, end.month, end.day) == (end.year, 1, 1, 12, 31):
        return f"{start.year}年"
    if (start.year, start.month, start.day) == (end.year, end.month, 1) and (end + timedelta(days=1)).day == 1:
        return f"{start.year}年{start.month}月"
    return str(period)


def unit_of(column: Column, layout: TableLayout) -> str:
    """The unit in which the sheet shows an amount column: its heading's, the sheet's, the pack's."""
    for unit in (layout.units.get(column.key), layout.unit, column.unit):
        if unit in UNITS:
            return unit
    return "元"


def exact(value: Decimal) -> Decimal:
    """Without trailing zeros, never in scientific notation."""
    made = value.normalize()
    return made.quantize(Decimal(1)) if made == made.to_integral_value() else made


def assign(rows: Sequence[MergedRow], blocks: Sequence[BlockPlace]) -> list[list[MergedRow]]:
    """Rows by block; rows of no block go to the last one, which a table of ours keeps for them."""
    groups: list[list[MergedRow]] = [[] for _ in blocks]
    places = {block.value: place for place, block in enumerate(blocks) if block.value}
    for row in rows:
        groups[places.get(row.block, len(blocks) - 1)].append(row)
    return groups


def _make_room(book: WorkbookPatch, layout: TableLayout, counts: Sequence[int]) -> None:
    """From the last block up, so that the places above stay right; then all places are moved down."""
    changes = [0] * len(counts)
    for place, (block, count) in reversed(list(enumerate(zip(layout.blocks, counts, strict=True)))):
        have, need = max(0, block.last - block.first + 1), max(count, 1)
        changes[place] = need - have
        if need < have:
            book.remove_rows(layout.sheet, block.first + need, have - need)
        elif have > 1:
            book.insert_rows(layout.sheet, block.last, need - have, like=block.first)
        else:
            model = block.first if have else block.first - 1
            book.insert_rows(layout.sheet, block.first + have, need - have, like=model, grow=bool(have))
    moved = 0
    for block, count, change in zip(layout.blocks, counts, changes, strict=True):
        block.first += moved
        block.last = block.first + max(count, 1) - 1
        block.heading += moved if block.heading else 0
        moved += change
        block.subtotal += moved if block.subtotal else 0
    layout.total += moved if layout.total else 0
    layout.last_row += moved


def _settle_merges(sheet: SheetXml, layout: TableLayout) -> None:
    """Data rows of a block share the cells that are merged within its first row; none is merged with the next."""
    kept = []
    for area in sheet.merges():
        (top, left), (bottom, right) = (split_cell(cell) for cell in area.split(":"))
        block = next((block for block in layout.blocks if top <= block.last and bottom >= block.first), None)
        if block is None:
            kept.append(area)
        elif top == bottom == block.first:
            kept += [f"{a1(row, left)}:{a1(row, right)}" for row in range(block.first, block.last + 1)]
    if kept != sheet.merges():
        sheet.set_merges(kept)


def _sum_up(book: WorkbookPatch, merged: Merged, filled: Filled) -> None:
    """Results beside the formulas of the total rows; a template's typed totals become formulas."""
    layout = filled.layout
    patch = book.sheet(layout.sheet)
    by_row = dict(zip(filled.rows, filled.written, strict=True))
    for column in merged.attachment.columns:
        number = layout.columns.get(column.key)
        if number is None or not column.sum:
            continue
        grand = Decimal(0)
        parts = []
        for block in layout.blocks:
            part = sum(
                (addend(by_row[row].get(column.key)) for row in range(block.first, block.last + 1) if row in by_row),
                Decimal(0),
            )
            grand += part
            area = f"{a1(block.first, number)}:{a1(block.last, number)}"
            parts.append(a1(block.subtotal, number) if block.subtotal else area)
            if block.subtotal:
                patch.set(block.subtotal, number, Formula(f"SUM({area})", exact(part)))
        if layout.total:
            patch.set(layout.total, number, Formula(f"SUM({','.join(parts)})", exact(grand)))


def addend(value: CellValue) -> Decimal:
    return Decimal(value) if isinstance(value, (Decimal, int)) and not isinstance(value, bool) else Decimal(0)
