"""xltools check-letter."""

from __future__ import annotations

from collections.abc import Sequence

import click

from ..reports import form_for
from .chinese import Command
from .exits import report_code
from .options import FORCE, NOTICE, OUT, form_option
from .output import publish, tell


@click.command("check-letter", cls=Command)
@click.argument("paths", metavar="函件.docx或文件夹...", nargs=-1, required=True, type=click.Path(path_type=str))
@click.option(
    "--against",
    multiple=True,
    type=click.Path(),
    metavar="汇总表.xlsx",
    help="与汇总表逐一核对数字和名称；有几张就写几次。",
)
@click.option(
    "--fix", is_flag=True, help="用 -o 另写一份，改好页边距、网格、字体、字号、序数、标点、页码和日期的写法，逐项列出。"
)
@NOTICE
@form_option("check-letter")
@OUT
@FORCE
@click.pass_context
def command(
    context: click.Context,
    paths: Sequence[str],
    against: Sequence[str],
    fix: bool,
    notice: str,
    form: str | None,
    out: str,
    force: bool,
) -> None:
    """检查公函的格式（GB/T 9704）与数字。"""
    from ..app.letter import check_letter_files, correct_letters

    if fix:
        # What the copy still lacks is a person's to mend: it is checked like any other letter.
        paths, lines = correct_letters(paths, out, against, notice, force=force)
        for line in lines:
            tell(line)
        out = ""
    form_for("check-letter", form, out)
    report = check_letter_files(paths, against, notice)
    publish("check-letter", form, report, out=out, force=force, inputs=report.paths)
    context.exit(report_code(report))
