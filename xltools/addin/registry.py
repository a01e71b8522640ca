"""What Windows is told of the add-in: the user's part of the registry, nothing that needs an administrator.

Excel loads what its Options name OPEN, OPEN1, OPEN2 … and rewrites that list when it closes; it reads no further than a
gap, so all entries, whoever's they are, are read past gaps and written back without one. Keys and values:
learn.microsoft.com, "Add-in registration" and "Resiliency"; Uninstall: "Uninstall Registry Key".
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from pathlib import PureWindowsPath
from typing import Any, Final, NamedTuple, Protocol

from .. import __version__

OFFICE: Final = r"Software\Microsoft\Office"
VERSIONS: Final = ("16.0", "15.0", "14.0")
"""Excel 2016 and later (365 included), 2013, 2010."""
APPS: Final = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\xltools"
"""The entry in 设置 → 应用."""
NAME: Final = "xltools"
SZ, BINARY, DWORD = 1, 3, 4
_OPEN: Final = re.compile(r"OPEN([0-9]*)", re.IGNORECASE)


class RegistryValue(NamedTuple):
    """A value of the registry, with its type: what is not ours is written back as it was."""

    value: Any
    kind: int = SZ


class Hive(Protocol):
    """The current user's part of the registry; keys by path."""

    def values(self, key: str) -> Mapping[str, RegistryValue] | None:
        """Name -> value; None where there is no such key."""

    def put(self, key: str, name: str, entry: RegistryValue) -> None:
        """Set a value; the key is made where it is missing."""

    def drop(self, key: str, name: str) -> None:
        """Delete a value."""

    def drop_key(self, key: str) -> None:
        """Delete a key without keys below it."""


def excel_versions(hive: Hive) -> list[str]:
    """The versions this user has settings of."""
    return [version for version in VERSIONS if hive.values(_excel(version)) is not None]


def register(hive: Hive, version: str, addin: PureWindowsPath) -> None:
    """Load the add-in when Excel starts, and trust its folder."""
    forget(hive, version, addin)
    _write_open(hive, version, [*_others(hive, version, addin), RegistryValue(f'/R "{addin}"')])
    trusted = _trusted(version)
    hive.put(trusted, "Path", RegistryValue(f"{addin.parent}\\"))
    hive.put(trusted, "AllowSubFolders", RegistryValue(0, DWORD))
    hive.put(trusted, "Description", RegistryValue(NAME))


def is_registered(hive: Hive, version: str, addin: PureWindowsPath) -> bool:
    """Whether Excel loads the add-in when it starts."""
    return any(_same(str(entry.value), addin) for _, _, entry in _numbered(hive, version))


def forget(hive: Hive, version: str, addin: PureWindowsPath) -> None:
    """Take every trace of the add-in away; nothing else, whatever gaps there are."""
    if hive.values(_excel(version)) is None:
        return
    _write_open(hive, version, _others(hive, version, addin))
    manager = rf"{_excel(version)}\Add-in Manager"
    for name in list(hive.values(manager) or ()):
        if _same(name, addin):
            hive.drop(manager, name)
    disabled = rf"{_excel(version)}\Resiliency\DisabledItems"
    for name, entry in list((hive.values(disabled) or {}).items()):
        if isinstance(entry.value, bytes) and _same(entry.value.decode("utf-16-le", "ignore"), addin):
            hive.drop(disabled, name)
    if hive.values(_trusted(version)) is not None:
        hive.drop_key(_trusted(version))


def list_app(hive: Hive, folder: PureWindowsPath, uninstaller: PureWindowsPath) -> None:
    """Stand in 设置 → 应用, where people look for what they want to remove."""
    entries = {
        "DisplayName": RegistryValue("附表工具 xltools"),
        "DisplayVersion": RegistryValue(__version__),
        "Publisher": RegistryValue("xltools"),
        "InstallLocation": RegistryValue(str(folder)),
        "UninstallString": RegistryValue(f'"{uninstaller}"'),
        "NoModify": RegistryValue(1, DWORD),
        "NoRepair": RegistryValue(1, DWORD),
    }
    for name, entry in entries.items():
        hive.put(APPS, name, entry)


def unlist_app(hive: Hive) -> None:
    if hive.values(APPS) is not None:
        hive.drop_key(APPS)


def _excel(version: str) -> str:
    return rf"{OFFICE}\{version}\Excel"


def _trusted(version: str) -> str:
    return rf"{_excel(version)}\Security\Trusted Locations\{NAME}"


def _same(text: str, addin: PureWindowsPath) -> bool:
    return str(addin).casefold() in text.casefold()


def _numbered(hive: Hive, version: str) -> Iterator[tuple[int, str, RegistryValue]]:
    for name, entry in (hive.values(rf"{_excel(version)}\Options") or {}).items():
        found = _OPEN.fullmatch(name)
        if found is not None:
            yield int(found[1] or 0), name, entry


def _others(hive: Hive, version: str, addin: PureWindowsPath) -> list[RegistryValue]:
    """Every add-in that is to be loaded but ours, in Excel's order."""
    entries = sorted(_numbered(hive, version), key=lambda found: found[0])
    return [entry for _, _, entry in entries if not _same(str(entry.value), addin)]


def _write_open(hive: Hive, version: str, entries: list[RegistryValue]) -> None:
    """The new list is complete before anything of the old one goes."""
    options = rf"{_excel(version)}\Options"
    names = [f"OPEN{number or ''}" for number in range(len(entries))]
    for name, entry in zip(names, entries, strict=True):
        hive.put(options, name, entry)
    for _, name, _ in list(_numbered(hive, version)):
        if name.upper() not in names:
            hive.drop(options, name)


class WindowsHive:
    """HKEY_CURRENT_USER."""

    def __init__(self) -> None:
        import winreg

        self._winreg: Any = winreg
        self._root = self._winreg.HKEY_CURRENT_USER

    def values(self, key: str) -> Mapping[str, RegistryValue] | None:
        try:
            with self._winreg.OpenKey(self._root, key) as opened:
                count = self._winreg.QueryInfoKey(opened)[1]
                found = [self._winreg.EnumValue(opened, number) for number in range(count)]
        except FileNotFoundError:
            return None
        return {name: RegistryValue(value, kind) for name, value, kind in found}

    def put(self, key: str, name: str, entry: RegistryValue) -> None:
        with self._winreg.CreateKey(self._root, key) as opened:
            self._winreg.SetValueEx(opened, name, 0, entry.kind, entry.value)

    def drop(self, key: str, name: str) -> None:
        with (
            contextlib.suppress(FileNotFoundError),
            self._winreg.OpenKey(self._root, key, 0, self._winreg.KEY_WRITE) as opened,
        ):
            self._winreg.DeleteValue(opened, name)

    def drop_key(self, key: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            self._winreg.DeleteKey(self._root, key)
