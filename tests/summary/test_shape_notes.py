"""How a summary was left, as it is noted and read again: nothing is lost, nothing else is believed."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from xltools.files.limits import MAX_ROW
from xltools.files.records import Malformed
from xltools.office.celllooks import LOOK_NAMES
from xltools.summary.shape import BookShape, SheetShape, noted, remembered

LOOKS = [tuple(f"{place}{name}" for name in LOOK_NAMES) for place in range(2)]


def book() -> BookShape:
    """Two sheets, with looks that both have, and heights that run on."""
    sheet = SheetShape(
        traits={"冻结": "A5"},
        contents={"A1": 7, "C 列": (1 << 32) - 1, "B2": 0},
        looks={"A": {LOOKS[0]: "A5"}, "B": {LOOKS[1]: "B5", LOOKS[0]: "B6"}},  # type: ignore[dict-item]
        heights=[20.0, 20.0, 31.5, 0.0, 20.0],
    )
    other = SheetShape(traits={}, contents={}, looks={"1": {LOOKS[1]: "A1"}}, heights=[])  # type: ignore[dict-item]
    return BookShape(sheets={"统计": other, "汇总": sheet}, states={"汇总": "visible", "统计": "hidden"}, traits={"保护": ""})


def record() -> Any:
    return json.loads(json.dumps(noted(book()), ensure_ascii=False))


def test_what_is_noted_is_read_again() -> None:
    made, expected = remembered(record()), book()
    assert (made.states, made.traits, list(made.sheets)) == (expected.states, expected.traits, ["统计", "汇总"])
    for name, sheet in expected.sheets.items():
        other = made.sheets[name]
        assert (other.traits, other.contents, other.heights) == (sheet.traits, sheet.contents, sheet.heights)
        assert {group: set(looks) for group, looks in other.looks.items()} == {
            group: set(looks) for group, looks in sheet.looks.items()
        }


def test_equal_heights_and_looks_are_noted_once() -> None:
    found = record()
    assert found["sheets"]["汇总"][4] == [[20, 2], [31.5, 1], [0, 1], [20, 1]]
    assert len(found["looks"]) == 2
    assert found["order"] == ["统计", "汇总"]


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("form",), 2), (("looks", 0), ["短"]), (("looks", 0), "x"), (("order",), ["没有"]), (("order", 0), 3), (("sheets", "汇总"), ["visible"]), (("sheets", "汇总", 0), 1), (("book",), {"保护": 1}),
        (("sheets", "汇总", 1), {"a": 1}), (("sheets", "汇总", 2, "A1"), -1), (("sheets", "汇总", 2, "A1"), (1 << 32) + 1), (("sheets", "汇总", 2, "A1"), "7"), (("sheets", "汇总", 3, "A"), [2]), (("sheets", "汇总", 3, "A"), ["0"]),
        (("sheets", "汇总", 4), [[20, -1]]), (("sheets", "汇总", 4), [[20, MAX_ROW + 1]]), (("sheets", "汇总", 4), [[20, MAX_ROW], [21, 1]]), (("sheets", "汇总", 4), [["高", 1]]), (("sheets", "汇总", 4), [[20]]),
    ],
)  # fmt: skip
def test_what_is_not_as_we_note_it_is_not_believed(place: tuple[Any, ...], value: object) -> None:
    found = deepcopy(record())
    inner = found
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    with pytest.raises((Malformed, IndexError, ValueError, KeyError)):
        remembered(found)


def test_the_last_row_a_sheet_can_have_may_bear_a_height() -> None:
    found = record()
    found["sheets"]["统计"][4] = [[20, MAX_ROW - 1], [21, 1]]
    assert remembered(found).sheets["统计"].heights[-2:] == [20.0, 21.0]
