"""Workbooks of Excel 5.0 to 2003 (.xls) and of WPS (.et with BIFF inside), by xlrd.

xlrd is fenced in: the compound file is ours (`compound`), the records are counted before xlrd sees them (`biff`), and
whatever xlrd raises over broken content becomes a refusal.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ..files.limits import Budget
from ..files.refusals import Refusal, corrupt, in_sheet
from .biff import SheetRecords, Survey, survey
from .cellvalues import from_float, make_error
from .grid import NO_VALUE, Area, Grid, GridRow, ReadWarning, SheetState, Value
from .numberformats import BUILTIN, GENERAL, is_date_format, to_datetime
from .oddities import notice

if TYPE_CHECKING:
    import xlrd
    from xlrd.sheet import Sheet

_TEXT, _NUMBER, _DATE, _BOOL, _ERROR = 1, 2, 3, 4, 5
_FILLED: Final = frozenset({_TEXT, _NUMBER, _DATE, _BOOL, _ERROR})
_STATES: Final = {1: SheetState.HIDDEN, 2: SheetState.VERY_HIDDEN}
_ERROR_TEXTS: Final = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip


def read_biff(stream: bytes, budget: Budget) -> tuple[list[Grid], list[ReadWarning], bool]:
    """All worksheets of a BIFF stream: grids, the book's own warnings, and the date system.

    Raises `Refusal`: `encrypted`, `corrupt`, `no_sheets`, `too_big`.
    """
    found = survey(stream, budget)
    if found.encrypted:
        raise Refusal("encrypted", "工作簿设有打开密码")
    warnings: list[ReadWarning] = []
    if found.external_links:
        warnings.append(ReadWarning("external_links", "", (), {"count": found.external_links}))
    if found.macro_sheets:
        warnings.append(ReadWarning("macros", "", (), {"kind": "Excel 4.0"}))
    try:
        grids, date1904 = _read_all(found)
    except (Refusal, MemoryError):
        raise
    except Exception as fault:  # the fence around xlrd: it raises anything over broken content
        raise corrupt(f"工作簿内容已损坏（{type(fault).__name__}）") from None
    if not grids:
        raise Refusal("no_sheets", "工作簿里没有工作表")
    if date1904:
        warnings.append(ReadWarning("date1904", "", (), {}))
    return grids, warnings, date1904


def _read_all(found: Survey) -> tuple[list[Grid], bool]:
    import xlrd

    book = xlrd.open_workbook(
        file_contents=found.stream, logfile=io.StringIO(), formatting_info=True, on_demand=True, ragged_rows=True
    )
    date1904 = bool(book.datemode)
    styles = _styles(book)
    grids = []
    for index in range(book.nsheets):
        records = found.sheets[index] if index < len(found.sheets) else SheetRecords()
        sheet = book.sheet_by_index(index)
        with in_sheet(sheet.name):
            grid = _read_sheet(sheet, records, styles, date1904)
        grid.formats, grid.struck_styles = styles.formats, styles.struck
        notice(grid)
        grids.append(grid)
        book.unload_sheet(index)
    return grids, date1904


class _Styles(NamedTuple):
    """Distinct looks (number format, struck out or not), cell style -> index into them, which are dates, which struck."""

    formats: tuple[str, ...]
    of_style: list[int]
    dates: list[bool]
    struck: frozenset[int]


def _styles(book: xlrd.Book) -> _Styles:
    codes = BUILTIN | {format_.format_key: format_.format_str for format_ in book.format_list}
    distinct: dict[tuple[str, bool], int] = {(GENERAL, False): 0}
    of_style = []
    for style in book.xf_list:
        font = book.font_list[style.font_index] if 0 <= style.font_index < len(book.font_list) else None
        look = (codes.get(style.format_key) or GENERAL, font is not None and bool(font.struck_out))
        of_style.append(distinct.setdefault(look, len(distinct)))
    struck = frozenset(index for (_, out), index in distinct.items() if out)
    formats = tuple(code for code, _ in distinct)
    return _Styles(formats, of_style, [is_date_format(code) for code in formats], struck)


def _read_sheet(sheet: Sheet, records: SheetRecords, looks: _Styles, date1904: bool) -> Grid:
    grid = Grid(sheet.name, _STATES.get(sheet.visibility, SheetState.VISIBLE))
    of_style, dates = looks.of_style, looks.dates
    share: dict[tuple[int, ...], tuple[int, ...]] = {}
    for index in range(sheet.nrows):
        columns: list[int] = []
        values: list[Value] = []
        styles: list[int] = []
        kinds: Sequence[int] = sheet.row_types(index)
        raws: Sequence[Any] = sheet.row_values(index)
        for column, (kind, raw) in enumerate(zip(kinds, raws, strict=True), 1):
            if kind not in _FILLED:
                continue
            look = sheet.cell_xf_index(index, column - 1)
            style = of_style[look] if 0 <= look < len(of_style) else 0
            value: Value
            if records.uncalculated and (index + 1, column) in records.uncalculated:
                value = NO_VALUE
            elif kind == _TEXT:
                if not raw:
                    continue
                value = raw
            elif kind in (_NUMBER, _DATE):
                number = from_float(raw)
                value = (to_datetime(number, date1904) or number) if dates[style] else number
            elif kind == _BOOL:
                value = bool(raw)
            else:
                value = make_error(_ERROR_TEXTS.get(raw, "#UNKNOWN!"))
            columns.append(column)
            values.append(value)
            styles.append(style)
        if columns:
            place, look_tuple = tuple(columns), tuple(styles)
            grid.rows[index + 1] = GridRow(
                share.setdefault(place, place), tuple(values), share.setdefault(look_tuple, look_tuple)
            )
    grid.formulas = records.formulas
    grid.merges = [
        Area(top + 1, left + 1, bottom, right)
        for top, bottom, left, right in sheet.merged_cells
        if bottom > top and right > left and (bottom - top, right - left) != (1, 1)
    ]
    grid.hidden_rows = {row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden and row + 1 in grid.rows}
    grid.hidden_columns = {column + 1 for column, info in sheet.colinfo_map.items() if info.hidden}
    return grid
