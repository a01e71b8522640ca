"""A pack skeleton from an office's own blank."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from drafting.round_trip import written
from sheets import xlsx

from xltools.app.new import new_blanks
from xltools.app.notices import check_pack
from xltools.app.validate import validate
from xltools.drafting.pack import draft_pack
from xltools.formats.opening import open_bytes
from xltools.forms.inputs import Request
from xltools.forms.reading import read_table
from xltools.notice.load import load_folder, load_notice

BLANK = """
# 附件3
| 附件3 | | | | | | |
| 2026年示例试点项目清单 | < | < | < | < | < | < |
| 填报单位（盖章）： | | | | | | 单位：万元 |
| 序号 | 企业名称 | 信用代码 | 合同 | < | 完成率 | 备注 |
| ^ | ^ | ^ | 签订日期 | 合同价款 | ^ | ^ |
| 合计 | | | | | | |
| 填表说明：1.按合同逐份填写。 | | | | | | |
| 填表人： | | | 联系电话： | | | |
"""


def draft(path: Path) -> dict[str, dict[str, object]]:
    files = draft_pack([str(path)], "sixth-2026").files
    return {name: tomllib.loads(data.decode()) for name, data in files.items() if name.endswith(".toml")}


def test_columns_units_types_and_groups_are_read_off_the_blank(tmp_path: Path) -> None:
    path = tmp_path / "附件3.xlsx"
    path.write_bytes(xlsx(BLANK))
    made = draft(path)["附件3.toml"]
    columns = {column["heading"]: column for column in made["columns"]}  # type: ignore[union-attr,index]
    assert made["title"] == "2026年示例试点项目清单"
    assert made["unit"] == "万元"
    assert made["total"] is True
    assert columns["签订日期"]["group"] == "合同"
    assert columns["签订日期"]["type"] == "date"
    assert columns["合同价款"]["type"] == "amount"
    assert columns["信用代码"]["format"] == "credit-code"
    assert columns["完成率"]["type"] == "percent"


def test_our_own_blank_drafts_into_a_pack_in_which_only_what_the_notice_says_is_left_open(tmp_path: Path) -> None:
    (path,) = new_blanks("wuhan-2025", ["附件6"], tmp_path)
    folder = tmp_path / "sixth-2026"
    folder.mkdir()
    for name, data in draft_pack([str(path)], "sixth-2026").files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    assert all("占位" in mistake.text or mistake.path.endswith(".year") for mistake in check_pack(folder))
    made = draft(path)["附件6.toml"]
    category = next(column for column in made["columns"] if column["heading"] == "投资类别")  # type: ignore[union-attr]
    assert category["values"] == ["生产性设备购置", "设备改造", "项目相关研发投入"]


def test_a_row_of_totals_is_held_to_its_rows_without_being_told(tmp_path: Path) -> None:
    """In a small table of a form, too, where nobody adds up again."""
    path = tmp_path / "附件3.xlsx"
    path.write_bytes(xlsx(BLANK))
    made = draft(path)["附件3.toml"]
    (rule,) = made["rules"]  # type: ignore[misc]
    amount = next(column["key"] for column in made["columns"] if column["heading"] == "合同价款")  # type: ignore[union-attr]
    assert (rule["kind"], rule["columns"], rule["basis"]) == ("totals", [amount], "sixth-2026 附件3")
    path.write_bytes(xlsx(BLANK.replace("| 合计 | | | | | | |\n", "")))
    assert "rules" not in draft(path)["附件3.toml"]


UNITS = """
# 附件1
| 示例申报书 | < | < | < |
| 企业名称 | {0} | 联系人 | {0} |
| 营业收入（{1}） | {2} | 开工年月 | {3} |
"""


def test_a_form_is_read_in_the_unit_that_its_label_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pack's blank says 万元, somebody's copy 元: ten thousand times too much otherwise."""
    blank = tmp_path / "附件1.xlsx"
    blank.write_bytes(xlsx(UNITS.format("", "万元", "", "")))
    written(draft_pack([str(blank)], "x-2026"), tmp_path / "packs" / "x-2026")
    monkeypatch.setenv("XLTOOLS_WORKBOOKS", str(tmp_path / "packs"))
    load_notice.cache_clear()
    for unit, amount in (("万元", "5200"), ("元", "52000000")):
        blank.write_bytes(xlsx(UNITS.format("示例甲", unit, amount, "明年")))
        checked = validate(Request(paths=(str(blank),), notice="x-2026"))
        (table,) = checked.inputs.tables
        key = next(c.key for c in table.attachment.columns if c.heading.startswith("营业收入"))
        assert table.columns[key] == [Decimal(52000000)]
        said = {finding.rule.rsplit(".", 1)[-1]: finding for file in checked.report.files for finding in file.findings}
        assert "unit-assumed" not in said
        assert said["type"].fix == "请填年月，如 2024年3月。"

FLAT = """
# 附件6
| 示例投资明细表 | < | < | < | < | < | < | < | < | < | < | < | < |
| 序号 | 设备名称 | 规格型号 | 合同编号 | 日期 | 金额 | 发票号码 | 日期 | 金额 | 税额 | 日期 | 金额 | 备注 |
| {0} | {1} | {1} | {1} | {2} | {3} | {1} | {2} | {3} | {3} | {2} | {3} | {1} |
"""


def test_a_heading_that_lost_its_groups_is_a_heading(tmp_path: Path) -> None:
    """合同, 发票 and 付款 each have a 日期 and a 金额: the blank is drafted, and each column stays the one of its place."""
    path = tmp_path / "附件6.xlsx"
    path.write_bytes(xlsx(FLAT.format("", "", "", "")))
    (form,) = written(draft_pack([str(path)], "x-2026"), tmp_path / "packs" / "x-2026").attachments
    assert [column.heading for column in form.columns].count("日期") == 3
    filled = open_bytes(xlsx(FLAT.format("1", "示例机床", "2025-03-01", "12.5")), shown="附件6.xlsx")
    table = read_table(load_folder(tmp_path / "packs" / "x-2026"), form, filled, filled.grids[0])
    assert table is not None
    assert sorted(table.header.columns.values()) == list(range(1, 14))
    assert (len(table), table.header.unknown) == (1, {})
