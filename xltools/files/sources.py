"""A source file's bytes by the path that a summary or register names it by, also of a member of a .zip folder."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from ..errors import InputRefused
from .intake import take
from .limits import DEFAULT_LIMITS
from .refusals import ADVICE, Refusal
from .zipfolder import open_zip_folder

_WHOLE: Final = replace(DEFAULT_LIMITS, file_bytes=256 << 20, memory_bytes=256 << 20)


def source_bytes(path: Path) -> bytes | None:
    """The bytes; None where there is no such ordinary file, it cannot be read, or it is larger than an input may be."""
    try:
        return take(path, _WHOLE).whole()
    except Refusal:
        return _member_bytes(path)


def ordinary_bytes(path: str | Path, what: str, most: int) -> bytes:
    """A file that a person names, whole. `what` is said of it (自检回执). Raises InputRefused; never waits for a pipe."""
    try:
        real = Path(os.path.realpath(path))  # a person may name a link
        return take(real, replace(_WHOLE, file_bytes=most, memory_bytes=most)).whole()
    except (Refusal, ValueError) as fault:
        code, said, todo = ("not_found", "找不到文件", ADVICE["not_found"])
        if isinstance(fault, Refusal):
            code, said, todo = fault.code, fault.what, fault.todo
        raise InputRefused(code, f"{what}“{path}”：{said}。{todo}。", path=str(path)) from None


def source_sha256(path: Path) -> str:
    """The file's fingerprint; empty where it cannot be read."""
    data = source_bytes(path)
    return hashlib.sha256(data).hexdigest() if data is not None else ""


def _member_bytes(path: Path) -> bytes | None:
    """收件.zip/江岸区.xlsx, 转发.zip/江岸区.zip/表.xlsx: the nearest folder of the path that is really a .zip file holds the
    rest of it."""
    archive = next((place for place in path.parents if place.suffix.casefold() == ".zip" and place.is_file()), None)
    if archive is None:
        return None
    member = path.relative_to(archive).as_posix()
    try:
        folder = open_zip_folder(archive, DEFAULT_LIMITS)
        return folder.take(folder.key_of(member)).whole() if folder is not None else None
    except (Refusal, KeyError):
        return None


def common_folder(paths: Sequence[str]) -> str:
    """The folder that all paths share, with its final separator; empty for fewer than two paths."""
    if len(paths) < 2:
        return ""
    first, last = min(paths), max(paths)
    shared = next((n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    return first[: max(first.rfind("/", 0, shared), first.rfind("\\", 0, shared)) + 1]
