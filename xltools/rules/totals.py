"""小计 and 合计 rows equal the rows they stand for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from ..findings import Finding
from ..formats.grid import a1
from ..forms.rows import RowKind
from ..forms.sums import TotalRow
from ..forms.values import UNITS, Unreadable
from .base import ColumnKey, Reach, Rule, View, decimals, in_unit


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Totals(Rule):
    """Every 小计 and 合计 equals the sum of its rows, in each of `columns`.

    Why
        Totals in these workbooks are often typed, and stay as they were when a row changes.
    Declared as
        kind = "totals", columns, tolerance (元 for amounts; default 0.01). A total shown in 万元 may be rounded to
        its own decimals, two at least.
    Passes over
        Totals of rows with an amount in doubt, and a 合计 that only repeats a wrong 小计 (one mistake, one finding).
    """

    kind: ClassVar[str] = "totals"
    reach: ClassVar[Reach] = Reach.TABLE
    stage: ClassVar[int] = 3
    columns: tuple[ColumnKey, ...]
    tolerance: Decimal = Decimal("0.01")

    def check(self, view: View) -> Iterator[Finding]:
        for key in self.columns:
            if view.table.has(key):
                yield from self._column(view, key)

    def _column(self, view: View, key: str) -> Iterator[Finding]:
        table = view.table
        unit = table.units.get(key, "")
        wrong: list[tuple[Decimal, Decimal]] = []
        for total in table.totals:
            said = table.total(total, key)
            if said is None:
                continue
            if isinstance(said, Unreadable):
                yield self._finding(view, total, key, said.raw, "", f"“{total.label}”的“{said.raw}”{said.reason}")
                continue
            said = Decimal(said)
            values = table.columns[key][total.first : total.last]
            if any(type(value) is Unreadable for value in values) or view.doubted(key, total.first, total.last):
                continue
            rows = sum((value for value in values if value is not None), Decimal(0))
            if abs(said - rows) <= self._allowed(said, unit):
                continue
            repeats = sum((stated - right for stated, right in wrong), Decimal(0))
            if total.kind is RowKind.TOTAL and wrong and abs(said - repeats - rows) <= self._allowed(said, unit):
                continue
            wrong.append((said, rows))
            shown, expected = in_unit(said, unit), in_unit(rows, unit)
            yield self._finding(
                view,
                total,
                key,
                shown,
                expected,
                f"“{total.label}”为 {shown}，其明细之和为 {expected}，相差 {in_unit(said - rows, unit)}",
            )

    def _allowed(self, said: Decimal, unit: str) -> Decimal:
        factor = UNITS.get(unit, Decimal(1))
        if factor == 1:
            return self.tolerance
        return max(self.tolerance, factor * Decimal(10) ** -max(2, decimals(said, unit)) / 2)

    def _finding(self, view: View, total: TotalRow, key: str, value: str, expected: str, message: str) -> Finding:
        cell = a1(total.row, view.table.header.columns[key])
        return self.at(
            view,
            (cell,),
            column=view.table.heading(key),
            value=value,
            expected=expected,
            message=message,
            fix="请改用求和公式，或更正明细。",
        )
