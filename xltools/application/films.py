"""How long a film runs, read from its container's header; the film itself is not looked at.

Sources: ISO/IEC 14496-12 (MP4, MOV, M4V, 3GP: moov/mvhd, mdhd, mehd), Microsoft AVI RIFF and OpenDML (avih, strh),
Matroska (RFC 9559: Segment/Info), ASF specification 3.2 (WMV).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ..files.refusals import Refusal
from .media import EMPTY, Fault, Media, opened, truncated, unreadable

_MOST_HEADER = 64 << 20
_MOST_BOXES = 20_000
_UNKNOWN_32 = 0xFFFFFFFF
_UNKNOWN_64 = 0xFFFFFFFFFFFFFFFF
_NO_LENGTH = Fault(
    code="no_duration",
    message="文件头没有写明时长",
    fix="请用播放软件确认不超过规定时长；最好用剪辑软件重新导出为 MP4。",
    sure=False,
)
_NO_PICTURE = Fault(code="no_video", message="文件里只有声音，没有画面", fix="请放入视频文件。")
_OTHER = Fault(
    code="not_a_film", message="内容不是认得的视频（MP4、MOV、AVI、MKV、WMV）", fix="请重新导出为 MP4 后放入。"
)


class _Broken(Exception):
    """The container contradicts itself; the text says how."""


@dataclass(slots=True)
class _Facts:
    """What a header told. `seconds` None: it does not say; `video` None: not looked for."""

    kind: str
    seconds: float | None = None
    video: bool | None = None
    short: str = ""
    """Why the file is incomplete."""


def film(path: Path) -> Media:
    """The film's container and its length in seconds."""
    try:
        with opened(path) as (file, size):
            if not size:
                return Media(kind="", faults=(EMPTY,))
            try:
                facts = _read(file, size)
            except (_Broken, struct.error, IndexError, OverflowError) as broken:
                said = str(broken) if isinstance(broken, _Broken) else "文件头残缺"
                return Media(kind="", size=size, faults=(truncated(said),))
    except Refusal as refusal:
        return unreadable(refusal)
    if facts is None:
        return Media(kind="", size=size, faults=(_OTHER,))
    faults = []
    if facts.short:
        faults.append(truncated(facts.short))
    if facts.video is False:
        faults.append(_NO_PICTURE)
    if facts.seconds is None and not facts.short:
        faults.append(_NO_LENGTH)
    shown = f"{facts.kind} {minutes(facts.seconds)}" if facts.seconds is not None else facts.kind
    return Media(kind=facts.kind, size=size, seconds=facts.seconds, shown=shown, faults=tuple(faults))


def minutes(seconds: float) -> str:
    """178.4 -> 2分58秒; a part of a second shows where it decides: 180.4 -> 3分0.4秒."""
    whole, rest = divmod(seconds, 60)
    text = f"{rest:.1f}".removesuffix(".0")
    return f"{int(whole)}分{text}秒"


def _read(file: BinaryIO, size: int) -> _Facts | None:
    head = file.read(16)
    if head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"):
        return _mp4(file, size, head)
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return _avi(file, size)
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return _matroska(file, size)
    if head == _ASF:
        return _asf(file, size)
    return None


# --- MP4, MOV ---------------------------------------------------------------------------------------------------------


def _boxes(data: bytes, start: int = 0, end: int | None = None) -> Iterator[tuple[bytes, int, int]]:
    """(type, start, end of the content) of the boxes in `data`."""
    at, last = start, len(data) if end is None else end
    for _ in range(_MOST_BOXES):
        if at + 8 > last:
            return
        length, kind = struct.unpack_from(">I4s", data, at)
        begin = at + 8
        if length == 1:
            length = struct.unpack_from(">Q", data, at + 8)[0]
            begin = at + 16
        elif length == 0:
            length = last - at
        if length < begin - at or at + length > last:
            raise _Broken("影片头（moov）残缺")
        yield kind, begin, at + length
        at += length


def _mp4(file: BinaryIO, size: int, head: bytes) -> _Facts:
    kind = "MOV" if head[4:8] != b"ftyp" or head[8:12] == b"qt  " else "MP4"
    facts = _Facts(kind, short="没有影片头（moov）")
    at = 0
    for _ in range(_MOST_BOXES):
        file.seek(at)
        start = file.read(16)
        if len(start) < 8:
            break
        length, name = struct.unpack_from(">I4s", start)
        begin = 8
        if length == 1:
            length, begin = struct.unpack_from(">Q", start, 8)[0], 16
        elif length == 0:
            length = size - at
        if length < begin:
            raise _Broken("文件结构错乱")
        if name == b"moov":
            if at + length > size or length > _MOST_HEADER:
                raise _Broken("影片头（moov）残缺")
            file.seek(at + begin)
            moov = file.read(length - begin)
            facts.seconds, facts.video = _movie_seconds(moov), _has_video(moov)
            facts.short = ""
        elif at + length > size:
            facts.short = f"应有 {at + length} 字节，实有 {size} 字节"
            break
        at += length
    return facts


def _movie_seconds(moov: bytes) -> float | None:
    """From the movie header, else the fragments' header, else the longest track."""
    fragment: float = 0
    scale, length = 0, 0
    tracks = [0.0]
    for kind, start, end in _boxes(moov):
        if kind == b"mvhd":
            scale, length = _scale_and_length(moov, start)
        elif kind == b"mvex":
            for inner, at, _ in _boxes(moov, start, end):
                if inner == b"mehd":
                    form = ">Q" if moov[at] else ">I"
                    fragment = struct.unpack_from(form, moov, at + 4)[0]
        elif kind == b"trak":
            tracks.append(_track_seconds(moov, start, end))
    if length and scale:
        return length / scale
    if fragment and scale:
        return fragment / scale
    return max(tracks) or None


def _scale_and_length(data: bytes, at: int) -> tuple[int, int]:
    """Time scale and duration of an mvhd or mdhd box; 0 where the duration is stated as unknown."""
    if data[at]:
        scale, length = struct.unpack_from(">IQ", data, at + 20)
        return scale, 0 if length == _UNKNOWN_64 else length
    scale, length = struct.unpack_from(">II", data, at + 12)
    return scale, 0 if length == _UNKNOWN_32 else length


def _track_seconds(moov: bytes, start: int, end: int) -> float:
    for kind, at, stop in _boxes(moov, start, end):
        if kind == b"mdia":
            for inner, begin, _ in _boxes(moov, at, stop):
                if inner == b"mdhd":
                    scale, length = _scale_and_length(moov, begin)
                    return length / scale if scale else 0.0
    return 0.0


def _has_video(moov: bytes) -> bool | None:
    """Whether a track is handled as video; None where no track says what it is."""
    handlers = [
        moov[begin + 8 : begin + 12]
        for kind, start, end in _boxes(moov)
        if kind == b"trak"
        for inner, at, stop in _boxes(moov, start, end)
        if inner == b"mdia"
        for name, begin, _ in _boxes(moov, at, stop)
        if name == b"hdlr"
    ]
    return b"vide" in handlers if handlers else None


# --- AVI ---------------------------------------------------------------------------------------------------------------


def _avi(file: BinaryIO, size: int) -> _Facts:
    """The video stream's own length where it is stated, else frames times the time of one."""
    file.seek(4)
    facts = _Facts("AVI", video=False)
    stated = struct.unpack("<I", file.read(4))[0] + 8
    if stated > size:
        facts.short = f"应有 {stated} 字节，实有 {size} 字节"
    file.seek(12)
    header = file.read(min(_MOST_HEADER, size - 12))
    per_frame, frames, stream, more = 0, 0, 0.0, 0
    for name, at in _chunks(header):
        if name == b"avih":
            per_frame, frames = struct.unpack_from("<I12xI", header, at)
        elif name == b"strh" and header[at : at + 4] == b"vids":
            facts.video = True
            scale, rate, _, length = struct.unpack_from("<IIII", header, at + 20)
            stream = length * scale / rate if rate else 0.0
        elif name == b"dmlh":
            more = struct.unpack_from("<I", header, at)[0]
    # avih and strh count the first gigabyte only; OpenDML states all frames.
    seconds = max(stream, frames * per_frame / 1e6, more * per_frame / 1e6)
    facts.seconds = seconds or None
    return facts


def _chunks(data: bytes) -> Iterator[tuple[bytes, int]]:
    """(name, start) of the chunks, lists opened; stops where the pictures begin."""
    at = 0
    for _ in range(_MOST_BOXES):
        if at + 8 > len(data):
            return
        name, length = struct.unpack_from("<4sI", data, at)
        if name == b"LIST":
            if data[at + 8 : at + 12] == b"movi":
                return
            at += 12
            continue
        yield name, at + 8
        at += 8 + length + length % 2


# --- Matroska ----------------------------------------------------------------------------------------------------------

_SEGMENT, _INFO, _SCALE, _DURATION, _TRACKS, _TRACK, _TRACK_TYPE = (
    0x18538067, 0x1549A966, 0x2AD7B1, 0x4489, 0x1654AE6B, 0xAE, 0x83,
)  # fmt: skip
_VIDEO_TRACK = 1


def _vint(data: bytes, at: int, *, keep_mark: bool) -> tuple[int, int]:
    """(value, bytes used); a size of all ones is -1 (unknown)."""
    first = data[at] if at < len(data) else 0
    length = 9 - first.bit_length()
    if not first or length > 8 or at + length > len(data):
        raise _Broken("文件结构错乱")
    value = int.from_bytes(data[at : at + length], "big")
    if keep_mark:
        return value, length
    value &= (1 << 7 * length) - 1
    return (-1 if value == (1 << 7 * length) - 1 else value), length


def _element(file: BinaryIO, at: int) -> tuple[int, int, int] | None:
    """(id, start of the content, size) of the element at `at`; None at the file's end."""
    file.seek(at)
    head = file.read(16)
    if len(head) < 2:
        return None
    identity, used = _vint(head, 0, keep_mark=True)
    length, more = _vint(head, used, keep_mark=False)
    return identity, at + used + more, length


def _matroska(file: BinaryIO, size: int) -> _Facts:
    facts = _Facts("MKV", short="没有影片信息")
    at, stated = 0, 0
    for _ in range(_MOST_BOXES):
        found = _element(file, at)
        if found is None:
            break
        identity, start, length = found
        if identity == _SEGMENT:
            stated = start + length if length >= 0 else 0
            at = start  # its children follow
            continue
        if identity in (_INFO, _TRACKS):
            if start + length > size:
                raise _Broken("影片信息残缺")
            file.seek(start)
            data = file.read(length)
            if identity == _INFO:
                facts.seconds = _info_seconds(data)
                facts.short = f"应有 {stated} 字节，实有 {size} 字节" if stated > size else ""
            else:
                facts.video = _has_video_track(data)
        if length < 0 or (facts.seconds is not None and facts.video is not None):
            break
        at = start + length
    return facts


def _children(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        identity, used = _vint(data, at, keep_mark=True)
        length, more = _vint(data, at + used, keep_mark=False)
        at += used + more
        if length < 0 or at + length > len(data):
            raise _Broken("影片信息残缺")
        yield identity, data[at : at + length]
        at += length


def _info_seconds(data: bytes) -> float | None:
    scale, duration = 1_000_000, 0.0
    for identity, content in _children(data):
        if identity == _SCALE:
            scale = int.from_bytes(content, "big")
        elif identity == _DURATION:
            duration = struct.unpack(">d" if len(content) == 8 else ">f", content)[0]
    return duration * scale / 1e9 if duration > 0 else None


def _has_video_track(data: bytes) -> bool:
    return any(
        inner == _TRACK_TYPE and int.from_bytes(content, "big") == _VIDEO_TRACK
        for identity, track in _children(data)
        if identity == _TRACK
        for inner, content in _children(track)
    )


# --- WMV (ASF) -----------------------------------------------------------------------------------------------------------

_ASF = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_FILE_PROPERTIES = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
_STREAM_PROPERTIES = bytes.fromhex("9107dcb7b7a9cf118ee600c00c205365")
_VIDEO_STREAM = bytes.fromhex("c0ef19bc4d5bcf11a8fd00805f5c442b")


def _asf(file: BinaryIO, size: int) -> _Facts:
    facts = _Facts("WMV", video=False)
    file.seek(16)
    length = struct.unpack("<Q", file.read(8))[0]
    if length > size or length > _MOST_HEADER or length < 30:
        raise _Broken("文件头残缺")
    file.seek(30)
    header = file.read(length - 30)
    at = 0
    while at + 24 <= len(header):
        kind, part = header[at : at + 16], struct.unpack_from("<Q", header, at + 16)[0]
        if part < 24:
            raise _Broken("文件头残缺")
        if kind == _FILE_PROPERTIES:
            stated, play, preroll = struct.unpack_from("<16xQ16xQ8xQ", header, at + 24)
            facts.seconds = max(play / 1e7 - preroll / 1e3, 0.0) or None
            if stated > size:
                facts.short = f"应有 {stated} 字节，实有 {size} 字节"
        elif kind == _STREAM_PROPERTIES and header[at + 24 : at + 40] == _VIDEO_STREAM:
            facts.video = True
        at += part
    return facts
