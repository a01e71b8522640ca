"""Rows of the recommender's own area."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..findings import Finding
from ..forms.offices import declared_office, find_office, level_of_office, office_list
from ..forms.values import squeeze
from ..notice.reference import reference
from .base import ColumnKey, Rule, View


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class OwnArea(Rule):
    """What a district recommends lies in that district.

    Why
        A row of another district's was copied along, or its place was typed wrong; counted by place it is missing in
        one district and too many in the other.
    Declared as
        kind = "own-area", column. The areas are the offices of the level that hands the table in (`offices` of a level).
    Passes over
        Blanks, places outside that list, a recommender that is none of its offices (a city, a group). A zone and the
        district in which it lies (`base`) are one area.
    """

    kind: ClassVar[str] = "own-area"
    stage: ClassVar[int] = 2
    column: ColumnKey

    def check(self, view: View) -> Iterator[Finding]:
        table = view.table
        values, recommender = table.columns.get(self.column), declared_office(table)
        level = level_of_office(table.notice, recommender)
        offices = level.offices if level is not None else ""
        own = find_office(recommender, office_list(offices))
        if values is None or own is None:
            return
        # A district's rows name one place, nearly all: each is looked for once.
        ours = {value: _is_ours(value, offices, own) for value in set(values) if isinstance(value, str)}
        for index in view.rows(self.spec):
            value = values[index]
            if ours.get(value, True):
                continue
            expected = office_list(offices)[own].name
            yield self.found(
                view,
                index,
                self.column,
                expected=expected,
                message=f"“{table.heading(self.column)}”是“{value}”，推荐单位却是{expected}的",
                fix="请核对所在区；不在本区的项目由所在区推荐。",
            )


def _is_ours(value: str, offices: str, own: int) -> bool:
    there = find_office(squeeze(value), office_list(offices))
    return there is None or _area(offices, there) == _area(offices, own)


def _area(list_name: str, rank: int) -> str:
    item = reference(list_name).items[rank]
    return str(item.facts.get("base") or item.facts.get("code") or item.value)
