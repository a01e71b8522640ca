"""The investment ledger as a workbook: 投资合计 with formulas and native charts, 逐笔明细 with every row's verdict.

Formulas are live in Excel and carry their results, so other readers see figures too. Sums go by the enterprise's
number: a name typed by a stranger would be a pattern to SUMIFS (``*``, ``>5``).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Final

from .. import words
from ..formats.grid import a1
from ..forms.values import number_text
from ..ledger import EnterpriseTotal, Ledger, LedgerRow, Verdict
from ..notice.citing import cited
from ..notice.provenance import said_of_packs
from ..office import sheetbuild as look
from ..office.charts import BarChart, draw, scale_end
from ..office.links import link_target, place_in
from ..office.newbook import new_book, stamp
from ..office.sheetbuild import SheetBuilder
from ..office.sheetxml import CellValue, Formula
from ..office.stylesheet import Look, Stylesheet

TOTALS: Final = "投资合计"
ROWS: Final = "逐笔明细"
_VERDICT_FILL: Final = {
    Verdict.COUNTED: "DDEFDD",
    Verdict.OUTSIDE: "E6E6E6",
    Verdict.UNDECIDED: "FFE9B0",
    Verdict.UNREADABLE: "FFC9C4",
    Verdict.DUPLICATE: "F3DDF0",
    Verdict.EXCLUDED: "E6E6E6",
}
_WAN: Final = Decimal(10_000)
_NUMBER, _NAME, _CATEGORY, _AMOUNT, _VERDICT = "B", "C", "H", "J", "K"
"""Columns of 逐笔明细 that the formulas use."""
_DATE: Final = Look(face="仿宋_GB2312", size=11, horizontal="center", boxed=True, number_format="yyyy-mm-dd")
_YUAN: Final = Look(face="仿宋_GB2312", size=11, horizontal="right", boxed=True, number_format="#,##0.00")


def write_ledger(ledger: Ledger, *, links_base: Path | None = None) -> bytes:
    """The ledger as .xlsx. Sums in 万元, rows in 元. Links are relative to `links_base`, the folder of the output."""
    book = new_book()
    details, first, last = _details(ledger, book.styles, links_base)
    totals, areas = _totals(ledger, book.styles, first, last)
    book.build(TOTALS, totals)
    book.build(ROWS, details)
    sums = [amount for found in ledger.enterprises for amount in (found.counted, found.undecided)]
    from_zero = min([*sums, *ledger.by_category.values()], default=0) >= 0
    most = scale_end(wan(found.counted + found.undecided) for found in ledger.enterprises)
    draw(book, TOTALS, list(_charts(areas, totals.next_row + 1, from_zero=from_zero, most=most)))
    stamp(book, "ledger")
    return book.save()


def _charts(areas: Mapping[str, tuple[int, int]], row: int, *, from_zero: bool, most: Decimal | None) -> Iterator[BarChart]:
    """Bars of the enterprises (计入, 待定) and of the categories, below the tables."""
    column = 1
    for name, title, values, width in (
        ("enterprises", "各企业计入与待定投资（万元）", (3, 4), 4),
        ("categories", "按类别的计入投资（万元）", (3,), 4),
    ):
        first, last = areas[name]
        if last >= first:
            size = (max(14, min(48, 9 + 2 * (last - first + 1))), width)
            yield BarChart(
                title=title, names=2, values=values, first=first, last=last, at=(row, column), span=size,
                from_zero=from_zero, most=most if name == "enterprises" else None,
            )  # fmt: skip
            column += width


def wan(amount: Decimal) -> Decimal:
    """元 into 万元, exactly."""
    return Decimal(number_text(amount / _WAN))


def _details(ledger: Ledger, styles: Stylesheet, base: Path | None) -> tuple[SheetBuilder, int, int]:
    sheet = SheetBuilder(styles, (7.0, 8.0, 28.0, 30.0, 12.0, 7.0, 28.0, 20.0, 14.0, 17.0, 11.0, 44.0))
    sheet.banner("投资逐笔明细", look.TITLE, height=34)
    sheet.banner(
        f"时间范围 {ledger.start.isoformat()} 至 {ledger.end.isoformat()}；以{words.basis_words(ledger.date_basis, ledger.tax_basis)}金额为准；金额单位：元。点“行”一栏可跳到原表。",
        look.PLAIN,
    )
    header = sheet.row(
        ["序号", "企业序号", "企业", "文件", "工作表", "行", "名称", "类别", "日期", "金额（元）", "结论", "理由"],
        look.HEADING,
        height=24,
    )
    sheet.freeze, sheet.titles = header, (header, header)
    numbers = {enterprise.name: number for number, enterprise in enumerate(ledger.enterprises, start=1)}
    looks = {
        verdict: [
            look.CENTRED, look.CENTRED, look.BODY, look.BODY, look.CENTRED, look.LINK, look.BODY, look.CENTRED, _DATE, _YUAN,
            Look(face="仿宋_GB2312", size=11, horizontal="center", boxed=True, fill=fill), look.BODY,
        ]
        for verdict, fill in _VERDICT_FILL.items()
    }  # fmt: skip
    for number, row in enumerate(ledger.rows, start=1):
        sheet.row(
            [
                number, numbers.get(row.enterprise), row.enterprise, row.file, row.sheet, row.row, row.name, row.category,
                _period(row), row.amount, words.VERDICT[row.verdict], row.reason,
            ],
            looks[row.verdict],
        )  # fmt: skip
        path = _seen_from(row.file, base)
        sheet.link(6, link_target(path), place_in(path, row.sheet, row.cell or f"A{row.row}"))
    last = max(sheet.next_row - 1, header + 1)
    sheet.filter = f"A{header}:{a1(last, 12)}"
    return sheet, header + 1, last


def _seen_from(path: str, base: Path | None) -> str:
    if base is None:
        return path
    try:
        return Path(os.path.relpath(path, base)).as_posix()
    except ValueError:  # another drive
        return Path(path).as_posix()


def _period(row: LedgerRow) -> CellValue:
    if row.period is None:
        return None
    start, end = row.period
    return start if start == end else f"{start.isoformat()}～{end.isoformat()}"


def _totals(
    ledger: Ledger, styles: Stylesheet, first: int, last: int
) -> tuple[SheetBuilder, dict[str, tuple[int, int]]]:
    """The sheet 投资合计 and the rows of what its charts show."""
    sheet = SheetBuilder(styles, (7.0, 34.0, 18.0, 18.0, 18.0, 12.0, 14.0, 40.0), landscape=False)
    sheet.banner("投资合计", look.TITLE, height=34)
    for said in said_of_packs([ledger.notice]):
        sheet.banner(f"注意：{said}", look.BAD)
    sheet.banner(
        f"时间范围：{ledger.start.isoformat()} 至 {ledger.end.isoformat()}（首尾两日均含）    "
        f"口径：{words.basis_words(ledger.date_basis, ledger.tax_basis)}金额",
        look.PLAIN,
    )
    sheet.banner(
        f"{words.FLOOR}：每家 {wan(ledger.floor)} 万元（{cited(ledger.floor_basis)}）    单位：万元", look.PLAIN
    )
    areas = {"enterprises": _enterprises(sheet, ledger, first, last)}
    areas["categories"] = _categories(sheet, ledger, first, last)
    _bases(sheet, ledger)
    for title, value in ledger.assumed:
        sheet.banner(f"通知未写明，按此处理：{title}：{words.assumed_words(value)}", look.PLAIN)
    if ledger.refused:
        sheet.gap()
        sheet.banner(f"未能读取的文件（{len(ledger.refused)}个），未计入以上合计", look.SECTION)
        for path, _, message in ledger.refused:
            sheet.banner(f"{path}：{message}", look.PLAIN)
    return sheet, areas


def _range(column: str, first: int, last: int) -> str:
    return f"{ROWS}!${column}${first}:${column}${last}"


def _enterprises(sheet: SheetBuilder, ledger: Ledger, first: int, last: int) -> tuple[int, int]:
    sheet.gap()
    sheet.banner("一、各企业", look.SECTION)
    sheet.row(
        [
            "序号",
            "企业",
            words.COUNTED,
            words.UNDECIDED,
            words.NOT_COUNTED,
            f"{words.UNREADABLE}（行）",
            f"是否达到{words.FLOOR}",
            "文件",
        ],
        look.HEADING,
    )
    sums = _row_sums(ledger)
    top = sheet.next_row
    for number, enterprise in enumerate(ledger.enterprises, start=1):
        cells = [
            _live(sums, enterprise, number, verdicts, value, (first, last), sheet.next_row)
            for verdicts, value in (
                ((Verdict.COUNTED,), enterprise.counted),
                ((Verdict.UNDECIDED,), enterprise.undecided),
                ((Verdict.OUTSIDE, Verdict.DUPLICATE, Verdict.EXCLUDED), enterprise.not_counted),
            )
        ]
        meets = Look(
            face="黑体", size=11, horizontal="center", boxed=True,
            colour={True: "1E7B34", False: "C00000", None: "9C5700"}[enterprise.meets_floor],
        )  # fmt: skip
        sheet.row(
            [
                number,
                enterprise.name,
                *cells,
                enterprise.unreadable,
                words.MEETS[enterprise.meets_floor],
                "；".join(enterprise.files),
            ],
            [look.CENTRED, look.BODY, look.AMOUNT, look.AMOUNT, look.AMOUNT, look.CENTRED, meets, look.BODY],
        )
    bottom = sheet.next_row - 1
    if bottom >= top:
        whole = [
            Formula(f"SUM({column}{top}:{column}{bottom})", value)
            for column, value in zip(
                "CDEF",
                (wan(ledger.counted), wan(ledger.undecided), wan(ledger.not_counted), Decimal(ledger.unreadable)),
                strict=True,
            )
        ]
        sheet.row(["", "合计", *whole, "", ""], [look.TOTAL, look.TOTAL, *[look.TOTAL_AMOUNT] * 3, *[look.TOTAL] * 3])
    return top, bottom


def _row_sums(ledger: Ledger) -> dict[tuple[str, Verdict], Decimal]:
    sums: dict[tuple[str, Verdict], Decimal] = {}
    for row in ledger.rows:
        place = (row.enterprise, row.verdict)
        sums[place] = sums.get(place, Decimal(0)) + (row.amount or Decimal(0))
    return sums


def _live(
    sums: Mapping[tuple[str, Verdict], Decimal],
    enterprise: EnterpriseTotal,
    number: int,
    verdicts: tuple[Verdict, ...],
    value: Decimal,
    rows: tuple[int, int],
    place: int,
) -> CellValue:
    """A formula over 逐笔明细 where it gives the ledger's own sum, else (a contract counted once) the sum itself."""
    if (
        sum((sums.get((enterprise.name, verdict), Decimal(0)) for verdict in verdicts), Decimal(0)) != value
        or not number
    ):
        return wan(value)
    amounts, numbers, verdict_cells = (_range(column, *rows) for column in (_AMOUNT, _NUMBER, _VERDICT))
    parts = [
        f'SUMIFS({amounts},{numbers},$A{place},{verdict_cells},"{words.VERDICT[verdict]}")' for verdict in verdicts
    ]
    joined = "+".join(parts)
    return Formula(f"({joined})/10000" if len(parts) > 1 else f"{joined}/10000", wan(value))


def _categories(sheet: SheetBuilder, ledger: Ledger, first: int, last: int) -> tuple[int, int]:
    sheet.gap()
    sheet.banner("二、按投资类别（计入部分）", look.SECTION)
    sheet.row(["序号", "类别", "计入", "占比"], look.HEADING)
    top = sheet.next_row
    amounts, names, verdict_cells = (_range(column, first, last) for column in (_AMOUNT, _CATEGORY, _VERDICT))
    by_rows: dict[str, Decimal] = {}
    for row in ledger.rows:
        if row.verdict is Verdict.COUNTED:
            by_rows[row.category] = by_rows.get(row.category, Decimal(0)) + (row.amount or Decimal(0))
    percent = Look(face="仿宋_GB2312", size=11, horizontal="right", boxed=True, number_format="0.0%")
    for number, (category, value) in enumerate(ledger.by_category.items(), start=1):
        place = sheet.next_row
        # Compared, not matched: a category typed by hand may hold * or ?.
        text = f'SUMPRODUCT(({names}=$B{place})*({verdict_cells}="{words.COUNTED}"),{amounts})/10000'
        amount: CellValue = Formula(text, wan(value)) if by_rows.get(category) == value and category else wan(value)
        share = (value / ledger.counted).quantize(Decimal("0.0001")) if ledger.counted else Decimal(0)
        bottom = top + len(ledger.by_category) - 1
        ratio = Formula(f"IF(SUM(C${top}:C${bottom})=0,0,C{place}/SUM(C${top}:C${bottom}))", share)
        sheet.row([number, category or "（未填）", amount, ratio], [look.CENTRED, look.BODY, look.AMOUNT, percent])
    return top, sheet.next_row - 1


def _bases(sheet: SheetBuilder, ledger: Ledger) -> None:
    """What would be counted on other readings of the notice."""
    if not ledger.bases:
        return
    sheet.gap()
    sheet.banner("三、不同口径对照", look.SECTION)
    sheet.row(["序号", "口径", words.COUNTED, words.UNDECIDED, f"是否达到{words.FLOOR}"], look.HEADING)
    for number, basis in enumerate(ledger.bases, start=1):
        name = words.basis_words(basis.date_basis, basis.tax_basis)
        used = (basis.date_basis, basis.tax_basis) == (ledger.date_basis, ledger.tax_basis)
        sheet.row(
            [
                number,
                name + ("（本表所用）" if used else ""),
                wan(basis.counted),
                wan(basis.undecided),
                words.MEETS[basis.meets_floor],
            ],
            [look.CENTRED, look.BODY, look.AMOUNT, look.AMOUNT, look.CENTRED],
        )
