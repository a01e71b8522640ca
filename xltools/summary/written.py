"""A summary that was written, read again: what it tells of where its rows came from."""

from __future__ import annotations

from pathlib import Path

from ..errors import InputRefused
from ..office.backread import book_of, bytes_of
from .lineage import Lineage, keyed_grid, resolve, stored
from .word import read_word_lineage


def read_lineage(source: str | Path | bytes) -> Lineage:
    """What a summary (.xlsx or .docx) tells of where its rows came from.

    Raises InputRefused: ``no_lineage`` for a file that holds none, and the reader's own codes.
    """
    data = bytes_of(source)
    shown = "" if isinstance(source, bytes) else str(source)
    if b"word/document.xml" in data:
        return read_word_lineage(data, shown)
    book = book_of(data, shown)
    facts, rows = stored(book, shown)
    grid = next((grid for grid in book.grids if grid.name == facts.get("sheet")), None) or keyed_grid(book)
    if grid is None:
        raise InputRefused("no_lineage", f"“{shown}”中记录来源的表格已被删除，无法追溯。", path=shown)
    return resolve(facts, rows, grid)
