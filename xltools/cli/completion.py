"""xltools completion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from ..errors import UsageError
from .chinese import ChineseGroup
from .output import say, tell

SHELLS = ("bash", "zsh", "fish", "powershell")
_SHELL = click.argument("shell", metavar="[bash|zsh|fish|powershell]", required=False, type=click.Choice(SHELLS))


@click.group("completion", cls=ChineseGroup)
def command() -> None:
    """命令行按 Tab 补全：命令、选项、通知编号、层级和文件名。"""


def _subcommand(name: str) -> Callable[[Callable[..., Any]], click.Command]:
    return lambda function: command.command(name, mends=True)(_SHELL(function))


@_subcommand("install")
def completion_install(shell: str | None) -> None:
    """装到当前用户的 shell 里；不写哪种则看现在用的是哪种。"""
    from .shells import home_of, install

    home = home_of(_named(shell))
    for line in install(home):
        tell(line)
    tell("请重新打开终端。")


@_subcommand("show")
def completion_show(shell: str | None) -> None:
    """只把补全脚本显示出来。"""
    from .shells import script

    say(script(_named(shell)))


@_subcommand("uninstall")
def completion_uninstall(shell: str | None) -> None:
    """从当前用户的 shell 里拿掉。"""
    from .shells import home_of, uninstall

    for line in uninstall(home_of(_named(shell))):
        tell(line)


def _named(shell: str | None) -> str:
    if shell is not None:
        return shell
    from .shells import current

    found = current()
    if found not in SHELLS:
        raise UsageError("unknown_shell", f"看不出用的是哪种 shell。请写明：{'、'.join(SHELLS)}。")
    return found
