"""Check 44 a: amounts of money that the letter claims, against the summary and the notice."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from ...findings import Severity
from ...notice.model import Notice
from ..claims import Sum, sums_claimed
from ..figures import UNITS, SummaryFigures
from .base import ERROR, INFO, WARNING, Case, Check, LetterFault
from .classify import LetterPart
from .counts import without_names

_COUNTED = (LetterPart.TITLE, LetterPart.BODY, LetterPart.LEVEL1, LetterPart.LEVEL2, LetterPart.LEVEL3)

_MATTERS = {
    "投资": "投资|投入|出资|购置",
    "产值": "产值|增加值",
    "收入": "收入|营收|销售|订单|出口",
    "利润": "利润|效益|净利",
    "税": "税",
    "补助": "补助|补贴|奖励|奖补|奖金|资助|扶持|专项资金|财政",
    "贷款": "贷款|融资|授信|担保|债",
    "费用": "费用|成本|节约|节省|节支|经费",
    "资产": "资产|资本|市值",
}
"""What money is of -> the words for it. 研发投入 is invested, 研发费用 is spent."""
_MATTER = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _MATTERS.items()))
_OTHERS = re.compile(r"规上|规模以上|工业企业|去年|上年|往年|历年|累计|近[两二三四五]年|[年户人平]均|[每各]")
"""Money of others, of other years, of each: no figure of the summary."""
_LEAST_DIGITS = 2
"""So many digits a rounded amount must have before it says anything about another."""


@dataclass(frozen=True, slots=True)
class KnownSum:
    """An amount of the summary in 元, and the heading under which it stands."""

    amount: Decimal
    heading: str


@dataclass(frozen=True)
class MoneyBook:
    """The amounts of a summary and its notice, ready to be asked."""

    figures: SummaryFigures
    notice: Notice | None

    @cached_property
    def sums(self) -> tuple[KnownSum, ...]:
        """Totals and cells of the columns of money."""
        found = []
        for table in self.figures.tables:
            headings = dict(table.columns)
            found += [KnownSum(amount, headings.get(key, key)) for key, amount in table.sums.items()]
            for key, unit in table.amounts.items():
                cells = [_plain(row.cells.get(key, "")) for row in table.rows]
                found += [KnownSum(cell * UNITS[unit], headings.get(key, key)) for cell in cells if cell]
        return tuple(sorted(found, key=_amount))

    @cached_property
    def loose(self) -> frozenset[Decimal]:
        """Cells of every column, as 元 and as 万元: an office may keep money in a column of its own."""
        cells = (_plain(cell) for row in self.figures.rows for cell in row.cells.values())
        return frozenset(amount * unit for amount in cells if amount is not None for unit in (1, 10000))

    @cached_property
    def matters(self) -> frozenset[str]:
        """Of what the summary's money is."""
        return frozenset(matter for one in self.sums for matter in (_matter(one.heading),) if matter)

    def knows(self, said: Sum) -> bool:
        """Whether the summary holds the amount, or the notice speaks of it (投资额不低于5000万元)."""
        notice = self.notice
        floor = notice.ledger.floor if notice is not None and notice.ledger is not None else None
        if said.amount == floor or said.amount in self.loose or self.near(said, Decimal(0)):
            return True
        if said.about and self.near(said, _slack(said, said.unit)):
            return True
        levels = notice.levels if notice is not None else ()
        return any(said.words in str(spec.options) for level in levels for spec in level.letters)

    def slipped(self, said: Sum) -> tuple[KnownSum, str] | None:
        """The amount of the summary that has the same digits under another unit, and how it is written with it."""
        for unit in UNITS:
            one = self.near(replace(said, unit=unit), _slack(said, unit)) if unit != said.unit else None
            if one is not None:
                return one, f"{said.words.removesuffix(said.unit).rstrip()}{unit}"
        return None

    def near(self, said: Sum, slack: Decimal) -> KnownSum | None:
        """The amount of the summary nearest above the lower end of `said` ± `slack`, where it lies within."""
        at = bisect_left(self.sums, said.amount - slack, key=_amount)
        one = self.sums[at] if at < len(self.sums) else None
        return one if one is not None and one.amount <= said.amount + slack else None


def amounts(case: Case) -> Iterator[LetterFault]:
    figures = case.figures
    if figures is None:
        return
    book = MoneyBook(figures, case.notice)
    for para in case.parts.of(*_COUNTED):
        text = without_names(para.text, figures)
        for said in sums_claimed(text):
            if book.knows(said):
                continue
            slip = book.slipped(said) if _may_be_ours(said, book) else None
            if slip is not None:
                one, right = slip
                heading = re.sub(r"（[万亿]?元）", "", one.heading)
                message = f"金额“{said.words}”与汇总表的“{heading}”只差单位，汇总表里是{right}。"
                fix = f"改为{right}，或先更正汇总表。"
                yield LetterFault(message, fix, para, value=said.words, expected=right, severity=ERROR)
                continue
            yield LetterFault(
                f"金额“{said.words}”不在汇总表里。",
                "核对金额；说的是别的事不用改。",
                para,
                value=said.words,
                severity=_unknown(figures, text),
            )


def _unknown(figures: SummaryFigures, text: str) -> Severity:
    summed = any(table.sums for table in figures.tables)
    return WARNING if summed and re.search(r"投资|投入", text) else INFO


def _may_be_ours(said: Sum, book: MoneyBook) -> bool:
    """Whether the words around an amount let it be the summary's: of the same matter (投资), or of none that is named."""
    if _OTHERS.search(said.clause):
        return False
    matter = _matter(said.before)
    return not matter or matter in book.matters


def _matter(words: str) -> str:
    """Of what an amount is: the nearest word before it. 税 in 含税 names no matter."""
    found = ""
    for one in _MATTER.finditer(re.sub(r"[含免完]税", "", words)):
        found = str(one.lastgroup)
    return found


def _slack(said: Sum, unit: str) -> Decimal:
    """By how much an amount of the summary may differ, written as precisely as `said`: none of a single digit."""
    if len(said.digits.as_tuple().digits) < _LEAST_DIGITS:
        return Decimal(0)
    return UNITS[unit] * Decimal(1).scaleb(int(said.digits.as_tuple().exponent)) / 2


def _amount(one: KnownSum) -> Decimal:
    return one.amount


def _plain(cell: str) -> Decimal | None:
    text = cell.replace(",", "").strip()
    return Decimal(text) if re.fullmatch(r"\d+(\.\d+)?", text) else None


CHECKS = (
    Check(
        id="letter.amounts",
        clause="与汇总表、通知核对",
        severity=WARNING,
        title="金额与汇总表一致",
        run=amounts,
        official=False,
    ),
)
