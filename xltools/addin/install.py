"""`xltools addin install|uninstall`: the buttons for one user, without an administrator.

Windows: the add-in and a note of where Python is go to a folder of ours under LOCALAPPDATA; Excel learns of it from
the user's part of the registry (load it at start, trust its folder). The Windows folder without Python calls the same
functions with the Python it brings. Linux: an extension for LibreOffice with a toolbar and a menu.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path, PureWindowsPath
from typing import Any, Final

from ..errors import OutputFault
from ..notice.places import data_folder
from ..settings import value_of
from . import registry
from .build import FILE
from .journal import work_folder
from .signals import coded
from .worker import send_away

PYTHON_NOTE: Final = "xltools-python.txt"
"""Beside the add-in: Python's path, ASCII as VBA reads it."""
EXTENSION: Final = "xltools.addin"


def addin_folder() -> Path:
    """Where the installed add-in lies on Windows."""
    base = os.environ.get("LOCALAPPDATA")
    if not base:
        raise OutputFault("no_home", "找不到当前用户的 LOCALAPPDATA 文件夹，无法安装。")
    return Path(base) / "xltools" / "addin"


def install(python: Path | None = None) -> list[str]:
    """Install for this user; what was done, line by line. `python`: the one to call (default: this one)."""
    if sys.platform == "win32":
        return _install_windows(python or _windowless(Path(sys.executable)))
    if sys.platform == "linux":
        return _install_linux()
    raise OutputFault(
        "unsupported", "本系统不支持安装按钮。Windows 用 Excel，Linux 用 LibreOffice；其他系统请用命令行。"
    )


def uninstall() -> list[str]:
    """Take everything `install` did away again; what was done, line by line."""
    if sys.platform == "win32":
        return _uninstall_windows()
    if sys.platform == "linux":
        return _unopkg("remove", EXTENSION) or ["已从 LibreOffice 移除“附表工具”。"]
    raise OutputFault("unsupported", "本系统没有安装按钮。")


# Windows


def _windowless(python: Path) -> Path:
    """pythonw.exe beside python.exe: no black window at every click."""
    quiet = python.with_name("pythonw.exe")
    return quiet if quiet.is_file() else python


def _install_windows(python: Path) -> list[str]:
    refuse_while_excel_runs("安装")
    folder = addin_folder()
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / FILE
    shutil.copyfile(data_folder("macros") / FILE, target)
    (folder / PYTHON_NOTE).write_text(coded(str(python)) + "\r\n", encoding="ascii", newline="")
    said = [f"加载项：{target}", f"程序：{python}"]
    hive = registry.WindowsHive()
    versions = registry.excel_versions(hive)
    for version in versions:
        registry.register(hive, version, PureWindowsPath(target))
        said.append(f"已登记到 Excel {version}（启动时加载，信任此文件夹）。")
    if not versions:
        said.append("没有找到 Excel 的设置。请先打开一次 Excel 再安装，或在 Excel 的“加载项”中手工浏览到上面的文件。")
    return said


def _uninstall_windows() -> list[str]:
    refuse_while_excel_runs("卸载")
    folder = addin_folder()
    hive = registry.WindowsHive()
    for version in registry.VERSIONS:
        registry.forget(hive, version, PureWindowsPath(folder / FILE))
    registry.unlist_app(hive)
    for name in (FILE, PYTHON_NOTE):
        with contextlib.suppress(FileNotFoundError):
            (folder / name).unlink()
    with contextlib.suppress(OSError):
        folder.rmdir()
    return ["已从 Excel 移除“附表工具”。您的设置和运行记录保留在原处。"]


def places() -> list[str]:
    """Where the buttons are installed now, as people call it."""
    if sys.platform == "win32":
        hive = registry.WindowsHive()
        target = PureWindowsPath(addin_folder() / FILE)
        return [f"Excel {version}" for version in registry.VERSIONS if registry.is_registered(hive, version, target)]
    given = value_of("libreoffice_profile").text
    config = Path(os.environ.get("XDG_CONFIG_HOME") or Path("~/.config").expanduser())
    profiles = [Path(given)] if given else sorted((config / "libreoffice").glob("*"))
    return [
        f"LibreOffice（{profile}）"
        for profile in profiles
        if any(profile.glob("user/uno_packages/cache/uno_packages/*/xltools.oxt"))
    ]


def refuse_while_excel_runs(what: str) -> None:
    """Before anything is deleted or written: Excel rewrites its list of add-ins when it closes.

    A Python that stays after a click is asked to go: Windows deletes no program that runs. Raises OutputFault.
    """
    if _excel_runs():
        raise OutputFault("excel_open", f"Excel 正在运行。请关闭所有 Excel 窗口，再{what}一次。")
    send_away(work_folder())


def _excel_runs() -> bool:
    import ctypes

    windows: Any = ctypes
    return bool(windows.windll.user32.FindWindowW("XLMAIN", None))


# Linux


def _install_linux() -> list[str]:
    import tempfile

    from .extension import extension

    with tempfile.TemporaryDirectory(prefix="xltools-") as scratch:
        package = Path(scratch) / "xltools.oxt"
        package.write_bytes(extension(Path(sys.executable), work_folder()))
        said = _unopkg("add", "--force", "--suppress-license", str(package))
    return said or ["已在 LibreOffice 中装好“附表工具”工具栏和菜单。请重新打开 LibreOffice Calc。"]


def _unopkg(*arguments: str) -> list[str]:
    """Run LibreOffice's extension manager. Raises OutputFault with what it says."""
    from .libreoffice.runtime import soffice

    program = shutil.which("unopkg") or str(Path(soffice()).resolve().with_name("unopkg"))
    profile = value_of("libreoffice_profile").text
    options = [f"-env:UserInstallation={Path(profile).absolute().as_uri()}"] if profile else []
    done = subprocess.run(  # noqa: S603 - LibreOffice's own program
        [program, *arguments, *options], capture_output=True, text=True, check=False, timeout=120
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise OutputFault(
            "unopkg",
            f"LibreOffice 的扩展管理器没有成功：{said[-1] if said else done.returncode}。请关闭 LibreOffice 后再试。",
        )
    return []
