"""What a person chose for a workbook, kept for the next click: notice, attachment, the basis of its money.

Kept with the user's other things, by the workbook's path: the workbook itself is not touched for it.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final

from . import journal

FILE: Final = "choices.json"
MOST: Final = 500
"""Workbooks remembered; the oldest choices go first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookChoice:
    """Empty where it is to be found out, or the notice's own."""

    notice: str = ""
    attachment: str = ""
    date_basis: str = ""
    tax_basis: str = ""


def _path() -> Path:
    return journal.work_folder() / FILE


def _read() -> dict[str, object]:
    try:
        found = json.loads(_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _key(book: str) -> str:
    """No path stands in the file: whoever reads it learns of no workbook."""
    return hashlib.sha256(os.path.normcase(book).encode("utf-8", "surrogatepass")).hexdigest()[:24]


def choice_of(book: str) -> BookChoice:
    """What was chosen for this workbook."""
    said = _read().get(_key(book))
    if isinstance(said, str):  # as 0.1 kept it: the notice alone
        return BookChoice(notice=said)
    if not isinstance(said, dict):
        return BookChoice()
    return BookChoice(**{one.name: said[one.name] for one in fields(BookChoice) if isinstance(said.get(one.name), str)})


def keep_choice(book: str, choice: BookChoice) -> None:
    """Remember a choice; an empty one forgets the workbook."""
    from ..files.atomic import write_atomically

    if choice == choice_of(book):
        return
    kept = _read()
    kept.pop(_key(book), None)
    if choice != BookChoice():
        kept[_key(book)] = {name: text for name, text in asdict(choice).items() if text}
    recent = dict(list(kept.items())[-MOST:])
    write_atomically(_path(), json.dumps(recent).encode(), may_replace=lambda _old: True)
