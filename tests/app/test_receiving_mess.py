"""A folder as nobody wished it: scans alone, a broken form, one name twice; what is said of it reaches whom it is for."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from application.enterprise import PDF, png
from receive_samples import NAMES, cell_of, changed, papers

from xltools.app.receive import ReceiveOptions
from xltools.app.receive_outputs import LetterTerms, receive_into
from xltools.application.owners import owners_of
from xltools.register.batch import BatchOutcome
from xltools.reports import render

BROKEN, VERSIONS, SCANS, AWAITED = NAMES[1], NAMES[2], NAMES[3], NAMES[4]
FORM = "4/附件6-投资明细.xlsx"


def _put(place: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


@pytest.fixture(scope="module")
def mess(tmp_path_factory: pytest.TempPathFactory) -> tuple[BatchOutcome, Path]:
    root = tmp_path_factory.mktemp("办公室") / "收件"
    broken, versions = papers(1), papers(2)
    _put(root / BROKEN, {"1/附件1-申报表.xlsx": broken["1/附件1-申报表.xlsx"], FORM: b"PK\x03\x04" + bytes(400)})
    form = versions[FORM]
    _put(root / VERSIONS, {"1/附件1-申报表.xlsx": versions["1/附件1-申报表.xlsx"], FORM: form})
    _put(root / VERSIONS / "改后", {FORM: changed(form, {cell_of(form, "3000").replace("I", "M"): 2999.5})})
    _put(root / SCANS, {"申报表.pdf": PDF, "盖章.png": png(seed=5)})
    _put(root / "示例戊光电", {"申报表.pdf": PDF})
    out = root.parent / "收件检查"
    options = ReceiveOptions(
        folder=str(root), out=str(out), expected=(AWAITED,), notice="wuhan-2025", clock=datetime(2025, 10, 10, 9)
    )
    return receive_into(options, LetterTerms()), out


def _mail(out: Path, unit: str) -> str:
    return (out / "补正通知书" / f"{unit}-邮件.txt").read_text("utf-8-sig")


def test_an_enterprise_that_sent_scans_alone_is_named_and_written_to(mess: tuple[BatchOutcome, Path]) -> None:
    done, out = mess
    assert {unit.name for unit in done.batch.units} == {BROKEN, VERSIONS, SCANS, AWAITED}
    assert done.batch.nobodys == ()
    assert "没有可核对的附件1，只有扫描件或其他文件" in _mail(out, SCANS)
    assert _mail(out, SCANS).rstrip().endswith("附件：补正通知书。")


def test_a_form_that_cannot_be_read_is_told_to_its_sender_in_his_words(mess: tuple[BatchOutcome, Path]) -> None:
    said = _mail(mess[1], BROKEN)
    assert "附件6-投资明细.xlsx：" in said
    assert "另存为新的 .xlsx 文件后重新报送。\r\n" in said.replace("\n", "\r\n")
    assert "。。" not in said
    assert "向报送单位" not in said


def test_of_two_files_of_one_name_the_folder_is_said(mess: tuple[BatchOutcome, Path]) -> None:
    said = _mail(mess[1], VERSIONS)
    assert f"{VERSIONS}/改后/{FORM}" in said or f"{VERSIONS}/{FORM} “" in said
    assert "标注了问题的表格副本" in said


def test_where_the_folder_lies_is_told_to_nobody(mess: tuple[BatchOutcome, Path]) -> None:
    done, out = mess
    told = [one.message + one.fix + one.value for unit in done.batch.units for one in unit.findings]
    assert [text for text in told if "办公室" in text] == []
    assert any(f"{VERSIONS}/" in text for text in told)
    assert [path for path in out.rglob("*.txt") if "办公室" in path.read_text("utf-8-sig")] == []


def test_a_nobodys_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    _put(tmp_path / "收件", {f"{BROKEN}/附件6.xlsx": papers(1)[FORM], "材料.zip": b"PK\x03\x04" + bytes(400)})
    _put(tmp_path / "收件" / VERSIONS, {"附件6.xlsx": papers(2)[FORM]})
    out = tmp_path / "收件检查"
    done = receive_into(ReceiveOptions(folder=str(tmp_path / "收件"), out=str(out)), LetterTerms(letters=False))
    why = "压缩包不完整或已损坏（可能没有下载或复制完整）"
    assert [(file.shown, file.note) for file in done.batch.nobodys] == [("材料.zip", why)]
    assert f"材料.zip（{why}）" in render("receive", "text", done).decode()
    assert why in (out / "收件概览.html").read_text("utf-8")


def test_a_suppliers_folder_is_its_customers() -> None:
    files = [
        f"{NAMES[0]}/4/武汉示例供应商有限公司/合同.pdf",
        f"报来/1.{NAMES[1]}/发票/武汉示例供应商有限公司/发票.pdf",
        f"报来/1.{NAMES[1]}/盖章.pdf",
        "合同-武汉示例供应商有限公司.pdf",
    ]
    found = owners_of(files, {})
    assert [found[file].unit for file in files] == [NAMES[0], NAMES[1], NAMES[1], ""]
    among_offices = owners_of(files, {}, lambda _: "")
    assert {owner.unit for owner in among_offices.values()} == {""}
