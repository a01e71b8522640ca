"""Which column is which: every way a heading is written, and one step beyond it, where nothing may be bound."""

from __future__ import annotations

from typing import Any

import pytest
from grids import grid, head_of, pack

from xltools.formats.grid import ErrorValue
from xltools.forms.headingnames import column_names, heading_name
from xltools.forms.headingpaths import HEADER_DEPTH
from xltools.forms.headings import locate
from xltools.forms.labelplaces import locate_form
from xltools.forms.sketch import DEEPEST, SEARCH_ROWS, Sketch
from xltools.notice.model import Attachment


def ledger(**given: Any) -> Attachment:
    columns = [
        {"key": "seq", "heading": "序号", "type": "integer"},
        {"key": "name", "heading": "名称", "group": "设备"},
        {"key": "count", "heading": "数量", "type": "integer"},
        {"key": "contract_no", "heading": "编号", "group": "合同"},
        {"key": "contract_date", "heading": "日期", "group": "合同", "type": "date"},
        {"key": "invoice_no", "heading": "编号", "group": "发票", "type": "code"},
        {"key": "invoice_date", "heading": "日期", "group": "发票", "type": "date"},
        {"key": "gross", "heading": "金额（含税）", "group": "发票", "type": "amount"},
        {"key": "net", "heading": "金额（不含税）", "group": "发票", "type": "amount"},
        {"key": "tax", "heading": "税额", "group": "发票", "type": "amount"},
    ]
    rule = {"id": "r", "kind": "tax-equality", "gross": "gross", "net": "net", "tax": "tax", "basis": "示例"}
    return pack(**{"columns": columns, "rules": [rule], **given}).attachments[0]


LEDGER = ledger()
WITHOUT_RULE = ledger(rules=[])


def bound(*rows: list[Any], form: Attachment = LEDGER, merges: tuple[str, ...] = (), **by_hand: int) -> dict[str, int]:
    head = head_of(form, grid(*rows, merges=merges), **by_hand)
    return {} if head is None else dict(sorted(head.columns.items(), key=lambda pair: pair[1]))


# --- one text ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "unit"),
    [
        ("★3. 发票金额（含税，万元）", "发票金额(含税)", "万元"),
        ("①名称", "名称", ""),
        ("⑳名称", "名称", ""),
        ("❿名称", "名称", ""),
        ("⓪名称", "名称", ""),
        ("一、名称", "名称", ""),
        ("（1）名称", "名称", ""),
        ("12 名称", "名称", ""),
        ("5 年产值", "5年产值", ""),
        ("2024年产值", "2024年产值", ""),
        ("【含税】金额", "(含税)金额", ""),
        ("占比（%）", "占比", "%"),
        ("占比/%", "占比", "%"),
        ("数量（台）", "数量", ""),
        ("数量/台", "数量", ""),
        ("金额/万元", "金额", "万元"),
        ("金额，单位：亿元", "金额", "亿元"),
        ("金额（单位：千元）", "金额", "千元"),
        ("投资额万元", "投资额", "万元"),
        ("欢乐万元", "欢乐万元", ""),
        ("金额（元；不含税）", "金额(不含税)", "元"),
        ("其中：软件", "软件", ""),
        ("其中：", "其中", ""),
        ("设备、软件", "设备软件", ""),
    ],
)
def test_a_heading_is_its_name_and_its_unit(text: str, name: str, unit: str) -> None:
    assert heading_name(text) == (name, unit)


def test_every_name_a_column_may_have() -> None:
    names = {name: key for name, key in column_names(LEDGER).items() if "\x1f" not in name}
    assert {name for name, key in names.items() if key == "contract_date"} == {"合同日期"}, "日期 alone is two columns"
    assert {name for name, key in names.items() if key == "name"} == {"设备名称", "名称"}
    assert {name for name, key in names.items() if key == "gross"} == {"发票金额(含税)", "金额(含税)"}
    pair = ledger(
        columns=[
            {"key": "a", "heading": "占地（平方米）"},
            {"key": "b", "heading": "占地"},
            {"key": "c", "heading": "丙"},
        ]
    )
    assert column_names(pair)["占地(平方米)"] == "a", "the pack's own brackets stand in the sheet too"


# --- several rows --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "merges", "columns"),
    [
        ([["序号", "合同编号", "合同日期", "发票编号"]], (), {"seq": 1, "contract_no": 2, "contract_date": 3, "invoice_no": 4}),
        # A group over its columns: merged, not merged, or said again.
        ([["序号", "合同", None, "发票"], [None, "编号", "日期", "编号"]], ("B1:C1",), {"seq": 1, "contract_no": 2, "contract_date": 3, "invoice_no": 4}),
        ([["序号", "合同", None, "发票"], [None, "编号", "日期", "编号"]], (), {"seq": 1, "contract_no": 2, "contract_date": 3, "invoice_no": 4}),
        ([["序号", "合同情况", "合同情况"], [None, "合同编号", "日期"]], (), {"seq": 1, "contract_no": 2, "contract_date": 3}),
        # A title above is not taken in, and one text alone is no group of all that stands below.
        ([["合同"], ["序号", "名称", "编号", "日期"]], (), {"seq": 1, "name": 2}),
        # A vertical merge covers what a group to its left would reach.
        (
            [["序号", "凭证", "设备"], [None, "合同", None], [None, "编号", "名称"]],
            ("C1:C2", "A1:A3"),
            {"seq": 1, "contract_no": 2, "name": 3},
        ),
        # A gap ends the reach of a group.
        ([["序号", "合同", None, None], [None, "编号", None, "编号"]], (), {"seq": 1, "contract_no": 2}),
        # A unit below its column says nothing else.
        ([["序号", "数量", "名称"], [None, "台/套", None]], ("A1:A2", "C1:C2"), {"seq": 1, "count": 2, "name": 3}),
        # 含税 below 发票 or 发票金额 is the amount with tax.
        ([["序号", "发票", None], [None, "含税", "不含税"]], ("B1:C1",), {"seq": 1, "gross": 2, "net": 3}),
        ([["序号", "发票金额", None], [None, "含税金额", "未税"]], ("B1:C1",), {"seq": 1, "net": 3}),
        ([["序号", "发票金额", None], [None, "含税", "未税"]], ("B1:C1",), {"seq": 1, "gross": 2, "net": 3}),
        # A part that names another group of the form is never left out.
        ([["序号", "合同", "发票"], [None, "金额（含税）", "编号"]], (), {"seq": 1, "invoice_no": 3}),
        ([["序号", "投资明细", "发票"], [None, "金额（含税）", "编号"]], (), {"seq": 1, "gross": 2, "invoice_no": 3}),
        ([["序号", "合同", "发票"], [None, "数量", "编号"]], (), {"seq": 1, "count": 2, "invoice_no": 3}),
    ],
)  # fmt: skip
def test_a_heading_of_several_rows(rows: list[list[Any]], merges: tuple[str, ...], columns: dict[str, int]) -> None:
    assert bound(*rows, merges=merges) == columns


@pytest.mark.parametrize(("depth", "found"), [(HEADER_DEPTH, True), (HEADER_DEPTH + 1, False)])
def test_how_many_rows_a_heading_has(depth: int, found: bool) -> None:
    middle = [[None, f"第{n}层", f"第{n}层"] for n in range(depth - 2)]
    rows = [["序号", "合同", "发票"], *middle, [None, "编号", "编号"]]
    assert bound(*rows) == ({"seq": 1, "contract_no": 2, "invoice_no": 3} if found else {})


@pytest.mark.parametrize(("empty", "found"), [(0, True), (1, True), (2, False)])
def test_one_empty_row_within_a_heading(empty: int, found: bool) -> None:
    rows = [["序号", "合同", "发票"], *[[]] * empty, [None, "编号", "编号"]]
    assert ("contract_no" in bound(*rows)) is found


@pytest.mark.parametrize(
    ("above", "found"),
    [
        ([["说明"]] * (DEEPEST - 1), True),
        ([["说明"]] * DEEPEST, False),
        ([["说明", "一"]] * (SEARCH_ROWS - 1), True),
        ([["说明", "一"]] * SEARCH_ROWS, False),
    ],
)
def test_how_far_down_a_heading_is_looked_for(above: list[list[str]], found: bool) -> None:
    assert bool(bound(*above, ["序号", "名称", "数量"])) is found


@pytest.mark.parametrize(("length", "found"), [(60, True), (61, False)])
def test_how_long_a_heading_may_be(length: int, found: bool) -> None:
    long = "数量（" + "按" * (length - 4) + "）"
    assert ("count" in bound(["序号", "名称", long])) is found
    assert bound(["序号", "名称", ErrorValue("数量")]) == {"seq": 1, "name": 2}, "an error is no heading"


@pytest.mark.parametrize(("last", "found"), [(201, True), (202, False)])
def test_how_wide_a_group_may_be(last: int, found: bool) -> None:
    from xltools.formats.grid import column_letters

    top, below = ["序号", "合同"], ["序号", *[None] * (last - 2), "编号"]
    assert ("contract_no" in bound(top, below, merges=(f"B1:{column_letters(last)}1",))) is found


def test_a_merge_that_holds_no_text_is_no_group() -> None:
    assert bound(["序号", "名称", None], ["1", "甲", None], merges=("C1:D1", "B2:C2")) == {"seq": 1, "name": 2}


# --- what the neighbours tell --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "columns"),
    [
        # 日期 behind 合同编号 is the contract's, behind 发票编号 the invoice's.
        (["合同编号", "日期", "发票编号", "日期"], {"contract_no": 1, "contract_date": 2, "invoice_no": 3, "invoice_date": 4}),
        (["合同编号", "签章", "日期", "数量"], {"contract_no": 1, "contract_date": 3, "count": 4}),
        (["合同签订", "日期", "名称", "数量"], {"contract_date": 2, "name": 3, "count": 4}),
        (["序号", "日期", "名称"], {"seq": 1, "name": 3}),
        (["合同编号", "数量", "日期"], {"contract_no": 1, "count": 2}),
        (["合同编号", "合同日期", "日期", "数量"], {"contract_no": 1, "contract_date": 2, "count": 4}),
        # The third amount beside the other two.
        (["序号", "金额", "税额", "发票金额（含税）"], {"seq": 1, "net": 2, "tax": 3, "gross": 4}),
        (["序号", "金额（不含税）", "税额", "发票额"], {"seq": 1, "net": 2, "tax": 3, "gross": 4}),
        (["序号", "税额", "发票金额（含税）", "开票金额"], {"seq": 1, "tax": 2, "gross": 3, "net": 4}),
        (["序号", "金额", "名称", "税额", "发票金额（含税）"], {"seq": 1, "name": 3, "tax": 4, "gross": 5}),
        (["序号", "税额", "金额", "发票金额（含税）"], {"seq": 1, "tax": 2, "net": 3, "gross": 4}),
        (["序号", "税额", "数量", "发票金额（含税）", "名称", "金额"], {"seq": 1, "tax": 2, "count": 3, "gross": 4, "name": 5}),
        (["序号", "税额", "数量", "名称", "发票金额（含税）", "金额"], {"seq": 1, "tax": 2, "count": 3, "name": 4, "gross": 5}),
        (["序号", "金额", "税额", "发票金额（含税）", "金额"], {"seq": 1, "tax": 3, "gross": 4}),
        (["序号", "金额（不含税）", "金额", "发票金额（含税）"], {"seq": 1, "net": 2, "gross": 4}),
        (["序号", "金额", "发票金额（含税）"], {"seq": 1, "gross": 3}),
        (["序号", "总额", "税额", "发票金额（含税）"], {"seq": 1, "tax": 3, "gross": 4}),
    ],
)  # fmt: skip
def test_a_bare_heading_is_read_by_its_neighbours(head: list[str], columns: dict[str, int]) -> None:
    assert bound(head) == columns
    made = head_of(LEDGER, grid(head))
    assert made is not None
    assert sorted([*made.columns.values(), *made.unknown, *made.repeated]) == list(range(1, len(head) + 1))


def test_without_the_equality_no_amount_is_completed() -> None:
    assert bound(["序号", "金额", "税额", "发票金额（含税）"], form=WITHOUT_RULE) == {"seq": 1, "tax": 3, "gross": 4}
    other = ledger(rules=[{"id": "r", "kind": "other", "gross": "gross", "net": "net", "tax": "tax", "basis": "示例"}])
    assert bound(["序号", "金额", "税额", "发票金额（含税）"], form=other) == {"seq": 1, "tax": 3, "gross": 4}


def test_a_bare_amount_below_its_group() -> None:
    rows = [["序号", "发票", None, None], [None, "金额", "税额", "金额（含税）"]]
    assert bound(*rows, merges=("B1:D1",)) == {"seq": 1, "net": 2, "tax": 3, "gross": 4}
    rows = [["序号", "其他", None, None], [None, "金额", "税额", "金额（含税）"]]
    assert bound(*rows, merges=("B1:D1",)) == {"seq": 1, "tax": 3, "gross": 4}
    rows = [["序号", "金额", "税额", "发票金额（含税）"], [None, "万元", "万元", "万元"]]
    assert bound(*rows, merges=("A1:A2",)) == {"seq": 1, "net": 2, "tax": 3, "gross": 4}


# --- twice, by hand, units -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "by_hand", "columns", "repeated", "unknown"),
    [
        (["序号", "名称", "名称"], {}, {"seq": 1, "name": 2}, {3: "name"}, {}),
        (["序号", "税额", "名称", "税额"], {}, {"seq": 1, "name": 3}, {2: "tax", 4: "tax"}, {}),
        (["序号", "合同日期", "名称", "合同日期"], {}, {"seq": 1, "name": 3}, {2: "contract_date", 4: "contract_date"}, {}),
        (["序号", "税额", "税额", "税额"], {"name": 9}, {"seq": 1, "name": 9}, {2: "tax", 3: "tax", 4: "tax"}, {}),
        (["序号", "税额", "名称", "税额"], {"tax": 4}, {"seq": 1, "name": 3, "tax": 4}, {2: "tax"}, {}),
        (["序号", "名称", "乱写"], {"tax": 3}, {"seq": 1, "name": 2, "tax": 3}, {}, {}),
        (["序号", "名称", "乱写"], {"tax": 2}, {"seq": 1, "tax": 2}, {}, {3: "乱写"}),
        (["序号", "名称", "乱写"], {}, {"seq": 1, "name": 2}, {}, {3: "乱写"}),
        (["乱写", "名称", "乱写"], {"tax": 3}, {"name": 2, "tax": 3}, {}, {1: "乱写"}),
        (["乱写", "甲", "乙"], {"tax": 3, "gross": 2}, None, {}, {}),
    ],
)  # fmt: skip
def test_columns_bound_twice_or_by_hand(
    head: list[str],
    by_hand: dict[str, int],
    columns: dict[str, int] | None,
    repeated: dict[int, str],
    unknown: dict[int, str],
) -> None:
    made = head_of(LEDGER, grid(head), **by_hand)
    if columns is None:
        assert made is None
        return
    assert made is not None
    assert (made.columns, made.repeated, made.unknown) == (columns, repeated, unknown)


def test_two_headings_make_a_table_one_does_not() -> None:
    assert bound(["序号", "甲", "乙"]) == {}
    assert bound(["序号", "名称"]) == {"seq": 1, "name": 2}
    assert bound(["序号", "名称", "甲"], ["数量", "甲", "乙"], ["序号", "名称", "数量"]) == {
        "seq": 1,
        "name": 2,
        "count": 3,
    }


def test_the_unit_is_the_lowest_that_the_heading_names() -> None:
    rows = [["序号", "发票（元）", None], [None, "金额（含税）", "税额（万元）"]]
    made = head_of(LEDGER, grid(*rows, merges=("B1:C1",)))
    assert made is not None
    assert made.units == {"gross": "元", "tax": "万元"}
    assert made.headings == {1: "序号", 2: "发票（元）金额（含税）", 3: "发票（元）税额（万元）"}
    assert made.stacks[3] == ("发票（元）", "税额（万元）")
    assert (made.first_row, made.last_row) == (1, 2)


def test_one_sketch_answers_every_form_alike() -> None:
    sheet = grid(["序号", "合同", None, "发票"], [None, "编号", "日期", "编号"], merges=("B1:C1",))
    other = pack(columns=[{"key": "x", "heading": "甲"}, {"key": "y", "heading": "乙"}]).attachments[0]
    for forms in ((), (LEDGER,), (LEDGER, other)):
        sketch = Sketch.of(sheet, forms)
        found = locate(sketch, LEDGER)
        assert found is not None
        assert found.columns == {"seq": 1, "contract_no": 2, "contract_date": 3, "invoice_no": 4}
        assert locate(sketch, other) is None


# --- labels beside their values ------------------------------------------------------------------------------------

CARD = pack(
    columns=[
        {"key": "who", "heading": "企业名称"},
        {"key": "code", "heading": "信用代码"},
        {"key": "why", "heading": "理由"},
    ]
)
FORM = CARD.attachments[0]


@pytest.mark.parametrize(
    ("rows", "merges", "places"),
    [
        ([["企业名称", "甲"], ["信用代码", "91"]], (), {"who": (1, 2), "code": (2, 2)}),
        ([["企业名称：", "甲", "信用代码", "91"]], (), {"who": (1, 2), "code": (1, 4)}),
        ([["企业名称", None, "甲"], ["信用代码", "91"]], ("A1:B1",), {"who": (1, 3), "code": (2, 2)}),
        ([["企业名称", "甲"], ["信用代码", "91"], ["信用代码", "92"]], (), {"who": (1, 2), "code": (2, 2)}),
        ([["企业名称", "甲"], ["别的", "91"]], (), None),
        ([["企业名称", "甲"], [None], ["信用代码（" + "十" * 54 + "）", "91"]], (), {"who": (1, 2), "code": (3, 2)}),
        ([["企业名称", "甲"], ["信用代码（" + "十" * 55 + "）", "91"]], (), None),
    ],
)
def test_a_form_of_labels(
    rows: list[list[Any]], merges: tuple[str, ...], places: dict[str, tuple[int, int]] | None
) -> None:
    made = locate_form(grid(*rows, merges=merges), FORM)
    if places is None:
        assert made is None
        return
    assert made is not None
    lines = [row for row, _ in places.values()]
    assert made.places == places
    assert made.columns == {key: column for key, (_, column) in places.items()}
    assert (made.first_row, made.last_row) == (min(lines), max(lines))


@pytest.mark.parametrize(("more", "found"), [(298, True), (299, False)])
def test_a_long_sheet_is_no_form_of_labels(more: int, found: bool) -> None:
    sheet = grid(["企业名称", "甲"], ["信用代码", "91"], *[["x"]] * more)
    assert (locate_form(sheet, FORM) is not None) is found


def test_a_column_bound_by_hand_is_called_by_what_it_was_bound_to() -> None:
    from sheets import xlsx

    from xltools.formats.opening import open_bytes
    from xltools.notice.load import load_notice

    grid = open_bytes(xlsx("# 附件6\n| 序号 | 设备名称 | 规格型号 |\n| 1 | 数控机床 | M-1 |"), shown="a.xlsx").grids[0]
    header = locate(Sketch.of(grid), load_notice("wuhan-2025").attachment("附件6"), {"gross": 3})
    assert header is not None
    assert header.called == {3: "含税金额（按指定取 C 列）"}
    assert header.headings[3] == "规格型号", "as the sheet has it: `notices learn` takes it from here"
