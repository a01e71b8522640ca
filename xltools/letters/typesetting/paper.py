"""The document under the press: paragraphs in named styles, appended to a body or a cell."""

from __future__ import annotations

from docx.document import Document
from docx.oxml.ns import qn

from ..manuscript import FILL_IN_PATTERN, Style
from .oxml import Element, indent, make, paragraph_properties, run_properties, set_, spacing, text_run
from .styles import style_id


def paragraph(style: Style | None, text: str = "") -> Element:
    """A paragraph in `style` (None: Normal). Marked fill-ins get their character style; all else is literal."""
    made = make("p")
    ppr = paragraph_properties(made)
    if style is not None:
        set_(ppr, "pStyle", val=style_id(style))
    add_text(made, text)
    return made


def add_text(target: Element, text: str) -> None:
    """Append `text` to a paragraph, fill-ins marked."""
    end = 0
    for found in FILL_IN_PATTERN.finditer(text):
        if found.start() > end:
            target.append(text_run(text[end : found.start()]))
        run = text_run(found.group())
        set_(run_properties(run), "rStyle", val="GWFILLIN")
        target.append(run)
        end = found.end()
    if end < len(text):
        target.append(text_run(text[end:]))


def lines(target: Element, parts: tuple[str, ...]) -> None:
    """Append text lines separated by line breaks."""
    for place, part in enumerate(parts):
        if place:
            run = make("r")
            run.append(make("br"))
            target.append(run)
        add_text(target, part)


def place(target: Element, *, align: str, left: float = 0, right: float = 0) -> Element:
    """Indents (字) and alignment of one paragraph."""
    ppr = paragraph_properties(target)
    indent(ppr, left=left, right=right)
    set_(ppr, "jc", val=align)
    return target


def hairline() -> Element:
    """A paragraph one point high: keeps tables apart and frames alive (LibreOffice drops a frame after a table)."""
    made = make("p")
    ppr = paragraph_properties(made)
    spacing(ppr, line=20)
    return made


def gap() -> Element:
    """Half a line of air between text and a table."""
    made = hairline()
    spacing(paragraph_properties(made), line=200)
    return made


def keep_next(target: Element | None) -> None:
    """Tie a paragraph to the next; tables and None are left as they are."""
    if target is not None and target.tag == qn("w:p"):
        set_(paragraph_properties(target), "keepNext")


class Paper:
    """Appends blocks before the body's section properties."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.body: Element = document.element.body
        self.seals = 0

    def add(self, block: Element) -> Element:
        last = self.body[-1] if len(self.body) else None
        if last is not None and last.tag == qn("w:sectPr"):
            last.addprevious(block)
        else:
            self.body.append(block)
        return block

    def write(self, style: Style | None, text: str = "") -> Element:
        return self.add(paragraph(style, text))

    def blank(self, count: int = 1, *, keep: bool = False) -> None:
        """Empty lines; `keep` ties them to what follows."""
        for _ in range(count):
            line = self.write(None)
            if keep:
                keep_next(line)

    def last(self) -> Element | None:
        """The last block before the section properties."""
        blocks = [child for child in self.body if child.tag != qn("w:sectPr")]
        return blocks[-1] if blocks else None
