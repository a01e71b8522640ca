"""One factory at one grade."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from ..findings import Finding
from ..forms.values import Unreadable
from .base import Home, Reach, Rule, View, identity, place


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class OneLevel(Rule):
    """The same factory stands in one of several tables only.

    Why
        A factory applies for one grade at a time; in two tables it takes up two places.
    Declared as
        kind = "one-level", attachments, columns (that together name the factory). At the notice.
    Passes over
        Rows in which the first column is blank or one is in doubt; the same table twice (see unique).
    """

    kind: ClassVar[str] = "one-level"
    reach: ClassVar[Reach] = Reach.BATCH
    stage: ClassVar[int] = 4
    attachments: tuple[str, ...]
    columns: tuple[str, ...]

    def check_batch(self, views: Sequence[View]) -> Iterator[Finding]:
        seen: dict[tuple[str, ...], tuple[View, int]] = {}
        for view in views:
            if view.table.attachment.key not in self.attachments:
                continue
            columns = [view.table.columns.get(key) for key in self.columns]
            if any(column is None for column in columns):
                continue
            for index in view.rows(self.spec):
                values = [column[index] for column in columns if column is not None]
                if values[0] is None or any(isinstance(value, Unreadable) for value in values):
                    continue
                key = tuple("" if value is None else identity(value) for value in values)
                earlier, first = seen.setdefault(key, (view, index))
                if earlier.table.attachment is not view.table.attachment:
                    yield self._twice(view, index, earlier, first)

    def _twice(self, view: View, index: int, earlier: View, first: int) -> Finding:
        other = earlier.table
        where = f"{other.called} {other.sheet}!{other.cell(first, self.columns[-1])}"
        titles = other.attachment.title, view.table.attachment.title
        return self.found(
            view,
            index,
            *reversed(self.columns),
            expected="只在一张表中",
            message=f"同一工厂既列入“{titles[0]}”（{where}），又列入“{titles[1]}”",
            fix="请只保留一个等级；确为两个工厂的，请区分名称。",
            related=[place(earlier, first, key) for key in reversed(self.columns)],
        )

    def faults(self, home: Home) -> Iterator[tuple[str, str]]:
        known = {form.key: form for form in home.notice.attachments}
        for key in self.attachments:
            if key not in known:
                yield "attachments", f"没有附件 {key}"
            for column in self.columns:
                if key in known and not known[key].has(column):
                    yield "columns", f"{key} 没有列 {column}"
