"""Binary workbooks (.xlsb): the records of the sheets, styles and strings.

Ours rather than a library's: python-calamine drops error cells and lays sheets out densely, so that one cell in the last
corner of the grid aborts the process.
Source: [MS-XLSB] 2.1.4 (records), 2.4 (their layouts), 2.5.97 (RkNumber is 2.5.122).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from decimal import Decimal
from sys import getsizeof
from typing import Final

from ..files.limits import MAX_COLUMN, MAX_ROW
from ..files.refusals import Refusal, corrupt, in_sheet
from .cellvalues import NUMBER_COST, from_float, make_error
from .container import Container
from .grid import Area, Grid, GridRow, ReadWarning, SheetState, Value
from .numberformats import BUILTIN, GENERAL, is_date_format, to_datetime
from .oddities import notice
from .ooxml import MACRO_SHEETS

_ROW, _BLANK, _RK, _ERROR, _BOOL, _REAL, _TEXT, _SHARED = range(8)
_SHORT: Final = {12: _BLANK, 13: _RK, 14: _ERROR, 15: _BOOL, 16: _REAL, 17: _TEXT, 18: _SHARED}
"""Records without a column of their own: the cell follows the one before."""
_FORMULA_TEXT, _FORMULA_NUMBER, _FORMULA_BOOL, _FORMULA_ERROR = range(8, 12)
_STRING_ITEM, _FORMAT, _XF, _COLUMN, _RICH_TEXT = 19, 44, 47, 60, 62
_BOOK_PROPERTIES, _SHEET, _MERGE, _BEGIN_XFS, _END_XFS = 153, 156, 176, 617, 618
_STATES: Final = {1: SheetState.HIDDEN, 2: SheetState.VERY_HIDDEN}
ERRORS: Final = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}  # fmt: skip


def rk_number(raw: int) -> Decimal:
    """A number packed into 32 bits ([MS-XLSB] 2.5.122): an integer or the upper half of a double, maybe in hundredths."""
    if raw & 2:
        value = (raw - (1 << 32) if raw & 0x80000000 else raw) >> 2
        return Decimal(value).scaleb(-2) if raw & 1 and value % 100 else Decimal(value // 100 if raw & 1 else value)
    (number,) = struct.unpack("<d", b"\0\0\0\0" + struct.pack("<I", raw & 0xFFFFFFFC))
    return from_float(number / 100 if raw & 1 else number)


def records(data: bytes) -> Iterator[tuple[int, int, int]]:
    """(kind, begin, end) of each record. Raises `Refusal("corrupt")` where one is cut off."""
    at, end = 0, len(data)
    while at < end:
        kind = data[at]
        at += 1
        if kind & 0x80:
            if at >= end:
                raise corrupt("二进制记录不完整")
            kind = (kind & 0x7F) | (data[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        while True:
            if at >= end or shift > 21:
                raise corrupt("二进制记录不完整")
            byte = data[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        if at + size > end:
            raise corrupt("二进制记录不完整")
        yield kind, at, at + size
        at += size


def _wide(data: bytes, at: int, end: int) -> tuple[str, int]:
    """A counted UTF-16 string and where it ends."""
    (count,) = struct.unpack_from("<I", data, at)
    stop = at + 4 + 2 * count
    if stop > end:
        raise corrupt("二进制记录中的文字不完整")
    return data[at + 4 : stop].decode("utf-16-le", "replace"), stop


class _BinaryStyles:
    """Cell style -> number format."""

    def __init__(self, data: bytes) -> None:
        codes = dict(BUILTIN)
        used: list[int] = []
        in_cells = False
        for kind, at, end in records(data):
            if kind == _FORMAT:
                codes[struct.unpack_from("<H", data, at)[0]] = _wide(data, at + 2, end)[0]
            elif kind in (_BEGIN_XFS, _END_XFS):
                in_cells = kind == _BEGIN_XFS
            elif kind == _XF and in_cells:
                used.append(struct.unpack_from("<H", data, at + 2)[0])
        distinct: dict[str, int] = {GENERAL: 0}
        self.of_style = [distinct.setdefault(codes.get(number) or GENERAL, len(distinct)) for number in used]
        self.formats = tuple(distinct)
        self.dates = [is_date_format(code) for code in distinct]


class _Sheet:
    """One worksheet part."""

    def __init__(self, package: Container, styles: _BinaryStyles, strings: list[str] | None, date1904: bool) -> None:
        self.budget = package.budget
        self.styles, self.strings, self.date1904 = styles, strings, date1904
        self.row = self.column = 0
        self.cells: dict[int, tuple[Value, int]] = {}

    def read(self, data: bytes, grid: Grid) -> None:
        for kind, at, end in records(data):
            if _RK <= kind <= _FORMULA_ERROR or kind == _RICH_TEXT:
                self.column = struct.unpack_from("<I", data, at)[0] + 1
                self.add(kind, data, at + 4, end, grid)
            elif kind == _BLANK:
                self.column = struct.unpack_from("<I", data, at)[0] + 1
                self.budget.spend_elements(1)
            elif kind in _SHORT:
                self.column += 1
                if kind != 12:
                    self.add(_SHORT[kind], data, at, end, grid)
            elif kind in (_ROW, _MERGE, _COLUMN):
                self._structure(kind, data, at, grid)
        self.finish(grid)
        grid.hidden_rows &= grid.rows.keys()
        grid.rows = dict(sorted(grid.rows.items()))

    def _structure(self, kind: int, data: bytes, at: int, grid: Grid) -> None:
        """Where a row begins, what is merged, which columns are hidden."""
        if kind == _ROW:
            self.finish(grid)
            self.row = struct.unpack_from("<I", data, at)[0] + 1
            self.column = 0
            if self.row > MAX_ROW:
                raise corrupt(f"行号 {self.row} 超出表格范围")
            if data[at + 11] & 0x10:
                grid.hidden_rows.add(self.row)
        elif kind == _MERGE:
            top, bottom, left, right = struct.unpack_from("<IIII", data, at)
            if bottom >= MAX_ROW or right >= MAX_COLUMN:
                raise corrupt("合并单元格超出表格范围")
            self.budget.spend_merges(1)
            grid.merges.append(Area(top + 1, left + 1, bottom + 1, right + 1))
        else:
            first, last = struct.unpack_from("<II", data, at)
            if struct.unpack_from("<H", data, at + 16)[0] & 1:
                self.budget.spend_elements(min(last, MAX_COLUMN))
                grid.hidden_columns.update(range(first + 1, min(last + 1, MAX_COLUMN) + 1))

    def add(self, kind: int, data: bytes, at: int, end: int, grid: Grid) -> None:
        column = self.column
        (look,) = struct.unpack_from("<I", data, at)
        if column > MAX_COLUMN or not self.row:
            raise corrupt("单元格超出表格范围")
        look &= 0xFFFFFF
        style = self.styles.of_style[look] if look < len(self.styles.of_style) else 0
        value = self.value(kind, data, at + 4, end, style)
        if kind >= _FORMULA_TEXT and kind != _RICH_TEXT:
            grid.formulas[self.row] = grid.formulas.get(self.row, 0) | 1 << column
            self.budget.spend_held(column // 8)
        if value != "":
            if column in self.cells:
                raise corrupt("同一单元格存了两次")
            self.cells[column] = value, style

    def value(self, kind: int, data: bytes, at: int, end: int, style: int) -> Value:
        if kind in (_TEXT, _FORMULA_TEXT):
            return self.keep(_wide(data, at, end)[0])
        if kind == _RICH_TEXT:
            return self.keep(_wide(data, at + 1, end)[0])
        if kind == _SHARED:
            index: int = struct.unpack_from("<I", data, at)[0]
            if self.strings is None:
                raise Refusal("missing_part", "缺少共享字符串部件")
            if index >= len(self.strings):
                raise corrupt("单元格引用的共享字符串不存在")
            return self.strings[index]
        if kind in (_BOOL, _FORMULA_BOOL):
            return bool(data[at])
        if kind in (_ERROR, _FORMULA_ERROR):
            return make_error(ERRORS.get(data[at], "#UNKNOWN!"))
        self.budget.held += NUMBER_COST
        if kind == _RK:
            number = rk_number(struct.unpack_from("<I", data, at)[0])
        else:
            number = from_float(struct.unpack_from("<d", data, at)[0])
        return (to_datetime(number, self.date1904) or number) if self.styles.dates[style] else number

    def keep(self, text: str) -> str:
        self.budget.spend_held(getsizeof(text))
        return text

    def finish(self, grid: Grid) -> None:
        if self.cells:
            if self.row in grid.rows:
                raise corrupt(f"第 {self.row} 行存了两次")
            self.budget.spend_cells(len(self.cells))
            order = sorted(self.cells)
            values = tuple(self.cells[column][0] for column in order)
            grid.rows[self.row] = GridRow(tuple(order), values, tuple(self.cells[column][1] for column in order))
            self.cells = {}


def read_binary_workbook(package: Container, main: str) -> tuple[list[Grid], list[ReadWarning], bool]:
    """All worksheets: grids, the book's own warnings, and the date system.

    Raises `Refusal`: `missing_part`, `no_sheets`, `corrupt`, `too_big`.
    """
    try:
        return _read(package, main)
    except (struct.error, IndexError):
        raise corrupt("二进制记录的内容不完整") from None


def _read(package: Container, main: str) -> tuple[list[Grid], list[ReadWarning], bool]:
    relations = package.relations(main)
    by_kind = dict(relations.values())
    entries, date1904 = _sheets(package.read(main))
    if len(entries) > package.budget.limits.sheets:
        raise Refusal("too_big", f"工作表太多（超过 {package.budget.limits.sheets} 张）")
    if "styles" in by_kind and by_kind["styles"] not in package:
        raise Refusal("missing_part", f"缺少样式部件 {by_kind['styles']}，无法判断哪些数字是日期")
    styles = _BinaryStyles(package.read(by_kind["styles"]) if "styles" in by_kind else b"")
    strings = _strings(package, by_kind.get("sharedStrings"))
    grids = []
    warnings: list[ReadWarning] = []
    read: set[str] = set()
    for name, state, relation in entries:
        kind, part = relations.get(relation, ("", ""))
        if kind in MACRO_SHEETS:
            warnings.append(ReadWarning("macros", name, (), {"kind": "Excel 4.0"}))
        if not kind or (kind == "worksheet" and part not in package):
            raise Refusal("missing_part", f"缺少工作表“{name}”的部件")
        if kind == "worksheet":
            if part in read:
                raise corrupt(f"工作表“{name}”与另一张工作表是同一部件 {part}")
            read.add(part)
            grid = Grid(name, state, formats=styles.formats)
            if package.size(part) > package.budget.limits.part_bytes:
                raise Refusal("too_big", f"工作表“{name}”太大")
            package.budget.spend_held(package.size(part))
            with in_sheet(name):
                _Sheet(package, styles, strings, date1904).read(package.read(part), grid)
            package.budget.held -= package.size(part)
            notice(grid)
            grids.append(grid)
    if not grids:
        raise Refusal("no_sheets", "工作簿里没有工作表")
    if date1904:
        warnings.append(ReadWarning("date1904", "", (), {}))
    if any(name.casefold().endswith("vbaproject.bin") for name in package.names()):
        warnings.append(ReadWarning("macros", "", (), {"kind": "VBA"}))
    return grids, warnings, date1904


def _sheets(data: bytes) -> tuple[list[tuple[str, SheetState, str]], bool]:
    entries = []
    date1904 = False
    for kind, at, end in records(data):
        if kind == _SHEET:
            (state,) = struct.unpack_from("<I", data, at)
            relation, after = _wide(data, at + 8, end)
            name, _ = _wide(data, after, end)
            entries.append((name, _STATES.get(state, SheetState.VISIBLE), relation))
        elif kind == _BOOK_PROPERTIES:
            date1904 = bool(data[at] & 1)
    return entries, date1904


def _strings(package: Container, part: str | None) -> list[str] | None:
    if part is None or part not in package:
        return None
    data = package.read(part)
    strings = []
    for kind, at, end in records(data):
        if kind == _STRING_ITEM:
            text = _wide(data, at + 1, end)[0]
            package.budget.spend_held(getsizeof(text) + 8)
            strings.append(text)
    return strings
