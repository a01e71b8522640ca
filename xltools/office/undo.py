"""How a changed package becomes the original again, part by part, kept small.

For a sheet: the rows that were touched, as they stood. For any other part: the middle that differs. Whatever cannot be
had back that way is kept whole. Everything is checked when the record is made, so a record that exists works.

The record travels inside the file, and whoever held the file may have written it: `parsed` believes nothing of it, and
what `restore` makes of it is nothing until `looks.same_but_for_looks` has compared it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ..files.limits import MAX_ROW
from ..files.records import Malformed, each, items, squeezed, stretched, table, text, whole
from .sheetxml import SheetRow, SheetXml
from .xmlparts import text_of

_MOST_PARTS: Final = 10_000
_LONGEST_ROW: Final = 32 << 20
_ROOM: Final = 64 << 10
"""Bytes that the original may have more than the copy: marking adds, but a part may shrink by a declaration."""


@dataclass(frozen=True, slots=True)
class MiddleBack:
    """The middle of a part as it stood, between so many bytes at its beginning and its end."""

    start: int
    end: int
    old: str


@dataclass(frozen=True, slots=True)
class RowsBack:
    """A sheet's touched rows as they stood (None: not there), and the text around the rows where it differs."""

    rows: Mapping[int, str | None]
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class PartBack:
    """One changed part: what the marking left, and the way back from there."""

    sha256: str
    back: MiddleBack | RowsBack


@dataclass(frozen=True, slots=True)
class Undo:
    """A record as read: changed parts, added parts, and the fingerprint of all others."""

    parts: Mapping[str, PartBack] = field(default_factory=dict)
    added: frozenset[str] = frozenset()
    kept: str = ""


def record(
    original: Mapping[str, bytes], changed: Mapping[str, bytes], sheets: Mapping[str, SheetXml]
) -> dict[str, Any]:
    """What it takes to come back from `changed` to `original`; `sheets` are the changed sheets by part."""
    parts = {
        name: {"sha256": _digest(changed[name]), "back": _way_back(old, changed[name], sheets.get(name))}
        for name, old in original.items()
        if changed[name] != old
    }
    return {
        "version": 1,
        "parts": parts,
        "added": sorted(changed.keys() - original.keys()),
        "kept": _digest(b"".join(_digest(original[name]).encode() for name in sorted(original) if name not in parts)),
    }


def parsed(value: object) -> Undo:
    """The record in bounded types. Raises Malformed."""
    found = table(value)
    return Undo(
        parts=each(found.get("parts"), _part, _MOST_PARTS),
        added=frozenset(text(name) for name in items(found.get("added"), _MOST_PARTS)),
        kept=text(found.get("kept"), 64),
    )


def _part(value: object) -> PartBack:
    found = table(value)
    return PartBack(text(found.get("sha256"), 64), _back(table(found.get("back"))))


def _back(found: Mapping[str, object]) -> MiddleBack | RowsBack:
    if "rows" not in found:
        old = text(found.get("old"), _LONGEST_ROW)
        return MiddleBack(whole(found.get("from"), high=1 << 40), whole(found.get("end"), high=1 << 40), old)
    rows = {_row_number(name): _row(raw) for name, raw in table(found["rows"]).items()}
    before, after = (text(found[name], _LONGEST_ROW) if name in found else None for name in ("before", "after"))
    return RowsBack(rows, before, after)


def _row_number(name: str) -> int:
    if not (name.isascii() and name.isdecimal() and len(name) <= 7):
        raise Malformed("no row number")
    return whole(int(name), 1, MAX_ROW)


def _row(raw: object) -> str | None:
    return None if raw is None else text(raw, _LONGEST_ROW)


def restore(changed: Mapping[str, bytes], undo: Undo) -> dict[str, bytes] | None:
    """The original parts, in their order, if the record is true; None where anything is not as the marking left it.

    Raises Malformed for a record that this program cannot have written.
    """
    if any(name not in changed or _digest(changed[name]) != part.sha256 for name, part in undo.parts.items()):
        return None
    rest = sorted(name for name in changed if name not in undo.parts and name not in undo.added)
    if _digest(b"".join(_digest(changed[name]).encode() for name in rest)) != undo.kept:
        return None
    room = _ROOM + sum(map(len, changed.values()))
    made: dict[str, bytes] = {}
    for name, data in changed.items():
        if name in undo.added:
            continue
        made[name] = _go_back(data, undo.parts[name].back, room) if name in undo.parts else data
        room -= len(made[name])
        if room < 0:
            raise Malformed("more than there was")
    return made


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _way_back(old: bytes, new: bytes, sheet: SheetXml | None) -> dict[str, Any]:
    if sheet is not None:
        back = _sheet_way_back(sheet)
        if back is not None and _go_back(new, _back(back), len(old)) == old:
            return back
    start = 0
    limit = min(len(old), len(new))
    while start < limit and old[start : start + 4096] == new[start : start + 4096]:
        start += 4096
    start = min(start, limit)
    while start < limit and old[start] == new[start]:
        start += 1
    end = 0
    while end < limit - start and old[len(old) - end - 1] == new[len(new) - end - 1]:
        end += 1
    return {"from": start, "end": end, "old": squeezed(old[start : len(old) - end])}


def _sheet_way_back(sheet: SheetXml) -> dict[str, Any] | None:
    found = sheet.way_back()
    if found is None:
        return None
    rows, before, after = found
    back: dict[str, Any] = {"rows": {str(number): raw for number, raw in rows.items()}}
    if before is not None:
        back["before"] = squeezed(before.encode())
    if after is not None:
        back["after"] = squeezed(after.encode())
    return back


def _go_back(new: bytes, back: MiddleBack | RowsBack, most: int) -> bytes:
    """The part as it was, of at most so many bytes. Raises Malformed."""
    if isinstance(back, MiddleBack):
        if back.start + back.end > len(new):
            raise Malformed("outside the part")
        return new[: back.start] + stretched(back.old, most) + (new[len(new) - back.end :] if back.end else b"")
    try:
        sheet = SheetXml(text_of(new))
        if back.before is not None:
            sheet.before = stretched(back.before, most).decode()
        if back.after is not None:
            sheet.after = stretched(back.after, most).decode()
        for number, raw in back.rows.items():
            if raw is None:
                del sheet.rows[number]
            else:
                sheet.rows[number] = SheetRow(number, raw)
        return sheet.text().encode()
    except (ValueError, KeyError) as fault:
        raise Malformed(type(fault).__name__) from None
