"""From a sheet to a table: which row is a heading, which is data, which stands for others, and in what unit."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from rule_cases import _completed
from sheets import xlsx

from xltools.formats.opening import open_book
from xltools.forms.reading import read_table
from xltools.forms.table import Table
from xltools.notice.model import Notice
from xltools.notice.structure import Mistakes, structure

COLUMNS = [
    {"key": "序号", "type": "integer"},
    {"key": "类别", "type": "choice", "values": ["设备", "研发"]},
    {"key": "名称"},
    {"key": "规格"},
    {"key": "日期", "type": "date"},
    {"key": "金额", "type": "amount", "unit": "万元", "aliases": ["含税金额"]},
    {"key": "备注"},
]


def pack(**given: Any) -> Notice:
    attachment = {
        "columns": COLUMNS,
        "category": "类别",
        "order": "序号",
        "labels": [{"key": "单位", "text": "申报单位（盖章）"}],
    }
    mistakes: Mistakes = []
    made = structure(Notice, _completed({**attachment, "submitter": "单位", **given}, "x"), "x", mistakes)
    assert made is not None, mistakes
    return made


NOTICE = pack()
HEAD = "| 序号 | 类别 | 名称 | 规格 | 日期 | 金额（万元） | 备注 |\n"


def read(tmp_path: Path, markdown: str, notice: Notice = NOTICE) -> Table:
    path = tmp_path / "表.xlsx"
    path.write_bytes(xlsx(markdown))
    book = open_book(path)
    table = read_table(notice, notice.attachments[0], book, book.grids[0])
    assert table is not None
    return table


def kinds(table: Table) -> dict[int, str]:
    return dict.fromkeys(table.rows, "record") | {left.row: left.kind.value for left in table.left_out}


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("| 1 | 设备 | 机床 | A1 | 2024-01-01 | 10 | |", "record"),
        ("| | | 机床 | | | 10 | |", "record"),
        ("| 合计 | | | | | 10 | |", "total"),
        ("| 合 计 | | | | | 10 | |", "total"),
        ("| | 总计（万元） | | | | 10 | |", "total"),
        ("| 小计 | | | | | 10 | |", "subtotal"),
        ("| | | 设备购置小计 | | | 10 | |", "subtotal"),
        ("| 合计 | | | | | 10 | 大写：壹拾万元整 |", "total"),
        ("| 合计 | 设备 | 共二台 | A1 | | 10 | |", "total"),
        ("| 合计 | 设备 | 共二台 | A1 | | 10 | 注明 |", "record"),
        ("| 合计 | 10 | 20万元 | 30元 | 5台 | '40 | 15% |", "total"),
        ("| 1 | 设备 | 小计量泵 | A1 | 2024-01-01 | 10 | |", "record"),
        ("| 1 | 设备 | 合计器 | A1 | 2024-01-01 | 10 | |", "record"),
        ("| 7 | | | | | | |", "template"),
        ("| '7 | | | | | | |", "template"),
        ("| | | | | | 7 | |", "record"),
        ("| 一、设备购置 | | | | | | |", "group"),
        ("| （二）研发投入 | | | | | | |", "group"),
        ("| 设备购置 | | | | | | |", "group"),
        ("| 注：金额含税 | | | | | | |", "note"),
        ("| 填表说明 | | | | | | |", "note"),
        ("| 1. 一张发票填一行，合同号照抄 | | | | | | |", "note"),
        ("| 单位负责人： | | | 填表人： | | | |", "signature"),
        ("| | | | | | 2024年10月1日 | |", "signature"),
        ("| 序号 | 类别 | 名称 | 规格 | 日期 | 金额（万元） | 备注 |", "heading"),
    ],
)
def test_what_a_row_below_the_heading_is(tmp_path: Path, line: str, kind: str) -> None:
    table = read(tmp_path, HEAD + "| 1 | 设备 | 机床 | A1 | 2024-01-01 | 10 | |\n" + line)
    assert kinds(table) == {2: "record", 3: kind}
    assert len(table) == 1 + (kind == "record")


def test_every_row_is_data_or_left_out_with_its_reason(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        HEAD
        + "| 一、设备购置 | | | | | | |\n| 1 | | 机床 | A1 | 2024-01-01 | 10 | |\n| 2 | | 机器人 | | 2024-01-02 | 20 | |\n"
        "| 小计 | | | | | 30 | |\n| 二、研发投入 | | | | | | |\n| 1 | | 人工 | | 2024-01-03 | 5 | |\n| 小计 | | | | | 5 | |\n"
        "| 合计 | | | | | 35 | |\n| 3 | | | | | | |\n| 注：以上含税 | | | | | | |\n| | 金额以发票为准 | | | | | |\n| | | | | | / | |",
    )
    assert kinds(table) == {
        2: "group", 3: "record", 4: "record", 5: "subtotal", 6: "group", 7: "record", 8: "subtotal", 9: "total", 10: "template",
        11: "note", 12: "note", 13: "template",
    }  # fmt: skip
    assert all(left.why for left in table.left_out)
    assert [(total.label, total.first, total.last) for total in table.totals] == [
        ("小计", 0, 2),
        ("小计", 2, 3),
        ("合计", 0, 3),
    ]
    assert table.columns["类别"] == ["设备", "设备", "研发"]
    assert [table.total(total, "金额") for total in table.totals] == [
        Decimal(300_000),
        Decimal(50_000),
        Decimal(350_000),
    ]


@pytest.mark.parametrize(
    ("lines", "spans"),
    [
        (("1", "合计=1", "1", "合计=1"), [("subtotal", 0, 1), ("subtotal", 1, 2)]),
        (("1", "合计=1", "1", "合计=2"), [("subtotal", 0, 1), ("total", 0, 2)]),
        (("1", "合计=1", "1", "合计=1", "总计=2"), [("subtotal", 0, 1), ("subtotal", 1, 2), ("total", 0, 2)]),
        (("1", "1", "合计=2"), [("total", 0, 2)]),
        (("1", "小计=1", "1", "合计=2"), [("subtotal", 0, 1), ("total", 0, 2)]),
        (("1", "小计=1", "合计=1", "1", "合计=2"), [("subtotal", 0, 1), ("total", 0, 1), ("total", 0, 2)]),
        (("1", "小计=1", "1", "1", "小计=2", "合计=3"), [("subtotal", 0, 1), ("subtotal", 1, 3), ("total", 0, 3)]),
        # Blocks in blocks: by their place, or where a block has one category only, by their sums.
        (
            ("1", "小计=1", "1", "小计=1", "设备合计=2", "1", "小计=1", "合计=3"),
            [("subtotal", 0, 1), ("subtotal", 1, 2), ("subtotal", 0, 2), ("subtotal", 2, 3), ("total", 0, 3)],
        ),
        (
            ("1", "小计=1", "1", "2024年合计=2", "1", "2025年合计=1", "合计=3"),
            [("subtotal", 0, 1), ("subtotal", 0, 2), ("subtotal", 2, 3), ("total", 0, 3)],
        ),
        # A page's sums cross the blocks, and a 累计 runs from the first record.
        (
            ("1", "本页小计=1", "承前页=1", "1", "小计=2", "1", "本页小计=2", "累计=3", "合计=3"),
            [
                ("page", 0, 1),
                ("page", 0, 1),
                ("subtotal", 0, 2),
                ("page", 1, 3),
                ("running-total", 0, 3),
                ("total", 0, 3),
            ],
        ),
        # A subtotal that is wrong stays with the block above it: the mistake is said there.
        (("1", "小计=1", "1", "小计=2", "合计=2"), [("subtotal", 0, 1), ("subtotal", 1, 2), ("total", 0, 2)]),
        (("1", "小计=1", "1", "小计=5", "合计=2"), [("subtotal", 0, 1), ("subtotal", 1, 2), ("total", 0, 2)]),
        (("1", "1", "合计=7"), [("total", 0, 2)]),
    ],
)
def test_which_rows_a_total_stands_for(
    tmp_path: Path, lines: tuple[str, ...], spans: list[tuple[str, int, int]]
) -> None:
    rows = [
        f"| {at} | 设备 | 机床{at} | A | 2024-01-01 | 1 | |"
        if n == "1"
        else "| {} | | | | | {} | |".format(*n.split("="))
        for at, n in enumerate(lines)
    ]
    table = read(tmp_path, HEAD + "\n".join(rows))
    assert [(total.kind.value, total.first, total.last) for total in table.totals] == spans


# --- units ---------------------------------------------------------------------------------------------------------


def head_and_row(money: str, above: str = "") -> str:
    return f"{above}| 序号 | 名称 | {money} | 备注 |\n| 1 | 机床 | 3 | |\n| 2 | 铣床 | 4 | |"


@pytest.mark.parametrize(
    ("above", "money", "yuan", "said"),
    [
        ("", "金额（元）", 3, True),
        ("", "金额（千元）", 3000, True),
        ("", "金额/亿元", 300_000_000, True),
        ("", "金额", 30_000, False),
        ("| 单位：元 | | | |\n", "金额", 3, True),
        ("| 申报单位：甲 | | 单位：元 | |\n", "金额", 3, True),
        ("| 金额单位： | 元 | | |\n", "金额", 3, True),
        ("| 单位： | 武汉市 | | |\n", "金额", 30_000, False),
        ("| 单位：元 | | | |\n", "金额（万元）", 30_000, True),
        # A unit that belongs to another heading of the same row is not the sheet's.
        ("", "金额 | 合同价（单位：元）", 30_000, False),
    ],
)
def test_the_nearest_unit_counts(tmp_path: Path, above: str, money: str, yuan: int, said: bool) -> None:
    table = read(tmp_path, head_and_row(money, above))
    assert table.columns["金额"] == [Decimal(yuan), Decimal(yuan) / 3 * 4]
    assert table.unit_said is said


# --- headings ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heading",
    [
        "金额",
        "金 额",
        "金额（万元）",
        "金额(单位:万元)",
        "*金额",
        "含税金额",
        "金额/万元",
        "金额（人民币）",
        "金\\n额",
        "金额：",
    ],
)
def test_a_heading_is_known_whatever_stands_around_it(tmp_path: Path, heading: str) -> None:
    table = read(
        tmp_path, f"| 表 | | | |\n| 序号 | 名称 | {heading} | 别的 |\n| 1 | 机床 | 3 | x |\n| 2 | 铣床 | 4 | y |"
    )
    assert table.header.columns == {"序号": 1, "名称": 2, "金额": 3}
    assert table.header.unknown == {4: "别的"}
    assert (table.header.first_row, table.header.last_row, list(table.rows)) == (2, 2, [3, 4])


@pytest.mark.parametrize("heading", ["金额（含税）", "金额（不含税）", "总金额", "金"])
def test_a_heading_that_says_more_or_less_is_not_bound(tmp_path: Path, heading: str) -> None:
    table = read(tmp_path, f"| 序号 | 名称 | {heading} |\n| 1 | 机床 | 3 |")
    assert "金额" not in table.header.columns


def test_the_same_heading_twice_binds_the_first_and_says_so(tmp_path: Path) -> None:
    table = read(tmp_path, "| 序号 | 名称 | 金额 | 名称 |\n| 1 | 机床 | 3 | 铣床 |")
    assert table.header.columns["名称"] == 2
    assert table.header.repeated == {4: "名称"}


def test_of_two_amounts_of_one_name_nobody_knows_which_is_meant(tmp_path: Path) -> None:
    table = read(tmp_path, "| 序号 | 金额 | 名称 | 金额 |\n| 1 | 3 | 机床 | 4 |")
    assert "金额" not in table.columns
    assert table.header.repeated == {2: "金额", 4: "金额"}


def test_one_heading_alone_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(xlsx("| 序号 | 甲 |\n| 1 | 2 |"))
    book = open_book(path)
    assert read_table(NOTICE, NOTICE.attachments[0], book, book.grids[0]) is None


def test_the_heading_is_the_row_that_binds_most(tmp_path: Path) -> None:
    table = read(
        tmp_path, "| 名称 | 金额 | | | | |\n| 序号 | 类别 | 名称 | 日期 | 金额 |\n| 1 | 设备 | 机床 | 2024-01-01 | 3 |"
    )
    assert (table.header.first_row, table.header.last_row) == (2, 2)


GROUPED = pack(
    columns=[
        {"key": "序号", "type": "integer"},
        {"key": "合同日期", "heading": "日期", "group": "合同", "type": "date"},
        {"key": "合同金额", "heading": "金额", "group": "合同", "type": "amount"},
        {"key": "发票日期", "heading": "日期", "group": "发票", "type": "date"},
        {"key": "发票金额", "heading": "金额", "group": "发票", "type": "amount"},
    ],
    category="",
)


@pytest.mark.parametrize(
    "head",
    [
        "| 序号 | 合同 | < | 发票 | < |\n| ^ | 日期 | 金额 | 日期 | 金额 |",
        "| 序号 | 合同 | | 发票 | |\n| | 日期 | 金额（万元） | 日期 | 金额 |",
        "| 序号 | 合同日期 | 合同金额 | 发票日期 | 发票金额 |",
    ],
)
def test_a_heading_of_two_rows_reads_as_group_and_own(tmp_path: Path, head: str) -> None:
    table = read(tmp_path, head + "\n| 1 | 2024-01-01 | 3 | 2024-02-01 | 4 |", GROUPED)
    assert table.header.columns == {"序号": 1, "合同日期": 2, "合同金额": 3, "发票日期": 4, "发票金额": 5}
    assert (len(table), table.columns["序号"]) == (1, [1])


# --- labels around the table ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "who"),
    [
        ("| 申报单位（盖章）：示例甲 | | |", "示例甲"),
        ("| 申报单位:示例甲    单位：万元 | | |", "示例甲"),
        ("| 申报单位（盖章） | 示例甲 | |", "示例甲"),
        ("| 申 报 单 位： | 示例甲 | |", "示例甲"),
        ("| 申报单位： | | 单位：万元 |", ""),
        ("| 非申报单位：示例甲 | | |", ""),
    ],
)
def test_who_hands_in_stands_behind_its_label(tmp_path: Path, line: str, who: str) -> None:
    above = read(tmp_path, f"{line}\n| 序号 | 名称 | 金额 |\n| 1 | 机床 | 3 |")
    below = read(tmp_path, f"| 序号 | 名称 | 金额 |\n| 1 | 机床 | 3 |\n{line}")
    assert above.submitter == who
    assert below.submitter == who
    assert len(above) == 1


# --- merged cells --------------------------------------------------------------------------------------------------


def test_a_merged_text_holds_for_all_its_rows_and_an_amount_for_the_first(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        HEAD
        + "| 1 | 设备 | 机床 | A1 | 2024-01-01 | 10 | 甲 |\n| 2 | ^ | 铣床 | A2 | ^ | ^ | |\n| 3 | ^ | 磨床 | A3 | 2024-02-01 | 5 | |",
    )
    assert table.columns["类别"] == ["设备"] * 3
    assert table.columns["日期"][0] == table.columns["日期"][1] != table.columns["日期"][2]
    assert table.columns["金额"] == [Decimal(100_000), None, Decimal(50_000)]
    assert {(1, "类别"), (2, "类别"), (1, "日期"), (1, "金额")} == table.covered
    assert table.columns["备注"] == ["甲", None, None]
