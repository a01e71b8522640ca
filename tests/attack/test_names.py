"""Names and cells of strangers move no cursor, begin no line, and make no file that is not meant."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from attack.districts import DISTRICT
from sheets import xlsx

from xltools.cli import run as xltools
from xltools.files.names import safe_name, visible, visible_lines

ODD = {
    "escape": "江岸\x1b[2J\x1b[31m区.xlsx",
    "line": "江岸区\n没有发现问题\n.xlsx",
    "bidi": "江岸\u202excod.xlsx",
    "separator": "江岸\u2028区.xlsx",
    "c1": "江岸\x9b31m区.xlsx",
}


@pytest.mark.parametrize("kind", ODD)
@pytest.mark.parametrize("command", ["validate", "inspect"])
def test_names_in_a_zip_are_shown_as_they_are(kind: str, command: str, tmp_path: Path, capsys: Any) -> None:
    archive = tmp_path / "收件.zip"
    with zipfile.ZipFile(archive, "w") as folder:
        folder.writestr(ODD[kind], xlsx(DISTRICT))
        folder.writestr("坏" + ODD[kind], b"PK broken")
    if command == "inspect":
        (tmp_path / ODD[kind]).write_bytes(xlsx(DISTRICT))
        xltools([command, str(tmp_path / ODD[kind])])
    else:
        xltools([command, str(archive)])
    out, err = capsys.readouterr()
    for sign in ("\x1b", "\u202e", "\u2028", "\x9b"):
        assert sign not in out + err
    assert "\n没有发现问题\n" not in out


def test_a_cell_cannot_write_a_line_of_the_report(tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(xlsx(DISTRICT.replace("2级", "九级\u202e合格\u2029")))
    xltools(["validate", str(path), "--notice", "hubei-2022"])
    out = capsys.readouterr().out
    assert "\u202e" not in out
    assert "<U+202E>" in out
    xltools(["validate", str(path), "--notice", "hubei-2022", "--format", "json"])
    assert "\u202e" in json.dumps(json.loads(capsys.readouterr().out), ensure_ascii=False)  # data stays data


def test_what_is_shown_otherwise() -> None:
    assert visible("甲\n乙\t丙\x1b\u202e\ufeff") == "甲↵乙 丙<U+001B><U+202E><U+FEFF>"
    assert visible("武汉示例甲（集团）有限公司 A-1") == "武汉示例甲（集团）有限公司 A-1"
    assert visible_lines("甲\n\t乙\x07") == "甲\n\t乙<U+0007>"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a:stream", "a_stream"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("COM¹", "_COM¹"),
        ("CONIN$", "_CONIN$"),
        ("CONTRACT", "CONTRACT"),
        ("名称. . .", "名称"),
        ("~$锁", "锁"),
        (".隐藏", "隐藏"),
        ("e\u0301", "é"),
        ("右\u202e左", "右左"),
        ("", "未命名"),
        ("...", "未命名"),
        ("a\nb\tc", "a_b_c"),
    ],
)
def test_names_that_every_system_takes(text: str, name: str) -> None:
    assert safe_name(text) == name


def test_length_counts_in_bytes_and_the_ending_stays() -> None:
    made = safe_name("长" * 360, "-校验结果.xlsx")
    assert made.endswith("-校验结果.xlsx")
    assert len(made.encode()) <= 200
    made.encode().decode()


def test_a_long_name_costs_nothing_of_the_batch(tmp_path: Path) -> None:
    home = tmp_path / "收件"
    home.mkdir()
    bad = DISTRICT.replace("91420100MA1WAPC1JX", "")
    (home / ("长" * 83 + ".xlsx")).write_bytes(xlsx(bad))
    (home / "b.csv").write_bytes("序号,项目类别\n1,x\n".encode())
    (home / "江岸区.xlsx").write_bytes(xlsx(bad))
    xltools(["validate", str(home), "--notice", "hubei-2022", "--mark", str(tmp_path / "标注")])
    assert len(list((tmp_path / "标注").iterdir())) >= 2
