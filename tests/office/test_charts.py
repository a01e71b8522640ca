"""Native charts: where a scale ends."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xltools.office.charts import BarChart, chart_alone, scale_end


@pytest.mark.parametrize(
    ("lengths", "most"),
    [
        ([], None),
        ([5000], None),
        ([100, 5000], None),
        ([0, 0, 5000], None),
        # One amount in 元 under 万元 beside sound ones.
        ([6000, 5000, 7_300_000], 7500),
        ([6000, 73_000_000], 7500),
        ([3, 40, 500, 6000], None),
    ],
)
def test_one_slip_of_the_unit_does_not_flatten_the_others(lengths: list[int], most: int | None) -> None:
    assert scale_end(map(Decimal, lengths)) == (None if most is None else Decimal(most))


def test_a_cut_chart_says_so() -> None:
    chart = BarChart(title="各企业投资", names=1, values=(2,), first=1, last=2, at=(1, 1), most=Decimal(7500))
    drawn = chart_alone(chart, ["甲", "乙"], {"计入": [Decimal(6000), Decimal(73_000_000)]}).decode()
    assert '<c:max val="7500"/>' in drawn
    assert "有超出图幅的" in drawn
