"""xltools trace."""

from __future__ import annotations

import click

from .chinese import Command
from .exits import CLEAN, FOUND
from .options import FORCE, OUT, form_option
from .output import publish


@click.command("trace", cls=Command)
@click.argument("path", metavar="汇总表.xlsx", type=click.Path(path_type=str))
@click.argument("cell", metavar="[单元格、行号或名称]", required=False, default="")
@click.option(
    "--sources",
    multiple=True,
    metavar="文件夹",
    type=click.Path(exists=True, file_okay=False, path_type=str),
    help="存放来源文件的文件夹，可重复；不给则只打开汇总表所在文件夹之内的文件。",
)
@form_option("trace")
@OUT
@FORCE
@click.pass_context
def command(
    context: click.Context, path: str, cell: str, sources: tuple[str, ...], form: str | None, out: str, force: bool
) -> None:
    """追溯汇总表的一行或一个单元格来自哪里；能找到来源文件的，打开核对其中的值。"""
    from ..app.trace import trace

    document = trace(path, cell, sources)
    publish("trace", form, document, out=out, force=force, inputs=[path])
    context.exit(FOUND if document["changed"] else CLEAN)
