"""Numbers and amounts as people type them. Amounts come out in 元, percents as fractions."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from ..formats.grid import ErrorValue, Value
from .patterns import Lazy
from .values import FIFTEEN, NO_NUMBER, UNITS, Unreadable, as_money, broken, exact, number_text, plain, text_of

_PLAIN = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+"
_GROUPED = Lazy(rf"[+-]?(?:{_PLAIN})")
_SCIENTIFIC = Lazy(r"[+-]?\d(?:\.\d{1,14})?[Ee][+-]\d{1,2}")
_AMOUNT = Lazy(
    rf"(?P<sign>[+-]?)(?:人民币|RMB|CNY|¥|￥)?(?P<behind>[+-]?)(?P<number>{_PLAIN})"
    r"(?P<unit>千万元|百万元|亿元|万元|千元|亿|万|元)?(?:整|正|人民币)?"
)
_SUM = Lazy(rf"=?(?:{_PLAIN})(?:\+(?:{_PLAIN}))+")
_NEGATIVE = "−–‐‑△负"
_MINUS = str.maketrans(_NEGATIVE, "-" * len(_NEGATIVE))
"""U+2212, dash and hyphens, as systems export them, the △ of financial tables, and the word."""
_LONGEST = 64
"""Characters of the longest amount anybody types; longer texts are no numbers."""


_APART = Lazy(r"\d\s+\d")
_IN_THREES = Lazy(r"\D*\d{1,3}(?:[^\S\r\n]\d{3})++(?!\d|\s+\d)\D*+(?:\d++\D*+)?")


def figure_text(value: str) -> str:
    """A typed figure without blanks and with one kind of minus; empty where it is too long to be one.

    Blanks between digits part thousands (1 250 000); 10 and 20 below each other or side by side are two figures, not 1020,
    and keep the blank that makes them none.
    """
    if len(value) > 4 * _LONGEST:
        return ""
    text = plain(value)
    parts = text.split()
    joint = " " if len(parts) > 1 and _APART.search(text) and not _IN_THREES.fullmatch(text) else ""
    # An apostrophe that became visible: the sign of a text cell, copied with it.
    text = joint.join(parts).removeprefix("'")
    signed = len(text) > 1 and (text[0] in _NEGATIVE or text[1] in _NEGATIVE)
    return text.translate(_MINUS) if signed else text


def is_sum(value: str) -> bool:
    """3000+2000: several amounts in one cell."""
    return _SUM.fullmatch(figure_text(value)) is not None


def _decimal(text: str) -> Decimal | None:
    """A plain number with or without thousands separators, 8.79E+02, 3000+2000; None where it is anything else."""
    if _GROUPED.fullmatch(text) or _SCIENTIFIC.fullmatch(text):
        return Decimal(text.replace(",", ""))
    if _SUM.fullmatch(text):
        return sum((Decimal(part.replace(",", "")) for part in text.lstrip("=").split("+")), Decimal(0))
    return None


def read_number(value: Value | None) -> Decimal | Unreadable | None:
    """A number without unit."""
    if value is None:
        return None
    if isinstance(value, Decimal):
        return exact(value)
    if isinstance(value, str) and not isinstance(value, ErrorValue):
        text = figure_text(value)
        if text in NO_NUMBER:
            return None if text else _too_long(value, "不是数字")
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
            return as_money(exact(value) if whole else times(value, factor))
        if isinstance(value, str) and not isinstance(value, ErrorValue):
            found = _amount(value, factor)
            return as_money(found) if type(found) is Decimal else found
        return broken(value) or Unreadable(text_of(value), "不是金额")

    return read


def _too_long(value: str, reason: str) -> Unreadable | None:
    """Nothing is left of a text: it was blank, or too long to be a figure."""
    return Unreadable(value, reason) if len(value) > 4 * _LONGEST and value.strip() else None


def _amount(value: str, factor: Decimal) -> Decimal | Unreadable | None:
    text = figure_text(value)
    if text in NO_NUMBER:
        return None if text else _too_long(value, "不是能读出的金额")
    negative = text.startswith("(") and text.endswith(")")
    match = _AMOUNT.fullmatch(text[1:-1] if negative else text)
    if match is None:
        number = _decimal(text)
        # What is said in words bears its own unit: 壹仟万元, 20万5千.
        found = number * factor if number is not None else spoken_amount(text)
        return found if found is not None else Unreadable(value, "不是能读出的金额")
    signs = "-" * negative + match["sign"] + match["behind"]
    # Two signs (--1, (-1)) may mean either: nobody's guess.
    if len(signs) > 1:
        return Unreadable(value, "不是能读出的金额")
    number = Decimal(match["number"].replace(",", ""))
    if signs == "-":
        number = -number
    return number * (UNITS[match["unit"]] if match["unit"] else factor)


_DIGITS = dict(
    zip(
        "零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖两貳參陸",
        (0, 0, *range(1, 10), *range(1, 10), 2, 2, 3, 6),
        strict=True,
    )
)
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
_ABOVE_ALL = 10_000
_SPOKEN = Lazy(
    r"(?:人民币)?((?:\d++(?:\.\d++)?+|[零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖两貳參陸十拾百佰千仟万萬亿億])++)"
    r"([元圆圓]?)(?:(?<=[元圆圓])零?(?:([一二三四五六七八九壹贰叁肆伍陆柒捌玖])角)?零?(?:([一二三四五六七八九壹贰叁肆伍陆柒捌玖])分)?)?(?:整|正)?"
)
_TOKEN = Lazy(r"\d+(?:\.\d+)?|.")


def spoken_amount(text: str) -> Decimal | None:
    """壹仟万元, 贰佰万元整, 20万5千, 1千万 in 元; None for what names no 元, 万 or 亿, or can be read in two ways."""
    said = _SPOKEN.fullmatch(text)
    if said is None or not (said[2] or any(large in text for large in _LARGE)):
        return None
    whole = _spoken_number([token[0] for token in _TOKEN.finditer(said[1])], closed=bool(said[2]))
    cents = 10 * _DIGITS.get(said[3], 0) + _DIGITS.get(said[4], 0)
    return whole + Decimal(cents) / 100 if whole is not None else None


def _spoken_number(words: list[str], *, closed: bool) -> Decimal | None:
    """The value of words of numbers. `closed`: 元 stands behind, so that a last figure without a unit is 元."""
    total = section = Decimal(0)
    number: Decimal | None = None
    below = _ABOVE_ALL
    larger: set[int] = set()
    for word in words:
        if word in _LARGE:
            if _LARGE[word] in larger:
                return None  # 100万200万: two amounts
            # Behind 亿 another 万 may come (一万亿五千万), another 亿 never.
            larger = {*larger, _LARGE[word]} if word in "万萬" else {_LARGE[word]}
            section += number or 0
            # 亿 takes all that was said before it (一万亿), 万 only what stands since the 亿.
            whole = total + section if word in "亿億" else section
            if not whole:
                return None
            total = whole * _LARGE[word] + (0 if word in "亿億" else total)
            section, number, below = Decimal(0), None, _ABOVE_ALL
        elif word in _SMALL:
            if _SMALL[word] >= below:
                return None  # 十二十: tens twice
            section += (number if number is not None else 1) * _SMALL[word]
            number, below = None, _SMALL[word]
        elif number:
            return None  # two digits side by side
        else:
            number = Decimal(_DIGITS[word]) if word in _DIGITS else Decimal(word)
    # 20万5 may be 205000 or 20.5万 or a slip.
    return None if number and not closed else total + section + (number or 0)


_COUNTED = Lazy(r"([+-]?\d+)(?:\.0*)?(?:个环节|个场景|个|项|家|台套|台|套|人|条|环节|年|级|名)?(?:\([^()]*\))?")


def read_integer(value: Value | None) -> int | Unreadable | None:
    """A whole number, also 9个, 9（台）; a list of names parted by 、 counts its names."""
    if value is None:
        return None
    if isinstance(value, Decimal):
        number = exact(value)
        return int(number) if number == number.to_integral_value() else Unreadable(number_text(number), "不是整数")
    if isinstance(value, str) and not isinstance(value, ErrorValue):
        text = "".join(plain(value[:400]).split())
        if text in NO_NUMBER:
            return None
        match = _COUNTED.fullmatch(text)
        if match:
            return int(match[1])
        names = [part for part in re.split(r"[、,;]", text) if part]
        if len(names) > 1 and not any(character.isdecimal() for character in text):
            return len(names)
        return Unreadable(value, "不是整数")
    return broken(value) or Unreadable(text_of(value), "不是整数")


def read_percent(value: Value | None, number_format: str = "", unit: str = "") -> Decimal | Unreadable | None:
    """A share as a fraction: 85%, 0.85 in a % cell, 85 or 0.85 in a column whose unit is %."""
    if isinstance(value, str) and not isinstance(value, ErrorValue):
        text = figure_text(value)
        if text.endswith("%"):
            number = _decimal(text[:-1])
            return number / 100 if number is not None else Unreadable(value, "不是百分比")
    read = read_number(value)
    if not isinstance(read, Decimal) or "%" in number_format:
        return read
    return read / 100 if "%" in unit and abs(read) > 1 else read
