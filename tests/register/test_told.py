"""What is told of a file that comes in, run after run; and what one run over a folder says of the one before."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest
from register.clerk import LATE, district_rows, enter, table_of, write

from xltools.errors import InputRefused
from xltools.register.rounds import KeptFinding, Round, RoundBook, difference_of, read_rounds, rounds_bytes

EARLY = datetime(2022, 10, 20, 9)


def told(folder: Path, name: str, data: bytes, **options: object) -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    outcome = enter(str(folder / "台账.jsonl"), path, **options)  # type: ignore[arg-type]
    (one,) = outcome.arrived
    return one.message.replace(f"{folder}/", "")


def changed(district: str, **values: object) -> bytes:
    rows = district_rows(district)
    return table_of([{**rows[0], **values}, *rows[1:]], district)


def test_a_file_a_newer_one_an_old_one_and_the_same_again(tmp_path: Path) -> None:
    first, second, third = (changed("江岸区", note=note) for note in ("", "二", "三"))
    assert told(tmp_path, "一/江岸区.xlsx", first) == "江岸区 附件5 首次报送"
    assert told(tmp_path, "一/江岸区.xlsx", first) == "江岸区 已登记（第 2 条），没有重复登记"
    assert told(tmp_path, "二/江岸区.xlsx", second, at=LATE) == "江岸区 附件5 第 2 次报送，替换前一次；逾期 2 天"
    assert told(tmp_path, "一/江岸区.xlsx", first, at=LATE) == (
        "江岸区 已登记（第 2 条），没有重复登记；现以 二/江岸区.xlsx 为准，确以本文件为准的加 --revive"
    )
    stale = told(tmp_path, "三/江岸区-旧.xlsx", first, at=LATE)
    assert stale.endswith("确以这一份为准的，加 --revive 重新登记；文件名由“江岸区.xlsx”改为“江岸区-旧.xlsx”")
    assert "逾期" not in stale
    assert told(tmp_path, "三/江岸区-旧.xlsx", first, at=LATE, revive=True) == (
        "江岸区 附件5 第 3 次报送，替换前一次；逾期 2 天；文件名由“江岸区.xlsx”改为“江岸区-旧.xlsx”；"
        "与“二/江岸区.xlsx”收到时间相同，以登记在后的这一份为准；不是这一份的，请把它作废，或用 --received 分别写明收到的时间"
    )
    early = told(tmp_path, "四/江岸区.xlsx", third, at=EARLY)
    assert early == "江岸区 附件5 补登第 1 次报送（收到时间较早），仍以后来收到的 三/江岸区-旧.xlsx 为准"


def test_of_two_files_of_one_time_the_one_changed_later_counts_and_it_is_said(tmp_path: Path) -> None:
    paths = [write(tmp_path / str(n) / "江岸区.xlsx", changed("江岸区", note=str(n))) for n in range(2)]
    for moment, words in ((100, "修改时间较晚的这一份"), (0, "文件名排在后的这一份")):
        os.utime(paths[0], (1_000, 1_000))
        os.utime(paths[1], (1_000 + moment, 1_000 + moment))
        outcome = enter(str(tmp_path / f"台账{moment}.jsonl"), *paths)
        assert [one.event.round for one in outcome.arrived if one.event is not None] == [1, 2]
        assert words in outcome.arrived[1].message
        assert "为准" not in outcome.arrived[0].message


def test_mistakes_blanks_copies_and_strangers(tmp_path: Path) -> None:
    own = changed("江岸区")
    assert told(tmp_path, "江岸区.xlsx", own) == "江岸区 附件5 首次报送"
    assert told(tmp_path, "江汉区.xlsx", changed("江汉区", project=None)) == (
        "江汉区 附件5 首次报送；有错误 1 处，待更正"
    )
    assert told(tmp_path, "洪山区.xlsx", table_of([], "洪山区")) == "洪山区 附件5 首次报送；空表"
    stranger = told(tmp_path, "别处.xlsx", table_of(district_rows("别处"), "别处"))
    assert stranger == "别处经济和信息化局 附件5 首次报送；“别处经济和信息化局”不在应报单位之列"
    torn = told(tmp_path, "青山区.xlsx", b"PK\x03\x04 torn")
    assert torn.startswith("青山区 （未能读取） 首次报送；")
    again = told(tmp_path, "江岸区.xlsx", b"PK\x03\x04 other", at=LATE)
    assert again.startswith("江岸区 重报的文件未能读取，仍以已收的 江岸区.xlsx 为准；")


# --- one run over a folder against the one before -----------------------------------------------------------------------


def finding(words: str, **more: str) -> KeptFinding:
    """`column cell value message`."""
    column, cell, value, message = words.split(" ")
    given = {"form": "附件5", "file": "a.xlsx", "rule": "r", "severity": "error", **more}
    return KeptFinding(column=column, cell=cell, value=value, message=message, **given)


A = finding("金额 C3 12 大")


@pytest.mark.parametrize(
    ("later", "mended", "new", "still"),
    [
        ([A], 0, 0, 1), ([], 1, 0, 0),
        ([finding("金额 C9 12 大")], 0, 0, 1),  # its row moved
        ([finding("金额 C3 13 大了")], 0, 0, 1),  # its value was typed anew
        ([finding("金额 C9 13 大")], 0, 0, 1),  # both, and the same is said
        ([finding("金额 C9 13 小")], 1, 1, 0), ([finding("税额 C3 12 大")], 1, 1, 0), ([finding("金额 C3 12 大", rule="s")], 1, 1, 0), ([finding("金额 C3 12 大", form="附件6")], 1, 1, 0),
        ([A, finding("金额 C4 12 大")], 0, 1, 1), ([finding("金额 C4 12 大"), A], 0, 1, 1), ([finding("金额 C3 12 大", severity="warning")], 0, 0, 1),
        ([A, finding("税额 D3 1 小", severity="info")], 0, 0, 1), ([finding("金额 C3 12 大", severity="info")], 1, 0, 0),
    ],
)  # fmt: skip
def test_what_is_mended_new_and_still_open(later: list[KeptFinding], mended: int, new: int, still: int) -> None:
    made = difference_of([A, finding("备注 L3 x 知", severity="info")], later)
    assert (len(made.mended), len(made.new), made.still) == (mended, new, still)
    if new == 1:
        (place,) = made.new
        assert later[place] != A


def round_of(day: int, files: Mapping[str, str], *found: KeptFinding) -> Round:
    return Round(at=datetime(2025, 10, day), files=files, units={"甲": found})


def test_a_run_over_the_same_files_takes_the_last_ones_place() -> None:
    book = RoundBook()
    book.add(round_of(1, {"a": "1"}))
    book.add(round_of(2, {"a": "2"}))
    book.add(round_of(3, {"a": "2"}))
    assert [one.at.day for one in book.rounds] == [1, 3]
    before = book.earlier_than({"a": "2"})
    assert before is not None
    assert before.at.day == 1
    assert book.earlier_than({"a": "9"}) is book.rounds[-1]
    assert RoundBook().earlier_than({}) is None
    for day in range(4, 20):
        book.add(round_of(day, {"a": str(day)}))
    assert [one.at.day for one in book.rounds] == list(range(10, 20))


def test_what_was_kept_is_read_again_and_what_is_not_ours_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "收件记录.json"
    assert read_rounds(path) == RoundBook()
    book = RoundBook([round_of(day, {"a": str(day)}, A) for day in (1, 2, 3)], {"b": "2", "a": "1"})
    path.write_bytes(rounds_bytes(book))
    kept = read_rounds(path)
    assert kept.rounds[1:] == book.rounds[1:]
    assert (kept.rounds[0].files, kept.rounds[0].units, kept.written) == ({"a": "1"}, {}, book.written)
    text = path.read_text(encoding="utf-8")
    for spoilt in ("", "{}", text.replace("xltools-rounds-1", "xltools-rounds-2"), text.replace("2025-10-01T", "x"), text.replace('"value"', '"wert"', 1), text.replace('"files"', '"fremd"', 1)):  # fmt: skip
        path.write_text(spoilt, encoding="utf-8")
        with pytest.raises(InputRefused, match="不是收件记录"):
            read_rounds(path)
