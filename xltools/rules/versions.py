"""Several tables of one enterprise that are not parts of one whole, and tables that may be one enterprise's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from ..findings import Finding, Place, Severity
from ..formats.grid import SheetState, a1
from ..ledger import Account
from ..ledger.invoices import core_name
from ..ledger.versions import Slice, differences
from .accounting import accounts_of
from .base import Reach, Rule, View
from .same_enterprise import name_place


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Versions(Rule):
    """An enterprise hands in one valid version of each table.

    Why
        A draft beside the final table doubles the investment, or hides which figure holds. 示例科技公司 and
        示例科技有限公司 are on paper two enterprises, each with half of an investment; who wrote 有限 knows which.
    Declared as
        kind = "versions", at the table of the ledger.
    Passes over
        Parts (设备 and 研发 on two sheets, a table continued), which share no rows. An equal copy, a hidden or spare
        sheet: information, because nobody has to do anything.
    """

    kind: ClassVar[str] = "versions"
    reach: ClassVar[Reach] = Reach.BATCH
    stage: ClassVar[int] = 4

    def check_batch(self, views: Sequence[View]) -> Iterator[Finding]:
        of_table = {id(view.table): view for view in views}
        accounts = accounts_of(views).accounts.values()
        for account in accounts:
            if len(account.slices) > 1:
                yield from self._account(account, of_table)
        yield from self._alike(accounts, of_table)

    def _account(self, account: Account, views: dict[int, View]) -> Iterator[Finding]:
        for part in account.sorted.parts:
            first, *others = sorted(part.versions, key=account.slices.index)
            for one in others:
                yield self._differ(views, account.name, one, first)
            for one, other in part.copies:
                yield self._left_out(views, one, other, "内容相同，是副本，只读取一份")
            for one, other in part.spare:
                yield self._left_out(views, one, other, f"并存，是{_state(one)}工作表，不相加，未计入")
        for one, other in account.sorted.overlaps:
            yield self._overlap(views, account.name, one, other)

    def _differ(self, views: dict[int, View], name: str, one: Slice, other: Slice) -> Finding:
        cells = differences(one, other)
        own = tuple(cell for cell, _ in cells if cell)
        there = other.schedule.table
        pairs = _few([f"{cell or '无此行'}／{beside or '无此行'}" for cell, beside in cells])
        message = (
            f"{name}有两个版本的{there.attachment.key}：本表与 {_named(one, other)}，"
            f"有 {len(cells)} 处不同（{pairs}），不相加，待选定一个"
        )
        places = [Place(there.path, there.sheet, cell) for _, cell in cells if cell]
        return self.at(
            views[id(one.schedule.table)],
            own or (_top(one),),
            message=message,
            expected="只交一个有效版本",
            fix="请只留有效的一份（移走或删去另一份），或按报送批次分开核算。",
            related=places or [Place(there.path, there.sheet, _top(other))],
        )

    def _overlap(self, views: dict[int, View], name: str, one: Slice, other: Slice) -> Finding:
        there = other.schedule.table
        return self.at(
            views[id(one.schedule.table)],
            (_top(one),),
            message=f"{name}的本表与 {_named(one, other)} 有部分行相同，看不出是两部分还是两个版本，能否达到最低投资额不作判断",
            expected="各表的行不重叠，或只交一个版本",
            fix="是两部分的，删去重复的行；是两个版本的，只留有效的一份。",
            related=[Place(there.path, there.sheet, _top(other))],
        )

    def _alike(self, accounts: Iterable[Account], views: dict[int, View]) -> Iterator[Finding]:
        """Names that differ in their legal form alone: asked, never added."""
        first: dict[str, Account] = {}
        for account in accounts:
            other = first.setdefault(core_name(account.name), account)
            if other is account:
                continue
            there = other.slices[0].schedule.table
            yield self.at(
                views[id(account.slices[0].schedule.table)],
                tuple(filter(None, (_name_cell(account.slices[0], views),))),
                value=account.name,
                expected=other.name,
                message=f"“{account.name}”与“{other.name}”（{there.called}）只差公司形式，按两家分别核算",
                fix="是同一家的，请以营业执照为准统一名称；确是两家的，不必处理。",
                related=[Place(there.path, there.sheet, _name_cell(other.slices[0], views))],
                severity=Severity.WARNING,
            )

    def _left_out(self, views: dict[int, View], one: Slice, other: Slice, what: str) -> Finding:
        there = other.schedule.table
        return self.at(
            views[id(one.schedule.table)],
            (_top(one),),
            message=f"工作表“{one.schedule.table.sheet}”与 {_named(one, other)} {what}",
            fix="不必处理；应以本表为准的，请删去另一份。",
            related=[Place(there.path, there.sheet, _top(other))],
            severity=Severity.INFO,
        )


def _state(one: Slice) -> str:
    return "备用的" if one.schedule.table.grid.state is SheetState.VISIBLE else "隐藏的"


def _named(one: Slice, other: Slice) -> str:
    own, there = one.schedule.table, other.schedule.table
    return f"工作表“{there.sheet}”" if own.path == there.path else f"{there.called}（{there.sheet}）"


def _few(cells: Sequence[str], most: int = 4) -> str:
    return "、".join(cells[:most]) + ("等" if len(cells) > most else "")


def _name_cell(one: Slice, views: dict[int, View]) -> str:
    """Where the enterprise of these rows is named: in the table's head, or of a table of many in its first row."""
    table = one.schedule.table
    if table.owners is not None:
        return a1(table.rows[one.indices[0]], min(table.header.columns.values(), default=1))
    return name_place(views[id(table)]).cell


def _top(one: Slice) -> str:
    table = one.schedule.table
    return a1(table.header.last_row, min(table.header.columns.values(), default=1))
