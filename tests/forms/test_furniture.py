"""Records and furniture are never taken for one another, wherever the furniture stands and whatever the records are called."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xltools.formats.grid import Area, Book, Grid, GridRow, Value
from xltools.forms.reading import read_table
from xltools.forms.rowkinds import RowKind
from xltools.forms.table import Table
from xltools.notice.load import load_notice

WUHAN = load_notice("wuhan-2025")
FORM = WUHAN.attachment("附件6")
KEYS = (
    "seq", "category", "name", "model", "quantity", "supplier", "contract_no", "contract_date", "contract_amount", "invoice_no",
    "invoice_date", "gross", "tax", "net", "pay_date", "pay_amount", "note",
)  # fmt: skip
HEADINGS = [FORM.column(key).heading for key in KEYS]
WIDTH = len(HEADINGS)

NAMES = (
    "小计量泵", "合计算力平台", "例行检测台", "比例阀试验台", "样品检测仪", "案例库软件", "总计量站改造", "页面发布系统", "注塑机", "备注打印机",
    "其中心定位仪", "承前启后辊道", "转页机", "累计流量计", "水分计", "积分计", "示例机床", "单位换算器", "序号打码机", "平均粒径仪", "续接套筒机",
    "例", "甲", "台", "1", "接线盒焊接", "审核：一体机", "说明书装订机",
)  # fmt: skip


class Line(NamedTuple):
    cells: dict[int, Value]
    kind: RowKind | None
    """None: a record."""


def record(number: int, name: str, amount: int) -> Line:
    cells: dict[int, Value] = {
        1: Decimal(number), 2: "设备改造", 3: name, 4: f"X-{number}", 5: Decimal(1), 6: "武汉某供应商有限公司", 7: f"HT-{number}",
        8: datetime(2024, 1, 2), 9: Decimal(amount), 10: f"2442{number:016}", 11: datetime(2024, 3, 4), 12: Decimal(amount),
    }  # fmt: skip
    return Line(cells, None)


def money(label: str, kind: RowKind, at: int = 1) -> st.SearchStrategy[Line]:
    return st.integers(1, 9999).map(lambda n: Line({at: label, 12: Decimal(n)}, kind))


def words(kind: RowKind, *texts: str, at: int = 1) -> st.SearchStrategy[Line]:
    return st.sampled_from(texts).map(lambda text: Line({at: text}, kind))


FURNITURE = st.one_of(
    st.sampled_from(("小计", "小 计", "小计：", "一、小计", "分类合计", "小计（一）", "本类小计", "Subtotal")).flatmap(lambda t: money(t, RowKind.SUBTOTAL)),
    st.sampled_from(("设备合计", "A类小计", "2024年合计", "购置类小计")).flatmap(lambda t: money(t, RowKind.SUBTOTAL, 3)),
    st.sampled_from(("合计", "合  计", "总计", "共计", "合计金额", "合计（含税）", "Total", "大写合计", "总　计：")).flatmap(lambda t: money(t, RowKind.TOTAL)),
    st.just(Line({1: "合", 2: "计", 12: Decimal(5)}, RowKind.TOTAL)),
    st.sampled_from(("累计", "本年累计", "截至本页累计", "截止上月累计")).flatmap(lambda t: money(t, RowKind.RUNNING, 3)),
    st.sampled_from(("本页小计", "本页合计", "承前页", "过次页", "转下页", "接上页", "承上页合计", "结转下页")).flatmap(lambda t: money(t, RowKind.PAGE)),
    words(RowKind.PAGE, "续表", "附件6（续表）", "（续表一）".replace("一", "1"), "续上表", "第 2 页 共 5 页", "附件6续表"),
    st.sampled_from(("平均", "平均值", "占比", "占比（%）", "比例")).flatmap(lambda t: money(t, RowKind.RATIO)),
    st.sampled_from(("其中：进口主轴", "其中:软件", "其中", "其中进口部分", "（1）其中：控制系统")).flatmap(lambda t: money(t, RowKind.PART, 3)),
    st.just(Line(dict(enumerate(HEADINGS, 1)), RowKind.HEADING)),
    st.just(Line({1: FORM.title}, RowKind.HEADING)),
    st.just(Line({1: "申报企业：武汉某某有限公司", 12: "单位：万元"}, RowKind.HEADING)),
    st.sampled_from(("示例", "例", "样例", "填写示例", "（示例）", "示例1")).map(
        lambda t: Line({**record(1, "数控机床", 9).cells, 1: t}, RowKind.EXAMPLE)
    ),
    st.sampled_from(("例：五轴加工中心", "数控机床（示例）", "【示例】数控机床", "××设备有限公司", "示例：机床")).map(
        lambda t: Line({**record(1, "数控机床", 9).cells, 3: t}, RowKind.EXAMPLE)
    ),
    st.sampled_from(("此行为示例", "示例，填报时请删除", "填写示例，请勿删除", "本行为填写示例")).map(
        lambda t: Line({**record(1, "数控机床", 9).cells, 17: t}, RowKind.EXAMPLE)
    ),
    st.integers(1, 99).map(lambda n: Line({1: Decimal(n)}, RowKind.TEMPLATE)),
    st.integers(1, 99).map(lambda n: Line({1: Decimal(n), **{c: Decimal(0) for c in (9, 12, 13, 14)}}, RowKind.TEMPLATE)),
    st.integers(1, 99).map(lambda n: Line({1: str(n), 2: "设备改造", 5: "台", 12: "0.00", 14: "—"}, RowKind.TEMPLATE)),
    st.just(Line({3: "/", 7: "—", 12: "-"}, RowKind.TEMPLATE)),
    words(RowKind.GROUP, "一、生产性设备购置", "（二）设备改造", "三、其他", "设备改造"),
)  # fmt: skip
BEHIND = st.one_of(
    words(RowKind.NOTE, "填表说明：金额含税", "注：按发票填写", "1. 一张发票填一行，合同号照抄"),
    st.just(Line({1: "单位负责人：", 7: "财务负责人：", 11: "填表人："}, RowKind.SIGNATURE)),
)
BELOW = st.one_of(
    st.just(Line({c: Decimal(c) for c in range(1, WIDTH + 1)}, RowKind.NUMBERS)),
    st.just(Line({c: f"（{c}）" for c in range(1, WIDTH + 1)}, RowKind.NUMBERS)),
    st.just(Line({1: "栏次", **{c: str(c - 1) for c in range(2, WIDTH + 1)}}, RowKind.NUMBERS)),
    st.just(Line(dict(enumerate(["甲", "乙", "丙", *map(str, range(1, WIDTH - 2))], 1)), RowKind.NUMBERS)),
    st.just(Line({c: chr(64 + c) for c in range(1, WIDTH + 1)}, RowKind.NUMBERS)),
    st.just(Line({c: "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰"[c - 1] for c in range(1, WIDTH + 1)}, RowKind.NUMBERS)),
    st.just(
        Line(
            {9: "9", 12: "12=13+14", 13: "13", 14: "14"} | {c: str(c) for c in (1, 2, 3, 4, 5, 6, 7, 8, 10, 11)},
            RowKind.NUMBERS,
        )
    ),
    st.just(
        Line(
            {5: "台/套", 8: "年-月-日", 9: "万元", 11: "年-月-日", 12: "万元", 13: "（万元）", 14: "万元"}, RowKind.UNIT
        )
    ),
)
RECORDS = st.tuples(st.sampled_from(NAMES), st.integers(1, 999))


def table_of(lines: list[Line]) -> Table:
    above = [
        Line({1: FORM.title}, None),
        Line({1: "申报企业：武汉某某有限公司", 12: "单位：万元"}, None),
        Line(dict(enumerate(HEADINGS, 1)), None),
    ]
    rows = {
        number: GridRow(
            tuple(sorted(line.cells)), tuple(line.cells[c] for c in sorted(line.cells)), (0,) * len(line.cells)
        )
        for number, line in enumerate([*above, *lines], 1)
    }
    book = Book("表.xlsx", "", "xlsx", [Grid("附件6", rows=rows, merges=[Area(1, 1, 1, WIDTH)])])
    table = read_table(WUHAN, FORM, book, book.grids[0])
    assert table is not None
    return table


@settings(max_examples=150, deadline=None)
@given(st.lists(BELOW, max_size=2), st.lists(st.one_of(RECORDS, FURNITURE), max_size=14), st.lists(BEHIND, max_size=2))
def test_records_read_are_records_written(
    below: list[Line], middle: list[tuple[str, int] | Line], behind: list[Line]
) -> None:
    body = [
        one if isinstance(one, Line) else record(number, one[0], one[1])
        for number, one in enumerate([(NAMES[0], 1), *middle], 1)
    ]
    lines = [*below, *body, *behind]
    table = table_of(lines)
    written = {number: line.kind for number, line in enumerate(lines, 4)}
    read = dict.fromkeys(table.rows, None) | {left.row: left.kind for left in table.left_out}
    assert {row: (read[row], lines[row - 4]) for row in written if read[row] != written[row]} == {}
    assert sum(table.kinds.values()) == len(lines), "every row below the heading once"
    assert all(left.why for left in table.left_out)


@pytest.mark.parametrize("name", NAMES)
def test_a_record_is_a_record_first_last_and_alone(name: str) -> None:
    assert len(table_of([record(1, name, 5)])) == 1
    assert len(table_of([record(1, name, 5), record(2, name, 6)])) == 2


@pytest.mark.parametrize(
    "cells",
    [
        {3: "小计量泵", 12: Decimal(5)},
        {1: Decimal(3), 3: "机床", 12: Decimal(0)},
        {1: Decimal(3), 12: Decimal(5)},
        {1: "减：不合规部分", 12: Decimal(5)},
        {1: Decimal(3), 3: "其中心轴承", 12: Decimal(5)},
        {1: Decimal(1), 3: "2", 4: "3", 5: Decimal(4), 10: "24420000000000000001"},
        {1: Decimal(3), 3: "主轴合计", 6: "甲公司", 11: datetime(2024, 1, 2), 12: Decimal(5)},
    ],
)
def test_a_row_in_doubt_is_a_record(cells: dict[int, Value]) -> None:
    table = table_of([record(1, "机床", 5), Line(cells, None)])
    assert list(table.rows) == [4, 5]


def test_a_part_without_the_word_under_the_merged_cells_of_its_record() -> None:
    rows = [
        record(1, "机床", 5),
        Line({3: "其中：主轴", 12: Decimal(2)}, RowKind.PART),
        Line({3: "控制系统", 12: Decimal(1)}, RowKind.PART),
    ]
    assert list(table_of(rows).rows) == [4, 6], "without merged cells nobody knows"
    lines = {
        n: GridRow(tuple(sorted(line.cells)), tuple(line.cells[c] for c in sorted(line.cells)), (0,) * len(line.cells))
        for n, line in enumerate([Line(dict(enumerate(HEADINGS, 1)), None), *rows, record(2, "铣床", 6)], 1)
    }
    book = Book("表.xlsx", "", "xlsx", [Grid("附件6", rows=lines, merges=[Area(2, 10, 4, 10), Area(2, 2, 4, 2)])])
    table = read_table(WUHAN, FORM, book, book.grids[0])
    assert table is not None
    assert list(table.rows) == [2, 5]
    assert [(part.row, part.owner) for part in table.parts] == [(3, 0), (4, 0)]


def test_a_row_of_units_gives_the_columns_their_unit() -> None:
    table = table_of([Line({5: "台", 9: "元", 12: "元", 13: "元", 14: "元"}, RowKind.UNIT), record(1, "机床", 5)])
    assert table.units["gross"] == "元"
    assert table.columns["gross"] == [Decimal(5)]


def test_the_names_a_notice_prints_are_records() -> None:
    form = WUHAN.attachment("附件2")
    named = [row.cells[form.row_key] for row in form.rows]
    heads = {at: column.heading for at, column in enumerate(form.columns, 1)}
    at = next(number for number, column in enumerate(form.columns, 1) if column.key == form.row_key)
    lines = [Line(heads, None), *(Line({at: name}, None) for name in named)]
    rows = {
        n: GridRow(tuple(sorted(line.cells)), tuple(line.cells[c] for c in sorted(line.cells)), (0,) * len(line.cells))
        for n, line in enumerate(lines, 1)
    }
    book = Book("表.xlsx", "", "xlsx", [Grid("附件2", rows=rows)])
    table = read_table(WUHAN, form, book, book.grids[0])
    assert table is not None
    assert len(table) == len(named)
