"""How official forms look: faces, sizes, borders, heights, paper. In openpyxl's terms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from typing import Any, Final

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.workbook import Workbook
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

TITLE_FACE: Final = "方正小标宋简体"
HEADING_FACE: Final = "黑体"
BODY_FACE: Final = "仿宋_GB2312"
LABEL_FACE: Final = "楷体_GB2312"

ANNEX = Font(name=HEADING_FACE, size=16)
TITLE = Font(name=TITLE_FACE, size=20)
LABEL = Font(name=BODY_FACE, size=12)
HEADING = Font(name=HEADING_FACE, size=11)
BLOCK = Font(name=LABEL_FACE, size=11, bold=True)
BODY = Font(name=BODY_FACE, size=11)
TOTAL = Font(name=HEADING_FACE, size=11)
NOTE = Font(name=BODY_FACE, size=10.5)

_THIN = Side(style="thin", color="FF000000")
BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)

CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
RIGHT = Alignment(horizontal="right", vertical="center", wrap_text=True)
INDENT = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)

BODY_HEIGHT: Final = 24.0
_LANDSCAPE_WIDTH = 128.0
_PORTRAIT_WIDTH = 88.0
_MOST_STRETCH = 1.7
_MOST_REDUCTION = 1.6


def new_workbook() -> Workbook:
    """An empty workbook whose column widths are counted in 宋体 11, as Chinese Excel does."""
    book = Workbook()
    normal: Any = book._named_styles["Normal"]  # type: ignore[attr-defined]  # openpyxl has no public way to it
    normal.font = Font(name="宋体", size=11)
    return book


def stretched(widths: Sequence[float], *, landscape: bool) -> list[float]:
    """Widths scaled up until the sheet fills the paper; a wide table is scaled down by the printer instead."""
    room = _LANDSCAPE_WIDTH if landscape else _PORTRAIT_WIDTH
    factor = min(_MOST_STRETCH, max(1.0, room / sum(widths)))
    return [round(width * factor, 2) for width in widths]


def reduction(widths: Sequence[float], *, landscape: bool) -> float:
    """How much the printer will shrink the sheet; titles and notes are set larger by as much."""
    room = _LANDSCAPE_WIDTH if landscape else _PORTRAIT_WIDTH
    return min(_MOST_REDUCTION, max(1.0, sum(widths) / room))


def scaled(font: Font, factor: float) -> Font:
    """The same face, larger."""
    return Font(name=font.name, size=round((font.size or 11) * factor * 2) / 2, bold=font.bold)


def dress(
    cell: Cell | MergedCell, font: Font, alignment: Alignment, *, boxed: bool = True, number_format: str = "General"
) -> None:
    cell.font = font
    cell.alignment = alignment
    if boxed:
        cell.border = BOX
    if number_format != "General":
        cell.number_format = number_format


def put(cell: Cell | MergedCell, text: str) -> None:
    """Text that stays text, whatever it begins with."""
    cell.value = text or None
    if text:
        cell.data_type = "s"


def band(
    sheet: Worksheet,
    area: tuple[int, int, int, int],
    text: str,
    font: Font,
    alignment: Alignment,
    *,
    boxed: bool = True,
) -> Cell:
    """A merged area (first row, first column, last row, last column; both ends included) with one text."""
    top, left, bottom, right = area
    cell = sheet.cell(top, left)
    assert isinstance(cell, Cell)
    dress(cell, font, alignment, boxed=boxed)
    style: Any = cell._style  # type: ignore[attr-defined]  # looked up once: openpyxl's look-ups are most of a blank's time
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            other: Any = sheet.cell(row, column)
            other._style = copy(style)
    put(cell, text)
    if (top, left) != (bottom, right):
        sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    return cell


def segments(widths: Sequence[float], count: int) -> list[tuple[int, int]]:
    """Cut the columns into at most `count` runs of about equal width; (first, last), from 1."""
    count = min(count, len(widths))
    found: list[tuple[int, int]] = []
    first, done, total = 1, 0.0, sum(widths)
    for number, width in enumerate(widths, start=1):
        done += width
        left_columns = len(widths) - number
        left_runs = count - len(found) - 1
        if left_runs and (left_columns == left_runs or done >= total * (len(found) + 1) / count - width / 2):
            found.append((first, number))
            first = number + 1
    found.append((first, len(widths)))
    return found


def set_widths(sheet: Worksheet, widths: Iterable[float]) -> None:
    from openpyxl.utils import get_column_letter

    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def paper(sheet: Worksheet, *, landscape: bool, header_rows: tuple[int, int] | None = None) -> None:
    """A4, one page wide, centred, page numbers below, the header repeated on every page and frozen on the screen."""
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.59
    margins.top, margins.bottom = 0.75, 0.75
    margins.header = margins.footer = 0.4
    footer: Any = sheet.oddFooter  # the stubs allow None where openpyxl always makes one
    footer.center.text = "第 &P 页 共 &N 页"
    footer.center.size = 10
    sheet.sheet_view.showGridLines = False
    if header_rows is not None:
        sheet.print_title_rows = f"{header_rows[0]}:{header_rows[1]}"
        sheet.freeze_panes = f"A{header_rows[1] + 1}"
