"""Every notice through all its levels: rows, addresses, order, and the enterprise's or district's cell at the top."""

from __future__ import annotations

from pathlib import Path

import pytest
from summary.running import CHAINS, Chain, hand_in, hubei, offices, run

from xltools.app.letter import figures_of
from xltools.app.trace import trace
from xltools.notice.load import load_notice
from xltools.summary.lineage import read_lineage


@pytest.mark.parametrize("ending", ["xlsx", pytest.param("docx", marks=pytest.mark.slow)])
@pytest.mark.parametrize("chain", CHAINS, ids=lambda chain: f"{chain.notice}-{chain.attachment}")
def test_every_row_of_the_top_is_found_at_the_bottom(chain: Chain, ending: str, tmp_path: Path) -> None:
    bottom = hand_in(chain, tmp_path / "bottom")
    inputs: list[Path] = bottom
    expected: int | None = None
    for step, level in enumerate(chain.levels):
        out = tmp_path / f"{step}-{level}" / f"汇总.{ending}"
        outcome = run(inputs, out, level, notice=chain.notice, attachment=chain.attachment)
        merged = outcome.merged
        assert merged.balanced
        assert expected in (None, merged.rows_out)
        expected = merged.rows_out
        inputs = [out]
    attachment = load_notice(chain.notice).attachment(chain.attachment)
    key = next(column.key for column in attachment.columns if column.required and column.key != attachment.order)
    top = read_lineage(inputs[0])
    assert len(top.rows) == expected
    assert all(len(row.hops) == len(chain.levels) for row in top.rows)
    for row in top.rows:
        cell = top.address(row, key)
        told = trace(str(inputs[0]), cell, [str(tmp_path)])
        origin = told["rows"][0]["origin"]
        assert told["proved"], told["rows"][0]["hops"]
        assert Path(origin["path"]).name in {path.name for path in bottom}
        assert origin["value"] == row.present[key]
        assert origin["cell"]
    whole = trace(str(inputs[0]), sources=[str(tmp_path)])
    assert whole["proved"], [(e["proof"], e["row"], [h["differs"] for h in e["hops"]]) for e in whole["rows"]][:6]
    assert not whole["changed"]
    assert {file["state"] for file in whole["files"]} == {"same"}
    figures, notice, level, _ = figures_of((str(inputs[0]),), chain.notice)
    assert (notice.id, level, figures.total) == (chain.notice, chain.levels[-1], expected)


def test_districts_stand_in_official_order_and_numbers_are_new(tmp_path: Path) -> None:
    outcome = run(list(hubei(tmp_path)), tmp_path / "市.xlsx", "city")
    assert offices(outcome) == ["江岸区", "江岸区", "洪山区", "洪山区"]
    assert [row.values["rank"] for row in outcome.merged.rows] == [1, 2, 3, 4]
    assert [row.notes for row in outcome.merged.rows] == [(), (), ("洪山区原序号 1",), ("洪山区原序号 2",)]
    assert "名单顺序" in outcome.merged.order
    said = [f for f in outcome.merged.findings if f.rule == "renumbered"]
    assert [(Path(f.path).name, f.cells, f.message) for f in said] == [
        ("0-洪山区.xlsx", ("A4", "A5"), "序号在汇总表中重编：示范工厂 1～2 → 3～4")
    ]


def test_interleaved_by_rank(tmp_path: Path) -> None:
    outcome = run(list(hubei(tmp_path)), tmp_path / "市.xlsx", "city", order="rank")
    assert offices(outcome) == ["江岸区", "洪山区", "江岸区", "洪山区"]


def test_by_a_column_that_the_office_filled_in(tmp_path: Path) -> None:
    outcome = run(list(hubei(tmp_path)), tmp_path / "市.xlsx", "city", order="column:项目名称")
    projects = [row.values["project"] for row in outcome.merged.rows]
    assert projects == sorted(projects)
    assert "项目名称" in outcome.merged.order


def test_without_a_level_the_summary_goes_one_level_up(tmp_path: Path) -> None:
    city = tmp_path / "市.xlsx"
    assert run(list(hubei(tmp_path)), city).merged.level == "city"
    top = run(city, tmp_path / "省.xlsx")
    assert top.merged.level == "province"
    assert {row.office for row in top.merged.rows} == {"武汉市"}
    assert "武汉市" not in top.merged.missing


def test_a_level_left_out_is_said(tmp_path: Path) -> None:
    city = tmp_path / "市.xlsx"
    run(list(hubei(tmp_path)), city, "city")
    skipped = run(city, tmp_path / "区.xlsx", "district", notice="hubei-2022", attachment="附件5")
    assert "level-skipped" in [f.rule for f in skipped.merged.findings]
