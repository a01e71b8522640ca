"""Dates, amounts and codes as people type them.

Each reader takes a stored value (see grid.py) and returns the parsed value, None for a blank, or `Unreadable` with the
reason in words. Amounts come out in 元, percents as fractions, dates as a `Period` of first and last day. Likeness is
never used: what is not certain is unreadable, and is said once by the rule `type`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Context, Decimal
from typing import Any, NamedTuple

from ..formats.grid import NO_VALUE, ErrorValue, Value


class Period(NamedTuple):
    """A date as known: a day has equal ends, a month or a year spans."""

    start: date
    end: date

    @property
    def is_day(self) -> bool:
        return self.start == self.end

    def __str__(self) -> str:
        if self.is_day:
            return self.start.isoformat()
        return f"{self.start.isoformat()}～{self.end.isoformat()}"


class Unreadable(NamedTuple):
    """A value that is there but cannot be read. `code`: text, digits_lost, error, no_value."""

    raw: str
    reason: str
    code: str = "text"


UNITS: dict[str, Decimal] = {
    "元": Decimal(1),
    "人民币元": Decimal(1),
    "千元": Decimal(1000),
    "万": Decimal(10_000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "千万元": Decimal(10_000_000),
    "亿": Decimal(100_000_000),
    "亿元": Decimal(100_000_000),
}
BLANKS = frozenset({"", "/", "\\", "-", "--", "—", "——", "–", "―", "一一"})
NO_NUMBER = BLANKS | {"无", "不适用", "暂无", "没有", "n/a", "N/A", "NA", "N/a"}
FIFTEEN = Context(prec=15)
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD))
_INVISIBLE_MARKS = frozenset(map(chr, _INVISIBLE))


def plain(text: str) -> str:
    """NFKC (full-width digits and brackets become half-width), without blanks at the ends and invisible characters."""
    if text.isascii():
        return text.strip()
    made = unicodedata.normalize("NFKC", text)
    # Hardly any text holds one, and looking is a tenth of what translating costs.
    return (made if _INVISIBLE_MARKS.isdisjoint(made) else made.translate(_INVISIBLE)).strip()


def squeeze(text: str) -> str:
    """`plain` without any blank or line break: what two names are compared by."""
    return "".join(plain(text).split())


_SEALS = ("(盖章)", "(公章)", "(签章)", "(印章)")


def unsealed(name: str) -> str:
    """A name as names are compared: `squeeze`d, without the form's 盖章 behind it."""
    flat = squeeze(name)
    for seal in _SEALS:
        flat = flat.removesuffix(seal)
    return flat


def exact(number: Decimal) -> Decimal:
    """The number a person sees: Excel keeps 15 significant digits, files often hold 17."""
    rounded = FIFTEEN.plus(number)
    # The same object where nothing was rounded: a large sheet then keeps each number once.
    return number if rounded == number else rounded


_CENT, _NOISE = Decimal("0.01"), Decimal("0.00001")
_LARGEST = Decimal(10) ** 15
"""元 from which on a double does not keep the cents."""


def as_money(yuan: Decimal) -> Decimal:
    """An amount as it was meant: what lies within the noise of doubles beside a whole cent is that cent.

    2079.2825 - 2112.5235 gives -33.2409999999999 in a workbook; a price that a formula cut nowhere (1000/1.13) stays.
    """
    if not -_LARGEST < yuan < _LARGEST:
        return yuan
    cents = yuan.quantize(_CENT)
    if cents == yuan or abs(cents - yuan) > _NOISE:
        return yuan
    return cents


def text_of(value: Value) -> str:
    """A stored value as a person would see it in a message."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Decimal):
        plain_digits = str(value)
        return plain_digits if plain_digits.isdecimal() and len(plain_digits) <= 15 else number_text(exact(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    return "（公式没有结果）"


def number_text(number: Decimal) -> str:
    """Without exponent and without trailing zeros."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def is_blank(value: Value | None) -> bool:
    """Nothing there, or only a sign people put for nothing (/, —)."""
    if value is None:
        return True
    if not isinstance(value, str) or isinstance(value, ErrorValue):
        return False
    return plain(value) in BLANKS if len(value) <= 64 else not value.strip()


def broken(value: Value) -> Unreadable | None:
    """Error cells and formulas without a result: no reader can use them."""
    if isinstance(value, ErrorValue):
        return Unreadable(str(value), f"单元格是错误值 {value}", "error")
    if value is NO_VALUE:
        return Unreadable("", "公式没有保存计算结果，请用 Excel 或 WPS 打开后重新保存", "no_value")
    return None


Reader = Callable[[Value | None], Any]
