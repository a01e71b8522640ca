"""The page's Python side: called from the worker inside the browser, and from tests outside it.

A face like the others: it hands the files to `app` and puts into words what comes back. Everything it returns is text,
because text crosses from Python to JavaScript without surprises.
"""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from .. import __version__, words
from ..app.notices import list_packs
from ..app.total import ledger_of
from ..app.validate import validate
from ..errors import UsageError
from ..files.tables import ADVISED, TABLES
from ..findings import FileReport, Finding, Report, Severity
from ..forms.inputs import Request
from ..ledger import Ledger, Verdict
from ..notice.citing import cited
from ..office.safetext import guard_csv
from ..reports import amounts, grouping
from ..reports.advice import Face, advice
from ..reports.json import ledger_json, report_json
from ..rules.checking import Checked

Document = dict[str, Any]

FOLDER: Final = "/files"
"""Where the worker puts the files: a folder in the browser's memory, gone with the page."""

CSV_HEADINGS: Final = (
    "级别", "文件", "工作表", "单元格", "项目", "现值", "应为", "问题", "怎样改", "依据", "规则",
)  # fmt: skip

_MOST_ROWS: Final = 300
"""Rows of the ledger shown on the page; the saved ledger shows more, the JSON all."""


@dataclass(slots=True)
class _Desk:
    """What was checked last: the buttons save it."""

    report: Report | None = None
    ledger: Ledger | None = None


_desk = _Desk()


def start() -> str:
    """Load everything a check needs; what the page has to know, as JSON."""
    return _dumps(
        {
            "version": __version__,
            "python": ".".join(map(str, sys.version_info[:3])),
            "notices": [
                {"id": pack["id"], "title": pack["title"], "document": pack["document"]}
                for pack in list_packs()["notices"]
            ],
            "endings": sorted({*TABLES, *ADVISED, ".zip"}),
        }
    )


def clear(folder: str = FOLDER) -> None:
    """Forget all files."""
    os.chdir("/")
    shutil.rmtree(folder, ignore_errors=True)
    Path(folder).mkdir(parents=True)
    _desk.report = _desk.ledger = None


def check(names: str, notice: str = "", folder: str = FOLDER) -> str:
    """The verdict on what lies in `folder`: `validate` and `total` as the command line says them, and `shown`.

    `names` is a JSON list: the files and folders to check, relative to `folder`, as they are to be named.
    """
    os.chdir(folder)
    paths = tuple(json.loads(names))
    checked = validate(Request(paths=paths, notice=notice))
    ledger, note = _ledger(checked)
    report = reworded(checked.report)
    _desk.report, _desk.ledger = report, ledger
    return _dumps(
        {
            "validate": report_json(checked.report),
            "total": ledger_json(ledger) if ledger is not None else None,
            "shown": {
                **_verdict(report),
                "submitter": _submitter(checked),
                "files": [_file_shown(file, checked) for file in report.files],
                "total": _total_shown(ledger) if ledger is not None else None,
                "total_note": note,
                "passed_over": passed_over(paths, report),
                "assumed": [f"{name}：{words.assumed_words(value)}" for name, value in report.assumed],
            },
        }
    )


def report_page() -> str:
    """The last verdict as a report of its own, the same as `validate --format html` writes."""
    from ..reports.html import report_html

    assert _desk.report is not None
    return report_html(_desk.report, title="申报材料自检报告")


def ledger_page() -> str:
    """The last ledger as a page of its own, the same as `total --format html` writes."""
    from ..reports.html import ledger_html

    assert _desk.ledger is not None
    return ledger_html(_desk.ledger)


def findings_csv() -> str:
    """The last findings, one line each, for Excel and WPS (the byte-order mark makes them read it as UTF-8)."""
    assert _desk.report is not None
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CSV_HEADINGS)
    for file in _desk.report.files:
        if file.refusal is not None:
            code, message = file.refusal
            writer.writerow(["未能读取", guard_csv(file.path), "", "", "", "", "", message, "", "", code])
        writer.writerows([guard_csv(text) for text in _line(file, finding)] for finding in file.findings)
    return "\ufeff" + out.getvalue()


def _line(file: FileReport, finding: Finding) -> Sequence[str]:
    return (
        words.SEVERITY[finding.severity],
        file.path,
        finding.sheet,
        "、".join(finding.cells),
        finding.column,
        finding.value,
        finding.expected,
        finding.message,
        finding.fix,
        cited(finding.basis),
        finding.rule,
    )


def reworded(report: Report) -> Report:
    """The report with advice that can be followed on the page."""
    files = tuple(
        replace(
            file,
            findings=tuple(replace(f, fix=advice(f, Face.PAGE), action=None) if f.action else f for f in file.findings),
        )
        for file in report.files
    )
    return replace(report, files=files)


def passed_over(paths: Sequence[str], report: Report, folder: str = ".") -> list[str]:
    """Files that are no tables, and were therefore not opened."""
    read = {file.path for file in report.files}
    found: list[str] = []
    for given in paths:
        place = Path(folder, given)
        names = (
            [given]
            if place.is_file()
            else [f"{given}/{p.relative_to(place)}" for p in sorted(place.rglob("*")) if p.is_file()]
        )
        found.extend(name for name in names if name not in read and not any(r.startswith(f"{name}/") for r in read))
    return found


def _ledger(checked: Checked) -> tuple[Ledger | None, str]:
    """The ledger where an investment table was handed in; else why there is none, in words for the page."""
    if not any(
        table.notice.ledger and table.notice.ledger.attachment == table.attachment.key
        for table in checked.inputs.tables
    ):
        return None, ""
    try:
        return ledger_of(checked), ""
    except UsageError:
        return None, "投资明细分属几个通知，请在“通知”一栏选定一个后再核算投资。"


def _submitter(checked: Checked) -> str:
    """The one enterprise or office that the files are of, for the names of what is saved; empty where they are of several."""
    named = {table.submitter for table in checked.inputs.tables if table.submitter}
    return named.pop() if len(named) == 1 else ""


def _verdict(report: Report) -> Document:
    errors, warnings = report.count(Severity.ERROR), report.count(Severity.WARNING)
    unread = [file for file in report.files if file.status == "read" and file.attachment is None]
    if report.refused or errors:
        parts = [f"{errors} 处错误"] if errors else []
        parts += [f"{report.refused} 个文件未能读取"] if report.refused else []
        return {"state": "error", "word": f"需更正：{'，'.join(parts)}。请改好后重新检查。"}
    if unread or not report.files:
        return {
            "state": "warning",
            "word": f"有 {len(unread)} 个文件没有认出是哪一个附件，未作校验。"
            if report.files
            else "没有可以检查的表格。",
        }
    if warnings:
        return {"state": "warning", "word": f"没有发现错误，有 {warnings} 处提醒，请逐条核对。"}
    return {"state": "good", "word": "没有发现问题。"}


def _file_shown(file: FileReport, checked: Checked) -> Document:
    forms = [
        f"{table.attachment.key} {table.attachment.title}"
        for read in checked.inputs.files
        if read.path == file.path
        for table in read.tables
    ]
    notices = {table.notice.title for table in checked.inputs.tables if table.path == file.path}
    return {
        "path": file.path,
        "forms": list(dict.fromkeys(forms)),
        "notice": "、".join(sorted(notices)),
        "facts": f"{sum(s.rows for s in file.sheets)} 行数据，{sum(s.cells for s in file.sheets)} 个单元格",
        "refusal": file.refusal[1] if file.refusal else "",
        "errors": file.count(Severity.ERROR),
        "warnings": file.count(Severity.WARNING),
        "lines": [_group_shown(group, file) for group in grouping.grouped(file.findings)],
    }


def _group_shown(group: grouping.Group, file: FileReport) -> Document:
    first = group.first
    where, beside = grouping.places([cell for _, cell in group.cells], first, group.count, 24)
    several = len({finding.sheet for finding in file.findings if finding.sheet}) > 1
    if several and first.sheet:
        where = f"{first.sheet}!{where}" if where else first.sheet
    return {
        "severity": first.severity.value,
        "word": words.SEVERITY[first.severity],
        "where": where,
        "beside": beside,
        "count": group.count,
        "column": first.column if first.column not in first.message else "",
        "value": first.value,
        "expected": first.expected,
        "message": first.message,
        "related": grouping.twins(first),
        "fix": first.fix,
        "basis": cited(first.basis),
        "rule": first.rule,
    }


_STATE: Final = {True: "good", False: "error", None: "warning"}


def _total_shown(ledger: Ledger) -> Document:
    """Amounts in 万元, written out in full."""
    places = amounts.wan_places([ledger.counted, ledger.undecided, ledger.not_counted])

    def wan(amount: Any) -> str:
        return amounts.wan(amount, places)

    floor = amounts.wan(ledger.floor)
    open_rows = [row for row in ledger.rows if row.verdict is not Verdict.COUNTED]
    return {
        "window": f"{ledger.start.isoformat()} 至 {ledger.end.isoformat()}",
        "basis": words.basis_words(ledger.date_basis, ledger.tax_basis),
        "counted": wan(ledger.counted),
        "undecided": wan(ledger.undecided),
        "not_counted": wan(ledger.not_counted),
        "unreadable": ledger.unreadable,
        "floor": floor,
        "floor_basis": cited(ledger.floor_basis),
        "state": _STATE[ledger.meets_floor],
        "word": {
            True: f"达到最低投资额 {floor} 万元",
            False: f"未达到最低投资额 {floor} 万元",
            None: f"能否达到最低投资额 {floor} 万元待定",
        }[ledger.meets_floor],
        "categories": [[name, wan(amount)] for name, amount in ledger.by_category.items()],
        "bases": [
            [words.basis_words(b.date_basis, b.tax_basis), wan(b.counted), wan(b.undecided), words.floor_words(b.meets_floor)]
            for b in ledger.bases
        ],
        "enterprises": [
            [e.name, wan(e.counted), wan(e.undecided), wan(e.not_counted), words.floor_words(e.meets_floor)]
            for e in ledger.enterprises
        ],
        "open_rows": [
            [f"{row.file} {row.sheet}!{row.cell}" if row.cell else f"{row.file} {row.sheet} 第 {row.row} 行",
             row.name, amounts.wan(row.amount, 6).rstrip("0").rstrip("."), words.VERDICT[row.verdict], row.reason]
            for row in open_rows[:_MOST_ROWS]
        ],
        "open_left_out": max(0, len(open_rows) - _MOST_ROWS),
    }  # fmt: skip


def _dumps(document: Document) -> str:
    return json.dumps(document, ensure_ascii=False, allow_nan=False)
