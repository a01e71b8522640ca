"""The ribbon's verbs on an open workbook: one plain function each, on any spreadsheet program xlwings reaches.

Each saves a copy of the book (unsaved edits included), reads it with the ordinary reader, calls the use case the
command line calls, and shows the result in the book. Nothing is decided here. A new button is a line in
customUI14.xml, a line in XlTools.bas, and a function here with `@verb`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import xlwings

from .. import words
from ..app.validate import validate
from ..errors import UsageError
from ..findings import FileReport, Finding, Report, Severity
from ..formats.grid import Area, Grid
from ..forms.table import Table
from ..rules.checking import Checked
from . import ledgersheet, marks, officesheet, results, sheets
from .choices import chosen_notice, keep_notice
from .copies import Copy, copy_of
from .desk import Desk, Reply
from .hosts import host_of
from .plan import LAST_COLUMN, ResultColumn, SheetPlan, free_column, place, plan_of

AUTOMATIC: Final = "自动识别"
LAST_ROW: Final = 1_048_576

Verb = Callable[[xlwings.Book, Desk], Reply]
VERBS: Final[dict[str, Verb]] = {}
"""Verb -> function, filled by `verb`. Every button of customUI14.xml names one."""


def verb(name: str) -> Callable[[Verb], Verb]:
    """Make a function known under a verb."""

    def keep(function: Verb) -> Verb:
        VERBS[name] = function
        return function

    return keep


# checking


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
    return _checked(book, desk, inside=_Selection(selected.sheet.name, tuple(map(_area, areas))))


def verdict(book: xlwings.Book, desk: Desk | None = None, *, whole: bool = False) -> Checked:
    """The verdict on the open book as it stands, nothing shown: what the command line says of the same content.

    `whole` checks its folder with it. Raises Question where only a person knows which notice applies.
    """
    desk = desk or Desk()
    wanted = desk.answers.get("notice") or chosen_notice(book.fullname)
    with copy_of(book) as copy:
        paths = (str(copy.home()),) if whole else ()
        checked = validate(copy.request(paths, notice=wanted), desk.progress)
        open_to = _undecided(checked, copy)
        if open_to and not wanted:
            chosen = desk.choose("notice", "几个通知用同一种表，请选择这份材料属于哪一个：", open_to)
            checked = validate(copy.request(paths, notice=chosen), desk.progress)
        return checked


def _undecided(checked: Checked, copy: Copy) -> list[str]:
    """Notices that the open book could belong to, where its content does not tell."""
    for file in checked.inputs.files:
        if file.path == copy.shown:
            return sorted({notice for candidates in file.undecided.values() for notice in candidates})
    return []


@dataclass(frozen=True, slots=True)
class _Selection:
    """Selected cells of one sheet."""

    sheet: str
    areas: tuple[Area, ...]

    def of(self, finding: Finding) -> Finding | None:
        """The finding with its cells that are selected, None where there are none."""
        if finding.sheet != self.sheet:
            return None
        cells = tuple(
            cell
            for cell in finding.cells
            if (at := place(cell)) is not None and any(area.covers(*at) for area in self.areas)
        )
        return replace(finding, cells=cells) if cells else None


def _area(address: str) -> Area:
    """``B2:C9``; whole rows (``2:9``) and columns (``B:C``) reach to the sheet's end."""
    first, _, last = address.partition(":")
    ends = [re.fullmatch("([A-Z]*)([0-9]*)", end) for end in (first, last or first)]
    (left, top), (right, bottom) = ((end[1], end[2]) if end is not None else ("", "") for end in ends)
    columns = [at.column if (at := place(f"{letters}1")) is not None else 0 for letters in (left, right)]
    return Area(int(top or 1), columns[0] or 1, int(bottom or LAST_ROW), columns[1] or LAST_COLUMN)


def _checked(
    book: xlwings.Book, desk: Desk, *, whole: bool = False, column: bool = False, inside: _Selection | None = None
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


def _only(checked: Checked, inside: _Selection, shown: str) -> Checked:
    files = []
    for file in checked.report.files:
        selected = [inside.of(finding) for finding in file.findings if file.path == shown]
        files.append(replace(file, findings=tuple(finding for finding in selected if finding is not None)))
    return replace(checked, report=replace(checked.report, files=tuple(files)))


def _beside(book: xlwings.Book, checked: Checked, why: str, said: str = "") -> Reply:
    """The findings as a workbook of their own, for a book that takes no sheet of ours."""
    from .files import findings_beside

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


@verb("clear")
def clear_marks(book: xlwings.Book, desk: Desk) -> Reply:
    """清除标注: take off all that was marked; what the user did himself stays."""
    desk.step("清除标注")
    if sheets.is_marked_copy(book):
        raise UsageError(
            "marked_copy", "这是命令行写出的带标注副本，请用 xltools unmark 还原，或直接打开原文件；原文件没有标注。"
        )
    cleared = marks.clear(book)
    dropped = 0 if host_of(book).structure_locked(book) else sheets.drop(book, (results.SHEET, results.SPARE))
    any_taken = bool(cleared.marks or dropped)
    lines = ["标注已清除，您自己的颜色、批注和筛选没有改动。"] if any_taken else []
    if cleared.left:
        lines.append(f"结果列里有 {cleared.left} 格是您自己写的，留在原处。")
    if cleared.locked:
        lines.append(f"工作表“{'、'.join(cleared.locked)}”受保护，标注还在。请撤销保护后再点一次“清除标注”。")
    left = results.result_sheet(book)
    if left is not None:
        lines.append(f"工作簿结构受保护，“{left.name}”表还在。请撤销保护后再点一次“清除标注”。")
    return Reply("\n".join(lines) or "这个工作簿里没有本工具的标注。")


@verb("next")
def next_problem(book: xlwings.Book, _desk: Desk) -> Reply:
    """下一条: select the next problem."""
    return _go(book, 1)


@verb("previous")
def previous_problem(book: xlwings.Book, _desk: Desk) -> Reply:
    """上一条: select the previous problem."""
    return _go(book, -1)


def _go(book: xlwings.Book, direction: int) -> Reply:
    found = results.step(book, direction)
    if found is None:
        raise UsageError("no_problems", "没有可跳转的问题。请先点“校验本表”；校验结果为空则说明没有发现问题。")
    return Reply("", bar=f"{found.sheet}　{found.text}")


# money


@verb("total")
def total_investment(book: xlwings.Book, desk: Desk) -> Reply:
    """投资合计: the investment window of this workbook, as sheets with formulas and a chart."""
    from ..app.total import total

    selected = book.sheets.active
    desk.step("核算投资")
    with copy_of(book) as copy:
        wanted = desk.answers.get("notice") or chosen_notice(book.fullname)
        ledger, checked = total(copy.request(notice=wanted))
        if not ledger.rows:
            open_to = _undecided(checked, copy)
            if open_to and not wanted:
                chosen = desk.choose("notice", "几个通知用同一种表，请选择这份材料属于哪一个：", open_to)
                ledger, checked = total(copy.request(notice=chosen))
        shown = copy.shown
    if not ledger.rows:
        raise UsageError("no_ledger", "这个工作簿里没有认出投资明细表（附件6），不能核算投资。")
    desk.step("写投资合计")
    try:
        ledgersheet.write_ledger_sheets(book, ledger, shown)
    except BaseException:
        sheets.drop(book, (ledgersheet.TOTALS, ledgersheet.ROWS))
        selected.activate()
        raise
    wan = format(ledger.counted / 10000, ",.2f")
    undecided = format(ledger.undecided / 10000, ",.2f")
    meets = words.floor_line(ledger.meets_floor)
    errors = checked.report.count(Severity.ERROR)
    doubt = f"\n表中还有 {errors} 处错误，请先校验。" if errors else ""
    return Reply(
        f"计入 {wan} 万元，待定 {undecided} 万元，{meets}（每家 {format((ledger.floor / 10000).normalize(), 'f')} 万元）。{doubt}",
        problems=errors,
    )


@verb("receive")
def receive_papers(_book: xlwings.Book, desk: Desk) -> Reply:
    """收件检查: everything that lies in a folder, checked and answered."""
    from .files import receive_folder

    return receive_folder(desk)


@verb("repair")
def repair_on_a_copy(book: xlwings.Book, desk: Desk) -> Reply:
    """代为修改: what keeps its meaning, on a copy beside the file; the open book stays as it is."""
    from .files import repair_copy

    with copy_of(book) as copy:
        return repair_copy(copy.path, desk, copy.home())


@verb("merge")
def merge_offices(_book: xlwings.Book, desk: Desk) -> Reply:
    """汇总各区: join what lies in a folder into the official summary."""
    from .files import merge_folder

    return merge_folder(desk)


# letters


@verb("letter")
def write_letter(book: xlwings.Book, desk: Desk) -> Reply:
    """生成函件: the letters of this summary, every figure taken from it."""
    from .files import letters_from

    with copy_of(book) as copy:
        return letters_from(desk, copy.path, copy.home())


@verb("check-letter")
def check_letter(book: xlwings.Book, desk: Desk) -> Reply:
    """检查函件: a Word letter against GB/T 9704 and, where this workbook is a summary, against its figures."""
    from .files import report_on_letter

    path = desk.file("letter", "请选择要检查的函件（.docx）：", "*.docx")
    with copy_of(book) as copy:
        report = report_on_letter(desk, path, copy.path)
    if host_of(book).structure_locked(book):
        raise UsageError("structure_locked", "工作簿结构受保护，不能加“校验结果”表。请撤销工作簿保护后再点一次。")
    marks.clear(book)
    results.write_results(book, report, "", title=f"函件检查：{path.name}").activate()
    errors = report.count(Severity.ERROR)
    return Reply(
        f"函件“{path.name}”：错误 {errors} 处，提醒 {report.count(Severity.WARNING)} 处。详见“校验结果”表。",
        problems=errors,
    )


@verb("profile")
def office_profile(book: xlwings.Book, _desk: Desk) -> Reply:
    """函件信息: show the office's particulars as a sheet; with the sheet there, keep what it says."""
    if not officesheet.has_profile_sheet(book):
        officesheet.show_profile(book)
        return Reply("请填写“函件信息”表的“内容”一栏，填好后再点一次“函件信息”保存。")
    path = officesheet.save_profile(book)
    sheets.drop(book, (officesheet.SHEET,))
    return Reply(f"函件信息已保存到 {path}，写公函时自动填入。")


# blanks, about


@verb("new")
def new_attachment(book: xlwings.Book, desk: Desk) -> Reply:
    """新建附件: an official blank of a notice."""
    from .files import new_blank

    return new_blank(desk, host_of(book).path(book))


@verb("notice")
def choose_notice(book: xlwings.Book, desk: Desk) -> Reply:
    """选择通知: say which notice this workbook's forms belong to, or let it be found out again."""
    from .files import notice_choices

    choices = notice_choices()
    now = chosen_notice(book.fullname)
    said = next((text for text, notice in choices.items() if notice == now), AUTOMATIC)
    picked = choices[desk.choose("choice", f"这个工作簿按哪个通知检查？现在：{said}", list(choices))]
    keep_notice(book.fullname, picked)
    return Reply(f"以后按“{picked or AUTOMATIC}”检查这个工作簿。请再点“校验本表”。")


@verb("log")
def show_log(_book: xlwings.Book, _desk: Desk) -> Reply:
    """查看日志: what was clicked and what came of it."""
    from .files import log_reply

    return log_reply()


@verb("about")
def about(_book: xlwings.Book, _desk: Desk) -> Reply:
    """关于: version, notices, where the log lies."""
    from .files import about_text

    return Reply(about_text())


__all__ = ["VERBS", "verdict"]
