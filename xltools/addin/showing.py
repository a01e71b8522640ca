"""A verdict shown in the open book: marks on its cells, the list of problems, and what is said of it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import xlwings

from ..answers.explanations import THIS_BOOK
from ..findings import FileReport, Report, Severity
from ..formats.grid import Grid
from ..forms.table import Table
from . import marks, results, walking
from .desk import Desk, Reply
from .hosts import host_of, still
from .listing import REPAIRABLE, kept_lines, lines_of, name_of
from .plan import LAST_COLUMN, ResultColumn, SheetPlan, free_column, plan_of
from .verdicts import BookVerdict


def show(book: xlwings.Book, seen: BookVerdict, desk: Desk, *, column: bool = False, narrowed: bool = False) -> Reply:
    """Nothing is touched before the verdict stands, and whatever stops the marking is asked before it begins.

    `narrowed`: the verdict speaks of some cells of the book only.
    """
    host = host_of(book)
    why = host.unmarkable(book)
    if why:
        return _beside(book, seen, f"{why}，没有改动它")
    report = seen.checked.report
    lines = lines_of(report, seen.shown, seen.repairs)
    kept = list(kept_lines(results.read_lines(book), lines, () if narrowed else _looked_at(seen)))
    locked, selected = host.structure_locked(book), book.sheets.active
    with still(book):
        painted = marks.repaint(book, _plan(seen, column=column), desk)
        if not locked:
            aside = results.set_aside(book)
            listed = results.write_results(book, report, lines, kept=kept)
    said = _said(report, painted)
    if locked:
        return _beside(book, seen, "工作簿结构受保护，不能加“校验结果”表", said)
    walking.know(book, [*lines, *kept])
    selected.activate()
    offered = sum(line.level == REPAIRABLE or bool(line.offer) for line in lines)
    if offered:
        said += f"\n有 {offered} 条可以代为修改（内容不变），点“采纳修改”。"
    if aside:
        said += f"\n上一次的清单里有您自己加写的内容，改名为“{aside}”留下。"
    if listed.name != results.SHEET:
        said += f"\n您自己已有一张“{results.SHEET}”表，本次结果写在“{listed.name}”表里。"
    return Reply(said, problems=report.count(Severity.ERROR), undo="clear")


def _looked_at(seen: BookVerdict) -> Collection[str]:
    paths = [file.path for file in seen.checked.report.files]
    return {THIS_BOOK if path == seen.shown else name_of(path) for path in paths}


def _beside(book: xlwings.Book, seen: BookVerdict, why: str, said: str = "") -> Reply:
    """The findings as a workbook of their own, for a book that takes no sheet of ours."""
    from .files import findings_beside

    report = seen.checked.report
    out = findings_beside(host_of(book).path(book), Path(book.name).stem, report)
    lines = [said or _said(report, marks.Painted()), f"{why}；结果另存为 {out}。"]
    return Reply("\n".join(lines), (out,), report.count(Severity.ERROR))


def _plan(seen: BookVerdict, *, column: bool) -> dict[str, SheetPlan]:
    """What is to be marked in the open book; what people answered asks for nothing any more."""
    file = seen.file
    grids = {grid.name: grid for grid in file.book.grids} if file is not None and file.book is not None else {}
    columns = {}
    for table in file.tables if file is not None and column else ():
        wanted = _result_column(table, grids[table.sheet])
        if wanted is not None:
            columns[table.sheet] = wanted
    return plan_of((one for one in seen.findings if not one.settled), list(grids.values()), columns)


def _result_column(table: Table, grid: Grid) -> ResultColumn | None:
    columns = [column for column in table.header.columns.values() if column]
    if not columns or not len(table.rows):
        return None
    head, last = table.header.last_row, table.rows[-1]
    hidden = any(head < row <= last for row in grid.hidden_rows)
    return ResultColumn(head, min(columns), last, free_column(grid) or LAST_COLUMN + 1, {}, hidden)


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
