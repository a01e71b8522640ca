"""Means, ranks and ties. Exact: no score is ever a float, and a rounded score is rounded once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import floor

from .model import Applicant, Decision, DecisionKind, Ranking, Score, Tie


def rounded(value: Fraction, decimals: int) -> Decimal:
    """Half up (四舍五入), from the exact value: 86.125 is 86.13, and nothing was rounded before."""
    scaled: int = floor(value * 10**decimals + Fraction(1, 2))
    return Decimal(scaled).scaleb(-decimals)


def trimmed(scores: Sequence[Score], trim_from: int) -> tuple[Score, ...]:
    """The scores with one highest and one lowest set aside where there are enough; equal ones lose only one."""
    if not trim_from or len(scores) < max(trim_from, 3):
        return tuple(scores)
    order = sorted(range(len(scores)), key=lambda place: scores[place].value)
    aside = {order[0], order[-1]}
    return tuple(replace(score, counted=place not in aside) for place, score in enumerate(scores))


def mean(scores: Iterable[Score], decimals: int) -> Decimal:
    """The mean of the scores that count."""
    values = [Fraction(score.value) for score in scores if score.counted]
    return rounded(sum(values, Fraction(0)) / len(values), decimals)


def weighted(parts: Mapping[str, Decimal], weights: Mapping[str, Decimal], decimals: int) -> Decimal:
    """The weighted sum of rounded scores: whoever has the printed table can work it out again."""
    return rounded(sum((Fraction(parts[key]) * Fraction(weights[key]) for key in weights), Fraction(0)), decimals)


@dataclass(frozen=True, slots=True)
class _Group:
    """Rankings that nothing tells apart."""

    members: tuple[Ranking, ...]


def ranked(rows: Iterable[Ranking], decisions: Iterable[Decision]) -> tuple[Ranking, ...]:
    """The rows best first with their ranks: equal scores share one (1, 2, 2, 4). Within a rank they stand as in the
    roll-up, which says nothing. `decisions`: a person's words on ties; one that fits no tie any more changes nothing."""
    by_score: dict[Decimal, list[Ranking]] = {}
    for row in sorted(rows, key=lambda row: (-row.score, row.applicant.number)):
        by_score.setdefault(row.score, []).append(row)
    groups = [_Group(tuple(members)) for members in by_score.values()]
    for decision in decisions:
        if decision.kind is DecisionKind.TIE:
            groups = [part for group in groups for part in _split(group, decision)]
    made: list[Ranking] = []
    for group in groups:
        rank = len(made) + 1
        made += [replace(row, rank=rank, tied=len(group.members) > 1) for row in group.members]
    return tuple(made)


def _split(group: _Group, decision: Decision) -> list[_Group]:
    members = {row.applicant.key: row for row in group.members}
    if members.keys() != set(decision.among):
        return [group]
    first = [_Group((replace(members.pop(key), decided=decision),)) for key in decision.companies]
    rest = tuple(replace(row, decided=decision) for row in members.values())
    return [*first, _Group(rest)] if rest else first


def tie_at(ranking: Sequence[Ranking], places: int) -> Tie | None:
    """The tie through which the line falls; None where it falls between two ranks."""
    if not places or len(ranking) <= places or ranking[places - 1].rank != ranking[places].rank:
        return None
    rank = ranking[places].rank
    members = tuple(row for row in ranking if row.rank == rank)
    return Tie(
        rank=rank,
        score=members[0].score,
        applicants=tuple(row.applicant for row in members),
        free=places - (rank - 1),
    )


def next_in_rank(ranking: Sequence[Ranking], taken: Set[str]) -> tuple[Applicant, ...]:
    """Who comes next among those without a place; several where they share the rank. `taken`: keys that cannot be it."""
    left = [row for row in ranking if row.applicant.key not in taken]
    return tuple(row.applicant for row in left if row.rank == left[0].rank)
