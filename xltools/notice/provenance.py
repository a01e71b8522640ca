"""Where the rules of a notice come from: which files were read, their fingerprint, and what is said of a pack that was not
shipped with the program. Anybody can write a pack; a verdict says by whose rules it was reached.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from ..errors import NoticeError
from .load import load_notice, parent_of
from .model import Notice
from .places import data_folder, is_plain_name, is_shipped, pack_folders
from .reference import register_places
from .tomlcache import digest_of, read_toml

_SHOWN = 12


def rules_fingerprint(notice: Notice) -> str:
    """Of everything that the notice's rules were made of: its own files, those that it builds on, the lists and registers
    that they name. Names and contents count, not the place: two machines with one pack have one fingerprint.
    """
    digest = hashlib.sha256()
    for path in rule_files(notice):
        digest.update(f"{path.parent.name}/{path.name}\0{digest_of(path)}\0".encode())
    return digest.hexdigest()


def rule_files(notice: Notice) -> list[Path]:
    """The files that the rules were made of, in a fixed order."""
    folders = list(_line_of(Path(notice.folder)))
    tomls = [path for folder in folders for path in sorted(folder.glob("*.toml"))]
    names = {name for path in tomls for name in _texts(read_toml(path))}
    return [*tomls, *sorted(_lists(names), key=lambda path: path.name), *sorted(_registers(folders, names))]


def _line_of(folder: Path) -> Iterator[Path]:
    """The pack's folder, then those of the packs it builds on."""
    seen: set[Path] = set()
    place: Path | None = folder
    while place is not None and place not in seen and (place / "notice.toml").is_file():
        seen.add(place)
        yield place
        parent = read_toml(place / "notice.toml").get("based_on")
        place = parent_of(place, parent) if isinstance(parent, str) else None


def _texts(value: object) -> Iterator[str]:
    """Every text in a file that may name another file."""
    if isinstance(value, str):
        if is_plain_name(value):
            yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def _lists(names: set[str]) -> Iterator[Path]:
    """The shared lists among the names, each from the folder that it is taken from."""
    taken: set[str] = set()
    for folder in pack_folders():
        found = {path.stem: path for ending in ("csv", "toml") for path in (folder / "reference").glob(f"*.{ending}")}
        for name in (found.keys() & names) - taken:
            taken.add(name)
            yield found[name]


def _registers(folders: list[Path], names: set[str]) -> Iterator[Path]:
    for name in sorted(name for name in names if name.endswith(".csv")):
        places = (place / name for place in register_places(str(folders[0])))
        found = next((path for path in places if path.is_file()), None)
        if found is not None:
            yield found


def said_of_packs(notices: Iterable[Notice | str | None]) -> tuple[str, ...]:
    """A sentence on every notice whose rules did not all come with the program; nothing where they did."""
    made: dict[str, None] = {}
    for one in notices:
        notice = _loaded(one) if isinstance(one, str) else one
        if notice is not None and notice.folder and (said := _said(notice, tuple(pack_folders()))):
            made[said] = None
    return tuple(made)


def _loaded(notice_id: str) -> Notice | None:
    try:
        return load_notice(notice_id)
    except NoticeError:
        return None


@lru_cache(maxsize=64)
def _said(notice: Notice, folders: tuple[Path, ...]) -> str:
    """Worked out once for a pack as it was loaded: a report of a thousand files asks a thousand times."""
    if is_shipped(notice.folder) and all(map(is_shipped, folders)):
        return ""
    foreign = [path for path in rule_files(notice) if not is_shipped(path)]
    if not foreign:
        return ""
    number = rules_fingerprint(notice)[:_SHOWN]
    if is_shipped(notice.folder):
        names = "、".join(dict.fromkeys(path.name for path in foreign))
        return f"通知包“{notice.id}”用的 {names} 不是随 xltools 发布的，取自 {foreign[0].parent}，规则指纹 {number}。"
    said = f"通知包“{notice.id}”不是随 xltools 发布的：取自 {notice.folder}，规则指纹 {number}。"
    shadows = (data_folder("workbooks") / notice.id / "notice.toml").is_file()
    return said + ("它顶替了随程序发布的同名通知包，以下结论按它的规则得出。" if shadows else "")
