"""A pivot as a text table, CSV and JSON."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..forms.values import number_text
from ..office.safetext import guard_csv
from .amounts import wan, wan_places
from .terminal import table


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


def pivot_json(pivot: Pivot) -> dict[str, Any]:
    """The pivot as JSON: numbers as decimal strings."""
    return {
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
