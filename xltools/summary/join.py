"""Many tables into one: whose every file is, what came in, what stayed out and why, and all rows in their order."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from itertools import chain
from operator import itemgetter
from pathlib import PurePath
from typing import Any

from ..errors import InputRefused
from ..findings import Refused
from ..formats.grid import Value, column_letters
from ..forms.filling import BLANK_FORM, RECOGNISED, Filling, filling_of
from ..forms.inputs import Input
from ..forms.rowkinds import DATA_LIKE, WHY
from ..forms.table import Table
from ..ledger import enterprise_of
from ..notice.model import Attachment, Column, ColumnType, Level, Notice
from ..rules.checking import Checked
from .carrying import Carried, carried_edits
from .existing import Existing
from .findings import said_of_the_merge
from .hiddensheets import rows_on_hidden_sheets, shown_and_hidden
from .leftout import with_left_out, without_left_out
from .levels import Contribution, lineage_of
from .lineage import Lineage
from .matching import matched
from .model import FileReceipt, Merged, MergeOptions, RejectedRow, summed_columns, sums_of
from .offices import common_folder, office_of, office_told, offices_below
from .order import OWN_ORDER, block_rank, order_words, own_places, place_in_order
from .ownorder import in_own_order, order_findings
from .rollup import roll_up, rolls_up
from .row import Change, Parsed, Rows, RowSource, Way
from .sincelast import since_last


def merged_of(
    checked: Checked,
    notice: Notice,
    attachment: Attachment,
    level: Level,
    options: MergeOptions,
    existing: Existing | None = None,
) -> Merged:
    """The joined table with its receipt; `sums_out` are those of the joined rows until the output is read back."""
    files = checked.inputs.files
    made = _merged(without_left_out(checked, options), notice, attachment, level, options, existing)
    return with_left_out(made, files, options)


def _merged(
    checked: Checked,
    notice: Notice,
    attachment: Attachment,
    level: Level,
    options: MergeOptions,
    existing: Existing | None,
) -> Merged:
    tables = [t for t in checked.inputs.tables if t.notice is notice and t.attachment is attachment]
    if rolls_up(notice, attachment, level, tables):
        relative = {file.path: relative_path(file.path, options.out) for file in checked.inputs.files}
        made = roll_up(checked, notice, attachment, level, options.order, relative, existing)
        handed_in = {row.submitter for row in made.rows}
        if existing is not None:
            pairs = matched(made.rows, attachment, existing.lineage)
            made = replace(made, since=since_last(made.rows, attachment, existing, pairs, Carried()))
        known = {one.office for one in options.known_of(attachment.key)}
        return replace(made, missing=tuple(name for name in options.expected or () if name not in handed_in | known))
    gathered = _gather(checked, notice, attachment, level, options)
    keys = summed_columns(attachment)
    own = options.order == OWN_ORDER
    rows = join(
        attachment,
        gathered.contributions,
        level=level.receives_from or level.key,
        order="office" if own else options.order,
    )
    if own:
        rows = in_own_order(rows, attachment, existing.lineage if existing is not None else None)
    rows.notes.update(_renumbered(rows, attachment))
    since, kept = None, frozenset[tuple[int, str]]()
    if existing is not None:
        pairs = matched(rows, attachment, existing.lineage)
        carried = carried_edits(rows, attachment, existing, pairs)
        since, kept = since_last(rows, attachment, existing, pairs, carried), frozenset(carried.places)
        rows = replace(rows, carried=carried.by_row())
    present = {receipt.office for receipt in gathered.receipts if receipt.status == "merged"}
    present |= {one.office for one in options.known_of(attachment.key)}
    expected = offices_below(notice, level) if options.expected is None else options.expected
    findings = [
        *said_of_the_merge(
            checked, gathered.contributions, gathered.receipts, rows, notice, attachment, level, gathered.paths
        ),
        *order_findings(rows, attachment, existing, own=own),
    ]
    return Merged(
        notice=notice,
        attachment=attachment,
        level=level.key,
        rows=rows,
        files=tuple(gathered.receipts),
        rejected=tuple(gathered.rejected),
        sums_in=_add([receipt.sums for receipt in gathered.receipts], keys),
        sums_out=sums_of(rows.columns, keys),
        sums_rejected={},
        missing=tuple(name for name in expected if name not in present),
        findings=tuple(findings),
        order=order_words(options.order, attachment),
        since=since,
        kept_edits=kept,
    )


# --- rows -------------------------------------------------------------------------------------------------------------


def join(attachment: Attachment, contributions: Sequence[Contribution], *, level: str, order: str = "office") -> Rows:
    """All rows of all contributions, in blocks, in order, numbered anew within each block.

    `order`: office (the pack's list of offices, each office's own order inside), rank (interleaved), given, or
    ``column:KEY`` (a column that the office filled in). Nothing is sorted otherwise.
    """
    rows = Rows()
    places: list[tuple[Any, ...]] = []
    keys = list(dict.fromkeys(key for one in contributions for key in one.table.columns))
    for key in keys:
        rows.columns[key] = list(
            chain.from_iterable(_handed_in(one.table, attachment.column(key)) for one in contributions)
        )
        rows.stored[key] = list(chain.from_iterable(stored_column(one.table, key) for one in contributions))
    known: set[str] = set()
    for one in contributions:
        _take(rows, one, level, known)
    categories = rows.columns.get(attachment.category, [None] * len(rows))
    rows.blocks = [str(value or "") for value in categories] if attachment.category else [""] * len(rows)
    ranks = {block: block_rank(attachment, block) for block in set(rows.blocks)}
    sorting = rows.columns.get(order.removeprefix("column:"), [None] * len(rows))
    numbers = rows.columns.get(attachment.order, [None] * len(rows))
    index = 0
    for one in contributions:
        for place, own in enumerate(own_places(attachment, one.table)):
            usual = (one.office_rank, one.file, own, place)
            block = rows.blocks[index]
            places.append((ranks[block], block, *place_in_order(order, usual, numbers[index], sorting[index])))
            index += 1
    return rows.in_order(sorted(range(len(rows)), key=places.__getitem__)).numbered(attachment.order)


def _take(rows: Rows, one: Contribution, level: str, known: set[str]) -> None:
    """Append the names, ways and numbers of one table's rows. `known`: names of rows that are there."""
    table = one.table
    source = RowSource(
        path=one.path, sha256=table.book.sha256, sheet=table.sheet, level=level, office=one.office, cells=_places(table)
    )
    here = Way(sources=(source,), office=one.office, submitter=table.submitter)
    prefix = hashlib.sha256(f"{table.book.sha256}\n{table.sheet}".encode()).hexdigest()[:10]
    ways: dict[int, Way] = {}
    earlier = one.lineage.places() if one.lineage is not None else {}
    for number in table.rows:
        index = earlier.get(number)
        if index is None or one.lineage is None:
            key, way = f"{prefix}_{number}", here
            numbers: tuple[int, ...] = (number,)
        else:
            written = one.lineage.written
            before = written.ways[index]
            way = ways.get(id(before)) or ways.setdefault(id(before), replace(here, sources=(*before.sources, source)))
            key, numbers = written.keys[index], (*written.numbers[index], number)
        key = _unused(key, known)
        known.add(key)
        if index is not None and one.lineage is not None:
            rows.earlier[key] = partial(one.lineage.written.hops, index)
            if changed := _changes(one.lineage, index):
                rows.changes[key] = changed
        rows.keys.append(key)
        rows.ways.append(way)
        rows.numbers.append(numbers)
    whole = enterprise_of(table)
    rows.enterprises += [owner or whole for owner in table.owners] if table.owners else [whole] * len(table)


def _changes(lineage: Lineage, index: int) -> Mapping[str, Change]:
    row = lineage.now[index]
    values = lineage.written.values
    return {key: (values[key][index], lineage.present(row, key)) for key in lineage.changed(index)}


def _unused(key: str, known: set[str]) -> str:
    """Keys name rows: the second bearer of a key gets a mark behind it (the same row merged twice).

    Letters, digits and _ only: Word takes nothing else in the name of a bookmark.
    """
    count, made = 1, key
    while made in known:
        count += 1
        made = f"{key}_{count}"
    return made


def _places(table: Table) -> dict[str, str]:
    """Column key -> column letters; a form's own cells, whose place does not depend on a row. A column the sheet lacks
    (a category taken from the heading above) points at the row's first bound cell.
    """
    if table.places:
        return {key: table.cell(0, key) for key in table.columns}
    first = min(table.header.columns.values(), default=1)
    return {key: column_letters(table.header.columns.get(key, first)) for key in table.columns}


def _handed_in(table: Table, column: Column) -> Sequence[Parsed]:
    """The parsed values; where the list is open, the office's own wording stands (东湖高新区 stays 东湖高新区)."""
    values = table.columns.get(column.key)
    if values is None:
        return [None] * len(table)
    if column.type is not ColumnType.CHOICE or column.closed:
        return values
    return [
        table.text(index, column.key).strip() or value if isinstance(value, str) else value
        for index, value in enumerate(values)
    ]


def stored_column(table: Table, key: str) -> Sequence[Value | None]:
    """The cells of a column as they stand in the sheet."""
    place = table.header.columns.get(key)
    if table.places or place is None or key not in table.columns:
        return [table.raw(index, key) for index in range(len(table))]
    # Rows of one shape share the tuple of their columns: where the cell lies in them is looked up once.
    getters: dict[tuple[int, ...], Callable[[Any], Any]] = {}
    made: list[Value | None] = []
    cells = table.grid.rows
    for number in table.rows:
        columns, values, _ = cells[number]
        getter = getters.get(columns)
        if getter is None:
            getter = itemgetter(columns.index(place)) if place in columns else _nothing
            getters[columns] = getter
        made.append(getter(values))
    return made


def _nothing(_: Any) -> None:
    return None


def _renumbered(rows: Rows, attachment: Attachment) -> dict[str, tuple[str, ...]]:
    """Notes beside rows that say their number in the file handed in, where the summary gives them another."""
    key = attachment.order
    if key not in rows.stored:
        return {}
    made = {}
    for index, now in enumerate(rows.columns[key]):
        before = rows.text(index, key).strip()
        if before and before != str(now or ""):
            name = rows.keys[index]
            made[name] = (*rows.notes.get(name, ()), f"{rows.ways[index].office}原序号 {before}")
    return made


# --- files ------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Gathered:
    """What the inputs contribute, file by file."""

    contributions: list[Contribution] = field(default_factory=list)
    receipts: list[FileReceipt] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)
    paths: dict[str, str] = field(default_factory=dict)
    """Path as the summary names it -> as the user gave it."""


def _gather(checked: Checked, notice: Notice, attachment: Attachment, level: Level, options: MergeOptions) -> _Gathered:
    keys = summed_columns(attachment)
    made = _Gathered()
    seen: dict[str, str] = {}
    files = checked.inputs.files
    above = common_folder([file.path for file in files])
    handed_in = {file.book.sha256 for file in files if file.book is not None}
    for number, file in enumerate(files):
        own = [t for t in file.tables if t.notice is notice and t.attachment is attachment]
        tables, hidden = shown_and_hidden(own)
        aside = rows_on_hidden_sheets(hidden)
        receipt = _receipt(file, tables, keys, seen, len(aside))
        try:
            lineages = [lineage_of(table) for table in tables] if receipt.status == "merged" else []
        except InputRefused as fault:
            file.refusal = Refused.of(fault)
            receipt = _receipt(file, [], keys, seen)
        if receipt.status == "merged":
            receipt = _left_out(receipt, lineages, level, handed_in)
        if receipt.status == "merged":
            told = options.offices.get(file.path)
            office = office_told(told, notice, level) if told else office_of(tables[0], notice, level, above)
            path = relative_path(file.path, options.out)
            receipt = replace(receipt, office=office.name, office_from=office.found_in)
            made.rejected.extend(aside)
            for table, lineage in zip(tables, lineages, strict=True):
                made.rejected.extend(_rejected(table))
                made.paths[path] = table.path
                made.contributions.append(
                    Contribution(
                        table=table,
                        office=office.name,
                        office_rank=office.rank,
                        file=number,
                        path=path,
                        lineage=lineage,
                    )
                )
        made.receipts.append(receipt)
    return made


def _left_out(
    receipt: FileReceipt,
    lineages: Sequence[Lineage | None],
    level: Level,
    handed_in: set[str],
) -> FileReceipt:
    """What is no hand-in: this level's own earlier summary."""
    for lineage in lineages:
        if lineage is not None and lineage.level == level.key:
            made_from = {source.sha256 for way in lineage.written.ways for source in way.sources}
            if made_from & handed_in:
                return _skip(receipt, "own_summary", "是本级此前的汇总结果，其来源文件也在输入之中，不再汇入")
    return receipt


def _skip(receipt: FileReceipt, code: str, message: str) -> FileReceipt:
    return FileReceipt(path=receipt.path, status="skipped", code=code, message=message, sha256=receipt.sha256)


def _rejected(table: Table) -> list[RejectedRow]:
    """Rows that might be taken for records and are none: never filled in, an example, 其中, left out on request."""
    return [
        RejectedRow(file=table.path, sheet=table.sheet, row=left.row, reason=left.why)
        for left in table.left_out
        if left.kind in DATA_LIKE
    ]


def _receipt(
    file: Input, tables: list[Table], keys: list[str], seen: dict[str, str], aside: int = 0
) -> FileReceipt:
    """`aside`: rows that were read and are not merged, beside those of `tables`."""
    if file.refusal is not None:
        return FileReceipt(path=file.path, status="refused", code=file.refusal.code, message=file.refusal.message)
    assert file.book is not None
    sha256 = file.book.sha256
    if not tables:
        named = next((note.message for note in file.notes if note.kind == RECOGNISED), "不是本次汇总的附件")
        return FileReceipt(path=file.path, status="skipped", code="other_form", message=named, sha256=sha256)
    if all(filling_of(table) is Filling.BLANK for table in tables):
        return FileReceipt(path=file.path, status="skipped", code=BLANK_FORM, message="是空表，没有填写", sha256=sha256)
    if sha256 in seen:
        message = f"与“{seen[sha256]}”内容完全相同，只汇总一次"
        return FileReceipt(path=file.path, status="skipped", code="same_file", message=message, sha256=sha256)
    seen[sha256] = file.path
    rows = sum(len(table) for table in tables)
    empty = aside + sum(len(_rejected(table)) for table in tables)
    return FileReceipt(
        path=file.path,
        status="merged",
        sha256=sha256,
        rows_read=rows + empty,
        rows_merged=rows,
        rows_rejected=empty,
        furniture=_furniture(tables),
        sums=_add([sums_of(table.columns, keys) for table in tables], keys),
    )


def _furniture(tables: Sequence[Table]) -> dict[str, int]:
    """How many rows below the headings are neither merged nor rejected, kind by kind: 合计行, 说明行 …"""
    made = Counter(WHY[left.kind] for table in tables for left in table.left_out if left.kind not in DATA_LIKE)
    return dict(made)


def _add(parts: list[dict[str, Decimal]], keys: list[str]) -> dict[str, Decimal]:
    return {key: sum((part.get(key, Decimal(0)) for part in parts), Decimal(0)) for key in keys}


def relative_path(path: str, out: str) -> str:
    """`path` as seen from the summary's folder, with /; absolute where there is no relative way (another drive)."""
    try:
        relative = os.path.relpath(os.path.abspath(path), os.path.dirname(os.path.abspath(out)))
    except ValueError:
        relative = os.path.abspath(path)
    return PurePath(relative).as_posix()
