"""xltools doctor."""

from __future__ import annotations

import click

from ..reports import form_for
from ..surroundings import Presence
from .chinese import Command
from .exits import CLEAN, FAULT
from .options import FORCE, OUT, form_option
from .output import publish


@click.command("doctor", cls=Command, mends=True)
@form_option("doctor")
@OUT
@FORCE
@click.pass_context
def command(context: click.Context, form: str | None, out: str, force: bool) -> None:
    """检查本机：版本、程序库、设置、通知包、写权限、字体、LibreOffice、按钮；缺什么、怎么补。"""
    from ..doctor import examine

    form_for("doctor", form, out)
    found = list(examine())
    publish("doctor", form, found, out=out, force=force)
    context.exit(FAULT if any(one.standing is Presence.MISSING for one in found) else CLEAN)
