"""The command line: parse, call `app`, print, exit code. Nothing is decided here; one module per command, named as it."""

from __future__ import annotations

import atexit
import errno
import gc
import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import Final, NoReturn

import click

from .. import __version__
from ..errors import XltoolsError
from ..files.names import utf8
from .chinese import ChineseGroup, usage_message
from .exits import CLEAN, FAULT, INTERRUPTED, USAGE, fault_code
from .manner import manner_options
from .output import complain, say

COMMANDS: Final = (
    "receive",
    "notices",
    "new",
    "draft",
    "inspect",
    "validate",
    "repair",
    "unmark",
    "total",
    "merge",
    "brief",
    "watch",
    "pivot",
    "trace",
    "handin",
    "select",
    "package",
    "receipt",
    "key",
    "letter",
    "check-letter",
    "page",
    "addin",
    "move",
    "config",
    "schema",
    "completion",
    "doctor",
    "news",
    "demo",
)
"""In the order in which people need them. Each stands in a module of its name as `command`, imported on use, so that a
small job stays small.
"""


_NOT_TAKEN: Final = frozenset(
    getattr(errno, name) for name in ("ENOSPC", "EDQUOT", "EFBIG", "EIO") if hasattr(errno, name)
)
"""A screen or pipe that leads to a full or broken disk."""


class _Commands(ChineseGroup):
    """The commands of `COMMANDS`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f".{cmd_name.replace('-', '_')}", __name__).command
        return command


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    params=manner_options(hidden=False),
)
@click.version_option(__version__, "--version", message="xltools %(version)s")
def cli() -> None:
    """智能制造申报材料：校验、投资窗口核算、汇总、公文。

    所有输入文件只读不改；不联网。每次都要写的选项可以存进设置（xltools config）。
    """


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Entry point: errors become one Chinese message and an exit code, never a traceback for bad input."""
    _leave(run(arguments))


def _leave(status: int) -> NoReturn:
    """End the process at once: all outputs are closed by now, and taking the tables apart object by object takes a
    seventh of a small check. What asked to be called at the end is called.
    """
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):  # `run` has said what could not be; None without a console
            stream.flush()
    os._exit(status)


def run(arguments: Sequence[str] | None = None) -> int:
    """The program as a function: the exit code."""
    # A long table is hundreds of thousands of small objects that all stay: looking for circles among them this often
    # takes a tenth of the time.
    gc.set_threshold(50_000, 20, 50)
    words = list(sys.argv[1:] if arguments is None else arguments)
    _speak_chinese()
    try:
        status = _noted(words)
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # whoever reads has seen enough
        _give_up_screen()
        return FAULT
    except OSError as fault:
        if fault.errno not in _NOT_TAKEN or fault.filename is not None:
            raise
        _give_up_screen()
        return _failed(words, "disk_full", "结果没有写全：屏幕或管道后面的磁盘空间不足。请清理空间后重试。", FAULT)


def _speak_chinese() -> None:
    """A screen whose code page has no Chinese (an English Windows, `> file` there) gets UTF-8."""
    stream = sys.stdout
    try:
        "智".encode(stream.encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")


def _give_up_screen() -> None:
    """What is still waiting for stdout would fail once more when Python ends."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _noted(words: Sequence[str]) -> int:
    """Run, and say in the log how it ended, where one is kept."""
    status: int | None = None
    try:
        status = _run(words)
        return status
    finally:
        log = sys.modules.get(f"{__name__}.log")
        if log is not None:  # only a call that keeps a log has loaded it
            log.end(status, sys.exc_info()[1])


def _run(words: Sequence[str]) -> int:
    if "_XLTOOLS_COMPLETE" in os.environ:
        from . import shells  # noqa: F401 - the shells it knows beyond click's
    try:
        result = cli.main(args=list(words), prog_name="xltools", standalone_mode=False)
        return result if isinstance(result, int) else CLEAN
    except click.exceptions.Exit as done:
        return done.exit_code
    except (click.exceptions.Abort, KeyboardInterrupt):
        complain("已中断，没有写出未完成的文件。")
        return INTERRUPTED
    except click.exceptions.NoArgsIsHelpError as asked:
        click.echo(asked.format_message(), err=True)
        return USAGE
    except click.ClickException as fault:
        return _failed(words, "usage", usage_message(fault), USAGE)
    except XltoolsError as fault:
        return _failed(words, fault.code, fault.message, fault_code(fault))
    except MemoryError:
        return _failed(words, "memory", "内存不足。请分批处理，或关闭其他程序后重试。", FAULT)


def _failed(words: Sequence[str], code: str, message: str, status: int) -> int:
    """Say why to people, and to a program that asked for JSON."""
    complain(message)
    if _wants_json(words):
        from ..documents import envelope
        from ..reports.json import dumps

        say(utf8(dumps({**envelope("error"), "error": {"code": code, "message": message}})))
    return status


def _wants_json(words: Sequence[str]) -> bool:
    pairs = zip(words, [*words[1:], ""], strict=True)
    return any(word == "--format=json" or (word, value) == ("--format", "json") for word, value in pairs)
