"""Dates, amounts and codes as people type them.

Each reader takes a stored value (see grid.py) and returns the parsed value, None for a blank, or `Unreadable` with the
reason in words. Amounts come out in 元, percents as fractions, dates as a `Period` of first and last day. Likeness is
never used: what is not certain is unreadable, and is said once by the rule `type`.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Context, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, NamedTuple

from ..formats.grid import NO_VALUE, ErrorValue, Value
from .patterns import Lazy


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
_BLANKS = frozenset({"", "/", "\\", "-", "--", "—", "——", "–", "―", "一一"})
_NO_NUMBER = _BLANKS | {"无", "不适用", "暂无", "n/a", "N/A", "NA"}
_FIFTEEN = Context(prec=15)
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD))


def plain(text: str) -> str:
    """NFKC (full-width digits and brackets become half-width), without blanks at the ends and invisible characters."""
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFKC", text).translate(_INVISIBLE).strip()


def squeeze(text: str) -> str:
    """`plain` without any blank or line break: what two names are compared by."""
    return "".join(plain(text).split())


def exact(number: Decimal) -> Decimal:
    """The number a person sees: Excel keeps 15 significant digits, files often hold 17."""
    rounded = _FIFTEEN.plus(number)
    # The same object where nothing was rounded: a large sheet then keeps each number once.
    return number if rounded == number else rounded


def text_of(value: Value) -> str:
    """A stored value as a person would see it in a message."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Decimal):
        return number_text(exact(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    return "（公式没有结果）"


def number_text(number: Decimal) -> str:
    """Without exponent and without trailing zeros."""
    if number == number.to_integral_value():
        return format(number.quantize(Decimal(1)) if abs(number) < Decimal(10) ** 27 else number, "f")
    return format(number.normalize(), "f")


def is_blank(value: Value | None) -> bool:
    """Nothing there, or only a sign people put for nothing (/, —)."""
    return value is None or (isinstance(value, str) and not isinstance(value, ErrorValue) and plain(value) in _BLANKS)


def _broken(value: Value) -> Unreadable | None:
    """Error cells and formulas without a result: no reader can use them."""
    if isinstance(value, ErrorValue):
        return Unreadable(str(value), f"单元格是错误值 {value}", "error")
    if value is NO_VALUE:
        return Unreadable("", "公式没有保存计算结果，请用 Excel 或 WPS 打开后重新保存", "no_value")
    return None


# --- numbers and amounts -------------------------------------------------------------------------------------------

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
        if text in _NO_NUMBER:
            return None
        number = _decimal(text)
        return number if number is not None else Unreadable(value, "不是数字")
    return _broken(value) or Unreadable(text_of(value), "不是数字")


def amount_reader(unit: str) -> Callable[[Value | None], Decimal | Unreadable | None]:
    """Reader of amounts in a column of `unit` (元, 万元 …); a unit inside the cell goes before it. Result in 元."""
    factor = UNITS[unit]
    whole = factor == 1
    times = _FIFTEEN.multiply

    def read(value: Value | None) -> Decimal | Unreadable | None:
        if value is None:
            return None
        if isinstance(value, Decimal):
            # Factors are powers of ten: rounding after the multiplication is rounding before it.
            return exact(value) if whole else times(value, factor)
        if isinstance(value, str) and not isinstance(value, ErrorValue):
            return _amount(value, factor)
        return _broken(value) or Unreadable(text_of(value), "不是金额")

    return read


def _amount(value: str, factor: Decimal) -> Decimal | Unreadable | None:
    text = "".join(plain(value).split())
    if text in _NO_NUMBER:
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
        if text in _NO_NUMBER:
            return None
        match = _COUNTED.fullmatch(text)
        if match:
            return int(match[1])
        names = [part for part in re.split(r"[、,;]", text) if part]
        if len(names) > 1 and not any(character.isdigit() for character in text):
            return len(names)
        return Unreadable(value, "不是整数")
    return _broken(value) or Unreadable(text_of(value), "不是整数")


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


# --- dates ---------------------------------------------------------------------------------------------------------

_CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_DAY = Lazy(r"(\d{4})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})(?:日|号)?(?:[T上下]?午?\d{1,2}[:时].*)?")
_COMPACT_DAY = Lazy(r"(\d{4})(\d{2})(\d{2})")
_MONTH = Lazy(r"(\d{4})(?:年|[-/.])(\d{1,2})月?(?:份)?")
_COMPACT_MONTH = Lazy(r"(\d{4})(\d{2})")
_YEAR = Lazy(r"(\d{4})(?:年度?)?")
_PART = Lazy(r"(\d{4})年(?:第?([1-4一二三四])季度|(上|下)半年)")
_THIRD = Lazy(r"(\d{4})年(\d{1,2})月(?:份)?(上|中|下)旬")
_SPAN = Lazy(r"(.+?)(?:至|到|~|～|—|--|－|-(?=\d{4}))(.+)")
_FIRST, _LAST = date(1990, 1, 1), date(2079, 12, 31)
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)


def _day(year: str, month: str, day: str) -> Period | None:
    try:
        made = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return Period(made, made) if _FIRST <= made <= _LAST else None


def _month(year: str, month: str) -> Period | None:
    number = int(month)
    if not 1 <= number <= 12 or not _FIRST.year <= int(year) <= _LAST.year:
        return None
    return Period(date(int(year), number, 1), date(int(year), number, monthrange(int(year), number)[1]))


def _months(year: str, first: int, last: int) -> Period | None:
    start, end = _month(year, str(first)), _month(year, str(last))
    return Period(start.start, end.end) if start and end else None


@lru_cache(maxsize=20_000)
def _date_text(original: str) -> Period | Unreadable | None:
    """A date as typed. Cached: a column holds few distinct dates."""
    text = plain(original)
    if text in _NO_NUMBER:
        return None
    text = "".join(text.split()) if not re.search(r"\d\s+\d{1,2}:", text) else text.split()[0]
    if not text.isascii():
        text = _chinese_numerals(text)
    found = _one_date(text)
    if found is None and (span := _SPAN.fullmatch(text)):
        start = _one_date(span[1])
        second = span[2] if re.match(r"\d{4}", span[2]) else span[1][:5] + span[2]
        end = _one_date(second)
        found = Period(start.start, end.end) if start and end and start.start <= end.end else None
    return found or Unreadable(original, "不是能读出的日期")


def _one_date(text: str) -> Period | None:
    if match := _DAY.fullmatch(text):
        return _day(*match.groups())
    if match := _COMPACT_DAY.fullmatch(text):
        return _day(*match.groups())
    if match := _THIRD.fullmatch(text):
        month = _month(match[1], match[2])
        first, last = {"上": (1, 10), "中": (11, 20), "下": (21, 31)}[match[3]]
        return month and Period(month.start.replace(day=first), month.start.replace(day=min(last, month.end.day)))
    if match := _MONTH.fullmatch(text):
        return _month(*match.groups())
    if match := _PART.fullmatch(text):
        if match[3]:
            return _months(match[1], 1, 6) if match[3] == "上" else _months(match[1], 7, 12)
        quarter = int(match[2].translate(_CHINESE_DIGITS))
        return _months(match[1], quarter * 3 - 2, quarter * 3)
    if match := _YEAR.fullmatch(text):
        return _months(match[1], 1, 12)
    if match := _COMPACT_MONTH.fullmatch(text):
        return _month(*match.groups())
    if re.fullmatch(r"\d{5}(?:\.0+)?", text):
        return _serial(Decimal(text))
    return None


def _chinese_numerals(text: str) -> str:
    """二〇二四年三月十五日 -> 2024年3月15日; other text is left as it is."""
    if not re.match(r"[〇零○一二三四五六七八九\d]{4}年", text):
        return text
    text = re.sub(r"(?<=[年月])([二三]?)十([一二三四五六七八九]?)(?=[月日号])", _tens, text)
    return text[:4].translate(_CHINESE_DIGITS) + re.sub(
        r"[一二三四五六七八九](?=[月日号])", lambda digit: digit[0].translate(_CHINESE_DIGITS), text[4:]
    )


def _tens(match: re.Match[str]) -> str:
    tens = match[1].translate(_CHINESE_DIGITS) or "1"
    return tens + (match[2].translate(_CHINESE_DIGITS) or "0")


def _serial(number: Decimal, date1904: bool = False) -> Period | None:
    made = (_EPOCH_1904 if date1904 else _EPOCH) + timedelta(days=int(number))
    return Period(made, made) if _FIRST <= made <= _LAST else None


def date_reader(date1904: bool = False) -> Callable[[Value | None], Period | Unreadable | None]:
    """Reader of dates. Numbers without a date format are serials, 20240305, 202403 or 2024."""

    @lru_cache(maxsize=20_000)
    def from_day(value: datetime) -> Period | Unreadable:
        day = value.date()
        if _FIRST <= day <= _LAST:
            return Period(day, day)
        return Unreadable(day.isoformat(), "日期不在合理范围内")

    @lru_cache(maxsize=20_000)
    def from_number(value: Decimal) -> Period | Unreadable:
        text = number_text(exact(value))
        found: Period | None = None
        if value == value.to_integral_value():
            found = _serial(value, date1904) if 30_000 <= value < 70_000 else _one_date(text)
        elif 30_000 <= value < 70_000:
            found = _serial(value, date1904)
        elif text.endswith(".1"):
            return Unreadable(text, f"{text} 是数字，分不清 1 月还是 10 月")
        else:
            found = _one_date(text)
        return found or Unreadable(text, "不是能读出的日期")

    def read(value: Value | None) -> Period | Unreadable | None:
        if value is None:
            return None
        if isinstance(value, datetime):
            return from_day(value)
        if isinstance(value, Decimal):
            return from_number(value)
        if isinstance(value, str) and not isinstance(value, ErrorValue):
            return _date_text(value)
        return _broken(value) or Unreadable(text_of(value), "不是日期")

    return read


# --- codes, texts, choices -----------------------------------------------------------------------------------------


_SCIENTIFIC = Lazy(r"\d(?:\.\d+)?[Ee]\+?\d{1,2}")


def read_code(value: Value | None) -> str | Unreadable | None:
    """An identifier. A number of more than 15 digits has lost its last digits in Excel already."""
    if value is None:
        return None
    if isinstance(value, Decimal):
        if value != value.to_integral_value():
            return Unreadable(number_text(value), "不是号码")
        if value.adjusted() >= 15:
            return Unreadable(format(value, "f"), "以数字保存的长号码，15 位以后已经丢失", "digits_lost")
        return format(value.quantize(Decimal(1)), "f")
    if isinstance(value, str) and not isinstance(value, ErrorValue):
        text = value.strip()
        if not text.isascii() or " " in text or "\n" in text:
            text = "".join(plain(text).split())
        if text in _BLANKS:
            return None
        if _SCIENTIFIC.fullmatch(text):
            return Unreadable(value, "号码成了科学记数，后面的位数已经丢失", "digits_lost")
        return text
    return _broken(value) or Unreadable(text_of(value), "不是号码")


def read_text(value: Value | None) -> str | Unreadable | None:
    """Text as typed, without blanks at the ends; a number or date is taken as its text."""
    if value is None:
        return None
    if isinstance(value, str) and not isinstance(value, ErrorValue):
        text = value.strip()
        return None if text in _BLANKS else text
    return _broken(value) or text_of(value)


def choice_reader(canonical: dict[str, str]) -> Callable[[Value | None], str | Unreadable | None]:
    """Reader of a drop-down: `canonical` maps squeezed texts to the official value; others come back as typed."""

    @lru_cache(maxsize=4096)
    def from_text(text: str) -> str | None:
        squeezed = squeeze(text)
        return None if squeezed in _BLANKS else canonical.get(squeezed, text.strip())

    def read(value: Value | None) -> str | Unreadable | None:
        if value is None:
            return None
        if isinstance(value, ErrorValue) or value is NO_VALUE:
            return _broken(value)
        return from_text(text_of(value))

    return read


Reader = Callable[[Value | None], Any]
