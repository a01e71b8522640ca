"""What can be put right without changing what a table says: numbers and dates stored as text, full-width signs, blanks,
units behind numbers, the case of codes, running numbers, ranges of sums.

Only cells whose meaning is read beyond doubt: a cell of which an error was found is a person's to correct.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from ..findings import Finding, Severity
from ..formats.grid import ErrorValue, column_letters
from ..forms.table import Table
from ..forms.values import UNITS, Period, number_text, plain
from ..notice.model import Column, ColumnType, Shape


class RepairKind(StrEnum):
    TEXT_NUMBER = "text-number"
    UNIT_WORD = "unit-word"
    TEXT_DATE = "text-date"
    FULL_WIDTH = "full-width"
    BLANKS = "blanks"
    CODE_CASE = "code-case"
    SEQUENCE = "sequence"
    SUM_RANGE = "sum-range"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """One cell's change. `value`: what the cell is to hold; of a sum, the formula's new range is `after`."""

    path: str
    sheet: str
    cell: str
    row: int
    number: int
    """The column's number."""
    column: str
    kind: RepairKind
    before: str
    after: str
    value: str | Decimal | int | date

    @property
    def key(self) -> tuple[str, str, str]:
        """By what a ticked line finds it again."""
        return self.sheet, self.cell, self.before


_WIDE: Final = {
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
"""０-９Ａ-Ｚａ-ｚ: letters and digits only, full-width marks are right in Chinese."""
_NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?(千万元|百万元|亿元|万元|千元|亿|万|元)?")
_FIGURES: Final = (ColumnType.AMOUNT, ColumnType.NUMBER, ColumnType.INTEGER)
_RUNNING: Final = ("seq", "no")
"""Keys of columns that only number the rows."""
_MEND_OURSELVES: Final = frozenset({"sequence", "totals"})


def repairs_of(table: Table, findings: Sequence[Finding]) -> Iterator[Repair]:
    """Everything that can be put right in one table. `findings`: those on its file."""
    if table.book.format != "xlsx":
        return
    wrong = {
        (f.sheet, cell)
        for f in findings
        if f.severity is Severity.ERROR and f.kind not in _MEND_OURSELVES
        for cell in f.cells
    }
    for key in table.columns:
        yield from _in_column(table, key, wrong)
    yield from _running_numbers(table)


def _in_column(table: Table, key: str, wrong: set[tuple[str, str]]) -> Iterator[Repair]:
    column = table.attachment.column(key)
    mend = _MENDERS.get(column.type)
    if mend is None:
        return
    if table.attachment.shape is not Shape.TABLE and column.type not in (*_FIGURES, ColumnType.DATE, ColumnType.CODE):
        return  # the notice's own words stand in the fixed rows
    for index, value in enumerate(table.columns[key]):
        row, number = table.place(index, key)
        stored = table.grid.value(row, number)
        cell = f"{column_letters(number)}{row}"
        if not isinstance(stored, str) or isinstance(stored, ErrorValue) or (table.sheet, cell) in wrong:
            continue
        if (index, key) in table.covered or _has_formula(table, row, number):
            continue
        made = mend(stored, value, table.units.get(key, "") or column.unit)
        if made is not None and made.value != stored:
            yield _repair(table, column, (row, number), made.kind, stored, made.value)


def _has_formula(table: Table, row: int, number: int) -> bool:
    return bool(table.grid.formulas.get(row, 0) >> number & 1)


def _repair(
    table: Table,
    column: Column,
    place: tuple[int, int],
    kind: RepairKind,
    before: str,
    value: str | Decimal | int | date,
) -> Repair:
    row, number = place
    return Repair(
        path=table.path,
        sheet=table.sheet,
        cell=f"{column_letters(number)}{row}",
        row=row,
        number=number,
        column=column.heading,
        kind=kind,
        before=before,
        after=value.isoformat()
        if isinstance(value, date)
        else str(value)
        if isinstance(value, int | str)
        else number_text(value),
        value=value,
    )


@dataclass(frozen=True, slots=True)
class _Mended:
    kind: RepairKind
    value: str | Decimal | int | date


def _number(stored: str, value: Any, unit: str) -> _Mended | None:
    """A figure typed as text, in the sheet's unit."""
    text = "".join(plain(stored).split())
    found = _NUMBER.fullmatch(text)
    if found is None or not isinstance(value, int | Decimal):
        return None
    factor = UNITS.get(unit, Decimal(1)) if unit in UNITS else Decimal(1)
    if found[1]:
        kind = RepairKind.UNIT_WORD
    elif stored != stored.translate(_WIDE) or "．" in stored or "，" in stored:
        kind = RepairKind.FULL_WIDTH
    else:
        kind = RepairKind.TEXT_NUMBER
    return _Mended(kind, Decimal(value) / factor)


def _date(_stored: str, value: Any, _unit: str) -> _Mended | None:
    """A whole day typed as text; a month stays as it is."""
    if not isinstance(value, Period) or not value.is_day:
        return None
    return _Mended(RepairKind.TEXT_DATE, value.start)


def _code(stored: str, value: Any, _unit: str) -> _Mended | None:
    """A code without blanks, in half-width capitals: as it is read."""
    if not isinstance(value, str) or "".join(plain(stored).split()).upper() != value.upper():
        return None
    kind = RepairKind.CODE_CASE if stored.upper() == value.upper() else RepairKind.FULL_WIDTH
    if "".join(stored.split()).upper() == value.upper() and stored != "".join(stored.split()):
        kind = RepairKind.BLANKS
    return _Mended(kind, value.upper())


def _text(stored: str, _value: Any, _unit: str) -> _Mended | None:
    """A text without blanks around it, letters and digits half-width."""
    bare = stored.strip(" \t\u3000\xa0")
    narrow = bare.translate(_WIDE)
    if not bare or narrow == stored:
        return None
    return _Mended(RepairKind.FULL_WIDTH if narrow != bare else RepairKind.BLANKS, narrow)


_MENDERS: Final[Mapping[ColumnType, Callable[[str, Any, str], _Mended | None]]] = {
    **dict.fromkeys(_FIGURES, _number),
    ColumnType.DATE: _date,
    ColumnType.CODE: _code,
    ColumnType.TEXT: _text,
}


def _running_numbers(table: Table) -> Iterator[Repair]:
    """Rows numbered anew from 1 where their order stays: ranks of a list are put right, never exchanged."""
    key = table.attachment.order or next((name for name in _RUNNING if table.has(name)), "")
    if not key or not table.has(key) or table.attachment.shape is not Shape.TABLE or table.continues is not None:
        return
    numbers = table.columns[key]
    blocks = table.columns.get(table.attachment.category) if table.attachment.order else None
    groups: dict[Any, list[int]] = {}
    for index in range(len(table)):
        groups.setdefault(blocks[index] if blocks is not None else "", []).append(index)
    said = [numbers[index] for index in range(len(table))]
    if blocks is not None and said == list(range(1, len(table) + 1)):
        return  # 1 … n through all groups
    for members in groups.values():
        own = [numbers[index] for index in members]
        if not all(isinstance(one, int) for one in own) or own != sorted(set(own)):
            continue
        for right, index in enumerate(members, start=1):
            if numbers[index] != right:
                place = table.place(index, key)
                if not _has_formula(table, *place):
                    column = table.attachment.column(key)
                    yield _repair(table, column, place, RepairKind.SEQUENCE, str(numbers[index]), right)
