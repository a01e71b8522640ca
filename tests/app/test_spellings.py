"""One enterprise under two spellings of its name: asked about, never merged unasked, never urged for what it handed in."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from application.enterprise import application, equipment, investment, software
from receive_samples import CODES, zipped
from summary.forms import write

from xltools.app.receive import ReceiveOptions
from xltools.app.receive_outputs import LetterTerms, receive_into
from xltools.files.sources import source_bytes
from xltools.register.batch import Batch, BatchOutcome, BatchUnit

PLAIN, LIMITED, STOCK = (f"武汉示例寅装备{form}公司" for form in ("", "有限", "股份有限"))
LISTED = "武汉示例卯机床有限责任公司"
TYPED = "武汉示例卯机床有限公司"
SHORT = TYPED.removeprefix("武汉")
TWICE, TWICE_SHORT = "武汉示例辰仪表有限公司", "武汉示例辰仪表公司"


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> BatchOutcome:
    folder = tmp_path_factory.mktemp("两种写法") / "收件"
    forms = {
        f"{PLAIN}/附件6.xlsx": investment(PLAIN),
        f"{LIMITED}/附件6.xlsx": investment(LIMITED),
        # The folder, the list and the forms each write the legal form in another way; one form leaves the place out.
        f"{LISTED}/1/附件1.xlsx": application(TYPED, CODES[0]),
        f"{LISTED}/6/附件8.xlsx": equipment(TYPED),
        f"{LISTED}/附件7.xlsx": software(SHORT),
        # One credit code: one enterprise, by the name that is waited for.
        f"{TWICE_SHORT}/附件1.xlsx": application(TWICE_SHORT, CODES[1]),
        f"{TWICE}/附件1.xlsx": application(TWICE, CODES[1]),
        "材料.rar": b"Rar!\x1a\x07\x01\x00" + bytes(64),
    }
    for path, data in forms.items():
        write(folder / path, data)
    options = ReceiveOptions(
        folder=str(folder), out=str(folder.parent / "查"), notice="wuhan-2025", level="district",
        expected=(LIMITED, LISTED, TWICE, "武汉示例巳阀门有限公司"), clock=datetime(2025, 10, 10, 9),
    )  # fmt: skip
    return receive_into(options, LetterTerms(by=date(2025, 10, 25), settings={"发文机关": "某区经信局"}))


def unit(batch: Batch, name: str) -> BatchUnit:
    return next(one for one in batch.units if one.name == name)


def test_a_legal_form_left_out_is_asked_about(outcome: BatchOutcome) -> None:
    batch = outcome.batch
    assert sorted(one.name for one in batch.units) == sorted([PLAIN, LIMITED, TYPED, TWICE])
    asked = {(near.name, near.other) for near in batch.near}
    assert asked == {(PLAIN, LIMITED), (TYPED, LISTED)}
    said = [one for name in (PLAIN, LIMITED) for one in unit(batch, name).findings if one.kind == "versions"]
    assert ["只差公司形式，按两家分别核算" in one.message for one in said] == [True]


def test_a_form_without_the_place_is_a_slip_in_its_folder(outcome: BatchOutcome) -> None:
    wrong = [one for one in unit(outcome.batch, TYPED).findings if one.rule == "same-enterprise"]
    assert [(one.path, one.value, one.expected) for one in wrong] == [(f"{LISTED}/附件7.xlsx", SHORT, TYPED)]


def test_nobody_is_urged_for_what_came_under_another_spelling(outcome: BatchOutcome) -> None:
    batch = outcome.batch
    assert batch.missing == (LISTED, "武汉示例巳阀门有限公司")
    letters = [path for path in outcome.written if path.startswith("催报函/")]
    assert letters == ["催报函/武汉示例巳阀门有限公司-催报函.docx"]
    assert any(LISTED in line and "没有给" in line for line in outcome.lines)


def test_letters_name_files_from_the_folder_on(outcome: BatchOutcome) -> None:
    folder = outcome.batch.folder
    assert not [one.message for one_unit in outcome.batch.units for one in one_unit.findings if folder in one.message]


def test_what_is_nobodys_opens_no_line_in_the_register(outcome: BatchOutcome) -> None:
    assert [file.shown for file in outcome.batch.nobodys] == ["材料.rar"]
    assert outcome.batch.register is not None
    assert "材料" not in [one.unit for one in outcome.batch.register.units]


def test_a_file_of_a_zip_in_a_zip_is_found_again(tmp_path: Path) -> None:
    write(tmp_path / "转发.zip", zipped({"附件/甲.zip": zipped({"甲/表.xlsx": b"PK", "甲/说明.txt": b"1"})}))
    assert source_bytes(tmp_path / "转发.zip" / "附件" / "甲.zip" / "甲" / "表.xlsx") == b"PK"
    assert source_bytes(tmp_path / "转发.zip" / "附件" / "甲.zip" / "甲" / "没有.xlsx") is None
