"""A workbook on paper: what the buttons need of xlwings and of a host, over openpyxl, without any program.

Only for tests: quick, and what comes of it can be compared part by part.
"""

from __future__ import annotations

import contextlib
import io
import re
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
from addin.paper_range import PaperRange
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.cell_range import CellRange

from xltools.addin.host import RULE_MARK, Remark
from xltools.addin.plan import At, blocks
from xltools.formats.grid import Area, a1


class PaperSheet:
    """One sheet; `page` is openpyxl's."""

    def __init__(self, book: PaperBook, page: Any) -> None:
        self.book = book
        self.page = page

    @property
    def name(self) -> str:
        return str(self.page.title)

    @name.setter
    def name(self, name: str) -> None:
        self.book.may_change_structure()
        self.page.title = name

    @property
    def visible(self) -> bool:
        return bool(self.page.sheet_state == "visible")

    @visible.setter
    def visible(self, value: bool) -> None:
        self.page.sheet_state = "visible" if value else "hidden"

    def range(self, first: Any, second: Any = None) -> PaperRange:
        if isinstance(first, str):
            found = CellRange(first)
            return PaperRange(self, Area(found.min_row, found.min_col, found.max_row, found.max_col))
        last = second or first
        return PaperRange(self, Area(*first, *last))

    @property
    def used_range(self) -> PaperRange:
        return PaperRange(self, Area(1, 1, max(self.page.max_row, 1), max(self.page.max_column, 1)))

    def activate(self) -> None:
        self.book.paper.active = self.page

    def delete(self) -> None:
        self.book.may_change_structure()
        self.book.paper.remove(self.page)


class PaperSheets:
    """The sheets in tab order."""

    def __init__(self, book: PaperBook) -> None:
        self.book = book

    def __iter__(self) -> Iterator[PaperSheet]:
        return (PaperSheet(self.book, page) for page in self.book.paper.worksheets)

    def __len__(self) -> int:
        return len(self.book.paper.worksheets)

    def __getitem__(self, key: int | str) -> PaperSheet:
        return list(self)[key] if isinstance(key, int) else next(sheet for sheet in self if sheet.name == key)

    @property
    def active(self) -> PaperSheet:
        return PaperSheet(self.book, self.book.paper.active)

    def add(self, name: str, after: PaperSheet) -> PaperSheet:
        self.book.may_change_structure()
        place = self.book.paper.worksheets.index(after.page) + 1
        return PaperSheet(self.book, self.book.paper.create_sheet(name, place))


@dataclass
class PaperBook:
    """An open workbook."""

    path: Path
    paper: Any = None
    selection: Any = None
    app: Any = field(
        default_factory=lambda: SimpleNamespace(
            engine=SimpleNamespace(name="paper"), properties=lambda **_: contextlib.nullcontext(), status_bar=False
        )
    )

    def __post_init__(self) -> None:
        self.paper = openpyxl.load_workbook(self.path)

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def fullname(self) -> str:
        return str(self.path)

    @property
    def sheets(self) -> PaperSheets:
        return PaperSheets(self)

    def may_change_structure(self) -> None:
        if self.paper.security is not None and self.paper.security.lockStructure:
            raise RuntimeError("1004: the structure of the workbook is protected")

    def parts(self) -> dict[str, str]:
        """The package as it would be saved, without what tells when and what no cell and no rule uses."""
        stream = io.BytesIO()
        # What an earlier save left behind: looks of rules that are gone, a drawing for notes that are gone.
        self.paper._differential_styles.styles = []
        for page in self.paper.worksheets:
            page.legacy_drawing = None
        self.paper.save(stream)
        with zipfile.ZipFile(stream) as package:
            names = [name for name in package.namelist() if not name.startswith("docProps/")]
            texts = {name: package.read(name).decode("utf-8", "replace") for name in names}
        # It numbers rules on, and writes an outline level once a column was touched: neither says anything.
        quiet = re.compile(r' (?:priority="[0-9]+"|outlineLevelCol="0")')
        return {name: quiet.sub("", text) for name, text in texts.items()}


class PaperHost:
    """The host of books on paper."""

    shared = ""

    def path(self, book: Any) -> Path | None:
        return Path(book.path)

    def save_copy(self, book: Any, target: Path) -> None:
        book.paper.save(target)

    def extension(self, book: Any) -> str:
        return str(book.path.suffix)

    def selected(self, book: Any) -> list[str]:
        return book.selection.address.replace("$", "").split(",") if book.selection is not None else []

    def unmarkable(self, _book: Any) -> str:
        return self.shared

    def colour(self, sheet: Any, level: str, fill: str, cells: Sequence[At]) -> int:
        where = " ".join(area.a1 for area in blocks(cells))
        look = PatternFill("solid", bgColor=fill.removeprefix("#"))
        sheet.page.conditional_formatting.add(
            where, FormulaRule(formula=[f'"{RULE_MARK}{level}"="{RULE_MARK}{level}"'], fill=look)
        )
        return 0

    def _ours(self, sheet: Any) -> list[tuple[Any, Any]]:
        return [
            (block, rule)
            for block in sheet.page.conditional_formatting
            for rule in block.rules
            if rule.formula and RULE_MARK in rule.formula[0]
        ]

    def coloured(self, sheet: Any) -> dict[str, list[Area]]:
        made: dict[str, list[Area]] = {}
        for block, rule in self._ours(sheet):
            level = rule.formula[0].split(RULE_MARK)[1].split('"')[0]
            areas = block.cells.ranges
            made.setdefault(level, []).extend(Area(a.min_row, a.min_col, a.max_row, a.max_col) for a in areas)
        return made

    def uncolour(self, sheet: Any) -> int:
        found = self._ours(sheet)
        for block, rule in found:
            block.rules.remove(rule)
            if not block.rules:
                del sheet.page.conditional_formatting[str(block.sqref)]
        return len(found)

    def remarks(self, sheet: Any) -> list[Remark]:
        cells = sheet.page._cells.items()
        return [Remark(At(*at), cell.comment.text) for at, cell in sorted(cells) if cell.comment is not None]

    def note(self, sheet: Any, at: At, text: str) -> bool:
        if type(sheet.page.cell(*at)).__name__ == "MergedCell":
            return False
        sheet.page.cell(*at).comment = Comment(text, "")
        return True

    add_note = note

    def drop_notes(self, sheet: Any, cells: Collection[At]) -> None:
        for at in cells:
            cell = sheet.page.cell(*at)
            cell.comment = None
            if cell.value is None and not cell.has_style:
                del sheet.page._cells[at]

    def formats(self, stretch: Any) -> list[str]:
        cells = stretch.sheet.page._cells
        return [cells[at].number_format if at in cells else "General" for (at,) in stretch._places]

    def set_format(self, sheet: Any, cells: Collection[At], code: str) -> None:
        for at in cells:
            sheet.range(at).number_format = code

    def put(self, sheet: Any, values: Mapping[At, Any]) -> None:
        for at, value in values.items():
            sheet.range(at).value = value

    def find(self, sheet: Any, text: str) -> At | None:
        return next((At(*at) for at, cell in sorted(sheet.page._cells.items()) if cell.value == text), None)

    def tables_to(self, sheet: Any) -> list[int]:
        return [CellRange(table.ref).max_col for table in sheet.page.tables.values()]

    def sheet_locked(self, sheet: Any) -> bool:
        return bool(sheet.page.protection.sheet)

    def structure_locked(self, book: Any) -> bool:
        return bool(book.paper.security is not None and book.paper.security.lockStructure)

    def freeze(self, sheet: Any, rows: int) -> None:
        sheet.page.freeze_panes = a1(rows + 1, 1)

    def filtered(self, sheet: Any) -> Any:
        ref = sheet.page.auto_filter.ref
        return sheet.range(ref) if ref else None

    def filter_on(self, block: Any) -> None:
        block.sheet.page.auto_filter.ref = block.area.a1

    def filter_off(self, block: Any) -> None:
        block.sheet.page.auto_filter.ref = None
        block.sheet.page.auto_filter.filterColumn = []

    def show_all(self, block: Any, field: int) -> None:
        kept = [column for column in block.sheet.page.auto_filter.filterColumn if column.colId != field - 1]
        block.sheet.page.auto_filter.filterColumn = kept

    def hold(self, _book: Any) -> Callable[[], None]:
        return lambda: None
