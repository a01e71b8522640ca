"""xltools letter."""

from __future__ import annotations

from collections.abc import Sequence

import click

from ..errors import UsageError
from .chinese import Command
from .exits import CLEAN, FOUND, report_code
from .options import FORCE, LEVEL_KEY, NOTICE, form_option, pairs_of
from .output import publish


@click.command("letter", cls=Command)
@click.argument("paths", metavar="汇总表.xlsx...", nargs=-1, type=click.Path(path_type=str))
@click.option("-o", "--output", "out", default="", type=click.Path(), metavar="函件.docx", help="函件写到哪个文件。")
@NOTICE
@click.option("--kind", default="", metavar="种类", help="函件种类；不给则写出该级应报的函件。")
@click.option("--level", default="", metavar="层级", type=LEVEL_KEY, help="由哪一级行文：区级、市级、省级、部级。")
@click.option(
    "--set", "settings", multiple=True, metavar="名称=内容", help="填写或覆盖函件信息，如 --set 文号=…；可重复。"
)
@click.option("--profile", default="", type=click.Path(), metavar="文件", help="单位信息文件（TOML）。")
@click.option("--template", default="", type=click.Path(), metavar="文件", help="单位自己的 Word 模板。")
@click.option(
    "--check-template",
    "checked",
    default="",
    type=click.Path(),
    metavar="文件",
    help="只检查一个 Word 模板，不生成函件。",
)
@form_option("letter")
@FORCE
@click.pass_context
def command(
    context: click.Context,
    paths: Sequence[str],
    out: str,
    notice: str,
    kind: str,
    level: str,
    settings: Sequence[str],
    profile: str,
    template: str,
    checked: str,
    form: str | None,
    force: bool,
) -> None:
    """由汇总表生成 Word 公函，所有数字来自汇总表并逐一核对。"""
    from ..app.letter import LetterOptions, check_letter_template, write_letters

    if checked:
        report = check_letter_template(checked)
        publish("check-letter", form or "text", report)
        context.exit(report_code(report))
    if not paths and not (kind and notice):
        raise UsageError("no_summary", "请给出汇总表，如 xltools letter 汇总表.xlsx -o 上报函.docx。")
    options = LetterOptions(
        summaries=tuple(paths),
        out=out,
        notice=notice,
        kind=kind,
        level=level,
        settings=dict(pairs_of(settings)),
        profile=profile,
        template=template,
        force=force,
    )
    outcome = write_letters(options)
    publish("letter", form, outcome)
    context.exit(FOUND if outcome.errors else CLEAN)
