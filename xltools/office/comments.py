"""Cell comments (批注) added beside the user's own, and taken out again.

A comment is two things: its text in the comments part, and a box in the old drawing language (VML) that Excel still
wants. A cell that has a comment already gets our text behind the user's, below a line; a cell with a threaded comment
is left alone, because Excel shows the thread and not our text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from itertools import count
from typing import Final

from .patching import WorkbookPatch
from .safetext import xml_text
from .sheetxml import split_cell
from .xmlparts import ATTRIBUTES, append_inside, attributes, children, element, open_element, root_of

AUTHOR: Final = "xltools校验"
LINE: Final = "—— xltools 校验 ——"
"""What our text begins with, and what it is known by."""
_COMMENTS_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE: Final = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_EMPTY_COMMENTS: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<comments xmlns="{_MAIN}"><authors></authors><commentList></commentList></comments>'
)
_EMPTY_VML: Final = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/>'
    "</o:shapelayout></xml>"
)
_SHAPE_TYPE: Final = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_REF = re.compile(r'ref="([A-Z]{1,3}\d{1,7})"')
_SHAPE_NAME = re.compile(r"_x0000_s9\d{1,9}")
_SHAPE = re.compile(r"<v:shape\b(?:(?!</?v:shape\b).)*+</v:shape>", re.DOTALL)


def add_notes(book: WorkbookPatch, sheet: str, notes: Mapping[str, str]) -> None:
    """Add a comment to each cell (address -> text)."""
    part = book.part_of(sheet)
    threads = "".join(book.package.text(name) for name in book.package.related(part, "threadedComment"))
    threaded = set(_REF.findall(threads))
    notes = {cell: text for cell, text in notes.items() if cell not in threaded}
    if not notes:
        return
    name = _comments_part(book, part)
    text = book.package.text(name)
    prefix = root_of(text)[1]
    text, author = _author(text, prefix)
    text, told = _appended(text, prefix, notes)
    fresh = {cell: _comment(prefix, cell, author, said) for cell, said in notes.items() if cell not in told}
    if fresh:
        text = append_inside(text, f"{prefix}commentList", "".join(fresh.values()))
        _add_boxes(book, sheet, list(fresh))
    book.package.put(name, text)


def _comments_part(book: WorkbookPatch, part: str) -> str:
    found = book.package.related(part, "comments")
    if found:
        return found[0]
    name = book.package.new_name("xl/xltools_comments{}.xml")
    book.package.put(name, _EMPTY_COMMENTS)
    book.package.declare(name, _COMMENTS_TYPE)
    book.package.relate(part, "comments", name)
    return name


def _author(text: str, prefix: str) -> tuple[str, int]:
    """The number of our author, added if it is not there."""
    span = element(text, f"{prefix}authors")
    if span is None:
        raise ValueError("comments without authors")
    _, inside, _ = open_element(text, span)
    names = [inside[piece.start : piece.end] for piece in children(inside)]
    own = f"<{prefix}author>{AUTHOR}</{prefix}author>"
    if own in names:
        return text, names.index(own)
    return append_inside(text, f"{prefix}authors", own), len(names)


def _run(prefix: str, text: str) -> str:
    p = prefix
    look = f'<{p}rPr><{p}sz val="9"/><{p}color indexed="81"/><{p}rFont val="宋体"/></{p}rPr>'
    return f'<{p}r>{look}<{p}t xml:space="preserve">{xml_text(text)}</{p}t></{p}r>'


def _comment(prefix: str, cell: str, author: int, said: str) -> str:
    p = prefix
    return f'<{p}comment ref="{cell}" authorId="{author}"><{p}text>{_run(p, f"{LINE}{chr(10)}{said}")}</{p}text></{p}comment>'


def _appended(text: str, prefix: str, notes: Mapping[str, str]) -> tuple[str, set[str]]:
    """The comments with our texts behind the user's own, in one pass; the cells that had one."""
    close = f"</{prefix}comment>"
    made: list[str] = []
    told: set[str] = set()
    at = 0
    for found in re.finditer(rf"<{prefix}comment(?=[\s>]){ATTRIBUTES}>", text):
        cell = attributes(found[0]).get("ref", "")
        if cell in notes and cell not in told and found.start() >= at:
            end = text.index(close, found.end()) + len(close)
            ours = _run(prefix, f"\n{LINE}\n{notes[cell]}")
            made += text[at : found.start()], append_inside(text[found.start() : end], f"{prefix}text", ours)
            at = end
            told.add(cell)
    return "".join([*made, text[at:]]), told


def _add_boxes(book: WorkbookPatch, sheet: str, cells: list[str]) -> None:
    part = book.part_of(sheet)
    patch = book.sheet(sheet)
    found = _legacy_drawing(book, sheet)
    if found is None:
        name = book.package.new_name("xl/drawings/xltools_vml{}.vml")
        book.package.put(name, _EMPTY_VML)
        book.package.declare_ending("vml", _VML_TYPE)
        relation = book.package.relate(part, "vmlDrawing", name)
        patch.set_child(
            "legacyDrawing", f'<{patch.prefix}legacyDrawing {patch.relationship_prefix()}:id="{relation}"/>'
        )
    else:
        name = found
    text = book.package.parts[name].decode("utf-8-sig")
    taken = set(_SHAPE_NAME.findall(text))
    names = (shape for number in count(1) if (shape := f"_x0000_s9{number:04d}") not in taken)
    shapes = [] if "_x0000_t202" in text else [_SHAPE_TYPE]
    shapes += (_box(cell, shape) for cell, shape in zip(cells, names, strict=False))
    end = text.rindex("</xml>")
    book.package.put(name, "".join((text[:end], *shapes, text[end:])))


def _legacy_drawing(book: WorkbookPatch, sheet: str) -> str | None:
    """The VML part that the sheet shows; a header's pictures lie in another one."""
    child = book.sheet(sheet).child("legacyDrawing")
    if child is None:
        return None
    relation = next((value for name, value in attributes(child).items() if name.endswith(":id")), "")
    return next((f.target for f in book.package.relationships(book.part_of(sheet)) if f.id == relation), None)


def _box(cell: str, name: str) -> str:
    row, column = split_cell(cell)
    row, column = row - 1, column - 1
    return (
        f'<v:shape id="{name}" type="#_x0000_t202" style="position:absolute;width:216pt;height:90pt;z-index:1;'
        'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
        '<v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto">'
        '<div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/>'
        f"<x:SizeWithCells/><x:Anchor>{column + 1}, 15, {max(row - 1, 0)}, 10, {column + 4}, 31, {row + 4}, 4</x:Anchor>"
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )


def drop_notes(book: WorkbookPatch, sheet: str) -> None:
    """Take our text out of the comments, and the comments of which nothing is left.

    Told by the line they begin with: LibreOffice drops authors, and cuts texts into runs by script.
    """
    part = book.part_of(sheet)
    for name in book.package.related(part, "comments"):
        text = book.package.text(name)
        prefix = root_of(text)[1]
        gone: list[str] = []

        def cleaned(found: re.Match[str], gone: list[str] = gone) -> str:
            comment = _without_ours(found[0])
            if comment is None:
                gone.append(attributes(found[0][: found[0].index(">") + 1])["ref"])
            return comment or ""

        pattern = rf"<{prefix}comment(?=[\s>]){ATTRIBUTES}>.*?</{prefix}comment>"
        new = re.sub(pattern, cleaned, text, flags=re.DOTALL)
        if new != text:
            book.package.put(name, new)
            _drop_boxes(book, sheet, gone)


def _without_ours(comment: str) -> str | None:
    """A comment without our text, None where nothing else was said."""
    pieces = list(re.finditer(rf"(<(?:[\w.-]+:)?t(?=[\s>]){ATTRIBUTES}>)([^<]*)(</)", comment))
    said = "".join(html.unescape(piece[2]) for piece in pieces)
    at = said.find(LINE)
    if at < 0:
        return comment
    if not said[:at].strip():
        return None
    kept, made, position = at, [], 0
    while kept and said[kept - 1] == "\n":
        kept -= 1
    for piece in pieces:
        text = html.unescape(piece[2])
        made.append(comment[position : piece.start(2)] + xml_text(text[:kept]))
        kept = max(0, kept - len(text))
        position = piece.end(2)
    return "".join(made) + comment[position:]


def _drop_boxes(book: WorkbookPatch, sheet: str, cells: list[str]) -> None:
    name = _legacy_drawing(book, sheet)
    if name is None or not cells:
        return
    places = {(row - 1, column - 1) for row, column in map(split_cell, cells)}

    def kept(found: re.Match[str]) -> str:
        row, column = (re.search(rf"<x:{word}>(\d+)</x:{word}>", found[0]) for word in ("Row", "Column"))
        note = 'ObjectType="Note"' in found[0] and row is not None and column is not None
        return "" if note and row and column and (int(row[1]), int(column[1])) in places else found[0]

    text = book.package.parts[name].decode("utf-8-sig")
    book.package.put(name, _SHAPE.sub(kept, text))
