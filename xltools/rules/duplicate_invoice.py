"""The same invoice twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from ..findings import Finding, Place, Severity
from ..ledger.invoices import Bearer, Repeat, Repeats
from .accounting import accounts_of
from .base import ColumnKey, Reach, Rule, View


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class DuplicateInvoice(Rule):
    """One invoice stands in two rows, of one enterprise or of two.

    Why
        The same invoice counted twice, in one table or by two enterprises, is the first thing an auditor looks for.
    Declared as
        kind = "duplicate-invoice", invoice. What one invoice is, says the ledger: a 20-digit number alone, an 8-digit one
        with its 发票代码 or its seller.
    Passes over
        Blank and damaged numbers, lines under one merged invoice cell, copies and other versions of a table. An equal row
        and an invoice at two enterprises: the rule's severity; another line of an invoice: a warning.
    """

    kind: ClassVar[str] = "duplicate-invoice"
    reach: ClassVar[Reach] = Reach.BATCH
    stage: ClassVar[int] = 4
    invoice: ColumnKey

    def check_batch(self, views: Sequence[View]) -> Iterator[Finding]:
        of_table = {id(view.table): view for view in views}
        for repeat in accounts_of(views).repeats:
            view = of_table.get(id(repeat.row.schedule.table))
            if view is not None:
                yield self._repeat(view, repeat)

    def _repeat(self, view: View, repeat: Repeat) -> Finding:
        row, other = repeat.row, repeat.other
        key = "name" if repeat.kind is Repeats.ALIKE else self.invoice
        there = self._there(row, other, key)
        sure = repeat.kind in (Repeats.SAME, Repeats.ELSEWHERE)
        message, fix = {
            Repeats.SAME: (f"与 {there} 是同一张发票，各格全同，只计一次", "重复填写的，删去一行。"),
            Repeats.SPLIT: (
                f"与 {there} 是同一张发票，只计入前一行",
                "一张发票分列几行的，请把发票各栏合并单元格或并为一行；号码填错的请更正。",
            ),
            Repeats.ELSEWHERE: (
                f"与 {other.account} 填报的 {there} 是同一张发票，两家都暂不计入",
                "一张发票只能由一家企业计入，请两家核对原票。",
            ),
            Repeats.ALIKE: (
                f"与 {there} 一行各格全同，又没有发票号码可以区分，暂不计入",
                "重复填写的，删去一行；确为两笔的，请补发票号码或在备注中说明。",
            ),
        }[repeat.kind]
        return self.found(
            view,
            row.index,
            key,
            expected="每张发票只列一次",
            message=message,
            fix=fix,
            related=[Place(other.schedule.table.path, other.schedule.table.sheet, other.cell(key))],
            severity=None if sure else Severity.WARNING,
        )

    def _there(self, row: Bearer, other: Bearer, key: str) -> str:
        table, cell = other.schedule.table, other.cell(key)
        return cell if table is row.schedule.table else f"{table.called} {table.sheet}!{cell}"
