"""函件: letters out of the open summary, and checks of letters."""

from __future__ import annotations

import xlwings

from ...errors import UsageError
from ...findings import Severity
from .. import marks, results, settingsheet
from ..copies import copy_of
from ..desk import Desk, Reply
from ..hosts import host_of
from ..listing import kept_lines, lines_of
from .more import fill_in
from .verbs import verb


@verb("letter")
def write_letter(book: xlwings.Book, desk: Desk) -> Reply:
    """生成函件: the letters of this summary, every figure taken from it."""
    from ..files import letters_from

    with copy_of(book) as copy:
        return letters_from(desk, copy.path, copy.home(), copy.shown)


@verb("check-letter")
def check_letter(book: xlwings.Book, desk: Desk) -> Reply:
    """检查函件: a Word letter against GB/T 9704 and, where this workbook is a summary, against its figures."""
    from ..files import report_on_letter

    path = desk.file("letter", "请选择要检查的函件（.docx）：", "*.docx")
    with copy_of(book) as copy:
        report = report_on_letter(desk, path, copy.path)
    if host_of(book).structure_locked(book):
        raise UsageError("structure_locked", "工作簿结构受保护或以只读方式打开，不能加“校验结果”表。请撤销保护或另存一份后再点一次。")
    marks.clear(book)
    lines = lines_of(report, "")
    kept = list(kept_lines(results.read_lines(book), lines, ()))
    results.set_aside(book)
    results.write_results(book, report, lines, title=f"函件检查：{path.name}", kept=kept).activate()
    errors = report.count(Severity.ERROR)
    return Reply(
        f"函件“{path.name}”：错误 {errors} 处，提醒 {report.count(Severity.WARNING)} 处。详见“校验结果”表。",
        problems=errors,
    )


@verb("profile")
def office_profile(book: xlwings.Book, desk: Desk) -> Reply:
    """函件信息: the office's particulars, in the sheet of all settings."""
    return fill_in(book, desk, settingsheet.LETTERS)
