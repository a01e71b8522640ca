"""Options as people mark them, and rows that take something off."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from ledger.investing import HEAD, row
from sheets import xlsx

from xltools.app.total import total
from xltools.app.validate import validate
from xltools.forms.codes import choice_reader
from xltools.forms.inputs import Request

KIND = choice_reader(
    {"示范工厂": "示范工厂", "优秀场景": "优秀场景", "智能制造示范工厂": "示范工厂", "是": "是", "否": "否"}
)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("☑示范工厂 □优秀场景", "示范工厂"),
        ("□示范工厂 ☑优秀场景", "优秀场景"),
        ("示范工厂☑ 优秀场景□", "示范工厂"),
        ("（√）示范工厂（ ）优秀场景", "示范工厂"),
        ("示范工厂（ ）优秀场景（√）", "优秀场景"),
        ("■是 □否", "是"),
        ("是√", "是"),
        ("1.示范工厂", "示范工厂"),
        ("（二）优秀场景", "优秀场景"),
        ("示范工厂类", "示范工厂"),
        ("智能制造示范工厂 ", "示范工厂"),
    ],
)
def test_a_marked_or_numbered_option_is_that_option(typed: str, read: str) -> None:
    assert KIND(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        "☑示范工厂 ☑优秀场景",
        "□示范工厂 □其他",
        "√",
        "☑其他",
        "示范工厂（揭榜）",
        "1.",
        "类",
        "示范工厂、优秀场景",
        "不是",
    ],
)
def test_what_names_no_option_or_two_stays_as_typed(typed: str) -> None:
    assert KIND(typed) == typed


@pytest.mark.parametrize("printed", ["□示范工厂 □优秀场景", "示范工厂□、优秀场景□", "（ ）是（ ）否", "□是/□否"])
def test_boxes_that_nobody_ticked_are_a_blank(printed: str) -> None:
    assert KIND(printed) is None


@pytest.mark.parametrize("label", ["减：不合规部分", "扣除：重复发票", "核减金额", "四、减：利息", "不合规部分"])
def test_a_row_that_takes_something_off_lowers_the_sum(tmp_path: Path, label: str) -> None:
    rows = [row(n, "2024-05-01", "3000") for n in (1, 2)]
    (tmp_path / "附件6.xlsx").write_bytes(
        xlsx(HEAD + "\n".join(rows) + f"\n| {label} | | | | | | | | | 1500 | | | | |")
    )
    ledger, _ = total(Request(paths=(str(tmp_path),), notice="wuhan-2025"))
    assert (ledger.counted, ledger.undecided, ledger.meets_floor) == (Decimal(60_000_000), Decimal(-15_000_000), None)
    assert [one.rule for one in ledger.findings if one.rule == "taken-off"] == ["taken-off"]


@pytest.mark.parametrize("name", ["剔除机", "视觉剔除装置", "减速机", "减震台：重型", "扣件装配机"])
def test_machines_are_not_taken_off(tmp_path: Path, name: str) -> None:
    (tmp_path / "附件6.xlsx").write_bytes(xlsx(HEAD + row(1, "2024-05-01", "6000", name=name)))
    ledger, _ = total(Request(paths=(str(tmp_path),), notice="wuhan-2025"))
    assert (ledger.counted, ledger.meets_floor) == (Decimal(60_000_000), True)


@pytest.mark.parametrize(
    ("order", "contact"),
    [("推荐排序", "联系人及联系方式"), ("推荐次序", "联系人及电话"), ("排名", "联系人、联系电话"), ("序号", "联系人")],
)
def test_the_summarys_headings_in_other_words(tmp_path: Path, order: str, contact: str) -> None:
    markdown = f"""
| 附件5 智能制造试点示范项目推荐汇总表 |
| 推荐单位（盖章）：江岸区经济和信息化局 |
| {order} | 项目类别 | 申报主体（企业名称） | 统一社会信用代码 | 项目名称 | 所属行业 | 所在区 | {contact} |
| 1 | 示范工厂 | 武汉示例公开一有限公司 | 91420102MA4K00010N | 智能工厂项目 | 通用设备制造业 | 江岸区 | 张示例 13800000001 |
"""
    (tmp_path / "江岸区.xlsx").write_bytes(xlsx(markdown))
    (table,) = validate(Request(paths=(str(tmp_path),), notice="hubei-2022")).inputs.tables
    assert table.columns[table.attachment.order] == [1]
    assert table.columns["contact"] == ["张示例 13800000001"]
    assert table.header.unknown == {}
