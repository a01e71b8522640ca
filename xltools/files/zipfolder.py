"""A .zip file as a folder: its tables are read straight from it, nothing is ever unpacked to disk."""

from __future__ import annotations

import os
import weakref
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from .intake import Intake, from_bytes, of_os_error, take
from .limits import MB, Budget, Limits, ZipBudget
from .refusals import Refusal, corrupt
from .tables import advice_for, is_table
from .zips import METHODS, ZIP_FAULTS, look_over, open_zip

_UTF8_NAME: Final = 0x800
_ENCRYPTED: Final = 0x1
_DEEPEST_ZIP: Final = 2
_MARKERS: Final = ("[content_types].xml", "xl/workbook.xml", "word/document.xml", "xl/workbook.bin", "content.xml")


class ZipMember(NamedTuple):
    """One table inside a .zip folder."""

    shown: str
    key: str
    """What `ZipFolder.take` wants; for a zip inside the zip, the names joined by a NUL."""
    refusal: Refusal | None


class Members(Protocol):
    """Whose members can be taken by their key."""

    def take(self, key: str) -> Intake:
        """The bytes of a member. Raises `Refusal`."""


class ZipFolder:
    """One opened .zip folder; `intake` holds its bytes. `path`: where it lies, empty for a zip inside a zip."""

    def __init__(self, intake: Intake, limits: Limits, depth: int = 0, path: str = "") -> None:
        self.intake = intake
        self.path = path
        self._limits = limits
        self._depth = depth
        self._zip = open_zip(intake.file)
        self._entries: dict[str, zipfile.ZipInfo] = {}
        self._refused: dict[str, Refusal] = {}
        self._inner: tuple[str, ZipFolder] | None = None
        """The last zip inside the zip; only one is held, they may be many and large."""
        weakref.finalize(self, intake.file.close)
        entries = self._zip.infolist()
        look_over(entries, Budget(limits))
        for entry in entries:
            name = _name_of(entry)
            if entry.is_dir() or name.endswith("/"):
                continue
            if name in self._entries:
                self._refused[name] = Refusal("duplicate_part", "压缩包内有两个同名文件")
            self._entries[name] = entry

    def __reduce__(self) -> tuple[type[TravellingZip], tuple[str, Limits]]:
        return TravellingZip, (self.path, self._limits)

    @property
    def is_workbook(self) -> bool:
        """Whether this is no folder but a workbook or document."""
        return any(name.casefold().replace("\\", "/") in _MARKERS for name in self._entries)

    def members(self, *, every: bool = False, budget: ZipBudget | None = None) -> Iterator[ZipMember]:
        """Tables in sorted order, also those of zips inside; with `every`, all other files too.

        Raises `Refusal` where there are too many of them, or too large ones, in all (`budget`: of the zip around this one).
        """
        spent = budget if budget is not None else ZipBudget(self._limits)
        for name in sorted(self._entries):
            parts = name.split("/")
            if any(part.startswith((".", "~$")) or part == "__MACOSX" for part in parts if part not in (".", "..")):
                continue
            if name.casefold().endswith(".zip"):
                yield from self._inside(name, spent, every=every)
            elif every or is_table(name):
                spent.spend(self._entries[name].file_size, is_table(name))
                yield ZipMember(name, name, self._refused.get(name) or advice_for(name))

    def key_of(self, shown: str) -> str:
        """What `take` wants for a member that is known by the path it is shown with."""
        parts = shown.split("/")
        for size in range(1, len(parts)):
            name = "/".join(parts[:size])
            if name in self._entries and name.casefold().endswith(".zip"):
                return f"{name}\0{'/'.join(parts[size:])}"
        return shown

    def take(self, key: str) -> Intake:
        """The bytes of a member. Raises `Refusal`."""
        name, _, rest = key.partition("\0")
        if rest:
            return self._opened(name).take(rest)
        entry = self._entries[name]
        limits = self._limits
        if entry.flag_bits & _ENCRYPTED:
            raise Refusal("encrypted", "所在的压缩包带密码", "请解压后把文件夹交给本工具")
        if entry.compress_type not in METHODS:
            raise Refusal("unsupported", "压缩方法不常见，无法读取", "请解压后把文件夹交给本工具")
        if entry.file_size > limits.memory_bytes:
            raise Refusal("too_big", f"压缩包内的文件太大（{entry.file_size // MB} MB）", "请解压后把文件夹交给本工具")
        try:
            data = self._zip.read(entry)
        except NotImplementedError:
            raise Refusal("unsupported", "压缩方法不常见，无法读取", "请解压后把文件夹交给本工具") from None
        except RuntimeError:  # zipfile: strong encryption
            raise Refusal("encrypted", "所在的压缩包带密码", "请解压后把文件夹交给本工具") from None
        except ZIP_FAULTS:
            raise corrupt("在压缩包中已损坏（解压或校验失败）") from None
        if not data:
            raise Refusal("empty_file", "文件是空的（0 字节）")
        return from_bytes(os.path.basename(name), data)

    def _opened(self, name: str) -> ZipFolder:
        if self._inner is None or self._inner[0] != name:
            self._inner = name, ZipFolder(self.take(name), self._limits, self._depth + 1)
        return self._inner[1]

    def _inside(self, name: str, spent: ZipBudget, *, every: bool) -> Iterator[ZipMember]:
        spent.spend(self._entries[name].file_size, 0)
        refusal = self._refused.get(name)
        if self._depth + 1 >= _DEEPEST_ZIP:
            refusal = Refusal("unsupported", "压缩包层数太多", "请解压后把文件夹交给本工具")
        if refusal is None:
            try:
                inner = self._opened(name)
            except Refusal as fault:
                refusal = fault
            else:
                if inner.is_workbook:
                    yield ZipMember(name, name, None)
                    return
                for member in inner.members(every=every, budget=spent):
                    yield ZipMember(f"{name}/{member.shown}", f"{name}\0{member.key}", member.refusal)
                return
        yield ZipMember(name, name, refusal)


@dataclass(frozen=True, slots=True)
class TravellingZip:
    """A .zip folder in another process than the one that opened it: opened there when a first member is taken."""

    path: str
    limits: Limits

    def take(self, key: str) -> Intake:
        try:
            changed = os.stat(self.path).st_mtime_ns
        except OSError as fault:
            raise of_os_error(fault) from None
        folder = _opened_here(self.path, self.limits, changed)
        try:
            if folder is not None:
                return folder.take(key)
        except KeyError:
            pass
        raise Refusal("changed", "读取期间内容被改动")


@lru_cache(maxsize=1)
def _opened_here(path: str, limits: Limits, changed: int) -> ZipFolder | None:  # noqa: ARG001 - opened anew when it is
    """The last one is kept: its members come one behind the other."""
    return open_zip_folder(Path(path), limits)


def open_zip_folder(path: Path, limits: Limits) -> ZipFolder | None:
    """The folder in a .zip file, None where the file is a workbook. Raises `Refusal`."""
    intake = take(path, limits)
    if not intake.head.startswith(b"PK"):
        intake.file.close()
        return None  # whatever it is, opening it says so
    try:
        folder = ZipFolder(intake, limits, path=str(path))
    except Refusal:
        intake.file.close()
        raise
    return None if folder.is_workbook else folder


def _name_of(entry: zipfile.ZipInfo) -> str:
    """The member's name; archives made by Chinese Windows hold GBK names, which zipfile takes for cp437."""
    name = entry.filename
    if not entry.flag_bits & _UTF8_NAME:
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            return name
        for encoding in ("utf-8", "gb18030"):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                continue
    return name
