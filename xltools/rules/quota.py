"""How many rows one recommending unit may hand in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final, NamedTuple

from ..findings import Finding, Severity
from ..forms.offices import declared_office, find_office, is_company, level_of_office, office_list
from ..forms.values import squeeze
from ..notice.model import Quota as Limit
from .base import NO_COLUMN, ColumnKey, Home, Reach, Rule, View, place
from .submissions import company

_UNKNOWN: Final = "\0"
"""Before the path of a table that does not say whose it is."""


class Allowed(NamedTuple):
    """What a unit may hand in: `certain` is what is allowed as far as is known, `most` what any of its kind may."""

    certain: Limit
    most: Limit
    known: bool
    """False where the kind of the unit is not known."""


class TableOfUnit(NamedTuple):
    """A table and the unit that hands it in (as names are compared), empty where nobody knows."""

    view: View
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class WithinQuota(Rule):
    """A recommending unit stays within its quota in each category.

    Why
        What exceeds the quota is returned as a whole, and the unit has to rank again under time pressure.
    Declared as
        kind = "quota", level, category (column; left out: all rows count), with [[quotas]] of the attachment. A quota whose
        `units` stand in the unit's name applies to it, one with `companies` to a group, one with `from_list` to the offices
        of that list and kind. An excess that another kind of unit could still have is a warning that asks. `counted_as`:
        category -> the category under whose quota it counts.
    Passes over
        Rows whose category is blank or in doubt, categories without a quota, tables of an office of another level (a
        city joins what its districts recommend).
    """

    kind: ClassVar[str] = "quota"
    reach: ClassVar[Reach] = Reach.BATCH
    stage: ClassVar[int] = 4
    level: str
    category: ColumnKey = NO_COLUMN
    counted_as: Mapping[str, str] = field(default_factory=dict)

    def check_batch(self, views: Sequence[View]) -> Iterator[Finding]:
        return self.check_units([TableOfUnit(view, company(view.table)) for view in views])

    def check_units(self, views: Iterable[TableOfUnit]) -> Iterator[Finding]:
        """As `check_batch`, where it is known whose the tables are."""
        counted: dict[tuple[str, str], list[tuple[View, int]]] = {}
        for view, said in views:
            if self._of_another_level(view):
                continue
            unit = said or f"{_UNKNOWN}{view.table.called}"
            for index in view.rows(self.spec):
                counted.setdefault((unit, self._category(view, index)), []).append((view, index))
        for (unit, category), rows in counted.items():
            limits = self._limits(rows[0][0], category)
            if limits:
                yield from self._compare(unit, category, rows, limits)

    def _category(self, view: View, index: int) -> str:
        if not self.category:
            return ""
        value = view.table.columns.get(self.category, [None] * len(view.table))[index]
        if not isinstance(value, str) or not view.sound(index, self.category):
            return "?"
        return self.counted_as.get(value) or value

    def _limits(self, view: View, category: str) -> list[Limit]:
        table = view.table
        return [
            limit
            for limit in table.notice.quotas
            if limit.level == self.level
            and limit.attachment in ("", table.attachment.key)
            and (not self.category or limit.category == category)
        ]

    def _of_another_level(self, view: View) -> bool:
        """A district's table under a city's quota: what the city recommends is counted where it joins them."""
        own = level_of_office(view.table.notice, declared_office(view.table))
        return own is not None and own.key != self.level

    def _compare(
        self, unit: str, category: str, rows: list[tuple[View, int]], limits: list[Limit]
    ) -> Iterator[Finding]:
        unknown = unit.startswith(_UNKNOWN)
        allowed = allowed_for("" if unknown else unit, limits)
        if len(rows) <= allowed.certain.limit:
            return
        # What another kind of unit could still have is no certain mistake.
        open_question = len(rows) <= allowed.most.limit
        limit = allowed.certain.limit if open_question else allowed.most.limit
        severity = Severity.WARNING if open_question else None
        ways = [one for one in limits if not allowed.known or one.from_list == allowed.certain.from_list]
        kinds = "；".join(f"{one.unit_kind} {one.limit} 个" for one in ways if one.unit_kind)
        view = rows[limit][0]
        key = self.category or next(filter(view.table.has, view.table.attachment.key_columns), self._first(view))
        joined = self._joined(category, rows)
        beside = f"（连同{'、'.join(joined)}）" if joined else ""
        what = f"“{category}”{beside}" if category else ""
        who = "没有写明推荐单位，" if unknown else view.table.submitter or unit
        yield self.at(
            view,
            tuple(view.table.cell(index, key) for other, index in rows[limit:] if other is view),
            column=view.table.heading(key),
            value=str(len(rows)),
            expected=f"不超过 {limit} 个",
            message=f"{who}推荐{what}{len(rows)} 个，超过名额 {limit} 个"
            + (f"（名额依推荐单位的类别：{kinds}）" if open_question else ""),
            fix="请确认推荐单位属于哪一类；超出的按优先顺序减至名额以内。"
            if open_question
            else "请按优先顺序减至名额以内。",
            severity=severity,
            related=[place(other, index, key) for other, index in rows[limit:] if other is not view],
        )

    def _joined(self, category: str, rows: list[tuple[View, int]]) -> list[str]:
        """Other categories among the rows that count under this one's quota."""
        values = dict.fromkeys(view.table.columns[self.category][index] for view, index in rows if self.category)
        return [value for value in values if value != category]

    @staticmethod
    def _first(view: View) -> str:
        return next(iter(view.table.header.columns))

    def faults(self, home: Home) -> Iterator[tuple[str, str]]:
        if self.level not in {level.key for level in home.notice.levels}:
            yield "level", f"没有层级 {self.level}"
        key = home.attachment.key if home.attachment is not None else ""
        if not any(limit.level == self.level and limit.attachment in ("", key) for limit in home.notice.quotas):
            yield "level", f"没有 {key} 在层级 {self.level} 的名额"


def allowed_for(unit: str, limits: Sequence[Limit]) -> Allowed:
    """The quota of a unit (squeezed name) among the limits of one category.

    A unit that nobody can place may have the least of all; a kind that the notice does not list out (provinces with
    more than 300 projects) may have the most of its list.
    """
    own = [limit for limit in limits if limit.companies] if is_company(unit) else []
    # A group that bears a city's name is a group: 深圳市…集团 is not 深圳市.
    named = own or [limit for limit in limits if any(squeeze(part) in unit for part in limit.units)]
    if named:
        return Allowed(named[0], named[0], True)
    for limit in limits:
        known = office_list(limit.from_list)
        rank = find_office(unit, known)
        if rank is not None and known[rank].kind == limit.unit_kind:
            listed = [one for one in limits if one.from_list == limit.from_list and not (one.units and one != limit)]
            return Allowed(limit, max(listed, key=lambda one: one.limit), True)
    ranked = sorted([limit for limit in limits if not limit.units] or limits, key=lambda limit: limit.limit)
    return Allowed(ranked[0], ranked[-1], len(ranked) == 1)
