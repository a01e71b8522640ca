"""What is built once: page, addin; and demo."""

from __future__ import annotations

from pathlib import Path

import click

from .common import FORCE, write


@click.group()
def page() -> None:
    """企业自检页面：一个 HTML 文件，断网也能在浏览器里检查，不用安装。"""


@page.command("build")
@click.option("-o", "--output", "out", default="", metavar="FILE", help="写到哪个文件（默认 申报材料自检.html）。")
@click.option(
    "--pyodide",
    "distribution",
    default="",
    metavar="DIR|TGZ",
    help="浏览器用的 Python：npm 包 pyodide 的 .tgz 或解开后的文件夹；不给则用缓存，没有再由 npm 取得。",
)
@FORCE
def page_build(out: str, distribution: str, force: bool) -> None:
    """生成自检页面，供企业报送前自查；文件不离开企业的电脑。"""
    from ..page.build import FILE, build_page

    data = build_page(Path(distribution) if distribution else None)
    write(out or FILE, data, force, [distribution] if distribution else [])


@click.group()
def addin() -> None:
    """Excel（和 LibreOffice）里的按钮：生成、安装、打包加载项。"""


@addin.command("build")
@click.option(
    "-o", "--output", "out", default="", metavar="FILE", help="加载项写到哪个文件（默认 macros/xltools.xlam）。"
)
def addin_build(out: str) -> None:
    """由 macros/ 中的源文件生成加载项 xltools.xlam。"""
    from ..addin.build import build_addin

    click.echo(f"已写出 {build_addin(Path(out) if out else None)}")


@addin.command("install")
def addin_install() -> None:
    """为当前用户安装加载项（不需要管理员权限）。"""
    from ..addin.install import install

    for line in install():
        click.echo(line)


@addin.command("uninstall")
def addin_uninstall() -> None:
    """卸载加载项。"""
    from ..addin.install import uninstall

    for line in uninstall():
        click.echo(line)


@addin.command("bundle")
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
        say=lambda text: click.echo(text, err=True),
    )
    click.echo(f"已写出 {out}")


@click.command()
@click.option("-o", "--output", "out", default="demo-output", metavar="DIR", help="写到哪个文件夹。")
def demo(out: str) -> None:
    """生成虚构的申报材料，走一遍校验、核算、汇总、公函。"""
    from ..demo import run

    run(Path(out))
