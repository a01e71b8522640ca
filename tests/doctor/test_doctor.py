"""What `xltools doctor` says of a machine, of one that lacks things and of settings that are broken."""

from __future__ import annotations

import io
import json
import subprocess
from pathlib import Path

import pytest

from xltools.cli import run
from xltools.doctor import machine, office


@pytest.fixture(autouse=True)
def a_machine_without_programs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing of this machine is started; what it says can be set."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XLTOOLS_SOFFICE", str(tmp_path / "soffice"))
    monkeypatch.setattr(office, "_said", lambda command: said(list(command)))


def said(command: list[str]) -> str:
    return "LibreOffice 7.4\n" if "--version" in command else "仿宋,FangSong\nSimHei,黑体\n"


def examined(capsys: pytest.CaptureFixture[str], status: int = 0) -> dict[str, tuple[str, str, str]]:
    assert run(["doctor", "--format", "json"]) == status
    rows = json.loads(capsys.readouterr().out)["conditions"]
    return {row["name"]: (row["standing"], row["found"], row["advice"]) for row in rows}


def test_what_is_there_and_what_is_not(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office.shutil, "which", lambda name: f"/usr/bin/{name}")
    found = examined(capsys)
    assert found["LibreOffice"][:2] == ("good", "LibreOffice 7.4")
    assert found["click"][0] == "good"
    assert found["黑体"][0] == "good"
    assert found["仿宋_GB2312"][0] == "absent"
    assert "现由仿宋代替" in found["仿宋_GB2312"][2]
    assert "会换成别的字体" in found["方正小标宋简体"][2]
    assert found["附表工具"] == ("absent", "", "要在表格程序里点按钮时，运行 xltools addin install。")
    assert found["随程序带的"][0] == "good"


def test_the_text_ends_with_how_much_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("版本\n  正常  xltools")
    assert "缺少 0 项" in text.splitlines()[-1]


def test_broken_settings_are_said_and_the_rest_is_looked_at(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "office.toml").write_text("发文机关 = 甲", encoding="utf-8")
    monkeypatch.setenv("XLTOOLS_CONFIG", str(tmp_path / "office.toml"))
    found = examined(capsys, status=4)
    assert found["设置文件"][0] == "missing"
    assert "不是合格的 TOML" in found["设置文件"][2]
    assert found["click"][0] == "good"


def test_a_broken_pack_and_a_folder_that_cannot_be_written_are_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pack = tmp_path / "own" / "new-2026"
    pack.mkdir(parents=True)
    (pack / "notice.toml").write_text("id = 1\n", encoding="utf-8")
    monkeypatch.setenv("XLTOOLS_WORKBOOKS", str(pack.parent))

    def full(**_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(machine.tempfile, "TemporaryFile", full)
    found = examined(capsys, status=4)
    assert found["new-2026"][0] == "missing"
    assert "xltools notices check" in found["new-2026"][2]
    assert "磁盘空间不足" in found["当前文件夹"][2]


def test_buttons_in_libreoffice_are_found_where_its_extensions_lie(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XLTOOLS_LIBREOFFICE_PROFILE", str(tmp_path / "profile"))
    extension = tmp_path / "profile" / "user/uno_packages/cache/uno_packages/lu1.tmp_" / "xltools.oxt"
    extension.mkdir(parents=True)
    assert examined(capsys)["附表工具"][0] == "good"


def test_excel_is_named_by_its_versions() -> None:
    assert office._excel(["16.0", "15.0"]).found == "16.0、15.0"
    assert "打开一次" in office._excel([]).advice


@pytest.mark.parametrize(
    ("encoding", "presence"),
    [("utf-8", "GOOD"), ("gbk", "GOOD"), ("cp936", "GOOD"), ("ascii", "MISSING"), ("cp437", "MISSING")],
)
def test_a_screen_that_cannot_show_chinese_is_said(
    encoding: str, presence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Screen(io.TextIOWrapper):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(machine.sys, "stdout", Screen(io.BytesIO(), encoding=encoding))
    condition = next(one for one in machine.screen() if one.name == "编码")
    assert condition.standing.name == presence


@pytest.mark.libreoffice
def test_the_program_of_this_machine_says_its_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    condition = next(office.office_programs())
    assert condition.found.startswith("LibreOffice "), subprocess.list2cmdline([condition.found])
