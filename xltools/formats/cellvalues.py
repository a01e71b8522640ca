"""Raw texts of cells into the values of a `Grid`; shared by the readers of OOXML, OpenDocument and .xlsb."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from sys import intern
from typing import Final

from ..files.limits import Budget
from ..files.refusals import corrupt
from .grid import ErrorValue, Value
from .numberformats import to_datetime

_NUMBER_SIGNS: Final = "0123456789.+-eE"
_LONGEST_NUMBER: Final = 400
_LARGEST_EXPONENT: Final = 400  # a double ends at 1E308; larger ones would make later arithmetic explode
EXACT_BELOW: Final = Decimal(10) ** 15
"""Excel keeps 15 digits: of longer whole numbers the last ones are lost."""
_KEPT_COST: Final = 160
NUMBER_COST: Final = 104
"""Bytes of one Decimal."""
_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_KEPT: Final = 60_000


def make_number(text: str) -> Decimal:
    """The number a cell's text stands for, digits kept. Raises `Refusal("corrupt")` for NaN, Infinity, words."""
    text = text.strip(" \t\r\n")
    if text.strip(_NUMBER_SIGNS) or len(text) > _LONGEST_NUMBER:
        raise corrupt(f"数值单元格的内容 {text[:30]!r} 不是数字")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise corrupt(f"数值单元格的内容 {text[:30]!r} 不是数字") from None
    if number and not -_LARGEST_EXPONENT < number.adjusted() < _LARGEST_EXPONENT:
        raise corrupt(f"数值单元格的内容 {text[:30]!r} 超出范围")
    return number


class Numbers(dict[str, Decimal]):
    """Text -> number. Frequent ones are kept, so that equal amounts share their memory; a miss costs one conversion."""

    def __init__(self, budget: Budget) -> None:
        super().__init__()
        self._budget = budget
        self.has_long = False
        """Whether a number with more digits than Excel keeps was met."""

    def __missing__(self, text: str) -> Decimal:
        number = make_number(text)
        if (len(text) > 15 or "E" in text or "e" in text) and number >= EXACT_BELOW:
            self.has_long = True
        if len(self) < _KEPT:
            self[text] = number
            self._budget.held += _KEPT_COST
        self._budget.held += NUMBER_COST + len(text) // 2  # checked with the next row
        return number


class Dates(dict[str, Decimal | datetime]):
    """Text of a cell with a date format -> date, or the number where Excel has no such date."""

    def __init__(self, date1904: bool, budget: Budget) -> None:
        super().__init__()
        self._budget = budget
        self._date1904 = date1904

    def __missing__(self, text: str) -> Decimal | datetime:
        number = make_number(text)
        found = to_datetime(number, self._date1904)
        value = number if found is None else found
        if len(self) < _KEPT:
            self[text] = value
            self._budget.held += _KEPT_COST
        self._budget.held += NUMBER_COST
        return value


def from_float(number: float) -> Decimal:
    """A double as people see it: its shortest digits. Raises `Refusal("corrupt")` for NaN and Infinity."""
    return make_number(repr(number).removesuffix(".0"))


def unescape(text: str) -> str:
    """Undo OOXML's `_x000D_` escapes (ECMA-376 Part 1, 22.4.2.4 bstr); surrogate pairs become one character."""
    if "_x" not in text:
        return text
    out = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    if any("\ud800" <= sign <= "\udfff" for sign in out):
        out = out.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return out


def make_bool(text: str) -> bool:
    """`1`/`true`, `0`/`false`. Raises `Refusal("corrupt")` for anything else."""
    text = text.strip().lower()
    if text in ("1", "true"):
        return True
    if text in ("0", "false"):
        return False
    raise corrupt(f"逻辑值单元格的内容 {text[:30]!r} 不是 TRUE 或 FALSE")


def make_error(text: str) -> ErrorValue:
    """An error cell's value."""
    return ErrorValue(intern(text.strip()[:100] or "#UNKNOWN!"))


def _fraction_of_day(text: str) -> Value:
    try:
        found = time.fromisoformat(text)
    except ValueError:
        return text
    seconds = found.hour * 3600 + found.minute * 60 + found.second + Decimal(found.microsecond) / 10**6
    return seconds / 86_400


def make_iso_date(text: str) -> Value:
    """An ISO 8601 cell (`t="d"`, OpenDocument) as a date; a bare time of day is a fraction of a day, as Excel has it."""
    text = text.strip()
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return _fraction_of_day(text)
    if found.tzinfo is not None:
        found = found.replace(tzinfo=None)
    milliseconds = round(found.microsecond / 1000)
    try:
        return found.replace(microsecond=0) + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return found.replace(microsecond=0)
