"""Sheets: the collection, the sheet, its frozen panes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xlwings import base_classes

from ...formats.grid import Area
from . import runtime, values
from .charts import Charts
from .conditions import cells_of
from .looks import Note
from .names import Names
from .places import OpenBook
from .ranges import CalcRange


class Sheets(base_classes.Sheets):
    """The sheets of one book, in tab order."""

    def __init__(self, book: OpenBook) -> None:
        self.book = book

    @property
    def api(self) -> Any:
        return self.book.document.Sheets

    def of(self, native: Any) -> CalcSheet:
        return CalcSheet(self.book, native)

    @property
    def active(self) -> CalcSheet:
        controller = self.book.document.getCurrentController()
        return self.of(controller.getActiveSheet()) if controller is not None else self(1)

    def __call__(self, key: int | str) -> CalcSheet:
        if isinstance(key, str):
            for sheet in self:
                if sheet.name.casefold() == key.casefold():
                    return sheet
            raise KeyError(key)
        return self.of(self.api.getByIndex(key - 1))

    def __len__(self) -> int:
        return int(self.api.getCount())

    def __iter__(self) -> Iterator[CalcSheet]:
        return (self(index + 1) for index in range(len(self)))

    def __contains__(self, key: str) -> bool:
        return any(sheet.name.casefold() == key.casefold() for sheet in self)

    def add(
        self, before: CalcSheet | None = None, after: CalcSheet | None = None, name: str | None = None
    ) -> CalcSheet:
        """A new sheet; without a place it comes before the active one, as in Excel. It becomes the active sheet."""
        if before is not None:
            place = before.index - 1
        elif after is not None:
            place = after.index
        else:
            place = self.active.index - 1
        self.api.insertNewByName(name or self._free_name(), place)
        made = self(place + 1)
        made.activate()
        return made

    def _free_name(self) -> str:
        number = len(self) + 1
        while f"Sheet{number}" in self:
            number += 1
        return f"Sheet{number}"


class CalcSheet(base_classes.Sheet):
    """One sheet; `native` is a com.sun.star.sheet.Spreadsheet."""

    tables = ()

    def __init__(self, book: OpenBook, native: Any) -> None:
        self._book = book
        self.native = native

    @property
    def api(self) -> Any:
        return self.native

    xl = api

    @property
    def book(self) -> OpenBook:
        return self._book

    @property
    def name(self) -> str:
        return str(self.native.Name)

    @name.setter
    def name(self, value: str) -> None:
        self.native.Name = value

    @property
    def names(self) -> Names:
        return Names(self._book, self.native.NamedRanges)

    @property
    def index(self) -> int:
        return int(self.native.getRangeAddress().Sheet) + 1

    @property
    def visible(self) -> bool:
        return bool(self.native.IsVisible)

    @visible.setter
    def visible(self, value: bool | int) -> None:
        """True or False. Excel's "very hidden" (2) becomes hidden: LibreOffice knows no other."""
        self.native.IsVisible = value in (True, -1)

    def wrap(self, native: Any) -> CalcRange:
        return CalcRange(self, native)

    def range(self, first: Any, second: Any = None) -> CalcRange:
        """A block by A1 text, name, (row, column), or two corners of any of these."""
        start = self._corner(first)
        if second is None:
            return self.wrap(start)
        a, b = start.getRangeAddress(), self._corner(second).getRangeAddress()
        return self.block(
            min(a.StartRow, b.StartRow) + 1,
            min(a.StartColumn, b.StartColumn) + 1,
            max(a.EndRow, b.EndRow) + 1,
            max(a.EndColumn, b.EndColumn) + 1,
        )

    def block(self, first_row: int, first_column: int, last_row: int, last_column: int) -> CalcRange:
        """A block by its corners, counted from 1."""
        place = (first_column - 1, first_row - 1, last_column - 1, last_row - 1)
        return self.wrap(self.native.getCellRangeByPosition(*place))

    def _corner(self, key: Any) -> Any:
        if isinstance(key, CalcRange):
            return key.native
        if isinstance(key, tuple):
            row, column = key
            return self.native.getCellRangeByPosition(column - 1, row - 1, column - 1, row - 1)
        return self.native.getCellRangeByName(key.replace("$", ""))

    @property
    def cells(self) -> CalcRange:
        return self.block(1, 1, self.native.Rows.getCount(), self.native.Columns.getCount())

    @property
    def used_range(self) -> CalcRange:
        cursor = self.native.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        return self._block_of(cursor.getRangeAddress())

    def _block_of(self, area: Any) -> CalcRange:
        return self.block(area.StartRow + 1, area.StartColumn + 1, area.EndRow + 1, area.EndColumn + 1)

    @property
    def notes(self) -> list[Note]:
        annotations = self.native.Annotations
        return [Note(self, annotations.getByIndex(index)) for index in range(annotations.getCount())]

    def note_texts(self) -> list[tuple[Any, str]]:
        """(com.sun.star.table.CellAddress, text) of every note."""
        annotations = self.native.Annotations
        notes = (annotations.getByIndex(index) for index in range(annotations.getCount()))
        return [(note.getPosition(), str(note.getString())) for note in notes]

    def set_note(self, row: int, column: int, text: str) -> None:
        """Another text in the note a cell has, or a note on a cell without one."""
        note = self.native.getCellByPosition(column - 1, row - 1).getAnnotation()
        if note.getString():
            note.setString(text)
        else:
            self.add_note(row, column, text)

    def add_note(self, row: int, column: int, text: str) -> None:
        """A note on a cell that has none."""
        sheet = self.native.getRangeAddress().Sheet
        address = runtime.struct("table.CellAddress", Sheet=sheet, Row=row - 1, Column=column - 1)
        self.native.Annotations.insertNew(address, text)

    def drop_notes(self, cells: set[tuple[int, int]]) -> None:
        """Delete the notes of these cells, (row, column) counted from 0; in one walk, since LibreOffice counts them."""
        annotations = self.native.Annotations
        for index in range(annotations.getCount() - 1, -1, -1) if cells else ():
            place = annotations.getByIndex(index).getPosition()
            if (place.Row, place.Column) in cells:
                annotations.removeByIndex(index)

    def set_format(self, areas: Sequence[Area], key: int) -> None:
        """One number format for all of them together."""
        cells_of(self._book.document, self.index - 1, areas).NumberFormat = key

    def put(self, areas: Sequence[Area], told: Mapping[tuple[int, int], str | float]) -> None:
        """Write texts and numbers by (row, column) into `areas`, stretches of one column each, and nowhere else.

        One cursor goes from stretch to stretch: each new object of LibreOffice's costs more than all else.
        """
        noted = {(place.Row + 1, place.Column + 1) for place, _ in self.note_texts()}
        cursor = self.native.createCursorByRange(self.native.getCellByPosition(0, 0))
        row = column = 1
        for area in areas:
            places = [(at, area.first_column) for at in range(area.first_row, area.last_row + 1)]
            cursor.collapseToSize(1, 1)
            cursor.gotoOffset(area.first_column - column, area.first_row - row)
            cursor.collapseToSize(1, len(places))
            values.put(cursor, [[told[at]] for at in places], [n for n, at in enumerate(places) if at in noted])
            row, column = area.first_row, area.first_column

    def find(self, text: str) -> tuple[int, int] | None:
        """(row, column) of the first cell that holds exactly this text."""
        wish = self.native.createSearchDescriptor()
        wish.SearchString, wish.SearchWords, wish.SearchCaseSensitive = text, True, True
        found = self.native.findFirst(wish)
        if found is None:
            return None
        area = found.getRangeAddress()
        return area.StartRow + 1, area.StartColumn + 1

    @property
    def charts(self) -> Charts:
        return Charts(self)

    @property
    def freeze_panes(self) -> FreezePanes:
        return FreezePanes(self)

    def activate(self) -> None:
        controller = self._book.document.getCurrentController()
        if controller is not None:
            controller.setActiveSheet(self.native)

    select = activate

    def clear(self) -> None:
        self.cells.clear()

    def clear_contents(self) -> None:
        self.cells.clear_contents()

    def clear_formats(self) -> None:
        self.cells.clear_formats()

    def autofit(self, axis: str | None = None) -> None:
        self.used_range.autofit(axis)

    def delete(self) -> None:
        self._book.document.Sheets.removeByName(self.name)

    def copy(self, before: CalcSheet | None, after: CalcSheet | None) -> None:
        sheets = self._book.document.Sheets
        place = after.index if after is not None else before.index - 1 if before is not None else sheets.getCount()
        taken, number = set(sheets.getElementNames()), 2
        while f"{self.name} ({number})" in taken:
            number += 1
        sheets.copyByName(self.name, f"{self.name} ({number})", place)


class FreezePanes(base_classes.FreezePanes):
    """Frozen rows and columns; a property of the window, so the sheet is shown for a moment."""

    def __init__(self, sheet: CalcSheet) -> None:
        self.sheet = sheet

    def freeze_at(self, address: str) -> None:
        """``B4`` freezes down to row 4 and up to column B, ``1:1`` the first row, ``A:A`` the first column."""
        area = self.sheet.range(address).native.getRangeAddress()
        sheet = self.sheet.native
        whole_row = area.EndColumn - area.StartColumn + 1 == sheet.Columns.getCount()
        whole_column = area.EndRow - area.StartRow + 1 == sheet.Rows.getCount()
        columns = 0 if whole_row else area.EndColumn + 1
        rows = 0 if whole_column else area.EndRow + 1
        self._at(columns, rows)

    def _at(self, columns: int, rows: int) -> None:
        controller = self.sheet.book.document.getCurrentController()
        if controller is None:
            return
        shown = controller.getActiveSheet()
        controller.setActiveSheet(self.sheet.native)
        controller.freezeAtPosition(columns, rows)
        controller.setActiveSheet(shown)
