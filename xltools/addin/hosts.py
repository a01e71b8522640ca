"""What xlwings says differently, or not at all, on Excel and on LibreOffice. Everything else is plain xlwings."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

import xlwings

VERY_HIDDEN = 2
"""xlSheetVeryHidden: not to be shown again from Excel's menus."""


class Host(Protocol):
    """The few things a button needs that xlwings has no common word for."""

    def path(self, book: xlwings.Book) -> Path | None:
        """The book's file on this machine, None where it has none (never saved, or kept in a web folder)."""

    def save_copy(self, book: xlwings.Book, target: Path) -> None:
        """Write the book with its unsaved edits to `target`; the book itself does not change."""

    def extension(self, book: xlwings.Book) -> str:
        """The extension that a copy of the book must have."""

    def colour(self, cells: Sequence[xlwings.Range], fill: str, word: str) -> list[tuple[xlwings.Range, str]]:
        """Colour cells so that it can be told as ours by `word`; what to remember of each, for `uncolour`."""

    def uncolour(self, cell: xlwings.Range, kept: str) -> None:
        """Give a cell the fill back that `colour` told to remember."""

    def strays(self, sheet: xlwings.Sheet, fills: set[tuple[int, int, int]]) -> list[xlwings.Range]:
        """Blocks that have one of these fills of ours by having been moved (sorted, inserted) after `colour`."""

    def remarked(self, cell: xlwings.Range) -> bool:
        """Whether the cell carries a note or a threaded comment."""

    def sheet_locked(self, sheet: xlwings.Sheet) -> bool:
        """Whether cells of the sheet may not be changed."""

    def structure_locked(self, book: xlwings.Book) -> bool:
        """Whether sheets may not be added."""

    def hide_deep(self, sheet: xlwings.Sheet) -> None:
        """Hide a sheet so that people do not come across it."""

    def freeze(self, sheet: xlwings.Sheet, rows: int) -> None:
        """Keep the first rows in sight."""

    def filtered(self, sheet: xlwings.Sheet) -> xlwings.Range | None:
        """The block of the sheet's AutoFilter."""

    def filter_on(self, block: xlwings.Range) -> None:
        """Arrows on the first row of `block`."""

    def filter_off(self, block: xlwings.Range) -> None:
        """Take the sheet's AutoFilter away."""

    def hold(self, book: xlwings.Book) -> None:
        """Stop drawing, and stop fitting row heights, until `release`."""

    def release(self, book: xlwings.Book) -> None:
        """Draw again."""


class Excel:
    """Excel on Windows, through COM."""

    UNION = 30
    """Application.Union takes so many blocks at once."""

    def path(self, book: xlwings.Book) -> Path | None:
        full = str(book.api.FullName)
        return Path(full) if os.path.isabs(full) and "://" not in full else None

    def save_copy(self, book: xlwings.Book, target: Path) -> None:
        book.api.SaveCopyAs(str(target))

    def extension(self, book: xlwings.Book) -> str:
        return Path(str(book.api.Name)).suffix or ".xlsx"

    def colour(self, cells: Sequence[xlwings.Range], fill: str, word: str) -> list[tuple[xlwings.Range, str]]:
        """By one conditional format: the cells' own fill, be it a gradient, is not touched."""
        rule = cells[0].conditional_formats.add_custom(f"={word}={word}", fill_color=fill)
        blocks = [cell.api for cell in cells]
        union = cells[0].sheet.book.app.api.Union
        while len(blocks) > 1:
            first, rest = blocks[: self.UNION], blocks[self.UNION :]
            blocks = [union(*first), *rest]
        rule.impl.api.ModifyAppliesToRange(blocks[0])
        return []

    def uncolour(self, cell: xlwings.Range, kept: str) -> None:
        cell.color = kept if kept.startswith("#") else None

    def strays(self, sheet: xlwings.Sheet, fills: set[tuple[int, int, int]]) -> list[xlwings.Range]:  # noqa: ARG002 - rules stay where they are
        return []

    def remarked(self, cell: xlwings.Range) -> bool:
        if cell.api.Comment is not None:
            return True
        # Threaded comments came with Excel 365; older versions have no such property.
        with contextlib.suppress(Exception):
            return cell.api.CommentThreaded is not None
        return False

    def sheet_locked(self, sheet: xlwings.Sheet) -> bool:
        return bool(sheet.api.ProtectContents)

    def structure_locked(self, book: xlwings.Book) -> bool:
        return bool(book.api.ProtectStructure)

    def hide_deep(self, sheet: xlwings.Sheet) -> None:
        sheet.api.Visible = VERY_HIDDEN

    def freeze(self, sheet: xlwings.Sheet, rows: int) -> None:
        sheet.activate()
        window = sheet.book.api.Windows(1)
        window.FreezePanes = False
        window.ScrollRow = 1
        window.SplitColumn = 0
        window.SplitRow = rows
        window.FreezePanes = True

    def filtered(self, sheet: xlwings.Sheet) -> xlwings.Range | None:
        if not sheet.api.AutoFilterMode:
            return None
        return sheet.range(str(sheet.api.AutoFilter.Range.Address))

    def filter_on(self, block: xlwings.Range) -> None:
        block.api.AutoFilter()

    def filter_off(self, block: xlwings.Range) -> None:
        block.sheet.api.AutoFilterMode = False

    def hold(self, book: xlwings.Book) -> None:
        book.app.screen_updating = False

    def release(self, book: xlwings.Book) -> None:
        book.app.screen_updating = True


class LibreOfficeHost:
    """LibreOffice, through our engine."""

    def path(self, book: xlwings.Book) -> Path | None:
        return Path(book.fullname) if book.impl.document.URL.startswith("file:") else None

    def save_copy(self, book: xlwings.Book, target: Path) -> None:
        """A book without unsaved edits is copied as it lies on disk: nobody's file is better than the file itself."""
        path = self.path(book)
        if path is not None and book.impl.saved and path.is_file():
            shutil.copyfile(path, target)
        else:
            book.impl.save_copy(str(target))

    def extension(self, book: xlwings.Book) -> str:
        return Path(book.name).suffix or ".xlsx"

    def colour(self, cells: Sequence[xlwings.Range], fill: str, word: str) -> list[tuple[xlwings.Range, str]]:  # noqa: ARG002 - a fill has no room for a word
        """By the fill itself: a rule would push the user's own rules off these cells. A fill is one colour here."""
        kept = []
        for block in cells:
            rows, columns = block.shape
            for row in range(1, rows + 1):
                for column in range(1, columns + 1):
                    cell = block(row, column)
                    kept.append((cell, cell.impl.own_fill()))
            block.color = fill
        return kept

    def uncolour(self, cell: xlwings.Range, kept: str) -> None:
        cell.impl.restore_fill(kept)

    def strays(self, sheet: xlwings.Sheet, fills: set[tuple[int, int, int]]) -> list[xlwings.Range]:
        return [sheet.range(address) for address in sheet.impl.coloured(fills)]

    def remarked(self, cell: xlwings.Range) -> bool:
        return cell.note is not None

    def sheet_locked(self, sheet: xlwings.Sheet) -> bool:
        return bool(sheet.api.isProtected())

    def structure_locked(self, book: xlwings.Book) -> bool:
        return bool(book.api.isProtected())

    def hide_deep(self, sheet: xlwings.Sheet) -> None:
        sheet.visible = False

    def freeze(self, sheet: xlwings.Sheet, rows: int) -> None:
        sheet.freeze_panes.freeze_at(f"{rows}:{rows}")

    def filtered(self, sheet: xlwings.Sheet) -> xlwings.Range | None:
        from .libreoffice.filters import sheet_filter

        found = sheet_filter(sheet.range("A1").impl)
        if found is None:
            return None
        area = found.getDataArea()
        return sheet.range((area.StartRow + 1, area.StartColumn + 1), (area.EndRow + 1, area.EndColumn + 1))

    def filter_on(self, block: xlwings.Range) -> None:
        block.autofilter.impl.show()

    def filter_off(self, block: xlwings.Range) -> None:
        block.autofilter.impl.remove()

    def hold(self, book: xlwings.Book) -> None:
        book.api.lockControllers()
        book.api.IsAdjustHeightEnabled = False

    def release(self, book: xlwings.Book) -> None:
        book.api.IsAdjustHeightEnabled = True
        book.api.unlockControllers()


class still:  # noqa: N801 - used like a function: ``with still(book)``
    """The book stands still for the length of a ``with``: many changes, one redraw."""

    def __init__(self, book: xlwings.Book) -> None:
        self._book = book

    def __enter__(self) -> None:
        host_of(self._book).hold(self._book)

    def __exit__(self, *_: object) -> None:
        host_of(self._book).release(self._book)


_HOSTS: dict[str, Host] = {"excel": Excel(), "libreoffice": LibreOfficeHost()}


def host_of(book: xlwings.Book) -> Host:
    """The host of a book, by its engine's name."""
    return _HOSTS[book.app.engine.name]


def blocks(cells: Iterable[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
    """Cells (row, column) as few upright blocks: runs down a column, the way mistakes come."""
    made: list[tuple[int, int, int, int]] = []
    for row, column in sorted(set(cells), key=lambda cell: (cell[1], cell[0])):
        if made and made[-1][1] == column and made[-1][2] == row - 1:
            first, _, _, _ = made[-1]
            made[-1] = (first, column, row, column)
        else:
            made.append((row, column, row, column))
    return made
