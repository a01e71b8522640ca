"""Which tables of one enterprise are parts to be added, and which are versions of one another, of which one counts.

Parts share no rows; versions share half of the smaller one or more; in between nobody but the sender knows. A hidden or
spare sheet (附件6 (2), 副本, 上一稿) is a version whatever it shares, unless it is the only one.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from ..formats.grid import SheetState
from ..forms.values import squeeze
from ..notice.model import LedgerSpec
from .invoices import cells_of, has_number, numbers_in
from .model import Schedule

# What Excel and WPS call a copied sheet, and what people call one that they keep beside the valid one.
_SPARE = re.compile(
    r".*(?:\(\d+\)|副本|备份|上一稿|上一版|旧[稿版表]|原稿|初稿|草稿|作废|废弃|copy|backup|old).*", re.IGNORECASE
)
_HALF = 2


class Kinship(StrEnum):
    """What two tables of one enterprise are to each other."""

    PARTS = "parts"
    COPY = "copy"
    VERSIONS = "versions"
    OVERLAP = "overlap"


@dataclass(frozen=True, slots=True, eq=False)
class Slice:
    """One enterprise's rows of one schedule: all of them, or (in a joined table) those that bear its name."""

    schedule: Schedule
    indices: Sequence[int]


@dataclass(slots=True, eq=False)
class Part:
    """One part of an enterprise's investment: the table that counts and the versions beside it."""

    versions: list[Slice]
    """Different versions of the part, in order of arrival."""
    copies: list[tuple[Slice, Slice]] = field(default_factory=list)
    """(copy, the table it equals)."""
    spare: list[tuple[Slice, Slice]] = field(default_factory=list)
    """(hidden or spare sheet, the table it stands beside)."""


@dataclass(slots=True)
class Sorted:
    """An enterprise's tables: parts to be added, and pairs that overlap in part."""

    parts: list[Part]
    overlaps: list[tuple[Slice, Slice]]


def sort_out(slices: Sequence[Slice], spec: LedgerSpec) -> Sorted:
    """Parts and versions among the tables of one enterprise, in order of arrival."""
    made = Sorted([], [])
    if len(slices) == 1:
        made.parts.append(Part([slices[0]]))
        return made
    rows = {one: frozenset(_identities(one, spec)) for one in slices}
    spare = [one for one in slices if _is_spare(one, slices)]
    for one in (*(one for one in slices if one not in spare), *spare):
        _place(one, one in spare, rows, made)
    return made


def _place(one: Slice, spare: bool, rows: dict[Slice, frozenset[Hashable]], made: Sorted) -> None:
    for part in made.parts:
        for other in part.versions:
            kinship = kinship_of(one, other, rows)
            if kinship is Kinship.COPY:
                part.copies.append((one, other))
                return
            if kinship is Kinship.VERSIONS:
                (part.spare.append((one, other)) if spare else part.versions.append(one))
                return
            if kinship is Kinship.OVERLAP and not spare:
                made.overlaps.append((one, other))
    if spare:
        beside = next(part for part in made.parts if any(_one_book(one, other) for other in part.versions))
        beside.spare.append((one, beside.versions[0]))
    else:
        made.parts.append(Part([one]))


def kinship_of(one: Slice, other: Slice, rows: dict[Slice, frozenset[Hashable]]) -> Kinship:
    """What two tables are to each other, by the rows they share."""
    shared, smaller = len(rows[one] & rows[other]), min(len(rows[one]), len(rows[other]))
    if not shared:
        return Kinship.PARTS
    if len(one.indices) == len(other.indices) and _content(one) == _content(other):
        return Kinship.COPY
    return Kinship.VERSIONS if shared * _HALF >= smaller else Kinship.OVERLAP


def _content(one: Slice) -> list[tuple[object, ...]]:
    """The rows in an order of their own: a copy may be sorted."""
    return sorted((cells_of(one.schedule, index) for index in one.indices), key=repr)


def _identities(one: Slice, spec: LedgerSpec) -> Iterator[Hashable]:
    """What each row is known by: its invoice, else its name, amounts and dates."""
    table = one.schedule.table
    nothing = [None] * len(table)
    numbers, names = table.columns.get(spec.invoice, nothing), table.columns.get("name", nothing)
    keys = dict.fromkeys(key for basis in spec.bases for key in (basis.date_column, basis.amount_column))
    figures = [table.columns[key] for key in keys if table.has(key)]
    for index in one.indices:
        number = numbers[index]
        if isinstance(number, str) and has_number(number):
            yield from numbers_in(number)
            continue
        said = tuple(values[index] for values in figures)
        if any(isinstance(value, Decimal) for value in said):
            yield squeeze(str(names[index] or "")), said


def _is_spare(one: Slice, slices: Sequence[Slice]) -> bool:
    """A hidden or spare sheet beside one of the same book that is neither."""
    return _spare_sheet(one) and any(_one_book(one, other) and not _spare_sheet(other) for other in slices)


def _one_book(one: Slice, other: Slice) -> bool:
    return one.schedule.table.book is other.schedule.table.book


def _spare_sheet(one: Slice) -> bool:
    grid = one.schedule.table.grid
    return grid.state is not SheetState.VISIBLE or _SPARE.fullmatch(squeeze(grid.name)) is not None


def differences(one: Slice, other: Slice, most: int = 12) -> list[tuple[str, str]]:
    """(cell in `one`, cell in `other`) where two versions differ; a row that only one has is named by its first cell."""
    rows = [_by_identity(one), _by_identity(other)]
    made: list[tuple[str, str]] = []
    for name in dict.fromkeys((*rows[0], *rows[1])):
        if len(made) >= most:
            break
        first, second = rows[0].get(name), rows[1].get(name)
        if first is None or second is None:
            made.append((_first_cell(one, first), _first_cell(other, second)))
            continue
        made.extend(_different_cells(one, first, other, second))
    return made[:most]


def _by_identity(one: Slice) -> dict[Hashable, int]:
    spec = one.schedule.table.notice.ledger
    assert spec is not None
    made: dict[Hashable, int] = {}
    for index in one.indices:
        for name in _identities(Slice(one.schedule, (index,)), spec):
            made.setdefault(name, index)
    return made


def _first_cell(one: Slice, index: int | None) -> str:
    return "" if index is None else one.schedule.table.cell(index, "name")


def _different_cells(one: Slice, first: int, other: Slice, second: int) -> Iterator[tuple[str, str]]:
    mine, theirs = one.schedule.table, other.schedule.table
    pairs = zip(cells_of(one.schedule, first), cells_of(other.schedule, second), strict=True)
    keys = [column.key for column in mine.attachment.columns if column.key not in ("seq", mine.attachment.order)]
    for key, (value, beside) in zip(keys, pairs, strict=True):
        if value != beside:
            yield mine.cell(first, key), theirs.cell(second, key)
