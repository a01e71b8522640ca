"""xltools select."""

from __future__ import annotations

from collections.abc import Sequence

import click

from ..words import DECISION
from .chinese import ChineseGroup
from .exits import CLEAN, FOUND, UNREADABLE
from .options import NOTICE, PATHS, Spoken, form_option, pairs_of
from .output import publish

_FOLDER = click.argument("folder", metavar="遴选文件夹", type=click.Path(path_type=str))
_KIND = Spoken(DECISION, closed=True)


@click.group("select", cls=ChineseGroup)
def command() -> None:
    """遴选：从核查汇总表到拟认定名单。发出专家的表、收回核对、算分排名、登记裁定、写出综合评议表和公示。

    各环节留几家、怎样算分由通知包规定；并列、退出后的递补或空缺只由人决定，登记由谁、为什么。
    """


@command.command("start")
@click.argument("rollup", metavar="汇总表.xlsx", type=click.Path(path_type=str))
@click.option("-o", "--output", "folder", required=True, metavar="遴选文件夹", help="遴选的记录和各环节的表放在哪里。")
@click.option("--expert", "experts", multiple=True, required=True, metavar="姓名", help="打分的专家，每人一次。")
@NOTICE
@form_option("select start")
def select_start(rollup: str, folder: str, experts: Sequence[str], notice: str, form: str | None) -> None:
    """由汇总表开始遴选，写出第一个环节的表（只有打分的格子可填）。"""
    from ..app.select import start

    outcome = start(rollup, folder, experts, notice)
    publish(outcome.command, form, outcome)


@command.command("collect")
@_FOLDER
@PATHS
@click.option("--replace", "replacing", is_flag=True, help="内容与已收回的不同也收，以这一份为准（原件仍保留）。")
@form_option("select collect")
@click.pass_context
def select_collect(
    context: click.Context, folder: str, paths: Sequence[str], replacing: bool, form: str | None
) -> None:
    """收回专家填好的表：逐格核对，有错的指出文件和单元格、不收；没有错的原样存档。"""
    from ..app.select import collect

    outcome = collect(folder, paths, replacing=replacing)
    publish(outcome.command, form, outcome)
    if outcome.collected and not any(one.step for one in outcome.collected):
        context.exit(UNREADABLE)
    context.exit(FOUND if outcome.refused else CLEAN)


@command.command("rank")
@_FOLDER
@form_option("select rank")
@click.pass_context
def select_rank(context: click.Context, folder: str, form: str | None) -> None:
    """算分、排名，写出遴选情况.xlsx 和下一环节的表。还有待办（缺表、并列待裁定）的，退出码为 1。"""
    from ..app.select import rank, unsettled

    outcome = rank(folder)
    publish(outcome.command, form, outcome)
    context.exit(FOUND if unsettled(outcome.selection) else CLEAN)


@command.command("decide")
@_FOLDER
@click.argument("kind", metavar="并列|退出|递补|空缺|回避", type=_KIND)
@click.argument("companies", metavar="企业...", nargs=-1, type=click.Path(path_type=str))
@click.option("--by", required=True, metavar="谁", help="由谁决定。")
@click.option("--why", required=True, metavar="理由", help="为什么。")
@click.option("--expert", default="", metavar="姓名", help="回避的专家；不写企业的，整个环节不参加。")
@click.option("--step", default="", metavar="环节", help="哪个环节；不给则是正在进行的。")
@form_option("select decide")
def select_decide(
    folder: str, kind: str, companies: Sequence[str], by: str, why: str, expert: str, step: str, form: str | None
) -> None:
    """登记人的决定：并列（按先后写企业）、退出、递补、空缺（不递补）、专家回避。企业写全称或汇总表里的序号。"""
    from ..app.select import decide
    from ..selection.deciding import Word
    from ..selection.model import DecisionKind

    word = Word(kind=DecisionKind(kind), companies=tuple(companies), by=by, why=why, expert=expert, step=step)
    outcome = decide(folder, word)
    publish(outcome.command, form, outcome)


@command.command("announce")
@_FOLDER
@click.option("--set", "settings", multiple=True, metavar="名称=内容", help="填写函件信息，如 --set 公示期=…；可重复。")
@click.option("--profile", default="", metavar="文件", help="单位信息文件（TOML）。")
@form_option("select announce")
@click.pass_context
def select_announce(
    context: click.Context, folder: str, settings: Sequence[str], profile: str, form: str | None
) -> None:
    """写出综合评议表和公示；还有没定下来的，不写，退出码为 1。"""
    from ..app.select import announce, errors_in

    outcome = announce(folder, settings=dict(pairs_of(settings)), profile=profile)
    publish(outcome.command, form, outcome)
    context.exit(FOUND if errors_in(outcome) else CLEAN)


@command.command("show")
@_FOLDER
@click.argument("company", metavar="[企业]", default="", type=click.Path(path_type=str))
@form_option("select show")
@click.pass_context
def select_show(context: click.Context, folder: str, company: str, form: str | None) -> None:
    """显示遴选到了哪一步；写企业的，显示它的名次、各专家的打分和所在的文件、单元格。"""
    from ..app.select import show, unsettled
    from ..selection.deciding import applicant_named

    selection = show(folder)
    publish("select show", form, selection, applicant_named(selection, company) if company else None)
    context.exit(CLEAN if company or not unsettled(selection) else FOUND)
