"""Columns bound by hand, remembered for the layout they were bound in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from ..formats.grid import Book
from ..settings import user_folder
from .recognise import RESULT_COLUMN, is_own
from .values import squeeze


def _file() -> Path | None:
    folder = user_folder()
    return folder / "columns.json" if folder is not None else None


def signature(book: Book) -> str:
    """What two files of one layout have in common: the short texts of their first rows."""
    texts = []
    for grid in book.grids:
        for number in [] if is_own(grid.name) else list(grid.rows)[:30]:
            row = grid.rows[number]
            said = {
                column: value
                for column, value in zip(row.columns, row.values, strict=True)
                if value != RESULT_COLUMN  # a file that is checked stays of its layout
            }
            words = {column: value for column, value in said.items() if isinstance(value, str) and len(value) <= 20}
            # Only rows that look like headings: texts throughout.
            if len(words) == len(said) and len(words) >= 4:
                texts.append("|".join(f"{column}{squeeze(word)}" for column, word in words.items()))
                break
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]


def remembered_all() -> dict[str, dict[str, str]]:
    """Layout -> names and letters that were bound for it."""
    path = _file()
    if path is None or not path.is_file():
        return {}
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {key: dict(value) for key, value in data.items()} if isinstance(data, dict) else {}


def remembered(notice: str, attachment: str, layout: str) -> dict[str, str]:
    """Name -> letters as bound for this layout before."""
    return remembered_all().get(f"{notice}/{attachment}/{layout}", {})


def remember(notice: str, attachment: str, layout: str, columns: Mapping[str, str]) -> None:
    """Keep the binding for the next time; without a home folder it is not kept."""
    path = _file()
    if path is None:
        return
    data = {**remembered_all(), f"{notice}/{attachment}/{layout}": dict(columns)}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".tmp")
        temporary.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
        temporary.replace(path)
    except OSError:
        # A convenience only: the command itself has done its work.
        return
