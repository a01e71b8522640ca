"""What of xltools and of its libraries goes into the page: sources and packs, as one archive with the same bytes every time."""

from __future__ import annotations

import bz2
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from io import BytesIO
from pathlib import Path
from typing import Final

from ..errors import OutputFault
from ..notice.places import is_shipped, pack_folders

ROOMS: Final = (
    "__init__.py", "errors.py", "figures.py", "findings.py", "settings.py", "words.py", "documents/__init__.py",
    "notice", "files", "formats", "forms", "ledger", "relations", "rules", "answers", "application", "repairs", "reports",
    "office", "summary/__init__.py", "summary/model.py", "summary/order.py", "summary/row.py", "summary/since.py",
    "summary/tallies.py", "app/__init__.py", "app/mark.py", "app/package.py", "app/repair.py",
    "app/total.py", "app/validate.py", "page/__init__.py", "page/checklist.py", "page/explaining.py", "page/runner.py",
    "page/saving.py", "page/shown.py",
)  # fmt: skip
"""Files and whole folders of the package that run in the browser; a test runs a check with nothing but these."""

PACKS: Final = (".toml", ".csv")
"""Of `workbooks/` the page needs what rules read, not the blank workbooks."""

OWN_PACKS: Final = "主管部门的通知包"
"""The folder of the packs that did not come with xltools. They stay apart: a verdict says by whose rules it was reached."""

SHARED: Final = "reference"
"""The folder of lists that all packs use."""


@dataclass(frozen=True, slots=True)
class Library:
    """A pure-Python library of the page. `parts` are the files and folders taken; `license` is said on the page."""

    name: str
    license: str
    parts: tuple[str, ...]


LIBRARIES: Final = (
    Library("olefile", "BSD-2-Clause", ("olefile",)),
    Library("xlrd", "BSD-3-Clause", ("xlrd",)),
    Library("Jinja2", "BSD-3-Clause", ("jinja2",)),
    Library("MarkupSafe", "BSD-3-Clause", ("markupsafe/__init__.py", "markupsafe/_native.py")),
)  # fmt: skip

_LICENSE_NAMES: Final = ("license", "licence", "copying", "notice")
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_KINDS: Final = (".py", ".html")


def archive() -> bytes:
    """The .tar.bz2 that is unpacked in the browser: package, packs, libraries and their licences.

    bzip2 has one encoder, unchanged for many years: unlike deflate's, its bytes are the same everywhere. Raises
    OutputFault where a library is missing.
    """
    files = {**dict(_package()), **dict(_packs())}
    for library in LIBRARIES:
        files.update(_library(library))
    tape = BytesIO()
    with tarfile.open(fileobj=tape, mode="w", format=tarfile.USTAR_FORMAT) as made:
        for name in sorted(files):
            entry = tarfile.TarInfo(name)
            entry.size = len(files[name])
            made.addfile(entry, BytesIO(files[name]))
    return bz2.compress(tape.getvalue())


def library_credits() -> list[tuple[str, str, str]]:
    """(library, version, licence) as installed."""
    return [(library.name, _distribution(library.name).version, library.license) for library in LIBRARIES]


def _package() -> Iterator[tuple[str, bytes]]:
    home = Path(__file__).resolve().parent.parent
    for part in ROOMS:
        for path in _below(home / part):
            yield f"xltools/{path.relative_to(home).as_posix()}", path.read_bytes()


def _packs() -> Iterator[tuple[str, bytes]]:
    """The packs this machine checks with, the office's own first: a notice whole from one folder, shared lists one by one."""
    taken: dict[str, Path] = {}
    for home in pack_folders():
        notices = {name.split("/")[0] for name in taken} - {SHARED}
        for path in sorted(home.rglob("*")):
            name = path.relative_to(home).as_posix()
            if path.suffix in PACKS and path.is_file() and name.split("/")[0] not in notices:
                taken.setdefault(name, path)
    for name, path in taken.items():
        yield f"{'xltools/data/workbooks' if is_shipped(path) else OWN_PACKS}/{name}", path.read_bytes()


def _below(path: Path) -> list[Path]:
    """The file, or the sources below the folder."""
    if path.is_file():
        return [path]
    return [p for p in sorted(path.rglob("*")) if p.suffix in _KINDS and "__pycache__" not in p.parts]


def _library(library: Library) -> Iterator[tuple[str, bytes]]:
    found = _distribution(library.name)
    for file in found.files or ():
        name = file.as_posix()
        taken = any(name == part or name.startswith(f"{part}/") for part in library.parts) and file.suffix == ".py"
        if taken:
            yield name, file.locate().read_bytes()  # type: ignore[attr-defined]  # typed as a bare path protocol
        elif ".dist-info/" in name and file.name.casefold().startswith(_LICENSE_NAMES):
            yield f"licenses/{library.name}/{file.name}", file.locate().read_bytes()  # type: ignore[attr-defined]  # as above


def _distribution(name: str) -> metadata.Distribution:
    try:
        return metadata.distribution(name)
    except metadata.PackageNotFoundError:
        raise OutputFault("no_library", f"生成自检页面需要 {name}。请先运行：pip install {name}") from None
