"""What single values of documents look like: amounts as decimal texts, days as ISO dates.

Behind `Annotated`, a `Text` says how a text is written, a tuple or an enumeration which words there are, and a string
what the key means.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

_DAY: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"


@dataclass(frozen=True, slots=True)
class Text:
    """A text that is written in one way."""

    pattern: str


Amount = Annotated[str, Text(r"^-?[0-9]+(\.[0-9]*[1-9])?$")]
"""In 元 or the unit that the document names: no exponent, no zeros behind the last digit that says something."""
Day = Annotated[str, Text(f"^{_DAY}$")]
Period = Annotated[str, Text(f"^{_DAY}(/{_DAY})?$")]
"""A day, or a month or year as first and last day."""
Moment = Annotated[str, Text(f"^{_DAY}T[0-9]{{2}}:[0-9]{{2}}(:[0-9]{{2}}.*)?$")]
Sha256 = Annotated[str, Text("^([0-9a-f]{64})?$")]
"""Empty for a file that could not be read."""
Code = Annotated[str, Text("^[a-z][a-z0-9_-]*$")]
_CELL: Final = "[A-Z]{1,3}[1-9][0-9]*"
CellName = Annotated[str, Text(f"^({_CELL}(:{_CELL})?|[A-Z]{{1,3}}:[A-Z]{{1,3}}|[1-9][0-9]*:[1-9][0-9]*)?$")]
"""As Excel's Go To box takes it: a cell, an area, a hidden column or row; empty where none is meant."""
Letters = Annotated[str, Text("^[A-Z]{1,3}$")]
