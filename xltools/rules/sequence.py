"""Numbers 1 … n without gaps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from ..findings import Finding
from .base import NO_COLUMN, ColumnKey, Reach, Rule, View


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Sequence(Rule):
    """序号 runs 1 … n without gaps, in each group of `per` or through all of them.

    Why
        The number is the priority order; a gap or a repetition leaves open who comes first.
    Declared as
        kind = "sequence", column, per (optional).
    Passes over
        Blank and unreadable numbers. A row whose group is in doubt goes with the neighbour its number continues. A sheet that
        continues another may go on with its numbers.
        After a gap the count goes on from the number found, so that one slip gives one finding.
    """

    kind: ClassVar[str] = "sequence"
    reach: ClassVar[Reach] = Reach.TABLE
    stage: ClassVar[int] = 3
    column: ColumnKey
    per: ColumnKey = NO_COLUMN

    def check(self, view: View) -> Iterator[Finding]:
        numbers = view.table.columns.get(self.column)
        if numbers is None:
            return
        if self.per and self._runs_on(numbers, view.rows(self.spec)):
            return
        groups: dict[Any, list[int]] = {}
        for index in view.rows(self.spec):
            groups.setdefault(self._group(view, index), []).append(index)
        for group, indices in groups.items():
            yield from self._gaps(
                view, numbers, indices, f"“{group}”内" if group else "", self._first(view, numbers, indices, group)
            )

    @staticmethod
    def _runs_on(numbers: list[Any], indices: Iterable[int]) -> bool:
        """1 … n through all groups: where a category begins, its first row is still its first choice."""
        return all(numbers[index] == number for number, index in enumerate(indices, start=1))

    def _group(self, view: View, index: int) -> Any:
        values = view.table.columns.get(self.per) if self.per else None
        if values is None:
            return ""
        if (index, self.per) not in view.doubt:
            return values[index]
        numbers = view.table.columns[self.column]
        for neighbour, step in ((index + 1, 1), (index - 1, -1)):
            if 0 <= neighbour < len(values) and numbers[neighbour] == _plus(numbers[index], step):
                return values[neighbour]
        return values[index]

    def _first(self, view: View, numbers: list[Any], indices: list[int], group: Any) -> int:
        """Where the count begins: behind the last number of the sheet that is continued here, or at 1 where it begins anew."""
        before = view.table.continues
        if before is None:
            return 1
        groups = before.columns.get(self.per, []) if self.per else []
        last = [
            number
            for index, number in enumerate(before.columns.get(self.column, ()))
            if isinstance(number, int) and (not groups or groups[index] == group)
        ]
        return last[-1] + 1 if last and numbers[indices[0]] != 1 else 1

    def _gaps(self, view: View, numbers: list[Any], indices: list[int], where: str, expected: int) -> Iterator[Finding]:
        for position, index in enumerate(indices):
            number = numbers[index]
            if isinstance(number, int) and number != expected:
                yield self.found(
                    view,
                    index,
                    self.column,
                    expected=str(expected),
                    message=f"{where}序号应为 {expected}，现为 {number}",
                    fix="序号即推荐优先顺序，请从 1 起连续编号，不跳号、不重号。",
                )
                following = numbers[indices[position + 1]] if position + 1 < len(indices) else None
                if following == number + 1:
                    expected = number
            expected += 1


def _plus(number: Any, step: int) -> int | None:
    return number + step if isinstance(number, int) else None
