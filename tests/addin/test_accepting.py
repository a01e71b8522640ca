"""采纳修改 in a real program: many cells, formats that alternate, notes and their neighbours, and the way back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("xlwings", reason="xlwings is not installed")

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment

from tests.addin.kinds import SHEET, plain
from tests.addin.marking import resolved, same, saved
from xltools.addin.buttons import VERBS
from xltools.addin.desk import Desk, Question
from xltools.errors import UsageError

pytestmark = pytest.mark.libreoffice


@pytest.fixture
def opened(calc: Any, folder: Path) -> Any:
    """Days as text, every other in a cell formatted as text; a note on one, parts in bold on the cell between two."""
    made = plain()
    sheet = made[SHEET]
    for row in range(3, 10, 2):
        sheet.cell(row, 8).number_format = "@"
    sheet["H4"].comment = Comment("我自己的批注", "张三")
    sheet["L8"], sheet["D9"] = "113", "Ｍ－７"
    sheet["K5"] = CellRichText("见", TextBlock(InlineFont(b=True), "附页"))
    path = folder / "附件6.xlsx"
    made.save(path)
    book = calc.books.open(path)
    yield book
    book.close()


def run(verb: str, book: Any, **answers: str) -> str:
    return VERBS[verb](book, Desk(answers)).message


def test_after_a_button_nothing_can_be_undone_that_would_cost_a_person_s_notes(opened: Any) -> None:
    """LibreOffice empties the notes of cells whose rule is undone; H4 is such a cell."""
    undo = opened.api.getUndoManager()
    for verb in ("validate-column", "validate", "clear"):
        opened.sheets[SHEET]["D5"].value = verb
        assert undo.isUndoPossible()
        run(verb, opened)
        assert not undo.isUndoPossible()
        assert not undo.isLocked()
    assert opened.sheets[SHEET]["H4"].note.text == "我自己的批注"


def test_several_selected_blocks_are_checked_together(opened: Any) -> None:
    from xltools.addin import hosts, walking

    sheet = opened.api.Sheets.getByName(SHEET)
    chosen = opened.api.createInstance("com.sun.star.sheet.SheetCellRanges")
    chosen.addRangeAddresses(
        tuple(sheet.getCellRangeByName(block).getRangeAddress() for block in ("C4:C4", "M1:M20")), False
    )
    opened.api.getCurrentController().select(chosen)
    assert hosts.host_of(opened).selected(opened) == ["C4", "M1:M20"]
    run("validate-selection", opened)
    assert [(problem.row, problem.column) for problem in walking.problems(opened)] == [(4, 3), (7, 13)]


def test_all_that_was_accepted_comes_back_cell_for_cell(opened: Any, tmp_path: Path) -> None:
    before = saved(opened, tmp_path, "before")
    run("validate", opened)
    with pytest.raises(Question) as asked:
        run("accept", opened)
    run("accept", opened, accept=asked.value.choices[0])
    sheet = opened.sheets[SHEET]
    assert [sheet.range((row, 8)).number_format for row in range(3, 10)] == ["YYYY-MM-DD"] * 7
    assert (sheet["L8"].value, sheet["D9"].value) == (113, "M－7")
    assert sheet["H4"].note.text == "我自己的批注"
    run("undo", opened)
    assert [sheet.range((row, 8)).number_format for row in range(3, 10)] == ["@", "General"] * 3 + ["@"]
    run("clear", opened)
    same(resolved(before), resolved(saved(opened, tmp_path, "after")))


def test_a_book_open_for_reading_only_is_left_alone(calc: Any, folder: Path) -> None:
    made = plain()
    path = folder / "附件6.xlsx"
    made.save(path)
    book = calc.books.open(path, read_only=True)
    try:
        reply = VERBS["validate"](book, Desk())
        assert "只读" in reply.message
        assert reply.opens[0].is_file()
        assert [sheet.name for sheet in book.sheets] == [SHEET]
        for verb in ("accept", "settings"):
            with pytest.raises(UsageError):
                run(verb, book)
    finally:
        book.close()
