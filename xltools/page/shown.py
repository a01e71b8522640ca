"""What the page shows, as plain data: the verdict, the files with their findings, the ledger row by row.

Every word comes from the table of words or from the reports, so that the page says what the command line says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from .. import words
from ..files.tables import is_table
from ..findings import FileReport, Finding, Report, RowCell, RowPlace, Severity
from ..ledger import Ledger, LedgerRow, Verdict
from ..notice.citing import cited
from ..notice.model import Notice
from ..notice.provenance import said_of_packs
from ..reports import amounts, grouping
from ..rules.checking import Checked

Document = dict[str, Any]

MOST_ROWS: Final = 2000
"""Rows of the ledger on the page; the saved ledger and the JSON have all."""
_MOST_CELLS: Final = 24
"""Cells that one line names."""
_BESIDE: Final = 3
"""Cells of the row drawn on each side of a wrong one."""
_ROW_START: Final = 2
"""The row's first cells are drawn too: its number and what it is about."""


@dataclass(slots=True)
class Lines:
    """The lines on the page by their ids, so that a typed explanation finds its findings again."""

    found: dict[str, tuple[str, grouping.Group]] = field(default_factory=dict)

    def add(self, path: str, group: grouping.Group) -> str:
        key = f"{len(self.found) + 1}"
        self.found[key] = (path, group)
        return key


def verdict_shown(report: Report) -> Document:
    """State and sentence over everything."""
    errors, warnings = report.count(Severity.ERROR), report.count(Severity.WARNING)
    unread = [file for file in report.files if file.status == "read" and file.attachment is None]
    if report.refused or errors:
        parts = [f"{errors} 处{words.SEVERITY['error']}"] if errors else []
        parts += [f"{report.refused} 个文件{words.STATUS['refused']}"] if report.refused else []
        return {"state": "error", "word": f"需更正：{'，'.join(parts)}。请改好后重新检查。"}
    if not report.files:
        return {"state": "warning", "word": "没有可以检查的表格。"}
    if unread:
        return {"state": "warning", "word": f"有 {len(unread)} 个文件没有认出是哪一个附件，未作校验。"}
    if warnings:
        word = f"没有发现错误，有 {warnings} 处{words.SEVERITY['warning']}，请逐条核对；核对无误的可以写明情况。"
        return {"state": "warning", "word": word}
    return {"state": "good", "word": "没有发现问题。"}


def file_state(file: FileReport) -> Document:
    """The tag beside a file's name."""
    errors, warnings = file.count(Severity.ERROR), file.count(Severity.WARNING)
    if file.refusal is not None:
        state, word = "error", words.STATUS["refused"]
    elif errors:
        state, word = "error", f"{errors} 处{words.SEVERITY['error']}"
    elif file.attachment is None:
        state, word = "warning", words.FILE["unknown"]
    elif warnings:
        state, word = "warning", f"{warnings} 处{words.SEVERITY['warning']}"
    elif _left_out(file):
        state, word = "info", words.FILE["left_out"]
    else:
        state, word = "good", words.FILE["passed"]
    return {"path": file.path, "state": state, "tag": word, "errors": errors, "warnings": warnings}


def _left_out(file: FileReport) -> bool:
    """Whether another file's tables count in the place of all of this one's: what is wrong in them is said there."""
    tables = {sheet.name for sheet in file.sheets if sheet.attachment}
    left = {one.sheet for one in file.findings if one.kind == "versions" and one.severity is Severity.INFO}
    return bool(tables) and tables <= left


def summary_shown(report: Report) -> Document:
    """What changes when somebody explains a reminder."""
    return {**verdict_shown(report), "files": [file_state(file) for file in report.files]}


def report_shown(report: Report, checked: Checked, lines: Lines) -> Document:
    """The whole verdict. `report`: as it is said on the page, with the rows around its findings."""
    notices = {table.notice.id: table.notice for table in checked.inputs.tables}
    return {
        **verdict_shown(report),
        "submitter": submitter(checked),
        "files": [_file_shown(file, checked, report, lines) for file in report.files],
        "packs": list(said_of_packs(notices.values())),
        "assumed": [f"{_titled(name, notices)}：{words.assumed_words(value)}" for name, value in report.assumed],
        "counts": [[words.SEVERITY[severity], report.count(severity), severity.value] for severity in Severity],
    }


def _titled(name: str, notices: Mapping[str, Notice]) -> str:
    """An enterprise knows a notice by its title; one alone need not be named."""
    notice, mark, said = name.partition("：")
    if not mark or notice not in notices:
        return name
    return said if len(notices) == 1 else f"{notices[notice].title}：{said}"


def submitter(checked: Checked) -> str:
    """The one enterprise or office that the files are of, for the names of what is saved; empty where they are of several."""
    named = {table.submitter for table in checked.inputs.tables if table.submitter}
    return named.pop() if len(named) == 1 else ""


def _file_shown(file: FileReport, checked: Checked, report: Report, lines: Lines) -> Document:
    tables = [table for read in checked.inputs.files if read.path == file.path for table in read.tables]
    forms = [f"{table.attachment.key} {table.attachment.title}" for table in tables]
    return {
        **file_state(file),
        "forms": list(dict.fromkeys(forms)),
        "notice": "、".join(sorted({table.notice.title for table in tables})),
        "facts": f"{sum(s.rows for s in file.sheets)} 行数据，{sum(s.cells for s in file.sheets)} 个单元格",
        "refusal": file.refusal[1] if file.refusal else "",
        "lines": _lines_shown(file, report, lines),
    }


def _lines_shown(file: FileReport, report: Report, lines: Lines) -> list[Document]:
    several = len({finding.sheet for finding in file.findings if finding.sheet}) > 1
    made = []
    for group in grouping.grouped(file.findings):
        line = line_shown(group, with_sheet=several)
        line["id"] = lines.add(file.path, group)
        row = grouping.cell_order(group.first.cell)[0]
        around = report.around.get(RowPlace(file.path, group.first.sheet, row), ())
        line["row"] = {"number": row, "cells": list(_around(group.first, row, around))} if around else None
        made.append(line)
    return made


def line_shown(group: grouping.Group, *, with_sheet: bool) -> Document:
    """One line of findings."""
    first = group.first
    where, beside = grouping.places([cell for _, cell in group.cells], first, group.count, _MOST_CELLS)
    if with_sheet and first.sheet:
        where = f"{first.sheet}!{where}" if where else first.sheet
    answer = first.answer
    return {
        "severity": first.severity.value,
        "word": grouping.level_words(first),
        "settled": first.settled,
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
        "kind": grouping.kind_words(first),
        "explained": answer.text if answer is not None else "",
        "answered": grouping.answer_words(answer) if answer is not None else "",
    }


def _around(finding: Finding, row: int, cells: Sequence[RowCell]) -> Iterator[list[object]]:
    """[letters, heading, text, wrong] of the cells to draw: the row's first ones, the wrong ones and their neighbours."""
    wrong = [number for number, cell in enumerate(cells) if f"{cell.letters}{row}" in finding.cells]
    near = {at for number in wrong for at in range(number - _BESIDE, number + _BESIDE + 1)}
    for number, cell in enumerate(cells):
        if number < _ROW_START or number in near:
            yield [cell.letters, cell.heading, cell.text, number in wrong]


_STATE: Final = {True: "good", False: "error", None: "warning"}


def ledger_shown(ledger: Ledger) -> Document:
    """Amounts in 万元, written out in full. The floor is each enterprise's own: there is no verdict on a batch."""
    places = amounts.wan_places([ledger.counted, ledger.undecided, ledger.not_counted])

    def wan(amount: Decimal | None) -> str:
        return amounts.wan(amount, places)

    return {
        "window": f"{ledger.start.isoformat()} 至 {ledger.end.isoformat()}",
        "basis": words.basis_words(ledger.date_basis, ledger.tax_basis),
        "floor": f"{words.FLOOR} {amounts.wan(ledger.floor)} 万元",
        "floor_basis": cited(ledger.floor_basis),
        "sums": [
            [words.COUNTED, wan(ledger.counted), "good"],
            [words.UNDECIDED, wan(ledger.undecided), "warning" if ledger.undecided else ""],
            [words.NOT_COUNTED, wan(ledger.not_counted), ""],
        ],
        "unreadable": ledger.unreadable,
        "enterprises": [
            {
                "name": one.name,
                "amounts": [wan(one.counted), wan(one.undecided), wan(one.not_counted)],
                "ends": [wan(one.at_least), wan(one.at_most)],
                "state": _STATE[one.meets_floor],
                "word": words.floor_line(one.meets_floor),
                "decides": list(one.decides),
            }
            for one in ledger.enterprises
        ],
        "categories": [[name, wan(amount)] for name, amount in ledger.by_category.items()],
        "bases": [
            [words.basis_words(b.date_basis, b.tax_basis), wan(b.counted), wan(b.undecided)] for b in ledger.bases
        ],
        "rows": [_row_shown(row) for row in _by_need(ledger.rows)[:MOST_ROWS]],
        "left_out": max(0, len(ledger.rows) - MOST_ROWS),
    }


_NEED: Final = (Verdict.UNREADABLE, Verdict.UNDECIDED, Verdict.DUPLICATE, Verdict.EXCLUDED, Verdict.OUTSIDE)


def _by_need(rows: Iterable[LedgerRow]) -> list[LedgerRow]:
    """What somebody has to look at first, then what counts; each in the order of the files."""
    return sorted(rows, key=lambda row: _NEED.index(row.verdict) if row.verdict in _NEED else len(_NEED))


def _row_shown(row: LedgerRow) -> Document:
    period = row.period
    return {
        "where": f"{row.sheet}!{row.cell}" if row.cell else f"{row.sheet} 第 {row.row} 行",
        "file": row.file,
        "enterprise": row.enterprise,
        "name": row.name,
        "date": ""
        if period is None
        else period[0].isoformat()
        if period[0] == period[1]
        else "～".join(map(str, period)),
        "amount": amounts.wan(row.amount, 6).rstrip("0").rstrip("."),
        "verdict": row.verdict.value,
        "word": words.VERDICT[row.verdict],
        "reason": row.reason,
    }


def passed_over(chosen: Sequence[str], checked: Checked) -> list[str]:
    """Files that are no tables, and were therefore not checked: beside tables in a folder, or chosen by themselves."""
    alone = [
        name for name in chosen if Path(name).is_file() and not is_table(name) and not name.casefold().endswith(".zip")
    ]
    return [*(file.path for file in checked.inputs.beside), *alone]
