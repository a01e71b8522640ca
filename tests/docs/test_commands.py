"""docs/commands.md is what --help says. Write it anew with `make docs`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from compare import same_text

from xltools.cli import cli

PAGE = Path(__file__).resolve().parents[2] / "docs" / "commands.md"
INTRO = """# 命令

本页由 `xltools --help` 的内容生成（`make docs`），请勿手改。所有命令共用的退出码：0 没有问题；1 有错误级问题，或部分文件未能读取；
2 用法不对；3 没有可读的输入；4 不能写出结果（磁盘满、文件被占用、没有权限）或环境有问题；130 被中断。
"""


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        context = command.context_class(command)
        for child in command.list_commands(context):
            sub = command.get_command(context, child)
            assert sub is not None
            if not sub.hidden:
                yield from commands(sub, f"{name} {child}")


ALL = list(commands(cli, "xltools"))


def page() -> str:
    parts = [INTRO]
    for name, command in ALL:
        # click keeps a command's help option from the first context it sees: the same names here as in the program.
        names = ["-h", "--help"]
        context = command.context_class(
            command, info_name=name, terminal_width=100, max_content_width=100, help_option_names=names
        )
        parts.append(f"## {name}\n\n```text\n{command.get_help(context).rstrip()}\n```\n")
    return "\n".join(parts)


def test_the_reference_is_fresh(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-golden"):
        PAGE.write_text(page(), encoding="utf-8", newline="\n")
    same_text("docs/commands.md", PAGE.read_text(encoding="utf-8"), page())


@pytest.mark.parametrize(("name", "command"), ALL, ids=[name for name, _ in ALL])
def test_every_command_and_option_has_help(name: str, command: click.Command) -> None:
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.name}"
