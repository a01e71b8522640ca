"""One cause, one finding, at the cell to correct."""

from __future__ import annotations

from xltools.findings import Finding, Severity
from xltools.forms.noticed import without_echoes


def finding(rule: str, kind: str, *cells: str, severity: Severity = Severity.ERROR) -> Finding:
    return Finding(rule=rule, kind=kind, severity=severity, sheet="附件6", cells=cells, message="…")


def test_formulas_without_results_are_one_finding_as_grave_as_what_they_hide() -> None:
    note = finding("no_cached_value", "reading", "L7", "L9", severity=Severity.WARNING)
    made = without_echoes([note, finding("totals", "totals", "L9"), finding("附件6.gross.type", "type", "L7")])
    assert [(one.rule, one.severity, one.cells) for one in made] == [("no_cached_value", Severity.ERROR, ("L7", "L9"))]


def test_a_formula_that_nobody_needs_stays_a_warning_beside_what_has_another_cause() -> None:
    note = finding("no_cached_value", "reading", "Z9", severity=Severity.WARNING)
    other = finding("totals", "totals", "L9")
    assert without_echoes([note, other]) == [note, other]
