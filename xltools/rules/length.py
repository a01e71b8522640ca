"""Texts not longer than the notice allows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..findings import Finding
from ..forms.wordcount import COUNTS, WORDS, word_count
from .base import ColumnKey, Home, Rule, View


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Length(Rule):
    """A text of at most `maximum` 字, counted as the pack says (forms/wordcount.py).

    Why
        The online platform cuts what is too long, and the paper must equal the online text.
    Declared as
        `max_length` and `counted` on a column, or kind = "length", column, maximum, counted (words, as Word counts: the
        default; characters).
    Passes over
        Blanks.
    """

    kind: ClassVar[str] = "length"
    stage: ClassVar[int] = 1
    column: ColumnKey
    maximum: int
    counted: str = WORDS

    def check(self, view: View) -> Iterator[Finding]:
        values = view.table.columns.get(self.column)
        if values is None:
            return
        for index in view.rows(self.spec):
            value = values[index]
            if not isinstance(value, str) or len(value) <= self.maximum:
                continue
            count = word_count(value, self.counted)
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

    def faults(self, home: Home) -> Iterator[tuple[str, str]]:  # noqa: ARG002 - the pack has no part in it
        if self.counted not in COUNTS:
            yield "counted", f"没有计字方法 {self.counted!r}；可用：{'、'.join(COUNTS)}"
