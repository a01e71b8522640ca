"""The sum of an enterprise with its lower and its upper end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from .model import Judgement, Verdict

_NOTHING = Decimal(0)


@dataclass(slots=True)
class Tally:
    """Running sums in 元 of one enterprise on one basis."""

    counted: Decimal = _NOTHING
    black: Decimal = _NOTHING
    """Undecided amounts that could raise the sum."""
    red: Decimal = _NOTHING
    """Undecided amounts that could lower it: red invoices, as a negative sum."""
    not_counted: Decimal = _NOTHING
    unreadable: int = 0
    by_category: dict[str, Decimal] = field(default_factory=dict)
    more: Decimal = _NOTHING
    """What another version of a table, or a sheet left out, could add to the best case."""
    unknown_more: bool = False
    """Another version holds an amount that cannot be read, or an amount may be far more than it says."""
    asked: bool = False
    """Two tables overlap in part, or nothing was filled in: nobody but the sender knows what to add."""

    def add(self, judgement: Judgement, category: str = "") -> None:
        """Take one row in."""
        verdict, amount = judgement.verdict, judgement.amount
        if verdict is Verdict.COUNTED:
            assert amount is not None
            self.counted += amount
            if category:
                self.by_category[category] = self.by_category.get(category, _NOTHING) + amount
        elif verdict is Verdict.UNREADABLE:
            self.unreadable += 1
        elif amount is None:
            return
        elif verdict is not Verdict.UNDECIDED:
            self.not_counted += amount
        elif judgement.at_least:
            self.black += amount
            self.unknown_more = True
        elif amount < 0:
            self.red += amount
        else:
            self.black += amount

    @property
    def undecided(self) -> Decimal:
        return self.black + self.red

    @property
    def at_least(self) -> Decimal:
        """The worst case."""
        return self.counted + self.red

    @property
    def at_most(self) -> Decimal | None:
        """The best case; None while an amount cannot be read."""
        return None if self.unreadable or self.unknown_more else self.counted + self.black + self.more

    def meets(self, floor: Decimal) -> bool | None:
        """True where even the worst case reaches the floor, False where not even the best does, else None."""
        if self.asked:
            return None
        if self.at_least >= floor:
            return True
        most = self.at_most
        return False if most is not None and most < floor else None


def sum_of(amounts: Iterable[Decimal]) -> Decimal:
    """An exact sum."""
    return sum(amounts, _NOTHING)


def all_meet(verdicts: list[bool | None]) -> bool | None:
    """The floor holds for each enterprise: True where all meet it, False where one does not, else open."""
    if any(verdict is False for verdict in verdicts):
        return False
    return True if verdicts and all(verdicts) else None
