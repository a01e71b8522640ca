"""Blank attachments (.xlsx) rendered from the pack: the form and its checks have one source."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ..files.names import safe_name
from ..notice.model import Attachment, Notice, Shape
from ..office.opc import parts_of, seal
from . import looks
from .drawing import draw_table
from .form import draw_form
from .printedlist import draw_list

META_SHEET: Final = "_xltools"


def blank_name(notice: Notice, attachment: Attachment) -> str:  # noqa: ARG001 - a pack may come to name its blanks
    """File name of the blank: `附件6-….xlsx`, or .docx where the official table is a Word table."""
    stem = attachment.file_name or f"{attachment.key}-{attachment.title}"
    return safe_name(stem, ".docx" if attachment.word else ".xlsx")


def sheet_name(attachment: Attachment) -> str:
    """The blank's sheet name."""
    from ..office.safetext import sheet_title

    return sheet_title(attachment.sheet or attachment.key)


def render_blank(notice: Notice, attachment: Attachment) -> bytes:
    """The blank attachment as .xlsx. The same pack gives the same bytes."""
    book = looks.new_workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = sheet_name(attachment)
    formulas: dict[str, Decimal] = {}
    if attachment.shape is Shape.FORM:
        draw_form(book, sheet, attachment)
    elif attachment.shape is Shape.LIST:
        formulas = draw_list(book, sheet, attachment)
    else:
        formulas = draw_table(book, sheet, attachment).formulas
    identify(book, notice, attachment)
    return save(book, {sheet.title: formulas})


def save(book: Workbook, cached: dict[str, dict[str, Decimal]]) -> bytes:
    book.active = 0
    return seal(parts_of(book), {sheet: values for sheet, values in cached.items() if values})


def identify(book: Workbook, notice: Notice, attachment: Attachment) -> None:
    """The sheet by which xltools knows its own form again, whatever the file is called."""
    sheet = book.create_sheet(META_SHEET)
    sheet.sheet_state = "veryHidden"
    facts = (("xltools", "blank"), ("notice", notice.id), ("version", notice.version), ("attachment", attachment.key))
    for row, (name, value) in enumerate(facts, start=1):
        looks.put(sheet.cell(row, 1), name)
        looks.put(sheet.cell(row, 2), value)
