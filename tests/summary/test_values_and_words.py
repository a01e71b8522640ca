"""The small parts of a summary, each by itself: values in cells, orders, numbers, words, ways and places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from xltools.blanks.layouts import TableLayout
from xltools.forms.values import Period, Unreadable
from xltools.notice.load import load_notice
from xltools.notice.model import Column, ColumnType
from xltools.summary.findings import renumbering_findings
from xltools.summary.levels import hop_places
from xltools.summary.model import MergeOptions
from xltools.summary.notes import json_text
from xltools.summary.order import (
    LAST,
    block_rank,
    check_order,
    longest_rising,
    numbering_column,
    order_words,
    own_places,
    place_in_order,
    sortable,
)
from xltools.summary.row import Hop, Parsed, Rows, RowSource, Way
from xltools.summary.since import SinceKind, SinceLast, since_counts, since_words
from xltools.summary.sincelast import about
from xltools.summary.statistics import statistics_tables
from xltools.summary.values import addend, canonical, exact, plain_column, spoken, unit_of, written_column

HUBEI = load_notice("hubei-2022").attachment("附件5")
LEDGER = load_notice("wuhan-2025").attachment("附件6")


def rows_of(blocks: Sequence[str], **columns: list[Parsed]) -> Rows:
    """Rows of one sheet, from its row 4 on; texts are those of the values."""
    source = RowSource(path="区/甲.xlsx", sha256="0" * 64, sheet="表", cells={"rank": "A", "project": "D"})
    count = len(blocks)
    stored = {key: [None if value is None else str(value) for value in column] for key, column in columns.items()}
    return Rows(
        columns=dict(columns),
        stored=stored,  # type: ignore[arg-type]
        keys=[f"k{n}" for n in range(count)],
        ways=[Way(sources=(source,), office="江岸区")] * count,
        numbers=[(n,) for n in range(4, 4 + count)],
        blocks=list(blocks),
        enterprises=[""] * count,
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (" 甲 ", "甲"), (None, ""), (True, "TRUE"), (False, "FALSE"), (12, "12"), (-12, "-12"), (Decimal("12.50"), "12.5"), (Decimal("1E+3"), "1000"),
        (Decimal("-0.50"), "-0.5"), (Decimal("100.00"), "100"), (Decimal("0.00000010"), "0.0000001"), (date(2024, 3, 5), "2024-03-05"),
        (datetime(2024, 3, 5), "2024-03-05"), (datetime(2024, 3, 5, 8, 30), "2024-03-05 08:30:00"),
    ],
)  # fmt: skip
def test_one_text_for_one_value(value: object, text: str) -> None:
    assert canonical(value) == text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ((2024, 1, 1), (2024, 12, 31), "2024年"), ((2024, 2, 1), (2024, 2, 29), "2024年2月"), ((2024, 12, 1), (2024, 12, 31), "2024年12月"),
        ((2024, 1, 1), (2025, 12, 31), ""), ((2024, 1, 2), (2024, 12, 31), ""), ((2024, 1, 1), (2024, 12, 30), ""), ((2024, 2, 1), (2024, 2, 28), ""),
        ((2024, 2, 2), (2024, 2, 29), ""), ((2023, 2, 1), (2024, 2, 29), ""), ((2024, 1, 1), (2024, 11, 30), ""), ((2024, 2, 1), (2024, 12, 31), ""),
    ],
)  # fmt: skip
def test_a_month_and_a_year_as_people_write_them(
    start: tuple[int, int, int], end: tuple[int, int, int], said: str
) -> None:
    period = Period(date(*start), date(*end))
    assert spoken(period) == (said or str(period))


def test_amounts_stand_in_the_sheets_unit_and_what_cannot_be_read_as_handed_in() -> None:
    column = Column(key="gross", heading="金额", type=ColumnType.AMOUNT, unit="万元")
    values: list[Parsed] = [Decimal(125000), None, Unreadable("约7", "读不出"), 3, Decimal("1.5")]
    rows = rows_of([""] * 5, gross=values)
    rows.stored["gross"] = ["12.5", None, " 约7 ", "3", "x"]
    layout = TableLayout("表", (1, 1), {"gross": 1})
    assert written_column(column, rows, layout) == [Decimal("12.5"), None, "约7", 3, Decimal("0.00015")]
    assert plain_column(column, rows) == [Decimal(125000), None, "约7", 3, Decimal("1.5")]
    assert plain_column(Column(key="other", heading="无"), rows) == [None] * 5
    assert unit_of(column, layout) == "万元"
    layout.unit = "元"
    assert unit_of(column, layout) == "元"
    layout.units = {"gross": "千元"}
    assert unit_of(column, layout) == "千元"
    assert unit_of(Column(key="other", heading="无"), TableLayout("表", (1, 1), {})) == "元"
    assert str(exact(Decimal("1200.00"))) == "1200"
    assert str(exact(Decimal("12.340"))) == "12.34"
    assert [addend(one) for one in (3, Decimal("0.5"), True, "7", None)] == [3, Decimal("0.5"), 0, 0, 0]


def test_days_stand_as_days_and_spans_as_they_were_written() -> None:
    day, span = Period(date(2024, 3, 5), date(2024, 3, 5)), Period(date(2024, 3, 1), date(2024, 3, 31))
    rows = rows_of([""] * 3, day=[day, span, span])
    rows.stored["day"] = ["2024.3.5", " 2024年3月份 ", None]
    column = Column(key="day", heading="日期", type=ColumnType.DATE)
    assert plain_column(column, rows) == [date(2024, 3, 5), "2024年3月份", "2024年3月"]


# --- orders ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        ([], []), ([5], [0]), ([1, 2, 3], [0, 1, 2]), ([3, 2, 1], [2]), ([2, 1, 3], [1, 2]), ([2, 3, 1, 4], [0, 1, 3]), ([4, 1, 2, 3, 0], [1, 2, 3]), ([1, 5, 2, 6, 3], [0, 2, 4]),
    ],
)  # fmt: skip
def test_the_rows_that_kept_their_order(values: list[int], kept: list[int]) -> None:
    assert longest_rising(values) == kept


def test_what_a_row_is_sorted_by() -> None:
    usual = (7, 2, 5, 3)
    assert place_in_order("office", usual, 1, "x") == usual
    assert place_in_order("given", usual, 1, "x") == (2, 3)
    assert place_in_order("rank", usual, 4, "x") == (4, *usual)
    assert place_in_order("rank", usual, None, "x") == (LAST, *usual)
    assert place_in_order("column:a", usual, 4, Decimal(3)) == ((0, Decimal(3)), *usual)
    mixed: list[Parsed] = [None, "乙", Decimal(10), 9, "甲"]
    assert sorted(mixed, key=sortable) == [9, Decimal(10), "乙", "甲", None]


def test_which_orders_there_are_and_what_they_are_called() -> None:
    for order in ("office", "rank", "given", "own", "column:links"):
        check_order(order, HUBEI)
    assert order_words("column:links", HUBEI) == f"按“{HUBEI.column('links').heading}”列的值"
    assert order_words("given", HUBEI) == "按文件给出的顺序"
    assert numbering_column(HUBEI) == HUBEI.order == "rank"
    assert numbering_column(LEDGER) in {column.key for column in LEDGER.columns if column.heading == "序号"}
    categories = [choice.value for choice in HUBEI.column(HUBEI.category).values]
    assert [block_rank(HUBEI, one) for one in categories] == list(range(len(categories)))
    assert block_rank(HUBEI, "别的") == len(categories)


def test_rows_are_numbered_within_their_block_and_a_place_is_a_cell() -> None:
    rows = rows_of(["甲", "乙", "甲"], rank=[3, 1, 7], project=["x", "y", "z"])
    assert rows.numbered("rank").columns["rank"] == [1, 1, 2]
    assert rows.numbered("") is rows
    turned = rows.in_order([2, 0, 1])
    assert (turned.keys, turned.blocks, turned.numbers) == (["k2", "k0", "k1"], ["甲", "甲", "乙"], [(6,), (4,), (5,)])
    assert turned.columns["project"] == turned.stored["project"] == ["z", "x", "y"]
    assert rows.in_order([0, 1, 2]) is rows
    assert [row.values["project"] for row in rows[1:]] == ["y", "z"]
    assert (rows.place(1, "project"), rows.place(1, "无")) == ("D5", "A5")
    whole = RowSource(path="a", sha256="0", sheet="b", cells={"x": "L4:L6", "y": "C7"})
    assert [whole.cell(key, 9) for key in ("x", "y", "z")] == ["L4:L6", "C7", ""]


@pytest.mark.parametrize(
    ("blocks", "numbers", "own"),
    [
        ("甲甲甲", [3, 1, 2], True), ("甲甲甲", [1, 1, 2], False), ("甲甲甲", [2, 3, 4], False), ("甲甲甲", [0, 1, 2], False), ("甲甲甲", [1, 2, None], False), ("甲甲甲", [1, 2, "3"], False),
        ("甲乙甲", [2, 1, 1], True), ("甲乙甲", [3, 1, 2], False), ("甲乙甲", [1, 2, 3], False), ("甲", [1], True), ("", [], True),
    ],
)  # fmt: skip
def test_an_offices_own_numbers_count_where_they_run_from_1_in_each_block(
    blocks: str, numbers: list[Parsed], own: bool
) -> None:
    table: Any = SimpleTable({"rank": numbers, HUBEI.category: list(blocks)})
    assert list(own_places(HUBEI, table)) == (numbers if own else list(range(len(numbers))))
    table = SimpleTable({HUBEI.category: list(blocks)})
    assert list(own_places(HUBEI, table)) == list(range(len(blocks)))


class SimpleTable:
    """The columns of a table."""

    def __init__(self, columns: Mapping[str, list[Parsed]]) -> None:
        self.columns = columns

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))


@pytest.mark.parametrize("count", [5, 29, 30, 33])
def test_thirty_names_are_counted_one_by_one(count: int) -> None:
    offices = [f"名{n}" for n in range(count) for _ in range(2 if n == count - 1 else 1)]
    (made, *_) = statistics_tables(HUBEI, {}, [*offices, "", "名0", "名0"], None)
    assert made.lines[0] == ("名0", (3,))
    assert made.lines[1] == (f"名{count - 1}", (2,))
    assert len(made.lines) == min(count + 1, 31)
    assert made.total == (count + 4,)
    rest = count + 1 - 30
    assert (made.lines[-1][0] == f"其他 {rest} 项") is (rest > 0)
    assert made.headings == ("单位", "数量")


def _renumbered(before: Sequence[str | None], blocks: Sequence[str] = ()) -> list[str]:
    rows = rows_of(blocks or [""] * len(before), rank=list(before)).numbered("rank")
    return [one.message.removeprefix("序号在汇总表中重编：") for one in renumbering_findings(rows, HUBEI, {})]


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (["1", "2"], []), ([None, " "], []), (["4", "5", "6"], ["4～6 → 1～3"]), (["4"], ["4 → 1"]), (["1", "3"], ["3 → 2"]), (["2", "4"], ["2 → 1、4 → 2"]),
        (["5", "5"], ["5 → 1、5 → 2"]), (["甲", "3"], ["甲 → 1、3 → 2"]), ([str(n) for n in range(2, 18, 2)], ["2 → 1、4 → 2、6 → 3、8 → 4、10 → 5、12 → 6、14 → 7、16 → 8"]),
        ([str(n) for n in range(2, 20, 2)], ["2 → 1、4 → 2、6 → 3、8 → 4、10 → 5、12 → 6、14 → 7、16 → 8 等 9 行"]),
    ],
)  # fmt: skip
def test_numbers_given_anew_are_told_together_where_all_moved_alike(before: list[str | None], said: list[str]) -> None:
    assert _renumbered(before) == said


def test_numbers_given_anew_are_told_block_by_block_with_their_cells() -> None:
    assert _renumbered(["2", "9", "3"], ["甲", "乙", "甲"]) == ["甲 2～3 → 1～2；乙 9 → 1"]
    rows = rows_of(["", "", ""], rank=["1", "4", "5"]).numbered("rank")
    (found,) = renumbering_findings(rows, HUBEI, {"区/甲.xlsx": "/我的/甲.xlsx"})
    assert (found.path, found.sheet, found.cells, found.severity) == ("/我的/甲.xlsx", "表", ("A5", "A6"), "info")


# --- words ----------------------------------------------------------------------------------------------------------


def one(kind: SinceKind, **fields: object) -> SinceLast:
    return SinceLast(kind=kind, office="江岸区", about="甲“乙”", **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        (SinceKind.REMOVED, {}, "江岸区　甲“乙”"),
        (SinceKind.REMOVED, {"block": "工厂", "before": "3"}, "江岸区　甲“乙”（原工厂第 3）"),
        (SinceKind.REMOVED, {"whole": 2, "before": "3"}, "江岸区整份没有了（2 行）：甲“乙”"),
        (SinceKind.ADDED, {}, "江岸区　甲“乙”"),
        (SinceKind.ADDED, {"block": "工厂", "after": "3"}, "江岸区　甲“乙”（工厂第 3）"),
        (SinceKind.CHANGED, {"before": "江岸区", "after": "洪山区"}, "甲“乙”　由江岸区转至洪山区"),
        (SinceKind.CHANGED, {"column": "电话", "before": "", "after": "1"}, "江岸区　甲“乙”　电话：（空白） → 1"),
        (SinceKind.CHANGED, {"column": "电话", "before": "1", "after": ""}, "江岸区　甲“乙”　电话：1 → （空白）"),
        (SinceKind.MOVED, {"before": "3", "after": "1", "up": True}, "江岸区　甲“乙”　由第 3 升至第 1"),
        (SinceKind.MOVED, {"before": "1", "after": "3", "block": "工厂"}, "江岸区　甲“乙”　工厂由第 1 降至第 3"),
        (SinceKind.MOVED, {"before": "3", "after": "3", "up": True}, "次序前移（原第 3，现第 3，其间有增删）"),
        (SinceKind.MOVED, {"before": "3", "after": "3"}, "次序后移（原第 3，现第 3，其间有增删）"),
        (SinceKind.MOVED, {"before": "3", "after": "4", "up": True}, "次序前移（原第 3，现第 4，其间有增删）"),
        (SinceKind.MOVED, {"before": "3", "after": "2"}, "次序后移（原第 3，现第 2，其间有增删）"),
        (SinceKind.MOVED, {"before": "甲", "after": "2"}, "次序后移（原第 甲，现第 2，其间有增删）"),
        (SinceKind.CARRIED, {"column": "电话", "before": "", "after": "1"}, "电话：来源为“空白”，本级改为“1”"),
    ],
)  # fmt: skip
def test_each_difference_in_its_words(kind: SinceKind, fields: Mapping[str, object], said: str) -> None:
    assert since_words(one(kind, **fields)).endswith(said)


def test_differences_are_counted_row_by_row_and_place_by_place() -> None:
    assert since_counts([]) == "与上次汇总相比：没有变化"
    found = [one(SinceKind.REMOVED, whole=3), one(SinceKind.REMOVED), one(SinceKind.CHANGED), one(SinceKind.MOVED)]
    assert since_counts(found) == "与上次汇总相比：删 4 行、改 1 处、换序 1 行"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"enterprise": "甲", "name": "乙", "project": "丙", "factory": "丁"}, "甲“丙”"), ({"name": "乙", "factory": "丁"}, "乙“丁”"), ({"project": "丙"}, "“丙”"),
        ({"credit_code": "9142", "project": ""}, "9142"), ({}, ""),
    ],
)  # fmt: skip
def test_what_people_know_a_row_by(values: Mapping[str, str], said: str) -> None:
    assert about(HUBEI, values) == said


def test_what_is_noted_is_the_same_text_for_the_same_facts() -> None:
    assert json_text({"乙": 1, "甲": [2]}) == json_text({"甲": [2], "乙": 1}) == '{"乙": 1, "甲": [2]}'


def test_what_a_merge_does_where_nobody_asks_for_more() -> None:
    asked = MergeOptions(out="汇总.xlsx")
    assert (asked.order, asked.force, asked.strict, asked.statistics, asked.jobs) == ("office", False, False, True, 0)
    assert (asked.expected, asked.filed, asked.not_merged) == (None, None, ())


def test_a_way_leads_from_folder_to_folder() -> None:
    def hop(path: str, *, beside: bool = False) -> Hop:
        return Hop(source=RowSource(path=path, sha256="", sheet="", beside=beside), row=4)

    ways = hop_places([hop("企业/甲.xlsx"), hop("区/洪山.xlsx"), hop("市/汇总.xlsx")], Path("/省"))
    assert ways == [Path("/省/市/区/企业/甲.xlsx"), Path("/省/市/区/洪山.xlsx"), Path("/省/市/汇总.xlsx")]
    beside = hop_places([hop("甲/附件1.xlsx", beside=True), hop("甲/附件2.xlsx"), hop("区/汇总.xlsx")], Path("/市"))
    assert beside == [Path("/市/区/甲/附件1.xlsx"), Path("/市/区/甲/附件2.xlsx"), Path("/市/区/汇总.xlsx")]
