"""Validate, then clear, on every kind of workbook people have: what comes back is what was there, part by part."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("xlwings", reason="xlwings is not installed")

from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from tests.addin.kinds import HEAD, KINDS, LAST, SHEET, write
from tests.addin.paper import PaperBook, PaperHost
from tests.compare import same_text
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


def run(verb: str, book: Any) -> str:
    return VERBS[verb](book, Desk()).message


def same(before: dict[str, str], after: dict[str, str]) -> None:
    assert after.keys() == before.keys()
    for name, text in before.items():
        same_text(name, text.replace("><", ">\n<"), after[name].replace("><", ">\n<"))


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


# the same in a real program


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", ["plain", *KINDS])
def test_libreoffice_gives_the_book_back(kind: str, calc: Any, folder: Path, tmp_path: Path) -> None:
    from tests.addin.test_buttons import resaved

    path = write(kind, folder)
    resaved(calc, path)
    book = calc.books.open(path)
    try:
        before = saved(book, tmp_path, "before")
        assert "错误" in run("validate-column", book)
        run("clear", book)
        after = saved(book, tmp_path, "after")
    finally:
        book.close()
    same(resolved(before), resolved(after))


def saved(book: Any, folder: Path, name: str) -> dict[str, str]:
    target = folder / f"{name}.xlsx"
    book.impl.save_copy(str(target))
    with zipfile.ZipFile(target) as package:
        names = [name for name in package.namelist() if not name.startswith("docProps/")]
        return {name: package.read(name).decode("utf-8", "replace") for name in names}


def resolved(parts: dict[str, str]) -> dict[str, str]:
    """Every cell with its look instead of the look's number: LibreOffice numbers looks anew at every save.

    It also gives data bars a new identity, and says applyFont of a look by whichever of its cells it meets first.
    """
    styles = parts.pop("xl/styles.xml")
    looks = [re.sub(' applyFont="[a-z]+"', "", xf) for xf in re.findall("<xf .*?</xf>", group(styles, "cellXfs"), re.S)]
    rules = re.findall("<dxf>.*?</dxf>", group(styles, "dxfs"), re.S)
    made = {}
    for name, text in parts.items():
        text = re.sub(r"\{[0-9A-F-]{36}\}", "{}", text)
        text = re.sub(r' s="([0-9]+)"', lambda found: f' s="{looks[int(found[1])]}"', text)
        made[name] = re.sub(r' dxfId="([0-9]+)"', lambda found: f' dxfId="{rules[int(found[1])]}"', text)
    return made | {name: group(styles, name) for name in ("fonts", "fills", "borders", "cellStyles")}


def group(styles: str, name: str) -> str:
    found = re.search(rf"<{name}[ >].*?</{name}>", styles, re.S)
    return found[0] if found else ""


@pytest.fixture
def calc_book(calc: Any, folder: Path) -> Iterator[Any]:
    book = calc.books.open(write("plain", folder))
    run("validate-column", book)
    yield book
    book.close()


def nothing_of_ours(book: Any) -> None:
    for sheet in book.sheets:
        assert not hosts.host_of(book).coloured(sheet)
        assert not hosts.host_of(book).remarks(sheet)
        assert hosts.host_of(book).find(sheet, RESULT_COLUMN) is None


@pytest.mark.libreoffice
def test_libreoffice_clears_renamed_copied_sorted_and_moved_sheets(calc_book: Any) -> None:
    document = calc_book.api
    sheet = document.Sheets.getByName(SHEET)
    document.Sheets.copyByName(SHEET, "副本", 1)
    sheet.Rows.insertByIndex(3, 2)
    sheet.Rows.removeByIndex(7, 1)
    sheet.Columns.insertByIndex(1, 1)
    sheet.setName("改了名")
    values = [calc_book.sheets["改了名"].range((row, 4)).value for row in range(3, 12)]
    run("clear", calc_book)
    nothing_of_ours(calc_book)
    assert [calc_book.sheets["改了名"].range((row, 4)).value for row in range(3, 12)] == values


@pytest.mark.libreoffice
def test_libreoffice_clears_after_a_save_and_a_sheet_that_was_protected(
    calc: Any, calc_book: Any, folder: Path
) -> None:
    path = folder / "存过.xlsx"
    calc_book.save(path)
    again = calc_book
    calc_book.api.Sheets.getByName(SHEET).protect("")
    assert "受保护" in run("clear", again)
    calc_book.api.Sheets.getByName(SHEET).unprotect("")
    run("clear", again)
    nothing_of_ours(again)


@pytest.mark.libreoffice
@pytest.mark.parametrize("steps", [1, 2, 3])
def test_libreoffice_cancelled_leaves_the_old_marks(steps: int, calc_book: Any, tmp_path: Path) -> None:
    calc_book.sheets[SHEET].range("C6").value = None
    before = saved(calc_book, tmp_path, "before")
    left = [False] * steps
    with pytest.raises(Cancelled):
        VERBS["validate"](calc_book, Desk(cancelled=lambda: not left or left.pop()))
    same(resolved(before), resolved(saved(calc_book, tmp_path, "after")))


@pytest.mark.libreoffice
@pytest.mark.parametrize("own", [False, True])
def test_libreoffice_does_not_show_rows_that_a_person_hid(calc_book: Any, own: bool) -> None:
    """Our column filtered, then a row hidden by hand; with a condition of the user's own the filter stays."""
    sheet = calc_book.sheets[SHEET]
    block = hosts.host_of(calc_book).filtered(sheet)
    sheet.range("A3").impl.row_hidden = True
    block.autofilter.impl.apply_comparison(block.shape[1], "not_equal_to", None, None)
    sheet.range("A4").impl.row_hidden = True
    if own:
        block.autofilter.impl.apply_comparison(2, "not_equal_to", None, None)
    assert sheet.range("A9").impl.row_hidden
    run("clear", calc_book)
    assert [sheet.range((row, 1)).impl.row_hidden for row in range(3, 10)] == [True, True] + [False] * 5


@pytest.mark.libreoffice
def test_libreoffice_clears_a_sheet_that_was_sorted_by_a_person(calc_book: Any) -> None:
    from xltools.addin.libreoffice import runtime

    sheet = calc_book.sheets[SHEET]
    block = calc_book.api.Sheets.getByName(SHEET).getCellRangeByName(f"A3:R{LAST}")
    field = runtime.struct("table.TableSortField", Field=0, IsAscending=False)
    block.sort(runtime.arguments(SortFields=runtime.uno().Any("[]com.sun.star.table.TableSortField", (field,))))
    assert sheet.range("A3").value == 7
    assert str(sheet.range("R7").value).startswith("〔")
    run("clear", calc_book)
    nothing_of_ours(calc_book)
    assert [sheet.range((row, 18)).value for row in range(2, 10)] == [None] * 8


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
