"""Broken and hostile inputs, and things that are no files: each refused with its code, none hangs or harms."""

from __future__ import annotations

import io
import os
import socket
import struct
import zipfile
import zlib
from pathlib import Path

from formats.corpus import Refused, add, add_made, one
from formats.corpus_ooxml import BASIC, BASIC_CELLS, CELL, TEXT, basic
from formats.ooxml_maker import EPOCH, HEAD, KINDS, document, pack, relations, sheet, simple, strings, workbook

CORRUPT = Refused("corrupt")
GOOD = pack(basic())

# -- archives ----------------------------------------------------------------------------------------------------------

add("zero-bytes.xlsx", b"", Refused("empty_file"))
add("zero-bytes.xls", b"", Refused("empty_file"))
add("zero-bytes.csv", b"", Refused("empty_file"))
for part in (10, 30, 50, 90, 99):
    add(f"truncated-{part}.xlsx", GOOD[: len(GOOD) * part // 100], CORRUPT)
add("truncated-head.xlsx", GOOD[4:], Refused("not_a_workbook"))
add("empty-archive.xlsx", pack({}), Refused("not_a_workbook"))
add("plain-archive.xlsx", pack({"readme.txt": b"hello"}), Refused("not_a_workbook"))


def wrong_crc(name: str) -> bytes:
    """One byte of a stored part flipped, its CRC kept."""
    data = bytearray(pack(basic(), zipfile.ZIP_STORED))
    content = basic()[name]
    at = data.index(content) + content.index(b"12.50" if b"12.50" in content else b"xmlns") + 1
    data[at] ^= 1
    return bytes(data)


add("wrong-crc-sheet.xlsx", wrong_crc("xl/worksheets/sheet1.xml"), CORRUPT)
add("wrong-crc-strings.xlsx", wrong_crc("xl/sharedStrings.xml"), CORRUPT)


def broken_deflate() -> bytes:
    data = bytearray(GOOD)
    at = data.index(b"sheet1.xml") + len("sheet1.xml")
    data[at + 5 : at + 25] = b"\xff" * 20
    return bytes(data)


add("broken-deflate.xlsx", broken_deflate(), CORRUPT)
add(
    "two-parts-one-name.xlsx",
    pack([*basic().items(), ("xl/worksheets/sheet1.xml", b"<worksheet/>")]),
    Refused("duplicate_part"),
)
add(
    "two-parts-by-case.xlsx",
    pack([*basic().items(), ("XL/Worksheets/Sheet1.xml", b"<worksheet/>")]),
    Refused("duplicate_part"),
)
add(
    "two-parts-by-slash.xlsx",
    pack([*basic().items(), ("xl\\worksheets\\sheet1.xml", b"<worksheet/>")]),
    Refused("duplicate_part"),
)
add(
    "two-document-properties.xlsx",
    pack([*basic().items(), ("docProps/a.xml", b"1"), ("docProps/a.xml", b"2")]),
    Refused("duplicate_part"),
)
add("path-up.xlsx", pack(basic() | {"../../evil.xml": b"x"}), CORRUPT)
add("path-inside-up.xlsx", pack(basic() | {"xl/../../evil.xml": b"x"}), CORRUPT)
add("path-backslash-up.xlsx", pack(basic() | {"..\\..\\evil.xml": b"x"}), CORRUPT)
add("path-absolute.xlsx", pack(basic() | {"/etc/cron.d/evil": b"x"}), CORRUPT)
add("path-drive.xlsx", pack(basic() | {"C:\\evil.xml": b"x"}), CORRUPT)
add(
    "target-up.xlsx",
    pack(basic() | {"xl/_rels/workbook.xml.rels": relations([("rId1", "worksheet", "../../../../etc/passwd")])}),
    Refused("missing_part"),
)


def bomb(part: str, size: int = 600 << 20, filler: bytes = b" ") -> bytes:
    """A part that unpacks to hundreds of megabytes of spaces."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in basic().items():
            if name != part:
                archive.writestr(zipfile.ZipInfo(name, EPOCH), data)
        info = zipfile.ZipInfo(part, EPOCH)
        info.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(info, "w") as entry:
            block = filler * ((1 << 20) // len(filler))
            for _ in range(size >> 20):
                entry.write(block)
    return out.getvalue()


add("bomb-sheet.xlsx", lambda: bomb("xl/worksheets/sheet1.xml"), Refused("zip_bomb"))
add("bomb-elsewhere.xlsx", lambda: bomb("xl/media/picture.bin"), Refused("zip_bomb"))


def lying_size() -> bytes:
    """The directory says 10 bytes, the stream holds 50 MB."""
    raw = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = raw.compress(b" " * (50 << 20)) + raw.flush()
    data = bytearray(pack(basic() | {"xl/worksheets/sheet1.xml": b"0123456789"}, zipfile.ZIP_STORED))
    name = b"xl/worksheets/sheet1.xml"
    at = data.index(name)
    local = at - 30
    struct.pack_into("<H", data, local + 8, 8)
    struct.pack_into("<I", data, local + 18, len(packed))
    tail = bytearray(data[at + len(name) + 10 :])
    central = tail.index(name) - 46
    struct.pack_into("<H", tail, central + 10, 8)
    struct.pack_into("<I", tail, central + 20, len(packed))
    grown = len(packed) - 10
    for entry in _central_entries(tail):
        (offset,) = struct.unpack_from("<I", tail, entry + 42)
        if offset > local:
            struct.pack_into("<I", tail, entry + 42, offset + grown)
    end = tail.index(b"PK\x05\x06")
    (start,) = struct.unpack_from("<I", tail, end + 16)
    struct.pack_into("<I", tail, end + 16, start + grown)
    return bytes(data[: at + len(name)]) + packed + bytes(tail)


def _central_entries(tail: bytes) -> list[int]:
    found, at = [], tail.find(b"PK\x01\x02")
    while at >= 0:
        found.append(at)
        at = tail.find(b"PK\x01\x02", at + 4)
    return found


add("lying-size.xlsx", lying_size(), CORRUPT)
add(
    "many-entries.xlsx",
    lambda: pack([*basic().items(), *((f"junk/{i}", b"") for i in range(20_000))]),
    Refused("zip_bomb"),
)


def zip_password() -> bytes:
    """All entries marked as encrypted by zip."""
    data = bytearray(GOOD)
    for mark, shift in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + shift] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


add("zip-password.xlsx", zip_password(), Refused("encrypted"))
deflate64 = bytearray(GOOD)
for mark, shift in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
    at = deflate64.find(mark)
    while at >= 0:
        deflate64[at + shift] = 9
        at = deflate64.find(mark, at + 4)
add("deflate64.xlsx", bytes(deflate64), Refused("unsupported"))

add("bzip2.xlsx", pack(basic(), zipfile.ZIP_BZIP2), Refused("unsupported"))
add("lzma.xlsx", pack(basic(), zipfile.ZIP_LZMA), Refused("unsupported"))

# -- parts -------------------------------------------------------------------------------------------------------------


def without(name: str) -> bytes:
    parts = simple(BASIC, TEXT, formats=[0, 14])
    assert parts.pop(name)
    return pack(parts)


add("no-sheet-part.xlsx", without("xl/worksheets/sheet1.xml"), Refused("missing_part"))
add("no-workbook-part.xlsx", without("xl/workbook.xml"), Refused("missing_part"))
add("no-workbook-relations.xlsx", without("xl/_rels/workbook.xml.rels"), Refused("missing_part"))
add("no-strings-part.xlsx", without("xl/sharedStrings.xml"), Refused("missing_part"))
add("no-styles-part.xlsx", without("xl/styles.xml"), Refused("missing_part"))
add("only-content-types.xlsx", pack({"[Content_Types].xml": b"<Types/>"}), Refused("missing_part"))
add("no-sheets.xlsx", pack(workbook({})), Refused("no_sheets"))
chart = workbook({"图": b"<chartsheet/>"}) | {
    "xl/_rels/workbook.xml.rels": relations([("rId1", "chartsheet", "c.xml")])
}
add("only-a-chart.xlsx", pack(chart), Refused("no_sheets"))
add(
    "external-sheet.xlsx",
    pack(
        basic()
        | {
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="x"><Relationship Id="rId1" Type="{KINDS}/worksheet" Target="http://x/s.xml" TargetMode="External"/></Relationships>'.encode()
        }
    ),
    Refused("missing_part"),
)
shared_part = workbook({f"表{i}": sheet(BASIC) for i in range(3)}, strings(TEXT))
shared_part["xl/_rels/workbook.xml.rels"] = shared_part["xl/_rels/workbook.xml.rels"].replace(
    b"sheet2.xml", b"sheet1.xml"
)
add("two-sheets-one-part.xlsx", pack(shared_part), CORRUPT)
add("sheet-is-strings.xlsx", pack(basic() | {"xl/worksheets/sheet1.xml": strings("<t>x</t>")}), CORRUPT)
add("sheet-is-empty.xlsx", pack(basic() | {"xl/worksheets/sheet1.xml": b""}), CORRUPT)
add("sheet-is-binary.xlsx", pack(basic() | {"xl/worksheets/sheet1.xml": bytes(range(256)) * 9}), CORRUPT)
add("workbook-is-binary.xlsx", pack(basic() | {"xl/workbook.xml": bytes(range(256)) * 9}), CORRUPT)
add(
    "presentation.pptx",
    pack(
        {
            "[Content_Types].xml": b"<Types/>",
            "_rels/.rels": relations([("r", "officeDocument", "ppt/presentation.xml")]),
            "ppt/presentation.xml": b"<p:presentation xmlns:p='x'/>",
        }
    ),
    Refused("not_a_workbook"),
)

# -- XML ---------------------------------------------------------------------------------------------------------------

LAUGHS = (
    '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def with_doctype(name: str, doctype: str, parts: dict[str, bytes] | None = None) -> bytes:
    parts = dict(parts or simple(BASIC, TEXT, formats=[0]))
    parts[name] = parts[name].replace(HEAD.encode(), (HEAD + doctype).encode())
    assert doctype.encode() in parts[name]
    return pack(parts)


ENTITY = Refused("xml_entity")
add("laughs-sheet.xlsx", with_doctype("xl/worksheets/sheet1.xml", LAUGHS), ENTITY)
add("laughs-strings.xlsx", with_doctype("xl/sharedStrings.xml", LAUGHS), ENTITY)
add("outside-entity-sheet.xlsx", with_doctype("xl/worksheets/sheet1.xml", OUTSIDE), ENTITY)
add("outside-entity-workbook.xlsx", with_doctype("xl/workbook.xml", OUTSIDE), ENTITY)
add("outside-entity-styles.xlsx", with_doctype("xl/styles.xml", OUTSIDE), ENTITY)
add("outside-entity-relations.xlsx", with_doctype("xl/_rels/workbook.xml.rels", OUTSIDE), ENTITY)
add("empty-doctype.xlsx", with_doctype("xl/worksheets/sheet1.xml", "<!DOCTYPE worksheet>"), ENTITY)
add("doctype-word.docx", with_doctype("word/document.xml", OUTSIDE, document("<w:p/>")), ENTITY)


def broken(rows: str, *shared: str, after: str = "", **more) -> bytes:
    return pack(simple(rows, *shared, after=after, **more))


add("not-well-formed.xlsx", broken('<row r="1"><c r="A1"><v>1</v></row>'), CORRUPT)
add("cut-off-xml.xlsx", pack(basic() | {"xl/worksheets/sheet1.xml": sheet(BASIC)[:-30]}), CORRUPT)
add("text-after-end.xlsx", pack(basic() | {"xl/worksheets/sheet1.xml": sheet(BASIC) + b"<more/>"}), CORRUPT)
add(
    "wrong-bytes.xlsx",
    pack(basic() | {"xl/sharedStrings.xml": strings("<t>abc</t>").replace(b"abc", b"\xff\xfe\xfa")}),
    CORRUPT,
)
add(
    "unknown-encoding.xlsx",
    pack(basic() | {"xl/worksheets/sheet1.xml": sheet(BASIC).replace(b"UTF-8", b"NO-SUCH")}),
    CORRUPT,
)
add("unknown-entity.xlsx", broken('<row r="1"><c r="A1" t="str"><v>&nbsp;</v></c></row>'), CORRUPT)
add("control-sign.xlsx", broken('<row r="1"><c r="A1" t="str"><v>\x01</v></c></row>'), CORRUPT)
add("deep-nesting.xlsx", lambda: broken("<row>" + "<x>" * 200_000 + "</x>" * 200_000 + "</row>"), CORRUPT)
add("deep-cells.xlsx", lambda: broken('<row r="1">' + "<c>" * 100_000 + "</c>" * 100_000 + "</row>"), CORRUPT)
add(
    "deep-nesting-comment.xlsx",
    lambda: broken("<row><!-- " + "</x>" * 200_000 + " -->" + "<x>" * 200_000 + "</x>" * 200_000 + "</row>"),
    CORRUPT,
)
add("huge-attribute.xlsx", lambda: broken(f'<row r="1"><c r="A1" x="{"a" * (12 << 20)}"><v>1</v></c></row>'), CORRUPT)
add("huge-name.xlsx", lambda: broken(f"<row><{'a' * (12 << 20)}/></row>"), CORRUPT)
add("huge-comment.xlsx", lambda: broken(f"<row><!--{'a>' * (6 << 20)}--></row>"), CORRUPT)
add("many-names.xlsx", lambda: broken("".join(f"<n{i}/>" for i in range(60_000))), CORRUPT)
add("cell-flood.xlsx", lambda: broken('<row r="1">' + "<c/>" * 300_000 + "</row>"), CORRUPT)
add("element-flood.xlsx", lambda: broken("<x></x>" * 17_000_000), Refused("too_big"), slow=True)
add("text-flood.xlsx", lambda: broken("", *[f"<t>{'长' * 32767}</t>"] * 2200), Refused("zip_bomb"))
add("beyond-columns.xlsx", broken('<row r="1"><c r="XFE1"><v>1</v></c></row>'), CORRUPT)
add("beyond-rows.xlsx", broken('<row r="1048577"><c r="A1048577"><v>1</v></c></row>'), CORRUPT)
add("far-beyond.xlsx", broken('<row r="99999999999999999999"><c r="A99999999999999999999"><v>1</v></c></row>'), CORRUPT)
add("row-zero.xlsx", broken('<row r="0"><c r="A0"><v>1</v></c></row>'), CORRUPT)
add("row-negative.xlsx", broken('<row r="-1"><c r="A1"><v>1</v></c></row>'), CORRUPT)
add("cell-in-other-row.xlsx", broken('<row r="12"><c r="A13"><v>1</v></c></row>'), CORRUPT)
add("cell-no-address.xlsx", broken('<row r="1"><c r="甲1"><v>1</v></c></row>'), CORRUPT)
add("cell-twice.xlsx", broken('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'), CORRUPT)
add("merge-beyond.xlsx", broken(BASIC, TEXT, after='<mergeCells><mergeCell ref="A1:XFE1"/></mergeCells>'), CORRUPT)
add("string-beyond.xlsx", broken(CELL(' t="s"><v>7</v>'), TEXT), CORRUPT)
add("string-negative.xlsx", broken(CELL(' t="s"><v>-1</v>'), TEXT), CORRUPT)
add("string-word.xlsx", broken(CELL(' t="s"><v>词</v>'), TEXT), CORRUPT)
for i, number in enumerate(
    ("NaN", "Infinity", "-inf", "1_000", "１２", "1,5", "0x10", "1e", "1E+999", "1" * 500, "--1")
):
    add(f"bad-number-{i}.xlsx", broken(CELL(f"><v>{number}</v>")), CORRUPT)
add(
    "bad-number-in-many.xlsx",
    broken("".join(f'<row r="{r}"><c r="A{r}"><v>{r if r != 250 else "1e"}</v></c></row>' for r in range(1, 400))),
    CORRUPT,
)
add("bad-bool.xlsx", broken(CELL(' t="b"><v>2</v>')), CORRUPT)
add("bad-type.xlsx", broken(CELL(' t="zz"><v>2</v>')), CORRUPT)
add(
    "merge-flood.xlsx",
    lambda: broken(BASIC, TEXT, after="<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 600_000 + "</mergeCells>"),
    Refused("too_big"),
)
add(
    "column-flood.xlsx",
    broken(BASIC, TEXT, before="<cols>" + '<col min="1" max="16384" hidden="1"/>' * 20_000 + "</cols>"),
    one(BASIC_CELLS, "hidden_columns"),
)
add(
    "tall-merges.xlsx",
    broken(
        "".join(f'<row r="{r}"><c r="A{r}"><v>1</v></c></row>' for r in range(1, 3000)),
        after="<mergeCells>" + "".join(f'<mergeCell ref="A{r}:XFD1048576"/>' for r in range(1, 3000)) + "</mergeCells>",
    ),
    one({f"A{r}": 1 for r in range(1, 3000)}, "data_under_merge"),
)

# -- other things under a workbook's name --------------------------------------------------------------------------------

NO = Refused("not_a_workbook")
add("picture.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(500), NO)
add("photo.xls", b"\xff\xd8\xff\xe0" + bytes(500), NO)
add("pdf.xlsx", b"%PDF-1.7\n" + bytes(500), NO)
add("program.xls", b"MZ" + bytes(500), NO)
add("noise.xlsx", bytes((i * 7919 + i * i) % 256 for i in range(5000)), NO)
add("noise.xls", bytes((i * 104729 + i * i) % 256 for i in range(5000)), NO)
add("nulls.xlsx", bytes(5000), NO)
add("words.xlsx", "这不是表格，只是一段话。".encode(), NO)
add("data.json", b'{"a": 1,\n "b": 2,\n "c": 3}\n', NO)
add("archive.rar", b"Rar!\x1a\x07\x00" + bytes(100), Refused("unsupported"))
add("archive-7z.xlsx", b"7z\xbc\xaf\x27\x1c" + bytes(100), Refused("unsupported"))
add("archive.gz", b"\x1f\x8b\x08" + bytes(100), Refused("unsupported"))
add("table.slk", b"ID;PWXL;N;E\nC;Y1;X1;K1\nE\n", Refused("unsupported"))
add("table.dif", b"TABLE\r\n0,1\r\n", Refused("unsupported"))
add("text.rtf", b"{\\rtf1 x}", Refused("unsupported"))
add("page.mht", b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<table>", Refused("unsupported"))

# -- not files ---------------------------------------------------------------------------------------------------------

NOT_A_FILE = Refused("not_a_file")
add("~$lock.xlsx", b"\x0btester" + bytes(158), Refused("lock_file"))
add_made("missing.xlsx", lambda folder: None, Refused("not_found"))
add_made("no-folder/missing.xlsx", lambda folder: None, Refused("not_found"))
add_made("name" * 100 + ".xlsx", lambda folder: None, Refused("not_found"))
add_made("folder.xlsx", lambda folder: (folder / "folder.xlsx").mkdir(), NOT_A_FILE)


def link(folder: Path) -> None:
    (folder / "target.xlsx").write_bytes(GOOD)
    (folder / "link.xlsx").symlink_to("target.xlsx")


if os.name == "posix":
    add_made("link.xlsx", link, NOT_A_FILE)
    add_made("dangling.xlsx", lambda folder: (folder / "dangling.xlsx").symlink_to("nowhere.xlsx"), NOT_A_FILE)
    add_made("loop.xlsx", lambda folder: (folder / "loop.xlsx").symlink_to("loop.xlsx"), NOT_A_FILE)
    add_made("zero-device.xlsx", lambda folder: (folder / "zero-device.xlsx").symlink_to("/dev/zero"), NOT_A_FILE)
    add_made("pipe.xlsx", lambda folder: os.mkfifo(folder / "pipe.xlsx"), NOT_A_FILE)

    def listener(folder: Path) -> None:
        """A socket; bound by a short relative name, because such names are short."""
        here = os.getcwd()
        os.chdir(folder)
        try:
            with socket.socket(socket.AF_UNIX) as made:
                made.bind("socket.xlsx")
        finally:
            os.chdir(here)

    add_made("socket.xlsx", listener, NOT_A_FILE)

    def sparse(folder: Path) -> None:
        with (folder / "sparse.xlsx").open("wb") as file:
            file.truncate(20 << 30)

    add_made("sparse.xlsx", sparse, Refused("too_big"))
