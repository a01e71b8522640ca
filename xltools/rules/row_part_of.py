"""A part not larger than its whole, in two rows of a printed list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..findings import Finding
from ..forms.values import number_text
from .base import ColumnKey, Home, Reach, Rule, View
from .list_rows import row_name, row_value, unknown_rows


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class RowPartOf(Rule):
    """In a printed list, the number of one row is not larger than that of another.

    Why
        More machines networked than owned: one of the two counts is wrong.
    Declared as
        kind = "row-part-of", column, part, whole (keys of printed rows).
    Passes over
        Rows that the sheet lacks, blanks and values in doubt.
    """

    kind: ClassVar[str] = "row-part-of"
    reach: ClassVar[Reach] = Reach.TABLE
    column: ColumnKey
    part: str
    whole: str

    def check(self, view: View) -> Iterator[Finding]:
        part, whole = row_value(view, self.part, self.column), row_value(view, self.whole, self.column)
        if part is None or whole is None or part[1] <= whole[1]:
            return
        names = row_name(view, part[0]), row_name(view, whole[0])
        # A rate built on these two is a consequence, not a second mistake.
        view.doubt.update(((part[0], self.column), (whole[0], self.column)))
        table = view.table
        yield self.at(
            view,
            (table.cell(part[0], self.column), table.cell(whole[0], self.column)),
            column=table.heading(self.column),
            value=number_text(part[1]),
            expected=f"不大于 {number_text(whole[1])}",
            message=f"“{names[0]}”{number_text(part[1])} 大于“{names[1]}”{number_text(whole[1])}",
            fix="请核对两个数。",
        )

    def faults(self, home: Home) -> Iterator[tuple[str, str]]:
        return unknown_rows(home.attachment, part=self.part, whole=self.whole)
