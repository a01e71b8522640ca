"""Cells of a printed list (a table whose rows the notice fixes), by the row's key and the column's."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..notice.model import Attachment
from ..reading.values import squeeze
from .base import View

UNIT = "unit"
"""The column that holds each row's unit, in every printed list."""


def row_value(view: View, key: str, column: str) -> tuple[int, Decimal] | None:
    """(index, number) of a printed row in a column; None where it is missing, blank or in doubt.

    In rows of % the number is a percentage: a share typed as 0.85 is 85.
    """
    index = view.table.index_of(key)
    if index is None or not view.sound(index, column):
        return None
    value = view.table.columns[column][index]
    if not isinstance(value, (int, Decimal)):
        return None
    number = Decimal(value)
    return index, number * 100 if abs(number) <= 1 and row_unit(view, index) == "%" else number


def row_name(view: View, index: int) -> str:
    """The name of a row as the sheet has it."""
    return view.table.text(index, view.table.attachment.row_key)


def row_unit(view: View, index: int) -> str:
    """The unit of a row: what the sheet says, else what the notice prints."""
    said = view.table.columns.get(UNIT)
    if said is not None and isinstance(said[index], str):
        return squeeze(said[index])
    for fixed in view.table.attachment.rows:
        if view.table.index_of(fixed.key) == index:
            return fixed.cells.get(UNIT, "")
    return ""


def unknown_rows(attachment: Attachment | None, **named: str) -> Iterator[tuple[str, str]]:
    """(option, fault) for every option that names a row the notice does not print."""
    known = {fixed.key for fixed in attachment.rows} if attachment is not None else set()
    for option, key in named.items():
        if key not in known:
            yield option, f"没有固定行 {key}"
