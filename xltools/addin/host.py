"""What a button needs of a spreadsheet program and xlwings has no common word for, or only a slow one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple, Protocol

import xlwings

from ..formats.grid import Area
from .plan import At

RULE_MARK: Final = "xltools:"
"""Stands in the formula of every rule of ours: ``="xltools:error"="xltools:error"``."""


CellValue = str | int | float | datetime


class Remark(NamedTuple):
    """A cell's note as the program tells it."""

    at: At
    text: str


class Host(Protocol):
    """One spreadsheet program."""

    def path(self, book: xlwings.Book) -> Path | None:
        """The book's file on this machine, None where it has none (never saved, or kept in a web folder)."""

    def save_copy(self, book: xlwings.Book, target: Path) -> None:
        """Write the book with its unsaved edits to `target`; the book itself does not change."""

    def extension(self, book: xlwings.Book) -> str:
        """The extension that a copy of the book must have."""

    def selected(self, book: xlwings.Book) -> list[str]:
        """Addresses of the selected blocks (``B2:C9``, ``2:9``, ``B:C``); empty where no cells are selected."""

    def unmarkable(self, book: xlwings.Book) -> str:
        """Why nothing may be marked in this book, in words; empty where it may."""

    def colour(self, sheet: xlwings.Sheet, level: str, fill: str, cells: Sequence[At]) -> int:
        """Colour cells by a rule that names `level`; the number of cells that could not be without a loss.

        A rule, not a fill: what the cell looks like below it, now and later, stays the user's.
        """

    def coloured(self, sheet: xlwings.Sheet) -> dict[str, list[Area]]:
        """Blocks under rules of ours, by level."""

    def uncolour(self, sheet: xlwings.Sheet) -> int:
        """Take our rules away; the number of them."""

    def remarks(self, sheet: xlwings.Sheet) -> list[Remark]:
        """Every note of the sheet; threaded comments with an empty text, since they are nobody's to change."""

    def add_note(self, sheet: xlwings.Sheet, at: At, text: str) -> bool:
        """A note on a cell that has none; False where the program refuses."""

    def note(self, sheet: xlwings.Sheet, at: At, text: str) -> bool:
        """Set the text of the note a cell has, or a note; False where the program refuses."""

    def drop_notes(self, sheet: xlwings.Sheet, cells: Collection[At]) -> None:
        """Delete the notes of these cells."""

    def formats(self, stretch: xlwings.Range) -> list[str]:
        """The number format of each cell of a stretch of one column."""

    def set_format(self, sheet: xlwings.Sheet, cells: Collection[At], code: str) -> None:
        """Give cells a number format."""

    def put(self, sheet: xlwings.Sheet, values: Mapping[At, CellValue]) -> None:
        """Write these cells and no others, as a range's ``value`` takes them; formats and notes stay."""

    def find(self, sheet: xlwings.Sheet, text: str) -> At | None:
        """The first cell that holds exactly this text, also in hidden rows and columns."""

    def tables_to(self, sheet: xlwings.Sheet) -> list[int]:
        """Last columns of the sheet's table objects (列表): what is written beside one would join it."""

    def sheet_locked(self, sheet: xlwings.Sheet) -> bool:
        """Whether cells of the sheet may not be changed."""

    def structure_locked(self, book: xlwings.Book) -> bool:
        """Whether sheets may not be added: locked, or open for reading only."""

    def freeze(self, sheet: xlwings.Sheet, rows: int) -> None:
        """Keep the first rows in sight."""

    def filtered(self, sheet: xlwings.Sheet) -> xlwings.Range | None:
        """The block of the sheet's AutoFilter."""

    def filter_on(self, block: xlwings.Range) -> None:
        """Arrows on the first row of `block`."""

    def filter_off(self, block: xlwings.Range) -> None:
        """Take the sheet's AutoFilter away."""

    def show_all(self, block: xlwings.Range, field: int) -> None:
        """Drop the condition on one column (counted from 1) of the sheet's AutoFilter."""

    def hold(self, book: xlwings.Book) -> Callable[[], None]:
        """Stop drawing, events and whatever else a write sets off; what is returned puts all of it back."""
