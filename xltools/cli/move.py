"""xltools move."""

from __future__ import annotations

from pathlib import Path

import click

from .chinese import Command
from .exits import CLEAN, FOUND
from .options import FORCE
from .output import tell


@click.command("move", cls=Command)
@click.argument("paths", metavar="文件…", nargs=-1, required=True, type=click.Path(path_type=str))
@click.option("--notice", "notice_id", required=True, metavar="编号", help="搬到哪份通知的空表。")
@click.option("-o", "--output", "out", required=True, type=click.Path(), metavar="文件夹", help="写到哪个文件夹。")
@FORCE
@click.pass_context
def command(context: click.Context, paths: tuple[str, ...], notice_id: str, out: str, force: bool) -> None:
    """把上年填好的表搬进新一年的空表；没有地方放的逐项列出。"""
    from ..app.move import move

    forms = move(paths, notice_id, Path(out), force=force)
    for form in forms:
        tell(f"{form.source} → {form.attachment}：搬了 {form.moved} 格" + (f"，写出 {form.path}" if form.moved else ""))
        if form.said:
            tell(f"    {form.said}")
        for line in form.left:
            tell(f"    {line}")
    context.exit(FOUND if any(form.left for form in forms) else CLEAN)
