"""xltools handin."""

from __future__ import annotations

from collections.abc import Sequence

import click

from ..app.days import day_of, moment_of
from ..words import HANDIN, MATTER
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
from .output import progress, publish, say, tell

_STATE = Spoken(
    {key: word for key, word in HANDIN.items() if key in ("received", "to_correct", "passed")},
    closed=True,
    also={"退回更正": "to_correct", "通过": "passed"},
)


_MATTER = Spoken(MATTER, closed=True, also={"退回更正": "returned", "撤销": "withdrawn", "电话催报": "urged"})
_NUMBER = click.argument("number", metavar="编号", type=click.IntRange(1))
_REASON = click.option("--reason", required=True, metavar="理由", help="为什么；记入台账。")


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
@click.option(
    "--expect",
    "units",
    multiple=True,
    metavar="单位",
    help="应报单位，可重复；给了就以所给的为准，不给则按通知的单位名单。",
)
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
    context.exit(CLEAN if outcome.clean else FOUND)


@command.command("status")
@REGISTER
@click.option("--on", "day", default=None, metavar="日期", help="按哪一天算离截止还有几天（默认今天）。")
@form_option("handin status")
@click.pass_context
def handin_status(context: click.Context, register: str, day: str | None, form: str | None) -> None:
    """显示各单位的状态和次数、谁快到期；还有未报、缺表、待更正或待确认的，退出码为 1。"""
    from ..app.handin import now, read_register
    from ..reports.register import outstanding

    found = read_register(register)
    publish("handin status", form, found, day_of(day) or now().date())
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


@command.command("note")
@REGISTER
@click.argument("unit", metavar="单位")
@click.argument("matter", metavar="事项", type=_MATTER)
@click.option("--attachment", default="", metavar="附件", type=ATTACHMENT_KEY, help="关于哪个附件；不给则全部。")
@click.option("--by", default="", metavar="何人", help="谁办的，或对方是谁。")
@click.option("--how", default="", metavar="方式", help="怎么办的：电话、公文、微信、当面。")
@click.option("--at", "moment", default=None, metavar="时间", help="什么时候（默认现在）。")
@click.option("--until", default=None, metavar="日期", help="退回时：要求哪一天前重报。")
@click.option("--note", default="", metavar="说明", help="说了什么、为什么。")
def handin_note(
    register: str,
    unit: str,
    matter: str,
    attachment: str,
    by: str,
    how: str,
    moment: str | None,
    until: str | None,
    note: str,
) -> None:
    """记一笔往来：催报、退回、撤回（单位收回已报的）、备注；没有报送的单位也可以记。"""
    from ..app.handin import now, write_note
    from ..register.model import Matter, Noted

    noted = Noted(
        at=moment_of(moment) or now(),
        unit=unit,
        attachment=attachment,
        matter=Matter(matter),
        by=by,
        how=how,
        until=day_of(until),
        note=note,
    )
    publish("handin status", "text", write_note(register, noted))


@command.command("paper")
@REGISTER
@click.argument("unit", metavar="单位")
@click.option("--number", default="", metavar="文号", help="来文文号。")
@click.option("--copies", default=0, type=click.IntRange(0), metavar="N", help="几份。")
@click.option("--sealed", is_flag=True, help="是盖章件。")
@click.option("--scan", default="", metavar="文件", help="收到的是扫描件：哪个文件；不给则为纸质件。")
@click.option("--received", default=None, metavar="时间", help="收到的时间（默认现在）。")
@click.option("--note", default="", metavar="说明", help="说明。")
def handin_paper(
    register: str, unit: str, number: str, copies: int, sealed: bool, scan: str, received: str | None, note: str
) -> None:
    """登记收到的纸质件或扫描件（来文文号、份数、盖章）；它不代替电子表。"""
    from ..app.handin import now, write_paper
    from ..register.model import Medium, PaperReceipt

    paper = PaperReceipt(
        at=moment_of(received) or now(),
        unit=unit,
        unit_from="",
        medium=Medium.PAPER,
        number=number,
        copies=copies,
        sealed=sealed,
        note=note,
    )
    publish("handin status", "text", write_paper(register, paper, scan))


@command.command("deadline")
@REGISTER
@click.argument("day", metavar="日期")
@click.option("--round", "number", default=1, type=click.IntRange(1), metavar="N", help="第几次报送的（默认第 1 次）。")
@click.option("--unit", "units", multiple=True, metavar="单位", help="只对这些单位，可重复；不给则对全部。")
@click.option("--note", default="", metavar="说明", help="说明，如延期的依据。")
def handin_deadline(register: str, day: str, number: int, units: Sequence[str], note: str) -> None:
    """另定截止日：延期，或第二、三次报送的期限。"""
    from ..app.handin import now, write_due
    from ..register.model import Due

    deadline = day_of(day)
    assert deadline is not None
    due = Due(at=now(), deadline=deadline, round=number, units=tuple(units), note=note)
    publish("handin status", "text", write_due(register, due))


@command.command("void")
@REGISTER
@_NUMBER
@_REASON
def handin_void(register: str, number: int, reason: str) -> None:
    """作废台账的一条（登记错的）；原记录留着，不再计算。编号见“报送记录”。"""
    from ..app.handin import void

    publish("handin status", "text", void(register, number, reason))


@command.command("move")
@REGISTER
@_NUMBER
@click.argument("unit", metavar="单位")
@_REASON
def handin_move(register: str, number: int, unit: str, reason: str) -> None:
    """把台账的一条改记到另一单位；文件名与内容不一的，用它指明是哪个单位的。"""
    from ..app.handin import move_entry

    publish("handin status", "text", move_entry(register, number, unit, reason))


@command.command("view")
@REGISTER
@click.option("-o", "--output", "out", required=True, type=click.Path(), metavar="台账.xlsx", help="写到哪个文件。")
@FORCE
def handin_view(register: str, out: str, force: bool) -> None:
    """把台账写成工作簿：报送台账、报送记录、重报差异三张表，可打印。"""
    from ..app.handin import read_register, write_view

    write_view(read_register(register), out, force=force)
    tell(f"已写出 {out}")


@command.command("heads")
@REGISTER
@click.option("--sign", "signing", is_flag=True, help="给最后的台账头签名，写成文件；文件里已有别人的签名的，加签。")
@click.option(
    "-o",
    "--output",
    "out",
    default="",
    type=click.Path(),
    metavar="台账头.json",
    help="签名写到哪个文件（默认在台账旁边）。",
)
@click.option(
    "--check",
    "kept",
    multiple=True,
    type=click.Path(path_type=str),
    metavar="台账头.json",
    help="核对别处存的台账头还在不在台账里、是谁签的；可重复。",
)
@click.pass_context
def handin_heads(context: click.Context, register: str, signing: bool, out: str, kept: Sequence[str]) -> None:
    """每天的台账头：抄下、签名、加签、核对。截去末尾、整个重写的台账，核对时对不上。"""
    from ..app.heads import check_heads, heads_of, sign_head
    from ..application.signing import signature_words

    if out and not signing:
        raise click.UsageError("-o 要与 --sign 一起用。")
    for head in () if kept or signing else heads_of(register):
        say(f"{head.words}\n")
    if signing:
        path, signed = sign_head(register, out)
        tell(f"已签名 {path}：{signed.head.words}，共 {len(signed.signatures)} 人签名")
    checks = check_heads(register, kept)
    for one in checks:
        words = "；".join(map(signature_words, one.signatures)) or "没有签名"
        where = "在台账里" if one.stands else "不在台账里：台账末尾被截去，或整个被换过"
        say(f"{one.path}　{one.kept.head.words}　{where}　{words}\n")
    context.exit(CLEAN if all(one.good for one in checks) else FOUND)
