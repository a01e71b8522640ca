"""What a file that comes in is to its unit: its first, a later round, the same again, another unit's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from .compare import changes_between
from .model import Arrival, Noted, Received, Standing, counts
from .snapshot import Snapshot, unpack


class Judged(NamedTuple):
    """What an incoming file is to its unit. `earlier` is the file that it replaces, repeats or copies."""

    arrival: Arrival
    round: int
    earlier: Received | None
    unit: str = ""
    """COPIED: the unit whose file it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arriving:
    """A file on its way in: when it was received, its bytes' fingerprint, its cells. `revive`: a replaced file counts anew."""

    at: datetime
    sha256: str
    snapshot: Snapshot | None
    revive: bool = False


def judge(standing: Standing | None, file: Arriving, twin: Received | None = None) -> Judged:
    """What a file is, received when it was received: what came before counts, not what was entered before.

    `twin`: the same bytes from another unit, where this one has not handed in.
    """
    if standing is not None:
        return _among(standing, file)
    if twin is not None:
        return Judged(Arrival.COPIED, 0, twin, twin.unit)
    return Judged(Arrival.NEW, 1, None)


def _among(standing: Standing, file: Arriving) -> Judged:
    later = [one for one in standing.files if counts(one) and one.at > file.at]
    same = next((one for one in later if one.sha256 == file.sha256), None)
    if same is not None:
        return Judged(Arrival.AGAIN, same.round, same)
    before = [one for one in standing.files if one.at <= file.at]
    withdrawn = standing.withdrawn is not None and standing.withdrawn.at <= file.at
    judged = judge_after(before, file, withdrawn=withdrawn)
    if later and judged.arrival in (Arrival.NEW, Arrival.REPLACES):
        return Judged(Arrival.EARLIER, judged.round, standing.current)
    return judged


def judge_after(before: Sequence[Received], file: Arriving, *, withdrawn: bool = False) -> Judged:
    """What a file is to one unit's attachment, of which `before` came before it."""
    valid = [one for one in before if counts(one)]
    if not valid:
        return Judged(Arrival.NEW, 1, None)
    current = valid[-1]
    rounds = [one for one in valid if one.arrival is not Arrival.UNCHANGED]
    if withdrawn:
        # What was taken back and comes again is handed in anew, whether it was changed or not.
        return Judged(Arrival.REPLACES, len(rounds) + 1, current)
    if current.sha256 == file.sha256:
        return Judged(Arrival.AGAIN, len(rounds), current)
    older = next((one for one in valid if one.sha256 == file.sha256), None)
    if older is not None and not file.revive:
        return Judged(Arrival.STALE, older.round, older)
    cells = unpack(rounds[-1].cells)
    if cells is not None and file.snapshot is not None and not changes_between(cells, file.snapshot):
        return Judged(Arrival.UNCHANGED, len(rounds), current)
    return Judged(Arrival.REPLACES, len(rounds) + 1, current)


def judged_anew(events: Sequence[Received | Noted], cells: Mapping[str, str]) -> tuple[Received, ...]:
    """One unit's files of one attachment in the order of receipt, each judged by those before it that still stand.

    Among them the words by which the unit took back what it had handed in. `cells`: fingerprint -> packed cells, of all
    files that the register knows.
    """
    made: list[Received] = []
    withdrawn = False
    for one in events:
        if isinstance(one, Noted):
            withdrawn = True
            continue
        if one.arrival is Arrival.COPIED:
            made.append(one)
            continue
        packed = one.cells or cells.get(one.sha256, "")
        # A file that once replaced another although its bytes had come before was revived by a person.
        revive = one.arrival is Arrival.REPLACES
        arriving = Arriving(at=one.at, sha256=one.sha256, snapshot=unpack(packed), revive=revive)
        judged = judge_after(made, arriving, withdrawn=withdrawn)
        made.append(replace(one, arrival=judged.arrival, round=judged.round, cells=packed))
        withdrawn = False
    return tuple(made)
