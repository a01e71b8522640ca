"""Where the table lies in a sheet: header rows, and columns by their headings.

Headings are compared after NFKC, without blanks and line breaks; what stands in brackets may be missing, except words of
tax, and a unit in brackets becomes the column's unit. A two-row heading reads as group + own text. Likeness may suggest
a name, it never binds one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from ..formats.grid import ErrorValue, Grid
from ..notice.model import Attachment
from .patterns import Lazy
from .values import UNITS, squeeze

SEARCH_ROWS = 30
HEADER_DEPTH = 3
FORM_ROWS = 300
"""A sheet with more rows is a table, whatever its labels."""
UNIT_WORDS = "千万元|百万元|亿元|万元|千元|元"
_BRACKET = Lazy(r"\(([^()]*)\)")
_TRAILING_UNIT = Lazy(rf"[/,，](?:单位:)?({UNIT_WORDS})$")
_KEPT = ("含税", "不含税", "价税")


@lru_cache(maxsize=8192)
def heading_name(text: str) -> tuple[str, str]:
    """(name to compare, unit or ""): `发票金额（含税，万元）` -> (发票金额(含税), 万元)."""
    name = squeeze(text).strip("*:·").replace("、", "")
    unit = ""

    def bracket(match: re.Match[str]) -> str:
        nonlocal unit
        kept = []
        for part in re.split(r"[,，;]", match[1]):
            word = part.removeprefix("单位:")
            if word in UNITS:
                unit = word
            elif word == "%":
                unit = "%"
            elif any(tax in part for tax in _KEPT):
                kept.append(part)
        return f"({kept[0]})" if kept else ""

    name = _BRACKET.sub(bracket, name)
    trailing = _TRAILING_UNIT.search(name)
    if trailing:
        unit, name = trailing[1], name[: trailing.start()]
    return name, unit


@lru_cache(maxsize=256)
def column_names(attachment: Attachment) -> dict[str, str]:
    """Every name under which a column of the form may stand -> the column's key."""
    own = [heading_name(column.heading)[0] for column in attachment.columns]
    names: dict[str, str] = {}
    for column, heading in zip(attachment.columns, own, strict=True):
        said = [column.group + column.heading if column.group else column.heading, *column.aliases]
        if own.count(heading) == 1:
            said.append(column.heading)
        for text in said:
            names.setdefault(heading_name(text)[0], column.key)
            # Brackets may be missing in the sheet, so the pack's own bracket words may be there too.
            names.setdefault(squeeze(text), column.key)
    return names


@dataclass(frozen=True, slots=True)
class Header:
    """Header rows and what they bind. `columns`: key -> sheet column; `units`: key -> unit in the heading."""

    first_row: int
    last_row: int
    columns: dict[str, int]
    units: dict[str, str] = field(default_factory=dict)
    headings: dict[int, str] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)
    repeated: dict[int, str] = field(default_factory=dict)
    """Columns whose heading names a key that another column has already."""
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Forms: key -> (row, column) of the value."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One block of rows that may be the header: per sheet column the texts from top to bottom."""

    first_row: int
    last_row: int
    texts: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(slots=True)
class Sketch:
    """What the top of a sheet says, prepared once and asked by every form that might fit."""

    grid: Grid
    candidates: list[_Candidate]
    words: frozenset[str]

    @classmethod
    def of(cls, grid: Grid) -> Sketch:
        candidates = list(_candidates(grid))
        words = frozenset(name for candidate in candidates for _, texts in candidate.texts for name in _readings(texts))
        return cls(grid, candidates, words)


def _candidates(grid: Grid) -> Iterator[_Candidate]:
    rows = list(islice(grid.rows, SEARCH_ROWS))
    texts = {number: _spread(grid, number) for number in rows}
    for position, first in enumerate(rows):
        for depth in range(1, HEADER_DEPTH + 1):
            block = rows[position : position + depth]
            if len(block) < depth or block[-1] - first >= depth + 1:
                break
            found = _stack(grid, [texts[number] for number in block], block)
            if len(found) >= 2:
                yield _Candidate(first, block[-1], found)


def _spread(grid: Grid, number: int) -> dict[int, str]:
    """The row's short texts by column; a merged heading stands over every column it covers."""
    row = grid.rows[number]
    texts: dict[int, str] = {}
    for column, value in zip(row.columns, row.values, strict=True):
        if isinstance(value, str) and not isinstance(value, ErrorValue) and len(value) <= 60:
            texts[column] = value
    for merge in grid.merges:
        if merge.first_row == number and merge.first_column in texts and merge.last_column - merge.first_column < 200:
            for column in range(merge.first_column + 1, merge.last_column + 1):
                texts.setdefault(column, texts[merge.first_column])
    return texts


def _stack(grid: Grid, rows: list[dict[int, str]], numbers: list[int]) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Texts above one another, column by column. A group heading that was not merged reaches to the right."""
    filled: list[dict[int, str]] = []
    for depth, row in enumerate(rows):
        made = dict(row)
        below = rows[depth + 1] if depth + 1 < len(rows) else None
        if below is not None and row:
            group = ""
            for column in range(min(row), max((*row, *below), default=0) + 1):
                if column in row:
                    group = row[column] if len(row) > 1 else ""
                elif group and column in below and not _covered(grid, numbers[depth], column):
                    made[column] = group
                else:
                    group = ""
        filled.append(made)
    columns = sorted({column for row in filled for column in row})
    return tuple((column, tuple(dict.fromkeys(row[column] for row in filled if column in row))) for column in columns)


def _covered(grid: Grid, row: int, column: int) -> bool:
    return any(merge.covers(row, column) and merge.first_row < row for merge in grid.merges)


@lru_cache(maxsize=16384)
def _readings(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The names a stack of heading texts may mean, the fullest first."""
    made = ["".join(texts), *("".join(texts[-depth:]) for depth in (2, 1) if depth < len(texts))]
    if len(texts) > 1:
        made.append(texts[0])
    names = [heading_name(text)[0] for text in made] + [squeeze(text) for text in made]
    return tuple(dict.fromkeys(names))


def locate(sketch: Sketch, attachment: Attachment, by_hand: Mapping[str, int] | None = None) -> Header | None:
    """The header that binds most columns of the form; None where fewer than two headings are found.

    `by_hand` binds keys to sheet columns whatever their headings say (`--map`).
    """
    names = column_names(attachment)
    if len(sketch.words & names.keys()) < 2 and not by_hand:
        return None
    best: _Candidate | None = None
    best_score = (0, 0, 0)
    for candidate in sketch.candidates:
        bound = _bind(candidate, names)
        # Most columns; then the fewest rows, so that a title above is not taken in; then the highest.
        score = (len(bound), candidate.first_row - candidate.last_row, -candidate.first_row)
        if score > best_score:
            best, best_score = candidate, score
    if best is None or best_score[0] + len(by_hand or ()) < 2:
        return None
    return _header(best, names, by_hand or {})


def _bind(candidate: _Candidate, names: Mapping[str, str]) -> dict[str, int]:
    bound: dict[str, int] = {}
    for column, texts in candidate.texts:
        for name in _readings(texts):
            key = names.get(name)
            if key is not None:
                bound.setdefault(key, column)
                break
    return bound


def _header(candidate: _Candidate, names: Mapping[str, str], by_hand: Mapping[str, int]) -> Header:
    columns = dict(by_hand)
    units: dict[str, str] = {}
    headings: dict[int, str] = {}
    unknown: dict[int, str] = {}
    repeated: dict[int, str] = {}
    taken = {column: key for key, column in by_hand.items()}
    for column, texts in candidate.texts:
        headings[column] = "".join(texts)
        key = taken.get(column) or next((names[name] for name in _readings(texts) if name in names), None)
        if key is None:
            unknown[column] = headings[column]
            continue
        if key in columns and columns[key] != column:
            repeated[column] = key
            continue
        columns[key] = column
        unit = next((unit for text in reversed(texts) if (unit := heading_name(text)[1])), "")
        if unit:
            units[key] = unit
    return Header(candidate.first_row, candidate.last_row, columns, units, headings, unknown, repeated)


# --- label-value forms ---------------------------------------------------------------------------------------------


def locate_form(grid: Grid, attachment: Attachment) -> Header | None:
    """A label-value form: each field's value lies right of its label's (merged) cell, or behind its colon."""
    names = column_names(attachment)
    merges = {(merge.first_row, merge.first_column): merge for merge in grid.merges}
    places: dict[str, tuple[int, int]] = {}
    headings: dict[int, str] = {}
    if len(grid.rows) > FORM_ROWS:
        return None
    for row, column, value in grid.cells():
        if not isinstance(value, str) or len(value) > 60:
            continue
        key = names.get(heading_name(value)[0]) or names.get(squeeze(value).rstrip(":"))
        if key is None or key in places:
            continue
        merge = merges.get((row, column))
        places[key] = (row, (merge.last_column if merge else column) + 1)
        headings[column] = value
    if len(places) < 2:
        return None
    rows = [row for row, _ in places.values()]
    return Header(min(rows), max(rows), {key: place[1] for key, place in places.items()}, places=places)
