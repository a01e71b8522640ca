"""A hidden copy beside the sheet that is handed in is not merged; what stands alone or is shown is."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from summary.test_chain import hubei, run


def copied(path: Path, *, copy: str, original: str) -> Path:
    """The table twice in one book, each sheet in a state of its own."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    again = book.copy_worksheet(sheet)
    again.title, again.sheet_state, sheet.sheet_state = "上一稿", copy, original
    book.active = 1 if original != "visible" else 0
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("copy", "original", "merged", "left"),
    [
        ("hidden", "visible", 2, 2),
        ("veryHidden", "visible", 2, 2),
        ("visible", "hidden", 2, 2),
        ("visible", "visible", 4, 0),
    ],
)
def test_a_hidden_copy_is_left_out_row_by_row(copy: str, original: str, merged: int, left: int, tmp_path: Path) -> None:
    path = copied(Path(hubei(tmp_path / "区")[0]), copy=copy, original=original)
    made = run(path, tmp_path / "汇总.xlsx", "city").merged
    assert (made.rows_out, made.rows_rejected) == (merged, left)
    assert made.balanced
    hidden = "上一稿" if copy != "visible" else "附件5"
    assert {(row.sheet, "隐藏" in row.reason) for row in made.rejected} == ({(hidden, True)} if left else set())


def test_a_hidden_table_that_stands_alone_is_merged(tmp_path: Path) -> None:
    path = Path(hubei(tmp_path / "区")[0])
    book = openpyxl.load_workbook(path)
    book.worksheets[0].sheet_state = "hidden"
    book.create_sheet("说明").append(["见附件5"])
    book.active = 1
    book.save(path)
    made = run(path, tmp_path / "汇总.xlsx", "city").merged
    assert (made.rows_out, made.rows_rejected) == (2, 0)
