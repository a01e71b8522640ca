"""The filled submissions that were made by a program which knows nothing of this code."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from xltools.app.merge import MergeOptions, merge
from xltools.app.total import total
from xltools.app.trace import trace
from xltools.app.validate import validate
from xltools.findings import Severity
from xltools.forms.inputs import Request

NOTICES = {"investment": "wuhan-2025", "summary": "hubei-2022"}


def truth(folder: Path) -> Any:
    return json.loads((folder / "truth.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("part", NOTICES)
def test_clean_submissions_have_no_error_on_a_data_cell(shared_inputs: Path, part: str) -> None:
    report = validate(Request(paths=(str(shared_inputs / "clean" / NOTICES[part]),), notice=NOTICES[part])).report
    errors = [
        f for file in report.files for f in file.findings if f.severity is Severity.ERROR and f.kind != "threshold"
    ]
    assert errors == []
    assert report.refused == 0


@pytest.mark.parametrize("part", NOTICES)
def test_every_planted_mistake_is_found_at_one_of_its_cells(shared_inputs: Path, part: str) -> None:
    base = shared_inputs / "dirty"
    report = validate(Request(paths=(str(base / NOTICES[part]),), notice=NOTICES[part])).report
    found = {file.path: file for file in report.files}
    twins = {(place.path, place.cell) for file in report.files for f in file.findings for place in f.related}
    for entry in truth(base)[part]:
        path = str(base / entry["file"])
        cells = {cell for f in found[path].findings if f.severity is not Severity.INFO for cell in f.cells}
        for kind, *places in entry["mistakes"]:
            hit = any(place in cells or (path, place) in twins for place in places)
            assert hit, (entry["file"], kind, places)


@pytest.mark.parametrize("part", NOTICES)
def test_without_a_named_notice_each_file_is_recognised(shared_inputs: Path, part: str) -> None:
    report = validate(Request(paths=(str(shared_inputs / "clean" / NOTICES[part]),))).report
    assert {file.notice for file in report.files} == {NOTICES[part]}


@pytest.mark.parametrize("quality", ["clean", "dirty"])
def test_the_ledger_equals_the_truth_row_by_row(shared_inputs: Path, quality: str) -> None:
    base = shared_inputs / quality
    for entry in truth(base)["investment"]:
        ledger, _ = total(Request(paths=(str(base / entry["file"]),), notice="wuhan-2025"))
        rows = {row.row: row for row in ledger.rows}
        assert sorted(rows) == [expected["row"] for expected in entry["rows"]]
        for expected in entry["rows"]:
            row = rows[expected["row"]]
            if expected["verdict"] != "any":
                assert row.verdict.value == expected["verdict"], (entry["file"], row)
                assert row.amount is None or row.amount == Decimal(expected["amount"])
        if entry["exact"]:
            sums = (ledger.counted, ledger.undecided, ledger.not_counted)
            assert sums == tuple(Decimal(entry[key]) for key in ("counted", "undecided", "outside"))


def test_the_summary_holds_every_row_of_every_district_in_order(shared_inputs: Path, tmp_path: Path) -> None:
    folder = shared_inputs / "clean" / "hubei-2022"
    out = tmp_path / "汇总.xlsx"
    request = Request(paths=(str(folder),), notice="hubei-2022")
    outcome = merge(request, MergeOptions(out=str(out)))
    assert outcome.merged.balanced
    for entry in truth(shared_inputs / "clean")["summary"]:
        expected = [(row["category"], row["uscc"]) for row in entry["rows"]]
        name = Path(entry["file"]).name
        mine = [row for row in outcome.merged.rows if row.hops[-1].path.endswith(name)]
        assert [(row.block, row.values["credit_code"]) for row in mine] == expected
        assert [row.hops[-1].row for row in mine] == [row["row"] for row in entry["rows"]]
    first = out.read_bytes()
    merge(request, MergeOptions(out=str(out)))
    assert out.read_bytes() == first, "a second run gives the same bytes"
    way = trace(str(out), "C6")["rows"][0]
    assert way["source_cell"]
    assert way["hops"][0]["path"].endswith((".xls", ".xlsx", ".docx"))
