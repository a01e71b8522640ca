"""Where things lie: the rows to fill of an office's own form, a value in its source, an office in a path, a row by its name."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sheets import xlsx

from xltools.blanks.layouts import TableLayout
from xltools.errors import OutputFault
from xltools.formats.grid import Grid
from xltools.formats.opening import open_book
from xltools.notice.load import load_notice
from xltools.notice.model import Attachment, Block
from xltools.summary import offices, proving
from xltools.summary.earlier_form import row_of
from xltools.summary.existing import Existing, refuse_edited
from xltools.summary.layout import find_blocks, foreign_form
from xltools.summary.lineage import KEY_HEADING, Lineage, resolve
from xltools.summary.matching import matched
from xltools.summary.ownorder import in_own_order, order_findings, own_places_now
from xltools.summary.row import Hop, Rows, RowSource, Way
from xltools.summary.written import Written

NOTICE = load_notice("hubei-2022")
HUBEI = NOTICE.attachment("附件5")
CITY = NOTICE.level("city")
TWO = Attachment(
    key="表", title="表", role=HUBEI.role, layout=HUBEI.layout, category="category", order="rank",
    columns=HUBEI.columns, blocks=(Block(value="示范工厂"), Block(value="优秀场景")),
)  # fmt: skip


def grid_of(markdown: str, folder: Path) -> Grid:
    path = folder / "表.xlsx"
    path.write_bytes(xlsx(markdown))
    return open_book(path).grids[0]


# --- the rows to fill of a form ---------------------------------------------------------------------------------------

HEAD = "| 序号 | 项目类别 | 申报主体（企业名称） | 项目名称 |\n"
NUMBERED = "| 1 |\n| 2 |\n"
FORMS: dict[str, tuple[str, list[tuple[str, int, int, int, int]], int, int]] = {
    # the form -> blocks (value, first, last, heading, subtotal), the total's row, the row behind the table
    "rows that bear a number": (HEAD + NUMBERED, [("", 2, 3, 0, 0)], 0, 4),
    "no row at all": (HEAD, [("", 2, 1, 0, 0)], 0, 2),
    "a total": (HEAD + NUMBERED + "| 合计 |\n| 3 |", [("", 2, 3, 0, 0)], 4, 4),
    "a note ends it": (HEAD + NUMBERED + "| 注：按优先顺序填写。 |\n| 3 |", [("", 2, 3, 0, 0)], 0, 4),
    "who signs ends it": (HEAD + NUMBERED + "| 填表人： |  | 联系电话： |\n| 3 |", [("", 2, 3, 0, 0)], 0, 4),
    "column numbers": (HEAD + "| 1 | 2 | 3 | 4 |\n" + NUMBERED, [("", 3, 4, 0, 0)], 0, 5),
    "blocks with headings and subtotals": (
        HEAD + "| 一、示范工厂 | < | < | < |\n" + NUMBERED + "| 小计 |\n| 二、优秀场景 | < | < | < |\n" + NUMBERED + "| 小计 |\n| 合计 |",
        [("示范工厂", 3, 4, 2, 5), ("优秀场景", 7, 8, 6, 9)], 10, 10,
    ),
    "a block without rows": (
        HEAD + "| 一、示范工厂 | < | < | < |\n| 二、优秀场景 | < | < | < |\n" + NUMBERED,
        [("示范工厂", 3, 2, 2, 0), ("优秀场景", 4, 5, 3, 0)], 0, 6,
    ),
    "a category that is filled in row by row": (HEAD + "|  | 示范工厂 |\n|  | 优秀场景 |", [("", 2, 1, 0, 0)], 0, 2),
    "rows of no block before the first": (
        HEAD + NUMBERED + "| 优秀场景 | < | < | < |\n| 1 |",
        [("", 2, 3, 0, 0), ("优秀场景", 5, 5, 4, 0)], 0, 6,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_the_rows_to_fill_of_a_form(name: str, tmp_path: Path) -> None:
    markdown, blocks, total, behind = FORMS[name]
    grid = grid_of(markdown, tmp_path)
    layout = TableLayout(grid.name, (1, 1), {"rank": 1, "category": 2, "enterprise": 3, "project": 4})
    find_blocks(grid, TWO, layout, max(grid.rows), lambda row: False)
    assert [(one.value, one.first, one.last, one.heading, one.subtotal) for one in layout.blocks] == blocks
    assert (layout.total, layout.last_row) == (total, behind)


def test_drawn_rows_are_rows_to_fill(tmp_path: Path) -> None:
    grid = grid_of(HEAD, tmp_path)
    layout = TableLayout(grid.name, (1, 1), {"rank": 1, "category": 2, "enterprise": 3, "project": 4})
    find_blocks(grid, TWO, layout, 9, lambda row: row <= 5)
    assert [(one.first, one.last) for one in layout.blocks] == [(2, 5)]
    assert layout.last_row == 6


def test_an_offices_own_form_says_its_unit_and_where_its_labels_are(tmp_path: Path) -> None:
    form = load_notice("wuhan-2025").attachment("附件6")
    heads = "|".join(column.heading.replace("\n", "") for column in form.columns)
    data = xlsx(f"# 说明\n| 请填下一张表 |\n# 明细\n| 投资明细表 |\n| 单位：元 |\n|{heads}|\n| 1 |\n")
    layout = foreign_form(data, form, {})
    assert (layout.sheet, layout.header, layout.unit) == ("明细", (3, 3), "元")
    assert layout.columns == {column.key: number for number, column in enumerate(form.columns, 1)}
    assert [(one.first, one.last) for one in layout.blocks] == [(4, 4)]
    with pytest.raises(OutputFault, match="模板中找不到“附件6”的表头"):
        foreign_form(xlsx("| 甲 | 乙 |"), form, {})


# --- a value in its source ---------------------------------------------------------------------------------------------

SHEET = """
| 汇总表（推荐单位：江岸区经信局） |
| 序号 | 类别 | 项目 |
| 1 | 示范工厂 | 12.50 |
| 2 | ^ | 甲 |
| 3 |  | 乙 |
"""


@pytest.mark.parametrize(
    ("letters", "row", "said", "proof", "found"),
    [
        ("C", 3, " 12.5 ", "holds", ""), ("C", 3, "12.51", "differs", "12.5"), ("C", 4, " 甲 ", "holds", ""), ("C", 5, "甲", "differs", "乙"),
        ("B", 4, "示范工厂", "holds", ""), ("B", 4, "优秀场景", "differs", "（空白）"), ("B", 5, "示范工厂", "holds", ""), ("B", 5, "江岸区", "differs", "（空白）"), ("B", 3, "项目", "differs", "示范工厂"),
        ("", 3, "x", "unproved", ""), ("L4:L6", 3, "x", "unproved", ""), ("第三格", 3, "x", "differs", "没有单元格 第三格3"),
    ],
)  # fmt: skip
def test_a_text_against_the_cell_that_is_named(
    tmp_path: Path, letters: str, row: int, said: str, proof: str, found: str
) -> None:
    source = RowSource(path="a", sha256="", sheet="b", cells={"x": letters, "rank": "A"} if letters else {"rank": "A"})
    held = proving._held_as_text(grid_of(SHEET, tmp_path), Hop(source=source, row=row, raw={"x": said}), "x")
    assert (held.proof.value, held.found) == (proof, found)


@pytest.mark.parametrize(
    ("said", "proof"), [("江岸区", "holds"), ("示范工厂", "holds"), ("洪山区", "unproved"), ("乙", "unproved")]
)
def test_a_column_that_the_sheet_lacks_may_stand_in_a_heading_above(tmp_path: Path, said: str, proof: str) -> None:
    source = RowSource(path="a", sha256="", sheet="b", cells={"x": "A", "rank": "A"})
    held = proving._held_as_text(grid_of(SHEET, tmp_path), Hop(source=source, row=4, raw={"x": said}), "x")
    assert held.proof.value == proof


def test_what_became_of_a_source(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "市", tmp_path / "别处"
    for one in (folder / "区", elsewhere):
        one.mkdir(parents=True)
    (folder / "区" / "甲.xlsx").write_bytes(b"a")
    (elsewhere / "乙.xlsx").write_bytes(b"b")
    (elsewhere / "改名.xlsx").write_bytes(b"c")

    def state(path: str, data: bytes, *named: Path, searching: bool = False) -> str:
        files = proving.SourceFiles(folder, named)
        files.searching = searching
        hop = Hop(source=RowSource(path=path, sha256=hashlib.sha256(data).hexdigest(), sheet="表"), row=1)
        return files.state(folder / path, hop).value

    assert state("区/甲.xlsx", b"a") == "same"
    assert state("区/甲.xlsx", b"b") == "changed"
    assert state("区/无.xlsx", b"a") == "missing"
    assert state("../别处/乙.xlsx", b"b") == "outside"
    assert state("../别处/乙.xlsx", b"b", elsewhere) == "same"
    assert state("旧/夹/乙.xlsx", b"b", elsewhere) == "same"
    assert state("旧/夹/乙.xlsx", b"a", elsewhere) == "changed"
    assert state("区/无.xlsx", b"c", elsewhere) == "missing"
    assert state("区/无.xlsx", b"c", elsewhere, searching=True) == "same"
    assert state("区/无.xlsx", b"d", elsewhere, searching=True) == "missing"
    assert state("区/无.xlsx", b"a", searching=True) == "same"


@pytest.mark.parametrize(
    ("path", "plain"),
    [("区/甲.xlsx", True), ("../甲.xlsx", True), ("甲\0.xlsx", False), ("//服务器/甲.xlsx", False), ("\\\\服务器\\甲.xlsx", False), ("C:\\\\?\\甲", False)],
)  # fmt: skip
def test_only_a_place_on_this_machine_is_looked_at(path: str, plain: bool) -> None:
    assert proving.is_plain_path(path) is plain


# --- an office in a path -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "above", "name", "where"),
    [
        ("/收件/青山区/黄陂区.xlsx", "/收件", "青山区", "文件夹"), ("/青山区/收件/黄陂区.xlsx", "/青山区/收件", "黄陂区", "文件名"), ("/青山区/收件/表.xlsx", "/青山区/收件", "青山区", "文件夹"),
        ("/收件/汇总（黄陂区）.xlsx", "", "黄陂区", "文件名"), ("/收件/武汉江岸示例有限公司-附件5.xlsx", "", "武汉江岸示例有限公司-附件5", "文件名"), ("/收件/江岸区-武汉洪山示例有限公司.xlsx", "", "江岸区", "文件名"),
        ("/a/b/无名.xlsx", "", "无名", "文件名"),
    ],
)  # fmt: skip
def test_the_office_that_a_path_speaks_of(path: str, above: str, name: str, where: str) -> None:
    found = offices.office_by_path(path, NOTICE, CITY, above)
    assert (found.name, found.found_in) == (name, where)
    known = [one.name for one in offices.known_below(NOTICE, CITY)]
    assert found.rank == (known.index(name) if name in known else len(known))


@pytest.mark.parametrize(
    ("path", "office", "where", "named"),
    [
        ("/收件/洪山区.xlsx", "江岸区", "推荐单位", "洪山区"), ("/收件/江岸区.xlsx", "江岸区", "推荐单位", ""), ("/收件/洪山区.xlsx", "江岸区", "文件名", ""), ("/收件/洪山区.xlsx", "江岸区", "文件夹", ""),
        ("/收件/洪山区.xlsx", "江岸区", "台账", ""), ("/收件/表.xlsx", "江岸区", "推荐单位", ""), ("/收件/洪山区/表.xlsx", "江岸区", "推荐单位", "洪山区"), ("/洪山区/收件/表.xlsx", "江岸区", "推荐单位", ""),
    ],
)  # fmt: skip
def test_a_file_named_after_another_office(path: str, office: str, where: str, named: str) -> None:
    above = path.partition("/收件")[0] + "/收件"
    assert offices.office_named_otherwise(path, offices.Office(office, where, 0), NOTICE, CITY, above) == named


def test_the_folder_of_all_inputs() -> None:
    assert offices.common_folder(["/a/b/c.xlsx", "/a/b/d/e.xlsx"]) == "/a/b"
    assert offices.common_folder(["/a/b/c.xlsx"]) == ""
    assert offices.office_told("洪山区经济和信息化局", NOTICE, CITY).name == "洪山区"
    stranger = offices.office_told("武汉江岸示例有限公司", NOTICE, CITY)
    assert (stranger.name, stranger.rank) == ("武汉江岸示例有限公司", len(offices.known_below(NOTICE, CITY)))


# --- a row by its name ---------------------------------------------------------------------------------------------------

COLUMNS = ("rank", "enterprise", "credit_code", "project")
Line = tuple[str, str, str, str, str]
"""Row key, then a text for each column."""


def lines(*said: str) -> list[Line]:
    return [tuple(one.split(" ")) for one in said]  # type: ignore[misc]


def summary_of(written: list[Line], now: list[Line], folder: Path, heads: str = "序号 企业 代码 项目") -> Lineage:
    """A summary as it was written from 江岸区 (odd rows) and 洪山区, and as its sheet stands now, from row 2 on."""
    first, second = (
        Way(sources=(RowSource(path=f"{name}.xlsx", sha256=name, sheet="表", cells=dict(zip(COLUMNS, "ABCD", strict=True))),), office=name)
        for name in ("江岸区", "洪山区")
    )  # fmt: skip
    made = Written(
        facts={"header": "1", "key_column": "5"},
        columns={key: (number, head) for number, (key, head) in enumerate(zip(COLUMNS, ("序号", "企业", "代码", "项目"), strict=True), 1)},
        keys=[one[0] for one in written],
        ways=[second if number % 2 else first for number in range(len(written))],
        numbers=[(number,) for number in range(4, 4 + len(written))],
        values={key: [one[place] for one in written] for place, key in enumerate(COLUMNS, 1)},
    )  # fmt: skip
    rows = "\n".join("|" + "|".join((*one[1:], one[0])) + "|" for one in now)
    return resolve(made, grid_of(f"|{heads.replace(' ', '|')}|{KEY_HEADING}|\n{rows}", folder))


BEFORE = lines("a 1 甲 91A 线", "b 2 乙 91B 厂", "c 3 丙 91C 云")


@pytest.mark.parametrize(
    ("now", "places", "added", "copies", "changed"),
    [
        (BEFORE, [2, 3, 4], (), (), [(), (), ()]),
        (BEFORE[1:], [None, 2, 3], (), (), [(), (), ()]),
        (BEFORE[::-1], [4, 3, 2], (), (), [(), (), ()]),
        (lines("a 1 甲 91A 线", "b 2 乙 91X 库", "c 3 丙 91C 云"), [2, 3, 4], (), (), [(), ("credit_code", "project"), ()]),
        (lines("a 1 甲 91A 线", " 4 丁 91D 新", "b 2 乙 91B 厂", "c 3 丙 91C 云"), [2, 4, 5], (3,), (), [(), (), ()]),
        (lines("a 1 甲 91A 线", "b 2 乙 91B 厂", "c 3 丙 91C 云", " 注 末 行 下"), [2, 3, 4], (), (), [(), (), ()]),
        (lines("a 1 甲 91A 线", " 小计 2 3 4", "b 2 乙 91B 厂", "c 3 丙 91C 云"), [2, 4, 5], (), (), [(), (), ()]),
        (lines("a 1 甲 91A 线", "b 2 乙 91B 厂", "b 9 丁 91D 新", "c 3 丙 91C 云"), [2, 3, 5], (4,), (4,), [(), (), ()]),
        (lines("a 1 甲 91A 线", "b 9 丁 91D 新", "b 2 乙 91B 库", "c 3 丙 91C 云"), [2, 4, 5], (3,), (3,), [(), ("project",), ()]),
        (lines("a 1 甲 91A 线", "b 2 乙 91B 厂", "b 2 乙 91B 厂", "c 3 丙 91C 云"), [2, 3, 5], (4,), (4,), [(), (), ()]),
    ],
)  # fmt: skip
def test_where_the_rows_of_a_summary_stand_now(
    tmp_path: Path, now: list[Line], places: list[int | None], added: tuple[int, ...], copies: tuple[int, ...], changed: list[tuple[str, ...]]
) -> None:  # fmt: skip
    made = summary_of(BEFORE, now, tmp_path)
    assert (made.now, made.added, made.copies) == (places, added, copies)
    assert [made.changed(index) for index in range(3)] == changed


def test_two_columns_of_one_heading_are_two_columns(tmp_path: Path) -> None:
    made = summary_of(BEFORE, BEFORE, tmp_path)
    written = replace(made.written, columns={"rank": (2, "企业"), "enterprise": (1, "企业"), "project": (9, "企业")})
    grid = grid_of(f"|企业|企业|代码|项目|{KEY_HEADING}|", tmp_path)
    assert resolve(written, grid).columns == {"rank": 2, "enterprise": 1, "project": 9}
    written = replace(made.written, columns={"rank": (7, "企业"), "enterprise": (8, "企业"), "project": (4, "项")})
    assert resolve(written, grid).columns == {"rank": 1, "enterprise": 2, "project": 4}


def test_columns_are_found_by_their_headings_and_where_one_was_changed_by_their_place(tmp_path: Path) -> None:
    turned = [(key, rank, code, name, project) for key, rank, name, code, project in BEFORE]
    made = summary_of(BEFORE, turned, tmp_path, "序号 代码 企业 项目名")
    assert made.columns == {"rank": 1, "enterprise": 3, "credit_code": 2, "project": 4}
    assert [made.changed(index) for index in range(3)] == [(), (), ()]
    found = made.at("C3")
    assert found is not None
    assert (found[0].key, found[1], made.address(found[0], "enterprise")) == ("b", "enterprise", "C3")
    assert (made.at("A1"), made.at("Z3")[1]) == (None, "")  # type: ignore[index]


@pytest.mark.parametrize(
    ("now", "options", "said"),
    [
        (BEFORE, {}, []), (lines("a 1 甲 91A 线", "b 2 乙 91B 库", "c 3 丙 91C 云"), {}, ["D3"]), (BEFORE[1:], {}, ["删去了江岸区的一行"]), (BEFORE[::-1], {}, ["行的顺序"]), (BEFORE[::-1], {"order_kept": True}, []),
        (lines("a 2 甲 91A 线", "b 1 乙 91B 厂", "c 3 丙 91C 云"), {}, ["A2", "A3"]), (lines("a 2 甲 91A 线", "b 1 乙 91B 厂", "c 3 丙 91C 云"), {"order_kept": True}, []),
        (lines("a 1 甲 91A 库", "b 2 乙 91B 库", "c 3 丙 91C 云"), {"carried": {(0, "project")}}, ["D3"]), (lines("a 1 甲 91A 库", "b 2 乙 91B 厂", "c 3 丙 91C 云"), {"kept": ("project",)}, []),
        (lines("a 1 甲 91A 线", " 4 丁 91D 新", "b 2 乙 91B 厂", "c 3 丙 91C 云"), {}, ["第 3 行（手工添加）"]),
    ],
)  # fmt: skip
def test_what_a_new_run_would_lose(tmp_path: Path, now: list[Line], options: dict[str, Any], said: list[str]) -> None:
    given: dict[str, Any] = {"kept": (), "carried": set(), "order_kept": False, **options}
    found = Existing("汇总.xlsx", b"", summary_of(BEFORE, now, tmp_path))
    assert list(found.edits(given["kept"], given["carried"], order_kept=given["order_kept"], numbering="rank")) == said


@pytest.mark.parametrize(("count", "more"), [(1, ""), (8, ""), (9, " 等 9 处）"), (11, " 等 11 处）")])
def test_what_would_be_lost_is_named_up_to_eight(tmp_path: Path, count: int, more: str) -> None:
    written = lines(*(f"k{n} {n} 甲{n} 91{n} 线" for n in range(1, 12)))
    now = [(*one[:4], "库") if place < count else one for place, one in enumerate(written)]
    found = Existing("汇总.xlsx", b"", summary_of(written, now, tmp_path))
    with pytest.raises(OutputFault) as fault:
        refuse_edited(found, HUBEI, "office", force=False)
    shown = "、".join(f"D{row}" for row in range(2, 2 + min(count, 8)))
    assert f"（{shown}{more or '）'}，重新汇总会丢掉" in fault.value.message
    assert len(refuse_edited(found, HUBEI, "office", force=True)) == count
    assert refuse_edited(None, HUBEI, "office", force=False) == []


def rows_of(said: list[Line], office: str = "江岸区") -> Rows:
    """The rows of a merge that takes the summary's place."""
    source = RowSource(path="新.xlsx", sha256="n", sheet="表", cells=dict(zip(COLUMNS, "ABCD", strict=True)))
    columns = {key: [one[place] for one in said] for place, key in enumerate(COLUMNS, 1)}
    return Rows(
        columns={key: list(column) for key, column in columns.items()}, stored={key: list(column) for key, column in columns.items()},
        keys=[one[0] for one in said], ways=[Way(sources=(source,), office=office)] * len(said),
        numbers=[(n,) for n in range(4, 4 + len(said))], blocks=[""] * len(said), enterprises=[""] * len(said),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("new", "pairs"),
    [
        (BEFORE, {0: 0, 1: 1, 2: 2}), (BEFORE[::-1], {0: 2, 1: 1, 2: 0}),
        (lines("x 1 甲 91A 线", "y 2 乙 91B 厂"), {0: 0, 1: 1}),  # by their names: the files were handed in anew
        (lines("x 1 甲 91A 新线", "y 2 丁 91D 厂"), {0: 0}),  # by the enterprise, whose project has another name
        (lines("x 1 甲 91A 新线", "y 2 甲 91A 旧线"), {}),  # two of one enterprise: nobody knows which
        (lines("b 1 甲 91A 线", "y 2 乙 91B 厂"), {1: 0}),  # a key counts for more than a name
        (lines("x 1 戊 91E 线"), {}), (lines("x 1 丙 91Z 别"), {2: 0}), ([], {}),
    ],
)  # fmt: skip
def test_which_row_is_which(tmp_path: Path, new: list[Line], pairs: dict[int, int]) -> None:
    assert matched(rows_of(new), HUBEI, summary_of(BEFORE, BEFORE, tmp_path)) == pairs


@pytest.mark.parametrize(
    ("now", "places"),
    [
        (BEFORE, {0: 0, 1: 1, 2: 2}), (BEFORE[::-1], {2: 0, 1: 1, 0: 2}), (BEFORE[1:], {1: 0, 2: 1}),
        (lines("a 2 甲 91A 线", "b 1 乙 91B 厂", "c 3 丙 91C 云"), {1: 0, 0: 1, 2: 2}), (lines("a 1.5 甲 91A 线", "b 1 乙 91B 厂", "c 末 丙 91C 云"), {1: 0, 0: 1, 2: 2}),
        (lines("c 3 丙 91C 云", "a 1 甲 91A 线", "b 9 乙 91B 厂"), {0: 0, 2: 1, 1: 2}),
    ],
)  # fmt: skip
def test_the_order_that_an_office_gave_its_rows(tmp_path: Path, now: list[Line], places: dict[int, int]) -> None:
    assert own_places_now(HUBEI, summary_of(BEFORE, now, tmp_path)) == places


def test_new_rows_stand_behind_and_rows_that_are_gone_are_said(tmp_path: Path) -> None:
    before = summary_of(BEFORE, BEFORE[::-1], tmp_path)
    new = rows_of(lines("x 1 新 91N 新", "a 2 甲 91A 线", "y 3 丙 91C 云"), "江汉区")
    assert in_own_order(new, HUBEI, before).keys == ["y", "a", "x"]
    assert in_own_order(new, HUBEI, None).keys == ["x", "a", "y"]
    existing = Existing("汇总.xlsx", b"", before)
    found = list(order_findings(new, HUBEI, existing, own=True))
    assert [(one.rule, one.severity.value, one.cells) for one in found] == [
        ("row-withdrawn", "warning", ("A3",)), ("row-behind", "info", ()),
    ]  # fmt: skip
    assert "有 1 行（洪山区）这次没有报来" in found[0].message
    assert "没有的 1 行（江汉区）排在各自类别的最后" in found[1].message
    assert [one.rule for one in order_findings(new, HUBEI, existing, own=False)] == ["row-withdrawn"]
    assert list(order_findings(new, HUBEI, None, own=True)) == []


def test_a_record_of_before_0_2_is_understood() -> None:
    hop = {"path": "甲.xlsx", "sha256": "0", "sheet": "表", "row": 4, "cells": {"rank": "A4", "x": "L4:L6", "y": "C7"}, "raw": {"rank": "1"}}
    last = {"path": "区.xlsx", "sha256": "1", "sheet": "表", "row": 12, "level": "district", "office": "江岸区", "changed": {"x": ["旧", "新"]}}
    record = {
        "hops": [hop, last], "cells": {"rank": "A12", "x": "AB12", "y": "B1"}, "raw": {"rank": "2", "first:rank": "1"}, "office": "江岸区", "values": {"rank": "1"},
    }  # fmt: skip
    made = row_of(record)
    first, second = made.way.sources
    assert (dict(first.cells), dict(second.cells)) == ({"rank": "A", "x": "L4:L6", "y": "C7"}, {"rank": "A", "x": "AB", "y": "B1"})
    assert (first.level, second.level, second.office, made.numbers) == ("", "district", "江岸区", (4, 12))
    assert made.more == {"raw": [{"rank": "1"}, {"rank": "2"}], "changed": [{}, {"x": ["旧", "新"]}]}
