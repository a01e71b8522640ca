"""遴选记录: one event per line, only ever added to; each line bears a checksum of itself and all before it.

A line that somebody edited no longer fits its checksum, and that is said: ranks and winners rest on these lines.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from ..errors import InputRefused
from ..files.records import Malformed, items, known, read_json, table, text, whole
from ..files.sources import ordinary_bytes
from .model import Applicant, Decision, DecisionKind, Entry, SelectionOpened, SheetTaken

RECORD: Final = "遴选记录.jsonl"
_BEGINS: Final = "xltools-select-1"
_KINDS: Final[Mapping[str, type[Entry]]] = {"opened": SelectionOpened, "taken": SheetTaken, "decided": Decision}
_NAMES: Final = {kind: name for name, kind in _KINDS.items()}
_MOST_BYTES: Final = 64 << 20
_LONGEST_LINE: Final = 32 << 20


@dataclass(slots=True)
class Record:
    """The record of one selection. `chain` is the checksum of its last line."""

    path: Path
    entries: list[Entry]
    faults: list[str]
    chain: str = _BEGINS
    torn: bool = False
    """The last line was not finished; the next one starts on a line of its own."""

    @property
    def opened(self) -> SelectionOpened:
        first = self.entries[0]
        assert isinstance(first, SelectionOpened)
        return first

    @property
    def decisions(self) -> tuple[Decision, ...]:
        return tuple(one for one in self.entries if isinstance(one, Decision))

    def taken(self, step: str, expert: str) -> SheetTaken | None:
        """The workbook that counts for a step and expert: the last one taken."""
        found = [
            one for one in self.entries if isinstance(one, SheetTaken) and (one.step, one.expert) == (step, expert)
        ]
        return found[-1] if found else None

    def append(self, added: Iterable[Entry]) -> None:
        """Add events, flushed to the disk together. Raises OSError; the lines before stay as they were."""
        fresh, chain, said = list(added), self.chain, "\n" if self.torn else ""
        for entry in fresh:
            body = _body(entry)
            chain = _checksum(chain, body)
            said += f'{{"sum":"{chain}","event":{body}}}\n'
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o666)
        try:
            data = said.encode("utf-8", "backslashreplace")
            while data:
                data = data[os.write(handle, data) :]
            os.fsync(handle)
        finally:
            os.close(handle)
        self.entries.extend(fresh)
        self.chain, self.torn = chain, False


def new_record(folder: Path) -> Record:
    """An empty record; its file comes into being with the first event."""
    return Record(folder / RECORD, [], [])


def read_record(folder: Path) -> Record:
    """The record of the selection in `folder`. Raises InputRefused: not_found, permission, unsupported."""
    path = folder / RECORD
    data = ordinary_bytes(path, "遴选记录", _MOST_BYTES)
    lines = data.split(b"\n")
    record = Record(path, [], [], torn=lines[-1] != b"")
    for number, line in enumerate(lines, start=1):
        if line.strip():
            _take_in(record, number, line, last=number == len(lines))
    if not record.entries or not isinstance(record.entries[0], SelectionOpened):
        raise InputRefused(
            "unsupported",
            f"“{path}”不是遴选记录，或开头已损坏。请指定 xltools select start 建立的文件夹。",
            path=str(path),
        )
    return record


def _take_in(record: Record, number: int, line: bytes, *, last: bool) -> None:
    try:
        found = known(read_json(line, longest=_LONGEST_LINE), "sum", "event")
        said, entry = text(found["sum"], 64), _entry(table(found["event"]))
    except (Malformed, KeyError):
        record.faults.append(f"第 {number} 行{'没有写完（上次运行中断），未采用' if last else '读不出，未采用'}")
        return
    if _checksum(record.chain, _body(entry)) != said:
        record.faults.append(f"第 {number} 行与校验和不符，可能被人改过")
    record.entries.append(entry)
    record.chain = said


def _checksum(chain: str, body: str) -> str:
    return hashlib.sha256(f"{chain}\n{body}".encode("utf-8", "backslashreplace")).hexdigest()[:24]


def _body(entry: Entry) -> str:
    record = {"kind": _NAMES[type(entry)], **_plain(entry)}
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        # `kind` is the event's name; a decision's own kind is its `what`.
        return {("what" if one.name == "kind" else one.name): _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, datetime):
        return value.isoformat()
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def _entry(record: Mapping[str, object]) -> Entry:
    kind = _KINDS.get(text(record.get("kind")))
    if kind is None:
        raise Malformed("unknown kind")
    made: Entry = _made(kind, {key: value for key, value in record.items() if key != "kind"})
    return made


def _made(kind: type[Any], record: Mapping[str, object]) -> Any:
    """A line may come from anybody who can write the file: every field is of its type, or the line is Malformed."""
    readers = {("what" if one.name == "kind" else one.name): (one.name, _READ[str(one.type)]) for one in fields(kind)}
    known(record, *readers)
    try:
        return kind(**{readers[key][0]: readers[key][1](value) for key, value in record.items()})
    except TypeError:
        raise Malformed("field missing") from None


def _moment(value: object) -> datetime:
    try:
        return datetime.fromisoformat(text(value, 40))
    except ValueError:
        raise Malformed("no time") from None


def _decision_kind(value: object) -> DecisionKind:
    try:
        return DecisionKind(text(value))
    except ValueError:
        raise Malformed("no decision") from None


_READ: Final[Mapping[str, Callable[[object], Any]]] = {
    "str": text,
    "int": whole,
    "datetime": _moment,
    "DecisionKind": _decision_kind,
    "tuple[str, ...]": lambda value: tuple(text(one) for one in items(value)),
    "tuple[Applicant, ...]": lambda value: tuple(_made(Applicant, table(one)) for one in items(value)),
}
"""How a field is read, by the type that its class gives it."""
