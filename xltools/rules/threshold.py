"""The ledger's total against the floor of the notice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..findings import Finding, Severity
from ..formats.grid import a1
from ..ledger import tally
from .base import ColumnKey, Reach, Rule, View, in_unit


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Threshold(Rule):
    """The investment counted in the window reaches the floor.

    Why
        Below the floor nothing else in the application matters.
    Declared as
        kind = "threshold", column (whose cells are named). Window, floor and basis are those of the pack's ledger.
    Passes over
        Nothing: while undecided or unreadable rows could still carry it over the floor it is said as information.
    """

    kind: ClassVar[str] = "threshold"
    reach: ClassVar[Reach] = Reach.TABLE
    stage: ClassVar[int] = 5
    column: ColumnKey

    def check(self, view: View) -> Iterator[Finding]:
        table = view.table
        spec = table.notice.ledger
        # A ledger of many enterprises has no floor of its own: `total` says it for each of them.
        if spec is None or not table.has(self.column) or not len(table) or table.owners is not None:
            return
        window = table.notice.window(spec.window)
        made = tally(table, spec, (window.start, window.end), dict.fromkeys(view.doubt, "前面的检查对这个值有疑问"))
        verdict = made.meets(spec.floor)
        if verdict is True:
            return
        unit = table.units.get(self.column, "元")
        floor, counted = in_unit(spec.floor, unit), in_unit(made.counted, unit)
        if verdict is False:
            message = f"窗口期内计入 {counted}，低于 {floor}"
            fix = "不够条件的不应申报；漏列的投入请补齐。"
        else:
            rest = f"待定 {in_unit(made.undecided, unit)}" + (
                f"，{made.unreadable} 行金额读不出" if made.unreadable else ""
            )
            message = f"窗口期内计入 {counted}，{rest}，能否达到 {floor} 尚不能判定"
            fix = "请补全待定各行的日期与金额，用“投资合计”逐行查看。"
        column = table.header.columns[self.column]
        totals = [total for total in table.totals if total.first == 0 and total.last == len(table)]
        yield self.at(
            view,
            (a1(totals[-1].row if totals else table.header.last_row, column),),
            column=table.heading(self.column),
            value=counted,
            expected=f"不低于 {floor}",
            message=message,
            fix=fix,
            severity=None if verdict is False else Severity.INFO,
        )
