"""The command line: parse, call `app`, print, exit code. Nothing is decided here.

Exit codes: 0 clean · 1 findings of severity error, or some inputs refused · 2 wrong usage · 3 no input could be read ·
4 output or environment fault · 130 interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from . import __version__
from .errors import InputRefused, LetterError, NoticeError, OutputFault, UsageError, XltoolsError

if TYPE_CHECKING:
    from .findings import Report

CLEAN, FOUND, USAGE, UNREADABLE, FAULT, INTERRUPTED = 0, 1, 2, 3, 4, 130

_PATHS = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=str))
_NOTICE = click.option(
    "--notice", default="", metavar="ID", help="通知包的编号（见 xltools notices）；不给则从内容辨认。"
)
_ATTACHMENT = click.option("--attachment", default="", metavar="KEY", help="附件编号或用途，如 附件6、summary。")
_PASSWORD = click.option("--password", default=None, help="加密文件的打开密码。")
_MAP = click.option("--map", "columns", multiple=True, metavar="列=F", help="手工指定列，如 --map 含税金额=L；可重复。")
_OUT = click.option("-o", "--output", "out", default="", metavar="FILE", help="写到文件而不是屏幕。")
_FORCE = click.option("--force", is_flag=True, help="覆盖已有文件（原文件留作带日期的备份）。")
_REDACT = click.option("--redact", is_flag=True, help="遮盖姓名、电话和代码，便于转发。")


class _Group(click.Group):
    """Shows commands in the order in which people need them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(self.commands)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, "--version", message="xltools %(version)s")
def cli() -> None:
    """智能制造申报材料：校验、投资窗口核算、汇总、公文。

    所有输入文件只读不改；不联网。
    """


def _request(
    paths: Sequence[str], notice: str, attachment: str, password: str | None = None, columns: Sequence[str] = ()
) -> Any:
    from .app.inputs import Request

    bound: dict[str, str] = {}
    for text in columns:
        name, sign, letters = text.partition("=")
        if not sign or not name or not letters:
            raise UsageError("bad_map", f"--map 的写法是 列=列标，如 --map 含税金额=L；现为“{text}”。")
        bound[name.strip()] = letters.strip()
    return Request(paths=tuple(paths), notice=notice, attachment=attachment, password=password, columns=bound)


def _say(text: str, out: str = "", force: bool = False) -> None:
    """To the file, else to the screen in UTF-8 where the screen's own code page cannot show it."""
    if out:
        _write(out, text.encode(), force)
        return
    stream = sys.stdout
    try:
        stream.write(text)
    except UnicodeEncodeError:
        stream.flush()
        stream.buffer.write(text.encode())
    stream.flush()


def _say_json(document: Any, out: str = "", force: bool = False) -> None:
    """JSON is UTF-8 whatever the screen's code page."""
    from .reports.json import dumps

    data = dumps(document).encode()
    if out:
        _write(out, data, force)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def _write(out: str, data: bytes, force: bool, inputs: Sequence[str] = ()) -> None:
    from .writing.atomic import write_atomically

    write_atomically(out, data, force=force, inputs=[path for path in inputs if Path(path).is_file()])
    click.echo(f"已写出 {out}", err=True)


def _progress(label: str) -> Any:
    """A progress line on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, of: int, what: str) -> None:
        if of > 3:
            end = "\n" if done == of else ""
            sys.stderr.write(f"\r\033[K{label} {done}/{of} {what[-60:]}{end}")
            sys.stderr.flush()

    return show


def _report_code(report: Report) -> int:
    from .findings import Severity

    if not report.files:
        click.echo("没有找到 Excel、Word 或 CSV 文件。请检查路径。", err=True)
        return UNREADABLE
    if report.refused == len(report.files):
        return UNREADABLE
    return FOUND if report.refused or report.count(Severity.ERROR) else CLEAN


# --- notices ---------------------------------------------------------------------------------------------------------


@cli.group(invoke_without_command=True)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出格式。")
@click.pass_context
def notices(context: click.Context, form: str) -> None:
    """列出通知包；查看、检查、比较通知包。"""
    if context.invoked_subcommand is None:
        from .app.packs import list_packs, packs_text

        packs = list_packs()
        _say_json(packs) if form == "json" else _say(packs_text(packs))


@notices.command("show")
@click.argument("notice_id", metavar="ID")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出格式。")
def notices_show(notice_id: str, form: str) -> None:
    """显示一个通知包：层级、附件、规则与条款、版式来源、假定的参数。"""
    from .app.packs import describe_pack, pack_text

    pack = describe_pack(notice_id)
    _say_json(pack) if form == "json" else _say(pack_text(pack))


@notices.command("check")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=str))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出格式。")
@click.pass_context
def notices_check(context: click.Context, folder: str, form: str) -> None:
    """检查一个通知包文件夹，列出全部错误及其位置。"""
    from .app.packs import check_pack

    mistakes = check_pack(Path(folder))
    if form == "json":
        _say_json({"path": folder, "mistakes": [{"path": m.path, "message": m.text} for m in mistakes]})
    else:
        lines = [f"{mistake}" for mistake in mistakes]
        _say("\n".join([*lines, f"共 {len(mistakes)} 处错误" if mistakes else "没有错误"]) + "\n")
    context.exit(FOUND if mistakes else CLEAN)


@notices.command("diff")
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
def notices_diff(first: str, second: str) -> None:
    """比较两个通知包：参数、附件、列和规则的不同。"""
    from .app.packs import diff_packs

    _say(diff_packs(first, second))


# --- new, draft, inspect -----------------------------------------------------------------------------------------------


@cli.command()
@click.argument("notice_id", metavar="NOTICE")
@click.argument("attachments", nargs=-1, metavar="[ATTACHMENT]...")
@click.option("-o", "--output", "out", default=".", metavar="DIR", help="写到哪个文件夹（默认当前文件夹）。")
@_FORCE
def new(notice_id: str, attachments: tuple[str, ...], out: str, force: bool) -> None:
    """生成空白附件：带下拉选项、输入检查和打印设置。"""
    from .app.blanks import new_blanks

    for path in new_blanks(notice_id, attachments, Path(out), force=force):
        click.echo(str(path))


@cli.command()
@click.argument("path", metavar="FILE", type=click.Path(path_type=str))
@click.option("-o", "--output", "out", default="", metavar="DIR", help="写到哪个文件夹；不给则显示在屏幕上。")
@click.option("--id", "notice_id", default="new-notice", help="新通知包的编号。")
def draft(path: str, notice_id: str, out: str) -> None:
    """从单位的正式空表（.xlsx、.xls、.docx）起草通知包。"""
    from .app.drafting import draft_pack

    for name, text in draft_pack(path, notice_id).items():
        if out:
            _write(str(Path(out) / notice_id / name), text.encode(), False, [path])
        else:
            _say(f"# ---- {notice_id}/{name}\n{text}\n")


@cli.command()
@click.argument("path", metavar="FILE", type=click.Path(path_type=str))
@_NOTICE
@_ATTACHMENT
@_PASSWORD
@_MAP
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
    from .app.inspecting import inspect_file, inspection_text

    document = inspect_file(_request([path], notice, attachment, password, columns))
    _say_json(document) if form == "json" else _say(inspection_text(document))
    context.exit(UNREADABLE if document["status"] == "refused" else CLEAN)


# --- validate, total, merge ----------------------------------------------------------------------------------------


@cli.command()
@_PATHS
@_NOTICE
@_ATTACHMENT
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "html", "xlsx"]), default="text", help="报告格式。"
)
@_OUT
@click.option("--mark", default="", metavar="DIR", help="另存带标注的副本到此文件夹。")
@_PASSWORD
@_MAP
@_REDACT
@_FORCE
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
    from .app.checking import validate as run

    if form == "xlsx" and not out:
        raise UsageError("no_output", "xlsx 格式的报告要用 -o 指明写到哪个文件。")
    request = _request(paths, notice, attachment, password, columns)
    checked = run(request, _progress("校验"))
    report = checked.report
    if redact:
        from .reports.redact import redact_report

        report = redact_report(report)
    _print_report(report, form, out, force)
    if mark:
        from .app.marking import mark_copies

        for path in mark_copies(checked, Path(mark), force=force):
            click.echo(f"已写出 {path}", err=True)
    context.exit(_report_code(checked.report))


def _print_report(report: Report, form: str, out: str, force: bool) -> None:
    if form == "json":
        from .reports.json import report_json

        _say_json(report_json(report), out, force)
    elif form == "html":
        from .reports.html import report_html

        _say(report_html(report), out, force)
    elif form == "xlsx":
        from .writing.findings_book import write_findings

        _write(out, write_findings(report), force)
    elif out:
        from .reports.text import report_text

        _say(report_text(report), out, force)
    else:
        from .reports.text import report_lines, report_text, show

        try:
            show(report_lines(report), sys.stdout)
        except UnicodeEncodeError:
            _say(report_text(report))


@cli.command()
@click.argument("path", metavar="FILE.xlsx", type=click.Path(path_type=str))
@_OUT
@_FORCE
def unmark(path: str, out: str, force: bool) -> None:
    """清除 validate --mark 留下的标注，恢复原来的颜色和批注。"""
    from .app.marking import unmark_file

    click.echo(f"已写出 {unmark_file(path, out, force=force)}")


@cli.command()
@_PATHS
@click.option("--from", "start", default=None, metavar="D", help="窗口起始日（默认按通知）。")
@click.option("--to", "end", default=None, metavar="D", help="窗口截止日（默认按通知）。")
@click.option(
    "--date", "date_basis", type=click.Choice(["invoice", "contract", "payment"]), default=None, help="以哪个日期为准。"
)
@click.option("--tax", "tax_basis", type=click.Choice(["with", "without"]), default=None, help="含税或不含税。")
@_NOTICE
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "html", "xlsx"]), default="text", help="输出格式。"
)
@_OUT
@_PASSWORD
@_MAP
@_FORCE
@click.pass_context
def total(
    context: click.Context,
    paths: Sequence[str],
    start: str | None,
    end: str | None,
    date_basis: str | None,
    tax_basis: str | None,
    notice: str,
    form: str,
    out: str,
    password: str | None,
    columns: Sequence[str],
    force: bool,
) -> None:
    """核算投资窗口：逐行判定计入、窗口外、待定，合计精确到分。"""
    from .app.totalling import total as run

    if form == "xlsx" and not out:
        raise UsageError("no_output", "xlsx 格式的核算表要用 -o 指明写到哪个文件。")
    request = _request(paths, notice, "", password, columns)
    ledger, checked = run(
        request, start=_day(start), end=_day(end), date_basis=date_basis or "", tax_basis=tax_basis or ""
    )
    if form == "json":
        from .reports.json import ledger_json

        _say_json(ledger_json(ledger), out, force)
    elif form == "html":
        from .reports.html import ledger_html

        _say(ledger_html(ledger), out, force)
    elif form == "xlsx":
        from .writing.ledger_book import write_ledger

        _write(out, write_ledger(ledger), force)
    else:
        from .reports.text import ledger_text

        _say(ledger_text(ledger), out, force)
    context.exit(_report_code(checked.report))


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError("bad_date", f"日期“{text}”应写作 2023-10-01 的形式。") from None


@cli.command()
@_PATHS
@click.option("-o", "--output", "out", required=True, metavar="OUT.xlsx", help="汇总表写到哪个文件（.xlsx 或 .docx）。")
@_NOTICE
@_ATTACHMENT
@click.option("--level", default="", help="由哪一级汇总：district、city、province、ministry。")
@click.option(
    "--order",
    default="office",
    help="排序：office（单位名单顺序）、rank（同名次相邻）、given（文件给出的顺序）、column:列（按某列的值）、"
    "own（保留原汇总表中排定的顺序）。",
)
@click.option("--template", default="", metavar="FILE", help="单位自己的正式空表（.xlsx 或 .docx）。")
@_MAP
@click.option("--jobs", type=click.IntRange(1, 64), default=1, help="同时读取的进程数。")
@click.option("--strict", is_flag=True, help="有文件被拒绝时不写汇总表。")
@click.option("--handin", default="", metavar="FILE", help="报送台账：登记输入文件，只汇总每个单位最后一次报送的文件。")
@_PASSWORD
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="回执格式。")
@_FORCE
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
    from .app.joining import MergeOptions
    from .app.joining import merge as run

    options = MergeOptions(out=out, level=level, order=order, template=template, jobs=jobs, force=force, strict=strict)
    request = _request(paths, notice, attachment, password, columns)
    if handin:
        from .app.handins import merge_registered
        from .app.handintext import add_json, add_text

        outcome, added = merge_registered(handin, request, options, _progress("汇总"))
    else:
        outcome = run(request, options, _progress("汇总"))
    if form == "json":
        from .reports.json import merge_json

        document = merge_json(outcome.merged, out)
        _say_json(document | {"handin": add_json(added)} if handin else document)
    else:
        from .reports.text import merge_text

        _say(merge_text(outcome.merged, out) + (f"\n{add_text(added)}" if handin else ""))
    if not outcome.written:
        click.echo("有文件被拒绝，按 --strict 没有写出汇总表。", err=True)
    context.exit(_merge_code(outcome))


def _merge_code(outcome: Any) -> int:
    from .findings import Severity

    files = outcome.merged.files
    if not files or all(file.status == "refused" for file in files):
        return UNREADABLE
    refused = any(file.status == "refused" for file in files)
    errors = any(finding.severity is Severity.ERROR for finding in outcome.merged.findings)
    return FOUND if refused or errors else CLEAN


@cli.command()
@_PATHS
@click.option(
    "--rows",
    required=True,
    metavar="列",
    help="行：投资核算用 enterprise、category、verdict、month、year；附件用列名。",
)
@click.option("--columns", "across", default="", metavar="列", help="列：同上；不给则只有合计。")
@click.option("--value", default="", metavar="列", help="求和的数值列；不给则计个数（投资核算为金额）。")
@click.option("--ledger", is_flag=True, help="统计投资窗口核算的各行，而不是附件的各列。")
@_NOTICE
@_ATTACHMENT
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", help="输出格式。")
@_OUT
@_FORCE
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
    from .app import pivoting

    request = _request(paths, notice, attachment)
    if ledger:
        made = pivoting.pivot_ledger(request, rows, across, value or "amount")[0]
    else:
        made = pivoting.pivot_table(request, rows, across, value)
    if form == "json":
        _say_json(pivoting.pivot_document(made), out, force)
    else:
        _say(pivoting.pivot_csv(made) if form == "csv" else pivoting.pivot_text(made), out, force)


@cli.command()
@click.argument("path", metavar="OUT.xlsx", type=click.Path(path_type=str))
@click.argument("cell", required=False, default="")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出格式。")
@click.pass_context
def trace(context: click.Context, path: str, cell: str, form: str) -> None:
    """追溯汇总表的一行或一个单元格来自哪里，并核对来源文件是否改动过。"""
    from .app.tracing import trace as run
    from .app.tracing import trace_text

    document = run(path, cell)
    _say_json(document) if form == "json" else _say(trace_text(document))
    context.exit(FOUND if document["changed"] else CLEAN)


# --- hand-in register ------------------------------------------------------------------------------------------------


_REGISTER = click.argument("register", metavar="REGISTER", type=click.Path(path_type=str))
_FORM = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出格式。")


@cli.group()
def handin() -> None:
    """报送台账：谁报了、谁没报、第几次报、改了什么。台账是一个只增不改的文件（如 报送台账.jsonl）。"""


@handin.command("add")
@_REGISTER
@_PATHS
@_NOTICE
@click.option("--level", default="", help="由哪一级受理：district、city、province、ministry（新建台账时用）。")
@click.option("--expect", "units", multiple=True, metavar="单位", help="应报单位，可重复；不给则按通知的单位名单。")
@click.option("--attachment", "attachments", multiple=True, metavar="KEY", help="应报附件，可重复；不给则按通知。")
@click.option("--deadline", default=None, metavar="D", help="截止日（默认按通知）。")
@click.option(
    "--received", default=None, metavar="TIME", help="收到的时间，如 2025-10-17 或 2025-10-17T09:30（默认现在）。"
)
@click.option("--unit", default="", metavar="单位", help="这些文件是哪个单位的（表内和文件名都看不出时用）。")
@click.option("--revive", is_flag=True, help="已被替换的旧文件也算作新的一次报送。")
@_PASSWORD
@_FORM
@click.pass_context
def handin_add(
    context: click.Context,
    register: str,
    paths: Sequence[str],
    notice: str,
    level: str,
    units: Sequence[str],
    attachments: Sequence[str],
    deadline: str | None,
    received: str | None,
    unit: str,
    revive: bool,
    password: str | None,
    form: str,
) -> None:
    """登记收到的文件（文件夹逐个登记）；重报的替换前一次，并逐格列出改动。没有台账则新建。"""
    from .app.arrivals import RegisterOptions
    from .app.handins import add
    from .app.handintext import add_json, add_text

    options = RegisterOptions(
        level=level,
        units=tuple(units),
        attachments=tuple(attachments),
        deadline=_day(deadline),
        received=_moment(received),
        unit=unit,
        revive=revive,
    )
    outcome = add(register, _request(paths, notice, "", password), options)
    _say_json(add_json(outcome)) if form == "json" else _say(add_text(outcome))
    came = [one.event for one in outcome.arrived if one.event is not None]
    if came and all(event.refusal for event in came):
        context.exit(UNREADABLE)
    context.exit(FOUND if any(event.errors or event.refusal for event in came) else CLEAN)


def _moment(text: str | None) -> Any:
    from datetime import datetime

    if text is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise UsageError("bad_date", f"时间“{text}”应写作 2025-10-17 或 2025-10-17T09:30 的形式。") from None


@handin.command("status")
@_REGISTER
@_FORM
@click.pass_context
def handin_status(context: click.Context, register: str, form: str) -> None:
    """显示各单位的状态（未报、已收、待更正、已通过）和次数；还有未报或待更正的，退出码为 1。"""
    from .app.handins import read_register
    from .app.handintext import outstanding, status_json, status_text

    found = read_register(register)
    _say_json(status_json(found)) if form == "json" else _say(status_text(found))
    context.exit(FOUND if outstanding(found) else CLEAN)


@handin.command("diff")
@_REGISTER
@click.argument("unit", metavar="单位")
@click.option("--attachment", default="", metavar="KEY", help="哪个附件；不给则全部。")
@click.option(
    "--round", "round_number", type=click.IntRange(2), default=None, help="第几次报送与前一次相比；不给则最后一次。"
)
@_FORM
def handin_diff(register: str, unit: str, attachment: str, round_number: int | None, form: str) -> None:
    """逐格列出一个单位重报时改动的内容。"""
    from .app.handins import differences
    from .app.handintext import difference_json, difference_text

    found = differences(register, unit, attachment=attachment, round_number=round_number or 0)
    if form == "json":
        _say_json({"register": register, "differences": [difference_json(one) for one in found]})
    else:
        _say(difference_text(found))


@handin.command("mark")
@_REGISTER
@click.argument("unit", metavar="单位")
@click.argument("state", metavar="STATE", type=click.Choice(["passed", "to_correct", "received"]))
@click.option("--attachment", default="", metavar="KEY", help="哪个附件；不给则该单位已报的全部。")
@click.option("--note", default="", help="说明，如退回更正的理由。")
def handin_mark(register: str, unit: str, state: str, attachment: str, note: str) -> None:
    """标记一个单位的报送：passed 已通过、to_correct 退回更正、received 已收；再次报送后重新判断。"""
    from .app.handins import mark
    from .app.handintext import status_text
    from .handin.model import State

    _say(status_text(mark(register, unit, State(state), attachment=attachment, note=note)))


@handin.command("view")
@_REGISTER
@click.option("-o", "--output", "out", required=True, metavar="OUT.xlsx", help="写到哪个文件。")
@_FORCE
def handin_view(register: str, out: str, force: bool) -> None:
    """把台账写成工作簿：报送台账、报送记录、重报差异三张表，可打印。"""
    from .app.handins import read_register, write_view

    write_view(read_register(register), out, force=force)
    click.echo(f"已写出 {out}", err=True)


# --- application package -----------------------------------------------------------------------------------------------


@cli.command("package")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=str))
@_NOTICE
@click.option("--format", "form", type=click.Choice(["text", "json", "html"]), default="text", help="清单格式。")
@_OUT
@click.option("--receipt", default="", metavar="FILE", help="另写自检回执（.html 可打印，或 .json）。")
@_PASSWORD
@_FORCE
@click.pass_context
def package_command(
    context: click.Context,
    folder: str,
    notice: str,
    form: str,
    out: str,
    receipt: str,
    password: str | None,
    force: bool,
) -> None:
    """按通知的材料清单核对一家企业的整个申报文件夹，给出可打印的清单和自检回执。"""
    from .app.packages import check_package, write_receipt

    report = check_package(folder, notice, password=password)
    if form == "json":
        from .reports.packages import package_json

        _say_json(package_json(report), out, force)
    elif form == "html":
        from .reports.package_html import package_html

        _say(package_html(report), out, force)
    else:
        from .reports.packages import package_text

        _say(package_text(report), out, force)
    if receipt:
        write_receipt(report, receipt, force=force)
        click.echo(f"已写出 {receipt}", err=True)
    if not report.files:
        context.exit(UNREADABLE)
    context.exit(CLEAN if report.complete else FOUND)


@cli.group()
def receipt() -> None:
    """申报材料的自检回执。"""


@receipt.command("verify")
@click.argument("path", metavar="FILE", type=click.Path(path_type=str))
@click.argument("folder", metavar="[DIR]", required=False, default="", type=click.Path(path_type=str))
@click.option("--hash-only", is_flag=True, help="只核对文件，不重新检查。")
@_FORM
@click.pass_context
def receipt_verify(context: click.Context, path: str, folder: str, hash_only: bool, form: str) -> None:
    """核对自检回执：指出改动、缺少、增加、改名的文件，并重新检查一遍；材料在回执所在的文件夹，或另给 DIR。"""
    from .app.packages import verify_receipt
    from .reports.packages import verification_json, verification_text

    found = verify_receipt(path, folder, check_again=not hash_only)
    if form == "json":
        _say_json(verification_json(found.verification, path, found.folder, found.again))
    else:
        _say(verification_text(found.verification, found.folder, found.again))
    context.exit(CLEAN if found.good else FOUND)


# --- letters ---------------------------------------------------------------------------------------------------------


@cli.command()
@click.argument("paths", metavar="SUMMARY.xlsx...", nargs=-1, type=click.Path(path_type=str))
@click.option("-o", "--output", "out", default="", metavar="OUT.docx", help="函件写到哪个文件。")
@_NOTICE
@click.option("--kind", default="", help="函件种类；不给则写出该级应报的函件。")
@click.option("--level", default="", help="由哪一级行文。")
@click.option(
    "--set", "settings", multiple=True, metavar="KEY=VALUE", help="填写或覆盖函件信息，如 --set 文号=…；可重复。"
)
@click.option("--profile", default="", metavar="FILE", help="单位信息文件（TOML）。")
@click.option("--template", default="", metavar="FILE", help="单位自己的 Word 模板。")
@click.option("--check-template", "checked", default="", metavar="FILE", help="只检查一个 Word 模板，不生成函件。")
@_FORCE
@click.pass_context
def letter(
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
    force: bool,
) -> None:
    """由汇总表生成 Word 公函，所有数字来自汇总表并逐一核对。"""
    from .app.lettering import LetterOptions, check_letter_template, write_letters

    if checked:
        report = check_letter_template(checked)
        _print_report(report, "text", "", False)
        context.exit(_report_code(report))
    if not paths:
        raise UsageError("no_summary", "请给出汇总表，如 xltools letter 汇总表.xlsx -o 上报函.docx。")
    options = LetterOptions(
        summaries=tuple(paths),
        out=out,
        notice=notice,
        kind=kind,
        level=level,
        settings=dict(_pairs(settings)),
        profile=profile,
        template=template,
        force=force,
    )
    outcome = write_letters(options)
    for line in outcome.lines:
        click.echo(line)
    context.exit(FOUND if outcome.errors else CLEAN)


def _pairs(settings: Sequence[str]) -> Sequence[tuple[str, str]]:
    pairs = []
    for text in settings:
        name, sign, value = text.partition("=")
        if not sign or not name.strip():
            raise UsageError("bad_setting", f"--set 的写法是 名称=内容，现为“{text}”。")
        pairs.append((name.strip(), value))
    return pairs


@cli.command("check-letter")
@click.argument("path", metavar="FILE.docx", type=click.Path(path_type=str))
@click.option("--against", default="", metavar="SUMMARY.xlsx", help="与汇总表逐一核对数字和名称。")
@_NOTICE
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出格式。")
@click.pass_context
def check_letter(context: click.Context, path: str, against: str, notice: str, form: str) -> None:
    """检查公函的格式（GB/T 9704）与数字。"""
    from .app.lettering import check_letter_file

    report = check_letter_file(path, against, notice)
    _print_report(report, form, "", False)
    context.exit(_report_code(report))


# --- page --------------------------------------------------------------------------------------------------------------


@cli.group()
def page() -> None:
    """企业自检页面：一个 HTML 文件，断网也能在浏览器里检查，不用安装。"""


@page.command("build")
@click.option("-o", "--output", "out", default="", metavar="FILE", help="写到哪个文件（默认 申报材料自检.html）。")
@click.option(
    "--pyodide",
    "distribution",
    default="",
    metavar="DIR|TGZ",
    help="浏览器用的 Python：npm 包 pyodide 的 .tgz 或解开后的文件夹；不给则用缓存，没有再由 npm 取得。",
)
@_FORCE
def page_build(out: str, distribution: str, force: bool) -> None:
    """生成自检页面，供企业报送前自查；文件不离开企业的电脑。"""
    from .page.build import FILE, build_page

    data = build_page(Path(distribution) if distribution else None)
    _write(out or FILE, data, force, [distribution] if distribution else [])


# --- add-in ------------------------------------------------------------------------------------------------------------


@cli.group()
def addin() -> None:
    """Excel（和 LibreOffice）里的按钮：生成、安装、打包加载项。"""


@addin.command("build")
@click.option(
    "-o", "--output", "out", default="", metavar="FILE", help="加载项写到哪个文件（默认 macros/xltools.xlam）。"
)
def addin_build(out: str) -> None:
    """由 macros/ 中的源文件生成加载项 xltools.xlam。"""
    from .addin.build import build_addin

    click.echo(f"已写出 {build_addin(Path(out) if out else None)}")


@addin.command("install")
def addin_install() -> None:
    """为当前用户安装加载项（不需要管理员权限）。"""
    from .addin.install import install

    for line in install():
        click.echo(line)


@addin.command("uninstall")
def addin_uninstall() -> None:
    """卸载加载项。"""
    from .addin.install import uninstall

    for line in uninstall():
        click.echo(line)


@addin.command("bundle")
@click.option("-o", "--output", "out", required=True, metavar="DIR", help="写到哪个文件夹。")
@click.option("--python", default="", metavar="ZIP", help="官方的 Windows 嵌入式 Python 压缩包；不给则用锁定的版本。")
@click.option("--wheels", default="", metavar="DIR", help="已下载的 wheel 所在文件夹；不给则用包管理器取得。")
def addin_bundle(out: str, python: str, wheels: str) -> None:
    """打包成不需要安装 Python 的 Windows 文件夹，双击即可安装。"""
    from .addin.bundle import bundle

    bundle(
        Path(out),
        python=Path(python) if python else None,
        wheels=Path(wheels) if wheels else None,
        say=lambda text: click.echo(text, err=True),
    )
    click.echo(f"已写出 {out}")


# --- demo ------------------------------------------------------------------------------------------------------------


@cli.command()
@click.option("-o", "--output", "out", default="demo-output", metavar="DIR", help="写到哪个文件夹。")
def demo(out: str) -> None:
    """生成虚构的申报材料，走一遍校验、核算、汇总、公函。"""
    from .demo import run

    run(Path(out))


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point: errors become one Chinese message and an exit code, never a traceback for bad input."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """The program as a function: the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        result = cli.main(args=words, prog_name="xltools", standalone_mode=False)
        return result if isinstance(result, int) else CLEAN
    except click.exceptions.Exit as done:
        return done.exit_code
    except (click.exceptions.Abort, KeyboardInterrupt):
        click.echo("已中断，没有写出未完成的文件。", err=True)
        return INTERRUPTED
    except click.ClickException as fault:
        fault.show()
        return USAGE
    except XltoolsError as fault:
        return _fault(fault, "json" in words)
    except BrokenPipeError:
        return FAULT
    except MemoryError:
        click.echo("内存不足。请分批处理，或关闭其他程序后重试。", err=True)
        return FAULT


def _fault(fault: XltoolsError, as_json: bool) -> int:
    click.echo(fault.message, err=True)
    if as_json:
        _say_json({"tool": "xltools", "version": __version__, "error": {"code": fault.code, "message": fault.message}})
    if isinstance(fault, UsageError):
        return USAGE
    if isinstance(fault, InputRefused):
        return UNREADABLE
    if isinstance(fault, (OutputFault, NoticeError)):
        return FAULT
    return FOUND if isinstance(fault, LetterError) else FAULT
