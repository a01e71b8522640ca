"""What lies in a receiving office's folder, unit by unit: whose each file is, what was found, what stands open.

A unit is an enterprise with its application, or an office that hands in a summary.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from ..answers.waivers import Waiver
from ..application.model import ItemState, PackageReport
from ..application.nearnames import NearNames
from ..findings import AnswerKind, Finding, Severity, answered, count
from ..ledger import EnterpriseTotal, Ledger
from ..notice.model import Level, Notice
from .model import Register, State, UnitStanding
from .rounds import RoundDifference


class FileState(StrEnum):
    """What became of a file on its way in."""

    READ = "read"
    """A table whose form was recognised."""
    OTHER = "other"
    """A table that is no form of the call."""
    REFUSED = "refused"
    BESIDE = "beside"
    """No table: a scan, a picture, a text, a film."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchFile:
    """One file; `shown` is its path below the folder, with /, also inside a .zip."""

    shown: str
    path: str
    """As the checks name it."""
    what: str
    """附件6, 扫描件或 PDF."""
    how: str
    """By what it was known whose it is."""
    state: FileState
    sha256: str = ""
    twin: str = ""
    """The file of the same unit that holds the very same bytes."""
    unread: str = ""
    """Why it could not be read."""

    @property
    def note(self) -> str:
        """What is to be said of the file itself, whoever's it is."""
        return f"与“{self.twin}”完全相同" if self.twin else self.unread


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchUnit:
    """One enterprise or office."""

    name: str
    district: str = ""
    is_office: bool = False
    files: tuple[BatchFile, ...] = ()
    package: PackageReport | None = None
    """The application against the list of materials; None for offices."""
    findings: tuple[Finding, ...] = ()
    """All findings on its files and on what lacks, paths as `shown`; of files that are there twice, once."""
    total: EnterpriseTotal | None = None
    standing: UnitStanding | None = None
    lacking: tuple[str, ...] = ()
    """Without a list of materials: the attachments that the register waits for."""
    difference: RoundDifference = field(default_factory=RoundDifference)

    def count(self, severity: Severity) -> int:
        return count(self.findings, severity)

    def answered(self, kind: AnswerKind) -> int:
        return answered(self.findings, kind)

    @property
    def missing(self) -> tuple[str, ...]:
        """Titles of what lacks."""
        if self.package is not None:
            return tuple(item.title for item in self.package.items if item.state is ItemState.MISSING)
        return self.lacking

    @property
    def twins(self) -> int:
        return sum(bool(file.twin) for file in self.files)

    @property
    def versions(self) -> int:
        """Files that are another version of a form that is there already."""
        forms = [file.what for file in self.files if file.state is FileState.READ and not file.twin]
        return len(forms) - len(set(forms))

    @property
    def to_correct(self) -> bool:
        return bool(self.count(Severity.ERROR))

    @property
    def state(self) -> State:
        """A person's word counts first; then what was found."""
        marked = self.standing.state if self.standing is not None and self.has_opinion else None
        if marked is not None:
            return marked
        if not self.files:
            return State.MISSING
        return State.TO_CORRECT if self.to_correct else State.RECEIVED

    @property
    def has_opinion(self) -> bool:
        """Whether a person marked it since its last hand-in."""
        return self.standing is not None and any(one.marked for one in self.standing.attachments.values())

    @property
    def opinion(self) -> str:
        """What the person wrote beside the mark."""
        if self.standing is None:
            return ""
        notes = (one.marked.note for one in self.standing.attachments.values() if one.marked)
        return "；".join(dict.fromkeys(note for note in notes if note))

    @property
    def late_days(self) -> int:
        if self.standing is None:
            return 0
        return max((one.late_days for one in self.standing.attachments.values() if one.rounds), default=0)

    @property
    def rounds(self) -> int:
        """How many times it has handed in."""
        if self.standing is None:
            return 0
        return max((len(one.rounds) for one in self.standing.attachments.values()), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The whole folder as it stands."""

    folder: str
    notice: Notice
    level: Level
    at: datetime
    units: tuple[BatchUnit, ...]
    missing: tuple[str, ...]
    """Units that have to hand in and of whom nothing came."""
    gone: tuple[str, ...] = ()
    """Units of the last round of whom nothing lies there any more."""
    near: tuple[NearNames, ...] = ()
    """Units that may be one."""
    nobodys: tuple[BatchFile, ...] = ()
    other_notices: tuple[BatchFile, ...] = ()
    ledger: Ledger | None = None
    register: Register | None = None
    deadline: date | None = None
    before: datetime | None = None
    """When the round was made with which this one is compared."""
    assumed: tuple[tuple[str, str], ...] = ()
    faults: tuple[Finding, ...] = ()
    """Links and .zip folders that could not be looked into, of nobody in particular."""

    @property
    def clean(self) -> bool:
        """Everybody handed in, every file is somebody's, and nothing has to be corrected."""
        return not self.missing and not self.nobodys and self.passed == len(self.units)

    @property
    def passed(self) -> int:
        return sum(not unit.to_correct for unit in self.units)

    @property
    def files(self) -> int:
        return sum(len(unit.files) for unit in self.units) + len(self.nobodys) + len(self.other_notices)

    def count(self, severity: Severity) -> int:
        return sum(unit.count(severity) for unit in self.units)

    def answered(self, kind: AnswerKind) -> int:
        return sum(unit.answered(kind) for unit in self.units)

    @property
    def districts(self) -> Mapping[str, tuple[BatchUnit, ...]]:
        """Units by district, in order; those without one under ""."""
        made: dict[str, list[BatchUnit]] = {}
        for unit in self.units:
            made.setdefault(unit.name if unit.is_office else unit.district, []).append(unit)
        return {name: tuple(units) for name, units in made.items()}


@dataclass(slots=True)
class BatchOutcome:
    """The folder as it stands, and what was written about it."""

    batch: Batch
    written: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    """Where everything lies, for people."""
    expired: tuple[Waiver, ...] = ()
