"""Blanks look and behave as the pack says, and the same pack gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from office.samples import FORM, INDICATORS, INVESTMENT, NOTICE, SUMMARY

from xltools.blanks.word import render_blank_word
from xltools.blanks.workbook import blank_name, render_blank
from xltools.notice.load import load_notice, notice_ids
from xltools.notice.model import Attachment
from xltools.office.opc import unpack, untouched


def sheet_of(attachment: Attachment) -> Any:
    return openpyxl.load_workbook(io.BytesIO(render_blank(NOTICE, attachment))).worksheets[0]


@pytest.mark.parametrize("attachment", NOTICE.attachments, ids=lambda attachment: attachment.role.value)
def test_the_same_pack_gives_the_same_bytes(attachment: Attachment) -> None:
    data = render_blank(NOTICE, attachment)
    assert data == render_blank(NOTICE, attachment)
    assert untouched(data)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert blank_name(NOTICE, attachment).endswith(".xlsx")


def test_grouped_headings_stand_over_two_rows() -> None:
    sheet = sheet_of(INVESTMENT)
    assert [sheet.cell(4, column).value for column in (7, 10, 15)] == ["合同", "发票", "付款"]
    assert [sheet.cell(5, column).value for column in (7, 8, 9)] == ["编号", "签订日期", "金额"]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"G4:I4", "A4:A5", "A2:Q2"} <= merged
    assert sheet.print_title_rows == "$4:$5"
    assert sheet.freeze_panes == "A6"
    assert sheet["A1"].value == "附件6"


def test_subtotals_and_total_are_formulas_with_results() -> None:
    sheet = sheet_of(INVESTMENT)
    stored = openpyxl.load_workbook(io.BytesIO(render_blank(NOTICE, INVESTMENT)), data_only=True).worksheets[0]
    formulas = {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"}
    assert formulas["L11"] == "=SUM(L7:L10)"
    assert formulas["L24"] == "=SUM(L11,L17,L23)"
    assert {stored[cell].value for cell in formulas} == {0}


def test_input_checks_come_from_the_columns() -> None:
    checks = {str(check.sqref): check for check in sheet_of(INVESTMENT).data_validations.dataValidation}
    choice = checks["B7:B10 B13:B16 B19:B22"]
    assert choice.type == "list"
    assert choice.formula1 == '"生产性设备购置,设备改造,项目相关研发投入"'
    assert choice.prompt == "必填。请从下拉列表中选择。"
    assert checks["K7:K10 K13:K16 K19:K22"].type == "date"
    assert checks["J7:J10 J13:J16 J19:J22"].type == "textLength"
    assert checks["C7:C10 C13:C16 C19:C22"].formula1 == "60"
    assert "台/套" in sheet_of(INVESTMENT)["E4"].value
    assert sheet_of(INVESTMENT)["J7"].number_format == "@"


def test_long_lists_lie_on_a_hidden_sheet() -> None:
    book = openpyxl.load_workbook(io.BytesIO(render_blank(NOTICE, SUMMARY)))
    assert book["_xltools_lists"].sheet_state == "hidden"
    check = next(c for c in book.worksheets[0].data_validations.dataValidation if c.formula1.startswith("'_xltools"))
    assert check.formula1 == "'_xltools_lists'!$A$2:$A$41"
    assert check.errorStyle == "warning"


def test_the_blank_says_what_it_is() -> None:
    book = openpyxl.load_workbook(io.BytesIO(render_blank(NOTICE, SUMMARY)))
    own = book["_xltools"]
    assert own.sheet_state == "veryHidden"
    assert {row[0].value: row[1].value for row in own.iter_rows()} == {
        "xltools": "blank",
        "notice": "sample-2025",
        "version": "1",
        "attachment": "附件5",
    }


def test_a_form_has_labels_beside_values() -> None:
    sheet = sheet_of(FORM)
    texts = {cell.value: cell.coordinate for row in sheet.iter_rows() for cell in row if cell.value}
    assert texts["企业名称"] == "B4"
    assert texts["企业基本情况"] == "A4"
    assert "市经信局意见" in texts
    assert sheet["C4"].value is None


def test_printed_rows_are_printed_and_their_groups_merged() -> None:
    sheet = sheet_of(INDICATORS)
    assert [sheet.cell(row, 3).value for row in range(5, 10)] == [row.key for row in INDICATORS.rows]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"B5:B6", "B8:B9"} <= merged
    stored = openpyxl.load_workbook(io.BytesIO(render_blank(NOTICE, INDICATORS)), data_only=True).worksheets[0]
    assert stored["F10"].value == 100


def test_word_blanks_have_the_same_columns() -> None:
    import docx

    data = render_blank_word(NOTICE, INVESTMENT)
    assert data == render_blank_word(NOTICE, INVESTMENT)
    table = docx.Document(io.BytesIO(data)).tables[0]
    assert [cell.text for cell in table.rows[1].cells][6:9] == ["编号", "签订日期", "金额"]
    assert "customXml/item1.xml" in unpack(data)


@pytest.mark.parametrize("notice_id", notice_ids())
def test_blanks_of_the_packs_are_recognised_by_the_reader(notice_id: str, tmp_path: Path) -> None:
    from xltools.forms.headings import locate
    from xltools.forms.labelplaces import locate_form
    from xltools.forms.sketch import Sketch
    from xltools.notice.model import Shape
    from xltools.office.backread import book_of

    notice = load_notice(notice_id)
    for attachment in notice.attachments:
        data = render_blank_word(notice, attachment) if attachment.word else render_blank(notice, attachment)
        grid = book_of(data).grids[0]
        form = attachment.shape is Shape.FORM
        header = locate_form(grid, attachment) if form else locate(Sketch.of(grid), attachment)
        assert header is not None, attachment.key
        missing = {column.key for column in attachment.drawn} - header.columns.keys()
        assert not missing, (attachment.key, missing)
