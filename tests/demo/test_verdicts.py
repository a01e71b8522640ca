"""The invented submissions through the real thing: every planted mistake found, every row counted as it must be."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sheets

from xltools.app.merge import MergeOptions, merge
from xltools.app.total import total
from xltools.app.validate import validate
from xltools.demo.generate import generate
from xltools.findings import FileReport, Severity
from xltools.forms.inputs import Request

PARTS = {"investment": "wuhan-2025", "software": "wuhan-2025", "summary": "hubei-2022"}

pytestmark = pytest.mark.slow
"""The whole demo's submissions: what they show is held quickly by the rooms' own tests."""


@pytest.fixture(scope="module", params=[1, 2])
def seed(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def dirty(seed: int, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("dirty")
    return folder, generate(folder, seed=seed)


@pytest.fixture(scope="module")
def clean(seed: int, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("clean")
    return folder, generate(folder, seed=seed, mistakes=False)


def reports(folder: Path) -> dict[str, FileReport]:
    found: dict[str, FileReport] = {}
    for notice in sorted(set(PARTS.values())):
        report = validate(Request(paths=(str(folder / notice),), notice=notice)).report
        found |= {str(Path(file.path).relative_to(folder)): file for file in report.files}
    return found


def test_every_planted_mistake_is_found_at_one_of_its_cells(dirty: tuple[Path, dict[str, Any]]) -> None:
    folder, truth = dirty
    found = reports(folder)
    twins = {
        (str(Path(p.path).relative_to(folder)), p.cell) for f in found.values() for x in f.findings for p in x.related
    }
    for part in PARTS:
        for entry in truth[part]:
            file = found[entry["file"]]
            cells = {cell for finding in file.findings for cell in finding.cells}
            for kind, *places in entry["mistakes"]:
                assert any(place in cells or (entry["file"], place) in twins for place in places), (entry["file"], kind)


def test_clean_submissions_have_no_errors_but_the_floor(clean: tuple[Path, dict[str, Any]]) -> None:
    errors = [
        (name, finding.rule, finding.cells, finding.message)
        for name, file in reports(clean[0]).items()
        for finding in file.findings
        if finding.severity is Severity.ERROR and finding.kind != "threshold"
    ]
    assert errors == []


def test_all_rows_are_read_and_the_enterprise_is_known(clean: tuple[Path, dict[str, Any]]) -> None:
    found = reports(clean[0])
    for part in PARTS:
        for entry in clean[1][part]:
            file = found[entry["file"]]
            assert sum(sheet.rows for sheet in file.sheets) == len(entry["rows"]), entry["file"]
            if "enterprise" in entry:
                assert file.submitter == entry["enterprise"]


@pytest.mark.parametrize("kind", ["clean", "dirty"])
def test_the_ledger_is_the_truth(
    kind: str, clean: tuple[Path, dict[str, Any]], dirty: tuple[Path, dict[str, Any]]
) -> None:
    folder, truth = clean if kind == "clean" else dirty
    ledger, _ = total(Request(paths=(str(folder / "wuhan-2025"),)))
    rows = {(str(Path(row.file).relative_to(folder)), row.row): row for row in ledger.rows}
    for entry in truth["investment"]:
        for expected in entry["rows"]:
            row = rows[entry["file"], expected["row"]]
            if expected["amount"] is not None:
                assert row.amount == Decimal(expected["amount"]), (entry["file"], expected)
            if expected["verdict"] != "any":
                assert row.verdict.value == expected["verdict"], (entry["file"], expected, row.reason)
    if kind == "clean":
        assert ledger.counted == sum(Decimal(entry["counted"]) for entry in truth["investment"])


def test_merging_keeps_every_row_in_order(clean: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    folder, truth = clean
    request = Request(paths=(str(folder / "hubei-2022"),), notice="hubei-2022")
    merged = merge(request, MergeOptions(out=str(tmp_path / "out.xlsx"))).merged
    assert merged.balanced
    for entry in truth["summary"]:
        own = [row for row in merged.rows if row.hops[-1].path.endswith(Path(entry["file"]).name)]
        for category in ("示范工厂", "优秀场景"):
            names = [row["enterprise"] for row in entry["rows"] if row["category"] == category]
            assert [row.values["enterprise"] for row in own if row.values["category"] == category] == names


def test_merging_one_attachment_skips_the_others(dirty: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    folder, truth = dirty
    request = Request(paths=(str(folder / "wuhan-2025"),), notice="wuhan-2025", attachment="附件6")
    merged = merge(request, MergeOptions(out=str(tmp_path / "out.xlsx"))).merged
    assert merged.rows_in == sum(len(entry["rows"]) for entry in truth["investment"])
    assert sorted(file.status for file in merged.files) == ["merged"] * 9 + ["skipped"] * 9


def test_a_word_alone_under_the_number_column_is_a_block_heading(tmp_path: Path) -> None:
    path = tmp_path / "附件6.xlsx"
    path.write_bytes(
        sheets.xlsx("""
        # 附件6
        | 生产性设备购置与改造投资以及项目相关的研发投入明细表 | < | < | < | < | < |
        | 申报企业（盖章）：武汉示例甲股份有限公司　　　　单位：万元 |
        | 序号 | 投资类别 | 设备名称 | 供应商 | 发票号码 | 含税金额 |
        | 设备改造类 |
        | 1 | 设备改造 | 数控机床 | 示例供应商甲有限公司 | '12345678 | 12.5 |
        """)
    )
    file = validate(Request(paths=(str(path),), notice="wuhan-2025")).report.files[0]
    assert file.sheets[0].rows == 1
    assert file.submitter == "武汉示例甲股份有限公司"
