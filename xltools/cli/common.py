"""What commands share: options, the way to the screen, to a file, and the exit codes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import UsageError

if TYPE_CHECKING:
    from ..findings import Report

CLEAN, FOUND, USAGE, UNREADABLE, FAULT, INTERRUPTED = 0, 1, 2, 3, 4, 130

PATHS = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=str))
NOTICE = click.option(
    "--notice", default="", metavar="ID", help="通知包的编号（见 xltools notices）；不给则从内容辨认。"
)
ATTACHMENT = click.option("--attachment", default="", metavar="KEY", help="附件编号或用途，如 附件6、summary。")
PASSWORD = click.option("--password", default=None, help="加密文件的打开密码。")
MAP = click.option("--map", "columns", multiple=True, metavar="列=F", help="手工指定列，如 --map 含税金额=L；可重复。")
OUT = click.option("-o", "--output", "out", default="", metavar="FILE", help="写到文件而不是屏幕。")
FORCE = click.option("--force", is_flag=True, help="覆盖已有文件（原文件留作带日期的备份）。")
REDACT = click.option("--redact", is_flag=True, help="遮盖姓名、电话和代码，便于转发。")
FORM = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出格式。")


def request_for(
    paths: Sequence[str], notice: str, attachment: str, password: str | None = None, columns: Sequence[str] = ()
) -> Any:
    from ..forms.inputs import Request

    bound: dict[str, str] = {}
    for text in columns:
        name, sign, letters = text.partition("=")
        if not sign or not name or not letters:
            raise UsageError("bad_map", f"--map 的写法是 列=列标，如 --map 含税金额=L；现为“{text}”。")
        bound[name.strip()] = letters.strip()
    return Request(paths=tuple(paths), notice=notice, attachment=attachment, password=password, columns=bound)


def say(text: str, out: str = "", force: bool = False) -> None:
    """To the file, else to the screen in UTF-8 where the screen's own code page cannot show it."""
    if out:
        write(out, text.encode(), force)
        return
    stream = sys.stdout
    try:
        stream.write(text)
    except UnicodeEncodeError:
        stream.flush()
        stream.buffer.write(text.encode())
    stream.flush()


def say_json(document: Any, out: str = "", force: bool = False) -> None:
    """JSON is UTF-8 whatever the screen's code page."""
    from ..reports.json import dumps

    data = dumps(document).encode()
    if out:
        write(out, data, force)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def write(out: str, data: bytes, force: bool, inputs: Sequence[str] = ()) -> None:
    from ..files.atomic import write_atomically

    write_atomically(out, data, force=force, inputs=[path for path in inputs if Path(path).is_file()])
    click.echo(f"已写出 {out}", err=True)


def progress(label: str) -> Any:
    """A progress line on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, of: int, what: str) -> None:
        if of > 3:
            end = "\n" if done == of else ""
            sys.stderr.write(f"\r\033[K{label} {done}/{of} {what[-60:]}{end}")
            sys.stderr.flush()

    return show


def report_code(report: Report) -> int:
    from ..findings import Severity

    if not report.files:
        click.echo("没有找到 Excel、Word 或 CSV 文件。请检查路径。", err=True)
        return UNREADABLE
    if report.refused == len(report.files):
        return UNREADABLE
    return FOUND if report.refused or report.count(Severity.ERROR) else CLEAN


def print_report(report: Report, form: str, out: str, force: bool) -> None:
    if form == "json":
        from ..reports.json import report_json

        say_json(report_json(report), out, force)
    elif form == "html":
        from ..reports.html import report_html

        say(report_html(report), out, force)
    elif form == "xlsx":
        from ..reports.findings_book import write_findings

        write(out, write_findings(report), force)
    elif out:
        from ..reports.text import report_text

        say(report_text(report), out, force)
    else:
        from ..reports.text import report_lines, report_text, show

        try:
            show(report_lines(report), sys.stdout)
        except UnicodeEncodeError:
            say(report_text(report))


def day_of(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError("bad_date", f"日期“{text}”应写作 2023-10-01 的形式。") from None
