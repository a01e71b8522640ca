"""Cells of a printed list (a table whose rows the notice fixes), by the row's key and the column's."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..notice.model import Attachment
from .base import View


def row_value(view: View, key: str, column: str) -> tuple[int, Decimal] | None:
    """(index, number) of a printed row in a column; None where it is missing, blank or in doubt.

    In rows of % the number is a percentage: a share typed as the bare number 0.85 is 85.
    """
    index = view.table.index_of(key)
    if index is None or not view.sound(index, column):
        return None
    value = view.table.columns[column][index]
    if not isinstance(value, (int, Decimal)):
        return None
    share = abs(Decimal(value)) <= 1 and view.table.row_unit(index) == "%" and _bare(view, index, column)
    return index, Decimal(value) * 100 if share else Decimal(value)


def _bare(view: View, index: int, column: str) -> bool:
    """A number without a % sign and without a % format."""
    table = view.table
    row, sheet_column = table.place(index, column)
    return isinstance(table.raw(index, column), Decimal) and "%" not in table.grid.number_format(row, sheet_column)


def row_name(view: View, index: int) -> str:
    """The name of a row as the sheet has it."""
    return view.table.text(index, view.table.attachment.row_key)


def unknown_rows(attachment: Attachment | None, **named: str) -> Iterator[tuple[str, str]]:
    """(option, fault) for every option that names a row the notice does not print."""
    known = {fixed.key for fixed in attachment.rows} if attachment is not None else set()
    for option, key in named.items():
        if key not in known:
            yield option, f"没有固定行 {key}"
