"""What all sheets of one workbook share while they are read."""

from __future__ import annotations

from dataclasses import dataclass, field
from sys import getsizeof

from ..files.limits import Budget
from .cellvalues import Dates, Numbers
from .numberformats import GENERAL
from .oddities import Suspects


@dataclass(slots=True)
class CellStyles:
    """What a sheet needs of the style part: cell style (`s`) -> index into `formats`, and which of these are dates."""

    formats: tuple[str, ...] = (GENERAL,)
    of_style: dict[str, int] = field(default_factory=dict)
    dates: tuple[bool, ...] = (False,)
    struck: frozenset[int] = frozenset()
    """Indices whose cells are struck out: a number format stands twice where both kinds use it."""


@dataclass(slots=True)
class BookParts:
    """Shared strings, styles and the caches of values; `strings` is None where the part is missing."""

    strings: list[str] | None
    styles: CellStyles
    dates: Dates
    budget: Budget
    numbers: Numbers
    suspects: Suspects = field(default_factory=Suspects)

    def keep_inline(self, text: str) -> str:
        """Account for a text that lies in the sheet itself."""
        self.suspects.look(text)
        self.budget.spend_held(getsizeof(text))
        return text
