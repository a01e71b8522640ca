"""The Python for browsers: found, verified against `pinned.toml`, and handed over packed.

`pinned.toml` names one version with the registry's integrity value and the hash of every file the page uses. What does not
match is refused: the page runs on company data.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import shutil
import subprocess
import tarfile
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from ..errors import OutputFault, system_words
from ..settings import user_folder

_FETCH_SECONDS: Final = 300


@dataclass(frozen=True, slots=True)
class Pinned:
    """`pinned.toml`."""

    name: str
    version: str
    python: str
    license: str
    file: str
    integrity: str
    bytecode: str
    """SHA-256 of what `bytecode` makes of it, hexadecimal."""
    files: dict[str, str]
    """Name -> SHA-256, hexadecimal."""

    @property
    def wanted(self) -> str:
        return f"{self.name}@{self.version}"


@lru_cache(maxsize=1)
def pinned() -> Pinned:
    """The one version this xltools builds with."""
    return Pinned(**tomllib.loads((Path(__file__).parent / "pinned.toml").read_text(encoding="utf-8")))


def packed(given: Path | None = None) -> bytes:
    """The distribution as .tgz, verified: from `given` (the .tgz, or a folder with it or with its unpacked files),
    else from the user's cache, else fetched by npm into it.

    Raises OutputFault: `no_pyodide`, `wrong_pyodide`.
    """
    if given is not None:
        return _from(given)
    kept = cache()
    if kept is not None and (kept / pinned().file).is_file():
        return _from(kept)
    return _from(_fetched(kept))


def _from(place: Path) -> bytes:
    if place.is_dir():
        for folder in (place, place / "package", place / "node_modules" / "pyodide", place / "pyodide"):
            if (folder / pinned().file).is_file():
                return _from(folder / pinned().file)
            if all((folder / name).is_file() for name in pinned().files):
                return _repacked(folder)
        raise OutputFault("no_pyodide", f"“{place}”里没有 {pinned().file}，也没有它解开后的文件。{_advice()}")
    try:
        data = place.read_bytes()
    except OSError as fault:
        raise OutputFault("no_pyodide", f"读不出“{place}”（{system_words(fault)}）。{_advice()}") from fault
    method, _, expected = pinned().integrity.partition("-")
    if base64.b64encode(hashlib.new(method, data).digest()).decode() != expected:
        raise OutputFault("wrong_pyodide", f"“{place}”不是 {pinned().file}，或已损坏（校验值不符）。{_advice()}")
    return data


def _repacked(folder: Path) -> bytes:
    """Unpacked files as a .tgz with fixed times and order."""
    tape = io.BytesIO()
    with tarfile.open(fileobj=tape, mode="w", format=tarfile.USTAR_FORMAT) as made:
        for name, expected in sorted(pinned().files.items()):
            data = (folder / name).read_bytes()
            if hashlib.sha256(data).hexdigest() != expected:
                raise OutputFault("wrong_pyodide", f"“{folder / name}”与 {pinned().wanted} 的不同。{_advice()}")
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(data)
            made.addfile(entry, io.BytesIO(data))
    return gzip.compress(tape.getvalue(), compresslevel=9, mtime=0)


def cache() -> Path | None:
    """Where the user keeps the distribution; None without a home."""
    folder = user_folder("cache")
    return folder / "pyodide" if folder is not None else None


def _fetched(kept: Path | None) -> Path:
    """npm's download of the pinned version, kept for the next time."""
    npm = shutil.which("npm")
    if npm is None or kept is None:
        raise OutputFault("no_pyodide", f"生成自检页面需要 {pinned().wanted}，本机没有。{_advice()}")
    try:
        kept.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(  # noqa: S603  # npm by its full path, arguments of our own
            [npm, "pack", "--silent", "--fetch-retries=0", pinned().wanted],  # offline it says so at once
            cwd=kept,
            capture_output=True,
            text=True,
            timeout=_FETCH_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise OutputFault(
            "no_pyodide", f"npm 没能取得 {pinned().wanted}（{type(fault).__name__}）。{_advice()}"
        ) from fault
    if done.returncode or not (kept / pinned().file).is_file():
        raise OutputFault("no_pyodide", f"npm 没能取得 {pinned().wanted}。{_advice()}")
    return kept


def _advice() -> str:
    return f"请在能联网的电脑上运行 npm pack {pinned().wanted}，把得到的 {pinned().file} 拷来，用 --pyodide 指明。"
