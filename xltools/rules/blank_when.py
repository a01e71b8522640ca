"""Cells that must stay empty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from ..findings import Finding
from .base import ColumnKey, Rule, View


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class BlankWhen(Rule):
    """A cell is empty in the rows to which the rule applies.

    Why
        A scenario that was not built has no score.
    Declared as
        kind = "blank-when", columns, when (rows).
    Passes over
        A zero: it says the same as a blank.
    """

    kind: ClassVar[str] = "blank-when"
    columns: tuple[ColumnKey, ...]

    def check(self, view: View) -> Iterator[Finding]:
        table = view.table
        cause = "、".join(f"“{table.heading(key)}”为{'或'.join(values)}" for key, values in self.spec.when.items())
        for key in self.columns:
            values = table.columns.get(key)
            if values is None:
                continue
            for index in view.rows(self.spec):
                value = values[index]
                if value is None or value == Decimal(0) or not view.sound(index, key):
                    continue
                yield self.found(
                    view,
                    index,
                    key,
                    expected="空白",
                    message=f"{cause}，“{table.heading(key)}”却填了 {table.text(index, key)}",
                    fix="请删去，或核对前一栏。",
                )
