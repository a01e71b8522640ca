"""Paper, 版心, grid and page numbers (clauses 5, 7.5, 8)."""

from __future__ import annotations

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.section import Section, _Footer
from docx.shared import Twips

from ..manuscript import Style
from . import measures as m
from .oxml import Element, field_runs, indent, make, paragraph_properties, set_, text_run
from .styles import style_id


def portrait(section: Section) -> None:
    """A4 upright with the 版心 of 5.2.1 and the grid of 5.2.3."""
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Twips(m.PAGE_WIDTH), Twips(m.PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Twips(m.TOP), Twips(m.BOTTOM)
    section.left_margin, section.right_margin = Twips(m.LEFT), Twips(m.RIGHT)
    _distances(section)
    set_(section._sectPr, "docGrid", type="linesAndChars", linePitch=m.LINE, charSpace=m.CHARACTER_SPACE)


def landscape(section: Section) -> None:
    """A4 lying: the sheet turned a quarter to the left, so its upper edge is the 订口 of an odd page (clause 8)."""
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Twips(m.PAGE_HEIGHT), Twips(m.PAGE_WIDTH)
    section.top_margin, section.bottom_margin = Twips(m.LEFT), Twips(m.RIGHT)
    section.left_margin, section.right_margin = Twips(m.BOTTOM), Twips(m.TOP)
    _distances(section)
    set_(section._sectPr, "docGrid", type="lines", linePitch=m.LINE)


def _distances(section: Section) -> None:
    section.header_distance, section.footer_distance = Twips(m.HEADER_DISTANCE), Twips(m.FOOTER_DISTANCE)
    section.gutter = Twips(0)


def page_numbers(document: Document, section: Section) -> None:
    """— 1 —: odd pages right, even pages left, one 字 from the edge (7.5)."""
    document.settings.odd_and_even_pages_header_footer = True
    for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
        _number(footer, align)


def _number(footer: _Footer, align: str) -> None:
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]._p
    for child in list(paragraph):
        paragraph.remove(child)
    left, right = (0, 1) if align == "right" else (1, 0)
    _number_line(paragraph, align, left, right)


def _number_line(paragraph: Element, align: str, left: float, right: float) -> None:
    ppr = paragraph_properties(paragraph)
    set_(ppr, "pStyle", val=style_id(Style.PAGE_NUMBER))
    indent(ppr, left=left, right=right)
    set_(ppr, "jc", val=align)
    paragraph.append(text_run("— "))
    for run in field_runs("PAGE"):
        paragraph.append(run)
    paragraph.append(text_run(" —"))


def lying_page_numbers(section: Section) -> None:
    """On a lying page the number stands where it stands on an upright one (clause 8): rotated, at the short edge.

    A Word footer cannot leave its edge; a small floating table at a page position can, in Word and in LibreOffice.
    """
    # Upright, the number's line lies 28 mm over the lower edge, between 28 + 1 字 and 184 mm - 1 字.
    inset = m.CHARACTER / m.MM
    length = 40.0
    for footer, align, top in (
        (section.footer, "right", 184 - inset - length),
        (section.even_page_footer, "left", 28 + inset),
    ):
        footer.is_linked_to_previous = False
        element = footer._element
        for child in list(element):
            element.remove(child)
        element.append(_rotated_cell(align, top, length))
        element.append(make("p"))


def _rotated_cell(align: str, top: float, length: float) -> Element:
    wide = round(10 * m.MM)
    table = make("tbl")
    properties = make("tblPr")
    where = {
        "vertAnchor": "page",
        "horzAnchor": "page",
        "tblpX": round(28 * m.MM - wide / 2),
        "tblpY": round(top * m.MM),
    }
    set_(properties, "tblpPr", **where)
    set_(properties, "tblW", w=wide, type="dxa")
    set_(properties, "tblLayout", type="fixed")
    margins = set_(properties, "tblCellMar")
    for side in ("left", "right"):
        margins.append(make(side, w=0, type="dxa"))
    grid = make("tblGrid")
    grid.append(make("gridCol", w=wide))
    row, row_properties = make("tr"), make("trPr")
    set_(row_properties, "trHeight", val=round(length * m.MM), hRule="exact")
    cell, about = make("tc"), make("tcPr")
    set_(about, "tcW", w=wide, type="dxa")
    set_(about, "textDirection", val="tbRl")
    set_(about, "vAlign", val="center")
    holder = make("p")
    _number_line(holder, align, 0, 0)
    for parent, children in ((cell, (about, holder)), (row, (row_properties, cell)), (table, (properties, grid, row))):
        for child in children:
            parent.append(child)
    return table


def east_asian_settings(document: Document) -> None:
    """What a Chinese Word writes and python-docx's template lacks."""
    settings = document.settings.element
    spacing_control = settings.find(qn("w:characterSpacingControl"))
    if spacing_control is not None:
        spacing_control.set(qn("w:val"), "compressPunctuation")
    compat = settings.find(qn("w:compat"))
    if compat is not None:
        for name in (
            "spaceForUL",
            "balanceSingleByteDoubleByteWidth",
            "doNotLeaveBackslashAlone",
            "ulTrailSpace",
            "doNotExpandShiftReturn",
            "adjustLineHeightInTable",
            "useFELayout",
        ):
            set_(compat, name)
    for name in ("rsids", "themeFontLang", "clrSchemeMapping"):
        for old in settings.findall(qn(f"w:{name}")):
            settings.remove(old)
