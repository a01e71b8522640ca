"""A manuscript set in type."""

from __future__ import annotations

from collections.abc import Mapping

from docx.enum.section import WD_SECTION

from ..manuscript import Annex, Blank, Block, Form, Manuscript, PageBreak, Paragraph, Style, Table
from . import measures as m
from .fonts import FontProfile
from .head import set_head
from .imprint import set_imprint
from .oxml import paragraph_properties, set_
from .package import add_font_table, clean_document, document_bytes, set_variables
from .page import east_asian_settings, landscape, lying_page_numbers, page_numbers, portrait
from .paper import Paper, gap, hairline, keep_next
from .parts import set_annex_head, set_enclosures, set_note, set_signature, set_title
from .styles import font_table, install_styles
from .tables import form_table, ruled_table


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
        set_head(paper, manuscript.head, profile)
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
        keep_next(paper.last())  # a signature never stands alone on a page (7.3.5.5)
    set_enclosures(paper, manuscript.enclosures)
    if manuscript.signature is not None:
        set_signature(paper, manuscript.signature)
    set_note(paper, manuscript.note)
    lying = _annexes(paper, manuscript)
    if manuscript.imprint is not None:
        if lying:
            _turn(paper, manuscript, lying=False)  # the 版记 stands at the foot of an upright page
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
            paper.add(_table(block, text_width))
        after_table = isinstance(block, Table | Form)
        after_text = isinstance(block, Paragraph)
        break_before = False


def _table(block: Table | Form, text_width: int) -> object:
    return ruled_table(block, text_width) if isinstance(block, Table) else form_table(block, text_width)


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


def _turn(paper: Paper, manuscript: Manuscript, *, lying: bool) -> None:
    section = paper.document.add_section(WD_SECTION.NEW_PAGE)
    section.different_first_page_header_footer = False
    (landscape if lying else portrait)(section)
    if manuscript.page_numbers and lying:
        lying_page_numbers(section)
    elif manuscript.page_numbers:
        page_numbers(paper.document, section)


def _annex(paper: Paper, annex: Annex, words: tuple[str, ...], *, new_page: bool) -> None:
    set_annex_head(paper, annex.label, annex.title, words, new_page=new_page)
    _blocks(paper, annex.blocks, m.TEXT_HEIGHT if annex.landscape else m.TEXT_WIDTH)


def _end(paper: Paper) -> None:
    """A body must not end with a table."""
    last = paper.last()
    if last is not None and last.tag.endswith("}tbl"):
        paper.add(hairline())
