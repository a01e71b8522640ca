"""A sheet read as a form: rows sorted, columns read, what a cell takes from its neighbours filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter
from typing import Any

from ..formats.grid import Book, Grid, GridRow
from ..notice.model import Attachment, ColumnType, Notice, Shape
from .amounts import read_percent
from .headings import Header, Sketch, heading_name, locate, locate_form
from .labels import fields_around, sheet_unit
from .rows import RowKind, row_kind
from .table import LeftOut, Table, TotalRow, canonical_values, reader_for
from .values import is_blank, squeeze, text_of


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
