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
    SCANNED = "scanned"
    """A scan or paper came, the table did not."""
    WITHDRAWN = "withdrawn"
    """The unit took back what it had handed in, and nothing came since."""


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
    EARLIER = "earlier"
    """Entered after a file that was received later: it takes its place among the rounds, the later file still counts."""
    ASKED = "asked"
    """Its name speaks of one unit and its content of another: it counts once a person has said whose it is."""


class Medium(StrEnum):
    """What a receipt without a table is."""

    SCAN = "scan"
    PAPER = "paper"


class Matter(StrEnum):
    """What passed between the office and a unit, beside files."""

    URGED = "urged"
    """催报."""
    RETURNED = "returned"
    """退回更正."""
    WITHDRAWN = "withdrawn"
    """The unit takes back what it handed in."""
    NOTE = "note"


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
    """Units that have to hand in: more of them, or (`replaces`) these and no others."""

    at: datetime
    units: tuple[str, ...]
    replaces: bool = False


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


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperReceipt:
    """A scan or paper: a receipt of its own, which never takes the place of a table."""

    at: datetime
    unit: str
    unit_from: str
    medium: Medium
    path: str = ""
    sha256: str = ""
    number: str = ""
    """来文文号."""
    copies: int = 0
    """0: nobody said."""
    sealed: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What passed between the office and a unit: who, when (`at`), how. A unit needs no file for it."""

    at: datetime
    unit: str
    attachment: str
    """Empty: all that the unit handed in, or has to."""
    matter: Matter
    by: str = ""
    how: str = ""
    """电话, 公文 …"""
    until: date | None = None
    """RETURNED: the day until which the correction is due."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Another deadline than the notice's, of one round and of some units or (none named) all."""

    at: datetime
    deadline: date
    round: int = 1
    units: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voided:
    """An entry that does not count any more. `entry`: its line's checksum, which no lost line can shift."""

    at: datetime
    entry: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """An entry that is another unit's; also the answer to whose a file is (`Arrival.ASKED`)."""

    at: datetime
    entry: str
    unit: str
    reason: str


Event = RegisterOpened | Expects | Received | Marked | PaperReceipt | Noted | Due | Voided | Moved


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One line of the register as it stands: `event` with the unit and the arrival that it has now."""

    number: int
    """From 1, the opening included: what people call it."""
    sum: str
    event: Event
    voided: Voided | None = None
    moved: Moved | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What one unit's attachment stands at: all its files in order of arrival, the one that counts, its state."""

    unit: str
    attachment: str
    files: tuple[Received, ...]
    state: State
    marked: Marked | None = None
    withdrawn: Noted | None = None

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
    papers: tuple[PaperReceipt, ...] = ()
    notes: tuple[Noted, ...] = ()
    unread: Received | None = None
    """A file that came after what counts, and could not be read: the unit has to be told."""
    deadline: date | None = None
    """The day until which the next hand-in is due: the first, or the correction that was asked for."""


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
    entries: tuple[RegisterEntry, ...] = ()
    """The events as they stand, one entry each."""

    @property
    def asked(self) -> tuple[RegisterEntry, ...]:
        """Files of which a person has to say whose they are."""
        return tuple(
            one
            for one in self.entries
            if isinstance(one.event, Received) and one.event.arrival is Arrival.ASKED and one.voided is None
        )

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
    """Whether this file became the unit's valid one when it came (in the order of receipt)."""
    return one.arrival in (Arrival.NEW, Arrival.REPLACES, Arrival.UNCHANGED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What differs between two rounds; `kind` is changed (a cell), renumbered (its number only), added or removed (a whole
    row), reordered (a row that its office put higher or lower).
    """

    kind: str
    column: str
    before: str = ""
    after: str = ""
    before_cell: str = ""
    after_cell: str = ""
    row: str = ""
    """What the row is about (enterprise, project), for people."""
    name: str = ""
    """Added, removed: what the row is known by."""
    other: str = ""
    """Added, removed: the unit from which it came, to which it went."""


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
