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
    ("市场监督管理委员会", "市场监管委"),
    ("市场监督管理", "市场监管"),
    ("国有资产监督管理委员会", "国资委"),
    ("国有资产监督管理", "国资"),
    ("科学技术", "科技"),
    ("管理委员会", "管委会"),
    ("委员会", "委"),
)
"""Longer forms first: 管理委员会 is 管委会, never 管理委."""


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
    return _day(*(int(part) for part in found.groups()))


def typed_date(text: str) -> date | None:
    """A day as people type it: 2022年10月31日, padded or with blanks, 2022-10-31, 2022.10.31, 2022/10/31,
    二〇二二年十月三十一日; None if it is none of these or does not exist. What a finished letter may say is `parse_date`'s."""
    plain = re.sub(r"\s", "", text).translate(_FULL_WIDTH)
    found = re.fullmatch(r"(20\d\d)[-./年](\d{1,2})[-./月](\d{1,2})日?", plain)
    if found is not None:
        return _day(*(int(part) for part in found.groups()))
    hanzi = re.fullmatch(
        r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日", plain
    )
    if hanzi is None:
        return None
    year = int("".join(str(_DIGITS.index("零" if char in "〇○" else char)) for char in hanzi.group(1)))
    return _day(year, _counted(hanzi.group(2)), _counted(hanzi.group(3)))


_FULL_WIDTH = str.maketrans("０１２３４５６７８９．／－", "0123456789./-")


def _counted(hanzi: str) -> int:
    """十 → 10, 十二 → 12, 三十一 → 31."""
    tens, mark, ones = hanzi.rpartition("十")
    if not mark:
        return _DIGITS.find(hanzi)
    return (_DIGITS.find(tens) if tens else 1) * 10 + (_DIGITS.find(ones) if ones else 0)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def money_text(yuan: Decimal) -> str:
    """元 → 万元 without trailing zeros: 52345600 → 5234.56万元."""
    wan = yuan / Decimal(10000)
    text = format(wan.quantize(Decimal("0.000001")).normalize(), "f")
    return f"{text}万元"


_MONEY = re.compile(r"(-?\d{1,3}(?:,\d{3})+|-?\d+)(\.\d+)?\s?([万亿]?元)?")


def plain_amount(text: str) -> Decimal | None:
    """The number of an amount as tables write it: 1,234.5, 1234.50; None where anything else stands there."""
    found = _MONEY.fullmatch(text.strip())
    return Decimal((found.group(1) + (found.group(2) or "")).replace(",", "")) if found else None


def money_column(cells: Sequence[str], *, least: int = 2) -> tuple[str, ...]:
    """Amounts of one column with equally many decimals, so that they stand point under point where they are set flush right:
    `least`, more where one of them has more (no amount is rounded). What is no amount stays as it is."""
    read = [_MONEY.fullmatch(cell.strip()) for cell in cells]
    places = [len(found.group(2).rstrip("0")) - 1 for found in read if found and found.group(2)]
    most = max([least, *places])
    return tuple(
        f"{plain_amount(cell):.{most}f}{found.group(3) or ''}" if found else cell
        for cell, found in zip(cells, read, strict=True)
    )


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


def organs_count(number: int) -> str:
    """How a title counts joint senders: 四部门, in Hanzi as titles write numbers of organs."""
    return f"{numeral(number)}部门"


def organs_in_line(line: str) -> tuple[str, ...]:
    """Organs that sign in one line, set apart by blanks; one name spread by blanks (财　政　局) is one."""
    found: list[str] = []
    for wide in re.split(r"\t|　{2,}| {3,}", line.strip(" 　\t\n")):
        parts = re.split(r"[　 ]+", wide.strip(" 　"))
        found += parts if all(len(part) >= _SHORTEST_ORGAN for part in parts) else [wide.strip(" 　")]
    return tuple(filter(None, found))


_SHORTEST_ORGAN = 4


def together(names: Sequence[str]) -> str:
    """Names with one common ending said once: 领航级智能工厂, 卓越级智能工厂 → 领航级、卓越级智能工厂."""
    if len(names) < 2:
        return "".join(names)
    ending = min(names, key=len)[1:]
    while not all(name.endswith(ending) for name in names):
        ending = ending[1:]
    # 级 belongs to the grade's own name.
    ending = ending.removeprefix("级")
    stems = [name[: len(name) - len(ending)] for name in names]
    return "、".join(stems) + ending


def width(text: str) -> float:
    """Width in 字: half-width characters count one half."""
    return sum(0.5 if ord(char) < 0x250 else 1.0 for char in text)
