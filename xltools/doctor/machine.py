"""The Python, its libraries, the folders that must be writable, the screen."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from .. import __version__
from ..errors import system_words
from ..settings import user_folder
from ..surroundings import Condition, Presence

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_EXTRA: Final = re.compile(r"extra\s*==\s*['\"]([\w-]+)['\"]")
EXTRAS: Final = {
    "templates": "按单位自己的 Word 模板写公函",
    "cluster": "由 dask 集群读取很多文件",
    "addin-build": "重新生成 Excel 加载项",
}
"""Extras that users install, and what for."""


def programs() -> Iterator[Condition]:
    """The versions that a question about a fault begins with."""
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    for name, found in (("xltools", __version__), ("Python", f"{platform.python_version()}（{sys.executable}）")):
        yield Condition(area="版本", name=name, standing=Presence.GOOD, found=found)
    yield Condition(area="版本", name="系统", standing=Presence.GOOD, found=system)


def libraries() -> Iterator[Condition]:
    """The libraries that an installed xltools names; what only an extra needs may be absent."""
    seen: set[str] = set()
    for requirement in _requirements():
        name = _NAME.match(requirement)
        extra = _EXTRA.search(requirement)
        if name is None or name[0] in seen or (extra is not None and extra[1] not in EXTRAS):
            continue
        seen.add(name[0])
        yield _library(name[0], extra[1] if extra else "")


def _requirements() -> list[str]:
    try:
        return importlib.metadata.requires("xltools") or []
    except importlib.metadata.PackageNotFoundError:  # a folder of sources that nobody installed
        return []


def _library(name: str, extra: str) -> Condition:
    try:
        found = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        if extra:
            advice = f"只在{EXTRAS[extra]}时需要；安装：pip install 'xltools[{extra}]'。"
            return Condition(area="程序库", name=name, standing=Presence.ABSENT, advice=advice)
        advice = "请重新安装 xltools，如 pip install --force-reinstall xltools。"
        return Condition(area="程序库", name=name, standing=Presence.MISSING, advice=advice)
    return Condition(area="程序库", name=name, standing=Presence.GOOD, found=found)


def folders() -> Iterator[Condition]:
    """Where something is written: settings, cache, the folder one stands in, temporary files."""
    for name, folder in (
        ("设置文件夹", user_folder()),
        ("缓存文件夹", user_folder("cache")),
        ("当前文件夹", Path.cwd()),
        ("临时文件夹", Path(tempfile.gettempdir())),
    ):
        yield _writable(name, folder)


def _writable(name: str, folder: Path | None) -> Condition:
    if folder is None:
        advice = "找不到当前用户的主文件夹（HOME 或 APPDATA），设置不能保存。"
        return Condition(area="写权限", name=name, standing=Presence.MISSING, advice=advice)
    there = folder
    while not there.exists() and there != there.parent:
        there = there.parent  # what is not there yet is made when it is needed
    try:
        with tempfile.TemporaryFile(dir=there, prefix=".~xltools-"):
            return Condition(area="写权限", name=name, standing=Presence.GOOD, found=str(folder))
    except OSError as fault:
        advice = f"不能写：{system_words(fault)}。请换一个文件夹，或请管理员给写权限。"
        return Condition(area="写权限", name=name, standing=Presence.MISSING, found=str(folder), advice=advice)


def screen() -> Iterator[Condition]:
    """Whether Chinese can be shown, how wide, in colours."""
    encoding = sys.stdout.encoding or ""
    watched = sys.stdout.isatty()
    shown = not watched or _shows(encoding, "校验，合计 5,000 万元——“待定”")
    advice = "" if shown else "屏幕编码不能显示中文。请设 PYTHONUTF8=1，或在 Windows 终端里先运行 chcp 65001。"
    standing = Presence.GOOD if shown else Presence.MISSING
    yield Condition(area="屏幕", name="编码", standing=standing, found=encoding, advice=advice)
    if watched:
        colours = "无颜色（NO_COLOR）" if os.environ.get("NO_COLOR") else "有颜色"
        found = f"{shutil.get_terminal_size().columns} 列，{colours}"
    else:
        found = "不是终端：不折行，无颜色"
    yield Condition(area="屏幕", name="终端", standing=Presence.GOOD, found=found)


def _shows(encoding: str, text: str) -> bool:
    """Whether a screen of that code page has all signs of a text; 936 (GBK) is what Chinese Windows has."""
    try:
        text.encode(encoding)
    except (LookupError, UnicodeEncodeError):
        return False
    return True
