"""What one workbook for the experts holds: who writes it and who reads it back go by the same sheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Final

from ..notice.model import Notice, SelectionSpec, SelectionStep, StepKind
from .model import GROUP, Applicant, Ranking, StepStanding

KEY_COLUMN: Final = "_xltools企业键"
NAME_COLUMN: Final = "企业名称"
CONFORMS, CONFORMS_NOT = "符合", "不符合"
AGREES, AGREES_NOT = "同意", "不同意"


class AnswerType(StrEnum):
    SCORE = "score"
    WORD = "word"
    REASON = "reason"
    """Wanted where the word is the second of its two: 不符合, 不同意."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedColumn:
    """A column that the experts only read."""

    heading: str
    width: float
    centred: bool = False
    decimals: int = 0
    """Of numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerColumn:
    """A column that the experts fill."""

    heading: str
    type: AnswerType
    width: float
    full: Decimal = Decimal(0)
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """One applicant. `cells` are those of the locked columns; not `required`: it left, nothing is asked of it."""

    applicant: Applicant
    cells: tuple[str | int | Decimal, ...]
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSheet:
    """A workbook of one step for one expert, or for the group."""

    selection: str
    step: str
    expert: str
    title: str
    hint: str
    locked: tuple[LockedColumn, ...]
    answers: tuple[AnswerColumn, ...]
    rows: tuple[AnswerRow, ...]
    decimals: int = 0
    """Decimals that a score may have."""
    most_against: int | None = None
    """How many may at most be 不符合; None: as many as there are."""
    recused: frozenset[str] = frozenset()
    """Keys of those whom this expert does not score."""

    @property
    def file_name(self) -> str:
        """Without its ending."""
        return f"{self.name}-{self.expert}" if self.expert != GROUP else self.name

    @property
    def name(self) -> str:
        """The sheet's name: 现场核验打分表."""
        return self.title.rpartition("\n")[2]

    def row(self, key: str) -> AnswerRow | None:
        return next((row for row in self.rows if row.applicant.key == key), None)


_WHO: Final = (
    LockedColumn(heading="序号", width=6, centred=True),
    LockedColumn(heading="所在区", width=13, centred=True),
    LockedColumn(heading=NAME_COLUMN, width=36),
    LockedColumn(heading="项目名称", width=36),
)
_NOTE: Final = LockedColumn(heading="校验提示（供参考）", width=34)


def sheet_of(
    notice: Notice, selection: str, standing: StepStanding, expert: str, recused: frozenset[str] = frozenset()
) -> StepSheet:
    """The sheet of a step as it has to be; of the last step in the order of its ranking."""
    spec, step = notice.selection, standing.step
    assert spec is not None
    locked, cells = {
        StepKind.REVIEW: lambda: _to_review(standing.listed),
        StepKind.SCORE: lambda: _to_score(standing.listed),
        StepKind.OPINION: lambda: _to_conclude(spec, step, standing.ranking),
    }[step.kind]()
    return StepSheet(
        selection=selection,
        step=step.key,
        expert=expert,
        title=f"{notice.title}\n{step.name}{_SUFFIX[step.kind]}",
        hint=_hint(spec, step, standing.most_dropped),
        locked=locked,
        answers=answers_of(step),
        rows=tuple(
            AnswerRow(applicant=one, cells=texts, required=one.key in standing.required) for one, texts in cells
        ),
        decimals=spec.decimals,
        most_against=standing.most_dropped if step.kind is StepKind.REVIEW else None,
        recused=recused,
    )


_SUFFIX: Final = {StepKind.REVIEW: "表", StepKind.SCORE: "打分表", StepKind.OPINION: "意见表"}
_ONLY_COLOURED: Final = "只能填写有底色的格子；填好后不要改名次、企业名称和行的顺序。"


def _hint(spec: SelectionSpec, step: SelectionStep, most: int) -> str:
    if step.kind is StepKind.REVIEW:
        return (
            f"审查结论填“{CONFORMS}”或“{CONFORMS_NOT}”，{CONFORMS_NOT}的写明理由；{CONFORMS_NOT}的最多{most}家"
            f"（不超过{percent(step.drop_share)}）。{_ONLY_COLOURED}"
        )
    if step.kind is StepKind.OPINION:
        return f"对是否认定，意见填“{AGREES}”或“{AGREES_NOT}”，{AGREES_NOT}的写明理由。{_ONLY_COLOURED}"
    full = sum(item.full for item in step.items)
    digits = f"可打{spec.decimals}位小数" if spec.decimals else "打整数"
    return f"满分{full:f}分，{digits}，不得空项；回避的企业空着，并告知工作人员登记。{_ONLY_COLOURED}"


def percent(share: Decimal) -> str:
    """30%."""
    return f"{(share * 100).normalize():f}%"


def answers_of(step: SelectionStep) -> tuple[AnswerColumn, ...]:
    """The columns to fill in a step."""
    if step.kind is StepKind.SCORE:
        return tuple(
            AnswerColumn(heading=f"{item.name}（满分{item.full:f}）", type=AnswerType.SCORE, width=13, full=item.full)
            for item in step.items
        )
    review = step.kind is StepKind.REVIEW
    words = (CONFORMS, CONFORMS_NOT) if review else (AGREES, AGREES_NOT)
    heading = "审查结论" if review else "评定意见"
    return (
        AnswerColumn(heading=heading, type=AnswerType.WORD, width=11, words=words),
        AnswerColumn(heading=f"{words[1]}的理由", type=AnswerType.REASON, width=30),
    )


_Cells = tuple[str | int | Decimal, ...]
_Laid = tuple[tuple[LockedColumn, ...], list[tuple[Applicant, _Cells]]]
"""Locked columns, and what stands in them for each applicant."""


def _who(one: Applicant, number: int) -> tuple[str | int, ...]:
    return number, one.place, one.company, one.project


def _by_number(listed: Iterable[Applicant]) -> list[Applicant]:
    """As in the roll-up, never as ranked: nobody who scores is to be shown how the step before ended."""
    return sorted(listed, key=lambda one: one.number)


def _to_score(listed: Iterable[Applicant]) -> _Laid:
    # Numbers are those of the roll-up in every step: experts speak of "第17号".
    return _WHO, [(one, _who(one, one.number)) for one in _by_number(listed)]


def _to_review(listed: Iterable[Applicant]) -> _Laid:
    return (*_WHO, _NOTE), [(one, (*_who(one, one.number), one.note)) for one in _by_number(listed)]


def _to_conclude(spec: SelectionSpec, step: SelectionStep, ranking: Iterable[Ranking]) -> _Laid:
    digits = spec.mean_decimals
    score = partial(LockedColumn, width=13, centred=True, decimals=digits)
    locked = (
        LockedColumn(heading="名次", width=6, centred=True),
        *_WHO[1:],
        *(score(heading=f"{spec.step(key).name}得分") for key in step.shares),
        score(heading="综合得分"),
    )
    return locked, [
        (row.applicant, (*_who(row.applicant, row.rank), *(row.parts[key] for key in step.shares), row.score))
        for row in ranking
    ]
