"""The enterprise's application folder: package, receipt."""

from __future__ import annotations

import click

from .common import CLEAN, FORCE, FORM, FOUND, NOTICE, OUT, PASSWORD, UNREADABLE, say, say_json


@click.command("package")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=str))
@NOTICE
@click.option("--format", "form", type=click.Choice(["text", "json", "html"]), default="text", help="清单格式。")
@OUT
@click.option("--receipt", default="", metavar="FILE", help="另写自检回执（.html 可打印，或 .json）。")
@PASSWORD
@FORCE
@click.pass_context
def package_command(
    context: click.Context,
    folder: str,
    notice: str,
    form: str,
    out: str,
    receipt: str,
    password: str | None,
    force: bool,
) -> None:
    """按通知的材料清单核对一家企业的整个申报文件夹，给出可打印的清单和自检回执。"""
    from ..app.package import check_package, write_receipt

    report = check_package(folder, notice, password=password)
    if form == "json":
        from ..reports.application import package_json

        say_json(package_json(report), out, force)
    elif form == "html":
        from ..reports.application_html import package_html

        say(package_html(report), out, force)
    else:
        from ..reports.application import package_text

        say(package_text(report), out, force)
    if receipt:
        write_receipt(report, receipt, force=force)
        click.echo(f"已写出 {receipt}", err=True)
    if not report.files:
        context.exit(UNREADABLE)
    context.exit(CLEAN if report.complete else FOUND)


@click.group()
def receipt() -> None:
    """申报材料的自检回执。"""


@receipt.command("verify")
@click.argument("path", metavar="FILE", type=click.Path(path_type=str))
@click.argument("folder", metavar="[DIR]", required=False, default="", type=click.Path(path_type=str))
@click.option("--hash-only", is_flag=True, help="只核对文件，不重新检查。")
@FORM
@click.pass_context
def receipt_verify(context: click.Context, path: str, folder: str, hash_only: bool, form: str) -> None:
    """核对自检回执：指出改动、缺少、增加、改名的文件，并重新检查一遍；材料在回执所在的文件夹，或另给 DIR。"""
    from ..app.package import verify_receipt
    from ..reports.application import verification_json, verification_text

    found = verify_receipt(path, folder, check_again=not hash_only)
    if form == "json":
        say_json(verification_json(found.verification, path, found.folder, found.again))
    else:
        say(verification_text(found.verification, found.folder, found.again))
    context.exit(CLEAN if found.good else FOUND)
