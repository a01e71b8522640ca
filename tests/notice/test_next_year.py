"""The next year's pack from last year's: what moves with the year, what stays, and what differs in words."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from sheets import xlsx

from xltools.app.move import move
from xltools.app.nextyear import next_pack
from xltools.app.notices import check_pack
from xltools.app.packdiff import diff_packs
from xltools.errors import OutputFault, UsageError
from xltools.forms.inputs import Request, read_inputs
from xltools.notice.load import load_notice


@pytest.fixture
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XLTOOLS_WORKBOOKS", str(tmp_path))
    load_notice.cache_clear()
    return tmp_path


def test_dates_years_and_the_id_move_the_rest_stays(packs: Path) -> None:
    made = next_pack("wuhan-2025", "wuhan-2026", packs)
    assert check_pack(made.folder) == []
    old, new = load_notice("wuhan-2025"), load_notice("wuhan-2026")
    assert (new.year, new.level("district").deadline, new.window("investment").start) == (
        2026,
        old.level("district").deadline.replace(year=2026),  # type: ignore[union-attr]
        old.window("investment").start.replace(year=2024),
    )
    assert new.registers[0].year == old.registers[0].year
    assert new.attachment("附件3").rules[0].title == old.attachment("附件3").rules[0].title, "2025年版 is an edition"
    assert not any("wuhan-2025 §" in rule.basis for form in new.attachments for rule in form.rules)
    assert any("deadline = 2025-10-17 → deadline = 2026-10-17" in line for line in made.said)


def test_what_changed_is_said_in_words(packs: Path) -> None:
    next_pack("wuhan-2025", "wuhan-2026", packs)
    file = packs / "wuhan-2026" / "附件6.toml"
    text = file.read_text(encoding="utf-8").replace('heading = "规格型号"', 'heading = "型号规格"\nrequired = true')
    file.write_text(text, encoding="utf-8")
    load_notice.cache_clear()
    lines = diff_packs("wuhan-2025", "wuhan-2026").splitlines()
    assert "改  区级（区（开发区））的报送截止：2025-10-17 → 2026-10-17" in lines
    assert "改  附件6 列“规格型号”，现为附件6 列“型号规格”：文字 → 文字，必填" in lines


def test_what_stands_there_is_not_overwritten(packs: Path) -> None:
    next_pack("wuhan-2025", "wuhan-2026", packs)
    (packs / "wuhan-2026" / "notice.toml").write_text("# mine", encoding="utf-8")
    with pytest.raises(OutputFault):
        next_pack("wuhan-2025", "wuhan-2026", packs)
    with pytest.raises(UsageError):
        next_pack("wuhan-2025", "wuhan-2025", packs)


LAST_YEAR = """
# 附件6
| 生产性设备购置与改造投资以及项目相关的研发投入明细表 | < | < | < | < | < |
| 申报企业（盖章）：武汉示例甲有限公司 | | | | | 单位：元 |
| 序号 | 投资类别 | 设备名称 | 发票号码 | 含税金额 | 自编栏目 |
| 1 | 设备改造 | 数控机床 | '24422000000012345671 | 1130000 | 甲 |
| 2 | 设备改造 | 机器人 | '24422000000012345672 | 2260000 | 乙 |
"""
FORM = """
# 附件1
| 2025年武汉市标杆智能工厂申报表 | < | < | < |
| 企业名称 | 武汉示例甲有限公司 | 统一社会信用代码 | 91420100MA1WAPC1JX |
| 2024年产值 | 12000 | 2024年利润总额 | 800 |
| 2024年营业收入 | 11000 | 2023年营业收入 | 9000 |
"""


def test_last_years_form_goes_into_this_years_blank(packs: Path, tmp_path: Path) -> None:
    next_pack("wuhan-2025", "wuhan-2026", packs)
    (tmp_path / "旧").mkdir()
    (tmp_path / "旧" / "附件6.xlsx").write_bytes(xlsx(LAST_YEAR))
    (made,) = move([str(tmp_path / "旧")], "wuhan-2026", tmp_path / "新")
    read = read_inputs(Request(paths=(str(made.path),), notice="wuhan-2026")).tables[0]
    assert (read.submitter, len(read)) == ("武汉示例甲有限公司", 2)
    assert read.columns["name"] == ["数控机床", "机器人"]
    assert read.columns["gross"] == [Decimal(1130000), Decimal(2260000)], "元 in the old form, 万元 in the new one"
    assert read.columns["invoice_no"][0] == "24422000000012345671"


def test_forms_of_one_name_keep_apart_and_a_blank_that_cannot_be_filled_is_drawn(packs: Path, tmp_path: Path) -> None:
    next_pack("wuhan-2025", "wuhan-2026", packs)
    form = packs / "wuhan-2026" / "附件6.toml"
    form.write_text('blank = "附件6.xls"\n' + form.read_text(encoding="utf-8"), encoding="utf-8")
    (packs / "wuhan-2026" / "空表").mkdir()
    (packs / "wuhan-2026" / "空表" / "附件6.xls").write_bytes(b"the office's own")
    load_notice.cache_clear()
    for name in ("甲公司", "乙公司"):
        (tmp_path / "旧" / name).mkdir(parents=True)
        (tmp_path / "旧" / name / "附件6.xlsx").write_bytes(xlsx(LAST_YEAR))
    made = move([str(tmp_path / "旧")], "wuhan-2026", tmp_path / "新")
    assert [one.path.name for one in made] == ["附件6-附件6.xlsx", "附件6-附件6-2.xlsx"]
    assert all("请核对后誊入" in one.said and one.moved > 8 for one in made)


def test_a_figure_of_another_year_is_no_figure_of_this_year(packs: Path, tmp_path: Path) -> None:
    next_pack("wuhan-2025", "wuhan-2026", packs)
    (tmp_path / "旧").mkdir()
    (tmp_path / "旧" / "附件1.xlsx").write_bytes(xlsx(FORM))
    (made,) = move([str(tmp_path / "旧")], "wuhan-2026", tmp_path / "新")
    read = read_inputs(Request(paths=(str(made.path),), notice="wuhan-2026")).tables[0]
    said = {
        column.heading: read.columns[column.key][0] for column in read.attachment.columns if column.key in read.columns
    }
    assert said["企业名称"] == "武汉示例甲有限公司"
    assert (said["2024年营业收入"], said["2025年产值"], said["2025年营业收入"]) == (Decimal(110_000_000), None, None)
    left = "\n".join(made.left)
    assert "2024年产值" in left
    assert "2023年营业收入" in left
