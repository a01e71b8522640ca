"""Signed heads: a register that lost its end, or was written anew, is told by a head that lies elsewhere."""

from __future__ import annotations

import json
import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from xltools.application.signing import Signed, new_key
from xltools.cli import run as xltools
from xltools.errors import InputRefused
from xltools.register.headfile import day_heads, head_file, read_signed_head
from xltools.register.journal import new_journal, read_journal
from xltools.register.model import Expects, RegisterOpened

OPENED = RegisterOpened(
    at=datetime(2026, 3, 1), notice="hubei-2022", version="1", level="city", units=("蔡甸区",), expected=(("附件5",),)
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def register(tmp_path: Path) -> Path:
    return written(tmp_path / "台账.jsonl", 3)


def written(path: Path, days: int, unit: str = "某区") -> Path:
    journal = new_journal(path)
    journal.append([OPENED])
    for day in range(2, days + 2):
        journal.append([Expects(at=datetime(2026, 3, day), units=(f"{unit}{day}",))])
    return path


def test_each_day_has_its_head() -> None:
    days = [date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 1), date(2026, 3, 3)]
    made = day_heads(days, ["a", "b", "c", "d"])
    assert [(one.day.day, one.count, one.head) for one in made] == [(1, 1, "a"), (2, 3, "c"), (3, 4, "d")]


def test_heads_are_printed_signed_countersigned_and_checked(register: Path, tmp_path: Path, capsys: Any) -> None:
    assert xltools(["handin", "heads", str(register)]) == 0
    said = capsys.readouterr().out
    assert [line[4:14] for line in said.splitlines()] == ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"]
    assert xltools(["handin", "heads", str(register), "--sign"]) == 3  # no key yet
    new_key("示例市局")
    assert xltools(["handin", "heads", str(register), "--sign"]) == 0
    assert xltools(["handin", "heads", str(register), "--sign"]) == 0
    kept = read_signed_head(head_file(register))
    assert [one.signed for one in kept.reports()] == [Signed.UNKNOWN], "the same key signs once"
    shutil.rmtree(tmp_path / "home")
    new_key("示例区局")
    assert xltools(["handin", "heads", str(register), "--sign"]) == 0
    assert [one.name for one in read_signed_head(head_file(register)).reports()] == ["示例市局", "示例区局"]
    capsys.readouterr()
    assert xltools(["handin", "heads", str(register), "--check", str(head_file(register))]) == 0
    said = capsys.readouterr().out
    assert "在台账里" in said
    assert "自称 示例市局" in said
    assert read_journal(register).faults == []


def test_a_register_that_was_cut_or_written_anew_is_told(register: Path, home: Path, capsys: Any) -> None:
    new_key("示例市局")
    assert xltools(["handin", "heads", str(register), "--sign"]) == 0
    shutil.rmtree(home / "xltools", ignore_errors=True)  # another machine, which never saw the register
    whole = register.read_bytes()
    register.write_bytes(b"".join(whole.splitlines(keepends=True)[:-1]))
    assert any("台账-台账头.json" in fault for fault in read_journal(register).faults)
    register.unlink()
    written(register, 3, "假区")
    for faults in (read_journal(register).faults,):
        assert any("整个文件被换过" in fault for fault in faults)
    assert xltools(["handin", "heads", str(register), "--check", str(head_file(register))]) == 1
    assert "不在台账里" in capsys.readouterr().out
    new_key("又一把")
    assert xltools(["handin", "heads", str(register), "--sign"]) == 2, "the head that is lost stays as a witness"
    assert read_signed_head(head_file(register)).signatures


def test_a_grown_register_still_holds_the_earlier_head(register: Path, tmp_path: Path) -> None:
    new_key("示例市局")
    kept = tmp_path / "别处" / "头.json"
    kept.parent.mkdir()
    assert xltools(["handin", "heads", str(register), "--sign", "-o", str(kept)]) == 0
    read_journal(register).append([Expects(at=datetime(2026, 4, 1), units=("甲区",))])
    assert xltools(["handin", "heads", str(register), "--check", str(kept)]) == 0
    assert xltools(["handin", "heads", str(register), "--sign", "-o", str(kept)]) == 0
    assert read_signed_head(kept).head.count == 5


@pytest.mark.parametrize(
    "change",
    [
        {"count": 99},
        {"head": "0" * 24},
        {"register": "别的.jsonl"},
        {"day": "2026-12-01"},
        {"signatures": []},
        {"signatures": [{"algorithm": "none"}]},
    ],
)
def test_what_was_changed_after_signing_is_no_success(register: Path, change: dict[str, object]) -> None:
    new_key("示例市局")
    assert xltools(["handin", "heads", str(register), "--sign"]) == 0
    path = head_file(register)
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | change), encoding="utf-8")
    assert xltools(["handin", "heads", str(register), "--check", str(path)]) == 1


@pytest.mark.parametrize("text", ["", "[]", "[" * 9999, '{"format":"xltools-register-head-1"}', '{"count":1e999}'])
def test_what_is_no_head_is_refused_and_costs_the_register_nothing(register: Path, text: str) -> None:
    path = head_file(register)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputRefused):
        read_signed_head(path)
    assert "没有用来核对" in read_journal(register).faults[0]
    new_key("示例市局")
    assert xltools(["handin", "heads", str(register), "--sign"]) in (2, 3)
    assert path.read_text("utf-8") == text
