"""元 under a 万元 heading, judged on bare columns: sound tables of every size stay clean, slips are found."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pytest

from xltools.ledger.units import Declared, Sign, Slip, Surroundings, UnitBounds, slips, understated

BOUNDS = UnitBounds(
    invoice=Decimal(10**9), large=Decimal(2 * 10**8), enterprise=Decimal(2 * 10**10), least=Decimal(50_000)
)
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


def declared(yuan: int) -> Declared:
    return Declared(amount=Decimal(yuan), words="附件1“近两年投入合计”")


def test_ten_thousand_sound_columns_are_clean() -> None:
    """Whatever the application says beside them, a third of the sum or four times as much; evidence only adds alarms."""
    rng = random.Random(7)
    alarmed = []
    for _ in range(10_000):
        rows = sound(rng)
        said = declared(int(sum(map(abs, rows)) * rng.randrange(3, 40) // 10))
        revenue = declared(int(10 ** rng.uniform(6, 11)))
        alarmed += [(rows, found) for found in [judged(list(rows), declared=(said,), revenue=revenue)] if found]
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


def test_in_a_column_in_yuan_only_what_no_invoice_can_be_is_doubted() -> None:
    amounts = [Decimal(3_000_000), Decimal(10**9), Decimal(50), Decimal(999_999_999), Decimal(-(10**9)), "见合同"]
    assert [one.index for one in slips(amounts, "元", BOUNDS)] == [1, 4]
    assert slips(amounts, "元", UnitBounds()) == []


def test_yuan_multiplied_by_ten_thousand_once_more_is_told_by_middle_and_contract() -> None:
    amounts = [Decimal(3_630_453)] * 8 + [Decimal(14_696_580_000)]
    beside = Surroundings(whole=[None] * 8 + [Decimal(1_469_658)], whole_heading="合同金额")
    (slip,) = slips(amounts, "元", BOUNDS, beside)
    assert (slip.index, slip.sure) == (8, True)
    assert slip.signs == {
        Sign.BOUND: "超过一张发票的合理上限 100000 万元",
        Sign.MEDIAN: "这一列的中位数是 363.0453 万元，这个数大 4048 倍",
        Sign.WHOLE: "是本行“合同金额”的约 1 万倍",
    }
    assert [one.sure for one in slips([Decimal(2 * 10**9)], "元", BOUNDS)] == [False]


def test_the_judgement_does_not_depend_on_the_order_of_rows() -> None:
    rng = random.Random(3)
    for _ in range(200):
        rows: list[Any] = sound(rng)
        rows[0] *= WAN
        shuffled = rng.sample(range(len(rows)), len(rows))
        first = {slip.index for slip in judged(rows)}
        assert {shuffled[slip.index] for slip in judged([rows[index] for index in shuffled])} == first


# --- what the application says elsewhere -----------------------------------------------------------------------------


def test_what_the_application_declares_is_a_kind_of_evidence() -> None:
    """480 rows of 12 万元 typed in 元: no row is beyond what one invoice can be, and nothing in the column is smaller."""
    rows: list[Any] = [Decimal(12_0000) * WAN // 50] * 480
    alone = judged(rows)
    beside = judged(rows, declared=(declared(57_600_000 // 50),))
    assert {Sign.DECLARED} <= set(beside[0].signs)
    assert len(beside) == len(rows) > len(alone)
    assert "近两年投入合计”的约 1 万倍" in beside[0].signs[Sign.DECLARED]


def test_a_year_of_revenue_supports_and_does_not_accuse() -> None:
    revenue = Declared(amount=Decimal(8_000_000), words="附件1“2024年营业收入”")
    assert judged([Decimal(30_000_000)], revenue=revenue) == []
    (found,) = judged([*[Decimal(3_000_000)] * 5, Decimal(3_000_000) * 1000], revenue=revenue)
    assert set(found.signs) >= {Sign.MEDIAN, Sign.DECLARED}


# --- 万元 under a 元 heading -----------------------------------------------------------------------------------------


def small(amounts: list[Any], **beside: Any) -> list[Slip]:
    """Slips in a 元 column."""
    return understated(amounts, "元", BOUNDS, Surroundings(**beside))


def test_three_thousand_sound_columns_in_yuan_are_clean() -> None:
    """Small things among them (a cable of 300 元) too."""
    rng = random.Random(5)
    for _ in range(3_000):
        rows = [*sound(rng), *(Decimal(rng.randrange(20_000, 5_000_000)) / 100 for _ in range(rng.randrange(4)))]
        total = sum(map(abs, rows))
        if total >= 500_000:
            assert (
                small(list(rows), declared=(declared(int(total * rng.randrange(1, 9))),), whole=[r * 3 for r in rows])
                == []
            )


def test_a_whole_column_in_wan_is_found_and_its_figures_are_said() -> None:
    rows: list[Any] = [Decimal(text) for text in ("678.0027", "1200.5", "2800", "1500.1234", "320.0045")]
    found = small(rows)
    assert [slip.index for slip in found] == [0, 1, 2, 3, 4]
    assert found[0].signs == {Sign.LEAST: "本列合计只有 6498.63 元", Sign.PLACES: "小数到了厘、毫"}
    (one,) = small(
        [Decimal(320), Decimal(2_800_000)], whole=[Decimal(3_200_000), Decimal(2_800_000)], whole_heading="合同金额"
    )
    assert (one.index, set(one.signs)) == (0, {Sign.WHOLE})
    assert Sign.DECLARED in small([Decimal(60_000)], declared=(declared(600_000_000),))[0].signs


@pytest.mark.parametrize("rows", [(), (0, 0), (60_000,), (45_000_000, 3), ("见合同",)])
def test_other_columns_in_yuan_are_left_alone(rows: tuple[Any, ...]) -> None:
    assert small([Decimal(row) if isinstance(row, int) else row for row in rows]) == []


def test_a_column_in_wan_cannot_be_understated() -> None:
    assert understated([Decimal(3)], "万元", BOUNDS) == []
