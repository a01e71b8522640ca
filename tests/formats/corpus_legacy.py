"""Workbooks of Excel 5 to 2003 and of WPS, honest and broken; encrypted workbooks of both kinds."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile

from formats import biff_maker as biff
from formats.corpus import D, Read, Refused, add, one
from formats.corpus_ooxml import BASIC_CELLS, basic
from formats.ooxml_maker import pack

from xltools.formats.grid import NO_VALUE, ErrorValue

CORRUPT = Refused("corrupt")
CELLS = biff.shared(0, 0, 0) + biff.number(0, 1, 12.5)
PLAIN = [("Sheet1", 0, CELLS)]
GOOD = biff.xls(PLAIN, ["项目"])

add("biff8.xls", GOOD, one(BASIC_CELLS, format="xls"))
add("biff8.et", GOOD, one(BASIC_CELLS, format="xls"))
add("xls-named.xlsx", GOOD, one(BASIC_CELLS, "ext_mismatch", format="xls"))
add("xls-named.csv", GOOD, one(BASIC_CELLS, "ext_mismatch"))
add("bare-stream.xls", biff.stream(PLAIN, ["项目"]), one(BASIC_CELLS))
add(
    "biff5.xls",
    biff.compound(
        {"Book": biff.stream([("表一", 0, biff.label5(0, 0, "项目") + biff.number(0, 1, 12.5))], version=0x0500)}
    ),
    one(BASIC_CELLS, name="表一"),
)
add("both-books.xls", biff.compound({"Book": b"old", "Workbook": biff.stream(PLAIN, ["项目"])}), one(BASIC_CELLS))
add(
    "labels.xls",
    biff.xls([("Sheet1", 0, biff.label(0, 0, "项目") + biff.label(1, 0, "𠮷😀") + biff.label(2, 0, ""))]),
    one({"A1": "项目", "A2": "𠮷😀"}),
)
add(
    "numbers.xls",
    biff.xls(
        [
            (
                "Sheet1",
                0,
                biff.number(0, 0, 0.1)
                + biff.rk(0, 1, (1234 << 2) | 2)
                + biff.rk(0, 2, (12345 << 2) | 3)
                + biff.mulrk(1, 0, [(7 << 2) | 2, (-7 << 2) & 0xFFFFFFFF | 2])
                + biff.number(2, 0, 1e-7)
                + biff.number(2, 1, 420106199001010000.0),
            )
        ]
    ),
    one(
        {"A1": 0.1, "B1": 1234, "C1": 123.45, "A2": 7, "B2": -7, "A3": 0.0000001, "B3": 420106199001010000},
        "precision_loss",
    ),
)
add(
    "kinds.xls",
    biff.xls(
        [
            (
                "Sheet1",
                0,
                biff.boolean(0, 0, True)
                + biff.boolean(0, 1, False)
                + b"".join(biff.error(1, i, e) for i, e in enumerate(biff.ERRORS)),
            )
        ]
    ),
    one(
        {"A1": True, "B1": False} | {"ABCDEFG"[i] + "2": ErrorValue(e) for i, e in enumerate(biff.ERRORS)},
        "error_cells",
    ),
)
add(
    "formulas.xls",
    biff.xls(
        [
            (
                "Sheet1",
                0,
                biff.formula(0, 0, 2.0) + biff.formula(0, 1, "词") + biff.formula(0, 2, None) + biff.formula(0, 3, 0.0),
            )
        ]
    ),
    one({"A1": 2, "B1": "词", "C1": NO_VALUE, "D1": 0}, "no_cached_value"),
)
XLWT = biff.record(0x5C, b"None".ljust(0x70))
BLANK_RESULTS = biff.formula(0, 0, b"\3\0\0\0\0\0\xff\xff") + biff.number(0, 1, 1)
add("empty-result.xls", biff.xls([("Sheet1", 0, BLANK_RESULTS)]), one({"B1": 1}))
add(
    "xlwt-formulas.xls",
    biff.xls([("Sheet1", 0, BLANK_RESULTS)], globals_extra=XLWT),
    one({"A1": NO_VALUE, "B1": 1}, "no_cached_value"),
)
FORMATS = [(164, 'yyyy"年"m"月"'), (165, '[红]0.00"日"'), (166, "[h]:mm")]
STYLES = [0, 14, 27, 57, 164, 165, 166]
DATED = b"".join(biff.number(i, 0, 45352, i) for i in range(len(STYLES)))
add(
    "dates.xls",
    biff.xls([("Sheet1", 0, DATED)], formats=FORMATS, styles=STYLES),
    one(
        {
            "A1": 45352,
            "A2": D(2024, 3, 1),
            "A3": D(2024, 3, 1),
            "A4": D(2024, 3, 1),
            "A5": D(2024, 3, 1),
            "A6": 45352,
            "A7": 45352,
        }
    ),
)
add(
    "dates-1904.xls",
    biff.xls([("Sheet1", 0, biff.number(0, 0, 43890, 1))], styles=[0, 14], date1904=True),
    one({"A1": D(2024, 3, 1)}, "date1904"),
)
add(
    "merges.xls",
    biff.xls([("Sheet1", 0, biff.number(0, 0, 1) + biff.number(1, 1, 2) + biff.merged((0, 1, 0, 1), (4, 4, 0, 2)))]),
    one({"A1": 1, "B2": 2}, "data_under_merge", merges=("A1:B2", "A5:C5")),
)
add(
    "hidden.xls",
    biff.xls(
        [
            (
                "看得见",
                0,
                biff.hidden_columns(1, 1)
                + biff.hidden_row(1)
                + biff.number(0, 0, 1)
                + biff.number(0, 1, 2)
                + biff.number(1, 0, 3),
            ),
            ("隐藏", 1, biff.number(0, 0, 4)),
            ("深藏", 2, biff.number(0, 0, 5)),
        ]
    ),
    Read(
        {"看得见": {"A1": 1, "B1": 2, "A2": 3}, "隐藏": {"A1": 4}, "深藏": {"A1": 5}},
        frozenset({"hidden_sheet", "hidden_rows", "hidden_columns"}),
        states={"隐藏": "hidden", "深藏": "veryHidden"},
    ),
)
add(
    "links.xls",
    biff.xls(
        PLAIN,
        ["项目"],
        globals_extra=biff.record(biff.SUPBOOK, struct.pack("<H", 0) + biff.unicode_text("\1C:\\x.xls")),
    ),
    one(BASIC_CELLS, "external_links"),
)
add(
    "macros.xls",
    biff.compound({"Workbook": biff.stream(PLAIN, ["项目"]), "_VBA_PROJECT": b"x"}),
    one(BASIC_CELLS, "macros"),
)
add("last-cell.xls", biff.xls([("Sheet1", 0, biff.number(65535, 255, 7))]), one({"IV65536": 7}))
add("empty.xls", biff.xls([("Sheet1", 0, b"")]), one({}))
add(
    "many-blanks.xls",
    lambda: biff.xls(
        [
            (
                "Sheet1",
                0,
                b"".join(biff.record(biff.BLANK, struct.pack("<HHH", r, c, 0)) for r in range(3000) for c in range(20))
                + biff.number(0, 30, 1),
            )
        ]
    ),
    one({"AE1": 1}),
)
LONG = [f"文字{i}" + "长" * 200 for i in range(50)]


def continued() -> bytes:
    """Shared strings that run over into CONTINUE records in the middle of a text."""
    whole = struct.pack("<II", len(LONG), len(LONG)) + b"".join(biff.unicode_text(text) for text in LONG)
    table = biff.stream([("Sheet1", 0, b"".join(biff.shared(i, 0, i) for i in range(50)))], LONG)
    single = biff.record(biff.SST, whole)
    pieces, at, first, split = b"", 0, True, False
    spans = []
    place = 8
    for text in LONG:
        spans.append((place, place + 3 + 2 * len(text)))
        place = spans[-1][1]
    while at < len(whole):
        size = 4000 - at % 2
        end = min(at + size, len(whole))
        inside = next(((b, e) for b, e in spans if b + 3 < end < e), None)
        if inside and (end - inside[0] - 3) % 2:
            end -= 1
        if inside is None and end < len(whole):
            end = next(b for b, e in spans if b >= end - 4)  # between texts
            inside = None
        pieces += biff.record(
            biff.SST if first else biff.CONTINUE, (b"" if first or not split else b"\1") + whole[at:end]
        )
        split = inside is not None
        at, first = end, False
    begin = table.index(single)
    out = table[:begin] + pieces + table[begin + len(single) :]
    shift = len(pieces) - len(single)
    at = 0
    patched = bytearray(out)
    while at < begin:
        kind, size = struct.unpack_from("<HH", patched, at)
        if kind == biff.BOUNDSHEET:
            (offset,) = struct.unpack_from("<I", patched, at + 4)
            struct.pack_into("<I", patched, at + 4, offset + shift)
        at += 4 + size
    return biff.compound({"Workbook": bytes(patched)})


add("continued-strings.xls", continued, one({f"A{i + 1}": text for i, text in enumerate(LONG)}))

# -- broken ------------------------------------------------------------------------------------------------------------

BIG = biff.xls([("Sheet1", 0, b"".join(biff.number(r, c, r * c + 0.5) for r in range(200) for c in range(10)))])
for part in (5, 20, 50, 80, 95):
    add(f"truncated-{part}.xls", BIG[: len(BIG) * part // 100], CORRUPT)
add("only-signature.xls", GOOD[:8], CORRUPT)
overrun = bytearray(biff.stream(PLAIN, ["项目"]))
overrun[-30:-28] = b"\xff\xff"
add("record-overrun.xls", biff.compound({"Workbook": bytes(overrun[:-4])}), CORRUPT)
add("stream-of-noise.xls", biff.compound({"Workbook": bytes((i * 7919) % 256 for i in range(6000))}), CORRUPT)
add("stream-of-nulls.xls", biff.compound({"Workbook": bytes(6000)}), CORRUPT)
fat_loop = bytearray(BIG)
struct.pack_into("<I", fat_loop, 512 + 4 * 3, 2)
add("fat-loop.xls", bytes(fat_loop), CORRUPT)
directory_loop = bytearray(GOOD)
struct.pack_into("<I", directory_loop, 512 + 4, 1)
# What follows the loop is no part of the file; all that is listed before it is whole.
add("directory-loop.xls", bytes(directory_loop), one(BASIC_CELLS, format="xls"))
no_directory = bytearray(GOOD)
struct.pack_into("<I", no_directory, 48, 0xFFFFFF00)
add("no-directory.xls", bytes(no_directory), CORRUPT)
huge_sectors = bytearray(GOOD)
struct.pack_into("<H", huge_sectors, 30, 40)
add("huge-sectors.xls", bytes(huge_sectors), CORRUPT)
add("string-beyond.xls", biff.xls([("Sheet1", 0, biff.shared(0, 0, 99))], ["项目"]), CORRUPT)
add("sheet-beyond.xls", biff.compound({"Workbook": biff.stream(PLAIN, ["项目"])[:-60].ljust(5000, b"\0")}), CORRUPT)
add("nan.xls", biff.xls([("Sheet1", 0, biff.number(0, 0, float("nan")))]), CORRUPT)
add("no-sheets.xls", biff.xls([]), Refused("no_sheets"))
add("word.doc", biff.compound({"WordDocument": b"x"}), Refused("unsupported"))
add("word.wps", biff.compound({"WordDocument": b"x"}), Refused("unsupported"))
add("word-named.xls", biff.compound({"WordDocument": b"x"}), Refused("unsupported"))
add("slides.ppt", biff.compound({"PowerPoint Document": b"x"}), Refused("not_a_workbook"))
add("message.msg", biff.compound({"__properties_version1.0": b"x"}), Refused("not_a_workbook"))

# -- passwords ---------------------------------------------------------------------------------------------------------

ENCRYPTED = Refused("encrypted")
RC4 = biff.encrypted_xls("口令123", PLAIN, ["项目"])
add("rc4.xls", RC4, ENCRYPTED)
add("rc4-wrong.xls", RC4, ENCRYPTED, password="不对")
add("rc4-right.xls", RC4, one(BASIC_CELLS, format="xls"), password="口令123")
add("rc4-write-protected.xls", biff.encrypted_xls("VelvetSweatshop", PLAIN, ["项目"]), one(BASIC_CELLS))


def agile(password: str) -> bytes:
    """Agile encryption by msoffcrypto, whose container cuts streams below 4096 bytes off: hence the filler."""
    import olefile
    from msoffcrypto.format.ooxml import OOXMLFile

    out = io.BytesIO()
    noise = bytes((i * 7919 + i * i) % 251 for i in range(9000))
    OOXMLFile(io.BytesIO(pack(basic() | {"docProps/filler.bin": noise}, zipfile.ZIP_STORED))).encrypt(password, out)
    with olefile.OleFileIO(io.BytesIO(out.getvalue())) as ole:
        info, package = ole.openstream("EncryptionInfo").read(), ole.openstream("EncryptedPackage").read()
    (size,) = struct.unpack_from("<Q", package)
    return biff.compound({"EncryptionInfo": info.rstrip(b"\0"), "EncryptedPackage": package[: 8 + -(-size // 16) * 16]})


def standard(password: str) -> bytes:
    """Standard encryption ([MS-OFFCRYPTO] 2.3.4.5-2.3.4.9): AES-128 in ECB mode, SHA-1 spun 50,000 times."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    salt, verifier = bytes(range(16)), bytes(range(16, 32))
    digest = hashlib.sha1(salt + password.encode("utf-16-le")).digest()
    for i in range(50_000):
        digest = hashlib.sha1(struct.pack("<I", i) + digest).digest()
    digest = hashlib.sha1(digest + b"\0\0\0\0").digest()
    key = hashlib.sha1(bytes(a ^ b for a, b in zip(digest.ljust(64, b"\0"), b"\x36" * 64, strict=True))).digest()[:16]

    def encrypt(data: bytes) -> bytes:
        box = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
        return box.update(data.ljust(-(-len(data) // 16) * 16, b"\0")) + box.finalize()

    name = "Microsoft Enhanced RSA and AES Cryptographic Provider\0".encode("utf-16-le")
    header = struct.pack("<IIIIIIII", 0x24, 0, 0x660E, 0x8004, 128, 0x18, 0, 0) + name
    check = (
        struct.pack("<I", 16)
        + salt
        + encrypt(verifier)
        + struct.pack("<I", 20)
        + encrypt(hashlib.sha1(verifier).digest())
    )
    info = struct.pack("<HHII", 4, 2, 0x24, len(header)) + header + check
    plain = pack(basic())
    return biff.compound({"EncryptionInfo": info, "EncryptedPackage": struct.pack("<Q", len(plain)) + encrypt(plain)})


CONTINUED = "技" * 9000
_TAIL = CONTINUED[4000:].encode("utf-16-le")
add(
    "formula-text-continued.xls",
    biff.xls(
        [
            (
                "Sheet1",
                0,
                biff.formula(0, 0, b"\0\0\0\0\0\0\xff\xff")
                + biff.record(biff.STRING, struct.pack("<HB", 9000, 1) + CONTINUED[:4000].encode("utf-16-le"))
                + biff.record(0x003C, b"\1" + _TAIL[:8000])
                + biff.record(0x003C, b"\1" + _TAIL[8000:])
                + biff.number(0, 1, 12.5),
            )
        ]
    ),
    one({"A1": CONTINUED, "B1": 12.5}),
)
add(
    "macro-sheet.xls",
    biff.xls(
        PLAIN, ["项目"], globals_extra=biff.record(biff.BOUNDSHEET, struct.pack("<IBB", 0, 1, 1) + b"\x06\x00Macro1")
    ),
    one(BASIC_CELLS, "macros"),
)

add("standard.xlsx", lambda: standard("口令123"), ENCRYPTED)
add("standard-right.xlsx", lambda: standard("口令123"), one(BASIC_CELLS), password="口令123")
add("agile.xlsx", lambda: agile("口令123"), ENCRYPTED)
add("agile-wrong.xlsx", lambda: agile("口令123"), ENCRYPTED, password="不对")
add("agile-right.xlsx", lambda: agile("口令123"), one(BASIC_CELLS, format="xlsx"), password="口令123")
add("agile-write-protected.xlsx", lambda: agile("VelvetSweatshop"), one(BASIC_CELLS))
add("agile-truncated.xlsx", lambda: agile("a")[:-1500], CORRUPT, password="a")
add(
    "agile-many-spins.xlsx",
    lambda: biff.compound(
        {
            "EncryptionInfo": b'\4\0\4\0\x40\0\0\0<encryption><p:encryptedKey spinCount="99999999"/></encryption>',
            "EncryptedPackage": bytes(5000),
        }
    ),
    CORRUPT,
    password="a",
)
add(
    "agile-nonsense.xlsx",
    biff.compound({"EncryptionInfo": b"\4\0\4\0nonsense", "EncryptedPackage": bytes(5000)}),
    CORRUPT,
    password="a",
)
