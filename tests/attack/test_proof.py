"""trace, the next level's merge and check-letter look into the sources; a path in a file opens nothing else."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from attack.districts import DISTRICT
from sheets import xlsx

from xltools.app.trace import trace
from xltools.cli import run as xltools
from xltools.office.opc import pack, unpack
from xltools.summary.proving import SourceFiles, is_plain_path
from xltools.summary.row import Hop, RowSource


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A city's summary with its source below it."""
    home = tmp_path / "市"
    (home / "收件").mkdir(parents=True)
    (home / "收件" / "蔡甸区-推荐汇总表.xlsx").write_bytes(xlsx(DISTRICT))
    out = home / "汇总.xlsx"
    assert xltools(["merge", str(home / "收件"), "-o", str(out), "--notice", "hubei-2022", "--level", "city"]) in (0, 1)
    return out


def edited(path: Path, *pairs: tuple[str, str]) -> None:
    """Texts replaced everywhere in the package: in the cell that is seen and in the record that says it was so."""
    parts = unpack(path.read_bytes())
    for name, data in parts.items():
        for old, new in pairs:
            data = data.replace(old.encode(), new.encode())
        parts[name] = data
    path.write_bytes(pack(parts, keep_order=True))


def test_a_value_that_stands_at_its_source_is_proved(city: Path, capsys: Any) -> None:
    assert trace(str(city))["proved"]
    xltools(["trace", str(city)])
    assert "相符：2 行都在来源文件中找到，值相同。" in capsys.readouterr().out


def test_a_forged_value_is_not_saved_by_an_unchanged_source(city: Path, capsys: Any) -> None:
    edited(city, ("武汉示例甲有限公司", "武汉示例戊有限公司"))
    told = trace(str(city))
    assert {file["state"] for file in told["files"]} == {"same"}
    assert [entry["proof"] for entry in told["rows"]] == ["differs", "holds"]
    assert xltools(["trace", str(city)]) == 1
    said = capsys.readouterr().out
    assert "“武汉示例甲有限公司”，与汇总表不同" in said
    assert "不符：有 1 行" in said


def test_a_record_that_points_at_another_row_is_seen(city: Path) -> None:
    edited(city, ("[[4],[5]]", "[[5],[4]]"), ("[[4], [5]]", "[[5], [4]]"))
    assert [entry["proof"] for entry in trace(str(city))["rows"]] == ["differs", "differs"]


def test_a_source_that_is_not_there_proves_nothing(city: Path, capsys: Any) -> None:
    next((city.parent / "收件").iterdir()).unlink()
    assert not trace(str(city))["proved"]
    xltools(["trace", str(city)])
    assert "不能证明：2 行的来源文件不在或已改动" in capsys.readouterr().out


def test_the_next_level_and_the_letter_hold_summaries_against_their_sources(city: Path, tmp_path: Path) -> None:
    edited(city, ("武汉示例甲有限公司", "武汉示例戊有限公司"))
    out = tmp_path / "省.xlsx"
    assert xltools(["merge", str(city), "-o", str(out), "--level", "province", "--format", "json"]) == 1


def test_the_merge_names_the_cell_and_the_source(city: Path, tmp_path: Path, capsys: Any) -> None:
    edited(city, ("武汉示例甲有限公司", "武汉示例戊有限公司"))
    xltools(["merge", str(city), "-o", str(tmp_path / "省.xlsx"), "--level", "province", "--format", "json"])
    found = [f for f in json.loads(capsys.readouterr().out)["findings"] if f["rule"] == "not-in-source"]
    assert [(f["severity"], f["value"], f["expected"]) for f in found] == [
        ("error", "武汉示例戊有限公司", "武汉示例甲有限公司")
    ]


def test_the_letters_check_says_it_too(city: Path, tmp_path: Path, capsys: Any) -> None:
    edited(city, ("武汉示例甲有限公司", "武汉示例戊有限公司"))
    letter = tmp_path / "函.docx"
    xltools(["letter", str(city), "-o", str(letter)])
    capsys.readouterr()
    xltools(["check-letter", str(letter), "--against", str(city), "--format", "json"])
    findings = json.loads(capsys.readouterr().out)["files"][0]["findings"]
    assert any(found["rule"] == "not-in-source" for found in findings)


def looked_for(folder: Path, path: str, *named: Path) -> str:
    hop = Hop(source=RowSource(path=path, sha256="0" * 64, sheet="表"), row=1)
    return SourceFiles(folder, named).state(folder / path, hop).value


@pytest.mark.parametrize(
    "path",
    [
        "../别处.xlsx",
        "/etc/passwd",
        "/dev/zero",
        "\\\\host\\share\\a.xlsx",
        "//host/share/a.xlsx",
        "a\0b.xlsx",
        "\\\\?\\C:\\a",
    ],
)
def test_a_path_outside_is_not_opened(path: str, tmp_path: Path) -> None:
    (tmp_path / "别处.xlsx").write_bytes(b"x")
    (tmp_path / "市").mkdir()
    assert looked_for(tmp_path / "市", path) == "outside"


def test_a_pipe_a_device_and_a_link_are_no_source(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道.xlsx")
    (tmp_path / "零.xlsx").symlink_to("/dev/zero")
    (tmp_path / "外.xlsx").symlink_to("/etc/hostname")
    assert looked_for(tmp_path, "管道.xlsx") == "missing"
    assert looked_for(tmp_path, "零.xlsx") == "outside"
    assert looked_for(tmp_path, "外.xlsx") == "outside"


def test_a_folder_that_a_person_names_may_hold_the_sources(city: Path, tmp_path: Path) -> None:
    moved = tmp_path / "存档"
    (city.parent / "收件").rename(moved)
    assert not trace(str(city))["proved"]
    assert trace(str(city), sources=[str(moved)])["proved"]


def test_what_is_no_plain_path() -> None:
    assert is_plain_path("收件.zip/江岸区.xlsx")
    assert not is_plain_path("\\\\host\\share")
