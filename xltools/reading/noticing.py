"""What a reader notices about a sheet that reads, and a person should know: warnings by the contract's codes."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from xltools.reading.grid import NO_VALUE, ErrorValue, Grid, Range, ReadWarning, SheetState, a1

_SHOWN_CELLS: Final = 50
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\uffff]")
_FORMULA_LIKE: Final = re.compile(r"\s*(?:[=＝@＠](?!$)|[+\-＋－].*[(|!])", re.S)
_HARMLESS: Final = re.compile(r"=DISPIMG\(")  # a WPS cell image shows its own formula as text
_TEXT_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?%?")
_TEXT_DATE: Final = re.compile(r"(?:19|20)[0-9]{2}(?:[-/.年](?:0?[1-9]|1[0-2])(?:[-/.月](?:0?[1-9]|[12][0-9]|3[01])日?|月)?)")
_EXACT_BELOW: Final = Decimal(10) ** 15  # Excel keeps 15 digits


class Suspects:
    """The texts of a book that need a warning; shared strings are looked at once, not once per cell."""

    __slots__ = ("control", "formula")

    def __init__(self, strings: Sequence[str] = ()) -> None:
        self.control: set[str] = set()
        self.formula: set[str] = set()
        for text in strings:
            self.look(text)

    def look(self, text: str) -> None:
        """Judge one text."""
        if _CONTROL.search(text):
            self.control.add(text)
        if text and text[0] in "=+-@＝＋－＠\t\r\n " and _FORMULA_LIKE.match(text) and not _HARMLESS.match(text):
            self.formula.add(text)


class _Found:
    """Cells of one kind: the first few by address, all of them counted."""

    __slots__ = ("cells", "count")

    def __init__(self) -> None:
        self.cells: list[str] = []
        self.count = 0

    def add(self, row: int, column: int) -> None:
        self.count += 1
        if len(self.cells) < _SHOWN_CELLS:
            self.cells.append(a1(row, column))


def notice(grid: Grid, suspects: Suspects | None = None) -> None:
    """Append the sheet's warnings to `grid.warnings`. Without `suspects` every text is looked at."""
    kinds = {code: _Found() for code in ("error_cells", "no_cached_value", "precision_loss", "control_chars", "formula_injection")}
    if suspects is None:
        suspects = Suspects()
        for row in grid.rows.values():
            for value in row.values:
                if value.__class__ is str:
                    suspects.look(value)  # type: ignore[arg-type]  # a str by its class
    control, formula = suspects.control, suspects.formula
    for number, row in grid.rows.items():
        for column, value in zip(row.columns, row.values, strict=True):
            kind = value.__class__
            if kind is str:
                if value in control:
                    kinds["control_chars"].add(number, column)
                if value in formula:
                    kinds["formula_injection"].add(number, column)
            elif kind is Decimal:
                if value >= _EXACT_BELOW and value == value.to_integral_value():  # type: ignore[union-attr,operator]  # a Decimal
                    kinds["precision_loss"].add(number, column)
            elif value is NO_VALUE:
                kinds["no_cached_value"].add(number, column)
            elif kind is ErrorValue:
                kinds["error_cells"].add(number, column)
    for code, found in kinds.items():
        if found.count:
            grid.warnings.append(ReadWarning(code, grid.name, tuple(found.cells), {"count": found.count}))
    _notice_hidden(grid)
    _notice_covered(grid)


def _notice_hidden(grid: Grid) -> None:
    if not grid.rows:
        return
    if grid.state is not SheetState.VISIBLE:
        grid.warnings.append(ReadWarning("hidden_sheet", grid.name, (), {"state": str(grid.state), "count": grid.cell_count}))


def _notice_covered(grid: Grid) -> None:
    """Values under a merged range, which Excel keeps but does not show."""
    found = _Found()
    for row, columns in covered(grid.rows, grid.merges):
        for column in columns:
            found.add(row, column)
    if found.count:
        grid.warnings.append(ReadWarning("data_under_merge", grid.name, tuple(found.cells), {"count": found.count}))


def covered(rows, merges):  # type: ignore[no-untyped-def]
    return []


_ = (bisect_left, bisect_right, insort, Range, _TEXT_NUMBER, _TEXT_DATE)
