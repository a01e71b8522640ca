"""What became of a row or a cell since the last summary, as one difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ..words import SINCE


class SinceKind(StrEnum):
    """What became of a row or a cell since the last summary."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"
    CARRIED = "carried"
    """An edit of the office's own, kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SinceLast:
    """One difference. `before` and `after`: texts of a cell, numbers of a moved row, offices of one that changed hands."""

    kind: SinceKind
    office: str
    about: str
    """The row in a few words."""
    block: str = ""
    column: str = ""
    """Heading; empty for whole rows."""
    before: str = ""
    after: str = ""
    up: bool = False
    """MOVED: higher among the rows of both summaries; the numbers also count rows that came or went."""
    whole: int = 0
    """REMOVED: all so many rows of the office are gone; said once for all of them."""


def since_counts(found: Sequence[SinceLast]) -> str:
    """与上次汇总相比：增 3 行、删 5 行、改 2 处、换序 1 行; 没有变化."""
    counts = {
        kind: sum(max(1, one.whole) for one in found if one.kind is kind)
        for kind in SinceKind
        if any(one.kind is kind for one in found)
    }
    places = (SinceKind.CHANGED, SinceKind.CARRIED)
    said = "、".join(f"{SINCE[kind]} {count} {'处' if kind in places else '行'}" for kind, count in counts.items())
    return f"与上次汇总相比：{said or '没有变化'}"


def since_words(one: SinceLast) -> str:
    """One difference in the words of the matter."""
    return _WORDS[one.kind](one)


def _removed(one: SinceLast) -> str:
    if one.whole:
        return f"{one.office}整份没有了（{one.whole} 行）：{one.about}"
    number = f"（原{one.block}第 {one.before}）" if one.before else ""
    return f"{one.office}　{one.about}{number}"


def _added(one: SinceLast) -> str:
    number = f"（{one.block}第 {one.after}）" if one.after else ""
    return f"{one.office}　{one.about}{number}"


def _changed(one: SinceLast) -> str:
    if not one.column:
        return f"{one.about}　由{one.before}转至{one.after}"
    return f"{one.office}　{one.about}　{one.column}：{one.before or '（空白）'} → {one.after or '（空白）'}"


def _moved(one: SinceLast) -> str:
    told = one.before.isdecimal() and one.after.isdecimal()
    down = int(one.after) - int(one.before) if told else 0
    if (down < 0) if one.up else (down > 0):
        moved = f"由第 {one.before} {'升至' if one.up else '降至'}第 {one.after}"
    else:
        moved = f"次序{'前移' if one.up else '后移'}（原第 {one.before}，现第 {one.after}，其间有增删）"
    return f"{one.office}　{one.about}　{one.block}{moved}"


def _carried(one: SinceLast) -> str:
    return f"{one.office}　{one.about}　{one.column}：来源为“{one.before or '空白'}”，本级改为“{one.after or '空白'}”"


_WORDS = {
    SinceKind.REMOVED: _removed,
    SinceKind.ADDED: _added,
    SinceKind.CHANGED: _changed,
    SinceKind.MOVED: _moved,
    SinceKind.CARRIED: _carried,
}
