"""A sheet read as a form: rows sorted, columns read, what a cell takes from its neighbours filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from operator import itemgetter
from types import NoneType
from typing import Any, NamedTuple

from ..formats.grid import Book, Grid, GridRow, Value
from ..notice.model import Attachment, Column, ColumnType, Label, Notice, Shape
from .amounts import read_percent
from .headingnames import heading_name
from .headings import Header, locate
from .inherited import ditto_rows, fill_categories, fill_dittos, fill_merges, fill_signs
from .labelplaces import locate_form
from .labels import fields_around, fields_in, sheet_unit
from .rowkinds import RowKind
from .sketch import Sketch
from .sorting import SortedRows, sort_rows
from .sums import settle_by_amounts
from .table import Table, reader_for
from .values import UNITS, Reader, squeeze, text_of


def read_table(
    notice: Notice,
    attachment: Attachment,
    book: Book,
    grid: Grid,
    header: Header | None = None,
    *,
    skip: Mapping[int, RowKind] | None = None,
) -> Table | None:
    """The sheet as this form; None where its header cannot be found. `skip`: rows to leave out, with their kind."""
    if header is None:
        form = attachment.shape is Shape.FORM
        header = locate_form(grid, attachment) if form else located(grid, attachment)
    if header is None:
        return None
    if header.places:
        return _read_form(notice, attachment, book, grid, header, _units(attachment, grid, header))
    found = sort_rows(attachment, grid, header, skip)
    header = _with_unit_row(header, grid, found)
    units = _units(attachment, grid, header)
    last = found.records[-1] if found.records else header.last_row
    table = Table(
        notice=notice,
        attachment=attachment,
        book=book,
        grid=grid,
        header=header,
        rows=found.records,
        columns={},
        units=units.of,
        unit_said=units.said,
        left_out=found.left_out,
        totals=found.totals,
        parts=found.parts,
        starts=found.starts,
        fields=fields_around(grid, attachment.labels, header.first_row, last),
    )
    _read_columns(table)
    _read_owners(table)
    fill_merges(table)
    fill_categories(table, found.sections)
    fill_dittos(table)
    fill_signs(table)
    if attachment.shape is Shape.LIST:
        _read_percentages(table)
    _settle_totals(table, found)
    return table


def located(grid: Grid, attachment: Attachment) -> Header | None:
    """The form's heading near the top of the sheet, or else further down."""
    found = (locate(Sketch.of(grid, (attachment,), deep=deep), attachment) for deep in (False, True))
    return next(filter(None, found), None)


def _with_unit_row(header: Header, grid: Grid, found: SortedRows) -> Header:
    """The heading with the units that a row of units right below it names."""
    rows = [left.row for left in found.left_out if left.kind is RowKind.UNIT]
    if not rows:
        return header
    units = dict(header.units)
    for key, column in header.columns.items():
        word = grid.value(rows[0], column)
        unit = squeeze(word).removeprefix("单位:").strip("()[]") if isinstance(word, str) else ""
        if unit in UNITS or unit == "%":
            units[key] = unit
    return replace(header, units=units)


def _settle_totals(table: Table, found: SortedRows) -> None:
    if not table.totals:
        return
    summed = (ColumnType.AMOUNT, ColumnType.NUMBER)
    columns = {column.key: table.columns[column.key] for column in table.attachment.columns
               if column.type in summed and column.key in table.columns}  # fmt: skip
    table.totals = settle_by_amounts(table.totals, found.starts, columns, table.units, table.total)


class _Units(NamedTuple):
    """Unit of each column, and whether the sheet says it for all amounts."""

    of: dict[str, str]
    said: bool


def _units(attachment: Attachment, grid: Grid, header: Header) -> _Units:
    """Unit of each amount column: its heading's, else the sheet's unit line, else the pack's."""
    line = sheet_unit(grid, header.first_row)
    units: dict[str, str] = {}
    said = True
    for column in attachment.columns:
        if column.type is ColumnType.AMOUNT:
            own = header.units.get(column.key) or (line[0] if line else "")
            said = said and (bool(own) or column.key not in header.columns)
            units[column.key] = own or column.unit or attachment.unit or "元"
        elif column.type is ColumnType.PERCENT:
            units[column.key] = header.units.get(column.key, column.unit)
    return _Units(units, said)


_NEVER_TEXT = (ColumnType.AMOUNT, ColumnType.NUMBER, ColumnType.DATE)
_BLOCK = 4096
"""Rows whose stored values stand side by side at a time: a hundred thousand rows of them are 70 MB."""
_KNOWN_AMOUNTS = 8 * _BLOCK
"""Amounts that are remembered, so that equal ones are read and held once."""
_SAFE_KEYS = frozenset({str, datetime, NoneType})
"""Kinds of values of which no two are equal that are not alike (TRUE equals the number 1, the text #REF! the error)."""


def _read_columns(table: Table) -> None:
    """All columns at once: one getter per pattern of filled columns, one reader per column."""
    keys = [column.key for column in table.attachment.columns if column.key in table.header.columns]
    readers = [_ColumnReader.of(table, key) for key in keys]
    pick = _Picker([table.header.columns[key] for key in keys])
    amounts: dict[str, dict[int, Any]] = {}
    for start in range(0, len(table.rows), _BLOCK):
        rows = table.rows[start : start + _BLOCK]
        for known in amounts.values():
            if len(known) > _KNOWN_AMOUNTS:
                known.clear()
        for reader, stored in zip(readers, pick.columns([table.grid.rows[row] for row in rows]), strict=True):
            reader.take(rows, start, stored, amounts.setdefault(reader.unit, {}))
    for reader in readers:
        reader.settle()


class _Picker:
    """The stored values of the bound columns, as columns; None where a cell is empty."""

    def __init__(self, wanted: list[int]) -> None:
        self._wanted = wanted
        self._getters: dict[tuple[int, ...], Callable[[tuple[Value | None, ...]], tuple[Value | None, ...]]] = {}

    def columns(self, rows: list[GridRow]) -> list[tuple[Value | None, ...]]:
        nothing = (None,)
        # The one value more than wanted: itemgetter of a single item would not return a tuple.
        picked = [self._getter(columns)(values + nothing) for columns, values, _ in rows]
        return list(zip(*picked, strict=True))[:-1]

    def _getter(self, columns: tuple[int, ...]) -> Callable[[tuple[Value | None, ...]], tuple[Value | None, ...]]:
        getter = self._getters.get(columns)
        if getter is None:
            where = {column: position for position, column in enumerate(columns)}
            positions = [where.get(column, len(columns)) for column in self._wanted]
            getter = self._getters[columns] = itemgetter(*positions, len(columns))
        return getter


@dataclass(slots=True)
class _ColumnReader:
    """Reads one column block by block into its table."""

    table: Table
    column: Column
    unit: str
    read: Reader
    values: list[Any] = field(default_factory=list)
    texts: list[int] = field(default_factory=list)
    dittos: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, table: Table, key: str) -> _ColumnReader:
        column, unit = table.attachment.column(key), table.units.get(key, "")
        return cls(table, column, unit, reader_for(column, unit, table.book.date1904))

    def take(self, rows: Sequence[int], start: int, stored: tuple[Value | None, ...], amounts: dict[int, Any]) -> None:
        """The next block, whose first record is the table's `start`-th. `amounts`: what equal cells were read as."""
        kind = self.column.type
        kinds = set(map(type, stored))
        texts: list[int] | None = None
        if kind in _NEVER_TEXT:
            texts = [index for index, value in enumerate(stored) if type(value) is str] if str in kinds else []
        if kind is ColumnType.PERCENT:
            at = self.table.header.columns[self.column.key]
            self.values += [
                read_percent(value, self.table.grid.number_format(row, at), self.unit)
                for row, value in zip(rows, stored, strict=True)
            ]
            return
        if kind is ColumnType.AMOUNT:
            self._take_amounts(stored, amounts)
        elif kinds <= _SAFE_KEYS and len(different := set(stored)) * 4 < len(stored):
            # Of 4,000 names, categories or days few are different: each is read once.
            self.values += map({value: self.read(value) for value in different}.__getitem__, stored)
        else:
            self.values += map(self.read, stored)
        self.texts += [start + index for index in texts or ()]
        self.dittos += [start + index for index in ditto_rows(stored, texts)]

    def _take_amounts(self, stored: tuple[Value | None, ...], amounts: dict[int, Any]) -> None:
        # 合同, 发票 and 支付 of a row bear one amount, which the grid holds once: so does the table. The grid keeps every
        # value alive meanwhile, so that an id is a value's own.
        ids = list(map(id, stored))
        amounts |= {key: self.read(value) for key, value in zip(ids, stored, strict=True) if key not in amounts}
        self.values += map(amounts.__getitem__, ids)

    def settle(self) -> None:
        key = self.column.key
        self.table.columns[key] = self.values
        if self.column.type in _NEVER_TEXT:
            self.table.texts[key] = self.texts
        if self.dittos:
            self.table.dittos[key] = self.dittos


def _read_owners(table: Table) -> None:
    """A column beside the form's own that bears the submitter's label (申报企业) names each row's submitter."""
    label = next((label for label in table.attachment.labels if label.key == table.attachment.submitter), None)
    if label is None:
        return
    names = {heading_name(name)[0] for name in (label.text, *label.aliases)}
    for column, heading in table.header.unknown.items():
        if heading_name(heading)[0] in names:
            values = [table.grid.value(row, column) for row in table.rows]
            table.owners = [text_of(value).strip() if value is not None else table.submitter for value in values]
            return
    _read_blocks(table, label)


def _read_blocks(table: Table, label: Label) -> None:
    """Forms of several enterprises below each other on one sheet: each row is whose name stands above it."""
    if not table.rows:
        return
    whose = table.own_submitter
    begins: list[tuple[int, str]] = []
    for left in table.left_out:
        for said in fields_in(left.row, table.grid.rows[left.row], (label,)):
            if said.text and table.rows[0] < left.row < table.rows[-1]:
                begins.append((left.row, said.text))
    if not any(squeeze(name) != squeeze(whose) for _, name in begins):
        return
    table.blocks = list(begins)
    owners: list[str] = []
    for row in table.rows:
        while begins and begins[0][0] < row:
            whose = begins.pop(0)[1]
        owners.append(whose)
    table.owners = owners


def _read_percentages(table: Table) -> None:
    """In rows of % a number is a percentage: 85, the text 85% and 0.85 under a % format all read as 85."""
    numbers = [column.key for column in table.attachment.columns if column.type is ColumnType.NUMBER]
    for index in range(len(table)) if numbers else ():
        if table.row_unit(index) != "%":
            continue
        for key in numbers:
            value = table.raw(index, key)
            shared = isinstance(value, Decimal) and "%" in table.grid.number_format(*table.place(index, key))
            if shared or (isinstance(value, str) and squeeze(value).endswith("%")):
                read = read_percent(value, "%" if shared else "")
                table.columns[key][index] = read * 100 if isinstance(read, Decimal) else read
                if index in table.texts.get(key, ()):
                    # The sign belongs to the row's unit: no number that was stored as text by mistake.
                    table.texts[key].remove(index)


def _read_form(notice: Notice, attachment: Attachment, book: Book, grid: Grid, header: Header, units: _Units) -> Table:
    """A label-value form: a table of one row whose cells lie where the labels say."""
    columns: dict[str, list[Any]] = {}
    for column in attachment.columns:
        if column.key in header.places:
            row, sheet_column = header.places[column.key]
            value = grid.value(row, sheet_column)
            if column.type is ColumnType.PERCENT:
                columns[column.key] = [read_percent(value, grid.number_format(row, sheet_column), column.unit)]
            else:
                columns[column.key] = [reader_for(column, units.of.get(column.key, ""), book.date1904)(value)]
    return Table(
        notice=notice,
        attachment=attachment,
        book=book,
        grid=grid,
        header=header,
        rows=[header.first_row],
        columns=columns,
        units=units.of,
        unit_said=units.said,
        left_out=[],
        totals=[],
        parts=[],
        starts=[0],
        fields=fields_around(grid, attachment.labels, header.last_row + 1, header.last_row),
        places=dict(header.places),
    )
