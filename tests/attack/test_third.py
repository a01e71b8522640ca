"""Attacks of the third hour: cells without end, folders of rubbish, packages that two readers see differently."""

from __future__ import annotations

from pathlib import Path

import pytest
from sheets import xlsx

from xltools.app.validate import validate
from xltools.formats.opening import open_book
from xltools.forms.inputs import Request

LONGEST = 32_767


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_cell_longer_than_excels_is_cut_and_that_is_said(kind: str, tmp_path: Path) -> None:
    rows = [["甲" * LONGEST, "乙" * (LONGEST + 1)], ["短", "丙=" * LONGEST]]
    path = tmp_path / f"表.{kind}"
    if kind == "csv":
        path.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    else:
        path.write_bytes(xlsx("\n".join(f"| {' | '.join(row)} |" for row in rows)))
    (grid,) = open_book(path).grids
    assert [len(str(value)) for _, _, value in grid.cells()] == [LONGEST, LONGEST, 1, LONGEST]
    (cut,) = [warning for warning in grid.warnings if warning.code == "text_cut"]
    assert (cut.cells, cut.facts) == (("B1", "B2"), {"count": 2})
    found = [one for one in validate(Request(paths=(str(path),))).report.files[0].findings if one.rule == "text_cut"]
    assert [(one.sheet, one.cells) for one in found] == [(grid.name, ("B1", "B2"))]
    assert "没有检查" in found[0].message
