"""The top of a sheet: blocks of rows that may be the heading of a table, prepared once for every form that might fit."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from operator import itemgetter

from ..formats.grid import Area, ErrorValue, Grid, Value
from ..notice.model import Attachment
from .headingpaths import HEADER_DEPTH, NameEnds, ends_of, may_end, readings

SEARCH_ROWS = 30
"""Rows of two cells or more among which a heading is looked for: notes above it do not count."""
DEEPEST = 300
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
WIDEST = 200
"""Merges over more columns are slips of the hand (a whole row)."""


@dataclass(frozen=True, slots=True)
class HeadingRows:
    """One block of rows that may be the header: per sheet column the texts from top to bottom."""

    first_row: int
    last_row: int
    texts: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(slots=True)
class Sketch:
    """What the top of a sheet says, prepared once and asked by every form that might fit."""

    grid: Grid
    candidates: list[HeadingRows]
    words: frozenset[str]

    @classmethod
    def of(cls, grid: Grid, forms: tuple[Attachment, ...] = (), *, deep: bool = False) -> Sketch:
        """`forms`: all that will ask, where that is known; what can be no heading of theirs is not read in every way.
        `deep`: the heading may stand below a whole form."""
        ends = ends_of(forms)
        candidates = list(_candidates(grid, ends, searched_rows(grid, deep=deep)))
        words = frozenset(
            reading.name
            for texts in {texts for candidate in candidates for _, texts in candidate.texts}
            if not ends.names or may_end(texts, ends)
            for reading in readings(texts)
        )
        return cls(grid, candidates, words)


def searched_rows(grid: Grid, *, deep: bool = False) -> list[int]:
    """The rows among which a heading is looked for."""
    made: list[int] = []
    wide = 0
    for number, row in islice(grid.rows.items(), DEEPEST):
        if wide == SEARCH_ROWS and not deep:
            break
        made.append(number)
        wide += len(row.columns) > 1
    return made


def _candidates(grid: Grid, ends: NameEnds, rows: list[int]) -> Iterator[HeadingRows]:
    """Blocks of one to four rows. A block without a text that might close a heading binds nothing, and is left out."""
    merged = _Merged.of(grid, rows)
    texts = {number: _spread(grid, number, merged) for number in rows}
    silent = {number for number in rows if ends.names and not any(map(ends.may_close, texts[number].values()))}
    for position, first in enumerate(rows):
        for depth in range(1, HEADER_DEPTH + 1):
            block = rows[position : position + depth]
            if len(block) < depth or block[-1] - first >= depth + 1:
                break
            if silent.issuperset(block):
                continue
            found = _stack(grid, [texts[number] for number in block], block, merged)
            if len(found) >= 2:
                yield HeadingRows(first, block[-1], found)


_MOST_TALL = 5000


@dataclass(frozen=True, slots=True)
class _Merged:
    """The merges near the top of a sheet, by row: there may be half a million below."""

    begun: Mapping[int, list[Area]]
    """Row -> the merges that begin in it."""
    under: Mapping[int, list[tuple[int, int]]]
    """Row -> (first, last) columns that a merge from above covers, in order and apart."""

    @classmethod
    def of(cls, grid: Grid, rows: list[int]) -> _Merged:
        begun: dict[int, list[Area]] = {}
        under: dict[int, list[tuple[int, int]]] = {}
        searched = set(rows)
        last = rows[-1] if rows else 0
        tall = 0
        for merge in grid.merges:
            if merge.first_row in searched and merge.last_column - merge.first_column < WIDEST:
                begun.setdefault(merge.first_row, []).append(merge)
            if merge.last_row > merge.first_row and merge.first_row < last and tall < _MOST_TALL:
                tall += 1
                for row in range(merge.first_row + 1, min(merge.last_row, last) + 1):
                    under.setdefault(row, []).append((merge.first_column, merge.last_column))
        return cls(begun, {row: _joined(sorted(spans)) for row, spans in under.items()})

    def covers(self, row: int, column: int) -> bool:
        spans = self.under.get(row, [])
        at = bisect_right(spans, column, key=itemgetter(0)) - 1
        return at >= 0 and column <= spans[at][1]


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    made: list[tuple[int, int]] = []
    for first, last in spans:
        if made and first <= made[-1][1] + 1:
            made[-1] = (made[-1][0], max(last, made[-1][1]))
        else:
            made.append((first, last))
    return made


def _spread(grid: Grid, number: int, merged: _Merged) -> dict[int, str]:
    """The row's short texts by column; a merged heading stands over every column it covers."""
    row = grid.rows[number]
    texts: dict[int, str] = {}
    for column, value in zip(row.columns, row.values, strict=True):
        if isinstance(value, str) and not isinstance(value, ErrorValue) and len(value) <= 60:
            texts[column] = value
        elif (year := year_heading(value)) is not None:
            texts[column] = year
    for merge in merged.begun.get(number, ()):
        if merge.first_column in texts:
            for column in range(merge.first_column + 1, merge.last_column + 1):
                texts.setdefault(column, texts[merge.first_column])
    return texts


def year_heading(value: Value) -> str | None:
    """2023 over a column, typed as a number; None for anything else."""
    if isinstance(value, Decimal) and _FIRST_YEAR <= value <= _LAST_YEAR and value == int(value):
        return str(int(value))
    return None


def _stack(
    grid: Grid, rows: list[dict[int, str]], numbers: list[int], merged: _Merged
) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Texts above one another, column by column. A group heading that was not merged reaches to the right."""
    filled: list[dict[int, str]] = []
    for depth, row in enumerate(rows):
        made = dict(row)
        below = rows[depth + 1] if depth + 1 < len(rows) else None
        if below is not None and row:
            group = ""
            for column in range(min(row), max((*row, *below), default=0) + 1):
                if column in row:
                    # What is merged down to the row below heads one column, and no other beside it.
                    alone = len(row) == 1 or merged.covers(numbers[depth + 1], column)
                    group = "" if alone else row[column]
                elif group and column in below and not merged.covers(numbers[depth], column):
                    made[column] = group
                else:
                    group = ""
        filled.append(made)
    columns = sorted({column for row in filled for column in row})
    stacks: list[tuple[int, tuple[str, ...]]] = []
    for column in columns:
        texts = tuple(dict.fromkeys(row[column] for row in filled if column in row))
        # One heading merged over two sheet columns is one column, its values stand in the first.
        if not stacks or stacks[-1][1] != texts or _has_heading(grid, numbers, filled, column):
            stacks.append((column, texts))
    return tuple(stacks)


def _has_heading(grid: Grid, numbers: list[int], filled: list[dict[int, str]], column: int) -> bool:
    """Whether the lowest of the texts above a column stands in a cell of its own there."""
    lowest = next(number for number, row in zip(reversed(numbers), reversed(filled), strict=True) if column in row)
    return column in grid.rows[lowest].columns
