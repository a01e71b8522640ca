"""Two rounds of one file beside each other: which row is which, what changed at which cell, and what is late."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.register.compare import changes_between
from xltools.register.deadlines import late_days
from xltools.register.names import known_unit
from xltools.register.snapshot import Snapshot, SnapshotRow, pack, unpack

HEADINGS = {"rank": "序号", "project": "项目", "phone": "电话", "note": "备注"}


def rows(*texts: str, first: int = 4) -> Snapshot:
    """`1|甲|123|` is a row of rank, project, phone, note; it is known by its project."""
    made = []
    for number, line in enumerate(texts, first):
        cells = {
            key: (f"{column}{number}", text)
            for key, column, text in zip(HEADINGS, "ABCD", line.split("|"), strict=True)
            if text
        }
        made.append(SnapshotRow(line.split("|")[1], cells))
    return Snapshot(HEADINGS, tuple(made), "rank")


def said(earlier: Snapshot, later: Snapshot) -> list[tuple[str, ...]]:
    return [
        (one.kind, one.column, one.before, one.after, one.before_cell, one.after_cell, one.row)
        for one in changes_between(earlier, later)
    ]


def test_a_cell_changed_filled_and_emptied() -> None:
    before, after = rows("1|甲|123|", "2|乙|456|旧"), rows("1|甲|789|", "2|乙|456|", first=5)
    assert said(before, after) == [
        ("changed", "电话", "123", "789", "C4", "C5", "甲"),
        ("changed", "备注", "旧", "", "D5", "D6", "乙"),
    ]
    assert said(after, before)[1] == ("changed", "备注", "", "旧", "", "D5", "乙")
    assert said(before, before) == []


def test_rows_are_matched_by_what_they_are_about_wherever_they_stand() -> None:
    before, after = rows("1|甲|1|", "2|乙|2|", "3|丙|3|"), rows("1|丙|3|", "2|甲|1|", "3|乙|2|")
    assert said(before, after) == [
        ("reordered", "序号", "3", "1", "", "A4", "丙"),
        ("renumbered", "序号", "3", "1", "A6", "A4", "丙"),
        ("renumbered", "序号", "1", "2", "A4", "A5", "甲"),
        ("renumbered", "序号", "2", "3", "A5", "A6", "乙"),
    ]


def test_rows_that_came_and_went() -> None:
    before, after = rows("1|甲|1|a", "2|乙|2|b"), rows("1|甲|1|a", "2|新来的|9|z")
    assert said(before, after) == [
        ("added", "", "", "2　新来的　9　z", "", "A5", "新来的"),
        ("removed", "", "2　乙　2　b", "", "A5", "", "乙"),
    ]


def test_a_corrected_name_is_the_same_row_where_most_of_it_is() -> None:
    before = rows("1|甲|1|a", "2|乙方|2|b")
    assert said(before, rows("1|甲|1|a", "2|乙公司|2|b")) == [
        ("changed", "项目", "乙方", "乙公司", "B5", "B5", "乙公司")
    ]
    half = said(before, rows("1|甲|1|a", "2|乙公司|9|b"))
    assert [one[0] for one in half] == ["added", "removed"], "two of four cells are not most"


def test_rows_of_one_name_pair_up_in_their_order() -> None:
    before, after = rows("1|甲|1|", "2|甲|2|"), rows("1|甲|1|", "2|甲|3|", "3|甲|4|")
    assert said(before, after) == [
        ("changed", "电话", "2", "3", "C5", "C5", "甲"),
        ("added", "", "", "3　甲　4", "", "A6", "甲"),
    ]
    assert [one[0] for one in said(after, before)] == ["changed", "removed"]


def test_a_row_is_told_by_its_project_or_its_longest_text_in_thirty_signs() -> None:
    assert SnapshotRow("", {"x": ("A1", "短"), "y": ("B1", "较长的文字")}).about == "较长的文字"
    assert SnapshotRow("", {"x": ("A1", "很长很长的文字"), "project": ("B1", "短")}).about == "短"
    assert SnapshotRow("", {"project": ("B1", "项"), "enterprise": ("A1", "企")}).about == "企"
    assert SnapshotRow("", {}).about == ""
    assert len(SnapshotRow("", {"x": ("A1", "长" * 31)}).about) == 30


LINES = st.lists(
    st.tuples(st.integers(1, 5), st.sampled_from("甲乙丙丁"), st.integers(0, 3), st.sampled_from(["", "x", "y"])).map(
        lambda row: "|".join(map(str, row))
    ),
    max_size=5,
)


@given(LINES, LINES)
def test_every_row_and_cell_is_accounted_for(one: list[str], other: list[str]) -> None:
    before, after = rows(*one), rows(*other)
    found = changes_between(before, after)
    added, removed = (sum(change.kind == kind for change in found) for kind in ("added", "removed"))
    assert len(other) - len(one) == added - removed
    assert changes_between(before, before) == ()
    assert unpack(pack(before)) == before
    for change in found:
        if change.kind in ("changed", "renumbered"):
            assert change.before != change.after
            assert change.before or change.after


@pytest.mark.parametrize("broken", ["", "x", "AAAA", pack(rows("1|甲||"))[:-8], "e30="])
def test_cells_that_cannot_be_read_any_more_are_none(broken: str) -> None:
    assert unpack(broken) is None


@pytest.mark.parametrize(
    ("moment", "days"),
    [("2022-10-30T09:00", 0), ("2022-10-31T23:59", 0), ("2022-11-01T00:00", 1), ("2022-11-10T08:00", 10)],
)
def test_the_deadlines_own_day_is_in_time(moment: str, days: int) -> None:
    assert late_days(datetime.fromisoformat(moment), date(2022, 10, 31)) == days
    assert late_days(datetime.fromisoformat(moment), None) == 0


def test_a_unit_is_known_whatever_stands_around_its_name() -> None:
    units = ("江岸区经信局", "示例（集团）公司")
    for given_ in (
        "江岸区经信局（盖章）",
        " 江岸区 经信局",
        "江岸区经信局(公章)",
        "江岸区经信局（签章）",
        "江岸区经信局（印章）",
    ):
        assert known_unit(given_, units) == "江岸区经信局"
    assert known_unit("示例(集团)公司", units) == "示例（集团）公司"
    assert known_unit(" 洪山区经信局 ", units) == "洪山区经信局"
