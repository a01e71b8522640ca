"""Our own outputs and offices' templates read back from bytes, with the ordinary reader."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

from ..files.limits import DEFAULT_LIMITS
from ..files.sources import ordinary_bytes
from ..formats.grid import Book, Grid, GridRow


def book_of(data: bytes, shown: str = "") -> Book:
    """The workbook or Word document in `data` as stored. Raises InputRefused."""
    from ..files.limits import Budget
    from ..files.refusals import Refusal
    from ..formats.container import Container
    from ..formats.ooxml import read_workbook
    from ..formats.wordtable import read_document

    try:
        package = Container(io.BytesIO(data), Budget(DEFAULT_LIMITS))
        main = next(
            (part for kind, part in package.relations("").values() if kind == "officeDocument"), "xl/workbook.xml"
        )
        if package.root(main) == "document":
            grids, warnings = read_document(package, main)
            return Book(shown, hashlib.sha256(data).hexdigest(), "docx", grids, warnings)
        grids, warnings, date1904 = read_workbook(package, main)
    except Refusal as refusal:
        raise refusal.named(shown) from None
    return Book(shown, hashlib.sha256(data).hexdigest(), "xlsx", grids, warnings, date1904)


def rows_of(data: bytes, sheet: str) -> Iterator[dict[int, GridRow]]:
    """The rows of one sheet of a workbook that was just written, batch by batch and not held. Raises InputRefused."""
    from ..files.limits import OURS, Budget
    from ..files.refusals import Refusal
    from ..formats.container import Container
    from ..formats.ooxml import pass_over_rows

    try:
        package = Container(io.BytesIO(data), Budget(OURS))
        main = next(part for kind, part in package.relations("").values() if kind == "officeDocument")
        yield from pass_over_rows(package, main, sheet)
    except Refusal as refusal:
        raise refusal.named(sheet) from None


def bytes_of(source: str | Path | bytes) -> bytes:
    """The content of a file, or the bytes themselves. Raises InputRefused: not_found, permission, not_a_file."""
    if isinstance(source, bytes):
        return source
    return ordinary_bytes(source, "文件", DEFAULT_LIMITS.file_bytes)


def sheet_named(book: Book, name: str) -> Grid | None:
    return next((grid for grid in book.grids if grid.name == name), None)
