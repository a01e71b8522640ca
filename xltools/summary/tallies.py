"""What a summary's rows add up to, as data: tables of names with figures."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistic:
    """One table: a name and one or several figures a line. Amounts in 万元."""

    title: str
    headings: tuple[str, ...]
    lines: tuple[tuple[str, tuple[Decimal, ...]], ...]
    money: bool = False

    @property
    def total(self) -> tuple[Decimal, ...]:
        return tuple(sum(column, Decimal(0)) for column in zip(*(line[1] for line in self.lines), strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """All tables of a summary, and who has not handed in."""

    tables: tuple[Statistic, ...]
    missing: tuple[str, ...] = ()
