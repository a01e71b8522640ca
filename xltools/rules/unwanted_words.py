"""A text that itself says that a condition is not met."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..findings import Finding
from ..forms.values import squeeze
from .base import ColumnKey, Rule, View


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class UnwantedWords(Rule):
    """A free text does not say the very thing that bars the application.

    Why
        未纳统 in 纳统情况, last year's title in 以往获评情况: the applicant said it, and nobody read on.
    Declared as
        kind = "unwanted-words", column, words (stand in the text), texts (are the whole text), together (a word counts
        only beside one of these in the same part), unless (parts with one of these do not count).
    Passes over
        Blanks. A text is read part by part, parted by 、，；。 and line breaks: 未获评标杆智能工厂 bars nobody.
    """

    kind: ClassVar[str] = "unwanted-words"
    stage: ClassVar[int] = 1
    column: ColumnKey
    words: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()

    def check(self, view: View) -> Iterator[Finding]:
        values = view.table.columns.get(self.column)
        if values is None:
            return
        for index in view.rows(self.spec):
            value = values[index]
            if isinstance(value, str) and self._says(value):
                heading = view.table.heading(self.column)
                message = f"“{heading}”写的是“{value[:60]}”：{self.spec.title}"
                yield self.found(view, index, self.column, message=message, fix="请核对；写错的请改正。")

    def _says(self, text: str) -> bool:
        if squeeze(text) in self.texts:
            return True
        return any(self._counts(part) for part in parts_of(text))

    def _counts(self, part: str) -> bool:
        if not any(word in part for word in self.words) or any(word in part for word in self.unless):
            return False
        return not self.together or any(word in part for word in self.together)


def parts_of(text: str) -> list[str]:
    """The statements of a short text, squeezed."""
    for sign in "、，,；;。\n":
        text = text.replace(sign, "\0")
    return [part for one in text.split("\0") if (part := squeeze(one))]
