"""The ledger as the rules ask for it: one for everything handed in together, with what the checks doubt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from ..forms.table import Table
from ..ledger import Accounts, Schedule
from ..notice.model import Notice
from .base import View
from .submissions import submissions

_DOUBTED = "前面的检查对这个数值有疑问（见校验结果）"


def accounts_of(views: Sequence[View]) -> Accounts:
    """The ledger to which these tables belong; one of their own where nobody set one over all that was handed in."""
    first = views[0]
    if first.accounts is None:
        first.accounts = ledger_over(views, first.table.notice)
    return first.accounts()


def ledger_over(views: Sequence[View], notice: Notice, *, together: bool = False) -> Callable[[], Accounts]:
    """A ledger over the investment tables among the views, made when first called: when all tables have been checked.

    `together`: all tables are one enterprise's, whatever names they bear.
    """

    @cache
    def made() -> Accounts:
        own = [view for view in views if view.table.notice is notice and is_investment(view.table)]
        names = _enterprises(views, notice, together=together) if len(own) > 1 else {}
        return Accounts([_schedule(view, names) for view in own], notice)

    return made


def not_added(views: Sequence[View]) -> frozenset[tuple[str, str]]:
    """(path, sheet) of copies and of hidden or spare sheets: a mistake in them would only be said a second time."""
    own = [view for view in views if is_investment(view.table)]
    if len(own) < 2:
        return frozenset()
    accounts = accounts_of(own).accounts.values()
    parts = [part for account in accounts for part in account.sorted.parts]
    tables = [one.schedule.table for part in parts for one, _ in (*part.copies, *part.spare)]
    return frozenset((table.path, table.sheet) for table in tables if table.owners is None)


def is_investment(table: Table) -> bool:
    """Whether the table is the one that its notice's ledger adds up."""
    ledger = table.notice.ledger
    return ledger is not None and ledger.attachment == table.attachment.key


def _schedule(view: View, names: Mapping[int, str]) -> Schedule:
    doubt = {place: f"{view.why.get(place, _DOUBTED)}，待核实" for place in view.doubt}
    name = names.get(id(view.table), "")
    return Schedule(
        table=view.table,
        doubt=doubt,
        understated=frozenset(view.understated),
        open=view.open,
        enterprise=name,
        blank=view.blank_form,
    )


def _enterprises(views: Sequence[View], notice: Notice, *, together: bool) -> dict[int, str]:
    """id of a table -> its enterprise's name, where its submission says one: the investment table's before others'."""
    own = [view for view in views if view.table.notice is notice]
    made: dict[int, str] = {}
    for group in [own] if together else submissions(own):
        tables = sorted((view.table for view in group), key=lambda table: not is_investment(table))
        name = next((table.submitter for table in tables if table.submitter), "")
        if name:
            made.update((id(table), name) for table in tables)
    return made
