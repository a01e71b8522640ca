"""Rows that the window leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..findings import Finding
from ..reading.values import Period
from .base import ColumnKey, Rule, View


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WithinWindow(Rule):
    """A date lies inside a window of the notice; both end days count.

    Why
        A row outside the window is no mistake but adds nothing; a month that straddles its edge has to be made exact.
    Declared as
        kind = "within-window", column, window.
    Passes over
        Blank and unreadable dates.
    """

    kind: ClassVar[str] = "within-window"
    column: ColumnKey
    window: str

    def check(self, view: View) -> Iterator[Finding]:
        values = view.table.columns.get(self.column)
        window = next((window for window in view.table.notice.windows if window.key == self.window), None)
        if values is None or window is None:
            return
        start, end = window.start, window.end
        for index in view.rows(self.spec):
            value = values[index]
            if type(value) is not Period or (start <= value[0] and value[1] <= end):
                continue
            if not view.sound(index, self.column):
                continue
            outside = value[1] < start or value[0] > end
            span = f"{start.isoformat()} 至 {end.isoformat()}"
            heading = view.table.heading(self.column)
            yield self.found(
                view,
                index,
                self.column,
                expected=span,
                message=f"“{heading}”{value} 不在 {span} 之内，该行不计入"
                if outside
                else f"“{heading}”{value} 跨越窗口期的边界，该行无法判定",
                fix="窗口期外的投入可以删去。" if outside else "请把日期补到日。",
            )
