"""The applicant as its own supplier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..findings import Finding
from ..forms.values import squeeze
from ..ledger.invoices import core_name
from .base import ColumnKey, Rule, View


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class OwnSupplier(Rule):
    """The supplier is not the applicant itself, nor a branch of it.

    Why
        What an enterprise sells to itself is no purchase.
    Declared as
        kind = "own-supplier", column.
    Passes over
        Blank suppliers, tables that name no applicant, sister companies with another name.
    """

    kind: ClassVar[str] = "own-supplier"
    column: ColumnKey

    def check(self, view: View) -> Iterator[Finding]:
        table = view.table
        suppliers = table.columns.get(self.column)
        if suppliers is None:
            return
        for index in view.rows(self.spec):
            owner = table.owners[index] if table.owners is not None else table.submitter
            supplier = suppliers[index]
            if not owner or not isinstance(supplier, str) or not _same(supplier, owner):
                continue
            message = f"“{table.heading(self.column)}”就是申报企业自己，能否计入待核实"
            view.open.setdefault(index, message)
            yield self.found(
                view,
                index,
                self.column,
                expected="另一家单位",
                message=message,
                fix="请填开具发票的销售方；自制设备请另附说明。",
            )


def _same(supplier: str, owner: str) -> bool:
    seller, own = core_name(supplier), core_name(owner)
    return seller == own or (seller.startswith(own) and squeeze(supplier).endswith("分公司"))
