"""The small tables in a label–value form (主要设备清单, 近三年经济指标): where each begins and where the form goes on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..formats.grid import Grid
from ..forms.furniture import total_kind
from ..forms.rowkinds import RowKind
from ..forms.rows import RowJudge
from .heading import HeadingBlock, headings_from
from .labelled import FormField

_FEWEST = 3
"""Fewer columns are labels beside each other."""


@dataclass(frozen=True, slots=True)
class SmallTable:
    """A heading within a form. `end`: the row in which the form goes on, 0 where it does not."""

    heading: HeadingBlock
    end: int
    section: str = ""
    """What stands over it: 四、主要设备清单."""

    def holds(self, row: int) -> bool:
        return self.heading.first_row <= row and (not self.end or row < self.end)


def small_tables(grid: Grid, best: HeadingBlock, fields: Sequence[FormField]) -> list[SmallTable]:
    """Every small table of a form from top to bottom. `best`: the heading by which the form is known to hold one."""
    if any(field.filled for field in fields):
        # In a filled form labels and values look like rows: only where the one table ends can be told.
        end = min((one.row for one in fields if _goes_on(one, best)), default=0)
        return [SmallTable(best, end, _section(grid, best))]
    made: list[SmallTable] = []
    labels = {field.row for field in fields if total_kind(field.path[-1]) is None}
    for heading in headings_from(grid):
        inside = bool(made) and (not made[-1].end or heading.first_row < made[-1].end)
        if len(heading.stacks) >= _FEWEST and not inside:
            made.append(SmallTable(heading, _end(grid, heading, labels), _section(grid, heading)))
    return made or [SmallTable(best, _end(grid, best, labels), _section(grid, best))]


def _goes_on(field: FormField, heading: HeadingBlock) -> bool:
    return field.row > heading.last_row and total_kind(field.path[-1]) is None


def _section(grid: Grid, heading: HeadingBlock) -> str:
    """The line right above, where it is the only one of its row and stands over the table."""
    row = grid.rows.get(heading.first_row - 1)
    if row is None or len(row.columns) != 1 or not isinstance(row.values[0], str):
        return ""
    return " ".join(row.values[0].split())


def _end(grid: Grid, heading: HeadingBlock, labels: set[int]) -> int:
    """The first row below the heading that is none of its table's."""
    columns = [column for column, _ in heading.stacks]
    spans = set(_spans(grid, heading.last_row, heading.first_row))
    merges = _merged_rows(grid, heading.last_row)
    judge = RowJudge(dict.fromkeys(columns, ""))
    open_rows = False
    last = heading.last_row
    for number, row in grid.rows.items():
        if number <= heading.last_row:
            continue
        # A row that holds nothing is not stored: the table left it open.
        open_rows |= number > last + 1
        last = number
        kind = judge.kind(row)
        if kind in _OPEN:
            open_rows = True
            continue
        another = open_rows and (number in labels or len(row.columns) == len(columns))
        apart = not set(merges.get(number, ())) <= spans or not _from_the_left(row.columns, columns)
        if kind in _FURNITURE or another or apart:
            return number
    return 0


_OPEN = (RowKind.TEMPLATE, RowKind.TOTAL, RowKind.SUBTOTAL)
"""Behind them no row is printed any more: what comes then is a label or another heading."""
_FURNITURE = (RowKind.NOTE, RowKind.SIGNATURE)


def _spans(grid: Grid, last: int, first: int) -> Iterator[tuple[int, int]]:
    """(first, last) sheet column of every merged heading: the rows below it may be merged in the same way."""
    for merge in grid.merges:
        if first <= merge.first_row <= last <= merge.last_row:
            yield merge.first_column, merge.last_column


def _merged_rows(grid: Grid, above: int) -> Mapping[int, list[tuple[int, int]]]:
    """Row -> the merges over several columns that hold a text of it."""
    made: dict[int, list[tuple[int, int]]] = {}
    for merge in grid.merges:
        if merge.first_row > above and merge.last_column > merge.first_column:
            for row in range(merge.first_row, min(merge.last_row, merge.first_row + _TALLEST) + 1):
                made.setdefault(row, []).append((merge.first_column, merge.last_column))
    return made


_TALLEST = 50
"""Rows of a merge that are looked at."""


def _from_the_left(filled: Sequence[int], columns: Sequence[int]) -> bool:
    """A printed row says what it is about in its first columns; a label after an open cell is the form's."""
    return list(filled) == list(columns[: len(filled)])

