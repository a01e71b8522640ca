"""The 校验结果 sheet: every problem with a link to its cell, what can be put right, and room for a person's words.

What stands in the sheet is what holds: it is read back for 采纳 and 说明, and there is no other store.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

import xlwings

from ..findings import Report, Severity
from ..words import SEVERITY
from .colours import fills
from .hosts import host_of, still
from .listing import REPAIRABLE, ProblemLine
from .sheets import finish, fresh, is_ours, link, safe, table

SHEET: Final = "校验结果"
SPARE: Final = "_xltools校验结果"
"""Where the user has a sheet of his own called 校验结果. The reader passes over names that begin so."""
_FIELDS: Final[Mapping[str, str]] = {
    "级别": "level", "文件": "file", "工作表": "sheet", "单元格": "cell", "问题": "message", "怎样改": "fix",
    "可代为修改": "offer", "采纳": "accepted", "说明": "explanation", "项目": "column", "现值": "value", "应为": "expected",
    "依据": "clause", "规则": "rule", "说明人": "who", "说明日期": "when",
}  # fmt: skip
"""Heading -> field of `ProblemLine`."""
HEADINGS: Final = ("序号", *_FIELDS)
WIDTHS: Final = (6, 8, 16, 12, 12, 42, 34, 24, 8, 24, 14, 18, 18, 34, 18, 10, 12)
HEAD_ROW: Final = 3
LINK: Final = "#0563C1"
WRITABLE: Final = "#FFFDE7"
YES: Final = "是"
NOTHING_FOUND: Final = "没有发现问题。"
_LEVEL_COLUMN, _CELL_COLUMN, _OFFER_COLUMN, _ACCEPT_COLUMN, _SAID_COLUMN = 2, 5, 8, 9, 10
_SHORT: Final = HEADINGS.index("说明人")
_STAMP_ROW: Final = 2
_LAST_HEADING_ROW: Final = 12
"""As the reader of explanations has it."""
_FIRST_TEXT: Final = _OFFER_COLUMN


def write_results(
    book: xlwings.Book,
    report: Report,
    lines: Sequence[ProblemLine],
    *,
    title: str = SHEET,
    kept: Iterable[ProblemLine] = (),
) -> xlwings.Sheet:
    """Write the list into the book. `kept`: lines of the old one that stay, below the others."""
    counts = [report.count(severity) for severity in Severity]
    said = (
        f"文件 {len(report.files)} 个，未能读取 {report.refused} 个；"
        f"错误 {counts[0]} 处，提醒 {counts[1]} 处，说明 {counts[2]} 处。{_hint(lines)}（{_now():%m月%d日 %H:%M:%S}）"
    )
    with still(book):
        return _filled(book, [*lines, *kept], title, said)


def _hint(lines: Sequence[ProblemLine]) -> str:
    """What can be done with these lines: a letter's are no cells of this book and are put right in Word."""
    hints = []
    if any(line.own and line.cell for line in lines):
        hints.append("点“单元格”一栏跳到原处")
    if any(line.offer for line in lines):
        hints.append(f"“采纳”一栏写“{YES}”，再点“采纳修改”，即代为修改")
    if any(line.own and line.level == SEVERITY[Severity.WARNING] for line in lines):
        hints.append("核对无误的提醒，在“说明”一栏写明情况，再校验一次即不再提醒")
    if lines and not any(line.own for line in lines):
        hints.append("请在原文件里改好，再检查一次")
    return "；".join(hints) + "。" if hints else ""


def _filled(book: xlwings.Book, lines: Sequence[ProblemLine], title: str, said: str) -> xlwings.Sheet:
    sheet = fresh(book, _free_name(book), title, said)
    # Who explained and when stands there only where anybody did.
    columns = len(HEADINGS) if any(line.who or line.when for line in lines) else _SHORT
    rows = [_row(number, line)[:columns] for number, line in enumerate(lines, start=1)]
    _paint_levels(sheet, lines)
    if rows:
        last = HEAD_ROW + len(rows)
        sheet.range((HEAD_ROW + 1, _CELL_COLUMN), (last, _CELL_COLUMN)).font.color = LINK
        sheet.range((HEAD_ROW + 1, _ACCEPT_COLUMN), (last, _SAID_COLUMN)).color = WRITABLE
        # Else Excel makes numbers of invoice numbers and days of what only looks like one.
        sheet.range((HEAD_ROW + 1, _FIRST_TEXT), (last, columns)).number_format = "@"
    last = table(sheet, HEAD_ROW, HEADINGS[:columns], WIDTHS[:columns], rows)
    if not rows:
        sheet.range((HEAD_ROW + 1, 1)).value = NOTHING_FOUND
    finish(sheet, HEAD_ROW, last, columns)
    return sheet


def _now() -> dt.datetime:
    return dt.datetime.now()


def _free_name(book: xlwings.Book) -> str:
    taken = next((sheet for sheet in book.sheets if sheet.name == SHEET), None)
    return SHEET if taken is None or is_ours(taken) else SPARE


def result_sheet(book: xlwings.Book) -> xlwings.Sheet | None:
    """The sheet that lists the problems, None where there is none."""
    return next((sheet for sheet in book.sheets if sheet.name in (SHEET, SPARE) and is_ours(sheet)), None)


def _row(number: int, line: ProblemLine) -> list[Any]:
    made = [number, *(safe(getattr(line, name)) for name in _FIELDS.values())]
    if line.own and line.cell:
        made[_CELL_COLUMN - 1] = link(line.sheet, line.first_cell, line.cell)
    return made


def _paint_levels(sheet: xlwings.Sheet, lines: Sequence[ProblemLine]) -> None:
    """Colour the level column: its lines stand in runs, severity by severity, so few calls are needed."""
    words = {SEVERITY[severity]: fill for severity, fill in fills().items()} | {REPAIRABLE: WRITABLE}
    start = 0
    for number in range(1, len(lines) + 1):
        if number == len(lines) or lines[number].level != lines[start].level:
            block = sheet.range((HEAD_ROW + 1 + start, _LEVEL_COLUMN), (HEAD_ROW + number, _LEVEL_COLUMN))
            block.color = words.get(lines[start].level)
            block.horizontal_alignment = "center"
            start = number


# read back


@dataclass(frozen=True, slots=True)
class _FoundList:
    """The sheet as it stands: `head` is the row of the headings, 0 where there is none; `columns`: heading -> number from 0."""

    head: int
    columns: Mapping[str, int]
    rows: Sequence[Sequence[object]]


def _standing(sheet: xlwings.Sheet) -> _FoundList:
    """By the headings' words: people insert rows and move columns."""
    used = sheet.used_range
    last = (used.row + used.shape[0] - 1, max(used.column + used.shape[1] - 1, 2))
    rows = sheet.range((1, 1), last).options(ndim=2).value
    for number, row in enumerate(rows[:_LAST_HEADING_ROW], start=1):
        columns = {word: at for at, word in enumerate(row) if word in HEADINGS}
        if {"级别", "单元格", "问题"} <= columns.keys():
            return _FoundList(number, columns, rows)
    return _FoundList(0, {}, rows)


def read_lines(book: xlwings.Book) -> list[ProblemLine]:
    """What stands in the sheet now, a person's words included; empty where there is no sheet."""
    sheet = result_sheet(book)
    found = _standing(sheet) if sheet is not None else None
    if found is None or "规则" not in found.columns:
        return []
    places = {_FIELDS[word]: at for word, at in found.columns.items() if word in _FIELDS}
    made = []
    for at, row in enumerate(found.rows[found.head :], start=found.head + 1):
        said = {name: _text(row[number]) for name, number in places.items()}
        if said["rule"]:
            made.append(_as_line(**said, at=at))
    return made


def set_aside(book: xlwings.Book) -> str:
    """Give the list a name of its own where a person wrote into it what no new list would hold; the name, empty if not.

    It stays a sheet that the reader passes over, but its explanations count no longer: the new list has them.
    """
    sheet = result_sheet(book)
    found = _standing(sheet) if sheet is not None else None
    if sheet is None or found is None or not (host_of(book).remarks(sheet) or any(_written(found))):
        return ""
    if "规则" in found.columns:
        sheet.range((found.head, found.columns["规则"] + 1)).value = "规则（留存）"
    taken = {known.name for known in book.sheets}
    sheet.name = next(name for name in (f"{SPARE}（留存{number}）" for number in count(1)) if name not in taken)
    return str(sheet.name)


def _written(found: _FoundList) -> Iterator[object]:
    """What a person wrote beside, below or above the list, and words of his that have lost their rule."""
    rule, ours = found.columns.get("规则"), set(found.columns.values())
    words = {found.columns.get("采纳"), found.columns.get("说明")}
    for number, row in enumerate(found.rows, start=1):
        lost = number > found.head and (rule is None or not row[rule])
        for column, value in enumerate(row):
            if value in (None, "", NOTHING_FOUND) or (number <= _STAMP_ROW and column == 0):
                continue
            if number < found.head or column not in ours or (lost and (rule is not None or column in words)):
                yield value


def _as_line(**said: Any) -> ProblemLine:
    blank = dict.fromkeys(("level", "file", "sheet", "cell", "message"), "")
    return ProblemLine(**(blank | said))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def write_word(book: xlwings.Book, line: ProblemLine, *, accepted: str | None = None, said: str | None = None) -> None:
    """Write into 采纳 or 说明 of a line that was read."""
    sheet = result_sheet(book)
    if sheet is None or not line.at:
        return
    columns = _standing(sheet).columns
    for heading, text in (("采纳", accepted), ("说明", said)):
        if text is not None and heading in columns:
            sheet.range((line.at, columns[heading] + 1)).value = safe(text)
