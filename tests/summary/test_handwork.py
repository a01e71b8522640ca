"""What people do to a summary is never written over unseen: eighteen kinds of edit, and saving without one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from summary.editing import FIRST
from summary.running import hubei, run

from xltools.errors import OutputFault
from xltools.summary.lineage import read_lineage


def copy_row(sheet: Any) -> None:
    """A row copied between the others, its hidden key with it, and overtyped with another enterprise."""
    for area in [area for area in sheet.merged_cells.ranges if area.min_row > FIRST]:
        sheet.unmerge_cells(str(area))
    sheet.insert_rows(FIRST)
    for column in range(1, sheet.max_column + 1):
        sheet.cell(FIRST, column).value = sheet.cell(FIRST + 1, column).value
    sheet.cell(FIRST, 3).value, sheet.cell(FIRST, 5).value = "武汉示例补报有限公司", "补报项目"


def swap_rows(sheet: Any) -> None:
    for column in range(2, sheet.max_column + 1):
        upper, lower = sheet.cell(FIRST, column), sheet.cell(FIRST + 1, column)
        upper.value, lower.value = lower.value, upper.value


def opinion_column(sheet: Any) -> None:
    sheet.insert_cols(13)
    sheet["M4"], sheet["M5"] = "市级意见", "同意"


EDITS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "a cell": (lambda sheet: sheet.__setitem__("F6", "改过的行业"), "F6"),
    "a note": (lambda sheet: sheet.__setitem__("L6", "同上"), "L6"),
    "a row taken out": (lambda sheet: sheet.delete_rows(6), "删去了"),
    "a row copied": (copy_row, "手工添加"),
    "the order": (swap_rows, "行的顺序"),
    "a column": (opinion_column, "市级意见"),
    "a column behind": (lambda sheet: sheet.cell(5, sheet.max_column + 2, "同意"), "同意"),
    "a line below": (lambda sheet: sheet.cell(sheet.max_row + 2, 1, "审核意见：同意上报"), "审核意见"),
    "the title": (lambda sheet: sheet.__setitem__("A2", "推荐汇总表（定稿）"), "定稿"),
    "the date": (lambda sheet: sheet.__setitem__("F3", "填报日期：2022年11月3日"), "2022年11月3日"),
    "a comment": (lambda sheet: setattr(sheet["C6"], "comment", Comment("请再核实", "李四")), "批注"),
    "a colour": (lambda sheet: setattr(sheet["C6"], "fill", PatternFill("solid", fgColor="FFFF00")), "C6 的底色"),
    "a sheet": (lambda sheet: sheet.parent.create_sheet("催报记录").append(["江岸区", "已催"]), "催报记录"),
    "a heading": (lambda sheet: sheet.__setitem__("J4", "联络员"), "联络员"),
    "the sheet's name": (lambda sheet: setattr(sheet, "title", "定稿"), "定稿"),
}
MARKS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "a red text": (lambda sheet: setattr(sheet["C6"], "font", Font(color="FFFF0000")), "C6 的字色"),
    "a struck text": (lambda sheet: setattr(sheet["C6"], "font", Font(strike=True)), "C6 的删除线"),
    "a hidden row": (lambda sheet: setattr(sheet.row_dimensions[6], "hidden", True), "第 6 行"),
}


@pytest.fixture(scope="module")
def merged_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("merged")
    run(list(hubei(folder / "区")), folder / "市" / "汇总.xlsx", "city")
    return folder


@pytest.fixture
def city(merged_once: Path, tmp_path: Path) -> Path:
    shutil.copytree(merged_once, tmp_path, dirs_exist_ok=True)
    return tmp_path / "市" / "汇总.xlsx"


def changed(path: Path, change: Callable[[Any], Any]) -> bytes:
    book = openpyxl.load_workbook(path)
    change(book.worksheets[0])
    book.save(path)
    return path.read_bytes()


@pytest.mark.parametrize("kind", [*EDITS, *MARKS])
def test_an_edit_is_named_and_kept(kind: str, city: Path, tmp_path: Path) -> None:
    change, named = {**EDITS, **MARKS}[kind]
    before = changed(city, change)
    with pytest.raises(OutputFault) as fault:
        run([tmp_path / "区" / "hubei-2022"], city, "city")
    assert fault.value.code == "edited"
    assert named in fault.value.message
    assert city.read_bytes() == before
    outcome = run([tmp_path / "区" / "hubei-2022"], city, "city", force=True)
    assert Path(outcome.backup).read_bytes() == before


def test_a_summary_that_was_only_saved_again_is_written_over(city: Path, tmp_path: Path) -> None:
    before = changed(city, lambda _: None)
    assert run([tmp_path / "区" / "hubei-2022"], city, "city").written
    changed(city, lambda _: None)
    outcome = run([tmp_path / "区" / "hubei-2022"], city, "city", force=True)
    assert Path(outcome.backup).is_file()
    assert before != city.read_bytes()


def test_a_row_copied_with_its_hidden_key_is_a_row_of_its_own(city: Path, tmp_path: Path) -> None:
    changed(city, copy_row)
    found = read_lineage(city)
    assert (found.added, found.copies) == ((FIRST,), (FIRST,))
    assert not any(row.changed for row in found.rows)
    merged = run(city, tmp_path / "省.xlsx", "province").merged
    assert merged.rows_out == 5
    assert "row-added" in [f.rule for f in merged.findings]
    assert sorted(len(row.hops) for row in merged.rows) == [1, 2, 2, 2, 2]


def test_an_output_that_is_an_input_of_a_named_folder_is_refused(city: Path, tmp_path: Path) -> None:
    folder = tmp_path / "省"
    folder.mkdir()
    other = folder / "黄石市.xlsx"
    other.write_bytes(city.read_bytes())
    paths = [folder, *hubei(tmp_path / "又")]
    for path in (other, folder / "武汉市.xlsx"):
        path.write_bytes(city.read_bytes())
    with pytest.raises(OutputFault) as fault:
        run([folder], other, "province", force=True)
    assert fault.value.code == "is_input"
    assert other.read_bytes() == city.read_bytes()
    plain = Path(paths[1])
    with pytest.raises(OutputFault) as fault:
        run([plain.parent], plain, "city", force=True)
    assert fault.value.code == "is_input"


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_an_input_is_known_through_a_link_and_before_anything_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = Path(hubei(tmp_path / "区")[0])
    (tmp_path / "链接").symlink_to(plain.parent)
    before = plain.read_bytes()
    monkeypatch.setattr("xltools.app.merge.read_inputs", lambda *_, **__: pytest.fail("was read"))
    for named, out in ((plain.parent, tmp_path / "链接" / plain.name), (tmp_path / "链接", plain)):
        with pytest.raises(OutputFault) as fault:
            run([named], out, "city", force=True)
        assert fault.value.code == "is_input"
    assert plain.read_bytes() == before
