"""Rows of a printed list that were left empty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from ..findings import Finding
from .base import ColumnKey, Reach, Rule, View
from .list_rows import row_name

_NAMED: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class RowsFilled(Rule):
    """In a printed list, every row is answered, with a value or with a sign that there is none.

    Why
        An empty row may have been overlooked or may mean zero; whoever reviews the form has to ask.
    Declared as
        kind = "rows-filled", columns (one of them filled in is enough; / and 0 and 无 are answers), given (columns; then
        only rows that have a value in one of these count, and only where `columns` are used at all).
    Passes over
        Rows that the sheet lacks; cells under a merged range.
    """

    kind: ClassVar[str] = "rows-filled"
    reach: ClassVar[Reach] = Reach.TABLE
    columns: tuple[ColumnKey, ...]
    given: tuple[ColumnKey, ...] = ()

    def check(self, view: View) -> Iterator[Finding]:
        table = view.table
        keys = [key for key in self.columns if table.has(key)]
        found = (table.index_of(fixed.key) for fixed in table.attachment.rows)
        rows = [index for index in found if index is not None and keys]
        empty = [index for index in rows if not _answered(view, index, keys)]
        if self.given:
            # A sign that there is no value asks for no score.
            given = [table.columns[key] for key in self.given if table.has(key)]
            used = len(empty) < len(rows)
            empty = [index for index in empty if used and any(said[index] is not None for said in given)]
        if not empty:
            return
        view.said.update((index, keys[0]) for index in empty)
        names = "、".join(f"“{row_name(view, index)}”" for index in empty[:_NAMED])
        yield self.at(
            view,
            tuple(table.cell(index, keys[0]) for index in empty),
            column=table.heading(keys[0]),
            expected="每行都填",
            message=f"有 {len(empty)} 行没有填“{table.heading(keys[0])}”：{names}{'等' if len(empty) > _NAMED else ''}",
            fix="请逐行填写；没有的填 0，不适用的填“/”。",
        )


def _answered(view: View, index: int, keys: Sequence[str]) -> bool:
    return any(view.table.raw(index, key) is not None or (index, key) in view.table.covered for key in keys)
