"""xltools merge."""

from __future__ import annotations

from collections.abc import Sequence

import click

from ..app.days import day_of
from .chinese import Command
from .exits import merge_code
from .options import (
    ATTACHMENT,
    CLUSTER,
    FORCE,
    JOBS,
    LEVEL_KEY,
    MAP,
    NOTICE,
    PASSWORD,
    PATHS,
    SKIP_HIDDEN,
    SKIP_STRUCK,
    form_option,
    request_for,
)
from .output import complain, progress, publish


@click.command("merge", cls=Command)
@PATHS
@click.option(
    "-o",
    "--output",
    "out",
    required=True,
    type=click.Path(),
    metavar="汇总表.xlsx",
    help="汇总表写到哪个文件（.xlsx 或 .docx）。",
)
@NOTICE
@ATTACHMENT
@click.option(
    "--level",
    default="",
    metavar="层级",
    type=LEVEL_KEY,
    help="由哪一级汇总：区级、市级、省级、部级（district、city、province、ministry）。",
)
@click.option(
    "--order",
    default="office",
    metavar="次序",
    help="排序：office（单位名单顺序）、rank（同名次相邻）、given（文件给出的顺序）、column:列（按某列的值）、"
    "own（保留原汇总表中排定的顺序）。",
)
@click.option(
    "--template", default="", type=click.Path(), metavar="文件", help="单位自己的正式空表（.xlsx 或 .docx）。"
)
@MAP
@JOBS
@CLUSTER
@click.option("--strict", is_flag=True, help="有文件被拒绝时不写汇总表。")
@click.option("--filed", default=None, metavar="日期", help="填报日期，如 2022-10-31；不给则留空由人填写。")
@click.option("--no-statistics", is_flag=True, help="不加“统计”表（各区、行业、类别、成熟度、投资的数字和图）。")
@click.option(
    "--handin",
    default="",
    type=click.Path(),
    metavar="台账",
    help="报送台账：登记输入文件，只汇总每个单位最后一次报送的文件。",
)
@PASSWORD
@form_option("merge")
@SKIP_HIDDEN
@SKIP_STRUCK
@FORCE
@click.pass_context
def command(
    context: click.Context,
    paths: Sequence[str],
    out: str,
    notice: str,
    attachment: str,
    level: str,
    order: str,
    template: str,
    columns: Sequence[str],
    jobs: int,
    cluster: str,
    strict: bool,
    filed: str | None,
    no_statistics: bool,
    handin: str,
    password: str | None,
    form: str | None,
    force: bool,
    skip_hidden: bool,
    skip_struck: bool,
) -> None:
    """汇总各单位的附件，写出正式汇总表；每个单元格可追溯，回执证明行数与金额平衡。"""
    from ..app.merge import MergeOptions, merge

    options = MergeOptions(
        out=out,
        level=level,
        order=order,
        template=template,
        jobs=jobs,
        cluster=cluster,
        force=force,
        strict=strict,
        filed=day_of(filed),
        statistics=not no_statistics,
    )
    request = request_for(
        paths, notice, attachment, password, columns, skip_hidden=skip_hidden, skip_struck=skip_struck
    )
    added = None
    if handin:
        from ..app.handin_merge import merge_registered

        outcome, added = merge_registered(handin, request, options, progress("汇总"))
    else:
        outcome = merge(request, options, progress("汇总"))
    publish("merge", form, outcome.merged, out, added)
    if not outcome.written:
        complain("有文件被拒绝，按 --strict 没有写出汇总表。")
    context.exit(merge_code(outcome))
