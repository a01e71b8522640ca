"""The sheet 统计: counted from the rows, with charts that follow their cells."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from application.enterprise import investment
from receive_samples import NAMES
from summary.forms import write

from xltools.app.brief import brief_of, write_brief
from xltools.cli import run
from xltools.letters.brief import whole_height


def merged(tmp_path: Path, *more: str) -> Path:
    for name in NAMES[:2]:
        write(tmp_path / "收件" / "江岸区" / f"附件6-{name}.xlsx", investment(name))
    out = tmp_path / "汇总.xlsx"
    run(["merge", str(tmp_path / "收件"), "--attachment", "附件6", "--notice", "wuhan-2025", "-o", str(out), *more])
    return out


def test_what_counts_by_year_and_category_and_whose_each_row_is_on_paper(tmp_path: Path) -> None:
    out = merged(tmp_path)
    first = out.read_bytes()
    book = openpyxl.load_workbook(out)
    sheet = book["统计"]
    said = {str(row[0].value): [cell.value for cell in row[1:4]] for row in sheet.iter_rows() if row[0].value}
    assert said["江岸区"][0] == 6
    assert said["2024"] == [6000, 3000, 3000]
    assert [said[name][:2] for name in NAMES[:2]] == [[6000, 0], [6000, 0]]
    assert len(sheet._charts) == 3
    page = book["附件6"]
    heading = next(cell for row in page.iter_rows(max_row=8) for cell in row if cell.value == "申报企业")
    assert page.print_area.split("$")[-2] == heading.column_letter
    # The day of filing is written where it is given, beside who hands in.
    dated = merged(tmp_path / "日期", "--filed", "2025-10-17")
    texts = [
        str(c.value) for row in openpyxl.load_workbook(dated)["附件6"].iter_rows(max_row=4) for c in row if c.value
    ]
    assert any("填报日期：2025年10月17日" in text for text in texts)
    assert any("共2家" in text for text in texts)
    # The same once more is the same file; without the sheet there is none.
    merged(tmp_path)
    assert out.read_bytes() == first
    merged(tmp_path, "--no-statistics", "--force")
    assert "统计" not in openpyxl.load_workbook(out).sheetnames


def test_a_brief_says_who_how_many_how_much_and_where_each_figure_stands(tmp_path: Path) -> None:
    out = merged(tmp_path)
    brief = brief_of(str(out))
    figures = {one.label: (one.value, one.unit) for one in brief.figures}
    assert figures["企业"] == ("2", "家")
    assert figures["计入投资"] == ("12,000.00", "万元")
    assert figures["达到最低投资额"] == ("2", "家")
    assert all(one.where for one in brief.figures)
    assert brief.charts[0].title.startswith("计入投资")
    write_brief(brief, str(tmp_path / "一页.docx"))
    write_brief(brief, str(tmp_path / "一页.html"))
    assert "12,000.00" in (tmp_path / "一页.html").read_text(encoding="utf-8")
    assert run(["brief", str(out), "-o", str(tmp_path / "一页.txt")]) == 2


def test_a_pivot_is_a_workbook_with_a_chart_and_counts_what_counts(tmp_path: Path) -> None:
    out = merged(tmp_path)
    book = tmp_path / "统计.xlsx"
    assert run(["pivot", str(out), "--ledger", "--rows", "企业", "--columns", "类别", "-o", str(book)]) == 0
    sheet = openpyxl.load_workbook(book)["交叉统计"]
    assert sheet["A1"].value == "计入的金额（万元）"
    assert [cell.value for cell in sheet[3]][1:] == [3000, 1500, 1500, 6000]
    assert len(sheet._charts) == 1


@pytest.mark.parametrize(("bars", "height"), [(3, 68), (8, 68), (9, 74), (13, 98), (15, 110), (40, 110)])
def test_a_chart_has_room_for_the_name_of_each_bar(bars: int, height: int) -> None:
    assert whole_height(bars) == height
