"""A source file's bytes by the path that a summary or register names it by, also of a member of a .zip folder."""

from __future__ import annotations

import hashlib
from pathlib import Path

from .limits import DEFAULT_LIMITS
from .refusals import Refusal
from .zipfolder import open_zip_folder


def source_bytes(path: Path) -> bytes | None:
    """The bytes; None where there is no such file, or it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return _member_bytes(path)


def source_sha256(path: Path) -> str:
    """The file's fingerprint; empty where it cannot be read."""
    data = source_bytes(path)
    return hashlib.sha256(data).hexdigest() if data is not None else ""


def _member_bytes(path: Path) -> bytes | None:
    """收件.zip/江岸区.xlsx: the nearest folder of the path that is really a .zip file holds the rest of it."""
    archive = next((place for place in path.parents if place.suffix.casefold() == ".zip" and place.is_file()), None)
    if archive is None:
        return None
    member = path.relative_to(archive).as_posix()
    try:
        folder = open_zip_folder(archive, DEFAULT_LIMITS)
        return folder.take(member).whole() if folder is not None else None
    except (Refusal, KeyError):
        return None
