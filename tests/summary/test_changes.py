"""What people do to a summary between two levels is named, kept where it was meant, and never wiped out unseen."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from summary.editing import FIRST, edit
from summary.forms import form, rows_for, sheet_row, write
from summary.running import hubei, offices, run

from xltools.app.trace import trace
from xltools.errors import OutputFault
from xltools.findings import Finding
from xltools.notice.load import load_notice
from xltools.reports.trace import trace_text

"""The summary's first data row."""


def said(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(f.rule, f.cell) for f in findings if f.kind == "levels"]


@pytest.fixture
def city(tmp_path: Path) -> Path:
    out = tmp_path / "市" / "汇总.xlsx"
    run(list(hubei(tmp_path / "区")), out, "city")
    return out


def test_a_cell_changed_in_between_is_named_with_the_districts_cell(city: Path, tmp_path: Path) -> None:
    edit(city, E5="改过的项目名称")
    top = tmp_path / "省" / "汇总.xlsx"
    merged = run(city, top, "province").merged
    found = next(f for f in merged.findings if f.rule == "changed-after-merge")
    assert (found.cell, found.value) == ("E5", "改过的项目名称")
    assert "江岸区" in found.message
    assert [(Path(place.path).name, place.cell) for place in found.related] == [("1-江岸区.xlsx", f"E{sheet_row(1)}")]
    told = trace(str(top), "E5")
    assert told["changed"]
    assert [hop["cell"] for hop in told["rows"][0]["hops"]] == [f"E{sheet_row(1)}", "E5"]
    assert told["rows"][0]["hops"][1]["changed"][0]["now"] == "改过的项目名称"
    assert "E5 汇总后被改动" in trace_text(told)
    assert not trace(str(top), "E6")["changed"]


def test_rows_taken_out_and_put_in_are_named(city: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(city)
    sheet = book.worksheets[0]
    key = next(cell.column for cell in sheet[4] if cell.value == "_xltools行键")
    for column in range(1, 13):
        sheet.cell(FIRST + 1, column).value = f"手工{column}" if column > 1 else 9
    sheet.cell(FIRST + 1, key).value = None
    book.save(city)
    merged = run(city, tmp_path / "省.xlsx", "province").merged
    assert ("row-removed", "") in said(merged.findings)
    assert ("row-added", "A6") in said(merged.findings)
    assert merged.rows_out == 4


def test_hand_made_changes_are_not_wiped_out_unseen(city: Path, tmp_path: Path) -> None:
    inputs = [tmp_path / "区" / "hubei-2022"]
    before = edit(city, F5="经局长办公会研究").read_bytes()
    with pytest.raises(OutputFault) as fault:
        run(inputs, city, "city")
    assert fault.value.code == "edited"
    assert "F5" in fault.value.message
    assert city.read_bytes() == before
    outcome = run(inputs, city, "city", force=True)
    assert Path(outcome.backup).read_bytes() == before


def test_an_untouched_summary_is_written_anew_to_the_same_bytes(city: Path, tmp_path: Path) -> None:
    before = city.read_bytes()
    run([tmp_path / "区" / "hubei-2022"], city, "city")
    assert city.read_bytes() == before


def test_the_offices_own_order_survives_a_new_run(city: Path, tmp_path: Path) -> None:
    assert offices(run([tmp_path / "区" / "hubei-2022"], city, "city")) == ["江岸区", "江岸区", "洪山区", "洪山区"]
    edit(city, A5=4, A6=2, A7=1, A8=3)
    outcome = run([tmp_path / "区" / "hubei-2022"], city, "city", order="own")
    assert offices(outcome) == ["洪山区", "江岸区", "洪山区", "江岸区"]
    assert [row.values["rank"] for row in outcome.merged.rows] == [1, 2, 3, 4]
    assert "本单位" in outcome.merged.order


def test_the_own_order_finds_rows_of_a_file_handed_in_anew(city: Path, tmp_path: Path) -> None:
    edit(city, A5=4, A6=3, A7=2, A8=1)
    attachment = load_notice("hubei-2022").attachment("附件5")
    rows = rows_for(attachment, "洪山区", 3, seed=0, category="示范工厂")
    write(tmp_path / "区" / "hubei-2022" / "0-洪山区.xlsx", form(attachment, rows, "洪山区", title="重报"))
    outcome = run([tmp_path / "区" / "hubei-2022"], city, "city", order="own", notice="hubei-2022")
    assert [row.hops[-1].row for row in outcome.merged.rows] == [5, 4, 5, 4, 6]


def test_numbers_changed_by_hand_are_no_mistake(city: Path, tmp_path: Path) -> None:
    edit(city, A5=2, A6=1)
    merged = run(city, tmp_path / "省.xlsx", "province").merged
    assert said(merged.findings) == [("renumbered-by-hand", "A5")]
    assert [row.hops[-1].row for row in merged.rows] == [6, 5, 7, 8], "the city's numbers are its order"


def test_an_own_earlier_summary_among_its_sources_is_left_out(city: Path, tmp_path: Path) -> None:
    edit(city, tmp_path / "区" / "hubei-2022" / "旧汇总.xlsx")
    merged = run([tmp_path / "区" / "hubei-2022"], tmp_path / "新汇总.xlsx", "city").merged
    assert {file.path.rsplit("/", 1)[-1]: file.code for file in merged.files}["旧汇总.xlsx"] == "own_summary"
    assert merged.rows_out == 4


def test_a_row_that_comes_by_two_ways_is_named(city: Path, tmp_path: Path) -> None:
    district = tmp_path / "区" / "hubei-2022" / "1-江岸区.xlsx"
    merged = run([city, district], tmp_path / "省.xlsx", "province", notice="hubei-2022").merged
    twice = [f for f in merged.findings if f.rule == "merged-twice"]
    assert [f.cell for f in twice] == ["A4", "A5"]
    assert [f.related[0].cell for f in twice] == ["A5", "A6"]
    assert len({row.key for row in merged.rows}) == merged.rows_out


def test_two_files_of_one_office_are_named(tmp_path: Path) -> None:
    paths = list(hubei(tmp_path))
    attachment = load_notice("hubei-2022").attachment("附件5")
    rows = rows_for(attachment, "江岸区", 2, seed=7, category="示范工厂")
    paths.append(write(tmp_path / "hubei-2022" / "江岸区-重报.xlsx", form(attachment, rows, "江岸区")))
    merged = run(paths, tmp_path / "市.xlsx", "city").merged
    found = next(f for f in merged.findings if f.rule == "office-twice")
    assert "江岸区-重报.xlsx" in found.message


def test_a_file_named_after_one_office_and_declaring_another_is_said(tmp_path: Path) -> None:
    attachment = load_notice("hubei-2022").attachment("附件5")
    made = {name: form(attachment, rows_for(attachment, "江岸区", 1, seed=7), "江岸区") for name in ("江汉区", "江岸区")}
    paths = [write(tmp_path / "收件" / f"{name}.xlsx", text) for name, text in made.items()]
    merged = run(paths, tmp_path / "市.xlsx", "city").merged
    found = [f for f in merged.findings if f.rule == "office-differs"]
    assert [f.path for f in found] == [str(paths[0])]
    assert "文件名或文件夹写的是江汉区" in found[0].message
    assert "按江岸区汇入" in found[0].message


def test_a_number_in_a_circle_is_said_and_stops_nothing(tmp_path: Path) -> None:
    attachment = load_notice("hubei-2022").attachment("附件5")
    rows = rows_for(attachment, "江岸区", 2, seed=7)
    rows[0]["rank"], rows[1]["rank"] = "第1", "①"
    path = write(tmp_path / "收件" / "江岸区.xlsx", form(attachment, rows, "江岸区"))
    merged = run([path], tmp_path / "市.xlsx", "city").merged
    assert "第1 → 1、① → 2" in next(f for f in merged.findings if f.rule == "renumbered").message


def test_duplicates_across_districts_name_both_cells_also_at_the_top(tmp_path: Path) -> None:
    paths = list(hubei(tmp_path))
    attachment = load_notice("hubei-2022").attachment("附件5")
    rows = rows_for(attachment, "江岸区", 2, seed=1, category="示范工厂")
    rows[1] = dict(rows_for(attachment, "洪山区", 2, seed=0, category="示范工厂")[0]) | {"rank": 2}
    write(paths[1], form(attachment, rows, "江岸区"))
    city = tmp_path / "市.xlsx"
    merged = run(paths, city, "city").merged
    found = next(f for f in merged.findings if f.rule == "project-once")
    assert (Path(found.path).name, found.cell) == ("1-江岸区.xlsx", "D5")
    assert (Path(found.related[0].path).name, found.related[0].cell) == ("0-洪山区.xlsx", "D4")
    top = run(city, tmp_path / "省.xlsx", "province").merged
    found = next(f for f in top.findings if f.rule == "project-once")
    below = {(Path(place.path).name, place.cell) for place in found.related}
    assert {("1-江岸区.xlsx", "D5"), ("0-洪山区.xlsx", "D4")} <= below


def test_a_word_summary_keeps_the_way_too(tmp_path: Path) -> None:
    city = tmp_path / "市" / "汇总.docx"
    run(list(hubei(tmp_path / "区")), city, "city")
    top = tmp_path / "省.xlsx"
    merged = run(city, top, "province").merged
    assert [len(row.hops) for row in merged.rows] == [2, 2, 2, 2]
    told = trace(str(top), "C5")
    assert Path(told["rows"][0]["origin"]["path"]).name == "1-江岸区.xlsx"
    assert not told["changed"]


def test_more_than_the_quota_is_an_error_at_the_level_that_recommends(tmp_path: Path) -> None:
    attachment = load_notice("miit-2023").attachment("附件4")
    paths = []
    for number, place in enumerate(("武汉", "黄石")):
        rows = rows_for(attachment, place, 12, seed=number, category="示范工厂")
        paths.append(write(tmp_path / "miit-2023" / f"{place}.xlsx", form(attachment, rows, f"{place}市经信局")))
    merged = run(paths, tmp_path / "省.xlsx", "province", notice="miit-2023").merged
    found = [f for f in merged.findings if f.kind == "quota" and f.severity == "error"]
    assert [f.expected for f in found] == ["不超过 20"]
    assert "24" in found[0].message


def test_a_withdrawn_row_goes_with_a_word_and_moves_no_other(city: Path, tmp_path: Path) -> None:
    edit(city, A5=4, A6=2, A7=1, A8=3)  # 洪山 1, 江岸 2, 洪山 3, 江岸 4
    (tmp_path / "区" / "hubei-2022" / "1-江岸区.xlsx").unlink()
    attachment = load_notice("hubei-2022").attachment("附件5")
    write(
        tmp_path / "区" / "hubei-2022" / "9.xlsx", form(attachment, rows_for(attachment, "武昌区", 1, seed=9), "武昌区")
    )
    outcome = run([tmp_path / "区" / "hubei-2022"], city, "city", order="own", notice="hubei-2022")
    found = {finding.rule: finding for finding in outcome.merged.findings}
    assert found["row-withdrawn"].cells == ("A5", "A6")
    assert "江岸区" in found["row-withdrawn"].message
    assert "武昌区" in found["row-behind"].message
    assert offices(outcome)[:2] == ["洪山区", "洪山区"]
    again = run([tmp_path / "区" / "hubei-2022"], city, "city", order="own", notice="hubei-2022")
    assert not {"row-withdrawn", "row-behind"} & {finding.rule for finding in again.merged.findings}
