"""merge: many files into one summary workbook, with its receipt."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path, PurePath

from ..errors import InputRefused, OutputFault, UsageError
from ..files.atomic import output
from ..files.limits import DEFAULT_LIMITS
from ..files.sources import ordinary_bytes
from ..files.workers import Workers
from ..findings import Finding
from ..formats.grid import SheetState
from ..forms.headingnames import column_names, heading_name
from ..forms.inputs import Progress, Request, notices_for, read_inputs
from ..forms.request import bound_columns
from ..forms.table import Table
from ..ledger import Ledger, build_ledger
from ..notice.load import load_notice
from ..notice.model import Attachment, Notice, Role
from ..notice.places import kept_bytes
from ..office.backread import book_of
from ..office.opc import untouched
from ..office.patching import WorkbookPatch
from ..rules.checking import Checked, check
from ..summary.existing import Existing, existing_at, refuse_edited, refuse_lost
from ..summary.handwork import kept_widths, work_outside_rows
from ..summary.join import merged_of, relative_path
from ..summary.levels import choose_level
from ..summary.model import Merged, MergeOptions
from ..summary.order import OWN_ORDER, check_order
from ..summary.statistics import statistics_of


@dataclass(slots=True)
class MergeOutcome:
    """The merged table and what was written where. `problems` says why nothing was written."""

    merged: Merged
    output: str
    written: bool
    backup: str = ""


def merge(request: Request, options: MergeOptions, progress: Progress | None = None) -> MergeOutcome:
    """Join everything below the paths and write the summary. Inputs are never changed.

    Raises UsageError (nothing to decide on), OutputFault (nothing was written), InputRefused (the template).
    """
    existing = existing_at(options.out)
    refuse_foreign_output(request, options, existing)
    template = _template(options)
    named = (*request.paths, *((options.template,) if options.template else ()))
    inputs = (path for path in named if not os.path.isdir(path))
    lost: list[str] = []

    def may_replace(old: bytes) -> bool:
        """An older summary of ours that nobody worked on. With --force a backup is kept of any that a person saved."""
        ours = existing is not None and existing.data == old
        return ours and not lost and not (options.force and not untouched(old))

    with output(options.out, force=options.force, inputs=inputs, may_replace=may_replace) as target:
        outcome, data = _make(request, options, template, progress, existing, lost)
        if data is not None:
            target.write(data)
            outcome.written = True
            outcome.backup = str(target.backup or "")
    return outcome


def _make(
    request: Request,
    options: MergeOptions,
    template: bytes | None,
    progress: Progress | None,
    existing: Existing | None,
    lost: list[str],
) -> tuple[MergeOutcome, bytes | None]:
    """The summary as bytes, None where `strict` forbids to write it. `lost` takes what people did to the old one."""
    asked = replace(request, attachment="") if asks_rollup(request) else request
    inputs = read_inputs(asked, workers=Workers(options.jobs, options.cluster), progress=progress)
    among = any(_is_output(file.path, options.out) for file in inputs.files)
    inputs.files = [file for file in inputs.files if not _is_output(file.path, options.out)]
    files = inputs.files
    # What does not count by the register is not held against what does: it is the same project, not a second one.
    inputs.files = [file for file in files if file.path not in options.superseded]
    checked = check(inputs)
    checked.inputs = replace(inputs, files=files)
    notice, attachment = choose_form(checked, request)
    tables = [t for t in checked.inputs.tables if t.notice is notice and t.attachment is attachment]
    level = choose_level(notice, attachment, options.level, tables)
    options = replace(options, order=choose_order(options.order, attachment))
    if among and (existing is None or existing.lineage.level != level.key):
        raise _is_input(options.out)
    merged = merged_of(checked, notice, attachment, level, options, existing)
    lost.extend(refuse_edited(existing, attachment, options.order, merged.kept_edits, force=options.force))
    refuse_nothing_read(checked)
    outcome = MergeOutcome(merged, options.out, False)
    if options.strict and any(file.status == "refused" for file in merged.files):
        return outcome, None
    merged = replace(merged, filed=options.filed, widths=kept_widths(existing))
    if options.statistics and not _is_word(options):
        merged = replace(merged, statistics=statistics_of(merged, _ledger(checked, merged)))
    # The sheets have said what they hold: a part of the memory, while the summary is written and read back.
    checked.let_go()
    del checked, inputs, files, tables
    data, sums = render(merged, template, options, request.columns)
    if existing is not None:
        lost.extend(refuse_lost(existing, work_outside_rows(existing, data), force=options.force))
    outcome.merged = merged = replace(merged, sums_out=sums)
    if not merged.balanced:
        raise OutputFault(
            "unbalanced",
            f"汇总结果与输入不平衡，没有写出“{options.out}”：输入 {merged.rows_in} 行、输出 {merged.rows_out} 行，"
            f"输入合计 {_sums_text(merged.sums_in)}，输出合计 {_sums_text(merged.sums_out)}。请把输入文件发给维护者。",
            merged=merged,
        )
    return outcome, data


def refuse_foreign_output(request: Request, options: MergeOptions, existing: Existing | None) -> None:
    """The output stands in a folder of inputs: only this level's own earlier summary may be written over there.

    Asked before any input is read. Raises OutputFault ``is_input``.
    """
    out = _real(options.out)
    folders = [_real(path) for path in request.paths if os.path.isdir(path)]
    if not os.path.isfile(out) or not any(out.startswith(folder.rstrip(os.sep) + os.sep) for folder in folders):
        return
    if existing is None or options.level not in ("", existing.lineage.level):
        raise _is_input(options.out)


def _is_input(out: str) -> OutputFault:
    return OutputFault(
        "is_input", f"输出“{out}”在输入文件夹中，是别的单位报来的文件，写入会毁掉它。请换一个输出文件名。", path=out
    )


def _is_output(path: str, out: str) -> bool:
    """A previous run's summary that lies among the inputs is no input."""
    return _real(path) == _real(out)


def _real(path: str) -> str:
    """One name for one file, whatever links lead to its folder."""
    return os.path.normcase(os.path.realpath(path))


def _template(options: MergeOptions) -> bytes | None:
    if not options.template:
        return None
    return ordinary_bytes(options.template, "模板", DEFAULT_LIMITS.file_bytes)


def asks_rollup(request: Request) -> bool:
    """Whether the list to be made is a roll-up: then every form below the paths is read."""
    return bool(request.attachment) and any(
        form.role is Role.ROLLUP and request.attachment in (form.key, form.role.value, form.title)
        for notice in notices_for(replace(request, attachment=""))
        for form in notice.attachments
    )


def choose_rollup(checked: Checked) -> tuple[Notice, Attachment]:
    """The roll-up of the one notice that the inputs belong to. Raises UsageError."""
    found = {table.notice.id: table.notice for table in checked.inputs.tables}
    able = [notice for notice in found.values() if any(form.role is Role.ROLLUP for form in notice.attachments)]
    if len(able) == 1:
        return able[0], able[0].attachment(Role.ROLLUP.value)
    if able:
        raise UsageError("several_notices", f"输入分属几个通知：{'、'.join(found)}。请用 --notice 指明其中一个。")
    raise UsageError(
        "nothing_to_merge", "输入中没有认出企业的申报附件，不能生成核查情况汇总表。请检查路径和 --notice。"
    )


def refuse_nothing_read(checked: Checked) -> None:
    """Raises InputRefused where no file at all could be read: nothing is written then."""
    files = checked.inputs.files
    if not files:
        raise InputRefused("not_found", "没有找到 Excel、Word 或 CSV 文件。请检查路径。")
    if all(file.refusal is not None for file in files):
        first = files[0].refusal
        assert first is not None
        more = f"（另有 {len(files) - 1} 个文件也未能读取）" if len(files) > 1 else ""
        raise InputRefused(first[0], first[1] + more, path=files[0].path)


def choose_form(checked: Checked, request: Request) -> tuple[Notice, Attachment]:
    """The one form to merge: the asked one, the recommendation summary, or the only one there is."""
    if asks_rollup(request):
        return choose_rollup(checked)
    found: dict[tuple[str, str], Table] = {}
    for table in checked.inputs.tables:
        found.setdefault((table.notice.id, table.attachment.key), table)
    if not found:
        refuse_nothing_read(checked)
        raise UsageError(
            "nothing_to_merge",
            "输入中没有认出可汇总的附件。请用 --notice 和 --attachment 指明，或用 xltools inspect 查看读到了什么。",
        )
    summaries = [table for table in found.values() if table.attachment.role is Role.SUMMARY]
    chosen = list(found.values()) if len(found) == 1 else summaries
    if len(chosen) != 1:
        raise _several(found)
    return chosen[0].notice, chosen[0].attachment


def _several(found: Mapping[tuple[str, str], Table]) -> UsageError:
    """One attachment under several notices is told by the notice, several of one notice by the attachment."""
    names = "、".join(f"{notice} {key}" for notice, key in found)
    notices = dict.fromkeys(notice for notice, _ in found)
    if len({key for _, key in found}) < len(found):
        base = _common_base(found.values())
        common = f"都依据 {base}。汇成一份的，请加 --notice {base}；" if base else ""
        asked = "、".join(f"--notice {notice}" for notice in notices)
        return UsageError(
            "several_forms",
            f"同一附件分属几个通知：{names}。{common}只汇总一个通知的，请加其中一个：{asked}，其余的表会列明未汇入。",
        )
    return UsageError(
        "several_forms", f"输入中有几种附件：{names}。请用 --attachment（必要时加 --notice）指明汇总哪一种。"
    )


def _common_base(tables: Collection[Table]) -> str:
    """The notice under which tables of several notices can be joined: the one they all build on, where it has their form
    and an office that receives it; empty where there is none.
    """
    bases = {table.notice.based_on for table in tables}
    base = load_notice(bases.pop()) if len(bases) == 1 and bases != {""} else None
    keys = {table.attachment.key for table in tables}
    if base is None or len(keys) != 1 or not keys <= {form.key for form in base.attachments}:
        return ""
    return base.id if any(level.receives_from for level in base.levels) else ""


def choose_order(asked: str, attachment: Attachment) -> str:
    """The order as `join` knows it; a column may be named by its heading. Raises UsageError."""
    if asked == OWN_ORDER:
        return asked
    name = asked.removeprefix("column:")
    if name != asked and not attachment.has(name):
        asked = f"column:{column_names(attachment).get(heading_name(name)[0], name)}"
    check_order(asked, attachment)
    return asked


def render(
    merged: Merged, template: bytes | None, options: MergeOptions, columns: Mapping[str, str] | None = None
) -> tuple[bytes, dict[str, Decimal]]:
    """The summary as bytes, and the sums that were read back from them: a workbook, or a Word table by the output's or
    the template's name.

    `columns` (`--map`) bind a template's columns where its headings say nothing.
    """
    proved, merged = merged, seen_from_output(merged, options.out)
    if _is_word(options):
        from ..summary.proof import prove_word
        from ..summary.word import write_summary_word

        data = write_summary_word(merged, template)
        return data, prove_word(data, proved, options.out)
    from ..summary.proof import prove
    from ..summary.xlsx import write_summary

    base = Path(options.out).resolve().parent
    if template is not None:
        _check_ending(template, options.out)
    elif (own := _own_blank(merged, options.out)) is not None:
        made = write_summary(merged, template=own, links_base=base, fitted=True)
        return made.data, prove(made, proved, options.out)
    try:
        made = write_summary(merged, template=template, links_base=base)
    except OutputFault as fault:
        if template is None or fault.code != "bad_template" or not columns:
            raise
        by_hand = bound_columns(merged.attachment, columns)
        made = write_summary(merged, template=template, links_base=base, by_hand=by_hand)
    return made.data, prove(made, proved, options.out)


def _own_blank(merged: Merged, out: str) -> bytes | None:
    """The office's own blank that the pack keeps, where it is a workbook of this one table with drawn rows to fill."""
    from ..summary.layout import foreign_form

    kept = merged.notice.blank_path(merged.attachment)
    if kept is None or kept.suffix.lower() != PurePath(out).suffix.lower():
        return None
    data = kept_bytes(kept)
    book = book_of(data)
    visible = [grid for grid in book.grids if grid.state is SheetState.VISIBLE]
    try:
        layout = foreign_form(data, merged.attachment, {})
    except OutputFault:
        return None
    drawn = layout.formatted and len(layout.blocks) == 1 and not merged.attachment.blocks
    return data if drawn and len(visible) == 1 else None


def _is_word(options: MergeOptions) -> bool:
    return options.out.lower().endswith(".docx") or options.template.lower().endswith(".docx")


def _ledger(checked: Checked, merged: Merged) -> Ledger | None:
    """What counts of a list of investments; None for other forms."""
    spec = merged.notice.ledger
    if spec is None or spec.attachment != merged.attachment.key:
        return None
    return build_ledger(checked.accounts(merged.notice))


def seen_from_output(merged: Merged, out: str) -> Merged:
    """The merge with every file named as seen from the summary: what goes to other offices tells nothing of this machine."""

    @cache  # each row that was renumbered names its file
    def near(path: str) -> str:
        return relative_path(path, out) if path else path

    def finding(one: Finding) -> Finding:
        related = tuple(replace(place, path=near(place.path)) for place in one.related)
        return replace(one, path=near(one.path), related=related)

    return replace(
        merged,
        files=tuple(replace(file, path=near(file.path)) for file in merged.files),
        rejected=tuple(replace(row, file=near(row.file)) for row in merged.rejected),
        findings=tuple(finding(one) for one in merged.findings),
    )


def _check_ending(template: bytes, out: str) -> None:
    """Excel does not open a workbook with macros under another ending, nor one without them as .xlsm."""
    ending = WorkbookPatch(template).ending
    if PurePath(out).suffix.lower() != ending:
        raise UsageError("wrong_ending", f"这个模板的汇总表文件名应以 {ending} 结尾，现为“{out}”。请改 -o 的文件名。")


def _sums_text(sums: dict[str, Decimal]) -> str:
    return "、".join(f"{key} {value}" for key, value in sums.items()) or "无"


__all__ = ["MergeOptions", "MergeOutcome", "merge"]
