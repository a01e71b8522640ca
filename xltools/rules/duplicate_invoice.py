"""The same invoice twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from ..findings import Finding, Severity
from ..reading.values import Unreadable
from .base import ColumnKey, Reach, Rule, View, identity, place


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DuplicateInvoice(Rule):
    """One seller's invoice number stands in two rows.

    Why
        The same invoice counted twice, in one table or by two enterprises, is the first thing an auditor looks for.
    Declared as
        kind = "duplicate-invoice", seller, invoice, amount, scope = "table" or "batch" (all files, each table included).
    Passes over
        Blank and damaged numbers. Same amount: the rule's severity. Different amounts may be one invoice split over
        lines: a warning in one table. Without a seller in both rows the number alone decides.
    """

    kind: ClassVar[str] = "duplicate-invoice"
    reach: ClassVar[Reach] = Reach.BATCH
    stage: ClassVar[int] = 4
    seller: ColumnKey
    invoice: ColumnKey
    amount: ColumnKey
    scope: str = "table"

    def check(self, view: View) -> Iterator[Finding]:
        if self.scope == "table":
            yield from self._twins([view])

    def check_batch(self, views: Sequence[View]) -> Iterator[Finding]:
        if self.scope == "batch":
            yield from self._twins(views)

    def _twins(self, views: Sequence[View]) -> Iterator[Finding]:
        seen: dict[tuple[str, str], tuple[View, int]] = {}
        for view in views:
            numbers = view.table.columns.get(self.invoice)
            if numbers is None:
                continue
            sellers: list[Any] = view.table.columns.get(self.seller) or [None] * len(view.table)
            for index, number in enumerate(numbers):
                if number is None or isinstance(number, Unreadable):
                    continue
                seller = sellers[index]
                key = (number, identity(seller) if isinstance(seller, str) else "")
                earlier = seen.setdefault(key, (view, index))
                same_table = earlier[0] is view
                if earlier[1] == index and same_table:
                    continue
                yield self._twin(view, index, *earlier)

    def _twin(self, view: View, index: int, earlier: View, first: int) -> Finding:
        table, other = view.table, earlier.table
        amount, before = table.columns.get(self.amount), other.columns.get(self.amount)
        same = amount is not None and before is not None and amount[index] == before[first]
        there = other.cell(first, self.invoice)
        if other is not table:
            there = f"{other.path} {other.sheet}!{there}"
        return self.found(
            view,
            index,
            self.invoice,
            expected="每张发票只列一次",
            message=f"发票号码与 {there} 相同" + ("，金额也相同" if same else "，金额不同"),
            fix="同一张发票只能计入一次；确为一票多行的，请在备注中说明。",
            related=[place(earlier, first, self.invoice)],
            severity=None if same else Severity.WARNING,
        )
