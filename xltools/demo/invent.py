"""Invented enterprises, numbers and ways of typing. Everything comes from one random generator: same seed, same files."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Final

from .minimal_xlsx import Cell, Raw

DISTRICTS: Final = ("江岸区", "洪山区", "东湖高新区")
_TRADES = ("光电", "汽车零部件", "生物医药", "高端装备", "新材料", "智能家电")
_STEMS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
_CODE_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
PHONES: Final = ("13800138000", "13900139000", "027-88888888")
CONTACTS: Final = ("张三", "李四", "王五", "赵六")
INDUSTRIES: Final = (
    "汽车制造业",
    "计算机、通信和其他电子设备制造业",
    "医药制造业",
    "专用设备制造业",
    "化学原料和化学制品制造业",
)
WINDOW: Final = (date(2023, 10, 1), date(2025, 9, 30))

FOURTH: Final = Decimal("0.0001")


def enterprise(rng: Random, number: int) -> str:
    """A name that nobody can take for a real one: 武汉示例…."""
    return f"武汉示例{rng.choice(_STEMS)}{_STEMS[number % len(_STEMS)]}{rng.choice(_TRADES)}股份有限公司"


def supplier(rng: Random) -> str:
    return f"示例供应商{rng.choice(_STEMS)}{rng.choice(_STEMS)}有限公司"


def credit_code(rng: Random) -> str:
    """18 characters with a right check digit (GB 32100)."""
    body = "91420100MA" + "".join(rng.choice(_CODE_LETTERS) for _ in range(7))
    total = sum(_CODE_LETTERS.index(sign) * pow(3, place, 31) for place, sign in enumerate(body))
    return body + _CODE_LETTERS[-total % 31]


def wrong_credit_code(code: str) -> str:
    """The same code with another check digit."""
    return code[:-1] + _CODE_LETTERS[(_CODE_LETTERS.index(code[-1]) + 7) % 31]


def invoice_number(rng: Random, year: int) -> str:
    """20 digits, the first two those of the year, as electronic invoices have, or 8 as paper ones."""
    length = 20 if rng.random() < 0.7 else 8
    digits = str(rng.randrange(1, 10)) + "".join(str(rng.randrange(10)) for _ in range(length - 1))
    return digits if length == 8 else f"{year % 100:02d}{digits[2:]}"


def as_excel_number(digits: str) -> Raw:
    """What Excel keeps when a long code is typed into a number cell: 15 digits."""
    kept = digits[:15]
    return Raw(f"{kept[0]}.{kept[1:]}E+{len(digits) - 1}")


def day(rng: Random, first: date, last: date) -> date:
    return first + timedelta(days=rng.randrange((last - first).days + 1))


def typed_date(rng: Random, value: date) -> Cell:
    """A day as people type it: mostly a real date, else one of five texts."""
    forms = (
        f"{value.year}.{value.month}.{value.day}",
        f"{value.year}年{value.month}月{value.day}日",
        value.strftime("%Y-%m-%d"),
        f"{value.year}/{value.month}/{value.day}",
        value.strftime("%Y%m%d"),
    )
    return value if rng.random() < 0.65 else rng.choice(forms)


def wan(yuan: Decimal) -> Decimal:
    """元 -> 万元 with four decimals."""
    return (yuan / 10000).quantize(FOURTH, ROUND_HALF_UP)


def typed_amount(rng: Random, value: Decimal) -> Cell:
    """An amount in 万元 as people type it: mostly a number, else text with commas, a unit or full-width digits."""
    text = format(value, "f")
    forms = (
        text,
        f"{value:,.4f}",
        f"{text}万元",
        text.translate(str.maketrans("0123456789.", "０１２３４５６７８９．")),
    )
    return value if rng.random() < 0.8 else rng.choice(forms)
