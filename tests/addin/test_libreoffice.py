"""The xlwings engine over LibreOffice: what the buttons rely on, against the real program."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
import xlwings
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from xltools.addin.libreoffice import conditions
from xltools.formats.grid import Area

pytestmark = pytest.mark.libreoffice


def test_a_block_of_values_comes_back_as_it_was_written(book: xlwings.Book) -> None:
    sheet = book.sheets[0]
    rows = [["设备", 12.5, True], [None, dt.datetime(2024, 3, 5), dt.datetime(2024, 3, 5, 8, 30)]]
    sheet.range("B2").value = rows
    assert sheet.range("B2:D3").value == rows
    assert sheet.used_range.address == "$B$2:$D$3"


def test_codes_stay_text_and_an_apostrophe_forces_text(book: xlwings.Book) -> None:
    sheet = book.sheets[0]
    sheet.range("A1").value = ["00123", "'=1+1", "2024-01-02"]
    assert sheet.range("A1:C1").value == ["00123", "=1+1", "2024-01-02"]
    assert sheet.range("B1").formula == "=1+1"
    assert sheet.range("B1").api.getCellByPosition(0, 0).Type.value == "TEXT"


@pytest.mark.parametrize(
    "formula",
    [
        "=SUM(A1:A3,1)",
        '=SUMIFS($B$2:$B$9,$C$2:$C$9,"计入")',
        "='附件 6'!A1+1",
        '=HYPERLINK("#\'附件 6\'!C7","C7")',
        '=IFERROR(A1/B1,"")',
    ],
)
def test_formulas_are_spelled_as_in_excel(book: xlwings.Book, formula: str) -> None:
    book.sheets.add("附件 6", after=book.sheets[-1])
    cell = book.sheets[0].range("D5")
    cell.formula = formula
    assert cell.formula == formula


def test_formulas_recalculate(book: xlwings.Book) -> None:
    sheet = book.sheets[0]
    sheet.range("A1").value = [[1], [2], [3]]
    sheet.range("A4").value = "=SUM(A1:A3)"
    assert sheet.range("A4").value == 6
    sheet.range("A1").value = 10
    assert sheet.range("A4").value == 15


def test_one_formula_fills_a_block_and_moves(book: xlwings.Book) -> None:
    sheet = book.sheets[0]
    sheet.range("A1").value = [[1], [2], [3]]
    sheet.range("B1:B3").formula = "=A1*2"
    assert sheet.range("B1:B3").value == [2, 4, 6]
    assert sheet.range("B3").formula == "=A3*2"


def test_an_error_cell_is_no_value_or_its_text(book: xlwings.Book) -> None:
    cell = book.sheets[0].range("A1")
    cell.formula = "=1/0"
    assert cell.value is None
    assert cell.options(err_to_str=True).value == "#DIV/0!"


def test_a_book_of_the_1904_calendar_gives_true_dates(calc: xlwings.App, folder: Path) -> None:
    source = openpyxl.Workbook()
    source.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    assert source.active is not None
    source.active["A1"] = dt.datetime(2024, 3, 5)
    source.save(folder / "1904.xlsx")
    book = calc.books.open(folder / "1904.xlsx")
    assert book.sheets[0].range("A1").value == dt.datetime(2024, 3, 5)
    book.close()


def test_colour_number_format_and_font(book: xlwings.Book) -> None:
    block = book.sheets[0].range("A1:B2")
    assert block.color is None
    block.color = "#FFC7CE"
    assert block.color == (255, 199, 206)
    block.color = None
    assert block.color is None
    block.number_format = "#,##0.00"
    assert book.sheets[0].range("B2").number_format == "#,##0.00"
    block.font.bold = True
    block.font.size = 14
    assert (block.font.bold, block.font.size) == (True, 14)


def test_notes_are_added_found_changed_and_removed(book: xlwings.Book) -> None:
    sheet = book.sheets[0]
    assert sheet.range("C7").note is None
    sheet.range("C7").add_note("金额不是数字\n请改为 12.5")
    sheet.range("A1").add_note("另一条")
    assert sorted(note.location.address for note in sheet.notes) == ["$A$1", "$C$7"]
    note = sheet.range("C7").note
    assert note is not None
    note.text = "改过"
    assert sheet.notes["C7"].text == "改过"
    sheet.range("C7").note.delete()
    assert [note.text for note in sheet.notes] == ["另一条"]


def test_merged_cells(book: xlwings.Book) -> None:
    sheet = book.sheets[0]
    sheet.range("B2:D3").merge()
    assert sheet.range("C3").merge_cells is False or sheet.range("C3").merge_area.address == "$B$2:$D$3"
    assert sheet.range("B2").merge_area.address == "$B$2:$D$3"


def test_names_of_book_and_sheet(book: xlwings.Book) -> None:
    sheet = book.sheets.add("附件 6", after=book.sheets[0])
    book.names.add("投资额", "='附件 6'!$C$5:$C$9")
    assert book.names["投资额"].refers_to == "='附件 6'!$C$5:$C$9"
    sheet.range("A1").name = "抬头"
    assert book.names["抬头"].refers_to.endswith("!$A$1")
    book.names["投资额"].delete()
    assert [name.name for name in book.names] == ["抬头"]


def test_sheets_are_added_renamed_hidden_moved_and_deleted(book: xlwings.Book) -> None:
    first = book.sheets[0]
    added = book.sheets.add("校验结果", after=first)
    assert [sheet.name for sheet in book.sheets] == [first.name, "校验结果"]
    added.visible = False
    assert added.visible is False
    added.visible = True
    added.name = "结果"
    assert "结果" in [sheet.name for sheet in book.sheets]
    book.sheets["结果"].delete()
    assert len(book.sheets) == 1


def looks_of_ours(book: xlwings.Book) -> list[str]:
    styles = book.api.StyleFamilies.getByName("CellStyles").getElementNames()
    return [name for name in styles if name.startswith("xltools")]


def test_a_rule_colours_without_touching_the_cells_own_fill(book: xlwings.Book) -> None:
    sheet = book.sheets[0]
    sheet.range("A1").color = (255, 255, 0)
    conditions.paint(sheet.impl, "xl:error", "#FFC7CE", [Area(1, 1, 3, 1)])
    assert conditions.painted(sheet.api, "xl:") == {"error": [Area(1, 1, 3, 1)]}
    assert sheet.range("A3").api.ConditionalFormat.getCount() == 1
    assert conditions.unpaint(sheet.impl, "xl:") == 1
    assert conditions.painted(sheet.api, "xl:") == {}
    assert sheet.range("A1").color == (255, 255, 0)
    assert looks_of_ours(book) == []


def test_a_look_stays_as_long_as_a_rule_uses_it(book: xlwings.Book) -> None:
    sheet = book.sheets[0]
    conditions.paint(sheet.impl, "a:error", "#FF0000", [Area(1, 1, 1, 1)])
    conditions.paint(sheet.impl, "b:error", "#FF0000", [Area(1, 2, 1, 2)])
    conditions.unpaint(sheet.impl, "a:")
    assert looks_of_ours(book) == ["xltools-ff0000"]
    conditions.unpaint(sheet.impl, "b:")
    assert looks_of_ours(book) == []


def test_an_autofilter_is_shown_applied_told_and_removed(book: xlwings.Book) -> None:
    sheet = book.sheets[0]
    sheet.range("A1").value = [["区", "额"], ["江岸", 1], ["江汉", 5], ["硚口", 9]]
    block = sheet.range("A1:B4")
    block.autofilter.apply_comparison(2, "greater_than", 4)
    assert [sheet.range((row, 1)).impl.row_hidden for row in (2, 3, 4)] == [True, False, False]
    told = block.autofilter.criteria
    assert [entry.type for entry in told] == ["none", "comparison"]
    assert (told[1].operator, told[1].value1) == ("greater_than", "4")
    block.autofilter.apply_values(1, ["江汉", "硚口"])
    assert block.autofilter.criteria[0].values == ["江汉", "硚口"]
    block.autofilter.impl.remove()
    assert [sheet.range((row, 1)).impl.row_hidden for row in (2, 3, 4)] == [False, False, False]
    assert block.autofilter.impl.api is None


def test_a_chart_has_kind_title_and_source(book: xlwings.Book) -> None:
    sheet = book.sheets[0]
    sheet.range("A1").value = [["类别", "金额"], ["设备", 3], ["软件", 2]]
    chart = sheet.charts.add(
        left=100, top=20, width=300, height=200, chart_type="bar_clustered", source=sheet.range("A1:B3"), name="投资"
    )
    chart.title = "按类别"
    chart.legend.visible = False
    assert ("投资" in sheet.charts, chart.chart_type, chart.title) == (True, "bar_clustered", "按类别")
    assert chart.legend.visible is False
    assert chart.value_axis.minimum_scale is None
    chart.value_axis.minimum_scale = 0
    assert chart.value_axis.minimum_scale == 0
    chart.delete()
    assert len(sheet.charts) == 0


def test_a_copy_carries_unsaved_edits_and_leaves_the_book_unsaved(calc: xlwings.App, folder: Path) -> None:
    path = folder / "附件6.xlsx"
    source = openpyxl.Workbook()
    assert source.active is not None
    source.active["A1"] = "旧"
    source.active["A1"].fill = PatternFill("solid", fgColor="FFFF00")
    source.active["A1"].comment = Comment("本人批注", "甲")
    source.save(path)
    book = calc.books.open(path)
    assert book.fullname == str(path)
    assert book.impl.saved
    book.sheets[0].range("A1").value = "新"
    copy = folder / "副本.xlsx"
    book.impl.save_copy(str(copy))
    assert not book.impl.saved
    assert openpyxl.load_workbook(path).worksheets[0]["A1"].value == "旧"
    written = openpyxl.load_workbook(copy).worksheets[0]["A1"]
    assert (written.value, written.comment.text) == ("新", "本人批注")
    book.save()
    book.close()
    assert openpyxl.load_workbook(path).worksheets[0]["A1"].value == "新"


def test_a_book_is_found_by_name_and_opened_once(calc: xlwings.App, folder: Path) -> None:
    openpyxl.Workbook().save(folder / "甲.xlsx")
    book = calc.books.open(folder / "甲.xlsx")
    again = calc.books.open(folder / "甲.xlsx")
    assert again.fullname == book.fullname
    assert len([found for found in calc.books if found.name == "甲.xlsx"]) == 1
    assert calc.books["甲.xlsx"].sheets.active.name == "Sheet"
    book.close()


def test_the_status_bar_shows_and_clears(calc: xlwings.App, book: xlwings.Book) -> None:
    book.activate()
    calc.status_bar = "正在校验……"
    assert calc.status_bar == "正在校验……"
    calc.status_bar = False
    assert calc.status_bar is False


def test_widths_are_counted_in_characters_and_points(book: xlwings.Book) -> None:
    sheet = book.sheets[0]
    sheet.range("A1:B1").column_width = 20
    sheet.range("A1").row_height = 30
    assert sheet.range("B1").column_width == pytest.approx(20, abs=0.2)
    assert sheet.range("A1").row_height == pytest.approx(30, abs=0.2)


def test_end_follows_the_data(book: xlwings.Book) -> None:
    sheet = book.sheets[0]
    sheet.range("B2").value = [["甲", 1], ["乙", 2], ["丙", 3]]
    assert sheet.range("B2").end("down").address == "$B$4"
    assert sheet.range("B2").end("right").address == "$C$2"
    assert sheet.range("B2").expand().value == [["甲", 1], ["乙", 2], ["丙", 3]]


def test_a_missing_file_is_said_in_words(calc: xlwings.App, folder: Path) -> None:
    with pytest.raises(FileNotFoundError):
        calc.books.open(folder / "没有.xlsx")
