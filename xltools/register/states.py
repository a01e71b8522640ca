"""What a unit's hand-in has come to: the state of each attachment, of the unit as a whole, and what a round changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ..forms.filling import Filling
from .compare import changes_between
from .deadlines import Deadlines, late_days
from .model import (
    Arrival,
    Difference,
    Marked,
    Noted,
    PaperReceipt,
    Received,
    Register,
    Standing,
    State,
    UnitStanding,
    counts,
)
from .snapshot import unpack


def unit_standing(
    unit: str,
    standings: Mapping[str, Standing],
    asked: Sequence[Sequence[str]],
    deadlines: Deadlines,
    *,
    expected: bool,
    unread: Received | None,
    papers: Iterable[PaperReceipt],
    notes: Iterable[Noted],
) -> UnitStanding | None:
    """A unit over all its attachments (`asked`: those it has to hand in, alternatives together); None where there is
    nothing to say of it. `unread`: the last file, where it could not be read.
    """
    if "" in standings and len(standings) > 1:
        # A file that can be read takes the place of one that could not.
        standings = {key: one for key, one in standings.items() if key}
    there = [one for one in standings.values() if one.state is not State.WITHDRAWN]
    received = {one.attachment for one in there}
    lacking = tuple("或".join(group) for group in asked if not received & set(group))
    state = _together([one.state for one in there], lacking, withdrawn=bool(standings))
    papers = tuple(sorted(papers, key=lambda one: one.at))
    if state is State.MISSING and papers:
        state = State.SCANNED
    notes = tuple(sorted(notes, key=lambda one: one.at))
    if not (expected or standings or papers or notes):
        return None
    rounds = max((len(one.rounds) for one in there), default=0)
    return UnitStanding(
        unit=unit,
        expected=expected,
        state=state,
        attachments=standings,
        lacking=lacking,
        papers=papers,
        notes=notes,
        unread=unread if "" not in standings else None,
        deadline=deadlines.next_for(unit, rounds, state),
    )


def returned(event: Noted) -> Marked:
    """退回 is a person's word on the hand-in."""
    said = "，".join(filter(None, (event.by, event.how)))
    due = f"，请于 {event.until:%Y-%m-%d} 前重报" if event.until is not None else ""
    note = f"退回{f'（{said}）' if said else ''}{f'：{event.note}' if event.note else ''}{due}"
    return Marked(at=event.at, unit=event.unit, attachment=event.attachment, state=State.TO_CORRECT, note=note)


def with_lateness(one: Received, deadlines: Deadlines) -> Received:
    if one.arrival not in (Arrival.NEW, Arrival.REPLACES):
        return one
    return replace(one, late_days=late_days(one.at, deadlines.of_round(one.unit, one.round, one.at)))


def standing_of(
    unit: str, key: str, judged: Mapping[int, Received], mark: Marked | None, withdrawals: Mapping[int, Noted]
) -> Standing:
    """The last word counts: what was withdrawn, a person's mark until the next file comes, else what the checks found.

    `judged`, `withdrawals`: by the number of the entry.
    """
    files = tuple(judged.values())
    current = [one for one in files if counts(one)][-1]
    if current.filling == Filling.BLANK:
        found = State.BLANK
    elif current.errors or current.refusal:
        found = State.TO_CORRECT
    else:
        found = State.ZERO if current.filling == Filling.ZERO else State.RECEIVED
    withdrawn = _withdrawn(judged, withdrawals)
    state = State.WITHDRAWN if withdrawn is not None else mark.state if mark is not None else found
    return Standing(unit=unit, attachment=key, files=files, state=state, marked=mark, withdrawn=withdrawn)


def _withdrawn(judged: Mapping[int, Received], withdrawals: Mapping[int, Noted]) -> Noted | None:
    """The word by which what counts was taken back."""
    if not withdrawals:
        return None
    last = max((one.at, number) for number, one in judged.items() if counts(one))
    found = [(note.at, number, note) for number, note in withdrawals.items()]
    return next((note for at, number, note in sorted(found, reverse=True) if (at, number) > last), None)


def _together(states: Sequence[State], lacking: Sequence[str], *, withdrawn: bool) -> State:
    """A unit is as far as its slowest attachment. `withdrawn`: it has handed in, and took back what is not among `states`."""
    if not states:
        return State.WITHDRAWN if withdrawn else State.MISSING
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
    last = max(event.at for event in register.events)
    return f"台账头 {last:%Y-%m-%d}　共 {len(register.events)} 条　{register.head}"


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
