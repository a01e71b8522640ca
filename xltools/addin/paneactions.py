"""What can be clicked in the window of problems, and how its lines can be filtered."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

EVERY: Final = "全部"
LEVELS: Final = (EVERY, "错误", "提醒", "说明", "可修改", "已说明", "已豁免")


class PaneAction(StrEnum):
    """What can be clicked."""

    PICK = "pick"
    FILTER = "filter"
    NEXT = "next"
    PREVIOUS = "previous"
    ACCEPT = "accept"
    UNDO = "undo"
    EXPLAIN = "explain"
    CHECK = "check"
    CLOSE = "close"
