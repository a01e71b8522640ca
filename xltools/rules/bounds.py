"""Numbers within bounds (kind `range`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from ..findings import Finding
from ..forms.values import number_text
from ..notice.model import ColumnType
from .base import ColumnKey, Rule, View, in_unit


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Bounds(Rule):
    """A number not below `minimum` and not above `maximum`.

    Why
        A share above 100 % or a negative count is a slip of the keyboard.
    Declared as
        `minimum`, `maximum` on a column (amounts in 元, percents as fractions), or kind = "range", column.
    Passes over
        Blanks and unreadable values.
    """

    kind: ClassVar[str] = "range"
    stage: ClassVar[int] = 1
    column: ColumnKey
    minimum: Decimal | None = None
    maximum: Decimal | None = None

    def check(self, view: View) -> Iterator[Finding]:
        values = view.table.columns.get(self.column)
        if values is None:
            return
        low, high = self.minimum, self.maximum
        expected = self._expected(view)
        for index in view.rows(self.spec):
            value = values[index]
            if not isinstance(value, (int, Decimal)):
                continue
            if (low is not None and value < low) or (high is not None and value > high):
                heading = view.table.heading(self.column)
                yield self.found(
                    view,
                    index,
                    self.column,
                    expected=expected,
                    message=f"“{heading}”的 {view.table.text(index, self.column)} 超出范围（{expected}）",
                    fix="请核对数值与单位。",
                )

    def _expected(self, view: View) -> str:
        kind = view.table.attachment.column(self.column).type

        def shown(bound: Decimal) -> str:
            if kind is ColumnType.AMOUNT:
                return in_unit(bound, view.table.units.get(self.column, "元"))
            return f"{number_text(bound * 100)}%" if kind is ColumnType.PERCENT else number_text(bound)

        parts = []
        if self.minimum is not None:
            parts.append(f"不小于 {shown(self.minimum)}")
        if self.maximum is not None:
            parts.append(f"不大于 {shown(self.maximum)}")
        return "，".join(parts)
