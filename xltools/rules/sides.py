"""Figures of a submission by reference: what one attachment says, so that another can be held against it.

References: `附件1.invest_total` (a form's field), `附件2.row.network_rate.after` (a printed row's cell),
`附件6.ledger.counted`, `附件6.ledger.undecided`, `附件6.ledger.<category>` (the investment window).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..findings import Place
from ..formats.grid import a1
from ..forms.values import UNITS, number_text
from ..notice.model import ColumnType, Notice, Shape
from .accounting import accounts_of
from .base import View, decimals, in_unit, place
from .list_rows import row_name, row_value


@dataclass(frozen=True, slots=True)
class Side:
    """One figure: `value` in 元 or in the unit of its row, `place` its cell, `column` its heading, `name` what it is.

    `rounding` is half of the last decimal place shown; `open` what undecided rows could still add.
    """

    view: View
    place: Place
    column: str
    name: str
    value: Decimal
    unit: str
    rounding: Decimal = Decimal(0)
    open: Decimal = Decimal(0)

    def shown(self, value: Decimal | None = None) -> str:
        """The figure (or another one of its kind) in its unit."""
        amount = self.value if value is None else value
        if self.unit in UNITS:
            return in_unit(amount, self.unit)
        return f"{number_text(amount)}{'' if self.unit == '%' else ' '}{self.unit}".strip()


def side(reference: str, views: Sequence[View]) -> Side | None:
    """The figure that `reference` names; None where it was not handed in, is blank, in doubt, or stands in two files."""
    attachment, _, rest = reference.partition(".")
    tables = [view for view in views if view.table.attachment.key == attachment]
    if not tables:
        return None
    if rest.startswith("ledger."):
        return _ledger(rest.removeprefix("ledger."), tables)
    if len(tables) > 1:
        return None
    if rest.startswith("row."):
        key, _, column = rest.removeprefix("row.").rpartition(".")
        return _row(tables[0], key, column)
    return _field(tables[0], rest)


def _field(view: View, key: str) -> Side | None:
    table = view.table
    if not len(table) or not view.sound(0, key):
        return None
    value = table.columns[key][0]
    if not isinstance(value, (int, Decimal)):
        return None
    amount = table.attachment.column(key).type is ColumnType.AMOUNT
    unit = table.units.get(key, "") if amount else table.attachment.column(key).unit
    step = UNITS.get(unit, Decimal(1)) * Decimal(10) ** -decimals(Decimal(value), unit) / 2
    heading = table.heading(key)
    return Side(view, place(view, 0, key), heading, f"{table.attachment.key}“{heading}”", Decimal(value), unit, step)


def _row(view: View, key: str, column: str) -> Side | None:
    found = row_value(view, key, column)
    if found is None:
        return None
    index, value = found
    name = f"{view.table.attachment.key}“{row_name(view, index)}”"
    unit = view.table.row_unit(index)
    return Side(view, place(view, index, column), view.table.heading(column), name, value, unit)


def _ledger(what: str, views: Sequence[View]) -> Side | None:
    """The sum of the window over all investment tables of the enterprise. None while an amount cannot be read."""
    table = views[0].table
    spec = table.notice.ledger
    if spec is None:
        return None
    accounts = accounts_of(views)
    account = accounts.of(table)
    made = next(
        (made for key, made in accounts.tallies(accounts.terms).items() if accounts.accounts[key] is account), None
    )
    if made is None or made.unreadable or made.asked or made.unknown_more:
        return None
    undecided = max(made.black, -made.red) + made.more
    counted = made.counted
    official = frozenset(choice.value for choice in table.attachment.column(spec.category).values)
    if what in official:
        counted = made.by_category.get(what, Decimal(0))
        # A counted row without a category of the notice could belong to any of them.
        undecided += sum((a for name, a in made.by_category.items() if name not in official), Decimal(0))
    column = accounts.terms.basis.amount_column
    named = {"counted": "计入的合计", "undecided": "待定的合计"}
    name = f"{table.attachment.key}窗口期内{named.get(what, f'计入的“{what}”合计')}"
    value, rest = (made.undecided, Decimal(0)) if what == "undecided" else (counted, undecided)
    where = _total_place(views[0], column)
    return Side(views[0], where, table.heading(column), name, value, table.units.get(column, "元"), open=rest)


def _total_place(view: View, column: str) -> Place:
    """The grand total's cell, else the heading."""
    table = view.table
    number = table.header.columns.get(column, 1)
    grand = [total.row for total in table.totals if total.first == 0 and total.last == len(table)]
    return Place(table.path, table.sheet, a1(grand[-1] if grand else table.header.last_row, number))


def side_fault(reference: str, notice: Notice) -> str:
    """Why a reference points nowhere in this notice; empty where it does not."""
    key, _, rest = reference.partition(".")
    form = next((attachment for attachment in notice.attachments if attachment.key == key), None)
    if form is None:
        return f"没有附件 {key}"
    if rest.startswith("ledger."):
        return _ledger_fault(rest.removeprefix("ledger."), notice)
    if rest.startswith("row."):
        row, _, column = rest.removeprefix("row.").rpartition(".")
        if row not in {fixed.key for fixed in form.rows}:
            return f"{key} 没有固定行 {row}"
        return "" if form.has(column) else f"{key} 没有列 {column}"
    if form.shape is not Shape.FORM:
        return f"{key} 不是填报单，应写作 {key}.row.行.列"
    return "" if form.has(rest) else f"{key} 没有列 {rest}"


def _ledger_fault(what: str, notice: Notice) -> str:
    if notice.ledger is None:
        return "通知没有投资窗口"
    form = notice.attachment(notice.ledger.attachment)
    known = ["counted", "undecided", *(choice.value for choice in form.column(notice.ledger.category).values)]
    return "" if what in known else f"没有 ledger.{what}；可用：{'、'.join(known)}"
