"""OpenDocument spreadsheets (.ods), from content.xml with expat.

Ours rather than a library's, because none keeps error cells apart from empty ones, and repeated rows and columns are
kept sparse here: one cell repeated over a whole sheet must not fill the memory.
Source: OpenDocument 1.3 Part 3, 9.1 (tables), 19.367-19.390 (values).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from sys import getsizeof
from typing import Final

from ..files.limits import MAX_COLUMN, MAX_ROW, Budget
from ..files.refusals import Refusal, corrupt
from .cellvalues import NUMBER_COST, make_bool, make_error, make_iso_date, make_number
from .container import CHUNK, Container
from .grid import NO_VALUE, Area, Grid, GridRow, ReadWarning, SheetState, Value, a1
from .markup import Feed, pairs
from .numberformats import to_datetime
from .oddities import notice

_NUMBERS: Final = frozenset({"float", "percentage", "currency"})
_FLAT: Final = b"urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_PASSED_OVER: Final = frozenset({"annotation", "tracked-changes", "shapes", "dde-links"})
_NO_FACTS: Final[dict[str, str]] = {}
_DATE_FORMAT: Final = "yyyy/m/d"
_ERROR_TEXT: Final = re.compile(r"#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!)|Err:[0-9]{3}")
_DURATION: Final = re.compile(r"(-?)P(?:([0-9]+)D)?T?(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9.,]+)S)?")

Facts = dict[str, str]


class _Cell:
    """A cell that is being read: its attributes and the paragraphs of its text."""

    __slots__ = ("facts", "lines")

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.lines: list[list[str]] = []


class _Content:
    """Handlers for content.xml; names are compared without prefix, tables inside shapes are passed over."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.grids: list[Grid] = []
        self.grid: Grid | None = None
        self.hidden_styles: set[str] = set()
        self.style = ""
        self.date_formats: set[str] = set()
        self.date_styles: set[str] = set()
        self.struck_styles: set[str] = set()
        self.date1904 = False
        self.row = self.column = 0
        self.repeat = 1
        self.cell: _Cell | None = None
        self.cells: list[tuple[int, Value, int]] = []
        self.formulas = 0
        self.in_line = False
        self.ignoring = 0
        self.ignored = ""
        self.starts: dict[str, Callable[[Facts], None]] = {
            "date-style": self.start_date_format,
            "null-date": self.start_null_date,
            "style": self.start_style, "table-properties": self.start_table_properties,
            "text-properties": self.start_text_properties, "table": self.start_table,
            "table-column": self.start_column, "table-row": self.start_row, "table-cell": self.start_cell,
            "covered-table-cell": self.start_cell, "p": self.start_line, "s": self.start_spaces,
            "tab": self.start_tab, "line-break": self.start_break,
        }  # fmt: skip
        self.ends: dict[str, Callable[[], None]] = {
            "p": self.end_line, "table-cell": self.end_cell, "covered-table-cell": self.end_cell,
            "table-row": self.end_row, "table": self.end_table,
        }  # fmt: skip

    def start(self, name: str, attributes: list[str]) -> None:
        if self.ignoring:
            self.ignoring += name == self.ignored
            return
        base = name.rpartition(":")[2]
        action = self.starts.get(base)
        if base in _PASSED_OVER or (base == "table" and self.grid is not None):
            self.ignoring, self.ignored = 1, name
        elif action is not None:
            action(pairs(attributes) if attributes else _NO_FACTS)

    def end(self, name: str) -> None:
        base = name.rpartition(":")[2]
        if self.ignoring:
            self.ignoring -= name == self.ignored
        elif base in self.ends:
            self.ends[base]()

    def text(self, data: str) -> None:
        if self.in_line and self.cell is not None and not self.ignoring:
            self.cell.lines[-1].append(data)

    # -- tables ----------------------------------------------------------------------------------------------------

    def start_style(self, facts: Facts) -> None:
        self.style = facts.get("name", "")
        if facts.get("data-style-name") in self.date_formats:
            self.date_styles.add(self.style)

    def start_date_format(self, facts: Facts) -> None:
        self.date_formats.add(facts.get("name", ""))

    def start_null_date(self, facts: Facts) -> None:
        self.date1904 = facts.get("date-value", "").startswith("1904")

    def start_table_properties(self, facts: Facts) -> None:
        if facts.get("display") == "false":
            self.hidden_styles.add(self.style)

    def start_text_properties(self, facts: Facts) -> None:
        if (
            facts.get("text-line-through-style", "none") != "none"
            or facts.get("text-line-through-type", "none") != "none"
        ):
            self.struck_styles.add(self.style)

    def start_table(self, facts: Facts) -> None:
        if len(self.grids) >= self.budget.limits.sheets:
            raise Refusal("too_big", f"工作表太多（超过 {self.budget.limits.sheets} 张）")
        hidden = facts.get("style-name") in self.hidden_styles
        self.grid = Grid(facts.get("name", ""), SheetState.HIDDEN if hidden else SheetState.VISIBLE)
        self.grid.formats, self.grid.struck_styles = ("General", _DATE_FORMAT) * 2, frozenset({2, 3})
        self.row = self.column = 0

    def end_table(self) -> None:
        if self.grid is not None:
            notice(self.grid)
            self.grids.append(self.grid)
            self.grid = None

    def start_column(self, facts: Facts) -> None:
        first, number = self.column + 1, _repeat(facts, "number-columns-repeated")
        self.column = min(self.column + number, MAX_COLUMN)
        if self.grid is not None and facts.get("visibility", "visible") != "visible" and number < MAX_COLUMN // 2:
            self.budget.spend_elements(number)
            self.grid.hidden_columns.update(range(first, self.column + 1))

    def start_row(self, facts: Facts) -> None:
        self.row += 1
        self.column = 0
        self.cells = []
        self.formulas = 0
        self.repeat = _repeat(facts, "number-rows-repeated")
        if self.grid is not None and facts.get("visibility", "visible") != "visible":
            self.grid.hidden_rows.add(self.row)

    def end_row(self) -> None:
        grid = self.grid
        if grid is None:
            return
        last = self.row + self.repeat - 1
        if self.cells:
            if last > MAX_ROW or self.cells[-1][0] > MAX_COLUMN:
                raise corrupt("单元格超出表格范围")
            row = GridRow(*(tuple(part) for part in zip(*self.cells, strict=True)))
            hidden = self.row in grid.hidden_rows
            for number in range(self.row, last + 1):
                self.budget.spend_cells(len(self.cells))
                grid.rows[number] = row
                if self.formulas:
                    grid.formulas[number] = self.formulas
                if hidden:
                    grid.hidden_rows.add(number)
        self.row = last

    # -- cells -----------------------------------------------------------------------------------------------------

    def start_cell(self, facts: Facts) -> None:
        self.cell = _Cell(facts)

    def start_line(self, _: Facts) -> None:
        if self.cell is not None:
            self.cell.lines.append([])
            self.in_line = True

    def end_line(self) -> None:
        self.in_line = False

    def start_spaces(self, facts: Facts) -> None:
        self.text(" " * min(_repeat(facts, "c"), 32_767))

    def start_tab(self, _: Facts) -> None:
        self.text("\t")

    def start_break(self, _: Facts) -> None:
        self.text("\n")

    def end_cell(self) -> None:
        cell, self.cell = self.cell, None
        if cell is None or self.grid is None:
            return
        if not cell.facts and not cell.lines:
            self.column += 1
            return
        number = _repeat(cell.facts, "number-columns-repeated")
        first, self.column = self.column + 1, self.column + number
        try:
            value = self.value(cell)
        except Refusal as refusal:
            refusal.sheet, refusal.cell = self.grid.name, a1(self.row, first)
            raise
        if value is not None:
            if self.column > MAX_COLUMN:
                raise corrupt("单元格超出表格范围")
            struck = cell.facts.get("style-name") in self.struck_styles
            style = isinstance(value, datetime) + 2 * struck
            for column in range(first, self.column + 1):
                self.cells.append((column, value, style))
            self.budget.spend_cells(number)
        if "formula" in cell.facts and self.column <= MAX_COLUMN:
            self.formulas |= ((1 << number) - 1) << first
        width, height = _repeat(cell.facts, "number-columns-spanned"), _repeat(cell.facts, "number-rows-spanned")
        if width > 1 or height > 1:
            self.budget.spend_merges(1)
            last_row, last_column = self.row + height - 1, first + width - 1
            self.grid.merges.append(Area(self.row, first, min(last_row, MAX_ROW), min(last_column, MAX_COLUMN)))

    def value(self, cell: _Cell) -> Value | None:
        facts, kind = cell.facts, cell.facts.get("value-type")
        shown = "\n".join("".join(line) for line in cell.lines)
        if kind == "error" or (_ERROR_TEXT.fullmatch(shown) and "formula" in facts):
            return make_error(shown)
        if kind in _NUMBERS:
            self.budget.held += NUMBER_COST
            number = make_number(facts.get("value", ""))
            if facts.get("style-name") in self.date_styles:  # some writers give dates as numbers
                return to_datetime(number, self.date1904) or number
            return number
        if kind == "date":
            return make_iso_date(facts.get("date-value", shown)) or None
        if kind == "time":
            return _fraction_of_day(facts.get("time-value", "")) or shown or None
        if kind == "boolean":
            return make_bool(facts.get("boolean-value", ""))
        if kind is None and "formula" in facts and not shown:
            return NO_VALUE
        text = facts.get("string-value", shown) if not cell.lines else shown
        if text:
            self.budget.spend_held(getsizeof(text))
        return text or None


def _repeat(facts: Facts, name: str) -> int:
    text = facts.get(name, "1")
    return max(min(int(text), 1 << 24), 1) if text.isdecimal() and len(text) < 10 else 1


def _fraction_of_day(text: str) -> Decimal | None:
    """PT12H00M00S as Excel stores a time of day: 0.5."""
    found = _DURATION.fullmatch(text)
    if found is None:
        return None
    days, hours, minutes = (Decimal(part or 0) for part in found.group(2, 3, 4))
    seconds = make_number((found[5] or "0").replace(",", "."))
    total = (days * 86400 + hours * 3600 + minutes * 60 + seconds) / 86400
    return -total if found[1] else total


def read_spreadsheet(package: Container) -> tuple[list[Grid], list[ReadWarning]]:
    """All sheets of an OpenDocument spreadsheet.

    Raises `Refusal`: `encrypted`, `missing_part`, `no_sheets`, `corrupt`, `too_big`, `xml_entity`.
    """
    if "META-INF/manifest.xml" in package and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise Refusal("encrypted", "文件设有打开密码", "请在 WPS 或 LibreOffice 中取消密码后另存")
    if "content.xml" not in package:
        raise Refusal("missing_part", "缺少部件 content.xml")
    grids = _read(package.chunks("content.xml"), package.budget)
    macros = any(name.startswith("Basic/") for name in package.names())
    return grids, [ReadWarning("macros", "", (), {"kind": "Basic"})] if macros else []


def is_flat_spreadsheet(head: bytes) -> bool:
    """Whether a file begins as an OpenDocument spreadsheet in one XML file does (.fods)."""
    return _FLAT in head and b"opendocument.spreadsheet" in head


def read_flat_spreadsheet(data: bytes, budget: Budget) -> list[Grid]:
    """All sheets of an OpenDocument spreadsheet in one XML file. Raises `Refusal` as `read_spreadsheet` does."""
    budget.spend_xml(len(data))
    return _read((data[at : at + CHUNK] for at in range(0, len(data), CHUNK)), budget)


def _read(chunks: Iterable[bytes], budget: Budget) -> list[Grid]:
    content = _Content(budget)
    feed = Feed("content.xml", budget.limits, content.start, content.end, content.text)
    for chunk in chunks:
        budget.spend_elements(chunk.count(b"<"))
        feed.feed(chunk)
    feed.close()
    if not content.grids:
        raise Refusal("no_sheets", "文件里没有工作表")
    return content.grids
