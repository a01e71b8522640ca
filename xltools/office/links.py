"""Addresses of links that work after the folder moves as a whole."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from .references import quoted

_SAFE = "/:!$'()*+,;=@._~-"


def relative_path(path: str, base: Path) -> str:
    """`path` as seen from folder `base`, with /; absolute where they share no root (another drive)."""
    if not os.path.isabs(path):
        return PurePosixPath(path.replace("\\", "/")).as_posix() if os.name == "nt" else path
    try:
        return Path(os.path.relpath(path, base)).as_posix()
    except ValueError:
        return Path(path).as_posix()


def link_target(path: str) -> str:
    """A path as the target of a relationship: ASCII signs that mean something in an address are escaped."""
    made = "".join(mark if ord(mark) > 127 else quote(mark, safe=_SAFE) for mark in path)
    first = made.partition("/")[0]
    if path.startswith("/") or (len(path) > 1 and path[1] == ":"):
        return f"file:///{made.lstrip('/')}"
    return f"./{made}" if ":" in first else made


def place_in(path: str, sheet: str, cell: str) -> str:
    """The place in a workbook that a link goes to; nothing for files that have no cells to go to."""
    ending = path.rpartition(".")[2].lower()
    return (
        f"{quoted(sheet)}!{cell}" if ending in {"xlsx", "xlsm", "xls", "et", "xlsb", "ods"} and sheet and cell else ""
    )
