"""xltools schema."""

from __future__ import annotations

import click

from .chinese import Command
from .options import FORCE, OUT
from .output import say, write


@click.command("schema", cls=Command)
@click.argument("name", metavar="[名称]", required=False, default="")
@click.option("--list", "listed", is_flag=True, help="列出全部文档的名称、版本和写出它的命令。")
@OUT
@FORCE
def command(name: str, listed: bool, out: str, force: bool) -> None:
    """各命令 --format json 的文档的 JSON Schema（2020-12）；不给名称则列出全部。"""
    from ..documents import schema_id
    from ..documents.catalogue import DOCUMENTS, document_schema, file_stem
    from ..reports.json import dumps
    from ..reports.terminal import table

    if listed or not name:
        rows = [[file_stem(command), schema_id(command), kind.title] for command, kind in DOCUMENTS.items()]
        say("\n".join(table(["名称", "schema", "文档"], rows)) + "\n")
        return
    text = dumps(document_schema(name))
    if out:
        write(out, text.encode(), force)
    else:
        say(text)
