"""The buttons that work on folders and copies, without a spreadsheet program."""

from __future__ import annotations

from pathlib import Path

from application.enterprise import investment
from receive_samples import NAMES, cell_of, changed
from summary.forms import write

from xltools.addin.desk import Desk
from xltools.addin.files import FILE_VERBS


def test_a_folder_is_received_beside_itself(tmp_path: Path) -> None:
    write(tmp_path / "收件" / NAMES[0] / "附件6.xlsx", investment(NAMES[0]))
    reply = FILE_VERBS["receive"](Path(), Desk({"folder": str(tmp_path / "收件")}))
    assert "单位 1 家" in reply.message
    assert reply.opens == (tmp_path / "收件-收件检查" / "收件概览.xlsx",)
    assert reply.opens[0].is_file()


def test_what_keeps_its_meaning_is_put_right_on_a_copy(tmp_path: Path) -> None:
    data = investment(NAMES[0])
    row = cell_of(data, "示例设备1")[1:]
    path = tmp_path / "附件6.xlsx"
    write(path, changed(data, {f"M{row}": "3,000"}))
    before = path.read_bytes()
    reply = FILE_VERBS["repair"](path, Desk({}))
    assert f"附件6!M{row} “3,000” → “3000”" in reply.message
    assert reply.opens == (tmp_path / "附件6-已修改" / "附件6.xlsx",)
    assert path.read_bytes() == before
    assert "没有可以代为修改" in FILE_VERBS["repair"](reply.opens[0], Desk({})).message
