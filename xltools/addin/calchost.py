"""LibreOffice, through our engine."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

import xlwings

from ..formats.grid import Area
from .host import RULE_MARK, CellValue, Remark
from .libreoffice import conditions
from .libreoffice.filters import sheet_filter
from .libreoffice.values import column_formats, format_code, format_key, null_date, plain
from .plan import At, blocks


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

    def selected(self, book: xlwings.Book) -> list[str]:
        areas = (block.getRangeAddress() for block in book.impl.selected_blocks())
        return [Area(one.StartRow + 1, one.StartColumn + 1, one.EndRow + 1, one.EndColumn + 1).a1 for one in areas]

    def unmarkable(self, book: xlwings.Book) -> str:
        """LibreOffice refuses every change to a document opened for reading; Excel makes them and asks where to save."""
        return "工作簿是以只读方式打开的，不能在其中标色" if book.api.isReadonly() else ""

    def colour(self, sheet: xlwings.Sheet, level: str, fill: str, cells: Sequence[At]) -> int:
        """A new rule would push the user's own off their cells: those are left out, and counted."""
        taken = conditions.areas_of_rules(sheet.api, without=RULE_MARK)
        free = [at for at in cells if not any(area.covers(*at) for area in taken)]
        if free:
            conditions.paint(sheet.impl, f"{RULE_MARK}{level}", fill, blocks(free))
        return len(cells) - len(free)

    def coloured(self, sheet: xlwings.Sheet) -> dict[str, list[Area]]:
        return conditions.painted(sheet.api, RULE_MARK)

    def uncolour(self, sheet: xlwings.Sheet) -> int:
        return conditions.unpaint(sheet.impl, RULE_MARK)

    def remarks(self, sheet: xlwings.Sheet) -> list[Remark]:
        return [Remark(At(place.Row + 1, place.Column + 1), text) for place, text in sheet.impl.note_texts()]

    def add_note(self, sheet: xlwings.Sheet, at: At, text: str) -> bool:
        sheet.impl.add_note(at.row, at.column, text)
        return True

    def note(self, sheet: xlwings.Sheet, at: At, text: str) -> bool:
        sheet.impl.set_note(at.row, at.column, text)
        return True

    def drop_notes(self, sheet: xlwings.Sheet, cells: Collection[At]) -> None:
        sheet.impl.drop_notes({(at.row - 1, at.column - 1) for at in cells})

    def formats(self, stretch: xlwings.Range) -> list[str]:
        document, keys = stretch.impl.document, column_formats(stretch.api)
        codes = {key: format_code(document, key) for key in set(keys)}
        return [codes[key] for key in keys]

    def set_format(self, sheet: xlwings.Sheet, cells: Collection[At], code: str) -> None:
        sheet.impl.set_format(blocks(cells), format_key(sheet.impl.book.document, code))

    def put(self, sheet: xlwings.Sheet, values: Mapping[At, CellValue]) -> None:
        """LibreOffice makes a cell a text cell (@) where the text looks like a number or a day: its format is set back."""
        start = null_date(sheet.impl.book.document)
        before = self._keys(sheet, values)
        sheet.impl.put(blocks(values), {at: plain(value, start) for at, value in values.items()})
        after = self._keys(sheet, values)
        changed = [at for at in values if after[at] != before[at]]
        for key in {before[at] for at in changed}:
            sheet.impl.set_format(blocks(at for at in changed if before[at] == key), key)

    @staticmethod
    def _keys(sheet: xlwings.Sheet, cells: Collection[At]) -> dict[At, int]:
        """The number formats of cells, column by column."""
        rows: dict[int, list[int]] = {}
        for at in cells:
            rows.setdefault(at.column, []).append(at.row)
        keys: dict[At, int] = {}
        for column, own in rows.items():
            stretch = column_formats(sheet.impl.block(min(own), column, max(own), column).native)
            keys |= {At(row, column): stretch[row - min(own)] for row in own}
        return keys

    def find(self, sheet: xlwings.Sheet, text: str) -> At | None:
        found = sheet.impl.find(text)
        return None if found is None else At(*found)

    def tables_to(self, sheet: xlwings.Sheet) -> list[int]:  # noqa: ARG002 - a database range takes in no neighbour
        return []

    def sheet_locked(self, sheet: xlwings.Sheet) -> bool:
        return bool(sheet.api.isProtected())

    def structure_locked(self, book: xlwings.Book) -> bool:
        return bool(book.api.isProtected() or book.api.isReadonly())

    def freeze(self, sheet: xlwings.Sheet, rows: int) -> None:
        sheet.freeze_panes.freeze_at(f"{rows}:{rows}")

    def filtered(self, sheet: xlwings.Sheet) -> xlwings.Range | None:
        found = sheet_filter(sheet.range("A1").impl)
        if found is None:
            return None
        area = found.getDataArea()
        return sheet.range((area.StartRow + 1, area.StartColumn + 1), (area.EndRow + 1, area.EndColumn + 1))

    def filter_on(self, block: xlwings.Range) -> None:
        block.autofilter.impl.show()

    def filter_off(self, block: xlwings.Range) -> None:
        block.autofilter.impl.remove()

    def show_all(self, block: xlwings.Range, field: int) -> None:
        block.autofilter.impl.clear(field)

    def hold(self, book: xlwings.Book) -> Callable[[], None]:
        """Nothing of it can be undone step by step, and what was done before neither, as with Excel's macros.

        Undoing a rule, LibreOffice empties the notes on its cells, the user's own too; and steps from before would find
        other sheets under their numbers.
        """
        native, undo = book.api, book.api.getUndoManager()
        fitting = native.IsAdjustHeightEnabled
        undo.lock()
        native.lockControllers()
        native.IsAdjustHeightEnabled = False

        def release() -> None:
            native.IsAdjustHeightEnabled = fitting
            native.unlockControllers()
            undo.unlock()
            if not undo.isLocked():  # the outermost of several
                undo.clear()

        return release
