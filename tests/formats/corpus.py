"""The project's corpus of awkward, broken and hostile inputs, each with its expected outcome.

`python tests/formats/corpus.py FOLDER` writes all files and a list of what each must give. Every file is made by
hand-written makers, so nothing depends on what a library happens to write.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from xltools.formats.grid import ErrorValue, NoValue

Cells = dict[str, object]


@dataclass(frozen=True)
class Read:
    """The file reads: these are all non-empty cells of its sheets, and these its warnings."""

    sheets: dict[str, Cells]
    warns: frozenset[str] = frozenset()
    format: str = ""
    merges: tuple[str, ...] | None = None
    states: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Refused:
    """The file is refused with this code."""

    code: str


@dataclass(frozen=True)
class Case:
    name: str
    make: Callable[[Path], None]
    expect: Read | Refused
    password: str | None = None
    slow: bool = False
    content: bytes | None = None
    """The bytes, where they are no trouble to make."""


CASES: list[Case] = []


def one(
    cells: Cells,
    *warns: str,
    name: str = "Sheet1",
    format: str = "",  # noqa: A002  # the word of Book
    merges: tuple[str, ...] | None = None,
) -> Read:
    """A book of one sheet."""
    return Read({name: cells}, frozenset(warns), format, merges)


def add(name: str, content: bytes | Callable[[], bytes], expect: Read | Refused, **more) -> None:
    """A case from bytes (or what makes them)."""

    def make(folder: Path) -> None:
        (folder / name).write_bytes(content() if callable(content) else content)

    add_made(name, make, expect, content=None if callable(content) else content, **more)


def add_made(name: str, make: Callable[[Path], None], expect: Read | Refused, **more) -> None:
    """A case that needs more than bytes: links, folders, rights."""
    assert all(case.name != name for case in CASES), f"two cases named {name}"
    CASES.append(Case(name, make, expect, **more))


def same(found: object, wanted: object) -> bool:
    """Whether a stored value is the expected one, in kind and content."""
    if isinstance(wanted, int | float) and not isinstance(wanted, bool):
        wanted = Decimal(str(wanted))
    if isinstance(wanted, NoValue):
        return found is wanted
    return type(found) is type(wanted) and found == wanted


def all_cases() -> list[Case]:
    """Every case, whichever of the modules that declare them somebody imported before."""
    from formats import (  # noqa: F401  # they register
        corpus_dates,
        corpus_hostile,
        corpus_legacy,
        corpus_ooxml,
        corpus_opendocument,
        corpus_other,
        corpus_sheetparts,
    )

    return CASES


def main(folder: Path) -> None:
    from formats.corpus import all_cases as cases_of_the_module  # this file runs as __main__ and is imported, too

    folder.mkdir(parents=True, exist_ok=True)
    for case in cases_of_the_module():
        case.make(folder)
        print(case.name, "→", getattr(case.expect, "code", "read"))


E_REF, E_NA = ErrorValue("#REF!"), ErrorValue("#N/A")
D = datetime

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    main(Path(sys.argv[1]))
