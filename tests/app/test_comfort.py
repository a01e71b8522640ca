"""Completion, update notes, colour and width: what makes a terminal pleasant."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from xltools.cli import news, run, shells
from xltools.reports.terminal import show, width

ROOT = Path(__file__).resolve().parents[2]
LONG = "示例智能装备有限公司的投资明细表第十二行含税金额与合计不一致，" * 5


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "my config"))
    return tmp_path


def completed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], shell: str, words: str) -> list[str]:
    typed = words.split(" ")[-1]
    for name, value in (
        ("COMP_WORDS", words),
        ("COMP_CWORD", typed if shell == "fish" else str(len(words.split(" ")) - 1)),
        ("COMP_INCOMPLETE", typed),
        ("_XLTOOLS_COMPLETE", f"{shell}_complete"),
    ):
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as done:
        run([])
    assert done.value.code == 0
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(
    ("shell", "words", "said"),
    [
        ("bash", "xltools val", "plain,validate"),
        ("bash", "xltools merge --level 区", "plain,区级"),
        ("bash", "xltools validate --notice wu", "plain,wuhan-2025"),
        ("bash", "xltools validate --mark ", "file,"),
        ("powershell", "xltools new wu", "wuhan-2025\t"),
        ("powershell", "xltools notices sh", "show\t显示一个通知包：层级、附件、规则与条款、版式来源、假定的参数。"),
    ],
)
def test_what_can_be_typed_is_offered(
    shell: str, words: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said in completed(monkeypatch, capsys, shell, words)


@pytest.mark.parametrize(("shell", "start"), [("bash", ".bashrc"), ("zsh", ".zshrc"), ("fish", "")])
def test_completion_is_installed_once_and_taken_away(shell: str, start: str, home: Path) -> None:
    own = home / start
    if start:
        own.write_text("# mine\n", encoding="utf-8")
    assert [run(["-q", "completion", "install", shell]) for _ in range(2)] == [0, 0]
    script = shells.home_of(shell).script
    assert "_XLTOOLS_COMPLETE" in script.read_text(encoding="utf-8")
    if start:
        assert own.read_text(encoding="utf-8").count("# xltools completion") == 1
    program = shutil.which(shell)
    if program and start:
        assert subprocess.run([program, "-n", str(script)], check=False).returncode == 0
        assert subprocess.run([program, "-n", str(own)], check=False).returncode == 0
    assert run(["-q", "completion", "uninstall", shell]) == 0
    assert not script.exists()
    assert not start or own.read_text(encoding="utf-8").strip() == "# mine"


def test_the_shell_is_seen_or_asked_for(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SHELL", "/usr/bin/fish")
    assert run(["completion", "show"]) == 0
    assert "complete --no-files --command xltools" in capsys.readouterr().out
    monkeypatch.setenv("SHELL", "/bin/ksh")
    assert run(["completion", "install"]) == 2
    monkeypatch.setattr(shells.shutil, "which", lambda _name: None)
    assert run(["completion", "install", "powershell"]) == 4
    assert "completion show powershell" in capsys.readouterr().err


def test_news_of_every_version_in_the_changelog(capsys: pytest.CaptureFixture[str]) -> None:
    changelog = re.findall(r"^## ([0-9.]+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert list(news.versions()) == changelog
    assert run(["news", "--since", changelog[-1]]) == 0
    text = capsys.readouterr().out
    assert text.startswith(changelog[0])
    assert f"\n{changelog[-1]}" not in text
    assert run(["news", "--since", "9.9"]) == 2


@pytest.mark.parametrize("columns", [40, 80])
def test_the_terminals_width_is_kept(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")
    stream = Terminal()
    show([[("error", LONG)]], stream)
    lines = stream.getvalue().splitlines()
    assert len(lines) > 1
    assert max(width(line) for line in lines) <= columns


def test_colours_only_where_somebody_watches_and_wants_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    watched, piped, plain = Terminal(), io.StringIO(), Terminal()
    show([[("error", "错误")]], watched)
    show([[("error", "错误"), ("", LONG)]], piped)
    monkeypatch.setenv("NO_COLOR", "1")
    show([[("error", "错误")]], plain)
    assert "\x1b[" in watched.getvalue()
    assert piped.getvalue() == f"错误{LONG}\n"
    assert plain.getvalue() == "错误\n"
