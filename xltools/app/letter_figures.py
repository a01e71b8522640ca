"""What a letter is made from and checked against: the figures of a level's summaries, and whom no letter may recommend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from string import ascii_uppercase
from typing import TYPE_CHECKING

from ..errors import InputRefused, UsageError
from ..findings import Severity
from ..forms.inputs import Request, read_inputs
from ..forms.table import Table
from ..notice.load import load_notice
from ..notice.model import Level, Notice
from ..rules.checking import Checked, check
from ..summary.levels import level_written
from ..summary.model import summed_columns, sums_of
from ..summary.offices import offices_below

if TYPE_CHECKING:
    from ..letters import SummaryFigures


def figures_of(
    paths: str | Sequence[str], notice_id: str = "", level: str = ""
) -> tuple[SummaryFigures, Notice, str, Checked]:
    """The figures of one level's summaries, their notice, the level that writes, and what the check says of them.

    The level is the asked one, else the one the summary says it was merged for, else the first that has departments.
    """
    from ..letters import join_figures

    checked = check(read_inputs(Request(paths=(paths,) if isinstance(paths, str) else tuple(paths), notice=notice_id)))
    for file in checked.inputs.files:
        if file.refusal is not None:
            said = file.refusal
            raise InputRefused(said.code, said.message, path=file.path, sheet=said.sheet, cell=said.cell)
        if not file.tables:
            raise UsageError(
                "no_summary", f"“{file.path}”中没有认出汇总表。请用 --notice 指明通知，或先运行 xltools merge。"
            )
    tables = checked.inputs.tables
    found = {table.notice.id for table in tables}
    if len(found) != 1:
        raise UsageError("several_notices", f"汇总表分属几个通知：{'、'.join(sorted(found)) or '无'}。请分别生成函件。")
    notice = load_notice(found.pop())
    chosen = level or level_written(tables[0]) or first_level(notice)
    level_of(notice, chosen)
    figures = join_figures(_figures(table, notice, chosen, row_doubts(table, checked)) for table in tables)
    return figures, notice, chosen, checked


_OF_THE_WHOLE = ("quota", "sequence")
"""Kinds of rules that speak of the list, not of the row on which they point: the letter says its quota itself."""


def row_doubts(table: Table, checked: Checked) -> dict[int, tuple[str, ...]]:
    """Place of a row -> why no letter may recommend it: mistakes found in it, its own form's mistakes, the floor not reached,
    no detail of investments (附件6)."""
    found: dict[int, list[str]] = {}
    for index in range(len(table)):
        reasons = list(_said_by_columns(table, index))
        if reasons:
            found[index] = reasons
    places = {row: index for index, row in enumerate(table.rows)}
    for file in checked.report.files:
        if file.path != table.path:
            continue
        for finding in file.findings:
            if finding.severity is not Severity.ERROR or finding.kind in _OF_THE_WHOLE or finding.sheet != table.sheet:
                continue
            for row in dict.fromkeys(int(cell.lstrip(ascii_uppercase)) for cell in finding.cells):
                if row in places:
                    found.setdefault(places[row], []).append(finding.message.rstrip("。"))
    return {index: tuple(dict.fromkeys(reasons)) for index, reasons in found.items()}


def _said_by_columns(table: Table, index: int) -> Iterator[str]:
    """What the roll-up's own columns say of the enterprise's forms."""
    from ..letters.wording import money_text

    ledger = table.notice.ledger
    floor = money_text(ledger.floor) if ledger and ledger.floor else "通知的要求"
    for column in table.attachment.columns:
        if not table.has(column.key):
            continue
        said = table.text(index, column.key).strip()
        if column.source.endswith(".ledger.meets_floor"):
            if not said:
                form = table.notice.attachment(column.source.partition(".")[0])
                yield f"没有交来“{form.title}”，投入没有核算"
            elif said != "是":
                yield f"窗口期计入投入未达到{floor}" if said == "否" else f"窗口期投入是否达到{floor}尚待核定"
        elif column.source == "findings.errors" and said not in ("", "0"):
            yield f"申报材料还有{said}处错误没有改正"


def _figures(table: Table, notice: Notice, level: str, doubts: Mapping[int, Sequence[str]]) -> SummaryFigures:
    from ..letters import figures_from_rows

    return figures_from_rows(
        notice,
        table.attachment,
        [{key: table.text(index, key) for key in table.columns} for index in range(len(table))],
        level=level,
        offices=_offices(table, notice, level),
        sender=table.submitter,
        sums=sums_of(table.columns, summed_columns(table.attachment)),
        sha256=table.book.sha256,
        doubts=doubts,
    )


def level_of(notice: Notice, chosen: str) -> Level:
    try:
        return notice.level(chosen)
    except KeyError:
        known = "、".join(f"{one.key}（{one.name}）" for one in notice.levels)
        raise UsageError("unknown_level", f"通知“{notice.id}”没有层级“{chosen}”。现有：{known}。") from None


def first_level(notice: Notice) -> str:
    return next((level.key for level in notice.levels if level.departments), notice.levels[0].key)


def _offices(table: Table, notice: Notice, level: str) -> tuple[str, ...]:
    """Offices below whose rows are in the summary, in official order."""
    try:
        known = offices_below(notice, notice.level(level))
    except KeyError:
        return ()
    text = "|".join(
        str(value) for key in ("district", "city", "place") for value in table.columns.get(key, ()) if value
    )
    return tuple(name for name in known if name in text)
