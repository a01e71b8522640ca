"""Findings with what people answered to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from ..findings import FileReport, Finding, FindingAnswer, Report
from ..forms.inputs import Input, Inputs
from .explanations import Explained, Explanation, explanations_in, of_file
from .waivers import Waiver, waived

Clock = Callable[[str], str]
"""Path of a file -> the ISO day on which it was saved last; empty where nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Everything that was answered, and the day on which waivers must hold."""

    explained: Explained = field(default_factory=lambda: Explained(()))
    waivers: tuple[Waiver, ...] = ()
    today: date = date.max

    def to(self, finding: Finding, path: str, unit: str) -> FindingAnswer | None:
        """A waiver goes before an explanation: it lifts errors, too."""
        return waived(finding, unit, self.waivers, self.today) or self.explained.answer(finding, path)

    @property
    def expired(self) -> tuple[Waiver, ...]:
        return tuple(one for one in self.waivers if not one.holds(self.today))


def explanations_among(inputs: Inputs, saved: Clock) -> list[Explanation]:
    """What was written in marked copies and findings workbooks that lie among the inputs."""
    found: list[Explanation] = []
    for file in inputs.files:
        if file.book is None:
            continue
        lines = explanations_in(file.book, who=_sender(file), when=saved(file.path))
        found.extend(of_file(lines, file.path) if file.tables else lines)
    return found


def _sender(file: Input) -> str:
    return next((table.submitter for table in file.tables if table.submitter), "")


def answered_report(report: Report, answers: Answers, unit_of: Callable[[FileReport], str] | None = None) -> Report:
    """The report with every answer beside its finding. `unit_of`: whose a file is; by its own word when None."""
    files = tuple(
        replace(
            file, findings=answered(file.findings, answers, file.path, unit_of(file) if unit_of else file.submitter)
        )
        for file in report.files
    )
    return replace(report, files=files)


def answered(findings: Iterable[Finding], answers: Answers, path: str, unit: str) -> tuple[Finding, ...]:
    return tuple(
        replace(finding, answer=answer) if (answer := answers.to(finding, path, unit)) is not None else finding
        for finding in findings
    )
