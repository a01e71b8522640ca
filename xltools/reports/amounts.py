"""Amounts as people read them: kept in 元, shown in 万元 or 元."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

WAN: Final = Decimal(10000)


def wan_places(values: Iterable[Decimal]) -> int:
    """Decimal places (2 to 6) that show every amount, given in 元, in 万元 without rounding."""
    places = 2
    for value in values:
        exponent = (value / WAN).normalize().as_tuple().exponent
        if isinstance(exponent, int):
            places = max(places, min(-exponent, 6))
    return places


def wan(amount: Decimal | None, places: int = 2) -> str:
    """An amount in 元 as 万元 with separators: ``Decimal(64438837)`` -> ``6,443.88``."""
    return "—" if amount is None else f"{amount / WAN:,.{places}f}"


def yuan(amount: Decimal | None) -> str:
    return "—" if amount is None else f"{amount:,.2f}"
