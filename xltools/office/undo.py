"""How a changed package becomes the original again, part by part, kept small.

For a sheet: the rows that were touched, as they stood. For any other part: the middle that differs. Whatever cannot be
had back that way is kept whole. Everything is checked when the record is made, so a record that exists works.
"""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Mapping
from typing import Any

from .sheetxml import SheetRow, SheetXml
from .xmlparts import text_of


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


def restore(changed: Mapping[str, bytes], undo: Mapping[str, Any]) -> dict[str, bytes] | None:
    """The original parts, in their order; None where anything is not as the marking left it."""
    parts: Mapping[str, Any] = undo["parts"]
    added = set(undo["added"])
    if any(name not in changed or _digest(changed[name]) != entry["sha256"] for name, entry in parts.items()):
        return None
    rest = sorted(name for name in changed if name not in parts and name not in added)
    if _digest(b"".join(_digest(changed[name]).encode() for name in rest)) != undo["kept"]:
        return None
    return {
        name: _go_back(data, parts[name]["back"]) if name in parts else data
        for name, data in changed.items()
        if name not in added
    }


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _squeeze(data: bytes) -> str:
    return base64.b64encode(zlib.compress(data, 9)).decode()


def _stretch(text: str) -> bytes:
    return zlib.decompress(base64.b64decode(text))


def _way_back(old: bytes, new: bytes, sheet: SheetXml | None) -> dict[str, Any]:
    if sheet is not None:
        back = _sheet_way_back(sheet)
        if back is not None and _go_back(new, back) == old:
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
    return {"from": start, "end": end, "old": _squeeze(old[start : len(old) - end])}


def _sheet_way_back(sheet: SheetXml) -> dict[str, Any] | None:
    found = sheet.way_back()
    if found is None:
        return None
    rows, before, after = found
    back: dict[str, Any] = {"rows": {str(number): raw for number, raw in rows.items()}}
    if before is not None:
        back["before"] = _squeeze(before.encode())
    if after is not None:
        back["after"] = _squeeze(after.encode())
    return back


def _go_back(new: bytes, back: Mapping[str, Any]) -> bytes:
    if "rows" not in back:
        return new[: back["from"]] + _stretch(back["old"]) + (new[len(new) - back["end"] :] if back["end"] else b"")
    sheet = SheetXml(text_of(new))
    if "before" in back:
        sheet.before = _stretch(back["before"]).decode()
    if "after" in back:
        sheet.after = _stretch(back["after"]).decode()
    for number, raw in back["rows"].items():
        if raw is None:
            del sheet.rows[int(number)]
        else:
            sheet.rows[int(number)] = SheetRow(int(number), raw)
    return sheet.text().encode()
