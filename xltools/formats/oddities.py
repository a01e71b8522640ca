"""What a reader notices about a sheet that reads, and a person should know: warnings by the contract's codes."""

from __future__ import annotations

import heapq
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from ..files.records import LONGEST_TEXT
from .cellvalues import EXACT_BELOW
from .grid import NO_VALUE, Area, ErrorValue, Grid, GridRow, ReadWarning, SheetState, a1, column_letters

_SHOWN_CELLS: Final = 50
_CONTROL: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\uffff]"
)
_FORMULA_BEGINS: Final = frozenset("=+-@＝＋－＠\t\r\n ")
_FORMULA_LIKE: Final = re.compile(r"\s*(?:[=＝@＠]\s*[^\s=＝]|[+\-＋－].*[(|!])", re.S)
_HARMLESS: Final = re.compile(r"=DISPIMG\(")  # a WPS cell image shows its own formula as text
_TEXT_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_TEXT_DATE: Final = re.compile(
    r"(?:19|20)[0-9]{2}(?:[-/.](?:0?[1-9]|1[0-2])(?:[-/.](?:0?[1-9]|[12][0-9]|3[01]))?"
    r"|年(?:0?[1-9]|1[0-2])月(?:(?:0?[1-9]|[12][0-9]|3[01])日)?)"
)
_LONGEST_AMOUNT: Final = 15


class Suspects:
    """The texts of a book that need a warning; shared strings are looked at once, not once per cell."""

    __slots__ = ("control", "formula", "long")

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self.control: set[str] = set()
        self.formula: set[str] = set()
        self.long = False
        for text in texts:
            self.look(text)

    def __bool__(self) -> bool:
        return bool(self.control or self.formula or self.long)

    def look(self, text: str) -> None:
        """Judge one text."""
        if len(text) > LONGEST_TEXT:
            self.long = True
        if _CONTROL.search(text):
            self.control.add(text)
        if text and text[0] in _FORMULA_BEGINS and _FORMULA_LIKE.match(text) and not _HARMLESS.match(text):
            self.formula.add(text)


class _Found:
    """Cells of one kind: the first few by address, all of them counted."""

    __slots__ = ("cells", "count")

    def __init__(self) -> None:
        self.cells: list[str] = []
        self.count = 0

    def add(self, row: int, column: int) -> None:
        self.count += 1
        if self.count <= _SHOWN_CELLS:
            self.cells.append(a1(row, column))

    def warn(self, code: str, grid: Grid) -> None:
        if self.count:
            grid.warnings.append(ReadWarning(code, grid.name, tuple(self.cells), {"count": self.count}))


def notice(grid: Grid, suspects: Suspects | None = None) -> None:
    """Append the sheet's warnings to `grid.warnings`. Without `suspects` every text of the sheet is looked at."""
    if suspects is None:
        suspects = Suspects(text for row in grid.rows.values() for text in row.values if isinstance(text, str))
    if suspects.long:
        _cut_long_texts(grid, suspects)
    _notice_values(grid, suspects)
    notice_shape(grid)


def _cut_long_texts(grid: Grid, suspects: Suspects) -> None:
    """Keep of each text what a cell of Excel or WPS can hold, and say where one was cut.

    CSV, Word and the web know no such end; nothing that follows has to look through more, and no summary could hold it.
    """
    cut = _Found()
    for number, row in grid.rows.items():
        long = [at for at, value in enumerate(row.values) if value.__class__ is str and len(value) > LONGEST_TEXT]
        if long:
            values = list(row.values)
            for at in long:
                values[at] = kept = str(values[at])[:LONGEST_TEXT]
                suspects.look(kept)
                cut.add(number, row.columns[at])
            grid.rows[number] = row._replace(values=tuple(values))
    cut.warn("text_cut", grid)


def notice_shape(grid: Grid) -> None:
    """The warnings that need no look at single values: hidden sheets, rows, columns, values under merges."""
    if not grid.rows:
        return
    if grid.state is not SheetState.VISIBLE:
        facts: dict[str, object] = {"state": str(grid.state), "count": grid.cell_count}
        grid.warnings.append(ReadWarning("hidden_sheet", grid.name, (), facts))
    rows = _Found()
    for number in sorted(grid.hidden_rows & grid.rows.keys()):
        rows.add(number, grid.rows[number].columns[0])
    rows.warn("hidden_rows", grid)
    if grid.hidden_columns:
        used = {column for columns in {row.columns for row in grid.rows.values()} for column in columns}
        hidden = sorted(grid.hidden_columns & used)
        if hidden:
            cells = tuple(f"{column_letters(column)}:{column_letters(column)}" for column in hidden[:_SHOWN_CELLS])
            grid.warnings.append(ReadWarning("hidden_columns", grid.name, cells, {"count": len(hidden)}))
    struck = _Found()
    for number in grid.rows if grid.struck_styles else ():
        out = grid.struck_cells(number)
        if out:
            struck.add(number, out[0])
    struck.warn("struck_rows", grid)
    covered = _Found()
    for row, column in covered_cells(grid.rows, grid.merges):
        covered.add(row, column)
    covered.warn("data_under_merge", grid)


def _notice_values(grid: Grid, suspects: Suspects) -> None:
    errors, hollow, lost, control, formula = (_Found() for _ in range(5))
    controls, formulas = suspects.control, suspects.formula
    for number, row in grid.rows.items():
        for column, value in zip(row.columns, row.values, strict=True):
            kind = value.__class__
            if kind is str:
                if value in controls:
                    control.add(number, column)
                if value in formulas:
                    formula.add(number, column)
            elif kind is Decimal:
                if value >= EXACT_BELOW and value == value.to_integral_value():  # type: ignore[operator,union-attr]  # a Decimal by its class
                    lost.add(number, column)
            elif value is NO_VALUE:
                hollow.add(number, column)
            elif kind is ErrorValue:
                errors.add(number, column)
    errors.warn("error_cells", grid)
    hollow.warn("no_cached_value", grid)
    lost.warn("precision_loss", grid)
    control.warn("control_chars", grid)
    formula.warn("formula_injection", grid)


def covered_cells(rows: dict[int, GridRow], merges: Sequence[Area]) -> Iterator[tuple[int, int]]:
    """Non-empty cells under a merged range that are not its first cell, in order.

    One sweep over rows; of merges that overlap (Excel does not write them) the later is passed over.
    """
    waiting = sorted(merges, reverse=True)
    if not waiting:
        return
    ending: list[tuple[int, int]] = []
    lefts: list[int] = []
    active: dict[int, Area] = {}
    for row, cells in rows.items():
        while ending and ending[0][0] < row:
            left = heapq.heappop(ending)[1]
            del active[left]
            lefts.remove(left)
        while waiting and waiting[-1].first_row <= row:
            merge = waiting.pop()
            if merge.last_row >= row and _fits(merge, lefts, active):
                lefts.insert(bisect_right(lefts, merge.first_column), merge.first_column)
                active[merge.first_column] = merge
                heapq.heappush(ending, (merge.last_row, merge.first_column))
        if lefts:
            for column in cells.columns:
                at = bisect_right(lefts, column) - 1
                if at >= 0:
                    merge = active[lefts[at]]
                    if column <= merge.last_column and (row, column) != (merge.first_row, merge.first_column):
                        yield row, column


def _fits(merge: Area, lefts: list[int], active: dict[int, Area]) -> bool:
    """Whether no active merge shares a column with this one."""
    at = bisect_right(lefts, merge.last_column) - 1
    return at < 0 or active[lefts[at]].last_column < merge.first_column
