"""trace takes a cell, a row's number or a name, and finds a source that was renamed or moved by its bytes."""

from __future__ import annotations

from pathlib import Path

import pytest
from summary.running import hubei, run

from xltools.app.trace import trace
from xltools.errors import UsageError
from xltools.reports.trace import trace_text
from xltools.summary.lineage import read_lineage


@pytest.fixture
def city(tmp_path: Path) -> Path:
    out = tmp_path / "汇总.xlsx"
    run(list(hubei(tmp_path / "区")), out, "city")
    return out


def test_a_row_is_asked_for_by_its_number_or_a_name_in_it(city: Path) -> None:
    first = read_lineage(city)[0]
    assert first.row is not None
    for asked in (str(first.row), first.values["enterprise"], first.values["credit_code"], first.values["project"][:6]):
        document = trace(str(city), asked)
        assert [row["key"] for row in document["rows"]] == [first.key], asked
        assert document["proved"]
    assert len(trace(str(city), "江岸区")["rows"]) == 2
    assert "第 5 行" in trace_text(trace(str(city), "5"))


@pytest.mark.parametrize("asked", ["4", "999", "99999999999999999999", "没有的企业", "A4"])
def test_what_is_no_row_is_said(city: Path, asked: str) -> None:
    with pytest.raises(UsageError) as fault:
        trace(str(city), asked)
    assert "行号" in fault.value.message


def test_a_renamed_source_is_found_by_its_bytes(city: Path, tmp_path: Path) -> None:
    old = tmp_path / "区" / "hubei-2022" / "1-江岸区.xlsx"
    new = tmp_path / "归档" / "江岸（第一轮）.xlsx"
    new.parent.mkdir()
    old.rename(new)
    document = trace(str(city), "C5")
    assert document["proved"]
    assert {(file["state"], file["found_as"]) for file in document["files"]} == {("same", "归档/江岸（第一轮）.xlsx")}
    assert "现名 归档/江岸（第一轮）.xlsx" in trace_text(document)
    new.unlink()
    assert [file["state"] for file in trace(str(city), "C5")["files"]] == ["missing"]
