"""The summary: merge, trace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from .common import (
    ATTACHMENT,
    CLEAN,
    FORCE,
    FOUND,
    MAP,
    NOTICE,
    PASSWORD,
    PATHS,
    UNREADABLE,
    progress,
    request_for,
    say,
    say_json,
)


@click.command()
@PATHS
@click.option("-o", "--output", "out", required=True, metavar="OUT.xlsx", help="汇总表写到哪个文件（.xlsx 或 .docx）。")
@NOTICE
@ATTACHMENT
@click.option("--level", default="", help="由哪一级汇总：district、city、province、ministry。")
@click.option(
    "--order",
    default="office",
    help="排序：office（单位名单顺序）、rank（同名次相邻）、given（文件给出的顺序）、column:列（按某列的值）、"
    "own（保留原汇总表中排定的顺序）。",
)
@click.option("--template", default="", metavar="FILE", help="单位自己的正式空表（.xlsx 或 .docx）。")
@MAP
@click.option("--jobs", type=click.IntRange(1, 64), default=1, help="同时读取的进程数。")
@click.option("--strict", is_flag=True, help="有文件被拒绝时不写汇总表。")
@click.option("--handin", default="", metavar="FILE", help="报送台账：登记输入文件，只汇总每个单位最后一次报送的文件。")
@PASSWORD
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="回执格式。")
@FORCE
@click.pass_context
def merge(
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
    strict: bool,
    handin: str,
    password: str | None,
    form: str,
    force: bool,
) -> None:
    """汇总各单位的附件，写出正式汇总表；每个单元格可追溯，回执证明行数与金额平衡。"""
    from ..app.merge import MergeOptions
    from ..app.merge import merge as run

    options = MergeOptions(out=out, level=level, order=order, template=template, jobs=jobs, force=force, strict=strict)
    request = request_for(paths, notice, attachment, password, columns)
    if handin:
        from ..app.handin import merge_registered
        from ..reports.register_text import add_json, add_text

        outcome, added = merge_registered(handin, request, options, progress("汇总"))
    else:
        outcome = run(request, options, progress("汇总"))
    if form == "json":
        from ..reports.json import merge_json

        document = merge_json(outcome.merged, out)
        say_json(document | {"handin": add_json(added)} if handin else document)
    else:
        from ..reports.text import merge_text

        say(merge_text(outcome.merged, out) + (f"\n{add_text(added)}" if handin else ""))
    if not outcome.written:
        click.echo("有文件被拒绝，按 --strict 没有写出汇总表。", err=True)
    context.exit(_merge_code(outcome))


def _merge_code(outcome: Any) -> int:
    from ..findings import Severity

    files = outcome.merged.files
    if not files or all(file.status == "refused" for file in files):
        return UNREADABLE
    refused = any(file.status == "refused" for file in files)
    errors = any(finding.severity is Severity.ERROR for finding in outcome.merged.findings)
    return FOUND if refused or errors else CLEAN


@click.command()
@click.argument("path", metavar="OUT.xlsx", type=click.Path(path_type=str))
@click.argument("cell", required=False, default="")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出格式。")
@click.pass_context
def trace(context: click.Context, path: str, cell: str, form: str) -> None:
    """追溯汇总表的一行或一个单元格来自哪里，并核对来源文件是否改动过。"""
    from ..app.trace import trace as run
    from ..app.trace import trace_text

    document = run(path, cell)
    say_json(document) if form == "json" else say(trace_text(document))
    context.exit(FOUND if document["changed"] else CLEAN)
