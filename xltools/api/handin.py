"""Results of a receiving office: a folder, the hand-in register."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from ..documents.handin import DifferencesDocument, HandinAddDocument, HandinStatusDocument, ReceiveDocument
from ..findings import Severity
from ..register.model import State
from .result import Record, Result

if TYPE_CHECKING:
    from ..register.arrived import AddOutcome
    from ..register.batch import BatchOutcome, BatchUnit
    from ..register.model import Difference, Register, UnitStanding


@dataclass(frozen=True, slots=True, repr=False)
class ReceiveResult(Result[ReceiveDocument]):
    """`receive`: a receiving office's folder, unit by unit."""

    command: ClassVar[str] = "receive"
    columns: ClassVar[tuple[str, ...]] = (
        "name", "district", "state", "round", "late_days", "errors", "warnings", "counted", "undecided", "meets_floor",
    )  # fmt: skip
    _outcome: BatchOutcome
    out: Path
    """The folder of everything that was written."""

    @property
    def ok(self) -> bool:
        return self._outcome.batch.clean

    @property
    def units(self) -> tuple[BatchUnit, ...]:
        return self._outcome.batch.units

    @property
    def missing(self) -> tuple[str, ...]:
        """Who has not handed in."""
        return self._outcome.batch.missing

    @property
    def written(self) -> tuple[str, ...]:
        return tuple(self._outcome.written)

    def to_html(self) -> str:
        """The overview that was written (收件概览.html)."""
        from ..app.receive_outputs import OVERVIEW_PAGE

        return (self.out / OVERVIEW_PAGE).read_text(encoding="utf-8")

    def _inputs(self) -> Iterable[str]:
        return (file.path for unit in self.units for file in unit.files)

    def _subject(self, form: str) -> tuple[Any, ...]:  # noqa: ARG002 - one outcome for all forms
        return (self._outcome,)

    def _records(self) -> Iterator[Record]:
        for unit in self.units:
            total = unit.total
            yield {
                "name": unit.name, "district": unit.district, "state": unit.state.value, "round": unit.rounds,
                "late_days": unit.late_days, "errors": unit.count(Severity.ERROR), "warnings": unit.count(Severity.WARNING),
                "counted": total and total.counted, "undecided": total and total.undecided,
                "meets_floor": total and total.meets_floor,
            }  # fmt: skip


@dataclass(frozen=True, slots=True, repr=False)
class HandinAddResult(Result[HandinAddDocument]):
    """`handin_add`: what became of each file."""

    command: ClassVar[str] = "handin add"
    columns: ClassVar[tuple[str, ...]] = (
        "path", "unit", "attachment", "arrival", "round", "late_days", "errors", "message",
    )  # fmt: skip
    _outcome: AddOutcome

    @property
    def ok(self) -> bool:
        return self._outcome.clean

    @property
    def opened(self) -> bool:
        """Whether the register is new."""
        return self._outcome.opened

    def _inputs(self) -> Iterable[str]:
        return (self._outcome.register.path, *(one.path for one in self._outcome.arrived))

    def _subject(self, form: str) -> tuple[Any, ...]:  # noqa: ARG002 - one outcome for all forms
        return (self._outcome,)

    def _records(self) -> Iterator[Record]:
        yield from self.to_dict()["arrived"]


@dataclass(frozen=True, slots=True, repr=False)
class HandinStatusResult(Result[HandinStatusDocument]):
    """`handin_status`: unit by unit."""

    command: ClassVar[str] = "handin status"
    columns: ClassVar[tuple[str, ...]] = ("unit", "expected", "state", "lacking", "rounds", "late_days", "errors")
    _register: Register

    @property
    def ok(self) -> bool:
        from ..reports.register import outstanding

        return not outstanding(self._register)

    @property
    def units(self) -> tuple[UnitStanding, ...]:
        return self._register.units

    @property
    def missing(self) -> tuple[str, ...]:
        """Who has not handed in."""
        return tuple(unit.unit for unit in self.units if unit.state is State.MISSING)

    def _inputs(self) -> Iterable[str]:
        return (self._register.path,)

    def _subject(self, form: str) -> tuple[Any, ...]:  # noqa: ARG002 - one register for all forms
        return (self._register,)

    def _records(self) -> Iterator[Record]:
        for unit in self.units:
            standings = unit.attachments.values()
            yield {
                "unit": unit.unit, "expected": unit.expected, "state": unit.state.value, "lacking": "、".join(unit.lacking),
                "rounds": max((len(one.rounds) for one in standings), default=0),
                "late_days": max((one.late_days for one in standings), default=0),
                "errors": sum(one.current.errors for one in standings),
            }  # fmt: skip


@dataclass(frozen=True, slots=True, repr=False)
class HandinDiffResult(Result[DifferencesDocument]):
    """`handin_diff`: what a unit changed when it handed in again, cell by cell."""

    command: ClassVar[str] = "handin diff"
    columns: ClassVar[tuple[str, ...]] = (
        "unit", "attachment", "round", "kind", "row", "column", "before", "after", "before_cell", "after_cell", "other",
    )  # fmt: skip
    _register: str
    _differences: tuple[Difference, ...]

    @property
    def ok(self) -> bool:
        return True

    @property
    def differences(self) -> tuple[Difference, ...]:
        """One for each attachment."""
        return self._differences

    def _inputs(self) -> Iterable[str]:
        return (self._register,)

    def _subject(self, form: str) -> tuple[Any, ...]:  # noqa: ARG002 - the same differences for all forms
        return self._register, self._differences

    def _records(self) -> Iterator[Record]:
        for one in self.to_dict()["differences"]:
            whose = {"unit": one["unit"], "attachment": one["attachment"], "round": one["round"]}
            yield from ({**whose, **change} for change in one["changes"])
