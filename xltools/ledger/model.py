"""What the investment window gives: verdicts on rows, an enterprise's sums with their lower and upper end, the whole ledger.

All amounts are in 元.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from ..findings import Finding
from ..forms.table import Table
from ..forms.values import Period


class Verdict(StrEnum):
    COUNTED = "counted"
    OUTSIDE = "outside"
    UNDECIDED = "undecided"
    UNREADABLE = "unreadable"
    DUPLICATE = "duplicate"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Schedule:
    """An investment table (明细表) with what its checks left open."""

    table: Table
    doubt: Mapping[tuple[int, str], str] = field(default_factory=dict)
    """(index, key) -> why the value is in question; such an amount or date is undecided."""
    understated: frozenset[tuple[int, str]] = frozenset()
    """(index, key) of doubted amounts that may be far more than they say."""
    open: Mapping[int, str] = field(default_factory=dict)
    """Index -> why the row may not count, whatever its amount (land, an office car, an amount in dollars)."""
    enterprise: str = ""
    """Whose it is, where other forms of the submission say so; else what the table itself says."""
    blank: bool = False
    """The form as it was handed out: it says neither that the floor is reached nor that it is not."""


class Judgement(NamedTuple):
    """The verdict on one data row of one table."""

    position: int
    """Index of the row in its table."""
    amount: Decimal | None
    period: Period | None
    verdict: Verdict
    reason: str
    column: str
    """The amount's column."""
    at_least: bool = False
    """The amount may be far more than it says (万元 typed under 元)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """One investment row. `amount` is None when it cannot be read; `period` is the date as first and last day."""

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
    """Sums of one enterprise. `meets_floor` is None while it cannot be decided."""

    name: str
    files: tuple[str, ...]
    counted: Decimal
    undecided: Decimal
    not_counted: Decimal
    unreadable: int
    meets_floor: bool | None
    by_category: dict[str, Decimal]
    at_least: Decimal | None = None
    """The worst case: what is undecided and red counts, what is undecided and black does not."""
    at_most: Decimal | None = None
    """The best case; None while an amount cannot be read."""
    decides: tuple[str, ...] = ()
    """What would decide the floor, in words; empty where it is decided."""


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
    """All enterprises together; `unreadable` counts rows."""

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
    notice: str = ""
    """Whose window and terms these are."""
    refused: tuple[tuple[str, str, str], ...] = ()
    """(path, code, message) of files that could not be read."""

    @property
    def at_least(self) -> Decimal:
        """The worst case of all enterprises together."""
        return sum((one.at_least or Decimal(0) for one in self.enterprises), Decimal(0))

    @property
    def at_most(self) -> Decimal | None:
        """The best case of all; None while an amount cannot be read."""
        ends = [one.at_most for one in self.enterprises if one.at_most is not None]
        return sum(ends, Decimal(0)) if len(ends) == len(self.enterprises) else None

    @property
    def sure(self) -> bool:
        """Whether every enterprise surely reaches the floor."""
        return all(one.meets_floor for one in self.enterprises)
