"""A range of the workbook on paper."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from openpyxl.utils import get_column_letter

from xltools.addin.plan import At
from xltools.formats.grid import Area

if TYPE_CHECKING:
    from addin.paper import PaperSheet

DEFAULT_WIDTH = 13.0


def _kept(value: Any) -> Any:
    """As a program keeps it: a leading apostrophe forces text; of a link only what is shown is looked at here."""
    if isinstance(value, str) and value.startswith("=HYPERLINK("):
        return value.split('"')[-2]
    return value.removeprefix("'") if isinstance(value, str) else value


class PaperRange:
    """A block of cells. Looks that the buttons give are taken and forgotten."""

    def __init__(self, sheet: PaperSheet, area: Area) -> None:
        self.sheet = sheet
        self.area = area

    def options(self, **_wishes: Any) -> PaperRange:
        return PaperRows(self.sheet, self.area)

    @property
    def row(self) -> int:
        return self.area.first_row

    @property
    def column(self) -> int:
        return self.area.first_column

    @property
    def shape(self) -> tuple[int, int]:
        area = self.area
        return area.last_row - area.first_row + 1, area.last_column - area.first_column + 1

    @property
    def _places(self) -> list[list[At]]:
        area = self.area
        rows = range(area.first_row, area.last_row + 1)
        return [[At(row, column) for column in range(area.first_column, area.last_column + 1)] for row in rows]

    def _rows(self) -> list[list[Any]]:
        cells = self.sheet.page._cells
        return [[cells[at].value if at in cells else None for at in row] for row in self._places]

    @property
    def value(self) -> Any:
        rows = self._rows()
        return rows[0][0] if self.shape == (1, 1) else rows

    @value.setter
    def value(self, value: Any) -> None:
        rows = value if isinstance(value, list) else [[value]]
        rows = rows if rows and isinstance(rows[0], list) else [rows]
        for down, line in enumerate(rows):
            for right, one in enumerate(line):
                at = At(self.row + down, self.column + right)
                if one is not None:
                    self.sheet.page.cell(*at).value = _kept(one)
                elif at in self.sheet.page._cells:
                    self.sheet.page._cells[at].value = None

    def clear_contents(self) -> None:
        for row in self._places:
            for at in row:
                cell = self.sheet.page._cells.get(at)
                if cell is not None and not cell.has_style and cell.comment is None:
                    del self.sheet.page._cells[at]
                elif cell is not None:
                    cell.value = None

    @property
    def address(self) -> str:
        return self.area.a1

    @property
    def formula(self) -> Any:
        return self.value

    @formula.setter
    def formula(self, text: str) -> None:
        self.value = text

    @property
    def number_format(self) -> str | None:
        cells = self.sheet.page._cells
        found = {cells[at].number_format if at in cells else "General" for row in self._places for at in row}
        return found.pop() if len(found) == 1 else None

    @number_format.setter
    def number_format(self, code: str) -> None:
        for row in self._places:
            for at in row:
                if at in self.sheet.page._cells:  # a look on an empty cell of ours is nothing that is tested
                    self.sheet.page.cell(*at).number_format = code

    @property
    def _letter(self) -> str:
        return get_column_letter(self.column)

    @property
    def column_width(self) -> float:
        columns = self.sheet.page.column_dimensions
        return float(columns[self._letter].width) if self._letter in columns else DEFAULT_WIDTH

    @column_width.setter
    def column_width(self, width: float) -> None:
        columns = self.sheet.page.column_dimensions
        if width == DEFAULT_WIDTH and self._letter in columns and not columns[self._letter].hidden:
            del columns[self._letter]
        else:
            columns[self._letter].width = width

    @property
    def impl(self) -> PaperRange:
        return self

    @property
    def column_hidden(self) -> bool:
        columns = self.sheet.page.column_dimensions
        return self._letter in columns and bool(columns[self._letter].hidden)

    @column_hidden.setter
    def column_hidden(self, hidden: bool) -> None:
        if hidden or self.column_hidden:
            self.sheet.page.column_dimensions[self._letter].hidden = hidden
            self.sheet.page.column_dimensions[self._letter].width = DEFAULT_WIDTH

    @property
    def autofilter(self) -> Any:
        fields = {column.colId for column in self.sheet.page.auto_filter.filterColumn}
        types = ["values" if number in fields else "none" for number in range(self.shape[1])]
        return SimpleNamespace(criteria=[SimpleNamespace(type=kind) for kind in types])

    @property
    def font(self) -> Any:
        return SimpleNamespace()

    def select(self) -> None:
        self.sheet.book.selection = self

    def __setattr__(self, name: str, value: Any) -> None:
        known = getattr(type(self), name, None)
        if name in ("sheet", "area") or isinstance(known, property):
            super().__setattr__(name, value)


class PaperRows(PaperRange):
    """The same, always as rows."""

    @property
    def value(self) -> Any:
        return self._rows()
