"""Sheets and forms in memory, for tests that ask what a grid is read as."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from rule_cases import _completed

from xltools.formats.grid import Area, Book, Grid, GridRow, Value
from xltools.forms.headings import Header, locate
from xltools.forms.reading import read_table
from xltools.forms.sketch import Sketch
from xltools.forms.table import Table
from xltools.notice.model import Attachment, Notice
from xltools.notice.structure import Mistakes, structure


def pack(**given: Any) -> Notice:
    """A notice with one form (`columns`, `labels`, `rules` … of the attachment), or several `attachments`."""
    mistakes: Mistakes = []
    made = structure(Notice, _completed(dict(given), "x"), "x", mistakes)
    assert made is not None, mistakes
    return made


def _value(given: Any) -> Value:
    return Decimal(str(given)) if isinstance(given, int | float) and not isinstance(given, bool) else given


def row(*cells: Any) -> GridRow:
    """A row from column 1 on; None is no cell, numbers become Decimals."""
    filled = [(column, _value(cell)) for column, cell in enumerate(cells, 1) if cell is not None]
    return GridRow(tuple(c for c, _ in filled), tuple(v for _, v in filled), (0,) * len(filled))


def grid(*rows: Sequence[Any], merges: Sequence[str] = (), name: str = "表", **more: Any) -> Grid:
    """A sheet; rows without any cell are left out, as the readers leave them out. `merges`: `B1:C2`."""
    numbered = {number: row(*cells) for number, cells in enumerate(rows, 1)}
    areas = [_area(text) for text in merges]
    return Grid(name, rows={number: one for number, one in numbered.items() if one.columns}, merges=areas, **more)


def _area(text: str) -> Area:
    from openpyxl.utils import range_boundaries

    left, top, right, bottom = range_boundaries(text)
    return Area(top, left, bottom, right)


def day(text: str) -> datetime:
    return datetime.fromisoformat(text)


def head_of(form: Attachment, sheet: Grid, **by_hand: int) -> Header | None:
    """The heading as it is bound."""
    return locate(Sketch.of(sheet), form, by_hand)


def read(notice: Notice, sheet: Grid, *, path: str = "表.xlsx", **more: Any) -> Table:
    """The sheet as the notice's first form."""
    table = read_table(notice, notice.attachments[0], Book(path, "", "xlsx", [sheet]), sheet, **more)
    assert table is not None
    return table
