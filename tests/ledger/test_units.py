"""元 under a 万元 heading, judged on bare columns: sound tables of every size stay clean, slips are found."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pytest

from xltools.ledger.units import Sign, Slip, Surroundings, UnitBounds, slips

BOUNDS = UnitBounds(invoice=Decimal(10**9), large=Decimal(2 * 10**8), enterprise=Decimal(2 * 10**10))
WAN = Decimal(10_000)
LEAST = Decimal(20_000)
"""元: below two 万元 a slip reads as a sound purchase."""


def judged(amounts: list[Any], **beside: Any) -> list[Slip]:
    """Slips in a 万元 column of amounts in 元."""
    return slips(amounts, "万元", BOUNDS, Surroundings(**beside))


def sound(rng: random.Random) -> list[Decimal]:
    """An invented column: 1 to 120 amounts about a middle of 3 to 3,000 万元, now and then one big purchase."""
    middle, spread = 10 ** rng.uniform(4.5, 7.5), rng.uniform(0, 0.5)
    rows = [
        Decimal(round(middle * 10 ** max(-2.5 * spread, min(2.5 * spread, rng.gauss(0, spread)))))
        for _ in range(rng.choice((1, 2, 3, 5, 8, 13, 30, 120)))
    ]
    if len(rows) > 2 and rng.random() < 0.3:
        biggest = min(Decimal(5 * 10**8), Decimal(round(middle * rng.uniform(4, 40))))
        rows[rng.randrange(len(rows))] = biggest
    if rng.random() < 0.2:
        rows = [-amount if rng.random() < 0.1 else amount for amount in rows]
    return rows


def test_ten_thousand_sound_columns_are_clean() -> None:
    rng = random.Random(7)
    alarmed = [(rows, found) for rows in (sound(rng) for _ in range(10_000)) if (found := judged(list(rows)))]
    assert alarmed == []


@pytest.mark.parametrize("share", ["one", "few", "half", "all"])
def test_every_slip_of_ten_thousand_is_found_and_nothing_else(share: str) -> None:
    rng = random.Random(share)
    for _ in range(700):
        rows: list[Any] = [max(abs(amount), LEAST * 2) for amount in sound(rng)]
        middle = sorted(rows)[(len(rows) - 1) // 2]
        fit = [index for index, amount in enumerate(rows) if middle / 45 <= amount <= middle * 45]
        if share != "all" and len(rows) < 3:
            continue
        number = {
            "one": 1,
            "few": min(3, (len(rows) - 1) // 2),
            "half": max(1, (len(rows) - 1) // 2),
            "all": len(rows),
        }[share]
        slipped = set(range(len(rows)) if share == "all" else rng.sample(fit, min(number, len(fit))))
        if share == "all" and sum(rows) < 20_000_000:
            continue  # nobody applies with less
        read = [amount * WAN if index in slipped else amount for index, amount in enumerate(rows)]
        assert {slip.index for slip in judged(read)} == slipped, (share, read)


@pytest.mark.parametrize(("factor", "contract"), [(1000, True), (100, True), (1000, False)])
def test_smaller_factors_are_suspicions(factor: int, contract: bool) -> None:
    rows: list[Any] = [Decimal(n) * 100_000 for n in (31, 28, 45, 52, 39, 61, 33, 47, 50, 29)]
    read = [*rows[:4], rows[4] * factor, *rows[5:]]
    (found,) = judged(read, whole=rows if contract else (), whole_heading="合同金额")
    assert found.index == 4
    assert (Sign.WHOLE in found.signs) is contract


def test_the_reasons_are_said() -> None:
    rows: list[Any] = [Decimal(n) * WAN for n in (320, 300, 350, 310, 340)]
    (found,) = judged([*rows, Decimal("3200000.55") * WAN])
    assert found.sure
    assert set(found.signs) == {Sign.BOUND, Sign.MEDIAN, Sign.CENTS}
    assert found.signs[Sign.MEDIAN] == "这一列的中位数是 320 万元，这个数大 1 万倍"


def test_a_number_format_that_divides_is_a_sign_of_its_own() -> None:
    (found,) = judged([Decimal(5) * 10**7, Decimal(4) * 10**7], formats={1: "0!.0000,"})
    assert (found.index, set(found.signs)) == (1, {Sign.FORMAT})


@pytest.mark.parametrize(
    "rows",
    [
        (3000, 2900, 12000, 3100, 3050),
        (3000, 2900, 3100, 12.5),
        (6000, 20, 18, 25),
        (20000,),
        ("678.0027", "1234.5678", "0.5"),
    ],
)
def test_large_and_small_purchases_are_left_alone(rows: tuple[Any, ...]) -> None:
    assert judged([Decimal(str(row)) * WAN for row in rows]) == []


def test_a_column_in_yuan_has_nothing_to_slip_from() -> None:
    assert slips([Decimal(10**11), Decimal(10**6)], "元", BOUNDS) == []


def test_the_judgement_does_not_depend_on_the_order_of_rows() -> None:
    rng = random.Random(3)
    for _ in range(200):
        rows: list[Any] = sound(rng)
        rows[0] *= WAN
        shuffled = rng.sample(range(len(rows)), len(rows))
        first = {slip.index for slip in judged(rows)}
        assert {shuffled[slip.index] for slip in judged([rows[index] for index in shuffled])} == first
