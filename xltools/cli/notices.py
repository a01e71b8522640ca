"""xltools notices."""

from __future__ import annotations

from pathlib import Path

import click

from .chinese import ChineseGroup
from .exits import CLEAN, FOUND
from .options import form_option
from .output import publish, say, write


@click.group("notices", cls=ChineseGroup, invoke_without_command=True)
@form_option("notices")
@click.pass_context
def command(context: click.Context, form: str | None) -> None:
    """列出通知包；查看、检查、比较通知包。"""
    if context.invoked_subcommand is None:
        from ..app.notices import list_packs

        publish("notices", form, list_packs())


@command.command("show")
@click.argument("notice_id", metavar="编号")
@form_option("notices show")
def notices_show(notice_id: str, form: str | None) -> None:
    """显示一个通知包：层级、附件、规则与条款、版式来源、假定的参数。"""
    from ..app.notices import describe_pack

    publish("notices show", form, describe_pack(notice_id))


@command.command("check")
@click.argument("folder", metavar="文件夹", type=click.Path(path_type=str))
@form_option("notices check")
@click.pass_context
def notices_check(context: click.Context, folder: str, form: str | None) -> None:
    """检查一个通知包文件夹，列出全部错误及其位置。"""
    from ..app.notices import review_pack

    review = review_pack(Path(folder))
    publish("notices check", form, review)
    context.exit(FOUND if review.mistakes else CLEAN)


@command.command("diff")
@click.argument("first", metavar="甲")
@click.argument("second", metavar="乙")
def notices_diff(first: str, second: str) -> None:
    """比较两个通知包：参数、附件、列和规则的不同。"""
    from ..app.notices import diff_packs

    say(diff_packs(first, second))


@command.command("schema")
@click.argument("kind", metavar="种类", type=click.Choice(["notice", "attachment"]))
@click.option("-o", "--output", "out", default="", metavar="文件", help="写到哪个文件；不给则显示在屏幕上。")
@click.option("--force", is_flag=True, help="覆盖已有文件。")
def notices_schema(kind: str, out: str, force: bool) -> None:
    """通知包的 JSON Schema：notice（notice.toml）或 attachment（附件N.toml），供编辑器补全和检查。"""
    import json

    from ..notice.schema import pack_schema

    text = json.dumps(pack_schema(kind), ensure_ascii=False, indent=1) + "\n"
    if out:
        write(out, text.encode(), force)
    else:
        say(text)
