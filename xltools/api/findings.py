"""Results that are findings: of files, of letters, of letters just written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from ..documents.findings import LetterDocument, ReportDocument
from ..findings import FileReport, Finding, Report, Severity
from .result import Record, Result

if TYPE_CHECKING:
    from ..app.letter import LetterOutcome
    from ..rules.checking import Checked


FINDING_COLUMNS: tuple[str, ...] = (
    "path", "sheet", "cell", "rule", "severity", "column", "value", "expected", "message", "fix", "basis",
)  # fmt: skip


def finding_record(finding: Finding) -> Record:
    from ..reports.json import finding_json

    return {**finding_json(finding), "path": finding.path}


class _Findings(Result[ReportDocument]):
    """A report: files and findings."""

    __slots__ = ()
    columns = FINDING_COLUMNS

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
        return map(finding_record, self.findings)


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
class LetterResult(Result[LetterDocument]):
    """`letter`: the letters written, and what is still to be filled in."""

    command: ClassVar[str] = "letter"
    columns: ClassVar[tuple[str, ...]] = FINDING_COLUMNS
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
        return map(finding_record, self.findings)
