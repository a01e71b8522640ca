"""xltools total."""

from __future__ import annotations

from collections.abc import Sequence

import click

from ..app.days import day_of
from ..reports import form_for
from .chinese import Command
from .exits import CLEAN, FOUND, report_code
from .options import (
    ATTACHMENT,
    CLUSTER,
    DATE,
    FORCE,
    JOBS,
    MAP,
    NOTICE,
    OUT,
    PASSWORD,
    PATHS,
    SKIP_HIDDEN,
    SKIP_STRUCK,
    TAX,
    form_option,
    request_for,
)
from .output import progress, publish


@click.command("total", cls=Command)
@PATHS
@click.option("--from", "start", default=None, metavar="日期", help="窗口起始日（默认按通知）。")
@click.option("--to", "end", default=None, metavar="日期", help="窗口截止日（默认按通知）。")
@click.option(
    "--date",
    "date_basis",
    type=DATE,
    default="",
    metavar="口径",
    help="以哪个日期为准：开票日期（invoice）、合同签订日期（contract）、付款日期（payment）。",
)
@click.option("--tax", "tax_basis", type=TAX, default="", metavar="口径", help="含税（with）或不含税（without）。")
@NOTICE
@ATTACHMENT
@form_option("total")
@OUT
@PASSWORD
@MAP
@SKIP_HIDDEN
@SKIP_STRUCK
@JOBS
@CLUSTER
@FORCE
@click.pass_context
def command(
    context: click.Context,
    paths: Sequence[str],
    start: str | None,
    end: str | None,
    date_basis: str,
    tax_basis: str,
    notice: str,
    attachment: str,
    form: str | None,
    out: str,
    password: str | None,
    columns: Sequence[str],
    force: bool,
    skip_hidden: bool,
    skip_struck: bool,
    jobs: int,
    cluster: str,
) -> None:
    """核算投资窗口：逐行判定计入、窗口外、待定，合计精确到分。"""
    from ..app.total import total
    from ..files.workers import Workers

    form_for("total", form, out)
    request = request_for(
        paths, notice, attachment, password, columns, skip_hidden=skip_hidden, skip_struck=skip_struck
    )
    ledger, checked = total(
        request, progress("核算"), workers=Workers(jobs, cluster),
        start=day_of(start), end=day_of(end), date_basis=date_basis, tax_basis=tax_basis,
    )  # fmt: skip
    publish("total", form, ledger, out=out, force=force, inputs=checked.report.paths)
    context.exit(report_code(checked.report) or (CLEAN if ledger.sure else FOUND))
