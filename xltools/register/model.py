"""The register's words: events as they were written down, and what they add up to.

An event is never changed. What stands now (states, rounds, the file that counts) is folded from all events in `states`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class State(StrEnum):
    """What a unit's hand-in has come to."""

    MISSING = "missing"
    BLANK = "blank"
    """A file came, and it is the empty form."""
    ZERO = "zero"
    """零报送: it came, and says that there is nothing to report."""
    RECEIVED = "received"
    TO_CORRECT = "to_correct"
    PASSED = "passed"


class Arrival(StrEnum):
    """What a file that came in turned out to be."""

    NEW = "new"
    """The unit's first."""
    REPLACES = "replaces"
    """A later round: it takes the place of the earlier file."""
    UNCHANGED = "unchanged"
    """Other bytes, the same cells: it takes the file's place, no new round."""
    AGAIN = "again"
    """The very file that counts already, perhaps under another name."""
    STALE = "stale"
    """A file that a later one has replaced."""
    COPIED = "copied"
    """The very file that another unit handed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterOpened:
    """The register's first event: the call, who receives, who has to hand in what by when."""

    at: datetime
    notice: str
    version: str
    level: str
    units: tuple[str, ...]
    expected: tuple[tuple[str, ...], ...]
    """Attachments that each unit hands in; alternatives together."""
    deadline: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expects:
    """More units that have to hand in."""

    at: datetime
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A file that came in."""

    at: datetime
    unit: str
    unit_from: str
    """How the unit was known (推荐单位, 文件夹, 文件名)."""
    attachment: str
    """Empty for a file that could not be read."""
    path: str
    """Relative to the register's folder, with /."""
    sha256: str
    arrival: Arrival
    round: int
    errors: int = 0
    warnings: int = 0
    refusal: str = ""
    """Why the file could not be read."""
    rows: int = 0
    filling: str = ""
    """`forms.filling.Filling` of a form that holds no rows: blank, zero."""
    late_days: int = 0
    note: str = ""
    """What else was noticed (renamed, not expected)."""
    cells: str = ""
    """The file's cells, packed: see `snapshot`. Empty where they are no news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A person's word on a hand-in: passed, to correct, or back to received."""

    at: datetime
    unit: str
    attachment: str
    """Empty: all that the unit handed in."""
    state: State
    note: str = ""


Event = RegisterOpened | Expects | Received | Marked


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What one unit's attachment stands at: all its files in order of arrival, the one that counts, its state."""

    unit: str
    attachment: str
    files: tuple[Received, ...]
    state: State
    marked: Marked | None = None

    @property
    def current(self) -> Received:
        """The file that counts."""
        return [one for one in self.files if counts(one)][-1]

    @property
    def rounds(self) -> tuple[Received, ...]:
        """The files that opened a round, first to last."""
        return tuple(one for one in self.files if one.arrival in (Arrival.NEW, Arrival.REPLACES))

    @property
    def late_days(self) -> int:
        """Days after the deadline on which the first file came."""
        return self.rounds[0].late_days


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitStanding:
    """One unit over all attachments."""

    unit: str
    expected: bool
    state: State
    attachments: Mapping[str, Standing]
    lacking: tuple[str, ...] = ()
    """Attachments still to come, alternatives joined by 或."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """A register as read: its opening, what stands, all events, and what was wrong with the file."""

    path: str
    opened: RegisterOpened
    units: tuple[UnitStanding, ...]
    """Expected units in their order, then those that nobody expected."""
    events: tuple[Event, ...]
    head: str = ""
    """Checksum of the last line; it stands for all of them."""
    faults: tuple[str, ...] = ()
    """Lines of the journal that could not be used, in words."""

    def unit(self, name: str) -> UnitStanding | None:
        return next((unit for unit in self.units if unit.unit == name), None)

    def count(self, state: State) -> int:
        return sum(unit.state is state for unit in self.units)

    @property
    def attachments(self) -> tuple[str, ...]:
        """Keys of all attachments expected or received, in order."""
        keys = dict.fromkeys(key for group in self.opened.expected for key in group)
        for unit in self.units:
            keys.update(dict.fromkeys(unit.attachments))
        return tuple(keys)


def counts(one: Received) -> bool:
    """Whether this file became the unit's valid one when it came."""
    return one.arrival in (Arrival.NEW, Arrival.REPLACES, Arrival.UNCHANGED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One cell that differs between two rounds; `kind` is changed, added or removed (a whole row)."""

    kind: str
    column: str
    before: str = ""
    after: str = ""
    before_cell: str = ""
    after_cell: str = ""
    row: str = ""
    """What the row is about (enterprise, project), for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """All that differs between two rounds of one unit's attachment."""

    unit: str
    attachment: str
    earlier: Received
    later: Received
    changes: tuple[Change, ...] = field(default=())

    def count(self, kind: str) -> int:
        return sum(change.kind == kind for change in self.changes)
