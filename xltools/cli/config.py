"""xltools config."""

from __future__ import annotations

from collections.abc import Sequence

import click

from .chinese import ChineseGroup
from .manner import manner_of
from .options import form_option, pairs_of
from .output import publish, say, tell


@click.group("config", cls=ChineseGroup)
def command() -> None:
    """查看和修改设置：每个值从哪里来（默认、文件、环境变量、选项）。"""


@command.command("show", mends=True)
@form_option("config show")
@click.pass_context
def config_show(context: click.Context, form: str | None) -> None:
    """列出全部设置和办公信息，每项注明来处。"""
    from ..app.config import entries

    publish("config show", form, entries(manner_of(context).effective()))


@command.command("set", mends=True)
@click.argument("settings", metavar="名称=内容...", nargs=-1, required=True)
def config_set(settings: Sequence[str]) -> None:
    """写进设置文件，如 通知=hubei-2022 发文机关=示例市经济和信息化局；内容为空则删去。"""
    from ..app.config import keep

    tell(f"已写入 {keep(dict(pairs_of(settings)))}")


@command.command("path", mends=True)
def config_path() -> None:
    """设置文件在哪里。"""
    from ..app.config import file_path

    say(f"{file_path()}\n")
