"""The roll-up list: one row per enterprise from its forms, the district's review kept from run to run."""

from __future__ import annotations

from pathlib import Path
from random import Random

import openpyxl
import pytest
from application import enterprise as forms
from summary.forms import write
from summary.running import run

from xltools.app.merge import MergeOutcome
from xltools.app.trace import trace
from xltools.demo.invent import credit_code
from xltools.errors import OutputFault
from xltools.summary.lineage import read_lineage

NAMES = ("武汉示例甲股份有限公司", "武汉示例乙股份有限公司")
CODES = tuple(credit_code(Random(number)) for number in range(2))


def hand_in(folder: Path, number: int = 0, district: str = "江岸区", *, total: object = 6000) -> Path:
    """One enterprise's forms in a folder of its own."""
    name, home = NAMES[number], folder / district / NAMES[number]
    for key, data in {
        "附件1": forms.application(name, CODES[number], district, total=total),
        "附件2": forms.indicators(name),
        "附件6": forms.investment(name),
        "附件7": forms.software(name),
    }.items():
        write(home / f"{key}-{name}.xlsx", data)
    return home


def roll(folder: Path, out: Path, level: str = "", **options: object) -> MergeOutcome:
    return run(folder, out, level, attachment="rollup", notice="wuhan-2025", **options)


def sheet(path: Path) -> tuple[dict[str, int], list[dict[str, object]]]:
    """Column key -> number, and the data rows, as the file has them."""
    lineage = read_lineage(path)
    cells = openpyxl.load_workbook(path)[lineage.sheet]
    rows = [
        {key: cells.cell(row.row or 1, number).value for key, number in lineage.columns.items()} for row in lineage.rows
    ]
    return dict(lineage.columns), rows


def write_review(path: Path, row: int, **texts: str) -> None:
    lineage = read_lineage(path)
    book = openpyxl.load_workbook(path)
    for key, text in texts.items():
        book[lineage.sheet].cell(lineage.rows[row].row or 1, lineage.columns[key]).value = text
    book.save(path)


def test_one_row_per_enterprise_from_its_forms_and_ledger(tmp_path: Path) -> None:
    hand_in(tmp_path / "in")
    hand_in(tmp_path / "in", 1)
    out = tmp_path / "附表.xlsx"
    merged = roll(tmp_path / "in", out).merged
    assert (merged.level, merged.rows_in, merged.rows_out, merged.balanced) == ("district", 2, 2, True)
    _, rows = sheet(out)
    first = next(row for row in rows if row["enterprise"] == NAMES[0])
    assert (first["district"], first["credit_code"], first["factory_type"]) == ("江岸区", CODES[0], "离散型")
    assert (first["invest_declared"], first["invest_counted"], first["invest_undecided"]) == (6000, 6000, 0)
    assert (first["meets_floor"], first["score_indicators"], first["software"], first["findings"]) == ("是", 8, 1, 0)
    assert first["qualified"] is None
    assert [row["seq"] for row in rows] == [1, 2]


def test_the_review_survives_the_next_run_and_a_file_handed_in_anew(tmp_path: Path) -> None:
    hand_in(tmp_path / "in")
    hand_in(tmp_path / "in", 1)
    out = tmp_path / "附表.xlsx"
    roll(tmp_path / "in", out)
    review = {"qualified": "符合", "genuine": "真实", "compliant": "合规", "in_statistics": "已纳统", "opinion": "推荐"}
    write_review(out, 1, **review, note="现场看过")
    second = str(sheet(out)[1][1]["enterprise"])
    number = NAMES.index(second)
    hand_in(tmp_path / "in", number, total=6100)
    roll(tmp_path / "in", out)
    row = next(row for row in sheet(out)[1] if row["enterprise"] == second)
    assert {key: row[key] for key in (*review, "note")} == {**review, "note": "现场看过"}
    assert row["invest_declared"] == 6100
    assert row["findings"] == 1
    before = out.read_bytes()
    roll(tmp_path / "in", out)
    assert out.read_bytes() == before


def test_a_computed_cell_changed_by_hand_is_not_lost_unseen(tmp_path: Path) -> None:
    hand_in(tmp_path / "in")
    out = tmp_path / "附表.xlsx"
    roll(tmp_path / "in", out)
    write_review(out, 0, invest_counted="7000", opinion="推荐")
    with pytest.raises(OutputFault, match="改动过"):
        roll(tmp_path / "in", out)
    outcome = roll(tmp_path / "in", out, force=True)
    assert Path(outcome.backup).is_file()
    assert sheet(out)[1][0]["opinion"] == "推荐"


def test_a_review_whose_enterprise_is_gone_is_named(tmp_path: Path) -> None:
    home = hand_in(tmp_path / "in")
    hand_in(tmp_path / "in", 1)
    out = tmp_path / "附表.xlsx"
    roll(tmp_path / "in", out)
    place = [row["enterprise"] for row in sheet(out)[1]].index(NAMES[0])
    write_review(out, place, opinion="不予推荐", note="已撤回")
    for path in home.iterdir():
        path.unlink()
    merged = roll(tmp_path / "in", out).merged
    lost = next(f for f in merged.findings if f.rule == "rollup-lost")
    assert NAMES[0] in lost.message
    assert "已撤回" in lost.message


def test_a_form_that_is_missing_is_said_beside_the_row(tmp_path: Path) -> None:
    home = hand_in(tmp_path / "in")
    (home / f"附件6-{NAMES[0]}.xlsx").unlink()
    merged = roll(tmp_path / "in", tmp_path / "附表.xlsx").merged
    assert merged.rows[0].notes == ("缺附件6、附件3或附件5",)


def test_the_city_joins_the_districts_lists_and_finds_the_enterprises_cell(tmp_path: Path) -> None:
    lists = []
    for number, district in enumerate(("洪山区", "江岸区")):
        hand_in(tmp_path / "in" / str(number), number, district)
        lists.append(tmp_path / district / "附表.xlsx")
        roll(tmp_path / "in" / str(number), lists[-1])
        write_review(lists[-1], 0, opinion="推荐")
    out = tmp_path / "市" / "附表.xlsx"
    merged = run(lists, out, attachment="rollup", notice="wuhan-2025").merged
    assert (merged.level, [row.office for row in merged.rows]) == ("city", ["江岸区", "洪山区"])
    columns, rows = sheet(out)
    assert [row["opinion"] for row in rows] == ["推荐", "推荐"]
    letter = openpyxl.utils.get_column_letter
    row = read_lineage(out).rows[0].row
    told = trace(str(out), f"{letter(columns['invest_counted'])}{row}", [str(tmp_path)])
    origin = told["rows"][0]["origin"]
    assert Path(origin["path"]).name == f"附件6-{NAMES[1]}.xlsx"
    assert origin["cell"] == "M4:M6"
    assert trace(str(out), f"{letter(columns['project'])}{row}")["rows"][0]["origin"]["cell"]
    assert {file["state"] for file in told["files"]} == {"same"}
