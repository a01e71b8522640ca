"""Numbers, dates and lists as officials write them (GB/T 15835, GB/T 9704 7.3.5.4)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

_DIGITS = "零一二三四五六七八九"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]+")
DATE_PATTERN = re.compile(r"(20\d\d)年([1-9]|1[0-2])月([1-9]|[12]\d|3[01])日")

SHORT_NAMES = (
    ("经济和信息化", "经信"),
    ("工业和信息化", "工信"),
    ("发展和改革", "发改"),
    ("市场监督管理", "市场监管"),
    ("国有资产监督管理", "国资"),
    ("科学技术", "科技"),
    ("委员会", "委"),
)


def numeral(number: int) -> str:
    """1 … 99 in Chinese numerals: 一, 十, 二十三."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def copies_text(number: int) -> str:
    """1 → 1份, 2 → 一式两份, 4 → 一式四份: the way notices ask for copies."""
    if number <= 1:
        return f"{number}份"
    return f"一式{'两' if number == 2 else numeral(number)}份"


def date_text(day: date) -> str:
    """2022年10月31日: four-digit year, no padding (7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def parse_date(text: str) -> date | None:
    """A day written as 2022年10月31日 or 2022-10-31; None if it is neither or does not exist."""
    found = DATE_PATTERN.fullmatch(text.strip()) or re.fullmatch(r"(20\d\d)-(\d\d?)-(\d\d?)", text.strip())
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def money_text(yuan: Decimal) -> str:
    """元 → 万元 without trailing zeros: 52345600 → 5234.56万元."""
    wan = yuan / Decimal(10000)
    text = format(wan.quantize(Decimal("0.000001")).normalize(), "f")
    return f"{text}万元"


def join_names(names: Sequence[str]) -> str:
    """甲、乙和丙."""
    if len(names) < 2:
        return "".join(names)
    return "、".join(names[:-1]) + "和" + names[-1]


def short_name(organ: str) -> str:
    """The customary short form: 示例市经济和信息化局 → 示例市经信局."""
    for full, short in SHORT_NAMES:
        organ = organ.replace(full, short)
    return organ


def clean(text: object) -> str:
    """Text from strangers as one line of literal text: control characters and line breaks become a blank."""
    return _CONTROL.sub(" ", str(text)).strip()


def width(text: str) -> float:
    """Width in 字: half-width characters count one half."""
    return sum(0.5 if ord(char) < 0x250 else 1.0 for char in text)
