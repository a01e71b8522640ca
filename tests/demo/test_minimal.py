"""The small writers write what other programs read."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal

import docx
import openpyxl
import pytest
import sheets
from python_calamine import CalamineWorkbook

from xltools.demo.minimal_docx import WordTable, document
from xltools.demo.minimal_xlsx import SampleSheet, letters, serial, workbook

TABLE = """
# 附件6
| 标题 | <    | <          | <       | <       | <    | <      |
| 序号 | 金额 | 日期       | 坏      | 式      | 真   | 文     |
| 1    | 12.5 | 2024-03-05 | #REF!   | =A3:=1  | TRUE | '00123 |
"""


def read(data: bytes) -> list[list[object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("options", [{}, {"inline": True}, {"references": False}, {"date1904": True}])
def test_openpyxl_reads_every_kind(options: dict[str, bool]) -> None:
    rows = read(sheets.xlsx(TABLE, **options))
    assert rows[2] == [1, 12.5, datetime(2024, 3, 5), "#REF!", 1, True, "00123"]


def test_calamine_reads_strict_ooxml() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(sheets.xlsx(TABLE, strict=True)))
    assert book.get_sheet_by_index(0).to_python()[2][1] == 12.5


def test_merges_and_states() -> None:
    first, second = SampleSheet("a", merges=[(1, 1, 1, 3)]), SampleSheet("b", state="veryHidden")
    first.put(1, 1, "x", "title")
    book = openpyxl.load_workbook(io.BytesIO(workbook([first, second])))
    assert [str(merge) for merge in book["a"].merged_cells.ranges] == ["A1:C1"]
    assert book["b"].sheet_state == "veryHidden"


def test_same_sheets_same_bytes() -> None:
    assert sheets.xlsx(TABLE) == sheets.xlsx(TABLE)


def test_markdown_merges() -> None:
    made = sheets.sheets("| a | < | b |\n|---|---|---|\n| ^ | ^ | c |")
    assert made[0].merges == [(1, 1, 2, 2)]
    assert made[0].cells == {(1, 1): "a", (1, 3): "b", (2, 3): "c"}


def test_unknown_looks_are_refused() -> None:
    sheet = SampleSheet("a")
    sheet.put(1, 1, "x", "pink")
    with pytest.raises(ValueError, match="pink"):
        workbook([sheet])


def test_word_tables_with_merges() -> None:
    table = WordTable([["序号", "甲", ""], ["", "a", "b"], ["1", "x\ny", "&"]], across={(0, 1): 2}, down={(0, 0): 2})
    read_back = docx.Document(io.BytesIO(document(["标题", table, "注"])))
    assert [paragraph.text for paragraph in read_back.paragraphs] == ["标题", "注"]
    assert [[cell.text for cell in row.cells] for row in read_back.tables[0].rows] == [
        ["序号", "甲", "甲"],
        ["序号", "a", "b"],
        ["1", "x\ny", "&"],
    ]


def test_serials() -> None:
    assert serial(date(2024, 3, 5)) == "45356"
    assert serial(date(2024, 3, 5), date1904=True) == "43894"
    assert Decimal(serial(datetime(2024, 3, 5, 12))) == Decimal("45356.5")


def test_letters() -> None:
    assert [letters(column) for column in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]
