"""The findings workbook and the ledger workbook: right figures, working links, no live text of strangers."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from xltools.files.names import safe_name, visible
from xltools.findings import FileReport, Finding, Place, Refused, Report, Severity, SheetReport
from xltools.ledger import BasisTotal, EnterpriseTotal, Ledger, LedgerRow, Verdict
from xltools.office.opc import unpack
from xltools.office.safetext import guard_csv, sheet_title, xml_text
from xltools.reports.findings_book import write_findings
from xltools.reports.ledger_book import write_ledger
from xltools.words import VERDICT

ODD = '=HYPERLINK("http://example.invalid","x")'


def load(data: bytes, **options: Any) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data), **options)


def report() -> Report:
    findings = (
        Finding(
            rule="required",
            severity=Severity.ERROR,
            sheet="附件6",
            cells=("C9",),
            message="没有填写。",
            value=ODD,
            fix="@补填",
        ),
        Finding(
            rule="unique",
            severity=Severity.WARNING,
            sheet="附件6",
            cells=("J9", "J10"),
            message="发票号码重复。",
            related=(Place("a/b.xlsx", "附件6", "J4"),),
        ),
    )
    read = SheetReport(name="附件6", state="visible", used_range="A1:B2", cells=3, rows=12)
    return Report(
        files=(
            FileReport(
                "收件/甲#1.xlsx",
                "x",
                "wuhan-2025",
                "附件6",
                "read",
                sheets=(read,),
                findings=findings,
                submitter="武汉示例甲",
            ),
            FileReport("收件/乙.xlsx", "y", None, None, "refused", refusal=Refused("corrupt", "文件已损坏。")),
        ),
        assumed=(("日期口径", "开票日期"),),
    )


def test_findings_are_a_list_to_filter_and_to_jump_from() -> None:
    data = write_findings(report(), links_base=Path("输出"))
    assert data == write_findings(report(), links_base=Path("输出"))
    book = load(data)
    assert book.sheetnames == ["校验结果", "校验概览", "_xltools"]
    sheet = book["校验结果"]
    assert sheet.auto_filter.ref == "A3:O5"
    assert sheet.print_area == "'校验结果'!$A$1:$H$5"
    assert [cell.value for cell in sheet[4]][1:5] == ["错误", "甲#1.xlsx", "附件6", "C9"]
    assert [cell.value for cell in sheet[4]][9] == ODD
    assert sheet["E4"].hyperlink.target == "../收件/甲%231.xlsx"
    assert sheet["E4"].hyperlink.location == "'附件6'!C9"
    assert "a/b.xlsx 附件6!J4" in sheet["F5"].value
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    overview = book["校验概览"]
    assert [cell.value for cell in overview[3]][5:] == ["已读取", 12, 1, 1, 0, None]
    assert overview["K4"].value == "文件已损坏。"


def test_no_findings_is_said() -> None:
    assert "没有发现问题。" in [cell.value for cell in load(write_findings(Report(files=())))["校验结果"][4]]


def ledger() -> Ledger:
    names = ("武汉示例甲股份有限公司", "=武汉示例*乙")
    rows = tuple(
        LedgerRow(
            file="收件/甲.xlsx",
            sheet="附件6",
            row=7 + number,
            enterprise=name,
            name=ODD,
            category="设备改造" if number % 2 else "生产性设备购置",
            amount=None if verdict is Verdict.UNREADABLE else Decimal("1234567.89") * (number + 1),
            period=(date(2024, 3, 1), date(2024, 3, 31)),
            verdict=verdict,
            reason="示例",
            cell=f"L{7 + number}",
        )
        for name in names
        for number, verdict in enumerate(Verdict)
    )

    def total(name: str | None, *verdicts: Verdict) -> Decimal:
        return sum(
            (r.amount or Decimal(0) for r in rows if name in (None, r.enterprise) and r.verdict in verdicts), Decimal(0)
        )

    left_out = (Verdict.OUTSIDE, Verdict.DUPLICATE, Verdict.EXCLUDED)
    return Ledger(
        start=date(2023, 10, 1),
        end=date(2025, 9, 30),
        date_basis="invoice",
        tax_basis="with",
        counted=total(None, Verdict.COUNTED),
        undecided=total(None, Verdict.UNDECIDED),
        not_counted=total(None, *left_out),
        unreadable=2,
        floor=Decimal(50_000_000),
        floor_basis="示例 §二",
        meets_floor=None,
        enterprises=tuple(
            EnterpriseTotal(
                name=name,
                files=("收件/甲.xlsx",),
                counted=total(name, Verdict.COUNTED) + (Decimal(1) if name.startswith("=") else Decimal(0)),
                undecided=total(name, Verdict.UNDECIDED),
                not_counted=total(name, *left_out),
                unreadable=1,
                meets_floor=None,
                by_category={},
            )
            for name in names
        ),
        by_category={"生产性设备购置": total(None, Verdict.COUNTED)},
        bases=(
            BasisTotal(
                date_basis="payment", tax_basis="without", counted=Decimal(1), undecided=Decimal(0), meets_floor=False
            ),
        ),
        rows=rows,
    )


def test_the_ledger_is_live_and_carries_its_results() -> None:
    data = write_ledger(ledger())
    assert data == write_ledger(ledger())
    live, still = load(data)["投资合计"], load(data, data_only=True)["投资合计"]
    assert live["C7"].value.startswith("SUMIFS") or live["C7"].value.startswith("=SUMIFS")
    assert still["C7"].value == pytest.approx(123.456789)
    # A sum that the rows do not give (a contract counted once) is written as it is, not as a formula that differs.
    assert live["C8"].value == pytest.approx(123.456889)
    rows = load(data)["逐笔明细"]
    assert rows["G4"].value == ODD
    assert rows["G4"].data_type != "f"
    assert {rows.cell(row, 11).value for row in range(4, 16)} == set(VERDICT.values())
    assert rows["F4"].hyperlink.location == "'附件6'!L7"


def test_the_ledger_has_native_charts() -> None:
    parts = unpack(write_ledger(ledger()))
    assert len([name for name in parts if name.startswith("xl/charts/")]) == 2
    assert len(load(write_ledger(ledger()))["投资合计"]._charts) == 2


@pytest.mark.libreoffice
def test_the_ledgers_formulas_give_what_was_written(tmp_path: Path, soffice: Any) -> None:
    path = tmp_path / "ledger.xlsx"
    path.write_bytes(write_ledger(ledger()))
    again = load(soffice(path, "xlsx", tmp_path / "out").read_bytes(), data_only=True)["投资合计"]
    ours, formulas = load(path.read_bytes(), data_only=True)["投资合计"], load(path.read_bytes())["投资合计"]
    cells = [c.coordinate for row in formulas.iter_rows() for c in row if c.data_type == "f" and c.coordinate != "C9"]
    assert len(cells) >= 10
    for cell in cells:
        assert again[cell].value == pytest.approx(ours[cell].value), cell


def test_an_empty_ledger_is_written() -> None:
    from dataclasses import replace

    empty = replace(ledger(), rows=(), enterprises=(), by_category={}, bases=())
    assert load(write_ledger(empty)).sheetnames[:2] == ["投资合计", "逐笔明细"]


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "＝1+1"])
def test_csv_fields_cannot_become_formulas(text: str) -> None:
    assert guard_csv(text) == "'" + visible(text)


@pytest.mark.parametrize("text", ["-12.5", "+1,000.00", "甲", "", "12%"])
def test_csv_fields_that_are_harmless_stay(text: str) -> None:
    assert guard_csv(text) == text


def test_names_that_every_system_accepts() -> None:
    assert safe_name('附件6: a/b\\c*?"<>|.') == "附件6_ a_b_c______"
    assert safe_name("CON") == "_CON"
    assert sheet_title("附件[6]/表" * 9) == ("附件_6__表" * 9)[:31]
    assert xml_text("a\x01&<_x0041_") == "a_x0001_&amp;&lt;_x005F_x0041_"
