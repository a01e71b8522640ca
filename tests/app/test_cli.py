"""The contract of the command line: exit codes, JSON on stdout, no traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from sheets import xlsx

GOOD = """
# 推荐汇总表
| 智能制造试点示范项目推荐汇总表 | < | < | < | < | < | < | < | < |
| 推荐单位（盖章）：蔡甸区经济和信息化局、蔡甸区发展和改革局 | | | | | 填报日期：2022年10月30日 | | | |
| 序号 | 项目类别 | 申报主体 | 统一社会信用代码 | 项目名称 | 所属行业 | 所在区 | 成熟度等级 | 覆盖环节数 |
| 1 | 优秀场景 | 武汉示例甲有限公司 | 91420100MA1WAPC1JX | 智能在线检测 | 专用设备制造业 | 蔡甸区 | 2级 | 3 |
"""


def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "xltools", *arguments], capture_output=True, check=False)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "蔡甸区-推荐汇总表.xlsx"
    path.write_bytes(xlsx(GOOD))
    return path


def test_clean_is_0(good: Path) -> None:
    done = run("validate", str(good), "--notice", "hubei-2022", "--format", "json")
    document = json.loads(done.stdout)
    assert (done.returncode, document["summary"]["errors"]) == (0, 0)
    assert document["files"][0]["path"] == str(good)


def test_a_finding_of_severity_error_is_1(good: Path) -> None:
    good.write_bytes(xlsx(GOOD.replace("91420100MA1WAPC1JX", "91420100MA1WAPC1J0")))
    assert run("validate", str(good), "--notice", "hubei-2022").returncode == 1


def test_one_refused_among_others_is_1(good: Path) -> None:
    good.with_name("坏.xlsx").write_bytes(b"PK\x03\x04 broken")
    done = run("validate", str(good.parent), "--notice", "hubei-2022", "--format", "json")
    assert done.returncode == 1
    assert {file["status"] for file in json.loads(done.stdout)["files"]} == {"read", "refused"}


def test_wrong_usage_is_2(good: Path) -> None:
    assert run("validate").returncode == 2
    assert run("nonsense").returncode == 2
    assert run("validate", str(good), "--notice", "no-such-notice").returncode == 2
    assert run("validate", str(good), "--map", "含税金额").returncode == 2
    assert run("total", str(good), "--from", "yesterday").returncode == 2


@pytest.mark.parametrize("command", ["validate", "inspect"])
def test_no_input_that_can_be_read_is_3_and_still_json(tmp_path: Path, command: str) -> None:
    done = run(command, str(tmp_path / "没有.xlsx"), "--format", "json")
    assert done.returncode == 3
    assert json.loads(done.stdout)
    assert b"Traceback" not in done.stderr


def test_an_output_fault_is_4_and_leaves_what_was_there(good: Path) -> None:
    good.with_name("out.xlsx").write_bytes(b"kept")
    done = run("merge", str(good), "-o", str(good.with_name("out.xlsx")), "--notice", "hubei-2022", "--format", "json")
    assert done.returncode == 4
    assert good.with_name("out.xlsx").read_bytes() == b"kept"
    assert json.loads(done.stdout)["error"]["code"] == "exists"


def test_inspect_shows_what_was_bound_and_left_out(good: Path) -> None:
    document = json.loads(run("inspect", str(good), "--notice", "hubei-2022", "--format", "json").stdout)
    sheet = document["sheets"][0]
    assert sheet["columns"]["credit_code"] == "D"
    assert sheet["header_rows"] == [3, 3]
    assert sheet["cells"]["D4"] == "91420100MA1WAPC1JX"


def test_a_column_bound_by_hand_is_remembered(good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "config"))
    good.write_bytes(xlsx(GOOD.replace("统一社会信用代码", "机构识别码")))
    first = json.loads(
        run("inspect", str(good), "--notice", "hubei-2022", "--format", "json", "--map", "统一社会信用代码=D").stdout
    )
    again = json.loads(run("inspect", str(good), "--notice", "hubei-2022", "--format", "json").stdout)
    assert first["sheets"][0]["columns"]["credit_code"] == "D"
    assert again["sheets"][0]["columns"] == first["sheets"][0]["columns"]


def test_no_command_lacks_help() -> None:
    for command in (
        "notices",
        "new",
        "inspect",
        "validate",
        "total",
        "merge",
        "trace",
        "letter",
        "check-letter",
        "draft",
    ):
        done = run(command, "--help")
        assert done.returncode == 0
        assert any("一" <= character <= "鿿" for character in done.stdout.decode())
