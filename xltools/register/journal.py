"""The register's file: one event per line, only ever added to, each line bearing a checksum of itself and all before it.

A crash can tear the last line and nothing else: a torn line is passed over and said, the next event starts a new line.
A line that somebody edited no longer fits its checksum: it is used where it can be read, and said.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import InputRefused
from ..files.records import Malformed, items, known, read_json, table, text, whole
from ..files.sources import ordinary_bytes
from .headfile import missing_from_beside
from .heads import missing_since, remember_head
from .model import (
    Arrival,
    Due,
    Event,
    Expects,
    Marked,
    Matter,
    Medium,
    Moved,
    Noted,
    PaperReceipt,
    Received,
    RegisterOpened,
    State,
    Voided,
)

FORMAT = "xltools-handin-1"
_KINDS: Mapping[str, type[Event]] = {
    "opened": RegisterOpened,
    "expects": Expects,
    "received": Received,
    "marked": Marked,
    "paper": PaperReceipt,
    "noted": Noted,
    "due": Due,
    "voided": Voided,
    "moved": Moved,
}
_MOST_BYTES = 256 << 20
_LONGEST_LINE = 32 << 20
_MOST_UNITS = 100_000
_NAMES = {kind: name for name, kind in _KINDS.items()}


class Journal:
    """An opened journal: its events with their lines' checksums, its faults, and the checksum the next line builds on."""

    def __init__(
        self, path: Path, events: list[Event], sums: list[str], faults: list[str], chain: str, whole: bool
    ) -> None:
        self.path, self.events, self.sums, self.faults, self._chain = path, events, sums, faults, chain
        self._whole = whole
        """Whether the file ends with a line break; a torn line is closed before the next is added."""
        self._unsaved: list[str] = []

    def add(self, event: Event) -> None:
        """Take an event in; `save` writes it."""
        body = _body(event)
        self._chain = _checksum(self._chain, body)
        self.events.append(event)
        self.sums.append(self._chain)
        self._unsaved.append(f'{{"sum":"{self._chain}","event":{body}}}\n')

    def save(self) -> None:
        """Write what was added, flushed to the disk once for all of it. Raises OSError; the lines before stay as they were."""
        if not self._unsaved:
            return
        text = "".join((() if self._whole else ("\n",)) + tuple(self._unsaved))
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o666)
        try:
            data = _bytes(text)
            while data:
                data = data[os.write(handle, data) :]
            os.fsync(handle)
        finally:
            os.close(handle)
        self._unsaved, self._whole = [], True
        remember_head(self.path, self.head)

    def append(self, events: Iterable[Event]) -> None:
        """Add events and write them."""
        for event in events:
            self.add(event)
        self.save()

    @property
    def head(self) -> str:
        """The checksum of the last line: it stands for the whole register up to here."""
        return self._chain


def new_journal(path: Path) -> Journal:
    """An empty journal; the file comes into being with its first event."""
    return Journal(path, [], [], [], FORMAT, True)


def read_journal(path: Path) -> Journal:
    """All events of a journal. Raises InputRefused: not_found, permission, not_a_file, not_a_workbook (no journal)."""
    data = ordinary_bytes(path, "报送台账", _MOST_BYTES)
    events: list[Event] = []
    sums: list[str] = []
    faults: list[str] = []
    heads = [FORMAT]
    lost = 0
    at: dict[str, tuple[int, int]] = {}
    """Checksum -> its line and how many heads it could go on from. It stands for all lines before it: none comes twice."""
    lines = data.split(b"\n")
    whole = lines[-1] == b""
    for number, line in enumerate(lines[:-1] if whole else lines, start=1):
        event, said, body = _line(line)
        last = number == len(lines)
        first, known = at.get(said, (0, 0))
        if first and _follows(body, said, heads[max(0, known - _AT_ONCE) : known]):
            faults.append(f"第 {number} 行是第 {first} 行的副本，未采用")
            continue
        if event is not None:
            events.append(event)
            sums.append(said)
            if not _follows(body, said, heads[-_AT_ONCE if lost < _MOST_LOST else -1 :]):
                lost += len(body)
                faults.append(f"第 {number} 行与校验和不符，可能被人改过")
        elif line.strip():
            faults.append(f"第 {number} 行{'没有写完（上次运行中断），未采用' if last else '读不出，未采用'}")
        if said:
            at.setdefault(said, (number, len(heads)))
            heads.append(said)
    if not events or not isinstance(events[0], RegisterOpened):
        raise InputRefused("unsupported", f"“{path}”不是报送台账，或开头已损坏。请指定正确的台账文件。", path=str(path))
    found = Journal(path, events, sums, faults, heads[-1], whole)
    found.faults.extend(missing_since(path, heads))
    found.faults.extend(missing_from_beside(path, heads))
    return found


_AT_ONCE = 64
"""Lines back from which a line may go on: two machines that wrote to a shared folder at once began from one line."""


_MOST_LOST = 1 << 20
"""Signs of lines that go on from none: behind so many no branch is looked for any more, each line costs one checksum."""


def _follows(body: str, said: str, heads: Sequence[str]) -> bool:
    """Whether a line goes on from the one before it, or from one shortly before that another machine went on from too."""
    return any(_checksum(head, body) == said for head in reversed(heads))


class _Line(NamedTuple):
    """A line as read. `body` is what its checksum is taken of: as it stands there, lines of older versions know fewer fields."""

    event: Event | None
    said: str
    body: str


def _line(line: bytes) -> _Line:
    try:
        record = known(read_json(line, longest=_LONGEST_LINE), "sum", "event")
        said = text(record["sum"], 64)
        stated = table(record["event"])
        return _Line(_event(stated), said, _dumped(stated))
    except (Malformed, KeyError):
        return _Line(None, "", "")


def _bytes(text: str) -> bytes:
    """A file's name that is no UTF-8 holds signs that cannot be encoded; as JSON escapes they come back unharmed."""
    return text.encode("utf-8", "backslashreplace")


def _checksum(chain: str, body: str) -> str:
    return hashlib.sha256(_bytes(f"{chain}\n{body}")).hexdigest()[:24]


def _body(event: Event) -> str:
    record = {"kind": _NAMES[type(event)]}
    record |= {one.name: _plain(getattr(event, one.name)) for one in fields(event)}
    return _dumped(record)


def _dumped(record: Mapping[str, object]) -> str:
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def _event(record: Mapping[str, object]) -> Event:
    """The event that a line tells of. Raises Malformed: a line may come from anybody who can write the file."""
    kind = _KINDS.get(text(record.get("kind")))
    if kind is None:
        raise Malformed("unknown kind")
    known(record, "kind", *(one.name for one in fields(kind)))
    facts = {one.name: _READ[str(one.type)](record[one.name]) for one in fields(kind) if one.name in record}
    try:
        return kind(**facts)
    except TypeError:
        raise Malformed("field missing") from None


def _moment(value: object) -> datetime:
    """Without a time zone, as it was written: moments are compared with each other."""
    try:
        found = datetime.fromisoformat(text(value, 40))
    except ValueError:
        raise Malformed("no time") from None
    if found.tzinfo is not None:
        raise Malformed("time zone")
    return found


def _day(value: object) -> date:
    try:
        return date.fromisoformat(text(value, 40))
    except ValueError:
        raise Malformed("no day") from None


def _names(value: object) -> tuple[str, ...]:
    return tuple(text(one) for one in items(value, _MOST_UNITS))


def _one_of(kind: type[StrEnum]) -> Callable[[object], StrEnum]:
    def read(value: object) -> StrEnum:
        try:
            return kind(text(value))
        except ValueError:
            raise Malformed(f"no {kind.__name__}") from None

    return read


def _yes_or_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise Malformed("no truth value")
    return value


_READ: Mapping[str, Callable[[object], Any]] = {
    "str": lambda value: text(value, _LONGEST_LINE),
    "int": lambda value: whole(value, 0, 1 << 31),
    "datetime": _moment,
    "date": _day,
    "date | None": lambda value: _day(value) if value is not None else None,
    "tuple[str, ...]": _names,
    "tuple[tuple[str, ...], ...]": lambda value: tuple(_names(group) for group in items(value, _MOST_UNITS)),
    "bool": _yes_or_no,
    **{kind.__name__: _one_of(kind) for kind in (Arrival, State, Medium, Matter)},
}
"""How a field is read, by the type that the event's class gives it."""
