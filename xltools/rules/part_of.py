"""A part not larger than its whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from ..findings import Finding
from .base import ColumnKey, Rule, View


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class PartOf(Rule):
    """A part does not exceed its whole, row by row.

    Why
        More paid than invoiced, more machines networked than owned: one of the two is wrong.
    Declared as
        kind = "part-of", part, whole, tolerance (元 for amounts; default 0).
    Passes over
        Blanks and values in doubt; negative wholes (red invoices) are compared by size.
    """

    kind: ClassVar[str] = "part-of"
    part: ColumnKey
    whole: ColumnKey
    tolerance: Decimal = Decimal(0)

    def check(self, view: View) -> Iterator[Finding]:
        table = view.table
        parts, wholes = table.columns.get(self.part), table.columns.get(self.whole)
        if parts is None or wholes is None:
            return
        for index in view.rows(self.spec):
            part, whole = parts[index], wholes[index]
            try:
                # The usual row: a part that is not larger.
                if 0 <= part <= whole:
                    continue
            except TypeError:
                continue
            if not isinstance(part, (int, Decimal)) or not isinstance(whole, (int, Decimal)):
                continue
            if abs(Decimal(part)) - abs(Decimal(whole)) > self.tolerance and view.sound(index, self.part, self.whole):
                names = table.heading(self.part), table.heading(self.whole)
                yield self.found(
                    view,
                    index,
                    self.part,
                    self.whole,
                    expected=f"不大于“{names[1]}”{table.text(index, self.whole)}",
                    message=f"“{names[0]}”{table.text(index, self.part)} 大于“{names[1]}”{table.text(index, self.whole)}",
                    fix="请核对两个数值。",
                )
