"""The nine items of wuhan-2025 and the lists of the other packs; the receipt that the district verifies."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest
from application.enterprise import (
    CODE,
    application,
    document,
    equipment,
    indicators,
    investment,
    mp4,
    png,
    software,
    text_file,
    whole_package,
)
from click.testing import CliRunner
from summary.forms import form, rows_for, write

from xltools.app.package import check_package, verify_receipt, write_receipt
from xltools.application.model import ItemState, PackageReport
from xltools.cli import cli
from xltools.errors import InputRefused, UsageError
from xltools.findings import Severity
from xltools.notice.load import load_notice
from xltools.reports.application import package_json, package_text
from xltools.reports.application_html import package_html

NAME = "武汉示例甲股份有限公司"
MOMENT = datetime(2025, 10, 16, 9, 30)


def states(report: PackageReport) -> Mapping[str, str]:
    return {item.material.key: item.state.value for item in report.items}


def rules(report: PackageReport, *, severity: Severity | None = None) -> list[str]:
    return [f.rule for f in report.findings if f.severity is not Severity.INFO and severity in (None, f.severity)]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return whole_package(tmp_path_factory.mktemp("good") / NAME)


def test_a_whole_package_is_complete(good: Path) -> None:
    report = check_package(str(good))
    assert set(states(report).values()) == {"ok"}
    assert (report.enterprise, report.credit_code, report.factory_type) == (NAME, CODE, "离散型")
    assert report.complete
    assert not report.unassigned
    assert "结论：齐全，没有错误" in package_text(report)
    assert any("7 份" in text for text in report.reminders)


@pytest.mark.parametrize(
    ("path", "data", "state", "rule"),
    [
        ("9/简介.txt", text_file(151), "9-intro", "9-intro.max_chars"),
        ("9/简介.txt", b"", "9-intro", "9-intro.empty_file"),
        ("9/图片2.png", png(200_000), "9-pictures", "9-pictures.min_bytes"),
        ("9/图片2.png", b"", "9-pictures", "9-pictures.empty_file"),
        ("9/图片2.png", b"MZ" + bytes(2_000_000), "9-pictures", "9-pictures.not_a_picture"),
        ("9/图片2.png", None, "9-pictures", "9-pictures.count"),
        ("9/视频.mp4", mp4(200), "9-film", "9-film.max_seconds"),
        ("9/视频.mp4", mp4(100)[:40], "9-film", "9-film.truncated"),
        ("9/演示.pptx", b"PK\x03\x04torn", "9-slides", "9-slides.corrupt"),
        ("8-真实性承诺书.pdf", b"%PDF-1.4 cut", "8-commitment", "8-commitment.truncated"),
        ("6-附件8-装备指标.xlsx", b"PK\x03\x04torn", "6-equipment", "6-equipment.corrupt"),
        ("1/附件1-申报表.xlsx", application(NAME, CODE, accidents="有"), "1-application", "no-accident"),
    ],
)  # fmt: skip
def test_one_wrong_file_is_named_with_its_item(
    path: str, data: bytes | None, state: str, rule: str, tmp_path: Path
) -> None:
    report = check_package(str(whole_package(tmp_path / NAME, **{path: data})), "wuhan-2025")
    assert states(report)[state] == "wrong", package_text(report)
    assert rule in rules(report, severity=Severity.ERROR)
    assert not report.complete
    wrong = next(finding for finding in report.findings if finding.rule == rule)
    assert wrong.path in (path, "")
    assert wrong.fix


def test_what_is_only_to_be_looked_at_is_a_warning(tmp_path: Path) -> None:
    titled = document(["武汉示例甲股份有限公司智能工厂简介", "智" * 148])
    files = {
        "9/简介.txt": None,
        "9/简介.docx": titled,
        "9/视频.mp4": mp4(180.5),
        "4/银行流水.pdf": None,
        "9/图片4.png": png(seed=4),
    }
    report = check_package(str(whole_package(tmp_path / NAME, **files)))
    assert rules(report) == ["4-vouchers.each", "9-intro.max_chars", "9-pictures.count", "9-film.max_seconds"]
    assert report.complete


def test_missing_items_are_named_with_what_they_would_be_found_by(tmp_path: Path) -> None:
    gone = {"3/附件3-场景自测表.xlsx": None, "2-申请报告.docx": None, "9/视频.mp4": None}
    report = check_package(str(whole_package(tmp_path / NAME, **gone)))
    missing = {item.material.key: item for item in report.items if item.state is ItemState.MISSING}
    assert set(missing) == {"3-scenarios", "2-report", "9-film"}
    assert missing["3-scenarios"].title.endswith("附件3（离散型）")
    assert "申请报告" in missing["2-report"].hint
    assert not report.complete


def test_the_factory_types_are_not_mixed(tmp_path: Path) -> None:
    mixed = {"6-附件8-装备指标.xlsx": None, "6-附件9-装备指标.xlsx": equipment_process()}
    report = check_package(str(whole_package(tmp_path / NAME, **mixed)))
    assert "6-equipment.wrong_type" in rules(report)
    assert "one-factory-type" in rules(report)


def equipment_process() -> bytes:
    from application.enterprise import filled

    first = load_notice("wuhan-2025").attachment("附件9").rows[0].key
    return filled("附件9", NAME, [{"key": first, "value": 1, "evidence": "清单1"}])


def test_forms_and_papers_contradict_each_other(tmp_path: Path) -> None:
    other = "91420100MA4JURQ36T"
    files = {
        "1/附件1-申报表.xlsx": application(NAME, CODE, total=6600, invest_equipment=5100),
        "3/附件2-重点指标自测表.xlsx": indicators(NAME, 95),
        "4/附件6-投资明细.xlsx": investment("武汉示例甲有限公司"),
        "5-附件7-软件清单.xlsx": software(NAME, ["WMS仓储管理系统"]),
        "2-申请报告.docx": document(
            [
                "一、改造前情况分析",
                f"信用代码 {other}。",
                "建设目的与预期目标 建设主要内容 前后效益对比分析 行业示范意义",
            ]
        ),
    }
    report = check_package(str(whole_package(tmp_path / NAME, **files)))
    found = {finding.rule: finding for finding in report.cross}
    assert set(found) >= {
        "same-enterprise", "invest-equals-ledger", "network-rate-discrete", "software-in-investment", "code-in-text",
        "name-in-text",
    }  # fmt: skip
    assert (found["code-in-text"].path, found["code-in-text"].value) == ("2-申请报告.docx", other)
    assert found["same-enterprise"].path == "4/附件6-投资明细.xlsx"
    assert all(not place.path.startswith("/") for finding in report.cross for place in finding.related)


def test_a_scan_is_no_form_but_goes_along_with_one(tmp_path: Path) -> None:
    scan = {"1/附件1-申报表盖章扫描件.jpg": png(2000)}
    report = check_package(str(whole_package(tmp_path / "a", **scan)))
    item = next(item for item in report.items if item.material.key == "1-application")
    assert len(item.files) == 2
    assert states(report)["9-pictures"] == "ok", "a scan is none of the three pictures"
    alone = check_package(str(whole_package(tmp_path / "b", **scan, **{"1/附件1-申报表.xlsx": None})), "wuhan-2025")
    assert "1-application.no_form" in rules(alone)


def test_several_forms_in_one_workbook_are_told_apart(tmp_path: Path) -> None:
    import io

    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(indicators(NAME)))
    other = openpyxl.load_workbook(io.BytesIO(equipment(NAME))).worksheets[0]
    sheet = book.create_sheet("附件8")
    for row in other.iter_rows():
        for cell in row:
            if cell.value is not None:
                sheet.cell(cell.row or 1, cell.column or 1).value = cell.value
    out = io.BytesIO()
    book.save(out)
    files = {"3/附件2-重点指标自测表.xlsx": None, "6-附件8-装备指标.xlsx": None, "附件2和8.xlsx": out.getvalue()}
    report = check_package(str(whole_package(tmp_path / NAME, **files)))
    assert states(report)["3-self-test"] != "missing"
    assert states(report)["6-equipment"] != "missing"


def test_litter_links_and_archives(tmp_path: Path) -> None:
    folder = whole_package(tmp_path / NAME)
    write(folder / "Thumbs.db", b"x")
    write(folder / "~$附件1-申报表.xlsx", b"x")
    write(folder / "备份" / "旧材料.zip", b"PK\x05\x06" + bytes(18))
    (folder / "链接.xlsx").symlink_to(folder / "1" / "附件1-申报表.xlsx")
    report = check_package(str(folder))
    assert [file.shown for file in report.unassigned] == ["备份/旧材料.zip"]
    assert rules(report) == ["material.link", "material.archive"]


@pytest.mark.parametrize("notice", ["hubei-2022", "miit-2023", "xiangjiang-2022", "tianjin-2025"])
def test_the_other_lists_work_too(notice: str, tmp_path: Path) -> None:
    long = ["智能制造试点示范项目申报书", "场景一：车间排产", "智" * 3001, "场景二：仓储", "智" * 100]
    write(tmp_path / "卓越级申报书.docx", document(long))
    write(tmp_path / "成熟度自评估报告.pdf", b"%PDF-1.4\n%%EOF")
    attachment = load_notice(notice).attachment("summary")
    write(tmp_path / "推荐汇总表.xlsx", form(attachment, rows_for(attachment, "示例区", 1, seed=1), "示例区"))
    report = check_package(str(tmp_path), notice)
    found = states(report)
    assert "missing" not in [found.get("application", "ok"), found["maturity-report"]]
    if notice != "tianjin-2025":
        assert "application.max_chars_per_scenario" in rules(report, severity=Severity.ERROR)
    assert package_json(report)["notice"] == notice


def test_which_notice_must_be_known(tmp_path: Path) -> None:
    write(tmp_path / "说明.txt", b"x")
    with pytest.raises(UsageError):
        check_package(str(tmp_path))
    with pytest.raises(InputRefused) as fault:
        check_package(str(tmp_path / "没有"))
    assert fault.value.code == "not_found"
    with pytest.raises(InputRefused):
        check_package(str(tmp_path / "说明.txt"))


def test_the_checklist_escapes_and_prints(good: Path) -> None:
    page = package_html(check_package(str(good)))
    assert NAME in page
    assert "材料清单" in page
    assert "<script" not in page.split("<main>")[1]


# --- the receipt -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["自检回执.html", "自检回执.json"])
def test_a_receipt_is_verified_and_every_difference_named(name: str, tmp_path: Path) -> None:
    folder = whole_package(tmp_path / NAME)
    receipt = folder / name
    document_ = write_receipt(check_package(str(folder)), str(receipt), clock=MOMENT)
    assert document_["time"] == "2025-10-16T09:30:00"
    assert (document_["notice"], document_["notice_version"], document_["verdict"]) == ("wuhan-2025", "1", "complete")
    first = receipt.read_bytes()
    write_receipt(check_package(str(folder)), str(receipt), clock=MOMENT)
    assert receipt.read_bytes() == first, "a receipt is no material, and the same check gives the same bytes"
    found = verify_receipt(str(receipt))
    assert found.good
    assert len(found.verification.same) == 20
    write(folder / "9" / "简介.txt", text_file(140))
    (folder / "4" / "合同1.pdf").unlink()
    write(folder / "4" / "合同2.pdf", b"%PDF-1.4 other\n%%EOF")
    (folder / "9" / "图片1.png").rename(folder / "9" / "封面.png")
    found = verify_receipt(str(receipt), check_again=False)
    verification = found.verification
    assert verification.changed == ("9/简介.txt",)
    assert verification.missing == ("4/合同1.pdf",)
    assert verification.added == ("4/合同2.pdf",)
    assert verification.renamed == (("9/图片1.png", "9/封面.png"),)
    assert not found.good


def test_a_receipt_that_was_edited_is_seen(tmp_path: Path) -> None:
    folder = whole_package(tmp_path / NAME, **{"9/视频.mp4": None})
    receipt = folder / "自检回执.json"
    write_receipt(check_package(str(folder)), str(receipt), clock=MOMENT)
    facts = json.loads(receipt.read_text(encoding="utf-8"))
    assert facts["missing"] == ["建设成果视频（3分钟以内）"]
    receipt.write_text(json.dumps(facts | {"verdict": "complete", "missing": []}), encoding="utf-8")
    found = verify_receipt(str(receipt))
    assert not found.verification.untouched
    assert not found.same_verdict
    assert not found.good


def test_the_district_verifies_in_another_folder(tmp_path: Path) -> None:
    folder = whole_package(tmp_path / NAME)
    receipt = tmp_path / "回执.html"
    write_receipt(check_package(str(folder)), str(receipt), clock=MOMENT)
    moved = folder.rename(tmp_path / "收件")
    assert verify_receipt(str(receipt), str(moved)).good


def test_no_receipt_is_refused(tmp_path: Path) -> None:
    for name, data in {"a.html": b"<html></html>", "b.json": b"{}", "c.json": b"\xff\xfe"}.items():
        with pytest.raises(InputRefused) as fault:
            verify_receipt(str(write(tmp_path / name, data)))
        assert fault.value.code == "unsupported"
    with pytest.raises(InputRefused):
        verify_receipt(str(tmp_path / "没有.html"))


def test_the_commands_and_their_exit_codes(good: Path, tmp_path: Path) -> None:
    run = CliRunner()

    def code(*words: str) -> int:
        return run.invoke(cli, list(words)).exit_code

    receipt = str(tmp_path / "回执.html")
    assert code("package", str(good), "--receipt", receipt) == 0
    assert code("receipt", "verify", receipt, str(good)) == 0
    shown = run.invoke(cli, ["package", str(good), "--format", "json"])
    assert json.loads(shown.stdout)["verdict"] == "complete"
    checked = run.invoke(cli, ["receipt", "verify", receipt, str(good), "--format", "json"])
    assert json.loads(checked.stdout)["files_agree"] is True
    bad = whole_package(tmp_path / "bad", **{"9/视频.mp4": None})
    assert code("package", str(bad)) == 1
    assert code("receipt", "verify", receipt, str(bad)) == 1
    page = tmp_path / "清单.html"
    assert code("package", str(bad), "--format", "html", "-o", str(page)) == 1
    assert "缺少" in page.read_text(encoding="utf-8")
    (tmp_path / "空").mkdir()
    assert code("package", str(tmp_path / "空"), "--notice", "wuhan-2025") == 3


@pytest.mark.parametrize("with_forms", [True, False])
def test_a_districts_folder_is_not_checked_as_one_enterprise(tmp_path: Path, with_forms: bool) -> None:
    names = ("武汉示例甲股份有限公司", "武汉示例乙股份有限公司")
    for name, code in zip(names, (CODE, "91420102MA4K00002N"), strict=True):
        (tmp_path / f"附件6-{name}.xlsx").write_bytes(investment(name))
        if with_forms:
            (tmp_path / f"附件1-{name}.xlsx").write_bytes(application(name, code))
    with pytest.raises(UsageError, match="几家企业的材料（武汉示例") as raised:
        check_package(str(tmp_path))
    assert raised.value.code == "several_applications"


def test_one_table_in_anothers_name_is_an_error_of_one_enterprise(tmp_path: Path) -> None:
    (tmp_path / "附件6.xlsx").write_bytes(investment(NAME))
    (tmp_path / "附件7.xlsx").write_bytes(software("武汉示例乙股份有限公司"))
    assert any("企业名称" in finding.message for finding in check_package(str(tmp_path)).findings)
