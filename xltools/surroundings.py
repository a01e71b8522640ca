"""What the program needs of the machine, as found there."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Presence(enum.Enum):
    """How it stands: only MISSING keeps something from working that everybody needs."""

    GOOD = "正常"
    ABSENT = "没有"
    MISSING = "缺少"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One thing looked for. `advice` says what it is for and how to get it, where it is not there."""

    area: str
    name: str
    standing: Presence
    found: str = ""
    advice: str = ""
