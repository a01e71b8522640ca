"""The investment window: every row counted, outside, undecided, unreadable, duplicate or excluded, with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from .findings import Finding


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
