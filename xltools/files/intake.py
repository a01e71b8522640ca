"""A file's bytes, taken once: what is hashed is what is parsed.

Never blocks: links, FIFOs and devices are refused before they are opened, and what was opened is looked at again.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from ..errors import system_words
from .limits import DEFAULT_LIMITS, MB, Limits
from .names import is_lock
from .refusals import Refusal

_SAFE_OPEN: Final = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)  # Windows
    | getattr(os, "O_NONBLOCK", 0)  # a FIFO that replaced the file must not hang us
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
)
_BLOCK: Final = 1 * MB

_KINDS: Final = (
    (stat.S_ISLNK, "这是链接（快捷方式），不是文件", "请直接选择它指向的原文件，或把原文件复制过来"),
    (stat.S_ISDIR, "这是文件夹，不是文件", "请选择文件夹中的文件，或把整个文件夹交给 validate、merge 等命令"),
    (stat.S_ISFIFO, "这是管道，不是文件", None),
    (stat.S_ISSOCK, "这是套接字，不是文件", None),
    (stat.S_ISCHR, "这是设备，不是文件", None),
    (stat.S_ISBLK, "这是设备，不是文件", None),
)


@dataclass(slots=True)
class Intake:
    """One input, ready to be parsed: `file` is positioned at the start, `head` holds its first bytes."""

    name: str
    """The last part of the path, for its extension."""
    file: BinaryIO
    size: int
    sha256: str
    head: bytes
    data: bytes | None = None
    """All bytes, where the input is held in memory."""

    def whole(self) -> bytes:
        """All bytes. Raises `Refusal("too_big")` for an input too large to be held in memory."""
        if self.data is None:
            raise Refusal("too_big", f"文件太大（{self.size // MB} MB）")
        return self.data

    def verify(self) -> None:
        """Raise `Refusal("changed")` where a streamed input no longer has the bytes that were hashed."""
        if self.data is None and _hash(self.file) != self.sha256:
            raise Refusal("changed", "读取期间内容被改动")


def from_bytes(name: str, data: bytes) -> Intake:
    """An intake of bytes already in memory (a member of a .zip folder, a decrypted package)."""
    return Intake(name, io.BytesIO(data), len(data), hashlib.sha256(data).hexdigest(), data[:4096], data)


def take(path: Path, limits: Limits) -> Intake:
    """Open and read one file.

    Raises `Refusal` with `not_found`, `not_a_file`, `lock_file`, `permission`, `empty_file`, `too_big` or `changed`.
    """
    refuse_special(path)
    try:
        descriptor = os.open(path, _SAFE_OPEN)
    except OSError as fault:
        raise of_os_error(fault) from None
    file = os.fdopen(descriptor, "rb")
    try:
        return _taken(path, file, limits)
    except OSError as fault:
        file.close()
        raise of_os_error(fault) from None
    except BaseException:  # a refusal or an interrupt goes on; no file stays open behind it
        file.close()
        raise


def refuse_special(path: Path) -> os.stat_result:
    """The file's stat. Raises `Refusal` for anything but a regular file that may be opened."""
    try:
        found = os.lstat(path)
    except ValueError:  # a NUL inside the path
        raise Refusal("not_found", "找不到文件") from None
    except OSError as fault:
        raise of_os_error(fault) from None
    _refuse_kind(found)
    if is_lock(path.name):
        raise Refusal("lock_file", "这是 Office 打开文件时留下的临时锁文件，里面没有表格内容")
    return found


def read_whole(path: Path) -> bytes:
    """All bytes of one file as they are now. Raises `Refusal` as `take` does."""
    intake = take(path, DEFAULT_LIMITS)
    with intake.file as file:
        return file.read()


def fingerprint(path: Path) -> str:
    """The SHA-256 of the file as it is now. Raises `Refusal` as `take` does."""
    refuse_special(path)
    try:
        with os.fdopen(os.open(path, _SAFE_OPEN), "rb") as file:
            return _hash(file)
    except OSError as fault:
        raise of_os_error(fault) from None


def of_os_error(fault: OSError) -> Refusal:
    """The operating system's no, as a refusal."""
    if isinstance(fault, FileNotFoundError | NotADirectoryError):
        return Refusal("not_found", "找不到文件")
    if isinstance(fault, IsADirectoryError):
        return Refusal("not_a_file", "这是文件夹，不是文件")
    if isinstance(fault, PermissionError | BlockingIOError):
        return Refusal("permission", "没有读取权限，或文件正被其他程序占用")
    reason = system_words(fault)
    if fault.errno in _NAME_FAULTS:
        return Refusal("not_found", f"路径无法使用（{reason}）")
    return Refusal("permission", f"无法读取（{reason}）")


def _name_faults() -> frozenset[int]:
    import errno

    return frozenset({errno.ENAMETOOLONG, errno.ELOOP, errno.EINVAL, errno.ENOENT})


_NAME_FAULTS: Final = _name_faults()


def _refuse_kind(found: os.stat_result) -> None:
    for is_kind, what, todo in _KINDS:
        if is_kind(found.st_mode):
            raise Refusal("not_a_file", what, todo)
    if not stat.S_ISREG(found.st_mode):
        raise Refusal("not_a_file", "这不是普通文件")


def _taken(path: Path, file: BinaryIO, limits: Limits) -> Intake:
    before = os.fstat(file.fileno())
    _refuse_kind(before)
    if before.st_size > limits.file_bytes:
        raise Refusal("too_big", f"文件太大（{before.st_size // MB} MB，最多 {limits.file_bytes // MB} MB）")
    if before.st_size > limits.memory_bytes:
        digest = _hash(file)
        intake = Intake(path.name, file, before.st_size, digest, file.read(4096))
        file.seek(0)
    else:
        data = file.read(before.st_size + 1)  # one more tells that it grew; all that could be would be taken from memory
        file.close()
        if len(data) != before.st_size:
            raise Refusal("changed", "读取期间文件大小发生变化")
        with contextlib.suppress(OSError):  # gone meanwhile: what was read is whole, and later steps name it
            after = os.lstat(path)
            if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
                raise Refusal("changed", "读取期间内容被改动")
        intake = from_bytes(path.name, data)
    if not intake.size:
        raise Refusal("empty_file", "文件是空的（0 字节）")
    return intake


def _hash(file: BinaryIO) -> str:
    """SHA-256 of the whole file; leaves the file at its start."""
    digest = hashlib.sha256()
    file.seek(0)
    while block := file.read(_BLOCK):
        digest.update(block)
    file.seek(0)
    return digest.hexdigest()
