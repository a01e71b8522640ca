"""What a journal's events add up to: the register as it stands.

The time of receipt decides which file counts, not the order in which entries were typed. What was judged when a file was
entered stands, unless an entry before it was voided, moved, withdrawn or entered late: then the unit's files are judged anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..forms.filling import Filling
from .compare import changes_between
from .deadlines import Deadlines, late_days
from .journal import Journal
from .judging import judged_anew
from .model import (
    Arrival,
    Difference,
    Expects,
    Marked,
    Matter,
    Moved,
    Noted,
    PaperReceipt,
    Received,
    Register,
    RegisterEntry,
    RegisterOpened,
    Standing,
    State,
    UnitStanding,
    Voided,
    counts,
)
from .names import known_unit, listed_offices
from .snapshot import unpack

_Key = tuple[str, str]
"""Unit, attachment."""


def register_of(journal: Journal) -> Register:
    """The register that the journal tells of."""
    opened = journal.events[0]
    assert isinstance(opened, RegisterOpened)
    return _RegisterFold(journal, opened).register()


@dataclass(slots=True)
class _RegisterFold:
    """One reading of all events."""

    journal: Journal
    opened: RegisterOpened
    expected: list[str] = field(default_factory=list)
    entries: list[RegisterEntry] = field(default_factory=list)
    files: dict[_Key, dict[int, Received]] = field(default_factory=dict)
    """By the number of the entry, each under the unit that it has now."""
    marks: dict[_Key, Marked] = field(default_factory=dict)
    papers: dict[str, list[PaperReceipt]] = field(default_factory=dict)
    notes: dict[str, dict[int, Noted]] = field(default_factory=dict)
    touched: set[_Key] = field(default_factory=set)
    """Where an entry was voided or moved."""

    def register(self) -> Register:
        self._read_entries()
        for entry in self.entries:
            self._take(entry)
        deadlines = Deadlines.of(self.opened, [entry.event for entry in self.entries if entry.voided is None])
        cells = {one.sha256: one.cells for own in self.files.values() for one in own.values() if one.cells}
        stood = {key: self._in_order(key, cells, deadlines) for key in self.files}
        names = dict.fromkeys([*self.expected, *(unit for unit, _ in stood), *self.papers, *self.notes])
        units = [self._unit(name, stood, deadlines) for name in names]
        now = {number: one for own in self.files.values() for number, one in own.items()}
        return Register(
            path=str(self.journal.path),
            opened=self.opened,
            units=tuple(one for one in units if one.expected or one.attachments or one.papers or one.notes),
            events=tuple(self.journal.events),
            head=self.journal.head,
            faults=tuple(self.journal.faults),
            entries=tuple(replace(entry, event=now.get(entry.number, entry.event)) for entry in self.entries),
        )

    def _read_entries(self) -> None:
        """Every event with what was said of it later, units under the names that the register knows."""
        offices = listed_offices(self.opened)
        names: dict[str, str] = {}
        known: list[str] = []

        def name_of(unit: str) -> str:
            if unit not in names:
                names[unit] = known_unit(unit, known, offices)
                known.append(names[unit])
            return names[unit]

        self.expected = list(dict.fromkeys(map(name_of, self.opened.units)))
        voided = {one.entry: one for one in self.journal.events if isinstance(one, Voided)}
        moved = {one.entry: one for one in self.journal.events if isinstance(one, Moved)}
        for number, (event, said) in enumerate(zip(self.journal.events, self.journal.sums, strict=True), start=1):
            own = moved.get(said)
            named = event
            if isinstance(event, (Received, Marked, PaperReceipt, Noted)):
                named = replace(event, unit=name_of(own.unit if own is not None else event.unit))
            elif isinstance(event, Expects):
                named = replace(event, units=tuple(map(name_of, event.units)))
            entry = RegisterEntry(number, said, named, voided.get(said), own)
            self.entries.append(entry)
            if said in voided or said in moved:
                self.touched |= set(self._keys_of(entry))

    def _keys_of(self, entry: RegisterEntry) -> Iterator[_Key]:
        """Where a file counts now and where it counted before it was moved."""
        before = self.journal.events[entry.number - 1]
        for one in (entry.event, before):
            if isinstance(one, Received):
                yield one.unit, one.attachment

    def _take(self, entry: RegisterEntry) -> None:
        event = entry.event
        if entry.voided is not None:
            return
        match event:
            case Expects():
                kept = [] if event.replaces else self.expected
                self.expected = list(dict.fromkeys((*kept, *event.units)))
            case Received():
                # What a person gave to a unit is judged there, whatever it was taken for before.
                moved = entry.moved is not None
                self._receive(entry.number, replace(event, arrival=Arrival.NEW) if moved else event)
            case Marked():
                self._mark(event)
            case PaperReceipt():
                self.papers.setdefault(event.unit, []).append(event)
            case Noted():
                self.notes.setdefault(event.unit, {})[entry.number] = event
                if event.matter is Matter.RETURNED:
                    self._mark(_returned(event))
            case Voided() | Moved():
                self._forget_marks(event.entry)
            case _:
                pass

    def _receive(self, number: int, event: Received) -> None:
        if event.arrival is Arrival.ASKED:
            return
        key = (event.unit, event.attachment)
        own = self.files.setdefault(key, {})
        newest = all(one.at <= event.at for one in own.values())
        own[number] = event
        # An unchanged copy leaves a person's word in force: there is nothing new to decide.
        if newest and event.arrival in (Arrival.NEW, Arrival.REPLACES):
            self.marks.pop(key, None)

    def _mark(self, event: Marked) -> None:
        keys = [key for key in self.files if key[0] == event.unit and event.attachment in ("", key[1])]
        self.marks |= dict.fromkeys(keys, event)

    def _forget_marks(self, said: str) -> None:
        """What was decided on a file that is gone, or on what stood before another came, is decided no more."""
        entry = next((entry for entry in self.entries if entry.sum == said), None)
        for key in self._keys_of(entry) if entry is not None else ():
            self.marks.pop(key, None)

    def _in_order(self, key: _Key, cells: Mapping[str, str], deadlines: Deadlines) -> tuple[Received, ...]:
        """A unit's files of one attachment in the order of receipt; `files` takes what they are now."""
        own = self.files[key]
        numbers = sorted(own, key=lambda number: (own[number].at, number))
        withdrawals = self._withdrawals(key)
        if key in self.touched or withdrawals or numbers != list(own):
            both: dict[int, Received | Noted] = {**own, **withdrawals}
            judged = judged_anew([both[number] for number in sorted(both, key=lambda n: (both[n].at, n))], cells)
        else:
            judged = tuple(own[number] for number in numbers)
        late = tuple(_with_lateness(one, deadlines) for one in judged)
        own.update(zip(numbers, late, strict=True))
        return late

    def _withdrawals(self, key: _Key) -> dict[int, Noted]:
        unit, attachment = key
        return {
            number: note
            for number, note in self.notes.get(unit, {}).items()
            if note.matter is Matter.WITHDRAWN and note.attachment in ("", attachment)
        }

    def _withdrawn(self, key: _Key) -> Noted | None:
        """The word by which what counts was taken back."""
        last = max((one.at, number) for number, one in self.files[key].items() if counts(one))
        found = [(note.at, number, note) for number, note in self._withdrawals(key).items()]
        return next((note for at, number, note in sorted(found, reverse=True) if (at, number) > last), None)

    def _unit(self, unit: str, stood: Mapping[_Key, tuple[Received, ...]], deadlines: Deadlines) -> UnitStanding:
        own = {key: files for (name, key), files in stood.items() if name == unit}
        valid = {key: files for key, files in own.items() if any(map(counts, files))}
        if "" in valid and len(valid) > 1:
            # A file that can be read takes the place of one that could not.
            del valid[""]
        standings = {
            key: _standing(unit, key, files, self.marks.get((unit, key)), self._withdrawn((unit, key)))
            for key, files in valid.items()
        }
        there = [one for one in standings.values() if one.state is not State.WITHDRAWN]
        received = {one.attachment for one in there}
        lacking = tuple("或".join(group) for group in self.opened.expected if not received & set(group))
        state = _together([one.state for one in there], lacking, withdrawn=bool(standings))
        papers = tuple(sorted(self.papers.get(unit, ()), key=lambda one: one.at))
        if state is State.MISSING and papers:
            state = State.SCANNED
        rounds = max((len(one.rounds) for one in there), default=0)
        return UnitStanding(
            unit=unit,
            expected=unit in self.expected,
            state=state,
            attachments=standings,
            lacking=lacking,
            papers=papers,
            notes=tuple(sorted(self.notes.get(unit, {}).values(), key=lambda one: one.at)),
            deadline=deadlines.next_for(unit, rounds, state),
        )


def _returned(event: Noted) -> Marked:
    """退回 is a person's word on the hand-in."""
    said = "，".join(filter(None, (event.by, event.how)))
    due = f"，请于 {event.until:%Y-%m-%d} 前重报" if event.until is not None else ""
    note = f"退回{f'（{said}）' if said else ''}{f'：{event.note}' if event.note else ''}{due}"
    return Marked(at=event.at, unit=event.unit, attachment=event.attachment, state=State.TO_CORRECT, note=note)


def _with_lateness(one: Received, deadlines: Deadlines) -> Received:
    if one.arrival not in (Arrival.NEW, Arrival.REPLACES):
        return one
    return replace(one, late_days=late_days(one.at, deadlines.of_round(one.unit, one.round, one.at)))


def _standing(unit: str, key: str, files: Sequence[Received], mark: Marked | None, withdrawn: Noted | None) -> Standing:
    """The last word counts: what was withdrawn, a person's mark until the next file comes, else what the checks found."""
    current = [one for one in files if counts(one)][-1]
    if current.filling == Filling.BLANK:
        found = State.BLANK
    elif current.errors or current.refusal:
        found = State.TO_CORRECT
    else:
        found = State.ZERO if current.filling == Filling.ZERO else State.RECEIVED
    state = State.WITHDRAWN if withdrawn is not None else mark.state if mark is not None else found
    return Standing(unit=unit, attachment=key, files=tuple(files), state=state, marked=mark, withdrawn=withdrawn)


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
