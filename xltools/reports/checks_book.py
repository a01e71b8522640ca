"""The office's list of relations as a workbook, to read, edit and import again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ..office import sheetbuild as look
from ..office.newbook import new_book
from ..office.sheetbuild import SheetBuilder
from ..relations.lists import HEADINGS

SHEET: Final = "审核关系"
_WIDTHS: Final = (12, 60, 8, 8, 40, 30, 24, 14)


def write_list(rows: Sequence[Sequence[str]]) -> bytes:
    """One relation a row. Same relations, same bytes."""
    book = new_book()
    sheet = SheetBuilder(book.styles, _WIDTHS)
    header = sheet.row([*HEADINGS], look.HEADING)
    sheet.freeze, sheet.titles = header, (header, header)
    for row in rows:
        sheet.row([text or None for text in row], look.BODY)
    book.build(SHEET, sheet)
    return book.save()
