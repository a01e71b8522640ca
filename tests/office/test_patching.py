"""A workbook that is not ours keeps everything it had."""

from __future__ import annotations

import io
import warnings
from typing import Any

import openpyxl
import pytest
from office.foreign import prefixed, table_book

from xltools.errors import OutputFault
from xltools.office import strings
from xltools.office.opc import pack, unpack
from xltools.office.patching import WorkbookPatch
from xltools.office.references import RowShift, shift_formula, shift_reference
from xltools.office.sheetxml import SheetXml, cell_xml
from xltools.office.stylesheet import Look

FORMS = {"plain": lambda data: data, "prefixed": prefixed}


@pytest.fixture(params=FORMS)
def book(request: pytest.FixtureRequest) -> bytes:
    return FORMS[request.param](table_book())


def load(data: bytes) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl says that it drops what we keep
        return openpyxl.load_workbook(io.BytesIO(data))


def test_saving_without_a_change_changes_no_part(book: bytes) -> None:
    patch = WorkbookPatch(book)
    for sheet in patch.sheets:
        patch.sheet(sheet.name).style(5, 1)
    assert unpack(patch.save()) == unpack(book)


def test_setting_one_cell_changes_one_part(book: bytes) -> None:
    patch = WorkbookPatch(book)
    patch.set("推荐表", "B5", "武汉示例甲股份有限公司")
    before, after = unpack(book), unpack(patch.save())
    assert [name for name in before if before[name] != after[name]] == ["xl/worksheets/sheet1.xml"]
    assert list(before) == list(after)
    loaded = load(pack(after))["推荐表"]
    assert loaded["B5"].value == "武汉示例甲股份有限公司"
    assert loaded["B5"].fill.fgColor.rgb == "FFFFFFFF"


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-2", "@SUM(A1)", "a\x01b", "_x0041_", "<b>&amp;", "行\n行", "\ud800", "x" * 40000]
)
def test_text_of_strangers_stays_text(text: str) -> None:
    patch = WorkbookPatch(table_book())
    patch.set("推荐表", "B5", text)
    cell = load(patch.save())["推荐表"]["B5"]
    assert cell.data_type in ("s", "inlineStr")
    if text.isprintable() and len(text) < 32767 and "_x" not in text:
        assert cell.value == text


def test_rows_put_in_take_everything_below_along(book: bytes) -> None:
    patch = WorkbookPatch(book)
    patch.make_room("推荐表", 6, 3)
    loaded = load(patch.save())
    sheet = loaded["推荐表"]
    assert sheet["D10"].value == "=SUM(D5:D9)"
    assert sheet["A11"].value.startswith("填表说明")
    assert "A11:E11" in [str(area) for area in sheet.merged_cells.ranges]
    assert sheet["A13"].comment.text == "请留座机"
    assert sheet["A13"].hyperlink.target == "https://example.invalid/help"
    assert str(sheet.data_validations.dataValidation[0].sqref) == "D5:D9"
    assert [str(found.sqref) for found in sheet.conditional_formatting] == ["D5:D9"]
    assert sheet.auto_filter.ref == "A4:E9"
    assert sheet.print_area == "'推荐表'!$A$1:$E$13"
    assert loaded["名单"]["C1"].value == "=推荐表!D10+SUM(推荐表!D5:D9)"
    assert loaded.defined_names["总数"].attr_text == "推荐表!$D$10"
    parts = unpack(patch.save())
    text = parts["xl/worksheets/sheet1.xml"].decode()
    assert "<xm:sqref>B5:B9</xm:sqref>" in text
    assert "<xm:f>推荐表!D5:D9</xm:f>" in text
    assert "<xm:sqref>E10</xm:sqref>" in text
    chart = parts["xl/charts/chart1.xml"].decode()
    assert "$D$5:$D$9" in chart
    drawing = parts["xl/drawings/drawing1.xml"].decode()
    assert "<xdr:row>14</xdr:row>" in drawing or "row>14<" in drawing
    assert parts["xl/vbaProject.bin"] == unpack(book)["xl/vbaProject.bin"]
    assert parts["xl/cellimages.xml"] == unpack(book)["xl/cellimages.xml"]


def test_rows_taken_out_shrink_ranges() -> None:
    patch = WorkbookPatch(table_book())
    patch.remove_rows("推荐表", 6, 1)
    sheet = load(patch.save())["推荐表"]
    assert sheet["D6"].value == "=SUM(D5)" or sheet["D6"].value == "=SUM(D5:D5)"
    assert str(sheet.data_validations.dataValidation[0].sqref) == "D5"


def test_a_single_row_grows_into_its_total() -> None:
    shift = RowShift(6, 4, grow=True)
    assert shift_formula("SUM(D5:D5)+D5+D6", shift, "表", here=True) == "SUM(D5:D9)+D5+D10"
    assert shift_reference("D5", shift, area=True) == "D5:D9"


@pytest.mark.parametrize(
    ("formula", "here", "expected"),
    [
        ("SUM($D$5:D6)", True, "SUM($D$5:D8)"),
        ("'A''表'!B6&\"B6\"", False, "'A''表'!B8&\"B6\""),
        ("其他!B6+B6", True, "其他!B6+B8"),
        ("B6", False, "B6"),
        ("SUM(6:7)", True, "SUM(8:9)"),
        ("SUM(B:B)", True, "SUM(B:B)"),
    ],
)
def test_formulas_follow_their_cells(formula: str, here: bool, expected: str) -> None:
    assert shift_formula(formula, RowShift(6, 2), "A'表", here=here) == expected


def test_a_formula_to_rows_that_are_gone_says_so() -> None:
    assert shift_formula("B6+SUM(B5:B9)", RowShift(6, -2), "表", here=True) == "#REF!+SUM(B5:B7)"


def test_shared_formulas_are_written_out_before_rows_move() -> None:
    text = (
        '<worksheet xmlns="m"><sheetData><row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1*2</f><v>0</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>0</v></c></row><row r="3"><c r="A3"><f t="shared" si="0"/></c></row>'
        "</sheetData></worksheet>"
    )
    from xltools.office.shifting import shift_sheet

    sheet = SheetXml(text)
    shift_sheet(sheet, "表", RowShift(3, 2))
    assert '<c r="A5"><f>B5*2</f></c>' in sheet.text()
    assert '<c r="A2"><f>B2*2</f><v>0</v></c>' in sheet.text()


def test_a_sheet_of_ours_comes_and_goes(book: bytes) -> None:
    patch = WorkbookPatch(book)
    xml = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">{cell_xml("", 1, 1, "甲", 0)}</row></sheetData></worksheet>'
    patch.add_sheet("校验结果", xml)
    made = patch.save()
    assert load(made).sheetnames == ["推荐表", "名单", "校验结果"]
    again = WorkbookPatch(made)
    again.remove_sheet("校验结果")
    assert unpack(again.save()).keys() - {strings.PART} == unpack(book).keys()
    assert load(again.save())["推荐表"].print_title_rows == "$4:$4"


def test_formats_are_added_behind_the_existing_ones(book: bytes) -> None:
    patch = WorkbookPatch(book)
    count = patch.styles.count
    base = patch.sheet("推荐表").style(4, 1)
    number = patch.styles.derive(
        base, Look(face="黑体", size=12, fill="FF0000", boxed=True, number_format="0.000", horizontal="left")
    )
    assert number == count
    assert (
        patch.styles.derive(
            base, Look(face="黑体", size=12, fill="FF0000", boxed=True, number_format="0.000", horizontal="left")
        )
        == number
    )
    patch.set("推荐表", "B5", 3, number)
    cell = load(patch.save())["推荐表"]["B5"]
    assert (cell.font.name, cell.font.sz, cell.fill.fgColor.rgb, cell.number_format) == (
        "黑体",
        12,
        "FFFF0000",
        "0.000",
    )
    assert cell.alignment.horizontal == "left"
    assert cell.border.left.style == "thin"


def test_what_is_no_package_is_refused() -> None:
    for data in (b"", b"PK\x03\x04 no", b"\xd0\xcf\x11\xe0"):
        with pytest.raises(OutputFault) as caught:
            WorkbookPatch(data)
        assert caught.value.code == "bad_template"


def test_a_template_package_becomes_a_workbook() -> None:
    parts = unpack(table_book())
    types = parts["[Content_Types].xml"].decode()
    parts["[Content_Types].xml"] = types.replace(
        "spreadsheetml.sheet.main+xml", "spreadsheetml.template.main+xml"
    ).encode()
    patch = WorkbookPatch(pack(parts, keep_order=True))
    patch.become_workbook()
    assert unpack(patch.save())["[Content_Types].xml"].decode() == types
    assert patch.ending == ".xlsx"
