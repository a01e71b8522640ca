"""Numbers within bounds in the rows of one unit of a printed list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from ..findings import Finding
from ..forms.values import number_text
from .base import ColumnKey, Home, Reach, Rule, View
from .list_rows import row_name, row_value, unknown_rows


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class RowRange(Rule):
    """In a printed list, the numbers of the rows of one unit are not below `minimum` and not above `maximum`.

    Why
        Of all machines no more than all are networked: 120 % is a slip of the keyboard.
    Declared as
        kind = "row-range", columns, unit, minimum, maximum, apart (keys of rows of that unit without such bounds).
    Passes over
        Blanks, values in doubt, rows of other units.
    """

    kind: ClassVar[str] = "row-range"
    reach: ClassVar[Reach] = Reach.TABLE
    columns: tuple[ColumnKey, ...]
    unit: str
    minimum: Decimal
    maximum: Decimal
    apart: tuple[str, ...] = ()

    def check(self, view: View) -> Iterator[Finding]:
        low, high = self.minimum, self.maximum
        expected = f"不小于 {number_text(low)}，不大于 {number_text(high)}"
        rows = [fixed.key for fixed in view.table.attachment.rows if fixed.cells.get("unit") == self.unit]
        for key in (key for key in rows if key not in self.apart):
            for column in self.columns:
                found = row_value(view, key, column)
                if found is None or low <= found[1] <= high:
                    continue
                index, number = found
                name = row_name(view, index)
                yield self.found(
                    view, index, column, expected=expected,
                    message=f"“{name}”的“{view.table.heading(column)}”为 {number_text(number)}{self.unit}，"
                    f"超出范围（{expected}）",
                    fix="请核对数值与单位。",
                )  # fmt: skip

    def faults(self, home: Home) -> Iterator[tuple[str, str]]:
        for key in self.apart:
            yield from unknown_rows(home.attachment, apart=key)
