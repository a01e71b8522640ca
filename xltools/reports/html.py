"""One-file HTML reports: no network, no program needed, everything escaped, prints on A4.

The page carries a Content-Security-Policy that forbids any request, so a report about company data cannot leak it.
Drawing: bars are computed here in user units of a 640 wide SVG, the templates only place them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .. import __version__, words
from ..files.sources import common_folder
from ..findings import AnswerKind, FileReport, Finding, Report, RowCell, RowPlace, Severity
from ..ledger import Ledger, Verdict
from ..notice.citing import cited
from ..notice.provenance import said_of_packs
from ..summary.model import Merged
from . import amounts, grouping, terminal
from .advice import advice

if TYPE_CHECKING:
    import jinja2

MOST_ROWS = 2000
"""Findings shown per file; past that a page gets too heavy to print, and says how many it leaves out."""

_LABEL, _BAR, _ROW = 190.0, 360.0, 22.0


@dataclass(frozen=True, slots=True)
class Segment:
    """A coloured piece of a bar, in SVG units."""

    style: str
    x: float
    width: float
    title: str


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    y: float
    segments: tuple[Segment, ...]
    figure: str
    figure_x: float
    key: str = ""
    """What a click on the bar picks."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Horizontal stacked bars; `mark` is (x, text) of a vertical line such as the floor."""

    title: str
    bars: tuple[Bar, ...]
    height: float
    legend: tuple[tuple[str, str], ...]
    mark: tuple[float, str] | None = None
    pick: bool = False
    """Whether a bar can be clicked to see only its own."""


def bar_chart(
    title: str,
    rows: Sequence[tuple[str, Sequence[tuple[str, Decimal, str]], str]],
    legend: Sequence[tuple[str, str]],
    mark: tuple[Decimal, str] | None = None,
    most: Decimal | None = None,
) -> Chart | None:
    """`rows` is (label, [(style, amount, title) …], figure text). Negative amounts take no room.

    `most` ends the scale: longer bars are cut there, so that one slip of ten thousand does not flatten all others.
    """
    if not rows:
        return None
    sums = [sum((max(amount, Decimal(0)) for _, amount, _ in pieces), Decimal(0)) for _, pieces, _ in rows]
    longest = max([*sums, mark[0] if mark else Decimal(0)])
    cut = most is not None and longest > most
    longest = most if cut and most is not None else longest
    scale = _BAR / float(longest) if longest else 0.0
    bars = []
    for number, (label, pieces, figure) in enumerate(rows):
        x, segments = _LABEL, []
        for style, amount, hint in pieces:
            size = round(min(float(max(amount, Decimal(0))) * scale, _LABEL + _BAR - x), 2)
            if size:
                segments.append(Segment(style, round(x, 2), max(size, 1.0), hint))
                x += size
        over = " ▸" if cut and sums[number] > longest else ""
        bars.append(
            Bar(terminal.clip(label, 26), number * _ROW + 24, tuple(segments), figure + over, round(x + 6, 2), label)
        )
    at = (round(_LABEL + float(mark[0]) * scale, 2), mark[1]) if mark else None
    title += "（▸ 超出图幅）" if cut else ""
    return Chart(title, tuple(bars), len(rows) * _ROW + (46 if mark else 28), tuple(legend), at)


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of a findings table."""

    style: str
    word: str
    where: str
    beside: str
    group: grouping.Group
    related: tuple[str, ...]
    kind: str = ""
    """What sort of problem it is, to pick by."""
    answer: str = ""
    """What people said to it."""
    around: tuple[tuple[str, str, bool], ...] = ()
    """The row that the cell stands in: heading, text, whether the finding speaks of it."""

    @property
    def first(self) -> Finding:
        return self.group.first


def shown_lines(
    findings: Iterable[Finding], *, with_sheet: bool, around: Callable[[Finding], tuple[RowCell, ...]] | None = None
) -> tuple[list[Shown], int]:
    """(lines to show, groups left out)."""
    groups = grouping.grouped(findings)
    lines = []
    for group in groups[:MOST_ROWS]:
        first = group.first
        where, beside = grouping.places([cell for _, cell in group.cells], first, group.count, 24)
        if with_sheet and first.sheet:
            where = f"{first.sheet}!{where}" if where else first.sheet
        lines.append(
            Shown(
                "settled" if first.settled else first.severity.value,
                grouping.level_words(first),
                where,
                beside,
                group,
                tuple(grouping.twins(first)),
                kind=grouping.kind_words(first),
                answer=grouping.answer_words(first.answer) if first.answer is not None else "",
                around=_around(first, around(first)) if around is not None else (),
            )
        )
    return lines, len(groups) - len(lines)


def _around(finding: Finding, cells: Iterable[RowCell]) -> tuple[tuple[str, str, bool], ...]:
    row = grouping.cell_order(finding.cell)[0]
    return tuple((one.heading, one.text, f"{one.letters}{row}" in finding.cells) for one in cells)


def report_html(report: Report, *, title: str = "申报材料校验报告") -> str:
    """The verdict as one page: counts, findings by kind, then file by file."""
    folder = common_folder([file.path for file in report.files])
    return render_page(
        "report.html",
        title=title,
        report=report,
        counts=[(severity.value, words.SEVERITY[severity], report.count(severity)) for severity in Severity],
        chart=_rule_chart(report),
        folder=folder,
        files=[_file_view(file, folder, report) for file in report.files],
        kinds=_kinds(report),
        districts=_districts(report, folder),
        settled=[(words.ANSWER[kind.value], n) for kind in AnswerKind if (n := report.answered(kind))],
        clean=sum(not file.findings and file.refusal is None for file in report.files),
        packs=said_of_packs(file.notice for file in report.files),
        assumed=report.assumed,
    )


def _kinds(report: Report) -> list[str]:
    """Sorts of problems, the most frequent first."""
    tally = Counter(grouping.kind_words(finding) for file in report.files for finding in file.findings)
    return [kind for kind, _ in tally.most_common()]


def _district(file: FileReport, folder: str) -> str:
    """The folder below the common one that a file lies in: offices sort by district."""
    below = file.path.removeprefix(folder).replace("\\", "/")
    return below.split("/")[0] if "/" in below else ""


def _districts(report: Report, folder: str) -> list[str]:
    return list(dict.fromkeys(name for file in report.files if (name := _district(file, folder))))


def _file_view(file: FileReport, folder: str, report: Report) -> dict[str, Any]:
    sheets = {finding.sheet for finding in file.findings if finding.sheet}

    def around(finding: Finding) -> tuple[RowCell, ...]:
        row = grouping.cell_order(finding.cell)[0]
        return report.around.get(RowPlace(file.path, finding.sheet, row), ())

    lines, left_out = shown_lines(file.findings, with_sheet=len(sheets) > 1, around=around)
    return {
        "file": file,
        "name": file.path.removeprefix(folder),
        "district": _district(file, folder),
        "notice": grouping.notice_words(file.notice),
        "lines": lines,
        "left_out": left_out,
        "errors": file.count(Severity.ERROR),
        "warnings": file.count(Severity.WARNING),
        "cells": sum(sheet.cells for sheet in file.sheets),
        "rows": sum(sheet.rows for sheet in file.sheets),
    }


def _rule_chart(report: Report) -> Chart | None:
    """The ten most frequent kinds of problem, so that an office sees what to explain to everybody."""
    tally: dict[str, dict[Severity, int]] = {}
    for file in report.files:
        for finding in file.findings:
            counts = tally.setdefault(grouping.kind_words(finding), dict.fromkeys(Severity, 0))
            counts[finding.severity] += 1
    top = sorted(tally.items(), key=lambda item: (-sum(item[1].values()), item[0]))[:10]
    rows = [
        (
            rule,
            [(s.value, Decimal(n), f"{words.SEVERITY[s]} {n}") for s, n in counts.items()],
            str(sum(counts.values())),
        )
        for rule, counts in top
    ]
    legend = [(severity.value, words.SEVERITY[severity]) for severity in Severity]
    made = bar_chart("最常见的问题（处；点一条只看这一种）", rows, legend)
    return replace(made, pick=True) if made is not None else None


def ledger_html(ledger: Ledger, *, title: str = "投资窗口核算表") -> str:
    """The investment window as one page; amounts in 万元."""
    places = amounts.wan_places(
        [amount for e in ledger.enterprises for amount in (e.counted, e.undecided, e.not_counted)]
        + [row.amount for row in ledger.rows if row.amount is not None]
    )
    shown, hidden = grouping.about_amounts(ledger.findings)
    lines, left_out = shown_lines(shown, with_sheet=True)
    return render_page(
        "ledger.html",
        title=title,
        ledger=ledger,
        places=places,
        chart=_ledger_chart(ledger),
        folder=common_folder(sorted({row.file for row in ledger.rows})),
        lines=lines,
        left_out=left_out,
        hidden=hidden,
        open_rows=[row for row in ledger.rows if row.verdict is not Verdict.COUNTED],
        counted_rows=sum(row.verdict is Verdict.COUNTED for row in ledger.rows),
        packs=said_of_packs([ledger.notice]),
        assumed=ledger.assumed,
    )


def _ledger_chart(ledger: Ledger) -> Chart | None:
    rows = [
        (
            e.name,
            [
                ("counted", e.counted, f"计入 {amounts.wan(e.counted)}"),
                ("undecided", e.undecided, f"待定 {amounts.wan(e.undecided)}"),
                ("not-counted", e.not_counted, f"不计入 {amounts.wan(e.not_counted)}"),
            ],
            amounts.wan(e.counted),
        )
        for e in ledger.enterprises[:40]
    ]
    legend = [("counted", "计入"), ("undecided", "待定"), ("not-counted", "不计入")]
    most = max([ledger.floor * 2, *(e.counted * 5 / 4 for e in ledger.enterprises)])
    mark = (ledger.floor, f"{words.FLOOR} {amounts.wan(ledger.floor, 0)}")
    return bar_chart("各企业投资（万元，条形旁为计入金额）", rows, legend, mark, most)


def merge_html(merged: Merged, output: str, *, title: str = "") -> str:
    """The merge receipt as one page."""
    lines, left_out = shown_lines(merged.findings, with_sheet=True)
    names = {column.key: column.full_heading for column in merged.attachment.columns}
    money = {column.key for column in merged.attachment.columns if column.type == "amount"}
    return render_page(
        "merge.html",
        title=title or f"{merged.attachment.title} 汇总回执",
        merged=merged,
        output=output,
        folder=common_folder([file.path for file in merged.files]),
        chart=_merge_chart(merged),
        lines=lines,
        left_out=left_out,
        names=names,
        money=money,
        places=amounts.wan_places([*merged.sums_in.values(), *merged.sums_out.values()]),
        packs=said_of_packs([merged.notice]),
        assumed=(),
    )


def _merge_chart(merged: Merged) -> Chart | None:
    tally: dict[str, int] = {}
    for row in merged.rows:
        tally[row.office or "（未知）"] = tally.get(row.office or "（未知）", 0) + 1
    rows = [(name, [("counted", Decimal(count), f"{count} 行")], str(count)) for name, count in tally.items()]
    return bar_chart("各单位汇入行数", rows[:40], [("counted", "汇入")])


def _environment() -> jinja2.Environment:
    """autoescape for every template: what submitters typed never becomes markup."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("xltools.reports", "pages"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        wan=amounts.wan, yuan=amounts.yuan, assumed=words.assumed_words, cited=cited, advice=advice
    )
    environment.globals.update(
        version=__version__,
        VERDICT=words.VERDICT,
        STATUS=words.STATUS,
        FLOOR=words.FLOOR,
        basis_words=words.basis_words,
        floor_words=words.floor_words,
    )
    return environment


def render_page(template: str, **context: Any) -> str:
    return _environment().get_template(template).render(context) + "\n"
