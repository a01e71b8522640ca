"""A Python that stays for a while after a click, so that the next click is answered at once.

Starting Python and connecting to the spreadsheet program take a second; walking from problem to problem must not. The
one that answered a click with ``--stay`` goes on looking into the work folder for requests until nothing was asked for
ten minutes, or its program is gone. ``worker.beat``, touched every second, tells the callers that it is there; who sees
no answer starts a Python of his own, and whoever renames a request first has it.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from . import journal
from .signals import BEAT_SECONDS

BEAT: Final = "worker.beat"
LEAVE: Final = "worker.leave"
FRESH_SECONDS: Final = 5.0
"""As XlToolsCall.bas has it: an older beat is nobody's."""
IDLE_SECONDS: Final = 600.0
LOOK_SECONDS: Final = 0.03
TAKEN: Final = ".taken"


def taken(request: Path) -> Path | None:
    """The request under the name that makes it ours; None where another Python was quicker."""
    ours = request.with_suffix(TAKEN)
    try:
        request.replace(ours)
    except OSError:
        return None
    return ours


def is_there(folder: Path) -> bool:
    """Whether a worker looks into this folder."""
    try:
        return time.time() - (folder / BEAT).stat().st_mtime < FRESH_SECONDS
    except OSError:
        return False


def send_away(folder: Path, seconds: float = FRESH_SECONDS) -> None:
    """Ask the worker to go, and wait until it has gone; one that hangs is not waited for for ever."""
    (folder / LEAVE).touch()
    deadline = time.monotonic() + seconds
    while is_there(folder) and time.monotonic() < deadline:
        time.sleep(LOOK_SECONDS)
    (folder / LEAVE).unlink(missing_ok=True)


class _Pulse:
    """Shows for the length of a ``with`` that this process is the folder's worker."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / BEAT
        self._stop = threading.Event()

    def __enter__(self) -> None:
        self._path.touch()
        threading.Thread(target=self._beat, daemon=True).start()

    def _beat(self) -> None:
        while not self._stop.wait(BEAT_SECONDS):
            with contextlib.suppress(OSError):
                os.utime(self._path)

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        with contextlib.suppress(OSError):
            self._path.unlink()


def serve(
    folder: Path,
    answer: Callable[[Path], None],
    needed: Callable[[], bool],
    windows: Callable[[], bool] = lambda: False,
    *,
    idle: float = IDLE_SECONDS,
) -> None:
    """Answer requests until `idle` seconds bring none, or nobody needs us any more. One worker a folder.

    `windows` does what was clicked in windows of ours; while one is open, nobody is idle.
    """
    if is_there(folder):
        return
    journal.write("驻留，等待下一次点击")
    with _Pulse(folder):
        last = time.monotonic()
        while time.monotonic() - last < idle and not (folder / LEAVE).exists():
            for request in _waiting(folder):
                answer(request)
                last = time.monotonic()
            if windows():
                last = time.monotonic()
            # Asked seldom: the question crosses into the spreadsheet program.
            if int(time.monotonic() - last) % 10 == 9 and not needed():
                break
            time.sleep(LOOK_SECONDS)
    journal.write("驻留结束")


def _waiting(folder: Path) -> Iterator[Path]:
    for request in sorted(folder.glob("*.request")):
        ours = taken(request)
        if ours is not None:
            yield ours
