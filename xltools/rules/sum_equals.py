"""A total in a row equals the sum of its parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from ..figures import decimals
from ..findings import Finding
from ..forms.values import number_text
from .base import ColumnKey, Rule, View, in_unit


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class SumEquals(Rule):
    """A total equals the sum of its parts, row by row.

    Why
        Offices retype totals; the next office adds the parts. The two must not differ.
    Declared as
        kind = "sum-equals", total, parts, tolerance (元 for amounts; default 0).
    Passes over
        Rows whose total is blank or in doubt, or with any part in doubt. A blank part is 0.
    """

    kind: ClassVar[str] = "sum-equals"
    stage: ClassVar[int] = 3
    total: ColumnKey
    parts: tuple[ColumnKey, ...]
    tolerance: Decimal = Decimal(0)

    def check(self, view: View) -> Iterator[Finding]:
        table = view.table
        totals = table.columns.get(self.total)
        if totals is None or not all(table.has(part) for part in self.parts):
            return
        unit = table.units.get(self.total, "")
        for index in view.rows(self.spec):
            total = totals[index]
            if total is None or not view.sound(index, self.total, *self.parts):
                continue
            parts = [Decimal(table.columns[part][index] or 0) for part in self.parts]
            total = Decimal(total)
            # Rounded numbers may miss their rounded sum by half a unit of the last place each.
            places = max(decimals(number, unit) for number in (total, *parts))
            rounding = Decimal(len(parts) + 1) / 2 * Decimal(10) ** -places if unit else Decimal(0)
            if abs(total - sum(parts)) > max(self.tolerance, rounding * (Decimal(10_000) if unit == "万元" else 1)):
                names = "＋".join(f"“{table.heading(part)}”" for part in self.parts)
                said = in_unit(sum(parts, Decimal(0)), unit) if unit else number_text(sum(parts, Decimal(0)))
                # What other attachments say of a total is compared with a right one only.
                view.doubt.add((index, self.total))
                yield self.found(
                    view,
                    index,
                    self.total,
                    *self.parts,
                    expected=said,
                    message=f"“{table.heading(self.total)}”不等于 {names}，各项之和为 {said}",
                    fix="请核对各项与合计。",
                )
