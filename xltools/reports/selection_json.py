"""The selection for programs: every step with its ranks, each rank with its scores, each score with its file and cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..documents import envelope
from ..selection.collecting import Collected
from ..selection.model import Applicant, Decision, Departure, Ranking, Score, SelectionStanding, StepStanding, Tie
from ..selection.outcome import SelectOutcome
from .json import finding_json
from .selection import assumed_rules, open_points, result_words

if TYPE_CHECKING:
    from ..documents.selection import (
        ApplicantDocument,
        CollectedDocument,
        DecisionDocument,
        DepartureDocument,
        RankingDocument,
        ScoreDocument,
        SelectDocument,
        SelectionDocument,
        SelectShowDocument,
        StepDocument,
        TieDocument,
        WayDocument,
        WayStep,
    )


def outcome_json(outcome: SelectOutcome) -> SelectDocument:
    """Any command of `xltools select` that writes or takes something in."""
    return {
        **_selection_json(outcome.selection, outcome.command),
        "written": [{"path": str(one.path), "changed": one.changed} for one in outcome.written],
        "collected": [_collected_json(one) for one in outcome.collected],
        "findings": [finding_json(one) for one in outcome.findings],
    }


def shown_json(selection: SelectionStanding, applicant: Applicant | None) -> SelectShowDocument:
    """The selection as it stands, and one enterprise's way where it was asked for."""
    way = _way_json(selection, applicant) if applicant is not None else None
    return {**_selection_json(selection, "select show"), "way": way}


def _selection_json(selection: SelectionStanding, command: str) -> SelectionDocument:
    opened = selection.opened
    return {
        **envelope(command),
        "folder": selection.folder,
        "notice": opened.notice,
        "selection": selection.id,
        "rollup": {"path": opened.rollup, "sha256": opened.sha256, "sheet": opened.sheet},
        "experts": list(opened.experts),
        "rows": len(opened.applicants),
        "not_taking_part": [
            _departure_json(Departure(applicant=one, reason=one.out)) for one in opened.applicants if one.out
        ],
        "steps": [_step_json(one) for one in selection.steps],
        "winners": [_applicant_json(one) for one in selection.winners],
        "decisions": [_decision_json(selection, one) for one in selection.decisions],
        "open": open_points(selection),
        "faults": list(selection.faults),
        "assumed": [{"title": title, "value": value} for title, value in assumed_rules(selection.notice)],
    }


def _applicant_json(one: Applicant) -> ApplicantDocument:
    return {
        "key": one.key,
        "number": one.number,
        "company": one.company,
        "project": one.project,
        "place": one.place,
        "cell": one.cell,
    }


def _departure_json(one: Departure) -> DepartureDocument:
    return {**_applicant_json(one.applicant), "reason": one.reason}


def _step_json(one: StepStanding) -> StepDocument:
    return {
        "key": one.step.key,
        "name": one.step.name,
        "state": one.state.value,
        "merged": one.merged,
        "entered": len(one.entered),
        "on": [applicant.key for applicant in one.on],
        "left": [_departure_json(each) for each in one.left],
        "most_dropped": one.most_dropped,
        "returned": [
            {"expert": sheet.expert, "path": sheet.path, "findings": len(sheet.findings)} for sheet in one.sheets
        ],
        "missing": list(one.missing),
        "ranking": [_ranking_json(row) for row in one.ranking],
        "ties": [_tie_json(tie) for tie in one.ties],
        "vacancies": one.vacancies,
        "next": [applicant.key for applicant in one.next] if one.vacancies > 0 else [],
    }


def _ranking_json(row: Ranking) -> RankingDocument:
    return {
        **_applicant_json(row.applicant),
        "rank": row.rank,
        "tied": row.tied,
        "decided": row.decided is not None,
        "score": f"{row.score:f}",
        "parts": {key: f"{score:f}" for key, score in row.parts.items()},
        "scores": [_score_json(score) for score in row.scores],
    }


def _score_json(one: Score) -> ScoreDocument:
    return {
        "expert": one.expert,
        "score": f"{one.value:f}",
        "counted": one.counted,
        "path": one.path,
        "sheet": one.sheet,
        "cells": list(one.cells),
    }


def _tie_json(tie: Tie) -> TieDocument:
    return {
        "rank": tie.rank,
        "score": f"{tie.score:f}",
        "free": tie.free,
        "applicants": [_applicant_json(one) for one in tie.applicants],
    }


def _decision_json(selection: SelectionStanding, one: Decision) -> DecisionDocument:
    return {
        "at": one.at.isoformat(),
        "kind": one.kind.value,
        "step": one.step,
        "companies": [selection.applicant(key).company for key in one.companies],
        "expert": one.expert,
        "by": one.by,
        "why": one.why,
    }


def _collected_json(one: Collected) -> CollectedDocument:
    return {
        "path": one.path,
        "status": one.taking.value,
        "step": one.step or None,
        "expert": one.expert or None,
        "kept": one.kept or None,
        "message": one.message,
        "findings": [finding_json(finding) for finding in one.findings],
    }


def _way_json(selection: SelectionStanding, applicant: Applicant) -> WayDocument:
    return {
        **_applicant_json(applicant),
        "credit_code": applicant.credit_code,
        "out": applicant.out,
        "steps": [_way_step(one, applicant) for one in selection.steps if applicant in one.entered],
    }


def _way_step(one: StepStanding, applicant: Applicant) -> WayStep:
    row = next((row for row in one.ranking if row.applicant == applicant), None)
    return {
        "key": one.step.key,
        "name": one.step.name,
        "result": result_words(one, applicant),
        "ranking": _ranking_json(row) if row is not None else None,
    }
