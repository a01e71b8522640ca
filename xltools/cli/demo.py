"""xltools demo."""

from __future__ import annotations

from pathlib import Path

import click

from .chinese import Command


@click.command("demo", cls=Command)
@click.option("-o", "--output", "out", default="demo-output", type=click.Path(), metavar="DIR", help="写到哪个文件夹。")
def command(out: str) -> None:
    """生成虚构的申报材料，走一遍校验、核算、汇总、公函。"""
    from ..demo import run

    run(Path(out))
