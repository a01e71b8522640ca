"""An invoice that a remark says to be red, void or not to count, listed with a positive amount."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Final

from ..findings import Finding
from ..forms.table import Table
from ..forms.values import squeeze
from .base import ColumnKey, Rule, View

_WORDS: Final = "红字|红冲|冲红|红票|冲销|作废|负数发票|退票|已退货"
_APART: Final = r"不(?:予)?计入|不(?:予)?纳入|不(?:予)?列入|剔除|核减|(?<![不无未非])重复(?!定位|精度|性|测量|使用|利用)"
"""What an official writes beside a row that is not to count; 重复定位精度 is a property of a machine."""
_VOID: Final = re.compile(f"{_WORDS}|{_APART}")
_ASIDE: Final = re.compile(rf"\([^()]{{0,30}}(?:{_WORDS})[^()]{{0,30}}\)|(?:{_WORDS})$")
"""Beside an invoice number, a day or a name it is a remark in brackets or at the end: a 作废票据打印机 is a purchase."""
_SIGNS: Final = frozenset("红废冲退负入除减复")
"""One of them is in each of the words."""
_SOUND: Final = re.compile(
    r"(?:未|无|非|不|没有?)(?:被|存在|发生|含|是)?(?:红|冲|作废|退)|重开|重新开|换开|补开|另开|改开"
)
"""未红冲 denies it; a row for the invoice that took the void one's place (原票作废重开) is sound."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class VoidInvoice(Rule):
    """A row that calls its invoice red, void, returned or not to count bears no positive amount.

    Why
        Clerks list a red invoice with its amount and write 红冲 beside it: counted, it adds what it should take off. And
        who checks writes 不计入 or 重复 beside a row and leaves it where it stands.
    Declared as
        kind = "void-invoice", amount, note, beside (columns that may bear such a remark beside what they say: the invoice
        number, the day, the name).
    Passes over
        Negative amounts (red invoices as they should stand), remarks that deny it, the invoice that replaces a void one.
    """

    kind: ClassVar[str] = "void-invoice"
    amount: ColumnKey
    note: ColumnKey
    beside: tuple[ColumnKey, ...] = ()

    def check(self, view: View) -> Iterator[Finding]:
        amounts = view.table.columns.get(self.amount)
        applies = view.rows(self.spec)
        for index, (key, word) in sorted(self._said(view).items()) if amounts is not None else ():
            amount = amounts[index]  # type: ignore[index]  # not None here
            if index not in applies or not isinstance(amount, Decimal) or amount <= 0:
                continue
            table = view.table
            message = f"“{table.heading(key)}”写有“{word}”，“{table.heading(self.amount)}”却是正数，能否计入待核实"
            view.open.setdefault(index, message)
            yield self.found(
                view, index, key, self.amount, message=message, expected="红字发票填负数，作废的、不计入的不列",
                fix="红字发票请填负数；作废的、不计入的请删去该行；是重开后的发票的，请在备注中写明。",
            )  # fmt: skip

    def _said(self, view: View) -> dict[int, tuple[str, str]]:
        """Row -> (column, word) where it is said; what a remark denies counts for the whole row."""
        said: dict[int, tuple[str, str]] = {}
        denied: set[int] = set()
        for key, pattern in ((self.note, _VOID), *((key, _ASIDE) for key in self.beside)):
            for index, text in _texts(view.table, key):
                flat = squeeze(text)
                word = pattern.search(flat)
                if _SOUND.search(flat):
                    denied.add(index)
                elif word is not None:
                    said.setdefault(index, (key, _VOID.findall(word[0])[0]))
        return {index: what for index, what in said.items() if index not in denied}


def _texts(table: Table, key: str) -> Iterator[tuple[int, str]]:
    """The texts of a column that hold a sign of the words: of 100,000 hardly any."""
    if not table.has(key):
        return
    if key in table.texts:  # a column of days: what was typed beside one
        yield from ((index, table.text(index, key)) for index in table.texts[key])
        return
    for index, value in enumerate(table.columns[key]):
        if isinstance(value, str) and not _SIGNS.isdisjoint(value):
            yield index, value
