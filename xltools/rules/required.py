"""A cell that must be filled in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..findings import Finding
from .base import ColumnKey, Rule, View


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Required(Rule):
    """A cell that must be filled in.

    Why
        A blank in an official form is the most common reason for its return.
    Declared as
        kind = "required", columns; or `required = true` / `required_when` on a column.
    Passes over
        Cells under a merged range, and columns that the sheet does not have (reported once as missing).
    """

    kind: ClassVar[str] = "required"
    stage: ClassVar[int] = 1
    columns: tuple[ColumnKey, ...]

    def check(self, view: View) -> Iterator[Finding]:
        table = view.table
        for key in self.columns:
            values = table.columns.get(key)
            if values is None:
                continue
            for index in view.rows(self.spec):
                if values[index] is None and (index, key) not in table.covered:
                    heading = table.heading(key)
                    view.blank.add((index, key))
                    yield self.found(
                        view, index, key, message=f"“{heading}”没有填写", expected="必填", fix=f"请填写“{heading}”。"
                    )
