"""xltools inspect."""

from __future__ import annotations

from collections.abc import Sequence

import click

from .chinese import Command
from .exits import CLEAN, UNREADABLE
from .options import ATTACHMENT, FORCE, MAP, NOTICE, OUT, PASSWORD, form_option, request_for
from .output import publish


@click.command("inspect", cls=Command)
@click.argument("path", metavar="文件", type=click.Path(path_type=str))
@NOTICE
@ATTACHMENT
@PASSWORD
@MAP
@form_option("inspect")
@OUT
@FORCE
@click.pass_context
def command(
    context: click.Context,
    path: str,
    notice: str,
    attachment: str,
    password: str | None,
    columns: Sequence[str],
    form: str | None,
    out: str,
    force: bool,
) -> None:
    """显示从文件中读到的一切：工作表、表头、绑定的列、略过的行及原因。"""
    from ..app.inspect import inspect_file

    file = inspect_file(request_for([path], notice, attachment, password, columns))
    publish("inspect", form, file, out=out, force=force, inputs=[path])
    context.exit(UNREADABLE if file.refusal is not None else CLEAN)
