"""xltools receive."""

from __future__ import annotations

from collections.abc import Sequence

import click

from ..app.days import day_of, moment_of
from .chinese import Command
from .exits import batch_code
from .options import LEVEL_KEY, NOTICE, PASSWORD, WAIVERS, form_option, pairs_of, waivers_from
from .output import progress, publish


@click.command("receive", cls=Command)
@click.argument("folder", metavar="收件文件夹", type=click.Path(path_type=str))
@click.option(
    "-o",
    "--output",
    "out",
    default="收件检查",
    type=click.Path(),
    metavar="文件夹",
    help="结果都写到这个文件夹（默认 收件检查）。",
)
@NOTICE
@click.option(
    "--level", default="", metavar="层级", type=LEVEL_KEY, help="由哪一级收件：区级、市级、省级；不给则从材料判断。"
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
@click.option("--deadline", default=None, metavar="日期", help="报送截止日（默认按通知）。")
@click.option("--received", default=None, metavar="时间", help="收到的时间，如 2025-10-17（默认现在）。")
@click.option("--by", default=None, metavar="日期", help="补正、补报的期限，写进补正通知书和催报函。")
@click.option("--same", multiple=True, metavar="错名=正名", help="写错名称的是哪一家，可重复（概览里提示过的）。")
@WAIVERS
@click.option("--set", "settings", multiple=True, metavar="键=值", help="函件信息，如 --set 联系人=…；可重复。")
@click.option(
    "--profile", default="", type=click.Path(), metavar="文件", help="办公信息文件（默认用户文件夹里的 office.toml）。"
)
@click.option("--no-letters", is_flag=True, help="不写补正通知书和催报函。")
@PASSWORD
@form_option("receive")
@click.pass_context
def command(
    context: click.Context,
    folder: str,
    out: str,
    notice: str,
    level: str,
    units: Sequence[str],
    listed: str,
    deadline: str | None,
    received: str | None,
    by: str | None,
    same: Sequence[str],
    waivers: str,
    settings: Sequence[str],
    profile: str,
    no_letters: bool,
    password: str | None,
    form: str | None,
) -> None:
    """收件检查：一个文件夹里的全部材料，一次查完。

    认出每个文件是谁的，查表格、材料清单和投资，写出概览、问题清单、标注副本、补正通知书（附邮件文字）、催报函，更新报送台账；
    改正后再运行一次，就知道哪些已改、哪些新增、哪些仍有。收件文件夹里的文件只读不改。
    """
    from ..app.receive import ReceiveOptions
    from ..app.receive_outputs import LetterTerms, receive_into

    if listed:
        from ..register.unitlists import units_from

        units = (*units, *units_from(listed))
    options = ReceiveOptions(
        folder=folder,
        out=out,
        notice=notice,
        level=level,
        expected=tuple(units),
        deadline=day_of(deadline),
        received=moment_of(received),
        password=password,
        same=dict(pairs_of(same)),
        waivers=waivers_from(waivers),
    )
    terms = LetterTerms(by=day_of(by), settings=dict(pairs_of(settings)), profile=profile, letters=not no_letters)
    outcome = receive_into(options, terms, progress("收件"))
    publish("receive", form, outcome)
    context.exit(batch_code(outcome.batch))
