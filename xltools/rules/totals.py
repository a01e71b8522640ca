"""小计 and 合计 rows equal the rows they stand for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import ClassVar

from ..findings import Finding, Severity
from ..formats.grid import a1
from ..forms.rows import RowKind
from ..forms.sums import TotalRow, allowance
from ..forms.table import Table
from ..forms.values import Unreadable
from .base import ColumnKey, Reach, Rule, View, in_unit


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Totals(Rule):
    """Every 小计 and 合计 equals the sum of its rows, in each of `columns`.

    Why
        Totals in these workbooks are often typed, and stay as they were when a row changes.
    Declared as
        kind = "totals", columns, tolerance (元 for amounts; default 0.01). A total shown in 万元 may be rounded to
        its own decimals, two at least.
    Passes over
        Totals of rows with an amount in doubt, and a 合计 that only repeats a wrong 小计 (one mistake, one finding). A total
        that also holds an example or a row left out on request, or the rows of the sheet that is continued here.
        其中 rows are no part of a total; together they must not exceed the row they belong to.
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
                yield from self._parts(view, key)

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
            allowed = allowance(said, unit, self.tolerance)
            if any(abs(said - right) <= allowed for right in self._right(table, total, key, rows)):
                continue
            repeats = sum((stated - right for stated, right in wrong), Decimal(0))
            if total.kind is RowKind.TOTAL and wrong and abs(said - repeats - rows) <= allowed:
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

    def _right(self, table: Table, total: TotalRow, key: str, rows: Decimal) -> Iterator[Decimal]:
        """What a total may say: its rows, with what was left out among them, and with the sheets it continues."""
        yield rows
        yield rows + table.aside(total, key)
        before = table.continues
        while before is not None and total.first == 0:
            rows += sum((v for v in before.columns.get(key, ()) if isinstance(v, Decimal)), Decimal(0))
            yield rows
            before = before.continues

    def _parts(self, view: View, key: str) -> Iterator[Finding]:
        """其中 rows together exceed the row they are part of."""
        table, unit = view.table, view.table.units.get(key, "")
        for owner, group in groupby(table.parts, key=lambda part: part.owner):
            parts = list(group)
            whole, read = table.columns[key][owner], [(part, table.part(part, key)) for part in parts]
            amounts = [(part, value) for part, value in read if isinstance(value, Decimal)]
            together = sum((value for _, value in amounts), Decimal(0))
            if not amounts or not isinstance(whole, Decimal) or not view.sound(owner, key):
                continue
            if together - whole > allowance(whole, unit, self.tolerance) and whole >= 0:
                yield self.at(
                    view,
                    tuple(a1(part.row, table.header.columns[key]) for part, _ in amounts),
                    column=table.heading(key),
                    value=in_unit(together, unit),
                    expected=f"不超过 {in_unit(whole, unit)}",
                    message=f"“其中”各行共 {in_unit(together, unit)}，超过其所属的第 {table.rows[owner]} 行 {in_unit(whole, unit)}",
                    fix="“其中”是上一行的一部分，不重复计入；另有单独的发票的，请单列一行。",
                    severity=Severity.WARNING,
                )

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
