"""The JSON contract: keys, amounts, dates."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal

import pytest
from reports import samples

from xltools.formats.grid import NO_VALUE, Book, ErrorValue, Grid, GridRow
from xltools.reports.json import (
    book_json,
    decimal_text,
    dumps,
    ledger_json,
    merge_json,
    period_text,
    report_json,
    stored_json,
)

FILE_KEYS = {"path", "sha256", "notice", "attachment", "status", "sheets", "findings"}
FINDING_KEYS = {
    *("rule", "severity", "sheet", "cell", "cells", "related", "column"),
    *("value", "expected", "message", "fix", "basis"),
}


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("5.8796769E+7", "58796769"),
        ("-332410.00", "-332410"),
        ("0.10", "0.1"),
        ("-0.00", "0"),
        ("100", "100"),
        ("0", "0"),
    ],
)
def test_amounts_have_no_exponent(amount: str, text: str) -> None:
    assert decimal_text(Decimal(amount)) == text


def test_a_span_of_days_is_an_interval() -> None:
    assert period_text((date(2024, 3, 5), date(2024, 3, 5))) == "2024-03-05"
    assert period_text((date(2024, 3, 1), date(2024, 3, 31))) == "2024-03-01/2024-03-31"
    assert period_text(None) is None


def test_report_document() -> None:
    document = report_json(samples.report())
    assert {"tool", "version", "files", "summary"} <= document.keys()
    assert document["summary"] == {"files": 3, "refused": 1, "errors": 3, "warnings": 1, "infos": 1}
    first, _, refused = document["files"]
    assert first.keys() >= FILE_KEYS
    assert "refusal" not in first
    assert all(finding.keys() == FINDING_KEYS for finding in first["findings"])
    assert first["findings"][1]["cell"] == "M19"
    assert first["findings"][1]["cells"] == ["M19", "L19", "N19"]
    assert first["findings"][3]["related"][0].keys() == {"path", "sheet", "cell"}
    assert first["sheets"][0]["cells"] == 342
    assert refused["status"] == "refused"
    assert refused["refusal"]["code"] == "corrupt"
    assert refused["findings"] == []


def test_ledger_document() -> None:
    document = ledger_json(samples.ledger())
    assert document["window"] == {"start": "2023-10-01", "end": "2025-09-30"}
    assert document["unit"] == "元"
    assert document["counted"] == "89796769"
    assert document["not_counted"] == "5667590"
    assert document["meets_floor"] is None
    assert document["rows"][0]["amount"] == "58796769"
    assert document["rows"][2] == document["rows"][2] | {"amount": None, "verdict": "unreadable", "row": 8}
    assert document["enterprises"][0]["meets_floor"] is True
    assert document["bases"][0].keys() >= {"date_basis", "tax_basis", "counted"}


def test_receipt_document() -> None:
    document = merge_json(samples.merged(), "out.xlsx")
    assert document["output"] == "out.xlsx"
    assert (document["rows_in"], document["rows_out"], document["rows_rejected"]) == (4, 3, 1)
    assert document["balanced"] is True
    assert document["sums_in"]["amount"] == "120000.5"
    assert document["files"][2]["code"] == "corrupt"
    assert "code" not in document["files"][0]
    assert document["rejected"] == [{"file": "洪山区.docx", "sheet": "表1", "row": 9, "reason": "没有企业名称"}]


def test_one_utf8_document() -> None:
    text = dumps(report_json(samples.report()))
    assert "必填" in text
    assert json.loads(text)["tool"] == "xltools"


def test_stored_values() -> None:
    values = [
        "文字",
        Decimal("1E+3"),
        datetime(2024, 3, 5),
        datetime(2024, 3, 5, 8, 30),
        True,
        ErrorValue("#REF!"),
        NO_VALUE,
    ]
    assert [stored_json(value) for value in values] == [
        *("文字", "1000", "2024-03-05", "2024-03-05T08:30:00", True, "#REF!"),
        None,
    ]


def test_inspect_document_lists_every_cell() -> None:
    grid = Grid("附件6", rows={2: GridRow((1, 3), ("序号", Decimal("1.50")), (0, 0))})
    document = book_json(Book("a.xlsx", "0" * 64, "xlsx", [grid]))
    assert document["sheets"][0]["cells"] == {"A2": "序号", "C2": "1.5"}
    assert document["sheets"][0]["used_range"] == "A2:C2"
