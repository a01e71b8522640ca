"""xltools new."""

from __future__ import annotations

from pathlib import Path

import click

from .chinese import Command
from .options import ATTACHMENT_KEY, FORCE, complete_notice
from .output import say


@click.command("new", cls=Command)
@click.argument("notice_id", metavar="通知", shell_complete=complete_notice)
@click.argument("attachments", nargs=-1, metavar="[附件]...", type=ATTACHMENT_KEY)
@click.option(
    "-o", "--output", "out", default=".", type=click.Path(), metavar="文件夹", help="写到哪个文件夹（默认当前文件夹）。"
)
@FORCE
def command(notice_id: str, attachments: tuple[str, ...], out: str, force: bool) -> None:
    """生成空白附件：带下拉选项、输入检查和打印设置。"""
    from ..app.new import new_blanks

    for path in new_blanks(notice_id, attachments, Path(out), force=force):
        say(f"{path}\n")
