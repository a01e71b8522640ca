"""xltools draft."""

from __future__ import annotations

from pathlib import Path

import click

from .chinese import Command
from .output import say, write


@click.command("draft", cls=Command)
@click.argument("path", metavar="文件", type=click.Path(path_type=str))
@click.option("-o", "--output", "out", default="", metavar="文件夹", help="写到哪个文件夹；不给则显示在屏幕上。")
@click.option("--id", "notice_id", default="new-notice", metavar="编号", help="新通知包的编号。")
def command(path: str, notice_id: str, out: str) -> None:
    """从单位的正式空表（.xlsx、.xls、.docx）起草通知包。"""
    from ..app.draft import draft_pack

    for name, text in draft_pack(path, notice_id).items():
        if out:
            write(str(Path(out) / notice_id / name), text.encode(), False, [path])
        else:
            say(f"# ---- {notice_id}/{name}\n{text}\n")
