"""Values on their way through UNO: dates, truth values and errors are numbers there, told apart by format only."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from . import runtime

DATE: Final = 2
LOGICAL: Final = 1024
"""Bits of com.sun.star.util.NumberFormat."""

DATE_FORMAT: Final = "yyyy/m/d"
DATETIME_FORMAT: Final = "yyyy/m/d h:mm:ss"


_SPOKEN: Final = re.compile(r'=[A-Z]{2,20}\((?:"(?:[^"]|"")*"[,)])+$')
_CONSTANT: Final = re.compile(r'("(?:[^"]|"")*")([,)])')


class ErrorText(str):
    """An error cell's text, ``#DIV/0!``."""

    __slots__ = ()


def null_date(document: Any) -> dt.datetime:
    """Day 0 of the document's calendar: 1899-12-30, or 1904-01-01."""
    day = document.NullDate
    return dt.datetime(day.Year, day.Month, day.Day)


def from_serial(serial: float, start: dt.datetime) -> dt.datetime:
    """A date-time to the microsecond; Excel keeps no more than milliseconds, so the rest is rounding dust."""
    exact = start + dt.timedelta(days=serial)
    return exact.replace(microsecond=0) + dt.timedelta(milliseconds=round(exact.microsecond / 1000))


def to_serial(moment: dt.datetime, start: dt.datetime) -> float:
    return (moment - start) / dt.timedelta(days=1)


def read(document: Any, block: Any) -> list[list[Any]]:
    """A block's values, row by row: text, float, bool, datetime, ErrorText, or "" for an empty cell."""
    rows = [list(row) for row in block.getDataArray()]
    area = block.getRangeAddress()
    start = null_date(document)
    for kind, row, column in _typed_cells(document, block):
        value = rows[row][column]
        if isinstance(value, float):
            rows[row][column] = from_serial(value, start) if kind == DATE else bool(value)
    for number, row_values in enumerate(rows):
        for column, value in enumerate(row_values):
            if value is None:
                row_values[column] = ErrorText(block.getCellByPosition(column, number).String)
    assert len(rows) == area.EndRow - area.StartRow + 1
    return rows


def _typed_cells(document: Any, block: Any) -> Iterator[tuple[int, int, int]]:
    """(kind, row, column) of the cells whose format says date or truth value, counted from the block's corner."""
    formats = document.NumberFormats
    corner = block.getRangeAddress()
    groups = block.getUniqueCellFormatRanges()
    for index in range(groups.getCount()):
        group = groups.getByIndex(index)
        bits = formats.getByKey(group.NumberFormat).Type
        kind = DATE if bits & DATE else LOGICAL if bits == LOGICAL else 0
        for area in group.getRangeAddresses() if kind else ():
            for row in range(area.StartRow, area.EndRow + 1):
                for column in range(area.StartColumn, area.EndColumn + 1):
                    yield kind, row - corner.StartRow, column - corner.StartColumn


def write(document: Any, block: Any, rows: list[list[Any]], formulas: Formulas) -> None:
    """Write rows into a block of their shape.

    As in Excel, text that begins with ``=`` becomes a formula and a leading apostrophe forces text. Unlike Excel,
    text that looks like a number or a date stays text: a credit code must not lose its last digits.
    """
    start = null_date(document)
    put(block, [[plain(value, start) for value in row] for row in rows], _noted_rows(block))
    spoken = _put_spoken(block, rows)
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if (number, column) in spoken:
                continue
            if isinstance(value, bool):
                cell = block.getCellByPosition(column, number)
                cell.setValue(float(value))
                cell.NumberFormat = document.NumberFormats.getStandardFormat(LOGICAL, runtime.struct("lang.Locale"))
            elif isinstance(value, dt.datetime):
                _date_format(document, block.getCellByPosition(column, number), value)
            elif isinstance(value, str) and value.startswith("="):
                formulas.put(block.getCellByPosition(column, number), value)


def _put_spoken(block: Any, rows: list[list[Any]]) -> set[tuple[int, int]]:
    """Formulas of text constants only (links), column by column in one call each; the cells written.

    They need no parser: of their spelling only the comma differs. Thousands of single cells would take a minute.
    """
    done: set[tuple[int, int]] = set()
    for column in range(len(rows[0]) if rows else 0):
        texts = [row[column] if isinstance(row[column], str) and _SPOKEN.match(row[column]) else "" for row in rows]
        for first, last in _runs(texts):
            cells = block.getCellRangeByPosition(column, first, column, last)
            cells.setFormulaArray(tuple((_CONSTANT.sub(_semicolon, text),) for text in texts[first : last + 1]))
            done.update((number, column) for number in range(first, last + 1))
    return done


def _semicolon(found: re.Match[str]) -> str:
    return f"{found[1]};" if found[2] == "," else found[0]


def _runs(texts: list[str]) -> Iterator[tuple[int, int]]:
    """(first, last) of the stretches that hold a text."""
    start = -1
    for number, text in enumerate([*texts, ""]):
        if text and start < 0:
            start = number
        elif not text and start >= 0:
            yield start, number - 1
            start = -1


def put(block: Any, rows: list[list[str | float]], noted_rows: Sequence[int]) -> None:
    """In blocks; cell by cell only in rows with notes: setDataArray deletes the notes of its cells."""
    if not noted_rows:
        block.setDataArray(tuple(map(tuple, rows)))
        return
    start = 0
    for noted in (*noted_rows, len(rows)):
        if noted > start:
            part = block.getCellRangeByPosition(0, start, len(rows[0]) - 1, noted - 1)
            part.setDataArray(tuple(map(tuple, rows[start:noted])))
        for column, value in enumerate(rows[noted] if noted < len(rows) else ()):
            cell = block.getCellByPosition(column, noted)
            if isinstance(value, str):
                cell.setString(value)
            else:
                cell.setValue(value)
        start = noted + 1


def _noted_rows(block: Any) -> list[int]:
    """Rows of the block, counted from 0, with a note on one of its cells."""
    here = block.getRangeAddress()
    notes = block.getSpreadsheet().Annotations
    places = (notes.getByIndex(index).getPosition() for index in range(notes.getCount()))
    inside = {
        place.Row - here.StartRow
        for place in places
        if here.StartRow <= place.Row <= here.EndRow and here.StartColumn <= place.Column <= here.EndColumn
    }
    return sorted(inside)


def plain(value: Any, start: dt.datetime) -> str | float:
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, dt.datetime):
        return to_serial(value, start)
    if isinstance(value, str):
        return "" if value.startswith("=") else value.removeprefix("'")
    return float(value)


def _date_format(document: Any, cell: Any, value: dt.datetime) -> None:
    """Excel gives a date format to a cell that has none; a format the user chose stays."""
    if document.NumberFormats.getByKey(cell.NumberFormat).Type & DATE:
        return
    midnight = value.time() == dt.time()
    cell.NumberFormat = format_key(document, DATE_FORMAT if midnight else DATETIME_FORMAT)


def format_key(document: Any, code: str) -> int:
    """The document's key of a number format written as in Excel (English code)."""
    formats = document.NumberFormats
    if code == "General":
        return int(formats.getStandardIndex(runtime.struct("lang.Locale")))
    english = runtime.struct("lang.Locale", Language="en", Country="US")
    key = formats.queryKey(code, english, False)
    return int(key if key != -1 else formats.addNew(code, english))


def column_formats(stretch: Any) -> list[int]:
    """The key of each cell's number format, down a stretch of one column."""
    top = stretch.getRangeAddress()
    keys = [0] * (top.EndRow - top.StartRow + 1)
    groups = stretch.getUniqueCellFormatRanges()
    for group in (groups.getByIndex(index) for index in range(groups.getCount())):
        key = int(group.NumberFormat)
        for area in group.getRangeAddresses():
            first, behind = area.StartRow - top.StartRow, area.EndRow - top.StartRow + 1
            keys[first:behind] = [key] * (behind - first)
    return keys


def format_code(document: Any, key: int) -> str:
    """The number format's code; LibreOffice's General under Excel's name, whatever it is called here (常规)."""
    formats = document.NumberFormats
    found = formats.getByKey(key)
    return "General" if key == formats.getStandardIndex(found.Locale) else str(found.FormatString)


class Formulas:
    """Formulas in Excel's spelling (``Sheet!A1``, comma) to and from LibreOffice's."""

    OOXML: Final = 3
    """AddressConvention.XL_OOX: the spelling of .xlsx files."""

    def __init__(self, document: Any) -> None:
        self._parser = document.createInstance("com.sun.star.sheet.FormulaParser")
        self._parser.CompileEnglish = True
        self._parser.FormulaConvention = self.OOXML

    def put(self, cell: Any, formula: str) -> None:
        cell.setTokens(self._parser.parseFormula(formula.removeprefix("="), cell.getCellAddress()))

    def get(self, cell: Any) -> str:
        """As Excel's Formula property: the formula, or the constant as text."""
        text = str(cell.Formula)
        if not text.startswith("=") or cell.Type.value != "FORMULA":
            return text
        return f"={self._parser.printFormula(cell.getTokens(), cell.getCellAddress())}"

    def tokens(self, formula: str, address: Any) -> Any:
        return self._parser.parseFormula(formula.removeprefix("="), address)

    def text(self, tokens: Any, address: Any) -> str:
        return str(self._parser.printFormula(tokens, address))
