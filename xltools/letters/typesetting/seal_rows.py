"""How the names of joint senders stand in rows with room for a seal over each (7.3.5.1)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..manuscript import Signature
from ..wording import width
from . import measures as m

ABOVE_SEAL = 2
"""A seal of 42 mm (4.1 lines) centred on the name begins within one line of the text (7.3.5.1)."""
BETWEEN_SEALS = math.ceil(m.SEAL * m.MM / m.LINE) - 1
"""Empty lines between rows of names: seals must neither cross nor touch."""
_LEAST_COLUMN = m.SEAL * m.MM / m.CHARACTER + 0.4
"""字 between the middles of two seals side by side."""
_NARROWEST = 2 / 3
"""Names too long for two columns are set narrower, as the standard lets the spacing of characters give way where a page
has no room (7.3.5.5); narrower than this they are hard to read."""
_MOST_LINES = m.LINES - 3
"""Lines of a sealed block that still leave room for the end of the text and the 附注 on its page."""


@dataclass(frozen=True, slots=True)
class SealedRows:
    """Names of joint senders in rows, in the order of organs (7.3.5.1)."""

    rows: tuple[tuple[str, ...], ...]
    columns: tuple[float, ...]
    """Width of each column in 字; 28 together."""
    scale: float = 1
    """Width of a character over its height."""

    @property
    def lines(self) -> int:
        """Lines of the grid from the first name to the date."""
        return len(self.rows) + BETWEEN_SEALS * (len(self.rows) - 1) + 1

    def middle(self, column: int, count: int) -> float:
        """Middle of a column of a row of `count` names, in 字 from the left margin; a row that is not full is centred."""
        if count < len(self.columns):
            return m.CHARACTERS * (2 * column + 1) / (2 * count)
        return sum(self.columns[:column]) + self.columns[column] / 2


def sealed_rows(organs: Sequence[str]) -> SealedRows:
    """Three seals of 42 mm fit side by side under short names; longer names go in two columns, as wide as each needs, set
    narrower where that is still readable; else one under the other."""
    longest = max(map(width, organs))
    if longest <= 9 and len(organs) not in (2, 4):
        return SealedRows(_rows(organs, 3), (m.CHARACTERS / 3,) * 3)
    rows = _rows(organs, 2)
    if longest <= m.CHARACTERS / 2 - 0.5:
        return SealedRows(rows, (m.CHARACTERS / 2,) * 2)
    wanted = [max(_LEAST_COLUMN - 1, *(width(row[place]) for row in rows if len(row) > place)) + 1 for place in (0, 1)]
    scale = min(1.0, (m.CHARACTERS - 2) / (sum(wanted) - 2))
    if scale < _NARROWEST:
        return SealedRows(_rows(organs, 1), (m.CHARACTERS,))
    return SealedRows(rows, tuple(m.CHARACTERS * size / sum(wanted) for size in wanted), math.floor(scale * 100) / 100)


def _rows(organs: Sequence[str], columns: int) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(organs[start : start + columns]) for start in range(0, len(organs), columns))


def fits_one_page(signature: Signature) -> bool:
    """Whether a block of names and seals stands on one page with the end of the text (7.3.5.5)."""
    joint = signature.sealed and len(signature.organs) > 1
    return not joint or ABOVE_SEAL + sealed_rows(signature.organs).lines <= _MOST_LINES
