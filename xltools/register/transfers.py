"""Rows that one unit took out and another took in: 由江夏区转至洪山区."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from .model import Change, Difference, Register
from .snapshot import SnapshotRow, unpack


@dataclass(frozen=True, slots=True)
class _Rows:
    """Whose a row is now, and whose it was in an earlier round and is no more. By attachment and name of the row."""

    now: dict[tuple[str, str], str]
    once: dict[tuple[str, str], str]

    @classmethod
    def of(cls, register: Register) -> _Rows:
        now: dict[tuple[str, str], str] = {}
        once: dict[tuple[str, str], str] = {}
        for unit in register.units:
            for key, standing in unit.attachments.items():
                rounds = standing.rounds
                names = [{row.name for row in _rows(one.cells) if row.name} for one in rounds]
                last = names[-1] if names and standing.withdrawn is None else set()
                now |= {(key, name): unit.unit for name in last}
                once |= {(key, name): unit.unit for earlier in names for name in earlier - last}
        return cls(now, once)


def _rows(cells: str) -> tuple[SnapshotRow, ...]:
    snapshot = unpack(cells)
    return snapshot.rows if snapshot is not None else ()


def with_transfers(register: Register, found: Iterable[Difference]) -> list[Difference]:
    """The differences, rows that went to another unit or came from one named as such."""
    differences = list(found)
    if not any(change.kind in ("added", "removed") for one in differences for change in one.changes):
        return differences
    rows = _Rows.of(register)
    return [replace(one, changes=tuple(_named(change, one, rows) for change in one.changes)) for one in differences]


def _named(change: Change, found: Difference, rows: _Rows) -> Change:
    where = rows.now if change.kind == "removed" else rows.once if change.kind == "added" else {}
    other = where.get((found.attachment, change.name), "")
    return replace(change, other=other) if other not in ("", found.unit) else change
