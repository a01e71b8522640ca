"""Rows that may stand only once, in a table or across all files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from ..findings import Finding
from ..forms.values import Unreadable
from .base import ColumnKey, Reach, Rule, View, identity, place


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Unique(Rule):
    """The columns together name a row once only.

    Why
        The same project handed in by two districts would be counted, ranked and paid twice.
    Declared as
        kind = "unique", columns, scope = "table" or "batch" (across all files handed in together).
    Passes over
        Rows in which the first column is blank or any is unreadable. The later row is named, the earlier one is `related`.
    """

    kind: ClassVar[str] = "unique"
    reach: ClassVar[Reach] = Reach.BATCH
    stage: ClassVar[int] = 4
    columns: tuple[ColumnKey, ...]
    scope: str = "table"

    def check(self, view: View) -> Iterator[Finding]:
        if self.scope == "table":
            yield from self._twins([view])

    def check_batch(self, views: Sequence[View]) -> Iterator[Finding]:
        if self.scope == "batch":
            yield from self._twins(views)

    def _twins(self, views: Sequence[View]) -> Iterator[Finding]:
        seen: dict[tuple[str, ...], tuple[View, int]] = {}
        for view in views:
            columns = [view.table.columns.get(key) for key in self.columns]
            if any(column is None for column in columns):
                continue
            for index in view.rows(self.spec):
                values = [column[index] for column in columns if column is not None]
                if values[0] is None or Unreadable in map(type, values):
                    continue
                key = tuple("" if value is None else identity(value) for value in values)
                first = seen.setdefault(key, (view, index))
                if first != (view, index):
                    yield self._twin(view, index, *first)

    def _twin(self, view: View, index: int, earlier: View, earlier_index: int) -> Finding:
        names = "、".join(f"“{view.table.heading(key)}”" for key in self.columns)
        here = view is earlier
        where = earlier.table.cell(earlier_index, self.columns[0])
        there = f"{where}" if here else f"{earlier.table.called} {earlier.table.sheet}!{where}"
        return self.found(
            view,
            index,
            *self.columns,
            expected="不重复",
            message=f"{names}与 {there} 重复",
            fix="请核对，删除重复的一行。" if here else "请与另一报送单位核对，确定由谁推荐。",
            related=[place(earlier, earlier_index, key) for key in self.columns],
        )
