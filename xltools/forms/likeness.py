"""Which column an unknown heading is most like. A proposal for a person to take; nothing is bound by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from ..notice.model import Column, ColumnType
from .dates import date_reader
from .headingnames import column_names, heading_name
from .table import Table
from .values import Period, Unreadable, is_blank

_SAMPLE = 20
_ENOUGH = {"number": 0.3, "date": 0.3, "text": 0.45}
"""Where a column of amounts stands says much; any text may stand among texts."""
_NUMBERS = (ColumnType.AMOUNT, ColumnType.NUMBER, ColumnType.INTEGER, ColumnType.PERCENT)


class Proposal(NamedTuple):
    """Sheet column `number` may be the form's column `key`."""

    number: int
    key: str
    score: float


def proposals(table: Table) -> dict[int, str]:
    """Unbound sheet column -> key of the column it is likeliest to be; each key is proposed once, best first."""
    header = table.header
    free = [column for column in table.attachment.columns if column.key not in header.columns]
    if not free or not header.unknown:
        return {}
    scored = sorted(_scored(table, free), key=lambda p: (-p.score, p.number))
    made: dict[int, str] = {}
    for proposal in scored:
        if proposal.number not in made and proposal.key not in made.values():
            made[proposal.number] = proposal.key
    return made


def _scored(table: Table, free: list[Column]) -> Iterator[Proposal]:
    from difflib import SequenceMatcher  # start-up-critical: most sheets keep their headings

    names: dict[str, list[str]] = {}
    for name, key in column_names(table.attachment).items():
        names.setdefault(key, []).append(name)
    of_type = Counter(_sort_of(column.type) for column in free)
    for number, text in table.header.unknown.items():
        said = heading_name(text)[0]
        found = _values_are(table, number)
        for column in free:
            sort = _sort_of(column.type)
            if not said or (found and found != sort):
                continue
            score = max((SequenceMatcher(None, said, name).ratio() for name in names[column.key]), default=0.0)
            score += 0.3 * _stands_there(table, number, column)
            score += 0.3 * bool(found and of_type[sort] == 1)
            if score >= _ENOUGH[sort]:
                yield Proposal(number, column.key, score)


def _sort_of(kind: ColumnType) -> str:
    return "number" if kind in _NUMBERS else "date" if kind is ColumnType.DATE else "text"


def _values_are(table: Table, number: int) -> str:
    """What most of the first records hold in a column: number, date or text; empty where they hold nothing."""
    read = date_reader(table.book.date1904)
    found: Counter[str] = Counter()
    for row in islice(table.rows, _SAMPLE):
        value = table.grid.value(row, number)
        if is_blank(value):
            continue
        if isinstance(value, datetime):
            found["date"] += 1
        elif isinstance(value, Decimal):
            found["number"] += 1
        elif isinstance(value, str):
            as_day = read(value) if len(value) <= 30 else None
            found["date" if isinstance(as_day, Period) and not isinstance(as_day, Unreadable) else "text"] += 1
    return found.most_common(1)[0][0] if found else ""


def _stands_there(table: Table, number: int, column: Column) -> bool:
    """Whether the form has this column between the two that stand beside it in the sheet."""
    order = {column.key: at for at, column in enumerate(table.attachment.columns)}
    bound = sorted((place, order[key]) for key, place in table.header.columns.items() if key in order)
    left = next((at for place, at in reversed(bound) if place < number), -1)
    right = next((at for place, at in bound if place > number), len(order))
    return left < order[column.key] < right
