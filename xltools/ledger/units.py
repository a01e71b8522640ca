"""Amounts in 元 under a 万元 heading, and in 万元 under a 元 heading: the signs, weighed on bare columns.

A number that is ten thousand times too large is told by what surrounds it: no single invoice is that large, the rest of
its column is not, no enterprise invests that much in all, a contract is smaller than its invoice, the cell's number
format makes it look smaller, another form of the application speaks of less. One sign is a suspicion, two kinds of sign
agree. Floats do here: nothing is added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from ..forms.values import UNITS, number_text

_FAR: Final = 100
"""Times the middle of the column from which on a large amount is looked at again."""
_VERY_FAR: Final = 3000
"""Times the middle of the column that no sound purchase is: about a third of the factor between 元 and 万元."""
_OVER_WHOLE: Final = 50
"""Times its contract's amount that no invoice is."""
_OVER_DECLARED: Final = 1000
"""Times the declared investment from which on a whole column is in another unit, up or down."""
_CLOSE: Final = 0.02
"""How near to ten thousand a ratio is that only another unit explains."""
_CENTS_FROM: Final = 10_000
"""Shown number from which on cents under 万元 are no usual precision."""
_WAN: Final = UNITS["万元"]


class Sign(StrEnum):
    """A kind of evidence."""

    BOUND = "bound"
    MEDIAN = "median"
    SUM = "sum"
    WHOLE = "whole"
    DECLARED = "declared"
    FORMAT = "format"
    CENTS = "cents"
    SAID = "said"
    LEAST = "least"
    PLACES = "places"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitBounds:
    """What no investment of this call exceeds, in 元; 0 where the pack sets no bound."""

    invoice: Decimal = Decimal(0)
    large: Decimal = Decimal(0)
    """From here on an amount far above its column's middle is doubted."""
    enterprise: Decimal = Decimal(0)
    least: Decimal = Decimal(0)
    """Below this no enterprise's whole column stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What another form of the application says of the investment, in 元, with the words for it."""

    amount: Decimal
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What stands beside a column of amounts."""

    whole: Sequence[Any] = ()
    """The contract's amount, row by row."""
    whole_heading: str = ""
    formats: Mapping[int, str] = field(default_factory=dict)
    """Index -> number format that shows a smaller number than is stored."""
    said: str = ""
    """Another unit that the sheet names."""
    declared: tuple[Declared, ...] = ()
    """The same investment, as other forms say it."""
    revenue: Declared | None = None


@dataclass(slots=True)
class Slip:
    """An amount that looks typed in 元, with the signs that say so: kind -> words."""

    index: int
    signs: dict[Sign, str] = field(default_factory=dict)

    @property
    def sure(self) -> bool:
        """Two kinds of evidence agree."""
        return len(self.signs) > 1


_NOTHING_BESIDE: Final = Surroundings()


def slips(values: Sequence[Any], unit: str, bounds: UnitBounds, beside: Surroundings = _NOTHING_BESIDE) -> list[Slip]:
    """The suspicious amounts of a column of `unit`, in row order. `values` are in 元 as read, or no numbers.

    A column in 元 has no unit to slip from; there only what no invoice can be is doubted (元 multiplied by 10,000 once more).
    """
    factor = float(UNITS.get(unit, Decimal(1)))
    sizes = {index: abs(float(value)) for index, value in enumerate(values) if type(value) is Decimal and value}
    if factor < 1000:
        return _beyond(sizes, bounds, beside)
    if not sizes:
        return []
    middle = _middle(sizes.values(), bounds, factor)
    found: dict[int, Slip] = {}
    if max(sizes.values()) >= min(_FAR * middle, float(bounds.invoice) or float("inf")):
        _by_size(sizes, middle, bounds, found)
    _by_whole(sizes, beside, found)
    _by_declared(sizes, beside, found)
    for index, shown in beside.formats.items():
        if index in sizes:
            _add(found, index, Sign.FORMAT, f"数字格式“{shown}”显示的数比存的数小")
    _by_sum(sizes, bounds, found)
    for index, slip in found.items():
        _support(slip, sizes[index], factor, beside)
    return [found[index] for index in sorted(found)]


def _beyond(sizes: Mapping[int, float], bounds: UnitBounds, beside: Surroundings) -> list[Slip]:
    """Amounts that no single invoice reaches, and what else speaks against them."""
    most = float(bounds.invoice) or float("inf")
    large = {index: size for index, size in sizes.items() if size >= most}
    if not large:
        return []
    found: dict[int, Slip] = {}
    _by_size(sizes, _middle(sizes.values(), bounds, float(_WAN)), bounds, found)
    _by_whole(large, beside, found)
    _by_declared(large, beside, found)
    return [found[index] for index in sorted(large)]


def _add(found: dict[int, Slip], index: int, sign: Sign, words: str) -> None:
    found.setdefault(index, Slip(index)).signs[sign] = words


def _middle(sizes: Iterable[float], bounds: UnitBounds, factor: float) -> float:
    """The lower median of what each amount most likely is: beyond the bound it is read as 元."""
    most = float(bounds.invoice) or float("inf")
    likely = sorted(size if size < most else size / factor for size in sizes)
    return likely[(len(likely) - 1) // 2]


def _by_size(sizes: Mapping[int, float], middle: float, bounds: UnitBounds, found: dict[int, Slip]) -> None:
    """Beyond the bound of one invoice; far from the middle of the column."""
    most, large = float(bounds.invoice) or float("inf"), float(bounds.large) or float("inf")
    usual = any(size < _FAR * middle for size in sizes.values())
    for index, size in sizes.items():
        if size >= most:
            _add(found, index, Sign.BOUND, f"超过一张发票的合理上限 {_wan(most)}")
        times = size / middle
        far = times >= _VERY_FAR or (times >= _FAR and size >= large)
        if far and usual:
            _add(found, index, Sign.MEDIAN, f"这一列的中位数是 {_wan(middle)}，这个数大 {_times(times)}倍")
        elif far:
            # No row of the column is of the usual size: it is in 元 throughout, the small amounts too.
            _add(found, index, Sign.BOUND, "同列其他各行也超过一张发票的合理上限")


def _by_whole(sizes: Mapping[int, float], beside: Surroundings, found: dict[int, Slip]) -> None:
    """An invoice many times its contract."""
    for index, size in sizes.items() if beside.whole else ():
        whole = beside.whole[index]
        if type(whole) is Decimal and whole and size >= _OVER_WHOLE * abs(float(whole)):
            times = _times(size / abs(float(whole)))
            _add(found, index, Sign.WHOLE, f"是本行“{beside.whole_heading}”的约 {times}倍")


def _by_declared(sizes: Mapping[int, float], beside: Surroundings, found: dict[int, Slip]) -> None:
    """One invoice many times the investment of which the application speaks elsewhere, or all of them together."""
    total = sum(sizes.values())
    for one in beside.declared:
        whole = float(one.amount)
        if total >= _OVER_DECLARED * whole:
            for index in sizes:
                _add(found, index, Sign.DECLARED, f"本列合计是{one.words}的约 {_times(total / whole)}倍")
            return
        for index, size in sizes.items():
            if size >= _OVER_WHOLE * whole:
                _add(found, index, Sign.DECLARED, f"是{one.words}的约 {_times(size / whole)}倍")


def _by_sum(sizes: Mapping[int, float], bounds: UnitBounds, found: dict[int, Slip]) -> None:
    """More than an enterprise invests in all: every row of a column in 元 throughout."""
    most = float(bounds.enterprise) or float("inf")
    if sum(sizes.values()) < most:
        return
    rest = sum(size for index, size in sizes.items() if index not in found)
    words = f"本列合计超过一家企业的合理上限 {_wan(most)}"
    if rest >= most or len(found) == len(sizes):
        for index in sizes:
            _add(found, index, Sign.SUM, words)


def _support(slip: Slip, size: float, factor: float, beside: Surroundings) -> None:
    """What is no sign by itself: cents, another unit on the sheet, more than a year's revenue in one amount."""
    shown = size / factor
    cents = round(shown * 100, 4)
    if shown >= _CENTS_FROM and cents == int(cents) and shown != int(shown):
        slip.signs[Sign.CENTS] = "写到了分"
    if beside.said:
        slip.signs[Sign.SAID] = f"表上另写有“单位：{beside.said}”"
    if beside.revenue is not None and size > float(beside.revenue.amount):
        slip.signs.setdefault(Sign.DECLARED, f"比{beside.revenue.words}还大")


def understated(
    values: Sequence[Any], unit: str, bounds: UnitBounds, beside: Surroundings = _NOTHING_BESIDE
) -> list[Slip]:
    """The amounts of a column in 元 that look typed in 万元, in row order: all of them, or single rows beside their
    contract. Never more than a suspicion."""
    if UNITS.get(unit, Decimal(1)) != 1:
        return []
    sizes = {index: abs(float(value)) for index, value in enumerate(values) if type(value) is Decimal and value}
    if not sizes:
        return []
    found: dict[int, Slip] = {}
    total = sum(sizes.values())
    if total < float(bounds.least):
        for index in sizes:
            _add(found, index, Sign.LEAST, f"本列合计只有 {_yuan(total)} 元")
    for one in beside.declared:
        if total * _OVER_DECLARED <= float(one.amount):
            for index in sizes:
                _add(
                    found,
                    index,
                    Sign.DECLARED,
                    f"本列合计只有 {_yuan(total)} 元，{one.words}是 {_wan(float(one.amount))}",
                )
    _below_whole(sizes, beside, found)
    fine = [index for index in sizes if -4 <= int(values[index].normalize().as_tuple().exponent) <= -3]
    for index in fine if len(fine) * 2 >= len(sizes) else ():
        if index in found:
            found[index].signs[Sign.PLACES] = "小数到了厘、毫"
    return [found[index] for index in sorted(found)]


def _below_whole(sizes: Mapping[int, float], beside: Surroundings, found: dict[int, Slip]) -> None:
    """An invoice that is its contract but for the factor."""
    for index, size in sizes.items() if beside.whole else ():
        whole = beside.whole[index]
        if type(whole) is Decimal and abs(abs(float(whole)) / size / float(_WAN) - 1) <= _CLOSE:
            _add(found, index, Sign.WHOLE, f"本行“{beside.whole_heading}”正好约是它的 1 万倍")


def _times(times: float) -> str:
    """12000 -> 1.2 万, 350 -> 350."""
    return f"{number_text(Decimal(f'{times / 10_000:.2g}'))} 万" if times >= 10_000 else f"{times:.0f} "


def _wan(amount: float) -> str:
    return f"{number_text(round(Decimal(amount) / _WAN, 4))} 万元"


def _yuan(amount: float) -> str:
    return number_text(round(Decimal(amount), 2))
