"""An invoice that a remark says to be red or void, listed with a positive amount."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Final

from ..findings import Finding
from ..forms.values import squeeze
from .base import ColumnKey, Rule, View

_VOID: Final = re.compile(r"红字|红冲|冲红|红票|冲销|作废|负数发票|退票|已退货")
_SOUND: Final = re.compile(r"(?:未|无|非|不|没有?)(?:被|存在|发生|含|是)?(?:红|冲|作废|退)|重开|重新开|换开|补开|另开|改开")
"""未红冲 denies it; a row for the invoice that took the void one's place (原票作废重开) is sound."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class VoidInvoice(Rule):
    """A row whose remark calls its invoice red, void or returned bears no positive amount.

    Why
        Clerks list a red invoice with its amount and write 红冲 beside it: counted, it adds what it should take off.
    Declared as
        kind = "void-invoice", amount, note.
    Passes over
        Negative amounts (red invoices as they should stand), remarks that deny it, the invoice that replaces a void one.
    """

    kind: ClassVar[str] = "void-invoice"
    amount: ColumnKey
    note: ColumnKey

    def check(self, view: View) -> Iterator[Finding]:
        table = view.table
        notes, amounts = table.columns.get(self.note), table.columns.get(self.amount)
        for index in view.rows(self.spec) if notes is not None and amounts is not None else ():
            note, amount = notes[index], amounts[index]  # type: ignore[index]  # neither is None here
            if not isinstance(note, str) or not isinstance(amount, Decimal) or amount <= 0:
                continue
            word = _VOID.search(squeeze(note))
            if word is None or _SOUND.search(squeeze(note)):
                continue
            message = f"“{table.heading(self.note)}”写有“{word[0]}”，“{table.heading(self.amount)}”却是正数，能否计入待核实"
            view.open.setdefault(index, message)
            yield self.found(
                view, index, self.note, self.amount, message=message, expected="红字、作废的发票填负数或不列",
                fix="红字发票请填负数；作废的请删去该行；是重开后的发票的，请在备注中写明。",
            )  # fmt: skip
