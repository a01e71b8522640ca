"""Merged rows put into a table: the pack's blank or the office's own file, by one way."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from ..blanks.layouts import BlockPlace, TableLayout
from ..formats.grid import a1
from ..notice.model import Attachment, ColumnType
from ..office.patching import WorkbookPatch
from ..office.rowstream import Cells, RowLook, RowRun
from ..office.sheetxml import CellValue, Formula, SheetXml, split_cell
from ..office.stylesheet import Look
from ..office.textwidth import lines_needed
from ..office.xmlparts import ATTRIBUTES, attributes, with_attribute
from .model import Merged
from .order import numbering_column
from .row import Rows
from .values import addend, exact, written_column

_PERCENT: Final = "0.0#%"
_BODY_HEIGHT: Final = 24.0
_LINE_POINTS: Final = 15.0
_USUAL_WIDTH: Final = 12.0
_FORMULA: Final = re.compile(rf"<(?:[\w.-]+:)?f(?=[\s>]){ATTRIBUTES}>([^<]+)</")


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
