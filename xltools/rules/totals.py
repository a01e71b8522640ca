"""小计 and 合计 rows equal the rows they stand for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import ClassVar

from ..findings import Finding, Severity
from ..formats.grid import a1
from ..forms.continued import carried
from ..forms.rowkinds import RowKind
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
        repeats = Decimal(
            0
        )  # by how much the subtotals found wrong are wrong: a 合计 over them is no mistake of its own
        unsummed = False
        for total in view.table.totals:
            said = view.table.total(total, key)
            if isinstance(said, Unreadable):
                yield self._finding(view, total, key, said.raw, "", f"“{total.label}”的“{said.raw}”{said.reason}")
            if not isinstance(said, Decimal) or not _is_known(view, total, key):
                continue
            rows = _stands_for(view.table, total, key)
            allowed = allowance(said, view.table.units.get(key, ""), self.tolerance)
            if any(abs(said - right) <= allowed for right in _may_say(view.table, total, key, rows)):
                continue
            if total.kind is not RowKind.SUBTOTAL and repeats and abs(said - repeats - rows) <= allowed:
                continue
            texts = _typed_as_text(view.table, total, key)
            if texts and abs(said - rows + sum(view.table.columns[key][index] for index in texts)) <= allowed:
                if not unsummed:
                    yield self._not_added(view, total, key, texts)
                unsummed = True
                continue
            repeats += said - rows if total.kind is RowKind.SUBTOTAL else 0
            yield self._wrong(view, total, key, said, rows)

    def _wrong(self, view: View, total: TotalRow, key: str, said: Decimal, rows: Decimal) -> Finding:
        unit = view.table.units.get(key, "")
        shown, expected = in_unit(said, unit), in_unit(rows, unit)
        message = f"“{total.label}”为 {shown}，其明细之和为 {expected}，相差 {in_unit(said - rows, unit)}"
        return self._finding(view, total, key, shown, expected, message)

    def _not_added(self, view: View, total: TotalRow, key: str, texts: list[int]) -> Finding:
        """SUM passes over numbers that are stored as text: they are what is to be corrected, not the sums."""
        table = view.table
        missing = in_unit(sum((table.columns[key][index] for index in texts), Decimal(0)), table.units.get(key, ""))
        return self.at(
            view,
            tuple(table.cell(index, key) for index in texts),
            column=table.heading(key),
            value=table.text(texts[0], key),
            message=f"数字以文本保存，“{total.label}”没有算上（少 {missing}）",
            fix="请把这些单元格改为数值，再重新计算合计。",
        )

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


def _is_known(view: View, total: TotalRow, key: str) -> bool:
    """Whether all amounts that a total stands for are read and not in doubt."""
    values = view.table.columns[key][total.first : total.last]
    return not any(type(value) is Unreadable for value in values) and not view.doubted(key, total.first, total.last)


def _stands_for(table: Table, total: TotalRow, key: str) -> Decimal:
    """The sum of a total's rows, with those of the sheet before where its block, or the whole, began there."""
    values = table.columns[key][total.first : total.last]
    rows = sum((value for value in values if value is not None), Decimal(0))
    if table.continues is None or total.first:
        return rows
    brought = list(carried(table, key))
    return rows + (brought[0] if total.kind is RowKind.SUBTOTAL else brought[-1])


def _may_say(table: Table, total: TotalRow, key: str, rows: Decimal) -> Iterator[Decimal]:
    """What a total may say: its rows, with what was left out among them, with more or less of the sheets it continues."""
    yield rows
    yield rows + table.aside(total, key)
    if table.continues is not None and total.first == 0:
        own = sum((value for value in table.columns[key][: total.last] if value is not None), Decimal(0))
        yield own
        yield from (own + brought for brought in carried(table, key))


def _typed_as_text(table: Table, total: TotalRow, key: str) -> list[int]:
    """Rows of a total whose number is stored as text."""
    return [
        index
        for index in table.texts.get(key, ())
        if total.first <= index < total.last and isinstance(table.columns[key][index], Decimal)
    ]
