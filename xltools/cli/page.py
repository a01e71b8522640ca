"""xltools page."""

from __future__ import annotations

from pathlib import Path

import click

from .chinese import ChineseGroup
from .options import FORCE
from .output import tell, write


@click.group("page", cls=ChineseGroup)
def command() -> None:
    """企业自检页面：一个 HTML 文件，断网也能在浏览器里检查，不用安装。"""


@command.command("build")
@click.option(
    "-o",
    "--output",
    "out",
    default="",
    type=click.Path(),
    metavar="FILE",
    help="写到哪个文件（默认 申报材料自检.html）。",
)
@click.option(
    "--pyodide",
    "distribution",
    default="",
    type=click.Path(),
    metavar="DIR|TGZ",
    help="浏览器用的 Python：npm 包 pyodide 的 .tgz 或解开后的文件夹；不给则用缓存，没有再由 npm 取得。",
)
@FORCE
def page_build(out: str, distribution: str, force: bool) -> None:
    """生成自检页面，供企业报送前自查；文件不离开企业的电脑。"""
    from ..page.build import FILE, build_page, starts_soon

    data = build_page(Path(distribution) if distribution else None)
    write(out or FILE, data, force, [distribution] if distribution else [])
    if not starts_soon(data):
        tell("本机没有 Node.js（或版本不合），页面启动要慢约三分之二；装上 Node.js 再生成一次即可。")
