"""A sheet read as a form: parsed columns that keep their addresses.

Columns are lists of equal length, one entry per data row: a parsed value, None for a blank, `Unreadable` for what is
there but cannot be read. Cells and addresses are made when asked for.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Any

from ..formats.grid import Book, Grid, Value, a1
from ..notice.model import Attachment, Column, ColumnType, Notice
from .amounts import amount_reader, read_integer, read_number, read_percent
from .codes import choice_reader, read_code, read_text
from .dates import date_reader
from .furniture import total_kind
from .headings import Header
from .labels import Field
from .rowkinds import RowKind
from .sorting import LeftOut
from .sums import PartRow, TotalRow
from .values import Reader, Unreadable, number_text, squeeze, text_of

_row_of = attrgetter("row")
_ASIDE = (RowKind.EXAMPLE, RowKind.HIDDEN, RowKind.STRUCK)
ROW_UNIT = "unit"
"""LIST: the column that holds each row's unit."""


@dataclass(slots=True)
class Table:
    """One sheet of one file, read as `attachment`."""

    notice: Notice
    attachment: Attachment
    book: Book
    grid: Grid
    header: Header
    rows: Sequence[int]
    """Sheet row of each data row."""
    columns: dict[str, list[Any]]
    """Key -> parsed values; only of columns that the sheet has."""
    units: dict[str, str]
    """Key -> unit in which the sheet shows the column's amounts."""
    unit_said: bool
    """False where the unit was taken from the pack because the sheet says none."""
    left_out: list[LeftOut]
    totals: list[TotalRow]
    parts: list[PartRow]
    starts: list[int]
    """Indices at which a block may begin; the last is where the block began that no subtotal has closed."""
    fields: dict[str, Field]
    covered: set[tuple[int, str]] = field(default_factory=set)
    """(index, key) of cells under a merged range that starts in an earlier row."""
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Forms: key -> (row, column)."""
    texts: dict[str, list[int]] = field(default_factory=dict)
    """Key -> indices at which a column of numbers or dates holds text."""
    dittos: dict[str, list[int]] = field(default_factory=dict)
    """Key -> indices at which a cell says 同上 and was read as the value above."""
    taken_off: list[int] = field(default_factory=list)
    """Indices of rows that say 减：…: their amounts were read as negative."""
    continues: Table | None = None
    """The table of an earlier sheet of the same book that goes on here."""
    said_beside: str = ""
    """Who hands it in, as another sheet of the book or the sheet's name says, where the form does not."""
    owners: list[str] | None = None
    """A ledger of many submitters: whose form each row comes from, where a column or a line between the rows says so."""
    blocks: list[tuple[int, str]] = field(default_factory=list)
    """(sheet row, name) of the lines between the rows with which another submitter's form begins."""
    row_names: dict[str, int] | None = None
    """LIST: what `index_of` looks up, made when it is first asked for."""
    row_units: dict[int, str] | None = None
    """LIST: index -> the unit that the notice prints; made like `row_names`."""
    row_codes: dict[str, dict[str, int]] = field(default_factory=dict)
    """Column of codes -> its rows by code; made like `row_names`."""

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def path(self) -> str:
        return self.book.path

    @property
    def called(self) -> str:
        """How what is said of another table names this one's file."""
        return self.book.called or self.book.path

    @property
    def sheet(self) -> str:
        return self.grid.name

    @property
    def kinds(self) -> dict[RowKind, int]:
        """How many rows below the heading are of each kind, records first: their sum is all rows that hold anything."""
        made = Counter({RowKind.RECORD: len(self.rows)})
        made.update(left.kind for left in self.left_out)
        return dict(made)

    def has(self, key: str) -> bool:
        return key in self.columns

    def place(self, index: int, key: str) -> tuple[int, int]:
        """(row, column) of a data cell; a column the sheet lacks points at the row's first bound cell."""
        if self.places:
            return self.places.get(key, (self.header.first_row, 1))
        column = self.header.columns.get(key)
        if column is None:
            column = min(self.header.columns.values(), default=1)
        return self.rows[index], column

    def cell(self, index: int, key: str) -> str:
        """A1 address of a data cell."""
        return a1(*self.place(index, key))

    def raw(self, index: int, key: str) -> Value | None:
        """The stored value of a data cell."""
        return self.grid.value(*self.place(index, key)) if key in self.columns else None

    def text(self, index: int, key: str) -> str:
        """The stored value as a person would see it; empty for a blank."""
        value = self.raw(index, key)
        if isinstance(value, Decimal) and "%" in self.grid.number_format(*self.place(index, key)):
            return f"{number_text(value * 100)}%"
        return "" if value is None else text_of(value)

    def heading(self, key: str) -> str:
        """The column's heading as the sheet has it, on one line."""
        column = self.header.columns.get(key)
        said = self.header.called.get(column) or self.header.headings.get(column, "") if column is not None else ""
        return " ".join(said.split()) or self.attachment.column(key).heading

    def total(self, total: TotalRow, key: str) -> Decimal | Unreadable | None:
        """What a total row says in an amount or number column."""
        column = self.header.columns.get(key)
        if column is None:
            return None
        value = self.grid.value(total.row, column)
        if isinstance(value, str) and total_kind(value) is not None:
            return None
        read: Decimal | Unreadable | None = reader_for(self.attachment.column(key), self.units.get(key, ""))(value)
        return read

    def part(self, part: PartRow, key: str) -> Decimal | Unreadable | None:
        """What a 其中 row says in an amount or number column."""
        value = self.grid.value(part.row, self.header.columns[key])
        read: Decimal | Unreadable | None = reader_for(self.attachment.column(key), self.units.get(key, ""))(value)
        return read

    def aside(self, total: TotalRow, key: str) -> Decimal:
        """What the examples and the rows left out on request within a total's span say in a column: it may hold them."""
        column = self.header.columns.get(key)
        top = self.rows[total.first - 1] if total.first else self.header.above_records
        read = reader_for(self.attachment.column(key), self.units.get(key, ""))
        first, last = (bisect_right(self.left_out, row, key=_row_of) for row in (top, total.row - 1))
        values = (
            read(self.grid.value(left.row, column))
            for left in self.left_out[first:last]
            if column is not None and left.kind in _ASIDE
        )
        return sum((value for value in values if isinstance(value, Decimal)), Decimal(0))

    @property
    def submitter(self) -> str:
        """Who hands the form in: the labelled field, or the form's own field of that name, else what another sheet of the
        book says. Empty when not said."""
        return self.own_submitter or self.said_beside

    @property
    def own_submitter(self) -> str:
        """Who hands the form in, as the sheet itself says."""
        key = self.attachment.submitter
        if key in self.fields:
            return self.fields[key].text
        values = self.columns.get(key)
        return str(values[0]) if values and isinstance(values[0], str) else ""

    def index_of(self, name: str) -> int | None:
        """LIST: the index of the row named `name` (a FixedRow's key, text or alias)."""
        names = _row_names(self)
        found = names.get(name)  # hundreds of relations ask by the pack's own keys
        return names.get(squeeze(name)) if found is None else found

    def row_unit(self, index: int) -> str:
        """LIST: the unit of a row, from its column `unit`, else as the notice prints it; empty where neither says."""
        said = self.columns.get(ROW_UNIT)
        if said is not None and isinstance(said[index], str):
            return squeeze(said[index])
        if self.row_units is None:
            self.row_units = _row_units(self)
        return self.row_units.get(index, "")

    def index_by_code(self, column: str, code: str) -> int | None:
        """The index of the first row whose `column` holds the squeezed code."""
        if column not in self.row_codes:
            rows: dict[str, int] = {}
            for index, value in enumerate(self.columns.get(column, ())):
                if isinstance(value, str):
                    rows.setdefault(squeeze(value), index)
            self.row_codes[column] = rows
        return self.row_codes[column].get(code)


def _row_names(table: Table) -> dict[str, int]:
    """Squeezed key, text or alias of every printed row that the sheet has -> its index; made once."""
    if table.row_names is not None:
        return table.row_names
    names: dict[str, int] = {}
    column = table.attachment.row_key
    said = {
        squeeze(value): index for index, value in enumerate(table.columns.get(column, ())) if isinstance(value, str)
    }
    for fixed in table.attachment.rows:
        for name in (fixed.cells.get(column, ""), *fixed.aliases):
            if squeeze(name) in said:
                names[squeeze(fixed.key)] = said[squeeze(name)]
                break
    table.row_names = {**said, **names}
    return table.row_names


def _row_units(table: Table) -> dict[int, str]:
    names, made = _row_names(table), dict[int, str]()
    for row in table.attachment.rows:
        index = names.get(squeeze(row.key)) if ROW_UNIT in row.cells else None
        if index is not None:
            made.setdefault(index, row.cells[ROW_UNIT])
    return made


@lru_cache(maxsize=512)
def canonical_values(column: Column) -> dict[str, str]:
    """Squeezed text -> official value, for a drop-down."""
    made: dict[str, str] = {}
    for choice in column.values:
        for text in (choice.value, *choice.aliases):
            made.setdefault(squeeze(text), choice.value)
    return made


@lru_cache(maxsize=512)
def reader_for(column: Column, unit: str, date1904: bool = False) -> Reader:
    """The reader of a column's values in a sheet whose unit for it is `unit`."""
    kind = column.type
    if kind is ColumnType.AMOUNT:
        return amount_reader(unit or column.unit or "元")
    if kind is ColumnType.DATE:
        return date_reader(date1904)
    if kind is ColumnType.CHOICE:
        return choice_reader(canonical_values(column))
    return {
        ColumnType.TEXT: read_text,
        ColumnType.INTEGER: read_integer,
        ColumnType.NUMBER: read_number,
        ColumnType.CODE: read_code,
        ColumnType.PERCENT: lambda value: read_percent(value, "", unit or column.unit),
    }[kind]
