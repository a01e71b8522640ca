"""A selection of 37 invented applicants from the roll-up to ten winners: every score traceable, ties shown, nothing decided by us."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from selection.panel import AT, EXPERTS, Fill, back, begin, collect, decide, filled, issued, scores

from xltools.app import select
from xltools.errors import LetterError, UsageError
from xltools.formats.grid import Book
from xltools.formats.opening import open_book
from xltools.letters.opening import open_document
from xltools.reports import render
from xltools.selection.model import DecisionKind, SelectionStanding, StepState
from xltools.selection.outcome import SelectOutcome

REASON = "未纳入工业技改投资统计"


def road() -> Mapping[str, Fill]:
    """Roadshow scores that put two at the tenth place: 82.07 both."""

    def of(place: int) -> Fill:
        def fill(_: str, number: int) -> Decimal:
            if number == 13:
                return Decimal("88.9") if place < 2 else Decimal("89.0")
            return Decimal(700 + (number * 53) % 250) / 10

        return fill

    return {name: of(place) for place, name in enumerate(EXPERTS)}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, SelectionStanding]]:
    """The folder of a selection played to its end, and how it stood after each step."""
    base = tmp_path_factory.mktemp("selection")
    folder = begin(base, 38, change={5: {"opinion": "不予推荐"}, 9: {"meets_floor": "否"}})
    seen: dict[str, SelectionStanding] = {"start": select.show(folder)}
    dropped = [one.company for one in seen["start"].applicants][::4]
    paths = back(
        folder,
        "符合性审查",
        lambda company, _: "不符合" if company in dropped else "符合",
        reasons=dict.fromkeys(dropped, REASON),
    )
    seen["review"] = collect(folder, paths).selection
    select.rank(folder)
    seen["onsite"] = collect(folder, back(folder, "现场核验", scores())).selection
    select.rank(folder)
    seen["tied"] = collect(folder, back(folder, "路演答辩", road())).selection
    seen["decided"] = decide(folder, DecisionKind.TIE, "32", why="现场核验得分高者在前")
    select.rank(folder)
    seen["end"] = collect(folder, back(folder, "综合评议", lambda *_: "同意")).selection
    select.rank(folder)
    select.announce(folder, settings={"公示期": "11月20日至26日", "成文日期": "2025年11月19日"})
    return folder, seen


def test_who_is_not_recommended_does_not_take_part(played: tuple[str, dict[str, SelectionStanding]]) -> None:
    start = played[1]["start"]
    assert [len(start.opened.applicants), len(start.applicants)] == [38, 37]
    assert [one.out for one in start.opened.applicants if one.out] == ["区级审核意见：不予推荐"]
    assert start.applicants[7].note == "窗口期计入投入未达到5000万元"


def test_at_most_thirty_percent_are_dropped(played: tuple[str, dict[str, SelectionStanding]]) -> None:
    review = played[1]["review"].step("conformity")
    assert (review.most_dropped, len(review.left), len(review.on)) == (11, 10, 27)
    assert {one.reason for one in review.left} == {f"符合性审查不符合：{REASON}"}


def test_the_best_twenty_go_on(played: tuple[str, dict[str, SelectionStanding]]) -> None:
    onsite = played[1]["onsite"].step("onsite")
    assert [len(onsite.entered), len(onsite.on), len(onsite.left)] == [27, 20, 7]
    assert onsite.left[0].reason.endswith("未进入前20名")
    assert {row.applicant for row in onsite.ranking[:20]} == set(onsite.on)


def test_a_score_sheet_does_not_show_how_the_step_before_ended(played: tuple[str, dict[str, SelectionStanding]]) -> None:
    """The twenty stood in the roadshow's workbooks in the order of their on-site scores."""
    folder, seen = played
    grid = open_book(issued(folder, "路演答辩")[0]).grids[0]
    numbers = [int(str(value)) for row, column, value in grid.cells() if column == 1 and str(value).isdecimal()]
    assert numbers == sorted(one.number for one in seen["onsite"].step("onsite").on)


def test_every_score_is_where_it_says(played: tuple[str, dict[str, SelectionStanding]]) -> None:
    """Each of the 5 × (27 + 20) scores stands in the file and cell that it names, and the mean is of those that count."""
    folder, seen = played
    count, books = 0, dict[str, Book]()
    for step in ("onsite", "roadshow"):
        for row in seen["end"].step(step).ranking:
            for score in row.scores:
                if score.path not in books:
                    books[score.path] = open_book(Path(folder) / score.path)
                grid = next(one for one in books[score.path].grids if one.name == score.sheet)
                count += 1
                assert grid.value(int(score.cells[0][1:]), 5) == score.value
            kept = sorted(score.value for score in row.scores)[1:-1]
            assert [s.value for s in sorted(row.scores, key=lambda s: s.value) if s.counted] == kept
            assert abs(sum(kept) / 3 - row.score) <= Decimal("0.005")
    assert count == 5 * 47


def test_a_tie_is_shown_and_waits_for_a_person(played: tuple[str, dict[str, SelectionStanding]]) -> None:
    tied = played[1]["tied"].step("final")
    assert tied.state is StepState.TIED
    assert [(tie.rank, tie.score, tie.free) for tie in tied.ties] == [(10, Decimal("82.07"), 1)]
    assert [(row.rank, row.tied, row.applicant.number) for row in tied.ranking[9:11]] == [
        (10, True, 13),
        (10, True, 32),
    ]
    decided = played[1]["decided"].step("final")
    assert [(row.rank, row.tied, row.applicant.number) for row in decided.ranking[9:11]] == [
        (10, False, 32),
        (11, False, 13),
    ]
    assert decided.ranking[9].decided is not None
    assert decided.ranking[9].decided.by == "专家组组长"


def test_ten_win(played: tuple[str, dict[str, SelectionStanding]]) -> None:
    end = played[1]["end"]
    assert len(end.winners) == 10
    assert end.winners[9].number == 32
    for step in end.steps:
        assert len(step.entered) == len(step.on) + len(step.left), step.step.name


def test_the_record_alone_says_it_all_again(played: tuple[str, dict[str, SelectionStanding]]) -> None:
    folder, seen = played
    assert render("select show", "json", select.show(folder), None) == render("select show", "json", seen["end"], None)


def test_a_second_run_writes_the_same_bytes(played: tuple[str, dict[str, SelectionStanding]]) -> None:
    folder, _ = played

    def hashes() -> dict[str, str]:
        files = [path for path in Path(folder).rglob("*") if path.is_file()]
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    before = hashes()
    assert not any(one.changed for one in select.rank(folder).written)
    settings = {"公示期": "11月20日至26日", "成文日期": "2025年11月19日"}
    assert not any(one.changed for one in select.announce(folder, settings=settings).written)
    decide(folder, DecisionKind.TIE, "32", why="现场核验得分高者在前")
    assert hashes() == before


def test_the_table_and_the_letter_name_the_same_ten(played: tuple[str, dict[str, SelectionStanding]]) -> None:
    folder, seen = played
    names = [one.company for one in seen["end"].winners]
    table = open_book(Path(folder) / "4-综合评议" / "综合评议表.xlsx").grids[0]
    won = [str(table.value(row, 2)) for row in table.rows if str(table.value(row, 9) or "").startswith("拟认定")]
    document = open_document((Path(folder) / "4-综合评议" / "遴选结果公示.docx").read_bytes())
    listed = [row.cells[1].text for row in document.tables[0].rows[1:]]
    assert won == names == listed
    assert "拟认定企业10家：" in [paragraph.text for paragraph in document.paragraphs]


def test_one_enterprise_has_its_whole_way(played: tuple[str, dict[str, SelectionStanding]]) -> None:
    folder, _ = played
    selection = select.show(folder)
    said = render("select show", "text", selection, selection.applicant(selection.winners[9].key)).decode()
    assert "汇总表：../汇总表.xlsx “附表”C35" in said
    assert "陈示例 74.6  2-现场核验/收回/现场核验打分表-陈示例.xlsx “现场核验打分表”E27" in said
    assert "专家组组长决定；理由：现场核验得分高者在前" in said


def test_the_manual_shows_what_is_printed(played: tuple[str, dict[str, SelectionStanding]]) -> None:
    """Each line of the blocks in the manual's section 遴选 stands in what the commands print."""
    folder, seen = played
    end = seen["end"]
    printed = [
        *(render("select show", "text", one, None).decode() for one in seen.values()),
        render("select show", "text", end, end.winners[9]).decode(),
        render("select collect", "text", spoilt(folder)).decode(),
    ]
    known = {line.rstrip() for text in printed for line in text.splitlines()}
    manual = (Path(__file__).parents[2] / "docs" / "使用手册.md").read_text(encoding="utf-8")
    section = manual.partition("\n## 遴选\n")[2].partition("\n## ")[0]
    shown = [line for block in section.split("```text\n")[1:] for line in block.partition("```")[0].splitlines()]
    assert len(shown) > 20
    assert [line for line in shown if line not in known and line not in ("……", "") and line[0] != "$"] == []


def spoilt(folder: str) -> SelectOutcome:
    """What is said of a workbook with one blank and one impossible score. The folder stays as it is."""
    path = next(path for path in issued(folder, "现场核验") if path.stem.endswith(EXPERTS[0]))
    wrong = {3: None, 9: Decimal(856)}
    (Path(folder).parent / "来件" / path.name).write_bytes(
        filled(path, lambda _, number: wrong[number] if number in wrong else Decimal(80))
    )
    outcome = select.collect(folder, [str(Path(folder).parent / "来件" / path.name)], clock=AT)
    return replace(outcome, collected=[replace(one, path=f"来件/{path.name}") for one in outcome.collected])


def test_json_says_every_rank_with_its_scores(played: tuple[str, dict[str, SelectionStanding]]) -> None:
    document: dict[str, Any] = json.loads(render("select show", "json", select.show(played[0]), None))
    onsite = document["steps"][1]["ranking"][0]
    assert onsite["score"] == "96.37"
    assert onsite["scores"][0] | {"cells": []} == {
        "expert": "陈示例",
        "score": "96.4",
        "counted": True,
        "path": "2-现场核验/收回/现场核验打分表-陈示例.xlsx",
        "sheet": "现场核验打分表",
        "cells": [],
    }
    assert len(document["winners"]) == 10
    assert document["open"] == []


# --- a winner who withdraws -------------------------------------------------------------------------------------------


def test_a_winners_place_stays_empty_until_a_person_fills_it_by_rank(
    played: tuple[str, dict[str, SelectionStanding]], tmp_path: Path
) -> None:
    """Nobody moves up by himself; who is next is said; nobody else can be named; the new 公示 names the ten of now."""
    shutil.copytree(Path(played[0]).parent, tmp_path / "件")
    folder = str(tmp_path / "件" / "遴选")
    before = [one.company for one in played[1]["end"].winners]
    left = decide(folder, DecisionKind.WITHDRAWAL, before[3], by="企业来函", why="厂区搬迁")
    final = left.step("final")
    assert [one.company for one in left.winners] == [*before[:3], *before[4:]]
    assert (final.vacancies, [one.number for one in final.next]) == (1, [13])
    assert [(row.rank, row.applicant.company) for row in final.ranking[:4]] == list(enumerate(before[:4], start=1))
    assert "空缺1个名额，按名次下一名是：" in render("select show", "text", left, None).decode()
    twelfth = final.ranking[11].applicant.company
    with pytest.raises(UsageError, match="按名次递补的下一名是"):
        decide(folder, DecisionKind.PROMOTION, twelfth, by="局长办公会", why="递补")
    ten = decide(folder, DecisionKind.PROMOTION, "13", by="局长办公会", why="按名次递补")
    assert [one.company for one in ten.winners] == [*before[:3], *before[4:], final.next[0].company]
    with pytest.raises(UsageError, match="没有空缺"):
        decide(folder, DecisionKind.PROMOTION, twelfth, by="局长办公会", why="递补")
    outcome = select.announce(folder, settings={"公示期": "11月27日至12月3日", "成文日期": "2025年11月26日"})
    document = open_document((Path(folder) / "4-综合评议" / "遴选结果公示.docx").read_bytes())
    assert [row.cells[1].text for row in document.tables[0].rows[1:]] == [one.company for one in ten.winners]
    said = render("select announce", "text", outcome).decode()
    assert "有人改过" not in said, "nobody touched the letter of before, which is kept"
    assert "（原来的留作 遴选结果公示.docx.bak-" in said


def test_a_place_that_a_person_leaves_empty_is_asked_about_no_more(
    played: tuple[str, dict[str, SelectionStanding]], tmp_path: Path
) -> None:
    """Nine are awarded because somebody said so, and the table says who; the next who leaves is asked about again."""
    shutil.copytree(Path(played[0]).parent, tmp_path / "件")
    folder = str(tmp_path / "件" / "遴选")
    with pytest.raises(UsageError, match="没有等待递补的名额"):
        decide(folder, DecisionKind.VACANCY, by="局长办公会", why="宁缺毋滥")
    first, second = (one.company for one in played[1]["end"].winners[3:5])
    decide(folder, DecisionKind.WITHDRAWAL, first, by="企业来函", why="厂区搬迁")
    with pytest.raises(UsageError, match="不写企业"):
        decide(folder, DecisionKind.VACANCY, "13", by="局长办公会", why="宁缺毋滥")
    nine = decide(folder, DecisionKind.VACANCY, by="局长办公会", why="宁缺毋滥")
    assert (len(nine.winners), nine.step("final").vacancies, nine.step("final").fillable) == (9, 1, 0)
    said = render("select show", "text", nine, None).decode()
    assert "是否递补由人决定" not in said
    with pytest.raises(UsageError, match="没有空缺"):
        decide(folder, DecisionKind.PROMOTION, "13", by="局长办公会", why="递补")
    select.announce(folder, settings={"公示期": "11月27日至12月3日", "成文日期": "2025年11月26日"})
    table = next((Path(folder) / "4-综合评议").glob("*综合评议*.xlsx"))
    sheets = openpyxl.load_workbook(table).worksheets
    cells = [str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row]
    assert any("1个名额因退出或评定意见空缺，没有递补。由局长办公会决定不递补：宁缺毋滥。" in cell for cell in cells)
    assert any(f"空缺：不递补，因{first}退出或未获同意；局长办公会决定；理由：宁缺毋滥" in cell for cell in cells)
    again = decide(folder, DecisionKind.WITHDRAWAL, second, by="企业来函", why="停产")
    assert "空缺1个名额，按名次下一名是：" in render("select show", "text", again, None).decode()
    ten = decide(folder, DecisionKind.PROMOTION, "13", by="局长办公会", why="按名次递补")
    assert (len(ten.winners), ten.step("final").vacancies, ten.step("final").fillable) == (9, 1, 0)


# --- near misses of the start -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "merged", "out"), [(30, True, 3), (31, False, 1)])
def test_up_to_thirty_the_review_is_held_with_the_next_step(tmp_path: Path, count: int, merged: bool, out: int) -> None:
    folder = begin(tmp_path, count, EXPERTS[:2])
    assert select.show(folder).steps[0].merged is merged
    assert len(issued(folder, "符合性审查") + issued(folder, "现场核验")) == out


def test_one_applicant_goes_all_the_way(tmp_path: Path) -> None:
    folder = begin(tmp_path, 1, EXPERTS[:1])
    collect(folder, back(folder, "符合性审查", lambda *_: "符合") + back(folder, "现场核验", lambda *_: Decimal(80)))
    select.rank(folder)
    collect(folder, back(folder, "路演答辩", lambda *_: Decimal(90)))
    select.rank(folder)
    end = collect(folder, back(folder, "综合评议", lambda *_: "同意")).selection
    assert [one.number for one in end.winners] == [1]
    assert end.steps[-1].ranking[0].score == Decimal("85.00")


def test_all_tied_waits_for_a_person(tmp_path: Path) -> None:
    folder = begin(tmp_path, 22, EXPERTS[:1])
    paths = back(folder, "符合性审查", lambda *_: "符合") + back(folder, "现场核验", lambda *_: Decimal(80))
    onsite = collect(folder, paths).selection.step("onsite")
    assert onsite.state is StepState.TIED
    assert {row.rank for row in onsite.ranking} == {1}
    assert [(tie.free, len(tie.applicants)) for tie in onsite.ties] == [(20, 22)]
    left = decide(folder, DecisionKind.TIE, *map(str, range(3, 23))).step("onsite").left
    assert [one.applicant.number for one in left] == [1, 2]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({2: {"opinion": ""}}, "C5 “武汉示例丑"),
        ({2: {"enterprise": ""}}, "C5 没有企业名称"),
    ],
)
def test_what_the_rollup_leaves_open_is_settled_first(tmp_path: Path, change: dict[int, Any], said: str) -> None:
    with pytest.raises(UsageError) as fault:
        begin(tmp_path, 3, change=change)
    assert said[:2] in fault.value.message
    assert not (tmp_path / "遴选" / "遴选记录.jsonl").exists()


def test_an_expert_is_named_once(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="同名的请加单位区别"):
        begin(tmp_path, 3, ("张示例", "李示例", "张示例"))


def test_nothing_is_announced_while_something_is_open(tmp_path: Path) -> None:
    with pytest.raises(LetterError, match="符合性审查：还缺1份表"):
        select.announce(begin(tmp_path, 3))
