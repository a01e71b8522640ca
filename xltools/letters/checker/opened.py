"""A Word document as the checks see it: paragraphs and runs with their effective properties, sections, tables, parts.

Effective means resolved: run → character style → paragraph style and its bases → document defaults → theme. Indents given
in characters win over those in twips. Units: pt for sizes, twips for pitches, 字 for indents.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

FIELD = "\x02"
"""Stands around a field's instruction in a text; no XML text can hold it."""
PART_BODY, PART_HEADER, PART_FOOTER = "正文", "页眉", "页脚"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of text in one form."""

    text: str
    east: str = ""
    latin: str = ""
    size: float = 10.0
    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    color: str = ""
    highlight: str = ""
    hidden: bool = False
    hint: str = ""
    style: str = ""
    themed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Para:
    """A paragraph. `index` counts the body's paragraphs from 0 in reading order, cells included."""

    index: int
    part: str
    runs: tuple[Run, ...]
    style: str = ""
    align: str = "both"
    first: float = 0.0
    left: float = 0.0
    right: float = 0.0
    line: int | None = None
    """Twips of an exact pitch; None for automatic."""
    factor: float = 1.0
    """Lines of an automatic pitch: 1.5 for 1.5倍行距."""
    before: int = 0
    after: int = 0
    widow: bool = True
    page_break: bool = False
    """Starts a page (property or a page break in it)."""
    frame: int | None = None
    """Width of the frame it stands in, twips."""
    shaded: bool = False
    borders: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    """Side -> (eighths of a point, colour)."""
    table: int | None = None
    """Index of the table it stands in."""
    section: int = 0

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def main_run(self) -> Run | None:
        """The run with most of the text: what a person would call the paragraph's font."""
        shown = [run for run in self.runs if run.text.strip()]
        return max(shown, key=lambda run: len(run.text)) if shown else None


@dataclass(frozen=True, slots=True, kw_only=True)
class WordGrid:
    """A table: texts by row and column, sizes in twips."""

    index: int
    rows: tuple[tuple[str, ...], ...]
    width: int
    head_repeats: bool
    whole_rows: bool
    """No row may split between pages."""
    ruled: bool
    section: int
    after: int
    """Index of the last paragraph before it, -1 at the beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSetup:
    """A section's page, twips."""

    width: int
    height: int
    top: int
    bottom: int
    left: int
    right: int
    gutter: int
    footer: int
    grid_type: str
    line_pitch: int
    first_page_different: bool
    footers: Mapping[str, tuple[Para, ...]]
    """default, even, first -> paragraphs with text or fields."""

    @property
    def landscape(self) -> bool:
        return self.width > self.height


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedLetter:
    """The whole document."""

    paragraphs: tuple[Para, ...]
    tables: tuple[WordGrid, ...]
    sections: tuple[PageSetup, ...]
    odd_even: bool
    mirror: bool
    normal_size: float
    author: str
    last_author: str
    variables: Mapping[str, str]
    external: tuple[str, ...]
    embedded: tuple[str, ...]
    """Macros, OLE objects, alternative chunks."""
    revisions: int
    comments: int
    headers: tuple[str, ...] = ()
    """Texts of the page headers, without fields."""
    text_boxes: tuple[str, ...] = ()
    """Texts of text boxes in the body: they float, and no reader of the running text sees them."""

    @property
    def flow(self) -> tuple[Para, ...]:
        """Paragraphs outside ruled tables, in order."""
        ruled = {table.index for table in self.tables if table.ruled}
        return tuple(para for para in self.paragraphs if para.table not in ruled)
