"""xltools draft."""

from __future__ import annotations

import click

from .chinese import Command
from .output import say, tell


@click.command("draft", cls=Command)
@click.argument("paths", metavar="文件…", nargs=-1, required=True, type=click.Path(path_type=str))
@click.option(
    "-o",
    "--output",
    "out",
    default="",
    type=click.Path(),
    metavar="文件夹",
    help="写到哪个文件夹；不给则显示在屏幕上。",
)
@click.option("--id", "notice_id", default="new-notice", metavar="编号", help="通知包的编号（文件夹名）。")
@click.option("--add", is_flag=True, help="加到已有的通知包（-o 和 --id 指明的）：只添附件，不动 notice.toml。")
@click.option("--force", is_flag=True, help="覆盖已有的文件（原文件另存为 .bak）。")
def command(paths: tuple[str, ...], notice_id: str, out: str, add: bool, force: bool) -> None:
    """从单位的正式空表（.xlsx、.xls、.docx，可以多个）起草通知包。"""
    from ..app.draft import DraftOptions, draft

    outcome = draft(paths, DraftOptions(notice_id, out, add, force))
    for line in outcome.pack.said:
        tell(line)
    if outcome.folder is None:
        for name, data in outcome.pack.files.items():
            if name.endswith(".toml"):
                say(f"# ---- {notice_id}/{name}\n{data.decode()}\n")
        return
    tell(
        f"已写出 {outcome.folder}（{len(outcome.written)} 个文件）。请补全后运行 xltools notices check {outcome.folder}"
    )
