"""The page's Python side, outside the browser: each thing it hands over is the command line's."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest
import sheets

from xltools.app.mark import mark_copies
from xltools.app.package import check_package, verify_receipt
from xltools.app.repair import suggestions
from xltools.app.total import total
from xltools.app.validate import validate
from xltools.demo.generate import generate
from xltools.forms.inputs import Request
from xltools.page import runner
from xltools.reports.application import package_json
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
    assert "--" not in text_of(runner.save("report", out=str(tmp_path / "out"))).partition("<table")[2]


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


def test_findings_are_a_workbook_with_numbers_as_they_were_typed(tmp_path: Path) -> None:
    """A long number, a leading zero and a formula's sign stay text."""
    (tmp_path / "附件6.xlsx").write_bytes(sheets.xlsx(ONE_LINE.replace("见合同", "0012345678901234567890元整")))
    checked(tmp_path, "附件6.xlsx", notice="wuhan-2025")
    rows = list(openpyxl.load_workbook(runner.save("findings", out=str(tmp_path / "out")))["校验结果"].values)
    values = {value for row in rows for value in row if isinstance(value, str)}
    assert any("0012345678901234567890" in value for value in values)
    assert not any(value.startswith("=") for value in values)


def text_of(path: str) -> str:
    return Path(path).read_text(encoding="utf-8")


ENTERPRISE = "武汉示例寅辛智能家电股份有限公司"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """One enterprise's folder with a few of its papers."""
    generate(tmp_path / "demo")
    folder = tmp_path / "寅辛"
    folder.mkdir()
    for path in (tmp_path / "demo").rglob(f"附件*{ENTERPRISE}.xlsx"):
        shutil.copy(path, folder)
    (folder / "承诺书.pdf").write_bytes(b"%PDF-1.4\n%%EOF")
    return folder


def test_the_checklist_is_the_command_lines(tmp_path: Path, package: Path) -> None:
    checked(tmp_path, "寅辛")
    (shown,) = json.loads(runner.checklist())
    assert shown["package"] == package_json(check_package("寅辛"))
    words = {item["title"]: item["word"] for item in shown["items"]}
    assert words["资料真实性承诺书"] == "齐备"
    assert words["申请报告"] == "缺少"
    assert shown["lacking"] == sum(word == "缺少" for word in words.values())


def test_files_chosen_one_by_one_are_one_application(tmp_path: Path, package: Path) -> None:
    checked(package, *sorted(path.name for path in package.iterdir()))
    (shown,) = json.loads(runner.checklist())
    assert shown["enterprise"] == ENTERPRISE
    assert shown["folder"] == ""


def test_what_has_no_checklist_says_why_in_the_words_of_the_page(tmp_path: Path) -> None:
    (tmp_path / "甲").mkdir()
    (tmp_path / "甲" / "unknown.xlsx").write_bytes(sheets.xlsx("| 甲 | 乙 |\n| 1 | 2 |"))
    checked(tmp_path, "甲")
    (shown,) = json.loads(runner.checklist())
    assert shown["package"] is None
    assert "“通知”一栏" in shown["why"]
    assert "--" not in shown["why"]


def test_the_receipt_is_proved_by_the_command_line(tmp_path: Path, package: Path) -> None:
    checked(tmp_path, "寅辛")
    runner.checklist()
    path = runner.save("receipt", out=str(tmp_path / "out"))
    assert verify_receipt(path, str(package)).good
    (package / "承诺书.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    assert not verify_receipt(path, str(package)).good


def test_marked_copies_are_the_command_lines(tmp_path: Path, package: Path) -> None:
    checked(tmp_path, "寅辛")
    with zipfile.ZipFile(runner.save("marked", out=str(tmp_path / "out"))) as made:
        ours = {name: made.read(name) for name in made.namelist()}
    theirs = mark_copies(validate(Request(paths=("寅辛",))), tmp_path / "marked")
    assert ours == {path.name: path.read_bytes() for path in theirs}


def test_a_typed_explanation_settles_the_reminder_and_is_read_back_from_the_marked_copy(
    tmp_path: Path, package: Path
) -> None:
    shown = checked(tmp_path, "寅辛")["shown"]
    file = next(file for file in shown["files"] if file["warnings"])
    line = next(line for line in file["lines"] if line["severity"] == "warning")
    said = json.loads(runner.explain(line["id"], " 合同已核对 "))
    now = next(one for one in said["files"] if one["path"] == file["path"])
    assert now["warnings"] == file["warnings"] - line["count"]
    kept = json.dumps(said["explanations"], ensure_ascii=False)

    again = json.loads(runner.check('["寅辛"]', "", str(tmp_path), None, kept))["shown"]
    assert "合同已核对" in {one["explained"] for one in again["files"][-1]["lines"]}
    marked = tmp_path / "back"
    with zipfile.ZipFile(runner.save("marked", out=str(tmp_path / "out"))) as made:
        made.extractall(marked)
    report = validate(Request(paths=(str(marked),))).report
    answers = {one.answer.text for one in next(iter(report.files[-1:])).findings if one.answer is not None}
    assert answers == {"合同已核对"}

    checked(tmp_path, "寅辛")
    assert json.loads(runner.explain(line["id"], "甲"))["explanations"]
    assert json.loads(runner.explain(line["id"], ""))["explanations"] == []


def test_accepted_suggestions_are_done_on_a_copy_and_no_others(tmp_path: Path, package: Path) -> None:
    checked(tmp_path, "寅辛")
    found = json.loads(runner.suggest())
    file = next(path for path in package.iterdir() if path.name == Path(found[0]["path"]).name)
    before = file.read_bytes()
    made = json.loads(runner.repair("[0]", str(tmp_path / "out")))
    assert (made["repairs"], made["copies"], Path(made["path"]).name) == (1, 1, file.name)
    assert file.read_bytes() == before
    whole = {one.cell: one for one in suggestions(validate(Request(paths=(made["path"],))))}
    assert len(whole) == len([one for one in found if one["path"] == found[0]["path"]]) - 1
    assert found[0]["cell"] not in whole


def test_each_enterprise_has_its_own_floor_and_a_batch_none(tmp_path: Path) -> None:
    generate(tmp_path)
    total = checked(tmp_path, "wuhan-2025")["shown"]["total"]
    assert len(total["enterprises"]) > 1
    assert "state" not in total
    undecided = [one for one in total["enterprises"] if one["state"] == "warning"]
    assert all(one["decides"] for one in undecided)
    assert undecided


def test_the_row_around_a_wrong_cell_is_drawn(tmp_path: Path, package: Path) -> None:
    shown = checked(tmp_path, "寅辛")["shown"]
    rows = [line["row"] for file in shown["files"] for line in file["lines"] if line["severity"] == "error"]
    assert all(any(wrong for *_, wrong in row["cells"]) for row in rows)
    letters, heading, _, _ = rows[0]["cells"][0]
    assert (letters, heading) == ("A", "序号")


def test_progress_names_every_file(tmp_path: Path, package: Path) -> None:
    told: list[tuple[int, int, str]] = []
    runner.check('["寅辛"]', "", str(tmp_path), lambda *said: told.append(said))
    assert [done for done, *_ in told] == [1, 2]
    assert all(path.startswith("寅辛/附件") for *_, path in told)


def test_saved_reports_are_pages_of_their_own(tmp_path: Path) -> None:
    generate(tmp_path)
    checked(tmp_path, "wuhan-2025")
    for what in ("report", "ledger-page"):
        page = text_of(runner.save(what, out=str(tmp_path / "out")))
        assert "Content-Security-Policy" in page
        assert "武汉示例" in page


def test_what_was_assumed_is_said_without_the_packs_id(tmp_path: Path) -> None:
    generate(tmp_path)
    assumed = checked(tmp_path, "wuhan-2025")["shown"]["assumed"]
    assert assumed
    assert not any("wuhan-2025" in one for one in assumed)
    several = checked(tmp_path, "wuhan-2025", "hubei-2022")["shown"]["assumed"]
    assert any(one.startswith("2025年武汉市标杆智能工厂遴选：") for one in several)


def test_papers_chosen_one_by_one_are_materials_and_no_unreadable_tables(tmp_path: Path, package: Path) -> None:
    """All files of a folder marked with Ctrl+A: as the folder itself."""
    for left_behind in ("Thumbs.db", "desktop.ini"):
        (package / left_behind).write_bytes(b"x")
    shown = checked(package, *sorted(path.name for path in package.iterdir()))["shown"]
    assert all(file["path"].endswith(".xlsx") for file in shown["files"])
    assert "承诺书.pdf" in shown["passed_over"]
    (one,) = json.loads(runner.checklist())
    assert {item["title"]: item["word"] for item in one["items"]}["资料真实性承诺书"] == "齐备"
    assert checked(tmp_path, "寅辛")["shown"]["passed_over"] == ["寅辛/承诺书.pdf"]


def test_a_paper_alone_is_no_table_and_no_error(tmp_path: Path, package: Path) -> None:
    shown = checked(package, "承诺书.pdf")["shown"]
    assert (shown["state"], shown["files"], shown["passed_over"]) == ("warning", [], ["承诺书.pdf"])


def test_a_copy_is_left_out_and_did_not_pass(tmp_path: Path, package: Path) -> None:
    """What is wrong in it is said of the file that counts; here a tag 通过 would be false."""
    (investment,) = package.glob("附件6*")
    shutil.copy(investment, package / "附件6-改前.xlsx")
    tags = {Path(file["path"]).stem: file["tag"] for file in checked(tmp_path, "寅辛")["shown"]["files"]}
    assert sorted(tag for name, tag in tags.items() if name.startswith("附件6")) == ["2 处错误", "未采用"]
