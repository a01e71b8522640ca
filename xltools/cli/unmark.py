"""xltools unmark."""

from __future__ import annotations

import click

from .chinese import Command
from .options import FORCE
from .output import say


@click.command("unmark", cls=Command)
@click.argument("path", metavar="文件.xlsx", type=click.Path(path_type=str))
@click.option(
    "-o",
    "--output",
    "out",
    default="",
    type=click.Path(),
    metavar="文件",
    help="写到哪个文件（默认在原文件名后加“-已清除标注”）。",
)
@FORCE
def command(path: str, out: str, force: bool) -> None:
    """清除 validate --mark 留下的标注，恢复原来的颜色和批注。"""
    from ..app.mark import unmark_file

    say(f"已写出 {unmark_file(path, out, force=force)}\n")
