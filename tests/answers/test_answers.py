"""Explanations and waivers: what was said to a finding holds for that finding, and errors are not talked away."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from application.enterprise import whole_package
from receive_samples import changed
from summary.forms import write

from xltools.answers.explanations import THIS_BOOK, Explained, Explanation, of_file
from xltools.answers.waivers import load_waivers, waived
from xltools.app.package import check_package, receipt_of
from xltools.cli import run
from xltools.errors import InputRefused, UsageError
from xltools.findings import AnswerKind, FileReport, Finding, FindingAnswer, Severity

WORDS = FindingAnswer(kind=AnswerKind.EXPLAINED, text="已核对")


def finding(severity: Severity = Severity.WARNING, value: str = "12") -> Finding:
    return Finding(rule="r", severity=severity, sheet="附件6", cells=("C9",), value=value, message="不合")


def explanation(**other: str) -> Explanation:
    facts = {"file": "收件/甲.xlsx", "sheet": "附件6", "cell": "C9", "rule": "r", "value": "12", "text": "已核对"}
    return Explanation(**(facts | other))


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        ({}, True),
        ({"value": "１２"}, True),
        ({"file": "甲.xlsx"}, True),  # a list that names files below their common folder
        ({"value": "13"}, False),  # the value changed since: a new question
        ({"cell": "C10"}, False),
        ({"file": "乙.xlsx"}, False),
        ({"rule": "s"}, False),
    ],
)
def test_an_explanation_holds_for_the_cell_rule_and_value(said: dict[str, str], holds: bool) -> None:
    answer = Explained([explanation(**said)]).answer(finding(), "收件/甲.xlsx")
    assert (answer is not None) == holds


def test_an_error_is_not_talked_away_but_a_waiver_lifts_it() -> None:
    from dataclasses import replace

    explained = [replace(finding(severity), answer=WORDS) for severity in Severity]
    report = FileReport("a", "", None, None, "read", findings=tuple(explained))
    assert [report.count(severity) for severity in Severity] == [1, 0, 0]
    assert report.answered(AnswerKind.EXPLAINED) == 2
    lifted = replace(finding(Severity.ERROR), answer=replace(WORDS, kind=AnswerKind.WAIVED))
    assert lifted.settled


def test_a_waiver_says_everything_or_nothing_is_lifted(tmp_path: Path) -> None:
    path = tmp_path / "豁免.toml"
    write(path, '[[豁免]]\n规则 = "r"\n单位 = "甲公司"\n'.encode())
    with pytest.raises(InputRefused, match="第 1 条没有写理由、批准人"):
        load_waivers(str(path))
    write(
        path,
        '[[waiver]]\nrule = "r"\nunit = "甲公司"\nreason = "自制"\napprover = "李四"\nuntil = 2025-12-31\n'.encode(),
    )
    (one,) = load_waivers(str(path))
    assert waived(finding(), "甲公司", [one], date(2025, 12, 31)) is not None
    assert waived(finding(), "甲公司", [one], date(2026, 1, 1)) is None
    assert waived(finding(), "乙公司", [one], date(2025, 1, 1)) is None


def test_validate_reads_what_was_written_into_its_own_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = whole_package(tmp_path / "甲")
    path = folder / "4" / "附件6-投资明细.xlsx"
    write(path, changed(path.read_bytes(), {"K4": "123"}))
    out = tmp_path / "校验结果.xlsx"
    run(["validate", str(path), "--notice", "wuhan-2025", "-o", str(out)])
    book = openpyxl.load_workbook(out)
    sheet = book["校验结果"]
    columns = {cell.value: cell.column for cell in sheet[3]}
    row = next(n for n in range(4, sheet.max_row + 1) if sheet.cell(n, columns["级别"]).value == "提醒")
    sheet.cell(row, columns["说明"]).value, sheet.cell(row, columns["说明人"]).value = "旧式发票", "张三"
    book.save(out)
    capsys.readouterr()
    run(["validate", str(path), "--notice", "wuhan-2025", "-o", str(out), "--force"])
    again = openpyxl.load_workbook(out)["校验结果"]
    said = {
        again.cell(n, columns["级别"]).value: again.cell(n, columns["说明人"]).value
        for n in range(4, again.max_row + 1)
    }
    assert said["已说明"] == "张三"


def test_a_receipt_hides_no_waiver_and_a_package_is_one_enterprises(tmp_path: Path) -> None:
    folder = whole_package(tmp_path / "甲")
    (folder / "9" / "视频.mp4").write_bytes(b"")
    path = tmp_path / "豁免.toml"
    write(path, '[[豁免]]\n规则 = "9-film.empty_file"\n单位 = "*"\n理由 = "光盘另报"\n批准人 = "李四"\n'.encode())
    report = check_package(str(folder), waivers=load_waivers(str(path)))
    assert report.complete
    assert receipt_of(report)["waived"] == [
        {"rule": "9-film.empty_file", "reason": "光盘另报", "approver": "李四", "until": ""}
    ]
    from receive_samples import NAMES, papers

    for number in (0, 1):
        write(tmp_path / "区" / NAMES[number] / "附件1.xlsx", papers(number)["1/附件1-申报表.xlsx"])
    with pytest.raises(UsageError, match="receive"):
        check_package(str(tmp_path / "区"))


def test_a_list_inside_a_submission_speaks_of_it_unless_a_line_names_another_file() -> None:
    said = {"sheet": "附件6", "cell": "C4", "rule": "r", "value": "", "text": "已核对"}
    lines = [Explanation(file=file, **said) for file in ("", THIS_BOOK, "别的.xlsx")]
    assert [one.file for one in of_file(lines, "甲/附件6.xlsx")] == ["甲/附件6.xlsx", "甲/附件6.xlsx", "别的.xlsx"]
