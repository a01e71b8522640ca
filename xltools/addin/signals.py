"""The files of one call — progress, cancel, answer — their spelling, and the lock against two clicks on one book."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from . import journal

BEAT_SECONDS: Final = 1.0
STALE_SECONDS: Final = 30.0
"""A lock nobody has touched for so long belongs to a process that died."""

DAY_SECONDS: Final = 86_400
MOST_SHOWN: Final = 900
"""MsgBox and InputBox take "approximately 1024 characters"; the rest would be cut without a word."""

_UNIT: Final = re.compile(r"\\u([0-9A-Fa-f]{4})")


class Busy(Exception):
    """Another click on the same book is not answered yet."""


def coded(text: str) -> str:
    """Text as ASCII for VBA: everything but plain signs as UTF-16 units ``\\uXXXX``."""
    made = []
    for sign in text:
        if " " <= sign <= "~" and sign != "\\":
            made.append(sign)
        else:
            data = sign.encode("utf-16-be", "surrogatepass")
            made += [f"\\u{data[n]:02X}{data[n + 1]:02X}" for n in range(0, len(data), 2)]
    return "".join(made)


def plain(text: str) -> str:
    """The text behind `coded`; two units of a surrogate pair become their character."""
    units = _UNIT.sub(lambda found: chr(int(found[1], 16)), text)
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def fitted(text: str) -> str:
    """A text that a message box shows whole: lines with a path first, the rest as far as it goes, and where all of it is."""
    if len(text) <= MOST_SHOWN:
        return text
    more = f"……全文见 {whole_text()}"
    lines = sorted(text.split("\n"), key=lambda line: not ("\\" in line or "/" in line))
    return "\n".join(lines)[: MOST_SHOWN - len(more) - 1] + "\n" + more


def whole_text() -> Path:
    """Where the last text lies that was too long for a message box; it is opened beside the box."""
    return journal.work_folder() / "提示全文.txt"


def sweep(folder: Path) -> None:
    """Remove what calls of earlier days left behind, where nobody waited for the end."""
    for path in folder.iterdir():
        if path.suffix in (".request", ".taken", ".progress", ".cancel", ".answer", ".part"):
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > DAY_SECONDS:
                    path.unlink()


def _written(path: Path, lines: Sequence[str]) -> None:
    """Whole or not at all: the other side may look at any moment. It also may hold the old file open."""
    part = path.with_name(path.name + ".part")
    part.write_text("\r\n".join(lines) + "\r\n", encoding="ascii")
    part.replace(path)


class Signals:
    """A call's files. Inside its ``with`` a thread shows every second that we are alive."""

    def __init__(self, stem: Path | None, done: Path | None = None) -> None:
        self._stem = stem
        self._done = done or (stem.with_name(stem.name + ".answer") if stem is not None else None)
        self._text = ""
        self._beats = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> Signals:
        if self._stem is not None:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(BEAT_SECONDS * 2)
        if self._stem is not None and self._done is not None and self._done.suffix != ".answer":
            with contextlib.suppress(OSError):
                self._file(".progress").unlink()

    def show(self, text: str) -> None:
        """What the status bar of a program that waits for us is to say: there Esc cancels."""
        self._text = f"{text}（按 Esc 取消）" if text else ""
        self._sign()

    def cancelled(self) -> bool:
        return self._stem is not None and self._file(".cancel").exists()

    def answer(self, lines: Sequence[str]) -> None:
        """The last word. Tried for a while: a virus scanner may hold the folder."""
        if self._done is None:
            return
        for attempt in range(20):
            try:
                _written(self._done, lines)
                return
            except OSError as error:
                if attempt == 19:
                    journal.write(f"应答文件写不出：{self._done}", error)
                time.sleep(0.1)

    def forget(self) -> None:
        """Nobody will read what this call has left."""
        if self._stem is not None:
            for suffix in (".answer", ".progress"):
                with contextlib.suppress(OSError):
                    self._file(suffix).unlink()

    def _file(self, suffix: str) -> Path:
        assert self._stem is not None
        return self._stem.with_name(self._stem.name + suffix)

    def _beat(self) -> None:
        while not self._stop.wait(BEAT_SECONDS):
            self._sign()

    def _sign(self) -> None:
        if self._stem is None:
            return
        self._beats += 1
        # The reader may have the file open just now; the next sign comes soon.
        with contextlib.suppress(OSError):
            _written(self._file(".progress"), [f"{self._beats}={coded(self._text)}"])


class book_lock:  # noqa: N801 - used like a function: ``with book_lock(path)``
    """One click at a time on one book. Raises Busy."""

    def __init__(self, book: str) -> None:
        name = hashlib.sha256(os.path.normcase(book).encode("utf-8", "surrogatepass")).hexdigest()[:16]
        self._path = journal.work_folder() / f"{name}.lock"
        self._stop = threading.Event()

    def __enter__(self) -> None:
        try:
            self._take()
        except FileExistsError:
            with contextlib.suppress(OSError):
                if time.time() - self._path.stat().st_mtime < STALE_SECONDS:
                    raise Busy from None
                self._path.unlink()
            try:
                self._take()
            except FileExistsError:
                raise Busy from None
        threading.Thread(target=self._keep, daemon=True).start()

    def _take(self) -> None:
        os.close(os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))

    def _keep(self) -> None:
        while not self._stop.wait(STALE_SECONDS / 4):
            with contextlib.suppress(OSError):
                os.utime(self._path)

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        with contextlib.suppress(OSError):
            self._path.unlink()
