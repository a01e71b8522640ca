"""Texts not longer than the notice allows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..findings import Finding
from .base import ColumnKey, Rule, View


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Length(Rule):
    """A text of at most `maximum` characters; blanks and line breaks do not count.

    Why
        The online platform cuts what is too long, and the paper must equal the online text.
    Declared as
        `max_length` on a column, or kind = "length", column, maximum.
    Passes over
        Blanks.
    """

    kind: ClassVar[str] = "length"
    stage: ClassVar[int] = 1
    column: ColumnKey
    maximum: int

    def check(self, view: View) -> Iterator[Finding]:
        values = view.table.columns.get(self.column)
        if values is None:
            return
        for index in view.rows(self.spec):
            value = values[index]
            if not isinstance(value, str) or len(value) <= self.maximum:
                continue
            count = len("".join(value.split()))
            if count > self.maximum:
                heading = view.table.heading(self.column)
                yield self.found(
                    view,
                    index,
                    self.column,
                    value=f"{value[:40]}…",
                    expected=f"不超过 {self.maximum} 字",
                    message=f"“{heading}”有 {count} 字，超过 {self.maximum} 字",
                    fix=f"请删减 {count - self.maximum} 字以上。",
                )
