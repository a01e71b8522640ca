"""Files that fit the forms of two calls, and sheets that go on with a table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from forms.seven import HEAD, SEVEN
from grids import pack
from sheets import xlsx

from xltools.forms import inputs
from xltools.forms.inputs import Input, Inputs, Request, read_inputs
from xltools.notice.model import Notice

# --- read together -------------------------------------------------------------------------------------------------

TEN = [f"{stem}列" for stem in "甲乙丙丁戊己庚辛壬癸"]


def call(name: str, **more: Any) -> Notice:
    columns = [{"key": f"k{at}", "heading": heading} for at, heading in enumerate(TEN)]
    return pack(notice={"id": name, "title": name, **more}, columns=columns, title="申报表", key="附件1")


WEST, EAST = call("西-2024", year=2024), call("东-2025", year=2025)


def written(path: Path, *lines: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(xlsx("\n".join([*lines, "| " + " | ".join(TEN) + " |", "| " + " | ".join("x" * 10) + " |"])))
    return path


def handed_in(*paths: Path, **options: Any) -> Inputs:
    return read_inputs(Request(paths=tuple(map(str, paths)), **options))


def ids(file: Input) -> list[str]:
    return [table.notice.id for table in file.tables]


@pytest.fixture
def two_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "notices_for", lambda _request: [WEST, EAST])
    monkeypatch.setattr(inputs, "load_notice", {"西-2024": WEST, "东-2025": EAST}.__getitem__)


@pytest.mark.usefixtures("two_calls")
def test_files_that_fit_two_calls_go_with_the_one_that_the_others_belong_to(tmp_path: Path) -> None:
    sure, late, open_ = (
        written(tmp_path / "a.xlsx", "| 2024年 |"),
        written(tmp_path / "b.xlsx", "| 2025年 |"),
        written(tmp_path / "c.xlsx"),
    )
    alone = handed_in(open_)
    assert (ids(alone.files[0]), sorted(alone.files[0].undecided["Sheet1"])) == ([], ["东-2025", "西-2024"])
    assert [note.rule for note in alone.files[0].notes] == ["notice-undecided"]
    assert [ids(file) for file in handed_in(sure, open_).files] == [["西-2024"], ["西-2024"]]
    assert [ids(file) for file in handed_in(late, open_).files] == [["东-2025"], ["东-2025"]]
    assert [ids(file) for file in handed_in(sure, late, open_).files] == [["西-2024"], ["东-2025"], []], (
        "two decide nothing"
    )
    south = call("南-2026", year=2026)
    inputs.notices_for = lambda _request: [WEST, EAST, south]  # type: ignore[assignment]  # undone by the fixture
    third = written(tmp_path / "d.xlsx", "| 2024年 2025年 |")
    assert [ids(file) for file in handed_in(third, written(tmp_path / "e.xlsx", "| 2026年 |")).files] == [
        [],
        ["南-2026"],
    ]


@pytest.mark.usefixtures("two_calls")
def test_a_stand_in_is_read_under_the_name_of_the_file(tmp_path: Path) -> None:
    shown, copy = written(tmp_path / "a.xlsx", "| 2024年 |"), written(tmp_path / "copy.xlsx", "| 2025年 |")
    read_one = handed_in(shown, stand_ins={str(shown): str(copy)}).files[0]
    assert (ids(read_one), read_one.path) == (["东-2025"], str(shown))
    assert ids(handed_in(shown, stand_ins={str(copy): str(shown)}).files[0]) == ["西-2024"]
    for owner in ("~$a.xlsx", ".~lock.a.xlsx#", "~$b.xlsx"):
        (tmp_path / owner).write_bytes(b"")
    beside = handed_in(tmp_path, stand_ins={str(shown): str(copy)}).beside
    assert [Path(file.path).name for file in beside] == ["~$b.xlsx"], "that the looked-at book is open is nothing new"


def test_a_sheet_of_another_call_than_the_one_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "notices_for", lambda _request: [WEST])
    monkeypatch.setattr(inputs, "load_all", lambda: [WEST, EAST])
    plain_ = handed_in(written(tmp_path / "a.xlsx"), notice="西-2024").files[0]
    assert ids(plain_) == ["西-2024"]
    titled = handed_in(written(tmp_path / "b.xlsx", "| 2025年申报表 |"), notice="西-2024").files[0]
    assert (ids(titled), [note.rule for note in titled.notes]) == ([], ["other-notice"])
    named = handed_in(written(tmp_path / "c.xlsx", "| 2024年申报表 |"), notice="西-2024").files[0]
    assert (ids(named), [note.rule for note in named.notes]) == (["西-2024"], [])
    unasked = handed_in(written(tmp_path / "d.xlsx", "| 2025年申报表 |")).files[0]
    assert ids(unasked) == ["西-2024"], "only who asks for a call is told of another"
    part = pack(
        notice={"id": "北", "title": "北"},
        columns=[{"key": f"k{at}", "heading": h} for at, h in enumerate(TEN[:6])],
        key="附件1",
    )
    monkeypatch.setattr(inputs, "notices_for", lambda _request: [part])
    better = handed_in(written(tmp_path / "e.xlsx"), notice="北").files[0]
    assert ([note.rule for note in better.notes if note.kind == "recognise"], ids(better)) == (["other-notice"], [])


def test_a_table_that_goes_on_is_linked_as_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "notices_for", lambda _request: [SEVEN])
    head = "| " + " | ".join(HEAD) + " |"
    path = tmp_path / "a.xlsx"
    path.write_bytes(
        xlsx(f"# 一\n{head}\n| 1 | 设备 | 机床 | C | | 3 | |\n# 二\n{head}\n| 2 | 设备 | 铣床 | C | | 3 | |")
    )
    (tmp_path / "说明.pdf").write_bytes(b"%PDF-1.4")
    made = handed_in(tmp_path)
    first, second = made.files[0].tables
    assert second.continues is first
    assert [Path(file.path).name for file in made.beside] == ["说明.pdf"]
