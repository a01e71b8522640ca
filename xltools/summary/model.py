"""Many tables into one, without losing where anything came from.

Merging joins rows and keeps their addresses. Nothing that was handed in is rejected because of a finding; only rows
that are no data, and files that cannot be read, stay out, each listed. The receipt proves rows and sums.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from ..errors import UsageError
from ..findings import Finding
from ..forms.table import Table
from ..ledger import enterprise_of
from ..notice.model import Attachment, Column, ColumnType, Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One step of a row's way: the file it stood in at that level."""

    path: str
    """Relative to the summary's folder where possible, with / as separator."""
    sha256: str
    sheet: str
    row: int
    level: str = ""
    office: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)
    """Column key -> A1 address there. Empty for the last hop: `MergedRow.cells` holds it."""
    raw: Mapping[str, str] = field(default_factory=dict)
    """Column key -> text there. Empty for the last hop: `MergedRow.raw` holds it."""
    changed: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Column key -> (what the merge wrote there, what a person made of it)."""
    beside: bool = False
    """Roll-up: another form of the same enterprise, read beside the next hop and not before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedRow:
    """One row of the summary. `values` are parsed values by column key, `raw` the texts as handed in."""

    key: str
    """Short stable name of the row, written into the summary: officials sort and edit."""
    values: dict[str, Any]
    raw: dict[str, str]
    cells: dict[str, str]
    """Column key -> A1 address in the source."""
    hops: tuple[Hop, ...]
    """The last hop is the file merged now, the first the one where the row began."""
    office: str
    """Who handed it in (the district's name)."""
    submitter: str = ""
    """Who filled the form in (申报企业, 推荐单位), as the form says."""
    block: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReceipt:
    """What became of one input. `sums` by column key, in the column's base unit (元 for amounts)."""

    path: str
    status: str
    """merged, refused, skipped."""
    code: str = ""
    message: str = ""
    office: str = ""
    office_from: str = ""
    """Where the office's name was found (推荐单位, 所在区 column, folder, file name)."""
    sha256: str = ""
    rows_read: int = 0
    rows_merged: int = 0
    rows_rejected: int = 0
    sums: dict[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedRow:
    file: str
    sheet: str
    row: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The joined table and its receipt. `rows_in == rows_out + rows_rejected` and equal sums, or `balanced` is False."""

    notice: Notice
    attachment: Attachment
    level: str
    rows: tuple[MergedRow, ...]
    files: tuple[FileReceipt, ...]
    rejected: tuple[RejectedRow, ...]
    sums_in: dict[str, Decimal]
    sums_out: dict[str, Decimal]
    sums_rejected: dict[str, Decimal]
    missing: tuple[str, ...]
    """Offices of the level below that have not handed in."""
    findings: tuple[Finding, ...]
    order: str
    """How the rows were put in order, in words."""
    hidden: dict[str, Any] = field(default_factory=dict)

    @property
    def rows_in(self) -> int:
        return sum(file.rows_read for file in self.files)

    @property
    def rows_out(self) -> int:
        return len(self.rows)

    @property
    def rows_rejected(self) -> int:
        return len(self.rejected)

    @property
    def balanced(self) -> bool:
        return self.rows_in == self.rows_out + self.rows_rejected and all(
            self.sums_in[key] == self.sums_out[key] + self.sums_rejected.get(key, Decimal(0)) for key in self.sums_in
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """One table on its way into the summary, with whose it is and where its rows come from."""

    table: Table
    office: str
    office_rank: int
    """Place of the office in the pack's list; after all of them where it is not listed."""
    file: int
    """Place of the file among the inputs."""
    path: str
    """As the summary will name it (relative to the summary's folder)."""
    earlier: Mapping[int, tuple[str, tuple[Hop, ...], dict[str, str]]] = field(default_factory=dict)
    """Sheet row -> (key, hops, raw) of rows that an earlier merge wrote."""


ENTERPRISE = "_enterprise"
DISTRICT = "_district"
"""Keys of `MergedRow.values` that say whose form a row comes from."""
DEFAULT_ORDER = "office"
ORDERS = {
    "office": "按单位名单顺序，各单位内保持其推荐顺序",
    "rank": "各单位同名次者相邻（第一名在前），同名次按单位名单顺序",
    "given": "按文件给出的顺序",
}


def join(
    attachment: Attachment, contributions: Sequence[Contribution], *, level: str, order: str = DEFAULT_ORDER
) -> tuple[MergedRow, ...]:
    """All rows of all contributions, in blocks, in order, renumbered within each block.

    `order`: office (the pack's list of offices, each office's own order inside), rank (interleaved), given, or
    ``column:KEY`` (a column that the office filled in). Nothing is sorted otherwise.
    """
    entries: list[tuple[tuple[Any, ...], MergedRow]] = []
    for one in contributions:
        own = own_places(attachment, one.table)
        entries.extend(_entry(attachment, one, index, own[index], level, order) for index in range(len(one.table)))
    entries.sort(key=lambda entry: entry[0])
    numbers: dict[str, int] = {}
    made = []
    for _, row in entries:
        if attachment.order:
            numbers[row.block] = numbers.get(row.block, 0) + 1
            row = replace(row, values={**row.values, attachment.order: numbers[row.block]})
        made.append(row)
    return tuple(made)


def order_words(order: str, attachment: Attachment) -> str:
    """The order in words, for the receipt."""
    if order.startswith("column:"):
        return f"按“{attachment.column(order.removeprefix('column:')).heading}”列的值"
    return ORDERS[order]


def check_order(order: str, attachment: Attachment) -> None:
    """Raises UsageError for an order that does not exist."""
    if order in ORDERS or (order.startswith("column:") and attachment.has(order.removeprefix("column:"))):
        return
    keys = "、".join(column.key for column in attachment.columns)
    raise UsageError("bad_order", f"没有排序方式“{order}”。可用：{'、'.join(ORDERS)}，或 column:列（{keys}）。")


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


def _entry(
    attachment: Attachment, one: Contribution, index: int, own: int, level: str, order: str
) -> tuple[tuple[Any, ...], MergedRow]:
    table = one.table
    values = {key: _handed_in(table, attachment.column(key), index) for key in table.columns}
    values[ENTERPRISE] = (table.owners[index] if table.owners else "") or enterprise_of(table)
    values[DISTRICT] = one.office
    block = str(values.get(attachment.category) or "") if attachment.category else ""
    sheet_row = table.rows[index]
    key, hops, raw = one.earlier.get(sheet_row, ("", (), {}))
    hop = Hop(path=one.path, sha256=table.book.sha256, sheet=table.sheet, row=sheet_row, level=level, office=one.office)
    row = MergedRow(
        key=key or _row_key(table.book.sha256, table.sheet, sheet_row),
        values=values,
        raw={**{k: table.text(index, k) for k in table.columns}, **_first_texts(raw)},
        cells={k: table.cell(index, k) for k in table.columns},
        hops=(*hops, hop),
        office=one.office,
        submitter=table.submitter,
        block=block,
    )
    place: tuple[Any, ...] = (one.office_rank, one.file, own, index)
    rank = values.get(attachment.order)
    if order == "rank":
        place = (rank if isinstance(rank, int) else 10**9, *place)
    elif order == "given":
        place = (one.file, index)
    elif order.startswith("column:"):
        place = (_sortable(values.get(order.removeprefix("column:"))), *place)
    return (_block_rank(attachment, block), block, *place), row


def _handed_in(table: Table, column: Column, index: int) -> Any:
    """The parsed value; where the list is open, the office's own wording stands (东湖高新区 stays 东湖高新区)."""
    value = table.columns[column.key][index]
    if column.type is ColumnType.CHOICE and not column.closed and isinstance(value, str):
        return table.text(index, column.key).strip() or value
    return value


def _first_texts(raw: Mapping[str, str]) -> dict[str, str]:
    """What the row said where it began, under ``first:KEY``: the second merge sets it, later ones pass it on."""
    first = {key: text for key, text in raw.items() if key.startswith("first:")}
    return first or {f"first:{key}": text for key, text in raw.items()}


def _sortable(value: Any) -> tuple[int, Any]:
    """Numbers before texts before blanks, so that any column can be an order."""
    if isinstance(value, (int, Decimal)):
        return (0, value)
    return (1, str(value)) if value is not None else (2, "")


def _block_rank(attachment: Attachment, block: str) -> int:
    """Blocks in the order of the pack; an unknown category keeps its rows together behind them."""
    known = [one.value for one in attachment.blocks]
    if not known and attachment.category:
        known = [choice.value for choice in attachment.column(attachment.category).values]
    return known.index(block) if block in known else len(known)


def _row_key(sha256: str, sheet: str, row: int) -> str:
    return hashlib.sha256(f"{sha256}\n{sheet}\n{row}".encode()).hexdigest()[:12]


def summed_columns(attachment: Attachment) -> list[str]:
    """The columns that receipts add up: those marked `sum`, else every amount."""
    marked = [column.key for column in attachment.columns if column.sum]
    return marked or [column.key for column in attachment.columns if column.type is ColumnType.AMOUNT]


def sums_of(columns: Mapping[str, Sequence[Any]], keys: Iterable[str]) -> dict[str, Decimal]:
    """Exact sums by column key; blanks and unreadable values add nothing."""
    return {
        key: sum((Decimal(value) for value in columns.get(key, ()) if isinstance(value, (int, Decimal))), Decimal(0))
        for key in keys
    }
