"""Looking at what was handed in: inspect, validate, unmark, total, pivot."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from ..errors import UsageError
from .common import (
    ATTACHMENT,
    CLEAN,
    FORCE,
    MAP,
    NOTICE,
    OUT,
    PASSWORD,
    PATHS,
    REDACT,
    UNREADABLE,
    day_of,
    print_report,
    progress,
    report_code,
    request_for,
    say,
    say_json,
    write,
)


@click.command()
@click.argument("path", metavar="FILE", type=click.Path(path_type=str))
@NOTICE
@ATTACHMENT
@PASSWORD
@MAP
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出格式。")
@click.pass_context
def inspect(
    context: click.Context,
    path: str,
    notice: str,
    attachment: str,
    password: str | None,
    columns: Sequence[str],
    form: str,
) -> None:
    """显示从文件中读到的一切：工作表、表头、绑定的列、略过的行及原因。"""
    from ..app.inspect import inspect_file, inspection_text

    document = inspect_file(request_for([path], notice, attachment, password, columns))
    say_json(document) if form == "json" else say(inspection_text(document))
    context.exit(UNREADABLE if document["status"] == "refused" else CLEAN)


@click.command()
@PATHS
@NOTICE
@ATTACHMENT
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "html", "xlsx"]), default="text", help="报告格式。"
)
@OUT
@click.option("--mark", default="", metavar="DIR", help="另存带标注的副本到此文件夹。")
@PASSWORD
@MAP
@REDACT
@FORCE
@click.pass_context
def validate(
    context: click.Context,
    paths: Sequence[str],
    notice: str,
    attachment: str,
    form: str,
    out: str,
    mark: str,
    password: str | None,
    columns: Sequence[str],
    redact: bool,
    force: bool,
) -> None:
    """校验文件或文件夹：每一处错误指明单元格、规则、条款和改法。"""
    from ..app.validate import validate as run

    if form == "xlsx" and not out:
        raise UsageError("no_output", "xlsx 格式的报告要用 -o 指明写到哪个文件。")
    request = request_for(paths, notice, attachment, password, columns)
    checked = run(request, progress("校验"))
    report = checked.report
    if redact:
        from ..reports.redact import redact_report

        report = redact_report(report)
    print_report(report, form, out, force)
    if mark:
        from ..app.mark import mark_copies

        for path in mark_copies(checked, Path(mark), force=force):
            click.echo(f"已写出 {path}", err=True)
    context.exit(report_code(checked.report))


@click.command()
@click.argument("path", metavar="FILE.xlsx", type=click.Path(path_type=str))
@OUT
@FORCE
def unmark(path: str, out: str, force: bool) -> None:
    """清除 validate --mark 留下的标注，恢复原来的颜色和批注。"""
    from ..app.mark import unmark_file

    click.echo(f"已写出 {unmark_file(path, out, force=force)}")


@click.command()
@PATHS
@click.option("--from", "start", default=None, metavar="D", help="窗口起始日（默认按通知）。")
@click.option("--to", "end", default=None, metavar="D", help="窗口截止日（默认按通知）。")
@click.option(
    "--date", "date_basis", type=click.Choice(["invoice", "contract", "payment"]), default=None, help="以哪个日期为准。"
)
@click.option("--tax", "tax_basis", type=click.Choice(["with", "without"]), default=None, help="含税或不含税。")
@NOTICE
@ATTACHMENT
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "html", "xlsx"]), default="text", help="输出格式。"
)
@OUT
@PASSWORD
@MAP
@FORCE
@click.pass_context
def total(
    context: click.Context,
    paths: Sequence[str],
    start: str | None,
    end: str | None,
    date_basis: str | None,
    tax_basis: str | None,
    notice: str,
    attachment: str,
    form: str,
    out: str,
    password: str | None,
    columns: Sequence[str],
    force: bool,
) -> None:
    """核算投资窗口：逐行判定计入、窗口外、待定，合计精确到分。"""
    from ..app.total import total as run

    if form == "xlsx" and not out:
        raise UsageError("no_output", "xlsx 格式的核算表要用 -o 指明写到哪个文件。")
    request = request_for(paths, notice, attachment, password, columns)
    ledger, checked = run(
        request, start=day_of(start), end=day_of(end), date_basis=date_basis or "", tax_basis=tax_basis or ""
    )
    if form == "json":
        from ..reports.json import ledger_json

        say_json(ledger_json(ledger), out, force)
    elif form == "html":
        from ..reports.html import ledger_html

        say(ledger_html(ledger), out, force)
    elif form == "xlsx":
        from ..reports.ledger_book import write_ledger

        write(out, write_ledger(ledger), force)
    else:
        from ..reports.text import ledger_text

        say(ledger_text(ledger), out, force)
    context.exit(report_code(checked.report))


@click.command()
@PATHS
@click.option(
    "--rows",
    required=True,
    metavar="列",
    help="行：投资核算用 enterprise、category、verdict、month、year；附件用列名。",
)
@click.option("--columns", "across", default="", metavar="列", help="列：同上；不给则只有合计。")
@click.option("--value", default="", metavar="列", help="求和的数值列；不给则计个数（投资核算为金额）。")
@click.option("--ledger", is_flag=True, help="统计投资窗口核算的各行，而不是附件的各列。")
@NOTICE
@ATTACHMENT
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", help="输出格式。")
@OUT
@FORCE
def pivot(
    paths: Sequence[str],
    rows: str,
    across: str,
    value: str,
    ledger: bool,
    notice: str,
    attachment: str,
    form: str,
    out: str,
    force: bool,
) -> None:
    """按任意两列交叉统计汇总表或投资核算（个数或金额）。"""
    from ..app import pivot as pivoting

    request = request_for(paths, notice, attachment)
    if ledger:
        made = pivoting.pivot_ledger(request, rows, across, value or "amount")[0]
    else:
        made = pivoting.pivot_table(request, rows, across, value)
    if form == "json":
        say_json(pivoting.pivot_document(made), out, force)
    else:
        say(pivoting.pivot_csv(made) if form == "csv" else pivoting.pivot_text(made), out, force)
