"""Rows put into a table of a Word document that is not ours; the rest of its text is not touched."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from typing import Final

from ..blanks.layouts import BlockPlace
from ..notice.model import Label
from ..office.safetext import xml_attribute, xml_text
from ..office.xmlparts import ATTRIBUTES, children, open_element
from .labels import value_span

Line = tuple[str, Mapping[int, str]]
"""Bookmark and texts by column of one row."""
_TABLE = re.compile(rf"<(/?)w:tbl(?=[\s>]){ATTRIBUTES}>")
BOOKMARK: Final = "_xlt_"


def _table_span(text: str, number: int) -> tuple[int, int]:
    """Where top-level table `number` (from 1) stands."""
    depth, count, start = 0, 0, 0
    for found in _TABLE.finditer(text):
        if not found[1]:
            depth += 1
            if depth == 1:
                count, start = count + 1, found.start()
        else:
            depth -= 1
            if depth == 0 and count == number:
                return start, found.end()
    raise ValueError(f"no table {number}")


def _rows(table: str) -> list[tuple[int, int]]:
    """Spans of the rows of a table, also of those inside content controls."""
    tag, inside, _ = open_element(table, (0, len(table)))
    offset = len(tag)
    return [(offset + piece.start, offset + piece.end) for piece in children(inside) if piece.name == "tr"]


def marked_rows(text: str, number: int) -> list[str]:
    """Our bookmark in each row of a table ("" where there is none), in order."""
    start, end = _table_span(text, number)
    table = text[start:end]
    made = []
    for first, last in _rows(table):
        found = re.search(rf'w:name="({BOOKMARK}[^"]*)"', table[first:last])
        made.append(found[1] if found else "")
    return made


def fill_document(text: str, number: int, plan: Sequence[tuple[BlockPlace, Sequence[Line]]]) -> tuple[str, list[int]]:
    """Put lines into the blocks of table `number`; the document's text and the row of each line."""
    start, end = _table_span(text, number)
    table = text[start:end]
    spans = _rows(table)
    xml = [table[first:last] for first, last in spans]
    made: list[str] = []
    places: list[int] = []
    mark = _next_bookmark(text)
    at = 0
    for block, lines in plan:
        made += xml[at : block.first - 1]
        model = xml[block.first - 1] if block.last >= block.first else xml[min(block.first - 2, len(xml) - 1)]
        for bookmark, cells in lines:
            made.append(_filled(model, cells, bookmark, mark))
            places.append(len(made))
            mark += 1
        if not lines and block.last >= block.first:
            made.append(model)
        at = max(block.last, block.first - 1)
    made += xml[at:]
    head, tail = table[: spans[0][0]], table[spans[-1][1] :]
    return text[:start] + head + "".join(made) + tail + text[end:], places


def say_label(text: str, number: int, labels: Sequence[Label], key: str, value: str) -> str:
    """The document with a label's value in the paragraphs before table `number`; as it was where no label is found."""
    end = _table_span(text, number)[0]
    for paragraph in reversed(list(re.finditer(rf"<w:p(?=[\s>]){ATTRIBUTES}>.*?</w:p>", text[:end], re.DOTALL))):
        pieces = list(re.finditer(rf"(<w:t(?=[\s>]){ATTRIBUTES}>)([^<]*)(</w:t>)", paragraph[0]))
        said = "".join(html.unescape(piece[2]) for piece in pieces)
        span = value_span(said, labels, key)
        if span is None:
            continue
        new = _replaced(paragraph[0], pieces, span, value + ("    " if span[1] < len(said) else ""))
        return text[: paragraph.start()] + new + text[paragraph.end() :]
    return text


def _replaced(xml: str, pieces: Sequence[re.Match[str]], span: tuple[int, int], value: str) -> str:
    """Text `span` of the joined pieces replaced; the value goes to the piece that holds the colon."""
    made, at, done = [], 0, 0
    for piece in pieces:
        own = html.unescape(piece[2])
        first, last = done, done + len(own)
        new = own[: max(0, span[0] - first)] + own[max(0, span[1] - first) :] if last > span[0] else own
        if first < span[0] <= last:
            keep = span[0] - first
            new = own[:keep] + value + own[max(keep, span[1] - first) :]
        made += [xml[at : piece.start()], '<w:t xml:space="preserve">', xml_text(new), "</w:t>"]
        at, done = piece.end(), last
    return "".join(made) + xml[at:]


def _next_bookmark(text: str) -> int:
    numbers = [int(found) for found in re.findall(r'<w:bookmarkStart\b[^>]*w:id="(\d+)"', text)]
    return max(numbers, default=0) + 1


def _filled(row: str, cells: Mapping[int, str], bookmark: str, number: int) -> str:
    """A copy of a row with texts in it; ids that must be unique in a document are left out."""
    row = re.sub(r'\sw14:(?:paraId|textId)="[^"]*"', "", row)
    row = re.sub(rf"<w:bookmark(?:Start|End){ATTRIBUTES}>", "", row)
    tag, inside, end = open_element(row, (0, len(row)))
    made, at, column = [], 0, 1
    before = re.search(r'<w:gridBefore\b[^>]*w:val="(\d+)"', inside)
    column += int(before[1]) if before else 0
    marked = False
    for piece in children(inside):
        if piece.name != "tc":
            continue
        xml = inside[piece.start : piece.end]
        span = re.search(r'<w:gridSpan\b[^>]*w:val="(\d+)"', xml)
        made.append(inside[at : piece.start])
        made.append(_with_text(xml, cells.get(column, ""), "" if marked else bookmark, number))
        marked = True
        at = piece.end
        column += int(span[1]) if span else 1
    return tag + "".join(made) + inside[at:] + end


def _with_text(cell: str, text: str, bookmark: str, number: int) -> str:
    """One paragraph with one run, in the look the cell's first paragraph has."""
    tag, inside, end = open_element(cell, (0, len(cell)))
    pieces = list(children(inside))
    properties = next((inside[p.start : p.end] for p in pieces if p.name == "tcPr"), "")
    first = next((inside[p.start : p.end] for p in pieces if p.name == "p"), "")
    paragraph = re.search(rf"<w:pPr(?=[\s>]){ATTRIBUTES}>.*?</w:pPr>", first, re.DOTALL)
    own = paragraph[0] if paragraph else ""
    rest = first.replace(own, "", 1) if own else first
    look = re.search(rf"<w:rPr(?=[\s>]){ATTRIBUTES}>.*?</w:rPr>", rest, re.DOTALL) or re.search(
        rf"<w:rPr(?=[\s>]){ATTRIBUTES}>.*?</w:rPr>", own, re.DOTALL
    )
    mark = ""
    if bookmark:
        mark = f'<w:bookmarkStart w:id="{number}" w:name="{xml_attribute(bookmark)}"/><w:bookmarkEnd w:id="{number}"/>'
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{xml_text(line)}</w:t>' for line in text.split("\n"))
    run = f"<w:r>{look[0] if look else ''}{lines}</w:r>" if text else ""
    return f"{tag}{properties}<w:p>{own}{mark}{run}</w:p>{end}"
