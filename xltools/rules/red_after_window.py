"""A red invoice after the window that takes back what was counted inside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from ..findings import Finding
from ..forms.values import Period
from ..ledger import Terms, Verdict
from .accounting import accounts_of
from .base import Reach, Rule, View


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class RedAfterWindow(Rule):
    """A red invoice dated after the window reverses one that is counted inside it.

    Why
        Returned goods are no investment, whatever the day on which they went back.
    Declared as
        kind = "red-after-window", at the table of the ledger.
    Passes over
        Red invoices that name no invoice of the window and equal none of the same seller.
    """

    kind: ClassVar[str] = "red-after-window"
    reach: ClassVar[Reach] = Reach.BATCH
    stage: ClassVar[int] = 4

    def check_batch(self, views: Sequence[View]) -> Iterator[Finding]:
        accounts = accounts_of(views)
        terms = accounts.terms
        late = [view for view in views if _any_late_red(view, terms)]
        for entry in accounts.entries(terms) if late else ():
            judged = entry.judgement
            when, amount = judged.period, judged.amount
            if judged.verdict is not Verdict.UNDECIDED or amount is None or amount >= 0:
                continue
            view = next((view for view in late if view.table is entry.schedule.table), None)
            if view is not None and when is not None and when.start > terms.end:
                yield self.found(
                    view,
                    judged.position,
                    judged.column,
                    terms.basis.date_column,
                    expected="窗口内已冲销的投入不计",
                    message=f"红字发票{judged.reason}",
                    fix="请与受理部门确认；已退货或冲销的，原发票不应再计入。",
                )


def _any_late_red(view: View, terms: Terms) -> bool:
    """The cheap look: few tables have such a row, and only they need to be judged once more."""
    columns = view.table.columns
    dates, amounts = columns.get(terms.basis.date_column), columns.get(terms.basis.amount_column)
    if dates is None or amounts is None:
        return False
    pairs = zip(dates, amounts, strict=True)
    return any(type(a) is Decimal and a < 0 and type(d) is Period and d.start > terms.end for d, a in pairs)
