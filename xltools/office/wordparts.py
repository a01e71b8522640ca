"""A Word document built as text: paragraphs, one table, page numbers. Only what official tables need.

Sizes are in half-points (w:sz) and twentieths of a point (dxa), as WordprocessingML counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from .opc import app_properties, pack
from .safetext import xml_attribute, xml_text
from .theme import PART, THEME
from .xmlparts import Package

TITLE_FACE: Final = "方正小标宋简体"
HEADING_FACE: Final = "黑体"
BODY_FACE: Final = "仿宋_GB2312"

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPES: Final = "application/vnd.openxmlformats-officedocument"
_LONG, _SHORT, _MARGIN = 16838, 11906, 1134
_STORE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_FACTS_ID: Final = "{6E5A2C1B-7D43-4F0A-9B52-3C8E1D7F4A60}"
"""Names our custom XML part in every document: one that names itself anew each time would change the bytes."""
FACTS_SPACE: Final = "urn:xltools:lineage"


@dataclass(frozen=True, slots=True)
class CellSpec:
    """One cell of a row. `merge` is "" or restart/continue of a vertical merge."""

    text: str = ""
    span: int = 1
    merge: str = ""
    align: str = "center"
    face: str = BODY_FACE
    size: int = 21
    bookmark: str = ""


def run_properties(face: str, size: int) -> str:
    name = xml_attribute(face)
    return (
        f'<w:rPr><w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
    )


def run(text: str, face: str, size: int) -> str:
    """A run; line breaks become w:br."""
    properties = run_properties(face, size)
    body = "<w:br/>".join(f'<w:t xml:space="preserve">{xml_text(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r>{properties}{body}</w:r>" if text else ""


def paragraph(
    text: str, face: str = BODY_FACE, size: int = 24, *, align: str = "left", tabs: int = 0, after: int = 0
) -> str:
    """A paragraph. `tabs`: a right tab stop there; ``\\t`` in the text jumps to it."""
    stops = f'<w:tabs><w:tab w:val="right" w:pos="{tabs}"/></w:tabs>' if tabs else ""
    pieces = "<w:r><w:tab/></w:r>".join(run(piece, face, size) for piece in text.split("\t"))
    return (
        f'<w:p><w:pPr>{stops}<w:spacing w:before="0" w:after="{after}"/><w:jc w:val="{align}"/></w:pPr>{pieces}</w:p>'
    )


def cell(spec: CellSpec, width: int, number: int = 0) -> str:
    span = f'<w:gridSpan w:val="{spec.span}"/>' if spec.span > 1 else ""
    merge = "" if not spec.merge else "<w:vMerge/>" if spec.merge == "continue" else '<w:vMerge w:val="restart"/>'
    mark = (
        f'<w:bookmarkStart w:id="{number}" w:name="{xml_attribute(spec.bookmark)}"/><w:bookmarkEnd w:id="{number}"/>'
        if spec.bookmark
        else ""
    )
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:spacing w:before="0" w:after="0"/><w:jc w:val="{spec.align}"/>'
        f"{run_properties(spec.face, spec.size)}</w:pPr>{mark}"
        f"{run(spec.text, spec.face, spec.size)}</w:p></w:tc>"
    )


def row(
    cells: Sequence[CellSpec], widths: Sequence[int], *, header: bool = False, height: int = 454, number: int = 0
) -> str:
    """One table row, at least `height` high; a header row is repeated on every page."""
    made, at = [], 0
    for spec in cells:
        made.append(cell(spec, sum(widths[at : at + spec.span]), number))
        at += spec.span
    repeat = "<w:tblHeader/>" if header else ""
    return f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{height}"/>{repeat}</w:trPr>{"".join(made)}</w:tr>'


def table(rows: Iterable[str], widths: Sequence[int]) -> str:
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{sides}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def page_width(*, landscape: bool) -> int:
    """Room between the margins."""
    return (_LONG if landscape else _SHORT) - 2 * _MARGIN


def spread(weights: Sequence[float], *, landscape: bool) -> list[int]:
    """Column widths that fill the page."""
    room = page_width(landscape=landscape)
    return [int(room * weight / sum(weights)) for weight in weights]


PAGE_BREAK: Final = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


def document(body: Iterable[str], *, landscape: bool, facts: str = "") -> bytes:
    """The package. `facts` goes to a custom XML part that Word keeps and nobody sees."""
    width, height = (_LONG, _SHORT) if landscape else (_SHORT, _LONG)
    orient = ' w:orient="landscape"' if landscape else ""
    section = (
        f'<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="{width}" w:h="{height}"{orient}/>'
        f'<w:pgMar w:top="{_MARGIN}" w:right="{_MARGIN}" w:bottom="{_MARGIN}" w:left="{_MARGIN}" w:header="567" '
        'w:footer="567" w:gutter="0"/></w:sectPr>'
    )
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(
            (("officeDocument", "word/document.xml"), ("extended-properties", "docProps/app.xml"))
        ),
        "docProps/app.xml": app_properties(),
        "word/document.xml": (
            f'{_HEAD}<w:document xmlns:w="{_W}" xmlns:r="{_OFFICE}"><w:body>{"".join(body)}{section}</w:body></w:document>'
        ).encode(),
        "word/_rels/document.xml.rels": _relations(
            (
                ("styles", "styles.xml"),
                ("footer", "footer1.xml"),
                ("settings", "settings.xml"),
                ("fontTable", "fontTable.xml"),
                ("theme", PART),
            )
        ),
        "word/styles.xml": _styles(),
        "word/footer1.xml": _footer(),
        "word/settings.xml": _settings(),
        "word/fontTable.xml": _font_table(),
        f"word/{PART}": THEME,
    }
    return pack(with_facts(parts, facts) if facts else parts)


def with_facts(parts: dict[str, bytes], facts: str) -> dict[str, bytes]:
    """The document's parts with `facts` in a custom XML part and its properties; facts that are there are replaced."""
    package = Package(parts)
    own = next(
        (name for name, part in parts.items() if FACTS_SPACE.encode() in part and name.startswith("customXml/item")), ""
    )
    if own:
        package.parts[own] = facts_part(facts)
        return package.parts
    name = package.new_name("customXml/item{}.xml")
    package.parts[name] = facts_part(facts)
    package.relate("word/document.xml", "customXml", name)
    package.declare_ending("xml", "application/xml")
    properties = package.new_name("customXml/itemProps{}.xml")
    package.parts[properties] = (
        f'{_HEAD}<ds:datastoreItem xmlns:ds="{_STORE}" ds:itemID="{_FACTS_ID}"><ds:schemaRefs>'
        f'<ds:schemaRef ds:uri="{FACTS_SPACE}"/></ds:schemaRefs></ds:datastoreItem>'
    ).encode()
    package.relate(name, "customXmlProps", properties)
    package.declare(properties, f"{_TYPES}.customXmlProperties+xml")
    return package.parts


def facts_part(facts: str) -> bytes:
    return f'{_HEAD}<x:lineage xmlns:x="{FACTS_SPACE}">{xml_text(facts)}</x:lineage>'.encode()


def _content_types() -> bytes:
    over = "".join(
        f'<Override PartName="{name}" ContentType="{_TYPES}.{kind}+xml"/>'
        for name, kind in (
            ("/word/document.xml", "wordprocessingml.document.main"),
            ("/word/styles.xml", "wordprocessingml.styles"),
            ("/word/footer1.xml", "wordprocessingml.footer"),
            ("/word/settings.xml", "wordprocessingml.settings"),
            ("/word/fontTable.xml", "wordprocessingml.fontTable"),
            (f"/word/{PART}", "theme"),
            ("/docProps/app.xml", "extended-properties"),
        )
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{over}</Types>'
    ).encode()


def _relations(targets: Iterable[tuple[str, str]]) -> bytes:
    made = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{made}</Relationships>'.encode()


def _styles() -> bytes:
    return (
        f'{_HEAD}<w:styles xmlns:w="{_W}"><w:docDefaults><w:rPrDefault><w:rPr>'
        f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{BODY_FACE}" w:cs="Times New Roman"/>'
        '<w:sz w:val="24"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style></w:styles>'
    ).encode()


def _settings() -> bytes:
    """What Word would ask for at the first opening: the mode of today's Word instead of compatibility with 2007."""
    return (
        f'{_HEAD}<w:settings xmlns:w="{_W}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        '</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    ).encode()


def _font_table() -> bytes:
    faces = "".join(f'<w:font w:name="{face}"/>' for face in ("Times New Roman", BODY_FACE, "宋体"))
    return f'{_HEAD}<w:fonts xmlns:w="{_W}">{faces}</w:fonts>'.encode()


def _footer() -> bytes:
    def field(code: str) -> str:
        return f'<w:fldSimple w:instr=" {code} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'

    said = ("第 ", field("PAGE"), " 页 共 ", field("NUMPAGES"), " 页")
    body = "".join(piece if piece.startswith("<") else run(piece, "宋体", 21) for piece in said)
    return f'{_HEAD}<w:ftr xmlns:w="{_W}"><w:p><w:pPr><w:jc w:val="center"/></w:pPr>{body}</w:p></w:ftr>'.encode()
