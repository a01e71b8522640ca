"""Rows that the window leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..findings import Finding
from ..forms.values import Period
from .base import ColumnKey, Home, Reach, Rule, View


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class WithinWindow(Rule):
    """A date lies inside a window of the notice; both end days count.

    Why
        A row outside the window is no mistake but adds nothing; a month that straddles its edge has to be made exact.
    Declared as
        kind = "within-window", column, window. All rows outside are one finding, all that straddle another.
    Passes over
        Blank and unreadable dates.
    """

    kind: ClassVar[str] = "within-window"
    reach: ClassVar[Reach] = Reach.TABLE
    column: ColumnKey
    window: str

    def check(self, view: View) -> Iterator[Finding]:
        values = view.table.columns.get(self.column)
        window = next((window for window in view.table.notice.windows if window.key == self.window), None)
        if values is None or window is None:
            return
        start, end = window.start, window.end
        outside: list[int] = []
        straddling: list[int] = []
        for index in view.rows(self.spec):
            value = values[index]
            if type(value) is not Period or (start <= value[0] and value[1] <= end):
                continue
            if view.sound(index, self.column):
                (outside if value[1] < start or value[0] > end else straddling).append(index)
        span = f"{start.isoformat()} 至 {end.isoformat()}"
        if outside:
            yield self._rows(view, outside, span, f"不在 {span} 之内，不计入", "窗口期外的投入可以删去。")
        if straddling:
            yield self._rows(view, straddling, span, "跨越窗口期的边界，无法判定是否计入", "请把日期补到日。")

    def _rows(self, view: View, indices: list[int], span: str, what: str, fix: str) -> Finding:
        heading = view.table.heading(self.column)
        return self.at(
            view,
            tuple(view.table.cell(index, self.column) for index in indices),
            column=heading,
            value=view.table.text(indices[0], self.column) if len(indices) == 1 else "",
            expected=span,
            message=f"“{heading}”有 {len(indices)} 行{what}",
            fix=fix,
        )

    def faults(self, home: Home) -> Iterator[tuple[str, str]]:
        if self.window not in {window.key for window in home.notice.windows}:
            yield "window", f"没有窗口 {self.window}"
