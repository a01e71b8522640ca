"""Amounts in the wrong unit: 元 typed into a 万元 column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from ..findings import Finding
from .base import ColumnKey, Rule, View, in_unit

_MANY = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Magnitude(Rule):
    """An amount about 10,000 times (or a ten-thousandth of) what the rest of its row or its column says.

    Why
        元 in a 万元 column multiplies the investment by 10,000, and one such row carries any enterprise over the floor.
    Declared as
        kind = "magnitude", column, peers (amounts of the same row), factor (default 10000).
    Passes over
        Blank, zero and unreadable amounts. Amounts that are wrong together (含税, 税额, 不含税) are one finding.
    """

    kind: ClassVar[str] = "magnitude"
    stage: ClassVar[int] = 1
    casts_doubt: ClassVar[bool] = True
    column: ColumnKey
    peers: tuple[ColumnKey, ...] = ()
    factor: Decimal = Decimal(10_000)

    def check(self, view: View) -> Iterator[Finding]:
        table = view.table
        values = table.columns.get(self.column)
        if values is None:
            return
        peers = [(key, table.columns[key]) for key in self.peers if table.has(key)]
        low, high = self.factor / 2, self.factor * 2
        median = _median(values)
        # Cheap first look: an amount within 100 times the median and its first peer needs no second one.
        top = median * _MANY * 10 if median else None
        for index in view.rows(self.spec):
            value = values[index]
            if not isinstance(value, Decimal) or not value:
                continue
            size = abs(value)
            for key, others in peers:
                other = others[index]
                if other == value:
                    continue
                if isinstance(other, Decimal) and other:
                    other = abs(other)
                    if size > other * 100 and low <= size / other <= high:
                        yield self._slip(view, index, value, f"是本行“{table.heading(key)}”的约 {size / other:.0f} 倍")
                        break
                    if other > size * 100 and low <= other / size <= high:
                        yield self._slip(
                            view, index, value, f"约为本行“{table.heading(key)}”的 {other / size:.0f} 分之一"
                        )
                        break
            else:
                if top is not None and size > top and not self._agrees(peers, index, size):
                    yield self._slip(view, index, value, f"是本列中位数的 {size / median:.0f} 倍" if median else "过大")

    def _agrees(self, peers: list[tuple[ColumnKey, list[Any]]], index: int, size: Decimal) -> bool:
        """A peer of the same order: the row is large throughout, not slipped."""
        return any(isinstance(others[index], Decimal) and abs(others[index]) * 10 >= size for _, others in peers)

    def _slip(self, view: View, index: int, value: Decimal, why: str) -> Finding:
        table = view.table
        unit = table.units.get(self.column, "元")
        others = [
            column.key
            for column in table.attachment.columns
            if column.key not in (self.column, *self.peers)
            and isinstance(amount := table.columns.get(column.key, [None] * len(table))[index], Decimal)
            and column.type is table.attachment.column(self.column).type
            and abs(amount) * 50 >= abs(value)
        ]
        return self.found(
            view,
            index,
            self.column,
            *others,
            expected=f"以{unit}为单位的金额",
            message=f"“{table.heading(self.column)}”{in_unit(value, unit)} {why}，疑似元与万元混用",
            fix=f"本列单位为“{unit}”，请换算后填写。",
        )


def _median(values: list[Any]) -> Decimal:
    numbers = sorted(abs(value) for value in values if isinstance(value, Decimal) and value)
    return numbers[len(numbers) // 2] if len(numbers) >= 5 else Decimal(0)
