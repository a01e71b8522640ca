"""Explanations (审核说明) typed on the page: they become the same explanations that a marked copy carries."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date

from ..answers.answering import Answers, answered_report
from ..answers.explanations import Explained, Explanation
from ..findings import FileReport, Finding, Report
from ..reports.grouping import Group


def loaded(text: str) -> list[Explanation]:
    """What the page keeps between checks."""
    return [Explanation(**one) for one in json.loads(text)]


def dumped(explanations: Sequence[Explanation]) -> list[dict[str, str]]:
    return [asdict(one) for one in explanations]


def explained(report: Report, explanations: Sequence[Explanation]) -> Report:
    """The report with what was typed beside its findings."""
    return answered_report(report, Answers(explained=Explained(explanations))) if explanations else report


def typed(before: Sequence[Explanation], file: FileReport, group: Group, text: str) -> list[Explanation]:
    """The explanations after somebody typed `text` beside a line; an empty text takes the line's back."""
    new = [
        Explanation(
            file=file.path, sheet=one.sheet, cell=one.cell, rule=one.rule, value=one.value, text=text,
            who=file.submitter, when=date.today().isoformat(),
        )
        for one in _members(file, group)
    ]  # fmt: skip
    places = {_place(one) for one in new}
    kept = [one for one in before if _place(one) not in places]
    return [*kept, *new] if text else kept


def _members(file: FileReport, group: Group) -> Iterator[Finding]:
    first, cells = group.first, set(group.cells) or {(group.first.sheet, "")}
    for one in file.findings:
        if one.rule == first.rule and one.message == first.message and (one.sheet, one.cell) in cells:
            yield one


def _place(one: Explanation) -> tuple[str, str, str, str]:
    return one.file, one.sheet, one.cell, one.rule
