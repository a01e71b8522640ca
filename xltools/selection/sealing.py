"""Workbooks of ours know what their cells were, so that a file in which somebody worked is told from one that nobody touched."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

from ..errors import InputRefused
from ..formats.grid import Book
from ..formats.opening import open_bytes
from ..forms.recognise import stamp_of
from ..forms.values import text_of
from ..office.patching import WorkbookPatch
from ..office.sheetbuild import hidden_rows_xml

_HIDDEN: Final = "_xltools"


def sealed(book: WorkbookPatch, what: str, facts: Iterable[tuple[str, str]] = ()) -> bytes:
    """A finished book with the hidden sheet that says what it is and what its cells were."""
    digest = _cells_digest(open_bytes(book.save(), shown="表.xlsx"))
    rows = [["xltools", what], *map(list, facts), ["cells", digest]]
    book.add_sheet(_HIDDEN, hidden_rows_xml(rows), "veryHidden")
    return book.save()


def is_untouched(data: bytes) -> bool:
    """Whether a workbook of ours holds nothing but what we wrote, whatever program saved it."""
    try:
        book = open_bytes(data, shown="表.xlsx")
    except InputRefused:
        return False
    return stamp_of(book).get("cells") == _cells_digest(book)


def _cells_digest(book: Book) -> str:
    lines = (
        f"{grid.name}\t{row}\t{column}\t{text_of(value)}"
        for grid in book.grids
        if grid.name != _HIDDEN
        for row, column, value in grid.cells()
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]
