"""TOML files read fast: parsed once, kept as JSON in the user's cache folder for as long as the bytes are the same.

tomllib is pure Python; a pack with its attachments costs more to parse than a small workbook costs to check. Dates are
kept as ISO text, which `structure` takes as well. Without a cache folder (no home, read-only) every run parses.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from .. import __version__
from ..settings import user_folder

_folders: dict[str, dict[str, list[str]]] = {}
"""Folder -> {file name: [SHA-256 of the file, its content as JSON]} as the cache holds it."""
_MOST = 16 << 20
"""Bytes of one file of a pack: the largest have a hundred thousand."""
_read: dict[Path, str] = {}
"""File -> SHA-256 of the bytes that this run took its content from."""


def read_toml(path: Path) -> dict[str, Any]:
    """The file's content. Raises OSError, UnicodeDecodeError, tomllib.TOMLDecodeError."""
    if not path.is_file() or path.stat().st_size > _MOST:
        raise OSError(errno.EINVAL, "no ordinary file of a pack", str(path))
    raw = path.read_bytes()
    sha256 = _read[path] = hashlib.sha256(raw).hexdigest()
    kept = _kept(path.parent)
    entry = kept.get(path.name)
    if entry is not None and entry[0] == sha256:
        # A damaged entry is made anew. Callers lay packs over one another: they get a copy of their own.
        with suppress(ValueError):
            data = json.loads(entry[1])
            if isinstance(data, dict):
                return data
    import tomllib

    data = tomllib.loads(raw.decode("utf-8"))
    kept[path.name] = [sha256, json.dumps(data, ensure_ascii=False, default=str)]
    _keep(path.parent, kept)
    return data


def digest_of(path: Path) -> str:
    """SHA-256 of a file of a pack: of the bytes that were really used, where this run has read it."""
    found = _read.get(path)
    return found if found is not None else hashlib.sha256(path.read_bytes()).hexdigest()


def _cache_file(folder: Path) -> Path | None:
    base = user_folder("cache")
    if base is None:
        return None
    name = hashlib.sha256(f"2\n{__version__}\n{folder.resolve()}".encode()).hexdigest()[:16]
    return base / "packs" / f"{name}.json"


def _is_entry(entry: object) -> bool:
    return isinstance(entry, list) and len(entry) == 2 and all(isinstance(part, str) for part in entry)


def _kept(folder: Path) -> dict[str, list[str]]:
    key = str(folder)
    if key not in _folders:
        _folders[key] = {}
        file = _cache_file(folder)
        with suppress(OSError, ValueError):
            data = json.loads(file.read_text(encoding="utf-8")) if file is not None and file.is_file() else {}
            if isinstance(data, dict) and all(_is_entry(entry) for entry in data.values()):
                _folders[key] = data
    return _folders[key]


def _keep(folder: Path, kept: dict[str, list[str]]) -> None:
    """A convenience only: where it cannot be written, nothing is lost."""
    file = _cache_file(folder)
    if file is None:
        return
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary = file.with_name(f"{file.name}.{os.getpid()}.tmp")
        temporary.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        temporary.replace(file)
