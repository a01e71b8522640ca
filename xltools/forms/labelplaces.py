"""Label–value forms: where the value of each label stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from ..formats.grid import Area, Grid
from ..notice.model import Attachment
from .headingnames import heading_name
from .headings import Header
from .sketch import WIDEST
from .values import squeeze

FORM_ROWS = 300
"""A sheet with more rows is a table, whatever its labels."""


def table_width(grid: Grid) -> int:
    """The last column of a sheet's table, its empty merged cells included."""
    filled = (row.columns[-1] for row in grid.rows.values())
    merged = (merge.last_column for merge in grid.merges if merge.last_column < WIDEST)
    return max((*filled, *merged), default=0)


def locate_form(grid: Grid, attachment: Attachment) -> Header | None:
    """A label-value form: each field's value lies right of its label's (merged) cell, or right below a label that
    stands over the whole width. Labels that a form prints twice (姓名, 手机) are told by their order."""
    if len(grid.rows) > FORM_ROWS:
        return None
    exact, loose = _form_names(attachment)
    said = [(row, column, value) for row, column, value in grid.cells() if isinstance(value, str) and len(value) <= 60]
    # 项目建设内容 beside a small table is not the label 项目建设内容（不超过500字） that stands further down.
    told = {key for _, _, text in said for key in exact.get(_label(text), ())}
    value_of = _value_places(grid)
    places: dict[str, tuple[int, int]] = {}
    labels: list[int] = []
    units: dict[str, str] = {}
    for row, column, value in said:
        keys = exact.get(_label(value)) or [key for key in loose.get(heading_name(value)[0], ()) if key not in told]
        key = next((key for key in keys if key not in places), None)
        if key is None:
            continue
        places[key] = value_of(row, column)
        if unit := heading_name(value)[1]:
            units[key] = unit
        labels.append(row)
    if len(places) < 2:
        return None
    rows = [row for row, _ in places.values()]
    columns = {key: place[1] for key, place in places.items()}
    return Header(min(rows), max(rows), columns, units, places=places, label_rows=tuple(labels))


def _label(text: str) -> str:
    return squeeze(text).rstrip(":")


@lru_cache(maxsize=256)
def _form_names(attachment: Attachment) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """(a label as the pack has it, a label without marks and units) -> the fields that it may be the label of, in the form's
    order."""
    exact: dict[str, list[str]] = {}
    loose: dict[str, list[str]] = {}
    for column in attachment.columns:
        for text in (column.heading, "".join(column.path), *column.aliases):
            for names, name in ((exact, _label(text)), (loose, heading_name(text)[0])):
                if column.key not in names.setdefault(name, []):
                    names[name].append(column.key)
    return exact, loose


def _value_places(grid: Grid) -> Callable[[int, int], tuple[int, int]]:
    """Where the value of the label in a cell stands, (row, column)."""
    merges = {(merge.first_row, merge.first_column): merge for merge in grid.merges}
    width = table_width(grid)

    def value_of(row: int, column: int) -> tuple[int, int]:
        label = merges.get((row, column), Area(row, column, row, column))
        below = merges.get((label.last_row + 1, column))
        if label.last_column >= width and below is not None and below.last_column >= width:
            return below.first_row, column
        return row, label.last_column + 1

    return value_of
