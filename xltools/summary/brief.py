"""One page for the leader (一页简报): who, how many, how much, what is open; every figure with the cells it stands on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .tallies import Statistic


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefFigure:
    """A figure as people read it. `where`: the cells of the summary that it is counted or added from."""

    label: str
    value: str
    unit: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """The page as data."""

    title: str
    made_of: str
    """The summary's name, sheet, rows and fingerprint."""
    figures: tuple[BriefFigure, ...]
    charts: tuple[Statistic, ...]
    open_points: tuple[str, ...]

    @property
    def sources(self) -> Sequence[str]:
        """合计 63 行：推荐汇总表!B6:B68."""
        return [f"{one.label}：{one.where}" for one in self.figures if one.where]
