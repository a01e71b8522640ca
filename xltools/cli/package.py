"""xltools package."""

from __future__ import annotations

import click

from ..reports import form_for
from .chinese import Command
from .exits import package_code
from .options import FORCE, NOTICE, OUT, PASSWORD, WAIVERS, form_option, waivers_from
from .output import publish, tell


@click.command("package", cls=Command)
@click.argument("folder", metavar="文件夹", type=click.Path(path_type=str))
@NOTICE
@form_option("package")
@OUT
@click.option(
    "--receipt", default="", type=click.Path(), metavar="文件", help="另写自检回执（.html 可打印，或 .json）。"
)
@WAIVERS
@click.option("--sign", "signed", is_flag=True, help="给自检回执签名（先运行 xltools key new）。")
@PASSWORD
@FORCE
@click.pass_context
def command(
    context: click.Context,
    folder: str,
    notice: str,
    form: str | None,
    out: str,
    receipt: str,
    waivers: str,
    signed: bool,
    password: str | None,
    force: bool,
) -> None:
    """按通知的材料清单核对一家企业的整个申报文件夹，给出可打印的清单和自检回执。"""
    from ..app.package import check_package, write_receipt

    form_for("package", form, out)
    report = check_package(folder, notice, password=password, waivers=waivers_from(waivers))
    publish("package", form, report, out=out, force=force, inputs=report.paths)
    if receipt:
        write_receipt(report, receipt, force=force, signed=signed)
        tell(f"已写出 {receipt}")
    context.exit(package_code(report))
