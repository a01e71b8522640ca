"""Cells required beside others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from ..findings import Finding
from ..forms.values import NO_NUMBER, plain
from .base import ColumnKey, Rule, View


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class RequiredWith(Rule):
    """Where one of some cells is filled in, these are too.

    Why
        Every figure and every score of a self-test needs its proof.
    Declared as
        kind = "required-with", columns, given (columns).
    Passes over
        Rows in which all of `given` are blank or zero; cells under a merged range; cells that are required anyway. 无 and 暂无
        fill nothing in.
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
                if _filled(values[index]) or (index, key) in table.covered or (index, key) in view.blank:
                    continue
                cause = next((other for other, said in given if _given(said[index])), None)
                if cause is not None:
                    heading, said = table.heading(key), table.text(index, key)
                    yield self.found(
                        view,
                        index,
                        key,
                        expected="必填",
                        message=f"填了“{table.heading(cause)}”，“{heading}”却{f'写“{said}”' if said.strip() else '没有填写'}",
                        fix=f"请填写“{heading}”。",
                    )


def _filled(value: Any) -> bool:
    return value is not None and not (isinstance(value, str) and plain(value) in NO_NUMBER)


def _given(value: Any) -> bool:
    """Nothing scored and nothing counted asks for no proof."""
    return _filled(value) and not (isinstance(value, int | Decimal) and not value)
