"""A sixth, invented notice from an office's blank to summary and letter, without a line of Python (docs/新增通知.md)."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest
from sheets import xlsx

from xltools.app.letter import LetterOptions, write_letters
from xltools.app.merge import MergeOptions, merge
from xltools.app.new import new_blanks
from xltools.app.notices import check_pack
from xltools.app.trace import trace
from xltools.app.validate import validate
from xltools.drafting.pack import draft_pack
from xltools.forms.inputs import Request
from xltools.notice.load import load_notice
from xltools.notice.reference import reference

SIXTH = Path(__file__).resolve().parent / "sixth"
BLANK = """
# 附件1
| 附件1 | | | | | | | | |
| 示例市智能车间推荐汇总表 | < | < | < | < | < | < | < | < |
| 推荐单位（盖章）： | | | | | | | 填报日期： | |
| 序号 | 企业名称 | 统一社会信用代码 | 车间名称 | 所在县区 | 装备投资 | < | 数控化率 | 联系电话 |
| ^ | ^ | ^ | ^ | ^ | 合同金额（万元） | 已付金额（万元） | ^ | ^ |
| 合计 | | | | | | | | |
| 注：按推荐优先顺序填写。 | | | | | | | | |
"""
EAST = BLANK.replace("推荐单位（盖章）：", "推荐单位（盖章）：东示县经济和信息化局").replace(
    "| 合计 | | | | | | | | |",
    "| 1 | 武汉示例甲有限公司 | 91420100MA1WAPC1JX | 冲压车间 | 东示县 | 320.5 | 300 | 85% | 027-85316000 |\n"
    "| 2 | 武汉示例乙有限公司 | 91420100MAQ71G3XRD | 焊接车间 | 东示县 | 150 | 100 | 0.6 | 13900139000 |\n"
    "| 合计 | | | | | 470.5 | 400 | | |",
)
WEST = BLANK.replace("推荐单位（盖章）：", "推荐单位（盖章）：西示开发区经济和信息化局").replace(
    "| 合计 | | | | | | | | |",
    "| 1 | 武汉示例丙有限公司 | 91420100MAKDE36U19 | 涂装车间 | 西示区 | 500 | 520 | 70 | 13800138000 |\n"
    "| 合计 | | | | | 510 | 520 | | |",
)


@pytest.fixture(autouse=True)
def sixth(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XLTOOLS_WORKBOOKS", str(SIXTH))
    load_notice.cache_clear()
    reference.cache_clear()


@pytest.fixture
def handed_in(tmp_path: Path) -> Path:
    folder = tmp_path / "收件"
    folder.mkdir()
    folder.joinpath("东示县.xlsx").write_bytes(xlsx(EAST))
    folder.joinpath("西示区.xlsx").write_bytes(xlsx(WEST))
    return folder


def test_the_draft_holds_every_column_of_the_finished_pack(tmp_path: Path) -> None:
    blank = tmp_path / "附件1空表.xlsx"
    blank.write_bytes(xlsx(BLANK))
    drafted = tomllib.loads(draft_pack([str(blank)], "example-2026").files["附件1.toml"].decode())
    finished = load_notice("example-2026").attachment("附件1")
    said = [(column["heading"], column.get("group", ""), column["type"]) for column in drafted["columns"]]
    assert [heading for heading, _, _ in said] == [column.heading for column in finished.columns]
    assert [group for _, group, _ in said] == [column.group for column in finished.columns]
    same = sum(kind == column.type.value for (_, _, kind), column in zip(said, finished.columns, strict=True))
    assert same >= len(said) - 1, "only the drop-down of counties is not seen in the blank"


def test_the_pack_has_no_mistake() -> None:
    assert check_pack(SIXTH / "example-2026") == []


def test_its_blank_is_recognised_by_what_it_carries(tmp_path: Path) -> None:
    (blank,) = new_blanks("example-2026", (), tmp_path)
    (file,) = validate(Request(paths=(str(blank),))).report.files
    assert (file.notice, file.attachment) == ("example-2026", "附件1")
    assert [finding.rule for finding in file.findings] == ["blank-form"]


def test_a_blank_of_an_older_version_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (blank,) = new_blanks("example-2026", (), tmp_path)
    newer = tmp_path / "packs"
    shutil.copytree(SIXTH, newer)
    notice = newer / "example-2026" / "notice.toml"
    notice.write_text(notice.read_text(encoding="utf-8").replace('version = "1"', 'version = "2"'), encoding="utf-8")
    monkeypatch.setenv("XLTOOLS_WORKBOOKS", str(newer))
    load_notice.cache_clear()
    (file,) = validate(Request(paths=(str(blank),))).report.files
    assert {f.rule for f in file.findings} == {"blank-form", "blank-version"}


def test_what_counties_hand_in_is_recognised_and_checked(handed_in: Path) -> None:
    report = validate(Request(paths=(str(handed_in),))).report
    assert {file.notice for file in report.files} == {"example-2026"}
    found = {
        (Path(file.path).name, f.rule, f.cell) for file in report.files for f in file.findings if f.severity == "error"
    }
    assert found == {
        ("东示县.xlsx", "ex-floor", "F7"),
        ("西示区.xlsx", "ex-paid", "G6"),
        ("西示区.xlsx", "ex-totals", "F7"),
    }


def test_they_are_merged_traced_and_written_about(handed_in: Path, tmp_path: Path) -> None:
    out = tmp_path / "汇总表.xlsx"
    merged = merge(Request(paths=(str(handed_in),)), MergeOptions(out=str(out))).merged
    assert (merged.rows_in, merged.rows_out, merged.balanced, merged.missing) == (3, 3, True, ())
    assert [row.values["rank"] for row in merged.rows] == [1, 2, 3]
    assert trace(str(out))["rows"][2]["path"].endswith("西示区.xlsx")
    outcome = write_letters(LetterOptions(summaries=(str(out),), out=str(tmp_path / "报告.docx")))
    assert outcome.paths == [tmp_path / "报告.docx"]
