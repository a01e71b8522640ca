"""One date not after another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..findings import Finding
from ..forms.values import Period
from .base import ColumnKey, Rule, View


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class DateOrder(Rule):
    """`earlier` does not lie after `later`.

    Why
        An invoice before its contract, a payment before its invoice: often a mistyped year, which moves the window.
    Declared as
        kind = "date-order", earlier, later.
    Passes over
        Blank and unreadable dates; months and years only where they cannot be in order.
    """

    kind: ClassVar[str] = "date-order"
    earlier: ColumnKey
    later: ColumnKey

    def check(self, view: View) -> Iterator[Finding]:
        table = view.table
        first, second = table.columns.get(self.earlier), table.columns.get(self.later)
        if first is None or second is None:
            return
        for index in view.rows(self.spec):
            before, after = first[index], second[index]
            if type(before) is Period and type(after) is Period and before[0] > after[1]:
                names = table.heading(self.earlier), table.heading(self.later)
                yield self.found(
                    view,
                    index,
                    self.later,
                    self.earlier,
                    expected=f"不早于 {before}",
                    message=f"“{names[1]}”{after} 早于“{names[0]}”{before}",
                    fix="请核对两个日期，特别是年份。",
                )
