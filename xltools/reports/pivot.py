"""A pivot as a text table, CSV and JSON."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..documents import envelope
from ..forms.values import number_text
from ..office import sheetbuild as look
from ..office.charts import BarChart, draw
from ..office.newbook import new_book, stamp
from ..office.safetext import guard_csv
from ..office.sheetbuild import SheetBuilder
from ..office.sheetxml import CellValue
from .amounts import WAN, wan, wan_places
from .terminal import table

if TYPE_CHECKING:
    from ..documents.ledger import PivotDocument


@dataclass(frozen=True, slots=True)
class Pivot:
    """A pivot with margins. `cells[row][column]` are counts or exact sums (amounts in 元)."""

    row_heading: str
    column_heading: str
    value_heading: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Decimal, ...], ...]
    money: bool = False
    """Amounts in 元: people read them in 万元."""

    @property
    def places(self) -> int:
        """Decimals in which every amount is exact in 万元, two at least."""
        return wan_places([cell for line in self.cells for cell in line])

    def shown(self, cell: Decimal) -> str:
        """A figure as people read it."""
        return wan(cell, self.places) if self.money else number_text(cell)


def pivot_json(pivot: Pivot) -> PivotDocument:
    """The pivot as JSON: numbers as decimal strings."""
    return {
        **envelope("pivot"),
        "rows": pivot.row_heading,
        "columns": pivot.column_heading or None,
        "value": f"{pivot.value_heading}（元）" if pivot.money else pivot.value_heading,
        "table": [
            {
                "row": name,
                "cells": {column: number_text(cell) for column, cell in zip(pivot.columns, line, strict=True)},
            }
            for name, line in zip(pivot.rows, pivot.cells, strict=True)
        ],
    }


def pivot_lines(pivot: Pivot) -> list[list[str]]:
    """Heading row and body as texts."""
    head = [
        f"{pivot.row_heading}＼{pivot.column_heading}" if pivot.column_heading else pivot.row_heading,
        *pivot.columns,
    ]
    return [head, *([name, *map(pivot.shown, line)] for name, line in zip(pivot.rows, pivot.cells, strict=True))]


def pivot_text(pivot: Pivot) -> str:
    """The pivot as a text table."""
    head, *body = pivot_lines(pivot)
    lines = table(head, body, figures=range(1, len(head)))
    heading = f"{pivot.value_heading}（万元）" if pivot.money else pivot.value_heading
    return "\n".join([heading, *lines]) + "\n"


def pivot_csv(pivot: Pivot) -> str:
    """The pivot as CSV that a spreadsheet opens in Chinese and takes no formula from."""
    out = io.StringIO()
    csv.writer(out).writerows([guard_csv(cell) for cell in line] for line in pivot_lines(pivot))
    return "\ufeff" + out.getvalue()


SHEET: Final = "交叉统计"
_MOST_SERIES: Final = 6


def pivot_book(pivot: Pivot, *, links_base: Path | None = None) -> bytes:  # noqa: ARG001 - no cell of a file is named here
    """The pivot as .xlsx with a native chart; amounts in 万元."""
    book = new_book()
    width = len(pivot.columns)
    sheet = SheetBuilder(book.styles, (28.0, *[15.0] * width))
    unit = "（万元）" if pivot.money else ""
    sheet.banner(f"{pivot.value_heading}{unit}", look.TITLE, height=34)
    head, *_ = pivot_lines(pivot)
    header = sheet.row(head, look.HEADING)
    sheet.freeze, sheet.titles = header, (header, header)
    figure, total = (look.AMOUNT, look.TOTAL_AMOUNT) if pivot.money else (look.CENTRED, look.TOTAL)
    for number, (name, line) in enumerate(zip(pivot.rows, pivot.cells, strict=True), start=1):
        last = number == len(pivot.rows)
        values: list[CellValue] = [cell / WAN if pivot.money else _count(cell) for cell in line]
        sheet.row([name, *values], [look.TOTAL if last else look.BODY, *[total if last else figure] * width])
    book.build(SHEET, sheet)
    several = width > 1
    chart = BarChart(
        title=f"{pivot.value_heading}{unit}",
        names=1,
        values=range(2, 2 + min(width - 1 if several else 1, _MOST_SERIES)),
        first=header + 1,
        last=header + len(pivot.rows) - 1,
        at=(sheet.next_row + 1, 1),
        span=(max(14, min(30, len(pivot.rows) + 8)), min(width + 1, 7)),
        from_zero=all(cell >= 0 for line in pivot.cells for cell in line),
    )
    if len(pivot.rows) > 1:
        draw(book, SHEET, [chart])
    stamp(book, "pivot")
    return book.save()


def _count(cell: Decimal) -> Decimal | int:
    """A count as a whole number."""
    return int(cell) if cell == cell.to_integral_value() else cell
