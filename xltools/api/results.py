"""The results, one class a call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from ..documents.application import PackageDocument
from ..documents.findings import LetterDocument, ReportDocument
from ..documents.handin import ReceiveDocument
from ..documents.ledger import LedgerDocument, PivotDocument
from ..documents.summary import InspectDocument, MergeDocument, TraceDocument, TraceRow
from ..findings import FileReport, Finding, Report, Severity, count
from ..forms.values import Period, Unreadable
from .boundary import PathLike, public
from .result import Record, Result

if TYPE_CHECKING:
    from ..app.letter import LetterOutcome
    from ..application.model import Item, PackageReport
    from ..forms.inputs import Input
    from ..forms.table import Table
    from ..ledger import EnterpriseTotal, Ledger, LedgerRow
    from ..register.arrivals import AddOutcome
    from ..register.batch import BatchOutcome, BatchUnit
    from ..reports.pivot import Pivot
    from ..rules.checking import Checked
    from ..summary.model import FileReceipt, Merged

_FINDING: tuple[str, ...] = (
    "path", "sheet", "cell", "rule", "severity", "column", "value", "expected", "message", "fix", "basis",
)  # fmt: skip


def _finding_record(finding: Finding) -> Record:
    from ..reports.json import finding_json

    return {**finding_json(finding), "path": finding.path}


class _Findings(Result[ReportDocument]):
    """A report: files and findings."""

    __slots__ = ()
    columns = _FINDING

    @property
    def _report(self) -> Report:
        raise NotImplementedError

    @property
    def ok(self) -> bool:
        return self._report.clean

    @property
    def files(self) -> tuple[FileReport, ...]:
        """The verdict on each file; `refusal` says why one could not be read."""
        return self._report.files

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, each with the file it is of."""
        return tuple(replace(finding, path=file.path) for file in self.files for finding in file.findings)

    @property
    def errors(self) -> int:
        """Errors that are not waived."""
        return self._report.count(Severity.ERROR)

    @property
    def warnings(self) -> int:
        return self._report.count(Severity.WARNING)

    @property
    def refused(self) -> tuple[FileReport, ...]:
        """The files that could not be read."""
        return tuple(file for file in self.files if file.refusal is not None)

    def _inputs(self) -> Iterable[str]:
        return self._report.paths

    def _subject(self, form: str) -> tuple[Any, ...]:  # noqa: ARG002 - one report for all forms
        return (self._report,)

    def _records(self) -> Iterator[Record]:
        return map(_finding_record, self.findings)


@dataclass(frozen=True, slots=True, repr=False)
class ValidateResult(_Findings):
    """`validate`, and `check_book` for an open workbook."""

    command: ClassVar[str] = "validate"
    _checked: Checked

    @property
    def _report(self) -> Report:
        return self._checked.report

    def _subject(self, form: str) -> tuple[Any, ...]:
        from ..app.validate import with_rows

        return (with_rows(self._checked) if form == "html" else self._report,)


@dataclass(frozen=True, slots=True, repr=False)
class LetterCheckResult(_Findings):
    """`check_letter`."""

    command: ClassVar[str] = "check-letter"
    _checked: Report

    @property
    def _report(self) -> Report:
        return self._checked


@dataclass(frozen=True, slots=True, repr=False)
class TotalResult(Result[LedgerDocument]):
    """`total`. Amounts in 元."""

    command: ClassVar[str] = "total"
    columns: ClassVar[tuple[str, ...]] = (
        "file", "sheet", "row", "cell", "enterprise", "name", "category", "amount", "first", "last", "verdict", "reason",
    )  # fmt: skip
    _ledger: Ledger
    _report: Report

    @property
    def ok(self) -> bool:
        return self._report.clean and self._ledger.sure

    @property
    def counted(self) -> Decimal:
        return self._ledger.counted

    @property
    def undecided(self) -> Decimal:
        return self._ledger.undecided

    @property
    def not_counted(self) -> Decimal:
        return self._ledger.not_counted

    @property
    def floor(self) -> Decimal:
        """The least investment that the notice asks for."""
        return self._ledger.floor

    @property
    def meets_floor(self) -> bool | None:
        """None while it cannot be decided."""
        return self._ledger.meets_floor

    @property
    def window(self) -> tuple[date, date]:
        """First and last day, both counted."""
        return self._ledger.start, self._ledger.end

    @property
    def enterprises(self) -> tuple[EnterpriseTotal, ...]:
        return self._ledger.enterprises

    @property
    def by_category(self) -> Mapping[str, Decimal]:
        return dict(self._ledger.by_category)

    @property
    def rows(self) -> tuple[LedgerRow, ...]:
        """Every investment row with its verdict and the reason."""
        return self._ledger.rows

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self._ledger.findings

    @property
    def refused(self) -> tuple[FileReport, ...]:
        """The files that could not be read: their amounts are in no sum."""
        return tuple(file for file in self._report.files if file.refusal is not None)

    def _inputs(self) -> Iterable[str]:
        return self._report.paths

    def _subject(self, form: str) -> tuple[Any, ...]:  # noqa: ARG002 - one ledger for all forms
        return (self._ledger,)

    def _records(self) -> Iterator[Record]:
        for row in self.rows:
            first, last = row.period or (None, None)
            yield {
                "file": row.file, "sheet": row.sheet, "row": row.row, "cell": row.cell, "enterprise": row.enterprise,
                "name": row.name, "category": row.category, "amount": row.amount, "first": first, "last": last,
                "verdict": row.verdict.value, "reason": row.reason,
            }  # fmt: skip


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
class PivotResult(Result[PivotDocument]):
    """`pivot`: the frame has the row names first and the margins last."""

    command: ClassVar[str] = "pivot"
    _pivot: Pivot
    _paths: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return True

    @property
    def columns(self) -> tuple[str, ...]:  # type: ignore[override]  # here the table decides, not the class
        return (self._pivot.row_heading, *self._pivot.columns)

    def _inputs(self) -> Iterable[str]:
        return self._paths

    def _subject(self, form: str) -> tuple[Any, ...]:  # noqa: ARG002 - one table for all forms
        return (self._pivot,)

    def _records(self) -> Iterator[Record]:
        for name, cells in zip(self._pivot.rows, self._pivot.cells, strict=True):
            yield dict(zip(self.columns, (name, *cells), strict=True))


@dataclass(frozen=True, slots=True, repr=False)
class LetterResult(Result[LetterDocument]):
    """`letter`: the letters written, and what is still to be filled in."""

    command: ClassVar[str] = "letter"
    columns: ClassVar[tuple[str, ...]] = _FINDING
    _outcome: LetterOutcome

    @property
    def ok(self) -> bool:
        return not self._outcome.errors

    @property
    def paths(self) -> tuple[Path, ...]:
        return tuple(self._outcome.paths)

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(self._outcome.findings)

    def _inputs(self) -> Iterable[str]:
        return map(str, self.paths)

    def _subject(self, form: str) -> tuple[Any, ...]:  # noqa: ARG002 - one outcome for all forms
        return (self._outcome,)

    def _records(self) -> Iterator[Record]:
        return map(_finding_record, self.findings)


@dataclass(frozen=True, slots=True, repr=False)
class PackageResult(Result[PackageDocument]):
    """`package`: one enterprise's folder against the list of materials."""

    command: ClassVar[str] = "package"
    columns: ClassVar[tuple[str, ...]] = ("key", "title", "required", "state", "files", "errors", "warnings", "basis")
    _report: PackageReport

    @property
    def ok(self) -> bool:
        return bool(self._report.files) and self._report.complete

    @property
    def enterprise(self) -> str:
        return self._report.enterprise

    @property
    def items(self) -> tuple[Item, ...]:
        return self._report.items

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self._report.findings

    @public
    def write_receipt(self, path: PathLike, *, signed: bool = False, force: bool = False) -> Path:
        """The self-check receipt (自检回执), .html or .json by its name. Raises OutputFault."""
        from ..app.package import write_receipt

        write_receipt(self._report, str(path), force=force, signed=signed)
        return Path(path)

    def _inputs(self) -> Iterable[str]:
        return self._report.paths

    def _subject(self, form: str) -> tuple[Any, ...]:  # noqa: ARG002 - one report for all forms
        return (self._report,)

    def _records(self) -> Iterator[Record]:
        for item in self.items:
            yield {
                "key": item.material.key, "title": item.title, "required": item.material.required, "state": item.state.value,
                "files": len(item.files), "errors": count(item.findings, Severity.ERROR),
                "warnings": count(item.findings, Severity.WARNING), "basis": item.material.basis,
            }  # fmt: skip


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
