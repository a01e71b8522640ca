"""Every file of the corpus reads with the right cells and warnings, or is refused with its code."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from formats.corpus import Case, Read, Refused, all_cases, same

from xltools.errors import InputRefused
from xltools.formats.grid import Book, a1
from xltools.formats.opening import open_book

_SECONDS = 20


@pytest.mark.parametrize(
    "case", [pytest.param(c, id=c.name, marks=[pytest.mark.slow] if c.slow else []) for c in all_cases()]
)
def test_outcome(case: Case, tmp_path: Path) -> None:
    case.make(tmp_path)
    began = time.monotonic()
    if isinstance(case.expect, Refused):
        with pytest.raises(InputRefused) as refused:
            open_book(tmp_path / case.name, shown=f"报送/{case.name}", password=case.password)
        assert refused.value.code == case.expect.code, refused.value.message
        assert f"报送/{case.name}" in refused.value.message
        assert "请" in refused.value.message
    else:
        book = open_book(tmp_path / case.name, password=case.password)
        _compare(book, case.expect)
    assert time.monotonic() - began < _SECONDS


def _compare(book: Book, expect: Read) -> None:
    found = {}
    for grid in book.grids:
        name = grid.name if grid.name not in found else f"{grid.name}#{sum(g.name == grid.name for g in book.grids)}"
        found[name] = grid
    assert list(found) == list(expect.sheets)
    for name, wanted in expect.sheets.items():
        cells = {a1(row, column): value for row, column, value in found[name].cells()}
        assert cells.keys() == wanted.keys()
        wrong = {a: (cells[a], wanted[a]) for a in cells if not same(cells[a], wanted[a])}
        assert not wrong
        assert list(found[name].rows) == sorted(found[name].rows)
    warns = [*book.warnings, *(warning for grid in book.grids for warning in grid.warnings)]
    assert {warning.code for warning in warns} == expect.warns, warns
    if expect.format:
        assert book.format == expect.format
    if expect.merges is not None:
        assert tuple(merge.a1 for merge in book.grids[0].merges) == expect.merges
    for name, state in expect.states.items():
        assert found[name].state == state


def test_size() -> None:
    assert len(all_cases()) >= 350
