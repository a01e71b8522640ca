"""What the page carries compiled: the pinned bytes, or nothing, and then the page starts all the same."""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import io
import os
import shutil
import tarfile
import zipfile
from pathlib import Path

import pytest

from xltools.errors import OutputFault
from xltools.page import bytecode, distribution


@pytest.fixture
def tape(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> bytes:
    """A distribution of one file, and a cache of its own."""
    monkeypatch.setattr(bytecode, "cache", lambda: tmp_path / "cache")
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as packed:
        entry = tarfile.TarInfo("package/pyodide.js")
        packed.addfile(entry, io.BytesIO())
    return made.getvalue()


def node_writes(monkeypatch: pytest.MonkeyPatch, data: bytes) -> list[list[str]]:
    asked: list[list[str]] = []

    def run(command: list[str], **_: object) -> None:
        asked.append(command)
        Path(command[-1]).write_bytes(data)

    monkeypatch.setattr(bytecode.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(bytecode.subprocess, "run", run)
    return asked


def test_without_node_there_is_none(tape: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bytecode.shutil, "which", lambda name: None)
    assert bytecode.bytecode(tape) == b""


def test_what_is_not_the_pinned_bytes_is_not_used(tape: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert node_writes(monkeypatch, b"of another node") == []
    assert bytecode.bytecode(tape) == b""
    assert not (tmp_path / "cache").exists()


def test_it_is_made_once_and_a_spoilt_cache_is_made_anew(
    tape: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    right = dataclasses.replace(distribution.pinned(), bytecode=hashlib.sha256(b"compiled").hexdigest())
    monkeypatch.setattr(bytecode, "pinned", lambda: right)
    asked = node_writes(monkeypatch, b"compiled")
    assert [bytecode.bytecode(tape) for _ in range(2)] == [b"compiled"] * 2
    assert len(asked) == 1
    (kept,) = (tmp_path / "cache").iterdir()
    kept.write_bytes(b"cut sho")
    assert bytecode.bytecode(tape) == b"compiled"
    assert len(asked) == 2


@pytest.mark.slow
def test_node_makes_the_pinned_bytes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given = os.environ.get("XLTOOLS_PYODIDE")
    try:
        packed = distribution.packed(Path(given) if given else None)
    except OutputFault as fault:
        pytest.skip(f"no pyodide: {fault.message}")
    if shutil.which("node") is None:
        pytest.skip("not installed: node")
    monkeypatch.setattr(bytecode, "cache", lambda: tmp_path)
    data = bytecode.bytecode(packed)
    assert data
    with zipfile.ZipFile(io.BytesIO(gzip.decompress(data))) as made:
        names = set(made.namelist())
    assert {"encodings/__init__.pyc", "asyncio/__init__.pyc", "dataclasses.pyc", "tomllib/__init__.pyc"} <= names
