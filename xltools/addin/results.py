"""The 校验结果 sheet: every finding with a link to its cell; and the way from one problem to the next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final

import xlwings

from ..findings import FileReport, Finding, Report, Severity
from ..notice.citing import cited
from ..reports.advice import Face, advice
from ..reports.grouping import RANK
from ..words import SEVERITY
from .hosts import still
from .marks import FILL
from .plan import place
from .sheets import finish, fresh, is_ours, link, safe, table

SHEET: Final = "校验结果"
SPARE: Final = "_xltools校验结果"
"""Where the user has a sheet of his own called 校验结果. The reader passes over names that begin so."""
HEADINGS: Final = ("序号", "级别", "文件", "工作表", "单元格", "项目", "现值", "应为", "问题", "怎样改", "依据", "规则")
WIDTHS: Final = (8, 9, 26, 14, 13, 14, 20, 20, 44, 36, 20, 18)
HEAD_ROW: Final = 3
LINK: Final = "#0563C1"
_CELL_COLUMN: Final = 5
_SHEET_COLUMN: Final = 4
_PROBLEM_COLUMN: Final = 9


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of the sheet that lies in this book."""

    sheet: str
    row: int
    column: int
    text: str
    """Severity and message, as shown in the status bar."""


def write_results(book: xlwings.Book, report: Report, shown: str, *, title: str = SHEET) -> xlwings.Sheet:
    """Write the report into the book. Findings of the book itself (`shown`) carry links; others name their file."""
    counts = [report.count(severity) for severity in Severity]
    said = (
        f"文件 {len(report.files)} 个，未能读取 {report.refused} 个；"
        f"错误 {counts[0]} 处，提醒 {counts[1]} 处，说明 {counts[2]} 处。点“单元格”一栏跳到原处；改完后再校验一次。"
        f"（{_now():%m月%d日 %H:%M:%S}）"
    )
    with still(book):
        return _written(book, report, shown, title, said)


def _written(book: xlwings.Book, report: Report, shown: str, title: str, said: str) -> xlwings.Sheet:
    sheet = fresh(book, _free_name(book), title, said)
    rows: list[list[Any]] = []
    for file in report.files:
        rows += [_line(len(rows) + 1, file, None, shown)] if file.refusal is not None else []
        for finding in sorted(file.findings, key=lambda found: RANK[found.severity]):
            rows.append(_line(len(rows) + 1, file, finding, shown))
    _paint_levels(sheet, rows)
    if rows:
        last = HEAD_ROW + len(rows)
        sheet.range((HEAD_ROW + 1, _CELL_COLUMN), (last, _CELL_COLUMN)).font.color = LINK
    last = table(sheet, HEAD_ROW, HEADINGS, WIDTHS, rows)
    if not rows:
        sheet.range((HEAD_ROW + 1, 1)).value = "没有发现问题。"
    finish(sheet, HEAD_ROW, last, len(HEADINGS))
    return sheet


def _now() -> dt.datetime:
    return dt.datetime.now()


def _free_name(book: xlwings.Book) -> str:
    taken = next((sheet for sheet in book.sheets if sheet.name == SHEET), None)
    return SHEET if taken is None or is_ours(taken) else SPARE


def result_sheet(book: xlwings.Book) -> xlwings.Sheet | None:
    """The sheet that lists the problems, None where there is none."""
    return next((sheet for sheet in book.sheets if sheet.name in (SHEET, SPARE) and is_ours(sheet)), None)


def _line(number: int, file: FileReport, finding: Finding | None, shown: str) -> list[Any]:
    name = PurePath(file.path.replace("\\", "/")).name
    if finding is None:
        assert file.refusal is not None
        code, message = file.refusal
        line = [number, SEVERITY[Severity.ERROR], name, "", "", "", "", "", message, "", "", code]
        return [safe(value) for value in line]
    more = f" 等{len(finding.cells)}格" if len(finding.cells) > 1 else ""
    cell = finding.cell + more
    line = [
        number, SEVERITY[finding.severity], name, finding.sheet, cell, finding.column, finding.value,
        finding.expected, _message(finding), advice(finding, Face.RIBBON), cited(finding.basis), finding.rule,
    ]  # fmt: skip
    made = [safe(value) for value in line]
    if finding.cell and file.path == shown:
        made[_CELL_COLUMN - 1] = link(finding.sheet, finding.cell, cell)
    return made


def _message(finding: Finding) -> str:
    if not finding.related:
        return finding.message
    places = "；".join(
        f"{PurePath(there.path.replace(chr(92), '/')).name} {there.sheet}!{there.cell}" for there in finding.related[:5]
    )
    more = f" 等{len(finding.related)}处" if len(finding.related) > 5 else ""
    return f"{finding.message}（相关：{places}{more}）"


def _paint_levels(sheet: xlwings.Sheet, rows: list[list[Any]]) -> None:
    """Colour the level column: its lines stand in runs, severity by severity, so few calls are needed."""
    words = {SEVERITY[severity]: fill for severity, fill in FILL.items()}
    start = 0
    for number in range(1, len(rows) + 1):
        if number == len(rows) or rows[number][1] != rows[start][1]:
            block = sheet.range((HEAD_ROW + 1 + start, 2), (HEAD_ROW + number, 2))
            block.color = words.get(rows[start][1])
            block.horizontal_alignment = "center"
            start = number


_READ: dict[str, tuple[str, list[Problem]]] = {}
"""Book -> the stamp of its 校验结果 and what stands there: read once by a Python that stays."""


def problems(book: xlwings.Book) -> list[Problem]:
    """The lines of 校验结果 that lead into this book, in sheet order, then top to bottom."""
    sheet = result_sheet(book)
    if sheet is None:
        return []
    stamp = f"{sheet.range('A2').value}{[found.name for found in book.sheets]}"
    kept = _READ.get(book.fullname)
    if kept is None or kept[0] != stamp:
        kept = _READ[book.fullname] = (stamp, _read(book, sheet))
    return kept[1]


def _read(book: xlwings.Book, sheet: xlwings.Sheet) -> list[Problem]:
    used = sheet.used_range
    last = used.row + used.shape[0] - 1
    if last <= HEAD_ROW:
        return []
    order = {found.name: number for number, found in enumerate(book.sheets)}
    made = []
    for row in sheet.range((HEAD_ROW + 1, 1), (last, len(HEADINGS))).options(ndim=2).value:
        name, cell = str(row[_SHEET_COLUMN - 1] or ""), str(row[_CELL_COLUMN - 1] or "").split(" ")[0]
        where = place(cell)
        if name in order and where is not None:
            made.append(Problem(name, where[0], where[1], f"{row[1]}：{row[_PROBLEM_COLUMN - 1]}"))
    made.sort(key=lambda problem: (order[problem.sheet], problem.row, problem.column))
    return made


def step(book: xlwings.Book, direction: int) -> Problem | None:
    """Select the next (+1) or previous (-1) problem seen from the selected cell; None where there is none."""
    found = problems(book)
    if not found:
        return None
    order = {sheet.name: number for number, sheet in enumerate(book.sheets)}
    selected = book.selection
    here = (-1, 0, 0)
    if selected is not None and selected.sheet.name in {problem.sheet for problem in found}:
        here = (order[selected.sheet.name], selected.row, selected.column)
    places = [(order[problem.sheet], problem.row, problem.column) for problem in found]
    if direction > 0:
        chosen = next((n for n, where in enumerate(places) if where > here), 0)
    else:
        behind = [n for n, where in enumerate(places) if where < here]
        chosen = behind[-1] if behind else len(found) - 1
    problem = found[chosen]
    target = book.sheets[problem.sheet]
    target.activate()
    target.range((problem.row, problem.column)).select()
    return problem
