"""xltools addin."""

from __future__ import annotations

from pathlib import Path

import click

from .chinese import ChineseGroup
from .output import tell


@click.group("addin", cls=ChineseGroup)
def command() -> None:
    """Excel（和 LibreOffice）里的按钮：生成、安装、打包加载项。"""


@command.command("build")
@click.option(
    "-o", "--output", "out", default="", metavar="FILE", help="加载项写到哪个文件（默认 macros/xltools.xlam）。"
)
def addin_build(out: str) -> None:
    """由 macros/ 中的源文件生成加载项 xltools.xlam。"""
    from ..addin.build import build_addin

    click.echo(f"已写出 {build_addin(Path(out) if out else None)}")


@command.command("install")
def addin_install() -> None:
    """为当前用户安装加载项（不需要管理员权限）。"""
    from ..addin.install import install

    for line in install():
        click.echo(line)


@command.command("uninstall")
def addin_uninstall() -> None:
    """卸载加载项。"""
    from ..addin.install import uninstall

    for line in uninstall():
        click.echo(line)


@command.command("bundle")
@click.option("-o", "--output", "out", required=True, metavar="DIR", help="写到哪个文件夹。")
@click.option("--python", default="", metavar="ZIP", help="官方的 Windows 嵌入式 Python 压缩包；不给则用锁定的版本。")
@click.option("--wheels", default="", metavar="DIR", help="已下载的 wheel 所在文件夹；不给则用包管理器取得。")
def addin_bundle(out: str, python: str, wheels: str) -> None:
    """打包成不需要安装 Python 的 Windows 文件夹，双击即可安装。"""
    from ..addin.bundle import bundle

    bundle(
        Path(out),
        python=Path(python) if python else None,
        wheels=Path(wheels) if wheels else None,
        say=tell,
    )
    click.echo(f"已写出 {out}")
