"""pivot: the ledger or a summary counted and summed across any two columns. pandas does the pivoting; sums stay Decimal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..errors import UsageError
from ..forms.inputs import Request, read_inputs
from ..forms.table import Table
from ..forms.values import Period, Unreadable, number_text
from ..ledger import Verdict
from ..notice.model import ColumnType
from ..reports.pivot import Pivot
from ..rules.checking import Checked
from ..words import VERDICT
from .total import total

if TYPE_CHECKING:
    import pandas

_LEDGER = {
    "enterprise": "企业",
    "category": "类别",
    "verdict": "判定",
    "month": "月份",
    "year": "年份",
    "file": "文件",
}
_BLANK = "（空白）"
_ALL = "合计"


def pivot_ledger(request: Request, rows: str, columns: str, value: str = "amount") -> tuple[Pivot, Checked]:
    """Investment by any two of enterprise, category, verdict, month, year, file; `value` is amount or count.

    What is counted, unless the verdict is one of the two: 待定 and 不计入 in one sum with 计入 are nobody's figure.
    """
    for name in (rows, columns):
        if name and name not in _LEDGER and name not in _LEDGER.values():
            raise UsageError(
                "bad_pivot", f"没有“{name}”这个维度。可用：{'、'.join(f'{k}（{v}）' for k, v in _LEDGER.items())}。"
            )
    by_name = {**{v: k for k, v in _LEDGER.items()}, **{k: k for k in _LEDGER}}
    asked = (by_name[rows], by_name.get(columns, ""))
    every = "verdict" in asked
    ledger, checked = total(request)
    records = [
        {
            "enterprise": row.enterprise,
            "category": row.category or _BLANK,
            "verdict": VERDICT[row.verdict],
            "month": f"{row.period[0]:%Y-%m}" if row.period else _BLANK,
            "year": f"{row.period[0]:%Y}" if row.period else _BLANK,
            "file": row.file,
            "value": (row.amount or Decimal(0)) if value == "amount" else Decimal(1),
        }
        for row in ledger.rows
        if every or row.verdict is Verdict.COUNTED
    ]
    which = "各判定" if every else VERDICT[Verdict.COUNTED]
    made = _pivot(
        records,
        *asked,
        (_LEDGER[asked[0]], _LEDGER.get(asked[1], ""), f"{which}的{'金额' if value == 'amount' else '行数'}"),
    )
    return replace(made, money=value == "amount"), checked


def pivot_table(request: Request, rows: str, columns: str, value: str = "") -> Pivot:
    """A form's rows by any two of its columns (key or heading): counted, or summed over the column `value`."""
    tables = [table for table in read_inputs(request).tables if len(table)]
    if not tables:
        raise UsageError("nothing_to_pivot", "输入中没有认出可统计的附件。请用 --notice 和 --attachment 指明。")
    form = tables[0].attachment
    same = [table for table in tables if table.attachment is form]
    keys = {name: _column(tables[0], name) for name in (rows, columns, value) if name}
    records = [record for table in same for record in _records(table, keys, rows, columns, value)]
    unit = form.column(keys[value]).heading if value else "个数"
    headings = tuple(form.column(keys[name]).heading if name else "" for name in (rows, columns))
    return _pivot(records, "rows", "columns" if columns else "", (headings[0], headings[1], unit))


def _column(table: Table, name: str) -> str:
    for column in table.attachment.columns:
        if name in (column.key, column.heading, table.heading(column.key)):
            return column.key
    known = "、".join(column.heading for column in table.attachment.columns)
    raise UsageError("bad_pivot", f"{table.attachment.key} 没有“{name}”列。可用：{known}。")


def _records(table: Table, keys: dict[str, str], rows: str, columns: str, value: str) -> Iterable[dict[str, Any]]:
    nothing: list[Any] = [None] * len(table)
    first = table.columns.get(keys[rows], nothing)
    second = table.columns.get(keys[columns], nothing) if columns else nothing
    amounts = table.columns.get(keys[value], nothing) if value else nothing
    if value and table.attachment.column(keys[value]).type not in (
        ColumnType.AMOUNT,
        ColumnType.NUMBER,
        ColumnType.INTEGER,
    ):
        raise UsageError("bad_pivot", f"“{value}”不是数值列，不能求和。请改用数值列，或不写 --value 只计个数。")
    for index in range(len(table)):
        number = amounts[index]
        yield {
            "rows": _said(first[index]),
            "columns": _said(second[index]),
            "value": Decimal(1) if not value else Decimal(number) if isinstance(number, (int, Decimal)) else Decimal(0),
        }


def _said(value: Any) -> str:
    if value is None:
        return _BLANK
    if isinstance(value, Unreadable):
        return value.raw
    if isinstance(value, Period):
        return f"{value.start:%Y-%m}"
    return number_text(value) if isinstance(value, Decimal) else str(value)


def _pivot(records: Sequence[dict[str, Any]], rows: str, columns: str, headings: tuple[str, str, str]) -> Pivot:
    """Rows and columns in order of first appearance, with margins. Sums are Decimal: pandas adds objects exactly."""
    import pandas

    frame = pandas.DataFrame(list(records), columns=sorted({rows, columns or rows, "value"}))
    if not columns:
        frame["__one"] = _ALL
    across = columns or "__one"
    table: pandas.DataFrame = frame.pivot_table(
        index=rows, columns=across, values="value", aggfunc=_exact_sum, sort=False, observed=True
    )
    row_names = [str(name) for name in table.index]
    column_names = [str(name) for name in table.columns]
    cells = [[_decimal(cell) for cell in line] for line in table.to_numpy(dtype=object)]
    if columns:
        cells = [[*line, sum(line, Decimal(0))] for line in cells]
        column_names.append(_ALL)
    cells.append([sum(column, Decimal(0)) for column in zip(*cells, strict=True)] if cells else [])
    return Pivot(*headings, (*row_names, _ALL), tuple(column_names), tuple(map(tuple, cells)))


def _exact_sum(values: Any) -> Any:
    return sum(values, Decimal(0))


def _decimal(cell: Any) -> Decimal:
    """A combination that does not occur is NaN in pandas and nothing here."""
    return cell if isinstance(cell, Decimal) else Decimal(0)
