"""Results about a summary and what it is made of: the receipt, the way of a row, one file as read, repaired copies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from ..documents.summary import InspectDocument, MergeDocument, RepairsDocument, TraceDocument, TraceRow
from ..findings import Finding
from ..forms.values import Period, Unreadable
from .result import Record, Result

if TYPE_CHECKING:
    from ..forms.inputs import Input
    from ..forms.table import Table
    from ..register.arrived import AddOutcome
    from ..repairs.applying import RepairOutcome
    from ..repairs.suggesting import Repair
    from ..summary.model import FileReceipt, Merged


@dataclass(frozen=True, slots=True, repr=False)
class MergeResult(Result[MergeDocument]):
    """`merge`: the receipt. Sums by column key, amounts in 元."""

    command: ClassVar[str] = "merge"
    _merged: Merged
    out: Path
    written: bool
    """False only where `strict` forbade it."""
    _added: AddOutcome | None = None

    @property
    def ok(self) -> bool:
        return self._merged.clean

    @property
    def files(self) -> tuple[FileReceipt, ...]:
        return self._merged.files

    @property
    def rows_in(self) -> int:
        return self._merged.rows_in

    @property
    def rows_out(self) -> int:
        return self._merged.rows_out

    @property
    def sums_in(self) -> Mapping[str, Decimal]:
        return dict(self._merged.sums_in)

    @property
    def sums_out(self) -> Mapping[str, Decimal]:
        """As read back from the file that was written."""
        return dict(self._merged.sums_out)

    @property
    def balanced(self) -> bool:
        return self._merged.balanced

    @property
    def missing(self) -> tuple[str, ...]:
        """Offices that have not handed in."""
        return self._merged.missing

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self._merged.findings

    @property
    def columns(self) -> tuple[str, ...]:  # type: ignore[override]  # here the form decides, not the class
        """The row's key, office, source file, sheet and row, then the form's columns by their keys."""
        return ("key", "office", "file", "sheet", "row", *self._merged.rows.columns)

    def _inputs(self) -> Iterable[str]:
        return (file.path for file in self.files)

    def _subject(self, form: str) -> tuple[Any, ...]:  # noqa: ARG002 - one receipt for all forms
        return self._merged, str(self.out), self._added

    def _records(self) -> Iterator[Record]:
        for row in self._merged.rows:
            hop = row.hops[-1]
            values = {key: _plain(value) for key, value in row.values.items()}
            yield {"key": row.key, "office": row.office, "file": hop.path, "sheet": hop.sheet, "row": hop.row, **values}


def _plain(value: object) -> object:
    """Days as dates, longer spans and what cannot be read as their text."""
    if isinstance(value, Period):
        return value.start if value.is_day else str(value)
    return value.raw if isinstance(value, Unreadable) else value


@dataclass(frozen=True, slots=True, repr=False)
class TraceResult(Result[TraceDocument]):
    """`trace`: the rows and steps are those of the document."""

    command: ClassVar[str] = "trace"
    columns: ClassVar[tuple[str, ...]] = ("row", "office", "column", "path", "sheet", "source_row", "source_cell", "value", "proof")
    _document: TraceDocument

    @property
    def ok(self) -> bool:
        return not self._document["changed"]

    @property
    def proved(self) -> bool:
        """Every value asked for was found at its source."""
        return self._document["proved"]

    @property
    def rows(self) -> list[TraceRow]:
        return self._document["rows"]

    def _inputs(self) -> Iterable[str]:
        return (self._document["path"],)

    def _subject(self, form: str) -> tuple[Any, ...]:  # noqa: ARG002 - one document for all forms
        return (self._document,)

    def _records(self) -> Iterator[Record]:
        yield from self.rows


@dataclass(frozen=True, slots=True, repr=False)
class InspectResult(Result[InspectDocument]):
    """`inspect`: one file as it was read. The frame holds the data rows of the forms that were recognised."""

    command: ClassVar[str] = "inspect"
    _file: Input

    @property
    def ok(self) -> bool:
        return self._file.refusal is None

    @property
    def columns(self) -> tuple[str, ...]:  # type: ignore[override]  # here the forms decide, not the class
        """Sheet and row, then the forms' columns by their keys."""
        keys = (key for table in self._file.tables for key in table.columns)
        return ("sheet", "row", *dict.fromkeys(keys))

    def _inputs(self) -> Iterable[str]:
        return (self._file.path,)

    def _subject(self, form: str) -> tuple[Any, ...]:  # noqa: ARG002 - one file for all forms
        return (self._file,)

    def _records(self) -> Iterator[Record]:
        for table in self._file.tables:
            yield from _table_records(table)


def _table_records(table: Table) -> Iterator[Record]:
    for index, row in enumerate(table.rows):
        values = {key: _plain(column[index]) for key, column in table.columns.items()}
        yield {"sheet": table.sheet, "row": row, **values}


@dataclass(frozen=True, slots=True, repr=False)
class RepairResult(Result[RepairsDocument]):
    """`repair`: what was changed, in which copies."""

    command: ClassVar[str] = "repair"
    columns: ClassVar[tuple[str, ...]] = ("path", "sheet", "cell", "column", "kind", "before", "after")
    _outcome: RepairOutcome

    @property
    def ok(self) -> bool:
        return True

    @property
    def repairs(self) -> tuple[Repair, ...]:
        return tuple(self._outcome.repairs)

    @property
    def written(self) -> tuple[str, ...]:
        return tuple(self._outcome.written)

    def _inputs(self) -> Iterable[str]:
        return (one.path for one in self._outcome.repairs)

    def _subject(self, form: str) -> tuple[Any, ...]:  # noqa: ARG002 - one outcome for all forms
        return (self._outcome,)

    def _records(self) -> Iterator[Record]:
        yield from self.to_dict()["repairs"]
