"""提升幅度 recomputed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from ..findings import Finding
from ..forms.values import number_text
from .base import NO_COLUMN, ColumnKey, Rule, View


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ChangeRate(Rule):
    """The rate of change equals (after − before) ÷ before.

    Why
        Improvements are what such an application is judged by, and they are typed, not computed.
    Declared as
        kind = "change-rate", before, after, rate (columns; rate is a percent column), unit (column; where left out, the
        unit of the printed row), tolerance (a fraction; default 0.005). A printed row whose options say
        direction = "down" counts a decrease as positive; it may be written with its sign (-25%).
    Passes over
        Blanks, values in doubt, a `before` of zero. Rows of % may state the difference in points.
    """

    kind: ClassVar[str] = "change-rate"
    before: ColumnKey
    after: ColumnKey
    rate: ColumnKey
    unit: ColumnKey = NO_COLUMN
    tolerance: Decimal = Decimal("0.005")

    def check(self, view: View) -> Iterator[Finding]:
        table = view.table
        columns = [table.columns.get(key) for key in (self.before, self.after, self.rate)]
        before, after, rate = columns
        if before is None or after is None or rate is None:
            return
        falling = {
            table.index_of(fixed.key) for fixed in table.attachment.rows if fixed.options.get("direction") == "down"
        }
        for index in view.rows(self.spec):
            old, new, said = before[index], after[index], rate[index]
            if not (isinstance(old, Decimal) and isinstance(new, Decimal) and isinstance(said, Decimal)) or not old:
                continue
            gain = old - new if index in falling else new - old
            right = gain / abs(old)
            answers = [right, gain / 100] if self._unit(view, index) == "%" else [right]
            if index in falling and gain > 0:
                # A decrease written as one (-25%) means the same; a rise stated as an improvement does not.
                answers += [-answer for answer in answers]
            if any(abs(said - answer) <= self.tolerance for answer in answers):
                continue
            if view.sound(index, self.before, self.after, self.rate):
                shown = f"{number_text(round(right * 100, 2))}%"
                yield self.found(
                    view,
                    index,
                    self.rate,
                    self.before,
                    self.after,
                    expected=shown,
                    message=f"“{table.heading(self.rate)}”为 {table.text(index, self.rate)}，"
                    f"由 {table.text(index, self.before)} 到 {table.text(index, self.after)} 应为 {shown}",
                    fix="请按两个数值重算；下降类指标，下降才是提升。",
                )

    def _unit(self, view: View, index: int) -> str:
        said = view.table.columns.get(self.unit)
        return str(said[index]) if said is not None else view.table.row_unit(index)
