"""The edges between records and furniture, of labels and units around a table, and of what is read together."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from forms.seven import FOUR, HEAD, SEVEN
from grids import day, grid, pack, read

from xltools.formats.grid import NO_VALUE, GridRow
from xltools.forms.amounts import amount_reader, is_sum, read_number
from xltools.forms.codes import read_code
from xltools.forms.dates import date_reader
from xltools.forms.furniture import total_kind
from xltools.forms.inputs import Request
from xltools.forms.rowkinds import RowKind
from xltools.forms.skipping import skipped_rows, without_hidden
from xltools.forms.sums import allowance
from xltools.forms.values import Period, Unreadable, as_money, is_blank, number_text, plain
from xltools.notice.model import Notice

RECORD = [1, "设备", "机床", "C1", day("2024-01-02"), 3, "无误"]


def kind_of(*rows: list[Any], notice: Notice = SEVEN, head: list[str] | None = None) -> str:
    """The kind of the last row."""
    table = read(notice, grid(head or HEAD, *rows))
    last = len(rows) + 1
    return "record" if last in table.rows else next(left.kind.value for left in table.left_out if left.row == last)


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        # Words without a figure: notes, signatures, headings of blocks.
        (["注：一", None, "二"], "note"),
        (["注：一", None, "二", "三"], "record"),
        (["填表人：", "甲", "审核：", "乙", "复核：", "丙"], "signature"),
        (["填表人：", "甲", "审核：", "乙", "复核：", "丙", "日期："], "record"),
        (["填表人：", "甲", "审核：", "乙", "丙"], "record"),
        (["填表人：", "甲", "审核：", "乙"], "signature"),
        ([None, None, "一、" + "字" * 38], "group"),
        ([None, None, "一、" + "字" * 39], "note"),
        ([None, None, "字" * 40], "record"),
        ([None, None, "字" * 41], "note"),
        ([None, None, "1. 一张发票一行"], "note"),
        (["设备购置"], "group"),
        ([None, "设备"], "group"),
        ([None, None, None, None, None, None, "设备"], "record"),
        # The heading once more.
        (["序号", "类 别"], "heading"),
        (["序号", "类别（按附件填写）"], "heading"),
        (["序号"], "group"),
        (["序号", "设备"], "record"),
        (["序号", "类别（" + "填" * 56 + "）"], "heading"),
        (["序号", "类别（" + "填" * 57 + "）"], "record"),
        # Sums and what looks like them.
        (["占比", None, None, None, None, "0.5"], "ratio"),
        (["占比（%）", None, None, None, None, 1], "ratio"),
        (["占比"], "group"),
        (["占比", None, "设备", None, None, 1], "record"),
        ([None, None, "设备购置小计", None, None, 3], "subtotal"),
        ([None, None, "设备购置累计", None, None, 3], "running-total"),
        ([None, None, "设备购置小计", "C1", None, 3], "record"),
        ([None, None, "设备购置小计", None, day("2024-01-02"), 3], "record"),
        ([2, None, "设备购置小计", None, None, 3], "record"),
        (["2", None, "设备购置小计", None, None, 3], "record"),
        ([None, "甲", "设备购置小计", None, None, 3], "subtotal"),
        ([None, "甲", "设备购置小计", None, None, 3, "乙"], "record"),
        ([None, None, "设" * 27 + "小计", None, None, 3], "record"),
        ([None, None, "设" * 20 + "小计", None, None, 3], "subtotal"),
        (["合", "计", None, None, None, 3], "total"),
        # Parts.
        ([None, None, "其中：软件", None, None, 1], "part"),
        ([None, None, "其中软件部分", None, None, 1], "part"),
        ([2, None, "其中软件部分", None, None, 1], "record"),
        ([2, None, "其中：软件", None, None, 1], "part"),
        ([None, None, "其中：" + "软" * 57, None, None, 1], "part"),
        ([None, None, "其中：" + "软" * 58, None, None, 1], "record"),
        ([None, None, None, None, None, None, "其中：软件"], "part"),
        # Pages.
        (["第 2 页"], "page"),
        (["第 2 页", None, None, None, None, 3], "record"),
        # Nothing but the blank's own words.
        ([2, None, None, None, None, NO_VALUE], "template"),
        ([2, None, NO_VALUE], "record"),
        ([2, "设备", None, None, None, 0], "template"),
        ([2, "设备", None, None, None, "0.00元"], "template"),
        ([2, "设备", None, None, None, 1], "record"),
        ([2.5], "record"),
        ([None, None, None, None, None, 2], "record"),
        ([None, None, None, None, None, None, "万元"], "template"),
        # Examples.
        (["例", "设备", "机床", "C", None, 3], "example"),
        ([2, "设备", "机床", "C", None, 3, "例"], "record"),
        ([2, "设备", "例如：机床", "C", None, 3], "example"),
        ([2, "设备", "机床", "例如：C1", None, 3], "record"),
        ([2, "设备", "例如：" + "机" * 77, "C", None, 3], "example"),
        ([2, "设备", "例如：" + "机" * 78, "C", None, 3], "record"),
        ([2, "设备", "机床", "C", None, 3, "本行为示例，请删除"], "example"),
        ([2, "设备", "例行检测台", "C", day("2024-01-02"), 3, "x"], "record"),
    ],
)  # fmt: skip
def test_what_a_row_is(row: list[Any], kind: str) -> None:
    assert kind_of(RECORD, row) == kind


@pytest.mark.parametrize(("notice", "head", "kinds"), [(SEVEN, HEAD, ("group", "note")), (FOUR, ["序号", "名称", "规格", "备注"], ("record", "record"))])  # fmt: skip
def test_a_narrow_table_has_no_blocks_of_one_word(notice: Notice, head: list[str], kinds: tuple[str, str]) -> None:
    record = [1, *["x"] * (len(head) - 1)]
    assert (
        kind_of(record, ["设备购置"], notice=notice, head=head),
        kind_of(record, ["1. 设备"], notice=notice, head=head),
    ) == kinds


FIGURES = pack(
    columns=[{"key": f"k{at}", "heading": heading, "type": "amount"} for at, heading in enumerate("甲乙丙丁")]
)


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ([1, 2, 3], "column-numbers"),
        ([1, 2], "record"),
        (["栏次", 1, 2], "record"),
        (["栏次", 1, 2, 3], "column-numbers"),
        (["栏次：", "1", "2", "3"], "column-numbers"),
        ([3, 4, 5], "column-numbers"),
        ([4, 5, 6], "record"),
        ([1, 2, 4], "record"),
        (["甲", "乙", 1], "column-numbers"),
        (["甲", "丙", 1], "record"),
        (["A", "b", "C"], "column-numbers"),
        (["一", "二", "三"], "column-numbers"),
        (["（1）", "（2）", "3=1+2"], "column-numbers"),
        (["1000", "1001", "1002"], "record"),
        ([None, None, None, None, None, "万元"], "unit"),
        ([None, None, None, None, "年-月-日", "（万元）"], "unit"),
        ([None, None, "台"], "template"),
        ([None, None, "台", None, None, "机床"], "record"),
        ([None, None, "台", None, None, 3], "record"),
    ],
)
def test_what_stands_right_below_the_heading(row: list[Any], kind: str) -> None:
    assert kind_of(row) == kind
    assert kind_of(RECORD, row) not in ("column-numbers", "unit")
    assert kind_of(HEAD, row) == kind, "below a heading that stands twice too"


def test_small_amounts_that_count_up_are_amounts() -> None:
    assert kind_of([1, 2, 3, 4], notice=FIGURES, head=list("甲乙丙丁")) == "record"


@pytest.mark.parametrize(
    ("lines", "kinds"),
    [
        ([["注：一"], ["金额含税"]], ["note", "note"]),
        ([["注：一"], ["一、设备"]], ["note", "group"]),
        ([["注：一"], [None, None, "金额含税"]], ["note", "note"]),
        ([["注：一"], [2, "设备"]], ["note", "template"]),
        ([["注：一"], [2, "设备", "机床"]], ["note", "record"]),
    ],
)
def test_lines_below_a_note(lines: list[list[Any]], kinds: list[str]) -> None:
    assert [kind_of(RECORD, *lines[: at + 1]) for at in range(len(lines))] == kinds


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("小计", RowKind.SUBTOTAL), ("合计" + "：" + "字" * 57, RowKind.TOTAL), ("合计" + "：" + "字" * 58, None),
        ("累计" + "：" + "字" * 27, RowKind.RUNNING), ("累计" + "：" + "字" * 28, None), ("total", RowKind.TOTAL), ("机床", None),
        ("以上共三项", RowKind.TOTAL), ("总和", RowKind.TOTAL), ("承前页", RowKind.PAGE), ("合計", RowKind.TOTAL),
    ],
)  # fmt: skip
def test_the_name_of_a_sum(text: str, kind: RowKind | None) -> None:
    assert total_kind(text) is kind


@pytest.mark.parametrize(
    ("said", "unit", "may_miss"),
    [("125000", "万元", "50"), ("123456", "万元", "0.5"), ("120000", "万元", "50"), ("12", "元", "0.01"), ("12000", "千元", "5"), ("1000000", "万元", "50")],
)  # fmt: skip
def test_how_far_a_rounded_total_may_lie_from_its_rows(said: str, unit: str, may_miss: str) -> None:
    assert allowance(Decimal(said), unit) == Decimal(may_miss)
    assert allowance(Decimal(said), unit, Decimal(60)) == 60


def test_a_total_that_misses_by_what_it_may_is_right() -> None:
    def spans(total: str) -> list[tuple[str, int, int]]:
        rows = [[at, "设备", "机床", "C", None, "1.0049" if at == 1 else "1"] for at in (1, 2, 3)]
        sums = [["小计", None, None, None, None, total], ["合计", None, None, None, None, "9"]]
        table = read(SEVEN, grid(HEAD, rows[0], ["小计", None, None, None, None, "1"], *rows[1:], *sums))
        return [(one.kind.value, one.first, one.last) for one in table.totals]

    assert spans("2")[1] == ("subtotal", 1, 3)
    assert spans("3")[1] == ("subtotal", 1, 3), "小计 that holds above is not read at another level"


# --- rows and columns that are hidden or struck out ----------------------------------------------------------------


def test_hidden_and_struck_rows_are_left_out_only_where_asked() -> None:
    sheet = grid(HEAD, RECORD, [2, *RECORD[1:]], [3, *RECORD[1:]])
    sheet.hidden_rows, sheet.hidden_columns, sheet.struck_styles = {3}, {6}, frozenset({1})
    old = sheet.rows[4]
    sheet.rows[4] = GridRow(old.columns, old.values, (1, 1, 1, 1, 0, 0, 0))
    sheet.rows[2] = sheet.rows[2]._replace(styles=(1, 1, 1, 0, 0, 0, 0))
    ask = {"paths": ()}
    assert skipped_rows(sheet, Request(**ask)) == {}
    assert skipped_rows(sheet, Request(**ask, skip_hidden=True)) == {3: RowKind.HIDDEN}
    assert skipped_rows(sheet, Request(**ask, skip_struck=True)) == {4: RowKind.STRUCK}, (
        "half of its cells, not three of seven"
    )
    head = read(SEVEN, sheet).header
    assert without_hidden(head, sheet).columns == {
        key: column for key, column in head.columns.items() if key != "money"
    }
    sheet.hidden_columns = set()
    assert without_hidden(head, sheet) is head


# --- around the table ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("above", "who", "when"),
    [
        ([["申报企业：甲公司 填报日期：2024年1月2日"]], "甲公司", "2024年1月2日"),
        ([["申报企业：甲公司", "填报日期：", "1月"]], "甲公司", "1月"),
        ([["申报企业：", "某单位"]], "某单位", ""),
        ([["申报企业：", "填报日期："]], "", ""),
        ([["申报企业：", "单位：万元"]], "", ""),
        ([["申报企业：", 5]], "5", ""),
        ([["申报企业："], ["申报企业：乙"]], "乙", ""),
        ([["申报企业：甲"], ["申报企业：乙"]], "甲", ""),
        ([["申报企业：甲"], ["申报企业："]], "甲", ""),
        ([["申报企业：甲   单位：万元 金额单位：千元"]], "甲", ""),
        ([["申报企业：" + "甲" * 395]], "甲" * 395, ""),
        ([["申报企业：" + "甲" * 396]], "", ""),
        ([["申  报  企  业" + " " * 10, "甲"]], "甲", ""),
        ([["申  报  企  业" + " " * 11, "甲"]], "", ""),
    ],
)
def test_fields_above_the_table(above: list[list[Any]], who: str, when: str) -> None:
    table = read(SEVEN, grid(*above, HEAD, RECORD))
    assert table.submitter == who
    assert (table.fields["day"].text if "day" in table.fields else "") == when


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        (["金额单位", "千元"], "千元"), (["别的", "千元"], "万元"), ([5, "千元"], "万元"), (["单位", "武汉"], "万元"), (["单位：千元"], "千元"),
        (["单位：千元人"], "万元"), (["单位：", None, "千元"], "万元"),
    ],
)  # fmt: skip
def test_the_unit_line(line: list[Any], unit: str) -> None:
    assert read(SEVEN, grid(line, HEAD, RECORD)).units["money"] == unit


# --- single values -------------------------------------------------------------------------------------------------

DAY = date_reader()


def test_texts_that_are_too_long_are_no_figures() -> None:
    for read_one, reason in (
        (amount_reader("元"), "不是能读出的金额"),
        (read_number, "不是数字"),
        (DAY, "不是能读出的日期"),
    ):
        long = "9" * 257
        assert read_one(long) == Unreadable(long, reason)
        assert read_one(" " * 257) is None
    assert read_number("0" * 255 + "7") == 7
    assert read_number(" " * 252 + "2024") == 2024
    assert DAY(" " * 230 + "2024-01-02").start.isoformat() == "2024-01-02"  # type: ignore[union-attr]
    assert isinstance(DAY(" " * 231 + "2024-01-02"), Unreadable)


def test_a_sum_in_a_cell() -> None:
    assert [is_sum(text) for text in ("3000+2000", "=1+2", "3000", "+3000", "3000+", "1+2+x")] == [
        True,
        True,
        False,
        False,
        False,
        False,
    ]
    assert [read_number(text) for text in ("3000+2000", "=1+2", "+3000")] == [5000, 3, 3000]


@pytest.mark.parametrize(
    ("number", "read_as"),
    [
        ("30000.1", "不是能读出的日期"), ("29999.1", "分不清"), ("69999.1", "不是能读出的日期"), ("70000.1", "分不清"), ("45000.2", "2023-03-15"),
        ("2024.2", "2024-02-01"), ("2024.1", "分不清"),
    ],
)  # fmt: skip
def test_a_number_with_one_decimal_as_a_day(number: str, read_as: str) -> None:
    found = DAY(Decimal(number))
    assert found.start.isoformat() == read_as if isinstance(found, Period) else read_as in found.reason  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("2024-03-05 10:30", ("2024-03-05", "2024-03-05")), ("2024-03-05  9:05:00", ("2024-03-05", "2024-03-05")),
        ("2024年2月下旬", ("2024-02-21", "2024-02-29")), ("2024年3月下旬", ("2024-03-21", "2024-03-31")),
        ("2024年3月至2024年5月", ("2024-03-01", "2024-05-31")), ("2024年3月至5月", ("2024-03-01", "2024-05-31")),
        ("2024年5月至3月", None), ("某月至2024年3月", None), ("2024年3月至某月", None), ("2024年3月至2024年3月", ("2024-03-01", "2024-03-31")),
    ],
)  # fmt: skip
def test_spans_and_clock_times(typed: str, read_as: tuple[str, str] | None) -> None:
    found = DAY(typed)
    assert (str(found.start), str(found.end)) == read_as if isinstance(found, Period) else read_as is None  # type: ignore[comparison-overlap]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("A 1", "A1"), ("A1\n", "A1"), ("91420100MA4K000001\n\n91420100MA4K000002", "91420100MA4K000001、91420100MA4K000002"),
        ("12345678\n87654321", "12345678、87654321"), ("1" * 20 + "\n" + "2" * 20, "1" * 20 + "、" + "2" * 20),
        ("1" * 17 + "\n" + "2" * 17, "1" * 17 + "2" * 17), ("1" * 19 + "\n" + "2" * 19, "1" * 19 + "2" * 19),
        ("12345678\n1234567", "123456781234567"), ("1234567-\n12345678", "1234567-12345678"), ("１２", "12"),
    ],
)  # fmt: skip
def test_codes_over_several_lines(typed: str, code: str) -> None:
    assert read_code(typed) == code


@pytest.mark.parametrize(
    ("number", "text"),
    [("0", "0"), ("100", "100"), ("1E+2", "100"), ("1.50", "1.5"), ("-0.50", "-0.5"), ("1E+30", "1" + "0" * 30), ("1" * 30, "1" * 30), ("0.1" + "1" * 30, "0.1" + "1" * 30), ("1E-7", "0.0000001")],
)  # fmt: skip
def test_a_number_is_shown_whole(number: str, text: str) -> None:
    assert number_text(Decimal(number)) == text


@pytest.mark.parametrize(
    ("yuan", "meant"),
    [
        ("-332409.999999999", "-332410"), ("33.24000999", "33.24"), ("33.24001", "33.24"), ("33.240011", "33.240011"), ("884.955752", "884.955752"), ("33.24", "33.24"),
        ("999999999999999.240000001", "999999999999999.24"), ("1000000000000000.240000001", "1000000000000000.240000001"), ("-1000000000000000", "-1000000000000000"),
    ],
)  # fmt: skip
def test_the_noise_beside_a_cent_is_that_cent(yuan: str, meant: str) -> None:
    assert as_money(Decimal(yuan)) == Decimal(meant)


def test_signs_nobody_sees() -> None:
    assert plain("甲\u200b\u200c\u200d\u2060\ufeff\xad乙") == "甲乙"
    assert plain("甲\u200a\u200e乙\u2061\xac") == "甲 \u200e乙\u2061\xac"
    assert (is_blank("—" + " " * 63), is_blank(" " * 65), is_blank("-" + " " * 64)) == (True, True, False)
