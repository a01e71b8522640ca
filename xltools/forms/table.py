"""A sheet read as a form: parsed columns that keep their addresses.

Columns are lists of equal length, one entry per data row: a parsed value, None for a blank, `Unreadable` for what is
there but cannot be read. Cells and addresses are made when asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from ..formats.grid import Book, Grid, GridRow, Value, a1
from ..notice.model import Attachment, Column, ColumnType, Notice, Shape
from .layout import (
    Field,
    Header,
    RowKind,
    Sketch,
    fields_around,
    heading_name,
    locate,
    locate_form,
    row_kind,
    sheet_unit,
    total_kind,
)
from .values import (
    Period,
    Reader,
    Unreadable,
    amount_reader,
    choice_reader,
    date_reader,
    is_blank,
    read_code,
    read_integer,
    read_number,
    read_percent,
    read_text,
    squeeze,
    text_of,
)

ROW_UNIT = "unit"
"""LIST: the column that holds each row's unit."""


class LeftOut(NamedTuple):
    """A row below the header that is no data, and why."""

    row: int
    kind: RowKind
    why: str


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A 小计 or 合计 row: it stands for the data rows `first` … `last - 1` (indices into the table)."""

    row: int
    kind: RowKind
    label: str
    first: int
    last: int


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
    fields: dict[str, Field]
    covered: set[tuple[int, str]] = field(default_factory=set)
    """(index, key) of cells under a merged range that starts in an earlier row."""
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Forms: key -> (row, column)."""
    texts: dict[str, list[int]] = field(default_factory=dict)
    """Key -> indices at which a column of numbers or dates holds text."""
    owners: list[str] | None = None
    """A ledger of many submitters: whose form each row comes from, where a column says so."""
    row_names: dict[str, int] | None = None
    """LIST: what `index_of` looks up, made when it is first asked for."""

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def path(self) -> str:
        return self.book.path

    @property
    def sheet(self) -> str:
        return self.grid.name

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
        return "" if value is None else text_of(value)

    def heading(self, key: str) -> str:
        """The column's heading as the sheet has it, on one line."""
        column = self.header.columns.get(key)
        said = self.header.headings.get(column, "") if column is not None else ""
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

    @property
    def submitter(self) -> str:
        """Who hands the form in: the labelled field, or the form's own field of that name. Empty when not said."""
        key = self.attachment.submitter
        if key in self.fields:
            return self.fields[key].text
        values = self.columns.get(key)
        return str(values[0]) if values and isinstance(values[0], str) else ""

    def index_of(self, name: str) -> int | None:
        """LIST: the index of the row named `name` (a FixedRow's key, text or alias)."""
        return _row_names(self).get(squeeze(name))

    def row_unit(self, index: int) -> str:
        """LIST: the unit of a row, from its column `unit`, else as the notice prints it; empty where neither says."""
        said = self.columns.get(ROW_UNIT)
        if said is not None and isinstance(said[index], str):
            return squeeze(said[index])
        names = _row_names(self)
        printed = (row for row in self.attachment.rows if ROW_UNIT in row.cells)
        return next((row.cells[ROW_UNIT] for row in printed if names.get(squeeze(row.key)) == index), "")


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


def read_table(
    notice: Notice, attachment: Attachment, book: Book, grid: Grid, header: Header | None = None
) -> Table | None:
    """The sheet as this form; None where its header cannot be found."""
    if header is None:
        form = attachment.shape is Shape.FORM
        header = locate_form(grid, attachment) if form else locate(Sketch.of(grid), attachment)
    if header is None:
        return None
    units, said = _units(attachment, grid, header)
    if header.places:
        return _read_form(notice, attachment, book, grid, header, units, said)
    kinds = _sort_rows(attachment, grid, header)
    last = kinds.data[-1] if kinds.data else header.last_row
    table = Table(
        notice=notice,
        attachment=attachment,
        book=book,
        grid=grid,
        header=header,
        rows=kinds.data,
        columns={},
        units=units,
        unit_said=said,
        left_out=kinds.left_out,
        totals=kinds.totals,
        fields=fields_around(grid, attachment.labels, header.first_row, last),
    )
    _read_columns(table)
    _read_owners(table)
    _fill_merges(table)
    _fill_categories(table, kinds.sections)
    if attachment.shape is Shape.LIST:
        _read_percentages(table)
    return table


def _units(attachment: Attachment, grid: Grid, header: Header) -> tuple[dict[str, str], bool]:
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
    return units, said


@dataclass(slots=True)
class _Rows:
    data: list[int]
    left_out: list[LeftOut]
    totals: list[TotalRow]
    sections: list[tuple[int, str]]
    """(index of the first data row after it, heading)."""


_WHY = {
    RowKind.SUBTOTAL: "小计行",
    RowKind.TOTAL: "合计行",
    RowKind.SECTION: "分类标题行",
    RowKind.NOTE: "说明行",
    RowKind.SIGNATURE: "签章行",
    RowKind.HEADER: "重复的表头行",
    RowKind.NUMBERED: "只有序号的空行",
}


def _sort_rows(attachment: Attachment, grid: Grid, header: Header) -> _Rows:
    """Data, totals, and what else stands below the header."""
    made = _Rows([], [], [], [])
    by_column = {column: key for key, column in header.columns.items()}
    order = header.columns.get(attachment.order, header.columns.get("seq", 0))
    many = max(4, len(by_column) // 2)
    block = 0
    noted = False
    for number, row in grid.rows.items():
        if number <= header.last_row:
            continue
        # A row that is half full and starts with a number is data: the usual case, decided without a look at its texts.
        if len(row.columns) >= many and isinstance(row.values[0], Decimal) and row.columns[0] == order:
            made.data.append(number)
            continue
        kind = _kind(row, by_column, order, header)
        if kind is None:
            continue
        noted = noted or kind is RowKind.NOTE
        if noted and kind is RowKind.DATA and len(row.columns) == 1 and isinstance(row.values[0], str):
            kind = RowKind.NOTE  # a line of 填表说明 that bears no number
        if kind is RowKind.DATA:
            made.data.append(number)
            continue
        made.left_out.append(LeftOut(number, kind, _WHY[kind]))
        if kind is RowKind.SECTION:
            made.sections.append((len(made.data), _first_text(row)))
            block = len(made.data)
        elif kind in (RowKind.SUBTOTAL, RowKind.TOTAL):
            first = block if kind is RowKind.SUBTOTAL else 0
            made.totals.append(TotalRow(number, kind, squeeze(_first_text(row)), first, len(made.data)))
            block = len(made.data)
    _settle_totals(made)
    return made


def _kind(row: GridRow, by_column: Mapping[int, str], order: int, header: Header) -> RowKind | None:
    """The row's kind; None for a row that holds nothing but signs for nothing."""
    if all(is_blank(value) for value in row.values):
        return None
    return row_kind(row, by_column, order, header.headings)


def _first_text(row: GridRow) -> str:
    return next((value for value in row.values if isinstance(value, str)), "")


def _settle_totals(rows: _Rows) -> None:
    """A 合计 with further 合计 below and no 小计 anywhere closes its own block: read it as a subtotal."""
    grand = [total for total in rows.totals if total.kind is RowKind.TOTAL]
    if len(grand) < 2 or any(total.kind is RowKind.SUBTOTAL for total in rows.totals):
        return
    settled, start = [], 0
    for total in rows.totals:
        closes_all = total is grand[-1] and start == total.last
        settled.append(total if closes_all else TotalRow(total.row, RowKind.SUBTOTAL, total.label, start, total.last))
        start = total.last
    rows.totals[:] = settled


_NEVER_TEXT = (ColumnType.AMOUNT, ColumnType.NUMBER, ColumnType.DATE)


def _read_columns(table: Table) -> None:
    """All columns at once: one getter per pattern of filled columns, one reader per column."""
    keys = [column.key for column in table.attachment.columns if column.key in table.header.columns]
    wanted = [table.header.columns[key] for key in keys]
    getters: dict[tuple[int, ...], Any] = {}
    picked = []
    nothing = (None,)
    rows = table.grid.rows
    for number in table.rows:
        columns, values, _ = rows[number]
        getter = getters.get(columns)
        if getter is None:
            where = {column: position for position, column in enumerate(columns)}
            positions = [where.get(column, len(columns)) for column in wanted]
            # itemgetter of a single item would not return a tuple.
            getter = itemgetter(*positions, len(columns))
            getters[columns] = getter
        picked.append(getter(values + nothing))
    stored = list(zip(*picked, strict=True)) if picked else [()] * len(keys)
    for position, key in enumerate(keys):
        column = table.attachment.column(key)
        if column.type is ColumnType.PERCENT:
            table.columns[key] = [
                read_percent(value, table.grid.number_format(row, wanted[position]), table.units.get(key, ""))
                for row, value in zip(table.rows, stored[position], strict=True)
            ]
            continue
        read = reader_for(column, table.units.get(key, ""), table.book.date1904)
        table.columns[key] = [read(value) for value in stored[position]]
        if column.type in _NEVER_TEXT:
            table.texts[key] = [index for index, value in enumerate(stored[position]) if type(value) is str]


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


def _fill_merges(table: Table) -> None:
    """A merged cell's value belongs to every row it covers; amounts and numbers stay in the first, to be summed once."""
    if not table.grid.merges:
        return
    index_of = {row: index for index, row in enumerate(table.rows)}
    by_column = {column: key for key, column in table.header.columns.items()}
    for merge in table.grid.merges:
        if merge.last_row <= table.header.last_row:
            continue
        for column in range(merge.first_column, merge.last_column + 1):
            key = by_column.get(column)
            if key is not None:
                _fill_one(table, index_of, key, merge.first_row, merge.last_row, column > merge.first_column)


def _fill_one(table: Table, index_of: Mapping[int, int], key: str, first: int, last: int, beside: bool) -> None:
    column = table.attachment.column(key)
    summed = column.type in (ColumnType.AMOUNT, ColumnType.NUMBER, ColumnType.INTEGER)
    owner = index_of.get(first)
    values = table.columns[key]
    for row in range(first if beside else first + 1, min(last, table.rows[-1] if table.rows else 0) + 1):
        index = index_of.get(row)
        if index is None:
            continue
        table.covered.add((index, key))
        if not summed and column.fill_down and owner is not None and not beside and values[index] is None:
            values[index] = values[owner]


def _fill_categories(table: Table, sections: list[tuple[int, str]]) -> None:
    """A row without a category takes that of the section heading above it, where the heading names one."""
    key = table.attachment.category
    if not key or not sections:
        return
    canonical = canonical_values(table.attachment.column(key))
    values = table.columns.setdefault(key, [None] * len(table))
    ends = [start for start, _ in sections[1:]] + [len(table)]
    for (start, heading), end in zip(sections, ends, strict=True):
        value = _named_in(squeeze(heading), canonical)
        if value is None:
            continue
        for index in range(start, end):
            if values[index] is None:
                values[index] = value
                table.covered.add((index, key))


def _named_in(heading: str, canonical: Mapping[str, str]) -> str | None:
    for text in sorted(canonical, key=len, reverse=True):
        if text in heading:
            return canonical[text]
    return None


def _read_form(
    notice: Notice, attachment: Attachment, book: Book, grid: Grid, header: Header, units: dict[str, str], said: bool
) -> Table:
    """A label-value form: a table of one row whose cells lie where the labels say."""
    columns: dict[str, list[Any]] = {}
    for column in attachment.columns:
        if column.key in header.places:
            row, sheet_column = header.places[column.key]
            value = grid.value(row, sheet_column)
            if column.type is ColumnType.PERCENT:
                columns[column.key] = [read_percent(value, grid.number_format(row, sheet_column), column.unit)]
            else:
                columns[column.key] = [reader_for(column, units.get(column.key, ""), book.date1904)(value)]
    return Table(
        notice=notice,
        attachment=attachment,
        book=book,
        grid=grid,
        header=header,
        rows=[header.first_row],
        columns=columns,
        units=units,
        unit_said=said,
        left_out=[],
        totals=[],
        fields=fields_around(grid, attachment.labels, header.last_row + 1, header.last_row),
        places=dict(header.places),
    )


__all__ = ["LeftOut", "Period", "Table", "TotalRow", "canonical_values", "read_table", "reader_for"]
