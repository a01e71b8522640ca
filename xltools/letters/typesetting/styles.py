"""The styles of our documents. All numbers of type stand here, so that a person changes one style, not every line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from docx.document import Document
from docx.opc.oxml import serialize_part_xml
from docx.oxml.ns import qn

from ..manuscript import FILL_IN, Style
from . import measures as m
from .fonts import SUBSTITUTES, FontProfile
from .oxml import Element, fonts, indent, make, put, set_, spacing

RED = "FF0000"
CELL_STYLES = (
    (Style.CELL, Style.CELL_HEAD),
    (Style.CELL_SMALL, Style.CELL_SMALL_HEAD),
    (Style.CELL_FINE, Style.CELL_FINE_HEAD),
)
"""Text and head of table cells, from large to small (measures.TABLE_SIZES)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleSheet:
    """One paragraph style; sizes in pt, indents in 字, pitches in twips."""

    name: str
    font: str
    size: float = m.BODY_SIZE
    align: str = "both"
    first: float = 0
    left: float = 0
    hanging: float = 0
    line: int = m.LINE
    before: int = 0
    keep_next: bool = False
    outline: int | None = None
    literal_spacing: bool = False
    """Without the quarter 字 that Word adds between digits and Hanzi: positions are computed."""
    color: str = ""


def style_sheets(profile: FontProfile) -> tuple[StyleSheet, ...]:
    """Every paragraph style, for one font profile."""
    body, title, first, second = profile.body, profile.title, profile.level1, profile.level2
    return (
        StyleSheet(name=Style.BODY, font=body, first=2),  # 7.3.3
        StyleSheet(name=Style.PLAIN, font=body),
        StyleSheet(name=Style.TITLE, font=title, size=m.TITLE_SIZE, align="center", line=m.TITLE_LINE, keep_next=True),
        StyleSheet(name=Style.ADDRESSEE, font=body, align="left"),  # 7.3.2
        StyleSheet(name=Style.LEVEL1, font=first, first=2, keep_next=True, outline=0),
        StyleSheet(name=Style.LEVEL2, font=second, first=2, keep_next=True, outline=1),
        StyleSheet(name=Style.LEVEL3, font=body, first=2),
        StyleSheet(name=Style.LEVEL4, font=body, first=2),
        StyleSheet(
            name=Style.ATTACHMENTS,
            font=body,
            align="left",
            left=6.25,
            hanging=4.25,
            keep_next=True,
            literal_spacing=True,
        ),  # 7.3.4
        StyleSheet(
            name=Style.ATTACHMENTS_NEXT,
            font=body,
            align="left",
            left=6.25,
            hanging=1.25,
            keep_next=True,
            literal_spacing=True,
        ),
        StyleSheet(name=Style.ORGAN, font=body, align="center", keep_next=True, literal_spacing=True),  # 7.3.5
        StyleSheet(name=Style.DATE, font=body, align="center", literal_spacing=True),
        StyleSheet(name=Style.NOTE, font=body, align="left", first=2),  # 7.3.6
        StyleSheet(name=Style.ANNEX_LABEL, font=first, align="left", keep_next=True),  # 7.3.7
        StyleSheet(
            name=Style.ANNEX_TITLE, font=title, size=m.TITLE_SIZE, align="center", line=m.TITLE_LINE, keep_next=True
        ),
        StyleSheet(name=Style.MARK, font=title, size=32, align="center", line=40 * 20, color=RED),
        StyleSheet(name=Style.NUMBER, font=body, align="center", literal_spacing=True),
        StyleSheet(name=Style.CLASSIFICATION, font=first, align="left"),  # 7.2.2
        StyleSheet(name=Style.IMPRINT, font=body, size=m.SMALL_SIZE, align="left", literal_spacing=True),  # 7.4
        StyleSheet(
            name=Style.PAGE_NUMBER, font=profile.page_number, size=m.SMALL_SIZE, align="right", line=m.SMALL_SIZE * 20
        ),
        *_cell_sheets(profile),
        StyleSheet(
            name=Style.COVER_LINE,
            font=body,
            align="left",
            left=7.5,
            hanging=5,
            line=m.LINE,
            before=round(0.75 * m.LINE),
            literal_spacing=True,
        ),
    )


def _cell_sheets(profile: FontProfile) -> Iterator[StyleSheet]:
    for (text, head), size, line in zip(CELL_STYLES, m.TABLE_SIZES, m.TABLE_LINES, strict=True):
        yield StyleSheet(name=text, font=profile.body, size=size, align="center", line=line)
        yield StyleSheet(name=head, font=profile.level1, size=size, align="center", line=line)


def install_styles(document: Document, profile: FontProfile) -> None:
    """Replace the template's styles by ours: defaults, Normal, the sheets above, the fill-in mark."""
    root = document.styles.element
    for old in root.findall(qn("w:style")):
        if old.get(qn("w:default")) != "1":
            root.remove(old)
    latent = root.find(qn("w:latentStyles"))
    if latent is not None:
        root.remove(latent)
    _defaults(root, profile)
    normal = StyleSheet(name="Normal", font=profile.body)
    _fill(document.styles["Normal"].element, normal, profile)
    for sheet in style_sheets(profile):
        root.append(_style(sheet, profile))
    root.append(_fill_in_style())


def font_table(profile: FontProfile) -> bytes:
    """word/fontTable.xml: the profile's fonts, each with what to take where it is missing."""
    root = make("fonts")
    for name in profile.names:
        font = make("font", name=name)
        if name in SUBSTITUTES:
            font.append(make("altName", val=SUBSTITUTES[name]))
        font.append(make("charset", val="86"))
        font.append(make("family", val="auto"))
        font.append(make("pitch", val="default"))
        root.append(font)
    return serialize_part_xml(root)


def _defaults(root: Element, profile: FontProfile) -> None:
    defaults = root.find(qn("w:docDefaults"))
    run = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for child in list(run):
        run.remove(child)
    fonts(run, profile.body, profile.latin)
    set_(run, "sz", val=m.BODY_SIZE * 2)
    set_(run, "szCs", val=m.BODY_SIZE * 2)
    set_(run, "lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA")
    paragraph = defaults.find(qn("w:pPrDefault"))
    if paragraph is not None:
        for child in list(paragraph):
            paragraph.remove(child)


def _style(sheet: StyleSheet, profile: FontProfile) -> Element:
    # A stable ASCII id: Word keeps the Chinese name, tools that dislike Chinese ids keep the style.
    style = make("style", type="paragraph", customStyle="1", styleId=style_id(sheet.name))
    style.append(make("name", val=sheet.name))
    style.append(make("basedOn", val="Normal"))
    style.append(make("qFormat"))
    _fill(style, sheet, profile)
    return style


def style_id(name: str) -> str:
    """Style id for a style's name."""
    return f"GW{Style(name).name.replace('_', '')}"


def _fill(style: Element, sheet: StyleSheet, profile: FontProfile) -> None:
    for tag in ("w:pPr", "w:rPr"):
        old = style.find(qn(tag))
        if old is not None:
            style.remove(old)
    ppr = make("pPr")
    if sheet.keep_next:
        set_(ppr, "keepNext")
    set_(ppr, "widowControl", val=0)  # 孤行控制 breaks the 22-line grid
    set_(ppr, "overflowPunct", val=0)  # punctuation stays inside the 版心
    if sheet.literal_spacing:
        set_(ppr, "autoSpaceDE", val=0)
        set_(ppr, "autoSpaceDN", val=0)
    # The section declares the grid of 5.2.3; paragraphs reach it by exact pitches of their own, because LibreOffice 7.4
    # lays a negative charSpace out as two cells per character and Word puts tall fonts on two grid lines.
    set_(ppr, "snapToGrid", val=0)
    spacing(ppr, line=sheet.line, before=sheet.before)
    indent(ppr, first=sheet.first, left=sheet.left, hanging=sheet.hanging)
    set_(ppr, "jc", val=sheet.align)
    if sheet.outline is not None:
        set_(ppr, "outlineLvl", val=sheet.outline)
    rpr = make("rPr")
    fonts(rpr, sheet.font, profile.latin)
    if sheet.color:
        set_(rpr, "color", val=sheet.color)
    set_(rpr, "spacing", val=m.CHARACTER_TIGHT if sheet.size == m.BODY_SIZE else 0)
    set_(rpr, "sz", val=int(sheet.size * 2))
    set_(rpr, "szCs", val=int(sheet.size * 2))
    style.append(ppr)
    style.append(rpr)


def _fill_in_style() -> Element:
    style = make("style", type="character", customStyle="1", styleId="GWFILLIN")
    style.append(make("name", val=FILL_IN))
    style.append(make("qFormat"))
    rpr = make("rPr")
    put(rpr, make("shd", val="clear", color="auto", fill="FFFF00"))
    style.append(rpr)
    return style
