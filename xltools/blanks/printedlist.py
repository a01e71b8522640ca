"""The LIST shape: a table whose rows the notice prints (indicators, scenarios)."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ..notice.model import Attachment, ColumnType, FixedRow
from ..office.textwidth import height_for, lines_needed
from . import looks
from .drawing import draw_foot, draw_head, draw_header, draw_row, draw_sums
from .inputchecks import InputChecks
from .layouts import BlockPlace, TableLayout

_NUMBERS = (ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.AMOUNT)


def draw_list(book: Workbook, sheet: Worksheet, attachment: Attachment) -> dict[str, Decimal]:
    """Draw the printed rows; the results of the formulas in the total row."""
    columns = attachment.columns
    widths = looks.stretched([column.width for column in columns], landscape=attachment.landscape)
    looks.set_widths(sheet, widths)
    row, _ = draw_head(sheet, attachment, widths)
    header = draw_header(sheet, columns, attachment.unit, widths, row)
    first = header[1] + 1
    sums: dict[str, Decimal] = {}
    for row, fixed in enumerate(attachment.rows, start=first):
        draw_row(sheet, columns, row)
        _print_row(sheet, attachment, fixed, row, widths, sums)
    last = first + len(attachment.rows) - 1
    _merge_runs(sheet, attachment, first)
    layout = TableLayout(sheet.title, header, {}, [BlockPlace("", first, last)], last_row=last)
    if attachment.total:
        draw_sums(sheet, attachment, layout, last + 1, "合计", [(first, last)])
        for cell in layout.formulas:
            layout.formulas[cell] = sums.get(cell.rstrip("0123456789"), Decimal(0))
        layout.last_row = last + 1
    draw_foot(sheet, attachment, widths, layout.last_row + 1)
    _check_inputs(book, sheet, attachment, first, last)
    looks.paper(sheet, landscape=attachment.landscape, header_rows=header)
    return layout.formulas


def _print_row(
    sheet: Worksheet,
    attachment: Attachment,
    fixed: FixedRow,
    row: int,
    widths: list[float],
    sums: dict[str, Decimal],
) -> None:
    lines = 1
    for number, (column, width) in enumerate(zip(attachment.columns, widths, strict=True), start=1):
        text = fixed.cells.get(column.key, "")
        if not text:
            continue
        cell = sheet.cell(row, number)
        value = _number(text) if column.type in _NUMBERS else None
        if value is None:
            looks.put(cell, text)
            lines = max(lines, lines_needed(text, width))
        else:
            cell.value = value
            if column.sum:
                letter = get_column_letter(number)
                sums[letter] = sums.get(letter, Decimal(0)) + value
    sheet.row_dimensions[row].height = height_for(lines)


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _merge_runs(sheet: Worksheet, attachment: Attachment, first: int) -> None:
    """一级指标 and 环节 stand once for the rows they cover: equal printed texts left of the row's name are merged."""
    keys = [column.key for column in attachment.columns]
    before = keys[: keys.index(attachment.row_key)] if attachment.row_key in keys else []
    for number, key in enumerate(before, start=1):
        start = 0
        for place in range(1, len(attachment.rows) + 1):
            text = attachment.rows[start].cells.get(key, "")
            if place < len(attachment.rows) and text and attachment.rows[place].cells.get(key, "") == text:
                continue
            if text and place - start > 1:
                for row in range(first + start + 1, first + place):
                    sheet.cell(row, number).value = None
                sheet.merge_cells(
                    start_row=first + start, end_row=first + place - 1, start_column=number, end_column=number
                )
                sheet.cell(first + start, number).alignment = looks.CENTRE
            start = place


def _check_inputs(book: Workbook, sheet: Worksheet, attachment: Attachment, first: int, last: int) -> None:
    """Only where the notice printed nothing."""
    checks = InputChecks(book, sheet)
    for number, column in enumerate(attachment.columns, start=1):
        if not any(fixed.cells.get(column.key) for fixed in attachment.rows):
            letter = get_column_letter(number)
            checks.add(column, [f"{letter}{first}:{letter}{last}"])
