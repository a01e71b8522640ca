"""Hidden and struck-out rows are data, unless they are asked to be left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..formats.grid import Grid
from .headings import Header
from .request import Request
from .rowkinds import RowKind


def skipped_rows(grid: Grid, request: Request) -> Mapping[int, RowKind]:
    """Rows to leave out, with the kind they get."""
    made: dict[int, RowKind] = {}
    if request.skip_struck and grid.struck_styles:
        made.update((row, RowKind.STRUCK) for row in grid.rows if grid.is_struck(row))
    if request.skip_hidden:
        made.update((row, RowKind.HIDDEN) for row in grid.hidden_rows)
    return made


def without_hidden(header: Header, grid: Grid) -> Header:
    """The heading without its hidden columns."""
    shown = {key: column for key, column in header.columns.items() if column not in grid.hidden_columns}
    return header if len(shown) == len(header.columns) else replace(header, columns=shown)


def left_out_by(request: Request) -> frozenset[str]:
    """Codes of the reader's warnings that do not hold, because what they speak of is left out."""
    codes = {"hidden_rows"} if request.skip_hidden else set()
    return frozenset(codes | ({"struck_rows"} if request.skip_struck else set()))
