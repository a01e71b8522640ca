"""What a person chose for a workbook, kept for the next click: the notice its forms belong to.

Kept with the user's other things, by the workbook's path: the workbook itself is not touched for it.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Final

from . import journal

FILE: Final = "choices.json"
MOST: Final = 500
"""Workbooks remembered; the oldest choices go first."""


def _path() -> Path:
    return journal.work_folder() / FILE


def _read() -> dict[str, str]:
    try:
        found = json.loads(_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {key: value for key, value in found.items() if isinstance(value, str)}


def _key(book: str) -> str:
    """No path stands in the file: whoever reads it learns of no workbook."""
    return hashlib.sha256(os.path.normcase(book).encode("utf-8", "surrogatepass")).hexdigest()[:24]


def chosen_notice(book: str) -> str:
    """The notice chosen for this workbook, empty where it is to be found out."""
    return _read().get(_key(book), "")


def keep_notice(book: str, notice: str) -> None:
    """Remember a choice; empty forgets it."""
    from ..files.atomic import write_atomically

    kept = _read()
    kept.pop(_key(book), None)
    if notice:
        kept[_key(book)] = notice
    recent = dict(list(kept.items())[-MOST:])
    write_atomically(_path(), json.dumps(recent).encode(), may_replace=lambda _old: True)
