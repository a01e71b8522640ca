"""A manuscript set in type."""

from __future__ import annotations

import math
from collections.abc import Mapping

from docx.enum.section import WD_SECTION
from docx.oxml.ns import qn

from ..manuscript import Annex, Blank, Block, BoxForm, Manuscript, PageBreak, Paragraph, RuledTable, Style
from ..wording import width
from . import measures as m
from .fonts import FontProfile
from .head import marks_fit, set_head
from .imprint import set_imprint
from .oxml import Element, paragraph_properties, put, set_, spacing
from .package import add_font_table, clean_document, document_bytes, set_variables
from .page import east_asian_settings, landscape, lying_page_numbers, page_numbers, portrait
from .paper import Paper, gap, hairline, keep_next
from .parts import set_annex_head, set_enclosures, set_note, set_title
from .signature import set_signature
from .styles import font_table, install_styles
from .tables import form_table, ruled_table
from .title import break_title


def typeset(
    manuscript: Manuscript,
    profile: FontProfile,
    variables: Mapping[str, str] | None = None,
    *,
    title_breaks: bool = True,
) -> bytes:
    """The .docx of a manuscript; equal manuscripts give equal bytes. `variables`: document variables, invisible."""
    document = clean_document()
    install_styles(document, profile)
    add_font_table(document, font_table(profile))
    east_asian_settings(document)
    section = document.sections[0]
    portrait(section)
    paper = Paper(document)
    if manuscript.head is not None:
        set_head(paper, manuscript.head, profile, _first_page(manuscript))
        paper.blank(2)
    if manuscript.page_numbers:
        page_numbers(document, section)
    if manuscript.title:
        set_title(paper, manuscript.title, manuscript.words, whole=not title_breaks)
        paper.blank()
    if manuscript.addressee:
        _addressee(paper, manuscript.addressee)
    _blocks(paper, manuscript.body, m.TEXT_WIDTH, manuscript.words)
    if manuscript.signature is not None:
        _keep_text_with_signature(paper, manuscript)
    set_enclosures(paper, manuscript.enclosures)
    if manuscript.signature is not None:
        date = set_signature(paper, manuscript.signature)
        if manuscript.note:
            keep_next(date)  # a note alone on a page is no end of a letter (7.3.6)
    set_note(paper, manuscript.note)
    lying = _annexes(paper, manuscript)
    if manuscript.imprint is not None:
        if lying:
            # The 版记 stands at the foot of an upright page, the last of the sheet (7.4): on the back of it.
            _turn(paper, manuscript, lying=False, start=WD_SECTION.EVEN_PAGE)
        set_imprint(paper, manuscript.imprint)
    _end(paper)
    set_variables(document, variables or {})
    return document_bytes(document)


def _addressee(paper: Paper, names: str) -> None:
    paper.write(Style.ADDRESSEE, f"{names}：")


def _blocks(paper: Paper, blocks: tuple[Block, ...], text_width: int, words: tuple[str, ...] = ()) -> None:
    after_table = after_text = False
    break_before = False
    for block in blocks:
        if isinstance(block, Blank):
            paper.blank(block.lines)
        elif isinstance(block, PageBreak):
            break_before = True
            continue
        elif isinstance(block, Paragraph):
            if block.style is Style.TITLE:
                holder = set_title(paper, block.text, words)
            else:
                holder = paper.write(block.style, block.text)
            if break_before:
                set_(paragraph_properties(holder), "pageBreakBefore")
        else:
            if after_table:
                paper.add(hairline())  # two tables in a row would fuse
            elif after_text:
                keep_next(paper.last())  # a table begins on the page of the words that announce it
                keep_next(paper.add(gap()))
            if isinstance(block, BoxForm):
                _keep_row_with_form(paper)
            paper.add(_table(block, text_width))
        after_table = isinstance(block, RuledTable | BoxForm)
        after_text = isinstance(block, Paragraph)
        break_before = False


def _keep_row_with_form(paper: Paper) -> None:
    """A form under a table (移交, 接收) takes the table's last row along: alone on a page nobody knows what it receives."""
    table = next((child for child in reversed(paper.body) if child.tag == qn("w:tbl")), None)
    if table is None:
        return
    for holder in [*table[-1].iter(qn("w:p")), *table.itersiblings(qn("w:p"))]:
        keep_next(holder)


def _table(block: RuledTable | BoxForm, text_width: int) -> object:
    return ruled_table(block, text_width) if isinstance(block, RuledTable) else form_table(block, text_width)


def _annexes(paper: Paper, manuscript: Manuscript) -> bool:
    """Set the annexes; returns whether the last page lies."""
    lying = False
    for annex in manuscript.annexes:
        turn = annex.landscape != lying
        if turn:
            lying = annex.landscape
            _turn(paper, manuscript, lying=lying)
        _annex(paper, annex, manuscript.words, new_page=not turn)
    return lying


def _turn(paper: Paper, manuscript: Manuscript, *, lying: bool, start: WD_SECTION = WD_SECTION.NEW_PAGE) -> None:
    before = paper.last()
    section = paper.document.add_section(start)
    _close_section(paper, before)
    section.different_first_page_header_footer = False
    (landscape if lying else portrait)(section)
    if manuscript.page_numbers and lying:
        lying_page_numbers(section)
    elif manuscript.page_numbers:
        page_numbers(paper.document, section)


def _close_section(paper: Paper, before: Element | None) -> None:
    """python-docx ends a section with an empty line of its own; on a full page that line makes an empty page. The break goes
    into the last paragraph, or into one a point high where a table stands last."""
    holder = paper.last()
    if holder is None:
        return
    if before is not None and before.tag == qn("w:p"):
        mark = holder.find(qn("w:pPr")).find(qn("w:sectPr"))
        put(paragraph_properties(before), mark)
        holder.getparent().remove(holder)
    else:
        spacing(paragraph_properties(holder), line=20)


_LINES_BY_SIGNATURE = 2
"""At least so many lines stand on the page of the signature."""


def _keep_text_with_signature(paper: Paper, manuscript: Manuscript) -> None:
    """A signature never stands alone on a page (7.3.5.5): the end of the text goes with it, another paragraph where the last
    is one short line and no 附件说明 follows."""
    blocks = [child for child in paper.body if child.tag != qn("w:sectPr")]
    keep_next(blocks[-1] if blocks else None)
    last = manuscript.body[-1] if manuscript.body else None
    short = isinstance(last, Paragraph) and width(last.text) < m.CHARACTERS - 2
    if short and len(blocks) > _LINES_BY_SIGNATURE:
        keep_next(blocks[-2])


def text_on_first_page(manuscript: Manuscript) -> bool:
    """Whether the first page has room for text under the head (7.3.3); where not, the organs are too many for one head."""
    return manuscript.head is None or marks_fit(manuscript.head, _first_page(manuscript))


def _first_page(manuscript: Manuscript) -> int:
    """Twips from under the red line to the second line of the text: title, addressee, blanks (7.3.1–7.3.3)."""
    title = len(break_title(manuscript.title, manuscript.words)) * m.TITLE_LINE if manuscript.title else 0
    to = math.ceil((width(manuscript.addressee) + 1) / m.CHARACTERS) if manuscript.addressee else 0
    blanks = 2 + (1 if manuscript.title else 0)
    return title + (blanks + to + _LINES_BY_SIGNATURE) * m.LINE


def _annex(paper: Paper, annex: Annex, words: tuple[str, ...], *, new_page: bool) -> None:
    set_annex_head(paper, annex.label, annex.title, words, new_page=new_page)
    _blocks(paper, annex.blocks, m.TEXT_HEIGHT if annex.landscape else m.TEXT_WIDTH)


def _end(paper: Paper) -> None:
    """A body must not end with a table."""
    last = paper.last()
    if last is not None and last.tag.endswith("}tbl"):
        paper.add(hairline())
