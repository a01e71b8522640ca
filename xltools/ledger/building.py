"""The whole ledger: every row and every enterprise on one basis, and the sums on every other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from ..findings import Finding, Severity
from ..forms.values import UNITS, Period, number_text
from ..notice.parameters import assumed_for
from .accounts import Account, Accounts, Entry, category_of
from .model import BasisTotal, EnterpriseTotal, Ledger, LedgerRow, Verdict
from .sums import Tally, all_meet, sum_of
from .terms import Terms, terms_of

_MOST_NAMED = 5
"""Rows named in what would decide the floor."""


def build_ledger(
    accounts: Accounts,
    *,
    date_basis: str = "",
    tax_basis: str = "",
    start: date | None = None,
    end: date | None = None,
) -> Ledger:
    """The ledger over all accounts on the asked basis and, beside it, on every other. Raises UsageError as `terms_of`."""
    notice = accounts.notice
    terms = terms_of(notice, date_basis=date_basis, tax_basis=tax_basis, start=start, end=end)
    rows: list[LedgerRow] = []
    unsure: dict[str, list[LedgerRow]] = {}
    tallies = accounts.beginnings(terms)
    for entry in accounts.entries(terms):
        row = _row(accounts, entry)
        rows.append(row)
        tallies[entry.account].add(entry.judgement, category_of(entry))
        if row.verdict in (Verdict.UNDECIDED, Verdict.UNREADABLE):
            unsure.setdefault(entry.account, []).append(row)
    enterprises = tuple(
        _enterprise(account, tallies[key], terms, unsure.get(key, ())) for key, account in accounts.accounts.items()
    )
    return Ledger(
        start=terms.start,
        end=terms.end,
        date_basis=terms.basis.date,
        tax_basis=terms.basis.tax,
        counted=sum_of(made.counted for made in tallies.values()),
        undecided=sum_of(made.undecided for made in tallies.values()),
        not_counted=sum_of(made.not_counted for made in tallies.values()),
        unreadable=sum(made.unreadable for made in tallies.values()),
        floor=terms.floor,
        floor_basis=terms.spec.floor_basis,
        meets_floor=all_meet([enterprise.meets_floor for enterprise in enterprises]),
        enterprises=enterprises,
        by_category=_categories(tallies.values()),
        bases=tuple(_basis_total(accounts, terms.on(other)) for other in terms.spec.bases),
        rows=tuple(rows),
        findings=tuple(_payments_outside(accounts, terms)),
        notice=notice.id,
        assumed=tuple((p.title or p.key, p.said) for p in assumed_for(notice, (terms.spec.attachment,))),
    )


def _row(accounts: Accounts, entry: Entry) -> LedgerRow:
    table, judged = entry.schedule.table, entry.judgement
    index = judged.position
    names = table.columns.get("name")
    categories = table.columns.get(accounts.terms.spec.category)
    category = categories[index] if categories is not None else ""
    return LedgerRow(
        file=table.path,
        sheet=table.sheet,
        row=table.rows[index],
        enterprise=accounts.accounts[entry.account].name,
        name=str(names[index] or "") if names is not None else "",
        category=category if isinstance(category, str) else "",
        amount=judged.amount,
        period=judged.period and (judged.period.start, judged.period.end),
        verdict=judged.verdict,
        reason=judged.reason,
        cell=table.cell(index, judged.column),
    )


def _enterprise(account: Account, made: Tally, terms: Terms, unsure: Iterable[LedgerRow]) -> EnterpriseTotal:
    meets = made.meets(terms.floor)
    return EnterpriseTotal(
        name=account.name,
        files=account.files,
        counted=made.counted,
        undecided=made.undecided,
        not_counted=made.not_counted,
        unreadable=made.unreadable,
        meets_floor=meets,
        by_category=dict(made.by_category),
        at_least=made.at_least,
        at_most=made.at_most,
        decides=tuple(_decides(account, made, terms, unsure)) if meets is None else (),
    )


def _decides(account: Account, made: Tally, terms: Terms, rows: Iterable[LedgerRow]) -> Iterator[str]:
    """What would decide the floor: versions to choose from, how much is lacking, the rows that weigh most."""
    for one, other in account.sorted.overlaps:
        names = [f"{a.schedule.table.called} {a.schedule.table.sheet}" for a in (one, other)]
        yield f"{names[0]} 与 {names[1]} 有部分行相同，请说明是两部分还是两个版本"
    for part in account.sorted.parts:
        if len(part.versions) > 1:
            names = [f"{one.schedule.table.called} {one.schedule.table.sheet}" for one in part.versions]
            yield f"选定一个版本：{'、'.join(names)}"
    if account.blank:
        blanks = dict.fromkeys(one.schedule.table.called for one in account.slices)
        yield f"{'、'.join(blanks)} 是空表，没有填写"
        return
    apart = terms.floor - made.at_least
    if apart > 0:
        yield f"最少可认定 {_wan(made.at_least)}，距 {_wan(terms.floor)} 还差 {_wan(apart)}"
    # What cannot be read could be anything; then the largest first.
    unsure = sorted(rows, key=lambda row: (row.amount is not None, -abs(row.amount or Decimal(0))))
    for row in unsure[:_MOST_NAMED]:
        amount = "金额不能识别" if row.amount is None else _wan(row.amount)
        yield f"{row.sheet}!{row.cell} {row.name}（{amount}）：{row.reason}"
    if len(unsure) > _MOST_NAMED:
        yield f"另有 {len(unsure) - _MOST_NAMED} 行待定或不能识别"


def _wan(amount: Decimal) -> str:
    return f"{number_text(amount / UNITS['万元'])} 万元"


def _basis_total(accounts: Accounts, terms: Terms) -> BasisTotal:
    tallies = accounts.tallies(terms)
    return BasisTotal(
        date_basis=terms.basis.date,
        tax_basis=terms.basis.tax,
        counted=sum_of(made.counted for made in tallies.values()),
        undecided=sum_of(made.undecided for made in tallies.values()),
        meets_floor=all_meet([made.meets(terms.floor) for made in tallies.values()]),
    )


def _categories(tallies: Iterable[Tally]) -> dict[str, Decimal]:
    made: dict[str, Decimal] = {}
    for one in tallies:
        for category, amount in one.by_category.items():
            made[category] = made.get(category, Decimal(0)) + amount
    return made


def _payments_outside(accounts: Accounts, terms: Terms) -> Iterator[Finding]:
    """Rows counted by invoice whose payment lies wholly outside the window: said, because the notice leaves it open."""
    spec, basis, start, end = terms.spec, terms.basis, terms.start, terms.end
    if basis.date != "invoice" or not spec.fallback_date:
        return
    for schedule in accounts.schedules:
        table = schedule.table
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
