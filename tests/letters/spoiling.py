"""Ways of spoiling a letter: each changes one thing of an opened document."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from xltools.letters.manuscript import Style


def spoil(data: bytes, mutate: Callable[[Document], object]) -> bytes:
    document = docx.Document(BytesIO(data))
    mutate(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def para(document: Document, style: Style, place: int = 0):
    found = [one for one in document.paragraphs if one.style.name == style and one.text.strip()]
    return found[place]


def retext(style: Style, old: str, new: str, place: int = 0) -> Callable[[Document], None]:
    """Replace words in the paragraph of a style (its runs become one)."""

    def mutate(document: Document) -> None:
        holder = para(document, style, place)
        assert old in holder.text
        text = holder.text.replace(old, new)
        for run in holder.runs[1:]:
            run._r.getparent().remove(run._r)
        holder.runs[0].text = text

    return mutate


def insert_after(style: Style, text: str, new_style: Style, place: int = 0) -> Callable[[Document], None]:
    def mutate(document: Document) -> None:
        holder = para(document, style, place)
        added = holder.insert_paragraph_before(text, style=document.styles[new_style])
        holder._p.addnext(added._p)

    return mutate


def drop(style: Style) -> Callable[[Document], None]:
    def mutate(document: Document) -> None:
        for one in [one for one in document.paragraphs if one.style.name == style]:
            one._p.getparent().remove(one._p)

    return mutate


def indent(style: Style, **attributes: str) -> Callable[[Document], None]:
    def mutate(document: Document) -> None:
        ppr = para(document, style)._p.get_or_add_pPr()
        for old in ppr.findall(qn("w:ind")):
            ppr.remove(old)
        made = OxmlElement("w:ind")
        for name, value in attributes.items():
            made.set(qn(f"w:{name}"), value)
        ppr.append(made)

    return mutate


def run_font(style: Style, name: str) -> Callable[[Document], None]:
    def mutate(document: Document) -> None:
        fonts = OxmlElement("w:rFonts")
        fonts.set(qn("w:eastAsia"), name)
        para(document, style).runs[0]._r.get_or_add_rPr().insert(0, fonts)

    return mutate


def section(**values: object) -> Callable[[Document], None]:
    def mutate(document: Document) -> None:
        for name, value in values.items():
            setattr(document.sections[0], name, value)

    return mutate


def color(style: Style, value: str) -> Callable[[Document], None]:
    def mutate(document: Document) -> None:
        para(document, style).runs[0].font.color.rgb = RGBColor.from_string(value)

    return mutate


def no_grid(document: Document) -> None:
    element = document.sections[0]._sectPr
    element.remove(element.find(qn("w:docGrid")))
    for style in document.styles:
        ppr = style.element.find(qn("w:pPr"))
        if ppr is not None and ppr.find(qn("w:spacing")) is not None:
            ppr.find(qn("w:spacing")).set(qn("w:lineRule"), "auto")


def footer_text(document: Document) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    for run in paragraph.runs:
        run.text = run.text.replace("—", "-")


def style_size(style: Style, size: float) -> Callable[[Document], None]:
    def mutate(document: Document) -> None:
        document.styles[style].font.size = Pt(size)

    return mutate


def unred(document: Document) -> None:
    for border in document.element.body.iter(qn("w:pBdr")):
        for side in border:
            side.set(qn("w:color"), "000000")


def move_line(document: Document) -> None:
    for border in document.element.body.iter(qn("w:pBdr")):
        ppr = border.getparent()
        ppr.find(qn("w:spacing")).set(qn("w:before"), "900")


def short_double_line(document: Document) -> None:
    for frame in document.element.body.iter(qn("w:framePr")):
        if frame.getparent().find(qn("w:pBdr")) is not None:
            frame.set(qn("w:w"), "5000")


def number_in_first_footer(document: Document) -> None:
    footer = document.sections[0].first_page_footer
    paragraph = footer.paragraphs[-1]
    run = OxmlElement("w:r")
    code = OxmlElement("w:instrText")
    code.text = " PAGE "
    run.append(code)
    paragraph._p.append(run)


def widow(document: Document) -> None:
    ppr = para(document, Style.BODY)._p.get_or_add_pPr()
    ppr.get_or_add_widowControl().val = True


def before_spacing(document: Document) -> None:
    para(document, Style.BODY).paragraph_format.space_before = Pt(6)


def wide_table(document: Document) -> None:
    table = next(table for table in document.tables if len(table.columns) > 5)
    for column in table._tbl.tblGrid.findall(qn("w:gridCol")):
        column.set(qn("w:w"), "2500")


def tall_cells(document: Document) -> None:
    for name in (Style.CELL_FINE, Style.CELL_SMALL, Style.CELL):
        spacing = document.styles[name].element.find(qn("w:pPr")).find(qn("w:spacing"))
        spacing.set(qn("w:line"), "579")


def cell_text(row: int, column: int, text: str) -> Callable[[Document], None]:
    def mutate(document: Document) -> None:
        table = next(table for table in document.tables if len(table.columns) > 5)
        table.rows[row].cells[column].paragraphs[0].runs[0].text = text

    return mutate


def delete_row(document: Document) -> None:
    table = next(table for table in document.tables if len(table.columns) > 5)
    table._tbl.remove(table.rows[-1]._tr)


def swap_items(document: Document) -> None:
    items = [one for one in document.paragraphs if one.style.name == Style.LEVEL3]
    first, second = items[0].text, items[1].text
    items[0].runs[0].text = "1." + second.rstrip("；。")[2:] + "；"
    items[1].runs[0].text = "2." + first.rstrip("；。")[2:] + "。"


def tracked(document: Document) -> None:
    holder = para(document, Style.BODY)
    inserted = OxmlElement("w:ins")
    inserted.set(qn("w:author"), "x")
    holder._p.append(inserted)


def external(document: Document) -> None:
    document.part.relate_to("http://example.invalid/x", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)


def author(document: Document) -> None:
    document.core_properties.author = "某单位"


def latin_quotes(document: Document) -> None:
    holder = para(document, Style.BODY)
    run = holder.add_run("“示范”")
    fonts = OxmlElement("w:rFonts")
    fonts.set(qn("w:ascii"), "Times New Roman")
    fonts.set(qn("w:hint"), "default")
    run._r.get_or_add_rPr().insert(0, fonts)


def move_date(document: Document) -> None:
    holder = para(document, Style.DATE)
    ppr = holder._p.get_or_add_pPr()
    ppr.find(qn("w:ind")).set(qn("w:leftChars"), "200")
    ppr.find(qn("w:ind")).set(qn("w:left"), "632")


def no_page_break(document: Document) -> None:
    """The annex label right after the note, in the same section."""
    label = para(document, Style.ANNEX_LABEL)
    note = para(document, Style.NOTE)
    note._p.addprevious(label._p)  # the note itself ends the section


def thin_rules(document: Document) -> None:
    for border in document.element.body.iter(qn("w:pBdr")):
        if border.getparent().find(qn("w:framePr")) is not None:
            for side in border:
                side.set(qn("w:sz"), "24")


def rule_in_a_letter(document: Document) -> None:
    borders = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "8"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    ppr = para(document, Style.IMPRINT)._p.get_or_add_pPr()
    ppr.find(qn("w:framePr")).addnext(borders)


def mark_black(document: Document) -> None:
    document.styles[Style.MARK].font.color.rgb = RGBColor(0, 0, 0)


def words(old: str, new: str) -> Callable[[Document], None]:
    """Replace a whole run's text wherever it stands."""

    def mutate(document: Document) -> None:
        found = [one for one in document.element.body.iter(qn("w:t")) if one.text == old]
        assert found
        for one in found:
            one.text = new

    return mutate


def date_under_the_first(document: Document) -> None:
    date_line = para(document, Style.DATE)
    run = date_line.runs[0]._r
    run.remove(run.find(qn("w:tab")))


def added(style: Style, text: str, place: int = -1) -> Callable[[Document], None]:
    """Another paragraph of the same style behind one."""
    return insert_after(style, text, style, place)


def blank_after(style: Style, times: int, place: int = 0) -> Callable[[Document], None]:
    def mutate(document: Document) -> None:
        for _ in range(times):
            para(document, style, place)._p.addnext(OxmlElement("w:p"))

    return mutate


def run_look(style: Style, text: str, **look: object) -> Callable[[Document], None]:
    """Words at a paragraph's end that look otherwise than the rest."""

    def mutate(document: Document) -> None:
        run = para(document, style).add_run(text)
        for name, value in look.items():
            setattr(run.font, name, value)

    return mutate


def line_pitch(**attributes: str) -> Callable[[Document], None]:
    def mutate(document: Document) -> None:
        spacing = para(document, Style.BODY)._p.get_or_add_pPr().get_or_add_spacing()
        for name, value in attributes.items():
            spacing.set(qn(f"w:{name}"), value)

    return mutate


def text_box(text: str) -> Callable[[Document], None]:
    def mutate(document: Document) -> None:
        run = para(document, Style.BODY).add_run()._r
        drawing, box, holder = (OxmlElement(f"w:{name}") for name in ("pict", "txbxContent", "p"))
        inner, words_ = OxmlElement("w:r"), OxmlElement("w:t")
        words_.text = text
        for outer, child in ((inner, words_), (holder, inner), (box, holder), (drawing, box), (run, drawing)):
            outer.append(child)

    return mutate


def header_text(document: Document) -> None:
    document.sections[0].header.paragraphs[0].text = "内部资料"


def narrow_annex(document: Document) -> None:
    document.sections[1].left_margin = Mm(10)
