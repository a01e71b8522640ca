"""Sheets that are hidden beside one that is handed in: what somebody kept of an earlier draft is no hand-in."""

from __future__ import annotations

from collections.abc import Sequence

from ..formats.grid import SheetState
from ..forms.filling import Filling, filling_of
from ..forms.table import Table
from .model import RejectedRow


def shown_and_hidden(tables: Sequence[Table]) -> tuple[list[Table], list[Table]]:
    """The tables of a file that are merged, and those on hidden sheets that a filled visible one stands beside."""
    shown = [table for table in tables if table.grid.state is SheetState.VISIBLE]
    if all(filling_of(table) is Filling.BLANK for table in shown):
        return list(tables), []
    return shown, [table for table in tables if table.grid.state is not SheetState.VISIBLE]


def rows_on_hidden_sheets(tables: Sequence[Table]) -> list[RejectedRow]:
    """Their rows, each of which is read and not merged."""
    return [
        RejectedRow(file=table.path, sheet=table.sheet, row=row, reason="所在工作表是隐藏的，另有显示着的同一张表")
        for table in tables
        for row in table.rows
    ]
