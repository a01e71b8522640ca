"""A share that a notice asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from ..findings import Finding
from ..forms.values import number_text
from .base import ColumnKey, Rule, View


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Share(Rule):
    """One number is at least a given share of another.

    Why
        卓越级 and 领航级 ask that a part of the scenarios uses artificial intelligence.
    Declared as
        kind = "share", numerator, denominator, minimum (a fraction: "0.2").
    Passes over
        Blanks, values in doubt and a denominator of zero.
    """

    kind: ClassVar[str] = "share"
    numerator: ColumnKey
    denominator: ColumnKey
    minimum: Decimal

    def check(self, view: View) -> Iterator[Finding]:
        table = view.table
        parts, wholes = table.columns.get(self.numerator), table.columns.get(self.denominator)
        if parts is None or wholes is None:
            return
        asked = f"{number_text(self.minimum * 100)}%"
        for index in view.rows(self.spec):
            part, whole = parts[index], wholes[index]
            if not isinstance(part, (int, Decimal)) or not isinstance(whole, (int, Decimal)) or not whole:
                continue
            share = Decimal(part) / Decimal(whole)
            if share < self.minimum and view.sound(index, self.numerator, self.denominator):
                names = table.heading(self.numerator), table.heading(self.denominator)
                yield self.found(
                    view,
                    index,
                    self.numerator,
                    self.denominator,
                    expected=f"不低于 {asked}",
                    message=f"“{names[0]}”占“{names[1]}”的 {number_text(round(share * 100, 1))}%，要求不低于 {asked}",
                    fix="请核对两个数；不够比例的请改报其他等级。",
                )
