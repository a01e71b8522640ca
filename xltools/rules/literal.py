"""A text that must be written exactly as the notice gives it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..findings import Finding
from ..formats.grid import a1
from ..forms.values import squeeze
from .base import NO_COLUMN, ColumnKey, Reach, Rule, View


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Literal(Rule):
    """A labelled field or a column reads exactly as prescribed (blanks and width of brackets apart).

    Why
        Where the notice gives the wording (推荐单位), every other wording is returned.
    Declared as
        kind = "literal", label or column, texts (any one of them).
    Passes over
        Forms that do not have the label; a blank is a finding only for a label.
    """

    kind: ClassVar[str] = "literal"
    reach: ClassVar[Reach] = Reach.TABLE
    stage: ClassVar[int] = 1
    texts: tuple[str, ...]
    label: str = ""
    column: ColumnKey = NO_COLUMN

    def check(self, view: View) -> Iterator[Finding]:
        accepted = {squeeze(text) for text in self.texts}
        expected = " 或 ".join(f"“{text}”" for text in self.texts)
        values = view.table.columns.get(self.column)
        if values is not None:
            for index in view.rows(self.spec):
                value = values[index]
                if isinstance(value, str) and squeeze(value) not in accepted:
                    message = f"“{view.table.heading(self.column)}”应写作 {expected}，现为“{value}”"
                    yield self.found(view, index, self.column, expected=expected, message=message, fix="请逐字改正。")
        field = view.table.fields.get(self.label)
        if self.label and field is not None and squeeze(field.text) not in accepted:
            cells = (a1(field.row, field.column),) if field.row and field.column else ()
            yield self.at(
                view,
                cells,
                value=field.text,
                expected=expected,
                message=f"应写作 {expected}，现为“{field.text or '空白'}”",
                fix="请逐字改正。",
            )
