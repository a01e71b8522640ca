"""The investment window: every row counted, outside, undecided, unreadable, duplicate or excluded, with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import PurePath
from typing import Any, NamedTuple

from ..errors import UsageError
from ..findings import Finding, Severity
from ..forms.table import Table
from ..forms.values import Period, Unreadable
from ..notice.citing import cited
from ..notice.model import Basis, LedgerSpec, Notice


class Verdict(StrEnum):
    COUNTED = "counted"
    OUTSIDE = "outside"
    UNDECIDED = "undecided"
    UNREADABLE = "unreadable"
    DUPLICATE = "duplicate"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """One investment row. `amount` in 元, None when it cannot be read; `period` is the date as first and last day."""

    file: str
    sheet: str
    row: int
    enterprise: str
    name: str
    category: str
    amount: Decimal | None
    period: tuple[date, date] | None
    verdict: Verdict
    reason: str
    cell: str = ""
    """The amount's cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterpriseTotal:
    """Sums in 元 of one enterprise. `meets_floor` is None while it cannot be decided."""

    name: str
    files: tuple[str, ...]
    counted: Decimal
    undecided: Decimal
    not_counted: Decimal
    unreadable: int
    meets_floor: bool | None
    by_category: dict[str, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisTotal:
    """What would be counted on another basis."""

    date_basis: str
    tax_basis: str
    counted: Decimal
    undecided: Decimal
    meets_floor: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """All enterprises together. Amounts in 元; `unreadable` counts rows."""

    start: date
    end: date
    date_basis: str
    tax_basis: str
    counted: Decimal
    undecided: Decimal
    not_counted: Decimal
    unreadable: int
    floor: Decimal
    floor_basis: str
    meets_floor: bool | None
    enterprises: tuple[EnterpriseTotal, ...]
    by_category: dict[str, Decimal]
    bases: tuple[BasisTotal, ...]
    rows: tuple[LedgerRow, ...]
    findings: tuple[Finding, ...] = ()
    assumed: tuple[tuple[str, str], ...] = ()
    refused: tuple[tuple[str, str, str], ...] = ()
    """(path, code, message) of files that could not be read."""


class Judgement(NamedTuple):
    """The verdict on one data row of one table. `amount` in 元."""

    position: int
    """Index of the row in its table."""
    amount: Decimal | None
    period: Period | None
    verdict: Verdict
    reason: str
    column: str
    """The amount's column."""


Doubt = Mapping[tuple[int, str], str]
"""(index, key) -> why the value is in question; such an amount or date is undecided."""


class _Bearer:
    """A row that bears a number, linked to the one before it."""

    __slots__ = ("before", "index", "picker")

    def __init__(self, picker: _Picker, index: int, before: _Bearer | None) -> None:
        self.picker, self.index, self.before = picker, index, before


Seen = dict[str, _Bearer]
"""Invoice (or contract) number -> the last row that bears it, of one enterprise across its files."""


def basis_of(spec: LedgerSpec, date_basis: str, tax_basis: str) -> Basis:
    """The declared basis of that pair; `tax_basis` may be empty. Raises UsageError naming what there is."""
    for basis in spec.bases:
        if basis.date == date_basis and tax_basis in ("", basis.tax):
            return basis
    known = "；".join(f"--date {basis.date} --tax {basis.tax}" for basis in spec.bases)
    raise UsageError("no_basis", f"没有“{date_basis}／{tax_basis}”这种口径。可用的口径：{known}。")


def judge(
    table: Table, spec: LedgerSpec, basis: Basis, window: tuple[date, date], seen: Seen, doubt: Doubt
) -> Iterator[Judgement]:
    """Verdict by verdict, in row order. `seen` remembers the rows of one enterprise across its files.

    Decisions: a month or year wholly inside the window counts, wholly outside does not, straddling is undecided; an
    unreadable date is undecided, an unreadable amount unreadable; a row without an invoice falls back to its payment.
    """
    nothing: list[Any] = [None] * len(table)
    dates = table.columns.get(basis.date_column, nothing)
    amounts = table.columns.get(basis.amount_column, nothing)
    pick = _Picker(table, spec, basis, doubt)
    start, end = window
    for index, (when, amount) in enumerate(zip(dates, amounts, strict=True)):
        column = basis.amount_column
        note = ""
        if pick.without_invoice(index, when, amount):
            when, amount, column = pick.payment(index)
            note = "（无发票，按付款计，属假定）"
        excluded = pick.excluded(index)
        if excluded:
            known = amount if isinstance(amount, Decimal) else None
            yield Judgement(index, known, _period(when), Verdict.EXCLUDED, excluded, column)
            continue
        if type(amount) is not Decimal:
            yield pick.no_amount(index, amount, when, column, note)
            continue
        if pick.repeats(index, seen):
            yield Judgement(index, amount, _period(when), Verdict.DUPLICATE, "与前面的一行完全相同，只计一次", column)
            continue
        why = pick.doubtful(index, column)
        if why:
            yield Judgement(index, amount, _period(when), Verdict.UNDECIDED, why, column)
        elif type(when) is not Period:
            reason = f"日期“{when.raw}”读不出" if isinstance(when, Unreadable) else "没有日期"
            yield Judgement(index, amount, None, Verdict.UNDECIDED, reason + note, column)
        elif start <= when[0] and when[1] <= end:
            yield Judgement(index, amount, when, Verdict.COUNTED, note or _INSIDE, column)
        elif when[1] < start or when[0] > end:
            side = f"早于窗口起始日 {start}" if when[1] < start else f"晚于窗口截止日 {end}"
            yield Judgement(index, amount, when, Verdict.OUTSIDE, f"{when} {side}{note}", column)
        else:
            yield Judgement(
                index, amount, when, Verdict.UNDECIDED, f"{when} 跨越窗口边界，须补充具体日期{note}", column
            )


_INSIDE = "在窗口内"


def _period(when: Any) -> Period | None:
    return when if isinstance(when, Period) else None


class _Picker:
    """What a verdict has to look up beside date and amount."""

    def __init__(self, table: Table, spec: LedgerSpec, basis: Basis, doubt: Doubt) -> None:
        nothing: list[Any] = [None] * len(table)
        self.table, self.spec, self.basis, self.doubt = table, spec, basis, doubt
        self.categories = table.columns.get(spec.category, nothing)
        self.invoices = table.columns.get(spec.invoice, nothing)
        self.sellers = table.columns.get(spec.seller, nothing)
        self.pay_dates = table.columns.get(spec.fallback_date, nothing)
        self.pay_amounts = table.columns.get(spec.fallback_amount, nothing)
        self.falls_back = basis.date == "invoice" and bool(spec.fallback_date)
        column = table.attachment.column(spec.category)
        self.official = frozenset(choice.value for choice in column.values)
        skipped = {"seq", table.attachment.order, "note"}
        self.all = [values for key, values in table.columns.items() if key not in skipped]
        self.once = table.columns.get(basis.once_per) if basis.once_per else None

    def without_invoice(self, index: int, when: Any, amount: Any) -> bool:
        return (
            self.falls_back
            and when is None
            and amount is None
            and self.invoices[index] is None
            and (index, self.basis.amount_column) not in self.table.covered
            and self.pay_amounts[index] is not None
        )

    def payment(self, index: int) -> tuple[Any, Any, str]:
        return self.pay_dates[index], self.pay_amounts[index], self.spec.fallback_amount

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

    def repeats(self, index: int, seen: Seen) -> bool:
        """An identical row of the same invoice; or, counting contracts, the same contract of the same seller again."""
        number = self.invoices[index] if self.once is None else self.once[index]
        if number is None or isinstance(number, Unreadable):
            return False
        if self.table.owners is not None:
            number = f"{self.table.owners[index]}\0{number}"
        earlier = seen.get(number)
        # Rows are compared only where the number comes again: 100,000 rows must not be kept twice.
        while earlier is not None:
            if earlier.picker._row(earlier.index) == self._row(index):
                return True
            earlier = earlier.before
        seen[number] = _Bearer(self, index, seen.get(number))
        return False

    def _row(self, index: int) -> tuple[Any, ...]:
        if self.once is not None:
            return (self.sellers[index],)
        return tuple(values[index] for values in self.all)

    def doubtful(self, index: int, column: str) -> str:
        if not self.doubt:
            return self._unknown_category(index)
        for key in (column, self.basis.date_column):
            if (index, key) in self.doubt:
                return self.doubt[index, key]
        return self._unknown_category(index)

    def _unknown_category(self, index: int) -> str:
        category = self.categories[index]
        if category is None or category in self.official:
            return ""
        said = category.raw if isinstance(category, Unreadable) else category
        return f"类别“{said}”不在规定的类别之内，能否计入无法判定"


@dataclass(slots=True)
class Tally:
    """Running sums in 元 of one enterprise on one basis."""

    counted: Decimal = Decimal(0)
    undecided: Decimal = Decimal(0)
    at_most: Decimal = Decimal(0)
    """Undecided amounts that could raise the sum (red invoices left out)."""
    not_counted: Decimal = Decimal(0)
    unreadable: int = 0
    by_category: dict[str, Decimal] = field(default_factory=dict)

    def add(self, judgement: Judgement, category: str = "") -> None:
        """Take one row in."""
        verdict, amount = judgement.verdict, judgement.amount
        if verdict is Verdict.COUNTED:
            assert amount is not None
            self.counted += amount
            if category:
                self.by_category[category] = self.by_category.get(category, Decimal(0)) + amount
        elif verdict is Verdict.UNREADABLE:
            self.unreadable += 1
        elif verdict is Verdict.UNDECIDED:
            self.undecided += amount or 0
            self.at_most += max(amount or Decimal(0), Decimal(0))
        else:
            self.not_counted += amount or 0

    def meets(self, floor: Decimal) -> bool | None:
        """True, False, or None while undecided or unreadable rows could still carry it over the floor."""
        if self.counted >= floor:
            return True
        if self.counted + self.at_most < floor and not self.unreadable:
            return False
        return None


def enterprise_of(table: Table) -> str:
    """The enterprise a table belongs to: its labelled name, else the file's name without its ending."""
    return table.submitter or PurePath(table.path).stem


def tally(table: Table, spec: LedgerSpec, window: tuple[date, date], doubt: Doubt) -> Tally:
    """The sums of one table on the first declared basis."""
    made = Tally()
    for judgement in judge(table, spec, spec.bases[0], window, {}, doubt):
        made.add(judgement)
    return made


def build_ledger(
    tables: Sequence[tuple[Table, Doubt]],
    notice: Notice,
    *,
    date_basis: str = "",
    tax_basis: str = "",
    start: date | None = None,
    end: date | None = None,
) -> Ledger:
    """The ledger over all tables, enterprise by enterprise, on the asked basis and, beside it, on every other."""
    spec = notice.ledger
    if spec is None:
        raise UsageError("no_ledger", f"通知“{notice.title}”没有投资窗口，不能核算投资。")
    declared = notice.window(spec.window)
    window = (start or declared.start, end or declared.end)
    if window[0] > window[1]:
        raise UsageError("bad_window", f"窗口起始日 {window[0]} 晚于截止日 {window[1]}，请调换 --from 与 --to。")
    default_date = str(notice.parameter("date_basis", spec.bases[0].date))
    chosen_date = date_basis or default_date
    default_tax = str(notice.parameter("tax_basis", "")) if chosen_date == default_date else ""
    basis = basis_of(spec, chosen_date, tax_basis or default_tax)
    rows: list[LedgerRow] = []
    tallies, files = _tallies(tables, spec, basis, window, rows)
    enterprises = tuple(_enterprise(name, made, tuple(files[name]), spec.floor) for name, made in tallies.items())
    return Ledger(
        start=window[0],
        end=window[1],
        date_basis=basis.date,
        tax_basis=basis.tax,
        counted=_sum(made.counted for made in tallies.values()),
        undecided=_sum(made.undecided for made in tallies.values()),
        not_counted=_sum(made.not_counted for made in tallies.values()),
        unreadable=sum(made.unreadable for made in tallies.values()),
        floor=spec.floor,
        floor_basis=spec.floor_basis,
        meets_floor=_all_meet([enterprise.meets_floor for enterprise in enterprises]),
        enterprises=enterprises,
        by_category=_categories(tallies.values()),
        bases=tuple(_basis_total(tables, spec, other, window) for other in spec.bases),
        rows=tuple(rows),
        findings=tuple(_payments_outside(tables, spec, basis, window)),
        assumed=tuple((p.title or p.key, p.said) for p in notice.parameters if p.assumed),
    )


def _tallies(
    tables: Sequence[tuple[Table, Doubt]],
    spec: LedgerSpec,
    basis: Basis,
    window: tuple[date, date],
    rows: list[LedgerRow] | None = None,
) -> tuple[dict[str, Tally], dict[str, list[str]]]:
    tallies: dict[str, Tally] = {}
    files: dict[str, list[str]] = {}
    seen: dict[str, Seen] = {}
    for table, doubt in tables:
        whole = enterprise_of(table)
        for name in dict.fromkeys(table.owners) if table.owners else (whole,):
            tallies.setdefault(name, Tally())
            if table.path not in files.setdefault(name, []):
                files[name].append(table.path)
        nothing: list[Any] = [None] * len(table)
        categories = table.columns.get(spec.category, nothing)
        names = table.columns.get("name", nothing)
        for judgement in judge(table, spec, basis, window, seen.setdefault(whole, {}), doubt):
            index = judgement.position
            name = table.owners[index] if table.owners else whole
            made = tallies[name]
            category = categories[index] if isinstance(categories[index], str) else ""
            made.add(judgement, category or "未填类别")
            if rows is not None:
                rows.append(
                    LedgerRow(
                        file=table.path,
                        sheet=table.sheet,
                        row=table.rows[index],
                        enterprise=name,
                        name=str(names[index] or ""),
                        category=category,
                        amount=judgement.amount,
                        period=judgement.period and (judgement.period.start, judgement.period.end),
                        verdict=judgement.verdict,
                        reason=judgement.reason,
                        cell=table.cell(index, judgement.column),
                    )
                )
    return tallies, files


def _enterprise(name: str, made: Tally, files: tuple[str, ...], floor: Decimal) -> EnterpriseTotal:
    return EnterpriseTotal(
        name=name,
        files=files,
        counted=made.counted,
        undecided=made.undecided,
        not_counted=made.not_counted,
        unreadable=made.unreadable,
        meets_floor=made.meets(floor),
        by_category=dict(made.by_category),
    )


def _basis_total(
    tables: Sequence[tuple[Table, Doubt]], spec: LedgerSpec, basis: Basis, window: tuple[date, date]
) -> BasisTotal:
    tallies, _ = _tallies(tables, spec, basis, window)
    return BasisTotal(
        date_basis=basis.date,
        tax_basis=basis.tax,
        counted=_sum(made.counted for made in tallies.values()),
        undecided=_sum(made.undecided for made in tallies.values()),
        meets_floor=_all_meet([made.meets(spec.floor) for made in tallies.values()]),
    )


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


def _all_meet(verdicts: list[bool | None]) -> bool | None:
    """The floor holds for each enterprise: True where all meet it, False where one does not, else open."""
    if any(verdict is False for verdict in verdicts):
        return False
    return True if verdicts and all(verdicts) else None


def _categories(tallies: Iterable[Tally]) -> dict[str, Decimal]:
    made: dict[str, Decimal] = {}
    for one in tallies:
        for category, amount in one.by_category.items():
            made[category] = made.get(category, Decimal(0)) + amount
    return made


def _payments_outside(
    tables: Sequence[tuple[Table, Doubt]], spec: LedgerSpec, basis: Basis, window: tuple[date, date]
) -> Iterator[Finding]:
    """Rows counted by invoice whose payment lies wholly outside the window: said, because the notice leaves it open."""
    if basis.date != "invoice" or not spec.fallback_date:
        return
    start, end = window
    for table, _ in tables:
        invoiced = table.columns.get(basis.date_column)
        paid = table.columns.get(spec.fallback_date)
        if invoiced is None or paid is None:
            continue
        for index, (first, second) in enumerate(zip(invoiced, paid, strict=True)):
            if type(first) is not Period or type(second) is not Period or not start <= first[0] <= first[1] <= end:
                continue
            if second[1] < start or second[0] > end:
                yield Finding(
                    rule="ledger.payment-outside",
                    severity=Severity.WARNING,
                    sheet=table.sheet,
                    cells=(table.cell(index, spec.fallback_date),),
                    column=table.heading(spec.fallback_date),
                    value=table.text(index, spec.fallback_date),
                    expected=f"{start}～{end}",
                    message=f"发票在窗口内，付款 {second} 在窗口外",
                    fix="通知未写明以哪个日期为准，请与受理部门确认。",
                    basis=spec.floor_basis,
                    kind="ledger",
                    path=table.path,
                )
