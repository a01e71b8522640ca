"""No input takes more than 512 MB or 20 s: inputs made to ride just below or above each cap, each in its own process."""

from __future__ import annotations

import hashlib
import json
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from formats import biff_maker as biff
from formats.ooxml_maker import Parts, document, simple
from formats.other_makers import ods

from xltools.formats.grid import column_letters

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="the peak memory of a process is told by POSIX only"),
]
_MEMORY_MB = 512
_SECONDS = 20  # of processor time: a loaded machine is no bug
SHEET = "xl/worksheets/sheet1.xml"
PROBE = """
import json, pathlib, re, resource, sys
from xltools.errors import InputRefused
from xltools.formats.opening import open_book
try:
    outcome = sum(grid.cell_count for grid in open_book(sys.argv[1]).grids)
except InputRefused as refused:
    outcome = refused.code
used = resource.getrusage(resource.RUSAGE_SELF)
peak = used.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
status = pathlib.Path("/proc/self/status")
if status.exists():  # on Linux ru_maxrss remembers the process that started this one
    peak = int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1]) / 1024
print(json.dumps([outcome, used.ru_utime + used.ru_stime, peak]))
"""


def probe(path: Path) -> tuple[object, float, float]:
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(path)], capture_output=True, text=True, check=True, timeout=300
    )
    return tuple(json.loads(done.stdout))


def streamed(path: Path, parts: Parts, part: str, pieces: Iterator[bytes]) -> None:
    """A package with one part written piece by piece."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in parts.items():
            if name != part:
                archive.writestr(name, data)
        with archive.open(part, "w", force_zip64=True) as entry:
            for piece in pieces:
                entry.write(piece)


def a_sheet(rows: Iterator[str]) -> Iterator[bytes]:
    yield b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    for row in rows:
        yield row.encode()
    yield b"</sheetData></worksheet>"


def numbers(path: Path) -> None:
    rows = (f'<row r="{r}"><c r="A{r}"><v>0.{r * 7919 % 1000003}{r:011d}</v></c></row>' for r in range(1, 850_001))
    streamed(path, simple(""), SHEET, a_sheet(rows))


def wide(path: Path) -> None:
    letters = [column_letters(c) for c in range(1, 16_385)]
    rows = (
        f'<row r="{r}">' + "".join(f'<c r="{a}{r}"><v>{r}.{i * r}</v></c>' for i, a in enumerate(letters)) + "</row>"
        for r in range(1, 161)
    )
    streamed(path, simple(""), SHEET, a_sheet(rows))


def inline(path: Path) -> None:
    rows = (
        f'<row r="{r}">'
        + "".join(f'<c r="{c}{r}" t="inlineStr"><is><t>文{r}{c}</t></is></c>' for c in "ABCDEFGHIJKLM")
        + "</row>"
        for r in range(1, 190_001)
    )
    streamed(path, simple(""), SHEET, a_sheet(rows))


def long_texts(path: Path) -> None:
    rows = (
        f'<row r="{r}"><c r="A{r}" t="inlineStr"><is><t>{hashlib.sha256(str(r).encode()).hexdigest() * 500}</t></is></c></row>'
        for r in range(1, 13_000)
    )
    streamed(path, simple(""), SHEET, a_sheet(rows))


def formulas(path: Path) -> None:
    rows = (
        f'<row r="{r}"><c r="{column_letters(r % 15000 + 1)}{r}"><f>1</f></c><c r="XFD{r}"><f>1</f></c></row>'
        for r in range(1, 330_001)
    )
    streamed(path, simple(""), SHEET, a_sheet(rows))


def hidden(path: Path) -> None:
    streamed(path, simple(""), SHEET, a_sheet(f'<row r="{r}" ht="15" hidden="1"/>' for r in range(1, 1_048_577)))


def spaces(path: Path) -> None:
    noise = hashlib.sha256(b"x").digest() * 4096
    blank = noise.translate(bytes(b" \n\t "[i % 4] for i in range(256)))
    streamed(path, simple(""), SHEET, a_sheet(blank.decode() for _ in range(5000)))


def shared(path: Path) -> None:
    pieces = (
        ("".join(f"<si><r><t>{i}</t></r></si>" for i in range(a, a + 10_000))).encode()
        for a in range(0, 2_000_000, 10_000)
    )
    streamed(path, simple("", "<t>x</t>"), "xl/sharedStrings.xml", iter([b'<sst xmlns="m">', *pieces, b"</sst>"]))


def word(path: Path) -> None:
    row = (
        b"<w:tr>"
        + b'<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc>' * 50
        + b"</w:tr>"
    )
    head = b'<w:document xmlns:w="w"><w:body><w:tbl>'
    streamed(path, document(""), "word/document.xml", iter([head, *[row] * 30_000, b"</w:tbl></w:body></w:document>"]))


def old(path: Path) -> None:
    cells = b"".join(biff.number(r, c, r * 1.7 + c / 3) for r in range(65_536) for c in range(30))
    path.write_bytes(biff.stream([("s", 0, cells)]))


def old_sheets(path: Path) -> None:
    path.write_bytes(biff.xls([(f"s{i}", 0, biff.number(65_535, 255, 1)) for i in range(1900)]))


def old_strings(path: Path) -> None:
    body = struct.pack("<II", 0x7FFFFFFF, 0x7FFFFFFF) + biff.unicode_text("ab")
    more = b"".join(biff.record(0x3C, biff.unicode_text("ab") * 800) for _ in range(7000))
    path.write_bytes(biff.stream([("s", 0, b"")], globals_extra=biff.record(0xFC, body) + more))


def open_document(path: Path) -> None:
    row = b"<table:table-row>" + b"<table:table-cell/>" * 200 + b"</table:table-row>"
    head = b'<o:d xmlns:o="a" xmlns:table="t"><table:table table:name="x">'
    streamed(path, ods(""), "content.xml", iter([head, *[row] * 190_000, b"</table:table></o:d>"]))


def page(path: Path) -> None:
    path.write_bytes(b"<table><tr>" + (b"<td>x" * 12 + b"<tr>") * 600_000)


def lines(path: Path) -> None:
    path.write_bytes(b"1,2,3,4,5\n" * 6_000_000)


CASES: list[tuple[str, Callable[[Path], None]]] = [
    ("numbers.xlsx", numbers), ("wide.xlsx", wide), ("inline.xlsx", inline), ("texts.xlsx", long_texts), ("formulas.xlsx", formulas),
    ("hidden.xlsx", hidden), ("spaces.xlsx", spaces), ("shared.xlsx", shared), ("word.docx", word), ("old.xls", old),
    ("old-sheets.xls", old_sheets), ("old-strings.xls", old_strings), ("open.ods", open_document), ("page.html", page), ("lines.csv", lines),
]  # fmt: skip


@pytest.mark.parametrize(("name", "make"), CASES, ids=[name for name, _ in CASES])
def test_bounds(name: str, make: Callable[[Path], None], tmp_path: Path) -> None:
    make(tmp_path / name)
    outcome, seconds, megabytes = probe(tmp_path / name)
    print(f"{name}: {outcome}, {seconds:.1f} s, {megabytes:.0f} MB")
    assert isinstance(outcome, int) or outcome in ("too_big", "zip_bomb", "corrupt")
    assert megabytes < _MEMORY_MB
    assert seconds < _SECONDS
