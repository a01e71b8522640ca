"""Which rows an office moved up or down between two rounds: 由第 4 升至第 1. Rows that others pushed are not moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..summary.order import longest_rising
from .snapshot import Snapshot, SnapshotRow


@dataclass(frozen=True, slots=True)
class Step:
    """A row whose place among the rows of both rounds changed; places from 1, as the office numbers them."""

    row: SnapshotRow
    before: int
    after: int
    block: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A row of both rounds."""

    earlier: SnapshotRow
    later: SnapshotRow


def steps(pairs: Sequence[Pair], earlier: Snapshot, later: Snapshot) -> Iterator[Step]:
    """The fewest moves that make one order of the other, block by block."""
    places, before = _places(later), _places(earlier)
    blocks: dict[str, list[Pair]] = {}
    for pair in pairs:
        block = _block(pair.later, later)
        if block == _block(pair.earlier, earlier):
            blocks.setdefault(block, []).append(pair)
    for block, own in blocks.items():
        own.sort(key=lambda pair: places[id(pair.later)])
        sequence = [before[id(pair.earlier)] for pair in own]
        stayed = set(longest_rising(sequence))
        for at, pair in enumerate(own):
            if at not in stayed:
                yield Step(pair.later, sequence[at], places[id(pair.later)], block)


def _block(row: SnapshotRow, snapshot: Snapshot) -> str:
    return row.cells.get(snapshot.category, ("", ""))[1]


def _places(snapshot: Snapshot) -> dict[int, int]:
    """id of a row -> its place: its number where the numbers of its block tell the rows apart, else as it stands."""
    blocks: dict[str, list[SnapshotRow]] = {}
    for row in snapshot.rows:
        if row.cells:
            blocks.setdefault(_block(row, snapshot), []).append(row)
    made: dict[int, int] = {}
    for own in blocks.values():
        numbers = [row.cells.get(snapshot.order, ("", ""))[1] for row in own]
        told = all(number.isdecimal() for number in numbers) and len(set(numbers)) == len(numbers)
        made |= {
            id(row): int(number) if told else at for at, (row, number) in enumerate(zip(own, numbers, strict=True), 1)
        }
    return made
