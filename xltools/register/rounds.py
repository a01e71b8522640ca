"""What each run over a folder found, kept from run to run: what is mended since, what is new, what is still open.

A run over the very same files is no new round: it takes the last one's place.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from ..errors import InputRefused
from ..files import records
from ..findings import Finding, Severity

FORMAT: Final = "xltools-rounds-1"
_LEVELS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFinding:
    """A finding as it is kept: enough to know it again and to say it."""

    form: str
    """The attachment, or the file's name where it is none."""
    file: str
    rule: str
    column: str
    cell: str
    value: str
    severity: str
    message: str

    def keys(self) -> tuple[tuple[str, ...], ...]:
        """By what it is known again, surest first (`_LEVELS` of them): rows move, values are typed anew."""
        known = (self.form, self.rule, self.column)
        return (
            (*known, self.cell, self.value, self.message),
            (*known, self.value, self.message),
            (*known, self.cell),
            (*known, self.message),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One round: when, the files by their fingerprint, what was found at each unit, what was written."""

    at: datetime
    files: Mapping[str, str]
    """Shown path -> SHA-256."""
    units: Mapping[str, tuple[KeptFinding, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundDifference:
    """A unit's round against the one before."""

    mended: tuple[KeptFinding, ...] = ()
    new: frozenset[int] = frozenset()
    """Places among the unit's kept findings."""
    still: int = 0


@dataclass(slots=True)
class RoundBook:
    """All that is kept of earlier runs. `written`: output below the folder -> SHA-256 of what was written there."""

    rounds: list[Round] = field(default_factory=list)
    written: dict[str, str] = field(default_factory=dict)

    def earlier_than(self, files: Mapping[str, str]) -> Round | None:
        """The round to compare with: the last one with other files."""
        return next((one for one in reversed(self.rounds) if one.files != files), None)

    def add(self, made: Round) -> None:
        if self.rounds and self.rounds[-1].files == made.files:
            self.rounds.pop()
        self.rounds = [*self.rounds[-_KEPT:], made]


_KEPT = 9
"""Rounds kept before the newest: what lies further back nobody compares with, and the register tells it."""


def kept(finding: Finding, form: str) -> KeptFinding:
    return KeptFinding(
        form=form or finding.path,
        file=finding.path,
        rule=finding.rule,
        column=finding.column,
        cell=finding.cell,
        value=finding.value,
        severity=finding.severity.value,
        message=finding.message,
    )


def difference_of(earlier: Sequence[KeptFinding], later: Sequence[KeptFinding]) -> RoundDifference:
    """What was mended, what is new, how many are still open. What is only worth knowing (说明) counts for nothing."""
    left = {place: one for place, one in enumerate(earlier) if one.severity != Severity.INFO}
    new = {place: one for place, one in enumerate(later) if one.severity != Severity.INFO}
    still = 0
    for level in range(_LEVELS):
        waiting: dict[tuple[str, ...], list[int]] = {}
        for place, one in left.items():
            waiting.setdefault(one.keys()[level], []).append(place)
        for place, one in list(new.items()):
            same = waiting.get(one.keys()[level])
            if same:
                del left[same.pop(0)], new[place]
                still += 1
    return RoundDifference(mended=tuple(left.values()), new=frozenset(new), still=still)


def read_rounds(path: Path) -> RoundBook:
    """What earlier runs kept; nothing where there was none. Raises InputRefused for a file that is not ours."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return RoundBook()
    try:
        document = records.known(records.read_json(data), "format", "rounds", "written")
        if document.get("format") != FORMAT:
            raise records.Malformed("format")
        return RoundBook(
            [_round(one) for one in records.items(document.get("rounds"))], _texts(document.get("written"))
        )
    except records.Malformed:
        raise InputRefused(
            "unsupported", f"“{path}”不是收件记录，或已损坏。请移走它后重新运行（上一轮的比较会缺）。", path=str(path)
        ) from None


def _round(record: object) -> Round:
    found = records.known(record, "at", "files", "units")
    try:
        at = datetime.fromisoformat(records.text(found.get("at")))
    except ValueError:
        raise records.Malformed("no moment") from None
    units = {name: tuple(map(_kept, records.items(each))) for name, each in records.table(found.get("units")).items()}
    return Round(at=at, files=_texts(found.get("files")), units=units)


def _kept(record: object) -> KeptFinding:
    names = [one.name for one in fields(KeptFinding)]
    found = records.known(record, *names)
    return KeptFinding(**{name: records.text(found.get(name)) for name in names})


def _texts(value: object) -> dict[str, str]:
    return {key: records.text(one) for key, one in records.table(value).items()}


def rounds_bytes(book: RoundBook) -> bytes:
    """The book as its file holds it. Of rounds that nobody compares with any more, the findings are left out."""
    rounds = [
        {
            "at": one.at.isoformat(),
            "files": dict(one.files),
            "units": {name: [asdict(finding) for finding in found] for name, found in one.units.items()},
        }
        for one in _slimmed(book.rounds)
    ]
    document = {"format": FORMAT, "rounds": rounds, "written": dict(sorted(book.written.items()))}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace")


def _slimmed(rounds: Sequence[Round]) -> Iterable[Round]:
    for place, one in enumerate(rounds):
        yield one if place >= len(rounds) - 2 else replace(one, units={})
