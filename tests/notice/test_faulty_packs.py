"""Packs that somebody mistyped: each slip is said once, with its file and place, in Chinese; nothing stops with a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from notice.test_load import ATTACHMENT, pack

from xltools.app.notices import review_pack

COLUMNS = (
    ATTACHMENT
    + """
[[columns]]
key = "money"
heading = "金额（万元）"
type = "amount"
[[columns]]
key = "day"
heading = "日期"
type = "date"
"""
)
RULE = """
[[rules]]
id = "r1"
kind = "sum-equals"
basis = "sixth-2026 §二"
title = "合计"
total = "money"
parts = ["seq"]
"""
NOTICE = """
year = 2026
[[levels]]
key = "enterprise"
name = "申报企业"
basis = "sixth-2026 §一"
[[levels]]
key = "city"
name = "市"
receives_from = "enterprise"
departments = ["经济和信息化局"]
attachments = ["附件1"]
basis = "sixth-2026 §二"
[[windows]]
key = "investment"
start = 2024-01-01
end = 2025-12-31
basis = "sixth-2026 §二"
[ledger]
attachment = "附件1"
window = "investment"
floor = "3000000"
floor_basis = "sixth-2026 §二"
[[ledger.bases]]
date = "contract"
tax = "with"
date_column = "day"
amount_column = "money"
"""
LEVEL = '[[levels]]\nkey = "city"\nname = "又一级"\nbasis = "sixth-2026 §二"\n'
CHECK = '\n[[checks]]\nid = "c1"\nrelation = "{}"\n'
SLIPS = [
    # (file, what stands there, what is typed instead, place and words of the one mistake)
    ("附件1", 'heading = "企业名称"', 'heading = “企业名称”', "附件1.toml：第 12 行", "用了中文标点"),
    ("附件1", 'heading = "企业名称"', 'heading = "企业名称', "附件1.toml：第 12 行", "引号没有配对"),
    ("notice", "start = 2024-01-01", "start = 2024-13-01", "notice.toml：第", "一行写了多余的内容，或日期"),
    ("附件1", 'heading = "企业名称"', 'heading = "企业名称"\nwidth = "宽"', "附件1.toml：列 “企业名称”（name） 的 width", "应为数"),
    ("附件1", 'type = "date"', 'type = "date"\n[[columns]]\nkey = "name"\nheading = "又一列"', "附件1.toml：列", "name 写了 2 次"),
    ("附件1", RULE, RULE + RULE, "附件1.toml：规则", "r1 写了 2 次"),
    ("notice", "[[windows]]", LEVEL + "[[windows]]", "notice.toml：层级", "city 写了 2 次"),
    ("notice", "end = 2025-12-31", "end = 2023-12-31", "notice.toml：窗口", "早于起始日期"),
    ("附件1", 'parts = ["seq"]', 'parts = ["seq"]\nholds_from = 2026-05-01\nholds_to = 2026-01-01', "附件1.toml：规则 “合计”（r1）", "哪一天都不生效"),
    ("notice", 'receives_from = "enterprise"', 'receives_from = "enterprize"', "notice.toml：层级 “市”（city）", "没有层级 enterprize"),
    ("notice", 'receives_from = "enterprise"', 'receives_from = "city"', "notice.toml：层级 “市”（city）", "又报给自己"),
    ("notice", 'amount_column = "money"', 'amount_column = "name"', "notice.toml：投资窗口核算", 'type = "amount"'),
    ("notice", "date_column = \"day\"", 'date_column = "money"', "notice.toml：投资窗口核算", 'type = "date"'),
    ("notice", CHECK.format("附件1.money>=0"), CHECK.format("附件1.money/0>=0"), "notice.toml：审核关系 “c1”", "不能除以 0"),
    ("notice", CHECK.format("附件1.money>=0"), CHECK.format("附件1.企业名称=1"), "notice.toml：审核关系 “c1”", "不能参加计算"),
    ("notice", CHECK.format("附件1.money>=0"), CHECK.format("附件1.money=9e9999"), "notice.toml：审核关系 “c1”", "看不懂"),
]  # fmt: skip


def mistakes(folder: Path, file: str = "", right: str = "", typed: str = "") -> list[str]:
    texts = {"notice": NOTICE + CHECK.format("附件1.money>=0"), "附件1": COLUMNS + RULE}
    if file:
        assert right in texts[file]
        texts[file] = texts[file].replace(right, typed, 1)
    review = review_pack(pack(folder, texts["notice"], texts["附件1"]))
    return [str(review.said(one)) for one in review.mistakes]


def test_the_pack_without_a_slip_has_no_mistake(tmp_path: Path) -> None:
    assert mistakes(tmp_path) == []


@pytest.mark.parametrize(("file", "right", "typed", "place", "words"), SLIPS)
def test_a_slip_is_said_once_with_its_place(
    tmp_path: Path, file: str, right: str, typed: str, place: str, words: str
) -> None:
    found = mistakes(tmp_path, file, right, typed)
    assert len(found) == 1, found
    (said,) = found
    assert said.split("sixth-2026/")[-1].startswith(place)
    assert words in said


def test_two_files_of_one_attachment_are_told(tmp_path: Path) -> None:
    made = pack(tmp_path, NOTICE, COLUMNS + RULE)
    (made / "附件2.toml").write_text(COLUMNS, encoding="utf-8")
    review = review_pack(made)
    assert [str(review.said(one)) for one in review.mistakes] == ["notice.toml：附件1 写了 2 次"]
