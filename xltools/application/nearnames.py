"""Units that may be one: names that differ by a slip of the hand. Proposed, never merged unasked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from ..forms.values import squeeze
from .owners import core_of

_LEAST: Final = 4
_SERIES: Final = 8
"""So many names that differ in one sign are a series (一厂, 二厂 …), no slips."""


@dataclass(frozen=True, slots=True)
class NearNames:
    """Two names of which one is probably the other mistyped, and what speaks for it."""

    name: str
    other: str
    why: str

    @property
    def said(self) -> str:
        """The proposal in words."""
        return (
            f"“{self.name}”和“{self.other}”可能是同一家（{self.why}）：确是的，用 --same {self.name}={self.other} 合并，"
            "并请企业改正名称；不是的不必处理"
        )


def one_slip_apart(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of names that differ by one sign (typed wrong, left out, twice, in the wrong order), in their legal form only,
    or by the place before them. Linear in the number of names: each is filed under what is left of it without one of its
    signs."""
    homes: dict[str, list[str]] = {}
    names = list(dict.fromkeys(names))
    for name in names:
        said, core = squeeze(name), core_of(name)
        keys = {said, *(said[:at] + said[at + 1 :] for at in range(len(said)))} if len(said) >= _LEAST else {said}
        for key in {*keys, f"={core}"} if len(core) >= _LEAST else keys:
            homes.setdefault(key, []).append(name)
    series = {name for alike in homes.values() if len(alike) > _SERIES for name in alike}
    pairs = (pair for alike in homes.values() if 1 < len(alike) <= _SERIES for pair in combinations(alike, 2))
    yield from (pair for pair in dict.fromkeys((*pairs, *_without_place(names))) if not series.issuperset(pair))


def _without_place(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """武汉示例光电 and 示例光电: the place that a name begins with is left out in the other."""
    by_core = {core_of(name): name for name in names}
    for core, name in by_core.items():
        for rest in (core[2:], core[3:]):
            if len(rest) >= _LEAST and rest in by_core:
                yield by_core[rest], name
