"""Every notice through all its levels: rows, addresses, order, and the enterprise's or district's cell at the top."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from summary.forms import form, rows_for, write

from xltools.app.letter import figures_of
from xltools.app.merge import MergeOptions, MergeOutcome, merge
from xltools.app.trace import trace
from xltools.forms.inputs import Request
from xltools.notice.load import load_notice
from xltools.summary.lineage import read_lineage


def run(paths: list[Path] | Path, out: Path, level: str = "", **options: object) -> MergeOutcome:
    given = paths if isinstance(paths, list) else [paths]
    notice, attachment = str(options.pop("notice", "")), str(options.pop("attachment", ""))
    request = Request(paths=tuple(map(str, given)), notice=notice, attachment=attachment)
    return merge(request, MergeOptions(out=str(out), level=level, **options))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Chain:
    notice: str
    attachment: str
    levels: tuple[str, ...]
    """Who merges, from the bottom up."""
    offices: tuple[str, ...]
    """Who hands in at the bottom."""
    category: str = ""


CHAINS = (
    Chain("hubei-2022", "附件5", ("city", "province"), ("洪山区", "江岸区", "东湖高新区"), "示范工厂"),
    Chain("miit-2023", "附件4", ("ministry",), ("湖北省", "北京市", "宁波市"), "优秀场景"),
    Chain("xiangjiang-2022", "附件5", ("district",), ("湘江示例一", "湘江示例二"), "示范工厂"),
    Chain("tianjin-2025", "附件4", ("city",), ("和平区", "滨海新区")),
    Chain("tianjin-2025", "附件6", ("city",), ("和平区", "滨海新区")),
    Chain("tianjin-2025", "附件8", ("city",), ("和平区", "滨海新区")),
    Chain("tianjin-2025", "附件9", ("city",), ("和平区", "滨海新区")),
    Chain("wuhan-2025", "附件6", ("district", "city"), ("武汉示例甲有限公司", "武汉示例乙有限公司")),
    Chain("wuhan-2025", "附件7", ("district", "city"), ("武汉示例甲有限公司", "武汉示例乙有限公司")),
)


def hand_in(chain: Chain, folder: Path) -> list[Path]:
    """Two or three rows of each office at the bottom."""
    attachment = load_notice(chain.notice).attachment(chain.attachment)
    made = []
    for number, office in enumerate(chain.offices):
        rows = rows_for(attachment, office, 2 + number % 2, seed=number, category=chain.category)
        if chain.notice == "xiangjiang-2022":
            rows = rows[:1]
        path = folder / chain.notice / f"{office}-{chain.attachment}.xlsx"
        made.append(write(path, form(attachment, rows, office)))
    return made


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


def hubei(folder: Path, *, counts: tuple[int, int] = (2, 2)) -> tuple[Path, Path]:
    """Two districts' tables in the wrong order of names; the list says 江岸区 first."""
    attachment = load_notice("hubei-2022").attachment("附件5")
    paths = []
    for number, (district, count) in enumerate(zip(("洪山区", "江岸区"), counts, strict=True)):
        rows = rows_for(attachment, district, count, seed=number, category="示范工厂")
        paths.append(write(folder / "hubei-2022" / f"{number}-{district}.xlsx", form(attachment, rows, district)))
    return paths[0], paths[1]


def offices(outcome: MergeOutcome) -> list[str]:
    return [row.office for row in outcome.merged.rows]


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
