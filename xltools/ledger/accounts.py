"""The accounts of the enterprises: their tables sorted into parts and versions, and every row judged among all others.

What counts is decided here once; `total`, the rules, the roll-up and the package all take it from here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import islice
from pathlib import PurePath
from typing import Any, NamedTuple

from ..forms.furniture import PLACEHOLDER
from ..forms.patterns import Lazy
from ..forms.table import Table
from ..forms.values import Period, plain, squeeze, unsealed
from ..notice.model import Notice
from .invoices import Bearer, Repeat, RowsOf, core_name, numbers_in, repeats
from .model import Judgement, Schedule, Verdict
from .rows import Beside, judge
from .sums import Tally
from .terms import Terms, terms_of
from .versions import Slice, Sorted, sort_out

_A_COMPANY = Lazy(r".{2,}(?:公司|集团|工厂|研究院)")
_DEPTH = 5
"""Folders above a file that may bear its enterprise's name."""


def enterprise_of(table: Table) -> str:
    """The enterprise a table belongs to: its labelled name, else that of the folder it came in, else the file's name.

    ××公司, as the blank prints it, is nobody's name.
    """
    return _said(table) or _folder(table) or table.submitter or PurePath(table.path).stem


def _said(table: Table) -> str:
    return "" if PLACEHOLDER.match(squeeze(table.submitter)) else table.submitter


def _folder(table: Table) -> str:
    folders = islice(PurePath(table.path).parents, _DEPTH)
    return next((folder.name for folder in folders if _A_COMPANY.fullmatch(squeeze(folder.name))), "")


@dataclass(slots=True)
class Account:
    """One enterprise: its tables, sorted."""

    name: str
    slices: list[Slice] = field(default_factory=list)
    sorted: Sorted = field(default_factory=lambda: Sorted([], []))

    @property
    def files(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.schedule.table.path for one in self.slices))

    @property
    def blank(self) -> bool:
        """Whether nothing but blank forms was handed in."""
        return all(one.schedule.blank for one in self.slices)

    def counting(self) -> Iterator[Slice]:
        """The tables that are added."""
        return (part.versions[0] for part in self.sorted.parts)


class Entry(NamedTuple):
    """A judged row with its table and its enterprise."""

    schedule: Schedule
    account: str
    judgement: Judgement


_OTHER_VERSION = "同一张表的另一个版本（{there}）已列出，两个版本不相加，须选定一个"
_A_COPY = "与 {there} 内容相同的副本，只计一次"
_SPARE = "隐藏或备用的工作表（另有 {there}），未计入"


class Accounts:
    """All enterprises of one notice."""

    def __init__(self, schedules: Sequence[Schedule], notice: Notice) -> None:
        self.notice = notice
        self.schedules = tuple(schedules)
        self.terms = terms_of(notice)
        self.accounts: dict[str, Account] = {}
        """By name as compared."""
        self._whose: dict[Schedule, str | list[str]] = {}
        self._aside: dict[tuple[Schedule, str], str] = {}
        """(schedule, enterprise) -> why these rows are not added."""
        self._rows_of = RowsOf(self._whose, self._aside)
        for schedule in self.schedules:
            self._take_in(schedule)
        for key, account in self.accounts.items():
            account.sorted = sort_out(account.slices, self.terms.spec)
            self._choose(account)
            self._put_aside(key, account)

    def _take_in(self, schedule: Schedule) -> None:
        owners = schedule.table.owners
        if owners is None:
            name, key = self._named(schedule)
            self._whose[schedule] = key
            self._account(key, name).slices.append(Slice(schedule, range(len(schedule.table))))
            return
        self._whose[schedule] = keys = [unsealed(owner) for owner in owners]
        indices: dict[str, list[int]] = {}
        for index, key in enumerate(keys):
            indices.setdefault(key, []).append(index)
        for key, own in indices.items():
            self._account(key, owners[own[0]]).slices.append(Slice(schedule, own))

    def _named(self, schedule: Schedule) -> tuple[str, str]:
        """(name, key). Forms of one name are one enterprise's; 附件6 of one folder and 附件6 of another, nameless, are two."""
        table = schedule.table
        beside = "" if PLACEHOLDER.match(squeeze(schedule.enterprise)) else schedule.enterprise
        name = beside or enterprise_of(table)
        if beside or _said(table) or _folder(table):
            return name, unsealed(name)
        if any(name == account.name for key, account in self.accounts.items() if key != table.path):
            name = f"{PurePath(table.path).parent.name}/{name}"
        return name, table.path

    def _account(self, key: str, name: str) -> Account:
        return self.accounts.setdefault(key, Account(name))

    def _choose(self, account: Account) -> None:
        """Of several versions the one with the lowest worst case stands first: its figures are shown."""
        for part in account.sorted.parts:
            if len(part.versions) > 1:
                part.versions.sort(key=lambda one: self._alone(one, self.terms).at_least)

    def _put_aside(self, key: str, account: Account) -> None:
        for part in account.sorted.parts:
            shown = part.versions[0]
            for one in part.versions[1:]:
                self._aside[one.schedule, key] = _OTHER_VERSION.format(there=seen_from(one, shown))
            for one, other in part.copies:
                self._aside[one.schedule, key] = _A_COPY.format(there=seen_from(one, other))
            for one, other in part.spare:
                self._aside[one.schedule, key] = _SPARE.format(there=seen_from(one, other))

    @cached_property
    def repeats(self) -> tuple[Repeat, ...]:
        """Rows that repeat others, in order of arrival."""
        return tuple(repeats(self.schedules, self.terms.spec, self._rows_of))

    @cached_property
    def _repeated(self) -> dict[Schedule, dict[int, Repeat]]:
        made: dict[Schedule, dict[int, Repeat]] = {}
        for repeat in self.repeats:
            made.setdefault(repeat.row.schedule, {})[repeat.row.index] = repeat
        return made

    def of(self, table: Table) -> Account | None:
        """The enterprise whose table it is; None for a table of many or of another form."""
        for schedule, key in self._whose.items():
            if schedule.table is table and isinstance(key, str):
                return self.accounts[key]
        return None

    def entries(self, terms: Terms) -> Iterator[Entry]:
        """Every row with its verdict, table by table."""
        contracts: dict[tuple[str, str, str], tuple[Decimal, str]] = {}
        for schedule in self.schedules:
            whose = self._whose[schedule]
            whole = whose if isinstance(whose, str) else ""
            if whole and (schedule, whole) in self._aside:
                beside = Beside(account=whole)
            else:
                beside = Beside(
                    self._repeated.get(schedule, {}),
                    lambda red, index: self._reversed(red, index, terms),
                    contracts,
                    whole,
                )
            for judged in judge(schedule, terms, beside):
                name = whole or whose[judged.position]
                if self._aside and (schedule, name) in self._aside:
                    judged = judged._replace(verdict=Verdict.DUPLICATE, reason=self._aside[schedule, name])
                yield Entry(schedule, name, judged)

    def tallies(self, terms: Terms) -> dict[str, Tally]:
        """The sums by enterprise, in order of arrival."""
        return self._declared if terms == self.terms else self._added(terms)

    @cached_property
    def _declared(self) -> dict[str, Tally]:
        """The sums on the notice's own terms: several ask for them."""
        return self._added(self.terms)

    def _added(self, terms: Terms) -> dict[str, Tally]:
        made = self.beginnings(terms)
        for entry in self.entries(terms):
            made[entry.account].add(entry.judgement, category_of(entry))
        return made

    def beginnings(self, terms: Terms) -> dict[str, Tally]:
        """Each enterprise's sum before any row is added: what other versions of its tables could make of it."""
        return {key: self._beginning(account, terms) for key, account in self.accounts.items()}

    def _beginning(self, account: Account, terms: Terms) -> Tally:
        made = Tally(asked=bool(account.sorted.overlaps) or account.blank)
        for part in account.sorted.parts:
            if len(part.versions) == 1:
                continue
            shown, *others = (self._alone(one, terms) for one in part.versions)
            made.unknown_more |= any(other.at_most is None for other in others)
            tops = [other.at_most for other in others if other.at_most is not None]
            most = [top - shown.at_most for top in tops] if shown.at_most is not None else []
            made.more += max([*most, Decimal(0)])
        return made

    def _alone(self, one: Slice, terms: Terms) -> Tally:
        """The sums of one table as if it were the only one."""
        rows_of = RowsOf(self._whose, frozenset())
        own = {repeat.row.index: repeat for repeat in repeats((one.schedule,), terms.spec, rows_of)}
        inside = frozenset(one.indices)
        made = Tally()
        for judged in judge(one.schedule, terms, Beside(own)):
            if judged.position in inside:
                made.add(judged)
        return made

    # --- red invoices ----------------------------------------------------------------------------------------------

    @cached_property
    def _blue(self) -> dict[tuple[str, str], Bearer]:
        """(enterprise, number) -> the row of every invoice that is not red; made when a red row first asks."""
        made: dict[tuple[str, str], Bearer] = {}
        key = self.terms.basis.amount_column
        for schedule in self.schedules:
            table = schedule.table
            amounts = table.columns.get(key, [None] * len(table))
            for index, value in enumerate(table.columns.get(self.terms.spec.invoice, ())):
                account = self._rows_of.account(schedule, index) if isinstance(value, str) else None
                if account is None or not isinstance(amounts[index], Decimal) or amounts[index] <= 0:
                    continue
                for number in numbers_in(value):
                    made.setdefault((account, number), Bearer(schedule, index, account))
        return made

    def _reversed(self, schedule: Schedule, index: int, terms: Terms) -> str:
        """The cell of the invoice inside the window that a red row names, or takes back in full."""
        account = self._rows_of.name(schedule, index)
        for number in _named_numbers(schedule.table, index):
            blue = self._blue.get((account, number))
            if blue is not None and _inside(blue, terms):
                return seen_cell(schedule.table, blue, terms.basis.amount_column)
        amount, seller = _value(schedule, index, terms.basis.amount_column), _seller(schedule, index, terms)
        for (name, _), blue in self._blue.items() if seller else ():
            there = _value(blue.schedule, blue.index, terms.basis.amount_column)
            if name == account and there == -amount and _seller(blue.schedule, blue.index, terms) == seller:
                return seen_cell(schedule.table, blue, terms.basis.amount_column) if _inside(blue, terms) else ""
        return ""


def category_of(entry: Entry) -> str:
    """The category under which a row is summed."""
    spec = entry.schedule.table.notice.ledger
    assert spec is not None
    values = entry.schedule.table.columns.get(spec.category)
    value = values[entry.judgement.position] if values is not None else None
    return value if isinstance(value, str) and value else "未填类别"


def seen_from(one: Slice, other: Slice) -> str:
    """Another table as named in one's own: its sheet, with its file where that is another."""
    own, there = one.schedule.table, other.schedule.table
    return f"工作表“{there.sheet}”" if there.path == own.path else there.called


def seen_cell(own: Table, row: Bearer, key: str) -> str:
    """Another row's cell as named in a table."""
    there = row.schedule.table
    if there is own:
        return row.cell(key)
    return f"{there.sheet}!{row.cell(key)}" if there.path == own.path else f"{there.called} {there.sheet}!{row.cell(key)}"


def _named_numbers(table: Table, index: int) -> Iterator[str]:
    """Invoice numbers that the texts of a row name."""
    for values in table.columns.values():
        value: Any = values[index]
        # Shorter digits are quantities and running numbers; `numbers_in` would lengthen them.
        if isinstance(value, str) and len(value) >= 8 and any(character.isdecimal() for character in value):
            yield from (number for number in numbers_in(plain(value)) if number.isdecimal())


def _inside(row: Bearer, terms: Terms) -> bool:
    when = _value(row.schedule, row.index, terms.basis.date_column)
    return type(when) is Period and terms.start <= when.start and when.end <= terms.end


def _value(schedule: Schedule, index: int, key: str) -> Any:
    values = schedule.table.columns.get(key)
    return values[index] if values is not None else None


def _seller(schedule: Schedule, index: int, terms: Terms) -> str:
    value = _value(schedule, index, terms.spec.seller)
    return core_name(value) if isinstance(value, str) else ""
