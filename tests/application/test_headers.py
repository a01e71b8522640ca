"""Every way a header may state a length or a size, each with the value a player or viewer would show."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from application.test_media import avi, codes, element, gif, jpeg, mkv, tiff, vint, webp, wmv
from summary.forms import write

from xltools.application.films import film
from xltools.application.media import Media
from xltools.application.pictures import picture


def box(kind: bytes, *parts: bytes) -> bytes:
    data = b"".join(parts)
    return struct.pack(">I", 8 + len(data)) + kind + data


def large(kind: bytes, *parts: bytes) -> bytes:
    """A box whose length stands in 64 bits."""
    data = b"".join(parts)
    return struct.pack(">I", 1) + kind + struct.pack(">Q", 16 + len(data)) + data


def short_clock(scale: int, length: int) -> bytes:
    return struct.pack(">IIIII", 0, 7, 8, scale, length) + bytes(80)


def long_clock(scale: int, length: int) -> bytes:
    return b"\1\0\0\0" + struct.pack(">QQIQ", 7, 8, scale, length) + bytes(80)


def track(clock: bytes = b"", kind: bytes = b"vide") -> bytes:
    media = box(b"mdhd", clock) if clock else b""
    return box(b"trak", box(b"tkhd", bytes(20)), box(b"mdia", media, box(b"hdlr", bytes(8), kind, bytes(13))))


FTYP = box(b"ftyp", b"isom\0\0\2\0isom")
DATA = box(b"mdat", bytes(40))


def look(folder: Path, data: bytes, name: str = "a.mp4") -> Media:
    return film(write(folder / name, data))


@pytest.mark.parametrize(
    ("moov", "seconds"),
    [
        ((box(b"mvhd", short_clock(600, 1200)), track()), 2),
        ((box(b"mvhd", long_clock(600, 1200)), track()), 2),
        ((box(b"mvhd", long_clock(600, 600 << 33)), track()), 1 << 33),
        ((box(b"mvhd", short_clock(600, 0)), track(short_clock(100, 700)), track(short_clock(100, 300), b"soun")), 7),
        ((box(b"mvhd", short_clock(600, 0xFFFFFFFF)), track(short_clock(100, 700))), 7),
        ((box(b"mvhd", long_clock(600, 0xFFFFFFFFFFFFFFFF)), track(long_clock(100, 900))), 9),
        ((box(b"mvhd", short_clock(600, 0xFFFFFFFE)), track()), 0xFFFFFFFE / 600),
        ((box(b"mvhd", short_clock(600, 0)), box(b"mvex", box(b"mehd", bytes(4), struct.pack(">I", 1800))), track()), 3),
        ((box(b"mvhd", short_clock(600, 0)), box(b"mvex", box(b"trex", bytes(9)), box(b"mehd", b"\1\0\0\0", struct.pack(">Q", 2400))), track()), 4),
        ((box(b"mvhd", short_clock(600, 600)), box(b"mvex", box(b"mehd", bytes(4), struct.pack(">I", 1800))), track(short_clock(1, 9))), 1),
        ((box(b"mvhd", short_clock(0, 600)), track(short_clock(0, 9))), None),
        ((box(b"mvhd", short_clock(600, 0)), track()), None),
        ((track(short_clock(10, 35)),), 3.5),
        ((box(b"free"), large(b"mvhd", short_clock(600, 1200)), track()), 2),
    ],
)  # fmt: skip
def test_the_length_of_an_mp4(moov: tuple[bytes, ...], seconds: float | None, tmp_path: Path) -> None:
    for data in (
        FTYP + DATA + box(b"moov", *moov),
        FTYP + box(b"moov", *moov) + DATA,
        FTYP + large(b"mdat", bytes(40)) + large(b"moov", *moov),
        FTYP + box(b"moov", *moov) + struct.pack(">I", 0) + b"mdat" + bytes(70),
        FTYP + DATA + struct.pack(">I", 0) + b"moov" + b"".join(moov),
    ):
        found = look(tmp_path, data)
        assert found.seconds == (None if seconds is None else pytest.approx(seconds))
        assert (found.kind, codes(found)) == ("MP4", [] if seconds else ["no_duration"])


def test_pictures_of_a_film_and_its_brand(tmp_path: Path) -> None:
    clock = box(b"mvhd", short_clock(600, 1200))
    assert codes(look(tmp_path, FTYP + box(b"moov", clock))) == [], "where no track says what it is nothing is said"
    assert codes(look(tmp_path, FTYP + box(b"moov", clock, track(kind=b"soun")))) == ["no_video"]
    assert codes(look(tmp_path, FTYP + box(b"moov", clock, track(kind=b"soun"), track()))) == []
    assert look(tmp_path, box(b"ftyp", b"qt  \0\0\0\0") + box(b"moov", clock, track())).kind == "MOV"
    for first in (b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"):
        data = (b"" if first == b"moov" else box(first, bytes(8))) + box(b"moov", clock, track())
        assert look(tmp_path, data).kind == "MOV"


def test_a_film_that_stops_too_early_says_how_many_bytes_are_missing(tmp_path: Path) -> None:
    moov = box(b"moov", box(b"mvhd", short_clock(600, 1200)), track())
    whole = FTYP + moov + DATA
    found = look(tmp_path, whole[:-1])
    assert codes(found) == ["truncated"]
    assert f"应有 {len(whole)} 字节，实有 {len(whole) - 1} 字节" in found.faults[0].message
    assert found.seconds == 2
    assert codes(look(tmp_path, whole + b"\0\0\0")) == []
    assert "没有影片头" in look(tmp_path, FTYP + DATA).faults[0].message
    assert "残缺" in look(tmp_path, (FTYP + DATA + moov)[:-1]).faults[0].message
    assert codes(look(tmp_path, FTYP + struct.pack(">I", 7) + b"mdat" + moov)) == ["truncated"]
    wrong = box(b"moov", struct.pack(">I", 999) + b"mvhd" + bytes(100))
    assert codes(look(tmp_path, FTYP + wrong)) == ["truncated"]


# --- AVI, Matroska, ASF --------------------------------------------------------------------------------------------------


def riff(*chunks: bytes) -> bytes:
    hdrl = b"hdrl" + b"".join(chunks)
    body = (
        b"AVI LIST"
        + struct.pack("<I", len(hdrl))
        + hdrl
        + b"LIST"
        + struct.pack("<I", 4)
        + b"movi"
        + b"avih"
        + bytes(30)
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def avih(per_frame: int, frames: int) -> bytes:
    return chunk(b"avih", struct.pack("<I12xI", per_frame, frames).ljust(56, b"\0"))


def strh(scale: int, rate: int, length: int, kind: bytes = b"vids") -> bytes:
    return chunk(b"strh", kind + bytes(16) + struct.pack("<IIII", scale, rate, 5, length) + bytes(20))


@pytest.mark.parametrize(
    ("chunks", "seconds"),
    [
        ((avih(40_000, 50), strh(1, 25, 50)), 2),
        ((avih(40_000, 25), strh(1, 25, 75)), 3),
        ((avih(40_000, 100), strh(1, 25, 75)), 4),
        ((avih(40_000, 100), strh(1, 0, 75)), 4),
        ((avih(40_000, 100), strh(1001, 30_000, 300)), 10.01),
        ((avih(40_000, 10), strh(1, 25, 10), chunk(b"dmlh", struct.pack("<I", 250))), 10),
        ((chunk(b"JUNK", b"odd"), avih(40_000, 50), strh(1, 25, 999, b"auds"), strh(1, 25, 50)), 2),
        ((avih(0, 0), strh(1, 25, 0)), None),
    ],
)
def test_the_length_of_an_avi(chunks: tuple[bytes, ...], seconds: float | None, tmp_path: Path) -> None:
    found = look(tmp_path, riff(*chunks), "a.avi")
    assert found.seconds == (None if seconds is None else pytest.approx(seconds))
    assert codes(found) == ([] if seconds else ["no_duration"])


def test_an_avi_that_stops_too_early(tmp_path: Path) -> None:
    whole = avi(60)
    found = look(tmp_path, whole[:-1], "a.avi")
    assert f"应有 {len(whole)} 字节，实有 {len(whole) - 1} 字节" in found.faults[0].message
    assert codes(look(tmp_path, whole + b"more", "a.avi")) == []
    assert codes(look(tmp_path, riff(avih(40_000, 50), strh(1, 25, 50, b"auds")), "a.avi")) == ["no_video"]


def matroska(info: bytes, tracks: bytes, *, before: bytes = b"", unknown: bool = False) -> bytes:
    segment = before + element(0x1549A966, info) + element(0x1654AE6B, tracks)
    head = element(0x1A45DFA3, element(0x4286, b"\1"))
    size = b"\x01\xff\xff\xff\xff\xff\xff\xff" if unknown else vint(len(segment))
    return head + (0x18538067).to_bytes(4, "big") + size + segment


VIDEO = element(0xAE, element(0x83, b"\1"))


@pytest.mark.parametrize(
    ("info", "seconds"),
    [
        (element(0x4489, struct.pack(">d", 2500.0)), 2.5),
        (element(0x4489, struct.pack(">f", 2500.0)), 2.5),
        (element(0x2AD7B1, (2_000_000).to_bytes(4, "big")) + element(0x4489, struct.pack(">d", 2500.0)), 5),
        (element(0x4D80, b"muxer") + element(0x4489, struct.pack(">f", 1000.0)), 1),
        (element(0x4489, struct.pack(">d", 0.0)), None),
        (element(0x4D80, b"muxer"), None),
    ],
)
def test_the_length_of_an_mkv(info: bytes, seconds: float | None, tmp_path: Path) -> None:
    for data in (
        matroska(info, VIDEO),
        matroska(info, VIDEO, before=element(0xEC, bytes(9))),
        matroska(info, VIDEO, unknown=True),
    ):
        found = look(tmp_path, data, "a.mkv")
        assert found.seconds == (None if seconds is None else pytest.approx(seconds))
        assert codes(found) == ([] if seconds else ["no_duration"])


def test_an_mkv_says_what_is_missing(tmp_path: Path) -> None:
    whole = mkv(60)
    found = look(tmp_path, whole[:-1], "a.mkv")
    assert f"应有 {len(whole)} 字节，实有 {len(whole) - 1} 字节" in found.faults[0].message
    info = element(0x4489, struct.pack(">d", 2500.0))
    sound = element(0xAE, element(0x83, b"\2"))
    assert codes(look(tmp_path, matroska(info, sound), "a.mkv")) == ["no_video"]
    assert codes(look(tmp_path, matroska(info, sound + VIDEO), "a.mkv")) == []
    assert codes(look(tmp_path, element(0x1A45DFA3, b"\1"), "a.mkv")) == ["truncated"]
    assert codes(look(tmp_path, whole[:60], "a.mkv")) == ["truncated"]


def test_the_length_of_a_wmv_is_without_its_preroll(tmp_path: Path) -> None:
    assert look(tmp_path, wmv(178), "a.wmv").seconds == pytest.approx(178)
    whole = wmv(60)
    assert codes(look(tmp_path, whole[:-1], "a.wmv")) == ["truncated"]
    assert codes(look(tmp_path, whole + b"x", "a.wmv")) == []
    assert codes(look(tmp_path, wmv(60, extra=1), "a.wmv")) == ["truncated"]
    assert codes(look(tmp_path, wmv(60).replace(bytes.fromhex("c0ef19bc"), bytes(4)), "a.wmv")) == ["no_video"]
    assert codes(look(tmp_path, wmv(-3), "a.wmv")) == ["no_duration"]


# --- pictures ------------------------------------------------------------------------------------------------------------


def lossless(width: int, height: int) -> bytes:
    body = (
        b"WEBPVP8L"
        + struct.pack("<I", 6)
        + b"\x2f"
        + struct.pack("<I", (width - 1) | (height - 1) << 14 | 1 << 28)
        + b"\0"
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def lossy(width: int, height: int) -> bytes:
    body = b"WEBPVP8 " + struct.pack("<I", 10) + bytes(6) + struct.pack("<HH", width | 1 << 14, height | 2 << 14)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def old_bitmap(width: int, height: int) -> bytes:
    return b"BM" + struct.pack("<IHHI", 40, 0, 0, 26) + struct.pack("<IHHHH", 12, width, height, 1, 24) + bytes(14)


def big_endian_tiff(width: int, height: int) -> bytes:
    entries = (
        struct.pack(">HHII", 254, 4, 1, 9)
        + struct.pack(">HHIHH", 256, 3, 1, width, 7)
        + struct.pack(">HHII", 257, 4, 1, height)
    )
    return b"MM\0*" + struct.pack(">I", 12) + b"skip" + struct.pack(">H", 3) + entries + bytes(4)


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (lossless(640, 480), "a.webp", "WebP"), (lossy(640, 480), "a.webp", "WebP"), (webp(640, 480), "a.webp", "WebP"),
        (old_bitmap(640, 480), "a.bmp", "BMP"), (big_endian_tiff(640, 480), "a.tiff", "TIFF"), (tiff(640, 480), "a.tif", "TIFF"),
        (gif(640, 480), "a.gif", "GIF"), (gif(640, 480).replace(b"89a", b"87a"), "a.gif", "GIF"), (gif(640, 480) + bytes(9), "a.gif", "GIF"),
        (jpeg(640, 480), "a.jpeg", "JPEG"), (jpeg(640, 480) + b"tail of a camera", "a.jpg", "JPEG"),
        (b"\xff\xd8\xff\xff\x01" + jpeg(640, 480)[2:], "a.jpg", "JPEG"), (jpeg(640, 480).replace(b"\xff\xc2", b"\xff\xc4\0\4ab\xff\xcf"), "a.jpg", "JPEG"),
    ],
)  # fmt: skip
def test_the_size_of_a_picture(data: bytes, name: str, kind: str, tmp_path: Path) -> None:
    found = picture(write(tmp_path / name, data))
    assert (found.kind, found.width, found.height, found.shown, codes(found)) == (kind, 640, 480, f"{kind} 640×480", [])


def test_pictures_that_end_too_early_or_are_called_otherwise(tmp_path: Path) -> None:
    for name, data in (
        ("a.webp", lossy(640, 480)[:-1]), ("a.bmp", old_bitmap(640, 480)[:-1]), ("a.gif", gif(640, 480)[:-1]), ("a.jpg", jpeg(640, 480)[:-1]),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHD"), ("a.jpg", b"\xff\xd8\xff\xd9"), ("a.tif", b"II*\0\x08\0\0\0\1\0"), ("a.gif", b"GIF89a\1"),
    ):  # fmt: skip
        assert codes(picture(write(tmp_path / name, data))) == ["truncated"], name
    assert codes(picture(write(tmp_path / "a.png", gif(640, 480)))) == ["ext_mismatch"]
    assert codes(picture(write(tmp_path / "a.dat", gif(640, 480)))) == []
    for brand in (b"heic", b"heix", b"mif1", b"hevc", b"msf1"):
        assert codes(picture(write(tmp_path / "a.jpg", bytes(4) + b"ftyp" + brand + bytes(40)))) == ["heic"]
    assert codes(picture(write(tmp_path / "a.jpg", bytes(4) + b"ftypisom" + bytes(40)))) == ["not_a_picture"]
