"""The FORM shape: label cells beside value cells, in blocks, with opinions and signatures below.

A field whose column names a `cell` stands there, its label to the left. The others are placed two to a line; long
texts take a line of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from openpyxl.styles import Alignment
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.cell import coordinate_from_string
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ..notice.model import Attachment, Column, ColumnType
from ..office.textwidth import height_for, lines_needed
from . import looks
from .drawing import draw_head
from .inputchecks import InputChecks, number_format
from .layouts import heading_text

_GROUP_WIDTH, _LABEL_WIDTH, _VALUE_WIDTH = 4.6, 17.0, 26.0
_LONG_TEXT = 100
_FIRST_ROW = 4
"""Below title, number and labels."""
_OPINION = re.compile("意见|承诺|声明")


@dataclass(frozen=True, slots=True)
class _Field:
    column: Column
    row: int
    label: int
    value: int
    last: int


def draw_form(book: Workbook, sheet: Worksheet, attachment: Attachment) -> dict[str, str]:
    """Draw the form; column key -> cell of its value."""
    grouped = any(column.group for column in attachment.columns)
    offset = 1 if grouped else 0
    fields = list(_place(attachment, offset))
    last_column = max(field.last for field in fields)
    widths = _widths(fields, offset, last_column)
    looks.set_widths(sheet, widths)
    draw_head(sheet, attachment, widths)
    checks = InputChecks(book, sheet)
    for row, line in groupby(fields, key=lambda field: field.row):
        _draw_line(sheet, attachment, list(line), row, widths, checks)
    if grouped:
        _draw_groups(sheet, fields)
    _draw_opinions(sheet, attachment, max(field.row for field in fields) + 1, last_column)
    looks.paper(sheet, landscape=attachment.landscape)
    return {field.column.key: f"{get_column_letter(field.value)}{field.row}" for field in fields}


def _place(attachment: Attachment, offset: int) -> Iterator[_Field]:
    """Every field with its row and columns, in reading order."""
    given = [column for column in attachment.columns if column.cell]
    placed = list(_as_given(given)) if given and len(given) == len(attachment.columns) else []
    if placed and _can_be_drawn(placed, offset):
        yield from placed
        return
    row, side, group = _FIRST_ROW, 0, None
    first = offset + 1
    for column in attachment.columns:
        wide = _is_long(column)
        if side and (wide or column.group != group):
            row, side = row + 1, 0
        group = column.group
        if wide:
            yield _Field(column, row, first, first + 1, first + 3)
            row += 1
        else:
            label = first + 2 * side
            yield _Field(column, row, label, label + 1, label + 1)
            row, side = (row + 1, 0) if side else (row, 1)


def _as_given(columns: list[Column]) -> Iterator[_Field]:
    """Fields at the cells the pack names; a value reaches to the next label or to the form's edge."""
    spots = []
    for column in columns:
        letters, row = coordinate_from_string(column.cell)
        spots.append((row, column_index_from_string(letters), column))
    spots.sort(key=lambda spot: spot[:2])
    edge = max(value for _, value, _ in spots)
    for place, (row, value, column) in enumerate(spots):
        following = spots[place + 1] if place + 1 < len(spots) else None
        last = following[1] - 2 if following is not None and following[0] == row else edge
        yield _Field(column, row, value - 1, value, max(value, last))


def _can_be_drawn(fields: list[_Field], offset: int) -> bool:
    """Whether labels have room left of their values and below the head: in an office's own form a value may lie below its
    label, and a Word table's first row stands below paragraphs."""
    rows = groupby(fields, key=lambda field: field.row)
    apart = all(one.last < other.label for _, line in rows for one, other in pairwise(line))
    return apart and all(field.row >= _FIRST_ROW and field.label > offset for field in fields)


def _is_long(column: Column) -> bool:
    return column.type is ColumnType.TEXT and ((column.max_length or 0) >= _LONG_TEXT or column.width >= 40)


def _widths(fields: list[_Field], offset: int, last_column: int) -> list[float]:
    labels = {field.label for field in fields}
    widths = [
        _GROUP_WIDTH if offset and number == 1 else _LABEL_WIDTH if number in labels else _VALUE_WIDTH
        for number in range(1, last_column + 1)
    ]
    return looks.stretched(widths, landscape=False)


def _draw_line(
    sheet: Worksheet, attachment: Attachment, line: list[_Field], row: int, widths: list[float], checks: InputChecks
) -> None:
    height = 30.0
    edge = max(field.last for field in line)
    for place, field in enumerate(line):
        column = field.column
        text = heading_text(column, attachment.unit)
        looks.band(sheet, (row, field.label, row, field.label), text, looks.HEADING, looks.CENTRE)
        # A line with one short field runs to the form's edge instead of leaving a hole.
        last = len(widths) if place == len(line) - 1 and edge < len(widths) else field.last
        alignment = looks.INDENT if _is_long(column) else looks.LEFT
        cell = looks.band(sheet, (row, field.value, row, last), "", looks.BODY, alignment)
        for number in range(field.value, last + 1):
            sheet.cell(row, number).number_format = number_format(column)
        checks.add(column, [cell.coordinate])
        height = max(height, height_for(lines_needed(text, widths[field.label - 1])))
        if _is_long(column):
            height = max(height, min(180.0, 40 + (column.max_length or _LONG_TEXT) / 5))
    sheet.row_dimensions[row].height = height


def _draw_groups(sheet: Worksheet, fields: list[_Field]) -> None:
    for group, members in groupby(fields, key=lambda field: field.column.group):
        rows = [field.row for field in members]
        looks.band(sheet, (rows[0], 1, rows[-1], 1), group, looks.HEADING, looks.CENTRE)


def _draw_opinions(sheet: Worksheet, attachment: Attachment, row: int, last_column: int) -> None:
    """Opinions with room for text, seal and date; other signatures on one line; then the notes."""
    for text in attachment.signatures:
        if not _OPINION.search(text):
            continue
        middle = min(2, last_column - 1)
        looks.band(sheet, (row, 1, row, middle), text, looks.HEADING, looks.CENTRE)
        seal = Alignment(horizontal="right", vertical="bottom", wrap_text=True, indent=2)
        looks.band(sheet, (row, middle + 1, row, last_column), "（盖章）        \n年    月    日", looks.LABEL, seal)
        sheet.row_dimensions[row].height = 90
        row += 1
    plain = [text for text in attachment.signatures if not _OPINION.search(text)]
    if plain:
        widths = [1.0] * last_column
        for text, (first, last) in zip(plain, looks.segments(widths, len(plain)), strict=False):
            shown = text if "：" in text or "年" in text else f"{text}："
            looks.band(sheet, (row, first, row, last), shown, looks.LABEL, looks.LEFT, boxed=False)
        sheet.row_dimensions[row].height = 30
        row += 1
    for number, note in enumerate(attachment.notes, start=1):
        text = f"注：{note}" if len(attachment.notes) == 1 else f"{'注：' if number == 1 else '      '}{number}. {note}"
        looks.band(sheet, (row, 1, row, last_column), text, looks.NOTE, looks.INDENT, boxed=False)
        sheet.row_dimensions[row].height = height_for(lines_needed(text, 84, 10.5), 10.5, 18)
        row += 1
