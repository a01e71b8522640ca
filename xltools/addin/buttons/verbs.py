"""The verbs a button can name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import xlwings

from ..desk import Desk, Reply

Verb = Callable[[xlwings.Book, Desk], Reply]
VERBS: Final[dict[str, Verb]] = {}
"""Verb -> function, filled by `verb`. Every button of customUI14.xml names one."""


def verb(name: str) -> Callable[[Verb], Verb]:
    """Make a function known under a verb."""

    def keep(function: Verb) -> Verb:
        VERBS[name] = function
        return function

    return keep
