"""What is hashed is what is parsed; a file that changes meanwhile is refused."""

from __future__ import annotations

import errno
import hashlib
import os
import tracemalloc
from pathlib import Path

import pytest
from formats.corpus_ooxml import BASIC, TEXT, basic
from formats.ooxml_maker import pack, simple

from xltools.errors import InputRefused
from xltools.files import intake
from xltools.files.limits import DEFAULT_LIMITS, Limits
from xltools.formats.opening import open_book

GOOD = pack(basic())
SMALL = Limits(memory_bytes=100)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "a.xlsx").write_bytes(GOOD)
    return tmp_path / "a.xlsx"


def code(path: Path, **more) -> str:
    with pytest.raises(InputRefused) as refused:
        open_book(path, **more)
    return refused.value.code


def test_the_hash_is_of_the_file(path: Path) -> None:
    assert open_book(path).sha256 == hashlib.sha256(GOOD).hexdigest()
    assert open_book(path, limits=SMALL).sha256 == hashlib.sha256(GOOD).hexdigest()


def test_streamed_and_held_give_the_same(path: Path) -> None:
    held, streamed = open_book(path), open_book(path, limits=SMALL)
    assert held.grids[0].rows == streamed.grids[0].rows


def test_a_streamed_file_that_changes_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = intake.Intake.verify

    def change_first(self: intake.Intake) -> None:
        with path.open("r+b") as file:
            file.seek(-1, os.SEEK_END)
            file.write(b"\1")
        real(self)

    monkeypatch.setattr(intake.Intake, "verify", change_first)
    assert code(path, limits=SMALL) == "changed"


def test_a_file_that_changes_while_it_is_taken_in_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.lstat
    calls = []

    def lstat(name: object) -> os.stat_result:
        if calls:
            with path.open("ab") as file:
                file.write(b"more")
        calls.append(name)
        return real(name)

    monkeypatch.setattr(intake.os, "lstat", lstat)
    assert code(path) == "changed"


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (errno.EACCES, "permission"),
        (errno.EPERM, "permission"),
        (errno.EIO, "permission"),
        (errno.ENOENT, "not_found"),
        (errno.ELOOP, "not_found"),
        (errno.EMFILE, "permission"),
    ],
)
def test_what_the_system_says(path: Path, monkeypatch: pytest.MonkeyPatch, number: int, expected: str) -> None:
    def refuse(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(intake.os, "open", refuse)
    assert code(path) == expected


def test_a_nul_in_the_path() -> None:
    assert code(Path("a\0b.xlsx")) == "not_found"


def test_too_large_a_file_is_refused_before_it_is_read(path: Path) -> None:
    assert code(path, limits=Limits(file_bytes=100)) == "too_big"


def test_caps(path: Path, tmp_path: Path) -> None:
    rows = "".join(f'<row r="{r}"><c r="A{r}" t="inlineStr"><is><t>文字{r}</t></is></c></row>' for r in range(1, 2001))
    many = tmp_path / "many.xlsx"
    many.write_bytes(pack(simple(rows)))
    assert open_book(many).grids[0].cell_count == 2000
    assert code(many, limits=Limits(cells=1999)) == "too_big"
    assert code(many, limits=Limits(held_bytes=100_000)) == "too_big"
    assert code(many, limits=Limits(xml_bytes=20_000)) == "too_big"
    merged = tmp_path / "merged.xlsx"
    merged.write_bytes(
        pack(simple(BASIC, TEXT, after='<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="A5:B6"/></mergeCells>'))
    )
    assert code(merged, limits=Limits(merges=1)) == "too_big"


def test_out_of_memory_is_a_refusal(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("xltools.formats.ooxml.read_workbook", exhausted)
    assert code(path) == "too_big"
    assert DEFAULT_LIMITS.held_bytes < 512 << 20


def test_a_mistake_of_ours_keeps_its_traceback(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def mistaken(*_: object) -> None:
        raise KeyError("bug")

    monkeypatch.setattr("xltools.formats.ooxml.read_workbook", mistaken)
    with pytest.raises(KeyError):
        open_book(path)


def test_a_small_file_takes_no_more_memory_than_it_has_bytes(path: Path) -> None:
    """In a browser memory once taken is never given back."""
    tracemalloc.start()
    try:
        intake.take(path, DEFAULT_LIMITS)
        assert tracemalloc.get_traced_memory()[1] < path.stat().st_size + (1 << 20)
    finally:
        tracemalloc.stop()
