"""Every kind against its case file: what passes, what fails, at which cell, how severely."""

from __future__ import annotations

from pathlib import Path

import pytest
from rule_cases import Case, CaseFile, findings_of, matches, notice_of, read_cases, shown

from xltools.rules import KINDS

FOLDER = Path(__file__).resolve().parent / "cases"
FILES = {path.stem: read_cases(path) for path in sorted(FOLDER.glob("*.md"))}
CASES = [(file, case) for file in FILES.values() for case in file.cases]


def test_every_kind_has_a_case_file_with_passes_and_failures() -> None:
    assert set(FILES) == set(KINDS)
    for file in FILES.values():
        assert {case.passes for case in file.cases} == {True, False}, file.kind


@pytest.mark.parametrize(("file", "case"), CASES, ids=[str(case) for _, case in CASES])
def test_case(file: CaseFile, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XLTOOLS_WORKBOOKS", str(tmp_path))
    notice = notice_of(file, tmp_path)
    found = findings_of(case, notice, tmp_path / "submitted")
    said = "\n".join(f"{shown(case, finding)} {finding.message}" for finding in found) or "nothing"
    assert matches(case, found), f"expected:\n{case.expected}\nfound:\n{said}"
    for finding in found:
        assert finding.message, finding
        assert finding.basis, finding
        assert finding.rule.startswith("附件") or finding.kind == file.kind or finding.kind in KINDS
