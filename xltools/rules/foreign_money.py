"""Amounts that are said to be in another currency."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Final

from ..findings import Finding
from ..formats.grid import a1
from ..forms.patterns import Lazy
from ..forms.table import Table
from ..forms.values import plain, squeeze
from .base import ColumnKey, Rule, View

_MONEY: Final = (
    r"(?:美元|美金|欧元|日元|日圆|英镑|港元|港币|瑞士法郎|韩元|韩币|新加坡元|澳元|加元|卢布|台币"
    r"|(?<![A-Za-z])(?:USD|US\$|EUR|JPY|GBP|HKD|CHF|KRW)(?![A-Za-z])|€|£)"
)
_NAMED: Final = Lazy(_MONEY, re.IGNORECASE)
_UNIT: Final = Lazy(rf"(?:金额|单位|币种)[^,，。；;]{{0,6}}?(?:万|千|百万|亿)?{_MONEY}", re.IGNORECASE)
"""金额为万美元, 金额单位：美元, 币种USD: the amounts of the row; 合同以美元计价 is no word on the invoice."""
_CONVERTED: Final = Lazy(r"人民币|折合|折算|换算")
_FORMAT_SIGN: Final = Lazy(rf"\[\$([^\]-]{{0,20}})[^\]]{{0,60}}\]|{_MONEY}|\$", re.IGNORECASE)
_OWN_SIGNS: Final = frozenset({"", "¥", "￥", "元", "CNY", "RMB"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ForeignMoney(Rule):
    """Amounts are in the money of the sheet: no dollars by number format, by a remark, by a 币种 column or the heading.

    Why
        900 万美元 read as 900 万元 is a wrong number, and nobody sees it in the sum.
    Declared as
        kind = "foreign-money", columns, note (the column of remarks).
    Passes over
        Remarks that only the contract is priced in another currency, or that amounts were converted. Symbols inside a
        cell's text make it unreadable, which the check of types says.
    """

    kind: ClassVar[str] = "foreign-money"
    stage: ClassVar[int] = 1
    casts_doubt: ClassVar[bool] = True
    columns: tuple[ColumnKey, ...]
    note: ColumnKey

    def check(self, view: View) -> Iterator[Finding]:
        table = view.table
        own = [key for key in self.columns if table.has(key)]
        everywhere = _said_of_all(table, own)
        formats = {style: sign for style, text in enumerate(table.grid.formats) if (sign := format_sign(text))}
        for index in view.rows(self.spec):
            keys = [key for key in own if isinstance(table.columns[key][index], Decimal)]
            if not keys:
                continue
            named = self._remark(table, index) or everywhere
            where = keys
            if not named and formats:
                signs = {key: formats.get(_style(table, index, key), "") for key in keys}
                where = [key for key in keys if signs[key]]
                named = f"数字格式带有“{signs[where[0]]}”" if where else ""
            if named:
                yield self.found(
                    view,
                    index,
                    *where,
                    expected="人民币金额",
                    message=f"“{table.heading(where[0])}”{table.text(index, where[0])} 像是外币：{named}",
                    fix="请按发票上的人民币金额填写；外币付款的，按付汇当日汇率折算并在备注中说明。",
                )

    def _remark(self, table: Table, index: int) -> str:
        values = table.columns.get(self.note)
        text = values[index] if values is not None else None
        if not isinstance(text, str) or not _UNIT.search(plain(text)) or _CONVERTED.search(text):
            return self._currency(table, index)
        return f"备注写有“{' '.join(text.split())}”"

    def _currency(self, table: Table, index: int) -> str:
        """What a column 币种 beside the form's own says."""
        for number, heading in table.header.unknown.items():
            if squeeze(heading).startswith(("币种", "货币")):
                value = table.grid.value(table.rows[index], number)
                if isinstance(value, str) and _NAMED.search(plain(value)):
                    return f"“{squeeze(heading)}”是“{value}”"
        return ""


def format_sign(text: str) -> str:
    """The foreign sign of a number format, empty where there is none."""
    for match in _FORMAT_SIGN.finditer(text):
        sign = match[1] if match[1] is not None else match[0]
        if sign.strip().upper() not in _OWN_SIGNS:
            return sign.strip()
    return ""


def _style(table: Table, index: int, key: str) -> int:
    row, column = table.place(index, key)
    found = table.grid.rows.get(row)
    return found.styles[found.columns.index(column)] if found is not None and column in found.columns else -1


def _said_of_all(table: Table, keys: list[ColumnKey]) -> str:
    """A foreign unit in the heading of amounts, or in the unit line above the table."""
    for key in keys:
        heading = plain(table.heading(key))
        if _NAMED.search(heading):
            return f"表头写有“{heading}”"
    for number, row in table.grid.rows.items():
        if number >= table.header.first_row:
            break
        for column, value in zip(row.columns, row.values, strict=True):
            if isinstance(value, str) and "单位" in value and _UNIT.search(plain(value)):
                return f"{a1(number, column)} 写有“{' '.join(value.split())}”"
    return ""
