"""A value from a given list."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..findings import Finding
from ..forms.table import canonical_values
from ..forms.values import Unreadable
from ..notice.model import Column
from .base import ColumnKey, Rule, View

_SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class OneOf(Rule):
    """A value from the column's list.

    Why
        Categories decide blocks, quotas and whether money counts; a word of one's own belongs to none of them.
    Declared as
        `values` or `values_from` on a column (aliases are accepted), or kind = "one-of", column.
    Passes over
        Blanks, and columns whose list is open (`closed = false`: a warning there).
    """

    kind: ClassVar[str] = "one-of"
    stage: ClassVar[int] = 1
    casts_doubt: ClassVar[bool] = True
    column: ColumnKey

    def check(self, view: View) -> Iterator[Finding]:
        values = view.table.columns.get(self.column)
        if values is None:
            return
        column = view.table.attachment.column(self.column)
        official = frozenset(choice.value for choice in column.values)
        for index in view.rows(self.spec):
            value = values[index]
            if value is not None and value not in official and not isinstance(value, Unreadable):
                likely = self._likely(str(value), column)
                yield self.found(
                    view,
                    index,
                    self.column,
                    value=str(value),
                    expected=self._listed(column),
                    message=f"“{view.table.heading(self.column)}”的“{value}”不在规定的选项之内",
                    fix=f"请从选项中选择{f'（是否为“{likely}”？）' if likely else ''}。",
                )

    @staticmethod
    def _listed(column: Column) -> str:
        names = [choice.value for choice in column.values]
        return "、".join(names[:_SHOWN]) + (f" 等 {len(names)} 项" if len(names) > _SHOWN else "")

    @staticmethod
    def _likely(value: str, column: Column) -> str:
        """The most alike option: a suggestion, never a decision."""
        canonical = canonical_values(column)
        close = difflib.get_close_matches(value, list(canonical), 1, 0.6)
        return canonical[close[0]] if close else ""
