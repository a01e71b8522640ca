"""On sound submissions there is no warning that asks nobody to do anything, and little else."""

from __future__ import annotations

from pathlib import Path

import pytest

from xltools.app.validate import validate
from xltools.findings import Severity
from xltools.forms.inputs import Request

BELOW = ("floor", "one-version")
"""A floor that the rows do not surely reach is no noise."""


@pytest.mark.parametrize(("notice", "most"), [("hubei-2022", 1), ("wuhan-2025", 4)])
def test_no_warning_and_little_else_on_clean_inputs(shared_inputs: Path, notice: str, most: int) -> None:
    """An 附件6: what lies outside the window (one note a spell of rows), texts that are numbers (one a file), the floor."""
    report = validate(Request(paths=(str(shared_inputs / "clean" / notice),))).report
    said = [finding for file in report.files for finding in file.findings]
    warnings = [(f.path, f.rule, f.message) for f in said if f.severity is Severity.WARNING and f.rule not in BELOW]
    assert warnings == []
    assert max(len(file.findings) for file in report.files) <= most
    assert len(said) <= 3 * len(report.files)
