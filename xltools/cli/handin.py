"""The hand-in register: handin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from ..errors import UsageError
from .common import CLEAN, FORCE, FORM, FOUND, NOTICE, PASSWORD, PATHS, UNREADABLE, day_of, request_for, say, say_json

_REGISTER = click.argument("register", metavar="REGISTER", type=click.Path(path_type=str))


@click.group()
def handin() -> None:
    """报送台账：谁报了、谁没报、第几次报、改了什么。台账是一个只增不改的文件（如 报送台账.jsonl）。"""


@handin.command("add")
@_REGISTER
@PATHS
@NOTICE
@click.option("--level", default="", help="由哪一级受理：district、city、province、ministry（新建台账时用）。")
@click.option("--expect", "units", multiple=True, metavar="单位", help="应报单位，可重复；不给则按通知的单位名单。")
@click.option(
    "--expect-from",
    "listed",
    default="",
    metavar="FILE",
    help="应报单位名单：每行一家的 .txt，或有“单位名称”一列的表格。",
)
@click.option("--attachment", "attachments", multiple=True, metavar="KEY", help="应报附件，可重复；不给则按通知。")
@click.option("--deadline", default=None, metavar="D", help="截止日（默认按通知）。")
@click.option(
    "--received", default=None, metavar="TIME", help="收到的时间，如 2025-10-17 或 2025-10-17T09:30（默认现在）。"
)
@click.option("--unit", default="", metavar="单位", help="这些文件是哪个单位的（表内和文件名都看不出时用）。")
@click.option("--revive", is_flag=True, help="已被替换的旧文件也算作新的一次报送。")
@PASSWORD
@FORM
@click.pass_context
def handin_add(
    context: click.Context,
    register: str,
    paths: Sequence[str],
    notice: str,
    level: str,
    units: Sequence[str],
    listed: str,
    attachments: Sequence[str],
    deadline: str | None,
    received: str | None,
    unit: str,
    revive: bool,
    password: str | None,
    form: str,
) -> None:
    """登记收到的文件（文件夹逐个登记）；重报的替换前一次，并逐格列出改动。没有台账则新建。"""
    from ..app.handin import add
    from ..register.arrivals import RegisterOptions
    from ..reports.register_text import add_json, add_text

    if listed:
        from ..register.unitlists import units_from

        units = (*units, *units_from(listed))
    options = RegisterOptions(
        level=level,
        units=tuple(units),
        attachments=tuple(attachments),
        deadline=day_of(deadline),
        received=_moment(received),
        unit=unit,
        revive=revive,
    )
    outcome = add(register, request_for(paths, notice, "", password), options)
    say_json(add_json(outcome)) if form == "json" else say(add_text(outcome))
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
@FORM
@click.pass_context
def handin_status(context: click.Context, register: str, form: str) -> None:
    """显示各单位的状态（未报、已收、待更正、已通过）和次数；还有未报或待更正的，退出码为 1。"""
    from ..app.handin import read_register
    from ..reports.register_text import outstanding, status_json, status_text

    found = read_register(register)
    say_json(status_json(found)) if form == "json" else say(status_text(found))
    context.exit(FOUND if outstanding(found) else CLEAN)


@handin.command("diff")
@_REGISTER
@click.argument("unit", metavar="单位")
@click.option("--attachment", default="", metavar="KEY", help="哪个附件；不给则全部。")
@click.option(
    "--round", "round_number", type=click.IntRange(2), default=None, help="第几次报送与前一次相比；不给则最后一次。"
)
@FORM
def handin_diff(register: str, unit: str, attachment: str, round_number: int | None, form: str) -> None:
    """逐格列出一个单位重报时改动的内容。"""
    from ..app.handin import differences
    from ..reports.register_text import difference_json, difference_text

    found = differences(register, unit, attachment=attachment, round_number=round_number or 0)
    if form == "json":
        say_json({"register": register, "differences": [difference_json(one) for one in found]})
    else:
        say(difference_text(found))


@handin.command("mark")
@_REGISTER
@click.argument("unit", metavar="单位")
@click.argument("state", metavar="STATE", type=click.Choice(["passed", "to_correct", "received"]))
@click.option("--attachment", default="", metavar="KEY", help="哪个附件；不给则该单位已报的全部。")
@click.option("--note", default="", help="说明，如退回更正的理由。")
def handin_mark(register: str, unit: str, state: str, attachment: str, note: str) -> None:
    """标记一个单位的报送：passed 已通过、to_correct 退回更正、received 已收；再次报送后重新判断。"""
    from ..app.handin import mark
    from ..register.model import State
    from ..reports.register_text import status_text

    say(status_text(mark(register, unit, State(state), attachment=attachment, note=note)))


@handin.command("view")
@_REGISTER
@click.option("-o", "--output", "out", required=True, metavar="OUT.xlsx", help="写到哪个文件。")
@FORCE
def handin_view(register: str, out: str, force: bool) -> None:
    """把台账写成工作簿：报送台账、报送记录、重报差异三张表，可打印。"""
    from ..app.handin import read_register, write_view

    write_view(read_register(register), out, force=force)
    click.echo(f"已写出 {out}", err=True)
