"""Cells required beside others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..findings import Finding
from .base import ColumnKey, Rule, View


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class RequiredWith(Rule):
    """Where one of some cells is filled in, these are too.

    Why
        Every figure and every score of a self-test needs its proof.
    Declared as
        kind = "required-with", columns, given (columns).
    Passes over
        Rows in which all of `given` are blank; cells under a merged range; cells that are required anyway.
    """

    kind: ClassVar[str] = "required-with"
    columns: tuple[ColumnKey, ...]
    given: tuple[ColumnKey, ...]

    def check(self, view: View) -> Iterator[Finding]:
        table = view.table
        given = [(key, table.columns[key]) for key in self.given if table.has(key)]
        for key in self.columns:
            values = table.columns.get(key)
            if values is None:
                continue
            for index in view.rows(self.spec):
                if values[index] is not None or (index, key) in table.covered or (index, key) in view.blank:
                    continue
                cause = next((other for other, said in given if said[index] is not None), None)
                if cause is not None:
                    heading = table.heading(key)
                    yield self.found(
                        view,
                        index,
                        key,
                        expected="必填",
                        message=f"填了“{table.heading(cause)}”，“{heading}”却没有填写",
                        fix=f"请填写“{heading}”。",
                    )
