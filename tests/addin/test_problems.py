"""The list of problems as a place to work: ticks carried out and taken back, words read, headings bound."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("xlwings", reason="xlwings is not installed")

from tests.addin.kinds import SHEET, plain
from tests.addin.paper import PaperBook, PaperHost
from xltools.addin import changes, hosts, results
from xltools.addin.buttons import VERBS, verdict
from xltools.addin.desk import Cancelled, Desk, Question, Reply
from xltools.addin.listing import REPAIRABLE, ProblemLine
from xltools.errors import UsageError
from xltools.repairs.suggesting import Repair, RepairKind


@pytest.fixture(autouse=True)
def paper(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> PaperHost:
    host = PaperHost()
    monkeypatch.setitem(hosts._HOSTS, "paper", host)
    monkeypatch.setenv("XLTOOLS_WORK", str(tmp_path / "work"))
    monkeypatch.setattr(results, "_now", lambda: dt.datetime(2025, 6, 1))
    return host


@pytest.fixture
def book(folder: Path) -> PaperBook:
    """Days and an amount as text, a full-width model, and the mistakes of every such sheet."""
    made = plain()
    made[SHEET]["L8"], made[SHEET]["D9"] = "113", "Ｍ－７"
    path = folder / "附件6.xlsx"
    made.save(path)
    return PaperBook(path)


def run(verb: str, book: Any, **answers: str) -> Reply:
    return VERBS[verb](book, Desk(answers))


def lines(book: Any) -> list[ProblemLine]:
    return results.read_lines(book)


def tick(book: Any, cell: str, text: str = "是") -> ProblemLine:
    line = next(line for line in lines(book) if line.first_cell == cell and line.offer)
    results.write_word(book, line, accepted=text)
    return line


def test_errors_come_first_and_every_repair_stands_in_one_line(book: PaperBook) -> None:
    run("validate", book)
    levels = [line.level for line in lines(book)]
    assert levels == sorted(levels, key=["错误", "提醒", "说明", REPAIRABLE].index)
    offers = {line.first_cell: line.offer for line in lines(book) if line.offer}
    assert offers == {"H3": "文本日期改为日期、文本数字改为数值 等 21 格", "D9": "全角改半角：“Ｍ－７” → “M－7”"}


def test_the_list_tells_only_what_can_be_done_with_its_lines(book: PaperBook) -> None:
    run("validate", book)
    said = str(book.sheets[results.SHEET].range("A2").value)
    assert "跳到原处" in said
    assert "采纳修改" in said
    letter = [ProblemLine(level="提醒", file="函.docx", sheet="", cell="", message="没有填日期", rule="letter.date")]
    results.write_results(book, verdict(book).report, letter, title="函件检查：函.docx")  # type: ignore[arg-type]
    said = str(book.sheets[results.SHEET].range("A2").value)
    assert "请在原文件里改好，再检查一次" in said
    assert "采纳" not in said


def test_what_is_ticked_is_done_recorded_and_taken_back(book: PaperBook) -> None:
    sheet = book.paper[SHEET]
    run("validate", book)
    tick(book, "D9")
    reply = run("accept", book)
    assert "已修改 1 处" in reply.message
    assert (sheet["D9"].value, sheet["L8"].value) == ("M－7", "113")
    assert reply.undo == "undo"
    assert [(one.cell, one.before, one.after) for one in changes.recorded(book)] == [("D9", "Ｍ－７", "M－7")]  # type: ignore[arg-type]
    assert "已改回 1 处" in run("undo", book).message
    assert sheet["D9"].value == "Ｍ－７"
    assert changes.SHEET not in [found.name for found in book.sheets]
    with pytest.raises(UsageError, match="没有可以撤销"):
        run("undo", book)


def test_without_ticks_a_person_is_asked_and_all_of_it_comes_back(book: PaperBook) -> None:
    before = [[cell.value for cell in row] for row in book.paper[SHEET].iter_rows()]
    looks = [[cell.number_format for cell in row] for row in book.paper[SHEET].iter_rows()]
    with pytest.raises(Question) as asked:
        run("accept", book)
    run("accept", book, accept=asked.value.choices[0])
    sheet = book.paper[SHEET]
    assert sheet["L8"].value == 113
    assert sheet["H3"].value == dt.datetime(2024, 1, 5)
    assert sheet["H3"].number_format == "yyyy-mm-dd"
    assert sheet["K6"].value == "2024-02-31"
    run("undo", book)
    run("clear", book)
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == before
    assert [[cell.number_format for cell in row] for row in sheet.iter_rows()] == looks


def test_a_cell_changed_since_is_not_put_back(book: PaperBook) -> None:
    run("validate", book)
    tick(book, "D9")
    run("accept", book)
    book.paper[SHEET]["D9"].value = "我改的"
    assert "1 处您后来又改过" in run("undo", book).message
    assert book.paper[SHEET]["D9"].value == "我改的"


    assert [(one.round, one.before) for one in changes.recorded(book)] == [(0, "Ｍ－７")]  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="改前的内容见"):
        run("undo", book)


def test_a_renamed_sheet_keeps_its_changes_until_it_has_its_name_again(book: PaperBook) -> None:
    run("validate", book)
    tick(book, "D9")
    run("accept", book)
    book.paper[SHEET].title = "改了名"
    with pytest.raises(UsageError, match="工作表改了名"):
        run("undo", book)
    book.paper["改了名"].title = SHEET
    run("undo", book)
    assert book.paper[SHEET]["D9"].value == "Ｍ－７"


@pytest.mark.parametrize(("cell", "text"), [("R4", "王五"), ("B40", "周五前改完"), ("G1", "第一稿")])
def test_a_list_into_which_a_person_wrote_stays_under_another_name(book: PaperBook, cell: str, text: str) -> None:
    run("validate", book)
    before = [line.key for line in lines(book)]
    book.paper[results.SHEET][cell].value = text
    assert f"{results.SPARE}（留存1）" in run("validate", book).message
    assert book.paper[f"{results.SPARE}（留存1）"][cell].value == text
    run("validate", book)
    assert [line.key for line in lines(book)] == before  # it is nobody's form
    run("clear", book)
    assert [sheet.name for sheet in book.sheets] == [SHEET, f"{results.SPARE}（留存1）"]


def test_clearing_keeps_a_list_into_which_a_person_wrote(book: PaperBook) -> None:
    run("validate", book)
    book.paper[results.SHEET]["R3"].value = "责任人"
    assert f"{results.SPARE}（留存1）" in run("clear", book).message
    assert book.paper[f"{results.SPARE}（留存1）"]["R3"].value == "责任人"


def test_words_are_found_below_inserted_rows_and_kept_when_their_rule_is_gone(book: PaperBook) -> None:
    book.paper[SHEET]["F2"].value = "供应商全称"
    run("validate", book)
    line = next(line for line in lines(book) if line.level == "提醒")
    page = book.paper[results.SHEET]
    page.insert_rows(3, 2)
    moved = next(found for found in lines(book) if found.key == line.key)
    results.write_word(book, moved, said="已核对")  # type: ignore[arg-type]
    assert page.cell(moved.at, 10).value == "已核对"
    page.delete_cols(next(cell.column for cell in page[5] if cell.value == "规则"))
    assert f"{results.SPARE}（留存1）" in run("validate", book).message
    assert book.paper[f"{results.SPARE}（留存1）"].cell(moved.at, 10).value == "已核对"


def test_rounds_are_taken_back_one_by_one(book: PaperBook) -> None:
    run("validate", book)
    tick(book, "D9")
    run("accept", book)
    run("accept", book, accept=_all(book))
    run("undo", book)
    assert book.paper[SHEET]["L8"].value == "113"
    assert book.paper[SHEET]["D9"].value == "M－7"


def _all(book: Any) -> str:
    with pytest.raises(Question) as asked:
        run("accept", book)
    return asked.value.choices[0]


def test_cancelled_changes_nothing(book: PaperBook) -> None:
    run("validate", book)
    before = book.parts()
    every = _all(book)
    looks = 0

    def cancelled() -> bool:
        nonlocal looks
        looks += 1
        return looks == 6

    with pytest.raises(Cancelled):
        VERBS["accept"](book, Desk({"accept": every}, cancelled=cancelled))  # type: ignore[arg-type]
    assert book.paper[SHEET]["H3"].value == "2024-01-05"
    after = book.parts()
    assert [name for name in before if name != "xl/styles.xml" and before[name] != after[name]] == []


def test_a_protected_sheet_is_left_and_said(book: PaperBook) -> None:
    book.paper[SHEET].protection.sheet = True
    assert "没有修改：工作表受保护" in run("accept", book, accept=_all(book)).message
    assert book.paper[SHEET]["L8"].value == "113"


def test_words_written_beside_a_reminder_settle_it_and_stay_when_marks_go(book: PaperBook) -> None:
    book.paper[SHEET]["F2"].value = "供应商全称"
    run("validate", book)
    line = next(line for line in lines(book) if line.level == "提醒")
    results.write_word(book, line, said="已与企业核对")  # type: ignore[arg-type]
    run("validate", book)
    again = next(found for found in lines(book) if found.key == line.key)
    assert (again.level, again.explanation) == ("已说明", "已与企业核对")
    # A narrower look and a letter's check take nobody's words away.
    book.selection = book.sheets[0].range("C4")
    run("validate-selection", book)
    assert [found.explanation for found in lines(book) if found.key == line.key] == ["已与企业核对"]
    assert "说明 1 条" in run("clear", book).message
    assert [found.explanation for found in lines(book) if found.key == line.key] == ["已与企业核对"]


def test_a_heading_is_bound_by_its_line_and_remembered(
    book: PaperBook, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    book.paper[SHEET]["F2"].value = "供应商全称"
    run("validate", book)
    line = next(line for line in lines(book) if "供应商" in line.offer)
    results.write_word(book, line, accepted="F")  # type: ignore[arg-type]
    assert "供应商=F" in run("accept", book).message
    assert not [found for found in lines(book) if "供应商" in found.offer]
    run("clear", book)
    run("validate", book)
    assert not [found for found in lines(book) if "供应商" in found.offer]


def test_the_list_comes_to_the_front_at_the_selected_cell(book: PaperBook) -> None:
    with pytest.raises(UsageError, match="校验本表"):
        run("list", book)
    run("validate", book)
    book.selection = book.sheets[SHEET].range("K6")
    assert "采纳" in run("list", book).bar
    shown = next(line.at for line in lines(book) if line.first_cell == "K6")
    assert (book.selection.sheet.name, book.selection.row) == (results.SHEET, shown)


def test_sums_one_below_the_other_keep_their_own_ranges(book: PaperBook) -> None:
    sheet = book.paper[SHEET]
    sheet["L11"], sheet["L12"] = "=SUM(L3:L8)", "=SUM(L3:L7)"
    repairs = [
        Repair(
            path="", sheet=SHEET, cell=f"L{row}", row=row, number=12, column="含税金额", kind=RepairKind.SUM_RANGE,
            before=f"SUM(L3:L{last})", after=f"SUM(L{row - 8}:L9)", value=Decimal(1),
        )
        for row, last in ((11, 8), (12, 7))
    ]  # fmt: skip
    changes.apply(book, repairs, Desk())  # type: ignore[arg-type]
    assert (sheet["L11"].value, sheet["L12"].value) == ("=SUM(L3:L9)", "=SUM(L4:L9)")
    assert changes.take_back(book, Desk()) == (2, 0)  # type: ignore[arg-type]
    assert (sheet["L11"].value, sheet["L12"].value) == ("=SUM(L3:L8)", "=SUM(L3:L7)")


def test_numbers_longer_than_a_cell_holds_stay_text(book: PaperBook) -> None:
    sheet = book.paper[SHEET]
    sheet["L3"].value = "1234567890123456.7"
    repair = Repair(
        path="", sheet=SHEET, cell="L3", row=3, number=12, column="含税金额", kind=RepairKind.TEXT_NUMBER,
        before="1234567890123456.7", after="1234567890123456.7", value=Decimal("1234567890123456.7"),
    )  # fmt: skip
    assert changes.apply(book, [repair], Desk()).left == (repair,)  # type: ignore[arg-type]
    assert sheet["L3"].value == "1234567890123456.7"
