"""Blocks of cells: values, formulas, look, notes, merges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from xlwings import base_classes

from . import runtime, values
from .filters import AutoFilter
from .looks import Font, Note, color_number, rgb
from .places import CellBlock, OpenSheet

CONTENTS: Final = 1 | 2 | 4 | 16
"""CellFlags: numbers, dates, text, formulas."""
FORMATS: Final = 32 | 64
"""CellFlags: hard formatting, styles."""

HORIZONTAL: Final = {
    "general": "STANDARD",
    "left": "LEFT",
    "center": "CENTER",
    "right": "RIGHT",
    "justify": "BLOCK",
    "fill": "REPEAT",
}
VERTICAL: Final = {"top": 1, "center": 2, "bottom": 3, "justify": 4}

POINT: Final = 2540 / 72
"""Hundredths of a millimetre in a point; LibreOffice measures in the former, Excel in the latter."""
PIXEL: Final = 2540 / 96


def characters(width: float) -> float:
    """Column width as Excel counts it: characters of 7 pixels, 5 pixels of margin."""
    return round((width / PIXEL - 5) / 7, 2)


def hundredths(width: float) -> int:
    return round((width * 7 + 5) * PIXEL)


class CalcRange(base_classes.Range):
    """One rectangular block; `native` is a com.sun.star.sheet.SheetCellRange."""

    table = None
    options: dict[str, Any]

    def __init__(self, sheet: OpenSheet, native: Any) -> None:
        self._sheet = sheet
        self.native = native
        self.area = native.getRangeAddress()

    @property
    def api(self) -> Any:
        return self.native

    @property
    def sheet(self) -> OpenSheet:
        return self._sheet

    @property
    def document(self) -> Any:
        return self._sheet.book.document

    @property
    def corner(self) -> Any:
        """The block's first cell, which speaks for the block where a property has one value."""
        return self.native.getCellByPosition(0, 0)

    @property
    def row(self) -> int:
        return int(self.area.StartRow) + 1

    @property
    def column(self) -> int:
        return int(self.area.StartColumn) + 1

    @property
    def coords(self) -> tuple[Any, ...]:
        return (self._sheet.name, self.row, self.column, *self.shape)

    @property
    def shape(self) -> tuple[int, int]:
        return (self.area.EndRow - self.area.StartRow + 1, self.area.EndColumn - self.area.StartColumn + 1)

    def __len__(self) -> int:
        rows, columns = self.shape
        return rows * columns

    def __call__(self, first: int, second: int | None = None) -> CellBlock:
        """The cell (row, column), or the n-th in reading order, counted from the corner; it may lie outside."""
        if second is None:
            row, column = divmod(first - 1, self.shape[1])
        else:
            row, column = first - 1, second - 1
        place = (self.row + row, self.column + column)
        return self._sheet.range(place)

    # values and formulas

    @property
    def raw_value(self) -> Any:
        """A scalar for one cell, rows otherwise; dates are datetimes already."""
        rows = values.read(self.document, self.native)
        return rows[0][0] if self.shape == (1, 1) else rows

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        values.write(self.document, self.native, self._filled(data), values.Formulas(self.document))

    def _filled(self, data: Any) -> list[list[Any]]:
        """A scalar fills the block, as in Excel."""
        if isinstance(data, list | tuple):
            return [list(row) if isinstance(row, list | tuple) else [row] for row in data]
        rows, columns = self.shape
        return [[data] * columns for _ in range(rows)]

    @property
    def formula(self) -> Any:
        formulas = values.Formulas(self.document)
        rows, columns = self.shape
        cell = self.native.getCellByPosition
        found = tuple(tuple(formulas.get(cell(c, r)) for c in range(columns)) for r in range(rows))
        return found[0][0] if self.shape == (1, 1) else found

    @formula.setter
    def formula(self, data: Any) -> None:
        """One formula fills the block and moves its relative references with each cell."""
        if not isinstance(data, list | tuple) and len(self) > 1:
            formulas = values.Formulas(self.document)
            tokens = formulas.tokens(str(data), self.corner.getCellAddress())
            rows, columns = self.shape
            for row in range(rows):
                for column in range(columns):
                    self.native.getCellByPosition(column, row).setTokens(tokens)
            return
        self.raw_value = data

    @property
    def has_array(self) -> bool:
        return bool(self.native.getArrayFormula())

    def clear_contents(self) -> None:
        self.native.clearContents(CONTENTS)

    def clear_formats(self) -> None:
        self.native.clearContents(FORMATS)

    def clear(self) -> None:
        self.native.clearContents(CONTENTS | FORMATS)

    # place

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        text = str(self.native.AbsoluteName).rsplit(".", 1)[1]
        address = "".join(f"${part}" if part else "" for part in text.replace("$", " ").split(" ")[1:])
        parts = re.findall(r"\$([A-Z]+)\$(\d+)", address)
        column, row = "$" if col_absolute else "", "$" if row_absolute else ""
        plain = ":".join(f"{column}{letters}{row}{digits}" for letters, digits in parts)
        if external:
            return f"'[{self._sheet.book.name}]{self._sheet.name}'!{plain}"
        return plain

    @property
    def address(self) -> str:
        return self.get_address(True, True, False)

    def _at(self, area: Any) -> CellBlock:
        return self._sheet.block(area.StartRow + 1, area.StartColumn + 1, area.EndRow + 1, area.EndColumn + 1)

    def end(self, direction: str) -> CellBlock:
        """Where Ctrl and an arrow key go: to the edge of the data, or to the next data."""
        down, right = {"down": (1, 0), "up": (-1, 0), "right": (0, 1), "left": (0, -1)}[direction]
        used = self._sheet.used_range
        last = (used.row + used.shape[0] - 1, used.column + used.shape[1] - 1)

        def filled(row: int, column: int) -> bool:
            return str(self._sheet.range((row, column)).corner.Type.value) != "EMPTY"

        def inside(row: int, column: int) -> bool:
            return 1 <= row <= last[0] and 1 <= column <= last[1]

        row, column = self.row, self.column
        step = (row + down, column + right)
        run = filled(row, column) and inside(*step) and filled(*step)
        while inside(row + down, column + right):
            ahead = filled(row + down, column + right)
            if run and not ahead:
                break
            row, column = row + down, column + right
            if not run and ahead:
                break
        return self._sheet.range((row, column))

    def select(self) -> None:
        controller = self.document.getCurrentController()
        if controller is not None:
            controller.setActiveSheet(self._sheet.native)
            controller.select(self.native)

    # size

    @property
    def column_width(self) -> float | None:
        widths = {column.Width for column in _each(self.native.Columns)}
        return characters(widths.pop()) if len(widths) == 1 else None

    @column_width.setter
    def column_width(self, value: float) -> None:
        self.native.Columns.Width = hundredths(value)

    @property
    def row_height(self) -> float | None:
        heights = {row.Height for row in _each(self.native.Rows)}
        return round(heights.pop() / POINT, 2) if len(heights) == 1 else None

    @row_height.setter
    def row_height(self, value: float) -> None:
        self.native.Rows.Height = round(value * POINT)

    @property
    def row_hidden(self) -> bool | None:
        seen = {bool(row.IsVisible) for row in _each(self.native.Rows)}
        return None if len(seen) > 1 else not seen.pop()

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        self.native.Rows.IsVisible = not value

    @property
    def column_hidden(self) -> bool | None:
        seen = {bool(column.IsVisible) for column in _each(self.native.Columns)}
        return None if len(seen) > 1 else not seen.pop()

    @column_hidden.setter
    def column_hidden(self, value: bool) -> None:
        self.native.Columns.IsVisible = not value

    @property
    def left(self) -> float:
        return float(self.native.Position.X) / POINT

    @property
    def top(self) -> float:
        return float(self.native.Position.Y) / POINT

    @property
    def width(self) -> float:
        return float(self.native.Size.Width) / POINT

    @property
    def height(self) -> float:
        return float(self.native.Size.Height) / POINT

    def autofit(self, axis: str | None = None) -> None:
        if axis in (None, "c", "columns"):
            self.native.Columns.OptimalWidth = True
        if axis in (None, "r", "rows"):
            self.native.Rows.OptimalHeight = True

    # look

    @property
    def color(self) -> tuple[int, int, int] | None:
        return rgb(self.corner.CellBackColor)

    @color.setter
    def color(self, value: tuple[int, int, int] | str | int | None) -> None:
        self.native.CellBackColor = color_number(value)

    @property
    def number_format(self) -> str:
        return values.format_code(self.document, self.corner.NumberFormat)

    @number_format.setter
    def number_format(self, code: str) -> None:
        self.native.NumberFormat = values.format_key(self.document, code)

    @property
    def font(self) -> Font:
        return Font(self)

    @property
    def wrap_text(self) -> bool:
        return bool(self.corner.IsTextWrapped)

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self.native.IsTextWrapped = value

    @property
    def horizontal_alignment(self) -> str:
        name = str(self.corner.HoriJustify.value)
        return next((word for word, native in HORIZONTAL.items() if native == name), "general")

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        self.native.HoriJustify = runtime.enum("table.CellHoriJustify", HORIZONTAL[value])

    @property
    def vertical_alignment(self) -> str:
        number = int(self.corner.VertJustify)
        return next((word for word, native in VERTICAL.items() if native == number), "bottom")

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        self.native.VertJustify = VERTICAL[value]

    @property
    def autofilter(self) -> AutoFilter:
        return AutoFilter(self)

    # merged cells

    @property
    def merge_area(self) -> CellBlock:
        cursor = self._sheet.native.createCursorByRange(self.corner)
        cursor.collapseToMergedArea()
        return self._at(cursor.getRangeAddress())

    @property
    def merge_cells(self) -> bool:
        return len(self.merge_area) > 1

    def merge(self, across: bool = False) -> None:
        if not across:
            self.native.merge(True)
            return
        rows, columns = self.shape
        for row in range(rows):
            self.native.getCellRangeByPosition(0, row, columns - 1, row).merge(True)

    # names, links, notes

    @property
    def name(self) -> Any:
        return next((name for name in self._sheet.book.names if name.refers_to.endswith("!" + self.address)), None)

    @name.setter
    def name(self, value: str) -> None:
        sheet = self._sheet.name.replace("'", "''")
        names = self._sheet.book.names
        target = f"='{sheet}'!{self.address}"
        if names.contains(value):
            names(value).refers_to = target
        else:
            names.add(value, target)

    @property
    def note(self) -> Note | None:
        annotation = self.corner.getAnnotation()
        return Note(self._sheet, annotation) if annotation.getString() else None

    def add_note(self, text: str) -> Note:
        address = self.corner.getCellAddress()
        self._sheet.native.Annotations.insertNew(address, text)
        return Note(self._sheet, self.corner.getAnnotation())


def _each(collection: Any) -> Iterator[Any]:
    return (collection.getByIndex(index) for index in range(collection.getCount()))
