"""By when a unit's hand-in is due: the notice's day, another one that the office set, the day given with a 退回."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from .model import Due, Matter, Noted, Register, RegisterOpened, State

_WAITING: Final = (State.MISSING, State.BLANK, State.SCANNED, State.WITHDRAWN)
"""States in which the first table is still to come."""
SOON: Final = 3
"""Days before a deadline from which it is said to run out."""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """All deadlines of a register, as they were set one after another."""

    opened: RegisterOpened
    set: Sequence[Due]
    notes: Mapping[str, Mapping[int, Noted]]
    """By unit, then by the number of the entry; a 退回 may give the day until which the correction is due."""

    def of_round(self, unit: str, number: int, received: datetime | None = None) -> date | None:
        """The day until which a unit's round (from 1) is due; a correction for which nobody set a day, as the first.

        `received`: when it came; what was asked for later does not bear on it.
        """
        own = self._own(unit, number, received)
        return own if own is not None or number == 1 else self.of_round(unit, 1)

    def _own(self, unit: str, number: int, received: datetime | None) -> date | None:
        days = [one.deadline for one in self.set if one.round == number and (not one.units or unit in one.units)]
        if days:
            return days[-1]
        if number == 1:
            return self.opened.deadline
        returned = (one for one in self.notes.get(unit, {}).values() if one.matter is Matter.RETURNED)
        asked = [one.until for one in returned if one.until and (received is None or one.at <= received)]
        return asked[-1] if asked else None

    def next_for(self, unit: str, rounds: int, state: State) -> date | None:
        """The day until which something is to come; None where nothing is awaited."""
        if state in _WAITING:
            return self.of_round(unit, rounds + 1)
        return self.of_round(unit, rounds + 1) if state is State.TO_CORRECT else None


class Awaited(StrEnum):
    """What is still to come."""

    FIRST = "first"
    TABLE = "table"
    """A scan or paper is there, the table is not."""
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class RunningOut:
    """Units whose hand-in is due on one day. `days` until then; negative once it is past."""

    deadline: date
    awaited: Awaited
    units: tuple[str, ...]
    days: int

    @property
    def soon(self) -> bool:
        return self.days <= SOON


def running_out(register: Register, today: date) -> Iterator[RunningOut]:
    """What is awaited, day by day, first hand-ins before corrections."""
    groups: dict[tuple[date, Awaited], list[str]] = {}
    for unit in register.units:
        if unit.deadline is not None and (unit.expected or unit.attachments):
            groups.setdefault((unit.deadline, _awaited(unit.state)), []).append(unit.unit)
    order = list(Awaited)
    for (day, awaited), units in sorted(groups.items(), key=lambda pair: (pair[0][0], order.index(pair[0][1]))):
        yield RunningOut(day, awaited, tuple(units), (day - today).days)


def _awaited(state: State) -> Awaited:
    return {State.TO_CORRECT: Awaited.CORRECTION, State.SCANNED: Awaited.TABLE}.get(state, Awaited.FIRST)


def late_days(received: datetime, deadline: date | None) -> int:
    """Days after the deadline; the deadline's own day is in time."""
    return max(0, (received.date() - deadline).days) if deadline is not None else 0
