"""The register's file: one event per line, only ever added to, each line bearing a checksum of itself and all before it.

A crash can tear the last line and nothing else: a torn line is passed over and said, the next event starts a new line.
A line that somebody edited no longer fits its checksum: it is used where it can be read, and said.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ..errors import InputRefused
from .model import Arrival, Event, Expects, Marked, Received, RegisterOpened, State

FORMAT = "xltools-handin-1"
_KINDS: Mapping[str, type[Event]] = {
    "opened": RegisterOpened,
    "expects": Expects,
    "received": Received,
    "marked": Marked,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


class Journal:
    """An opened journal: its events, its faults, and the checksum that the next line builds on."""

    def __init__(self, path: Path, events: list[Event], faults: list[str], chain: str, whole: bool) -> None:
        self.path, self.events, self.faults, self._chain = path, events, faults, chain
        self._whole = whole
        """Whether the file ends with a line break; a torn line is closed before the next is added."""

    def append(self, events: Iterable[Event]) -> None:
        """Add events: written and flushed to the disk together. Raises OSError; the lines before stay as they were."""
        added = list(events)
        text = "" if self._whole else "\n"
        chain = self._chain
        for event in added:
            body = _body(event)
            chain = _checksum(chain, body)
            text += f'{{"sum":"{chain}","event":{body}}}\n'
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o666)
        try:
            data = text.encode()
            while data:
                data = data[os.write(handle, data) :]
            os.fsync(handle)
        finally:
            os.close(handle)
        self._chain, self._whole = chain, True
        self.events.extend(added)


def new_journal(path: Path) -> Journal:
    """An empty journal; the file comes into being with its first event."""
    return Journal(path, [], [], FORMAT, True)


def read_journal(path: Path) -> Journal:
    """All events of a journal. Raises InputRefused: not_found, permission, not_a_file, not_a_workbook (no journal)."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputRefused("not_found", f"找不到报送台账“{path}”。请检查路径。", path=str(path)) from None
    except IsADirectoryError:
        raise InputRefused("not_a_file", f"“{path}”是文件夹，不是报送台账。请给出台账文件。", path=str(path)) from None
    except OSError as fault:
        raise InputRefused("permission", f"报送台账“{path}”打不开：{fault.strerror}。", path=str(path)) from None
    events: list[Event] = []
    faults: list[str] = []
    chain = FORMAT
    lines = data.split(b"\n")
    whole = lines[-1] == b""
    for number, line in enumerate(lines[:-1] if whole else lines, start=1):
        event, said, problem = _line(line, chain)
        last = number == len(lines)
        if event is not None:
            events.append(event)
            if problem:
                faults.append(f"第 {number} 行{problem}")
        elif line.strip():
            faults.append(f"第 {number} 行{'没有写完（上次运行中断），未采用' if last else '读不出，未采用'}")
        chain = said or chain
    if not events or not isinstance(events[0], RegisterOpened):
        raise InputRefused("unsupported", f"“{path}”不是报送台账，或开头已损坏。请指定正确的台账文件。", path=str(path))
    return Journal(path, events, faults, chain, whole)


def _line(line: bytes, chain: str) -> tuple[Event | None, str, str]:
    """(event, checksum the line states, what is wrong with it)."""
    try:
        record = json.loads(line.decode("utf-8"))
        said = str(record["sum"])
        event = _event(record["event"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return None, "", ""
    body = _body(event)
    return event, said, "" if _checksum(chain, body) == said else "与校验和不符，可能被人改过"


def _checksum(chain: str, body: str) -> str:
    return hashlib.sha256(f"{chain}\n{body}".encode()).hexdigest()[:24]


def _body(event: Event) -> str:
    record = {"kind": _NAMES[type(event)]}
    record |= {one.name: _plain(getattr(event, one.name)) for one in fields(event)}
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def _event(record: Mapping[str, Any]) -> Event:
    facts = dict(record)
    kind = _KINDS[facts.pop("kind")]
    facts["at"] = datetime.fromisoformat(facts["at"])
    if facts.get("deadline"):
        facts["deadline"] = date.fromisoformat(facts["deadline"])
    if "units" in facts:
        facts["units"] = tuple(facts["units"])
    if "expected" in facts:
        facts["expected"] = tuple(tuple(group) for group in facts["expected"])
    if "arrival" in facts:
        facts["arrival"] = Arrival(facts["arrival"])
    if "state" in facts:
        facts["state"] = State(facts["state"])
    return kind(**facts)
