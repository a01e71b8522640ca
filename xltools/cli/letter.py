"""Word letters: letter, check-letter."""

from __future__ import annotations

from collections.abc import Sequence

import click

from ..errors import UsageError
from .common import CLEAN, FORCE, FOUND, NOTICE, print_report, report_code


@click.command()
@click.argument("paths", metavar="SUMMARY.xlsx...", nargs=-1, type=click.Path(path_type=str))
@click.option("-o", "--output", "out", default="", metavar="OUT.docx", help="函件写到哪个文件。")
@NOTICE
@click.option("--kind", default="", help="函件种类；不给则写出该级应报的函件。")
@click.option("--level", default="", help="由哪一级行文。")
@click.option(
    "--set", "settings", multiple=True, metavar="KEY=VALUE", help="填写或覆盖函件信息，如 --set 文号=…；可重复。"
)
@click.option("--profile", default="", metavar="FILE", help="单位信息文件（TOML）。")
@click.option("--template", default="", metavar="FILE", help="单位自己的 Word 模板。")
@click.option("--check-template", "checked", default="", metavar="FILE", help="只检查一个 Word 模板，不生成函件。")
@FORCE
@click.pass_context
def letter(
    context: click.Context,
    paths: Sequence[str],
    out: str,
    notice: str,
    kind: str,
    level: str,
    settings: Sequence[str],
    profile: str,
    template: str,
    checked: str,
    force: bool,
) -> None:
    """由汇总表生成 Word 公函，所有数字来自汇总表并逐一核对。"""
    from ..app.letter import LetterOptions, check_letter_template, write_letters

    if checked:
        report = check_letter_template(checked)
        print_report(report, "text", "", False)
        context.exit(report_code(report))
    if not paths:
        raise UsageError("no_summary", "请给出汇总表，如 xltools letter 汇总表.xlsx -o 上报函.docx。")
    options = LetterOptions(
        summaries=tuple(paths),
        out=out,
        notice=notice,
        kind=kind,
        level=level,
        settings=dict(_pairs(settings)),
        profile=profile,
        template=template,
        force=force,
    )
    outcome = write_letters(options)
    for line in outcome.lines:
        click.echo(line)
    context.exit(FOUND if outcome.errors else CLEAN)


def _pairs(settings: Sequence[str]) -> Sequence[tuple[str, str]]:
    pairs = []
    for text in settings:
        name, sign, value = text.partition("=")
        if not sign or not name.strip():
            raise UsageError("bad_setting", f"--set 的写法是 名称=内容，现为“{text}”。")
        pairs.append((name.strip(), value))
    return pairs


@click.command("check-letter")
@click.argument("path", metavar="FILE.docx", type=click.Path(path_type=str))
@click.option("--against", default="", metavar="SUMMARY.xlsx", help="与汇总表逐一核对数字和名称。")
@NOTICE
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出格式。")
@click.pass_context
def check_letter(context: click.Context, path: str, against: str, notice: str, form: str) -> None:
    """检查公函的格式（GB/T 9704）与数字。"""
    from ..app.letter import check_letter_file

    report = check_letter_file(path, against, notice)
    print_report(report, form, "", False)
    context.exit(report_code(report))
