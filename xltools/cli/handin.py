"""xltools handin."""

from __future__ import annotations

from collections.abc import Sequence

import click

from ..app.days import day_of, moment_of
from ..words import HANDIN
from .chinese import ChineseGroup
from .exits import CLEAN, FOUND, UNREADABLE
from .options import (
    ATTACHMENT_KEY,
    FORCE,
    LEVEL_KEY,
    NOTICE,
    PASSWORD,
    PATHS,
    REGISTER,
    Spoken,
    form_option,
    request_for,
)
from .output import progress, publish, tell

_STATE = Spoken(
    {key: word for key, word in HANDIN.items() if key not in ("missing", "blank", "zero")},
    closed=True,
    also={"退回更正": "to_correct", "通过": "passed"},
)


@click.group("handin", cls=ChineseGroup)
def command() -> None:
    """报送台账：谁报了、谁没报、第几次报、改了什么。台账是一个只增不改的文件（如 报送台账.jsonl）。"""


@command.command("add")
@REGISTER
@PATHS
@NOTICE
@click.option(
    "--level",
    default="",
    metavar="层级",
    type=LEVEL_KEY,
    help="由哪一级受理：区级、市级、省级、部级（district、city、province、ministry；新建台账时用）。",
)
@click.option("--expect", "units", multiple=True, metavar="单位", help="应报单位，可重复；不给则按通知的单位名单。")
@click.option(
    "--expect-from",
    "listed",
    default="",
    type=click.Path(),
    metavar="文件",
    help="应报单位名单：每行一家的 .txt，或有“单位名称”一列的表格。",
)
@click.option(
    "--attachment",
    "attachments",
    multiple=True,
    metavar="附件",
    type=ATTACHMENT_KEY,
    help="应报附件，可重复；不给则按通知。",
)
@click.option("--deadline", default=None, metavar="日期", help="截止日（默认按通知）。")
@click.option(
    "--received", default=None, metavar="时间", help="收到的时间，如 2025-10-17 或 2025-10-17T09:30（默认现在）。"
)
@click.option("--unit", default="", metavar="单位", help="这些文件是哪个单位的（表内和文件名都看不出时用）。")
@click.option("--revive", is_flag=True, help="已被替换的旧文件也算作新的一次报送。")
@PASSWORD
@form_option("handin add")
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
    form: str | None,
) -> None:
    """登记收到的文件（文件夹逐个登记）；重报的替换前一次，并逐格列出改动。没有台账则新建。"""
    from ..app.handin import add
    from ..register.arrivals import RegisterOptions

    if listed:
        from ..register.unitlists import units_from

        units = (*units, *units_from(listed))
    options = RegisterOptions(
        level=level,
        units=tuple(units),
        attachments=tuple(attachments),
        deadline=day_of(deadline),
        received=moment_of(received),
        unit=unit,
        revive=revive,
    )
    outcome = add(register, request_for(paths, notice, "", password), options, progress("登记"))
    publish("handin add", form, outcome)
    came = [one.event for one in outcome.arrived if one.event is not None]
    if came and all(event.refusal for event in came):
        context.exit(UNREADABLE)
    context.exit(FOUND if any(event.errors or event.refusal for event in came) else CLEAN)


@command.command("status")
@REGISTER
@form_option("handin status")
@click.pass_context
def handin_status(context: click.Context, register: str, form: str | None) -> None:
    """显示各单位的状态（未报、已收、待更正、已通过）和次数；还有未报或待更正的，退出码为 1。"""
    from ..app.handin import read_register
    from ..reports.register import outstanding

    found = read_register(register)
    publish("handin status", form, found)
    context.exit(FOUND if outstanding(found) else CLEAN)


@command.command("diff")
@REGISTER
@click.argument("unit", metavar="单位")
@click.option("--attachment", default="", metavar="附件", type=ATTACHMENT_KEY, help="哪个附件；不给则全部。")
@click.option(
    "--round",
    "round_number",
    type=click.IntRange(2),
    default=None,
    metavar="N",
    help="第几次报送与前一次相比；不给则最后一次。",
)
@form_option("handin diff")
def handin_diff(register: str, unit: str, attachment: str, round_number: int | None, form: str | None) -> None:
    """逐格列出一个单位重报时改动的内容。"""
    from ..app.handin import differences

    found = differences(register, unit, attachment=attachment, round_number=round_number or 0)
    publish("handin diff", form, register, found)


@command.command("mark")
@REGISTER
@click.argument("unit", metavar="单位")
@click.argument("state", metavar="状态", type=_STATE)
@click.option(
    "--attachment", default="", metavar="附件", type=ATTACHMENT_KEY, help="哪个附件；不给则该单位已报的全部。"
)
@click.option("--note", default="", metavar="说明", help="说明，如退回更正的理由。")
def handin_mark(register: str, unit: str, state: str, attachment: str, note: str) -> None:
    """标记一个单位的报送：已通过（passed）、退回更正（to_correct）、已收（received）；再次报送后重新判断。"""
    from ..app.handin import mark
    from ..register.model import State

    publish("handin status", "text", mark(register, unit, State(state), attachment=attachment, note=note))


@command.command("view")
@REGISTER
@click.option("-o", "--output", "out", required=True, type=click.Path(), metavar="台账.xlsx", help="写到哪个文件。")
@FORCE
def handin_view(register: str, out: str, force: bool) -> None:
    """把台账写成工作簿：报送台账、报送记录、重报差异三张表，可打印。"""
    from ..app.handin import read_register, write_view

    write_view(read_register(register), out, force=force)
    tell(f"已写出 {out}")
