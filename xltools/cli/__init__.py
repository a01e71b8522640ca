"""The command line: parse, call `app`, print, exit code. Nothing is decided here.

Exit codes: 0 clean · 1 findings of severity error, or some inputs refused · 2 wrong usage · 3 no input could be read ·
4 output or environment fault · 130 interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Final

import click

from .. import __version__
from ..errors import InputRefused, LetterError, NoticeError, OutputFault, UsageError, XltoolsError
from .common import CLEAN, FAULT, FOUND, INTERRUPTED, UNREADABLE, USAGE, say_json

_HOMES: Final[Mapping[str, str]] = {
    "notices": "notices.notices",
    "new": "notices.new",
    "draft": "notices.draft",
    "inspect": "checking.inspect",
    "validate": "checking.validate",
    "unmark": "checking.unmark",
    "total": "checking.total",
    "merge": "merge.merge",
    "pivot": "checking.pivot",
    "trace": "merge.trace",
    "handin": "handin.handin",
    "package": "package.package_command",
    "receipt": "package.receipt",
    "letter": "letter.letter",
    "check-letter": "letter.check_letter",
    "page": "tools.page",
    "addin": "tools.addin",
    "demo": "tools.demo",
}
"""Command -> where it stands, in the order in which people need them. Imported on use, so that a small job stays small."""


class _Group(click.Group):
    """The commands of `_HOMES`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_HOMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in _HOMES:
            return None
        module, _, name = _HOMES[cmd_name].partition(".")
        command: click.Command = getattr(import_module(f".{module}", __name__), name)
        return command


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, "--version", message="xltools %(version)s")
def cli() -> None:
    """智能制造申报材料：校验、投资窗口核算、汇总、公文。

    所有输入文件只读不改；不联网。
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point: errors become one Chinese message and an exit code, never a traceback for bad input."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """The program as a function: the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        result = cli.main(args=words, prog_name="xltools", standalone_mode=False)
        return result if isinstance(result, int) else CLEAN
    except click.exceptions.Exit as done:
        return done.exit_code
    except (click.exceptions.Abort, KeyboardInterrupt):
        click.echo("已中断，没有写出未完成的文件。", err=True)
        return INTERRUPTED
    except click.ClickException as fault:
        fault.show()
        return USAGE
    except XltoolsError as fault:
        return fault_code(fault, "json" in words)
    except BrokenPipeError:
        return FAULT
    except MemoryError:
        click.echo("内存不足。请分批处理，或关闭其他程序后重试。", err=True)
        return FAULT


def fault_code(fault: XltoolsError, as_json: bool) -> int:
    click.echo(fault.message, err=True)
    if as_json:
        say_json({"tool": "xltools", "version": __version__, "error": {"code": fault.code, "message": fault.message}})
    if isinstance(fault, UsageError):
        return USAGE
    if isinstance(fault, InputRefused):
        return UNREADABLE
    if isinstance(fault, (OutputFault, NoticeError)):
        return FAULT
    return FOUND if isinstance(fault, LetterError) else FAULT
