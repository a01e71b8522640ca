"""校验结果 as a workbook: one line per finding, to filter and to jump from, and one line per file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from ..errors import NoticeError
from ..findings import FileReport, Finding, Report, Severity
from ..formats.grid import a1
from ..notice.citing import cited
from ..notice.load import load_notice
from ..office import sheetbuild as look
from ..office.links import link_target, place_in
from ..office.newbook import new_book, stamp
from ..office.references import quoted
from ..office.sheetbuild import SEVERITY_FILL, SheetBuilder
from ..office.stylesheet import Look, Stylesheet
from ..words import SEVERITY, STATUS, assumed_words
from .advice import advice

SHEET: Final = "校验结果"
OVERVIEW: Final = "校验概览"
_LEVEL: Final = {
    name: Look(face="仿宋_GB2312", size=11, horizontal="center", boxed=True, fill=fill)
    for name, fill in SEVERITY_FILL.items()
}
_HEADINGS: Final = (
    "序号", "级别", "文件", "工作表", "单元格", "项目", "现值", "应为", "问题", "怎样改", "依据", "规则",
)  # fmt: skip
MARKED_HEADINGS: Final = tuple(name for name in _HEADINGS if name != "文件")
"""Of the list inside a marked copy: all its findings are of one file."""
_WIDTHS: Final = (5.0, 6.5, 18.0, 10.0, 9.5, 12.0, 14.0, 14.0, 32.0, 26.0, 20.0, 12.0)


def write_findings(report: Report, *, links_base: Path | None = None) -> bytes:
    """The report as .xlsx. Links are relative to `links_base`, the folder of the output (None: as the paths were given)."""
    book = new_book()
    book.build(SHEET, findings_sheet(report, book.styles, links_base))
    book.build(OVERVIEW, _overview(report, book.styles, links_base))
    stamp(book, "findings")
    return book.save()


def _seen_from(path: str, base: Path | None) -> str:
    if base is None:
        return path.replace("\\", "/") if os.name == "nt" else path
    try:
        return Path(os.path.relpath(path, base)).as_posix()
    except ValueError:  # another drive
        return Path(path).as_posix()


def findings_sheet(report: Report, styles: Stylesheet, base: Path | None) -> SheetBuilder:
    """All findings, in the order of the files."""
    sheet = SheetBuilder(styles, _WIDTHS)
    sheet.banner("校验结果", look.TITLE, height=34)
    errors, warnings, notes = (report.count(severity) for severity in Severity)
    sheet.banner(
        f"文件 {len(report.files)} 个，未能读取 {report.refused} 个；错误 {errors} 处，提醒 {warnings} 处，说明 {notes} 处。"
        "点“单元格”一栏可跳到原表。",
        look.PLAIN,
    )
    header = sheet.row(_HEADINGS, look.HEADING, height=24)
    sheet.freeze, sheet.titles = header, (header, header)
    number = 0
    for file in report.files:
        for finding in file.findings:
            number += 1
            _line(sheet, number, file, finding, base)
    if not number:
        sheet.row(["", "", "没有发现问题。"], [look.CENTRED, look.CENTRED, look.BODY], stretch=True)
    sheet.filter = f"A{header}:{a1(sheet.next_row - 1, len(_WIDTHS))}"
    return sheet


def _line(sheet: SheetBuilder, number: int, file: FileReport, finding: Finding, base: Path | None) -> None:
    level = finding.severity.value
    shown = finding.cell + (f" 等{len(finding.cells)}格" if len(finding.cells) > 1 else "")
    sheet.row(
        [
            number, SEVERITY[level], file.path, finding.sheet, shown, finding.column, finding.value,
            finding.expected, _message(finding), advice(finding), cited(finding.basis), finding.rule,
        ],
        [look.CENTRED, _LEVEL[level], look.BODY, look.BODY, look.LINK if finding.cell else look.BODY, *[look.BODY] * 7],
    )  # fmt: skip
    if finding.cell:
        path = _seen_from(file.path, base)
        sheet.link(5, link_target(path), place_in(path, finding.sheet, finding.cell), "跳到原表的单元格")


def _message(finding: Finding) -> str:
    if not finding.related:
        return finding.message
    places = "；".join(f"{place.path} {place.sheet}!{place.cell}" for place in finding.related[:5])
    more = f" 等{len(finding.related)}处" if len(finding.related) > 5 else ""
    return f"{finding.message}\n相关：{places}{more}"


def _notice_words(notice: str | None) -> str:
    """The notice's short name, which people know; the id where the pack is not at hand."""
    if not notice:
        return ""
    try:
        return load_notice(notice).short or notice
    except NoticeError:
        return notice


def _overview(report: Report, styles: Stylesheet, base: Path | None) -> SheetBuilder:
    sheet = SheetBuilder(styles, (6.0, 44.0, 28.0, 14.0, 12.0, 10.0, 10.0, 8.0, 8.0, 8.0, 44.0))
    sheet.banner("校验概览", look.TITLE, height=34)
    header = sheet.row(
        ["序号", "文件", "填报单位", "通知", "附件", "状态", "数据行", *SEVERITY.values(), "备注"],
        look.HEADING,
        height=24,
    )
    sheet.freeze = header
    for number, file in enumerate(report.files, start=1):
        rows = sum(part.rows for part in file.sheets)
        state = STATUS[file.status]
        counts = [file.count(severity) for severity in Severity]
        worst = next((severity.value for severity, count in zip(Severity, counts, strict=True) if count), "")
        said = file.refusal[1] if file.refusal else "" if worst else "没有发现问题"
        sheet.row(
            [number, file.path, file.submitter, _notice_words(file.notice), file.attachment or "", state, rows, *counts, said],
            [
                look.CENTRED, look.LINK, look.BODY, *[look.CENTRED] * 4,
                *[_LEVEL[s.value] if count else look.CENTRED for s, count in zip(Severity, counts, strict=True)], look.BODY,
            ],
        )  # fmt: skip
        sheet.link(2, link_target(_seen_from(file.path, base)))
    sheet.filter = f"A{header}:{a1(sheet.next_row - 1, 11)}"
    if report.assumed:
        sheet.gap()
        sheet.banner("通知未写明、按下列理解处理（可在参数中更改）", look.SECTION)
        for title, value in report.assumed:
            sheet.banner(f"· {title}：{assumed_words(value)}", look.PLAIN)
    return sheet


def marked_sheet(findings: list[Finding], styles: Stylesheet) -> SheetBuilder:
    """The list inside a marked copy: links stay within the book."""
    sheet = SheetBuilder(styles, (6.0, 7.0, 14.0, 10.0, 14.0, 20.0, 20.0, 44.0, 34.0, 20.0, 18.0))
    sheet.banner("校验结果", look.TITLE, height=34)
    header = sheet.row(MARKED_HEADINGS, look.HEADING, height=24)
    sheet.freeze, sheet.titles = header, (header, header)
    for number, finding in enumerate(findings, start=1):
        level = finding.severity.value
        sheet.row(
            [
                number, SEVERITY[level], finding.sheet, finding.cell, finding.column, finding.value,
                finding.expected, _message(finding), advice(finding), cited(finding.basis), finding.rule,
            ],
            [look.CENTRED, _LEVEL[level], look.BODY, look.LINK if finding.cell else look.BODY, *[look.BODY] * 7],
        )  # fmt: skip
        if finding.cell:
            sheet.link(4, "", f"{quoted(finding.sheet)}!{finding.cell}", "跳到该单元格")
    sheet.filter = f"A{header}:{a1(sheet.next_row - 1, 11)}"
    return sheet
