"""Numbers and amounts as people type them. Amounts come out in 元, percents as fractions."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from ..formats.grid import ErrorValue, Value
from .patterns import Lazy
from .values import FIFTEEN, NO_NUMBER, UNITS, Unreadable, broken, exact, number_text, plain, text_of

_GROUPED = Lazy(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|[+-]?\.\d+")
_AMOUNT = Lazy(
    r"(?P<sign>[+-]?)(?:人民币|RMB|CNY|¥|￥)?(?P<behind>[+-]?)(?P<number>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)"
    r"(?P<unit>千万元|百万元|亿元|万元|千元|亿|万|元)?(?:整|正)?"
)


def _decimal(text: str) -> Decimal | None:
    """A plain number with or without thousands separators; None where it is anything else."""
    if not _GROUPED.fullmatch(text):
        return None
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None


def read_number(value: Value | None) -> Decimal | Unreadable | None:
    """A number without unit."""
    if value is None:
        return None
    if isinstance(value, Decimal):
        return exact(value)
    if isinstance(value, str) and not isinstance(value, ErrorValue):
        text = "".join(plain(value).split())
        if text in NO_NUMBER:
            return None
        number = _decimal(text)
        return number if number is not None else Unreadable(value, "不是数字")
    return broken(value) or Unreadable(text_of(value), "不是数字")


def amount_reader(unit: str) -> Callable[[Value | None], Decimal | Unreadable | None]:
    """Reader of amounts in a column of `unit` (元, 万元 …); a unit inside the cell goes before it. Result in 元."""
    factor = UNITS[unit]
    whole = factor == 1
    times = FIFTEEN.multiply

    def read(value: Value | None) -> Decimal | Unreadable | None:
        if value is None:
            return None
        if isinstance(value, Decimal):
            # Factors are powers of ten: rounding after the multiplication is rounding before it.
            return exact(value) if whole else times(value, factor)
        if isinstance(value, str) and not isinstance(value, ErrorValue):
            return _amount(value, factor)
        return broken(value) or Unreadable(text_of(value), "不是金额")

    return read


def _amount(value: str, factor: Decimal) -> Decimal | Unreadable | None:
    text = "".join(plain(value).split())
    if text in NO_NUMBER:
        return None
    negative = text.startswith("(") and text.endswith(")")
    match = _AMOUNT.fullmatch(text[1:-1] if negative else text)
    signs = "-" * negative + match["sign"] + match["behind"] if match else ""
    # Two signs (--1, (-1)) may mean either: nobody's guess.
    if match is None or len(signs) > 1:
        return Unreadable(value, "不是能读出的金额")
    number = Decimal(match["number"].replace(",", ""))
    if signs == "-":
        number = -number
    return number * (UNITS[match["unit"]] if match["unit"] else factor)


_COUNTED = Lazy(r"([+-]?\d+)(?:\.0*)?(?:个环节|个场景|个|项|家|台套|台|套|人|条|环节|年|级|名)?(?:\([^()]*\))?")


def read_integer(value: Value | None) -> int | Unreadable | None:
    """A whole number, also 9个, 9（台）; a list of names parted by 、 counts its names."""
    if value is None:
        return None
    if isinstance(value, Decimal):
        number = exact(value)
        return int(number) if number == number.to_integral_value() else Unreadable(number_text(number), "不是整数")
    if isinstance(value, str) and not isinstance(value, ErrorValue):
        text = "".join(plain(value).split())
        if text in NO_NUMBER:
            return None
        match = _COUNTED.fullmatch(text)
        if match:
            return int(match[1])
        names = [part for part in re.split(r"[、,;]", text) if part]
        if len(names) > 1 and not any(character.isdigit() for character in text):
            return len(names)
        return Unreadable(value, "不是整数")
    return broken(value) or Unreadable(text_of(value), "不是整数")


def read_percent(value: Value | None, number_format: str = "", unit: str = "") -> Decimal | Unreadable | None:
    """A share as a fraction: 85%, 0.85 in a % cell, 85 or 0.85 in a column whose unit is %."""
    if isinstance(value, str) and not isinstance(value, ErrorValue):
        text = "".join(plain(value).split())
        if text.endswith("%"):
            number = _decimal(text[:-1])
            return number / 100 if number is not None else Unreadable(value, "不是百分比")
    read = read_number(value)
    if not isinstance(read, Decimal) or "%" in number_format:
        return read
    return read / 100 if "%" in unit and abs(read) > 1 else read
