"""Packages of Office made by hand, part by part, so that every oddity can be written exactly."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterable, Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_KINDS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
EPOCH = (1980, 1, 1, 0, 0, 0)

Parts = dict[str, bytes]


def pack(parts: Mapping[str, bytes] | Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip with fixed dates; pairs may repeat a name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about names that are there twice: that is what is wanted
        for name, data in parts.items() if isinstance(parts, Mapping) else parts:
            info = zipfile.ZipInfo("part", EPOCH)
            info.filename = name  # as it is: no tidying of slashes
            info.compress_type = method
            archive.writestr(info, data)
    return out.getvalue()


def relations(entries: Iterable[tuple[str, str, str]], kinds: str = KINDS) -> bytes:
    """(id, kind, target) lines."""
    lines = "".join(f'<Relationship Id="{i}" Type="{kinds}/{kind}" Target="{target}"/>' for i, kind, target in entries)
    return f'{HEAD}<Relationships xmlns="{RELS}">{lines}</Relationships>'.encode()


def sheet(rows: str, before: str = "", after: str = "", namespace: str = MAIN) -> bytes:
    return (
        f'{HEAD}<worksheet xmlns="{namespace}" xmlns:r="{KINDS}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
    ).encode()


def strings(*items: str, namespace: str = MAIN) -> bytes:
    """Shared strings from `<si>` contents."""
    body = "".join(f"<si>{item}</si>" for item in items)
    return f'{HEAD}<sst xmlns="{namespace}" count="{len(items)}" uniqueCount="{len(items)}">{body}</sst>'.encode()


def styles(*formats: int | str, namespace: str = MAIN) -> bytes:
    """Cell styles 0, 1, 2 … by number format id or code; codes get ids from 164."""
    codes = [code for code in formats if isinstance(code, str)]
    ids = {code: 164 + i for i, code in enumerate(codes)}
    numbers = "".join(f'<numFmt numFmtId="{ids[code]}" formatCode="{escape(code)}"/>' for code in codes)
    xfs = "".join(f'<xf numFmtId="{ids[f] if isinstance(f, str) else f}" xfId="0"/>' for f in formats)
    return (
        f'{HEAD}<styleSheet xmlns="{namespace}"><numFmts count="{len(codes)}">{numbers}</numFmts>'
        f'<cellStyleXfs count="1"><xf numFmtId="14"/></cellStyleXfs>'
        f'<cellXfs count="{len(formats)}">{xfs}</cellXfs></styleSheet>'
    ).encode()


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def content_types(sheets: int, shared: bool, style: bool) -> bytes:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    lines = [("xl/workbook.xml", "sheet.main")]
    lines += [(f"xl/worksheets/sheet{i}.xml", "worksheet") for i in range(1, sheets + 1)]
    lines += [("xl/sharedStrings.xml", "sharedStrings")] * shared + [("xl/styles.xml", "styles")] * style
    overrides = "".join(f'<Override PartName="/{part}" ContentType="{kind}.{name}+xml"/>' for part, name in lines)
    return (
        f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    ).encode()


def workbook(
    sheets: Mapping[str, bytes] | Iterable[tuple[str, bytes]],
    shared: bytes | None = None,
    style: bytes | None = None,
    *,
    states: Mapping[str, str] | None = None,
    date1904: bool = False,
    namespace: str = MAIN,
    kinds: str = KINDS,
) -> Parts:
    """All parts of a workbook; change them before `pack`."""
    pairs = list(sheets.items() if isinstance(sheets, Mapping) else sheets)
    states = states or {}
    entries = "".join(
        f'<sheet name="{escape(name)}" sheetId="{i}"'
        + (f' state="{states[name]}"' if name in states else "")
        + f' r:id="rId{i}"/>'
        for i, (name, _) in enumerate(pairs, 1)
    )
    properties = '<workbookPr date1904="1"/>' if date1904 else "<workbookPr/>"
    links = [(f"rId{i}", "worksheet", f"worksheets/sheet{i}.xml") for i in range(1, len(pairs) + 1)]
    parts: Parts = {
        "[Content_Types].xml": content_types(len(pairs), shared is not None, style is not None),
        "_rels/.rels": relations([("rId1", "officeDocument", "xl/workbook.xml")], kinds),
        "xl/workbook.xml": (
            f'{HEAD}<workbook xmlns="{namespace}" xmlns:r="{kinds}">{properties}<sheets>{entries}</sheets></workbook>'
        ).encode(),
    }
    for i, (_, data) in enumerate(pairs, 1):
        parts[f"xl/worksheets/sheet{i}.xml"] = data
    if shared is not None:
        parts["xl/sharedStrings.xml"] = shared
        links.append(("rIdS", "sharedStrings", "sharedStrings.xml"))
    if style is not None:
        parts["xl/styles.xml"] = style
        links.append(("rIdT", "styles", "styles.xml"))
    parts["xl/_rels/workbook.xml.rels"] = relations(links, kinds)
    return parts


def simple(
    rows: str, *shared: str, formats: Iterable[int | str] = (), before: str = "", after: str = "", **more
) -> Parts:
    """A workbook of one sheet, Sheet1."""
    formats = tuple(formats)
    return workbook(
        {"Sheet1": sheet(rows, before, after)},
        strings(*shared) if shared else None,
        styles(*formats) if formats else None,
        **more,
    )


def document(body: str, numbering: str = "", namespace: str = WORD) -> Parts:
    """A Word document from the content of w:body."""
    parts: Parts = {
        "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": relations([("rId1", "officeDocument", "word/document.xml")]),
        "word/document.xml": f'{HEAD}<w:document xmlns:w="{namespace}"><w:body>{body}</w:body></w:document>'.encode(),
    }
    if numbering:
        parts["word/numbering.xml"] = f'{HEAD}<w:numbering xmlns:w="{namespace}">{numbering}</w:numbering>'.encode()
        parts["word/_rels/document.xml.rels"] = relations([("rId1", "numbering", "numbering.xml")])
    return parts


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}<w:r><w:t>{text}</w:t></w:r></w:p>"


def table(*rows: Iterable[str]) -> str:
    """A Word table from cell contents; a cell given as XML (`<w:tc>…`) is taken as it is."""
    body = "".join(
        "<w:tr>" + "".join(c if c.startswith("<w:tc>") else f"<w:tc>{paragraph(c)}</w:tc>" for c in row) + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl><w:tblPr/>{body}</w:tbl>"
