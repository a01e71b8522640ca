"""xltools repair."""

from __future__ import annotations

from collections.abc import Sequence

import click

from .chinese import Command
from .exits import CLEAN
from .options import FORCE, NOTICE, PATHS, form_option
from .output import publish


@click.command("repair", cls=Command)
@PATHS
@click.option(
    "-o", "--output", "out", required=True, type=click.Path(), metavar="文件夹", help="修好的副本写到这个文件夹。"
)
@click.option("--accept", default=None, metavar="all", type=click.Choice(["all"]), help="采纳全部建议（all）。")
@NOTICE
@form_option("repair")
@FORCE
@click.pass_context
def command(
    context: click.Context,
    paths: Sequence[str],
    out: str,
    accept: str | None,
    notice: str,
    form: str | None,
    force: bool,
) -> None:
    """代为修改不改变内容的毛病：文本数字和日期、全角、空格、万元字样、代码大小写、序号、求和范围。

    给出勾选过的修改建议（xltools validate … --suggest 修改建议.xlsx），或用 --accept all；只写副本，原文件不动。
    """
    from ..app.repair import repair

    publish("repair", form, repair(paths, out, accept=accept or "", notice=notice, force=force))
    context.exit(CLEAN)
