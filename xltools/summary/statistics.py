"""The sheet 统计: what people look at in a summary, counted from its rows, with native charts.

Investment by year and category is the ledger's 计入 where a ledger was made, in 万元; everything else counts rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from ..forms.values import Unreadable
from ..ledger import Ledger, Verdict
from ..notice.model import Attachment
from ..office import sheetbuild as look
from ..office.charts import BarChart, draw, scale_end
from ..office.patching import WorkbookPatch
from ..office.sheetbuild import SheetBuilder
from ..office.sheetxml import CellValue
from .model import Merged
from .tallies import Statistic, Statistics

SHEET: Final = "统计"
_WAN: Final = Decimal(10_000)
_COUNTED: Final = (
    ("category", "类别"), ("sector", "所属领域"), ("industry", "所属行业"), ("maturity", "成熟度"), ("grade", "申报等级"),
)  # fmt: skip
"""Columns that are counted where a summary has them, and their heading where the form gives none."""
_MOST: Final = 30
_BLANK: Final = "（空白）"
_CHART_COLUMN: Final = 8
_PAGE_ROWS: Final = 34
"""Rows on a sheet of A4 at the width of tables and charts: no chart is cut by a page's end."""


def statistics_of(merged: Merged, ledger: Ledger | None = None) -> Statistics:
    """What there is to count in the summary."""
    rows = merged.rows
    offices = [way.office for way in rows.ways]
    tables = statistics_tables(merged.attachment, rows.columns, offices, ledger)
    return Statistics(tables=tables, missing=merged.missing)


def statistics_tables(
    form: Attachment, columns: Mapping[str, Sequence[Any]], offices: Sequence[str], ledger: Ledger | None
) -> tuple[Statistic, ...]:
    """The tables over a summary's columns; `offices`: whose each row is, as long as the columns or empty."""
    made = [_tally("各区（单位）行数", "单位", offices)]
    for key, heading in _COUNTED:
        if form.has(key) and key in columns and key != form.category:
            name = _heading(form, key, heading)
            made.append(_tally(f"按{name}", name, map(_said, columns[key])))
    if form.category and form.category in columns and ledger is None:
        name = _heading(form, form.category, "类别")
        made.append(_tally(f"按{name}", name, map(_said, columns[form.category])))
    if ledger is not None:
        made.extend(_investment(ledger))
    return tuple(one for one in made if one.lines)


def _heading(form: Attachment, key: str, otherwise: str) -> str:
    return form.column(key).heading.replace("\n", "") if form.has(key) else otherwise


def _said(value: Any) -> str:
    if value is None:
        return _BLANK
    return value.raw if isinstance(value, Unreadable) else str(value)


def _tally(title: str, heading: str, names: Iterable[str]) -> Statistic:
    """Names counted, in order of their number; what lies behind the first thirty together."""
    counted = Counter(name or _BLANK for name in names).most_common()
    shown, rest = counted[:_MOST], counted[_MOST:]
    if rest:
        shown.append((f"其他 {len(rest)} 项", sum(number for _, number in rest)))
    lines = tuple((name, (Decimal(number),)) for name, number in shown)
    return Statistic(title=title, headings=(heading, "数量"), lines=lines)


def _investment(ledger: Ledger) -> list[Statistic]:
    """What counts, by year and category and by enterprise, in 万元."""
    sums: dict[str, Counter[str]] = {}
    categories: dict[str, None] = {}
    amounts: dict[tuple[str, str], Decimal] = {}
    for row in ledger.rows:
        if row.verdict is not Verdict.COUNTED or row.amount is None:
            continue
        year = str(row.period[0].year) if row.period else _BLANK
        categories[row.category or _BLANK] = None
        sums.setdefault(year, Counter())
        key = (year, row.category or _BLANK)
        amounts[key] = amounts.get(key, Decimal(0)) + row.amount
    by_year = tuple(
        (year, tuple(amounts.get((year, name), Decimal(0)) / _WAN for name in categories)) for year in sorted(sums)
    )
    enterprises = sorted(ledger.enterprises, key=lambda one: -one.counted)[:_MOST]
    return [
        Statistic(title="计入投资（按年份和类别，万元）", headings=("年份", *categories), lines=by_year, money=True),
        Statistic(
            title="各企业计入与待定投资（万元）",
            headings=("企业", "计入", "待定"),
            lines=tuple((one.name, (one.counted / _WAN, one.undecided / _WAN)) for one in enterprises),
            money=True,
        ),
    ]


def add_statistics(book: WorkbookPatch, statistics: Statistics) -> None:
    """The sheet with its tables and a chart beside each."""
    sheet = SheetBuilder(book.styles, (26.0, *[15.0] * 5, 3.0, *[9.0] * 7))
    sheet.banner("统计", look.TITLE, height=34)
    charts: list[BarChart] = []
    page = sheet.next_row
    for one in statistics.tables:
        sheet.gap()
        top = sheet.next_row
        if top + max(_height(one), len(one.lines) + 3) - page > _PAGE_ROWS and charts:
            page = top
            sheet.breaks.append(top)
        charts.append(replace(_table(sheet, one), at=(top, _CHART_COLUMN)))
        # The next table begins below the chart.
        sheet.next_row = max(sheet.next_row, top + charts[-1].span[0] + 1)
    if statistics.missing:
        sheet.gap()
        sheet.banner(f"尚未报送的单位（{len(statistics.missing)}家）", look.SECTION)
        sheet.banner("、".join(statistics.missing), look.PLAIN)
    book.build(SHEET, sheet)
    draw(book, SHEET, charts)


def _table(sheet: SheetBuilder, one: Statistic) -> BarChart:
    width = len(one.headings)
    figure = look.AMOUNT if one.money else look.CENTRED
    looks = [look.BODY, *[figure] * (width - 1)]
    sheet.row([one.title], look.SECTION)
    sheet.row(list(one.headings), look.HEADING)
    first = sheet.next_row
    for name, figures in one.lines:
        sheet.row([name, *_cells(figures)], looks)
    last = sheet.next_row - 1
    sheet.row(
        ["合计", *_cells(one.total)], [look.TOTAL, *[look.TOTAL_AMOUNT if one.money else look.TOTAL] * (width - 1)]
    )
    return BarChart(
        title=one.title,
        names=1,
        values=range(2, width + 1),
        first=first,
        last=last,
        at=(1, 1),
        span=(_height(one), 7),
        upright=one.headings[0] == "年份",
        from_zero=all(figure >= 0 for _, figures in one.lines for figure in figures),
        most=scale_end(sum(figures, Decimal(0)) for _, figures in one.lines) if one.money else None,
    )


def _height(one: Statistic) -> int:
    """Rows of a table's chart."""
    return max(12, min(28, len(one.lines) + 6))


def _cells(figures: Sequence[Decimal]) -> list[CellValue]:
    return [int(figure) if figure == figure.to_integral_value() else figure for figure in figures]
