"""From a book to tables: whose form a sheet is, what its columns hold, and what is said of how it was read."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from grids import day, grid, pack, read

from xltools.errors import UsageError
from xltools.findings import Finding, Severity
from xltools.formats.grid import Book, Grid, ReadWarning
from xltools.forms import bindings
from xltools.forms.continued import carried, link_sheets
from xltools.forms.filling import Filling, filling_of, settle_zero_report
from xltools.forms.likeness import proposals
from xltools.forms.noticed import notes_on, typed_as_text, without_echoes
from xltools.forms.offices import ListedOffice, declared_office, find_office, is_company
from xltools.forms.recognise import Recognised, recognise, speaks_of_another, stamp_of
from xltools.forms.request import bound_columns
from xltools.forms.rowkinds import RowKind
from xltools.forms.rownotes import row_notes
from xltools.forms.unbound import layout_notes
from xltools.notice.model import Notice

# --- whose form it is ----------------------------------------------------------------------------------------------

STEMS = [f"{stem}列" for stem in "甲乙丙丁戊己庚辛壬癸"]
TEN = [{"key": f"k{at}", "heading": heading} for at, heading in enumerate(STEMS)]
ONE = pack(columns=TEN, key="附件1", title="示例表", titles=["一张名字很长很长的表"])
PAIR = pack(attachments=[
    {"columns": TEN, "key": "附件1", "title": "领航级申报表", "role": "summary"},
    {"columns": TEN, "key": "附件2", "title": "卓越级申报表", "role": "investment"},
])  # fmt: skip


def found(*grids: Grid, notices: tuple[Notice, ...] = (ONE,), path: str = "表.xlsx", **more: Any) -> Recognised:
    return recognise(Book(path, "", "xlsx", list(grids)), notices, **more)


@pytest.mark.parametrize(
    ("rows", "name", "path", "score"),
    [
        ([STEMS], "表", "表.xlsx", "1"),
        ([STEMS[:9]], "表", "表.xlsx", "0.93"),
        ([[*STEMS, "子列", "丑列"]], "表", "表.xlsx", "0.95"),
        ([STEMS[:3]], "表", "表.xlsx", "0.51"),
        ([STEMS[:2]], "表", "表.xlsx", ""),
        ([["示例表"], STEMS], "表", "表.xlsx", "1.3075"),
        ([["一张名字很长很长的表，示例表"], STEMS], "表", "表.xlsx", "1.325"),
        ([*[["x"]] * 6, ["示例表"], STEMS], "表", "表.xlsx", "1"),
        ([*[["x"]] * 5, ["示例表"], STEMS], "表", "表.xlsx", "1.3075"),
        ([["示例表" + "字" * 196], STEMS], "表", "表.xlsx", "1.3075"),
        ([["示例表" + "字" * 197], STEMS], "表", "表.xlsx", "1"),
        ([STEMS], "附件1", "表.xlsx", "1.15"),
        ([STEMS], "表", "甲/附件1 表.xlsx", "1.1"),
        ([STEMS], "附件1", "附件1.xlsx", "1.15"),
        ([STEMS], "表", "附件1/表.xlsx", "1"),
    ],
)
def test_how_well_a_sheet_fits(rows: list[list[Any]], name: str, path: str, score: str) -> None:
    matches = found(grid(*rows, name=name), path=path).matches
    assert [round(match.score, 4) for match in matches] == ([float(score)] if score else [])


def test_the_longest_title_counts_up_to_forty_signs() -> None:
    for length, more in ((40, 0.1), (41, 0.1), (39, 0.0975)):
        notice = pack(columns=TEN, title="题" * length)
        match = found(grid(["题" * length], STEMS), notices=(notice,)).matches[0]
        assert round(match.score, 4) == round(1.3 + more, 4)


@pytest.mark.parametrize("name", ["校验结果", "校验概览", "汇总回执", "报送台账", "重报差异", "_xltools", "_xltools行"])
def test_what_the_program_wrote_is_no_submission(name: str) -> None:
    made = found(grid(STEMS, name=name), grid(STEMS, name="表"), Grid("空"))
    assert [match.grid.name for match in made.matches] == ["表"]


def test_a_form_of_labels_is_scored_by_its_fields() -> None:
    card = pack(columns=TEN, shape="form")
    lines = [[heading, "x"] for heading in STEMS[:5]]
    assert [round(m.score, 4) for m in found(grid(*lines), notices=(card,)).matches] == [0.65]
    wide = [[*STEMS[:5], "子列", "丑列"]]
    assert [round(m.score, 4) for m in found(grid(*wide), notices=(card,)).matches] == [0.65], (
        "nothing stands beside a field"
    )


@pytest.mark.parametrize(
    ("rows", "asked", "read_as", "other"),
    [
        ([STEMS], "附件1", "附件1", ""),
        ([STEMS], "investment", "附件2", ""),
        ([STEMS], "卓越级申报表", "附件2", ""),
        ([["卓越级申报表"], STEMS], "附件1", "", "附件2"),
        ([["卓越级申报表"], STEMS], "附件2", "附件2", ""),
        ([STEMS[:2]], "附件1", "附件1", ""),
        ([["无关"]], "附件1", "", ""),
    ],
)
def test_the_form_that_is_asked_for(rows: list[list[Any]], asked: str, read_as: str, other: str) -> None:
    made = found(grid(*rows), notices=(PAIR,), attachment=asked)
    assert [match.attachment.key for match in made.matches] == ([read_as] if read_as else [])
    assert [match.attachment.key for match in made.others.values()] == ([other] if other else [])


def test_columns_bound_by_hand_are_the_persons_word() -> None:
    made = found(grid(["卓越级申报表"], STEMS), notices=(PAIR,), attachment="附件1", by_hand={"附件1": {"k0": 2}})
    assert [match.attachment.key for match in made.matches] == ["附件1"]
    assert made.matches[0].header.columns["k0"] == 2


def stamp(**said: str) -> Grid:
    return grid(*([key, text] for key, text in said.items()), name="_xltools")


def notice(name: str, **more: Any) -> Notice:
    return pack(notice={"id": name, "title": name, **more}, columns=TEN, title="申报表", key="附件1")


WEST, EAST = notice("西-2024", year=2024, place="西市"), notice("东-2025", year=2025, place="东市", places=["海港区"])


@pytest.mark.parametrize(
    ("top", "path", "hint", "ids"),
    [
        ("申报表", "表.xlsx", "", ["东-2025", "西-2024"]),
        ("2024年申报表", "表.xlsx", "", ["西-2024"]),
        ("东市申报表", "表.xlsx", "", ["东-2025"]),
        ("海港区", "表.xlsx", "", ["东-2025"]),
        ("2024年东市", "表.xlsx", "", ["东-2025", "西-2024"]),
        ("2024年西市", "东-2025/表.xlsx", "", ["东-2025"]),
        ("2024年西市", "表.xlsx", "东-2025", ["东-2025"]),
        ("西市", "东市.xlsx", "", ["东-2025", "西-2024"]),
        ("西市", "2025东市.xlsx", "", ["东-2025"]),
        ("申报表", "表.xlsx", "2025", ["东-2025"]),
    ],
)
def test_which_of_two_calls_a_shared_form_belongs_to(top: str, path: str, hint: str, ids: list[str]) -> None:
    made = found(grid([top], STEMS), notices=(WEST, EAST), path=path, hint=hint)
    decided = [match.notice.id for match in made.matches]
    assert (decided or sorted(match.notice.id for match in made.undecided["表"])) == ids


def test_the_stamp_of_a_blank_tells_the_notice_and_the_form() -> None:
    said = {"xltools": "blank", "notice": "东-2025", "version": "1", "attachment": "附件1"}
    made = found(grid(STEMS), stamp(**said), notices=(WEST, EAST))
    assert [(match.notice.id, round(match.score, 2)) for match in made.matches] == [("东-2025", 2.0)]
    assert stamp_of(Book("", "", "xlsx", [grid(STEMS), stamp(**said)])) == said
    assert stamp_of(Book("", "", "xlsx", [grid(STEMS)])) == {}
    lone = grid(["notice"], ["a", "b"], [None, "c", "d"], *[["x", "y"]] * 9, ["late", "z"], name="_xltools")
    assert stamp_of(Book("", "", "xlsx", [lone])) == {"a": "b", "x": "y"}
    # A book of several blanks has the stamp of one: the title of another form goes before it.
    two = stamp(xltools="blank", notice=PAIR.id, attachment="附件1")
    scores = {
        top: found(grid([top], STEMS), two, notices=(PAIR,)).matches[0].attachment.key
        for top in ("卓越级申报表", "领航级申报表", "x")
    }
    assert scores == {"卓越级申报表": "附件2", "领航级申报表": "附件1", "x": "附件1"}


@pytest.mark.parametrize(
    ("top", "said", "another"),
    [
        ("2025年申报表", {}, False),
        ("2024年申报表", {}, True),
        ("2024年至2025年申报表", {}, False),
        ("2024年的另一行", {}, False),
        ("申报表", {}, False),
        ("申报表", {"notice": "东-2025"}, False),
        ("申报表", {"notice": "西-2024"}, True),
        ("申报表", {"notice": "省-2025"}, False),
    ],
)
def test_a_sheet_may_say_itself_that_it_is_another_calls(top: str, said: dict[str, str], another: bool) -> None:
    east = notice("东-2025", year=2025, based_on="省-2025")
    match = found(grid([top], STEMS), notices=(east,)).matches[0]
    assert speaks_of_another(match, said) is another
    undated = replace(match, notice=notice("东-2025", based_on="省-2025"))
    assert speaks_of_another(undated, said) is (another and bool(said)), "no year, no doubt"


# --- columns by hand -----------------------------------------------------------------------------------------------


def test_letters_of_columns() -> None:
    form = ONE.attachments[0]
    assert bound_columns(form, {"甲列": "A", "k1": "b ", "无": "C", "丙列（元）": "XFD"}) == {
        "k0": 1,
        "k1": 2,
        "k2": 16384,
    }
    for letters in ("", "XFE", "1", "A1"):
        with pytest.raises(UsageError):
            bound_columns(form, {"甲列": letters})


def test_a_layout_is_its_first_row_of_texts() -> None:
    def mark(*rows: list[Any]) -> str:
        return bindings.signature(Book("", "", "xlsx", [grid(*rows)]))

    assert len(mark(STEMS)) == 16
    assert mark(STEMS) == mark(["标题"], STEMS, ["x", "y", "z", "w"]) == mark([f" {text} " for text in STEMS], [1, 2])
    assert mark(STEMS[:4]) != mark(STEMS[:5]) != mark([None, *STEMS[:5]])
    nothing = mark()
    assert nothing == mark(STEMS[:3]) == mark([*STEMS[:4], 5]) == mark([*STEMS[:3], "字" * 21])
    assert nothing != mark(STEMS[:4])
    assert nothing != mark([*STEMS[:3], "字" * 20])
    assert nothing != mark(*[["x"]] * 29, STEMS)
    assert nothing == mark(*[["x"]] * 30, STEMS)


def test_what_was_bound_by_hand_is_kept_and_a_broken_file_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bindings, "user_folder", lambda: tmp_path / "neu" / "ordner")
    assert bindings.remembered("n", "a", "l") == {}
    bindings.remember("n", "a", "l", {"列": "C"})
    bindings.remember("n", "a", "m", {"列": "D"})
    assert (bindings.remembered("n", "a", "l"), bindings.remembered("n", "a", "m")) == ({"列": "C"}, {"列": "D"})
    assert bindings.remembered("n", "b", "l") == {}
    assert [path.name for path in (tmp_path / "neu" / "ordner").iterdir()] == ["columns.json"]
    for broken in ("[1]", "{"):
        (tmp_path / "neu" / "ordner" / "columns.json").write_text(broken, encoding="utf-8")
        assert bindings.remembered("n", "a", "l") == {}
    monkeypatch.setattr(bindings, "user_folder", lambda: None)
    bindings.remember("n", "a", "l", {"列": "C"})
    assert bindings.remembered("n", "a", "l") == {}


# --- what columns hold ---------------------------------------------------------------------------------------------

MIXED = pack(
    columns=[
        {"key": "seq", "heading": "序号", "type": "integer"},
        {"key": "kind", "heading": "类别", "type": "choice", "values": ["设备", "研发"]},
        {"key": "name", "heading": "名称"},
        {"key": "code", "heading": "代码", "type": "code", "fill_down": False},
        {"key": "when", "heading": "日期", "type": "date"},
        {"key": "money", "heading": "金额", "type": "amount", "unit": "万元"},
        {"key": "count", "heading": "数量", "type": "number"},
        {"key": "share", "heading": "占比", "type": "percent"},
    ],
    category="kind",
    order="seq",
    labels=[{"key": "who", "text": "申报企业（盖章）"}],
    submitter="who",
)
HEAD = ["序号", "类别", "名称", "代码", "日期", "金额", "数量", "占比"]


def line(at: int, name: str, *rest: Any) -> list[Any]:
    return [at, "设备", name, f"C{at}", "2024-03-05", *(rest or (3, 2, 0.5))]


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


# --- a table on two sheets -----------------------------------------------------------------------------------------


def sheets(*parts: list[list[Any]], names: tuple[str, ...] = ("一", "二", "三")) -> list[Any]:
    return [read(MIXED, grid(*rows, name=name)) for rows, name in zip(parts, names, strict=False)]


@pytest.mark.parametrize(
    ("second", "name", "goes_on"),
    [
        ([HEAD, line(3, "磨床")], "二", True),
        ([HEAD, line(2, "磨床")], "二", False),
        ([HEAD, line(4, "磨床")], "二", False),
        ([HEAD, line(1, "磨床")], "附件6（续表）", True),
        ([HEAD, line(1, "磨床")], "附件6续2", True),
        ([["接上页"], HEAD, line(1, "磨床")], "二", True),
        ([["接上页" + "，" * 77], HEAD, line(1, "磨床")], "二", True),
        ([["接上页" + "，" * 78], HEAD, line(1, "磨床")], "二", False),
        ([["续", 1], HEAD, line(1, "磨床")], "二", False),
        ([HEAD, line(1, "续表机")], "二", False),
        ([HEAD, [None, "设备", "磨床", "C", "2024-01-01", 1]], "二", False),
    ],
)  # fmt: skip
def test_a_table_that_goes_on_on_the_next_sheet(second: list[list[Any]], name: str, goes_on: bool) -> None:
    tables = sheets([HEAD, line(1, "机床"), line(2, "铣床")], second, names=("一", name))
    link_sheets(tables)
    assert (tables[1].continues is tables[0]) is goes_on
    assert tables[0].continues is None
    other = sheets([HEAD, line(1, "机床"), line(2, "铣床")])[0]
    link_sheets([other, read(pack(columns=TEN), grid(STEMS, STEMS))])
    link_sheets([other, other])
    assert other.continues is None


def test_what_the_sheets_before_bring_along() -> None:
    first = [
        HEAD,
        line(1, "甲", 1),
        line(2, "乙", 2),
        ["小计", None, None, None, None, 3],
        line(3, "丙", 4),
        line(4, "丁", 8),
    ]
    tables = sheets(first, [HEAD, line(5, "戊", 16)], [HEAD, line(6, "己", 32)])
    link_sheets(tables)
    assert list(carried(tables[0], "money")) == []
    assert [int(sum_) for sum_ in carried(tables[1], "money")] == [120_000, 150_000, 150_000]
    assert [int(sum_) for sum_ in carried(tables[2], "money")] == [160_000, 160_000, 280_000, 310_000, 310_000]


# --- offices -------------------------------------------------------------------------------------------------------


def test_the_office_with_the_longest_name_is_meant() -> None:
    known = tuple(
        ListedOffice(name, (name, *more), "", True)
        for name, *more in (("江岸区",), ("江岸", "岸"), ("汉阳区", "阳"), ("武昌区", ""))
    )
    assert [
        find_office(text, known) for text in ("江岸区经信局", "江岸", "汉阳区", "江岸区汉阳区", "岸阳", "青山区", "")
    ] == [0, 1, 2, None, None, None, None]


@pytest.mark.parametrize(
    ("name", "company"), [("甲公司", True), ("某集团", True), ("某总院", True), ("集团某局", False), ("经信局", False)]
)
def test_companies_are_no_offices(name: str, company: bool) -> None:
    assert is_company(name) is company


@pytest.mark.parametrize(
    ("more", "who"),
    [
        ({}, ""), ({"role": "summary"}, "江岸区"), ({"role": "rollup"}, "江岸区"), ({"levels": ["district"]}, "江岸区"),
        ({"role": "summary", "submitter": "enterprise"}, ""),
    ],
)  # fmt: skip
def test_who_recommends(more: dict[str, Any], who: str) -> None:
    key = more.get("submitter", "office")
    form = pack(columns=TEN, labels=[{"key": key, "text": "推荐单位"}], **{"submitter": key, **more})
    assert declared_office(read(form, grid(["推荐单位：江 岸区（盖章）"], STEMS, STEMS))) == who


# --- what columns are like -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heads", "rows", "like"),
    [
        (["序号", "类别", "名称", "代码", "日子", "金额", "数量"], [line(1, "机床")], {5: "when"}),
        (["序号", "类别", "名称", "代码", "日子", "金额", "数量"], [[1, "设备", "机床", "C", "甲", 3, 2]], {}),
        (["序号", "类别", "名称", "代码", "日期", "钱款", "数量"], [line(1, "机床")], {6: "money"}),
        (["序号", "类别", "名号", "代码", "日期", "金额", "数量"], [line(1, "机床")], {3: "name"}),
        (["序号", "类别", "代码", "日期", "金额", "数量", "名号"], [[1, "设备", "C", "2024-01-01", 3, 2, "机床"]], {7: "name"}),
        (["序号", "类别", "代码", "日期", "金额", "数量", "别的"], [[1, "设备", "C", "2024-01-01", 3, 2, "机床"]], {}),
        (["序号", "名称", "代码", "日期", "钱", "数"], [[1, "机床", "C", "2024-01-01", 3, 2]], {5: "money", 6: "count"}),
        (HEAD, [line(1, "机床")], {}),
    ],
)  # fmt: skip
def test_which_column_a_strange_heading_is_like(heads: list[str], rows: list[list[Any]], like: dict[int, str]) -> None:
    assert proposals(read(MIXED, grid(heads, *rows))) == like


# --- the readers' own remarks --------------------------------------------------------------------------------------


def test_warnings_of_the_reader_become_findings() -> None:
    table = grid(HEAD, line(1, "机床"), name="表")
    table.warnings = [
        ReadWarning("hidden_rows", "表", ("3:3",), {}),
        ReadWarning("odd", "_xltools", (), {}),
        ReadWarning("new", "表", (), {"message": "原话"}),
    ]
    book = Book(
        "表.xlsx", "", "xlsx", [table], [ReadWarning("ext_mismatch", "", (), {"extension": ".xlsx", "content": "xls"})]
    )
    assert [(n.rule, n.message) for n in notes_on(book)] == [
        ("ext_mismatch", "文件内容与扩展名不符：扩展名是 .xlsx，内容是老版本工作簿（.xls）"), ("hidden_rows", "有隐藏的行，里面有数据"), ("new", "原话"),
    ]  # fmt: skip
    assert [n.rule for n in notes_on(book, frozenset({"hidden_rows"}))] == ["ext_mismatch", "new"]


@pytest.mark.parametrize(("at", "stamped", "said"), [(12, True, False), (13, True, True), (12, False, True)])
def test_the_hidden_keys_of_our_own_summary_are_not_said(at: int, stamped: bool, said: bool) -> None:
    sheet = grid(*[["x"]] * (at - 1), ["x", "_xltools行号"], name="表")
    sheet.warnings = [
        ReadWarning("hidden_columns", "表", ("B:B",), {}),
        ReadWarning("hidden_columns", "表", ("A:A",), {}),
    ]
    grids = [sheet, stamp(notice="x")] if stamped else [sheet]
    cells = [note.cells for note in notes_on(Book("表.xlsx", "", "xlsx", grids))]
    assert cells == ([("B:B",), ("A:A",)] if said else [("A:A",)])


def test_numbers_and_dates_kept_as_text_are_counted_once() -> None:
    def told(
        *rows: list[Any], findings: tuple[Finding, ...] = (), form: str = "xlsx"
    ) -> list[tuple[str, tuple[str, ...], str]]:
        sheet = grid(HEAD, *rows)
        table = read(MIXED, sheet)
        table.book.format = form
        return [(n.rule, n.cells, n.message) for n in typed_as_text([table], findings)]

    texts = line(1, "机床", "3", "x", 0.5)
    assert told(texts) == [
        ("text_number", ("E2", "F2"), "数字以文本保存 1 个，日期以文本保存 1 个，都能读出，不影响校验")
    ]
    assert told(line(1, "机床")) == [("text_date", ("E2",), "日期以文本保存 1 个，都能读出，不影响校验")]
    assert told(line(1, "机床", "1+2")) == told(line(1, "机床")), "a sum in a cell is said by its own note"
    assert (
        told(line(1, "机床"), form="csv")
        == told(line(1, "机床"), form="docx")
        == told(line(1, "机床"), form="html")
        == []
    )
    spoken = Finding(rule="r", severity=Severity.ERROR, message="", sheet="表", cells=("F2",), kind="totals")
    assert told(texts, findings=(spoken,)) == told(line(1, "机床"))
    assert told(texts, findings=(replace(spoken, kind="other"),)) == told(texts)
    assert told([1, "设备", "机床", "C", day("2024-01-01"), 3, 2, 0.5]) == []


def test_one_mistake_is_one_finding() -> None:
    def finding(rule: str, kind: str, *cells: str, sheet: str = "表", severity: str = "warning") -> Finding:
        return Finding(rule=rule, kind=kind, message="", sheet=sheet, cells=cells, severity=Severity(severity))

    lost, rule = finding("precision_loss", "reading", "A1", "A2"), finding("d", "digits-lost", "A1", severity="error")
    assert without_echoes([lost, rule]) == [replace(lost, cells=("A2",)), rule]
    assert without_echoes([replace(lost, cells=("A1",)), rule]) == [rule]
    assert without_echoes([lost, replace(rule, sheet="二")]) == [lost, replace(rule, sheet="二")]
    assert without_echoes([lost, replace(rule, kind="type")]) == [lost, replace(rule, kind="type")]
    errors = finding("error_cells", "reading", "A1", "B1")
    for kind in ("type", "required"):
        assert without_echoes([errors, replace(rule, kind=kind)])[0].cells == ("B1",)
    empty = finding("no_cached_value", "reading", "A1", "A2")
    grave = finding("t", "type", "A1", severity="error")
    assert without_echoes([empty, grave]) == [replace(empty, severity=grave.severity)]
    assert without_echoes([empty, replace(grave, severity=empty.severity)]) == [empty]
    assert without_echoes([empty, replace(grave, kind="totals", cells=("A2",))]) == [
        replace(empty, severity=grave.severity)
    ]
    for other in (replace(grave, cells=("A3",)), replace(grave, sheet="二"), replace(grave, kind="sum")):
        assert without_echoes([empty, other]) == [empty, other]
