"""What the bundle's command files run on the user's machine: install, uninstall, selftest.

Told in a message box, since a black window says little to people; also printed, for those who read it.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path, PureWindowsPath
from typing import Any, Final

from .. import __version__
from ..errors import OutputFault, XltoolsError
from . import journal, registry
from .install import addin_folder, install, refuse_while_excel_runs, uninstall

TITLE: Final = "附表工具"
REPORT: Final = "自检结果.txt"
UNINSTALLER: Final = "uninstall.cmd"
_UNINSTALL: Final = (
    "@echo off\r\n"
    'pushd "%~dp0"\r\n'
    "app\\python\\python.exe -X utf8 -m xltools.addin.deploy uninstall\r\n"
    "if errorlevel 1 (pause & popd & exit /b 1)\r\n"
    "rmdir /s /q app\r\n"
    "popd\r\n"
    '(goto) 2>nul & del "%~f0"\r\n'
)
"""Beside the program, not in it: what it deletes must not be running. The last line ends the batch before it goes."""


def program_folder() -> Path:
    """Where the bundle's program is copied to."""
    return addin_folder().parent / "app"


def bundled_python() -> Path:
    """The Python that runs this, without a window."""
    quiet = Path(sys.executable).with_name("pythonw.exe")
    return quiet if quiet.is_file() else Path(sys.executable)


def install_bundle() -> list[str]:
    """Copy the program to the user's folder and register the add-in with that copy."""
    refuse_while_excel_runs("安装")
    here, target = Path(sys.executable).parent, program_folder() / "python"
    if here.resolve() != target.resolve():
        try:
            if target.exists():
                shutil.rmtree(target)
            # Content only: copied attributes would carry the mark of a downloaded file along.
            shutil.copytree(here, target, ignore=shutil.ignore_patterns("__pycache__"), copy_function=shutil.copyfile)
        except OSError as error:
            raise OutputFault(
                "copy",
                f"复制程序到 {target} 没有成功：{error.strerror or error}。请关闭 Excel 后再试，或检查磁盘空间。",
            ) from error
    said = [f"附表工具 {__version__} 安装完成。", *install(target / bundled_python().name)]
    uninstaller = program_folder().parent / UNINSTALLER
    uninstaller.write_bytes(_UNINSTALL.encode("ascii"))
    registry.list_app(registry.WindowsHive(), PureWindowsPath(program_folder().parent), PureWindowsPath(uninstaller))
    return [*said, "以后可在“设置 → 应用”中卸载。"]


def uninstall_bundle() -> list[str]:
    """Take the registration and the copied program away. A running Python cannot delete itself: the command file does."""
    said = uninstall()
    folder = program_folder()
    if folder.resolve() in Path(sys.executable).resolve().parents:
        return said
    shutil.rmtree(folder, ignore_errors=True)
    (folder.parent / UNINSTALLER).unlink(missing_ok=True)
    if folder.exists():
        said.append(f"个别文件正在使用，请稍后手工删除：{folder}")
    return said


def selftest() -> list[str]:
    """Run what the buttons run, on a workbook with a Chinese name made for it; each line says 通过 or what is wrong."""
    lines = [f"附表工具 {__version__}，Python {sys.version.split()[0]}，{sys.platform}"]
    steps: list[tuple[str, Callable[[], str]]] = [
        ("组件", _imports),
        ("校验", lambda: _button("validate")),
        ("投资合计", lambda: _button("total")),
        ("空白附件", lambda: _button("new")),
        ("工作文件夹", lambda: str(journal.work_folder())),
        ("Excel", _excel),
    ]
    for name, step in steps:
        try:
            lines.append(f"通过　{name}：{step()}")
        except Exception as error:  # boundary: a self-test tells every failure and goes on
            lines.append(f"未通过　{name}：{error}")
            journal.write(f"自检 {name}", error)
    return lines


def _imports() -> str:
    import importlib

    names = [
        "click",
        "jinja2",
        "openpyxl",
        "docx",
        "lxml",
        "xlrd",
        "msoffcrypto",
        "olefile",
        "xlwings",
    ]
    if sys.platform == "win32":
        names += ["win32api", "pythoncom"]
    for name in names:
        importlib.import_module(name)
    return "、".join(names)


def _button(verb: str) -> str:
    """One verb on a blank 附件6 in a folder with a blank and Chinese characters in its name."""
    from ..app.new import new_blanks
    from .desk import Desk
    from .files import FILE_VERBS

    with tempfile.TemporaryDirectory(prefix="xltools-") as scratch:
        folder = Path(scratch) / "自检 文件夹"
        folder.mkdir()
        book = new_blanks("wuhan-2025", ["附件6"], folder)[0]
        if verb == "new":
            return book.name
        try:
            return FILE_VERBS[verb](book, Desk()).message.splitlines()[0]
        except XltoolsError as fault:
            # An empty form has no investment: said in words, which is what is tested.
            if fault.code == "no_ledger":
                return fault.message
            raise


def _excel() -> str:
    """Whether Excel can be reached; that it cannot is no failure, the buttons then work on saved files."""
    if sys.platform != "win32":
        return "本系统没有 Excel"
    try:
        import xlwings

        return f"已连上 {len(xlwings.apps)} 个 Excel" if len(xlwings.apps) else "没有打开的 Excel（打开后由按钮连接）"
    except Exception as error:  # boundary: COM fails in many ways
        return f"连不上（{error}），按钮将对已保存的文件工作"


def _show(text: str, *, warning: bool) -> None:
    """A message box on Windows, where there is a screen and nobody said XLTOOLS_QUIET."""
    if sys.stdout is not None:
        sys.stdout.write(text + "\n")
    if sys.platform == "win32" and not os.environ.get("XLTOOLS_QUIET"):
        import ctypes

        windows: Any = ctypes
        windows.windll.user32.MessageBoxW(None, text, TITLE, 0x30 if warning else 0x40)


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point of the bundle's command files."""
    verbs = {"install": install_bundle, "uninstall": uninstall_bundle, "selftest": selftest}
    words = list(sys.argv[1:] if arguments is None else arguments)
    if len(words) != 1 or words[0] not in verbs:
        _show("用法：python -m xltools.addin.deploy install|uninstall|selftest", warning=True)
        return 2
    try:
        lines = verbs[words[0]]()
    except XltoolsError as fault:
        _show(fault.message, warning=True)
        return 1
    except Exception as error:  # boundary: a double click has no console that anybody reads
        journal.write(words[0], error)
        _show(f"没有成功：{error}\n运行记录：{journal.log_path()}", warning=True)
        return 1
    failed = any(line.startswith("未通过") for line in lines)
    if words[0] == "selftest":
        Path(REPORT).write_text("\r\n".join(lines) + "\r\n", encoding="utf-8-sig", newline="")
    _show("\n".join(lines), warning=failed)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
