"""A blank's parts drawn on a sheet: head, heading rows, empty rows with their input checks, sums, foot."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ..notice.model import Attachment, Column, ColumnType
from ..office.textwidth import height_for, lines_needed
from . import looks
from .inputchecks import InputChecks, number_format
from .layouts import BlockPlace, TableLayout, broken, heading_bands, heading_text, label_text, separate_blocks

_LEAST_BLOCK_ROWS = 4


def draw_table(book: Workbook, sheet: Worksheet, attachment: Attachment, counts: Sequence[int] = ()) -> TableLayout:
    """Draw a table with `counts` empty rows per block (the pack's own number when not given)."""
    columns = attachment.drawn
    widths = looks.stretched([column.width for column in columns], landscape=attachment.landscape)
    looks.set_widths(sheet, widths)
    row, label_cells = draw_head(sheet, attachment, widths)
    header = draw_header(sheet, columns, attachment.unit, widths, row)
    layout = TableLayout(
        sheet.title,
        header,
        {column.key: number for number, column in enumerate(columns, start=1)},
        label_cells=label_cells,
    )
    layout.unit = attachment.unit
    layout.headings = {
        key: "".join(str(sheet.cell(line, number).value or "") for line in range(header[0], header[1] + 1))
        for key, number in layout.columns.items()
    }
    layout.units = {column.key: column.unit for column in columns if column.unit}
    _draw_blocks(sheet, attachment, layout, counts or _blank_counts(attachment))
    if attachment.total:
        layout.total = layout.last_row + 1
        _draw_total(sheet, attachment, layout)
        layout.last_row = layout.total
    layout.last_row = draw_foot(sheet, attachment, widths, layout.last_row + 1)
    checks = InputChecks(book, sheet)
    for column in columns:
        letter = get_column_letter(layout.columns[column.key])
        checks.add(column, [f"{letter}{block.first}:{letter}{block.last}" for block in layout.blocks])
    looks.paper(sheet, landscape=attachment.landscape, header_rows=header)
    return layout


def _blank_counts(attachment: Attachment) -> list[int]:
    if not separate_blocks(attachment):
        return [attachment.blank_rows]
    number = len(attachment.blocks)
    return [max(_LEAST_BLOCK_ROWS, -(-attachment.blank_rows // number))] * number


def draw_head(sheet: Worksheet, attachment: Attachment, widths: Sequence[float]) -> tuple[int, dict[str, str]]:
    """附件 number, title, and the line with submitter, date and unit. Next free row and the labels' cells."""
    last = len(widths)
    looks.put(sheet.cell(1, 1), attachment.key)
    factor = looks.reduction(widths, landscape=attachment.landscape)
    title, label_font = looks.scaled(looks.TITLE, factor), looks.scaled(looks.LABEL, factor)
    looks.dress(
        sheet.cell(1, 1),
        looks.scaled(looks.ANNEX, factor),
        Alignment(horizontal="left", vertical="center"),
        boxed=False,
    )
    sheet.row_dimensions[1].height = 26 * factor
    looks.band(sheet, (2, 1, 2, last), attachment.title, title, looks.CENTRE, boxed=False)
    lines = lines_needed(attachment.title, sum(widths), title.size or 20)
    sheet.row_dimensions[2].height = height_for(lines, title.size or 20, 40)
    texts = [(label.key, label_text(label)) for label in attachment.labels]
    if attachment.unit and not any(text.startswith("单位：") for _, text in texts):
        texts.append(("", f"单位：{attachment.unit}"))
    if not texts:
        return 3, {}
    cells = {}
    runs = looks.segments(widths, len(texts))
    for place, ((key, text), (first, final)) in enumerate(zip(texts, runs, strict=False)):
        at_end = place == len(runs) - 1 and place > 0
        alignment = looks.RIGHT if at_end else looks.LEFT if place == 0 else looks.CENTRE
        cell = looks.band(sheet, (3, first, 3, final), text, label_font, alignment, boxed=False)
        if key:
            cells[key] = cell.coordinate
    sheet.row_dimensions[3].height = 24 * factor
    return 4, cells


def draw_header(
    sheet: Worksheet, columns: Sequence[Column], unit: str, widths: Sequence[float], row: int
) -> tuple[int, int]:
    """As many heading rows as the deepest heading has. First and last row of the header."""
    last = row + max(len(column.path) for column in columns) - 1
    texts = [broken(heading_text(column, unit), width) for column, width in zip(columns, widths, strict=True)]
    for band in heading_bands(columns):
        top = row + band.depth
        own = band.depth == len(columns[band.first].path) - 1
        text = texts[band.first] if own else columns[band.first].path[band.depth]
        area = (top, band.first + 1, last if own else top, band.last + 1)
        looks.band(sheet, area, text, looks.HEADING, looks.CENTRE)
    lines = max(
        lines_needed(text, width, 11) - (last - row - len(column.path) + 1)
        for column, text, width in zip(columns, texts, widths, strict=True)
    )
    sheet.row_dimensions[last].height = height_for(lines, 11, 30)
    for upper in range(row, last):
        sheet.row_dimensions[upper].height = looks.BODY_HEIGHT
    return row, last


def _draw_blocks(sheet: Worksheet, attachment: Attachment, layout: TableLayout, counts: Sequence[int]) -> None:
    row = layout.header[1] + 1
    shown = attachment.blocks if separate_blocks(attachment) else ()
    for place, count in enumerate(counts):
        block = shown[place] if place < len(shown) else None
        spot = BlockPlace(block.value if block else "", row, row)
        if block is not None and block.heading:
            spot.heading = row
            looks.band(sheet, (row, 1, row, len(attachment.drawn)), block.heading, looks.BLOCK, looks.LEFT)
            sheet.row_dimensions[row].height = looks.BODY_HEIGHT
            row += 1
        spot.first, spot.last = row, row + max(count, 1) - 1
        for data_row in range(spot.first, spot.last + 1):
            draw_row(sheet, attachment.drawn, data_row)
        row = spot.last + 1
        if block is not None and attachment.subtotals:
            spot.subtotal = row
            draw_sums(sheet, attachment, layout, row, "小计", [(spot.first, spot.last)])
            row += 1
        layout.blocks.append(spot)
    layout.last_row = row - 1


def draw_row(sheet: Worksheet, columns: Sequence[Column], row: int) -> None:
    """An empty data row."""
    for number, column in enumerate(columns, start=1):
        alignment = body_alignment(column)
        looks.dress(sheet.cell(row, number), looks.BODY, alignment, number_format=number_format(column))
    sheet.row_dimensions[row].height = looks.BODY_HEIGHT


def body_alignment(column: Column) -> Alignment:
    """Amounts to the right, long texts to the left, the rest centred."""
    if column.type is ColumnType.AMOUNT:
        return looks.RIGHT
    return looks.LEFT if column.width > 20 and column.type is ColumnType.TEXT else looks.CENTRE


def draw_sums(
    sheet: Worksheet,
    attachment: Attachment,
    layout: TableLayout,
    row: int,
    word: str,
    spans: Sequence[tuple[int, int]],
) -> None:
    """A 小计 or 合计 row: its word over the columns before the first sum, formulas under the sums."""
    columns = attachment.drawn
    for number, column in enumerate(columns, start=1):
        looks.dress(sheet.cell(row, number), looks.TOTAL, body_alignment(column))
        if column.sum:
            letter = get_column_letter(number)
            parts = [
                f"{letter}{first}:{letter}{last}" if first != last else f"{letter}{first}" for first, last in spans
            ]
            cell = sheet.cell(row, number)
            cell.value = f"=SUM({','.join(parts)})"
            cell.number_format = number_format(column)
            layout.formulas[cell.coordinate] = Decimal(0)
    before = next((number - 1 for number, column in enumerate(columns, start=1) if column.sum), len(columns))
    looks.band(sheet, (row, 1, row, max(1, before)), word, looks.TOTAL, looks.CENTRE)
    sheet.row_dimensions[row].height = looks.BODY_HEIGHT


def _draw_total(sheet: Worksheet, attachment: Attachment, layout: TableLayout) -> None:
    if any(block.subtotal for block in layout.blocks):
        spans = [(block.subtotal, block.subtotal) for block in layout.blocks]
    else:
        spans = [(layout.blocks[0].first, layout.blocks[-1].last)]
    draw_sums(sheet, attachment, layout, layout.total, "合计", spans)


def draw_foot(sheet: Worksheet, attachment: Attachment, widths: Sequence[float], row: int) -> int:
    """填表说明 and the signature line; the last row used."""
    total = sum(widths)
    factor = looks.reduction(widths, landscape=attachment.landscape)
    note_font, sign_font = looks.scaled(looks.NOTE, min(factor, 1.25)), looks.scaled(looks.LABEL, min(factor, 1.3))
    size = note_font.size or 10.5
    if attachment.notes:
        looks.band(sheet, (row, 1, row, len(widths)), "填表说明：", note_font, looks.LEFT, boxed=False)
        sheet.row_dimensions[row].height = 20
        row += 1
    for number, note in enumerate(attachment.notes, start=1):
        text = note if note[:1].isdecimal() or len(attachment.notes) == 1 else f"{number}. {note}"
        looks.band(sheet, (row, 1, row, len(widths)), text, note_font, looks.INDENT, boxed=False)
        sheet.row_dimensions[row].height = height_for(lines_needed(text, total - 2, size), size, 18)
        row += 1
    if attachment.signatures:
        row += 1
        for text, (first, last) in zip(
            attachment.signatures, looks.segments(widths, len(attachment.signatures)), strict=False
        ):
            shown = text if "：" in text or "年" in text else f"{text}："
            looks.band(sheet, (row, first, row, last), shown, sign_font, looks.LEFT, boxed=False)
        sheet.row_dimensions[row].height = 30
        row += 1
    return row - 1
