"""The page's Python side, outside the browser."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
import sheets

from xltools.app.total import total
from xltools.app.validate import validate
from xltools.demo.generate import generate
from xltools.forms.inputs import Request
from xltools.page import runner
from xltools.reports.json import ledger_json, report_json

ONE_LINE = """
# 附件6
| 生产性设备购置与改造投资以及项目相关的研发投入明细表 | < | < | < |
| 序号 | 投资类别 | 设备名称 | 含税金额 |
| 1 | 设备改造 | '=HYPERLINK(1) | 见合同 |
"""


def checked(folder: Path, *names: str, notice: str = "") -> dict:
    return json.loads(runner.check(json.dumps(names), notice, str(folder)))


@pytest.fixture(autouse=True)
def _stay(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)  # a check changes the working folder; this puts it back


def test_the_page_says_what_the_command_line_says(tmp_path: Path) -> None:
    generate(tmp_path)
    verdict = checked(tmp_path, "wuhan-2025")
    request = Request(paths=("wuhan-2025",))
    assert verdict["validate"] == report_json(validate(request).report)
    assert verdict["total"] == ledger_json(total(request)[0])


def test_what_is_shown_names_no_option_of_the_command_line(tmp_path: Path) -> None:
    generate(tmp_path)
    (tmp_path / "unknown.xlsx").write_bytes(sheets.xlsx("| 甲 | 乙 |\n| 1 | 2 |"))
    verdict = checked(tmp_path, "wuhan-2025", "hubei-2022", "unknown.xlsx")
    assert "--notice" in json.dumps(verdict["validate"], ensure_ascii=False)
    assert "--" not in json.dumps(verdict["shown"], ensure_ascii=False)
    assert "--" not in runner.report_page().partition("<table")[2]
    assert "--notice" not in runner.findings_csv()


def test_files_that_are_no_tables_are_named(tmp_path: Path) -> None:
    (tmp_path / "申报" / "证明").mkdir(parents=True)
    (tmp_path / "申报" / "附件6.xlsx").write_bytes(sheets.xlsx(ONE_LINE))
    (tmp_path / "申报" / "证明" / "发票.pdf").write_bytes(b"%PDF-1.4")
    shown = checked(tmp_path, "申报")["shown"]
    assert shown["passed_over"] == ["申报/证明/发票.pdf"]
    assert [file["path"] for file in shown["files"]] == ["申报/附件6.xlsx"]


def test_no_file_is_no_good_news(tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    assert checked(tmp_path, "空")["shown"]["state"] == "warning"


def test_the_chosen_notice_decides(tmp_path: Path) -> None:
    (tmp_path / "附件6.xlsx").write_bytes(sheets.xlsx(ONE_LINE))
    assert checked(tmp_path, "附件6.xlsx", notice="wuhan-2025")["validate"]["files"][0]["notice"] == "wuhan-2025"


def test_csv_opens_in_excel_and_carries_no_formula(tmp_path: Path) -> None:
    (tmp_path / "=附件6.xlsx").write_bytes(sheets.xlsx(ONE_LINE))
    verdict = checked(tmp_path, "=附件6.xlsx", notice="wuhan-2025")
    text = runner.findings_csv()
    assert text.startswith("\ufeff级别,")
    rows = list(csv.reader(io.StringIO(text[1:])))
    assert len(rows) == 1 + len(verdict["validate"]["files"][0]["findings"])
    assert {row[1] for row in rows[1:]} == {"'=附件6.xlsx"}


def test_saved_reports_are_pages_of_their_own(tmp_path: Path) -> None:
    generate(tmp_path)
    checked(tmp_path, "wuhan-2025")
    for page in (runner.report_page(), runner.ledger_page()):
        assert "Content-Security-Policy" in page
        assert "武汉示例" in page


def test_start_tells_the_page_what_it_can_choose() -> None:
    told = json.loads(runner.start())
    assert "wuhan-2025" in [notice["id"] for notice in told["notices"]]
    assert {".xlsx", ".xls", ".et", ".docx", ".csv", ".zip"} <= set(told["endings"])
