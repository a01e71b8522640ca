"""Workbooks of Excel 5 to 2003 made record by record, compound files around them, and RC4 encryption.

Sources: [MS-XLS] 2.4 (records), [MS-CFB] 2 (compound files), [MS-OFFCRYPTO] 2.3.6 (RC4).
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable

BOF, EOF, CODEPAGE, DATEMODE, FILEPASS, BOUNDSHEET = 0x0809, 0x000A, 0x0042, 0x0022, 0x002F, 0x0085
SST, CONTINUE, FORMAT, XF, FONT, LABELSST, NUMBER, RK, MULRK = (
    0x00FC,
    0x003C,
    0x041E,
    0x00E0,
    0x0031,
    0x00FD,
    0x0203,
    0x027E,
    0x00BD,
)
LABEL, BOOLERR, FORMULA, STRING, ROW, COLINFO, MERGED, SUPBOOK, BLANK = (
    0x0204,
    0x0205,
    0x0006,
    0x0207,
    0x0208,
    0x007D,
    0x00E5,
    0x01AE,
    0x0201,
)
ERRORS = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#NUM!": 36, "#N/A": 42}


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def unicode_text(text: str, counted: str = "<H") -> bytes:
    """XLUnicodeString: count, flags, characters."""
    raw = text.encode("utf-16-le")
    return struct.pack(counted, len(raw) // 2) + b"\1" + raw


def number(row: int, column: int, value: float, style: int = 0) -> bytes:
    return record(NUMBER, struct.pack("<HHHd", row, column, style, value))


def shared(row: int, column: int, index: int, style: int = 0) -> bytes:
    return record(LABELSST, struct.pack("<HHHI", row, column, style, index))


def label(row: int, column: int, text: str, style: int = 0) -> bytes:
    return record(LABEL, struct.pack("<HHH", row, column, style) + unicode_text(text))


def label5(row: int, column: int, text: str, encoding: str = "gbk") -> bytes:
    raw = text.encode(encoding)
    return record(LABEL, struct.pack("<HHHH", row, column, 0, len(raw)) + raw)


def rk(row: int, column: int, raw: int, style: int = 0) -> bytes:
    return record(RK, struct.pack("<HHHI", row, column, style, raw))


def mulrk(row: int, first: int, raws: Iterable[int], style: int = 0) -> bytes:
    raws = list(raws)
    body = struct.pack("<HH", row, first) + b"".join(struct.pack("<HI", style, raw) for raw in raws)
    return record(MULRK, body + struct.pack("<H", first + len(raws) - 1))


def boolean(row: int, column: int, value: bool) -> bytes:
    return record(BOOLERR, struct.pack("<HHHBB", row, column, 0, value, 0))


def error(row: int, column: int, text: str) -> bytes:
    return record(BOOLERR, struct.pack("<HHHBB", row, column, 0, ERRORS[text], 1))


def formula(row: int, column: int, result: float | str | bytes | None, style: int = 0) -> bytes:
    """A formula (1+1) with its result; None for one that was never calculated."""
    tokens = b"\x1e\x01\x00\x1e\x01\x00\x03"
    if isinstance(result, bytes):
        value = result
    elif isinstance(result, str):
        value = b"\0\0\0\0\0\0\xff\xff"
    else:
        value = struct.pack("<d", result or 0.0)
    flags = 3 if result is None else 0
    body = struct.pack("<HHH", row, column, style) + value + struct.pack("<HIH", flags, 0, len(tokens)) + tokens
    tail = record(STRING, unicode_text(result)) if isinstance(result, str) else b""
    return record(FORMULA, body) + tail


def hidden_row(row: int) -> bytes:
    return record(ROW, struct.pack("<HHHHHHI", row, 0, 256, 255, 0, 0, 0x20 | 0x100))


def hidden_columns(first: int, last: int) -> bytes:
    return record(COLINFO, struct.pack("<HHHHHH", first, last, 2000, 0, 1, 0))


def merged(*ranges: tuple[int, int, int, int]) -> bytes:
    """Ranges as first row, last row, first column, last column, from 0."""
    return record(MERGED, struct.pack("<H", len(ranges)) + b"".join(struct.pack("<HHHH", *r) for r in ranges))


def stream(
    sheets: Iterable[tuple[str, int, bytes]],
    texts: Iterable[str] = (),
    formats: Iterable[tuple[int, str]] = (),
    styles: Iterable[int] = (0,),
    *,
    version: int = 0x0600,
    date1904: bool = False,
    globals_extra: bytes = b"",
    after_bof: bytes = b"",
) -> bytes:
    """A book's stream. Sheets are (name, hidden state, cell records); styles are number format ids."""
    sheets = list(sheets)
    texts = list(texts)
    new = version == 0x0600
    begin = record(
        BOF, struct.pack("<HHHHII", version, 5, 0x0DBB, 1996, 0, 6) if new else struct.pack("<HHHH", version, 5, 0, 0)
    )
    begin += after_bof
    begin += record(CODEPAGE, struct.pack("<H", 1200 if new else 936))
    begin += record(DATEMODE, struct.pack("<H", int(date1904)))
    font = struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 134, 0) + (b"\2\1A\0" if new else b"\1A")
    begin += record(FONT, font) * 5
    for key, code in formats:
        begin += record(FORMAT, struct.pack("<H", key) + unicode_text(code))
    for key in styles:
        begin += record(XF, struct.pack("<HHH", 0, key, 0) + b"\0" * (14 if new else 10))
    begin += globals_extra
    table = b""
    if texts:
        table = record(SST, struct.pack("<II", len(texts), len(texts)) + b"".join(unicode_text(text) for text in texts))
    names = [
        unicode_text(name, "<B") if new else bytes([len(name.encode("gbk"))]) + name.encode("gbk")
        for name, _, _ in sheets
    ]
    place = len(begin) + sum(4 + 6 + len(name) for name in names) + len(table) + 4
    out, bodies = begin, b""
    for (_, state, cells), name in zip(sheets, names, strict=True):
        out += record(BOUNDSHEET, struct.pack("<IBB", place + len(bodies), state, 0) + name)
        kind = (
            struct.pack("<HHHHII", version, 0x10, 0x0DBB, 1996, 0, 6)
            if new
            else struct.pack("<HHHH", version, 0x10, 0, 0)
        )
        bodies += record(BOF, kind) + cells + record(EOF)
    return out + table + record(EOF) + bodies


def compound(streams: dict[str, bytes]) -> bytes:
    """A version 3 compound file; streams below 4096 bytes lie in the mini stream, as the format wants."""
    chain_of: dict[str, tuple[int, int]] = {}
    mini, mini_fat = b"", []
    large = {}
    for name, data in streams.items():
        if 0 < len(data) < 4096:
            count = -(-len(data) // 64)
            chain_of[name] = len(mini_fat), len(data)
            mini_fat += _chain(len(mini_fat), count)
            mini += data.ljust(count * 64, b"\0")
        else:
            large[name] = data
    root = "\0root"
    large = {root: mini, "\0mini": struct.pack(f"<{len(mini_fat)}I", *mini_fat), **large}
    directory_sectors = (len(streams) + 1 + 3) // 4
    sectors = directory_sectors + sum(-(-len(data) // 512) for data in large.values())
    fat_sectors = 1
    while fat_sectors * 128 < fat_sectors + sectors:
        fat_sectors += 1
    fat = [0xFFFFFFFD] * fat_sectors
    directory_at = len(fat)
    fat += _chain(directory_at, directory_sectors)
    body = b""
    for name, data in large.items():
        count = -(-len(data) // 512)
        chain_of[name] = (len(fat) if count else 0xFFFFFFFE), len(data)
        fat += _chain(len(fat), count)
        filler = b"\xff" if name == "\0mini" else b"\0"
        body += data.ljust(count * 512, filler)
    entries = [_entry("Root Entry", 5, *chain_of[root], child=1 if streams else 0xFFFFFFFF)]
    for i, name in enumerate(streams, 1):
        entries.append(_entry(name, 2, *chain_of[name], right=i + 1 if i < len(streams) else 0xFFFFFFFF))
    directory = b"".join(entries).ljust(directory_sectors * 512, b"\0")
    fat += [0xFFFFFFFF] * (fat_sectors * 128 - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    mini_sectors = -(-len(mini_fat) // 128)
    header += struct.pack(
        "<IIIIIIIII", 0, fat_sectors, directory_at, 0, 4096, chain_of["\0mini"][0], mini_sectors, 0xFFFFFFFE, 0
    )
    header += struct.pack("<109I", *(list(range(fat_sectors)) + [0xFFFFFFFF] * (109 - fat_sectors)))
    return header + struct.pack(f"<{len(fat)}I", *fat) + directory + body


def _chain(first: int, count: int) -> list[int]:
    return [first + i + 1 for i in range(count - 1)] + [0xFFFFFFFE] if count else []


def _entry(name: str, kind: int, start: int, size: int, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF) -> bytes:
    raw = name.encode("utf-16-le")
    out = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw) + 2, kind, 1, 0xFFFFFFFF, right, child)
    return out + b"\0" * 36 + struct.pack("<IQ", start, size)


def xls(*args, **keywords) -> bytes:
    """A compound file with a Workbook stream; arguments as for `stream`."""
    return compound({"Workbook": stream(*args, **keywords)})


# -- RC4 ---------------------------------------------------------------------------------------------------------------


def _rc4(key: bytes, data: bytes) -> bytes:
    box = list(range(256))
    j = 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) & 255
        box[i], box[j] = box[j], box[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) & 255
        j = (j + box[i]) & 255
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) & 255])
    return bytes(out)


def _block_key(password: str, salt: bytes, block: int) -> bytes:
    begin = hashlib.md5(password.encode("utf-16-le")).digest()[:5]
    middle = hashlib.md5((begin + salt) * 16).digest()[:5]
    return hashlib.md5(middle + struct.pack("<I", block)).digest()


def encrypted_xls(password: str, *args, **keywords) -> bytes:
    """An .xls under RC4 ([MS-OFFCRYPTO] 2.3.6); record heads stay readable, as does where sheets begin."""
    salt = bytes(range(16))
    verifier = bytes(range(16, 32))
    both = _rc4(_block_key(password, salt, 0), verifier + hashlib.md5(verifier).digest())
    plain = stream(*args, **keywords, after_bof=record(FILEPASS, struct.pack("<HHH", 1, 1, 1) + salt + both))
    secret = bytearray(plain)
    at = 0
    while at < len(plain):
        kind, size = struct.unpack_from("<HH", plain, at)
        open_bytes = 4 + (size if kind in (BOF, FILEPASS) else 4 if kind == BOUNDSHEET else 0)
        secret[at : at + open_bytes] = b"\0" * open_bytes
        at += 4 + size
    cipher = b"".join(
        _rc4(_block_key(password, salt, at // 1024), bytes(secret[at : at + 1024]))
        for at in range(0, len(secret), 1024)
    )
    out = bytearray(cipher)
    at = 0
    while at < len(plain):
        kind, size = struct.unpack_from("<HH", plain, at)
        open_bytes = 4 + (size if kind in (BOF, FILEPASS) else 4 if kind == BOUNDSHEET else 0)
        out[at : at + open_bytes] = plain[at : at + open_bytes]
        at += 4 + size
    return compound({"Workbook": bytes(out)})
