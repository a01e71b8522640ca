"""The joined table with its receipt: whose every file is, what came in, what stayed out and why."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import PurePath

from ..findings import Finding
from ..forms.filling import BLANK_FORM, RECOGNISED, Filling, filling_of
from ..forms.inputs import Input
from ..forms.rows import RowKind
from ..forms.table import Table
from ..notice.model import Attachment, Level, Notice
from ..rules.checking import Checked
from .existing import OWN_ORDER, OWN_ORDER_WORDS, Standing, in_own_order
from .findings import (
    change_findings,
    level_findings,
    office_twice_findings,
    origin_places,
    renumbering_findings,
    twice_findings,
)
from .levels import Source, renumbering, source_of, unique_keys, with_changes
from .model import (
    DEFAULT_ORDER,
    Contribution,
    FileReceipt,
    Merged,
    MergedRow,
    RejectedRow,
    join,
    order_words,
    summed_columns,
    sums_of,
)
from .offices import Office, common_folder, office_of, offices_below
from .quotas import quota_findings
from .rollup import roll_up, rolls_up


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeOptions:
    """What beside the inputs decides a merge."""

    out: str
    level: str = ""
    order: str = DEFAULT_ORDER
    template: str = ""
    jobs: int = 1
    force: bool = False
    strict: bool = False
    superseded: Mapping[str, str] = field(default_factory=dict)
    """Path -> why it stays out: the hand-in register knows a later hand-in of the same office."""
    expected: tuple[str, ...] = ()
    """Who has to hand in, where the hand-in register knows it; else the pack's list of offices."""


def assemble(
    checked: Checked,
    notice: Notice,
    attachment: Attachment,
    level: Level,
    options: MergeOptions,
    standing: Standing | None = None,
) -> Merged:
    """The joined table with its receipt; `sums_out` are those of the joined rows until the output is read back."""
    tables = [t for t in checked.inputs.tables if t.notice is notice and t.attachment is attachment]
    if rolls_up(notice, attachment, level, tables):
        relative = {file.path: relative_path(file.path, options.out) for file in checked.inputs.files}
        made = roll_up(checked, notice, attachment, level, options.order, relative, standing, options.superseded)
        handed_in = {row.submitter for row in made.rows}
        return replace(made, missing=tuple(name for name in options.expected if name not in handed_in))
    keys = summed_columns(attachment)
    gathered = _gather(checked, notice, attachment, level, options)
    order = DEFAULT_ORDER if options.order == OWN_ORDER else options.order
    rows = join(attachment, gathered.contributions, level=level.receives_from or level.key, order=order)
    if options.order == OWN_ORDER:
        rows = in_own_order(rows, attachment, standing)
    rows = renumbering(tuple(with_changes(unique_keys(rows), gathered.changed)), attachment)
    columns = {key: [row.values.get(key) for row in rows] for key in keys}
    merged = [receipt for receipt in gathered.receipts if receipt.status == "merged"]
    present = {receipt.office for receipt in merged}
    return Merged(
        notice=notice,
        attachment=attachment,
        level=level.key,
        rows=rows,
        files=tuple(gathered.receipts),
        rejected=tuple(gathered.rejected),
        sums_in=_add([receipt.sums for receipt in gathered.receipts], keys),
        sums_out=sums_of(columns, keys),
        sums_rejected={},
        missing=tuple(name for name in options.expected or offices_below(notice, level) if name not in present),
        findings=tuple(_findings(checked, gathered, rows, notice, attachment, level)),
        order=OWN_ORDER_WORDS if options.order == OWN_ORDER else order_words(options.order, attachment),
    )


@dataclass(slots=True)
class _Gathered:
    """What the inputs contribute, file by file."""

    contributions: list[Contribution] = field(default_factory=list)
    receipts: list[FileReceipt] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    changed: dict[tuple[str, str, int], Mapping[str, tuple[str, str]]] = field(default_factory=dict)
    """(path as the summary names it, sheet, row) -> column -> (written, now)."""
    paths: dict[str, str] = field(default_factory=dict)
    """Path as the summary names it -> as the user gave it."""

    def add(self, sources: Sequence[Source], office: Office, number: int, path: str) -> None:
        """Take the tables of one file in."""
        for source in sources:
            table = source.table
            self.sources.append(source)
            self.rejected.extend(_rejected(table))
            self.changed.update({(path, table.sheet, row): found for row, found in source.changed.items()})
            self.paths[path] = table.path
            self.contributions.append(
                Contribution(
                    table=table,
                    office=office.name,
                    office_rank=office.rank,
                    file=number,
                    path=path,
                    earlier=source.earlier,
                )
            )


def _gather(checked: Checked, notice: Notice, attachment: Attachment, level: Level, options: MergeOptions) -> _Gathered:
    keys = summed_columns(attachment)
    made = _Gathered()
    seen: dict[str, str] = {}
    files = checked.inputs.files
    above = common_folder([file.path for file in files])
    handed_in = {file.book.sha256 for file in files if file.book is not None}
    for number, file in enumerate(files):
        tables = [t for t in file.tables if t.notice is notice and t.attachment is attachment]
        sources = [source_of(table) for table in tables]
        receipt = _receipt(file, tables, keys, seen)
        if receipt.status == "merged":
            receipt = _left_out(receipt, sources, level, handed_in, options)
        if receipt.status == "merged":
            office = office_of(tables[0], notice, level, above)
            receipt = replace(receipt, office=office.name, office_from=office.found_in)
            made.add(sources, office, number, relative_path(file.path, options.out))
        made.receipts.append(receipt)
    return made


def _left_out(
    receipt: FileReceipt, sources: Sequence[Source], level: Level, handed_in: set[str], options: MergeOptions
) -> FileReceipt:
    """Files that are no hand-in of this round: replaced by a later one, or this level's own earlier summary."""
    reason = options.superseded.get(receipt.path)
    if reason:
        return _skip(receipt, "superseded", reason)
    for source in sources:
        lineage = source.lineage
        if lineage is not None and lineage.level == level.key:
            made_from = {hop.sha256 for row in lineage.rows for hop in row.hops}
            if made_from & handed_in:
                return _skip(receipt, "own_summary", "是本级此前的汇总结果，其来源文件也在输入之中，不再汇入")
    return receipt


def _skip(receipt: FileReceipt, code: str, message: str) -> FileReceipt:
    return FileReceipt(path=receipt.path, status="skipped", code=code, message=message, sha256=receipt.sha256)


def _findings(
    checked: Checked,
    gathered: _Gathered,
    rows: Sequence[MergedRow],
    notice: Notice,
    attachment: Attachment,
    level: Level,
) -> Iterator[Finding]:
    """What the checks say of the merged files, with the cells below, and what only the merge can see."""
    used = {source.table.path for source in gathered.sources}
    by_path = {source.table.path: source for source in gathered.sources if source.lineage is not None}
    numbering = order_column(attachment)
    for file in checked.report.files:
        if file.path in used:
            for finding in file.findings:
                yield origin_places(finding, by_path)
        else:
            # A table of another form or notice stays out: whoever counts the rows has to know.
            yield from (finding for finding in file.findings if finding.kind == RECOGNISED)
    yield from level_findings(gathered.sources, notice, level)
    for source in gathered.sources:
        yield from change_findings(source, numbering)
    if by_path:
        yield from twice_findings(gathered.sources)
    yield from office_twice_findings(gathered.receipts, attachment)
    yield from quota_findings(rows, notice, attachment, level, gathered.paths)
    yield from renumbering_findings(rows, attachment, gathered.paths)


def order_column(attachment: Attachment) -> str:
    """Key of the column that a summary numbers anew: the declared order, else the one headed 序号."""
    return attachment.order or next((column.key for column in attachment.columns if column.heading == "序号"), "")


def _rejected(table: Table) -> list[RejectedRow]:
    """Rows that look like rows and hold nothing: numbered, but never filled in."""
    return [
        RejectedRow(file=table.path, sheet=table.sheet, row=left.row, reason=left.why)
        for left in table.left_out
        if left.kind is RowKind.TEMPLATE
    ]


def _receipt(file: Input, tables: list[Table], keys: list[str], seen: dict[str, str]) -> FileReceipt:
    if file.refusal is not None:
        return FileReceipt(path=file.path, status="refused", code=file.refusal[0], message=file.refusal[1])
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
    empty = sum(len(_rejected(table)) for table in tables)
    return FileReceipt(
        path=file.path,
        status="merged",
        sha256=sha256,
        rows_read=rows + empty,
        rows_merged=rows,
        rows_rejected=empty,
        sums=_add([sums_of(table.columns, keys) for table in tables], keys),
    )


def _add(parts: list[dict[str, Decimal]], keys: list[str]) -> dict[str, Decimal]:
    return {key: sum((part.get(key, Decimal(0)) for part in parts), Decimal(0)) for key in keys}


def relative_path(path: str, out: str) -> str:
    """`path` as seen from the summary's folder, with /; absolute where there is no relative way (another drive)."""
    try:
        relative = os.path.relpath(os.path.abspath(path), os.path.dirname(os.path.abspath(out)))
    except ValueError:
        relative = os.path.abspath(path)
    return PurePath(relative).as_posix()
