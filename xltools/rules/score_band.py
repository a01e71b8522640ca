"""A maturity score against its level."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from ..findings import Finding
from ..forms.values import number_text
from ..notice.reference import ListItem, reference
from .base import ColumnKey, ListName, Rule, View


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ScoreBand(Rule):
    """A score lies in the band of the level beside it (GB/T 39117-2020: 1.8 ≤ 二级 < 2.8).

    Why
        Level and score are copied from the same report; where they differ, one of them is not from it.
    Declared as
        kind = "score-band", score, level, reference (entries with score_from, score_below, score_below_included).
    Passes over
        Rows where one of the two is blank or in doubt.
    """

    kind: ClassVar[str] = "score-band"
    score: ColumnKey
    level: ColumnKey
    reference: ListName

    def check(self, view: View) -> Iterator[Finding]:
        table = view.table
        scores, levels = table.columns.get(self.score), table.columns.get(self.level)
        if scores is None or levels is None:
            return
        bands = {item.value: item for item in reference(self.reference).items}
        for index in view.rows(self.spec):
            score, band = scores[index], bands.get(str(levels[index]))
            if not isinstance(score, (int, Decimal)) or band is None or _inside(score, band):
                continue
            if not view.sound(index, self.score, self.level):
                continue
            right = next((item.value for item in bands.values() if _inside(score, item)), "没有等级")
            low, high = band.facts["score_from"], band.facts["score_below"]
            yield self.found(
                view,
                index,
                self.level,
                self.score,
                expected=right,
                message=f"得分 {number_text(Decimal(score))} 对应“{right}”，“{band.value}”的得分在 {low} 至 {high} 之间",
                fix="请对照自评估报告核对等级和得分。",
            )


def _inside(score: Decimal | int, band: ListItem) -> bool:
    low, high = Decimal(band.facts["score_from"]), Decimal(band.facts["score_below"])
    return low <= score < high or (score == high and bool(band.facts.get("score_below_included")))
