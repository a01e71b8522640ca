"""One LibreOffice for all tests of the room; skipped with the reason where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from xltools.errors import OutputFault

if TYPE_CHECKING:
    import xlwings


@pytest.fixture(scope="session")
def calc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[xlwings.App]:
    """A LibreOffice without a window, on a profile of its own."""
    pytest.importorskip("xlwings", reason="xlwings is not installed")
    from xltools.addin.libreoffice import open_app, runtime

    try:
        runtime.soffice()
        runtime.uno()
    except OutputFault as fault:
        pytest.skip(f"needs LibreOffice with its Python bridge: {fault.message}")
    with open_app(tmp_path_factory.mktemp("profile")) as app:
        yield app


@pytest.fixture
def book(calc: xlwings.App) -> Iterator[xlwings.Book]:
    """A new, empty book."""
    made = calc.books.add()
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose name has a blank and Chinese characters, as on the desks this runs on."""
    made = tmp_path / "申报 材料"
    made.mkdir()
    return made
