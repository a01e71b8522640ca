"""A value at least, or at most, a given one (kinds `at-least`, `at-most`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from ..findings import Finding
from ..notice.model import ColumnType
from .base import ColumnKey, Rule, View


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Limit(Rule):
    column: ColumnKey
    value: Any
    word: ClassVar[str] = ""
    sign: ClassVar[int] = 0
    """1 where small values break the limit, -1 where large ones do."""

    def check(self, view: View) -> Iterator[Finding]:
        table = view.table
        values = table.columns.get(self.column)
        if values is None:
            return
        column = table.attachment.column(self.column)
        ranked = column.type is ColumnType.CHOICE
        ranks = {choice.value: rank for rank, choice in enumerate(column.values)}
        limit = ranks.get(str(self.value)) if ranked else Decimal(str(self.value))
        for index in view.rows(self.spec):
            value = ranks.get(values[index]) if ranked else values[index]
            if limit is None or not isinstance(value, (int, Decimal)) or not view.sound(index, self.column):
                continue
            if (limit - value) * self.sign > 0:
                heading = table.heading(self.column)
                yield self.found(
                    view,
                    index,
                    self.column,
                    expected=f"{self.word}{self.value}",
                    message=f"“{heading}”为“{table.text(index, self.column)}”，要求{self.word}{self.value}",
                    fix="不符合条件的不应推荐；填写有误的请更正。",
                )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AtLeast(_Limit):
    """A value not below the one the notice asks for.

    Why
        A factory below the asked maturity, or with too few links, is sent back whatever else is right.
    Declared as
        kind = "at-least", column, value (a number, or an option of a drop-down, whose order is the ranking).
    Passes over
        Blanks, unreadable values and values outside the list.
    """

    kind: ClassVar[str] = "at-least"
    word: ClassVar[str] = "不低于"
    sign: ClassVar[int] = 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AtMost(_Limit):
    """A value not above the one the notice allows.

    Why
        The mirror of at-least.
    Declared as
        kind = "at-most", column, value.
    Passes over
        Blanks, unreadable values and values outside the list.
    """

    kind: ClassVar[str] = "at-most"
    word: ClassVar[str] = "不高于"
    sign: ClassVar[int] = -1
