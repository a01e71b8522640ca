"""Excel on Windows, through COM."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import xlwings

from ..formats.grid import Area, a1
from ..office.textwidth import display_width
from . import journal
from .comerrors import com_errors
from .excelfilters import hidden_by_hand
from .host import RULE_MARK, CellValue, Remark
from .plan import At, blocks

EXPRESSION: Final = 2
"""xlExpression."""
FORMULAS: Final = -4123
"""xlFormulas."""
WHOLE: Final = 1
"""xlWhole."""
LONGEST_ADDRESS: Final = 255
NOTE_WIDTH: Final = 250.0
NOTE_LINE: Final = 44
"""Points, and the half-width characters that stand in a line so wide."""


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

    def selected(self, book: xlwings.Book) -> list[str]:
        chosen = book.selection
        return str(chosen.address).replace("$", "").split(",") if chosen is not None else []

    def unmarkable(self, book: xlwings.Book) -> str:
        """A shared workbook takes no rules and gives no sheet back; a co-authored one shows every mark to everybody."""
        if book.api.MultiUserEditing:
            return "这是共享工作簿，Excel 不允许在其中标色"
        full = str(book.api.FullName)
        # AutoSaveOn came with Excel 365; older versions have no such property.
        with contextlib.suppress(*com_errors()):
            if "://" in full and book.api.AutoSaveOn:
                return "工作簿在云端，正在自动保存，标注会立即出现在所有人面前"
        return ""

    def colour(self, sheet: xlwings.Sheet, level: str, fill: str, cells: Sequence[At]) -> int:
        """One rule for all: it is made on the first block and then spread, by address lists of bearable length."""
        areas = blocks(cells)
        if not areas:
            return 0
        word = f'"{RULE_MARK}{level}"'
        rule = sheet.api.Range(areas[0].a1).FormatConditions.Add(EXPRESSION, None, f"={word}={word}")
        rule.SetFirstPriority()
        rule.Interior.Color = bgr(fill)
        rule.StopIfTrue = False
        parts = [sheet.api.Range(text) for text in address_lists(areas)]
        union = sheet.book.app.api.Union
        while len(parts) > 1:
            first, rest = parts[: self.UNION], parts[self.UNION :]
            parts = [union(*first), *rest]
        rule.ModifyAppliesToRange(parts[0])
        return 0

    def coloured(self, sheet: xlwings.Sheet) -> dict[str, list[Area]]:
        made: dict[str, list[Area]] = {}
        for rule in self._rules(sheet):
            level = str(rule.Formula1).split(RULE_MARK)[1].split('"')[0]
            for block in rule.AppliesTo.Areas:
                corner = (int(block.Row), int(block.Column))
                shape = (int(block.Rows.Count) - 1, int(block.Columns.Count) - 1)
                made.setdefault(level, []).append(Area(*corner, corner[0] + shape[0], corner[1] + shape[1]))
        return made

    def uncolour(self, sheet: xlwings.Sheet) -> int:
        rules = self._rules(sheet)
        for rule in reversed(rules):
            rule.Delete()
        return len(rules)

    @staticmethod
    def _rules(sheet: xlwings.Sheet) -> list[Any]:
        """Ours. A data bar or an icon set has no formula: it is not even asked for one."""
        rules = sheet.api.Cells.FormatConditions
        found = (rules.Item(number) for number in range(1, int(rules.Count) + 1))
        return [rule for rule in found if int(rule.Type) == EXPRESSION and RULE_MARK in str(rule.Formula1)]

    def remarks(self, sheet: xlwings.Sheet) -> list[Remark]:
        found = [
            Remark(At(int(note.Parent.Row), int(note.Parent.Column)), str(note.Text())) for note in sheet.api.Comments
        ]
        # Threaded comments came with Excel 365; older versions have no such property.
        with contextlib.suppress(*com_errors()):
            found += [
                Remark(At(int(thread.Parent.Row), int(thread.Parent.Column)), "")
                for thread in sheet.api.CommentsThreaded
            ]
        return found

    def add_note(self, sheet: xlwings.Sheet, at: At, text: str) -> bool:
        """Excel refuses with error 1004 in odd places (a merged block's covered cell): that costs one note."""
        try:
            made = sheet.api.Range(a1(*at)).AddComment(text)
        except com_errors() as error:
            journal.write(f"批注没有加上：{a1(*at)}", error)
            return False
        with contextlib.suppress(*com_errors()):  # its size is a courtesy
            made.Shape.Width, made.Shape.Height = note_size(text)
        return True

    def note(self, sheet: xlwings.Sheet, at: At, text: str) -> bool:
        own = sheet.api.Range(a1(*at)).Comment
        if own is None:
            return self.add_note(sheet, at, text)
        own.Text(text)
        return True

    def drop_notes(self, sheet: xlwings.Sheet, cells: Collection[At]) -> None:
        for at in cells:
            sheet.api.Range(a1(*at)).Comment.Delete()

    def formats(self, stretch: xlwings.Range) -> list[str]:
        """Excel tells one format or none for many cells: halved until it tells."""
        rows, one = stretch.shape[0], stretch.number_format
        if one is not None:
            return [str(one)] * rows
        first, middle, column = stretch.row, stretch.row + rows // 2, stretch.column
        halves = ((first, middle - 1), (middle, first + rows - 1))
        parts = (stretch.sheet.range((top, column), (bottom, column)) for top, bottom in halves)
        return [code for part in parts for code in self.formats(part)]

    def set_format(self, sheet: xlwings.Sheet, cells: Collection[At], code: str) -> None:
        for addresses in address_lists(blocks(cells)):
            sheet.api.Range(addresses).NumberFormat = code

    def put(self, sheet: xlwings.Sheet, values: Mapping[At, CellValue]) -> None:
        for area in blocks(values):
            rows = range(area.first_row, area.last_row + 1)
            sheet.range(area.a1).value = [[values[At(row, area.first_column)]] for row in rows]

    def find(self, sheet: xlwings.Sheet, text: str) -> At | None:
        """Looked for among formulas: among values Excel passes over what is hidden."""
        cell = sheet.api.Cells.Find(What=text, LookIn=FORMULAS, LookAt=WHOLE, MatchCase=True)
        return None if cell is None else At(int(cell.Row), int(cell.Column))

    def tables_to(self, sheet: xlwings.Sheet) -> list[int]:
        found = [table.Range for table in sheet.api.ListObjects]
        return [int(block.Column) + int(block.Columns.Count) - 1 for block in found]

    def sheet_locked(self, sheet: xlwings.Sheet) -> bool:
        return bool(sheet.api.ProtectContents)

    def structure_locked(self, book: xlwings.Book) -> bool:
        return bool(book.api.ProtectStructure)

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
        sheet = block.sheet.api
        by_hand = hidden_by_hand(sheet)
        sheet.AutoFilterMode = False
        for row in by_hand:
            sheet.Rows(row).Hidden = True

    def show_all(self, block: xlwings.Range, field: int) -> None:
        sheet = block.sheet.api
        by_hand = hidden_by_hand(sheet)
        block.api.AutoFilter(field)
        for row in by_hand:
            sheet.Rows(row).Hidden = True

    def hold(self, book: xlwings.Book) -> Callable[[], None]:
        """Events would run the workbook's own macros at every note; a list (表) would grow over a column beside it.

        Marks are no edits of the user's: Excel does not ask him to save them, he may.
        """
        app, native = book.app.api, book.api
        held = [(app, name, getattr(app, name)) for name in ("ScreenUpdating", "EnableEvents", "DisplayAlerts")]
        held.append((app.AutoCorrect, "AutoExpandListRange", app.AutoCorrect.AutoExpandListRange))
        held.append((native, "Saved", native.Saved))
        for owner, name, _ in held[:-1]:
            setattr(owner, name, False)

        def release() -> None:
            for owner, name, value in reversed(held):
                setattr(owner, name, value)

        return release


def address_lists(areas: Sequence[Area]) -> list[str]:
    """``A1,B3:B9,…``: as few texts as Excel's Range takes, which is 255 characters each."""
    lists: list[str] = []
    for area in areas:
        if lists and len(lists[-1]) + 1 + len(area.a1) <= LONGEST_ADDRESS:
            lists[-1] += "," + area.a1
        else:
            lists.append(area.a1)
    return lists


def bgr(colour: str) -> int:
    """``#RRGGBB`` as Excel counts colours."""
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return red | green << 8 | blue << 16


def note_size(text: str) -> tuple[float, float]:
    """(width, height) in points that show a note's whole text: Excel's own window shows four short lines."""
    lines = sum(max(1, -(-display_width(line) // NOTE_LINE)) for line in text.split("\n"))
    return NOTE_WIDTH, 14.0 * (lines + 1)
