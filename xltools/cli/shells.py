"""Completion in the user's shell: click's scripts, one for PowerShell, and the places where shells look.

bash and zsh get a line in their start-up file that reads a script of ours where it is there, so that what is left of an
uninstalled xltools does no harm; fish has a folder for such scripts; PowerShell names its profile itself.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from click import shell_completion

from ..errors import OutputFault, system_words
from ..settings import user_folder

PROGRAM: Final = "xltools"
VARIABLE: Final = "_XLTOOLS_COMPLETE"
_MARK: Final = "# xltools completion"

_POWERSHELL: Final = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $env:COMP_WORDS = $commandAst.ToString()
    $env:COMP_INCOMPLETE = $wordToComplete
    $env:%(complete_var)s = "powershell_complete"
    %(prog_name)s | ForEach-Object {
        $value, $help = $_ -split "`t", 2
        if (-not $help) { $help = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, "ParameterValue", $help)
    }
    Remove-Item Env:COMP_WORDS, Env:COMP_INCOMPLETE, Env:%(complete_var)s
}
"""
_ZSH_READY: Final = "(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }\n"
"""compdef is there only where completion was switched on before."""


class PowerShellComplete(shell_completion.ShellComplete):
    """PowerShell 5 and 7: a native argument completer."""

    name = "powershell"
    source_template = _POWERSHELL

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words behind the program and the one that is being typed."""
        words = shell_completion.split_arg_string(os.environ["COMP_WORDS"])[1:]
        typed = os.environ.get("COMP_INCOMPLETE", "")
        return (words[:-1] if typed and words else words), typed

    def format_completion(self, item: shell_completion.CompletionItem) -> str:
        return f"{item.value}\t{item.help or ''}"


shell_completion.add_completion_class(PowerShellComplete)


@dataclass(frozen=True, slots=True)
class ShellHome:
    """Where a shell finds the script, and the start-up file that names it (None: it looks there by itself)."""

    shell: str
    script: Path
    start: Path | None


def script(shell: str) -> str:
    """The completion script."""
    from . import cli

    kind = shell_completion.get_completion_class(shell)
    assert kind is not None, shell
    # click's own source() asks bash for its version first; who only wants the text need not have one.
    text = shell_completion.ShellComplete.source(kind(cli, {}, PROGRAM, VARIABLE))
    return (_ZSH_READY if shell == "zsh" else "") + text.strip() + "\n"


def current() -> str:
    """The shell the user works in, by name; empty where it cannot be told."""
    if os.name == "nt":
        return "powershell"
    name = Path(os.environ.get("SHELL", "")).name
    return "powershell" if name == "pwsh" else name


def home_of(shell: str) -> ShellHome:
    """Where its script belongs. Raises OutputFault: no home folder, no PowerShell to ask."""
    own, home = user_folder(), Path(os.environ.get("HOME") or Path("~").expanduser())
    if own is None:
        raise OutputFault("no_home", "找不到当前用户的主文件夹，无法安装补全。")
    if shell == "fish":
        return ShellHome(shell, own.parent / "fish" / "completions" / "xltools.fish", None)
    if shell == "powershell":
        return ShellHome(shell, own / "completion.ps1", _powershell_profile())
    start = home / ".bashrc" if shell == "bash" else Path(os.environ.get("ZDOTDIR") or home) / ".zshrc"
    return ShellHome(shell, own / f"completion.{shell}", start)


def _powershell_profile() -> Path:
    program = shutil.which("pwsh") or shutil.which("powershell")
    if program is None:
        message = "没有找到 PowerShell。请用 xltools completion show powershell 取得脚本，放进它的配置文件。"
        raise OutputFault("no_powershell", message)
    command = [program, "-NoProfile", "-NonInteractive", "-Command", "$PROFILE"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603
    return Path(done.stdout.strip())


def install(home: ShellHome) -> list[str]:
    """Put the script where the shell finds it; what was done. Twice is as good as once. Raises OutputFault."""
    try:
        home.script.parent.mkdir(parents=True, exist_ok=True)
        home.script.write_text(script(home.shell), encoding="utf-8")
        said = [f"已写出 {home.script}"]
        if home.start is not None and _MARK not in _text(home.start):
            home.start.parent.mkdir(parents=True, exist_ok=True)
            with home.start.open("a", encoding="utf-8") as stream:  # appended: it may be a link of the user's
                stream.write(f"\n{_line(home)}\n")
            said.append(f"已在 {home.start} 末尾加了一行")
    except OSError as fault:
        raise _not_written(fault) from fault
    return said


def uninstall(home: ShellHome) -> list[str]:
    """Take both away; what was done. Raises OutputFault."""
    said = []
    try:
        if home.script.is_file():
            home.script.unlink()
            said.append(f"已删除 {home.script}")
        if home.start is not None and _MARK in _text(home.start):
            kept = [line for line in _text(home.start).splitlines(keepends=True) if _MARK not in line]
            home.start.write_text("".join(kept), encoding="utf-8", errors="surrogateescape")
            said.append(f"已从 {home.start} 去掉一行")
    except OSError as fault:
        raise _not_written(fault) from fault
    return said or ["没有装过，不用拿掉。"]


def _line(home: ShellHome) -> str:
    if home.shell == "powershell":
        return f"if (Test-Path '{home.script}') {{ . '{home.script}' }}  {_MARK}"
    path = shlex.quote(str(home.script))
    return f"[ -f {path} ] && . {path}  {_MARK}"


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="surrogateescape") if path.is_file() else ""


def _not_written(fault: OSError) -> OutputFault:
    return OutputFault("permission", f"补全没有装好：{fault.filename} 不能写（{system_words(fault)}）。")
