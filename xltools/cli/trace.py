"""xltools trace."""

from __future__ import annotations

import click

from .chinese import Command
from .exits import CLEAN, FOUND
from .options import FORCE, OUT, form_option
from .output import publish


@click.command("trace", cls=Command)
@click.argument("path", metavar="汇总表.xlsx", type=click.Path(path_type=str))
@click.argument("cell", metavar="[单元格]", required=False, default="")
@form_option("trace")
@OUT
@FORCE
@click.pass_context
def command(context: click.Context, path: str, cell: str, form: str | None, out: str, force: bool) -> None:
    """追溯汇总表的一行或一个单元格来自哪里，并核对来源文件是否改动过。"""
    from ..app.trace import trace

    document = trace(path, cell)
    publish("trace", form, document, out=out, force=force)
    context.exit(FOUND if document["changed"] else CLEAN)
