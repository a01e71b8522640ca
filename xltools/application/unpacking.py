"""What lies in .zip folders, each member as a file of its own that pictures, films and papers can be looked at in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from ..files.limits import DEFAULT_LIMITS
from ..files.refusals import Refusal
from ..files.zipfolder import ZipFolder, open_zip_folder
from ..findings import Finding, Severity
from .collecting import is_litter
from .model import PackedFile


@dataclass(slots=True)
class UnpackedFiles:
    """Files with the members of .zip folders in place of the folders, and what could not be unpacked."""

    files: list[PackedFile] = field(default_factory=list)
    faults: list[Finding] = field(default_factory=list)


@contextmanager
def unpacked(files: Iterable[PackedFile], within: Path | None = None) -> Iterator[UnpackedFiles]:
    """The files, .zip folders opened. What is unpacked lies below `within` (the system's own place when None) and goes
    away at the end.
    """
    if within is not None:
        within.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".~xltools-", dir=within) as room:
        made = UnpackedFiles()
        for number, file in enumerate(files):
            if file.path.suffix.casefold() == ".zip":
                _unpack(file, Path(room) / str(number), made)
            else:
                made.files.append(file)
        yield made


def _unpack(file: PackedFile, room: Path, made: UnpackedFiles) -> None:
    try:
        folder = open_zip_folder(file.path, DEFAULT_LIMITS)
        members = list(folder.members(every=True)) if folder is not None else []
        if folder is not None and not members:
            raise Refusal("no_sheets", "压缩包是空的", "请把材料放入后重新压缩")
    except Refusal as refusal:
        made.files.append(file)
        made.faults.append(_fault(file.shown, refusal))
        return
    if folder is None:  # a workbook that is named .zip
        made.files.append(file)
        return
    for number, member in enumerate(members):
        name = PurePosixPath(member.shown.replace("\\", "/")).name
        shown = f"{file.shown}/{member.shown}"
        if is_litter(name):
            continue
        if member.refusal is not None:
            made.faults.append(_fault(shown, member.refusal))
            continue
        try:
            # A member's own path is a stranger's word: the file gets a folder of ours and keeps its ending only.
            path = _put(folder, member.key, room / str(number), PurePosixPath(name).suffix)
        except Refusal as refusal:
            made.faults.append(_fault(shown, refusal))
        else:
            made.files.append(PackedFile(path=path, shown=shown, size=path.stat().st_size))


def _put(folder: ZipFolder, key: str, room: Path, ending: str) -> Path:
    data = folder.take(key).whole()
    room.mkdir(parents=True)
    safe = ending if ending.isascii() and ending[1:].isalnum() else ""
    path = room / f"file{safe}"
    path.write_bytes(data)
    return path


def _fault(shown: str, refusal: Refusal) -> Finding:
    return Finding(
        rule="material.archive",
        severity=Severity.WARNING,
        message=f"压缩包里的材料没有核对：{refusal.what}",
        fix=f"{refusal.todo or '请解压后放入'}。",
        kind="material",
        path=shown,
    )
