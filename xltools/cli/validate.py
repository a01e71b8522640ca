"""xltools validate."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..reports import form_for
from .chinese import Command
from .exits import report_code
from .options import (
    ATTACHMENT,
    CLUSTER,
    FORCE,
    JOBS,
    MAP,
    NOTICE,
    OUT,
    PASSWORD,
    PATHS,
    REDACT,
    SKIP_HIDDEN,
    SKIP_STRUCK,
    WAIVERS,
    form_option,
    request_for,
    waivers_from,
)
from .output import progress, publish, tell, write

if TYPE_CHECKING:
    from ..rules.checking import Checked


@click.command("validate", cls=Command)
@PATHS
@NOTICE
@ATTACHMENT
@form_option("validate")
@OUT
@click.option(
    "--suggest",
    default="",
    type=click.Path(),
    metavar="修改建议.xlsx",
    help="列出可以代为修改的毛病（不改变内容），勾选后交给 xltools repair；写 - 只显示。",
)
@WAIVERS
@click.option("--mark", default="", type=click.Path(), metavar="文件夹", help="另存带标注的副本到此文件夹。")
@PASSWORD
@MAP
@SKIP_HIDDEN
@SKIP_STRUCK
@JOBS
@CLUSTER
@REDACT
@FORCE
@click.pass_context
def command(
    context: click.Context,
    paths: Sequence[str],
    notice: str,
    attachment: str,
    form: str | None,
    out: str,
    suggest: str,
    waivers: str,
    mark: str,
    password: str | None,
    columns: Sequence[str],
    redact: bool,
    force: bool,
    skip_hidden: bool,
    skip_struck: bool,
    jobs: int,
    cluster: str,
) -> None:
    """校验文件或文件夹：每一处错误指明单元格、规则、条款和改法。"""
    from ..app.validate import validate, with_rows
    from ..files.workers import Workers

    chosen = form_for("validate", form, out)
    checked = validate(
        request_for(paths, notice, attachment, password, columns, skip_hidden=skip_hidden, skip_struck=skip_struck),
        progress("校验"),
        workers=Workers(jobs, cluster),
        waivers=waivers_from(waivers),
        earlier=out,
    )
    report = with_rows(checked) if chosen == "html" and not redact else checked.report
    if redact:
        from ..reports.redact import redact_report

        report = redact_report(report)
    publish("validate", form, report, out=out, force=force, inputs=checked.report.paths)
    if suggest:
        _suggest(checked, suggest, force=force)
    if mark:
        from ..app.mark import leads_elsewhere, mark_copies

        for path in mark_copies(checked, Path(mark), force=force):
            tell(f"已写出 {path}")
            if leads_elsewhere(path):
                tell(
                    f"注意：{path} 中有报送文件自带的、指向其他计算机或文件的链接，标注时没有改动；打开时请不要更新链接。"
                )
    context.exit(report_code(checked.report))


def _suggest(checked: Checked, out: str, *, force: bool) -> None:
    """The list to tick, or only shown."""
    from ..app.repair import suggestions
    from ..reports.repairs_book import suggestion_lines, write_suggestions
    from ..reports.terminal import show

    found = list(suggestions(checked))
    if out == "-":
        show(suggestion_lines(found), sys.stderr)
        return
    write(out, write_suggestions(found, links_base=Path(out).resolve().parent), force)
    tell(f"可代为修改 {len(found)} 处；勾选后运行 xltools repair {out} -o 已修复")
