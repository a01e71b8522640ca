"""Headers damaged byte by byte: what is still read of each stands in tests/golden/damage.txt.

test_headers.py says why; this notices a reader that looks at another byte, or one byte more or less. After a change
that is meant, run `pytest tests/application/test_damage.py --update-golden` and read the difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from application.enterprise import mp4, png
from application.test_headers import (
    FTYP,
    avih,
    big_endian_tiff,
    box,
    chunk,
    long_clock,
    lossless,
    lossy,
    matroska,
    old_bitmap,
    riff,
    short_clock,
    strh,
    track,
)
from application.test_media import avi, bmp, gif, jpeg, mkv, tiff, webp, wmv

from xltools.application.films import film
from xltools.application.media import Media
from xltools.application.papers import paper
from xltools.application.pictures import picture

PDF = b"%PDF-1.4\n1 0 obj\n<</Size 4>>\nendobj\ntrailer\n<</Root 1 0 R>>\nstartxref\n9\n%%EOF"
FILMS = {
    "film.mp4": mp4(100, padding=8),
    "late.mp4": FTYP
    + box(b"free", bytes(4))
    + box(b"moov", box(b"mvhd", short_clock(600, 0)), track(long_clock(100, 700))),
    "film.avi": avi(3),
    "odd.avi": riff(chunk(b"avih", avih(40_000, 75)), chunk(b"strh", strh(1, 25, 100))),
    "film.mkv": mkv(3.5),
    "plain.mkv": matroska(b"", b""),
    "film.wmv": wmv(4),
}
PICTURES = {
    "a.jpg": jpeg(640, 480), "thumb.jpg": jpeg(640, 480, thumbnail=True), "a.png": png(400, width=30)[:400], "a.bmp": bmp(4, 3), "old.bmp": old_bitmap(4, 3),
    "a.tif": tiff(640, 480), "big.tif": big_endian_tiff(640, 480), "a.gif": gif(640, 480), "a.webp": webp(640, 480), "b.webp": lossless(640, 480), "c.webp": lossy(640, 480),
}  # fmt: skip
PAPERS = {"a.pdf": PDF, "locked.pdf": PDF.replace(b"/Root", b"/Encrypt 2 0 R /Root")}
READERS: tuple[tuple[dict[str, bytes], Callable[[Path], Media]], ...] = (
    (FILMS, film),
    (PICTURES, picture),
    (PAPERS, paper),
)
MOST = 90


def _damaged(data: bytes) -> Iterator[tuple[str, int, bytes]]:
    for at in range(min(len(data), MOST)):
        yield "up", at, data[:at] + bytes([(data[at] + 1) % 256]) + data[at + 1 :]
    for at in range(min(len(data), MOST)):
        yield "cut", at, data[:at]
    for at in range(len(data) - min(len(data), 12), len(data)):
        yield "cut", at, data[:at]


def _shown(media: Media) -> str:
    faults = " ".join(f"{fault.code}:{fault.message}" for fault in media.faults)
    seconds = "" if media.seconds is None else f"{media.seconds:.6g}s"
    return f"{media.kind} {media.width}x{media.height} {seconds} {media.shown} {faults}"


def _lines(folder: Path) -> Iterator[str]:
    for files, reader in READERS:
        for name, data in files.items():
            path = folder / name
            path.write_bytes(data)
            yield f"{name} {len(data)} bytes: {_shown(reader(path))}"
            first, before = 0, ("", "")
            for how, at, spoilt in _damaged(data):
                path.write_bytes(spoilt)
                found = (how, _shown(reader(path)))
                if found != before:
                    if before[0]:
                        yield f"  {before[0]} from {first}: {before[1]}"
                    first, before = at, found
            yield f"  {before[0]} from {first}: {before[1]}"


def test_what_is_read_of_a_damaged_file_is_what_was_read_before(
    tmp_path: Path, golden: Callable[[str, str], None]
) -> None:
    golden("damage.txt", "\n".join(_lines(tmp_path)) + "\n")
