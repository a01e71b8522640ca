"""Workbooks in OOXML (.xlsx, .xlsm, and .et where WPS wrote OOXML), transitional or strict.

The package says what is where: relationships lead from the root to the workbook, its sheets, styles and strings.
Source: ECMA-376 Part 1, 18 (SpreadsheetML), Part 2 (packages).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ..files.refusals import Refusal, corrupt, in_sheet
from .bookparts import BookParts, CellStyles
from .cellvalues import Dates, Numbers
from .container import Container
from .grid import Grid, GridRow, ReadWarning, SheetState
from .markup import local, pairs
from .numberformats import BUILTIN, GENERAL, is_date_format
from .oddities import Suspects, notice, notice_shape
from .sharedstrings import read_strings
from .sheetpart import SheetReader

MACRO_SHEETS: Final = frozenset({"xlMacrosheet", "xlIntlMacrosheet"})
"""Relationships of sheets that hold Excel 4.0 macros. Source: [MS-OFFMACRO2] 2.2.1."""
_STATES: Final = {"hidden": SheetState.HIDDEN, "veryhidden": SheetState.VERY_HIDDEN}


@dataclass(slots=True)
class _SheetEntry:
    name: str
    state: SheetState
    relation: str


@dataclass(slots=True)
class _WorkbookPart:
    sheets: list[_SheetEntry]
    date1904: bool = False


def read_workbook(package: Container, main: str) -> tuple[list[Grid], list[ReadWarning], bool]:
    """All sheets of the workbook whose main part is `main`: grids, the book's own warnings, and the date system.

    Raises `Refusal`: `missing_part`, `no_sheets`, `corrupt`, `too_big`, `xml_entity`, `zip_bomb`.
    """
    relations = package.relations(main)
    book = _read_workbook_part(package, main)
    parts = _book_parts(package, relations, book)
    grids: list[Grid] = []
    read: set[str] = set()
    warnings = _book_warnings(package, book.date1904)
    for entry in book.sheets:
        if entry.relation not in relations:
            raise Refusal("missing_part", f"工作表“{entry.name}”没有对应的部件")
        kind, part = relations[entry.relation]
        if kind in MACRO_SHEETS:
            warnings.append(ReadWarning("macros", entry.name, (), {"kind": "Excel 4.0"}))
        if kind != "worksheet":
            continue
        if part in read:  # a few bytes of workbook.xml must not make us read one part a thousand times
            raise corrupt(f"工作表“{entry.name}”与另一张工作表是同一部件 {part}")
        read.add(part)
        if part not in package:
            raise Refusal("missing_part", f"缺少工作表“{entry.name}”的部件 {part}")
        reader = SheetReader(part, parts)
        with in_sheet(entry.name):
            facts = reader.read(package.chunks(part))
        grid = Grid(
            entry.name, entry.state, facts.rows, facts.merges, facts.hidden_rows,
            facts.hidden_columns, facts.formulas, parts.styles.formats, parts.styles.struck,
        )  # fmt: skip
        if parts.suspects or parts.numbers.has_long or reader.has_odd:
            notice(grid, parts.suspects)
        else:
            notice_shape(grid)
        grids.append(grid)
    if not grids:
        raise Refusal("no_sheets", "工作簿里没有工作表")
    return grids, warnings, book.date1904


def _book_parts(package: Container, relations: dict[str, tuple[str, str]], book: _WorkbookPart) -> BookParts:
    strings = read_strings(package, _by_kind(relations, "sharedStrings"))
    return BookParts(
        strings,
        _read_styles(package, _by_kind(relations, "styles")),
        Dates(book.date1904, package.budget),
        package.budget,
        Numbers(package.budget),
        suspects=Suspects(strings or ()),
    )


def pass_over_rows(package: Container, main: str, sheet: str) -> Iterator[dict[int, GridRow]]:
    """The rows of one sheet, some at a time and forgotten again: a long sheet is looked through, not held.

    Raises `Refusal` as `read_workbook`.
    """
    relations = package.relations(main)
    book = _read_workbook_part(package, main)
    part = next((relations[one.relation][1] for one in book.sheets if one.name == sheet), None)
    if part is None:
        raise Refusal("no_such_sheet", f"没有工作表“{sheet}”")
    yield from SheetReader(part, _book_parts(package, relations, book)).batches(package.chunks(part))


def sheet_parts(package: Container, main: str) -> dict[str, str]:
    """Sheet name -> the part that holds it: which is which, only the relationships say."""
    relations = package.relations(main)
    sheets = _read_workbook_part(package, main).sheets
    return {one.name: relations[one.relation][1] for one in sheets if one.relation in relations}


def _by_kind(relations: dict[str, tuple[str, str]], kind: str) -> str | None:
    return next((part for found, part in relations.values() if found == kind), None)


def _book_warnings(package: Container, date1904: bool) -> list[ReadWarning]:
    names = [name.casefold() for name in package.names()]
    warnings = []
    if any(name.endswith("vbaproject.bin") for name in names):
        warnings.append(ReadWarning("macros", "", (), {"kind": "VBA"}))
    links = sum("/externallinks/" in name and "/_rels/" not in name for name in names)
    if links:
        warnings.append(ReadWarning("external_links", "", (), {"count": links}))
    if date1904:
        warnings.append(ReadWarning("date1904", "", (), {}))
    return warnings


def _read_workbook_part(package: Container, main: str) -> _WorkbookPart:
    book = _WorkbookPart([])

    def start(name: str, attributes: list[str]) -> None:
        base = local(name)
        if base == "sheet":
            facts = pairs(attributes)
            state = _STATES.get(facts.get("state", "").casefold(), SheetState.VISIBLE)
            book.sheets.append(_SheetEntry(facts.get("name", ""), state, facts.get("id", "")))
            if len(book.sheets) > package.budget.limits.sheets:
                raise Refusal("too_big", f"工作表太多（超过 {package.budget.limits.sheets} 张）")
        elif base == "workbookPr":
            book.date1904 = pairs(attributes).get("date1904") in ("1", "true")

    package.each(main, start)
    return book


def _read_styles(package: Container, part: str | None) -> CellStyles:
    """Cell style -> number format. A workbook without a style part has none; one that names a lost part is refused."""
    if part is None:
        return CellStyles()
    if part not in package:
        raise Refusal("missing_part", f"缺少样式部件 {part}，无法判断哪些数字是日期")
    reader = _StyleReader(package.budget.limits.styles)
    package.each(part, reader.start)
    return _looks(reader.used, reader.codes, reader.struck_fonts)


_STYLE_LISTS = frozenset({"fonts", "fills", "numFmts", "cellXfs", "cellStyleXfs", "dxfs", "cellStyles"})


class _StyleReader:
    """Takes the elements of a style part in order. Raises `Refusal` ``too_big`` for more than `most` of a kind."""

    def __init__(self, most: int) -> None:
        self.codes = dict(BUILTIN)
        self.used: list[tuple[int, int]] = []
        """(format, font) of every cell style."""
        self.struck_fonts: list[bool] = []
        self._inside = ""
        self._most = most

    def start(self, name: str, attributes: list[str]) -> None:
        base = local(name)
        if base in _STYLE_LISTS:
            self._inside = base
        elif (self._inside, base) == ("numFmts", "numFmt"):
            facts = pairs(attributes)
            self.codes[_number(facts.get("numFmtId"))] = facts.get("formatCode", GENERAL)
            self._refuse_flood(len(self.codes))
        elif (self._inside, base) == ("cellXfs", "xf"):
            facts = pairs(attributes)
            self.used.append((_number(facts.get("numFmtId")), _number(facts.get("fontId"))))
            self._refuse_flood(len(self.used))
        elif self._inside == "fonts":
            self._font(base, attributes)

    def _font(self, base: str, attributes: list[str]) -> None:
        if base == "font":
            self.struck_fonts.append(False)
            self._refuse_flood(len(self.struck_fonts))
        elif base == "strike" and self.struck_fonts:
            self.struck_fonts[-1] = pairs(attributes).get("val", "1") not in ("0", "false")

    def _refuse_flood(self, number: int) -> None:
        if number > self._most:
            raise Refusal("too_big", f"单元格样式太多（超过 {self._most // 10_000} 万种）")


def _looks(used: list[tuple[int, int]], codes: dict[int, str], struck_fonts: list[bool]) -> CellStyles:
    """Distinct looks: a number format, struck out or not. `used`: (format, font) of every cell style."""
    looks: dict[tuple[str, bool], int] = {(GENERAL, False): 0}
    of_style = {
        str(style): looks.setdefault(
            (codes.get(number, GENERAL) or GENERAL, font < len(struck_fonts) and struck_fonts[font]), len(looks)
        )
        for style, (number, font) in enumerate(used)
    }
    formats = tuple(code for code, _ in looks)
    struck = frozenset(index for (_, struck), index in looks.items() if struck)
    return CellStyles(formats, of_style, tuple(map(is_date_format, formats)), struck)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
