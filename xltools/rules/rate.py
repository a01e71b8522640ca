"""A rate of a printed list, computed again from its counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from ..figures import decimals
from ..findings import Finding
from ..forms.values import number_text
from .base import ColumnKey, Home, Reach, Rule, View
from .list_rows import row_name, row_value, unknown_rows


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Rate(Rule):
    """In a printed list, a rate equals the quotient of two counts.

    Why
        Rates are what is compared and scored; the counts beside them are what the experts see on site.
    Declared as
        kind = "rate", column, numerator, denominator, rate (keys of printed rows), factor (default 1; 100 for 台/百人),
        tolerance (default 0.005: half a percentage point in rows of %), and half of the last place shown.
    Passes over
        Rows that the sheet lacks, blanks and values in doubt. Rows of % may hold 85, 85% or 0.85.
    """

    kind: ClassVar[str] = "rate"
    reach: ClassVar[Reach] = Reach.TABLE
    stage: ClassVar[int] = 3
    column: ColumnKey
    numerator: str
    denominator: str
    rate: str
    factor: Decimal = Decimal(1)
    tolerance: Decimal = Decimal("0.005")

    def check(self, view: View) -> Iterator[Finding]:
        part = row_value(view, self.numerator, self.column)
        whole = row_value(view, self.denominator, self.column)
        rate = row_value(view, self.rate, self.column)
        if part is None or whole is None or rate is None:
            return
        index, said = rate
        if not whole[1]:
            if said:
                message = f"“{row_name(view, whole[0])}”为 0，“{row_name(view, index)}”却填了 {number_text(said)}"
                yield self._finding(view, (index, whole[0]), message, "空白", "请核对两个数。")
            return
        percent = view.table.row_unit(index) == "%"
        scale = Decimal(100) if percent else Decimal(1)
        right = part[1] / whole[1] * self.factor * scale
        slack = max(self.tolerance * scale, Decimal(10) ** -decimals(said, "") / 2)
        if abs(said - right) <= slack:
            return
        shown = number_text(round(right, 2)) + ("%" if percent else "")
        counts = f"{number_text(part[1])} ÷ {number_text(whole[1])}"
        message = f"“{row_name(view, index)}”为 {view.table.text(index, self.column)}，按 {counts} 应为 {shown}"
        yield self._finding(view, (index, part[0], whole[0]), message, shown, "请按数量重算。")

    def _finding(self, view: View, indices: tuple[int, ...], message: str, expected: str, fix: str) -> Finding:
        # What another attachment says of this rate is compared with a right one only.
        view.doubt.add((indices[0], self.column))
        return self.at(
            view,
            tuple(view.table.cell(index, self.column) for index in indices),
            column=view.table.heading(self.column),
            value=view.table.text(indices[0], self.column),
            expected=expected,
            message=message,
            fix=fix,
        )

    def faults(self, home: Home) -> Iterator[tuple[str, str]]:
        return unknown_rows(home.attachment, numerator=self.numerator, denominator=self.denominator, rate=self.rate)
