"""Cells of a printed list (a table whose rows the notice fixes), by the row's key and the column's."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..figures import row_number
from ..notice.model import Attachment
from .base import View


def row_value(view: View, key: str, column: str) -> tuple[int, Decimal] | None:
    """(index, number) of a printed row in a column; None where it is missing, blank or in doubt.

    In rows of % the number is a percentage: a share typed as the bare number 0.85 is 85.
    """
    index = view.table.index_of(key)
    if index is None or not view.sound(index, column):
        return None
    value = row_number(view.table, index, column)
    return None if value is None else (index, value)


def row_name(view: View, index: int) -> str:
    """The name of a row as the sheet has it."""
    return view.table.text(index, view.table.attachment.row_key)


def unknown_rows(attachment: Attachment | None, **named: str) -> Iterator[tuple[str, str]]:
    """(option, fault) for every option that names a row the notice does not print."""
    known = {fixed.key for fixed in attachment.rows} if attachment is not None else set()
    for option, key in named.items():
        if key not in known:
            yield option, f"没有固定行 {key}"
