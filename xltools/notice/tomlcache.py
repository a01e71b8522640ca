"""TOML files read fast: parsed once, kept as JSON in the user's cache folder until the file changes.

tomllib is pure Python; a pack with its attachments costs more to parse than a small workbook costs to check. Dates are
kept as ISO text, which `structure` takes as well. Without a cache folder (no home, read-only) every run parses.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from .. import __version__
from .places import user_folder

_folders: dict[str, dict[str, Any]] = {}
"""Folder -> {file name: [mtime in ns, size, data]} as the cache holds it."""


def read_toml(path: Path) -> dict[str, Any]:
    """The file's content. Raises OSError, UnicodeDecodeError, tomllib.TOMLDecodeError."""
    found = path.stat()
    kept = _kept(path.parent)
    entry = kept.get(path.name)
    if entry is not None and entry[:2] == [found.st_mtime_ns, found.st_size]:
        # Callers lay packs over one another: they get a copy of their own.
        data: dict[str, Any] = json.loads(entry[2])
        return data
    import tomllib

    data = tomllib.loads(path.read_text(encoding="utf-8"))
    kept[path.name] = [found.st_mtime_ns, found.st_size, json.dumps(data, ensure_ascii=False, default=str)]
    _keep(path.parent, kept)
    return data


def _cache_file(folder: Path) -> Path | None:
    base = user_folder("cache")
    if base is None:
        return None
    name = hashlib.sha256(f"{__version__}\n{folder.resolve()}".encode()).hexdigest()[:16]
    return base / "packs" / f"{name}.json"


def _kept(folder: Path) -> dict[str, Any]:
    key = str(folder)
    if key not in _folders:
        _folders[key] = {}
        file = _cache_file(folder)
        with suppress(OSError, ValueError):
            data = json.loads(file.read_text(encoding="utf-8")) if file is not None and file.is_file() else {}
            if isinstance(data, dict) and all(isinstance(e, list) and len(e) == 3 for e in data.values()):
                _folders[key] = data
    return _folders[key]


def _keep(folder: Path, kept: dict[str, Any]) -> None:
    """A convenience only: where it cannot be written, nothing is lost."""
    file = _cache_file(folder)
    if file is None:
        return
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary = file.with_name(f"{file.name}.{os.getpid()}.tmp")
        temporary.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        temporary.replace(file)
