"""One sheet as stored, before anybody asks what it means.

A cell's value is one of a few Python types, and the type is the kind:

=============  =======================================================================
`str`          text (never blank: an empty string is stored as no cell)
`Decimal`      a number, with the digits the file holds
`datetime`     a number whose number format is a date
`bool`         TRUE / FALSE
`ErrorValue`   an error such as ``#REF!``
`NoValue`      a formula that was never calculated (its result is not in the file)
=============  =======================================================================

Rows and columns count from 1, as people count them. Rows are kept sparse and share their column and style
patterns, because 100,000 rows x 14 columns must stay cheap.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple, TypeAlias


class ErrorValue(str):
    """An error cell's text, ``#REF!``."""

    __slots__ = ()


class NoValue:
    """The value of a formula without a stored result. There is one, `NO_VALUE`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "NO_VALUE"


NO_VALUE: Final = NoValue()

Value: TypeAlias = str | Decimal | datetime | bool | ErrorValue | NoValue


class SheetState(StrEnum):
    VISIBLE = "visible"
    HIDDEN = "hidden"
    VERY_HIDDEN = "veryHidden"


class Area(NamedTuple):
    """A block of cells, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    def covers(self, row: int, column: int) -> bool:
        return self.first_row <= row <= self.last_row and self.first_column <= column <= self.last_column

    @property
    def a1(self) -> str:
        first = f"{column_letters(self.first_column)}{self.first_row}"
        last = f"{column_letters(self.last_column)}{self.last_row}"
        return first if first == last else f"{first}:{last}"


class GridRow(NamedTuple):
    """The non-empty cells of one row, in column order. The three tuples have one length."""

    columns: tuple[int, ...]
    values: tuple[Value, ...]
    styles: tuple[int, ...]


class ReadWarning(NamedTuple):
    """Something a reader noticed; becomes a finding of severity warning. `code` is one of the contract's."""

    code: str
    sheet: str
    cells: tuple[str, ...]
    facts: dict[str, object]


@dataclass(slots=True)
class Grid:
    """One sheet. `rows` is in ascending order; `formats[style]` is a cell's number format."""

    name: str
    state: SheetState = SheetState.VISIBLE
    rows: dict[int, GridRow] = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    formulas: dict[int, int] = field(default_factory=dict)
    """Row -> bit set of the columns that hold a formula (bit c for column c)."""
    formats: tuple[str, ...] = ("General",)
    struck_styles: frozenset[int] = frozenset()
    """Styles whose cells are struck out (删除线)."""
    warnings: list[ReadWarning] = field(default_factory=list)
    preamble: tuple[str, ...] = ()
    """Word: the paragraphs above the table, in order."""

    def value(self, row: int, column: int) -> Value | None:
        """The stored value, None where the cell is empty."""
        found = self.rows.get(row)
        if found is None:
            return None
        try:
            return found.values[found.columns.index(column)]
        except ValueError:
            return None

    def number_format(self, row: int, column: int) -> str:
        found = self.rows.get(row)
        if found is None or column not in found.columns:
            return "General"
        return self.formats[found.styles[found.columns.index(column)]]

    def struck_cells(self, row: int) -> list[int]:
        """The columns of a row's struck-out cells."""
        found = self.rows.get(row)
        if found is None or not self.struck_styles:
            return []
        return [c for c, style in zip(found.columns, found.styles, strict=True) if style in self.struck_styles]

    def is_struck(self, row: int) -> bool:
        """Whether half of what a row holds is struck out: the row is meant, not a figure that was corrected beside it."""
        return len(self.struck_cells(row)) * 2 >= len(self.rows[row].columns)

    def cells(self) -> Iterator[tuple[int, int, Value]]:
        """Every non-empty cell as (row, column, value), row by row."""
        for number, row in self.rows.items():
            for column, value in zip(row.columns, row.values, strict=True):
                yield number, column, value

    @property
    def cell_count(self) -> int:
        return sum(len(row.columns) for row in self.rows.values())

    @property
    def used_range(self) -> str | None:
        """The smallest block that holds every non-empty cell, None for an empty sheet."""
        if not self.rows:
            return None
        first = min(row.columns[0] for row in self.rows.values())
        last = max(row.columns[-1] for row in self.rows.values())
        return Area(next(iter(self.rows)), first, next(reversed(self.rows)), last).a1


@dataclass(slots=True)
class Book:
    """One input file as stored. `path` is the path as the caller gave it."""

    path: str
    sha256: str
    format: str
    """What the content is, whatever the name says: xlsx, xls, docx, csv, ods, xlsb, html."""
    grids: list[Grid]
    warnings: list[ReadWarning] = field(default_factory=list)
    date1904: bool = False
    member: str = ""
    """The path inside a .zip folder, when the book came from one."""
    called: str = ""
    """How messages of other files name it, where where it lies on this machine is nobody's business; empty: its path."""


_LETTERS: dict[int, str] = {}


def column_letters(column: int) -> str:
    """3 -> C."""
    letters = _LETTERS.get(column)
    if letters is None:
        rest, letters = column, ""
        while rest:
            rest, digit = divmod(rest - 1, 26)
            letters = chr(65 + digit) + letters
        _LETTERS[column] = letters
    return letters


def column_number(letters: str) -> int:
    """C -> 3. Raises ValueError for anything but ASCII letters."""
    number = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            raise ValueError(letters)
        number = number * 26 + ord(letter) - 64
    return number


def a1(row: int, column: int) -> str:
    """(7, 3) -> C7."""
    return f"{column_letters(column)}{row}"
