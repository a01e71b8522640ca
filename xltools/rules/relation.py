"""A relation between figures of an application, as statistics offices list them (审核关系)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import ClassVar, Final

from ..errors import NoticeError
from ..findings import Finding, Place
from ..forms.table import Table
from ..forms.values import number_text
from ..notice.model import ColumnType, ListedCheck, Notice, RuleSpec
from ..relations.language import Constant, Named, Relation, RelationFault, parse
from ..relations.places import Where, attachments_of, find
from ..relations.working import BrokenRelation, RelationSide, Working
from .base import Home, Reach, Rule, View

_SHOULD: Final = {"=": "应等于", "!=": "不应等于", ">": "应大于", ">=": "应不小于", "<": "应小于", "<=": "应不大于"}
_MOST_CELLS: Final = 6


@dataclass(frozen=True, slots=True)
class _Bound:
    """A relation with the places of its names."""

    relation: Relation
    places: Mapping[Named, Where]
    attachments: tuple[str, ...]
    money: Where | None
    """The first amount: its unit is the relation's."""
    percent: bool
    """Any of its columns is a percentage."""

    def unit(self, tables: Mapping[str, Table]) -> str:
        return tables[self.money.attachment].units.get(self.money.column, "元") if self.money else ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class RelationHolds(Rule):
    """Two sides of a relation compare as written, application by application.

    Why
        Statistics offices check their tables by lists of relations between indicators and between tables.
    Declared as
        kind = "relation", relation, tolerance (in the unit shown; default 0), rows (an attachment: row by row, columns
        without its name). At the notice; usually as `[[checks]]` or imported from the office's list. The language:
        relations/language.py.
    Passes over
        Tables that are not handed in or stand in two files; figures in doubt; rows without any of the figures. A blank
        beside filled figures is 0.
    """

    kind: ClassVar[str] = "relation"
    reach: ClassVar[Reach] = Reach.SUBMISSION
    stage: ClassVar[int] = 4
    relation: str
    tolerance: Decimal = Decimal(0)
    rows: str = ""

    def check_submission(self, views: Sequence[View]) -> Iterator[Finding]:
        bound = _bound(views[0].table.notice, self.relation, self.rows)
        # Hundreds of relations look at each application: nothing is prepared that most of them do not need.
        handed: dict[str, View] = {}
        for view in views:
            key = view.table.attachment.key
            if key in bound.attachments:
                if key in handed:
                    return
                handed[key] = view
        if len(handed) < len(bound.attachments):
            return

        def is_sound(table: Table, index: int, key: str) -> bool:
            return handed[table.attachment.key].sound(index, key)

        tables = {key: view.table for key, view in handed.items()}
        unit = bound.unit(tables)
        for index in range(len(tables[self.rows])) if self.rows else (-1,):
            working = Working(tables, bound.places, is_sound, index, self.rows, unit=unit, percent=bound.percent)
            outcome = working.outcome(bound.relation, self.tolerance)
            if outcome is not None:
                yield self._broken(bound.relation, outcome, {id(view.table): view for view in handed.values()})

    def _broken(self, relation: Relation, outcome: BrokenRelation, views: Mapping[int, View]) -> Finding:
        cells = [*outcome.left.cells, *outcome.right.cells]
        first = cells[0]
        view = views[id(first.table)]
        own = tuple(cell.cell.partition(":")[0] for cell in cells if cell.table is first.table)
        left, right = _said(outcome.left, first.table, outcome.unit), _said(outcome.right, first.table, outcome.unit)
        words = self.spec.title if self.spec.title and self.spec.title != relation.text else ""
        made = self.at(
            view,
            own[:_MOST_CELLS],
            value=number_text(outcome.left.value),
            expected=f"{relation.claim.sign} {number_text(outcome.right.value)}",
            message=f"{words + '：' if words else ''}{relation.text}：左边 {left}，右边 {right}，"
            f"{_SHOULD[relation.claim.sign]}右边，相差 {number_text(outcome.apart)}{_unit(outcome.unit)}",
            fix="请核对两边的数。",
            related=[
                Place(c.table.path, c.table.sheet, c.cell.partition(":")[0])
                for c in cells
                if c.table is not first.table
            ],
        )
        return replace(made, column="")

    def faults(self, home: Home) -> Iterator[tuple[str, str]]:
        try:
            bound = _bind(home.notice, self.relation, self.rows)
        except RelationFault as fault:
            yield "relation", str(fault)
            return
        if all(isinstance(side, Constant) for side in (bound.relation.claim.left, bound.relation.claim.right)):
            yield "relation", "两边都是数，没有什么可比"


def fault_of_check(check: ListedCheck, notice: Notice) -> str:
    """What is wrong with a relation of the office's list; empty for nothing."""
    try:
        _bind(notice, check.relation, check.rows)
    except RelationFault as fault:
        return str(fault)
    return ""


def _unit(unit: str) -> str:
    return f" {unit}" if unit else ""


def _said(side: RelationSide, home: Table, unit: str) -> str:
    """A side with its cells: 110 万元（E6、E7）; cells of other tables with their attachment."""
    cells = [
        cell.cell if cell.table is home else f"{cell.table.attachment.key} {cell.table.sheet}!{cell.cell}"
        for cell in side.cells
    ]
    shown = "、".join(cells[:_MOST_CELLS]) + (f" … 等 {len(cells)} 处" if len(cells) > _MOST_CELLS else "")
    return f"{number_text(side.value)}{_unit(unit)}" + (f"（{shown}）" if shown else "")


@lru_cache(maxsize=4096)
def _bound(notice: Notice, text: str, rows: str) -> _Bound:
    """Raises NoticeError where the pack's relation is wrong."""
    try:
        return _bind(notice, text, rows)
    except RelationFault as fault:
        raise NoticeError("bad_rules", f"通知包 {notice.id} 的审核关系“{text}”：{fault}") from None


def _bind(notice: Notice, text: str, rows: str) -> _Bound:
    if rows and all(form.key != rows for form in notice.attachments):
        raise RelationFault(f"没有附件 {rows}")
    relation = parse(text)
    places = {name: find(name, notice, rows) for name in relation.names()}
    used = tuple(attachments_of([*places.values(), *((Where(rows, ""),) if rows else ())]))
    forms = {form.key: form for form in notice.attachments}
    kinds = {place: forms[place.attachment].column(place.column).type for place in places.values()}
    money = next((place for place, kind in kinds.items() if kind is ColumnType.AMOUNT), None)
    return _Bound(relation, places, used, money, ColumnType.PERCENT in kinds.values())


def spec_of(check: ListedCheck, notice: Notice) -> RuleSpec:
    """A check of the office's list as a rule."""
    options = {"relation": check.relation, "tolerance": check.tolerance, "rows": check.rows}
    return RuleSpec(
        id=check.id,
        kind=RelationHolds.kind,
        severity=check.severity,
        basis=check.basis or f"{notice.id} 审核关系 {check.id}",
        title=check.message,
        fix=check.fix,
        options=options,
        path=f"{notice.id}.checks.{check.id}",
    )
