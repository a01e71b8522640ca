"""What a user need not say every time: one TOML file in the user's folder, beside it the environment, before both the option.

The file holds these settings and the office's particulars for letters (letters/profile.py) side by side, under Chinese keys
or their ASCII names. Every value knows where it comes from.
"""

from __future__ import annotations

import enum
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .errors import SettingsFault, system_words

FILE: Final = "office.toml"
FILE_VARIABLE: Final = "XLTOOLS_CONFIG"


class Origin(enum.Enum):
    """Where a value comes from; the later ones go before the earlier ones."""

    DEFAULT = "默认"
    FILE = "文件"
    ENVIRONMENT = "环境变量"
    OPTION = "选项"


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that can be set. `ascii` is also the name of the option that it stands for, if there is one."""

    name: str
    ascii: str
    variable: str
    meaning: str
    default: str = ""
    is_path: bool = False
    """A path or several; in the file they are meant from the file's folder."""
    choices: tuple[str, ...] = ()


SETTINGS: Final = (
    Setting("通知", "notice", "XLTOOLS_NOTICE", "通知包的编号，代替各命令的 --notice；不设则从内容辨认"),
    Setting("层级", "level", "XLTOOLS_LEVEL", "本单位是哪一级，代替各命令的 --level，如 区级"),
    Setting("豁免文件", "waivers", "XLTOOLS_WAIVERS", "本单位的豁免文件，代替各命令的 --waivers", is_path=True),
    Setting("进程数", "jobs", "XLTOOLS_JOBS", "同时读取的进程数，代替各命令的 --jobs；0 为按文件多少决定", "0"),
    Setting("集群", "cluster", "XLTOOLS_CLUSTER", "dask 集群的地址，代替各命令的 --cluster"),
    Setting(
        "通知包文件夹",
        "workbooks",
        "XLTOOLS_WORKBOOKS",
        f"本单位自己的通知包放在哪里，多个用 {os.pathsep} 隔开",
        is_path=True,
    ),
    Setting("日志", "log", "XLTOOLS_LOG", "运行日志写到哪个文件，代替 --log；不含单元格内容", is_path=True),
    Setting(
        "详略",
        "verbosity",
        "XLTOOLS_VERBOSITY",
        "除结果外说多少：一般、详细（-v）、安静（-q）",
        "一般",
        choices=("一般", "详细", "安静"),
    ),
    Setting("工作文件夹", "work", "XLTOOLS_WORK", "加载项的请求、锁和日志放在哪里；不设则放在用户缓存", is_path=True),
    Setting("错误颜色", "error_fill", "XLTOOLS_ERROR_FILL", "加载项给错误涂的颜色，如 #FFC9C4", "#FFC9C4"),
    Setting("提醒颜色", "warning_fill", "XLTOOLS_WARNING_FILL", "加载项给提醒涂的颜色，如 #FFE9B0", "#FFE9B0"),
    Setting("说明颜色", "info_fill", "XLTOOLS_INFO_FILL", "加载项给说明涂的颜色，如 #D6E6F7", "#D6E6F7"),
    Setting(
        "结果列", "column", "XLTOOLS_COLUMN", "加载项“校验本表”是否也加结果列：加、不加", "不加", choices=("加", "不加")
    ),
    Setting(
        "存盘后校验", "on_save", "XLTOOLS_ON_SAVE", "每次存盘后自动校验：是、否（加载项）", "否", choices=("是", "否")
    ),
    Setting(
        "LibreOffice程序",
        "soffice",
        "XLTOOLS_SOFFICE",
        "soffice 在哪里；不设则到常见位置找",
        is_path=True,
    ),
    Setting(
        "UNO文件夹",
        "uno_path",
        "XLTOOLS_UNO_PATH",
        "LibreOffice 的 uno.py 所在的文件夹；不设则到常见位置找",
        is_path=True,
    ),
    Setting(
        "LibreOffice配置",
        "libreoffice_profile",
        "XLTOOLS_LIBREOFFICE_PROFILE",
        "加载项装进 LibreOffice 的哪个用户配置；不设则为它自己的",
        is_path=True,
    ),
)
BY_NAME: Final = {one.name: one for one in SETTINGS} | {one.ascii: one for one in SETTINGS}


@dataclass(frozen=True, slots=True)
class Value:
    """What holds for a thing that can be set, and where it was said: the file's path or the variable."""

    name: str
    meaning: str
    text: str
    origin: Origin = Origin.DEFAULT
    where: str = ""


def user_folder(kind: str = "config") -> Path | None:
    """The user's own folder for settings (`config`) or for what can be made anew (`cache`); None without a home."""
    if os.name == "nt":
        base = os.environ.get("APPDATA" if kind == "config" else "LOCALAPPDATA")
    else:
        base = os.environ.get("XDG_CONFIG_HOME" if kind == "config" else "XDG_CACHE_HOME")
        home = os.environ.get("HOME")
        if not base and home:
            base = str(Path(home) / (".config" if kind == "config" else ".cache"))
    return Path(base) / "xltools" if base else None


def settings_path() -> Path | None:
    """The settings file, there or not; None for a user without a home. XLTOOLS_CONFIG names another one."""
    named = os.environ.get(FILE_VARIABLE)
    if named:
        return Path(named)
    folder = user_folder()
    return folder / FILE if folder is not None else None


def stored(path: Path | None = None) -> Mapping[str, object]:
    """All that the file says; nothing where there is none. A file that was named must be there. Raises SettingsFault."""
    file = path or settings_path()
    if file is None or (path is None and not file.is_file()):
        return {}
    import tomllib

    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as fault:
        message = f"设置文件 {file} 读不出：{system_words(fault)}。请检查路径。"
        raise SettingsFault("settings_unreadable", message, path=str(file)) from fault
    except tomllib.TOMLDecodeError as fault:
        message = f'设置文件 {file} 不是合格的 TOML：{fault}。请按 键 = "值" 的样子改正。'
        raise SettingsFault("settings_unreadable", message, path=str(file)) from fault


def value_of(name: str) -> Value:
    """What holds for one setting, by its ASCII name. Raises SettingsFault."""
    return _value(BY_NAME[name], None)


def values() -> dict[str, Value]:
    """What holds for every setting, by ASCII name in the order of SETTINGS. Raises SettingsFault."""
    file = stored()
    return {one.ascii: _value(one, file) for one in SETTINGS}


def _value(setting: Setting, file: Mapping[str, object] | None) -> Value:
    """`file`: what it says where it was read before."""
    said = os.environ.get(setting.variable)
    if said:
        return Value(setting.name, setting.meaning, said, Origin.ENVIRONMENT, setting.variable)
    file = stored() if file is None else file
    given, path = file.get(setting.name, file.get(setting.ascii)), settings_path()
    if given in (None, "", []) or path is None:
        return Value(setting.name, setting.meaning, setting.default)
    return Value(setting.name, setting.meaning, _text(setting, given, path.parent), Origin.FILE, str(path))


def _text(setting: Setting, given: object, folder: Path) -> str:
    """The value as its variable would say it."""
    if isinstance(given, bool):
        return "是" if given else "否"
    parts = [str(part) for part in given] if isinstance(given, list) else [str(given)]
    if not setting.is_path:
        return "、".join(parts)
    paths = [part for text in parts for part in text.split(os.pathsep) if part]
    return os.pathsep.join(str(folder / Path(part).expanduser()) for part in paths)
