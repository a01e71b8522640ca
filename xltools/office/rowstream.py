"""Many rows of one look written as bytes: the look is compiled once, values are turned into cells column by column.

A sheet of 300,000 rows is never held as XML: the rows are made while the package is written. What a cell's text looks
like is worked out once for each value a column holds (`Cells`), and one `%` puts a whole row together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from ..formats.grid import column_letters
from .safetext import xml_text
from .sheetxml import CellValue, Formula, number_xml
from .strings import StringTable

BATCH: Final = 2048
"""Rows that are made at a time."""


class Cells(dict["CellValue", str]):
    """Value -> what follows a cell's address, for one column: its style, its kind, its value.

    Strangers' text is always text, whatever it begins with.
    """

    def __init__(self, strings: StringTable, prefix: str = "", style: int = 0, date_style: int | None = None) -> None:
        super().__init__()
        self._strings = strings
        self._prefix = prefix
        self.styles = (style,) if date_style is None else (style, date_style)
        """The cell formats that a value may take."""
        self._plain = f'" s="{style}"' if style else '"'
        self._date = f'" s="{date_style}"' if date_style is not None else self._plain

    def __missing__(self, value: CellValue) -> str:
        made = self[value] = self._made(value)
        return made

    def forget(self) -> None:
        """Drop what hardly comes again: a column of names holds another value in every row."""
        if len(self) > BATCH:
            self.clear()

    def _made(self, value: CellValue) -> str:
        p, head = self._prefix, self._plain
        if value is None or value == "":
            return f"{head}/>"
        if isinstance(value, str):
            return f'{head} t="s"><{p}v>{self._strings.number(value)}</{p}v></{p}c>'
        if isinstance(value, bool):
            return f'{head} t="b"><{p}v>{int(value)}</{p}v></{p}c>'
        if isinstance(value, Formula):
            return f"{head}><{p}f>{xml_text(value.text)}</{p}f></{p}c>"
        if isinstance(value, (date, datetime)):
            head = self._date
        return f"{head}><{p}v>{number_xml(value)}</{p}v></{p}c>"


@dataclass(frozen=True, slots=True)
class RowLook:
    """What all rows of a run share: the row's attributes behind its number, and the cells that hold nothing of ours."""

    attributes: str = ""
    """Start with a blank; no number, no height where `heights` are given."""
    blanks: Mapping[int, str] | None = None
    """Column -> what follows the address of a cell that is the same in every row."""


@dataclass(slots=True)
class RowRun:
    """Rows below each other, from sheet row `first` on."""

    first: int
    look: RowLook
    columns: dict[int, Sequence[CellValue]]
    """Column number -> values, one per row."""
    cells: dict[int, Cells]
    heights: Sequence[float] | None = None
    """Points, one per row."""
    prefix: str = ""

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    def chunks(self) -> Iterator[str]:
        """The rows' XML, some thousand rows at a time."""
        p = self.prefix
        numbers = sorted({*self.columns, *(self.look.blanks or {})})
        height = ' ht="%s" customHeight="1"' if self.heights is not None else ""
        attributes = self.look.attributes.replace("%", "%%")
        pattern = [f'<{p}row r="%s"{attributes}{height}>']
        for number in numbers:
            letters = column_letters(number)
            if number in self.columns:
                pattern.append(f'<{p}c r="{letters}%s%s')
            else:
                pattern.append(f'<{p}c r="{letters}%s' + (self.look.blanks or {})[number].replace("%", "%%"))
        line = "".join(pattern) + f"</{p}row>"
        for start in range(0, len(self), BATCH):
            stop = min(start + BATCH, len(self))
            rows = list(map(str, range(self.first + start, self.first + stop)))
            parts: list[Sequence[str]] = [rows]
            if self.heights is not None:
                parts.append([f"{points:g}" for points in self.heights[start:stop]])
            for number in numbers:
                parts.append(rows)
                if number in self.columns:
                    parts.append(list(map(self.cells[number].__getitem__, self.columns[number][start:stop])))
            yield "".join(map(line.__mod__, zip(*parts, strict=True)))
            for cells in self.cells.values():
                cells.forget()
