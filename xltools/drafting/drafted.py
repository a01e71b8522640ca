"""What drafting makes of a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ..formats.grid import Area, Grid
from ..notice.model import Attachment, ColumnType

NO_NUMBERS = (ColumnType.TEXT, ColumnType.CODE, ColumnType.CHOICE)

Dropdowns = Sequence[tuple[Area, list[str]]]
"""Areas of a sheet with the values that they offer."""


class Passed(NamedTuple):
    """A sheet that is no attachment, and why."""

    sheet: str
    why: str


@dataclass(slots=True)
class Drafted:
    """One sheet as an attachment. `filled`: the sheet holds somebody's rows, it is no blank."""

    attachment: Attachment
    grid: Grid
    filled: bool = False
    end: int = 0
    """A small table in a form: the row in which the form goes on."""
    begins: int = 0
    """A small table in a form: the row of its heading."""
    said: list[str] = field(default_factory=list)
    """What a person should look at."""


def keyed(attachment: Attachment, key: str, blank: str = "") -> Attachment:
    """The attachment under its number, with the office's own blank where it is kept."""
    return replace(attachment, key=key, blank=blank)
