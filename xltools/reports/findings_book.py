"""校验结果 as a workbook: one line per finding, to filter and to jump from, and one line per file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from ..answers.explanations import TEXT as EXPLANATION
from ..answers.explanations import WHEN, WHO
from ..files.sources import common_folder
from ..findings import AnswerKind, Finding, Report, Severity
from ..formats.grid import a1
from ..notice.citing import cited
from ..notice.provenance import said_of_packs
from ..office import sheetbuild as look
from ..office.links import link_target, place_in
from ..office.newbook import new_book, stamp
from ..office.references import quoted
from ..office.sheetbuild import SEVERITY_FILL, SheetBuilder
from ..office.sheetxml import CellValue
from ..office.stylesheet import Look, Stylesheet
from ..words import ANSWER, SEVERITY, STATUS, assumed_words
from .advice import Face, advice
from .grouping import level_words, notice_words

SHEET: Final = "校验结果"
OVERVIEW: Final = "校验概览"
_LEVEL: Final = {
    name: Look(face="仿宋_GB2312", size=11, horizontal="center", boxed=True, fill=fill)
    for name, fill in SEVERITY_FILL.items()
}
_HEADINGS: Final = (
    "序号", "级别", "文件", "工作表", "单元格", "问题", "怎样改", EXPLANATION,
    "项目", "现值", "应为", "依据", "规则", WHO, WHEN,
)  # fmt: skip
MARKED_HEADINGS: Final = tuple(name for name in _HEADINGS if name != "文件")
"""Of the list inside a marked copy: all its findings are of one file."""
_WIDTHS: Final = (5.0, 8.0, 24.0, 10.0, 9.5, 38.0, 30.0, 22.0, 14.0, 16.0, 16.0, 24.0, 22.0, 12.0, 12.0)
_PRINTED: Final = 8
"""Columns that fit on a sheet of A4: what is wrong, where, how to mend it, and room for the explanation."""
_CELL_COLUMN: Final = 5
_RELATED: Final = 3
"""Cells in other files that a line names: more make a row higher than a screen."""


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
    sheet = SheetBuilder(styles, _WIDTHS, print_columns=_PRINTED)
    sheet.banner("校验结果", look.TITLE, height=34)
    errors, warnings, notes = (report.count(severity) for severity in Severity)
    settled = "".join(f"，{ANSWER[kind.value]} {n} 处" for kind in AnswerKind if (n := report.answered(kind)))
    paths = [file.path for file in report.files if file.sha256]
    folder = common_folder(paths)
    sheet.banner(
        f"文件 {len(paths)} 个，未能读取 {report.refused} 个；错误 {errors} 处，提醒 {warnings} 处，说明 {notes} 处{settled}。"
        "点“单元格”一栏可跳到原表；提醒核对无误的，在“说明”一栏写明情况，下次校验时读入。",
        look.PLAIN,
    )
    header = sheet.row(_HEADINGS, look.HEADING, height=24)
    sheet.freeze, sheet.titles = header, (header, header)
    number = 0
    for file in report.files:
        for finding in file.findings:
            number += 1
            _line(sheet, number, file.path.removeprefix(folder), finding, _seen_from(file.path, base))
    if not number:
        sheet.row(["", "", "没有发现问题。"], [look.CENTRED, look.CENTRED, look.BODY], stretch=True)
    sheet.filter = f"A{header}:{a1(sheet.next_row - 1, len(_WIDTHS))}"
    return sheet


def _line(sheet: SheetBuilder, number: int, name: str, finding: Finding, target: str) -> None:
    """One finding. `target`: the file as seen from the workbook; empty where it is this very book."""
    level = finding.severity.value
    place = _CELL_COLUMN - (0 if name else 1)
    cells: list[CellValue] = [
        number, level_words(finding), name, finding.sheet, _cells(finding), _message(finding),
        advice(finding, Face.COMMAND_LINE if name else Face.COPY),
        *_answer(finding), finding.column, finding.value, finding.expected, cited(finding.basis), finding.rule,
        *_answerer(finding),
    ]  # fmt: skip
    looks = [
        look.CENTRED, look.CENTRED if finding.settled else _LEVEL[level], look.BODY, look.BODY,
        look.LINK if finding.cell else look.BODY, *[look.BODY] * 10,
    ]  # fmt: skip
    if not name:
        del cells[2], looks[2]
    sheet.row(cells, looks)
    if finding.cell and name:
        sheet.link(place, *_jump(target, finding), "跳到原表的单元格")
    elif finding.cell:
        sheet.link(place, "", f"{quoted(finding.sheet)}!{finding.cell}", "跳到该单元格")


def _jump(target: str, finding: Finding) -> tuple[str, str]:
    """(target, place): a cell in the file; of a file in a .zip folder, the .zip."""
    archive = target.casefold().find(".zip/")
    if archive >= 0:
        return link_target(target[: archive + 4]), ""
    return link_target(target), place_in(target, finding.sheet, finding.cell)


def _whole(target: str) -> tuple[str]:
    archive = target.casefold().find(".zip/")
    return (link_target(target[: archive + 4] if archive >= 0 else target),)


def _cells(finding: Finding) -> str:
    return finding.cell + (f" 等{len(finding.cells)}格" if len(finding.cells) > 1 else "")


def _answer(finding: Finding) -> tuple[str]:
    answer = finding.answer
    if answer is None:
        return ("",)
    return (answer.text if answer.kind is AnswerKind.EXPLAINED else f"{ANSWER['waived']}：{answer.text}",)


def _answerer(finding: Finding) -> tuple[str, str]:
    return (finding.answer.who, finding.answer.when) if finding.answer is not None else ("", "")


def _message(finding: Finding) -> str:
    if not finding.related:
        return finding.message
    places = "；".join(f"{place.path} {place.sheet}!{place.cell}" for place in finding.related[:_RELATED])
    more = f" 等{len(finding.related)}处" if len(finding.related) > _RELATED else ""
    return f"{finding.message}\n相关：{places}{more}"


def _overview(report: Report, styles: Stylesheet, base: Path | None) -> SheetBuilder:
    sheet = SheetBuilder(styles, (6.0, 44.0, 28.0, 14.0, 12.0, 10.0, 10.0, 8.0, 8.0, 8.0, 44.0))
    sheet.banner("校验概览", look.TITLE, height=34)
    for said in said_of_packs(file.notice for file in report.files):
        sheet.banner(f"注意：{said}", look.BAD)
    header = sheet.row(
        ["序号", "文件", "填报单位", "通知", "附件", "状态", "数据行", *SEVERITY.values(), "备注"],
        look.HEADING,
        height=24,
    )
    sheet.freeze = header
    for number, file in enumerate(report.files, start=1):
        rows = sum(part.rows for part in file.sheets)
        of_unit = not file.sha256  # it speaks of what lacks, not of a file
        state = "材料清单" if of_unit else STATUS[file.status]
        counts = [file.count(severity) for severity in Severity]
        worst = next((severity.value for severity, count in zip(Severity, counts, strict=True) if count), "")
        said = file.refusal[1] if file.refusal else "" if worst else "没有发现问题"
        sheet.row(
            [number, file.path, file.submitter, notice_words(file.notice), file.attachment or "", state, rows, *counts, said],
            [
                look.CENTRED, look.BODY if of_unit else look.LINK, look.BODY, *[look.CENTRED] * 4,
                *[_LEVEL[s.value] if count else look.CENTRED for s, count in zip(Severity, counts, strict=True)], look.BODY,
            ],
        )  # fmt: skip
        if not of_unit:
            sheet.link(2, *_whole(_seen_from(file.path, base)))
    sheet.filter = f"A{header}:{a1(sheet.next_row - 1, 11)}"
    if report.assumed:
        sheet.gap()
        sheet.banner("通知未写明、按下列理解处理（可在参数中更改）", look.SECTION)
        for title, value in report.assumed:
            sheet.banner(f"· {title}：{assumed_words(value)}", look.PLAIN)
    return sheet


def marked_sheet(findings: list[Finding], styles: Stylesheet) -> SheetBuilder:
    """The list inside a marked copy: links stay within the book."""
    widths = [width for heading, width in zip(_HEADINGS, _WIDTHS, strict=True) if heading != "文件"]
    sheet = SheetBuilder(styles, widths, print_columns=_PRINTED - 1)
    sheet.banner("校验结果", look.TITLE, height=34)
    sheet.banner("提醒核对无误的，在“说明”一栏写明情况；连同本表一起报回，下次校验时读入。错误须更正。", look.PLAIN)
    header = sheet.row(MARKED_HEADINGS, look.HEADING, height=24)
    sheet.freeze, sheet.titles = header, (header, header)
    for number, finding in enumerate(findings, start=1):
        _line(sheet, number, "", finding, "")
    sheet.filter = f"A{header}:{a1(sheet.next_row - 1, len(widths))}"
    return sheet
