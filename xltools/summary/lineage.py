"""Where every merged row came from, kept in the output itself.

The hidden sheet ``_xltools`` holds facts (name, value); then each source and each way once; then the rows as columns, each a
JSON list on a line of its own: their keys, ways and row numbers, what was written, and only what differs from that (texts
that were handed in otherwise, what people changed on the way). The visible table carries the keys in a narrow hidden
column, so rows that officials sort or edit are still found; a cell changed by a person afterwards is named as changed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, overload

from ..errors import InputRefused
from ..files.records import items, read_json, table
from ..formats.grid import Book, Grid, a1
from ..office.backread import book_of, bytes_of
from ..office.opc import unpack
from ..office.sheetxml import split_cell
from ..office.wordparts import FACTS_SPACE
from ..office.xmlparts import text_of
from . import earlier_form
from .notes import json_text
from .row import Hop
from .values import canonical
from .wordfill import BOOKMARK, marked_rows
from .written import Written, parsed

SHEET: Final = "_xltools"
KEY_HEADING: Final = "_xltools行键"


@dataclass(frozen=True, slots=True)
class LineageRow:
    """One merged row. `row` is where it stands now (None: taken out since); `values` what was written."""

    key: str
    office: str
    hops: tuple[Hop, ...]
    values: Mapping[str, str]
    row: int | None
    present: Mapping[str, str]
    """Column key -> what stands there now."""
    changed: tuple[str, ...]
    """Columns that a person changed since."""

    @property
    def raw(self) -> Mapping[str, str]:
        """Column key -> text in the file that was merged."""
        return self.hops[-1].raw

    @property
    def cells(self) -> Mapping[str, str]:
        """Column key -> A1 address in the file that was merged."""
        hop = self.hops[-1]
        return {key: hop.cell(key) for key in hop.source.cells}


@dataclass(slots=True)
class Lineage(Sequence[LineageRow]):
    """What a summary tells of itself, row by row. `columns`: key -> column number now; `added`: rows without a key."""

    written: Written
    grid: Grid
    columns: Mapping[str, int]
    now: list[int | None]
    """Where each row stands now."""
    added: tuple[int, ...]
    """Sheet rows that a person put in."""
    copies: tuple[int, ...] = ()
    """Those of them that bear the key of another row: copied and overtyped."""
    headings: Mapping[int, str] = field(default_factory=dict)
    """Column -> what its heading says now."""
    _places: dict[int, int] = field(default_factory=dict)

    @property
    def facts(self) -> Mapping[str, Any]:
        return self.written.facts

    @property
    def notice(self) -> str:
        return str(self.facts.get("notice", ""))

    @property
    def attachment(self) -> str:
        return str(self.facts.get("attachment", ""))

    @property
    def level(self) -> str:
        return str(self.facts.get("level", ""))

    @property
    def sheet(self) -> str:
        return self.grid.name

    @property
    def rows(self) -> Sequence[LineageRow]:
        return self

    def __len__(self) -> int:
        return len(self.now)

    @overload
    def __getitem__(self, index: int) -> LineageRow: ...
    @overload
    def __getitem__(self, index: slice) -> list[LineageRow]: ...
    def __getitem__(self, index: int | slice) -> LineageRow | list[LineageRow]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        values, row = self.written.row(index), self.now[index]
        present = {key: self.present(row, key) for key in values}
        return LineageRow(
            key=self.written.keys[index],
            office=self.written.ways[index].office,
            hops=self.written.hops(index),
            values=values,
            row=row,
            present=present,
            changed=self.changed(index),
        )

    def present(self, row: int | None, key: str) -> str:
        """What stands in a column of a sheet row now."""
        column = self.columns.get(key)
        return canonical(self.grid.value(row, column)) if row is not None and column is not None else ""

    def changed(self, index: int) -> tuple[str, ...]:
        """Columns of a row that a person changed since it was written."""
        row = self.now[index]
        if row is None:
            return ()
        return tuple(
            key
            for key, column in self.written.values.items()
            if key in self.columns and self.present(row, key) != column[index]
        )

    def places(self) -> dict[int, int]:
        """Sheet row now -> index."""
        if not self._places:
            self._places.update({row: index for index, row in enumerate(self.now) if row is not None})
        return self._places

    def at(self, cell: str) -> tuple[LineageRow, str] | None:
        """The row and column key that a cell of the summary belongs to."""
        row_number, column_number = split_cell(cell)
        index = self.places().get(row_number)
        if index is None:
            return None
        return self[index], next((key for key, number in self.columns.items() if number == column_number), "")

    def address(self, row: LineageRow, key: str) -> str:
        """Where a value stands now; empty for a row or column that is gone."""
        if row.row is None or key not in self.columns:
            return ""
        return a1(row.row, self.columns[key])


def read_lineage(source: str | Path | bytes) -> Lineage:
    """What a summary (.xlsx or .docx) tells of where its rows came from.

    Raises InputRefused: ``no_lineage`` for a file that holds none, and the reader's own codes.
    """
    data = bytes_of(source)
    shown = "" if isinstance(source, bytes) else str(source)
    if b"word/document.xml" in data:
        return _read_word(data, shown)
    book = book_of(data, shown)
    written = stored(book, shown)
    grid = next((grid for grid in book.grids if grid.name == written.facts.get("sheet")), None) or _keyed_grid(book)
    if grid is None:
        raise InputRefused("no_lineage", f"“{shown}”中记录来源的表格已被删除，无法追溯。", path=shown)
    return resolve(written, grid)


def _read_word(data: bytes, shown: str) -> Lineage:
    """A Word summary: what is noted lies in a custom XML part, the keys are bookmarks of the table's rows."""
    parts = unpack(data)
    space = FACTS_SPACE.encode()
    part = next((part for name, part in parts.items() if name.startswith("customXml/") and space in part), b"")
    written = parsed(_word_lines(_lineage_text(text_of(part))), shown)
    book = book_of(data, shown)
    grid = next((grid for grid in book.grids if grid.name == written.facts.get("sheet")), book.grids[0])
    marks = marked_rows(text_of(parts["word/document.xml"]), int(grid.name.removeprefix("表")))
    return resolve(written, grid, {row: mark.removeprefix(BOOKMARK) for row, mark in enumerate(marks, start=1) if mark})


def _lineage_text(part: str) -> str:
    """What stands between the lineage's tags; empty where there is none."""
    start, end = part.find("<x:lineage"), part.rfind("</x:lineage>")
    inside = part[start:end] if 0 <= start < end else ""
    text = html.unescape(inside[inside.find(">") + 1 :])
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def _word_lines(text: str) -> Iterator[Sequence[str]]:
    """The lines that the part holds. Raises Malformed."""
    noted = dict(table(read_json(text))) if text else {}
    lines = noted.pop("lines", None)
    if lines is not None:
        for line in items(lines):
            yield [one if isinstance(one, str) else str(one) for one in items(line)]
        return
    for key, record in table(noted.pop("rows", {})).items():  # before 0.2
        yield [earlier_form.RECORD, key, json_text(record)]
    yield from ([name, value if isinstance(value, str) else json_text(value)] for name, value in noted.items())


def stored(book: Book, shown: str) -> Written:
    """What the hidden sheet notes. Raises InputRefused ``no_lineage``, ``bad_record``."""
    hidden = next((grid for grid in book.grids if grid.name == SHEET), None)
    return parsed((list(map(str, row.values)) for row in hidden.rows.values()) if hidden else (), shown)


def _keyed_grid(book: Book) -> Grid | None:
    """The sheet that carries the keys, when a person renamed it."""
    for grid in book.grids:
        if grid.name != SHEET and _find_heading(grid) is not None:
            return grid
    return None


def _find_heading(grid: Grid) -> tuple[int, int] | None:
    for row, column, value in grid.cells():
        if value == KEY_HEADING:
            return row, column
    return None


def resolve(written: Written, grid: Grid, keys: Mapping[int, str] | None = None) -> Lineage:
    """Match what was noted with the rows that stand in the sheet now. `keys` by row, where no column carries them (Word)."""
    found = _find_heading(grid) if keys is None else None
    place = found[1] if found else written.number("key_column", 0)
    header = found[0] if found else written.number("header", 0)
    headings = headings_now(written, grid, header)
    columns = _columns_now(written, headings)
    if keys is None:
        keys = {row: str(grid.value(row, place) or "") for row in grid.rows}
    index = {key: number for number, key in enumerate(written.keys)}
    made = Lineage(written, grid, columns, [None] * len(written.keys), (), headings=headings)
    last = max((row for row, key in keys.items() if key in index), default=header)
    claims: dict[str, list[int]] = {}
    added: list[int] = []
    for number in grid.rows:
        if number <= header:
            continue
        key = keys.get(number, "")
        if key in index:
            claims.setdefault(key, []).append(number)
        elif number <= last and _looks_like_data(grid, number, columns):
            added.append(number)
    copies: list[int] = []
    for key, rows in claims.items():
        one = made.now[index[key]] = _original(made, index[key], rows)
        copies.extend(row for row in rows if row != one)
    made.added, made.copies = tuple(sorted([*added, *copies])), tuple(copies)
    return made


def _original(lineage: Lineage, index: int, rows: Sequence[int]) -> int:
    """Which of several rows with one key is the row that was written: the one most like it (the others were copied with
    their hidden key and overtyped), the first of equals.
    """
    if len(rows) == 1:
        return rows[0]
    written = lineage.written.values

    def unlike(row: int) -> int:
        return sum(
            lineage.present(row, key) != column[index] for key, column in written.items() if key in lineage.columns
        )

    return min(rows, key=unlike)


def _columns_now(written: Written, heads: Mapping[int, str]) -> dict[str, int]:
    """Columns by the texts of the heading rows; where a heading was changed, the old place."""
    columns = {}
    taken: set[int] = set()
    for key, (number, text) in written.columns.items():
        same = [column for column, head in heads.items() if head == text and column not in taken]
        columns[key] = number if number in same or not same else same[0]
        taken.add(columns[key])
    return columns


def headings_now(written: Written, grid: Grid, header: int) -> dict[int, str]:
    """Column -> text of the heading rows, of which `header` is the last."""
    first = written.number("header_rows", 1)
    heads: dict[int, str] = {}
    for row in range(max(1, header - first + 1), header + 1):
        stored_row = grid.rows.get(row)
        for column, value in zip(stored_row.columns, stored_row.values, strict=True) if stored_row else ():
            heads[column] = heads.get(column, "") + str(value)
    return heads


def _looks_like_data(grid: Grid, row: int, columns: Mapping[str, int]) -> bool:
    filled = sum(grid.value(row, column) is not None for column in columns.values())
    return filled >= 3 and not any("计" in str(grid.value(row, column) or "")[:4] for column in columns.values())
