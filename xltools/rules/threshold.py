"""The ledger's total against the floor of the notice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from ..findings import Finding, Severity
from ..formats.grid import a1
from ..ledger import Account
from ..ledger.accounts import Accounts
from ..ledger.sums import Tally
from .accounting import accounts_of
from .base import Reach, Rule, View, in_unit


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Threshold(Rule):
    """The investment counted in the window reaches the floor, enterprise by enterprise over all its tables.

    Why
        Below the floor nothing else in the application matters.
    Declared as
        kind = "threshold". Window, floor and basis are those of the pack's ledger and parameters.
    Passes over
        Nothing: while the lower end does not reach the floor and the upper end does, it is said as information.
        Tables that an office joined have no floor of their own: `total` says it for each enterprise.
    """

    kind: ClassVar[str] = "threshold"
    reach: ClassVar[Reach] = Reach.BATCH
    stage: ClassVar[int] = 5

    def check_batch(self, views: Sequence[View]) -> Iterator[Finding]:
        accounts = accounts_of(views)
        tallies = accounts.tallies(accounts.terms)
        of_table = {id(view.table): view for view in views}
        for key, account in accounts.accounts.items():
            counting = [of_table.get(id(one.schedule.table)) for one in account.counting()]
            own = [view for view in counting if view is not None and view.table.owners is None and len(view.table)]
            verdict = tallies[key].meets(accounts.terms.floor)
            if own and verdict is not True:
                yield self._finding(own[-1], account, accounts, tallies[key], verdict)

    def _finding(self, view: View, account: Account, accounts: Accounts, made: Tally, verdict: bool | None) -> Finding:
        table, column = view.table, accounts.terms.basis.amount_column
        unit = table.units.get(column, "元")
        floor, counted = in_unit(accounts.terms.floor, unit), in_unit(made.counted, unit)
        over = len(list(account.counting()))
        message = f"{f'{over} 张表合计，' if over > 1 else ''}窗口期内计入 {counted}"
        if verdict is False:
            message += f"，低于 {floor}"
            fix = "不够条件的不应申报；漏列的投入请补齐。"
        else:
            unread = f"，{made.unreadable} 行金额读不出" if made.unreadable else ""
            most = f"，最多 {in_unit(made.at_most, unit)}" if made.at_most is not None else ""
            message += (
                f"，待定 {in_unit(made.undecided, unit)}{unread}（最少 {in_unit(made.at_least, unit)}{most}），"
                f"能否达到 {floor} 待定"
            )
            fix = "请按投资窗口核算的逐笔明细，补全待定各行的日期与金额。"
        number = table.header.columns.get(column, 1)
        totals = [total for total in table.totals if total.first == 0 and total.last == len(table)]
        return self.at(
            view,
            (a1(totals[-1].row if totals else table.header.last_row, number),),
            column=table.heading(column),
            value=counted,
            expected=f"不低于 {floor}",
            message=message,
            fix=fix,
            severity=None if verdict is False else Severity.INFO,
        )
