"""Merged rows put into a table: the pack's blank or the office's own file, by one way.

Values are written as a person reads them: amounts in the sheet's unit, days as dates; what could not be read stands as
it was handed in.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from ..blanks.layouts import BlockPlace, TableLayout, separate_blocks
from ..errors import OutputFault
from ..formats.grid import Grid, GridRow, a1
from ..forms.values import UNITS, Period, Unreadable
from ..notice.model import Attachment, Block, Column, ColumnType
from ..office.patching import WorkbookPatch
from ..office.rowstream import Cells, RowLook, RowRun
from ..office.sheetxml import CellValue, Formula, SheetXml, split_cell
from ..office.stylesheet import Look
from ..office.textwidth import lines_needed
from ..office.xmlparts import ATTRIBUTES, attributes, with_attribute
from .model import Merged
from .order import numbering_column
from .row import Parsed, Rows

OTHER_BLOCK: Final = "（类别未识别）"
_PERCENT: Final = "0.0#%"
_BODY_HEIGHT: Final = 24.0
_LINE_POINTS: Final = 15.0
_USUAL_WIDTH: Final = 12.0
_FORMULA: Final = re.compile(rf"<(?:[\w.-]+:)?f(?=[\s>]){ATTRIBUTES}>([^<]+)</")


def own_form(merged: Merged) -> tuple[bytes, TableLayout]:
    """The pack's blank with one empty row per block, and where everything lies."""
    from openpyxl.worksheet.worksheet import Worksheet

    from ..blanks import looks
    from ..blanks.drawing import draw_table
    from ..blanks.workbook import identify, save, sheet_name

    attachment = merged.attachment
    book = looks.new_workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = sheet_name(attachment)
    known = {block.value for block in attachment.blocks}
    if separate_blocks(attachment) and any(block not in known for block in merged.rows.blocks):
        attachment = replace(attachment, blocks=(*attachment.blocks, Block(value="", heading=OTHER_BLOCK)))
    layout = draw_table(book, sheet, attachment, [1] * (len(attachment.blocks) if separate_blocks(attachment) else 1))
    identify(book, merged.notice, attachment)
    return save(book, {sheet.title: layout.formulas}), layout


def foreign_form(data: bytes, attachment: Attachment, by_hand: dict[str, int]) -> TableLayout:
    """Where the table lies in an office's own file. Raises OutputFault ``bad_template`` where its header is not found."""
    from ..forms.headings import locate
    from ..forms.labels import fields_around
    from ..forms.sketch import Sketch
    from ..office.backread import book_of

    book = book_of(data)
    found = [
        (len(header.columns), -place, grid, header)
        for place, grid in enumerate(book.grids)
        if not grid.name.startswith("_xltools")
        and (header := locate(Sketch.of(grid), attachment, by_hand or None)) is not None
    ]
    if not found:
        headings = "、".join(column.heading for column in attachment.columns[:4])
        raise OutputFault(
            "bad_template",
            f"模板中找不到“{attachment.key}”的表头（如 {headings} …）。请确认模板是该附件的空表，或用 --map 指明列。",
        )
    _, _, grid, header = max(found, key=lambda item: item[:2])
    layout = TableLayout(grid.name, (header.first_row, header.last_row), dict(header.columns))
    patch = WorkbookPatch(data).sheet(layout.sheet)
    last_styled = max((number for number, xml in patch.rows.items() if xml.cells), default=0)
    by_column = {column: key for key, column in layout.columns.items()}
    find_blocks(grid, attachment, layout, last_styled, lambda row: _in_table(patch, row, by_column))
    layout.formatted = _in_table(patch, layout.blocks[0].first, by_column)
    fields = fields_around(grid, attachment.labels, header.first_row, layout.last_row)
    for key, place in fields.items():
        if place.row and place.column:
            layout.label_cells[key] = a1(place.row, place.column)
            layout.label_texts[key] = str(grid.value(place.row, place.column) or "")
    layout.units = dict(header.units)
    layout.headings = {
        key: "".join(str(grid.value(row, column) or "") for row in range(header.first_row, header.last_row + 1))
        for key, column in header.columns.items()
    }
    layout.unit = _sheet_unit(grid, header.first_row) or attachment.unit
    return layout


def _sheet_unit(grid: Grid, before: int) -> str:
    from ..forms.labels import sheet_unit

    said = sheet_unit(grid, before)
    return said[0] if said else ""


def find_blocks(
    grid: Grid, attachment: Attachment, layout: TableLayout, last: int, in_table: Callable[[int], bool]
) -> None:
    """Blocks, subtotals and the total below the header, down to row `last`: empty rows of the form are rows to fill."""
    from ..forms.rowkinds import RowKind
    from ..forms.rows import RowJudge

    numbering = layout.columns.get(attachment.order or "seq", 0)
    judge = RowJudge(
        columns={column: key for key, column in layout.columns.items()},
        order=numbering,
        category=layout.columns.get(attachment.category, 0),
    )
    row = layout.header[1] + 1
    block = BlockPlace("", row, row - 1)
    blocks = [block]
    while row <= last:
        stored = grid.rows.get(row)
        fresh = block.last < block.first
        kind = RowKind.TEMPLATE if stored is None else judge.kind(stored, fresh=fresh)
        if fresh and kind in (RowKind.NUMBERS, RowKind.UNIT):
            # Column numbers and units stand between the heading and the rows.
            block.first, block.last = row + 1, row
        elif kind is RowKind.GROUP and stored is not None:
            if block.last >= block.first or block.heading:
                block = BlockPlace("", row + 1, row)
                blocks.append(block)
            block.value = _block_named(attachment, str(stored.values[0]))
            block.heading, block.first, block.last = row, row + 1, row
        elif kind is RowKind.SUBTOTAL:
            block.subtotal = row
        elif kind is RowKind.TOTAL:
            layout.total = row
            break
        elif kind in (RowKind.NOTE, RowKind.SIGNATURE) or not (_is_numbered(stored, numbering) or in_table(row)):
            break
        else:
            block.last = row
        row += 1
    layout.blocks = [block for block in blocks if block.last >= block.first or block.heading]
    if not layout.blocks:
        layout.blocks = [BlockPlace("", layout.header[1] + 1, layout.header[1])]
    layout.last_row = row


def _is_numbered(stored: GridRow | None, numbering: int) -> bool:
    """A row of the form that holds its running number and nothing else."""
    return stored is not None and stored.columns == (numbering,)


def _in_table(patch: SheetXml, row: int, columns: dict[int, str]) -> bool:
    """A row of the form is formatted under most of its headings."""
    xml = patch.rows.get(row)
    if xml is None:
        return False
    cells = xml.cells
    return sum(column in cells for column in columns) * 2 >= len(columns)


def _block_named(attachment: Attachment, heading: str) -> str:
    for block in attachment.blocks:
        if block.value in heading:
            return block.value
    column = attachment.column(attachment.category) if attachment.category else None
    for choice in column.values if column else ():
        if any(alias and alias in heading for alias in choice.aliases):
            return choice.value
    return ""


@dataclass(slots=True)
class Filled:
    """Where every merged row went: `rows` as they were written, block by block."""

    layout: TableLayout
    rows: Rows
    written: dict[str, list[CellValue]]
    """Column key -> what stands in each row's cell."""
    noted: dict[str, list[CellValue]] = field(default_factory=dict)
    """Columns in which an edit of the office's own stands -> what the sources say."""
    runs: list[RowRun] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    """Where each run's rows lie."""

    def places(self) -> list[int]:
        """The sheet row of each merged row."""
        return [number for span in self.spans for number in range(span.first, span.first + span.stop - span.start)]

    def put(self, column: int, values: Sequence[CellValue], cells: Cells) -> None:
        """A further column beside the table, one value per row."""
        for run, span in zip(self.runs, self.spans, strict=True):
            run.columns[column] = span.of(values)
            run.cells[column] = cells


@dataclass(frozen=True, slots=True)
class Span:
    """Rows `start` … `stop - 1` of the summary, written from sheet row `first` on."""

    start: int
    stop: int
    first: int

    def of(self, values: Sequence[CellValue]) -> Sequence[CellValue]:
        """The part of a column that is this run's; the column itself where it is all."""
        return values if len(values) == self.stop - self.start else values[self.start : self.stop]


def written_rows(merged: Merged, layout: TableLayout) -> Filled:
    """The rows block by block, and what is to stand in their cells."""
    groups = assign(merged.rows.blocks, layout.blocks)
    rows = merged.rows.in_order([index for group in groups for index in group])
    filled = Filled(layout, rows, {})
    start = 0
    for block, group in zip(layout.blocks, groups, strict=True):
        filled.spans.append(Span(start, start + len(group), block.first))
        start += len(group)
    numbering = numbering_column(merged.attachment)
    for key in layout.columns:
        if merged.attachment.has(key):
            column = merged.attachment.column(key)
            filled.written[key] = _numbers(filled) if key == numbering else written_column(column, rows, layout)
    _carry(filled)
    return filled


def _carry(filled: Filled) -> None:
    """What the office wrote over a cell stands in it; what is noted of the row is what its source says."""
    at = {key: index for index, key in enumerate(filled.rows.keys)} if filled.rows.carried else {}
    for row, cells in filled.rows.carried.items():
        for key, text in cells.items():
            if key in filled.written:
                filled.noted.setdefault(key, filled.written[key])
                if filled.written[key] is filled.noted[key]:
                    filled.written[key] = list(filled.noted[key])
                filled.written[key][at[row]] = text or None


def _numbers(filled: Filled) -> list[CellValue]:
    """1, 2 … within each block of the table and each category."""
    made: list[CellValue] = []
    for span in filled.spans:
        counts: dict[str, int] = {}
        for block in filled.rows.blocks[span.start : span.stop]:
            counts[block] = number = counts.get(block, 0) + 1
            made.append(number)
    return made


def fill(book: WorkbookPatch, merged: Merged, layout: TableLayout, *, fitted: bool = False) -> Filled:
    """Put the merged rows into the blocks; rows are added or taken away so that each block fits.

    `fitted`: rows as high as their longest text needs, in the pack's own layout.
    """
    counts = [len(group) for group in assign(merged.rows.blocks, layout.blocks)]
    models = _make_room(book, layout, counts, fitted=fitted)
    _settle_merges(book.sheet(layout.sheet), layout)
    filled = written_rows(merged, layout)
    patch = book.sheet(layout.sheet)
    heights = _heights(filled, patch.widths()) if fitted else None
    for span, model in zip(filled.spans, models, strict=True):
        if span.stop == span.start:
            filled.runs.append(RowRun(span.first, RowLook(), {}, {}))
            continue
        run = _run(book, merged.attachment, filled, span, model)
        run.heights = heights[span.start : span.stop] if heights is not None else None
        for number in range(span.first, span.first + len(run)):
            patch.rows.pop(number, None)
        patch.runs[span.first] = run
        filled.runs.append(run)
    _sum_up(book, merged, filled)
    return filled


def _run(book: WorkbookPatch, attachment: Attachment, filled: Filled, span: Span, model: _Model) -> RowRun:
    """The rows of one block in the look of its first row."""
    columns: dict[int, Sequence[CellValue]] = {}
    cells: dict[int, Cells] = {}
    prefix = book.sheet(filled.layout.sheet).prefix
    for key, number in filled.layout.columns.items():
        if key not in filled.written:
            continue
        style = model.styles.get(number, model.style)
        if attachment.column(key).type is ColumnType.PERCENT:
            # A fraction in a cell that an office left General would read as 0.85 under a heading of %.
            style = book.styles.derive(style, Look(number_format=_PERCENT))
        values = span.of(filled.written[key])
        dated = attachment.column(key).type is ColumnType.DATE and any(isinstance(value, date) for value in values)
        date_style = book.styles.derive(style, Look(number_format="yyyy-mm-dd")) if dated else None
        columns[number] = values
        cells[number] = Cells(book.strings, prefix, style, date_style)
    for number, formula in model.formulas.items():
        if number not in columns:
            columns[number] = list(formula.down(span.first, span.stop - span.start))
            cells[number] = Cells(book.strings, prefix, model.styles.get(number, 0))
    blanks = {
        number: f'" s="{style}"/>' if style else '"/>'
        for number, style in model.styles.items()
        if number not in columns
    }
    return RowRun(span.first, RowLook(model.attributes, blanks), columns, cells, prefix=prefix)


def _heights(filled: Filled, widths: Mapping[int, float]) -> list[float]:
    """Points, row by row."""
    lines = [1] * len(filled.rows)
    for key, values in filled.written.items():
        room = widths.get(filled.layout.columns[key], _USUAL_WIDTH)
        known: dict[str, int] = {}
        for index, value in enumerate(values):
            # A sign takes at most 2.2 units of the room: most texts need no measuring.
            if type(value) is not str or (len(value) * 2.2 < room - 1 and "\n" not in value):
                continue
            needed = known.get(value)
            if needed is None:
                needed = known[value] = lines_needed(value, room)
            if needed > lines[index]:
                lines[index] = needed
    return [max(_BODY_HEIGHT, count * _LINE_POINTS + 6) for count in lines]


def written_column(column: Column, rows: Rows, layout: TableLayout) -> list[CellValue]:
    """The merged values of a column as they are written into the sheet."""
    return _shown_column(
        column, rows, UNITS[unit_of(column, layout)] if column.type is ColumnType.AMOUNT else Decimal(1)
    )


def plain_column(column: Column, rows: Rows) -> list[CellValue]:
    """The same of a column that is no amount: no sheet's unit bears on it."""
    return _shown_column(column, rows, Decimal(1))


def _shown_column(column: Column, rows: Rows, unit: Decimal) -> list[CellValue]:
    values = rows.columns.get(column.key, [None] * len(rows))
    return [
        value if type(value) is str or type(value) is int else _shown(value, unit, rows, index, column.key)
        for index, value in enumerate(values)
    ]


def _shown(value: Parsed, unit: Decimal, rows: Rows, index: int, key: str) -> CellValue:
    """What could not be read stands as it was handed in; amounts in the sheet's unit."""
    if value is None or isinstance(value, Unreadable):
        return rows.text(index, key).strip() or None
    if isinstance(value, Period):
        return value.start if value.is_day else rows.text(index, key).strip() or spoken(value)
    if isinstance(value, Decimal):
        return exact(value / unit)
    if isinstance(value, (str, int, date)):
        return value
    return str(value)


def spoken(period: Period) -> str:
    """A month or year as people write it; other spans with both ends."""
    start, end = period
    if (start.year, start.month, start.day, end.month, end.day) == (end.year, 1, 1, 12, 31):
        return f"{start.year}年"
    if (start.year, start.month, start.day) == (end.year, end.month, 1) and (end + timedelta(days=1)).day == 1:
        return f"{start.year}年{start.month}月"
    return str(period)


def unit_of(column: Column, layout: TableLayout) -> str:
    """The unit in which the sheet shows an amount column: its heading's, the sheet's, the pack's."""
    for unit in (layout.units.get(column.key), layout.unit, column.unit):
        if unit in UNITS:
            return unit
    return "元"


def exact(value: Decimal) -> Decimal:
    """Without trailing zeros, never in scientific notation."""
    made = value.normalize()
    return made.quantize(Decimal(1)) if made == made.to_integral_value() else made


def assign(named: Sequence[str], blocks: Sequence[BlockPlace]) -> list[list[int]]:
    """Indices of rows by block; rows of no block go to the last one, which a table of ours keeps for them.

    `named`: the block that each row names.
    """
    groups: list[list[int]] = [[] for _ in blocks]
    places = {block.value: place for place, block in enumerate(blocks) if block.value}
    for index, name in enumerate(named):
        groups[places.get(name, len(blocks) - 1)].append(index)
    return groups


@dataclass(frozen=True, slots=True)
class _RowFormula:
    """A formula of a template's row, to be filled down."""

    text: str
    origin: str

    def down(self, first: int, count: int) -> Iterator[Formula]:
        from openpyxl.formula.translate import Translator

        made = Translator(f"={self.text}", origin=self.origin)
        column = split_cell(self.origin)[1]
        for row in range(first, first + count):
            yield Formula(made.translate_formula(a1(row, column))[1:], "")


@dataclass(frozen=True, slots=True)
class _Model:
    """The look that the rows of a block take: the first row's."""

    attributes: str = ""
    style: int = 0
    styles: Mapping[int, int] = field(default_factory=dict)
    formulas: Mapping[int, _RowFormula] = field(default_factory=dict)


def _model(patch: SheetXml, number: int, *, fitted: bool) -> _Model:
    row = patch.rows.get(number)
    if row is None:
        return _Model()
    tag = row.tag
    for name in ("r", "spans", *(("ht", "customHeight") if fitted else ())):
        tag = with_attribute(tag, name, None)
    formulas = {
        column: _RowFormula(html.unescape(found[1]), a1(number, column))
        for column, xml in row.cells.items()
        if (found := _FORMULA.search(xml)) is not None
    }
    return _Model(
        attributes=tag[tag.index("row") + len("row") : -1].rstrip("/ "),
        style=int(attributes(tag).get("s", "0")),
        styles={column: patch.style(number, column) for column in row.cells},
        formulas=formulas,
    )


def _make_room(book: WorkbookPatch, layout: TableLayout, counts: Sequence[int], *, fitted: bool) -> list[_Model]:
    """Room for the rows, and the look of each block. From the last block up, so that the places above stay right; then
    all places are moved down.
    """
    sheet = book.sheet(layout.sheet)
    models = [
        _model(sheet, block.first if block.last >= block.first else block.first - 1, fitted=fitted)
        for block in layout.blocks
    ]
    changes = [0] * len(counts)
    for place, (block, count) in reversed(list(enumerate(zip(layout.blocks, counts, strict=True)))):
        have, need = max(0, block.last - block.first + 1), max(count, 1)
        changes[place] = need - have
        if need < have:
            book.remove_rows(layout.sheet, block.first + need, have - need)
        elif have > 1:
            book.make_room(layout.sheet, block.last, need - have)
        else:
            book.make_room(layout.sheet, block.first + have, need - have, grow=bool(have))
    moved = 0
    for block, count, change in zip(layout.blocks, counts, changes, strict=True):
        block.first += moved
        block.last = block.first + max(count, 1) - 1
        block.heading += moved if block.heading else 0
        moved += change
        block.subtotal += moved if block.subtotal else 0
    layout.total += moved if layout.total else 0
    layout.last_row += moved
    return models


def _settle_merges(sheet: SheetXml, layout: TableLayout) -> None:
    """Data rows of a block share the cells that are merged within its first row; none is merged with the next."""
    kept = []
    for area in sheet.merges():
        (top, left), (bottom, right) = (split_cell(cell) for cell in area.split(":"))
        block = next((block for block in layout.blocks if top <= block.last and bottom >= block.first), None)
        if block is None:
            kept.append(area)
        elif top == bottom == block.first:
            kept += [f"{a1(row, left)}:{a1(row, right)}" for row in range(block.first, block.last + 1)]
    if kept != sheet.merges():
        sheet.set_merges(kept)


def _sum_up(book: WorkbookPatch, merged: Merged, filled: Filled) -> None:
    """Results beside the formulas of the total rows; a template's typed totals become formulas."""
    layout = filled.layout
    patch = book.sheet(layout.sheet)
    for column in merged.attachment.columns:
        number = layout.columns.get(column.key)
        if number is None or not column.sum:
            continue
        grand = Decimal(0)
        parts = []
        for block, span in zip(layout.blocks, filled.spans, strict=True):
            part = sum(map(addend, filled.written[column.key][span.start : span.stop]), Decimal(0))
            grand += part
            area = f"{a1(block.first, number)}:{a1(block.last, number)}"
            parts.append(a1(block.subtotal, number) if block.subtotal else area)
            if block.subtotal:
                patch.set(block.subtotal, number, Formula(f"SUM({area})", exact(part)))
        if layout.total:
            patch.set(layout.total, number, Formula(f"SUM({','.join(parts)})", exact(grand)))


def addend(value: CellValue) -> Decimal:
    return Decimal(value) if isinstance(value, (Decimal, int)) and not isinstance(value, bool) else Decimal(0)
