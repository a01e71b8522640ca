"""xltools brief."""

from __future__ import annotations

import click

from .chinese import Command
from .options import FORCE, NOTICE
from .output import tell


@click.command("brief", cls=Command)
@click.argument("summary", metavar="汇总表", type=click.Path(path_type=str))
@click.option(
    "-o",
    "--output",
    "out",
    required=True,
    type=click.Path(),
    metavar="一页.docx",
    help="写到哪个文件：.docx、.html 或 .pdf，按文件名。",
)
@NOTICE
@FORCE
def command(summary: str, out: str, notice: str, force: bool) -> None:
    """一页简报：谁报了、多少、多大、还有什么没办，三张图；每个数字都注明出自汇总表哪些单元格。"""
    from ..app.brief import brief_of, write_brief

    write_brief(brief_of(summary, notice), out, force=force, inputs=(summary,))
    tell(f"已写出 {out}")
