"""xltools notices."""

from __future__ import annotations

from pathlib import Path

import click

from .chinese import ChineseGroup
from .exits import CLEAN, FOUND
from .options import MAP, complete_notice, form_option, request_for
from .output import publish, say, tell, write


@click.group("notices", cls=ChineseGroup, invoke_without_command=True)
@form_option("notices")
@click.pass_context
def command(context: click.Context, form: str | None) -> None:
    """列出通知包；查看、检查、比较通知包。"""
    if context.invoked_subcommand is None:
        from ..app.notices import list_packs

        publish("notices", form, list_packs())


@command.command("show")
@click.argument("notice_id", metavar="编号", shell_complete=complete_notice)
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
    """比较两个通知包（编号或文件夹），用话说：日期、层级、参数、附件、列和规则改了什么、加了什么、减了什么。"""
    from ..app.packdiff import diff_packs

    say(diff_packs(first, second))


@command.command("schema")
@click.argument("kind", metavar="种类", type=click.Choice(["notice", "attachment"]))
@click.option(
    "-o", "--output", "out", default="", type=click.Path(), metavar="文件", help="写到哪个文件；不给则显示在屏幕上。"
)
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


@command.command("import-checks")
@click.argument("source", metavar="审核关系.xlsx", type=click.Path(path_type=str))
@click.argument("folder", metavar="通知包文件夹", type=click.Path(path_type=str))
@click.option("--force", is_flag=True, help="覆盖已有的审核关系（原文件另存为 .bak）。")
@click.pass_context
def notices_import_checks(context: click.Context, source: str, folder: str, force: bool) -> None:
    """把统计报表的审核关系清单（编号、关系式、硬性或软性、容差、说明）导入通知包。"""
    from ..app.checks import import_checks

    made = import_checks(source, Path(folder), force=force)
    for line in made.refused:
        tell(f"未导入  {line}")
    tell(f"已写出 {made.path}：导入 {len(made.checks)} 条，未导入 {len(made.refused)} 条")
    context.exit(FOUND if made.refused else CLEAN)


@command.command("export-checks")
@click.argument("folder", metavar="通知包文件夹", type=click.Path(path_type=str))
@click.option("-o", "--output", "out", required=True, type=click.Path(), metavar="清单.xlsx", help="写到哪个工作簿。")
@click.option("--force", is_flag=True, help="覆盖已有文件。")
def notices_export_checks(folder: str, out: str, force: bool) -> None:
    """把通知包的审核关系导出成清单，改后可以再导入。"""
    from ..app.checks import export_checks

    tell(f"已写出 {out}：{export_checks(Path(folder), out, force=force)} 条")


@command.command("next")
@click.argument("notice_id", metavar="上年编号")
@click.option("--id", "new_id", required=True, metavar="编号", help="新一年通知包的编号。")
@click.option("-o", "--output", "out", required=True, type=click.Path(), metavar="文件夹", help="写到哪个文件夹。")
@click.option("--force", is_flag=True, help="覆盖已有的文件（原文件另存为 .bak）。")
def notices_next(notice_id: str, new_id: str, out: str, force: bool) -> None:
    """由上年的通知包开始新一年的：编号、年份、日期顺延，逐处列出请核对。"""
    from ..app.nextyear import next_pack

    made = next_pack(notice_id, new_id, Path(out), force=force)
    for line in made.said:
        tell(line)
    tell(
        f"已写出 {made.folder}（{made.files} 个文件）。核对上面 {len(made.said)} 处，再运行 xltools notices check {made.folder}"
    )


@command.command("try")
@click.argument("folder", metavar="改过的通知包", type=click.Path(path_type=str))
@click.argument("paths", metavar="收件…", nargs=-1, required=True, type=click.Path(path_type=str))
@click.option("--against", default="", metavar="编号|文件夹", help="与哪个通知包比；不给则与现行的同编号的比。")
@form_option("notices try")
def notices_try(folder: str, paths: tuple[str, ...], against: str, form: str | None) -> None:
    """改规则之前先试：用改过的通知包重查收件，列出哪些单位的结论会变、为什么；试行的规则查出的也列出。"""
    from ..app.trypack import try_pack

    publish("notices try", form, try_pack(Path(folder), paths, against))


@command.command("learn")
@click.argument("folder", metavar="通知包文件夹", type=click.Path(path_type=str))
@click.argument("path", metavar="文件", type=click.Path(path_type=str))
@MAP
@click.option("--accept", is_flag=True, help="连同所建议的列一并采用。")
def notices_learn(folder: str, path: str, columns: tuple[str, ...], accept: bool) -> None:
    """把一次指明过的表头（--map 列=F）写进通知包，作为该列的别名，以后都认得。"""
    from ..app.learn import learn

    bound = request_for((path,), "", "", None, columns).columns
    for one in learn(Path(folder), path, bound, accept=accept):
        tell(f"{one.attachment} 列“{one.column}”加了别名“{one.alias}”")
