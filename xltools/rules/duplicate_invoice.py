"""The same invoice twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from ..findings import Finding, Severity
from ..forms.values import Unreadable
from .base import ColumnKey, Reach, Rule, View, identity, place


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
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
        repeated = self._repeated(views)
        if not repeated:
            return
        seen: dict[str, list[tuple[View, int, str]]] = {}
        for view in views:
            nothing: list[Any] = [None] * len(view.table)
            sellers = view.table.columns.get(self.seller, nothing)
            for index, number in enumerate(view.table.columns.get(self.invoice, nothing)):
                if isinstance(number, Unreadable) or number not in repeated:
                    continue
                seller = identity(sellers[index]) if isinstance(sellers[index], str) else ""
                earlier = seen.setdefault(number, [])
                twin = next((row for row in earlier if row[2] == seller or not row[2] or not seller), None)
                if twin is not None:
                    yield self._twin(view, index, twin[0], twin[1])
                else:
                    earlier.append((view, index, seller))

    def _repeated(self, views: Sequence[View]) -> set[str]:
        """Numbers that stand more than once: few, so that only their rows need be looked at."""
        once: set[str] = set()
        again: set[str] = set()
        for view in views:
            for number in view.table.columns.get(self.invoice, ()):
                if isinstance(number, str):
                    (again if number in once else once).add(number)
        return again

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
