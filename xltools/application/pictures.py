"""Is it a picture, and how large: read from the file's own header, because a name proves nothing.

Sources: PNG (ISO/IEC 15948), JPEG (ITU-T T.81 annex B), BMP (BITMAPINFOHEADER), GIF89a, TIFF 6.0, WebP (RFC 9649),
HEIF (ISO/IEC 23008-12, recognised only).
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

from ..files.refusals import Refusal
from .media import EMPTY, Fault, Media, opened, truncated, unreadable

_HEAD = 64 * 1024
_TAIL = 64 * 1024
_EXTENSIONS = {
    ".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".bmp": "BMP", ".gif": "GIF", ".tif": "TIFF", ".tiff": "TIFF",
    ".webp": "WebP",
}  # fmt: skip
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG markers that begin a frame and state its size."""
_NOT_A_PICTURE = Fault(
    code="not_a_picture", message="内容不是图片（扩展名改成图片的其他文件）", fix="请放入 JPG 或 PNG 图片原件。"
)
_Size = tuple[str, int, int]


def picture(path: Path) -> Media:
    """The picture's format and size in pixels."""
    try:
        with opened(path) as (file, size):
            return _picture(path, file, size)
    except Refusal as refusal:
        return unreadable(refusal)


def _picture(path: Path, file: BinaryIO, size: int) -> Media:
    if not size:
        return Media(kind="", faults=(EMPTY,))
    head = file.read(_HEAD)
    faults: list[Fault] = []
    kind, width, height = _measure(head, file)
    header_end = file.tell() if kind == "JPEG" else 0
    if not kind:
        return Media(kind="", size=size, faults=(_other(head),))
    if not width or not height:
        faults.append(truncated("读不出图片的尺寸"))
    elif _cut_short(kind, file, head, size, header_end):
        faults.append(truncated("图片数据没有结束"))
    promised = _EXTENSIONS.get(path.suffix.casefold(), kind)
    if promised != kind:
        faults.append(
            Fault(
                code="ext_mismatch",
                message=f"扩展名是 {path.suffix}，内容是 {kind}",
                fix=f"请把扩展名改为 .{kind.lower()}，或另存为 {promised}。",
                sure=False,
            )
        )
    shown = f"{kind} {width}×{height}" if width and height else kind
    return Media(kind=kind, size=size, width=width, height=height, shown=shown, faults=tuple(faults))


def _other(head: bytes) -> Fault:
    """What a file that is no picture is, as far as its first bytes tell."""
    if head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"mif1", b"hevc", b"msf1"):
        message = "内容是 HEIC（苹果手机照片），多数电脑打不开"
        return Fault(code="heic", message=message, fix="请在手机或电脑上转换为 JPG 后再放入。")
    return _NOT_A_PICTURE


def _measure(head: bytes, file: BinaryIO) -> _Size:
    """(format, width, height); sizes are 0 where the header stops too early, the format empty for other files."""
    try:
        if head.startswith(b"\x89PNG\r\n\x1a\n"):
            width, height = struct.unpack_from(">II", head, 16) if head[12:16] == b"IHDR" else (0, 0)
            return "PNG", width, height
        if head.startswith(b"\xff\xd8\xff"):
            return _jpeg(file)
        if head.startswith(b"BM") and len(head) > 26:
            return _bitmap(head)
        if head.startswith((b"GIF87a", b"GIF89a")):
            return "GIF", *struct.unpack_from("<HH", head, 6)
        if head.startswith((b"II*\0", b"MM\0*")):
            return _tiff(file, "<" if head[:1] == b"I" else ">")
        if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
            return _webp(head)
    except struct.error:
        return _kind_of(head), 0, 0
    return "", 0, 0


def _kind_of(head: bytes) -> str:
    signs = {
        b"\x89PNG": "PNG",
        b"\xff\xd8": "JPEG",
        b"BM": "BMP",
        b"GIF": "GIF",
        b"II": "TIFF",
        b"MM": "TIFF",
        b"RIFF": "WebP",
    }
    return next(kind for sign, kind in signs.items() if head.startswith(sign))


def _jpeg(file: BinaryIO) -> _Size:
    """From marker to marker up to the frame header; large Exif blocks and thumbnails are stepped over."""
    file.seek(2)
    while True:
        byte = file.read(1)
        if not byte:
            return "JPEG", 0, 0
        if byte != b"\xff":
            continue
        marker = file.read(1)
        while marker == b"\xff":
            marker = file.read(1)
        if not marker:
            return "JPEG", 0, 0
        code = marker[0]
        if code in _FRAMES:
            height, width = struct.unpack(">xxxHH", file.read(7))
            return "JPEG", width, height
        if code in (0xD9, 0xDA):
            return "JPEG", 0, 0
        if code != 0x01 and not 0xD0 <= code <= 0xD8:
            length = struct.unpack(">H", file.read(2))[0]
            file.seek(max(length - 2, 0), 1)


def _bitmap(head: bytes) -> _Size:
    if struct.unpack_from("<I", head, 14)[0] == 12:
        return "BMP", *struct.unpack_from("<HH", head, 18)
    width, height = struct.unpack_from("<ii", head, 18)
    return "BMP", abs(width), abs(height)


def _webp(head: bytes) -> _Size:
    kind = head[12:16]
    if kind == b"VP8X":
        return "WebP", int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    if kind == b"VP8L":
        bits = struct.unpack_from("<I", head, 21)[0]
        return "WebP", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack_from("<HH", head, 26)
    return "WebP", width & 0x3FFF, height & 0x3FFF


def _tiff(file: BinaryIO, order: str) -> _Size:
    """Width and height from the first directory (tags 256 and 257, short or long)."""
    file.seek(4)
    file.seek(struct.unpack(f"{order}I", file.read(4))[0])
    count = struct.unpack(f"{order}H", file.read(2))[0]
    sizes = {256: 0, 257: 0}
    for _ in range(min(count, 4096)):
        entry = file.read(12)
        tag, kind = struct.unpack_from(f"{order}HH", entry)
        if tag in sizes:
            sizes[tag] = struct.unpack_from(f"{order}{'H' if kind == 3 else 'I'}", entry, 8)[0]
    return "TIFF", sizes[256], sizes[257]


def _cut_short(kind: str, file: BinaryIO, head: bytes, size: int, header_end: int) -> bool:
    """Whether the file stops before its picture does; what some programs add behind the end does no harm.

    `header_end`: behind a JPEG's Exif block, whose thumbnail has an end of its own.
    """
    if kind == "BMP":
        stated = int(struct.unpack_from("<I", head, 2)[0])
        return stated > size
    if kind == "WebP":
        return int(struct.unpack_from("<I", head, 4)[0]) + 8 > size
    if kind not in ("PNG", "JPEG", "GIF"):
        return False
    file.seek(max(header_end, size - _TAIL))
    tail = file.read()
    if kind == "GIF":
        return not tail.rstrip(b"\0").endswith(b"\x3b")
    return (b"IEND" if kind == "PNG" else b"\xff\xd9") not in tail
