"""xltools pivot."""

from __future__ import annotations

from collections.abc import Sequence

import click

from ..reports import form_for
from .chinese import Command
from .options import ATTACHMENT, FORCE, NOTICE, OUT, PATHS, form_option, request_for
from .output import publish


@click.command("pivot", cls=Command)
@PATHS
@click.option(
    "--rows",
    required=True,
    metavar="列",
    help="行：投资核算用 企业、类别、判定、月份、年份；附件用列名。",
)
@click.option("--columns", "across", default="", metavar="列", help="列：同上；不给则只有合计。")
@click.option("--value", default="", metavar="列", help="求和的数值列；不给则计个数（投资核算为金额）。")
@click.option("--ledger", is_flag=True, help="统计投资窗口核算的各行，而不是附件的各列。")
@NOTICE
@ATTACHMENT
@form_option("pivot")
@OUT
@FORCE
def command(
    paths: Sequence[str],
    rows: str,
    across: str,
    value: str,
    ledger: bool,
    notice: str,
    attachment: str,
    form: str | None,
    out: str,
    force: bool,
) -> None:
    """按任意两列交叉统计汇总表或投资核算（个数或金额）。"""
    from ..app.pivot import pivot_ledger, pivot_table

    form_for("pivot", form, out)
    request = request_for(paths, notice, attachment)
    if ledger:
        made = pivot_ledger(request, rows, across, value or "amount")[0]
    else:
        made = pivot_table(request, rows, across, value)
    publish("pivot", form, made, out=out, force=force, inputs=paths)
