"""Names for files that do not exist yet."""

from __future__ import annotations

from pathlib import Path


def free_path(folder: Path, stem: str, suffix: str) -> Path:
    """A path nothing lies at: ``stem.suffix``, ``stem-2.suffix`` …"""
    path, number = folder / f"{stem}{suffix}", 2
    while path.exists():
        path, number = folder / f"{stem}-{number}{suffix}", number + 1
    return path
