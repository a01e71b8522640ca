"""A column that adds up to a known number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from ..findings import Finding
from ..forms.values import number_text
from .base import ColumnKey, Reach, Rule, View


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class TotalEquals(Rule):
    """The values of a column add up to a given number.

    Why
        分值 adds up to 100; a row that was lost or doubled shows here.
    Declared as
        kind = "total-equals", column, value.
    Passes over
        A column that is blank throughout, or with a value in doubt.
    """

    kind: ClassVar[str] = "total-equals"
    reach: ClassVar[Reach] = Reach.TABLE
    stage: ClassVar[int] = 3
    column: ColumnKey
    value: Decimal

    def check(self, view: View) -> Iterator[Finding]:
        table = view.table
        values = table.columns.get(self.column)
        filled = [index for index in view.rows(self.spec) if values is not None and values[index] is not None]
        if values is None or not filled or not all(view.sound(index, self.column) for index in filled):
            return
        total = sum((Decimal(values[index]) for index in filled), Decimal(0))
        if total != self.value:
            yield self.at(
                view,
                (table.cell(filled[-1], self.column),),
                column=table.heading(self.column),
                value=number_text(total),
                expected=number_text(self.value),
                message=f"“{table.heading(self.column)}”合计 {number_text(total)}，应为 {number_text(self.value)}",
                fix="请核对各行，看是否漏行或重复。",
            )
