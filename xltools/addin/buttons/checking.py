"""校验: the verdict on the open book, shown in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import xlwings

from ...app.validate import validate
from ...errors import UsageError
from ...findings import FileReport, Report, Severity
from ...formats.grid import Grid
from ...forms.table import Table
from ...rules.checking import Checked
from .. import marks, results
from ..choices import chosen_notice
from ..copies import Copy, copy_of
from ..desk import Desk, Reply
from ..hosts import host_of
from ..plan import LAST_COLUMN, ResultColumn, SheetPlan, free_column, plan_of
from .selection import Selection, area_of
from .verbs import verb


@verb("validate")
def validate_book(book: xlwings.Book, desk: Desk) -> Reply:
    """校验本表: check this workbook, mark its cells, list the findings."""
    return _checked(book, desk)


@verb("validate-column")
def validate_book_with_column(book: xlwings.Book, desk: Desk) -> Reply:
    """校验并加结果列: the same, with a result column that can be filtered."""
    return _checked(book, desk, column=True)


@verb("validate-set")
def validate_set(book: xlwings.Book, desk: Desk) -> Reply:
    """校验整套: check this workbook together with everything in its folder."""
    return _checked(book, desk, whole=True)


@verb("validate-selection")
def validate_selection(book: xlwings.Book, desk: Desk) -> Reply:
    """校验选区: the same verdict, of which only what lies in the selected cells is shown."""
    selected = book.selection
    if selected is None:
        raise UsageError("no_selection", "没有选中单元格。请先选中要看的区域，再点一次。")
    areas = [part for part in str(selected.address).replace("$", "").split(",") if part]
    return _checked(book, desk, inside=Selection(selected.sheet.name, tuple(map(area_of, areas))))


def verdict(book: xlwings.Book, desk: Desk | None = None, *, whole: bool = False) -> Checked:
    """The verdict on the open book as it stands, nothing shown: what the command line says of the same content.

    `whole` checks its folder with it. Raises Question where only a person knows which notice applies.
    """
    desk = desk or Desk()
    wanted = desk.answers.get("notice") or chosen_notice(book.fullname)
    with copy_of(book) as copy:
        paths = (str(copy.home()),) if whole else ()
        checked = validate(copy.request(paths, notice=wanted), desk.progress)
        open_to = open_notices(checked, copy)
        if open_to and not wanted:
            chosen = desk.choose("notice", "几个通知用同一种表，请选择这份材料属于哪一个：", open_to)
            checked = validate(copy.request(paths, notice=chosen), desk.progress)
        return checked


def open_notices(checked: Checked, copy: Copy) -> list[str]:
    """Notices that the open book could belong to, where its content does not tell."""
    for file in checked.inputs.files:
        if file.path == copy.shown:
            return sorted({notice for candidates in file.undecided.values() for notice in candidates})
    return []


def _checked(
    book: xlwings.Book, desk: Desk, *, whole: bool = False, column: bool = False, inside: Selection | None = None
) -> Reply:
    """Nothing is touched before the verdict stands, and whatever stops the marking is asked before it begins."""
    host = host_of(book)
    desk.step("读取")
    checked = verdict(book, desk, whole=whole)
    shown = _shown(book, checked)
    if inside is not None:
        checked = _only(checked, inside, shown)
    why = host.unmarkable(book)
    if why:
        return _beside(book, checked, f"{why}，没有改动它")
    selected = book.sheets.active
    painted = marks.repaint(book, _plan(checked, shown, column=column), desk)
    said = _said(checked.report, painted)
    if host.structure_locked(book):
        return _beside(book, checked, "工作簿结构受保护，不能加“校验结果”表", said)
    listed = results.write_results(book, checked.report, shown)
    selected.activate()
    if listed.name != results.SHEET:
        said += f"\n您自己已有一张“{results.SHEET}”表，本次结果写在“{listed.name}”表里。"
    return Reply(said, problems=checked.report.count(Severity.ERROR))


def _only(checked: Checked, inside: Selection, shown: str) -> Checked:
    files = []
    for file in checked.report.files:
        selected = [inside.of(finding) for finding in file.findings if file.path == shown]
        files.append(replace(file, findings=tuple(finding for finding in selected if finding is not None)))
    return replace(checked, report=replace(checked.report, files=tuple(files)))


def _beside(book: xlwings.Book, checked: Checked, why: str, said: str = "") -> Reply:
    """The findings as a workbook of their own, for a book that takes no sheet of ours."""
    from ..files import findings_beside

    path = host_of(book).path(book)
    out = findings_beside(path, Path(book.name).stem, checked.report)
    lines = [said or _said(checked.report, marks.Painted()), f"{why}；结果另存为 {out}。"]
    return Reply("\n".join(lines), (out,), checked.report.count(Severity.ERROR))


def _plan(checked: Checked, shown: str, *, column: bool) -> dict[str, SheetPlan]:
    """What is to be marked in the open book."""
    findings = [finding for file in checked.report.files if file.path == shown for finding in file.findings]
    file = next((file for file in checked.inputs.files if file.path == shown), None)
    grids = {grid.name: grid for grid in file.book.grids} if file is not None and file.book is not None else {}
    columns = {}
    for table in file.tables if file is not None and column else ():
        wanted = _result_column(table, grids[table.sheet])
        if wanted is not None:
            columns[table.sheet] = wanted
    return plan_of(findings, list(grids.values()), columns)


def _result_column(table: Table, grid: Grid) -> ResultColumn | None:
    columns = [column for column in table.header.columns.values() if column]
    if not columns or not len(table.rows):
        return None
    head, last = table.header.last_row, table.rows[-1]
    hidden = any(head < row <= last for row in grid.hidden_rows)
    return ResultColumn(head, min(columns), last, free_column(grid) or LAST_COLUMN + 1, {}, hidden)


def _shown(book: xlwings.Book, checked: Checked) -> str:
    """The path under which the report knows the open book."""
    path = host_of(book).path(book)
    names = [file.path for file in checked.report.files]
    if path is not None:
        return next((name for name in names if Path(name) == path), str(path))
    return names[0] if names else book.name


def _said(report: Report, painted: marks.Painted) -> str:
    """The verdict in a few lines."""
    errors, warnings, infos = (report.count(severity) for severity in Severity)
    lines = [_refusals(report.files)] if report.refused else []
    forms = dict.fromkeys(f"{file.notice} {file.attachment}" for file in report.files if file.attachment)
    if forms:
        lines.append(f"认出的附件：{'、'.join(forms)}（不对时请点“选择通知”）")
    if errors or warnings:
        lines.append(f"错误 {errors} 处，提醒 {warnings} 处，说明 {infos} 处。详见“校验结果”表。")
    else:
        lines.append("没有发现错误。" + (f"说明 {infos} 处，见“校验结果”表。" if infos else ""))
    if painted.kept:
        lines.append(f"{painted.kept} 个单元格已有您的批注，未另加批注，请看“校验结果”表。")
    if painted.locked:
        lines.append(f"工作表“{'、'.join(painted.locked)}”受保护，没有标注，问题见“校验结果”表。")
    if painted.bare:
        lines.append(f"{painted.bare} 个单元格上有您自己的条件格式，没有另涂颜色，问题见批注和“校验结果”表。")
    if painted.refused:
        lines.append(f"{painted.refused} 个单元格加不上批注，问题见“校验结果”表。")
    if painted.crowded:
        lines.append(f"工作表“{'、'.join(painted.crowded)}”直到最后一列都有内容，没有加结果列。")
    return "\n".join(line for line in lines if line)


def _refusals(files: tuple[FileReport, ...]) -> str:
    return "\n".join(file.refusal[1] for file in files if file.refusal is not None)
