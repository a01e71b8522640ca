"""Selections (遴选): from a checked roll-up to the winners. Each call does what its command does, in the same folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from ..documents.selection import SelectDocument, SelectionDocument, SelectShowDocument
from ..words import DECISION, key_of
from .boundary import PathLike, Paths, public, texts_of
from .result import Record, Result

if TYPE_CHECKING:
    from ..selection.model import Applicant, SelectionStanding, StepStanding
    from ..selection.outcome import SelectOutcome

D = TypeVar("D", bound=SelectionDocument)


class _Selection(Result[D]):
    """Where a selection stands. The frame: the ranks of every step."""

    __slots__ = ()
    columns = ("step", "rank", "company", "project", "place", "score", "tied", "decided")

    @property
    def _standing(self) -> SelectionStanding:
        raise NotImplementedError

    @property
    def steps(self) -> tuple[StepStanding, ...]:
        return self._standing.steps

    @property
    def winners(self) -> tuple[Applicant, ...]:
        """Empty until the last step is done."""
        return self._standing.winners

    @property
    def settled(self) -> bool:
        """Whether nobody has to do or say anything any more."""
        from ..app.select import unsettled

        return not unsettled(self._standing)

    @property
    def open(self) -> tuple[str, ...]:
        """What is still to be done, in words."""
        from ..reports.selection import open_points

        return tuple(open_points(self._standing))

    def _records(self) -> Iterator[Record]:
        for step in self.steps:
            for row in step.ranking:
                one = row.applicant
                yield {
                    "step": step.step.name, "rank": row.rank, "company": one.company, "project": one.project,
                    "place": one.place, "score": row.score, "tied": row.tied, "decided": row.decided is not None,
                }  # fmt: skip


@dataclass(frozen=True, slots=True, repr=False)
class SelectResult(_Selection[SelectDocument]):
    """`select_start`, `select_collect`, `select_rank`, `select_decide`, `select_announce`."""

    _outcome: SelectOutcome

    @property
    def command(self) -> str:  # type: ignore[override]  # one result for five commands
        return self._outcome.command

    @property
    def _standing(self) -> SelectionStanding:
        return self._outcome.selection

    @property
    def ok(self) -> bool:
        from ..app.select import errors_in

        outcome = self._outcome
        if self.command == "select collect":
            return not outcome.refused and (not outcome.collected or any(one.step for one in outcome.collected))
        return not errors_in(outcome) and (self.command != "select rank" or self.settled)

    @property
    def written(self) -> tuple[str, ...]:
        return tuple(str(one.path) for one in self._outcome.written)

    def _inputs(self) -> Iterable[str]:
        return (*self.written, *(one.path for one in self._outcome.collected))

    def _subject(self, form: str) -> tuple[Any, ...]:  # noqa: ARG002 - one outcome for all forms
        return (self._outcome,)


@dataclass(frozen=True, slots=True, repr=False)
class SelectShowResult(_Selection[SelectShowDocument]):
    """`select_show`."""

    command: ClassVar[str] = "select show"
    _shown: SelectionStanding
    _company: Applicant | None

    @property
    def _standing(self) -> SelectionStanding:
        return self._shown

    @property
    def ok(self) -> bool:
        return self._company is not None or self.settled

    def _inputs(self) -> Iterable[str]:
        return (sheet.path for step in self.steps for sheet in step.sheets)

    def _subject(self, form: str) -> tuple[Any, ...]:  # noqa: ARG002 - one selection for all forms
        return self._shown, self._company


@public
def select_start(rollup: PathLike, folder: PathLike, experts: Iterable[str], *, notice: str = "") -> SelectResult:
    """Open a selection on a checked roll-up and write the first workbooks below `folder`. Raises UsageError, InputRefused,
    OutputFault.
    """
    from ..app import select as app

    return SelectResult(app.start(os.fspath(rollup), os.fspath(folder), tuple(experts), notice))


@public
def select_collect(folder: PathLike, paths: Paths, *, replace: bool = False) -> SelectResult:
    """Take in the experts' workbooks; one with a mistake is not taken, and the result says where. Raises InputRefused."""
    from ..app import select as app

    return SelectResult(app.collect(os.fspath(folder), texts_of(paths), replacing=replace))


@public
def select_rank(folder: PathLike) -> SelectResult:
    """Work out where everything stands, and write the workbooks that are due. Raises InputRefused, OutputFault."""
    from ..app import select as app

    return SelectResult(app.rank(os.fspath(folder)))


@public
def select_decide(
    folder: PathLike, kind: str, companies: Iterable[str] = (), *, by: str, why: str, expert: str = "", step: str = ""
) -> SelectResult:
    """Keep a person's word: ``"并列"``, ``"退出"``, ``"递补"``, ``"空缺"`` or ``"回避"``, by whom and why. Raises UsageError."""
    from ..app import select as app
    from ..errors import UsageError
    from ..selection.deciding import Word
    from ..selection.model import DecisionKind

    key = key_of(DECISION, kind)
    if key not in DECISION:
        raise UsageError("unknown_decision", f"没有“{kind}”这种决定。可用：{'、'.join(DECISION.values())}。")
    word = Word(kind=DecisionKind(key), companies=tuple(companies), by=by, why=why, expert=expert, step=step)
    return SelectResult(app.decide(os.fspath(folder), word))


@public
def select_announce(
    folder: PathLike, *, settings: Mapping[str, str] | None = None, profile: PathLike = ""
) -> SelectResult:
    """Write 综合评议表 and 公示. Raises LetterError while anything is open."""
    from ..app import select as app

    return SelectResult(app.announce(os.fspath(folder), settings=dict(settings or {}), profile=os.fspath(profile)))


@public
def select_show(folder: PathLike, company: str = "") -> SelectShowResult:
    """The selection as it stands, and one enterprise's way through it; nothing is written. Raises InputRefused, UsageError."""
    from ..app import select as app
    from ..selection.deciding import applicant_named

    standing = app.show(os.fspath(folder))
    return SelectShowResult(standing, applicant_named(standing, company) if company else None)
