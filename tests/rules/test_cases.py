"""Every kind against its case file: what passes, what fails, at which cell, how severely.

The case files say why; every word and place of what is found stands in tests/golden/rules.txt: after a change that is
meant, run `pytest tests/rules/test_cases.py --update-golden` and read the difference.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from rule_cases import Case, CaseFile, findings_of, matches, notice_of, read_cases, shown

from xltools.findings import Finding
from xltools.rules import KINDS

FOLDER = Path(__file__).resolve().parent / "cases"
FILES = {path.stem: read_cases(path) for path in sorted(FOLDER.glob("*.md"))}
CASES = [(file, case) for file in FILES.values() for case in file.cases]


def test_every_kind_has_a_case_file_with_passes_and_failures() -> None:
    assert set(FILES) == set(KINDS)
    for file in FILES.values():
        assert {case.passes for case in file.cases} == {True, False}, file.kind


@pytest.mark.parametrize(("file", "case"), CASES, ids=[str(case) for _, case in CASES])
def test_case(
    file: CaseFile,
    case: Case,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    golden_part: Callable[[str, str, str], None],
) -> None:
    monkeypatch.setenv("XLTOOLS_WORKBOOKS", str(tmp_path))
    notice = notice_of(file, tmp_path)
    found = findings_of(case, notice, tmp_path / "submitted")
    said = "\n".join(f"{shown(case, finding)} {finding.message}" for finding in found) or "nothing"
    assert matches(case, found), f"expected:\n{case.expected}\nfound:\n{said}"
    for finding in found:
        assert finding.message, finding
        assert finding.basis, finding
        assert finding.rule.startswith("附件") or finding.kind == file.kind or finding.kind in KINDS
    if found:
        golden_part("rules.txt", str(case), "".join(f"{_whole(case, finding)}\n" for finding in found))


def _whole(case: Case, finding: Finding) -> str:
    """All that a finding says but its basis."""
    rule, cells, severity = shown(case, finding)
    beside = " ".join(f"{place.path}!{place.cell}" for place in finding.related)
    return f"{severity} {rule} {' '.join(cells)} [{finding.column}] “{finding.value}”→“{finding.expected}” {finding.message} {beside}".rstrip()
