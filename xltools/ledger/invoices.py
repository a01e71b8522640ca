"""When two rows bear the same invoice.

A 20-digit number (数电票) is unique by itself. An 8-digit one is unique within its 发票代码; where that is not given,
number and seller together decide, the seller without its legal form. The first row counts.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from ..forms.table import Table
from ..forms.values import Unreadable, squeeze
from ..notice.model import LedgerSpec
from .model import Schedule

_FORMS = (
    "股份有限责任公司", "股份有限公司", "有限责任公司", "股份公司", "有限公司", "集团公司", "总公司", "公司",
)  # fmt: skip
_NUMBER = re.compile(r"(?<!\d)(?:\d{20}|\d{8})(?!\d)")
_DIGIT = re.compile(r"\d")
_UNIQUE = 20
"""Digits of a number that is unique without code and seller."""
_SHORT = 8
"""Digits of the older numbers; a cell of the number kind drops the zeros they begin with."""


@lru_cache(maxsize=20_000)
def core_name(name: str) -> str:
    """A company's name as invoices differ in it: without legal form, width and blanks."""
    flat = squeeze(name).casefold()
    for form in _FORMS:
        if flat.endswith(form) and len(flat) > len(form):
            return flat.removesuffix(form)
    return flat


def numbers_in(text: str) -> Sequence[str]:
    """The invoice numbers that a text bears (several, parted by any sign); a text with digits but no full number is one
    itself, a text without any digit (待开票) none. 345678 is 00345678: kept as a number it has lost its zeros."""
    if text.isdecimal():
        return (text.zfill(_SHORT),)
    found = _NUMBER.findall(text)
    return found or ((squeeze(text).casefold(),) if _DIGIT.search(text) else ())


class Repeats(StrEnum):
    """How a row repeats another."""

    SAME = "same"
    """Every cell but the running number is the same."""
    SPLIT = "split"
    """The same invoice, another line."""
    ELSEWHERE = "elsewhere"
    """The same invoice in the table of another enterprise."""
    ALIKE = "alike"
    """Every cell the same, but no invoice by which to know: perhaps two payments, perhaps a copied row."""


@dataclass(frozen=True, slots=True, eq=False)
class Bearer:
    """A row that bears a number; `account` is its enterprise."""

    schedule: Schedule
    index: int
    account: str

    def cell(self, key: str) -> str:
        return self.schedule.table.cell(self.index, key)


@dataclass(frozen=True, slots=True, eq=False)
class Repeat:
    """Why a row is not simply counted, with the row that it repeats."""

    row: Bearer
    kind: Repeats
    other: Bearer


def repeats(schedules: Sequence[Schedule], spec: LedgerSpec, rows_of: RowsOf) -> Iterator[Repeat]:
    """Every row that repeats an earlier one; both rows where the enterprises differ."""
    again = _numbers_again(schedules, spec)
    if again:
        yield from _by_invoice(schedules, spec, rows_of, again)
    yield from _without_invoice(schedules, spec, rows_of)


class RowsOf:
    """Which rows of a schedule take part, and whose they are: the rows of copies and other versions do not."""

    def __init__(self, whose: Mapping[Schedule, str | Sequence[str]], aside: Container[tuple[Schedule, str]]) -> None:
        self.whose, self.aside = whose, aside

    def name(self, schedule: Schedule, index: int) -> str:
        """The enterprise of a row."""
        whose = self.whose[schedule]
        return whose if isinstance(whose, str) else whose[index]

    def account(self, schedule: Schedule, index: int) -> str | None:
        """The enterprise of a row; None where the row stands in a table that is left aside."""
        name = self.name(schedule, index)
        return None if (schedule, name) in self.aside else name


def _numbers_again(schedules: Sequence[Schedule], spec: LedgerSpec) -> set[str]:
    """Numbers that stand more than once: few, so that of 100,000 rows only theirs are looked at and kept."""
    once: set[str] = set()
    again: set[str] = set()
    for schedule in schedules:
        for value in schedule.table.columns.get(spec.invoice, ()):
            if type(value) is not str:
                continue
            for number in numbers_in(value):
                (again if number in once else once).add(number)
    return again


_MOST_INVOICES = 100
"""Of one short number: looking for the right one among more would grow with their square."""


def _by_invoice(schedules: Sequence[Schedule], spec: LedgerSpec, rows_of: RowsOf, again: set[str]) -> Iterator[Repeat]:
    bearers: dict[str, list[Bearer]] = {}
    for schedule in schedules:
        table = schedule.table
        for index, value in enumerate(table.columns.get(spec.invoice, ())):
            if type(value) is not str or (index, spec.invoice) in table.covered:
                # Lines under one merged invoice cell say themselves that they are one invoice.
                continue
            for number in numbers_in(value):
                account = rows_of.account(schedule, index) if number in again else None
                if account is not None:
                    bearers.setdefault(number, []).append(Bearer(schedule, index, account))
    said: set[tuple[Schedule, int]] = set()
    for number, rows in bearers.items():
        for same in _invoices(number, rows, spec):
            for repeat in _repeated(same):
                place = (repeat.row.schedule, repeat.row.index)
                if place not in said:
                    said.add(place)
                    yield repeat


def _invoices(number: str, rows: Sequence[Bearer], spec: LedgerSpec) -> list[list[Bearer]]:
    """The rows of one number, invoice by invoice: a row joins the first of which it contradicts no row."""
    if len(number) == _UNIQUE:
        return [list(rows)]
    made: list[_Invoice] = []
    joined: dict[tuple[str, str], _Invoice] = {}
    """Rows of one code and one seller contradict each other never, and any other row alike: they go together."""
    for row in rows:
        code, seller = _text(row, spec.invoice_code), core_name(_text(row, spec.seller))
        invoice = joined.get((code, seller))
        if invoice is None:
            invoice = next((one for one in made if one.takes(code, seller)), None)
            if invoice is None and len(made) < _MOST_INVOICES:
                invoice = _Invoice()
                made.append(invoice)
            # No honest number is so many invoices': the last takes what is left, and each of its rows is said.
            invoice = invoice or made[-1]
            joined[code, seller] = invoice
        invoice.add(row, code, seller)
    return [one.rows for one in made]


class _Invoice:
    """The rows of one short number that are taken for one invoice, by code, else by seller. What is not said contradicts
    nothing.
    """

    __slots__ = ("codes", "rows", "sellers", "sellers_uncoded")

    def __init__(self) -> None:
        self.rows: list[Bearer] = []
        self.codes: set[str] = set()
        self.sellers: set[str] = set()
        self.sellers_uncoded: set[str] = set()
        """Of the rows that say no code: only by these a row with a code can be told apart."""

    def takes(self, code: str, seller: str) -> bool:
        """Whether a row contradicts none of the invoice's."""
        against = self.sellers_uncoded if code else self.sellers
        return (not code or self.codes <= {code}) and (not seller or against <= {seller})

    def add(self, row: Bearer, code: str, seller: str) -> None:
        self.rows.append(row)
        if code:
            self.codes.add(code)
        if seller:
            self.sellers.add(seller)
            if not code:
                self.sellers_uncoded.add(seller)


def _text(row: Bearer, key: str) -> str:
    values = row.schedule.table.columns.get(key)
    value = values[row.index] if values is not None else None
    return value if isinstance(value, str) else ""


def _repeated(rows: Sequence[Bearer]) -> Iterator[Repeat]:
    """Of one invoice's rows, in order: what each but the first repeats."""
    seen: dict[tuple[Any, ...], Bearer] = {}
    stranger = next((row for row in rows if row.account != rows[0].account), None)
    for row in rows:
        twin = seen.setdefault((row.account, *cells_of(row.schedule, row.index)), row)
        elsewhere = stranger if row.account == rows[0].account else rows[0]
        if twin is not row:
            yield Repeat(row, Repeats.SAME, twin)
        elif elsewhere is not None:
            yield Repeat(row, Repeats.ELSEWHERE, elsewhere)
        elif row is not rows[0]:
            yield Repeat(row, Repeats.SPLIT, rows[0])


def _without_invoice(schedules: Sequence[Schedule], spec: LedgerSpec, rows_of: RowsOf) -> Iterator[Repeat]:
    """Rows without a number that equal an earlier one in every cell."""
    seen: dict[tuple[Any, ...], Bearer] = {}
    for schedule in schedules:
        table = schedule.table
        numbers = table.columns.get(spec.invoice, [None] * len(table))
        amounts = [table.columns[key] for key in {basis.amount_column for basis in spec.bases} if table.has(key)]
        for index, number in enumerate(numbers):
            if has_number(number) or all(values[index] is None for values in amounts):
                continue
            account = rows_of.account(schedule, index)
            if account is None:
                continue
            bearer = Bearer(schedule, index, account)
            earlier = seen.setdefault((account, *cells_of(schedule, index)), bearer)
            if earlier is not bearer:
                yield Repeat(bearer, Repeats.ALIKE, earlier)


def _running(table: Table) -> frozenset[str]:
    """Columns that number the rows."""
    return frozenset({"seq", table.attachment.order})


def cells_of(schedule: Schedule, index: int) -> tuple[Any, ...]:
    """A row's values without its running number, in the form's order; a column the sheet lacks is blank."""
    table = schedule.table
    skipped = _running(table)
    return tuple(
        table.columns[column.key][index] if column.key in table.columns else None
        for column in table.attachment.columns
        if column.key not in skipped
    )


def has_number(value: Any) -> bool:
    """Whether an invoice is named at all; a damaged number names one too, 待开票 and 收据 do not."""
    return isinstance(value, Unreadable) or (isinstance(value, str) and _DIGIT.search(value) is not None)
