"""From a book to tables: whose form a sheet is, what its columns hold, and what is said of how it was read."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from forms.mixed import HEAD, MIXED, line
from grids import day, grid, pack, read

from xltools.forms.filling import Filling, filling_of, settle_zero_report
from xltools.forms.rowkinds import RowKind
from xltools.forms.rownotes import row_notes
from xltools.forms.unbound import layout_notes


def test_a_unit_row_and_the_columns_it_speaks_of() -> None:
    table = read(
        MIXED, grid(HEAD, [None, None, None, None, "年-月-日", "（千元）", "台", "%"], line(1, "机床", 3, 2, 50))
    )
    assert (table.columns["money"], table.columns["share"]) == ([Decimal(3000)], [Decimal("0.5")])
    assert table.units == {"money": "千元", "share": "%"}
    assert table.unit_said
    assert read(MIXED, grid(HEAD, line(1, "机床", 3, 2, 50))).columns["share"] == [Decimal(50)]


@pytest.mark.parametrize(
    ("heads", "said"),
    [(HEAD, False), ([*HEAD[:5], "金额（万元）", *HEAD[6:]], True), ([*HEAD[:5], "数量", "占比"], True)],
)
def test_whether_the_sheet_says_its_unit(heads: list[str], said: bool) -> None:
    table = read(MIXED, grid(heads, line(1, "机床")))
    assert table.unit_said is said
    assert [f.rule for f in layout_notes(table) if f.rule == "unit-assumed"] == ([] if said else ["unit-assumed"])


def test_where_texts_stand_among_numbers_and_dates() -> None:
    table = read(
        MIXED, grid(HEAD, line(1, "机床", "3", 2, 0.5), [2, "设备", "铣床", "C2", day("2024-03-06"), 4, "2", 0.5])
    )
    assert table.texts == {"when": [0], "money": [0], "count": [1]}
    assert table.dittos == {}


def test_same_as_above() -> None:
    table = read(
        MIXED,
        grid(HEAD, line(1, "同上"), line(2, "机床"), line(3, "〃"), line(4, " 同上 "), line(5, "铣床", "同上", 2)),
    )
    assert table.columns["name"][1:] == ["机床", "机床", "机床", "铣床"]
    assert table.dittos == {"name": [0, 2, 3], "money": [4]}
    assert table.columns["money"] == [Decimal(30_000)] * 5
    assert table.texts["money"] == []
    notes = {note.column: note for note in row_notes(table) if note.rule == "same-as-above"}
    assert (notes["名称"].cells, notes["名称"].severity.value) == (("C4", "C5"), "warning")
    assert notes["名称"].message == "“名称”写作“〃”，按上一行读作“机床”，共 2 处"
    assert notes["金额"].message == "“金额”写作“同上”，按上一行读作“3”"
    assert notes["金额"].severity.value == "warning"
    late = read(MIXED, grid(HEAD, line(1, "机床"), [2, "设备", "铣床", "C2", "同上", 3, "同上", 0.5], line(3, "磨床")))
    severities = {note.column: note.severity.value for note in row_notes(late) if note.rule == "same-as-above"}
    assert severities == {"日期": "info", "数量": "warning"}
    first = read(MIXED, grid(HEAD, line(1, "同上"), line(2, "机床")))
    assert [note for note in row_notes(first) if note.rule == "same-as-above"] == []


def test_several_amounts_in_one_cell() -> None:
    table = read(MIXED, grid(HEAD, line(1, "机床", "3000+2000"), line(2, "铣床", "1+1"), line(3, "磨床", "5")))
    assert table.columns["money"] == [Decimal(50_000_000), Decimal(20_000), Decimal(50_000)]
    (note,) = (note for note in row_notes(table) if note.rule == "sum-in-cell")
    assert (note.cells, note.message) == (("F2", "F3"), "“金额”的“3000+2000”按各数之和 5000 读取，共 2 处")
    one = read(MIXED, grid(HEAD, line(1, "机床", "3000+2000"), line(2, "铣床")))
    assert [n.message for n in row_notes(one) if n.rule == "sum-in-cell"] == ["“金额”的“3000+2000”按各数之和 5000 读取"]


@pytest.mark.parametrize(("money", "grave"), [(3, True), ("三台", True), (0, False), (None, False)])
def test_an_example_row_with_money_is_a_warning(money: Any, grave: bool) -> None:
    sheet = grid(HEAD, ["示例", "设备", "某机床", "C0", None, money], line(1, "机床"), line(2, "铣床"))
    table = read(MIXED, sheet)
    (note,) = row_notes(table)
    assert (note.rule, note.cells, note.severity.value) == ("example-row", ("A2",), "warning" if grave else "info")
    assert ("其中有金额" in note.message) is grave


@pytest.mark.parametrize(("many", "more"), [(12, False), (13, True)])
def test_rows_left_out_on_request_are_named(many: int, more: bool) -> None:
    sheet = grid(HEAD, line(1, "机床"), *[line(at, "铣床") for at in range(2, many + 2)])
    table = read(MIXED, sheet, skip=dict.fromkeys(range(3, many + 3), RowKind.HIDDEN))
    (note,) = row_notes(table)
    assert note.message.startswith(f"隐藏的 {many} 行按要求没有计入（第 3、4、")
    assert note.message.endswith("等）" if more else f"、{many + 2} 行）")
    assert (note.cells[0], len(note.cells), len(table)) == ("A3", many, 1)
    struck = row_notes(read(MIXED, sheet, skip={3: RowKind.STRUCK}))
    assert [note.message for note in struck] == ["划了删除线的 1 行按要求没有计入（第 3 行）"]


def test_a_merged_cell_gives_its_value_to_what_is_filled_down() -> None:
    rows = [
        line(1, "机床"),
        [2, None, None, None, None, None, 2, 0.5],
        line(3, "磨床"),
        [4, None, None, None, None, None, 1, 0.5],
    ]
    table = read(MIXED, grid(HEAD, *rows, merges=("C2:C3", "D2:D3", "E2:F3", "G4:G5", "A1:A1")))
    assert table.columns["name"] == ["机床", "机床", "磨床", None]
    assert table.columns["code"] == ["C1", None, "C3", None], "a code is not filled down where the form does not say so"
    assert table.columns["money"][:2] == [Decimal(30_000), None]
    assert table.covered == {(1, "name"), (1, "code"), (1, "when"), (0, "money"), (1, "money"), (3, "count")}


def test_the_heading_of_a_block_names_the_category() -> None:
    rows = [
        ["一、设备购置"],
        [1, None, "机床", "C1"],
        [2, "研发", "人工", "C2"],
        ["二、研发投入"],
        [3, None, "外协", "C3"],
        ["三、其他"],
        [4, None, "杂项", "C4"],
    ]
    table = read(MIXED, grid(HEAD, *rows))
    assert table.columns["kind"] == ["设备", "研发", "研发", None]
    assert table.covered == {(0, "kind"), (2, "kind")}


def test_a_column_beside_the_form_names_each_rows_submitter() -> None:
    table = read(
        MIXED, grid(["申报企业：甲公司"], [*HEAD, "申报企业"], [*line(1, "机床"), " 乙公司 "], line(2, "铣床"))
    )
    assert table.owners == ["乙公司", "甲公司"]
    assert read(MIXED, grid(["申报企业：甲公司"], [*HEAD, "企业"], [*line(1, "机床"), "乙公司"])).owners is None
    assert (
        read(
            pack(columns=[{"key": "a", "heading": "甲"}, {"key": "b", "heading": "乙"}]),
            grid(["甲", "乙", "申报企业"], ["x", "y", "z"]),
        ).owners
        is None
    )


# --- rows that the notice prints -----------------------------------------------------------------------------------

INDICATORS = pack(
    columns=[{"key": "item", "heading": "指标"}, {"key": "unit", "heading": "单位"}, {"key": "value", "heading": "数值", "type": "number"}],
    rows=[{"key": "r1", "cells": {"item": "联网率", "unit": "%"}}, {"key": "r2", "cells": {"item": "台数", "unit": "台"}, "aliases": ["设备台数"]}],
    row_key="item",
    shape="list",
)  # fmt: skip


def test_in_a_row_of_percents_a_number_is_a_percentage() -> None:
    sheet = grid(
        ["指标", "单位", "数值"],
        ["联网率", "%", 85],
        ["设备台数", "台", "9"],
        ["良率", "%", "85%"],
        ["比率", "%", 0.85],
        ["空", "%"],
    )
    shown = sheet.rows[5]
    sheet.rows[5] = shown._replace(styles=(0, 0, 1))
    sheet.formats = ("General", "0%")
    table = read(INDICATORS, sheet)
    assert table.columns["value"] == [Decimal(85), Decimal(9), Decimal(85), Decimal(85), None]
    assert table.texts["value"] == [1]
    assert (table.index_of("r1"), table.index_of("r2"), table.index_of("台数"), table.index_of("良率")) == (
        0,
        1,
        None,
        2,
    )
    bare = read(INDICATORS, grid(["指标", "数值"], ["联网率", "85%"], ["台数", 9]))
    assert bare.columns["value"] == [Decimal(85), Decimal(9)]
    assert [bare.row_unit(at) for at in (0, 1)] == ["%", "台"]


# --- is anything in it ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "filling", "left"),
    [
        ([line(1, "机床")], "rows", 1),
        ([[1, "设备"], [2, "研发"]], "blank", 2),
        ([], "blank", 0),
        ([[None, None, "零报送"]], "zero", 0),
        ([["无"]], "zero", 0),
        ([[1, None, "本区无符合条件的企业", "/", "-", 0]], "zero", 0),
        ([[1, "设备", "无", "—"]], "zero", 0),
        ([[1, None, "无"], line(2, "机床")], "rows", 2),
        ([*[[at, None, "无"] for at in range(1, 13)]], "zero", 0),
        ([*[[at, None, "无"] for at in range(1, 14)]], "rows", 13),
        ([[1, None, "无锡某厂"]], "rows", 1),
    ],
)
def test_whether_a_form_is_filled_in(rows: list[list[Any]], filling: str, left: int) -> None:
    table = read(MIXED, grid(HEAD, *rows))
    settle_zero_report(table)
    assert filling_of(table) is Filling(filling)
    if filling != "blank":
        assert len(table) == left
    below = {number for number in table.grid.rows if number > 1}
    assert {*table.rows, *(one.row for one in table.left_out)} == below, "every row once"
    assert len(table.rows) + len(table.left_out) == len(below)
