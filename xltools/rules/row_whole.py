"""Counts of things in a printed list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..findings import Finding
from ..forms.table import ROW_UNIT
from ..forms.values import number_text
from .base import ColumnKey, Reach, Rule, View
from .list_rows import row_name, row_value


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class RowWhole(Rule):
    """In a printed list, what is counted in whole things is a whole number.

    Why
        0.83 in a row of machines is a share that belongs two rows further down.
    Declared as
        kind = "row-whole", columns, units (of the rows that count things: 台/套, 个, 人).
    Passes over
        Blanks, values in doubt, rows of other units.
    """

    kind: ClassVar[str] = "row-whole"
    reach: ClassVar[Reach] = Reach.TABLE
    columns: tuple[ColumnKey, ...]
    units: tuple[str, ...]

    def check(self, view: View) -> Iterator[Finding]:
        for fixed in view.table.attachment.rows:
            unit = fixed.cells.get(ROW_UNIT, "")
            for column in self.columns if unit in self.units else ():
                found = row_value(view, fixed.key, column)
                if found is None or found[1] == found[1].to_integral_value():
                    continue
                index, number = found
                # Rates and parts built on it would only say the same once more.
                view.doubt.add((index, column))
                yield self.found(
                    view, index, column, expected="整数",
                    message=f"“{row_name(view, index)}”按{unit}计，应为整数，填的是 {number_text(number)}",
                    fix="请填数量，不填比率。",
                )  # fmt: skip
