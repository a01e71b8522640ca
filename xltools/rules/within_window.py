"""Rows that the window leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ..findings import Finding
from ..forms.values import Period
from ..ledger import terms_of
from ..notice.model import Notice
from .base import NO_COLUMN, ColumnKey, Home, Reach, Rule, View


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class WithinWindow(Rule):
    """A date lies inside a window of the notice; both end days count.

    Why
        A row outside the window is no mistake but adds nothing; a month that straddles its edge has to be made exact.
    Declared as
        kind = "within-window", column, window. All rows outside are one finding, all that straddle another. Without
        column and window: the date and the days on which the pack's ledger counts.
    Passes over
        Blank and unreadable dates.
    """

    kind: ClassVar[str] = "within-window"
    reach: ClassVar[Reach] = Reach.TABLE
    column: ColumnKey = NO_COLUMN
    window: str = ""

    def check(self, view: View) -> Iterator[Finding]:
        asked = self._asked(view.table.notice)
        values = view.table.columns.get(asked[0]) if asked is not None else None
        if values is None or asked is None:
            return
        column, start, end = asked
        outside: list[int] = []
        straddling: list[int] = []
        for index in view.rows(self.spec):
            value = values[index]
            if type(value) is not Period or (start <= value[0] and value[1] <= end):
                continue
            if view.sound(index, column):
                (outside if value[1] < start or value[0] > end else straddling).append(index)
        span = f"{start.isoformat()} 至 {end.isoformat()}"
        if outside:
            yield self._rows(view, column, outside, span, f"不在 {span} 之内，不计入", "窗口期外的投入可以删去。")
        if straddling:
            yield self._rows(view, column, straddling, span, "跨越窗口期的边界，无法判定是否计入", "请把日期补到日。")

    def _asked(self, notice: Notice) -> tuple[str, date, date] | None:
        """(column, first day, last day)."""
        if not self.window:
            terms = terms_of(notice) if notice.ledger is not None else None
            return (terms.basis.date_column, terms.start, terms.end) if terms is not None else None
        window = next((window for window in notice.windows if window.key == self.window), None)
        return (self.column, window.start, window.end) if window is not None else None

    def _rows(self, view: View, column: str, indices: list[int], span: str, what: str, fix: str) -> Finding:
        heading = view.table.heading(column)
        return self.at(
            view,
            tuple(view.table.cell(index, column) for index in indices),
            column=heading,
            value=view.table.text(indices[0], column) if len(indices) == 1 else "",
            expected=span,
            message=f"“{heading}”有 {len(indices)} 行{what}",
            fix=fix,
        )

    def faults(self, home: Home) -> Iterator[tuple[str, str]]:
        if self.window and self.window not in {window.key for window in home.notice.windows}:
            yield "window", f"没有窗口 {self.window}"
