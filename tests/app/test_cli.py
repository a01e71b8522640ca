"""The contract of the command line: exit codes, JSON on stdout, no traceback."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from documents.submissions import INVESTMENT
from program import called as run
from sheets import xlsx

from xltools.app.handin import read_register
from xltools.cli import run as program
from xltools.reports import RENDER

GOOD = """
# 推荐汇总表
| 智能制造试点示范项目推荐汇总表 | < | < | < | < | < | < | < | < |
| 推荐单位（盖章）：蔡甸区经济和信息化局、蔡甸区发展和改革局 | | | | | 填报日期：2022年10月30日 | | | |
| 序号 | 项目类别 | 申报主体 | 统一社会信用代码 | 项目名称 | 所属行业 | 所在区 | 成熟度等级 | 覆盖环节数 |
| 1 | 优秀场景 | 武汉示例甲有限公司 | 91420100MA1WAPC1JX | 智能在线检测 | 专用设备制造业 | 蔡甸区 | 2级 | 3 |
"""


def cli(*arguments: str) -> int:
    """The exit code, without a process of its own."""
    return program(arguments)


def process(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    """As people start it."""
    return subprocess.run([sys.executable, "-m", "xltools", *arguments], capture_output=True, check=False)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "蔡甸区-推荐汇总表.xlsx"
    path.write_bytes(xlsx(GOOD))
    return path


def test_clean_is_0(good: Path) -> None:
    done = process("validate", str(good), "--notice", "hubei-2022", "--format", "json")
    document = json.loads(done.stdout)
    assert (done.returncode, document["summary"]["errors"]) == (0, 0)
    assert document["files"][0]["path"] == str(good)


def test_a_finding_of_severity_error_is_1(good: Path) -> None:
    good.write_bytes(xlsx(GOOD.replace("91420100MA1WAPC1JX", "")))
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


@pytest.mark.parametrize(
    "line", ["validate {0}", "validate {1}", "total {1} --notice wuhan-2025", "pivot {0} --rows 所在区"]
)
def test_no_input_is_written_over_whatever_is_forced(line: str, good: Path) -> None:
    """Named, or one of a folder; our own list of problems among them is none."""
    before = good.read_bytes()
    words = line.format(good, good.parent).split()
    if words[0] == "total":
        good.write_bytes(before := xlsx(INVESTMENT.format("甲", "1")))
    done = run(*words, "-o", str(good), "--force")
    assert (done.returncode, good.read_bytes()) == (4, before)
    assert "同时是输入文件" in done.stderr.decode()
    assert os.listdir(good.parent) == [good.name]


def test_our_own_list_among_the_inputs_is_written_anew(good: Path) -> None:
    for _ in range(2):
        listed = good.with_name("校验结果.xlsx")
        assert run("validate", str(good.parent), "--notice", "hubei-2022", "-o", str(listed), "--force").returncode == 0


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


@pytest.mark.parametrize("what", sorted(RENDER))
def test_every_form_of_every_command_is_there(what: str) -> None:
    for named in RENDER[what].values():
        module, _, name = named.partition(".")
        assert callable(getattr(import_module(f"xltools.reports.{module}"), name))


def test_the_name_of_the_file_decides_its_form(good: Path) -> None:
    said = [str(good), "--notice", "hubei-2022"]
    for ending, start in ((".json", b"{"), (".html", b"<!DOCTYPE"), (".xlsx", b"PK"), (".txt", str(good).encode())):
        out = good.with_name(f"结果{ending}")
        assert cli("validate", *said, "-o", str(out)) == 0
        assert out.read_bytes().startswith(start)
    assert cli("validate", *said, "-o", str(good.with_name("结果.html")), "--format", "xlsx") == 2
    assert cli("validate", *said, "-o", str(good.with_name("结果.docx"))) == 2
    assert cli("total", *said, "--format", "xlsx") == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["validate"], "缺少参数 “路径...”"),
        (["nonsense"], "没有命令“nonsense”"),
        (["validate", "x", "--formt", "json"], "没有选项 --formt"),
        (["total", "x", "--tax", "gross"], "没有“gross”。可用：含税、不含税"),
        (["merge", "x"], "缺少选项 “-o” / “--output”"),
        (["handin", "mark", "x", "y", "好"], "可用：已收、待更正、已通过、退回更正、通过"),
        (["notices", "show", "no-such-notice"], "没有名为“no-such-notice”的通知包"),
    ],
)
def test_usage_errors_are_chinese(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli(*arguments) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("form", [["--format", "json"], ["--format=json"]])
def test_json_is_one_document_even_for_a_usage_error(form: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli("validate", *form) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "usage"


def test_help_is_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli("merge", "--help") == 0
    said = capsys.readouterr().out
    assert said.startswith("用法：xltools merge [选项] 路径...")
    assert not any(word in said for word in ("Usage", "Options", "OPTIONS", "Show this", "required"))


@pytest.mark.parametrize("basis", [[], ["--date", "付款日期", "--tax", "含税"], ["--date", "payment"]])
def test_a_basis_may_be_said_in_chinese_or_not_at_all(tmp_path: Path, basis: list[str]) -> None:
    assert cli("total", str(tmp_path / "没有.xlsx"), "--notice", "wuhan-2025", *basis) == 3


def test_levels_may_be_said_in_chinese(good: Path) -> None:
    said = ["--notice", "hubei-2022", "--format", "json"]
    assert cli("merge", str(good), "-o", str(good.with_name("市.xlsx")), "--level", "市级", *said) == 0
    assert cli("merge", str(good), "-o", str(good.with_name("乡.xlsx")), "--level", "乡级", *said) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take no such names, and have no /dev/full")
class TestOddSurroundings:
    NAME = os.fsdecode("蔡甸区-推荐汇总表.xlsx".encode("gb18030"))

    @pytest.mark.parametrize("form", [f"{what} {form}" for what in ("validate", "inspect", "total", "package", "merge")
                                      for form in RENDER[what]])  # fmt: skip
    def test_a_name_that_is_no_utf8_can_be_said_in_every_form(
        self, tmp_path: Path, form: str, capsysbinary: pytest.CaptureFixture[bytes]
    ) -> None:
        (tmp_path / "区").mkdir()
        (tmp_path / "区" / self.NAME).write_bytes(xlsx(GOOD))
        what, kind = form.split()
        more = ["-o", str(tmp_path / f"r.{kind}")] if kind in ("html", "xlsx") and what != "merge" else []
        more += (
            ["-o", str(tmp_path / "s.xlsx"), "--format", kind]
            if what == "merge"
            else []
            if more
            else ["--format", kind]
        )
        assert cli(what, str(tmp_path / "区"), "--notice", "hubei-2022", *more) in (0, 1, 2, 3)
        assert b"Traceback" not in capsysbinary.readouterr().err

    def test_a_register_of_such_names_is_kept(self, tmp_path: Path) -> None:
        (tmp_path / self.NAME).write_bytes(xlsx(GOOD))
        register = tmp_path / "台账.jsonl"
        assert cli("handin", "add", str(register), str(tmp_path / self.NAME), "--notice", "hubei-2022") == 0
        assert not read_register(str(register)).faults
        assert cli("handin", "status", str(register)) == 1

    @pytest.mark.parametrize("words", [["notices"], ["--version"], ["validate", "{good}", "--format", "json"],
                                       pytest.param(["merge", "{good}", "-o", "{out}"], marks=pytest.mark.slow)])  # fmt: skip
    def test_a_full_disk_behind_the_screen_is_4(self, good: Path, tmp_path: Path, words: list[str]) -> None:
        said = [word.format(good=good, out=tmp_path / "s.xlsx") for word in words]
        with open("/dev/full", "wb") as full:
            done = subprocess.run(
                [sys.executable, "-m", "xltools", *said], stdout=full, stderr=subprocess.PIPE, check=False
            )
        assert done.returncode == 4
        assert "磁盘空间不足" in done.stderr.decode()
        assert b"Traceback" not in done.stderr


def test_help_on_a_screen_without_chinese_is_utf_8(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="cp1252"))
    assert cli("--help") == 0
    assert "校验" in raw.getvalue().decode("utf-8")


LOADING = """
import runpy, sys

class Interrupted:
    def find_spec(self, name, *_):
        if name == "click":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupted())
runpy.run_module("xltools", run_name="__main__")
"""


def test_an_interrupt_while_the_program_is_loaded_is_no_traceback() -> None:
    done = subprocess.run([sys.executable, "-X", "utf8", "-c", LOADING], capture_output=True, check=False)
    assert (done.returncode, done.stderr.decode().strip()) == (130, "已中断，没有写出未完成的文件。")


def test_what_asked_to_be_called_at_the_end_is_called() -> None:
    """The process ends without taking everything apart (`_leave`), and leaves nothing undone."""
    asked = "import atexit; atexit.register(print, 'called'); from xltools.cli import main; main(['validate'])"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=False)
    assert done.stdout == "called\n"
    assert done.returncode == 2
    assert done.stderr
