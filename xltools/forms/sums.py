"""Which records a 小计 or 合计 stands for.

By its place first: a subtotal closes the block above it, a subtotal right under another one closes the blocks of that level,
a 累计 runs from the first record. Where the amounts say otherwise (a year's subtotal over two categories, a page's total across
a block), the amounts decide: a total that is right at some level is right.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from .furniture import total_kind
from .rowkinds import RowKind
from .values import UNITS, Unreadable

_MOST_STARTS = 60
"""Earlier sums and headings that a total may reach back to: its cost must not grow with the square of the totals."""


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A 小计, 合计, 累计 or page's sum: it stands for the data rows `first` … `last - 1` (indices into the table)."""

    row: int
    kind: RowKind
    label: str
    first: int
    last: int
    level: int = 1
    """1 closes a block of records, 2 the blocks of level 1, and so on."""


@dataclass(frozen=True, slots=True)
class PartRow:
    """A 其中 row: part of the data row `owner` (index into the table)."""

    row: int
    owner: int


class Spans:
    """Collects the sums of a table in order, each with the records it stands for by its place."""

    def __init__(self) -> None:
        self.totals: list[TotalRow] = []
        self.starts: list[int] = [0]
        """Where a block or a page may begin."""
        self._block = 0
        self._page = 0
        self._closed: list[TotalRow] = []
        """小计 and 合计, each with a higher level than those behind it: what a further sum may reach back to."""

    def begin_block(self, at: int) -> None:
        """A group's heading stands before record `at`."""
        self._block = at
        self.starts.append(at)

    def add(self, row: int, kind: RowKind, label: str, at: int) -> None:
        """A sum stands in `row`, before record `at`."""
        first, level = self._reach(kind, label, at)
        made = TotalRow(row, kind, label, first, at, level)
        self.totals.append(made)
        self.starts.append(at)
        if kind in (RowKind.SUBTOTAL, RowKind.TOTAL):
            while self._closed and self._closed[-1].level <= level:
                self._closed.pop()
            self._closed.append(made)
        if kind is RowKind.PAGE:
            self._page = at
        elif kind is not RowKind.RUNNING:
            self._block = at

    def _reach(self, kind: RowKind, label: str, at: int) -> tuple[int, int]:
        """(first record, level)."""
        if kind is RowKind.PAGE:
            return (self._page if "本页" in label or "每页" in label else 0), 1
        if kind is RowKind.RUNNING:
            return 0, 1
        above = self._closed[-1] if self._closed and self._closed[-1].last == at else None
        level = above.level + 1 if above else 1
        if kind is RowKind.TOTAL:
            return 0, level
        if above is None:
            return self._block, 1
        # Nothing but sums since: it closes all blocks since the last sum of its own level.
        return next((total.last for total in reversed(self._closed) if total.level >= level), 0), level

    def settled(self) -> list[TotalRow]:
        """A 合计 with further 合计 below and no 小计 anywhere closes its own block: read it as a subtotal."""
        grand = [total for total in self.totals if total.kind is RowKind.TOTAL]
        if len(grand) < 2 or any(total.kind is RowKind.SUBTOTAL for total in self.totals):
            return self.totals
        made, start = [], 0
        for total in self.totals:
            closes_all = total is grand[-1] and start == total.last
            if total.kind is RowKind.TOTAL and not closes_all:
                total = replace(total, kind=RowKind.SUBTOTAL, first=start)
                start = total.last
            made.append(total)
        return made


Said = Callable[[TotalRow, str], Decimal | Unreadable | None]
"""What a total row says in a column, in 元."""


def allowance(said: Decimal, unit: str, tolerance: Decimal = Decimal("0.01")) -> Decimal:
    """How far a total may lie from its rows: shown in 万元 it is rounded to its own decimals, two at least."""
    factor = UNITS.get(unit, Decimal(1))
    if factor == 1:
        return tolerance
    exponent = (said / factor).normalize().as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) else 0
    return max(tolerance, factor * Decimal(10) ** -max(2, decimals) / 2)


def settle_by_amounts(
    totals: Sequence[TotalRow],
    starts: Sequence[int],
    columns: Mapping[str, Sequence[object]],
    units: Mapping[str, str],
    said: Said,
) -> list[TotalRow]:
    """The totals, each over the span at which most of its sums are right. `columns`: those of amounts and numbers."""
    if not totals or not columns:
        return list(totals)
    marks = sorted({0, *starts, *(total.first for total in totals), *(total.last for total in totals)})
    sums = {key: _sums_at(marks, values) for key, values in columns.items()}
    records = len(next(iter(columns.values())))
    figures = [
        {
            key: (value, allowance(value, units.get(key, "")))
            for key in columns
            if isinstance(value := said(total, key), Decimal)
        }
        for total in totals
    ]

    def right(figure: Mapping[str, tuple[Decimal, Decimal]], first: int, last: int) -> int:
        return sum(
            abs(value - (sums[key][last] - sums[key][first])) <= allowed for key, (value, allowed) in figure.items()
        )

    made = list(totals)
    held = {t.label for t, f in zip(totals, figures, strict=True) if f and right(f, t.first, t.last) == len(f)}
    known = sorted(set(starts))
    for at, (total, figure) in enumerate(zip(totals, figures, strict=True)):
        here = right(figure, total.first, total.last)
        # 小计 that is right elsewhere at the level of its place is not read at another level here: that one is wrong.
        if here == len(figure) or (total.label in held and not _closes_all(total, records)):
            continue
        until = bisect_right(known, total.last)
        near = known[max(0, until - _MOST_STARTS) : until]
        best = max(
            {0, *near},
            key=lambda start: (right(figure, start, total.last), start != total.first and -abs(start - total.first)),
        )
        if right(figure, best, total.last) > here:
            whole = total.kind is RowKind.SUBTOTAL and total.last == records
            made[at] = replace(total, first=best, kind=RowKind.TOTAL if whole and best == 0 else total.kind)
    return made


def _sums_at(marks: Sequence[int], values: Sequence[object]) -> dict[int, Decimal]:
    """The sum of the records above each mark (0: none). `marks` in order."""
    sums, so_far, above = {}, Decimal(0), 0
    for mark in marks:
        so_far += sum((value for value in values[above:mark] if isinstance(value, Decimal)), Decimal(0))
        sums[mark], above = so_far, mark
    return sums


def _closes_all(total: TotalRow, records: int) -> bool:
    """A 合计 below the last record may be the whole table's, though another 合计 above it is a block's."""
    return total.last == records and total_kind(total.label) is RowKind.TOTAL
