"""What a journal's events add up to: the register as it stands, and what a file that comes in now would be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from ..forms.filling import Filling
from ..forms.values import squeeze
from .compare import changes_between
from .journal import Journal
from .model import (
    Arrival,
    Difference,
    Expects,
    Marked,
    Received,
    Register,
    RegisterOpened,
    Standing,
    State,
    UnitStanding,
    counts,
)
from .snapshot import Snapshot, unpack


def register_of(journal: Journal) -> Register:
    """The register that the journal tells of."""
    opened = journal.events[0]
    assert isinstance(opened, RegisterOpened)
    expected = list(opened.units)
    files: dict[str, dict[str, list[Received]]] = {unit: {} for unit in expected}
    marks: dict[tuple[str, str], Marked] = {}
    for event in journal.events:
        if isinstance(event, Expects):
            expected.extend(unit for unit in event.units if unit not in expected)
            files |= {unit: files.get(unit, {}) for unit in event.units}
        elif isinstance(event, Received):
            own = files.setdefault(event.unit, {})
            own.setdefault(event.attachment, []).append(event)
            if counts(event):
                marks.pop((event.unit, event.attachment), None)
                if event.attachment:
                    own.pop("", None)  # a file that can be read takes the place of one that could not
        elif isinstance(event, Marked):
            keys = (event.attachment,) if event.attachment else tuple(files.get(event.unit, {}))
            marks |= {(event.unit, key): event for key in keys}
    units = (_unit(unit, unit in expected, own, marks, opened.expected) for unit, own in files.items())
    return Register(
        path=str(journal.path),
        opened=opened,
        units=tuple(unit for unit in units if unit.expected or unit.attachments),
        events=tuple(journal.events),
        head=journal.head,
        faults=tuple(journal.faults),
    )


def _unit(
    unit: str,
    expected: bool,
    files: Mapping[str, Sequence[Received]],
    marks: Mapping[tuple[str, str], Marked],
    groups: Sequence[tuple[str, ...]],
) -> UnitStanding:
    standings = {
        key: _standing(unit, key, events, marks.get((unit, key)))
        for key, events in files.items()
        if any(counts(one) for one in events)
    }
    lacking = tuple("或".join(group) for group in groups if not standings.keys() & set(group))
    return UnitStanding(
        unit=unit,
        expected=expected,
        state=_together([one.state for one in standings.values()], lacking),
        attachments=standings,
        lacking=lacking,
    )


def _standing(unit: str, key: str, files: Sequence[Received], mark: Marked | None) -> Standing:
    """The last word counts: a person's mark until the next file comes, else what the checks found."""
    current = [one for one in files if counts(one)][-1]
    if current.filling == Filling.BLANK:
        found = State.BLANK
    elif current.errors or current.refusal:
        found = State.TO_CORRECT
    else:
        found = State.ZERO if current.filling == Filling.ZERO else State.RECEIVED
    return Standing(unit=unit, attachment=key, files=tuple(files), state=mark.state if mark else found, marked=mark)


def _together(states: Sequence[State], lacking: Sequence[str]) -> State:
    """A unit is as far as its slowest attachment."""
    if not states:
        return State.MISSING
    for slowest in (State.BLANK, State.TO_CORRECT):
        if slowest in states:
            return slowest
    if all(state is State.ZERO for state in states):
        return State.ZERO
    return (
        State.PASSED if not lacking and all(state in (State.PASSED, State.ZERO) for state in states) else State.RECEIVED
    )


def head_words(register: Register) -> str:
    """The head as it is printed and kept: day, number of records, checksum."""
    last = register.events[-1].at
    return f"台账头 {last:%Y-%m-%d}　共 {len(register.events)} 条　{register.head}"


class Judged(NamedTuple):
    """What an incoming file is to its unit. `earlier` is the file that it replaces, repeats or copies."""

    arrival: Arrival
    round: int
    earlier: Received | None
    unit: str = ""
    """COPIED: the unit whose file it is."""


def judge(
    register: Register, unit: str, attachment: str, sha256: str, snapshot: Snapshot | None, *, revive: bool = False
) -> Judged:
    """What a file with these bytes and cells is, coming in now. `revive`: a file that was replaced counts anew."""
    own = register.unit(unit)
    standing = own.attachments.get(attachment) if own is not None else None
    if standing is None:
        twin = _twin(register, unit, sha256)
        if twin is not None:
            return Judged(Arrival.COPIED, 0, twin, twin.unit)
        return Judged(Arrival.NEW, 1, None)
    current, number = standing.current, len(standing.rounds)
    if current.sha256 == sha256:
        return Judged(Arrival.AGAIN, number, current)
    older = next((one for one in standing.files if one.sha256 == sha256 and counts(one)), None)
    if older is not None and not revive:
        return Judged(Arrival.STALE, older.round, older)
    before = unpack(standing.rounds[-1].cells)
    if before is not None and snapshot is not None and not changes_between(before, snapshot):
        return Judged(Arrival.UNCHANGED, number, current)
    return Judged(Arrival.REPLACES, number + 1, current)


def _twin(register: Register, unit: str, sha256: str) -> Received | None:
    """The same bytes from another unit."""
    for other in register.units:
        if other.unit != unit:
            for standing in other.attachments.values():
                if standing.current.sha256 == sha256:
                    return standing.current
    return None


def difference(standing: Standing, round_number: int = 0) -> Difference | None:
    """What round `round_number` (the last one when 0) changed; None for a first round or where no cells were kept."""
    rounds = standing.rounds
    number = round_number or len(rounds)
    if not 2 <= number <= len(rounds):
        return None
    earlier, later = rounds[number - 2], rounds[number - 1]
    before, after = unpack(earlier.cells), unpack(later.cells)
    if before is None or after is None:
        return None
    return Difference(
        unit=standing.unit,
        attachment=standing.attachment,
        earlier=earlier,
        later=later,
        changes=changes_between(before, after),
    )


def late_days(received: datetime, deadline: date | None) -> int:
    """Days after the deadline; the deadline's own day is in time."""
    return max(0, (received.date() - deadline).days) if deadline is not None else 0


def known_unit(name: str, units: Iterable[str]) -> str:
    """The unit as the register writes it, where spaces, brackets or seals differ."""
    wanted = _core(name)
    return next((unit for unit in units if _core(unit) == wanted), name.strip())


def _core(name: str) -> str:
    text = squeeze(name)
    for seal in ("(盖章)", "(公章)", "(签章)", "(印章)"):
        text = text.removesuffix(seal)
    return text
