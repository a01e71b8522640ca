"""The register as it stands, folded from the journal's events and kept up while more are added.

The time of receipt decides which file counts, not the order in which entries were typed; of two received at one time the
one entered later. What was judged when a file was entered stands, unless an entry before it was voided, moved, withdrawn
or entered late: then the unit's files are judged anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from .deadlines import Deadlines
from .journal import Journal
from .judging import judged_anew
from .model import (
    Arrival,
    Due,
    Event,
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
    UnitStanding,
    Voided,
    counts,
)
from .names import UnitNames, listed_offices
from .states import returned, standing_of, unit_standing, with_lateness

_Files = dict[int, Received]
"""By the number of the entry, each under the unit that it has now."""


def register_of(journal: Journal) -> Register:
    """The register that the journal tells of."""
    return RegisterFold(journal).register()


class RegisterFold:
    """All events read once. One that is added costs what its unit has, not what the whole register has."""

    def __init__(self, journal: Journal) -> None:
        opened = journal.events[0]
        assert isinstance(opened, RegisterOpened)
        self.journal, self.opened = journal, opened
        self._read()

    def _read(self) -> None:
        self.names = UnitNames(listed_offices(self.opened))
        self.entries: list[RegisterEntry] = []
        self._expected: dict[str, None] = {}
        self._files: dict[str, dict[str, _Files]] = {}
        self._marks: dict[str, dict[str, Marked]] = {}
        self._papers: dict[str, list[PaperReceipt]] = {}
        self._notes: dict[str, dict[int, Noted]] = {}
        self._touched: set[tuple[str, str]] = set()
        """Unit and attachment of which an entry was voided or moved."""
        self._cells: dict[str, str] = {}
        """Fingerprint -> packed cells, of all files that the register knows."""
        self._by_print: dict[str, list[int]] = {}
        """Fingerprint -> numbers of the entries that received it."""
        self._due: list[Due] = []
        self._named: dict[str, str] = {}
        events = self.journal.events
        self._voided = {one.entry: one for one in events if isinstance(one, Voided)}
        self._moved = {one.entry: one for one in events if isinstance(one, Moved)}
        self._by_sum: dict[str, RegisterEntry] = {}
        self._expected = dict.fromkeys(map(self._name, self.opened.units))
        entries = [self._entry(*pair) for pair in zip(events, self.journal.sums, strict=True)]
        for entry in entries:
            self._take(entry)

    def add(self, event: Event) -> None:
        """Take an event in, and put it into the journal (`Journal.save` writes it)."""
        self.journal.add(event)
        if isinstance(event, (Voided, Moved)):
            self._read()  # what was entered long ago may be judged otherwise now
        else:
            self._take(self._entry(event, self.journal.sums[-1]))

    # --- what is asked ------------------------------------------------------------------------------------------------

    def register(self) -> Register:
        """All that stands."""
        now: _Files = {}
        units = [self.unit(name, now) for name in self.units()]
        return Register(
            path=str(self.journal.path),
            opened=self.opened,
            units=tuple(one for one in units if one is not None),
            events=tuple(self.journal.events),
            head=self.journal.head,
            faults=tuple(self.journal.faults),
            entries=tuple(replace(entry, event=now.get(entry.number, entry.event)) for entry in self.entries),
        )

    def unit(self, unit: str, now: _Files | None = None) -> UnitStanding | None:
        """What one unit stands at; None for one that the register does not know. `now` takes its files as they are judged."""
        standings: dict[str, Standing] = {}
        last: dict[tuple[datetime, int], Received] = {}
        for key, own in self._files.get(unit, {}).items():
            judged = self._judged(unit, key, own)
            if now is not None:
                now.update(judged)
            last |= {(one.at, number): one for number, one in judged.items() if counts(one)}
            if any(map(counts, judged.values())):
                mark = self._marks.get(unit, {}).get(key)
                standings[key] = standing_of(unit, key, judged, mark, self._withdrawals(unit, key))
        return unit_standing(
            unit,
            standings,
            self.opened.expected,
            self.deadlines,
            expected=unit in self._expected,
            unread=newest if last and not (newest := last[max(last)]).attachment else None,
            papers=self._papers.get(unit, ()),
            notes=self._notes.get(unit, {}).values(),
        )

    def standing(self, unit: str, attachment: str) -> Standing | None:
        found = self.unit(unit)
        return found.attachments.get(attachment) if found is not None else None

    def event(self, number: int) -> Event:
        """The event of an entry as it is judged now."""
        event = self.entries[number - 1].event
        if not isinstance(event, Received):
            return event
        own = self._files.get(event.unit, {}).get(event.attachment, {})
        return self._judged(event.unit, event.attachment, own)[number] if number in own else event

    def of_print(self, sha256: str) -> Iterator[RegisterEntry]:
        """The entries by which these bytes came and that still count, the last first."""
        for number in reversed(self._by_print.get(sha256, ())):
            if self.entries[number - 1].voided is None:
                yield self.entries[number - 1]

    def twin(self, unit: str, sha256: str) -> Received | None:
        """The very file that counts for another unit."""
        for entry in self.of_print(sha256):
            event = entry.event
            if isinstance(event, Received) and event.unit != unit:
                standing = self.standing(event.unit, event.attachment)
                if standing is not None and standing.current.sha256 == sha256:
                    return standing.current
        return None

    @property
    def expected(self) -> Collection[str]:
        """Who has to hand in, in order; empty where nobody said."""
        return self._expected.keys()

    def units(self) -> Iterator[str]:
        """Who has to hand in, and whoever something was entered for."""
        yield from dict.fromkeys([*self._expected, *self._files, *self._papers, *self._notes])

    def knows(self, unit: str) -> bool:
        return any(unit in there for there in (self._expected, self._files, self._papers, self._notes))

    @property
    def deadlines(self) -> Deadlines:
        return Deadlines(self.opened, self._due, self._notes)

    # --- events -------------------------------------------------------------------------------------------------------

    def _name(self, unit: str) -> str:
        if unit not in self._named:
            self._named[unit] = self.names.known(unit)
            self.names.add(self._named[unit])
        return self._named[unit]

    def _entry(self, event: Event, said: str) -> RegisterEntry:
        """An event with what was said of it later, its unit under the name that the register knows."""
        own = self._moved.get(said)
        named = event
        if isinstance(event, (Received, Marked, PaperReceipt, Noted)):
            named = replace(event, unit=self._name(own.unit if own is not None else event.unit))
        elif isinstance(event, Expects):
            named = replace(event, units=tuple(map(self._name, event.units)))
        entry = RegisterEntry(len(self.entries) + 1, said, named, self._voided.get(said), own)
        self.entries.append(entry)
        self._by_sum.setdefault(said, entry)
        if isinstance(event, (Received, PaperReceipt)):
            self._by_print.setdefault(event.sha256, []).append(entry.number)
        if entry.voided is not None or own is not None:
            self._touched |= set(self._keys_of(entry))
        return entry

    def _keys_of(self, entry: RegisterEntry) -> Iterator[tuple[str, str]]:
        """Where a file counts now and where it counted before it was moved."""
        before = self.journal.events[entry.number - 1]
        for one in (entry.event, before):
            if isinstance(one, Received):
                yield self._name(one.unit), one.attachment

    def _take(self, entry: RegisterEntry) -> None:
        event = entry.event
        if entry.voided is not None:
            return
        match event:
            case Expects():
                kept = {} if event.replaces else self._expected
                self._expected = dict.fromkeys((*kept, *event.units))
            case Received():
                # What a person gave to a unit is judged there, whatever it was taken for before.
                moved = entry.moved is not None
                self._receive(entry.number, replace(event, arrival=Arrival.NEW) if moved else event)
            case Marked():
                self._mark(event)
            case PaperReceipt():
                self._papers.setdefault(event.unit, []).append(event)
            case Noted():
                self._notes.setdefault(event.unit, {})[entry.number] = event
                if event.matter is Matter.RETURNED:
                    self._mark(returned(event))
            case Voided() | Moved():
                self._forget_marks(event.entry)
            case Due():
                self._due.append(event)
            case _:
                pass

    def _receive(self, number: int, event: Received) -> None:
        if event.arrival is Arrival.ASKED:
            return
        own = self._files.setdefault(event.unit, {}).setdefault(event.attachment, {})
        newest = all(one.at <= event.at for one in own.values())
        own[number] = event
        if event.cells:
            self._cells[event.sha256] = event.cells
        # An unchanged copy leaves a person's word in force: there is nothing new to decide.
        if newest and event.arrival in (Arrival.NEW, Arrival.REPLACES):
            self._marks.get(event.unit, {}).pop(event.attachment, None)

    def _mark(self, event: Marked) -> None:
        keys = [key for key in self._files.get(event.unit, ()) if event.attachment in ("", key)]
        self._marks.setdefault(event.unit, {}).update(dict.fromkeys(keys, event))

    def _forget_marks(self, said: str) -> None:
        """What was decided on a file that is gone, or on what stood before another came, is decided no more."""
        entry = self._by_sum.get(said)
        for unit, key in self._keys_of(entry) if entry is not None else ():
            self._marks.get(unit, {}).pop(key, None)

    # --- judging ------------------------------------------------------------------------------------------------------

    def _judged(self, unit: str, key: str, own: Mapping[int, Received]) -> _Files:
        """A unit's files of one attachment in the order of receipt, each as it is judged now."""
        numbers = sorted(own, key=lambda number: (own[number].at, number))
        withdrawals = self._withdrawals(unit, key)
        files = tuple(own[number] for number in numbers)
        if (unit, key) in self._touched or withdrawals or numbers != list(own):
            both: dict[int, Received | Noted] = {**own, **withdrawals}
            files = judged_anew([both[number] for number in sorted(both, key=lambda n: (both[n].at, n))], self._cells)
        deadlines = self.deadlines
        return {number: with_lateness(one, deadlines) for number, one in zip(numbers, files, strict=True)}

    def _withdrawals(self, unit: str, attachment: str) -> dict[int, Noted]:
        return {
            number: note
            for number, note in self._notes.get(unit, {}).items()
            if note.matter is Matter.WITHDRAWN and note.attachment in ("", attachment)
        }
