"""What all tests share: the inputs kept beside the checkout, the programs of the machine, golden files.

Helpers to import live in this folder (`tests/sheets.py` …): it is on the import path.
"""

from __future__ import annotations

import gc
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from compare import same_text
from hypothesis import settings

from xltools.settings import FILE_VARIABLE, SETTINGS

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = Path(__file__).resolve().parent / "golden"

# jsonschema's look at IRIs, which no schema here asks for: to import it builds 38 grammars, more than a second a worker.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

# No deadlines: a loaded machine is no bug. `make fuzz` runs the same properties for long.
settings.register_profile("default", deadline=None, derandomize=True)
settings.register_profile("fuzz", deadline=None, max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write golden files anew; read the difference first")


def pytest_configure() -> None:
    """Packs of one's own are nobody's cases: the tests that are made from every pack are made before any fixture runs."""
    os.environ.pop("XLTOOLS_WORKBOOKS", None)
    # What collecting makes lives to the end: looking through it for rubbish time and again is a third of collecting.
    gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """No test reaches beyond this machine: a connection to anywhere but the loopback fails."""
    connect = socket.socket.connect

    def refuse(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a connection to {address} was tried")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse)
        yield


@pytest.fixture(scope="session", autouse=True)
def no_flush() -> Iterator[None]:
    """Nothing a test writes outlives it: it need not wait for the disk. What is flushed is seen by tests that patch it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _handle: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def no_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes the settings of whoever runs it (columns bound by hand, packs of one's own)."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CONFIG_HOME", "APPDATA"):
            patch.setenv(name, str(tmp_path_factory.mktemp("config")))
        for name in (FILE_VARIABLE, *(setting.variable for setting in SETTINGS)):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(scope="session")
def shared_inputs() -> Path:
    """The folder of filled submissions (clean/, dirty/), XLTOOLS_SHARED_INPUTS or ../shared/inputs."""
    given = os.environ.get("XLTOOLS_SHARED_INPUTS")
    folder = Path(given) if given else ROOT.parent / "shared" / "inputs"
    if not (folder / "clean" / "truth.json").is_file():
        pytest.skip(f"no filled submissions in {folder} (set XLTOOLS_SHARED_INPUTS)")
    return folder


def _program(*names: str) -> str:
    for name in names:
        found = shutil.which(name)
        if found:
            return found
    pytest.skip(f"not installed: {names[0]}")


@pytest.fixture(scope="session")
def chromium() -> str:
    return _program("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def firefox() -> str:
    return _program("firefox-esr", "firefox")


@pytest.fixture(scope="session")
def wine() -> str:
    return _program("wine", "wine64")


@pytest.fixture(scope="session")
def soffice_many(tmp_path_factory: pytest.TempPathFactory) -> Callable[[list[Path], str, Path], list[Path]]:
    """Convert files with LibreOffice in one call: ``soffice_many(sources, "pdf", folder)``. One profile per worker."""
    program = _program("soffice", "libreoffice")
    profile = tmp_path_factory.mktemp("libreoffice").as_uri()

    def convert(sources: list[Path], form: str, folder: Path) -> list[Path]:
        folder.mkdir(parents=True, exist_ok=True)
        command = [program, f"-env:UserInstallation={profile}", "--headless", "--norestore"]
        done = subprocess.run(
            [*command, "--convert-to", form, "--outdir", str(folder), *map(str, sources)],
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        targets = [folder / f"{source.stem}.{form.partition(':')[0]}" for source in sources]
        assert all(target.is_file() for target in targets), done.stdout + done.stderr
        return targets

    return convert


@pytest.fixture(scope="session")
def soffice(soffice_many: Callable[[list[Path], str, Path], list[Path]]) -> Callable[[Path, str, Path], Path]:
    """Convert a file with LibreOffice: ``soffice(source, "pdf", folder) -> path``."""
    return lambda source, form, folder: soffice_many([source], form, folder)[0]


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with tests/golden/NAME; ``--update-golden`` writes it."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.is_file(), f"{path} is missing: run pytest --update-golden and read what it wrote"
        same_text(name, path.read_text(encoding="utf-8"), text)

    return compare


@pytest.fixture
def golden_part(request: pytest.FixtureRequest) -> Callable[[str, str, str], None]:
    """Compare a text with one part of tests/golden/NAME, headed by ``## TITLE``: each case of a table has its own.

    ``--update-golden`` writes the part (in one process: parts of a file are not written side by side).
    """

    def compare(name: str, title: str, text: str) -> None:
        path = GOLDEN / name
        kept = path.read_text(encoding="utf-8") if path.is_file() else ""
        parts = dict(part.split("\n", 1) for part in kept.split("## ")[1:])
        if request.config.getoption("--update-golden"):
            parts[title] = text
            path.parent.mkdir(exist_ok=True)
            path.write_text("".join(f"## {one}\n{parts[one]}" for one in sorted(parts)), encoding="utf-8", newline="\n")
        same_text(f"{name}: {title}", parts.get(title, ""), text)

    return compare
