"""Input checks of a blank: what Excel offers, allows and says while a form is filled in.

They come from the same columns as the checks of `xltools validate`. They can only help at the keyboard (pasting goes
round them), so nothing relies on them.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final, Literal

from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ..notice.model import Column, ColumnType

LIST_SHEET: Final = "_xltools_lists"
_LONGEST_INLINE_LIST = 250
_LONGEST_PROMPT = 250
_LONGEST_TITLE = 31

_Operator = Literal["equal", "between"]
_FORMAT_LENGTH: Final[dict[str, tuple[_Operator, int, int, str]]] = {
    "credit-code": ("equal", 18, 18, "统一社会信用代码为18位"),
    "invoice-number": ("between", 8, 20, "发票号码为8位或20位"),
    "phone": ("between", 7, 20, "请填写带区号的固定电话或11位手机号码"),
    "email": ("between", 5, 100, "请填写电子邮箱地址"),
}


def number_format(column: Column) -> str:
    """Excel's number format for a column's cells."""
    if column.type is ColumnType.CODE:
        return "@"
    if column.type is ColumnType.DATE:
        return "yyyy-mm-dd"
    if column.type is ColumnType.AMOUNT:
        return "#,##0.00####"
    if column.type is ColumnType.PERCENT:
        return "0.0#%"
    return "General"


class InputChecks:
    """Adds checks to a sheet; long lists go to one hidden sheet of the workbook."""

    def __init__(self, book: Workbook, sheet: Worksheet) -> None:
        self._book = book
        self._sheet = sheet
        self._lists = 0

    def add(self, column: Column, areas: Iterable[str]) -> None:
        """Check `column` in `areas` (A1 ranges)."""
        check = self._check(column)
        if check is None:
            return
        check.promptTitle = column.heading.replace("\n", "")[:_LONGEST_TITLE]
        check.prompt = prompt_of(column)[:_LONGEST_PROMPT]
        check.showInputMessage = True
        for area in areas:
            check.add(area)
        self._sheet.add_data_validation(check)

    def _check(self, column: Column) -> DataValidation | None:
        if column.values:
            return self._list_check(column)
        check = _typed_check(column)
        if check is not None and check.type is not None:
            check.errorTitle = "填写有误"
            check.error = f"{column.heading.replace(chr(10), '')}：{_rule_of(column)}。"[:_LONGEST_PROMPT]
            check.showErrorMessage = True
            check.errorStyle = "stop"
            check.allow_blank = True
        return check

    def _list_check(self, column: Column) -> DataValidation:
        values = [choice.value for choice in column.values]
        inline = ",".join(values)
        if len(inline) <= _LONGEST_INLINE_LIST and not any("," in value or '"' in value for value in values):
            formula = f'"{inline}"'
        else:
            formula = self._listed(column.heading, values)
        check = DataValidation(type="list", formula1=formula, allow_blank=True)
        check.errorTitle = "请从下拉列表中选择"
        check.error = f"“{column.heading}”请从下拉列表中选择。"[:_LONGEST_PROMPT]
        check.showErrorMessage = True
        check.errorStyle = "stop" if column.closed else "warning"
        return check

    def _listed(self, heading: str, values: list[str]) -> str:
        """Write the list to the hidden sheet; its reference."""
        if LIST_SHEET in self._book.sheetnames:
            sheet = self._book[LIST_SHEET]
        else:
            sheet = self._book.create_sheet(LIST_SHEET)
            sheet.sheet_state = "hidden"
        self._lists += 1
        for row, value in enumerate((heading, *values), start=1):
            cell = sheet.cell(row, self._lists, value)
            cell.data_type = "s"
            cell.number_format = "@"
        letter = get_column_letter(self._lists)
        return f"{quote_sheetname(LIST_SHEET)}!${letter}$2:${letter}${len(values) + 1}"


def _typed_check(column: Column) -> DataValidation | None:
    if column.type is ColumnType.DATE:
        return DataValidation(type="date", operator="between", formula1="DATE(1990,1,1)", formula2="DATE(2099,12,31)")
    if column.type in (ColumnType.AMOUNT, ColumnType.NUMBER, ColumnType.PERCENT, ColumnType.INTEGER):
        kind: Literal["whole", "decimal"] = "whole" if column.type is ColumnType.INTEGER else "decimal"
        low, high = _bounds(column)
        return DataValidation(type=kind, operator="between", formula1=format(low, "f"), formula2=format(high, "f"))
    if column.format in _FORMAT_LENGTH:
        operator, least, most, _ = _FORMAT_LENGTH[column.format]
        return DataValidation(type="textLength", operator=operator, formula1=str(least), formula2=str(most))
    if column.max_length is not None:
        return DataValidation(type="textLength", operator="lessThanOrEqual", formula1=str(column.max_length))
    return DataValidation() if column.prompt else None


def _bounds(column: Column) -> tuple[Decimal, Decimal]:
    """Bounds at the keyboard; of an amount only the sign, because the sheet's unit may be changed by hand."""
    low = column.minimum if column.minimum is not None else Decimal("-999999999999")
    high = column.maximum if column.maximum is not None else Decimal("999999999999")
    if column.type is ColumnType.AMOUNT:
        return Decimal(0) if low >= 0 else Decimal("-999999999999"), Decimal("999999999999")
    return low, high


def _rule_of(column: Column) -> str:
    if column.type is ColumnType.DATE:
        return "请按 2025-06-30 的样式填写日期"
    if column.type in (ColumnType.AMOUNT, ColumnType.NUMBER, ColumnType.PERCENT, ColumnType.INTEGER):
        what = (
            "整数" if column.type is ColumnType.INTEGER else "百分数" if column.type is ColumnType.PERCENT else "数字"
        )
        rule = f"请填写{what}，不带单位和文字"
        if column.type is not ColumnType.AMOUNT and column.minimum is not None and column.maximum is not None:
            low, high = (_plain(value, column) for value in (column.minimum, column.maximum))
            rule += f"，在 {low} 至 {high} 之间"
        return rule
    if column.format in _FORMAT_LENGTH:
        return _FORMAT_LENGTH[column.format][3]
    return f"不超过{column.max_length}字"


def _plain(value: Decimal, column: Column) -> str:
    if column.type is ColumnType.PERCENT:
        return f"{format((value * 100).normalize(), 'f')}%"
    return format(value.normalize(), "f")


def prompt_of(column: Column) -> str:
    """What Excel shows beside the selected cell."""
    parts = ["必填。"] if column.required else []
    if column.prompt:
        parts.append(column.prompt)
    elif column.values:
        parts.append("请从下拉列表中选择。")
    elif (
        column.type in (ColumnType.DATE, ColumnType.AMOUNT, ColumnType.NUMBER, ColumnType.PERCENT, ColumnType.INTEGER)
        or column.format in _FORMAT_LENGTH
        or column.max_length is not None
    ):
        parts.append(f"{_rule_of(column)}。")
    return "".join(parts)
