"""Where a selection stands, worked out anew from the record and the returned workbooks; nothing else is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from math import floor

from ..notice.model import Notice, SelectionSpec, SelectionStep, StepKind
from .model import (
    GROUP,
    Decision,
    DecisionKind,
    Departure,
    Ranking,
    ReturnedSheet,
    Score,
    SelectionOpened,
    StepStanding,
    StepState,
    selection_id,
)
from .ranking import mean, next_in_rank, ranked, tie_at, trimmed, weighted
from .sheet import AGREES_NOT, CONFORMS_NOT, StepSheet, sheet_of

SheetLoader = Callable[[StepSheet], ReturnedSheet | None]
"""The workbook that was taken for a sheet, read against it; None where none came."""


def steps_of(
    notice: Notice, opened: SelectionOpened, decisions: Sequence[Decision], loader: SheetLoader
) -> tuple[StepStanding, ...]:
    """Every step in order. A step's workbooks are read only once it is known who is in it."""
    spec = notice.selection
    assert spec is not None
    fold = _Fold(notice, spec, opened, tuple(decisions), loader)
    for place in range(len(spec.steps)):
        fold.steps.append(fold.step(place))
    return tuple(fold.steps)


def most_dropped(step: SelectionStep, count: int) -> int:
    """不超过30%: of 37 applicants 11, for twelve are more than 30 %."""
    return floor(Fraction(step.drop_share) * count)


@dataclass(slots=True)
class _Fold:
    notice: Notice
    spec: SelectionSpec
    opened: SelectionOpened
    decisions: tuple[Decision, ...]
    loader: SheetLoader
    steps: list[StepStanding] = field(default_factory=list)

    def step(self, place: int) -> StepStanding:
        step = self.spec.steps[place]
        before = self.steps[place - 1] if place else None
        together = before is not None and before.merged
        if before is not None and before.state is not StepState.DONE and not together:
            return StepStanding(step=step, state=StepState.WAITING)
        taking_part = tuple(one for one in self.opened.applicants if not one.out)
        entered = taking_part if before is None else before.on if before.state is StepState.DONE else before.entered
        gone = self._withdrawn(lambda at: at <= place)
        base = StepStanding(
            step=step,
            state=StepState.OPEN,
            entered=entered,
            # Held together with the review, its workbooks went out before anybody was dropped.
            listed=before.entered if before is not None and together else entered,
            required=frozenset(one.key for one in entered) - gone.keys(),
            merged=step.kind is StepKind.REVIEW and len(taking_part) <= step.merged_at_most,
            most_dropped=most_dropped(step, len(taking_part)) if step.kind is StepKind.REVIEW else 0,
        )
        return self._judged(base, place, gone, waits=before is not None and before.state is not StepState.DONE)

    def _judged(self, base: StepStanding, place: int, gone: Mapping[str, str], *, waits: bool) -> StepStanding:
        left = [Departure(applicant=one, reason=gone[one.key]) for one in base.entered if one.key in gone]
        if base.step.kind is StepKind.REVIEW:
            return self._reviewed(self._with_sheets(base, (GROUP,)), left)
        if base.step.kind is StepKind.SCORE:
            base = self._with_sheets(base, self._experts(base.step))
            return base if waits or base.missing else self._scored(base, place, left)
        return self._concluded(base, place)

    def _withdrawn(self, when: Callable[[int], bool]) -> dict[str, str]:
        """Key -> reason of those who withdrew in the steps (by place) that are meant."""
        order = [step.key for step in self.spec.steps]
        return {
            key: f"退出：{one.why}（{one.by}）"
            for one in self.decisions
            if one.kind is DecisionKind.WITHDRAWAL and when(order.index(one.step))
            for key in one.companies
        }

    def _with_sheets(self, base: StepStanding, experts: Sequence[str]) -> StepStanding:
        """What came back of a step, and from whom it is still wanted: one with findings does not count."""
        if not base.required:
            return base
        found = {
            one: self.loader(expected_sheet(self.notice, self.opened, self.decisions, base, one)) for one in experts
        }
        return replace(
            base,
            sheets=tuple(came for came in found.values() if came is not None),
            missing=tuple(one for one, came in found.items() if came is None or came.findings),
        )

    # --- review -------------------------------------------------------------------------------------------------------

    def _reviewed(self, base: StepStanding, left: Sequence[Departure]) -> StepStanding:
        if base.missing:
            return base
        dropped = [
            Departure(applicant=one, reason=f"{base.step.name}{CONFORMS_NOT}：{given.reason}")
            for one in base.entered
            if one.key in base.required and (given := base.given(one.key)) is not None and given.word == CONFORMS_NOT
        ]
        return _done(base, (*left, *dropped))

    # --- scores -------------------------------------------------------------------------------------------------------

    def _experts(self, step: SelectionStep) -> tuple[str, ...]:
        absent = {
            one.expert
            for one in self.decisions
            if one.kind is DecisionKind.RECUSAL and one.step == step.key and not one.companies
        }
        return tuple(one for one in self.opened.experts if one not in absent)

    def _scored(self, base: StepStanding, place: int, left: Sequence[Departure]) -> StepStanding:
        asked = [one for one in base.entered if one.key in base.required]
        scores = {one.key: trimmed(_scores_of(base, one.key), self.spec.trim_from) for one in asked}
        if nobody := [one.company for one in asked if not scores[one.key]]:
            return replace(base, problems=tuple(f"没有一位专家给“{company}”打分" for company in nobody))
        rows = [
            Ranking(applicant=one, rank=0, score=mean(scores[one.key], self.spec.mean_decimals), scores=scores[one.key])
            for one in asked
        ]
        base = replace(base, ranking=self._ranked(base.step, rows))
        # Who withdraws in the next step had its place, and leaves it empty; who withdrew in this one was not ranked.
        gone = self._withdrawn(lambda at: at == place + 1) if base.step.places else {}
        return self._placed(base, gone, left)

    # --- conclusion ---------------------------------------------------------------------------------------------------

    def _concluded(self, base: StepStanding, place: int) -> StepStanding:
        rows = []
        for one in base.entered:
            parts = {key: self._score_in(key, one.key) for key in base.step.shares}
            score = weighted(parts, base.step.shares, self.spec.mean_decimals)
            rows.append(Ranking(applicant=one, rank=0, score=score, parts=parts))
        base = replace(base, ranking=self._ranked(base.step, rows))
        tie = tie_at(base.ranking, base.step.places)
        if tie is not None:
            return replace(base, ties=(tie,), state=StepState.TIED)
        base = self._with_sheets(base, (GROUP,))
        if base.missing:
            return base
        gone = self._withdrawn(lambda at: at == place)
        for row in base.ranking:
            given = base.given(row.applicant.key)
            if given is not None and given.word == AGREES_NOT:
                gone.setdefault(row.applicant.key, f"{base.step.name}{AGREES_NOT}：{given.reason}")
        left = [Departure(applicant=one, reason=gone[one.key]) for one in base.entered if one.key in gone]
        done = self._placed(base, gone, left)
        return replace(done, on=tuple(one for one in done.on if one.key not in gone))

    def _score_in(self, step: str, key: str) -> Decimal:
        standing = next(one for one in self.steps if one.step.key == step)
        return next(row.score for row in standing.ranking if row.applicant.key == key)

    # --- places -------------------------------------------------------------------------------------------------------

    def _ranked(self, step: SelectionStep, rows: Sequence[Ranking]) -> tuple[Ranking, ...]:
        return ranked(rows, [one for one in self.decisions if one.step == step.key])

    def _placed(self, base: StepStanding, gone: Mapping[str, str], left: Sequence[Departure]) -> StepStanding:
        """Who has a place. A place that its holder gave up (`gone`) stays empty until a person says who takes it."""
        step, places = base.step, base.step.places or len(base.ranking)
        tie = tie_at(base.ranking, places)
        if tie is not None:
            return replace(base, ties=(tie,), state=StepState.TIED)
        promoted = {
            key
            for one in self.decisions
            if one.kind is DecisionKind.PROMOTION and one.step == step.key
            for key in one.companies
        }
        rows = enumerate(base.ranking)
        on = tuple(row.applicant for at, row in rows if at < places or row.applicant.key in promoted)
        away = {one.applicant.key for one in left} | {one.key for one in on}
        behind = [
            Departure(applicant=row.applicant, reason=f"{step.name}第{row.rank}名，未进入前{places}名")
            for row in base.ranking
            if row.applicant.key not in away
        ]
        # Whoever withdrew at any time, and whoever the group is against, is passed over.
        passed = {one.key for one in on} | gone.keys() | self._withdrawn(lambda _: True).keys()
        gave_up = tuple(one.key for one in on if one.key in gone)
        return replace(
            _done(base, (*left, *behind)),
            on=on,
            gave_up=gave_up,
            vacancies=len(gave_up) - len(promoted),
            fillable=self._fillable(step, gave_up),
            next=next_in_rank(base.ranking, passed),
        )

    def _fillable(self, step: SelectionStep, gave_up: Sequence[str]) -> int:
        """Empty places that nobody has spoken of: a word that they stay empty settles all who had gone by then."""
        told = [one for one in self.decisions if one.step == step.key]
        last = max((at for at, one in enumerate(told) if one.kind is DecisionKind.VACANCY), default=-1)
        settled = told[last].among if last >= 0 else ()
        filled = sum(one.kind is DecisionKind.PROMOTION for one in told[last + 1 :])
        return len(set(gave_up) - set(settled)) - filled


def _done(base: StepStanding, left: Sequence[Departure]) -> StepStanding:
    away = {one.applicant.key for one in left}
    return replace(
        base,
        state=StepState.DONE,
        left=tuple(sorted(left, key=lambda one: one.applicant.number)),
        on=tuple(one for one in base.entered if one.key not in away),
    )


def expected_sheet(
    notice: Notice, opened: SelectionOpened, decisions: Sequence[Decision], step: StepStanding, expert: str
) -> StepSheet:
    """The workbook that an expert gets in a step, as it has to be now."""
    recused = frozenset(
        key
        for one in decisions
        if one.kind is DecisionKind.RECUSAL and (one.step, one.expert) == (step.step.key, expert)
        for key in one.companies
    )
    return sheet_of(notice, selection_id(opened), step, expert, recused)


def _scores_of(base: StepStanding, key: str) -> list[Score]:
    return [
        Score(expert=sheet.expert, value=given.score, path=sheet.path, sheet=sheet.sheet, cells=given.cells)
        for sheet in base.sheets
        if (given := sheet.given.get(key)) is not None and given.score is not None
    ]
