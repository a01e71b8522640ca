"""The fonts of official letters, LibreOffice, Excel, and whether the buttons are in them."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from ..addin import registry
from ..addin.install import places
from ..addin.libreoffice.runtime import soffice
from ..errors import OutputFault
from ..letters.profile import load_profile
from ..letters.typesetting.fonts import PROFILES, SUBSTITUTES, FontProfile
from ..surroundings import Condition, Presence

_SECONDS: Final = 30
_FONT_KEYS: Final = (
    ("HKEY_LOCAL_MACHINE", r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Fonts"),
    ("HKEY_CURRENT_USER", r"Software\Microsoft\Windows NT\CurrentVersion\Fonts"),
)
"""Where Windows lists fonts, those of all users and one's own."""

_FROM: Final = {
    "仿宋_GB2312": "公文正文",
    "方正小标宋简体": "公文标题",
    "楷体_GB2312": "公文二级标题",
    "黑体": "公文一级标题",
    "宋体": "页码",
}


def fonts() -> Iterator[Condition]:
    """The fonts of the office's profile. A letter names them all the same: who opens it needs them, too."""
    there = _installed_fonts()
    if there is None:
        yield Condition(area="字体", name="字体", standing=Presence.ABSENT, advice="本系统查不到装了哪些字体。")
        return
    for name in _profile().names:
        if name.casefold() in there:
            yield Condition(area="字体", name=name, standing=Presence.GOOD, found="已安装")
            continue
        yield Condition(area="字体", name=name, standing=Presence.ABSENT, advice=_font_advice(name, there))


def _profile() -> FontProfile:
    with contextlib.suppress(Exception):  # what is wrong with the settings is told there
        return PROFILES[load_profile().get("字体") or "gb2312"]
    return PROFILES["gb2312"]


def _font_advice(name: str, there: set[str]) -> str:
    used = _FROM.get(name, "公文")
    instead = SUBSTITUTES.get(name, "")
    if instead and instead.casefold() in there:
        return f"{used}用；现由{instead}代替。版面要与印发件一致时，请向本单位信息部门要这个字体。"
    return f"{used}用；本机打开公函时会换成别的字体，换页可能不同。字体有版权，不随程序带，请向本单位信息部门要。"


def _installed_fonts() -> set[str] | None:
    """Their names in lower case; None where the system does not tell."""
    if sys.platform == "win32":
        return _windows_fonts()
    program = shutil.which("fc-list")
    if program is None:
        return None
    said = _said([program, "--format", "%{family}\n"])
    return {name.strip().casefold() for line in said.splitlines() for name in line.split(",")}


def _windows_fonts() -> set[str]:
    import winreg

    registry: Any = winreg
    names: set[str] = set()
    for hive, key in _FONT_KEYS:
        with contextlib.suppress(OSError), registry.OpenKey(getattr(registry, hive), key) as opened:
            for index in range(registry.QueryInfoKey(opened)[1]):
                # “仿宋 & 楷体 (TrueType)” names two.
                title = str(registry.EnumValue(opened, index)[0]).partition(" (")[0]
                names.update(part.strip().casefold() for part in title.split("&"))
    return names


def office_programs() -> Iterator[Condition]:
    """What opens the results, and what some of them are made with."""
    if sys.platform == "win32":
        yield _excel(registry.excel_versions(registry.WindowsHive()))
    try:
        program = soffice()
        found = _said([program, "--version"]).strip() or program
        yield Condition(area="办公软件", name="LibreOffice", standing=Presence.GOOD, found=found)
    except OutputFault:
        advice = "只在写 PDF（brief -o 一页.pdf）和用 LibreOffice 里的按钮时需要；有 Excel 或 WPS 就不必装。"
        yield Condition(area="办公软件", name="LibreOffice", standing=Presence.ABSENT, advice=advice)


def _excel(versions: Sequence[str]) -> Condition:
    if versions:
        return Condition(area="办公软件", name="Excel", standing=Presence.GOOD, found="、".join(versions))
    advice = "没有找到 Excel 的设置（装了的话请先打开一次）。没有 Excel 也能用命令，按钮可用 WPS 或 LibreOffice。"
    return Condition(area="办公软件", name="Excel", standing=Presence.ABSENT, advice=advice)


def buttons() -> Iterator[Condition]:
    """Where the add-in is installed."""
    there = places()
    if not there:
        advice = "要在表格程序里点按钮时，运行 xltools addin install。"
        yield Condition(area="按钮", name="附表工具", standing=Presence.ABSENT, advice=advice)
    for place in there:
        yield Condition(area="按钮", name="附表工具", standing=Presence.GOOD, found=place)


def _said(command: Iterable[str]) -> str:
    """What a program of the machine prints; nothing where it does not run."""
    try:
        done = subprocess.run(  # noqa: S603 - programs of the machine, our own words
            list(command), capture_output=True, text=True, check=False, timeout=_SECONDS, errors="replace"
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout
