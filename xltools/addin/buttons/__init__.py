"""The ribbon's verbs on an open workbook: one plain function each, on any spreadsheet program xlwings reaches.

Each saves a copy of the book (unsaved edits included), reads it with the ordinary reader, calls the use case the
command line calls, and shows the result in the book. Nothing is decided here. A new button is a line in
customUI14.xml, a line in XlTools.bas, and a function here with `@verb`.
"""

from __future__ import annotations

from ..verdicts import verdict
from . import checking, letters, money, more, problems
from .verbs import VERBS

GROUPS = (checking, problems, money, letters, more)
"""The ribbon's groups; each module makes its verbs known."""

__all__ = ["VERBS", "verdict"]
