"""Repairs carried out on a copy: the package is patched, everything else keeps its bytes, and the copy is read again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from ..errors import OutputFault
from ..formats.grid import Book, Value
from ..office.backread import book_of
from ..office.patching import WorkbookPatch
from ..office.sheetxml import Formula
from ..office.stylesheet import Look
from .suggesting import Repair, RepairKind

_DAY: Final = Look(number_format="yyyy-mm-dd")
_PLAIN: Final = Look(number_format="General")


@dataclass(slots=True)
class RepairOutcome:
    """What was changed in which copy, and which files could not be worked on."""

    repairs: list[Repair] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    """Files that are no .xlsx: they hold what could be put right, but not losslessly."""
    left: int = 0
    """Suggestions that nobody ticked."""


def repaired(data: bytes, repairs: Sequence[Repair], before: Book) -> bytes:
    """The workbook with the repairs in it. Raises OutputFault where the copy does not read as it must."""
    book = WorkbookPatch(data)
    for repair in repairs:
        _put(book, repair, before)
    made = book.save()
    _prove(before, book_of(made, before.path), repairs)
    return made


def _put(book: WorkbookPatch, repair: Repair, before: Book) -> None:
    sheet = book.sheet(repair.sheet)
    style = sheet.style(repair.row, repair.number)
    if repair.kind is RepairKind.SUM_RANGE:
        assert isinstance(repair.value, Decimal)
        sheet.set(repair.row, repair.number, Formula(repair.after, repair.value), style)
        return
    if repair.kind is RepairKind.TEXT_DATE:
        style = book.styles.derive(style, _DAY)
    elif not isinstance(repair.value, str) and _is_text_format(before, repair):
        # A number in a cell formatted as text becomes text again when somebody edits it.
        style = book.styles.derive(style, _PLAIN)
    sheet.set(repair.row, repair.number, repair.value, style)


def _is_text_format(book: Book, repair: Repair) -> bool:
    grid = next(grid for grid in book.grids if grid.name == repair.sheet)
    return grid.number_format(repair.row, repair.number) == "@"


def _prove(before: Book, after: Book, repairs: Sequence[Repair]) -> None:
    """Every other cell says what it said, sheet by sheet."""
    changed = {(repair.sheet, repair.row, repair.number) for repair in repairs}
    for old, new in zip(before.grids, after.grids, strict=True):
        said: dict[tuple[int, int], Value] = {(r, c): v for r, c, v in old.cells() if (old.name, r, c) not in changed}
        now = {(r, c): v for r, c, v in new.cells() if (new.name, r, c) not in changed}
        if said != now:
            raise OutputFault("unbalanced", f"“{before.path}”修复后的副本与原件不一致，没有写出。请把文件发给维护者。")
