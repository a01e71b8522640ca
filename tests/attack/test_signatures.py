"""Receipts and registers: what is not signed proves nothing, and what lost its end is told."""

from __future__ import annotations

import json
import os
import shutil
import threading
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from xltools.application.receipt import FORMAT, number_of, read_receipt
from xltools.application.signing import Signed, checked_signature, new_key, read_public, sign, trust
from xltools.cli import run as xltools
from xltools.errors import InputRefused, OutputFault
from xltools.files.locks import _is_ours, sole_writer
from xltools.register.journal import new_journal, read_journal
from xltools.register.model import Expects, RegisterOpened

FILES = Path(__file__).parent / "files"
RECEIPT: dict[str, Any] = {
    "format": FORMAT, "notice": "wuhan-2025", "verdict": "complete", "errors": 0, "files": [], "items": [], "missing": [],
    "enterprise": "武汉示例甲有限公司", "time": "2026-11-28T10:00:00", "rules_sha256": "0" * 64,
}  # fmt: skip


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    return tmp_path / "home"


def test_an_invented_receipt_is_nobodys_word(tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "空").mkdir()
    document = RECEIPT | {"number": number_of(RECEIPT)}
    (tmp_path / "空" / "回执.json").write_text(json.dumps(document), encoding="utf-8")
    assert xltools(["receipt", "verify", str(tmp_path / "空" / "回执.json"), "--hash-only"]) == 1
    said = capsys.readouterr().out
    assert "指纹，未签名，结论未经复核" in said
    assert "没有重新检查" in said
    assert xltools(["receipt", "verify", str(FILES / "receipt-forged.json"), "--hash-only"]) == 1


def test_a_signature_holds_until_anything_is_changed() -> None:
    new_key("武汉示例甲有限公司")
    signed = sign(RECEIPT | {"number": number_of(RECEIPT)})
    assert signed["number"] == number_of(signed)
    assert checked_signature(signed).signed is Signed.UNKNOWN
    for change in ({"verdict": "incomplete"}, {"enterprise": "武汉示例乙有限公司"}, {"new": 1}):
        assert checked_signature(signed | change).signed is Signed.BROKEN
    renamed = signed | {"signature": signed["signature"] | {"name": "武汉市经信局"}}
    assert checked_signature(renamed).signed is Signed.BROKEN
    for broken in ({}, [], "x", signed["signature"] | {"value": "AAAA"}, signed["signature"] | {"algorithm": "none"}):
        assert checked_signature(signed | {"signature": broken}).signed is Signed.BROKEN


def test_a_key_counts_when_somebody_took_it_in(home: Path) -> None:
    private, shared, key = new_key("武汉示例甲有限公司\n\u202e")
    assert private.stat().st_mode & 0o077 == 0
    assert read_public(shared).name == "武汉示例甲有限公司↵<U+202E>"
    signed = sign(RECEIPT, "自称市局")
    assert checked_signature(signed).signed is Signed.UNKNOWN
    trust(str(shared))
    found = checked_signature(signed)
    assert found.signed is Signed.TRUSTED
    assert found.fingerprint == key.fingerprint
    assert "自称" not in found.name  # whose key it is says the one who took it in
    with pytest.raises(OutputFault):
        new_key("又一把")


def test_the_commands(tmp_path: Path, capsys: Any) -> None:
    assert xltools(["key", "new", "--name", "武汉示例甲有限公司", "-o", str(tmp_path / "甲.pem")]) == 0
    assert xltools(["key", "show", str(tmp_path / "甲.pub")]) == 0
    assert xltools(["key", "trust", str(tmp_path / "甲.pub")]) == 0
    assert xltools(["key", "trust", str(FILES / "receipt-forged.json")]) == 3
    with pytest.raises(InputRefused):
        sign(RECEIPT, key=str(tmp_path / "甲.pub"))


@pytest.mark.parametrize("text", ["[]", "{}", '{"format":"xltools-receipt-1","files":{}}', "[" * 9999, '{"a":' * 5000])
def test_no_receipt_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "回执.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputRefused):
        read_receipt(str(path))


def test_a_pipe_is_no_receipt_and_no_register(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道.json")
    for path in (tmp_path / "管道.json", Path("/dev/zero")):
        with pytest.raises(InputRefused):
            read_receipt(str(path))
        with pytest.raises(InputRefused):
            read_journal(path)


OPENED = RegisterOpened(
    at=datetime(2026, 3, 1), notice="hubei-2022", version="1", level="city", units=("蔡甸区",), expected=(("附件5",),)
)


def _register(path: Path, count: int = 3) -> Path:
    journal = new_journal(path)
    journal.append([OPENED])
    for number in range(count):
        journal.append([Expects(at=datetime(2026, 3, 2), units=(f"某区{number}",))])
    return path


def test_a_register_that_lost_its_end_is_told(tmp_path: Path, capsys: Any) -> None:
    path = _register(tmp_path / "台账.jsonl")
    assert not read_journal(path).faults
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))
    assert "没有上次见到的台账头" in read_journal(path).faults[0]
    xltools(["handin", "status", str(path)])
    said = capsys.readouterr().out
    assert "末尾可能被截去" in said
    assert "台账头 2026-03-02　共 3 条" in said


def test_two_machines_that_wrote_at_once_are_no_fault(tmp_path: Path) -> None:
    path = _register(tmp_path / "台账.jsonl")
    other = tmp_path / "别的机器.jsonl"
    shutil.copy(path, other)
    here, there = read_journal(path), read_journal(other)
    here.append([Expects(at=datetime(2026, 3, 3), units=("甲区",))])
    there.append([Expects(at=datetime(2026, 3, 3), units=("乙区",))])
    with path.open("ab") as file:
        file.write(other.read_bytes().splitlines(keepends=True)[-1])
    merged = read_journal(path)
    assert merged.faults == []
    assert [event.units for event in merged.events[-2:]] == [("甲区",), ("乙区",)]


@pytest.mark.parametrize("place", [0, 1, 3])
def test_a_line_copied_to_the_end_is_told_and_not_taken(tmp_path: Path, place: int) -> None:
    """A valid line may undo what was decided since: its checksum stands for the lines before it, so it cannot come twice."""
    path = _register(tmp_path / "台账.jsonl")
    before = read_journal(path).events
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines, lines[place]]))
    copied = read_journal(path)
    assert f"第 5 行是第 {place + 1} 行的副本，未采用" in copied.faults
    assert copied.events == before
    copied.append([Expects(at=datetime(2026, 3, 4), units=("丙区",))])
    assert read_journal(path).faults == copied.faults


def test_an_edited_line_is_still_an_edited_line(tmp_path: Path) -> None:
    path = _register(tmp_path / "台账.jsonl")
    path.write_bytes(path.read_bytes().replace("某区1".encode(), "某区9".encode()))
    assert any("与校验和不符" in fault for fault in read_journal(path).faults)


def test_a_run_waits_for_another_one(tmp_path: Path) -> None:
    path = tmp_path / "台账.jsonl"
    held = threading.Event()

    def hold() -> None:
        with sole_writer(path):
            held.set()
            time.sleep(0.3)

    other = threading.Thread(target=hold)
    other.start()
    held.wait()
    with sole_writer(path, wait=10):
        pass
    other.join()


def test_a_lock_folder_that_somebody_else_could_have_made_is_not_used(tmp_path: Path) -> None:
    elsewhere = tmp_path / "别处"
    elsewhere.mkdir(mode=0o777)
    elsewhere.chmod(0o777)
    link = tmp_path / "链接"
    link.symlink_to(elsewhere)
    assert not _is_ours(link)
    assert not _is_ours(elsewhere)
    assert _is_ours(tmp_path / "自己")
    assert (tmp_path / "自己").stat().st_mode & 0o777 == 0o700


def test_a_lock_is_no_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock that leads to a person's file must neither be emptied nor written."""
    from xltools.files import locks

    target = tmp_path / "要紧.txt"
    target.write_text("要紧")
    monkeypatch.setattr(locks, "_lock_path", lambda _: tmp_path / "a.lock")
    (tmp_path / "a.lock").symlink_to(target)
    with pytest.raises(OSError, match=r"a\.lock"), sole_writer(tmp_path / "out"):
        pass
    assert target.read_text() == "要紧"
