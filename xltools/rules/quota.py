"""How many rows one recommending unit may hand in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from ..findings import Finding, Severity
from ..forms.values import squeeze
from ..notice.model import Notice, Parameter
from ..notice.model import Quota as Limit
from .base import NO_COLUMN, ColumnKey, Home, Reach, Rule, View, place
from .submissions import company


class Allowed(NamedTuple):
    """What a unit may hand in: `certain` is what is allowed as far as is known, `most` what any of its kind may."""

    certain: Limit
    most: Limit
    known: bool
    """False where the kind of the unit is not known."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Quota(Rule):
    """A recommending unit stays within its quota in each category.

    Why
        What exceeds the quota is returned as a whole, and the unit has to rank again under time pressure.
    Declared as
        kind = "quota", level, category (column; left out: all rows count), with [[quotas]] of the attachment. A quota whose
        `units` stand in the unit's name applies to it; else the one of parameter `unit_kind`. While that parameter is
        assumed, an excess that another kind of unit could still have is a warning; without it, information.
    Passes over
        Rows whose category is blank or in doubt, categories without a quota, tables of a higher office (it joins several
        units).
    """

    kind: ClassVar[str] = "quota"
    reach: ClassVar[Reach] = Reach.BATCH
    stage: ClassVar[int] = 4
    level: str
    category: ColumnKey = NO_COLUMN

    def check_batch(self, views: Sequence[View]) -> Iterator[Finding]:
        counted: dict[tuple[str, str], list[tuple[View, int]]] = {}
        for view in views:
            if self._of_higher_office(view):
                continue
            unit = company(view.table) or view.table.path
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
        return value if isinstance(value, str) and view.sound(index, self.category) else "?"

    def _limits(self, view: View, category: str) -> list[Limit]:
        table = view.table
        return [
            limit
            for limit in table.notice.quotas
            if limit.level == self.level
            and limit.attachment in ("", table.attachment.key)
            and (not self.category or limit.category == category)
        ]

    def _of_higher_office(self, view: View) -> bool:
        levels = view.table.notice.levels
        own = next((level.order for level in levels if level.key == self.level), 0)
        unit = company(view.table)
        return any(
            unit.startswith(squeeze(office)) for level in levels if level.order > own for office in level.departments
        )

    def _compare(
        self, unit: str, category: str, rows: list[tuple[View, int]], limits: list[Limit]
    ) -> Iterator[Finding]:
        allowed = allowed_for(unit, limits, rows[0][0].table.notice)
        if len(rows) <= allowed.certain.limit:
            return
        # What another kind of unit could still have is no certain mistake.
        open_question = len(rows) <= allowed.most.limit
        limit = allowed.certain.limit if open_question else allowed.most.limit
        severity = (Severity.WARNING if allowed.known else Severity.INFO) if open_question else None
        kinds = "；".join(f"{one.unit_kind} {one.limit} 个" for one in limits if one.unit_kind and not one.units)
        view = rows[limit][0]
        key = self.category or next(filter(view.table.has, view.table.attachment.key_columns), self._first(view))
        what = f"“{category}”" if category else ""
        yield self.at(
            view,
            tuple(view.table.cell(index, key) for other, index in rows[limit:] if other is view),
            column=view.table.heading(key),
            value=str(len(rows)),
            expected=f"不超过 {limit} 个",
            message=f"{view.table.submitter or '本单位'}推荐{what}{len(rows)} 个，超过名额 {limit} 个"
            + (f"（名额依推荐单位的类别：{kinds}）" if open_question else ""),
            fix="请按优先顺序减至名额以内。",
            severity=severity,
            related=[place(other, index, key) for other, index in rows[limit:] if other is not view],
        )

    @staticmethod
    def _first(view: View) -> str:
        return next(iter(view.table.header.columns))

    def faults(self, home: Home) -> Iterator[tuple[str, str]]:
        if self.level not in {level.key for level in home.notice.levels}:
            yield "level", f"没有层级 {self.level}"
        key = home.attachment.key if home.attachment is not None else ""
        if not any(limit.level == self.level and limit.attachment in ("", key) for limit in home.notice.quotas):
            yield "level", f"没有 {key} 在层级 {self.level} 的名额"


def allowed_for(unit: str, limits: Sequence[Limit], notice: Notice) -> Allowed:
    """The quota of a unit (squeezed name) among the limits of one category."""
    named = [limit for limit in limits if any(squeeze(part) in unit for part in limit.units)]
    if named:
        return Allowed(named[0], named[0], True)
    open_to = [limit for limit in limits if not limit.units] or list(limits)
    most = max(open_to, key=lambda limit: limit.limit)
    kind = _unit_kind(notice)
    chosen = next((limit for limit in open_to if kind is not None and limit.unit_kind == kind.value), None)
    if chosen is None:
        return Allowed(min(open_to, key=lambda limit: limit.limit), most, False)
    return Allowed(chosen, most if kind is not None and kind.assumed else chosen, True)


def _unit_kind(notice: Notice) -> Parameter | None:
    return next((parameter for parameter in notice.parameters if parameter.key == "unit_kind"), None)
