"""What a cell takes from its neighbours: a merged cell's value, the category of its block, 同上, the sign of its row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from ..files.limits import MAX_ROW
from ..formats.grid import Value
from ..notice.model import ColumnType
from .patterns import Lazy
from .sorting import Section
from .table import Table, canonical_values
from .values import Unreadable, squeeze

_SHORT = 12
"""Characters of the longest 同上 with what people put around it."""
_LONGEST = 40
"""Characters of the longest label of a deduction."""
DITTO = frozenset(
    {
        "同上",
        "同前",
        "上同",
        "如上",
        "同上行",
        "同上面",
        "同上一行",
        "〃",
        "″",
        "′′",
        '"',
        "＂",
        "”",
        "“",
        "''",
        "´´",
        ",,",
        "〞",
        "〝",
    }
)
"""What people write for `the same as above`."""


def is_ditto(text: str) -> bool:
    """同上, （同 上）, —〃—."""
    return text.strip() in DITTO or squeeze(text).strip("-—–()。.") in DITTO


def fill_merges(table: Table) -> None:
    """A merged cell's value belongs to every row it covers; amounts and numbers stay in the first, to be summed once."""
    if not table.grid.merges:
        return
    index_of = {row: index for index, row in enumerate(table.rows)}
    by_column = {column: key for key, column in table.header.columns.items()}
    last = table.rows[-1] if table.rows else 0
    spent = dict.fromkeys(by_column, 0)
    for merge in table.grid.merges:
        if merge.last_row <= table.header.last_row or merge.first_row > last:
            continue
        for column, key in by_column.items():
            if merge.first_column <= column <= merge.last_column and spent[column] <= MAX_ROW:
                # Merges of one column lie below each other: where they do not, somebody wants us to go round and round.
                spent[column] += min(merge.last_row, last) - merge.first_row + 1
                _fill_one(table, index_of, key, merge.first_row, merge.last_row, column > merge.first_column)


def _fill_one(table: Table, index_of: Mapping[int, int], key: str, first: int, last: int, beside: bool) -> None:
    column = table.attachment.column(key)
    summed = column.type in (ColumnType.AMOUNT, ColumnType.NUMBER, ColumnType.INTEGER)
    owner = index_of.get(first)
    values = table.columns[key]
    for row in range(first if beside else first + 1, min(last, table.rows[-1] if table.rows else 0) + 1):
        index = index_of.get(row)
        if index is None:
            continue
        table.covered.add((index, key))
        if not summed and column.fill_down and owner is not None and not beside and values[index] is None:
            values[index] = values[owner]


def fill_categories(table: Table, sections: Sequence[Section]) -> None:
    """A row without a category takes that of the section heading above it, where the heading names one."""
    key = table.attachment.category
    if not key or not sections:
        return
    canonical = canonical_values(table.attachment.column(key))
    values = table.columns.setdefault(key, [None] * len(table))
    ends = [section.first for section in sections[1:]] + [len(table)]
    for (start, heading), end in zip(sections, ends, strict=True):
        value = _named_in(squeeze(heading), canonical)
        if value is None:
            continue
        for index in range(start, end):
            if values[index] is None:
                values[index] = value
                table.covered.add((index, key))


_TAKEN_OFF = Lazy(
    r"(?:\(?[\d一二三四五六七八九十]{0,2}[)、.]?)?"
    r"(?:(?:减|减去|扣除|扣减|核减|调减|剔除)[:,].{0,30}|(?:扣除|扣减|核减|调减|剔除|不合规|不予认定)(?:项|金额|部分|数|额).{0,20})"
)


def fill_signs(table: Table) -> None:
    """减：不合规部分 says what is taken off: its amounts are negative, whatever sign they bear."""
    amounts = [
        table.columns[c.key] for c in table.attachment.columns if c.type is ColumnType.AMOUNT and table.has(c.key)
    ]
    words = [key for key in (table.attachment.order or "seq", table.attachment.category, "name") if table.has(key)]
    if not amounts or not words:
        return
    # A purchase has its category, one of 100,000 rows too: only the others are looked at.
    key = table.attachment.category
    official = set(canonical_values(table.attachment.column(key)).values()) if key and table.has(key) else set()
    kinds = table.columns[key] if official else [None] * len(table)
    for index in [index for index, kind in enumerate(kinds) if kind is None or kind not in official]:
        # As typed: the number of 四、减：… is no count of names.
        text = next((text for key in words if (text := table.text(index, key))), "")
        if len(text) <= _LONGEST and _TAKEN_OFF.fullmatch(squeeze(text)):
            table.taken_off.append(index)
            for values in amounts:
                if isinstance(values[index], Decimal):
                    values[index] = -abs(values[index])


def _named_in(heading: str, canonical: Mapping[str, str]) -> str | None:
    for text in sorted(canonical, key=len, reverse=True):
        if text in heading:
            return canonical[text]
    return None


def ditto_rows(stored: Sequence[Value | None], texts: Sequence[int] | None) -> list[int]:
    """Indices at which a column says 同上. `texts`: where it holds text at all, for columns of numbers and dates."""
    if texts is None:
        # Of 100,000 names few are as short: they are looked at once each.
        short = {value for value in set(stored) if value.__class__ is str and len(value) <= _SHORT}
        if not any(map(is_ditto, short)):
            return []
        texts = range(len(stored))
    return [index for index in texts if stored[index].__class__ is str and is_ditto(stored[index])]  # type: ignore[arg-type]  # a str by its class


def fill_dittos(table: Table) -> None:
    """同上 is read as the value above it; in the first row there is none."""
    for key, indices in table.dittos.items():
        values, texts = table.columns[key], table.texts.get(key)
        for index in indices:
            values[index] = values[index - 1] if index else Unreadable(table.text(index, key), "上面没有可以照抄的行")
        if texts:
            said = set(indices)
            table.texts[key] = [index for index in texts if index not in said]
