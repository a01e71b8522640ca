"""The selection's words: what is written down (events), what came back (sheets), and what follows from both (standings)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from ..findings import Finding
from ..notice.model import Notice, SelectionSpec, SelectionStep

GROUP = "专家组"
"""Whose workbook it is where the experts judge as one."""


# --- events: written once, never changed ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """A row of the roll-up. `key` is made of what names it, so that a changed name no longer fits its key."""

    key: str
    number: int
    """Its place in the roll-up, from 1."""
    cell: str
    """Where its name stands in the roll-up."""
    company: str
    credit_code: str = ""
    project: str = ""
    place: str = ""
    note: str = ""
    """What the checks say of the row: for the experts to look at, it decides nothing."""
    out: str = ""
    """Why it does not take part (its district does not recommend it); empty for who does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionOpened:
    """The record's first event: the call, the roll-up, the experts."""

    at: datetime
    notice: str
    version: str
    rollup: str
    """Path relative to the selection's folder, with /."""
    sha256: str
    sheet: str
    fingerprint: str
    """Of what the roll-up says: unchanged when it is only saved again."""
    experts: tuple[str, ...]
    applicants: tuple[Applicant, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetTaken:
    """A returned workbook that passed every check; a later one of the same step and expert takes its place."""

    at: datetime
    step: str
    expert: str
    path: str
    """Where it is kept, relative to the selection's folder, with /."""
    sha256: str
    source: str
    """The path from which it was taken."""


class DecisionKind(StrEnum):
    TIE = "tie"
    """The named go before the others who share their score, in this order."""
    WITHDRAWAL = "withdrawal"
    PROMOTION = "promotion"
    """The named takes a place that was left."""
    VACANCY = "vacancy"
    """The places that are empty by now stay so."""
    RECUSAL = "recusal"
    """An expert does not score the named; no name: takes no part in the step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A person's word: only by it are ties broken, places filled, and blanks allowed."""

    at: datetime
    kind: DecisionKind
    step: str
    companies: tuple[str, ...]
    """Keys of applicants."""
    by: str
    why: str
    expert: str = ""
    among: tuple[str, ...] = ()
    """TIE: keys of all that shared the score: on any other tie the word says nothing. VACANCY: of all who gave up a place."""


Entry = SelectionOpened | SheetTaken | Decision


# --- what came back ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What one workbook says of one applicant: a score, or a word with its reason."""

    cells: tuple[str, ...]
    score: Decimal | None = None
    word: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedSheet:
    """A returned workbook as read: `given` by applicant's key. With findings it does not count."""

    step: str
    expert: str
    path: str
    sheet: str = ""
    given: Mapping[str, Given] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


# --- what follows -----------------------------------------------------------------------------------------------------


class StepState(StrEnum):
    WAITING = "waiting"
    """Its turn has not come."""
    OPEN = "open"
    """Workbooks are out."""
    TIED = "tied"
    """All is in; a tie across the line waits for a person."""
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One expert's score of one applicant, and whether the mean counts it (the highest and lowest may be dropped)."""

    expert: str
    value: Decimal
    path: str
    sheet: str
    cells: tuple[str, ...]
    counted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """One applicant's rank in a step; equal scores share a rank unless a person decided."""

    applicant: Applicant
    rank: int
    score: Decimal
    scores: tuple[Score, ...] = ()
    """Of a scored step: by expert."""
    parts: Mapping[str, Decimal] = field(default_factory=dict)
    """Of the last step: step -> its score."""
    tied: bool = False
    decided: Decision | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Applicants of one score between whom the line falls: `free` of them have a place."""

    rank: int
    score: Decimal
    applicants: tuple[Applicant, ...]
    free: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """Who left in a step, and why."""

    applicant: Applicant
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepStanding:
    """Where one step stands. `entered` = `on` + `left`, once it is done."""

    step: SelectionStep
    state: StepState
    merged: bool = False
    """Held together with the next step."""
    entered: tuple[Applicant, ...] = ()
    listed: tuple[Applicant, ...] = ()
    """Who may stand in its workbooks: who entered, and who has left since they went out."""
    required: frozenset[str] = frozenset()
    """Keys of those who have to be judged: who entered but for who withdrew."""
    sheets: tuple[ReturnedSheet, ...] = ()
    missing: tuple[str, ...] = ()
    """Experts whose workbook is wanted."""
    most_dropped: int = 0
    ranking: tuple[Ranking, ...] = ()
    ties: tuple[Tie, ...] = ()
    on: tuple[Applicant, ...] = ()
    left: tuple[Departure, ...] = ()
    gave_up: tuple[str, ...] = ()
    """Keys of who had a place and left it."""
    vacancies: int = 0
    """Places that were left after the ranking and that nobody has been given."""
    fillable: int = 0
    """Of these, places of which nobody has said that they stay empty."""
    next: tuple[Applicant, ...] = ()
    """Who would be next for a vacancy; several of one score."""
    problems: tuple[str, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(finding for sheet in self.sheets for finding in sheet.findings)

    def given(self, key: str) -> Given | None:
        """What the group says of an applicant."""
        return next((sheet.given[key] for sheet in self.sheets if key in sheet.given), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionStanding:
    """The whole selection as it stands."""

    folder: str
    notice: Notice
    spec: SelectionSpec
    opened: SelectionOpened
    decisions: tuple[Decision, ...]
    steps: tuple[StepStanding, ...]
    faults: tuple[str, ...] = ()
    """What is wrong with the record itself."""

    @property
    def id(self) -> str:
        """What a workbook must bear to belong here."""
        return selection_id(self.opened)

    @property
    def current(self) -> StepStanding | None:
        """The first step that is not done; None at the end."""
        return next((one for one in self.steps if one.state is not StepState.DONE), None)

    @property
    def winners(self) -> tuple[Applicant, ...]:
        last = self.steps[-1]
        return last.on if last.state is StepState.DONE else ()

    @property
    def applicants(self) -> tuple[Applicant, ...]:
        """Those who take part."""
        return tuple(one for one in self.opened.applicants if not one.out)

    def step(self, key: str) -> StepStanding:
        return next(one for one in self.steps if one.step.key == key)

    def place_of(self, key: str) -> int:
        return next(place for place, one in enumerate(self.steps) if one.step.key == key)

    def applicant(self, key: str) -> Applicant:
        return next(one for one in self.opened.applicants if one.key == key)


def selection_id(opened: SelectionOpened) -> str:
    return f"{opened.notice}:{opened.fingerprint[:16]}"
