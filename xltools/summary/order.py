"""In which order the rows of a summary stand, and who decided it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from ..errors import UsageError
from ..forms.table import Table
from ..notice.model import Attachment
from .row import Parsed

DEFAULT_ORDER: Final = "office"
OWN_ORDER: Final = "own"
_WORDS: Final = {
    "office": "按单位名单顺序，各单位内保持其推荐顺序",
    "rank": "各单位同名次者相邻（第一名在前），同名次按单位名单顺序",
    "given": "按文件给出的顺序",
    OWN_ORDER: "按本单位在原汇总表中排定的顺序，新报来的行排在后面",
}
_ASKED: Final = ("office", "rank", "given")
LAST: Final = 10**9


def order_words(order: str, attachment: Attachment) -> str:
    """The order in words, for the receipt."""
    if order.startswith("column:"):
        return f"按“{attachment.column(order.removeprefix('column:')).heading}”列的值"
    return _WORDS[order]


def check_order(order: str, attachment: Attachment) -> None:
    """Raises UsageError for an order that does not exist."""
    if order in _WORDS or (order.startswith("column:") and attachment.has(order.removeprefix("column:"))):
        return
    keys = "、".join(column.key for column in attachment.columns)
    raise UsageError("bad_order", f"没有排序方式“{order}”。可用：{'、'.join(_ASKED)}，或 column:列（{keys}）。")


def numbering_column(attachment: Attachment) -> str:
    """Key of the column that a summary numbers anew: the declared order, else the one headed 序号."""
    return attachment.order or next((column.key for column in attachment.columns if column.heading == "序号"), "")


def own_places(attachment: Attachment, table: Table) -> Sequence[int]:
    """Where each row stands in its office's own order: by its numbers where they run 1 … n in each block without gap or
    twin, else as the rows stand (wrong numbers are the sequence rule's matter).
    """
    numbers = table.columns.get(attachment.order)
    if numbers is None:
        return range(len(table))
    blocks = table.columns.get(attachment.category, [None] * len(table))
    by_block: dict[Any, list[Any]] = {}
    for block, number in zip(blocks, numbers, strict=True):
        by_block.setdefault(block, []).append(number)
    for found in by_block.values():
        if not all(isinstance(number, int) for number in found) or sorted(found) != list(range(1, len(found) + 1)):
            return range(len(table))
    return numbers


def block_rank(attachment: Attachment, block: str) -> int:
    """Blocks in the order of the pack; an unknown category keeps its rows together behind them."""
    known = [one.value for one in attachment.blocks]
    if not known and attachment.category:
        known = [choice.value for choice in attachment.column(attachment.category).values]
    return known.index(block) if block in known else len(known)


def longest_rising(values: Sequence[int]) -> list[int]:
    """Indices of a longest rising subsequence: these rows kept their order, in O(n log n)."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, value in enumerate(values):
        at = bisect_left(tails, value)
        tails[at : at + 1] = [value]
        ends[at : at + 1] = [index]
        before.append(ends[at - 1] if at else -1)
    made = []
    index = ends[-1] if ends else -1
    while index >= 0:
        made.append(index)
        index = before[index]
    return made[::-1]


def sortable(value: Parsed) -> tuple[int, Any]:
    """Numbers before texts before blanks, so that any column can be an order."""
    if isinstance(value, (int, Decimal)):
        return (0, value)
    return (1, str(value)) if value is not None else (2, "")


def place_in_order(order: str, usual: tuple[int, int, int, int], rank: Parsed, value: Parsed) -> tuple[Any, ...]:
    """What a row is sorted by within its block. `usual`: rank of the office, file, own place, index in the table."""
    if order == "rank":
        return (rank if isinstance(rank, int) else LAST, *usual)
    if order == "given":
        return (usual[1], usual[3])
    if order.startswith("column:"):
        return (sortable(value), *usual)
    return usual
