"""The way to the screen and to files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from ..files.names import utf8, visible_lines
from ..reports import content, form_for, rendered
from ..reports.terminal import columns_of, fill, show
from .manner import is_quiet, keeps_log


def publish(
    what: str, form: str | None, *subject: Any, out: str = "", force: bool = False, inputs: Iterable[str] = ()
) -> None:
    """Render a result in the form asked for (or promised by `out`) and write it to `out`, else to the screen.

    `inputs` are never written over, whatever `force` says.
    """
    chosen = form_for(what, form, out)
    made = rendered(what, chosen, *subject, out=out)
    if out:
        write(out, content(made), force, inputs)
    elif isinstance(made, str):
        say(visible_lines(made))
    elif isinstance(made, (bytes, Mapping)):
        say(content(made))
    else:
        lines = list(made)
        try:
            show(lines, sys.stdout)
        except UnicodeEncodeError:
            say(content(lines))


def say(data: bytes | str) -> None:
    """To the screen. JSON is UTF-8 whatever the screen's code page; so is a text that the code page cannot show."""
    stream = sys.stdout
    try:
        if isinstance(data, str):
            stream.write(data)
            return
    except UnicodeEncodeError:
        data = utf8(data) if isinstance(data, str) else data
    finally:
        stream.flush()
    stream.buffer.write(data)
    stream.buffer.flush()


def tell(message: str) -> None:
    """A word beside the result, to stderr; not with -q."""
    if not is_quiet():
        complain(message)


def complain(message: str) -> None:
    """What is wrong, to stderr, wrapped where somebody watches."""
    columns = columns_of(sys.stderr)
    message = visible_lines(message)
    click.echo(fill(message, columns) if columns else message, err=True)


def write(out: str, data: bytes, force: bool, inputs: Iterable[str] = ()) -> None:
    """To a file, whole or not at all."""
    from ..files.atomic import write_atomically

    write_atomically(out, data, force=force, inputs=[path for path in inputs if Path(path).is_file()])
    tell(f"已写出 {out}")
    if keeps_log():
        from .log import note

        note(f"写出 {out} {len(data)} 字节")


def progress(label: str) -> Callable[[int, int, str], None] | None:
    """A progress line on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty() or is_quiet():
        return None

    def step(done: int, of: int, what: str) -> None:
        if of > 3:
            end = "\n" if done == of else ""
            sys.stderr.write(f"\r\033[K{label} {done}/{of} {what[-60:]}{end}")
            sys.stderr.flush()

    return step
