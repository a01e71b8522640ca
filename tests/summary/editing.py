"""A cell of a written summary changed by a person."""

from __future__ import annotations

from pathlib import Path

import openpyxl

FIRST = 5


def edit(path: Path, to: Path | None = None, **cells: object) -> Path:
    """The workbook saved again with these cells of its first sheet changed."""
    book = openpyxl.load_workbook(path)
    for cell, value in cells.items():
        book.worksheets[0][cell] = value
    book.save(to or path)
    return to or path
