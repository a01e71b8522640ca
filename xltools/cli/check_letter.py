"""xltools check-letter."""

from __future__ import annotations

import click

from ..reports import form_for
from .chinese import Command
from .exits import report_code
from .options import FORCE, NOTICE, OUT, form_option
from .output import publish


@click.command("check-letter", cls=Command)
@click.argument("path", metavar="函件.docx", type=click.Path(path_type=str))
@click.option("--against", default="", metavar="汇总表.xlsx", help="与汇总表逐一核对数字和名称。")
@NOTICE
@form_option("check-letter")
@OUT
@FORCE
@click.pass_context
def command(
    context: click.Context, path: str, against: str, notice: str, form: str | None, out: str, force: bool
) -> None:
    """检查公函的格式（GB/T 9704）与数字。"""
    from ..app.letter import check_letter_file

    form_for("check-letter", form, out)
    report = check_letter_file(path, against, notice)
    publish("check-letter", form, report, out=out, force=force)
    context.exit(report_code(report))
