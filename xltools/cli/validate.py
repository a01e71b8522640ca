"""xltools validate."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

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
    form_option,
    request_for,
)
from .output import progress, publish, tell


@click.command("validate", cls=Command)
@PATHS
@NOTICE
@ATTACHMENT
@form_option("validate")
@OUT
@click.option("--mark", default="", metavar="文件夹", help="另存带标注的副本到此文件夹。")
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
    from ..app.validate import validate
    from ..files.workers import Workers

    form_for("validate", form, out)
    checked = validate(
        request_for(paths, notice, attachment, password, columns, skip_hidden=skip_hidden, skip_struck=skip_struck),
        progress("校验"),
        workers=Workers(jobs, cluster),
    )
    report = checked.report
    if redact:
        from ..reports.redact import redact_report

        report = redact_report(report)
    publish("validate", form, report, out=out, force=force)
    if mark:
        from ..app.mark import mark_copies

        for path in mark_copies(checked, Path(mark), force=force):
            tell(f"已写出 {path}")
    context.exit(report_code(checked.report))
