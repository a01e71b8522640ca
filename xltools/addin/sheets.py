"""Sheets of our own in the user's book: a title, a heading row, body rows, links; nothing typed becomes a formula."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import xlwings

from ..errors import UsageError
from ..forms.recognise import is_own
from ..office.textwidth import height_for, lines_needed
from .hosts import host_of
from .marks import COPY_RECORD, remove_sheet

TITLE_FACE: Final = "方正小标宋简体"
HEADING_FACE: Final = "黑体"
BODY_FACE: Final = "仿宋_GB2312"
HEADING_FILL: Final = "#E8EEF4"
STAMP: Final = "附表工具写出"
"""Stands in every sheet of ours (cell A2 begins with it): a sheet of the user's with the same name is not replaced."""


def safe(value: Any) -> Any:
    """A value as a cell may take it: text keeps being text, amounts become numbers."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, str):
        return "'" + value if value[:1] in ("=", "+", "-", "@", "'", "\t") else value
    return value


def quoted(sheet: str) -> str:
    """A sheet's name inside a reference."""
    return "'" + sheet.replace("'", "''") + "'"


def link(sheet: str, cell: str, text: str = "") -> str:
    """A formula that jumps inside the book; both Excel and LibreOffice follow it."""
    target = f"#{quoted(sheet)}!{cell}".replace('"', '""')
    return f'=HYPERLINK("{target}","{text or cell}")'


def is_ours(sheet: xlwings.Sheet) -> bool:
    """Written by the buttons, or by `xltools validate --mark` in a marked copy."""
    if not is_own(sheet.name):
        return False
    return str(sheet.range("A2").value or "").startswith(STAMP) or is_marked_copy(sheet.book)


def is_marked_copy(book: xlwings.Book) -> bool:
    """Whether the command line marked this book: its colours and notes come off with `xltools unmark` only."""
    return any(sheet.name == COPY_RECORD for sheet in book.sheets)


def fresh(book: xlwings.Book, name: str, title: str, said: str) -> xlwings.Sheet:
    """An empty sheet of ours at the end, in place of an older one of ours. Raises UsageError where the user has one.

    Row 1 is the title, row 2 the stamp with `said`; what is written begins in row 3.
    """
    old = next((sheet for sheet in book.sheets if sheet.name == name), None)
    if old is not None and not is_ours(old):
        raise UsageError("own_sheet", f"工作簿里已有一张名为“{name}”的工作表，不是本工具写的。请把它改名后再点一次。")
    shown = book.sheets.active
    remove_sheet(book, name)
    last = book.sheets[len(book.sheets) - 1]
    sheet = book.sheets.add(name, after=last)
    sheet.range("A1").value = title
    sheet.range("A1").font.name = TITLE_FACE
    sheet.range("A1").font.size = 16
    sheet.range("A1").row_height = 30
    sheet.range("A2").value = f"{STAMP}。{said}"
    sheet.range("A2").font.name = BODY_FACE
    if shown.name != name:
        shown.activate()
    return sheet


def table(
    sheet: xlwings.Sheet,
    row: int,
    headings: Sequence[str],
    widths: Sequence[float],
    rows: Sequence[Sequence[Any]],
) -> int:
    """A heading row and body rows from `row`; the last row written. Values must be safe already."""
    columns = len(headings)
    head = sheet.range((row, 1), (row, columns))
    head.value = list(headings)
    head.font.name, head.font.bold, head.color = HEADING_FACE, True, HEADING_FILL
    head.horizontal_alignment = "center"
    for number, width in enumerate(widths, start=1):
        sheet.range((row, number)).column_width = width
    if rows:
        # Looks first: each change of look on cells with text fits every row anew.
        body = sheet.range((row + 1, 1), (row + len(rows), columns))
        body.font.name = BODY_FACE
        body.wrap_text = True
        body.vertical_alignment = "center"
        body.value = [list(line) for line in rows]
        _heights(sheet, row + 1, widths, rows)
    return row + len(rows)


def _heights(sheet: xlwings.Sheet, first: int, widths: Sequence[float], rows: Sequence[Sequence[Any]]) -> None:
    """Rows as high as their texts need, run by run: fitted by the program, thousands of rows take half a minute."""
    lines = [
        max(lines_needed(str(value), width) for value, width in zip(row, widths, strict=True) if value is not None)
        for row in ([_shown(value) for value in row] for row in rows)
    ]
    start = 0
    for number in range(1, len(lines) + 1):
        if number == len(lines) or lines[number] != lines[start]:
            sheet.range((first + start, 1), (first + number - 1, 1)).row_height = height_for(
                min(lines[start], 20), least=16
            )
            start = number


def _shown(value: Any) -> Any:
    """A link shows its text, another formula a number: neither is as long as what is written."""
    if not isinstance(value, str) or not value.startswith("="):
        return value
    return value.split('"')[-2] if value.startswith("=HYPERLINK(") else None


def drop(book: xlwings.Book, names: Sequence[str]) -> int:
    """Remove sheets of ours; the number removed. A sheet of the user's with such a name stays."""
    found = [sheet.name for sheet in book.sheets if sheet.name in names and is_ours(sheet)]
    for name in found:
        remove_sheet(book, name)
    return len(found)


def finish(sheet: xlwings.Sheet, head: int, last: int, columns: int) -> None:
    """Freeze above the body and put a filter on the heading row; the sheet the user looks at stays in front."""
    book = sheet.book
    host = host_of(book)
    shown = book.sheets.active
    host.freeze(sheet, head)
    if last > head:
        host.filter_on(sheet.range((head, 1), (last, columns)))
    shown.activate()
