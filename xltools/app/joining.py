"""merge: many files into one summary workbook, with its receipt."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path, PurePath

from ..errors import InputRefused, OutputFault, UsageError
from ..merging import (
    DEFAULT_ORDER,
    Contribution,
    FileReceipt,
    Hop,
    Merged,
    RejectedRow,
    check_order,
    join,
    order_words,
    summed_columns,
    sums_of,
)
from ..notice.model import Attachment, Level, Notice, Role
from ..reading.layout import RowKind
from ..reading.recognise import stamp_of
from ..reading.table import Table, read_table
from .checking import Checked, check
from .inputs import Input, Request, read_inputs
from .offices import office_of, offices_below

Progress = Callable[[int, int, str], None]


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


@dataclass(slots=True)
class MergeOutcome:
    """The merged table and what was written where. `problems` says why nothing was written."""

    merged: Merged
    output: str
    checked: Checked
    written: bool
    backup: str = ""


def merge(request: Request, options: MergeOptions, progress: Progress | None = None) -> MergeOutcome:
    """Join everything below the paths and write the summary. Inputs are never changed.

    Raises UsageError (nothing to decide on), OutputFault (nothing was written), InputRefused (the template).
    """
    from ..writing.atomic import output

    template = _template(options)
    named = (*request.paths, *((options.template,) if options.template else ()))
    inputs = (path for path in named if not os.path.isdir(path))
    with output(options.out, force=options.force, inputs=inputs, may_replace=_is_summary) as target:
        outcome, data = _make(request, options, template, progress)
        if data is not None:
            target.write(data)
            outcome.written = True
            outcome.backup = str(target.backup or "")
    return outcome


def _make(
    request: Request, options: MergeOptions, template: bytes | None, progress: Progress | None
) -> tuple[MergeOutcome, bytes | None]:
    """The summary as bytes, None where `strict` forbids to write it."""
    inputs = read_inputs(request, jobs=options.jobs)
    inputs.files = [file for file in inputs.files if not _is_output(file.path, options.out)]
    checked = check(inputs, progress)
    notice, attachment = choose_form(checked, request)
    level = choose_level(notice, attachment, options.level)
    check_order(options.order, attachment)
    merged = assemble(checked, notice, attachment, level, options)
    outcome = MergeOutcome(merged, options.out, checked, False)
    if options.strict and any(file.status == "refused" for file in merged.files):
        return outcome, None
    data = render(merged, template, options)
    outcome.merged = merged = replace(merged, sums_out=_read_back(data, merged, options.out))
    if not merged.balanced:
        raise OutputFault(
            "unbalanced",
            f"汇总结果与输入不平衡，没有写出“{options.out}”：输入 {merged.rows_in} 行、输出 {merged.rows_out} 行，"
            f"输入合计 {_sums_text(merged.sums_in)}，输出合计 {_sums_text(merged.sums_out)}。请把输入文件发给维护者。",
            merged=merged,
        )
    return outcome, data


def _is_summary(data: bytes) -> bool:
    """An older summary of ours may be written over: a re-run gives the same bytes, or newer ones."""
    from ..writing.lineage import read_lineage

    try:
        read_lineage(data)
    except InputRefused:
        return False
    return True


def _is_output(path: str, out: str) -> bool:
    """A previous run's summary that lies among the inputs is no input."""
    return os.path.abspath(path) == os.path.abspath(out)


def _template(options: MergeOptions) -> bytes | None:
    if not options.template:
        return None
    try:
        return Path(options.template).read_bytes()
    except FileNotFoundError:
        raise InputRefused(
            "not_found", f"模板“{options.template}”不存在。请检查路径和文件名。", path=options.template
        ) from None
    except OSError as fault:
        raise InputRefused(
            "permission", f"模板“{options.template}”打不开：{fault.strerror}。", path=options.template
        ) from None


def choose_form(checked: Checked, request: Request) -> tuple[Notice, Attachment]:
    """The one form to merge: the asked one, the recommendation summary, or the only one there is."""
    found: dict[tuple[str, str], Table] = {}
    for table in checked.inputs.tables:
        found.setdefault((table.notice.id, table.attachment.key), table)
    if not found:
        if request.notice and request.attachment:
            notice = checked.inputs.notices[0]
            return notice, notice.attachment(request.attachment)
        raise UsageError(
            "nothing_to_merge",
            "输入中没有认出可汇总的附件。请用 --notice 和 --attachment 指明，或用 xltools inspect 查看读到了什么。",
        )
    summaries = [table for table in found.values() if table.attachment.role is Role.SUMMARY]
    chosen = list(found.values()) if len(found) == 1 else summaries
    if len(chosen) != 1:
        names = "、".join(f"{notice} {key}" for notice, key in found)
        raise UsageError(
            "several_forms", f"输入中有几种附件：{names}。请用 --attachment（必要时加 --notice）指明汇总哪一种。"
        )
    return chosen[0].notice, chosen[0].attachment


def choose_level(notice: Notice, attachment: Attachment, asked: str) -> Level:
    """The level that produces the summary: the asked one, else the first that receives from listed offices."""
    if asked:
        try:
            return notice.level(asked)
        except KeyError:
            known = "、".join(f"{level.key}（{level.name}）" for level in notice.levels)
            raise UsageError("unknown_level", f"通知“{notice.id}”没有层级“{asked}”。现有：{known}。") from None
    by_key = {level.key: level for level in notice.levels}
    for level in notice.levels:
        below = by_key.get(level.receives_from)
        if below is not None and below.offices and (not attachment.levels or level.key in attachment.levels):
            return level
    receiving = [level for level in notice.levels if level.receives_from]
    return receiving[0] if receiving else notice.levels[-1]


def assemble(checked: Checked, notice: Notice, attachment: Attachment, level: Level, options: MergeOptions) -> Merged:
    """The joined table with its receipt; `sums_out` are those of the joined rows until the output is read back."""
    keys = summed_columns(attachment)
    contributions: list[Contribution] = []
    rejected: list[RejectedRow] = []
    receipts: list[FileReceipt] = []
    seen: dict[str, str] = {}
    for number, file in enumerate(checked.inputs.files):
        tables = [t for t in file.tables if t.notice is notice and t.attachment is attachment]
        receipt = _receipt(file, tables, keys, seen)
        if receipt.status == "merged":
            office = office_of(tables[0], notice, level)
            receipt = replace(receipt, office=office.name, office_from=office.found_in)
            path = relative_path(file.path, options.out)
            rejected.extend(row for table in tables for row in _rejected(table))
            contributions.extend(
                Contribution(
                    table=table,
                    office=office.name,
                    office_rank=office.rank,
                    file=number,
                    path=path,
                    earlier=_earlier(table),
                )
                for table in tables
            )
        receipts.append(receipt)
    rows = join(attachment, contributions, level=level.receives_from or level.key, order=options.order)
    columns = {key: [row.values.get(key) for row in rows] for key in keys}
    present = {receipt.office for receipt in receipts if receipt.status == "merged"}
    used = {receipt.path for receipt in receipts if receipt.status == "merged"}
    findings = [f for file in checked.report.files if file.path in used for f in file.findings]
    return Merged(
        notice=notice,
        attachment=attachment,
        level=level.key,
        rows=rows,
        files=tuple(receipts),
        rejected=tuple(rejected),
        sums_in=_add([receipt.sums for receipt in receipts], keys),
        sums_out=sums_of(columns, keys),
        sums_rejected={},
        missing=tuple(name for name in offices_below(notice, level) if name not in present),
        findings=tuple(findings),
        order=order_words(options.order, attachment),
    )


def _rejected(table: Table) -> list[RejectedRow]:
    """Rows that look like rows and hold nothing: numbered, but never filled in."""
    return [
        RejectedRow(file=table.path, sheet=table.sheet, row=left.row, reason=left.why)
        for left in table.left_out
        if left.kind is RowKind.NUMBERED
    ]


def _receipt(file: Input, tables: list[Table], keys: list[str], seen: dict[str, str]) -> FileReceipt:
    if file.refusal is not None:
        return FileReceipt(path=file.path, status="refused", code=file.refusal[0], message=file.refusal[1])
    assert file.book is not None
    sha256 = file.book.sha256
    if not tables:
        return FileReceipt(
            path=file.path, status="skipped", code="other_form", message="不是本次汇总的附件", sha256=sha256
        )
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


def _earlier(table: Table) -> dict[int, tuple[str, tuple[Hop, ...], dict[str, str]]]:
    """Rows of a summary that xltools wrote keep their key and their way so far."""
    if stamp_of(table.book).get("xltools") != "summary":
        return {}
    from ..writing.lineage import resolve, stored

    facts, records = stored(table.book, table.path)
    found = resolve(facts, records, table.grid)
    return {row.row: (row.key, row.hops, dict(row.raw)) for row in found.rows if row.row is not None}


def relative_path(path: str, out: str) -> str:
    """`path` as seen from the summary's folder, with /; absolute where there is no relative way (another drive)."""
    try:
        relative = os.path.relpath(os.path.abspath(path), os.path.dirname(os.path.abspath(out)))
    except ValueError:
        relative = os.path.abspath(path)
    return PurePath(relative).as_posix()


def render(merged: Merged, template: bytes | None, options: MergeOptions) -> bytes:
    """The summary as bytes: a workbook, or a Word table by the output's or the template's name."""
    word = options.out.lower().endswith(".docx") or options.template.lower().endswith(".docx")
    if word:
        from ..writing.wordsummary import write_summary_word

        return write_summary_word(merged, template)
    from ..writing.summary import write_summary

    return write_summary(merged, template=template, links_base=Path(options.out).resolve().parent)


def _read_back(data: bytes, merged: Merged, out: str) -> dict[str, Decimal]:
    """The sums that the written summary holds, read by the ordinary reader: the proof, not the intention."""
    from ..writing.backread import book_of

    book = book_of(data, out)
    keys = list(merged.sums_in)
    for grid in book.grids:
        if grid.name.startswith("_xltools") or not grid.rows:
            continue
        table = read_table(merged.notice, merged.attachment, book, grid)
        if table is not None and len(table) == len(merged.rows):
            return sums_of(table.columns, keys)
    if not merged.rows:
        return dict.fromkeys(keys, Decimal(0))
    raise OutputFault("unbalanced", f"写出的汇总表读回后行数与输入不符，没有写出“{out}”。请把输入文件发给维护者。")


def _sums_text(sums: dict[str, Decimal]) -> str:
    return "、".join(f"{key} {value}" for key, value in sums.items()) or "无"


__all__ = ["MergeOptions", "MergeOutcome", "merge"]
