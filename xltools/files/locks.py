"""Who else is at a file: people who have it open in Excel, WPS or LibreOffice, and other runs of this program.

Excel and WPS put an owner file beside an open document (``~$name``, ``.~name``), LibreOffice ``.~lock.name#``.
Our own lock lies in the temporary folder, so that a killed run leaves nothing beside the output; the operating system
releases it when its process dies.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..errors import OutputFault
from ..settings import user_folder

_OWNER_NAME_BYTES = 54
"""Excel's owner file: one length byte, the name in the system's encoding padded to 54 bytes, then UTF-16."""


def owner_files(path: Path) -> Iterator[Path]:
    """Where programs put their owner file for an open document: Excel and WPS, LibreOffice last."""
    name = path.name
    yield from (path.with_name(owner) for owner in (f"~${name}", f"~${name[2:]}", f".~{name}") if owner != name)
    yield path.with_name(f".~lock.{name}#")


def open_elsewhere(path: Path) -> tuple[Path, str] | None:
    """The owner file of a program that has `path` open, and its holder's name (empty where it cannot be read)."""
    for owner in owner_files(path):
        if owner.is_file():
            return owner, _libreoffice_holder(owner) if owner.name.startswith(".~lock.") else _office_holder(owner)
    return None


def _office_holder(owner: Path) -> str:
    """The user's name in Excel's or WPS's owner file; the UTF-16 copy first, it knows every character."""
    try:
        data = owner.read_bytes()
    except OSError:
        return ""  # Excel holds it open without sharing: that it exists is enough
    wide = data[_OWNER_NAME_BYTES + 1 :]
    if len(wide) >= 4:
        length = int.from_bytes(wide[:2], "little")
        if 0 < length <= 54:
            return wide[2 : 2 + 2 * length].decode("utf-16-le", "replace").strip("\0 ")
    length = data[0] if data else 0
    narrow = data[1 : 1 + length]
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            return narrow.decode(encoding).strip("\0 ")
    return ""


def _libreoffice_holder(owner: Path) -> str:
    try:
        fields = owner.read_text(encoding="utf-8", errors="replace").split(",")
    except OSError:
        return ""
    return next((field.strip() for field in fields[:3] if field.strip()), "")


@contextmanager
def sole_writer(path: Path, *, wait: float = 0.0) -> Iterator[None]:
    """Hold the only right of this machine's runs to write `path`. Raises OutputFault ``busy`` while another run has it,
    after `wait` seconds.

    Runs on other machines (a shared folder) are caught when the file is put in place: see `atomic`.
    """
    lock = _lock_path(path)
    if lock is None:
        yield
        return
    handle = _take_within(wait, lock, path)
    try:
        yield
    finally:
        _release(handle, lock)


def _take_within(wait: float, lock: Path, path: Path) -> int:
    until = time.monotonic() + wait
    while True:
        try:
            return _take(lock, path)
        except OutputFault:
            if time.monotonic() >= until:
                raise
            time.sleep(0.1)


def _lock_path(path: Path) -> Path | None:
    """The lock's path, None where there is no folder that is surely ours (then only the check at the end protects)."""
    user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "")
    own = user_folder("cache")
    places = [Path(tempfile.gettempdir()) / f"xltools-locks-{user}", *([own / "locks"] if own is not None else [])]
    folder = next(filter(_is_ours, places), None)
    if folder is None:
        return None
    full = os.path.normcase(os.path.realpath(path))
    return folder / f"{hashlib.sha256(os.fsencode(full)).hexdigest()[:32]}.lock"


def _is_ours(folder: Path) -> bool:
    """A folder that nobody else made, leads elsewhere or may write: in a shared temporary folder its name can be guessed."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return False
    if not stat.S_ISDIR(found.st_mode):
        return False
    return not hasattr(os, "getuid") or (found.st_uid == os.getuid() and not found.st_mode & 0o077)


def _busy(path: Path, pid: str) -> OutputFault:
    who = f"（进程号 {pid}）" if pid.isdecimal() else ""
    return OutputFault(
        "busy", f"另一个 xltools{who}正在写“{path}”。请等它结束后再运行，或换一个输出文件名。", path=str(path)
    )


if sys.platform == "win32":

    def _take(lock: Path, path: Path) -> int:
        """Windows lets nobody delete a file that is held open: a lock that can be deleted is a dead run's."""
        for _ in range(5):
            with suppress(FileNotFoundError, PermissionError):
                lock.unlink()
            try:
                handle = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_RDWR)
            except (FileExistsError, PermissionError):
                continue
            os.write(handle, str(os.getpid()).encode())
            return handle
        raise _busy(path, "")

    def _release(handle: int, lock: Path) -> None:
        os.close(handle)
        with suppress(OSError):
            lock.unlink()

elif sys.platform == "emscripten":

    def _take(lock: Path, _path: Path) -> int:
        """In a browser's memory there is no other run, and no flock either."""
        return os.open(lock, os.O_CREAT | os.O_RDWR)

    def _release(handle: int, lock: Path) -> None:
        os.close(handle)
        lock.unlink()

else:
    import fcntl

    def _take(lock: Path, path: Path) -> int:
        """flock the file; a lock whose file was unlinked meanwhile by its owner is taken again."""
        while True:
            handle = os.open(lock, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                pid = os.read(handle, 20).decode("ascii", "replace").strip()
                os.close(handle)
                raise _busy(path, pid) from None
            try:
                current = lock.stat().st_ino == os.fstat(handle).st_ino
            except FileNotFoundError:
                current = False
            if current:
                os.ftruncate(handle, 0)
                os.write(handle, str(os.getpid()).encode())
                return handle
            os.close(handle)

    def _release(handle: int, lock: Path) -> None:
        with suppress(OSError):
            lock.unlink()
        os.close(handle)
