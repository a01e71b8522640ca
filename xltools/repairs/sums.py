"""Sums whose range has not grown with the table: SUM(L7:L20) where rows 7 to 22 are its records."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ..formats.grid import column_letters
from ..forms.sums import TotalRow
from ..forms.table import Table
from ..forms.values import UNITS, Unreadable
from ..office.patching import WorkbookPatch
from .suggesting import Repair, RepairKind

_SUM = re.compile(
    r"<(?:\w+:)?f>\s*SUM\(\s*\$?([A-Z]{1,3})\$?(\d{1,7})\s*:\s*\$?([A-Z]{1,3})\$?(\d{1,7})\s*\)\s*</(?:\w+:)?f>"
)


def sum_repairs(table: Table, book: WorkbookPatch) -> Iterator[Repair]:
    """Totals of the table that add a part of their rows by a plain SUM over one range."""
    for total in table.totals:
        rows = list(table.rows[total.first : total.last])
        if not rows or not _whole_block(table, rows):
            continue
        for key in table.columns:
            repair = _one(table, book, total, key, rows)
            if repair is not None:
                yield repair


def _whole_block(table: Table, rows: list[int]) -> bool:
    """Whether the block holds nothing but its records: a subtotal inside would be added twice."""
    others = (
        {left.row for left in table.left_out} | {other.row for other in table.totals} | {p.row for p in table.parts}
    )
    return not any(rows[0] <= row <= rows[-1] for row in others)


def _one(table: Table, book: WorkbookPatch, total: TotalRow, key: str, rows: list[int]) -> Repair | None:
    number = table.header.columns.get(key)
    values = table.columns[key][total.first : total.last]
    if number is None or any(isinstance(value, Unreadable) for value in values):
        return None
    xml = book.sheet(table.sheet).row(total.row).cells.get(number, "")
    found = _SUM.search(xml)
    letters = column_letters(number)
    if found is None or {found[1], found[3]} != {letters}:
        return None
    first, last = int(found[2]), int(found[4])
    inside = [row for row in rows if first <= row <= last]
    # A range that holds other things than records of this block means something else.
    if not inside or len(inside) == len(rows) or first < rows[0] - 1 or last > total.row - 1:
        return None
    unit = table.units.get(key, "")
    added = sum((value for value in values if isinstance(value, int | Decimal)), Decimal(0))
    return Repair(
        path=table.path,
        sheet=table.sheet,
        cell=f"{letters}{total.row}",
        row=total.row,
        number=number,
        column=table.heading(key),
        kind=RepairKind.SUM_RANGE,
        before=f"SUM({letters}{first}:{letters}{last})",
        after=f"SUM({letters}{rows[0]}:{letters}{rows[-1]})",
        value=added / UNITS.get(unit, Decimal(1)),
    )
