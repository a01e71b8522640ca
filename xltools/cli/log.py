"""The course of a run for -v and --log: what was called, read, found by rule and written. No contents of cells, no passwords.

Messages for people may quote cells: only codes and counts are kept of them, of a bug only where it happened.
"""

from __future__ import annotations

import logging
import platform
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from .. import __version__
from ..errors import OutputFault, system_words
from ..files.names import legible, visible
from ..settings import Origin, Value

if TYPE_CHECKING:
    from ..findings import FileReport, Finding
    from ..register.batch import Batch
    from ..summary.model import FileReceipt

_LOG: Final = logging.getLogger("xltools")
_NAMES: Final = frozenset({"notice", "attachment", "level"})
"""Options whose words are a pack's, not a submitter's."""
_OPENED: Final[list[logging.Handler]] = []
"""Where this run's lines go."""
_STARTED: Final = time.perf_counter()
_OURS: Final = b" xltools "
_HEAD: Final = 64
"""Bytes within which the first line of a log of ours says whose it is."""


def start(ctx: click.Context, settings: Iterable[Value], path: str, *, verbose: bool) -> None:
    """Open the log and write the head of a run. Raises OutputFault."""
    if not _OPENED:
        _open(path, verbose=verbose)
        note(f"xltools {__version__} Python {platform.python_version()} {platform.system()} {platform.machine()}")
        for line in _settings(settings):
            note(line)
    note(f"命令 {ctx.command_path}")
    for line in _parameters(ctx):
        note(line)


def _open(path: str, *, verbose: bool) -> None:
    _LOG.setLevel(logging.INFO)
    _LOG.propagate = False
    handlers: list[logging.Handler] = [_file(Path(path))] if path else []
    if verbose:
        handlers.append(logging.StreamHandler(sys.stderr))
    for handler in handlers:
        stamp = "%(asctime)s %(process)d %(message)s" if isinstance(handler, logging.FileHandler) else "%(message)s"
        handler.setFormatter(logging.Formatter(stamp, "%Y-%m-%d %H:%M:%S"))
        _LOG.addHandler(handler)
        _OPENED.append(handler)


def end(status: int | None, bug: BaseException | None) -> None:
    """The last lines of a run, and close what was opened. `status`: the exit code, None where a bug ended it."""
    if bug is not None:
        note_bug(bug)
    elif _OPENED:
        note(f"退出码 {status}，用时 {time.perf_counter() - _STARTED:.2f} 秒")
    while _OPENED:
        handler = _OPENED.pop()
        _LOG.removeHandler(handler)
        handler.close()


def note(text: str) -> None:
    """One line."""
    _LOG.info("%s", visible(legible(text)))


def note_files(files: Iterable[FileReport]) -> None:
    """What was read and found, file by file."""
    for file in files:
        code = file.refusal.code if file.refusal else file.status
        known = "/".join(part for part in (file.notice, file.attachment) if part)
        note(f"文件 {file.path} {code} {known} sha256={file.sha256[:16]} {_counted(file.findings)}".rstrip())


def note_merged(files: Iterable[FileReceipt]) -> None:
    """What was merged of each file."""
    for file in files:
        note(f"文件 {file.path} {file.code or file.status} 读 {file.rows_read} 行，汇总 {file.rows_merged} 行")


def note_batch(batch: Batch) -> None:
    """What came in, whosever it is, and the counts of all that was found."""
    units = batch.units
    files = [file for unit in units for file in unit.files]
    for file in (*files, *batch.nobodys, *batch.other_notices):
        note(f"文件 {file.shown} {file.state.value} {file.what} sha256={file.sha256[:16]}")
    note(f"各单位 {len(units)} 家，未报 {len(batch.missing)} 家")
    note_found((), [finding for unit in units for finding in unit.findings])


def note_found(paths: Iterable[str], findings: Iterable[Finding]) -> None:
    """Files, then the counts of what was found in them together."""
    for path in paths:
        note(f"文件 {path}")
    note(f"问题 {_counted(findings)}".rstrip())


def note_bug(error: BaseException) -> None:
    """Where a bug happened: its message may quote what was read."""
    note(f"程序错误 {type(error).__name__}")
    for frame in traceback.extract_tb(error.__traceback__):
        note(f"  {frame.filename}:{frame.lineno} {frame.name}")


def _counted(findings: Iterable[Finding]) -> str:
    counts = Counter(f"{finding.rule}({finding.severity.value})" for finding in findings)
    return " ".join(f"{rule}×{count}" for rule, count in sorted(counts.items()))


def _file(path: Path) -> logging.FileHandler:
    try:
        if path.is_file() and path.stat().st_size:
            with path.open("rb") as stream:
                if _OURS not in stream.read(_HEAD):
                    raise OutputFault("exists", f"{path} 不是 xltools 的日志，没有写入。请为 --log 换一个文件名。")
        return logging.FileHandler(path, encoding="utf-8")
    except OSError as fault:
        raise OutputFault("log", f"日志 {path} 不能写：{system_words(fault)}。请换一个位置。") from fault


def _settings(settings: Iterable[Value]) -> Iterable[str]:
    for value in settings:
        if value.origin is not Origin.DEFAULT:
            yield f"设置 {value.name}={value.text}（{f'{value.origin.value} {value.where}'.rstrip()}）"


def _parameters(ctx: click.Context) -> Iterable[str]:
    """What was given with the call; a value that may be somebody's words is only said to be there."""
    for param in ctx.command.params:
        source = ctx.get_parameter_source(param.name or "")
        if source is not click.core.ParameterSource.COMMANDLINE or not param.expose_value:
            continue
        value = ctx.params[param.name or ""]
        for one in value if isinstance(value, tuple) else (value,):
            yield _parameter(param, one)


def _parameter(param: click.Parameter, value: Any) -> str:
    if isinstance(param, click.Argument):
        return f"参数 {value}" if isinstance(param.type, click.Path) else f"参数 {param.name}（略）"
    option = param.opts[-1]
    if isinstance(value, bool):
        return f"选项 {option}"
    told = param.name in _NAMES or isinstance(param.type, (click.Choice, click.IntRange, click.Path))
    return f"选项 {option}={value}" if told else f"选项 {option}（略）"
