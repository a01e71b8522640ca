"""Validate, then clear, on every kind of workbook people have: what comes back is what was there, part by part."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace

import pytest

pytest.importorskip("xlwings", reason="xlwings is not installed")

from addin.marking import run, same
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from tests.addin.kinds import HEAD, KINDS, LAST, SHEET, write
from tests.addin.paper import PaperBook, PaperHost
from xltools.addin import files, hosts, journal, plan, results, walking
from xltools.addin.buttons import VERBS, verdict
from xltools.addin.choices import BookChoice, choice_of
from xltools.addin.desk import Cancelled, Desk
from xltools.addin.plan import At
from xltools.errors import UsageError
from xltools.forms.recognise import RESULT_COLUMN


@pytest.fixture(autouse=True)
def paper(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> PaperHost:
    host = PaperHost()
    monkeypatch.setitem(hosts._HOSTS, "paper", host)
    monkeypatch.setenv("XLTOOLS_WORK", str(tmp_path / "work"))
    monkeypatch.setattr(results, "_now", lambda: dt.datetime(2025, 6, 1))
    return host


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["validate", "validate-column"])
@pytest.mark.parametrize("kind", ["plain", *KINDS])
def test_validate_then_clear_gives_the_book_back(kind: str, verb: str, folder: Path) -> None:
    book = PaperBook(write(kind, folder))
    before = book.parts()
    said = run(verb, book)
    assert "错误" in said
    if kind != "locked_sheet":
        assert book.parts() != before
    run("clear", book)
    same(before, book.parts())


def test_a_second_run_says_the_same_and_leaves_nothing_behind(folder: Path) -> None:
    book = PaperBook(write("own_notes", folder))
    before = book.parts()
    first = run("validate-column", book)
    marked = book.parts()
    assert run("validate-column", book) == first
    same(marked, book.parts())
    run("clear", book)
    same(before, book.parts())


def marked(folder: Path, kind: str = "plain", verb: str = "validate-column") -> tuple[PaperBook, dict[str, str]]:
    book = PaperBook(write(kind, folder))
    before = book.parts()
    run(verb, book)
    return book, before


def test_a_renamed_sheet_is_cleared(folder: Path) -> None:
    book, before = marked(folder)
    book.paper[SHEET].title = "投资明细"
    run("clear", book)
    book.paper["投资明细"].title = SHEET
    same(before, book.parts())


def test_a_copied_sheet_is_cleared_too(folder: Path) -> None:
    book, _ = marked(folder)
    again = book.paper.copy_worksheet(book.paper[SHEET])
    for block in list(book.paper[SHEET].conditional_formatting):  # openpyxl copies no rules, Excel does
        for rule in block.rules:
            again.conditional_formatting.add(str(block.sqref), rule)
    run("clear", book)
    for sheet in book.sheets:
        assert not hosts.host_of(book).coloured(sheet)  # type: ignore[arg-type]
        assert not hosts.host_of(book).remarks(sheet)  # type: ignore[arg-type]
        assert hosts.host_of(book).find(sheet, RESULT_COLUMN) is None  # type: ignore[arg-type]


def test_a_sheet_protected_after_the_check_is_cleared_when_it_is_free_again(folder: Path) -> None:
    book, before = marked(folder)
    book.paper[SHEET].protection.sheet = True
    assert f"工作表“{SHEET}”受保护" in run("clear", book)
    book.paper[SHEET].protection.sheet = False
    run("clear", book)
    same(before, book.parts())


def test_a_structure_locked_after_the_check_is_said_and_cleared_later(folder: Path) -> None:
    from openpyxl.workbook.protection import WorkbookProtection

    book, before = marked(folder)
    book.paper.security = WorkbookProtection(lockStructure=True)
    assert "工作簿结构受保护" in run("clear", book)
    book.paper.security = None
    run("clear", book)
    after = book.parts()
    after["xl/workbook.xml"] = after["xl/workbook.xml"].replace("<workbookProtection/>", "")
    before["xl/workbook.xml"] = before["xl/workbook.xml"].replace("<workbookProtection/>", "")
    same(before, after)


def test_what_a_person_did_after_the_check_stays(folder: Path) -> None:
    """Coloured a marked cell, wrote on in our note, wrote a note of his own, wrote into the result column."""
    book, _ = marked(folder)
    sheet = book.paper[SHEET]
    sheet["C4"].fill = PatternFill("solid", fgColor="FFC9C4")
    sheet["C4"].comment = Comment(sheet["C4"].comment.text + "\n已请企业补正。李四", "")
    sheet["D8"].comment = Comment("请核对型号", "李四")
    column = plan.place(next(c.coordinate for c in sheet[HEAD] if c.value == RESULT_COLUMN))
    assert column is not None
    sheet.cell(8, column.column).value = "我看过了"
    assert "1 格是您自己写的" in run("clear", book)
    assert sheet["C4"].fill.fgColor.rgb == "00FFC9C4"
    assert sheet["C4"].comment.text == "已请企业补正。李四"
    assert sheet["D8"].comment.text == "请核对型号"
    assert [cell.value for (cell,) in sheet.iter_rows(min_col=column.column, max_col=column.column, max_row=LAST)] == [
        None, None, None, None, None, None, None, "我看过了", None,
    ]  # fmt: skip


def test_what_a_person_wrote_into_the_result_column_outlives_the_next_check(folder: Path) -> None:
    book, _ = marked(folder)
    book.paper[SHEET]["R4"].value, book.paper[SHEET]["R8"].value = "已电话核对", "我看过了"
    run("validate-column", book)
    sheet = book.paper[SHEET]
    assert [sheet[cell].value for cell in ("R2", "R4", "R8", "S2")] == [None, "已电话核对", "我看过了", RESULT_COLUMN]
    run("clear", book)
    assert [sheet[cell].value for cell in ("R4", "R8", "S2", "S4")] == ["已电话核对", "我看过了", None, None]


def test_a_note_that_a_person_rewrote_is_his(folder: Path) -> None:
    book, _ = marked(folder)
    mine = book.paper[SHEET]["C4"].comment.text.replace(plan.NOTE_TAIL, "改成我的话")
    book.paper[SHEET]["C4"].comment = Comment(mine, "")
    run("clear", book)
    assert book.paper[SHEET]["C4"].comment.text == mine


def test_a_filter_with_conditions_of_the_users_own_stays_as_it_is_now(folder: Path) -> None:
    book, _ = marked(folder, "own_filter")
    sheet = book.paper[SHEET]
    assert sheet.auto_filter.ref == f"A{HEAD}:R{LAST}"
    sheet.auto_filter.add_filter_column(1, ["生产性设备购置"])
    sheet.auto_filter.add_filter_column(17, ["〔错误〕"])
    run("clear", book)
    assert [column.colId for column in sheet.auto_filter.filterColumn] == [1]


@pytest.mark.slow
@pytest.mark.parametrize("steps", [1, 2, 3])
@pytest.mark.parametrize("kind", ["plain", "own_notes", "merged"])
def test_cancelling_leaves_what_was_there_old_marks_included(steps: int, kind: str, folder: Path) -> None:
    """The third look at the button comes after the first colours."""
    book, _ = marked(folder, kind)
    book.paper[SHEET]["C6"] = None
    before = book.parts()
    left = [False] * steps
    desk = Desk(cancelled=lambda: not left or left.pop())
    with pytest.raises(Cancelled):
        VERBS["validate"](book, desk)  # type: ignore[arg-type]
    same(before, book.parts())


def test_marks_do_not_change_the_verdict(folder: Path) -> None:
    book = PaperBook(write("plain", folder))
    before = [(f.rule, f.cells) for f in verdict(book).report.files[0].findings]  # type: ignore[arg-type]
    run("validate-column", book)
    assert [(f.rule, f.cells) for f in verdict(book).report.files[0].findings] == before  # type: ignore[arg-type]


def test_a_merged_block_is_said_once_at_the_cell_that_is_seen(folder: Path) -> None:
    book, _ = marked(folder, "merged")
    notes = {note.at: note.text for note in PaperHost().remarks(book.sheets[0])}
    assert At(4, 3) in notes
    assert At(5, 3) not in notes
    assert notes[At(4, 3)].count(plan.NOTE_HEAD) == 1


def test_a_book_that_may_not_be_marked_gets_a_workbook_beside_it(paper: PaperHost, folder: Path) -> None:
    paper.shared = "这是共享工作簿"
    book = PaperBook(write("plain", folder))
    before = book.parts()
    reply = VERBS["validate"](book, Desk())  # type: ignore[arg-type]
    same(before, book.parts())
    assert reply.opens[0].is_file()
    assert "没有改动它" in reply.message
    assert str(reply.opens[0]) in reply.message


def test_a_locked_structure_gets_marks_and_a_workbook_beside_it(folder: Path) -> None:
    book = PaperBook(write("locked_structure", folder))
    reply = VERBS["validate"](book, Desk())  # type: ignore[arg-type]
    assert reply.opens[0].is_file()
    assert PaperHost().coloured(book.sheets[0])


def test_a_user_s_own_result_sheet_stays_and_next_still_walks(folder: Path) -> None:
    book = PaperBook(write("own_result_sheet", folder))
    assert results.SPARE in run("validate", book)
    assert book.paper["校验结果"]["A1"].value == "我自己的校验结果"
    assert walking.problems(book)  # type: ignore[arg-type]


def test_hidden_rows_get_no_filter_that_could_show_them(folder: Path) -> None:
    book, _ = marked(folder, "hidden_rows")
    assert not book.paper[SHEET].auto_filter.ref


def test_beside_a_list_object_one_column_is_left_free(folder: Path) -> None:
    book, _ = marked(folder, "table_object")
    assert book.paper[SHEET]["S2"].value == RESULT_COLUMN
    assert not book.paper[SHEET].auto_filter.ref


def test_a_sheet_that_says_something_in_its_last_column_gets_no_result_column(folder: Path) -> None:
    path = write("plain", folder)
    book = PaperBook(path)
    book.paper[SHEET]["XFD1"] = "到头了"
    assert "没有加结果列" in run("validate-column", book)


# what a person chooses


def test_a_selection_shows_and_marks_only_what_lies_in_it(folder: Path) -> None:
    book = PaperBook(write("plain", folder))
    sheet = book.sheets[0]
    book.selection = SimpleNamespace(sheet=sheet, address="$C$4:$C$4,$K:$K")
    run("validate-selection", book)
    cells = {(problem.row, problem.column) for problem in walking.problems(book)}  # type: ignore[arg-type]
    assert cells == {(4, 3), (6, 11), (3, 11)}
    book.selection = None
    with pytest.raises(UsageError, match="选中"):
        run("validate-selection", book)


def test_a_chosen_notice_is_kept_for_the_workbook_and_can_be_forgotten(folder: Path) -> None:
    book = PaperBook(write("plain", folder))
    before = book.parts()
    choices = files.notice_choices()
    text = next(text for text, notice in choices.items() if notice == "hubei-2022")
    VERBS["notice"](book, Desk({"choice": text, "attachment": "自动识别"}))  # type: ignore[arg-type]
    assert choice_of(str(book.path)).notice == "hubei-2022"
    checked = verdict(book)  # type: ignore[arg-type]
    assert [notice.id for notice in checked.inputs.notices] == ["hubei-2022"]
    VERBS["notice"](book, Desk({"choice": "自动识别"}))  # type: ignore[arg-type]
    assert choice_of(str(book.path)).notice == ""
    same(before, book.parts())


def test_a_broken_list_of_choices_is_an_empty_one(tmp_path: Path) -> None:
    (journal.work_folder() / "choices.json").write_text("[1", encoding="utf-8")
    assert choice_of("甲.xlsx") == BookChoice()
