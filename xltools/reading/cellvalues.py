"""Raw texts of cells into the values of a `Grid`; shared by the readers of OOXML, OpenDocument and .xlsb."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from sys import intern
from typing import Final

from xltools.reading.grid import ErrorValue, Value
from xltools.reading.refusals import corrupt

_NUMBER_SIGNS: Final = "0123456789.+-eE"
_LONGEST_NUMBER: Final = 400
_LARGEST_EXPONENT: Final = 400  # a double ends at 1E308; larger ones would make later arithmetic explode
_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_KEPT_NUMBERS: Final = 60_000


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


class Numbers:
    """Makes numbers from texts and keeps the frequent ones, so that equal amounts share their memory."""

    __slots__ = ("kept",)

    def __init__(self) -> None:
        self.kept: dict[str, Decimal] = {}

    def __call__(self, text: str) -> Decimal:
        number = self.kept.get(text)
        if number is None:
            number = make_number(text)
            if len(self.kept) < _KEPT_NUMBERS:
                self.kept[text] = number
        return number


def from_float(number: float) -> Decimal:
    """A double as people see it: its shortest digits. Raises `Refusal("corrupt")` for NaN and Infinity."""
    if number == int(number) if -1e15 < number < 1e15 else False:
        return Decimal(int(number))
    return make_number(repr(number))


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
    return ErrorValue(intern(text.strip()[:100]))


def make_iso_date(text: str) -> Value:
    """An ISO 8601 cell (`t="d"`, OpenDocument) as a date; a bare time of day or a duration stays text."""
    text = text.strip()
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    if found.tzinfo is not None:
        found = found.replace(tzinfo=None)
    milliseconds = round(found.microsecond / 1000)
    try:
        return found.replace(microsecond=0) + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return found.replace(microsecond=0)
