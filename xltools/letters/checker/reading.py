"""A python-docx document read into an `OpenedLetter`: the body in reading order, headers, footers, what else the file holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from docx.document import Document
from docx.section import Section, _Footer

from ..typesetting.oxml import Element
from .opened import FIELD, PART_BODY, PART_FOOTER, PART_HEADER, OpenedLetter, PageSetup, Para, Run, WordGrid
from .resolve import StyleChains, onoff, qn


def read_opened(document: Document) -> OpenedLetter:
    """Resolve a python-docx document."""
    styles = StyleChains(document)
    reader = _BodyReader(styles)
    reader.walk(document.element.body)
    settings = document.settings.element
    variables = {
        variable.get(qn("w:name")): variable.get(qn("w:val"), "") for variable in settings.iter(qn("w:docVar"))
    }
    body = document.element.body
    tracked = sum(1 for tag in ("w:ins", "w:del", "w:moveFrom", "w:moveTo") for _ in body.iter(qn(tag)))
    properties = document.core_properties
    return OpenedLetter(
        paragraphs=tuple(reader.paragraphs),
        tables=tuple(reader.tables),
        sections=tuple(_paper(section, styles, place) for place, section in enumerate(document.sections)),
        odd_even=onoff(settings.find(qn("w:evenAndOddHeaders"))),
        mirror=onoff(settings.find(qn("w:mirrorMargins"))),
        normal_size=styles.normal_size(),
        author=properties.author or "",
        last_author=properties.last_modified_by or "",
        variables=variables,
        external=tuple(_external(document)),
        embedded=tuple(_embedded(document)),
        revisions=tracked,
        comments=sum(1 for _ in body.iter(qn("w:commentReference"))),
        headers=tuple(dict.fromkeys(_header_texts(document, styles))),
        text_boxes=tuple(dict.fromkeys(_text_boxes(body))),
    )


def body_elements(document: Document) -> list[Element]:
    """The `w:p` of every paragraph in the order of `OpenedLetter.paragraphs`: what is found there can be mended here."""
    reader = _BodyReader(StyleChains(document))
    reader.walk(document.element.body)
    return reader.elements


def _header_texts(document: Document, styles: StyleChains) -> Iterator[str]:
    for section in document.sections:
        for header in (section.header, section.even_page_header, section.first_page_header):
            if header.is_linked_to_previous:
                # Asking further would make python-docx add a header to the document.
                continue
            for holder in header._element.iter(qn("w:p")):
                text = paragraph_of(holder, styles, -1, PART_HEADER).text.strip()
                if text and FIELD not in text:
                    yield text


def _text_boxes(body: Element) -> Iterator[str]:
    # Word writes a box twice (mc:Choice and mc:Fallback): the caller keeps one of two equal texts.
    for box in body.iter(qn("w:txbxContent")):
        text = "\n".join("".join(_text(run) for run in holder.iter(qn("w:r"))) for holder in box.iter(qn("w:p")))
        if text.strip() and FIELD not in text:
            yield text.strip()


class _BodyReader:
    """Walks the body in reading order."""

    def __init__(self, styles: StyleChains) -> None:
        self.styles = styles
        self.paragraphs: list[Para] = []
        self.elements: list[Element] = []
        self.tables: list[WordGrid] = []
        self.section = 0

    def walk(self, parent: Element, table: int | None = None) -> None:
        for child in parent:
            if child.tag == qn("w:p"):
                self.elements.append(child)
                self.paragraphs.append(
                    paragraph_of(child, self.styles, len(self.paragraphs), PART_BODY, table, self.section)
                )
                if child.find(qn("w:pPr")) is not None and child.find(qn("w:pPr")).find(qn("w:sectPr")) is not None:
                    self.section += 1
            elif child.tag == qn("w:tbl"):
                self.table(child)
            elif child.tag == qn("w:sdt"):
                content = child.find(qn("w:sdtContent"))
                if content is not None:
                    self.walk(content, table)

    def table(self, element: Element) -> None:
        index = len(self.tables)
        rows = [tuple(_cell_text(cell) for cell in row.findall(qn("w:tc"))) for row in element.findall(qn("w:tr"))]
        made = list(element.findall(qn("w:tr")))
        self.tables.append(
            WordGrid(
                index=index,
                rows=tuple(rows),
                width=_table_width(element),
                head_repeats=bool(made) and _row_has(made[0], "w:tblHeader"),
                whole_rows=all(_row_has(row, "w:cantSplit") for row in made),
                # Three columns of data are a table even where a person drew no rules; two place text (a head, signatures).
                ruled=_ruled(element, self.styles) or (len(rows) > 1 and all(len(row) > 2 for row in rows)),
                section=self.section,
                after=len(self.paragraphs) - 1,
            )
        )
        for row in made:
            for cell in row.findall(qn("w:tc")):
                self.walk(cell, index)


def paragraph_of(
    element: Element, styles: StyleChains, index: int, part: str, table: int | None = None, section: int = 0
) -> Para:
    """One paragraph with its effective properties."""
    look = styles.paragraph(element)
    runs = tuple(_runs(element, styles, look.style_id))
    size = next((run.size for run in runs if run.text.strip()), styles.run(None, look.style_id).size)
    ppr = element.find(qn("w:pPr"))
    breaks = any(br.get(qn("w:type")) == "page" for br in element.iter(qn("w:br")))
    return Para(
        index=index,
        part=part,
        runs=runs,
        style=look.style,
        align=look.align,
        first=look.indent("firstLine", size) - look.indent("hanging", size),
        left=look.indent("left", size) or look.indent("start", size),
        right=look.indent("right", size) or look.indent("end", size),
        line=look.exact_line,
        factor=look.line_factor,
        before=look.before,
        after=look.after,
        widow=look.widow,
        page_break=look.page_break or breaks,
        frame=_frame_width(ppr),
        shaded=look.shaded,
        borders=look.borders,
        table=table,
        section=section,
    )


def _frame_width(ppr: Element) -> int | None:
    frame = ppr.find(qn("w:framePr")) if ppr is not None else None
    return int(frame.get(qn("w:w"), "0")) if frame is not None else None


def _runs(element: Element, styles: StyleChains, style_id: str) -> Iterator[Run]:
    for run in element.iter(qn("w:r")):
        owner = run.getparent()
        if owner.tag == qn("w:del") or _within(run, "w:txbxContent", element):
            continue
        text = _text(run)
        if text:
            yield replace(styles.run(run, style_id), text=text)


def _within(run: Element, tag: str, stop: Element) -> bool:
    parent = run.getparent()
    while parent is not None and parent is not stop:
        if parent.tag == qn(tag):
            return True
        parent = parent.getparent()
    return False


def _text(run: Element) -> str:
    parts = []
    for child in run:
        if child.tag == qn("w:t"):
            parts.append(child.text or "")
        elif child.tag in (qn("w:tab"), qn("w:ptab")):
            parts.append("\t")
        elif child.tag in (qn("w:br"), qn("w:cr")) and child.get(qn("w:type")) != "page":
            parts.append("\n")
        elif child.tag == qn("w:instrText"):
            parts.append(f"{FIELD}{(child.text or '').strip()}{FIELD}")
        elif child.tag == qn("w:noBreakHyphen"):
            parts.append("-")
    return "".join(parts)


def _cell_text(cell: Element) -> str:
    return "\n".join("".join(_text(run) for run in p.iter(qn("w:r"))) for p in cell.findall(qn("w:p")))


def _row_has(row: Element, tag: str) -> bool:
    properties = row.find(qn("w:trPr"))
    return properties is not None and onoff(properties.find(qn(tag)))


def _table_width(table: Element) -> int:
    grid = table.find(qn("w:tblGrid"))
    if grid is None:
        return 0
    return sum(int(column.get(qn("w:w"), "0")) for column in grid.findall(qn("w:gridCol")))


def _ruled(table: Element, styles: StyleChains) -> bool:
    properties = table.find(qn("w:tblPr"))
    borders = properties.find(qn("w:tblBorders")) if properties is not None else None
    if borders is None:
        style = properties.find(qn("w:tblStyle")) if properties is not None else None
        return style is not None and styles.ruled_table(style.get(qn("w:val"), ""))
    return any(side.get(qn("w:val")) not in (None, "none", "nil") for side in borders)


def _paper(section: Section, styles: StyleChains, place: int) -> PageSetup:
    element = section._sectPr
    size, margins = element.find(qn("w:pgSz")), element.find(qn("w:pgMar"))
    grid = element.find(qn("w:docGrid"))

    def number(holder: Element, name: str, default: int = 0) -> int:
        value = holder.get(qn(f"w:{name}")) if holder is not None else None
        try:
            return int(float(value)) if value is not None else default
        except ValueError:
            return default

    return PageSetup(
        width=number(size, "w"),
        height=number(size, "h"),
        top=number(margins, "top"),
        bottom=number(margins, "bottom"),
        left=number(margins, "left"),
        right=number(margins, "right"),
        gutter=number(margins, "gutter"),
        footer=number(margins, "footer"),
        grid_type=(grid.get(qn("w:type")) or "") if grid is not None else "",
        line_pitch=number(grid, "linePitch"),
        first_page_different=bool(section.different_first_page_header_footer),
        footers={
            "default": _footer(section.footer, styles, place),
            "even": _footer(section.even_page_footer, styles, place),
            "first": _footer(section.first_page_footer, styles, place),
        },
    )


def _footer(footer: _Footer, styles: StyleChains, place: int) -> tuple[Para, ...]:
    # python-docx follows "linked to previous", so a later section shows what it inherits.
    element = footer._element
    found = [paragraph_of(holder, styles, -1, PART_FOOTER, section=place) for holder in element.iter(qn("w:p"))]
    return tuple(para for para in found if para.text.strip() or para.borders)


def _external(document: Document) -> Iterator[str]:
    for relation in document.part.rels.values():
        if relation.is_external and not relation.reltype.endswith("/hyperlink"):
            yield f"{relation.reltype.rpartition('/')[2]}: {relation.target_ref}"
        elif relation.is_external:
            yield f"hyperlink: {relation.target_ref}"


def _embedded(document: Document) -> Iterator[str]:
    for part in document.part.package.iter_parts():
        name = str(part.partname)
        if "vbaProject" in name or "macroEnabled" in part.content_type or "/embeddings/" in name or "/activeX/" in name:
            yield name
    body = document.element.body
    if next(body.iter(qn("w:altChunk")), None) is not None:
        yield "altChunk"
    for code in body.iter(qn("w:instrText")):
        if (code.text or "").strip().upper().startswith(("DDE", "INCLUDE", "LINK")):
            yield (code.text or "").strip()[:40]
