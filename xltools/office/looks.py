"""Whether two states of a workbook differ in looks and notes only: what marking may change, and nothing else.

An undo record lies in the file and may be a stranger's. What it leads to is compared with the file as it is, piece by
piece: cells but for their format's number, formats but for their fill, sheets but for the notes' drawing, the workbook
but for our own sheets. Only then may it be written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Set
from typing import Final

from .opc import pack
from .patching import WorkbookPatch
from .sheetxml import SheetRow, SheetXml
from .stylesheet import Stylesheet
from .xmlparts import attributes, rels_name, text_of, with_attribute

_NOTES: Final = ("comments", "vmlDrawing", "legacyDrawing")
_GROWING: Final = ("numFmts", "fonts", "fills", "borders", "cellXfs")
_PIECES = re.compile(r"<[^<>]*>[^<]*")
_NAMES = re.compile(r"</?(?:[\w.-]+:)?definedNames?(?=[\s/>])")


def same_but_for_looks(before: Mapping[str, bytes], after: Mapping[str, bytes], ours: Set[str]) -> bool:
    """Whether `after` says what `before` says. `ours` are the sheets that marking put into `before`."""
    old, new = (WorkbookPatch(pack(parts, keep_order=True)) for parts in (before, after))
    kept = [sheet for sheet in old.sheets if sheet.name not in ours]
    if kept != new.sheets or not _same_styles(old.styles, new.styles):
        return False
    notes = {name for sheet in kept for kind in _NOTES for name in old.package.related(sheet.part, kind)}
    sheets = {sheet.part for sheet in kept}
    lists = {old.workbook, rels_name(old.workbook), "[Content_Types].xml", *map(rels_name, sheets)}
    styles = set(old.package.related(old.workbook, "styles"))
    for name, data in after.items():
        if data == before.get(name) or name in notes or name in styles:
            continue
        if name in sheets:
            same = _same_sheet(text_of(before[name]), text_of(data), old.styles, new.styles)
        else:
            same = (
                name in lists and name in before and _fewer(text_of(before[name]), text_of(data), name == old.workbook)
            )
        if not same:
            return False
    gone = before.keys() - after.keys()
    return gone <= notes | _parts_of(old, ours) | _own_strings(old, sheets)


def _parts_of(book: WorkbookPatch, sheets: Set[str]) -> set[str]:
    """The parts of our own sheets, and the lists of relations that only marking made."""
    parts = {sheet.part for sheet in book.sheets if sheet.name in sheets}
    return parts | {rels_name(sheet.part) for sheet in book.sheets}


def _own_strings(book: WorkbookPatch, kept: Set[str]) -> set[str]:
    """The string table, where only our own sheets have texts in it: marking put it there."""
    used = any(re.search(r"""\st=["']s["']""", book.package.text(part)) for part in kept)
    return set() if used else set(book.package.related(book.workbook, "sharedStrings"))


def _fewer(before: str, after: str, is_workbook: bool) -> bool:
    """Whether a list (of relations, types, sheets) holds nothing that it did not hold; a workbook may lack names at most."""
    gone = Counter(_pieces(before))
    said = Counter(_pieces(after))
    if said - gone:
        return False
    gone -= said
    return not is_workbook or all(_NAMES.match(piece) or re.match(r"<(?:[\w.-]+:)?sheet\s", piece) for piece in gone)


def _pieces(text: str) -> list[str]:
    """Tags with the text behind them; a tag that was opened up to take our entries counts as it was."""
    return [re.sub(r"(?<!\s)\s*+/?>", ">", re.sub(r'\sxmlns:r="[^"]*"', "", piece)).strip() for piece in _PIECES.findall(text)]


def _same_styles(before: Stylesheet, after: Stylesheet) -> bool:
    """Marking only puts formats behind those that are there: no number means anything else than before."""
    more, fewer = before.groups(), after.groups()
    return all(
        more.get(name, [])[: len(items)] == items if name in _GROWING else more.get(name) == items
        for name, items in fewer.items()
    ) and all(name in fewer or name in _GROWING for name in more)


def _same_sheet(before: str, after: str, old: Stylesheet, new: Stylesheet) -> bool:
    one, other = SheetXml(before), SheetXml(after)
    return _sides(one) == _sides(other) and all(
        _same_row(one.rows.get(number), other.rows.get(number), old, new)
        for number in one.rows.keys() | other.rows.keys()
    )


def _sides(sheet: SheetXml) -> list[str]:
    """What stands around the rows, but for the drawing that carries the notes."""
    return [xml for name, xml in sheet.surroundings() if name not in _NOTES]


def _same_row(one: SheetRow | None, other: SheetRow | None, old: Stylesheet, new: Stylesheet) -> bool:
    if one is not None and other is not None and one.raw == other.raw:
        return True
    return _cells(one, old) == _cells(other, new) and (one is None or other is None or _tag(one) == _tag(other))


def _tag(row: SheetRow) -> dict[str, str]:
    return {name: value for name, value in attributes(row.tag).items() if name != "spans"}


def _cells(row: SheetRow | None, styles: Stylesheet) -> dict[int, tuple[str, str]]:
    """What the cells hold, and how it is shown but for the background; cells that hold nothing say nothing."""
    made = {}
    for column, xml in row.cells.items() if row is not None else ():
        end = xml.index(">") + 1
        tag = xml[:end]
        inside = "" if tag.endswith("/>") else xml[end : xml.rindex("</")]
        if inside:
            shown = styles.shown_as(int(attributes(tag).get("s", "0")))
            made[column] = with_attribute(tag, "s", None) + inside, shown
    return made
