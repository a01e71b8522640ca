"""Dates as people type them: a day, or the month, quarter or span that is known."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from ..formats.grid import ErrorValue, Value
from .patterns import Lazy
from .values import NO_NUMBER, Period, Unreadable, broken, exact, number_text, plain, text_of

_CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_SEPARATOR = "[-/.。、,·・_—–―−]"
_DAY = Lazy(
    rf"(\d{{4}})(?:年|{_SEPARATOR})(\d{{1,2}})(?:月|{_SEPARATOR})(\d{{1,2}})(?:日|号)?(?:[T上下]?午?\d{{1,2}}[:时].{{0,20}})?"
)
_COMPACT_DAY = Lazy(r"(\d{4})(\d{2})(\d{2})")
_MONTH = Lazy(rf"(\d{{4}})(?:年|{_SEPARATOR})(\d{{1,2}})月?(?:份)?")
_SHORT_YEAR = Lazy(r"(?<!\d)'?(\d{2})年(?=\d{1,2}月)")
_WEEKDAY = Lazy(r"[(,]?(?:星期|周|礼拜)[一二三四五六日天1-7][)]?")
_REMARK = Lazy(r"\((?![^()]*(?:[约预拟估暂待计前后起止或]|左右|\d))[^()]{1,12}\)$")
_BESIDE = Lazy(r"(?<=日)(?:上午|下午|开具|开票|签订|付款|支付|到账|入账|交付|验收)$")
_LONGEST = 60
"""Characters of the longest date anybody types, a span with its remark."""
_COMPACT_MONTH = Lazy(r"(\d{4})(\d{2})")
_YEAR = Lazy(r"(\d{4})(?:年度?)?")
_PART = Lazy(r"(\d{4})年?(?:第?([1-4一二三四])季度|Q(?P<quarter>[1-4])|(?P<half>上|下)半年)")
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
    if len(original) > 4 * _LONGEST:
        return Unreadable(original, "不是能读出的日期") if original.strip() else None
    text = plain(original)
    if text in NO_NUMBER:
        return None
    text = "".join(text.split()) if not re.search(r"\d\s+\d{1,2}:", text) else text.split()[0]
    if not text.isascii():
        text = _chinese_numerals(text)
        # What stands beside a date: its weekday, or a word on the paper (补开), unless the word casts doubt on it (预计).
        text = _BESIDE.sub("", _REMARK.sub("", _WEEKDAY.sub("", text)))
        text = _whole_years(text)
    found = _one_date(text)
    if found is None and (span := _SPAN.fullmatch(text)):
        start = _one_date(span[1])
        second = span[2] if re.match(r"\d{4}", span[2]) else span[1][:5] + span[2]
        end = _one_date(second)
        found = Period(start.start, end.end) if start and end and start.start <= end.end else None
    return found or Unreadable(original, "不是能读出的日期")


def _whole_years(text: str) -> str:
    """24年3月5日 -> 2024年3月5日: 年 and 月 leave no doubt; 24.3.5 does, and stays as it is."""
    return _SHORT_YEAR.sub(lambda short: f"{'20' if int(short[1]) < 80 else '19'}{short[1]}年", text)


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
        if match["half"]:
            return _months(match[1], 1, 6) if match["half"] == "上" else _months(match[1], 7, 12)
        quarter = int((match[2] or match["quarter"]).translate(_CHINESE_DIGITS))
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


@lru_cache(maxsize=20_000)
def _from_day(value: datetime) -> Period | Unreadable:
    day = value.date()
    return Period(day, day) if _FIRST <= day <= _LAST else Unreadable(day.isoformat(), "日期不在合理范围内")


@lru_cache(maxsize=20_000)
def _from_number(value: Decimal, date1904: bool) -> Period | Unreadable:
    """A serial, 20240305, 202403, 2024 or 2024.05."""
    text = number_text(exact(value))
    whole = value == value.to_integral_value()
    if not whole and text.endswith(".1") and not 30_000 <= value < 70_000:
        return Unreadable(text, f"{text} 是数字，分不清 1 月还是 10 月")
    found = _serial(value, date1904) if 30_000 <= value < 70_000 else _one_date(text)
    return found or Unreadable(text, "不是能读出的日期")


def date_reader(date1904: bool = False) -> Callable[[Value | None], Period | Unreadable | None]:
    """Reader of dates. Numbers without a date format are serials, 20240305, 202403 or 2024."""

    def read(value: Value | None) -> Period | Unreadable | None:
        if value is None:
            return None
        if isinstance(value, datetime):
            return _from_day(value)
        if isinstance(value, Decimal):
            return _from_number(value, date1904)
        if isinstance(value, str) and not isinstance(value, ErrorValue):
            return _date_text(value)
        return broken(value) or Unreadable(text_of(value), "不是日期")

    return read
