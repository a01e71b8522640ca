"""Notice packs and what is made from them: notices, new, draft."""

from __future__ import annotations

from pathlib import Path

import click

from .common import CLEAN, FORCE, FOUND, say, say_json, write


@click.group(invoke_without_command=True)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出格式。")
@click.pass_context
def notices(context: click.Context, form: str) -> None:
    """列出通知包；查看、检查、比较通知包。"""
    if context.invoked_subcommand is None:
        from ..app.notices import list_packs, packs_text

        packs = list_packs()
        say_json(packs) if form == "json" else say(packs_text(packs))


@notices.command("show")
@click.argument("notice_id", metavar="ID")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出格式。")
def notices_show(notice_id: str, form: str) -> None:
    """显示一个通知包：层级、附件、规则与条款、版式来源、假定的参数。"""
    from ..app.notices import describe_pack, pack_text

    pack = describe_pack(notice_id)
    say_json(pack) if form == "json" else say(pack_text(pack))


@notices.command("check")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=str))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出格式。")
@click.pass_context
def notices_check(context: click.Context, folder: str, form: str) -> None:
    """检查一个通知包文件夹，列出全部错误及其位置。"""
    from ..app.notices import check_pack

    mistakes = check_pack(Path(folder))
    if form == "json":
        say_json({"path": folder, "mistakes": [{"path": m.path, "message": m.text} for m in mistakes]})
    else:
        lines = [f"{mistake}" for mistake in mistakes]
        say("\n".join([*lines, f"共 {len(mistakes)} 处错误" if mistakes else "没有错误"]) + "\n")
    context.exit(FOUND if mistakes else CLEAN)


@notices.command("diff")
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
def notices_diff(first: str, second: str) -> None:
    """比较两个通知包：参数、附件、列和规则的不同。"""
    from ..app.notices import diff_packs

    say(diff_packs(first, second))


@click.command()
@click.argument("notice_id", metavar="NOTICE")
@click.argument("attachments", nargs=-1, metavar="[ATTACHMENT]...")
@click.option("-o", "--output", "out", default=".", metavar="DIR", help="写到哪个文件夹（默认当前文件夹）。")
@FORCE
def new(notice_id: str, attachments: tuple[str, ...], out: str, force: bool) -> None:
    """生成空白附件：带下拉选项、输入检查和打印设置。"""
    from ..app.new import new_blanks

    for path in new_blanks(notice_id, attachments, Path(out), force=force):
        click.echo(str(path))


@click.command()
@click.argument("path", metavar="FILE", type=click.Path(path_type=str))
@click.option("-o", "--output", "out", default="", metavar="DIR", help="写到哪个文件夹；不给则显示在屏幕上。")
@click.option("--id", "notice_id", default="new-notice", help="新通知包的编号。")
def draft(path: str, notice_id: str, out: str) -> None:
    """从单位的正式空表（.xlsx、.xls、.docx）起草通知包。"""
    from ..app.draft import draft_pack

    for name, text in draft_pack(path, notice_id).items():
        if out:
            write(str(Path(out) / notice_id / name), text.encode(), False, [path])
        else:
            say(f"# ---- {notice_id}/{name}\n{text}\n")
