"""OpenDocument, binary (.xlsb) and XML 2003 workbooks made by hand."""

from __future__ import annotations

import struct
from collections.abc import Iterable

from formats.ooxml_maker import HEAD, Parts, relations

ODS_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"))
)


def ods(tables: str, styles: str = "") -> Parts:
    """An OpenDocument spreadsheet from table elements."""
    return {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": b"<manifest/>",
        "content.xml": (
            f"{HEAD}<office:document-content {ODS_NAMES}><office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
        ).encode(),
    }


def ods_cell(kind: str, value: str = "", text: str = "", more: str = "") -> str:
    attribute = {"date": "date-value", "boolean": "boolean-value", "time": "time-value", "string": "string-value"}.get(
        kind, "value"
    )
    given = f' office:{attribute}="{value}"' if value else ""
    shown = f"<text:p>{text}</text:p>" if text else ""
    return f'<table:table-cell office:value-type="{kind}"{given}{more}>{shown}</table:table-cell>'


# -- .xlsb -------------------------------------------------------------------------------------------------------------


def record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = b"", len(body)
    while True:
        size += bytes([length & 0x7F | (0x80 if length > 127 else 0)])
        length >>= 7
        if not length:
            return head + size + body


def wide(text: str) -> bytes:
    raw = text.encode("utf-16-le")
    return struct.pack("<I", len(raw) // 2) + raw


def row(number: int, hidden: bool = False) -> bytes:
    return record(0, struct.pack("<IIHBBB", number, 0, 300, 0, 0x10 if hidden else 0, 0) + struct.pack("<I", 0))


def cell(kind: int, column: int, body: bytes, style: int = 0) -> bytes:
    return record(kind, struct.pack("<II", column, style) + body)


DIMENSION = record(148, struct.pack("<IIII", 0, 9, 0, 9))
FORMULA_TAIL = struct.pack("<HI", 0, 0) + struct.pack("<I", 0)


def xlsb(
    sheets: Iterable[tuple[str, int, bytes]],
    texts: Iterable[str] = (),
    formats: Iterable[int] = (0,),
    date1904: bool = False,
) -> Parts:
    """A binary workbook; sheets are (name, hidden state, records between BeginSheetData and EndSheetData)."""
    sheets = list(sheets)
    book = record(131) + record(153, struct.pack("<IIBI", int(date1904), 0, 0, 0)) + record(143)
    links = []
    parts: Parts = {}
    for i, (name, state, data) in enumerate(sheets, 1):
        book += record(156, struct.pack("<II", state, i) + wide(f"rId{i}") + wide(name))
        links.append((f"rId{i}", "worksheet", f"worksheets/sheet{i}.bin"))
        parts[f"xl/worksheets/sheet{i}.bin"] = record(129) + DIMENSION + record(145) + data + record(146) + record(130)
    book += record(144) + record(132)
    texts = list(texts)
    if texts:
        links.append(("rIdS", "sharedStrings", "sharedStrings.bin"))
        items = b"".join(record(19, b"\0" + wide(text)) for text in texts)
        parts["xl/sharedStrings.bin"] = record(159, struct.pack("<II", len(texts), len(texts))) + items + record(160)
    formats = list(formats)
    xfs = b"".join(record(47, struct.pack("<HHHHHBBBBBB", 0, key, 0, 0, 0, 0, 0, 0, 0, 0, 0)) for key in formats)
    codes = record(615, struct.pack("<I", 0)) + record(616)  # no formats of its own
    cells = record(617, struct.pack("<I", len(formats))) + xfs + record(618)
    parts["xl/styles.bin"] = record(278) + codes + cells + record(279)
    links.append(("rIdT", "styles", "styles.bin"))
    parts["xl/workbook.bin"] = book
    parts["xl/_rels/workbook.bin.rels"] = relations(links)
    parts["_rels/.rels"] = relations([("rId1", "officeDocument", "xl/workbook.bin")])
    parts["[Content_Types].xml"] = (
        f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
    ).encode()
    return parts


# -- XML 2003 ----------------------------------------------------------------------------------------------------------


def xml2003(worksheets: str) -> bytes:
    return (
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel" '
        f'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">{worksheets}</Workbook>'
    ).encode()
