"""The log: what was clicked, what came of it, and the traceback of what should not have happened."""

from __future__ import annotations

import contextlib
import datetime as dt
import tempfile
import traceback
from pathlib import Path
from typing import Final

from ..settings import user_folder, value_of

MOST_BYTES: Final = 500_000


def work_folder() -> Path:
    """Where requests, answers, locks and the log lie: the setting 工作文件夹, else the user's cache, else the temporary folder."""
    given = value_of("work").text
    folder = Path(given) if given else user_folder("cache") or Path(tempfile.gettempdir()) / "xltools"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def log_path() -> Path:
    return work_folder() / "xltools.log"


def write(text: str, error: BaseException | None = None) -> None:
    """One line, and the traceback of a bug. The log must never be the reason that a click fails."""
    with contextlib.suppress(OSError):
        path = log_path()
        if path.is_file() and path.stat().st_size > MOST_BYTES:
            path.replace(path.with_suffix(".log.1"))
        with path.open("a", encoding="utf-8") as stream:
            stream.write(f"{dt.datetime.now():%Y-%m-%d %H:%M:%S} {text}\n")
            if error is not None:
                stream.writelines(traceback.format_exception(error))
