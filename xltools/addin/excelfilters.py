"""Rows that a person hid inside a filtered block of Excel, which shows them with the others when the filter goes.

Excel has one Hidden for both. Told apart are hidden rows that meet every condition: no filter hides those. A row that a
person hid and the filter hides, too, cannot be told from one that only the filter hides.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

VALUES: Final = 7
"""xlFilterValues: any of several texts."""
NO_OPERATOR: Final = 0
VISIBLE: Final = 12
"""xlCellTypeVisible."""


def hidden_by_hand(sheet: Any) -> list[int]:
    """Row numbers, of Excel's own sheet object with an AutoFilter."""
    block = sheet.AutoFilter.Range
    first, last = int(block.Row) + 1, int(block.Row) + int(block.Rows.Count) - 1
    hidden = sorted(set(range(first, last + 1)) - _visible(block, first))
    wanted = _conditions(sheet.AutoFilter.Filters)
    if not hidden or not wanted or None in wanted.values():
        return []
    texts = {column: _texts(block, column) for column in wanted}
    return [row for row in hidden if all(texts[column][row - first] in (said or ()) for column, said in wanted.items())]


def _visible(block: Any, first: int) -> set[int]:
    """Rows in sight. The heading always is, so that Excel finds some and raises no error 1004."""
    rows: set[int] = set()
    for area in block.Columns(1).SpecialCells(VISIBLE).Areas:
        rows.update(range(int(area.Row), int(area.Row) + int(area.Rows.Count)))
    return {row for row in rows if row >= first}


def _conditions(filters: Any) -> dict[int, frozenset[str] | None]:
    """Column of the block -> the texts that are shown; None for a condition of another kind."""
    made: dict[int, frozenset[str] | None] = {}
    for number in range(1, int(filters.Count) + 1):
        entry = filters.Item(number)
        if entry.On:
            operator, said = int(entry.Operator), entry.Criteria1
            texts: Iterable[Any] = said if operator == VALUES and isinstance(said, list | tuple) else (said,)
            equal = [str(text)[1:] for text in texts if str(text).startswith("=")]
            made[number] = frozenset(equal) if operator in (VALUES, NO_OPERATOR) and equal else None
    return made


def _texts(block: Any, column: int) -> list[str]:
    """The column below its heading; ours holds text, of numbers Excel compares what is shown: those match nothing here."""
    rows = block.Columns(column).Value
    return [value if isinstance(value, str) else "" for (value,) in rows[1:]]
