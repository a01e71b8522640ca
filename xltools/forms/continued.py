"""A table that goes on on the next sheet: its numbers run on, and its totals may stand for both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice, pairwise

from .patterns import Lazy
from .table import Table
from .values import squeeze

_MOST_STARTS = 60
"""Blocks of a sheet to which a total of the next may reach back; behind them it reaches to the first record."""
_CONTINUED = Lazy(r"\(续[表页上前]{0,2}\d*\)|续[表页]|续\d+$|[接续][上前][表页]")


def link_continued(tables: Sequence[Table]) -> None:
    """Mark each table that continues the one of the sheet before it."""
    for before, table in pairwise(tables):
        same = before.attachment is table.attachment and before.grid is not table.grid and not table.places
        if same and (_says_so(table) or _numbers_run_on(before, table)):
            table.continues = before


def _says_so(table: Table) -> bool:
    above = [squeeze(table.sheet)]
    for number in islice(table.grid.rows, 6):
        if number < table.header.first_row:
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
