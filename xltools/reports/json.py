"""The JSON contract of ``--format json``: one document per command, amounts as decimal strings in 元, dates ISO.

The shapes stand in `documents/`, with what may change in them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, overload

from ..documents import envelope
from ..findings import FileReport, Finding, Refused, Report, Severity, SheetReport
from ..formats.grid import NO_VALUE, Book, Grid, Value, a1
from ..notice.provenance import said_of_packs
from ..summary.since import since_words
from .advice import advice

if TYPE_CHECKING:
    from ..documents.findings import (
        AssumedDocument,
        FileDocument,
        FindingDocument,
        PlacedFinding,
        RefusalDocument,
        ReportDocument,
        SheetDocument,
    )
    from ..documents.ledger import EnterpriseDocument, LedgerDocument, LedgerRowDocument
    from ..documents.summary import InspectDocument, InspectedSheet, MergeDocument, ReceiptFile, SinceDocument
    from ..ledger import EnterpriseTotal, Ledger, LedgerRow
    from ..summary.model import FileReceipt, Merged
    from ..summary.since import SinceLast


def dumps(document: Mapping[str, object]) -> str:
    """The document as text: readable Chinese, no NaN, one final newline."""
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


@overload
def decimal_text(amount: Decimal) -> str: ...
@overload
def decimal_text(amount: Decimal | None) -> str | None: ...
def decimal_text(amount: Decimal | None) -> str | None:
    """``Decimal("6.78E+6")`` -> ``"6780000"``: no exponent, no trailing zeros behind the point, no minus zero."""
    if amount is None:
        return None
    text = format(amount, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def amounts(sums: Mapping[str, Decimal]) -> dict[str, str]:
    return {key: decimal_text(value) for key, value in sums.items()}


def letter_report_json(report: Report) -> ReportDocument:
    """`xltools check-letter --format json`."""
    return report_json(report, "check-letter")


def report_json(report: Report, command: str = "validate") -> ReportDocument:
    """`xltools validate --format json`."""
    return {
        **envelope(command),
        "files": [_file(file) for file in report.files],
        "packs": list(said_of_packs(file.notice for file in report.files)),
        "assumed": assumptions(report.assumed),
        "beside": [{"path": file.path, "kind": file.kind} for file in report.beside],
        "summary": {
            "files": len(report.files),
            "refused": report.refused,
            "errors": report.count(Severity.ERROR),
            "warnings": report.count(Severity.WARNING),
            "infos": report.count(Severity.INFO),
        },
    }


def _file(file: FileReport) -> FileDocument:
    document: FileDocument = {
        "path": file.path,
        "sha256": file.sha256,
        "notice": file.notice,
        "attachment": file.attachment,
        "status": file.status,
        "sheets": [_sheet(sheet) for sheet in file.sheets],
        "findings": [finding_json(finding) for finding in file.findings],
    }
    if file.refusal is not None:
        document["refusal"] = refusal_json(file.refusal)
    if file.submitter:
        document["submitter"] = file.submitter
    return document


def _sheet(sheet: SheetReport) -> SheetDocument:
    return {
        "name": sheet.name,
        "state": sheet.state,
        "used_range": sheet.used_range,
        "cells": sheet.cells,
        "rows": sheet.rows,
        "notice": sheet.notice,
        "attachment": sheet.attachment,
        "left_out": sheet.left_out,
    }


def finding_json(finding: Finding) -> FindingDocument:
    """One finding; `answer` only where there is one: most have none."""
    document: FindingDocument = {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "sheet": finding.sheet,
        "cell": finding.cell,
        "cells": list(finding.cells),
        "related": [{"path": place.path, "sheet": place.sheet, "cell": place.cell} for place in finding.related],
        "column": finding.column,
        "value": finding.value,
        "expected": finding.expected,
        "message": finding.message,
        "fix": advice(finding),
        "basis": finding.basis,
    }
    if (said := finding.answer) is not None:
        document["answer"] = {"kind": said.kind.value, "text": said.text, "who": said.who, "when": said.when}
    return document


def placed(findings: Iterable[Finding]) -> list[PlacedFinding]:
    """Findings outside a file's list say which file they belong to."""
    return [{"path": finding.path, **finding_json(finding)} for finding in findings]


def assumptions(pairs: Iterable[tuple[str, str]]) -> list[AssumedDocument]:
    return [{"title": title, "value": value} for title, value in pairs]


def ledger_json(ledger: Ledger) -> LedgerDocument:
    """`xltools total --format json`."""
    return {
        **envelope("total"),
        "window": {"start": ledger.start.isoformat(), "end": ledger.end.isoformat()},
        "unit": "元",
        "date_basis": ledger.date_basis,
        "tax_basis": ledger.tax_basis,
        "counted": decimal_text(ledger.counted),
        "undecided": decimal_text(ledger.undecided),
        "not_counted": decimal_text(ledger.not_counted),
        "unreadable": ledger.unreadable,
        "floor": decimal_text(ledger.floor),
        "floor_basis": ledger.floor_basis,
        "meets_floor": ledger.meets_floor,
        "at_least": decimal_text(ledger.at_least),
        "at_most": decimal_text(ledger.at_most),
        "decides": [line for enterprise in ledger.enterprises for line in enterprise.decides],
        "enterprises": [_enterprise(enterprise) for enterprise in ledger.enterprises],
        "by_category": amounts(ledger.by_category),
        "bases": [
            {
                "date_basis": basis.date_basis,
                "tax_basis": basis.tax_basis,
                "counted": decimal_text(basis.counted),
                "undecided": decimal_text(basis.undecided),
                "meets_floor": basis.meets_floor,
            }
            for basis in ledger.bases
        ],
        "rows": [_ledger_row(row) for row in ledger.rows],
        "refused": [{"path": path, "code": code, "message": message} for path, code, message in ledger.refused],
        "packs": list(said_of_packs([ledger.notice])),
        "assumed": assumptions(ledger.assumed),
        "findings": placed(ledger.findings),
    }


def _enterprise(enterprise: EnterpriseTotal) -> EnterpriseDocument:
    return {
        "name": enterprise.name,
        "files": list(enterprise.files),
        "counted": decimal_text(enterprise.counted),
        "undecided": decimal_text(enterprise.undecided),
        "not_counted": decimal_text(enterprise.not_counted),
        "unreadable": enterprise.unreadable,
        "meets_floor": enterprise.meets_floor,
        "at_least": decimal_text(enterprise.at_least),
        "at_most": decimal_text(enterprise.at_most),
        "decides": list(enterprise.decides),
        "by_category": amounts(enterprise.by_category),
    }


def _ledger_row(row: LedgerRow) -> LedgerRowDocument:
    return {
        "file": row.file,
        "sheet": row.sheet,
        "row": row.row,
        "amount": decimal_text(row.amount),
        "date": period_text(row.period),
        "verdict": row.verdict.value,
        "reason": row.reason,
        "enterprise": row.enterprise,
        "name": row.name,
        "category": row.category,
        "cell": row.cell,
    }


def period_text(period: tuple[date, date] | None) -> str | None:
    """A day as ``2024-03-05``; a month or year, known only as a span, as ISO interval ``2024-03-01/2024-03-31``."""
    if period is None:
        return None
    first, last = period
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


def merge_json(merged: Merged, output: str) -> MergeDocument:
    """`xltools merge --format json`: the receipt."""
    return {
        **envelope("merge"),  # type: ignore[typeddict-item]  # mypy fears that an envelope could hold the optional keys
        "output": output,
        "notice": merged.notice.id,
        "packs": list(said_of_packs([merged.notice])),
        "attachment": merged.attachment.key,
        "level": merged.level,
        "files": [_receipt(file) for file in merged.files],
        "rows_in": merged.rows_in,
        "rows_out": merged.rows_out,
        "rows_rejected": merged.rows_rejected,
        "rejected": [
            {"file": row.file, "sheet": row.sheet, "row": row.row, "reason": row.reason} for row in merged.rejected
        ],
        "sums_in": amounts(merged.sums_in),
        "sums_out": amounts(merged.sums_out),
        "sums_rejected": amounts(merged.sums_rejected),
        "balanced": merged.balanced,
        "missing": list(merged.missing),
        "order": merged.order,
        "since_last": None if merged.since is None else [_since(one) for one in merged.since],
        "findings": placed(merged.findings),
    }


def _since(one: SinceLast) -> SinceDocument:
    return {
        "kind": one.kind.value,
        "office": one.office,
        "about": one.about,
        "block": one.block,
        "column": one.column,
        "before": one.before,
        "after": one.after,
        "rows": one.whole or 1,
        "message": since_words(one),
    }


def _receipt(file: FileReceipt) -> ReceiptFile:
    document: ReceiptFile = {
        "path": file.path,
        "status": file.status,
        "sha256": file.sha256,
        "office": file.office,
        "office_from": file.office_from,
        "rows_read": file.rows_read,
        "rows_merged": file.rows_merged,
        "rows_rejected": file.rows_rejected,
        "furniture": file.furniture,
        "sums": amounts(file.sums),
    }
    if file.code:
        document["code"] = file.code
    if file.message:
        document["message"] = file.message
    return document


def stored_json(value: Value) -> str | bool | None:
    """A stored value for `inspect`: numbers as decimal strings, dates ISO, a formula without a result as None."""
    if value is NO_VALUE:
        return None
    if isinstance(value, bool | str):
        return value if isinstance(value, bool) else str(value)
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0)
        return value.date().isoformat() if midnight else value.isoformat()
    if isinstance(value, Decimal):
        return decimal_text(value)
    raise TypeError(type(value).__name__)


def book_json(book: Book) -> InspectDocument:
    """`xltools inspect --format json` before a form is bound: every sheet with every cell as stored."""
    return {
        **envelope("inspect"),  # type: ignore[typeddict-item]  # mypy fears that an envelope could hold the optional keys
        "path": book.path,
        "sha256": book.sha256,
        "status": "read",
        "format": book.format,
        "sheets": [_grid(grid) for grid in book.grids],
    }


def _grid(grid: Grid) -> InspectedSheet:
    return {
        "name": grid.name,
        "state": grid.state.value,
        "used_range": grid.used_range,
        "cells": {a1(row, column): stored_json(value) for row, column, value in grid.cells()},
    }


def refusal_json(refusal: Refused) -> RefusalDocument:
    """Why a file could not be read, and where in it that was found."""
    return {"code": refusal.code, "message": refusal.message, "sheet": refusal.sheet, "cell": refusal.cell}


def refused_json(path: str, sha256: str, refusal: Refused) -> InspectDocument:
    """`xltools inspect --format json` of a file that cannot be read."""
    return {
        **envelope("inspect"),  # type: ignore[typeddict-item]  # mypy fears that an envelope could hold the optional keys
        "path": path,
        "sha256": sha256,
        "status": "refused",
        "refusal": refusal_json(refusal),
        "sheets": [],
    }
