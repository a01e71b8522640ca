"""Dates of rows against the date on which the form was filled in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ..findings import Finding
from ..forms.values import Period
from .base import ColumnKey, Home, Rule, View
from .deadline import labelled_date, unknown_label


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class DatedBefore(Rule):
    """A row's date does not lie after the labelled date of the form, or after the call's last deadline where the form
    bears none.

    Why
        A system that is in use, a project that is finished, has a date in the past.
    Declared as
        kind = "dated-before", column, label.
    Passes over
        Blank and unreadable dates; months and years that may lie before it; a form without date where no level has a
        deadline.
    """

    kind: ClassVar[str] = "dated-before"
    column: ColumnKey
    label: str

    def check(self, view: View) -> Iterator[Finding]:
        values = view.table.columns.get(self.column)
        filed = labelled_date(view, self.label)
        last = filed.end if filed is not None else _last_deadline(view)
        if values is None or last is None:
            return
        called = f"填报日期 {filed}" if filed is not None else f"报送截止日期 {last}（表中没有填报日期）"
        for index in view.rows(self.spec):
            value = values[index]
            if type(value) is Period and value.start > last and view.sound(index, self.column):
                heading = view.table.heading(self.column)
                yield self.found(
                    view,
                    index,
                    self.column,
                    expected=f"不晚于{called}",
                    message=f"“{heading}”{value} 晚于{called}",
                    fix="请核对日期。",
                )

    def faults(self, home: Home) -> Iterator[tuple[str, str]]:
        return unknown_label(home, self.label)


def _last_deadline(view: View) -> date | None:
    """The day after which nobody can answer the call any more; None where no level has a deadline."""
    return max((level.deadline for level in view.table.notice.levels if level.deadline is not None), default=None)
