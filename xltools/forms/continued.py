"""A table that goes on on the next sheet, with or without its heading there: its numbers run on, and its totals may stand
for both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice, pairwise
from typing import Any

from ..findings import Finding, Severity
from ..formats.grid import Grid, SheetState, a1
from ..notice.model import ColumnType, Shape
from .patterns import Lazy
from .reading import read_table
from .rowkinds import RowKind
from .table import Table
from .values import Unreadable, squeeze

_MOST_STARTS = 60
"""Blocks of a sheet to which a total of the next may reach back; behind them it reaches to the first record."""
_CONTINUED = Lazy(r"\(续[表页上前]{0,2}\d*\)|续[表页]|续\d+$|[接续][上前][表页]")


_A_COMPANY = Lazy(r".*(?:公司|集团|工厂|研究院|厂)")


def link_sheets(tables: Sequence[Table]) -> None:
    """What the sheets of one book say for one another: which goes on where another ends, and who hands them in."""
    _link_continued(tables)
    names = {squeeze(table.own_submitter): table.own_submitter for table in tables if table.own_submitter}
    for table in tables:
        if table.own_submitter or table.owners is not None:
            continue
        if table.continues is not None:
            table.said_beside = table.continues.submitter
        elif _A_COMPANY.fullmatch(squeeze(table.sheet)):
            table.said_beside = table.sheet.strip()
        elif len(names) == 1:
            table.said_beside = next(iter(names.values()))


def _link_continued(tables: Sequence[Table]) -> None:
    """Mark each table that continues the one of the sheet before it."""
    for before, table in pairwise(tables):
        same = before.attachment is table.attachment and before.grid is not table.grid and not table.places
        if same and (_says_so(table) or _numbers_run_on(before, table)):
            table.continues = before


def read_on(before: Table, grid: Grid, skip: Mapping[int, RowKind]) -> Table | None:
    """A sheet without a heading behind a table, read under the table's heading; None where its rows do not fit there."""
    if before.attachment.shape is not Shape.TABLE or before.places or grid.state is not SheetState.VISIBLE:
        return None
    first = next(iter(grid.rows), 1)
    units = {key: unit for key, unit in before.units.items() if before.unit_said}
    header = replace(before.header, first_row=first, last_row=first, units=units, elsewhere=True)
    table = read_table(before.notice, before.attachment, before.book, grid, header, skip=skip)
    return table if table is not None and len(table) and _fits(before, table) else None


def _fits(before: Table, table: Table) -> bool:
    """Every column of figures holds figures, and as many cells are filled in as in the rows above."""
    bound = [column for column in table.attachment.columns if table.has(column.key)]
    figures = [column for column in bound if column.type not in (ColumnType.TEXT, ColumnType.CODE, ColumnType.CHOICE)]
    told = [value for column in figures for value in table.columns[column.key] if value is not None]
    if not told or sum(isinstance(value, Unreadable) for value in told) * 4 > len(told):
        return False
    return _filled(table) * 3 >= _filled(before) * 2


def _filled(table: Table) -> float:
    values: list[Any] = [value for column in table.columns.values() for value in column]
    return sum(value is not None for value in values) / (len(table) or 1)


def without_heading(table: Table, before: Table) -> Finding:
    """That a sheet was read under the heading of another: to be looked at where nothing says that it goes on there."""
    sure = _says_so(table) or _numbers_run_on(before, table)
    return Finding(
        rule="heading-elsewhere",
        severity=Severity.INFO if sure else Severity.WARNING,
        sheet=table.sheet,
        cells=(a1(table.rows[0], min(table.header.columns.values())),),
        message=f"本表没有表头，按工作表“{before.sheet}”的表头读取，共 {len(table)} 行",
        fix="" if sure else "请核对各列是否对齐，并在本表第一行写上表头；不是同一张明细的，请移出本文件。",
        kind="reading",
        path=table.path,
    )


def _says_so(table: Table) -> bool:
    above = [squeeze(table.sheet)]
    for number in islice(table.grid.rows, 6):
        if number < (table.rows[0] if table.header.elsewhere else table.header.first_row):
            above.extend(squeeze(v) for v in table.grid.rows[number].values if isinstance(v, str) and len(v) <= 80)
    return any(_CONTINUED.search(text) for text in above)


def _numbers_run_on(before: Table, table: Table) -> bool:
    last, first = (_numbers(one) for one in (before, table))
    return bool(last and first) and first[0] == last[-1] + 1


def _numbers(table: Table) -> list[int]:
    key = table.attachment.order or "seq"
    return [value for value in table.columns.get(key, ()) if isinstance(value, int)]


def carried(table: Table, key: str) -> Iterator[Decimal]:
    """What the sheets before may bring into a total of this one: the block that no subtotal has closed, then block by block
    back to the first record of the first sheet."""
    brought = Decimal(0)
    before = table.continues
    while before is not None:
        values = before.columns.get(key, ())
        starts = sorted({0, *before.starts}, reverse=True)
        starts = [*starts[:_MOST_STARTS], 0]
        end = len(values)
        for start in starts:
            brought += sum((v for v in values[start:end] if isinstance(v, Decimal)), Decimal(0))
            end = start
            yield brought
        before = before.continues
