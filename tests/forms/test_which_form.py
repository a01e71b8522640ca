"""Which notice and which attachment a sheet is of, and how well it fits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from forms.stems import STEMS, TEN, stamp
from grids import grid, pack

from xltools.errors import UsageError
from xltools.formats.grid import Book, Grid
from xltools.forms import bindings
from xltools.forms.recognise import Recognised, recognise, speaks_of_another, stamp_of
from xltools.forms.request import bound_columns
from xltools.notice.model import Notice

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
