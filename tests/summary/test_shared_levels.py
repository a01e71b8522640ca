"""The filled submissions kept beside the checkout, through all levels: validate, total, merge, merge again, figures."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from summary.running import run

from xltools.app.letter import figures_of
from xltools.app.total import total
from xltools.app.trace import trace
from xltools.app.validate import validate
from xltools.forms.inputs import Request
from xltools.summary.lineage import read_lineage


@pytest.mark.parametrize("kind", ["clean", "dirty"])
def test_hubei_from_the_districts_to_the_province(kind: str, shared_inputs: Path, tmp_path: Path) -> None:
    source = shared_inputs / kind / "hubei-2022"
    report = validate(Request(paths=(str(source),), notice="hubei-2022")).report
    assert len(report.files) == 13
    truth = json.loads((shared_inputs / kind / "truth.json").read_text(encoding="utf-8"))
    rows = sum(len(entry["rows"]) for entry in truth["summary"])
    city, province = tmp_path / "市" / "汇总.xlsx", tmp_path / "省" / "汇总.xlsx"
    first = run(source, city, "city", notice="hubei-2022").merged
    second = run(city, province, "province").merged
    assert (first.rows_out, second.rows_out, first.balanced, second.balanced) == (rows, rows, True, True)
    top = read_lineage(province)
    assert [len(row.hops) for row in top.rows] == [2] * rows
    told = trace(str(province))
    assert not told["changed"]
    assert len(told["files"]) == 14
    assert all(entry["hops"][0]["level"] == "district" for entry in told["rows"])
    assert figures_of(str(province), "hubei-2022")[0].total == rows


def test_wuhan_from_the_enterprises_to_the_city(shared_inputs: Path, tmp_path: Path) -> None:
    source = shared_inputs / "clean" / "wuhan-2025"
    counted = total(Request(paths=(str(source),), notice="wuhan-2025"))[0].counted
    districts = []
    for folder in sorted(path for path in source.iterdir() if path.is_dir()):
        districts.append(tmp_path / folder.name / "附件6汇总.xlsx")
        merged = run(folder, districts[-1], "district", notice="wuhan-2025", attachment="附件6").merged
        assert merged.balanced
    city = tmp_path / "市" / "附件6汇总.xlsx"
    merged = run(districts, city, "city", notice="wuhan-2025", attachment="附件6").merged
    assert merged.balanced
    assert len({row.office for row in merged.rows}) == len(districts)
    ledger, _ = total(Request(paths=(str(city),), notice="wuhan-2025"))
    assert (ledger.counted, len(ledger.enterprises)) == (counted, 9)
    assert counted > Decimal(0)
    origin = trace(str(city), f"B{read_lineage(city).rows[0].row}")["rows"][0]["hops"][0]
    assert Path(origin["path"]).name.startswith("附件6-武汉示例")


def test_wuhan_roll_up_of_what_was_handed_in(shared_inputs: Path, tmp_path: Path) -> None:
    source = shared_inputs / "clean" / "wuhan-2025"
    out = tmp_path / "附表.xlsx"
    merged = run(source, out, attachment="rollup", notice="wuhan-2025").merged
    ledger = total(Request(paths=(str(source),), notice="wuhan-2025"))[0]
    assert merged.rows_out == 9
    assert merged.sums_out["invest_counted"] == ledger.counted
    assert {row.notes for row in merged.rows} == {("缺附件1、附件2或附件4、附件3或附件5、附件7",)}
