"""The verdict on each row of a table.

A month or year wholly inside the window counts, wholly outside does not, straddling is undecided; an unreadable date is
undecided, an unreadable amount unreadable. A row without an invoice falls back to its payment where the notice's
parameter lets its category; else it is undecided with what was paid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ..forms.values import Period, Unreadable
from ..notice.citing import cited
from .invoices import Repeat, Repeats, core_name, has_number
from .model import Judgement, Schedule, Verdict
from .terms import Terms

_INSIDE = "在窗口内"
_NO_INVOICE = "没有发票，取得发票前不能计入（按已付金额列为待定）"


@dataclass(slots=True, eq=False)
class Beside:
    """What the other rows of everything handed in mean for the rows of one table."""

    repeated: Mapping[int, Repeat] = field(default_factory=dict)
    """Index -> which row it repeats."""
    reverses: Callable[[Schedule, int], str] = lambda _schedule, _index: ""
    """Where the invoice stands, inside the window, that a red row of later reverses; empty where there is none."""
    contracts: dict[tuple[str, str, str], tuple[Decimal, str]] = field(default_factory=dict)
    """(enterprise, number, seller) -> (amount, cell) of the contracts counted so far."""
    account: str = ""


def judge(schedule: Schedule, terms: Terms, beside: Beside) -> Iterator[Judgement]:
    """Verdict by verdict, in row order."""
    # Over 100,000 rows: one loop with its lookups outside it; what is rare stands in functions.
    table, basis = schedule.table, terms.basis
    nothing: list[Any] = [None] * len(table)
    dates = table.columns.get(basis.date_column, nothing)
    amounts = table.columns.get(basis.amount_column, nothing)
    look = _Look(schedule, terms, beside)
    start, end = terms.start, terms.end
    for index, (when, amount) in enumerate(zip(dates, amounts, strict=True)):
        column = basis.amount_column
        note = ""
        if look.without_invoice(index, when, amount):
            when, amount, column, note = look.payment(index)
        excluded = look.excluded(index)
        if excluded:
            known = amount if isinstance(amount, Decimal) else None
            yield Judgement(index, known, _period(when), Verdict.EXCLUDED, excluded, column)
            continue
        if type(amount) is not Decimal:
            yield look.no_amount(index, amount, when, column, note)
            continue
        if look.repeated or look.once is not None:
            again = look.repeats(index, amount)
            if again is not None:
                yield Judgement(index, amount, _period(when), *again, column)
                continue
        why = look.doubtful(index, column)
        if why:
            more = (index, column) in schedule.understated
            yield Judgement(index, amount, _period(when), Verdict.UNDECIDED, why, column, more)
        elif type(when) is Period and amount >= 0 and (when[1] < start or when[0] > end) and not look.unpaid(note):
            # What lies outside counts for nobody, whatever else stands against it.
            yield _outside(schedule, index, amount, when, column, note, terms, beside)
        elif why := look.open(index, when, note):
            yield Judgement(index, amount, _period(when), Verdict.UNDECIDED, why, column)
        elif type(when) is not Period:
            reason = f"日期“{when.raw}”读不出" if isinstance(when, Unreadable) else "没有日期"
            yield Judgement(index, amount, None, Verdict.UNDECIDED, reason + note, column)
        elif start <= when[0] and when[1] <= end:
            yield Judgement(index, amount, when, Verdict.COUNTED, note or _INSIDE, column)
        elif when[1] < start or when[0] > end:
            yield _outside(schedule, index, amount, when, column, note, terms, beside)
        else:
            reason = f"{when} 跨越窗口边界，须补充具体日期{note}"
            yield Judgement(index, amount, when, Verdict.UNDECIDED, reason, column)


def _outside(
    schedule: Schedule,
    index: int,
    amount: Decimal,
    when: Period,
    column: str,
    note: str,
    terms: Terms,
    beside: Beside,
) -> Judgement:
    early = when[1] < terms.start
    side = f"早于窗口起始日 {terms.start}" if early else f"晚于窗口截止日 {terms.end}"
    blue = beside.reverses(schedule, index) if amount < 0 and not early else ""
    if blue:
        reason = f"{when} {side}，但冲销的是窗口内已计入的发票（{blue}），是否扣减待定"
        return Judgement(index, amount, when, Verdict.UNDECIDED, reason, column)
    return Judgement(index, amount, when, Verdict.OUTSIDE, f"{when} {side}{note}", column)


def _period(when: Any) -> Period | None:
    return when if isinstance(when, Period) else None


def _there(repeat: Repeat, key: str) -> str:
    """The other row's cell, with its sheet and file where they are not the row's own."""
    own, other = repeat.row.schedule.table, repeat.other.schedule.table
    cell = repeat.other.cell(key)
    if other is own:
        return cell
    return f"{other.sheet}!{cell}" if other.path == own.path else f"{other.called} {other.sheet}!{cell}"


class _Look:
    """What a verdict has to look up beside date and amount."""

    def __init__(self, schedule: Schedule, terms: Terms, beside: Beside) -> None:
        table, spec = schedule.table, terms.spec
        nothing: list[Any] = [None] * len(table)
        self.table, self.spec, self.basis, self.terms = table, spec, terms.basis, terms
        self.doubt, self.opened, self.repeated = schedule.doubt, schedule.open, beside.repeated
        self.categories = table.columns.get(spec.category, nothing)
        self.invoices = table.columns.get(spec.invoice, nothing)
        self.sellers = table.columns.get(spec.seller, nothing)
        self.pay_dates = table.columns.get(spec.fallback_date, nothing)
        self.pay_amounts = table.columns.get(spec.fallback_amount, nothing)
        self.by_invoice = terms.basis.date == "invoice"
        self.official = frozenset(table.attachment.official(spec.category))
        self.once = table.columns.get(terms.basis.once_per) if terms.basis.once_per else None
        self.beside = beside
        self.numbered = table.has(spec.invoice)

    def without_invoice(self, index: int, when: Any, amount: Any) -> bool:
        """Nothing of an invoice is there, but a payment."""
        return (
            self.by_invoice
            and amount is None
            and when is None
            and not has_number(self.invoices[index])
            and (index, self.basis.amount_column) not in self.table.covered
            and self.pay_amounts[index] is not None
        )

    def payment(self, index: int) -> tuple[Any, Any, str, str]:
        """(date, amount, column, note) of what was paid."""
        falls_back = self.categories[index] in self.terms.by_payment
        note = "（无发票，按付款计，属假定）" if falls_back else _NO_INVOICE
        return self.pay_dates[index], self.pay_amounts[index], self.spec.fallback_amount, note

    def excluded(self, index: int) -> str:
        category = self.categories[index]
        if not isinstance(category, str) or category in self.official:
            return ""
        word = next((word for word in self.spec.excluded_words if word in category), "")
        return f"类别“{category}”含“{word}”，不属于计入范围（{cited(self.spec.excluded_basis)}）" if word else ""

    def no_amount(self, index: int, amount: Any, when: Any, column: str, note: str) -> Judgement:
        if isinstance(amount, Unreadable):
            reason = f"金额“{amount.raw}”读不出"
        elif (index, column) in self.table.covered:
            # The amount stands once, in the first row of the merged cell; this row adds nothing.
            return Judgement(index, Decimal(0), _period(when), Verdict.COUNTED, "金额在合并单元格首行计一次", column)
        else:
            reason = "没有金额"
        return Judgement(index, None, _period(when), Verdict.UNREADABLE, reason + note, column)

    def repeats(self, index: int, amount: Decimal) -> tuple[Verdict, str] | None:
        """The verdict on a row that equals another or, counting contracts, whose contract stands in another."""
        repeat = self.repeated.get(index) if self.repeated else None
        if repeat is not None and repeat.kind is Repeats.SAME:
            return Verdict.DUPLICATE, f"与 {_there(repeat, self.basis.amount_column)} 各格全同，只计一次"
        return self._contract(index, amount) if self.once is not None else None

    def _again(self, repeat: Repeat) -> str:
        """Why a row whose invoice stands in another row too is undecided."""
        there = _there(repeat, self.basis.amount_column)
        if repeat.kind is Repeats.ELSEWHERE:
            return f"同一张发票又列在另一家企业的表中（{there}），属于哪一家待核实"
        if repeat.kind is Repeats.ALIKE:
            return f"与 {there} 各格全同，又没有发票号码可以区分，是否重复填写待核实"
        # Counting payments, two payments of one invoice are two.
        if self.by_invoice:
            return f"同一张发票已在 {there} 计入；一张发票分列几行的，请合并发票各栏或并为一行"
        return ""

    def _contract(self, index: int, amount: Decimal) -> tuple[Verdict, str] | None:
        """A contract's amount stands on each of its rows and counts once."""
        assert self.once is not None
        number, seller = self.once[index], self.sellers[index]
        if not isinstance(number, str):
            return None
        owner = self.table.owners[index] if self.table.owners is not None else self.beside.account
        key = (owner, number, core_name(seller) if isinstance(seller, str) else "")
        own = (amount, self.table.cell(index, self.basis.amount_column))
        before = self.beside.contracts.setdefault(key, own)
        if before is own:
            return None
        if before[0] == amount:
            return Verdict.DUPLICATE, f"同一合同的金额已在 {before[1]} 计入，每份合同只计一次"
        return Verdict.UNDECIDED, f"同一合同在 {before[1]} 的金额不同，合同金额待核实"

    def doubtful(self, index: int, column: str) -> str:
        """Why the amount or the date itself is in question."""
        if self.doubt:
            for key in (column, self.basis.date_column):
                if (index, key) in self.doubt:
                    return self.doubt[index, key]
        return ""

    def unpaid(self, note: str) -> bool:
        """Whether the date is only that of a payment, the invoice still to come."""
        return note is _NO_INVOICE

    def open(self, index: int, when: Any, note: str) -> str:
        """Why a row inside the window cannot be counted yet; empty where nothing stands against it."""
        repeat = self.repeated.get(index) if self.repeated else None
        why = self._again(repeat) if repeat is not None else ""
        if why:
            return why
        if self.opened and index in self.opened:
            return self.opened[index]
        if note is _NO_INVOICE:
            return note
        category = self.categories[index]
        if self.official and category not in self.official and category is not None:
            said = category.raw if isinstance(category, Unreadable) else category
            return f"类别“{said}”不在规定的类别之内，能否计入无法判定"
        if self.by_invoice and not note and self.numbered and not has_number(self.invoices[index]):
            return self._unnumbered(index, category, when)
        return ""

    def _unnumbered(self, index: int, category: Any, when: Any) -> str:
        """An amount without an invoice number: whether it was invoiced at all is open, but where wages fall back."""
        if category in self.terms.by_payment or (index, self.basis.amount_column) in self.table.covered:
            return ""
        return "没有发票号码" if isinstance(when, Period) else "没有发票号码和开票日期"
