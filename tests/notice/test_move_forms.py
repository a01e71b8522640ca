"""A form with small tables, moved to the next year: into one book, and what its tables have no room for is listed."""

from __future__ import annotations

from pathlib import Path

import pytest
from drafting.round_trip import written
from sheets import xlsx

from xltools.app.move import move
from xltools.app.notices import review_pack
from xltools.app.packdiff import diff_packs
from xltools.blanks.workbook import render_blank
from xltools.drafting.pack import draft_pack
from xltools.forms.inputs import Request, read_inputs
from xltools.notice.load import load_folder, load_notice

FORM = """
# 申报书
| {year}年示例申报书 | < | < | < |
| 企业名称 | {name} | 法定代表人 | {name} |
| 联系人 | {name} | 手机 | {phone} |
| 项目名称 | {name} | 总投资（万元） | {money} |
| 四、主要设备 | < | < | < |
| 序号 | 设备名称 | 购置金额（元） | 购置年月 |
{rows}| 合计 | | | |
| 五、项目简介 | < | < | < |
| | < | < | < |
"""
ROW = "| {at} | {name} | {money} | {day} |\n"
GIVEN = {"name": "示例甲公司", "phone": "13800000000", "money": "12.5", "day": "2025-03-01"}
OPEN = dict.fromkeys(GIVEN, "")


def form(year: int, given: dict[str, str], rows: int) -> bytes:
    lines = "".join(ROW.format(at=at, **given) for at in range(1, rows + 1))
    return xlsx(FORM.format(year=year, rows=lines, **given))


@pytest.fixture
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for year, rows in ((2026, 4), (2027, 3)):
        blank = tmp_path / "申报书.xlsx"
        blank.write_bytes(form(year, OPEN, rows))
        written(draft_pack([str(blank)], f"x-{year}"), tmp_path / "packs" / f"x-{year}")
    monkeypatch.setenv("XLTOOLS_WORKBOOKS", str(tmp_path / "packs"))
    load_notice.cache_clear()
    (tmp_path / "旧").mkdir()
    return tmp_path


@pytest.mark.parametrize(("rows", "moved"), [(2, 2), (4, 3)])
def test_the_tables_of_a_form_go_into_its_book(packs: Path, rows: int, moved: int) -> None:
    (packs / "旧" / "甲.xlsx").write_bytes(form(2026, GIVEN, rows))
    made = move([str(packs / "旧")], "x-2027", packs / "新")
    assert [path.name for path in (packs / "新").iterdir()] == ["申报书-甲.xlsx"]
    assert [line for one in made for line in one.left] == (
        [] if rows == moved else ["新表只留了 3 行，第 10 行起的 1 行没有搬"]
    )
    around, small = read_inputs(Request(paths=(str(packs / "新"),), notice="x-2027")).tables
    assert (around.columns["enterprise"], len(small)) == (["示例甲公司"], moved)
    assert "total" in [left.kind.value for left in small.left_out], "合计 stays where it was"


def test_a_pack_that_is_being_written_is_compared_by_its_folder(packs: Path) -> None:
    said = diff_packs("x-2026", str(packs / "packs" / "x-2027"))
    assert "表名：2026年示例申报书 → 2027年示例申报书" in said


def test_a_blank_of_last_year_in_this_years_pack_is_said(packs: Path) -> None:
    folder = packs / "packs" / "x-2027"

    def advice() -> list[str]:
        return [one.text for one in review_pack(folder).advice if "空表" in one.text]

    assert advice() == []
    (folder / "空表" / "申报书.xlsx").write_bytes(form(2026, OPEN, 3))
    assert all("写的是2026年，本附件是2027年" in one for one in advice())
    assert advice()


def test_a_form_without_a_kept_blank_is_drawn_wherever_its_values_lie(packs: Path) -> None:
    """A value below its label, a first row where the drawn head stands: such a form was no drawing but a traceback."""
    notice = load_folder(packs / "packs" / "x-2027")
    around = next(one for one in notice.attachments if not one.within)
    assert {column.cell[0] for column in around.columns} >= {"A", "B"}
    assert render_blank(notice, around)
