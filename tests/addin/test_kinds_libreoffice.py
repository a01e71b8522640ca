"""Marking and clearing the kinds of books in LibreOffice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("xlwings", reason="xlwings is not installed")

from addin.marking import resolved, run, same, saved

from tests.addin.kinds import KINDS, LAST, SHEET, write
from xltools.addin import hosts, results
from xltools.addin.buttons import VERBS
from xltools.addin.desk import Cancelled, Desk
from xltools.forms.recognise import RESULT_COLUMN


@pytest.fixture(autouse=True)
def dated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XLTOOLS_WORK", str(tmp_path / "work"))
    monkeypatch.setattr(results, "_now", lambda: dt.datetime(2025, 6, 1))


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
