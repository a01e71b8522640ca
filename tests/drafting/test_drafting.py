"""A pack skeleton from an office's own blank."""

from __future__ import annotations

import tomllib
from pathlib import Path

from sheets import xlsx

from xltools.app.new import new_blanks
from xltools.app.notices import check_pack
from xltools.drafting.pack import draft_pack

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
