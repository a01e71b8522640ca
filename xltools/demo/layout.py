"""One content, many looks: the same rows under moved columns, other headings, one or two header rows.

A Content says what is filled in, a SampleLook how an office laid it out, `lay_out` puts both on a sheet and remembers where
everything went. That makes samples that differ as offices differ, and tests that move a mistake and expect the same
finding at the moved cell.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from random import Random

from .minimal_docx import WordTable, document
from .minimal_xlsx import Cell, Error, Raw, SampleFormula, SampleSheet, letters, workbook


class LineKind(StrEnum):
    DATA = "data"
    BLOCK = "block"
    SUBTOTAL = "subtotal"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table. `values` by column key; a line that is no data puts its text into the first column."""

    id: str
    values: Mapping[str, Cell | None]
    kind: LineKind = LineKind.DATA
    text: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's heading: `group` and `short` make a two-row header, `names` are what offices type in one row."""

    key: str
    names: tuple[str, ...]
    group: str = ""
    short: str = ""
    width: float = 10
    figure: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """What somebody filled in."""

    title: str
    headings: tuple[Heading, ...]
    lines: tuple[Line, ...]
    above: tuple[str, ...] = ()
    """Texts between title and header; the last one stands at the right edge (单位：万元)."""
    below: tuple[str, ...] = ()
    merges: tuple[tuple[str, str, str], ...] = ()
    """(column key, first line id, last line id) of cells merged downwards."""


@dataclass(frozen=True, slots=True)
class SampleLook:
    """How an office laid the form out."""

    sheet: str = "Sheet1"
    order: tuple[str, ...] = ()
    """Column keys from left to right; the content's order when empty."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Heading by column key; the first known name where none is given."""
    two_rows: bool = False
    empty_above: int = 0
    empty_left: int = 0
    extra_titles: tuple[str, ...] = ()
    blocks: bool = True
    """Heading rows of the category blocks are printed."""


@dataclass(frozen=True, slots=True)
class Laid:
    """The sheet, and where everything went."""

    sheet: SampleSheet
    rows: Mapping[str, int]
    """Line id -> row."""
    columns: Mapping[str, int]
    header: tuple[int, int]
    """First and last header row."""
    table_end: int

    def cell(self, line: str, key: str) -> str:
        """A1 address of a column's cell on a line."""
        return f"{letters(self.columns[key])}{self.rows[line]}"


def invent_look(content: Content, rng: Random, *, sheet: str = "") -> SampleLook:
    """A random but plausible look: a heading from each column's names, neighbours swapped, sometimes two rows."""
    order = [heading.key for heading in content.headings]
    for _ in range(rng.randrange(3)):
        at = rng.randrange(2, len(order) - 2)
        order[at], order[at + 1] = order[at + 1], order[at]
    grouped = any(heading.group for heading in content.headings)
    two_rows = grouped and rng.random() < 0.5
    if two_rows:  # groups must stay side by side under their common heading
        order = [heading.key for heading in content.headings]
    return SampleLook(
        sheet=sheet or "Sheet1",
        order=tuple(order),
        names={heading.key: rng.choice(heading.names) for heading in content.headings},
        two_rows=two_rows,
        empty_above=rng.choice((0, 0, 1, 2)),
    )


def lay_out(content: Content, look: SampleLook) -> Laid:
    """Put the content on a sheet."""
    keys = look.order or tuple(heading.key for heading in content.headings)
    by_key = {heading.key: heading for heading in content.headings}
    headings = [by_key[key] for key in keys]
    first = look.empty_left + 1
    last = look.empty_left + len(headings)
    sheet = SampleSheet(look.sheet)
    row = look.empty_above
    for title in (*look.extra_titles, content.title):
        row += 1
        sheet.put(row, first, title, "title")
        sheet.merges.append((row, first, row, last))
    if content.above:
        row += 1
        for text in content.above[:-1]:
            sheet.put(row, first, text)
        sheet.put(
            row, last if len(content.above) > 1 else first, content.above[-1], "right" if len(content.above) > 1 else ""
        )
    header = (row + 1, row + (2 if look.two_rows else 1))
    _put_header(sheet, headings, look, header, first)
    rows: dict[str, int] = {}
    row = header[1]
    for line in content.lines:
        if line.kind is LineKind.BLOCK and not look.blocks:
            continue
        row += 1
        rows[line.id] = row
        sheet.heights[row] = 18
        _put_line(sheet, headings, line, row, first)
    columns = {key: first + number for number, key in enumerate(keys)}
    for key, top, bottom in content.merges:
        sheet.merges.append((rows[top], columns[key], rows[bottom], columns[key]))
    end = row
    for text in content.below:
        row += 1
        sheet.put(row, first, text)
    for number, heading in enumerate(headings, first):
        sheet.widths[number] = heading.width
    return Laid(sheet, rows, columns, header, end)


def _put_header(
    sheet: SampleSheet, headings: Sequence[Heading], look: SampleLook, header: tuple[int, int], first: int
) -> None:
    top, bottom = header
    sheet.heights.update(dict.fromkeys(range(top, bottom + 1), 28 if top == bottom else 20))
    if not look.two_rows:
        for column, heading in enumerate(headings, first):
            sheet.put(top, column, look.names.get(heading.key, heading.names[0]), "head")
        return
    started = ""
    for column, heading in enumerate(headings, first):
        if not heading.group:
            sheet.put(top, column, look.names.get(heading.key, heading.names[0]), "head")
            sheet.put(bottom, column, None, "head")
            sheet.merges.append((top, column, bottom, column))
        else:
            sheet.put(top, column, heading.group if heading.group != started else None, "head")
            sheet.put(bottom, column, heading.short, "head")
            if heading.group == started:
                sheet.merges[-1] = (*sheet.merges[-1][:3], column)
            else:
                sheet.merges.append((top, column, top, column))
        started = heading.group
    sheet.merges[:] = [merge for merge in sheet.merges if merge[:2] != merge[2:]]


def _put_line(sheet: SampleSheet, headings: Sequence[Heading], line: Line, row: int, first: int) -> None:
    total = line.kind is not LineKind.DATA
    for column, heading in enumerate(headings, first):
        look = "sum" if total and heading.figure else "figure" if heading.figure else "cell"
        sheet.put(row, column, line.values.get(heading.key), look)
    if line.text:
        sheet.put(row, first, line.text, "head" if line.kind is not LineKind.BLOCK else "block")


def shown(value: Cell | None) -> str:
    """A cell's value as it reads on paper, for Word tables and CSV."""
    match value:
        case None:
            return ""
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
        case SampleFormula(_, result):
            return shown(result)
        case Error(text) | Raw(text):
            return text
        case Decimal():
            return format(value, "f")
        case _:
            return str(value)


def as_xlsx(laid: Laid) -> bytes:
    return workbook([laid.sheet])


def _texts(laid: Laid, first_row: int, last_row: int) -> list[list[str]]:
    columns = range(min(laid.columns.values()), max(laid.columns.values()) + 1)
    cells = laid.sheet.cells
    return [[shown(cells.get((row, column))) for column in columns] for row in range(first_row, last_row + 1)]


def as_csv(laid: Laid, encoding: str) -> bytes:
    """All rows from the first on, at their row numbers. Encoding as Python names it: utf-8-sig, gb18030."""
    last_row = max(row for row, _ in laid.sheet.cells)
    out = io.StringIO(newline="")
    csv.writer(out).writerows(_texts(laid, 1, last_row))
    return out.getvalue().encode(encoding)


def as_docx(content: Content, laid: Laid) -> tuple[bytes, Laid]:
    """A Word file with one table: title and texts above become paragraphs. Returns the cells' new places (A1 in 表1)."""
    top, left = laid.header[0], min(laid.columns.values())
    across, down = {}, {}
    for row, column, last_row, last_column in laid.sheet.merges:
        if row < top:
            continue
        place = (row - top, column - left)
        if last_column > column:
            across[place] = last_column - column + 1
        if last_row > row:
            down[place] = last_row - row + 1
    table = WordTable(_texts(laid, top, laid.table_end), across, down)
    parts: list[str | WordTable] = [content.title, "　　　　".join(content.above), table, *content.below]
    moved = replace(
        laid,
        sheet=replace(laid.sheet, name="表1"),
        rows={line: row - top + 1 for line, row in laid.rows.items()},
        columns={key: column - left + 1 for key, column in laid.columns.items()},
        header=(1, laid.header[1] - top + 1),
        table_end=laid.table_end - top + 1,
    )
    return document([part for part in parts if part]), moved
