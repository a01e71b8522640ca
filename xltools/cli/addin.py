"""xltools addin."""

from __future__ import annotations

from pathlib import Path

import click

from .chinese import ChineseGroup
from .output import say, tell


@click.group("addin", cls=ChineseGroup)
def command() -> None:
    """Excel（和 LibreOffice）里的按钮：生成、安装、打包加载项。"""


@command.command("build")
@click.option(
    "-o",
    "--output",
    "out",
    default="",
    type=click.Path(),
    metavar="FILE",
    help="加载项写到哪个文件（默认 macros/xltools.xlam）。",
)
def addin_build(out: str) -> None:
    """由 macros/ 中的源文件生成加载项 xltools.xlam。"""
    from ..addin.build import build_addin

    say(f"已写出 {build_addin(Path(out) if out else None)}\n")


@command.command("install")
def addin_install() -> None:
    """为当前用户安装加载项（不需要管理员权限）。"""
    from ..addin.install import install

    for line in install():
        say(f"{line}\n")


@command.command("uninstall")
def addin_uninstall() -> None:
    """卸载加载项。"""
    from ..addin.install import uninstall

    for line in uninstall():
        say(f"{line}\n")


@command.command("bundle")
@click.option(
    "-o",
    "--output",
    "out",
    required=True,
    type=click.Path(),
    metavar="DIR",
    help="写到哪个文件夹；以 .zip 结尾则写成一个压缩包。",
)
@click.option(
    "--python",
    default="",
    type=click.Path(),
    metavar="ZIP",
    help="官方的 Windows 嵌入式 Python 压缩包；不给则用锁定的版本。",
)
@click.option(
    "--wheels", default="", type=click.Path(), metavar="DIR", help="已下载的 wheel 所在文件夹；不给则用包管理器取得。"
)
def addin_bundle(out: str, python: str, wheels: str) -> None:
    """打包成不需要安装 Python 的 Windows 文件夹，双击即可安装。"""
    from ..addin.bundle import bundle, bundle_zip

    make = bundle_zip if out.lower().endswith(".zip") else bundle
    make(
        Path(out),
        python=Path(python) if python else None,
        wheels=Path(wheels) if wheels else None,
        say=tell,
    )
    say(f"已写出 {out}\n")


@command.command("verify")
@click.argument("folder", metavar="DIR")
def addin_verify(folder: str) -> None:
    """核对“附表工具”文件夹与其中的 SHA256SUMS 是否一致；不一致时退出码为 1。"""
    from ..addin.bundle import verify

    wrong = verify(Path(folder))
    for line in wrong:
        say(f"{line}\n")
    if wrong:
        raise SystemExit(1)
    say("一致：每个文件都与 SHA256SUMS 相同。\n")


@command.command("wps")
@click.option("-o", "--output", "out", required=True, type=click.Path(), metavar="DIR", help="写到哪个文件夹。")
@click.option("--url", default="http://127.0.0.1/xltools/", metavar="URL", help="加载项将放在哪个网址，以 / 结尾。")
@click.option(
    "--pyodide",
    "distribution",
    default="",
    type=click.Path(),
    metavar="DIR|TGZ",
    help="浏览器用的 Python，同 page build。",
)
def addin_wps(out: str, url: str, distribution: str) -> None:
    """生成 WPS 表格的加载项文件夹（wpsjs，不需要 VBA 和 Python；尚未在 WPS 中运行过）。"""
    from ..addin.wps import pane_script, write_wps
    from ..page.build import build_page

    page = build_page(Path(distribution) if distribution else None, pane_script())
    say(f"已写出 {write_wps(Path(out), page, url)}\n")
