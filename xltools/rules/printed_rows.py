"""Rows of a printed list against each other (kinds `row-part-of`, `rate`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from ..findings import Finding
from ..reading.values import number_text
from .base import ColumnKey, Reach, Rule, View


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RowPartOf(Rule):
    """In a printed list, the number of one row is not larger than that of another.

    Why
        More machines networked than owned: one of the two counts is wrong.
    Declared as
        kind = "row-part-of", column, part, whole (keys of printed rows).
    Passes over
        Rows that the sheet lacks, blanks and values in doubt.
    """

    kind: ClassVar[str] = "row-part-of"
    reach: ClassVar[Reach] = Reach.TABLE
    column: ColumnKey
    part: str
    whole: str

    def check(self, view: View) -> Iterator[Finding]:
        part, whole = row_value(view, self.part, self.column), row_value(view, self.whole, self.column)
        if part is None or whole is None or part[1] <= whole[1]:
            return
        names = row_name(view, part[0]), row_name(view, whole[0])
        yield self.found(
            view,
            part[0],
            self.column,
            expected=f"不大于 {number_text(whole[1])}",
            message=f"“{names[0]}”{number_text(part[1])} 大于“{names[1]}”{number_text(whole[1])}",
            fix="请核对两个数。",
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rate(Rule):
    """In a printed list, a rate equals the quotient of two counts.

    Why
        Rates are what is compared and scored; the counts beside them are what the experts see on site.
    Declared as
        kind = "rate", column, numerator, denominator, rate (keys of printed rows), factor (default 1; 100 for 台/百人),
        tolerance (default 0.005 of the rate as a fraction, of its own unit where there is a factor).
    Passes over
        Rows that the sheet lacks, blanks and values in doubt. Rows in % may hold 85 or 0.85.
    """

    kind: ClassVar[str] = "rate"
    reach: ClassVar[Reach] = Reach.TABLE
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
        name = row_name(view, index)
        if not whole[1]:
            if said:
                message = f"“{row_name(view, whole[0])}”为 0，“{name}”却填了 {number_text(said)}"
                yield self.found(view, index, self.column, message=message, expected="空白", fix="请核对两个数。")
            return
        right = part[1] / whole[1] * self.factor
        percent = self.factor == 1
        slack = self.tolerance if percent else self.tolerance * self.factor
        if abs(said - right) <= slack or (percent and abs(said / 100 - right) <= slack):
            return
        shown = f"{number_text(round(right * 100, 2))}%" if percent else number_text(round(right, 2))
        counts = f"{number_text(part[1])} ÷ {number_text(whole[1])}"
        yield self.found(
            view,
            index,
            self.column,
            expected=shown,
            message=f"“{name}”为 {view.table.text(index, self.column)}，按 {counts} 应为 {shown}",
            fix="请按数量重算。",
        )


def row_value(view: View, key: str, column: str) -> tuple[int, Decimal] | None:
    """(index, number) of a printed row in a column; None where it is missing, blank or in doubt."""
    index = view.table.index_of(key)
    if index is None or not view.sound(index, column):
        return None
    value = view.table.columns[column][index]
    return (index, Decimal(value)) if isinstance(value, (int, Decimal)) else None


def row_name(view: View, index: int) -> str:
    """The name of a row as the sheet has it."""
    return view.table.text(index, view.table.attachment.row_key)
