"""docs/commands.md and the man page are what --help says. Write them anew with `make docs`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from compare import same_text

from xltools import __version__
from xltools.cli import cli

PAGE = Path(__file__).resolve().parents[2] / "docs" / "commands.md"
MAN = PAGE.with_name("xltools.1")
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


def roff(text: str) -> str:
    """A text as a line of a man page."""
    text = " ".join(text.split()).replace("\\", "\\e").replace("-", "\\-")
    # Chinese has no blanks: behind its punctuation a line may end.
    text = re.sub("([，、；：。）])", r"\\1\\:", text)
    return f"\\&{text}" if text.startswith((".", "'")) else text


def options(command: click.Command) -> Iterator[str]:
    for parameter in command.params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            names = ", ".join(parameter.opts)
            value = "" if parameter.is_flag else f" {parameter.metavar or parameter.name}"
            yield f".TP\n\\fB{roff(names)}\\fR{roff(value) and ' ' + roff(value)}\n{roff(parameter.help or '')}\n"


def man_page() -> str:
    """One page for all commands: NAME, the options of all, each command, exit codes, files."""
    parts = [
        f'.\\" Made from --help by `make docs`.\n.TH XLTOOLS 1 "" "xltools {__version__}" "xltools"\n.nh\n.ad l\n',
        ".SH 名称\nxltools \\- 智能制造申报材料：校验、投资窗口核算、汇总、公文\n",
    ]
    for name, command in ALL:
        usage = " ".join(command.collect_usage_pieces(command.context_class(command)))
        heading = "概要" if name == "xltools" else name
        parts.append(f'.SH "{heading}"\n\\fB{roff(name)}\\fR {roff(usage)}\n.PP\n{roff(command.help or "")}\n')
        parts += options(command)
    parts.append(".SH 退出码\n" + roff(INTRO.partition("退出码：")[2]) + "\n")
    parts.append(".SH 文件\n设置文件在哪里，由 \\fBxltools config path\\fR 说明。\n")
    return "".join(parts)


@pytest.mark.parametrize(("path", "made"), [(PAGE, page), (MAN, man_page)], ids=["commands.md", "man page"])
def test_the_reference_is_fresh(path: Path, made: Callable[[], str], request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-golden"):
        path.write_text(made(), encoding="utf-8", newline="\n")
    same_text(f"docs/{path.name}", path.read_text(encoding="utf-8"), made())


@pytest.mark.parametrize(("name", "command"), ALL, ids=[name for name, _ in ALL])
def test_every_command_and_option_has_help(name: str, command: click.Command) -> None:
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.name}"
