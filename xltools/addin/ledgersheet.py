"""投资合计 and 逐笔明细 in the user's book: formulas that the program recalculates, a native chart."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import PurePath
from typing import Any, Final

import xlwings

from ..ledger import EnterpriseTotal, Ledger, LedgerRow, Verdict
from ..notice.citing import cited
from ..words import FLOOR, VERDICT, assumed_words, basis_words, floor_words
from .sheets import finish, fresh, link, safe, table

TOTALS: Final = "投资合计"
ROWS: Final = "逐笔明细"
NOT_COUNTED: Final = (Verdict.OUTSIDE, Verdict.DUPLICATE, Verdict.EXCLUDED)

_ROW_HEADINGS: Final = (
    "序号", "企业序号", "企业", "文件", "工作表", "单元格", "名称", "类别", "日期", "金额（元）", "结论", "理由",
)  # fmt: skip
_ROW_WIDTHS: Final = (6, 9, 26, 24, 12, 9, 26, 16, 22, 16, 10, 44)
_NUMBER, _CATEGORY, _AMOUNT, _VERDICT = "B", "H", "J", "K"
_HEAD: Final = 3

_HEADINGS: Final = ("序号", "企业", "计入", "待定", "不计入", "不能识别（行）", f"是否达到{FLOOR}")
_WIDTHS: Final = (7, 34, 18, 18, 18, 16, 20)
_CHART: Final = "投资按类别"


def write_ledger_sheets(book: xlwings.Book, ledger: Ledger, shown: str) -> xlwings.Sheet:
    """Write both sheets; the totals, which are returned, are shown. Rows of the book itself (`shown`) carry links."""
    _, last = _rows_sheet(book, ledger, shown)
    sheet = fresh(
        book,
        TOTALS,
        "投资合计",
        f"时间范围 {ledger.start} 至 {ledger.end}（首尾两日均含）；口径：{basis_words(ledger.date_basis, ledger.tax_basis)}；"
        f"{FLOOR}：每家 {_wan(ledger.floor)} 万元（{cited(ledger.floor_basis)}）；单位：万元。公式随“{ROWS}”中的金额和结论重算。",
    )
    row = _enterprises(sheet, ledger, last)
    row, first_category, last_category = _categories(sheet, ledger, last, row + 2)
    row = _bases(sheet, ledger, row + 2)
    for number, (title, value) in enumerate(ledger.assumed, start=row + 2):
        sheet.range((number, 1)).value = f"通知未写明，按此处理：{title}：{assumed_words(value)}"
    if last_category >= first_category:
        source = sheet.range((first_category - 1, 2), (last_category, 3))
        chart = sheet.charts.add(
            anchor=sheet.range((_HEAD, 9)),
            width=420,
            height=260,
            chart_type="bar_clustered",
            source=source,
            name=_CHART,
        )
        chart.title = "计入的投资，按类别（万元）"
        chart.legend.visible = False
        chart.value_axis.minimum_scale = 0
    sheet.activate()
    return sheet


def _wan(amount: Decimal) -> str:
    return format((amount / 10000).normalize(), "f")


def _rows_sheet(book: xlwings.Book, ledger: Ledger, shown: str) -> tuple[xlwings.Sheet, int]:
    sheet = fresh(
        book,
        ROWS,
        "投资逐笔明细",
        f"口径：{basis_words(ledger.date_basis, ledger.tax_basis)}。改动“金额（元）”或“结论”，“{TOTALS}”随之重算；原表不变。",
    )
    numbers = {enterprise.name: number for number, enterprise in enumerate(ledger.enterprises, start=1)}
    rows = [_row(number, row, numbers, shown) for number, row in enumerate(ledger.rows, start=1)]
    last = table(sheet, _HEAD, _ROW_HEADINGS, _ROW_WIDTHS, rows)
    if rows:
        sheet.range(f"{_AMOUNT}{_HEAD + 1}:{_AMOUNT}{last}").number_format = "#,##0.00"
        sheet.range(f"I{_HEAD + 1}:I{last}").number_format = "yyyy-mm-dd"
    finish(sheet, _HEAD, last, len(_ROW_HEADINGS))
    return sheet, max(last, _HEAD + 1)


def _row(number: int, row: LedgerRow, numbers: dict[str, int], shown: str) -> list[Any]:
    name = PurePath(row.file.replace("\\", "/")).name
    cell = row.cell or f"A{row.row}"
    line = [
        number, numbers.get(row.enterprise, ""), row.enterprise, name, row.sheet, cell, row.name, row.category,
        _period(row), row.amount, VERDICT[row.verdict], row.reason,
    ]  # fmt: skip
    made = [safe(value) for value in line]
    if row.file == shown:
        made[5] = link(row.sheet, cell)
    return made


def _period(row: LedgerRow) -> Any:
    if row.period is None:
        return ""
    start, end = row.period
    return dt.datetime(start.year, start.month, start.day) if start == end else f"{start}～{end}"


def _column(letters: str, last: int) -> str:
    return f"{ROWS}!${letters}${_HEAD + 1}:${letters}${last}"


def _sum_of(place: int, verdicts: tuple[Verdict, ...], last: int) -> str:
    """Sums go by the enterprise's number: a name is a stranger's text, and a pattern to SUMIFS."""
    amounts, numbers, words = (_column(letters, last) for letters in (_AMOUNT, _NUMBER, _VERDICT))
    parts = [f'SUMIFS({amounts},{numbers},$A{place},{words},"{VERDICT[verdict]}")' for verdict in verdicts]
    return f"=({'+'.join(parts)})/10000"


def _enterprises(sheet: xlwings.Sheet, ledger: Ledger, last: int) -> int:
    """One line per enterprise and their sum; the last row written."""
    rows: list[list[Any]] = []
    sums = _sums(ledger)
    for number, enterprise in enumerate(ledger.enterprises, start=1):
        rows.append(_enterprise(ledger, enterprise, number, _HEAD + number, last, sums))
    bottom = table(sheet, _HEAD, _HEADINGS, _WIDTHS, rows)
    if rows:
        top = _HEAD + 1
        total: list[Any] = ["", "合计", *(f"=SUM({c}{top}:{c}{bottom})" for c in "CDEF"), ""]
        bottom += 1
        sheet.range((bottom, 1), (bottom, len(total))).value = total
        sheet.range((bottom, 1), (bottom, len(total))).font.bold = True
        sheet.range((top, 3), (bottom, 5)).number_format = "#,##0.00####"
    return bottom


def _sums(ledger: Ledger) -> dict[tuple[str, Verdict], Decimal]:
    made: dict[tuple[str, Verdict], Decimal] = {}
    for row in ledger.rows:
        key = (row.enterprise, row.verdict)
        made[key] = made.get(key, Decimal(0)) + (row.amount or Decimal(0))
    return made


def _enterprise(
    ledger: Ledger,
    enterprise: EnterpriseTotal,
    number: int,
    place: int,
    last: int,
    sums: dict[tuple[str, Verdict], Decimal],
) -> list[Any]:
    def cell(verdicts: tuple[Verdict, ...], value: Decimal) -> Any:
        # A contract counted once is no plain sum of its rows: then the ledger's own figure stands.
        plain = sum((sums.get((enterprise.name, verdict), Decimal(0)) for verdict in verdicts), Decimal(0))
        return _sum_of(place, verdicts, last) if plain == value else float(value / 10000)

    counted = cell((Verdict.COUNTED,), enterprise.counted)
    floor = _wan(ledger.floor)
    words = [floor_words(verdict) for verdict in (True, False, None)]
    meets = (
        f'=IF(ROUND(C{place},6)>={floor},"{words[0]}",'
        f'IF(AND(ROUND(C{place}+D{place},6)<{floor},F{place}=0),"{words[1]}","{words[2]}"))'
    )
    return [
        number,
        safe(enterprise.name),
        counted,
        cell((Verdict.UNDECIDED,), enterprise.undecided),
        cell(NOT_COUNTED, enterprise.not_counted),
        enterprise.unreadable,
        meets,
    ]


def _categories(sheet: xlwings.Sheet, ledger: Ledger, last: int, row: int) -> tuple[int, int, int]:
    """(last row written, first and last row of the categories)."""
    amounts, names, words = (_column(letters, last) for letters in (_AMOUNT, _CATEGORY, _VERDICT))
    by_rows: dict[str, Decimal] = {}
    for entry in ledger.rows:
        if entry.verdict is Verdict.COUNTED:
            by_rows[entry.category] = by_rows.get(entry.category, Decimal(0)) + (entry.amount or Decimal(0))
    rows: list[list[Any]] = []
    for number, (category, value) in enumerate(ledger.by_category.items(), start=1):
        # Compared, not matched: a category typed by hand may hold * or ?.
        formula = f'=SUMPRODUCT(({names}=$B{row + number})*({words}="{VERDICT[Verdict.COUNTED]}"),{amounts})/10000'
        exact = category and by_rows.get(category) == value
        rows.append([number, safe(category or "（未填）"), formula if exact else float(value / 10000)])
    last_row = table(sheet, row, ("序号", "类别", "计入（万元）"), _WIDTHS[:3], rows)
    if rows:
        sheet.range((row + 1, 3), (last_row, 3)).number_format = "#,##0.00####"
    return last_row, row + 1, last_row


def _bases(sheet: xlwings.Sheet, ledger: Ledger, row: int) -> int:
    """What would be counted on other readings of the notice."""
    rows = [
        [
            number,
            basis_words(basis.date_basis, basis.tax_basis)
            + ("（本表所用）" if (basis.date_basis, basis.tax_basis) == (ledger.date_basis, ledger.tax_basis) else ""),
            float(basis.counted / 10000),
            float(basis.undecided / 10000),
            floor_words(basis.meets_floor),
        ]
        for number, basis in enumerate(ledger.bases, start=1)
    ]
    last = table(sheet, row, ("序号", "口径对照", "计入", "待定", f"是否达到{FLOOR}"), _WIDTHS[:5], rows)
    if rows:
        sheet.range((row + 1, 3), (last, 4)).number_format = "#,##0.00####"
    return last
