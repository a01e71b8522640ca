"""Where a company is registered, as its credit code says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Final

from ..findings import Finding
from ..forms.values import plain
from ..notice.reference import find_reference, reference
from .base import ColumnKey, Rule, View
from .format import credit_code_fault

_NO_PLACE: Final = "100000"
"""Registered with the State Administration itself: the digits name no place."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class RegisteredIn(Rule):
    """The credit code's digits 3–8, the division of the registration authority, lie where the notice asks.

    Why
        A company of another province under a local call is sent back after all its papers are bound.
    Declared as
        kind = "registered-in", column (a credit code), place (in words), prefixes (of the division codes of GB/T 2260).
    Passes over
        Codes that are wrong in themselves, and 100000. A company that moved keeps its code: never more than a warning.
        Source: GB 32100-2015, 4.3.
    """

    kind: ClassVar[str] = "registered-in"
    stage: ClassVar[int] = 2
    column: ColumnKey
    place: str
    prefixes: tuple[str, ...]

    def check(self, view: View) -> Iterator[Finding]:
        values = view.table.columns.get(self.column)
        if values is None:
            return
        for index in view.rows(self.spec):
            value = values[index]
            if not isinstance(value, str) or not view.sound(index, self.column) or credit_code_fault(value):
                continue
            division = plain(value)[2:8]
            if division == _NO_PLACE or division.startswith(self.prefixes):
                continue
            yield self.found(
                view,
                index,
                self.column,
                expected=f"在{self.place}登记",
                message=f"信用代码第3–8位 {division} 是{_division(division)}，不在{self.place}",
                fix="请核对信用代码和注册地；迁入而代码未变的请说明。",
            )


def _division(code: str) -> str:
    """The division's name as far as the shared lists know it."""
    for name in ("hubei-cities", "provinces"):
        if find_reference(name) is None:
            continue
        for item in reference(name).items:
            own = str(item.facts.get("code", ""))
            if own and code.startswith(own.rstrip("0").ljust(4 if name == "hubei-cities" else 2, "0")):
                return item.value
    return "外地"
