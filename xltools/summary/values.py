"""Merged values as a person reads them in a cell: amounts in the sheet's unit, days as dates; what could not be read stands
as it was handed in. And one text for each, by which cells are compared.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from ..blanks.layouts import TableLayout
from ..formats.grid import Value
from ..forms.values import UNITS, Period, Unreadable
from ..notice.model import Column, ColumnType
from ..office.sheetxml import CellValue, Formula
from .row import Parsed, Rows


def written_column(column: Column, rows: Rows, layout: TableLayout) -> list[CellValue]:
    """The merged values of a column as they are written into the sheet."""
    return _shown_column(
        column, rows, UNITS[unit_of(column, layout)] if column.type is ColumnType.AMOUNT else Decimal(1)
    )


def plain_column(column: Column, rows: Rows) -> list[CellValue]:
    """The same of a column that is no amount: no sheet's unit bears on it."""
    return _shown_column(column, rows, Decimal(1))


def _shown_column(column: Column, rows: Rows, unit: Decimal) -> list[CellValue]:
    values = rows.columns.get(column.key, [None] * len(rows))
    return [
        value if type(value) is str or type(value) is int else _shown(value, unit, rows, index, column.key)
        for index, value in enumerate(values)
    ]


def _shown(value: Parsed, unit: Decimal, rows: Rows, index: int, key: str) -> CellValue:
    """What could not be read stands as it was handed in; amounts in the sheet's unit."""
    if value is None or isinstance(value, Unreadable):
        return rows.text(index, key).strip() or None
    if isinstance(value, Period):
        return value.start if value.is_day else rows.text(index, key).strip() or spoken(value)
    if isinstance(value, Decimal):
        return exact(value / unit)
    return value


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


def addend(value: CellValue) -> Decimal:
    return Decimal(value) if isinstance(value, (Decimal, int)) and not isinstance(value, bool) else Decimal(0)


def canonical(value: CellValue | Value) -> str:
    """One text for one value, however it is stored: numbers in plain digits, days in ISO form."""
    if type(value) is str:
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, Formula):
        return canonical(value.result)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (Decimal, int)):
        digits = str(value)
        if digits.isdecimal():  # the usual number, at a fifth of the cost
            return digits
        number = Decimal(value).normalize()
        return format(number.quantize(Decimal(1)) if number == number.to_integral_value() else number, "f")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time().isoformat() == "00:00:00" else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()
