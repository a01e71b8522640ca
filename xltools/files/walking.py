"""What people name on a command line — files, folders, .zip folders — as a row of inputs to open.

A file that was named is always opened or refused. Inside folders only tables count: lock files, hidden files and
everything that is no table (pictures, PDF, text) are passed over; old Word files and foreign archives are refused with
advice, because a table may be lost in them. Links inside folders are not followed, they are refused by name.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from .intake import of_os_error
from .limits import DEFAULT_LIMITS, Limits
from .names import is_lock
from .refusals import Refusal
from .tables import advice_for, is_table
from .zipfolder import Members, open_zip_folder

_DEEPEST_FOLDER: Final = 64


@dataclass(slots=True)
class Source:
    """One input. `shown` is the path as given, joined with the path below it (also inside `a.zip/b.xlsx`)."""

    shown: str
    path: Path
    """The file on disk; for a member of a .zip folder, that .zip."""
    named: bool
    """Whether the user named this very file (rather than a folder above it)."""
    refusal: Refusal | None = None
    """Why it cannot be opened, where that is known already."""
    member: str = ""
    folder: Members | None = field(default=None, repr=False)
    called: str = ""
    """How messages name it, where that is not `shown`."""
    data: bytes | None = field(default=None, repr=False)
    """The file's bytes, where they travel with it to another machine."""


def walk(paths: Sequence[str | Path], *, limits: Limits = DEFAULT_LIMITS, without: str = "") -> Iterator[Source]:
    """Every input under the paths, in the order given and sorted within folders; each file on disk once.

    `without`: a folder that is passed over (our own output among the inputs).
    """
    seen: set[str] = set()
    kept_out = os.path.abspath(without) if without else ""
    for given in paths:
        for source in _one(str(given), limits, kept_out):
            identity = os.path.abspath(source.path) + "\0" + source.member
            if identity not in seen:
                seen.add(identity)
                yield source


def _one(given: str, limits: Limits, without: str) -> Iterator[Source]:
    path = Path(given)
    try:
        is_folder = stat.S_ISDIR(os.stat(path).st_mode)  # a folder may be named by a link to it
    except (OSError, ValueError):
        is_folder = False  # opening it says why
    if is_folder:
        yield from _folder(path, given, limits, 0, without)
    elif path.suffix.casefold() == ".zip":
        yield from _zip_folder(path, given, True, limits)
    else:
        yield Source(given, path, True)


def _folder(folder: Path, shown: str, limits: Limits, depth: int, without: str) -> Iterator[Source]:
    if without and os.path.abspath(folder) == without:
        return
    if depth > _DEEPEST_FOLDER:
        yield Source(shown, folder, False, Refusal("too_big", f"文件夹层数太多（超过 {_DEEPEST_FOLDER} 层）"))
        return
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as fault:
        yield Source(shown, folder, not depth, of_os_error(fault))
        return
    for entry in entries:
        name = entry.name
        if name.startswith(".") or is_lock(name):
            continue
        below = f"{shown.rstrip('/' + os.sep)}{os.sep}{name}" if shown.rstrip("/" + os.sep) else f"{shown}{name}"
        path = folder / name
        if entry.is_symlink() and (_leads_to_folder(entry) or is_table(name)):
            yield Source(below, path, False, _LINK)
        elif entry.is_dir(follow_symlinks=False):
            yield from _folder(path, below, limits, depth + 1, without)
        elif name.casefold().endswith(".zip"):
            yield from _zip_folder(path, below, False, limits)
        elif is_table(name):
            yield Source(below, path, False, advice_for(name))


def _leads_to_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False  # a link nobody may follow leads to no table


_LINK: Final = Refusal("not_a_file", "这是链接（快捷方式），不是文件", "请把它指向的原文件或文件夹复制过来")


def _zip_folder(path: Path, shown: str, named: bool, limits: Limits) -> Iterator[Source]:
    try:
        folder = open_zip_folder(path, limits)
    except Refusal as refusal:
        yield Source(shown, path, named, refusal)
        return
    if folder is None:  # a workbook that is named .zip
        yield Source(shown, path, named)
        return
    try:
        members = list(folder.members())
    except Refusal as refusal:
        yield Source(shown, path, named, refusal)
        return
    for member in members:
        yield Source(f"{shown}/{member.shown}", path, False, member.refusal, member.key, folder)
    if named and not members:
        yield Source(shown, path, named, Refusal("no_sheets", "压缩包里没有表格文件"))
