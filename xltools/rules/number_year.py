"""The year that an electronic invoice's number begins with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..findings import Finding
from ..forms.values import Period
from .base import ColumnKey, Rule, View

_DIGITS = 20
_FIRST = 21
"""数电票 are made out since 2021; digits before that are no year."""
_PROVINCES = frozenset(
    map(str, (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66)))
)
"""Digits 3 and 4 name the province whose tax bureau issued the number (GB/T 2260); others are no 数电票 number."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class NumberYear(Rule):
    """A 20-digit invoice number begins with the last two digits of the year in which it was made out.

    Why
        A mistyped year moves an invoice into the window, or out of it.
    Declared as
        kind = "number-year", number, date.
    Passes over
        Other numbers (8 digits, 20 digits that begin with no year of 数电票), blank and unreadable dates, dates over more than one year.
    """

    kind: ClassVar[str] = "number-year"
    number: ColumnKey
    date: ColumnKey

    def check(self, view: View) -> Iterator[Finding]:
        table = view.table
        numbers, dates = table.columns.get(self.number), table.columns.get(self.date)
        if numbers is None or dates is None:
            return
        for index in view.rows(self.spec):
            number, when = numbers[index], dates[index]
            if type(number) is not str or len(number) != _DIGITS or type(when) is not Period:
                continue
            if not number.isdecimal() or number[2:4] not in _PROVINCES:
                continue
            if not _FIRST <= int(number[:2]) <= table.notice.year % 100 + 1:
                continue
            if int(number[:2]) not in (when[0].year % 100, when[1].year % 100):
                yield self.found(
                    view,
                    index,
                    self.number,
                    self.date,
                    expected=f"20{number[:2]} 年的开票日期",
                    message=f"号码以 {number[:2]} 开头，是 20{number[:2]} 年开具的，“{table.heading(self.date)}”却是 {when}",
                    fix="请对照原票核对号码和日期。",
                )
