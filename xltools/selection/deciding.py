"""A person's word, held against what it is about before it is written down: a word about nothing decides nothing."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ..errors import UsageError
from ..notice.model import StepKind
from .model import Applicant, Decision, DecisionKind, SelectionStanding, StepStanding, StepState


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What a person says, in the person's words. `companies`: names, or numbers in the roll-up."""

    kind: DecisionKind
    companies: tuple[str, ...]
    by: str
    why: str
    expert: str = ""
    step: str = ""


def decision_from(selection: SelectionStanding, word: Word, at: datetime) -> Decision:
    """The decision to be recorded. Raises UsageError: nobody, no reason, no such enterprise, nothing to decide."""
    if not word.by.strip() or not word.why.strip():
        raise UsageError("no_reason", "请用 --by 写明由谁决定，用 --why 写明理由。")
    named = tuple(applicant_named(selection, text) for text in word.companies)
    if len({one.key for one in named}) != len(named):
        raise UsageError("twice", "同一家企业写了两次。")
    base = Decision(
        at=at,
        kind=word.kind,
        step="",
        companies=tuple(one.key for one in named),
        by=word.by.strip(),
        why=word.why.strip(),
    )
    return _DECIDE[word.kind](selection, word, named, base)


def applicant_named(selection: SelectionStanding, text: str) -> Applicant:
    """By name or by number in the roll-up (17)."""
    text = text.strip()
    found = [one for one in selection.opened.applicants if text in (one.company, str(one.number))]
    if len(found) == 1:
        return found[0]
    if found:
        numbers = "、".join(str(one.number) for one in found)
        raise UsageError("several", f"“{text}”有{len(found)}个项目参加遴选，请改写序号：{numbers}。")
    near = difflib.get_close_matches(text, [one.company for one in selection.opened.applicants], n=1, cutoff=0.5)
    hint = f"是不是“{near[0]}”？" if near else "请写企业全称或汇总表里的序号。"
    raise UsageError("unknown_company", f"汇总表的企业里没有“{text}”。{hint}")


def _step(selection: SelectionStanding, said: str) -> StepStanding | None:
    """The step that a person names; None where none is named."""
    if not said:
        return None
    found = next((one for one in selection.steps if said in (one.step.key, one.step.name)), None)
    if found is None:
        known = "、".join(one.step.name for one in selection.steps)
        raise UsageError("unknown_step", f"没有环节“{said}”。现有：{known}。")
    return found


def _tie(selection: SelectionStanding, word: Word, named: Sequence[Applicant], base: Decision) -> Decision:
    """Who goes before whom. Nobody who does not share the score can be named."""
    if not named:
        raise UsageError("no_company", "请按先后写出并列的企业，如 并列 甲公司 乙公司。")
    asked = _step(selection, word.step)
    ranked = [one for one in selection.steps if one.ranking]
    tied = [one for one in ranked if one.state is StepState.TIED]
    standing = asked or next(iter(tied), ranked[-1] if ranked else None)
    if standing is None or not standing.ranking:
        raise UsageError("no_ranking", "还没有排名，没有并列要裁定。")
    first = next((row for row in standing.ranking if row.applicant == named[0]), None)
    group = [row.applicant for row in standing.ranking if first is not None and row.rank == first.rank]
    if len(group) < 2 or not set(base.companies) <= {one.key for one in group}:
        ties = [row for row in standing.ranking if row.tied]
        known = "；".join(f"第{row.rank}名 {row.applicant.company} {row.score}" for row in ties) or "没有并列"
        raise UsageError("no_tie", f"所写的企业在{standing.step.name}中不是同分并列。现有并列：{known}。")
    return replace(base, step=standing.step.key, among=tuple(one.key for one in group))


def _withdrawal(selection: SelectionStanding, word: Word, named: Sequence[Applicant], base: Decision) -> Decision:  # noqa: ARG001 - one signature for all
    if not named:
        raise UsageError("no_company", "请写明哪家企业退出。")
    standing = selection.current or selection.steps[-1]
    here = {one.key for one in standing.entered} & standing.required
    if standing.state is StepState.DONE:
        here = {one.key for one in standing.on} | {row.applicant.key for row in standing.ranking}
    for one in named:
        if one.key not in here or _has_withdrawn(selection, one):
            raise UsageError("not_there", f"“{one.company}”已不在{standing.step.name}之中，不能退出。")
    return replace(base, step=standing.step.key)


def _has_withdrawn(selection: SelectionStanding, applicant: Applicant) -> bool:
    return any(one.kind is DecisionKind.WITHDRAWAL and applicant.key in one.companies for one in selection.decisions)


def fillable(selection: SelectionStanding) -> StepStanding | None:
    """The step with an empty place that waits for a word: the last, or the one before the step that is on."""
    current = selection.current
    place = len(selection.steps) if current is None else selection.place_of(current.step.key)
    standing = selection.steps[place - 1] if place else None
    return standing if standing is not None and standing.fillable > 0 else None


def _promotion(selection: SelectionStanding, word: Word, named: Sequence[Applicant], base: Decision) -> Decision:  # noqa: ARG001 - one signature for all
    standing = fillable(selection)
    if standing is None:
        raise UsageError("no_vacancy", "现在没有空缺的名额，不能递补。")
    if len(named) != 1:
        raise UsageError("one_by_one", "递补一次写一家企业。")
    if named[0] not in standing.next:
        due = "或".join(f"“{one.company}”" for one in standing.next) or "（已没有可递补的企业）"
        raise UsageError("not_next", f"{standing.step.name}按名次递补的下一名是{due}，不是“{named[0].company}”。")
    return replace(base, step=standing.step.key)


def _vacancy(selection: SelectionStanding, word: Word, named: Sequence[Applicant], base: Decision) -> Decision:  # noqa: ARG001 - one signature for all
    """Fewer are awarded than there are places: a person decides that too."""
    standing = fillable(selection)
    if standing is None:
        raise UsageError("no_vacancy", "现在没有等待递补的名额，不用登记空缺。")
    if named:
        raise UsageError("no_company_wanted", "登记空缺不写企业：现在空着的名额都不递补。")
    return replace(base, step=standing.step.key, among=standing.gave_up)


def _recusal(selection: SelectionStanding, word: Word, named: Sequence[Applicant], base: Decision) -> Decision:
    if word.expert not in selection.opened.experts:
        known = "、".join(selection.opened.experts)
        raise UsageError("unknown_expert", f"请用 --expert 写明哪位专家回避，专家有：{known}。")
    scored = [one for one in selection.steps if one.step.kind is StepKind.SCORE and one.state is not StepState.WAITING]
    standing = _step(selection, word.step) or (scored[-1] if scored else None)
    if standing is None or standing.step.kind is not StepKind.SCORE or standing.state is StepState.WAITING:
        raise UsageError("no_scoring", "还没有轮到打分的环节，不能登记回避。")
    for one in named:
        if one not in standing.listed:
            raise UsageError("not_there", f"“{one.company}”不在{standing.step.name}之中。")
    return replace(base, step=standing.step.key, expert=word.expert)


_DECIDE = {
    DecisionKind.TIE: _tie,
    DecisionKind.WITHDRAWAL: _withdrawal,
    DecisionKind.PROMOTION: _promotion,
    DecisionKind.VACANCY: _vacancy,
    DecisionKind.RECUSAL: _recusal,
}
