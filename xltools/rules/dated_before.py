"""Dates of rows against the date on which the form was filled in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..findings import Finding
from ..forms.values import Period
from .base import ColumnKey, Home, Rule, View
from .deadline import labelled_date, unknown_label


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class DatedBefore(Rule):
    """A row's date does not lie after the labelled date of the form.

    Why
        A system that is in use, a project that is finished, has a date in the past.
    Declared as
        kind = "dated-before", column, label.
    Passes over
        Forms without the labelled date; blank and unreadable dates; months and years that may lie before it.
    """

    kind: ClassVar[str] = "dated-before"
    column: ColumnKey
    label: str

    def check(self, view: View) -> Iterator[Finding]:
        values = view.table.columns.get(self.column)
        filed = labelled_date(view, self.label)
        if values is None or filed is None:
            return
        for index in view.rows(self.spec):
            value = values[index]
            if type(value) is Period and value.start > filed.end and view.sound(index, self.column):
                heading = view.table.heading(self.column)
                yield self.found(
                    view,
                    index,
                    self.column,
                    expected=f"不晚于 {filed}",
                    message=f"“{heading}”{value} 晚于填报日期 {filed}",
                    fix="请核对日期。",
                )

    def faults(self, home: Home) -> Iterator[tuple[str, str]]:
        return unknown_label(home, self.label)
