"""Sheets and files read together: tables that go on, who recommends, what is said once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from forms.mixed import HEAD, MIXED, line
from forms.stems import STEMS, TEN, stamp
from grids import day, grid, pack, read

from xltools.findings import Finding, Severity
from xltools.formats.grid import Book, ReadWarning
from xltools.forms.continued import carried, link_sheets
from xltools.forms.likeness import proposals
from xltools.forms.noticed import notes_on, typed_as_text, without_echoes
from xltools.forms.offices import ListedOffice, declared_office, find_office, is_company

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
