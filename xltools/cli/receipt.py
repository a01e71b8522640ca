"""xltools receipt."""

from __future__ import annotations

import click

from .chinese import ChineseGroup
from .exits import CLEAN, FOUND
from .options import form_option
from .output import publish


@click.group("receipt", cls=ChineseGroup)
def command() -> None:
    """申报材料的自检回执。"""


@command.command("verify")
@click.argument("path", metavar="回执", type=click.Path(path_type=str))
@click.argument("folder", metavar="[文件夹]", required=False, default="", type=click.Path(path_type=str))
@click.option("--hash-only", is_flag=True, help="只核对文件，不重新检查：结论没有人复核过，退出码总是 1。")
@form_option("receipt verify")
@click.pass_context
def receipt_verify(context: click.Context, path: str, folder: str, hash_only: bool, form: str | None) -> None:
    """核对自检回执：指出改动、缺少、增加、改名的文件，并重新检查一遍；材料在回执所在的文件夹，或另给文件夹。"""
    from ..app.package import verify_receipt

    found = verify_receipt(path, folder, check_again=not hash_only)
    publish("receipt verify", form, found.verification, path, found.folder, found.again, found.signature)
    context.exit(CLEAN if found.good else FOUND)
