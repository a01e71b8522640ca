"""A value at least, or at most, a given one (kinds `at-least`, `at-most`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from ..findings import Finding
from ..notice.model import ColumnType
from .base import NO_COLUMN, ColumnKey, Rule, View, in_unit


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class _Limit(Rule):
    column: ColumnKey
    value: Any
    unless_column: ColumnKey = NO_COLUMN
    unless_words: tuple[str, ...] = ()
    unless: bool = True
    """False: the notice knows no such excuse."""
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
        unit = table.units.get(self.column, "") if column.type is ColumnType.AMOUNT else ""
        asked = f"{self.word} {in_unit(Decimal(str(self.value)), unit)}" if unit else f"{self.word}{self.value}"
        for index in view.rows(self.spec):
            value = ranks.get(values[index]) if ranked else values[index]
            if limit is None or not isinstance(value, (int, Decimal)) or not view.sound(index, self.column):
                continue
            if (limit - value) * self.sign > 0 and not self._excused(view, index):
                heading = table.heading(self.column)
                yield self.found(
                    view,
                    index,
                    self.column,
                    expected=asked,
                    message=f"“{heading}”为“{table.text(index, self.column)}”，要求{asked}",
                    fix="不符合条件的不应推荐；填写有误的请更正。",
                )

    def _excused(self, view: View, index: int) -> bool:
        """The row says why the limit does not hold for it (备注 names the 行业指导性文件 instead of a maturity)."""
        said = view.table.columns.get(self.unless_column)
        return (
            self.unless
            and said is not None
            and isinstance(said[index], str)
            and any(word in said[index] for word in self.unless_words)
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class AtLeast(_Limit):
    """A value not below the one the notice asks for.

    Why
        A factory below the asked maturity, or with too few links, is sent back whatever else is right.
    Declared as
        kind = "at-least", column, value (a number, or an option of a drop-down, whose order is the ranking),
        unless_column and unless_words (rows whose text there holds one of the words are excused), unless = false (nobody is).
    Passes over
        Blanks, unreadable values and values outside the list.
    """

    kind: ClassVar[str] = "at-least"
    word: ClassVar[str] = "不低于"
    sign: ClassVar[int] = 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class AtMost(_Limit):
    """A value not above the one the notice allows.

    Why
        The mirror of at-least.
    Declared as
        kind = "at-most", column, value; unless_column and unless_words as for at-least.
    Passes over
        Blanks, unreadable values and values outside the list.
    """

    kind: ClassVar[str] = "at-most"
    word: ClassVar[str] = "不高于"
    sign: ClassVar[int] = -1
