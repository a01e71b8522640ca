"""Workbooks as people have them: one invented 附件6 with mistakes, and fifteen things people do to such a sheet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.comments import Comment
from openpyxl.formatting.rule import DataBarRule, FormulaRule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

SHEET = "附件6"
HEAD = 2
LAST = 9
HEADINGS = (
    "序号", "投资类别", "设备名称", "规格型号", "数量（台/套）", "供货单位", "合同编号", "合同签订日期", "合同金额（万元）",
    "发票号码", "开票日期", "含税金额（万元）", "税额（万元）", "不含税金额（万元）", "付款日期", "付款金额（万元）", "备注",
)  # fmt: skip
_THIN = Side("thin")


def plain() -> Any:
    """Eight rows; rows 4 and 5 lack the name, row 6 has an impossible date, row 7 a tax that does not fit."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet.append(["附件6 生产性设备购置与改造投资明细表"])
    sheet.append(HEADINGS)
    for number in range(1, 8):
        day, paid = f"2024-0{number}-11", f"2024-0{number}-21"
        invoice = f"2442000000000000{number:04d}"
        row = [
            number,
            "生产性设备购置",
            f"设备{number}",
            f"M-{number}",
            1,
            f"示例供应商{number}有限公司",
            f"HT-2024-{number}",
        ]
        sheet.append([*row, "2024-01-05", 113, invoice, day, 113, 13, 100, paid, 113])
    sheet["C4"] = sheet["C5"] = None
    sheet["K6"] = "2024-02-31"
    sheet["M7"] = 99
    for row in sheet.iter_rows(min_row=HEAD, max_row=LAST):
        for cell in row:
            cell.border = Border(_THIN, _THIN, _THIN, _THIN)
    return book


def fills_like_ours(sheet: Any) -> None:
    """On marked cells and others, in exactly our colours."""
    for cell, colour in (("C4", "FFC9C4"), ("K6", "FFE9B0"), ("A3", "D6E6F7"), ("D8", "00B0F0")):
        sheet[cell].fill = PatternFill("solid", fgColor=colour)


def own_notes(sheet: Any) -> None:
    sheet["C4"].comment = Comment("我自己的批注", "张三")
    sheet["D9"].comment = Comment("【附表工具·这是我抄来的话", "张三")


def data_bars(sheet: Any) -> None:
    sheet.conditional_formatting.add(f"L3:M{LAST}", DataBarRule("min", 0, "max", 10, "FF638EC6"))


def stripes(sheet: Any) -> None:
    """A rule over the whole table."""
    rule = FormulaRule(formula=["MOD(ROW(),2)=0"], fill=PatternFill("solid", bgColor="F2F2F2"))
    sheet.conditional_formatting.add(f"A3:Q{LAST}", rule)


def hidden_rows(sheet: Any) -> None:
    sheet.row_dimensions[5].hidden = True
    sheet.row_dimensions[8].hidden = True


def hidden_columns(sheet: Any) -> None:
    """A column of the table, and the first behind it, as people hide what they do not use."""
    sheet.column_dimensions["D"].hidden = True
    sheet.column_dimensions["R"].hidden = True


def own_filter(sheet: Any) -> None:
    sheet.auto_filter.ref = f"A{HEAD}:F{LAST}"


def filter_at_work(sheet: Any) -> None:
    sheet.auto_filter.ref = f"A{HEAD}:Q{LAST}"
    sheet.auto_filter.add_filter_column(0, ["1", "2"])
    for row in range(5, LAST + 1):
        sheet.row_dimensions[row].hidden = True


def merged(sheet: Any) -> None:
    """Suppliers and names over several rows; the first of them lacks its name."""
    sheet["C4"] = sheet["C5"] = sheet["F5"] = None
    sheet.merge_cells("C4:C5")
    sheet.merge_cells("F4:F5")


def locked_sheet(sheet: Any) -> None:
    sheet.protection.sheet = True


def locked_structure(sheet: Any) -> None:
    sheet.parent.security = WorkbookProtection(lockStructure=True)


def own_result_sheet(sheet: Any) -> None:
    sheet.parent.create_sheet("校验结果")["A1"] = "我自己的校验结果"


def coloured_to_xfd(sheet: Any) -> None:
    sheet["XFD1"].fill = PatternFill("solid", fgColor="FFFF00")


def table_object(sheet: Any) -> None:
    """A list (表) of Excel's over the very table."""
    sheet.add_table(Table(displayName="投资明细", ref=f"A{HEAD}:Q{LAST}"))


def inputs_and_fonts(sheet: Any) -> None:
    choice = DataValidation("list", formula1='"生产性设备购置,设备改造"')
    choice.add(f"B3:B{LAST}")
    sheet.add_data_validation(choice)
    sheet["C4"].font = Font(bold=True, color="FF0000")
    sheet["H3"].number_format = "yyyy年m月"


def two_sheets(sheet: Any) -> None:
    """The same table twice, the second hidden."""
    again = sheet.parent.copy_worksheet(sheet)
    again.title = "附件6上一稿"
    again.sheet_state = "hidden"


Change = Callable[[Any], None]
KINDS: dict[str, Change] = {
    change.__name__: change
    for change in (
        fills_like_ours, own_notes, data_bars, stripes, hidden_rows, hidden_columns, own_filter, filter_at_work, merged,
        locked_sheet, locked_structure, own_result_sheet, coloured_to_xfd, table_object, inputs_and_fonts, two_sheets,
    )
}  # fmt: skip


def write(kind: str, folder: Path) -> Path:
    """The workbook of one kind; ``plain`` is the sheet alone."""
    book = plain()
    if kind in KINDS:
        KINDS[kind](book[SHEET])
    path = folder / f"附件6 {kind}.xlsx"
    book.save(path)
    return path
