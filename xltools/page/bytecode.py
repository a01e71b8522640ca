"""The standard library's modules that every start of the page imports, compiled: two thirds of a start were their compiling.

Node runs the very Python of the page on its own sources (`assets/bytecode.cjs`); `pinned.toml` has the hash of what comes out,
so that the page has the same bytes wherever it is built. Without Node the page works too, and starts more slowly.
"""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import tarfile
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from .distribution import cache, pinned

_SECONDS: Final = 300
_SCRIPT: Final = Path(__file__).parent / "assets" / "bytecode.cjs"


def bytecode(distribution: bytes) -> bytes:
    """A .zip in gzip, made of `distribution` (a .tgz, verified) or found in the user's cache; empty where there is none to be had."""
    folder = cache()
    kept = folder / f"bytecode-{pinned().bytecode[:16]}.zip.gz" if folder is not None else None
    with suppress(OSError):
        if kept is not None and _fits(data := kept.read_bytes()):
            return data
    data = _made(distribution)
    if not _fits(data):
        return b""
    with suppress(OSError):  # made anew the next time
        if kept is not None:
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(data)
    return data


def _fits(data: bytes) -> bool:
    return hashlib.sha256(data).hexdigest() == pinned().bytecode


def _made(distribution: bytes) -> bytes:
    node = shutil.which("node")
    if node is None:
        return b""
    with TemporaryDirectory() as scratch, tarfile.open(fileobj=io.BytesIO(distribution), mode="r:gz") as tape:
        tape.extractall(scratch, filter="data")
        made = Path(scratch) / "bytecode.zip.gz"
        with suppress(OSError, subprocess.TimeoutExpired):
            command = [node, str(_SCRIPT), str(Path(scratch) / "package"), str(made)]
            subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603  # node by its full path
        return made.read_bytes() if made.is_file() else b""
