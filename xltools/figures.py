"""One language for a figure of an attachment, spoken by rules and roll-ups.

    附件1.invest_total            a form's field, or who hands the form in (附件6.enterprise)
    附件2.row.network_rate.after  a printed row's cell
    附件2.sum.self_score          a column's sum
    附件7.rows                    how many rows
    附件6.ledger.counted          the investment window: counted, undecided, meets_floor, or a category

A figure keeps the cells it was read from. What it means (equal to another, a summary's cell) its reader decides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from .formats.grid import a1
from .forms.table import Table
from .forms.values import UNITS, Unreadable, number_text
from .ledger import Accounts
from .ledger.sums import Tally
from .notice.model import ColumnType, Notice, Shape

FORM_FIELD, PRINTED_ROW, COLUMN_SUM, ROW_COUNT, WINDOW = "field", "row", "sum", "rows", "ledger"
_COUNTED: Final = {"counted": "计入的合计", "undecided": "待定的合计"}
_REACHES: Final = {True: "是", False: "否", None: "待定"}
"""The answer under a heading that asks: 是否达到…"""
_NONE: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference taken apart. `name` is a column, a printed row or what the window is asked for."""

    attachment: str
    what: str
    name: str = ""
    column: str = ""

    @classmethod
    def of(cls, text: str) -> Reference:
        """Every text is one; whether it points somewhere, `fault_of` says."""
        attachment, _, rest = text.strip().partition(".")
        what, _, name = rest.partition(".")
        if rest == ROW_COUNT:
            return cls(attachment, ROW_COUNT)
        if what == PRINTED_ROW and name:
            row, _, column = name.rpartition(".")
            return cls(attachment, PRINTED_ROW, row, column)
        if what in (COLUMN_SUM, WINDOW) and name:
            return cls(attachment, what, name)
        return cls(attachment, FORM_FIELD, rest)


@dataclass(frozen=True, slots=True)
class Figure:
    """What a reference names. `value` is in 元 or in the unit of its row; None where it cannot be read.

    `cell` is the one to correct, `cells` all it was read from (A1 or A1:A9); `name` says what it is. `rounding` is half of
    the last decimal place shown, `open` what undecided rows could still add; `certain`: nothing unread stands behind it.
    """

    value: object
    text: str
    table: Table
    cell: str
    cells: str
    column: str = ""
    name: str = ""
    unit: str = ""
    rounding: Decimal = _NONE
    open: Decimal = _NONE
    certain: bool = True

    @property
    def number(self) -> Decimal | None:
        return Decimal(self.value) if isinstance(self.value, (int, Decimal)) else None


def figure_of(reference: Reference, tables: Sequence[Table], accounts: Callable[[], Accounts]) -> Figure | None:
    """The figure among one enterprise's tables; None where no table of that attachment says it. Of several tables the
    first is asked, the ledger knows them all."""
    own = [table for table in tables if table.attachment.key == reference.attachment]
    if not own:
        return None
    if reference.what == WINDOW:
        return _of_window(reference.name, own[0], accounts())
    if reference.what == COLUMN_SUM:
        return _of_column(own[0], reference.name)
    if reference.what == PRINTED_ROW:
        return _of_row(own[0], reference.name, reference.column)
    if reference.what == ROW_COUNT:
        cells = span_of(own[0], next(iter(own[0].header.columns), ""))
        return Figure(len(own[0]), str(len(own[0])), own[0], cells, cells)
    return _of_field(own[0], reference.name)


def _of_field(table: Table, key: str) -> Figure | None:
    if table.attachment.shape is not Shape.FORM or not table.has(key) or not len(table):
        return _of_submitter(table, key)
    stored = table.columns[key][0]
    if stored is None:
        return None
    column = table.attachment.column(key)
    unit = table.units.get(key, "") if column.type is ColumnType.AMOUNT else column.unit
    value = None if isinstance(stored, Unreadable) else stored
    step = _NONE
    if isinstance(value, (int, Decimal)):
        step = UNITS.get(unit, Decimal(1)) * Decimal(10) ** -decimals(Decimal(value), unit) / 2
    heading, cell = table.heading(key), table.cell(0, key)
    name = f"{table.attachment.key}“{heading}”"
    return Figure(value, table.text(0, key), table, cell, cell, heading, name, unit, step)


def _of_submitter(table: Table, key: str) -> Figure | None:
    if key != table.attachment.submitter or not table.submitter:
        return None
    field = table.fields.get(key)
    cell = a1(field.row, field.column) if field is not None and field.row and field.column else ""
    return Figure(table.submitter, table.submitter, table, cell, cell)


def _of_row(table: Table, key: str, column: str) -> Figure | None:
    index = table.index_of(key)
    value = row_number(table, index, column) if index is not None and table.has(column) else None
    if index is None or value is None:
        return None
    cell = table.cell(index, column)
    name = f"{table.attachment.key}“{table.text(index, table.attachment.row_key)}”"
    return Figure(value, number_text(value), table, cell, cell, table.heading(column), name, table.row_unit(index))


def row_number(table: Table, index: int, column: str) -> Decimal | None:
    """The number of a printed row. In rows of % it is a percentage: a share typed as the bare number 0.85 is 85."""
    value = table.columns[column][index]
    if not isinstance(value, (int, Decimal)):
        return None
    share = abs(Decimal(value)) <= 1 and table.row_unit(index) == "%" and _bare(table, index, column)
    return Decimal(value) * 100 if share else Decimal(value)


def _bare(table: Table, index: int, column: str) -> bool:
    """A number without a % sign and without a % format."""
    row, sheet_column = table.place(index, column)
    return isinstance(table.raw(index, column), Decimal) and "%" not in table.grid.number_format(row, sheet_column)


def _of_column(table: Table, key: str) -> Figure | None:
    numbers = [value for value in table.columns.get(key, ()) if isinstance(value, (int, Decimal))]
    if not numbers:
        return None
    total = sum((Decimal(number) for number in numbers), _NONE)
    cells = span_of(table, key)
    return Figure(total, format(total, "f"), table, cells, cells, table.heading(key))


def _of_window(what: str, table: Table, accounts: Accounts) -> Figure | None:
    """The enterprise's sum over all its investment tables, placed at the first one's total."""
    account = accounts.of(table)
    tallies = accounts.tallies(accounts.terms)
    made = next((made for key, made in tallies.items() if accounts.accounts[key] is account), None)
    if made is None:
        return None
    column = accounts.terms.basis.amount_column
    cells = span_of(table, column)
    if what == "meets_floor":
        word = _REACHES[made.meets(accounts.terms.floor)]
        return Figure(word, word, table, cells, cells)
    official = frozenset(table.attachment.official(accounts.terms.spec.category))
    value, rest = _in_window(what, made, official)
    name = f"{table.attachment.key}窗口期内{_COUNTED.get(what, f'计入的“{what}”合计')}"
    return Figure(
        value=value,
        text=format(value, "f"),
        table=table,
        cell=_total_cell(table, column),
        cells=cells,
        column=table.heading(column),
        name=name,
        unit=table.units.get(column, "元"),
        open=rest,
        certain=not (made.unreadable or made.asked or made.unknown_more),
    )


def _in_window(what: str, made: Tally, official: frozenset[str]) -> tuple[Decimal, Decimal]:
    """(the sum asked for, what could still come to it or go)."""
    if what == "undecided":
        return made.undecided, _NONE
    rest = max(made.black, -made.red) + made.more
    if what not in official:
        return made.counted, rest
    # A counted row without a category of the notice could belong to any of them.
    loose = sum((amount for name, amount in made.by_category.items() if name not in official), _NONE)
    return made.by_category.get(what, _NONE), rest + loose


def _total_cell(table: Table, column: str) -> str:
    """The grand total's cell, else the heading."""
    number = table.header.columns.get(column, 1)
    grand = [total.row for total in table.totals if total.first == 0 and total.last == len(table)]
    return a1(grand[-1] if grand else table.header.last_row, number)


def span_of(table: Table, key: str) -> str:
    """The cells of a column, first to last; empty where there are none."""
    if not len(table) or not table.has(key):
        return ""
    first, last = table.cell(0, key), table.cell(len(table) - 1, key)
    return first if first == last else f"{first}:{last}"


def decimals(amount: Decimal, unit: str) -> int:
    """How many decimals an amount in 元 shows in its sheet's unit."""
    shown = (amount / UNITS.get(unit, Decimal(1))).normalize()
    exponent = shown.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def fault_of(text: str, notice: Notice) -> str:
    """Why a reference points nowhere in this notice; empty where it does not."""
    reference = Reference.of(text)
    form = next((one for one in notice.attachments if one.key == reference.attachment), None)
    if form is None:
        return f"没有附件 {reference.attachment}"
    if reference.what == WINDOW:
        return _window_fault(reference.name, notice)
    if reference.what == ROW_COUNT:
        return ""
    if reference.what == PRINTED_ROW and reference.name not in {fixed.key for fixed in form.rows}:
        return f"{form.key} 没有固定行 {reference.name}"
    column = reference.column or reference.name
    if reference.what == FORM_FIELD and column != form.submitter and form.shape is not Shape.FORM:
        return f"{form.key} 不是填报单，应写作 {form.key}.row.行.列"
    return "" if form.has(column) or column == form.submitter else f"{form.key} 没有列 {column}"


def _window_fault(what: str, notice: Notice) -> str:
    if notice.ledger is None:
        return "通知没有投资窗口"
    form = notice.attachment(notice.ledger.attachment)
    known = [*_COUNTED, "meets_floor", *form.official(notice.ledger.category)]
    return "" if what in known else f"没有 ledger.{what}；可用：{'、'.join(known)}"
