"""Outputs appear whole or not at all.

The bytes go to a nameless file (Linux) or a recognisable temporary one in the same folder, are flushed to the disk,
and only then take the output's name. A kill, Ctrl-C, a full disk or a missing permission leave the old output as it
was. What would be wrong in any case (the output is an input, a folder, a link, open in Excel) is refused before work.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import OutputFault, system_words
from .locks import open_elsewhere, sole_writer

MayReplace = Callable[[bytes], bool]
"""Told the existing output's bytes, says whether it may be overwritten without `force`."""

_TEMP_PREFIX = ".~xltools-"
_TEMP_SUFFIX = ".part"
_STALE_SECONDS = 3600.0
_DISK_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_NO_PERMISSION = {errno.EACCES, errno.EPERM, errno.EROFS}
_NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV, errno.EACCES}

_Identity = tuple[int, int, int, int] | None


@dataclass(slots=True)
class Output:
    """An output that is ours to write. Made by `output`; `backup` is set when `force` kept the old file."""

    path: Path
    force: bool
    may_replace: MayReplace | None
    backup: Path | None = None
    _seen: _Identity = field(default=None, repr=False)

    def write(self, data: bytes) -> None:
        """Put `data` in place. Raises OutputFault: disk_full, permission, in_use, busy, exists, bad_name."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            _sweep(self.path.parent)
            if _holds(self.path, data):
                return
            self._refuse_intruder()
            self.backup = self._keep_old()
            _publish(self.path, data, replace=self._seen is not None)
        except OSError as error:
            raise fault_of(error, self.path) from error
        self._seen = _identity(self.path)

    def _refuse_intruder(self) -> None:
        """Somebody (on another machine, perhaps) wrote the output while this run worked."""
        if _identity(self.path) != self._seen:
            raise _overtaken(self.path)

    def _keep_old(self) -> Path | None:
        """With `force`, the old output under a dated name. A hard link: at no moment is there no file."""
        if self._seen is None or (self.may_replace is not None and self.may_replace(self.path.read_bytes())):
            return None
        if not self.force:
            raise _exists(self.path)
        stamp = time.strftime("%Y%m%d-%H%M%S")
        backup = self.path.with_name(f"{self.path.name}.bak-{stamp}")
        count = 1
        while os.path.lexists(backup):
            count += 1
            backup = self.path.with_name(f"{self.path.name}.bak-{stamp}-{count}")
        try:
            os.link(self.path, backup)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            _publish(backup, self.path.read_bytes(), replace=False)
        return backup


@contextmanager
def output(
    path: str | Path, *, force: bool = False, inputs: Iterable[str | Path] = (), may_replace: MayReplace | None = None
) -> Iterator[Output]:
    """Reserve `path` before the work begins, write it at the end with `Output.write`.

    Raises OutputFault with one of: is_input, is_folder, is_link, not_a_file, in_use, exists, busy, permission, bad_name.
    """
    path = Path(path)
    check_output(path, force=force, inputs=inputs, may_replace=may_replace)
    with sole_writer(path):
        yield Output(path, force, may_replace, _seen=_identity(path))


def write_atomically(
    path: str | Path,
    data: bytes,
    *,
    force: bool = False,
    inputs: Iterable[str | Path] = (),
    may_replace: MayReplace | None = None,
) -> Path | None:
    """Write `data` whole or not at all; the backup's path where `force` kept an old file. Raises OutputFault."""
    with output(path, force=force, inputs=inputs, may_replace=may_replace) as target:
        target.write(data)
    return target.backup


def check_output(
    path: str | Path, *, force: bool = False, inputs: Iterable[str | Path] = (), may_replace: MayReplace | None = None
) -> None:
    """Refuse an output that cannot or must not be written. Raises OutputFault; touches nothing."""
    path = Path(path)
    try:
        _refuse_kind(path)
        _refuse_input(path, inputs)
        _refuse_open(path)
        if path.exists():
            if not force and not (may_replace is not None and may_replace(path.read_bytes())):
                raise _exists(path)
        elif not path.name or path.name in {".", ".."}:
            raise OutputFault("bad_name", f"“{path}”不是文件名。请给出输出文件的名称。", path=str(path))
        _refuse_folder(path)
    except OSError as error:
        raise fault_of(error, path) from error


def _refuse_kind(path: Path) -> None:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    except NotADirectoryError:
        raise OutputFault("bad_name", f"“{path}”所在的路径中有一段是文件而不是文件夹。", path=str(path)) from None
    if stat.S_ISDIR(mode):
        raise OutputFault("is_folder", f"“{path}”是文件夹，不能作为输出文件。请写出文件名。", path=str(path))
    if stat.S_ISLNK(mode):
        raise OutputFault(
            "is_link", f"“{path}”是链接，不在其上写入。请改用它所指的文件或另一个文件名。", path=str(path)
        )
    if not stat.S_ISREG(mode):
        raise OutputFault("not_a_file", f"“{path}”不是普通文件（设备或管道），不能作为输出。", path=str(path))


def _refuse_input(path: Path, inputs: Iterable[str | Path]) -> None:
    full = os.path.normcase(os.path.realpath(path))
    for source in inputs:
        same = os.path.normcase(os.path.realpath(source)) == full
        if not same:
            with suppress(OSError):
                same = os.path.samefile(source, path)
        if same:
            raise OutputFault(
                "is_input", f"输出“{path}”同时是输入文件，写入会毁掉它。请换一个输出文件名。", path=str(path)
            )


def _refuse_open(path: Path) -> None:
    if (holder := open_elsewhere(path)) is not None:
        owner, name = holder
        who = f"“{name}”" if name else "他人"
        raise OutputFault(
            "in_use",
            f"“{path.name}”正由{who}打开，不能写入。请关闭后再运行；若确认无人打开，请删除锁文件“{owner}”。",
            path=str(path),
            holder=name,
        )


def _refuse_folder(path: Path) -> None:
    """The nearest existing folder must let us write."""
    folder = path.parent
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OSError(errno.EACCES, os.strerror(errno.EACCES), str(folder))


def _exists(path: Path) -> OutputFault:
    return OutputFault(
        "exists",
        f"输出文件“{path}”已存在，未作改动。请换一个文件名，或加 --force（原文件会留作备份）。",
        path=str(path),
    )


def _overtaken(path: Path) -> OutputFault:
    return OutputFault(
        "busy",
        f"运行期间“{path}”被别人写过，本次结果没有写入。请查看该文件后重新运行，或换一个文件名。",
        path=str(path),
    )


def fault_of(error: OSError, path: Path) -> OutputFault:
    """An operating system's refusal in words that say what to do."""
    place = f"“{path}”"
    if error.errno in _DISK_FULL:
        return OutputFault(
            "disk_full", f"磁盘空间不足，没有写成{place}，原有文件未动。请清理空间后重试。", path=str(path)
        )
    if isinstance(error, PermissionError) and os.name == "nt" and path.exists():
        return OutputFault("in_use", f"{place}正被其他程序占用或为只读，没有写入。请关闭后重试。", path=str(path))
    if error.errno in _NO_PERMISSION:
        return OutputFault("permission", f"没有权限写{place}。请检查文件夹权限，或换一个位置。", path=str(path))
    if error.errno in {errno.ENAMETOOLONG, errno.EINVAL, errno.ENOTDIR}:
        return OutputFault(
            "bad_name", f"文件名或路径{place}不可用（过长或含有不允许的字符）。请换一个。", path=str(path)
        )
    return OutputFault("io", f"写{place}时出错：{system_words(error)}。原有文件未动。", path=str(path))


def _identity(path: Path) -> _Identity:
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.lstat().st_size == len(data) and path.read_bytes() == data
    except FileNotFoundError:
        return False


def _sweep(folder: Path) -> None:
    """Remove temporary files of runs that were killed at the worst moment, once they are old enough to be nobody's."""
    limit = time.time() - _STALE_SECONDS
    for leftover in folder.glob(f"{_TEMP_PREFIX}*{_TEMP_SUFFIX}"):
        with suppress(OSError):
            if leftover.stat().st_mtime < limit:
                leftover.unlink()


def _publish(path: Path, data: bytes, *, replace: bool) -> None:
    """Flush `data` to the disk, then let it take the name `path`. Without `replace` an existing file is never touched."""
    temp = path.with_name(f"{_TEMP_PREFIX}{os.getpid()}-{time.monotonic_ns():x}{_TEMP_SUFFIX}")
    try:
        _publish_from(*_open_temp(temp, nameless=True), temp, path, data, replace=replace)
    except _NoName:
        _publish_from(*_open_temp(temp, nameless=False), temp, path, data, replace=replace)


class _NoName(Exception):
    """The file system makes nameless files but gives them no names."""


def _publish_from(handle: int, named: bool, temp: Path, path: Path, data: bytes, *, replace: bool) -> None:
    try:
        _write_all(handle, data)
        if replace and hasattr(os, "fchmod"):
            os.fchmod(handle, stat.S_IMODE(path.stat().st_mode))
        os.fsync(handle)
        if not named:
            if not replace:
                _give_name(handle, path)
                return
            named = True  # before it is true: an interrupt in between must find it
            _give_name(handle, temp)
        os.close(handle)
        handle = -1
        _rename(temp, path, replace=replace)
        named = False
    finally:
        if handle >= 0:
            os.close(handle)
        if named:
            with suppress(OSError):
                temp.unlink()
        _sync_folder(path.parent)


def _open_temp(temp: Path, *, nameless: bool) -> tuple[int, bool]:
    """A file to write to, and whether it has a name (a nameless one vanishes with its process)."""
    flag = getattr(os, "O_TMPFILE", 0) if nameless and os.path.exists("/proc/self/fd") else 0
    if flag:
        with suppress(OSError):  # file systems without it say so in several ways; a named file serves as well
            return os.open(temp.parent, flag | os.O_WRONLY | os.O_CLOEXEC, 0o666), False
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    return os.open(temp, flags, 0o666), True


def _write_all(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view[: 1 << 24]) :]


def _give_name(handle: int, path: Path) -> None:
    """Link a nameless file. `src_dir_fd` is unused by an absolute path; it makes Python call linkat and follow."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.link(f"/proc/self/fd/{handle}", path, src_dir_fd=folder, follow_symlinks=True)
    except FileExistsError:
        raise _overtaken(path) from None
    except OSError as error:
        if error.errno in _DISK_FULL:
            raise
        raise _NoName from error
    finally:
        os.close(folder)


def _rename(temp: Path, path: Path, *, replace: bool) -> None:
    if replace:
        os.replace(temp, path)
        return
    try:
        if os.name == "nt":
            os.rename(temp, path)  # refuses an existing target there
        elif sys.platform == "emscripten":
            os.rename(temp, path)  # a browser's memory knows no links, and nobody else writes there
        else:
            os.link(temp, path)
            temp.unlink()
    except FileExistsError:
        raise _overtaken(path) from None
    except OSError as error:
        if error.errno not in _NO_LINKS or os.path.lexists(path):
            raise
        os.replace(temp, path)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    with suppress(OSError):  # some network file systems cannot; the file itself is flushed
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
