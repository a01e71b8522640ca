"""What people set on a summary beside its values: every kind is named, and saving it in another program is none."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break
from summary.running import CHAINS, hand_in, hubei, run

from xltools.errors import OutputFault
from xltools.summary.existing import existing_at
from xltools.summary.handwork import work_outside_rows

Edit = Callable[[Any], Any]
YELLOW = PatternFill("solid", fgColor="FFFF00")
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cf500f0003860180"
    "5a347d6b0000000049454e44ae426082"
)


def sets(place: Callable[[Any], Any], **values: object) -> Edit:
    """An edit that sets attributes of what `place` finds on the sheet."""

    def change(sheet: Any) -> None:
        for name, value in values.items():
            setattr(place(sheet), name, value)

    return change


def picture(sheet: Any) -> None:
    sheet.add_image(Image(io.BytesIO(PIXEL)), "C6")


def chart(sheet: Any) -> None:
    made = BarChart()
    made.add_data(Reference(sheet, min_col=9, min_row=5, max_row=8))
    sheet.add_chart(made, "S2")


def drop_down(sheet: Any) -> None:
    sheet.add_data_validation(DataValidation(type="list", formula1='"是,否"', sqref="L5:L8"))


def swap_headings(sheet: Any) -> None:
    sheet["J4"], sheet["K4"] = sheet["K4"].value, sheet["J4"].value


CELLS: dict[str, tuple[Edit, str]] = {
    "a number format": (sets(lambda s: s["I6"], number_format="0.00"), "I6 的数字格式"),
    "a bold text": (sets(lambda s: s["C6"], font=Font(name="仿宋_GB2312", size=11, bold=True)), "C6 的加粗"),
    "another font": (sets(lambda s: s["C6"], font=Font(name="微软雅黑", size=11)), "C6 的字体"),
    "an alignment": (sets(lambda s: s["C6"], alignment=Alignment(horizontal="right")), "C6 的对齐"),
    "a border": (sets(lambda s: s["C6"], border=Border(left=Side("thick"))), "C6 的边框"),
    "a colour of a heading": (sets(lambda s: s["J4"], fill=YELLOW), "J4 的底色"),
    "a formula": (lambda s: s.__setitem__("I6", "=4+4"), "I6 的公式"),
    "a link": (sets(lambda s: s["C6"], hyperlink="https://example.com/"), "C 列的链接"),
    "a hint": (lambda s: s.__setitem__("P6", "已核"), "P 列的内容"),
    "an office": (lambda s: s.__setitem__("M6", "已核"), "M 列的内容"),
    "the title away": (lambda s: s.__setitem__("A2", None), "A2（已删去）"),
    "headings changed about": (swap_headings, "J4（“"),
    "cells merged": (lambda s: s.merge_cells("C6:D6"), "合并单元格 C6:D6"),
    "cells parted": (lambda s: s.unmerge_cells("A9:L9"), "合并单元格 A9:L9（已去掉）"),
}
SHEET: dict[str, tuple[Edit, str]] = {
    "a row's height": (sets(lambda s: s.row_dimensions[6], height=60), "第 6 行的行高"),
    "the title's height": (sets(lambda s: s.row_dimensions[2], height=90), "第 2 行的行高"),
    "a column's width": (sets(lambda s: s.column_dimensions["C"], width=40), "C 列的列宽"),
    "a hidden column": (sets(lambda s: s.column_dimensions["D"], hidden=True), "隐藏的 D 列"),
    "rows grouped": (sets(lambda s: s.row_dimensions[6], outlineLevel=1), "第 6 行的分组"),
    "a drop-down": (drop_down, "数据有效性 L5:L8"),
    "a drop-down away": (lambda s: s.data_validations.dataValidation.pop(1), "数据有效性 B5:B8（已去掉）"),
    "a conditional format": (
        lambda s: s.conditional_formatting.add("I5:I8", CellIsRule(operator="lessThan", formula=["8"], fill=YELLOW)),
        "条件格式 I5:I8",
    ),
    "a filter": (sets(lambda s: s.auto_filter, ref="A4:L8"), "筛选"),
    "frozen panes": (sets(lambda s: s, freeze_panes="D5"), "冻结窗格"),
    "protection": (sets(lambda s: s.protection, sheet=True), "工作表保护"),
    "a colour of the tab": (sets(lambda s: s.sheet_properties, tabColor="FF0000"), "标签颜色"),
    "a picture": (picture, "第 1 个图片"),
    "a chart": (chart, "第 1 个图表"),
    "a print area": (sets(lambda s: s, print_area="A1:K11"), "打印区域"),
    "titles on each page": (sets(lambda s: s, print_title_rows="1:4"), "打印标题行"),
    "a header": (sets(lambda s: s.oddHeader.center, text="内部资料"), "页眉"),
    "a footer": (sets(lambda s: s.oddFooter.center, text="武汉"), "页脚"),
    "upright pages": (sets(lambda s: s.page_setup, orientation="portrait"), "横向打印（已去掉）"),
    "a paper": (sets(lambda s: s.page_setup, paperSize=8), "纸张大小"),
    "a margin": (sets(lambda s: s.page_margins, left=1.2), "左页边距"),
    "a page break": (lambda s: s.row_breaks.append(Break(6)), "分页符"),
}
BOOK: dict[str, tuple[Edit, str]] = {
    "sheets in another order": (lambda s: s.parent.move_sheet("汇总回执", -1), "工作表的顺序"),
    "a sheet's name": (sets(lambda s: s.parent["统计"], title="统计表"), "工作表“统计表”"),
    "a sheet away": (lambda s: s.parent.remove(s.parent["统计"]), "删去的工作表“统计”"),
    "a hidden sheet": (sets(lambda s: s.parent["统计"], sheet_state="hidden"), "隐藏的工作表“统计”"),
    "a name": (lambda s: s.parent.defined_names.add(DefinedName("重点", attr_text="'附件5'!$C$5")), "名称“重点”"),
    "a locked book": (sets(lambda s: s.parent.security, lockStructure=True), "工作簿保护"),
    "a note on the receipt": (lambda s: s.parent["汇总回执"].__setitem__("B25", "已核对"), "“汇总回执”的第 25 行的内容"),
    "a colour on the receipt": (sets(lambda s: s.parent["汇总回执"]["B10"], fill=YELLOW), "“汇总回执”的B10 的底色"),
    "a figure": (lambda s: s.parent["统计"].__setitem__("B5", 99), "“统计”的第 5 行的内容"),
}
EDITS = CELLS | SHEET | BOOK


def looked_about(sheet: Any) -> None:
    """Another sheet on top, another cell, another zoom: nobody's work."""
    sheet.sheet_view.zoomScale = 70
    sheet.sheet_view.selection[0].activeCell = sheet.sheet_view.selection[0].sqref = "C7"
    sheet.parent.active = 1


@pytest.fixture(scope="module")
def summary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("市")
    run(list(hubei(folder / "区")), folder / "汇总.xlsx", "city")
    return folder / "汇总.xlsx"


def told(summary: Path, changed: Path) -> list[str]:
    existing = existing_at(str(changed))
    assert existing is not None
    return work_outside_rows(existing, summary.read_bytes())


def saved_again(path: Path, folder: Path, change: Edit = lambda _: None) -> Path:
    book = openpyxl.load_workbook(path)
    change(book.worksheets[0])
    book.save(folder / path.name)
    return folder / path.name


@pytest.mark.parametrize("kind", EDITS)
def test_what_was_set_by_hand_is_named(kind: str, summary: Path, tmp_path: Path) -> None:
    change, named = EDITS[kind]
    edits = told(summary, saved_again(summary, tmp_path, change))
    assert named in "、".join(edits)
    assert len(edits) <= 2


@pytest.mark.parametrize("change", [lambda _: None, looked_about])
def test_saving_and_looking_about_are_no_edits(change: Edit, summary: Path, tmp_path: Path) -> None:
    assert told(summary, saved_again(summary, tmp_path, change)) == []


def test_a_setting_is_refused_and_with_force_kept_beside(summary: Path, tmp_path: Path) -> None:
    out = saved_again(summary, tmp_path, SHEET["a row's height"][0])
    before, inputs = out.read_bytes(), summary.parent / "区" / "hubei-2022"
    with pytest.raises(OutputFault, match="第 6 行的行高") as fault:
        run([inputs], out, "city")
    assert (fault.value.code, out.read_bytes()) == ("edited", before)
    assert Path(run([inputs], out, "city", force=True).backup).read_bytes() == before
    assert run([inputs], out, "city").written


def widths(path: Path) -> list[float]:
    columns = openpyxl.load_workbook(path).worksheets[0].column_dimensions
    return [columns["C"].width, columns["N"].width, columns["D"].width]


def test_widths_that_people_gave_are_kept_from_summary_to_summary(summary: Path, tmp_path: Path) -> None:
    def widen(sheet: Any) -> None:
        sheet.column_dimensions["C"].width, sheet.column_dimensions["N"].width = 40, 55.5

    inputs = summary.parent / "区" / "hubei-2022"
    out = saved_again(summary, tmp_path, widen)
    assert run([inputs], out, "city").written
    assert run([inputs], out, "city").written  # from the one before, which nobody touched
    assert widths(out) == [40, 55.5, 22]
    assert run([inputs], saved_again(out, tmp_path, sets(lambda s: s.column_dimensions["C"], width=20)), "city").written
    assert widths(out) == [20, 55.5, 22]
    with pytest.raises(OutputFault, match="S 列的列宽"):
        run([inputs], saved_again(out, tmp_path, sets(lambda s: s.column_dimensions["S"], width=20)), "city")


@pytest.mark.slow
@pytest.mark.libreoffice
def test_libreoffice_saving_a_summary_is_no_edit(
    soffice_many: Callable[[list[Path], str, Path], list[Path]], tmp_path: Path
) -> None:
    made = []
    for chain in CHAINS:
        out = tmp_path / f"{chain.notice}-{chain.attachment}.xlsx"
        run(hand_in(chain, tmp_path), out, chain.levels[0], notice=chain.notice, attachment=chain.attachment)
        made.append(out)
    (tmp_path / "saved").mkdir()
    for out, saved in zip(made, soffice_many(made, "xlsx", tmp_path / "saved"), strict=True):
        assert told(out, saved) == [], out.name
        change, named = SHEET["a row's height"]
        assert told(out, saved_again(saved, tmp_path, change))[:1] == [named], out.name


@pytest.mark.parametrize("notes", ['{"form": 0}', '{"form": 1, "looks": [["a"]]}', "[]"])
def test_a_summary_that_notes_nothing_of_its_looks_is_held_against_the_new_one(
    notes: str, summary: Path, tmp_path: Path
) -> None:
    def forget(sheet: Any) -> None:
        for row in sheet.parent["_xltools"].iter_rows():
            if row[0].value == "shape":
                row[1].value = notes

    out = saved_again(summary, tmp_path, forget)
    assert told(summary, out) == []
    change, named = SHEET["a row's height"]
    assert told(summary, saved_again(out, tmp_path, change)) == [named]
