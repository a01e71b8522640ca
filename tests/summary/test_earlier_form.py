"""Summaries written before 0.2, which offices keep and hand in, are read like those of today.

`earlier/` holds one, as workbook and as Word table: a province's summary of a city's in which somebody had changed E5.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from summary.running import run

from xltools.app.trace import trace
from xltools.summary.lineage import read_lineage

EARLIER = Path(__file__).parent / "earlier"


@pytest.mark.parametrize("name", ["earlier.xlsx", "earlier.docx"])
def test_rows_cells_texts_and_changes_are_known(name: str) -> None:
    found = read_lineage(EARLIER / name)
    assert (found.notice, found.attachment, found.level, len(found)) == ("hubei-2022", "附件5", "province", 4)
    assert not found.added
    assert not any(row.changed for row in found.rows)
    first = min(found, key=lambda row: row.row or 0)
    assert [Path(hop.path).name for hop in first.hops] == ["1-江岸区.xlsx", "city.xlsx"]
    assert [hop.cell("project") for hop in first.hops] == ["E4", "E5"]
    assert first.hops[1].changed["project"][1] == first.raw["project"] == "改过的项目名称"
    assert first.hops[0].raw["project"] == first.hops[1].changed["project"][0]
    assert not any(key.startswith("first:") for row in found for hop in row.hops for key in hop.raw)


@pytest.mark.parametrize("name", ["earlier.xlsx", "earlier.docx"])
def test_it_is_merged_at_the_next_level_with_its_way(name: str, tmp_path: Path) -> None:
    out = tmp_path / "又.xlsx"
    merged = run(EARLIER / name, out, "province", notice="hubei-2022", attachment="附件5").merged
    assert (merged.rows_out, merged.balanced) == (4, True)
    assert [len(row.hops) for row in merged.rows] == [3] * 4
    told = trace(str(out), "E5")["rows"][0]
    assert told["hops"][0]["cell"] == "E4"
    assert told["origin"]["value"] != told["hops"][1]["value"] == "改过的项目名称"
    assert told["hops"][1]["changed"][0]["now"] == "改过的项目名称"
