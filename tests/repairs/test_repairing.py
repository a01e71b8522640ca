"""What is put right with consent: only how a cell is stored, never what it says."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from application.enterprise import investment
from receive_samples import NAMES, cell_of, changed
from summary.forms import write

from xltools.app.repair import suggestions
from xltools.app.validate import validate
from xltools.cli import run
from xltools.formats.opening import open_book
from xltools.forms.inputs import Request
from xltools.office.opc import unpack
from xltools.repairs.suggesting import RepairKind
from xltools.words import REPAIR

NAME = NAMES[0]


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    """附件6 as people leave it: text figures and dates, full width, blanks, 万元 behind a figure."""
    data = investment(NAME)
    row = int(cell_of(data, "示例设备1")[1:])
    cells = {
        f"M{row}": "3,000", f"I{row}": "３０００", f"N{row}": "345.1327万元", f"L{row}": "2024.3.5", f"C{row}": " 示例设备1　",
        f"D{row}": "ＳＬ-1", f"L{row + 1}": "2024年3月", f"M{row + 1}": "约1500", f"A{row + 2}": 4,
    }  # fmt: skip
    write(tmp_path / "附件6.xlsx", changed(data, cells))
    return tmp_path / "附件6.xlsx"


def found(path: Path) -> dict[str, tuple[str, str]]:
    return {one.cell: (one.kind.value, one.after) for one in suggestions(validate(Request(paths=(str(path),))))}


def test_only_what_keeps_its_meaning_is_suggested(messy: Path) -> None:
    assert found(messy) == {
        "M4": ("text-number", "3000"),
        "I4": ("full-width", "3000"),
        "N4": ("unit-word", "345.1327"),
        "L4": ("text-date", "2024-03-05"),
        "C4": ("blanks", "示例设备1"),
        "D4": ("full-width", "SL-1"),
        "A6": ("sequence", "3"),
    }


def test_a_copy_is_repaired_and_everything_else_keeps_its_bytes(messy: Path, tmp_path: Path) -> None:
    before = messy.read_bytes()
    assert run(["repair", str(messy), "--accept", "all", "-o", str(tmp_path / "已修复")]) == 0
    assert messy.read_bytes() == before
    made = (tmp_path / "已修复" / "附件6.xlsx").read_bytes()
    sheet = openpyxl.load_workbook(io.BytesIO(made)).worksheets[0]
    assert (sheet["M4"].value, sheet["I4"].value, sheet["C4"].value, sheet["A6"].value) == (3000, 3000, "示例设备1", 3)
    assert sheet["L4"].is_date
    assert (sheet["L5"].value, sheet["M5"].value) == ("2024年3月", "约1500")
    old, new = unpack(before), unpack(made)
    assert {name for name in old if old[name] != new[name]} <= {
        "xl/worksheets/sheet1.xml",
        "xl/styles.xml",
        "docProps/core.xml",
    }
    # Read as a form, both say the same.
    one, other = (
        validate(Request(paths=(str(path),))).inputs.tables[0] for path in (messy, tmp_path / "已修复" / "附件6.xlsx")
    )
    assert {key: one.columns[key] for key in ("gross", "contract_amount", "tax", "invoice_date")} == {
        key: other.columns[key] for key in ("gross", "contract_amount", "tax", "invoice_date")
    }
    assert found(tmp_path / "已修复" / "附件6.xlsx") == {}


def test_what_a_person_ticked_is_done_and_nothing_else(messy: Path, tmp_path: Path) -> None:
    listed = tmp_path / "修改建议.xlsx"
    run(["validate", str(messy), "--suggest", str(listed)])
    book = openpyxl.load_workbook(listed)
    sheet = book["修改建议"]
    for row in range(4, sheet.max_row + 1):
        if sheet.cell(row, 4).value == "M4":
            sheet.cell(row, 1).value = "是"
    book.save(listed)
    assert run(["repair", str(listed), "-o", str(tmp_path / "已修复")]) == 0
    made = openpyxl.load_workbook(tmp_path / "已修复" / "附件6.xlsx").worksheets[0]
    assert (made["M4"].value, made["I4"].value) == (3000, "３０００")


def test_nothing_is_done_without_consent(messy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["repair", str(messy), "-o", str(tmp_path / "已修复")]) == 2
    assert "--accept all" in capsys.readouterr().err
    assert not (tmp_path / "已修复").exists()
    # Never into the folder of the input itself.
    assert run(["repair", str(messy), "--accept", "all", "-o", str(messy.parent), "--force"]) == 4


@pytest.mark.parametrize(
    ("typed", "kind"),
    [("SUM(M4:M5)", "sum-range"), ("SUM(M4:M6)", ""), ("M4+M5", ""), ("SUM(M3:M6)", ""), ("SUM(N4:N5)", "")],
)
def test_a_sum_grows_with_its_rows(typed: str, kind: str, tmp_path: Path) -> None:
    data = investment(NAME)
    row = int(cell_of(data, "示例设备1")[1:])
    path = tmp_path / "附件6.xlsx"
    write(path, changed(data, {f"A{row + 3}": "合计", f"M{row + 3}": f"={typed}"}))
    made = found(path)
    assert made.get(f"M{row + 3}", ("", ""))[0] == kind
    if kind:
        assert made[f"M{row + 3}"][1] == f"SUM(M{row}:M{row + 2})"
        run(["repair", str(path), "--accept", "all", "-o", str(tmp_path / "已修复")])
        grid = open_book(str(tmp_path / "已修复" / "附件6.xlsx")).grids[0]
        assert grid.value(row + 3, 13) == 6000


def test_every_kind_has_its_word() -> None:
    assert set(REPAIR) == {kind.value for kind in RepairKind}
