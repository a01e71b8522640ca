"""The selected cells of one sheet, and what of the findings lies in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from ...findings import Finding
from ...formats.grid import Area
from ..plan import LAST_COLUMN, place

LAST_ROW: Final = 1_048_576
WHOLE: Final = Area(1, 1, LAST_ROW, LAST_COLUMN)


@dataclass(frozen=True, slots=True)
class Selection:
    """Selected cells of one sheet; all of it where no areas are named."""

    sheet: str
    areas: tuple[Area, ...] = (WHOLE,)

    def covers(self, sheet: str, row: int, column: int) -> bool:
        return sheet == self.sheet and any(area.covers(row, column) for area in self.areas)

    def of(self, finding: Finding) -> Finding | None:
        """The finding with its cells that are selected, None where there are none."""
        if self.areas == (WHOLE,):
            return finding if finding.sheet == self.sheet else None
        cells = tuple(
            cell for cell in finding.cells if (at := place(cell)) is not None and self.covers(finding.sheet, *at)
        )
        return replace(finding, cells=cells) if cells else None


def area_of(address: str) -> Area:
    """``B2:C9``; whole rows (``2:9``) and columns (``B:C``) reach to the sheet's end."""
    first, _, last = address.partition(":")
    ends = [re.fullmatch("([A-Z]*)([0-9]*)", end) for end in (first, last or first)]
    (left, top), (right, bottom) = ((end[1], end[2]) if end is not None else ("", "") for end in ends)
    columns = [at.column if (at := place(f"{letters}1")) is not None else 0 for letters in (left, right)]
    return Area(int(top or 1), columns[0] or 1, int(bottom or LAST_ROW), columns[1] or LAST_COLUMN)
