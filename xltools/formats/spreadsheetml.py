"""XML Spreadsheet 2003, which many systems write under the name .xls.

Source: Microsoft, XML Spreadsheet Reference (Office 2003): ss:Workbook, ss:Worksheet, ss:Table, ss:Row, ss:Cell, ss:Data.
"""

from __future__ import annotations

import re
from datetime import datetime
from sys import getsizeof
from typing import Final

from ..files.limits import MAX_COLUMN, MAX_ROW, Budget
from ..files.refusals import Refusal, corrupt
from .cellvalues import NUMBER_COST, make_bool, make_error, make_iso_date, make_number
from .grid import NO_VALUE, Area, Grid, GridRow, SheetState, Value
from .markup import Feed, local, pairs
from .numberformats import is_date_format, to_datetime
from .oddities import notice

_NAMESPACE: Final = b"urn:schemas-microsoft-com:office:spreadsheet"
_CHINESE: Final = re.compile(rb"""(<\?xml[^>]{0,200}?)\sencoding=["'](?:gb2312|gbk|gb18030)["']""", re.I)
_STATES: Final = {"SheetHidden": SheetState.HIDDEN, "SheetVeryHidden": SheetState.VERY_HIDDEN}

_DATE_NAMES: Final = frozenset({"General Date", "Long Date", "Medium Date", "Short Date"})
_NUMBER_NAMES: Final = frozenset(
    (
        "General Number",
        "Currency",
        "Euro Currency",
        "Fixed",
        "Standard",
        "Percent",
        "Scientific",
        "Yes/No",
        "True/False",
        "On/Off",
    )
)
"""Formats the 2003 file names by a word (`ss:Format`)."""
Facts = dict[str, str]


def is_spreadsheetml(head: bytes) -> bool:
    """Whether a file begins as XML Spreadsheet 2003 does."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and _NAMESPACE in head


class _Workbook:
    """Handlers for the one document."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.grids: list[Grid] = []
        self.date1904 = False
        self.row = self.column = 0
        self.cell: Facts | None = None
        self.kind: str | None = None
        self.pieces: list[str] = []
        self.value: Value | None = None
        self.cells: dict[int, tuple[Value, int]] = {}
        self.collecting = ""
        self.style = ""
        self.formats: dict[str, str] = {}
        """Style -> number format."""

    def start(self, name: str, attributes: list[str]) -> None:
        base, facts = local(name), pairs(attributes)
        if base == "Date1904":
            self.date1904 = True
        elif base == "Worksheet":
            if len(self.grids) >= self.budget.limits.sheets:
                raise Refusal("too_big", f"工作表太多（超过 {self.budget.limits.sheets} 张）")
            self.grids.append(Grid(facts.get("Name", ""), formats=("General", "yyyy/m/d")))
            self.row = self.column = 0
        elif base == "Style":
            self.style = facts.get("ID", "")
        elif base == "NumberFormat":
            self.formats[self.style] = facts.get("Format", "General")
        elif self.grids:
            self._start_inside(base, facts)

    def _start_inside(self, base: str, facts: Facts) -> None:
        """An element of the sheet at hand."""
        if base == "Column":
            self.start_column(facts)
        elif base == "Row":
            self.row = _number(facts, "Index", self.row + 1, MAX_ROW)
            self.column = 0
            if facts.get("Hidden") == "1":
                self.grids[-1].hidden_rows.add(self.row)
        elif base == "Cell":
            self.column = _number(facts, "Index", self.column + 1, MAX_COLUMN)
            self.cell, self.kind, self.value = facts, None, None
        elif base == "Data" and self.cell is not None:
            self.kind, self.pieces, self.collecting = facts.get("Type", "String"), [], "Data"
        elif base == "Visible":
            self.pieces, self.collecting = [], "Visible"

    def text(self, data: str) -> None:
        if self.collecting:
            self.pieces.append(data)

    def end(self, name: str) -> None:
        base = local(name)
        if base == "Data" and self.collecting == "Data":
            self.collecting = ""
            self.value = self.convert("".join(self.pieces))
        elif base == "Visible" and self.collecting == "Visible":
            self.collecting = ""
            self.grids[-1].state = _STATES.get("".join(self.pieces).strip(), SheetState.VISIBLE)
        elif base == "Cell" and self.cell is not None:
            self.end_cell(self.cell)
        elif base == "Row" and self.cells:
            self.end_row()

    def start_column(self, facts: Facts) -> None:
        first = _number(facts, "Index", self.column + 1, MAX_COLUMN)
        self.column = min(first + _number(facts, "Span", 0, MAX_COLUMN), MAX_COLUMN)
        if facts.get("Hidden") == "1":
            self.budget.spend_elements(self.column - first + 1)
            self.grids[-1].hidden_columns.update(range(first, self.column + 1))

    def convert(self, text: str) -> Value | None:
        self.budget.held += NUMBER_COST
        if self.kind == "Number":
            number = make_number(text)
            format_ = self.formats.get(self.cell.get("StyleID", ""), "General") if self.cell else "General"
            if format_ in _DATE_NAMES or (format_ not in _NUMBER_NAMES and is_date_format(format_)):
                return to_datetime(number, self.date1904) or number
            return number
        if self.kind == "DateTime":
            return make_iso_date(text) or None
        if self.kind == "Boolean":
            return make_bool(text)
        if self.kind == "Error":
            return make_error(text)
        self.budget.spend_held(getsizeof(text))
        return text or None

    def end_cell(self, facts: Facts) -> None:
        grid, self.cell = self.grids[-1], None
        if "Formula" in facts:
            grid.formulas[self.row] = grid.formulas.get(self.row, 0) | 1 << self.column
            self.budget.spend_held(self.column // 8)
            if self.kind is None:
                self.value = NO_VALUE
        if self.value is not None:
            if self.column in self.cells:
                raise corrupt(f"第 {self.row} 行有单元格存了两次")
            self.cells[self.column] = self.value, 1 if isinstance(self.value, datetime) else 0
        across, down = _number(facts, "MergeAcross", 0, MAX_COLUMN), _number(facts, "MergeDown", 0, MAX_ROW)
        if across or down:
            self.budget.spend_merges(1)
            last = min(self.row + down, MAX_ROW), min(self.column + across, MAX_COLUMN)
            grid.merges.append(Area(self.row, self.column, *last))
        self.column += across

    def end_row(self) -> None:
        rows = self.grids[-1].rows
        if self.row in rows:
            raise corrupt(f"第 {self.row} 行存了两次")
        self.budget.spend_cells(len(self.cells))
        order = sorted(self.cells)
        values = tuple(self.cells[column][0] for column in order)
        rows[self.row] = GridRow(tuple(order), values, tuple(self.cells[column][1] for column in order))
        self.cells = {}


def _number(facts: Facts, name: str, otherwise: int, most: int) -> int:
    text = facts.get(name)
    number = otherwise if text is None else int(text) if text.isdecimal() and len(text) < 10 else -1
    if not 0 <= number <= most:
        raise corrupt(f"位置 {text or number} 超出表格范围")
    return number


def _in_utf8(data: bytes) -> bytes:
    """The document in UTF-8; Chinese systems also write it in GBK, which expat does not know."""
    found = _CHINESE.match(data)
    if found is None:
        return data
    try:
        return found[1] + data[found.end() :].decode("gb18030").encode("utf-8")
    except UnicodeDecodeError:
        raise Refusal("encoding", "文件声明为 GBK 编码，但内容不符") from None


def read_spreadsheetml(data: bytes, budget: Budget) -> list[Grid]:
    """All worksheets. Raises `Refusal`: `no_sheets`, `corrupt`, `too_big`, `xml_entity`."""
    budget.spend_xml(len(data))
    data = _in_utf8(data)
    book = _Workbook(budget)
    feed = Feed("XML 电子表格", budget.limits, book.start, book.end, book.text)
    budget.spend_elements(data.count(b"<"))
    for at in range(0, len(data), 1 << 18):
        feed.feed(data[at : at + (1 << 18)])
    feed.close()
    if not book.grids:
        raise Refusal("no_sheets", "工作簿里没有工作表")
    for grid in book.grids:
        grid.rows = dict(sorted(grid.rows.items()))
        notice(grid)
    return book.grids
