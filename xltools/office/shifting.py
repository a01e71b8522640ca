"""Rows put into (or taken out of) a sheet that is not ours, with everything that points at the rows below.

Followed: rows, cells, formulas (here, in other sheets, in names and charts), merges, validations, conditional formats
(also Excel's newer x14 ones), links, filters, tables, comments, drawings, form controls, page breaks.
Not followed: pivot tables' sources and macros; official templates have neither.
"""

from __future__ import annotations

import html
import re
from typing import Final

from ..formats.grid import a1
from .references import RowShift, shift_areas, shift_formula, shift_reference
from .sheetxml import SheetRow, SheetXml
from .xmlparts import ATTRIBUTES, Package, attributes, children, with_attribute

_FORMULA = re.compile(
    rf"(<(?:[\w.-]+:)?f(?=[\s/>]){ATTRIBUTES}>)([^<]*)(</(?:[\w.-]+:)?f\s*>)|<(?:[\w.-]+:)?f(?=[\s/>]){ATTRIBUTES}(?<=/)>"
)
_REFERENCE_LISTS: Final = ("conditionalFormatting", "dataValidations", "ignoredErrors", "protectedRanges", "extLst")
_SQREF = re.compile(r"(\ssqref\s*=\s*)(\"[^\"]*\"|'[^']*')")
_REF = re.compile(r"(\sref\s*=\s*)(\"[^\"]*\"|'[^']*')")
_INNER = re.compile(r"(<(?:[\w.-]+:)?(?:formula[12]?|f)(?=[\s>])[^<>]*>)([^<]*)(</)")
_EXTENDED_AREAS = re.compile(r"(<(?:[\w.-]+:)?sqref>)([^<]*)(</)")


def shift_sheet(sheet: SheetXml, name: str, shift: RowShift) -> None:
    """Move the rows of `sheet` itself and all references within its part."""
    expand_shared(sheet)
    moved: dict[int, SheetRow] = {}
    for number in sorted(sheet.rows):
        row = sheet.rows[number]
        target = shift.row(number)
        if target is None:
            continue
        cells = row.cells
        row.touch()
        for column, xml in cells.items():
            if target != number:
                end = xml.index(">") + 1
                xml = with_attribute(xml[:end], "r", a1(target, column)) + xml[end:]
            cells[column] = shift_formulas(xml, shift, name, here=True)
        row.number = target
        row.tag = with_attribute(row.tag, "r", str(target))
        moved[target] = row
    sheet.rows = moved
    _shift_merges(sheet, shift)
    _shift_lists(sheet, name, shift)
    _shift_single(sheet, shift)


def shift_formulas(xml: str, shift: RowShift, name: str, *, here: bool) -> str:
    """Formulas in a piece of XML (cells of any sheet, charts) after rows of sheet `name` moved."""

    def moved(found: re.Match[str]) -> str:
        if found[1] is None:
            return found[0]
        tag = found[1]
        reference = attributes(tag).get("ref")
        if here and reference:
            tag = with_attribute(tag, "ref", shift_reference(reference, shift) or reference)
        text = html.unescape(found[2])
        new = shift_formula(text, shift, name, here=here) if text else text
        return found[0] if new == text and tag == found[1] else f"{tag}{html.escape(new, quote=False)}{found[3]}"

    return _FORMULA.sub(moved, xml) if ":f" in xml or "<f" in xml else xml


def expand_shared(sheet: SheetXml) -> None:
    """Write shared formulas out in full: a moved group could not stay one."""
    from openpyxl.formula.translate import Translator

    masters: dict[str, tuple[str, str]] = {}
    for number in sorted(sheet.rows):
        row = sheet.rows[number]
        cells = row.cells
        for column, xml in cells.items():
            found = _FORMULA.search(xml)
            if found is None:
                continue
            tag = found[1] or found[0]
            kind = attributes(tag)
            if kind.get("t") != "shared":
                continue
            here = a1(number, column)
            group = kind.get("si", "")
            if found[2]:
                masters[group] = (html.unescape(found[2]), here)
            if group not in masters:
                continue
            text, origin = masters[group]
            new = Translator(f"={text}", origin=origin).translate_formula(here)[1:]
            p = sheet.prefix
            plain = f"<{p}f>{html.escape(new, quote=False)}</{p}f>"
            cells[column] = xml[: found.start()] + plain + xml[found.end() :]


def _shift_merges(sheet: SheetXml, shift: RowShift) -> None:
    merges = sheet.merges()
    if merges:
        moved = [shift_reference(area, shift) for area in merges]
        sheet.set_merges([area for area in moved if area is not None and ":" in area])


def _shift_lists(sheet: SheetXml, name: str, shift: RowShift) -> None:
    """Validations, conditional formats and the newer extensions: their areas and the formulas in them."""

    def areas(found: re.Match[str]) -> str:
        return f'{found[1]}"{shift_areas(found[2][1:-1], shift)}"'

    def inner(found: re.Match[str]) -> str:
        text = html.unescape(found[2])
        new = shift_formula(text, shift, name, here=True) if text and not text.startswith('"') else text
        return f"{found[1]}{html.escape(new, quote=False)}{found[3]}"

    def extended(found: re.Match[str]) -> str:
        return f"{found[1]}{shift_areas(found[2], shift)}{found[3]}"

    def moved(xml: str) -> str:
        return _EXTENDED_AREAS.sub(extended, _INNER.sub(inner, _SQREF.sub(areas, xml)))

    made, at = [], 0
    for piece in children(sheet.after):
        if piece.name in _REFERENCE_LISTS:
            made.append(sheet.after[at : piece.start])
            made.append(moved(sheet.after[piece.start : piece.end]))
            at = piece.end
    sheet.after = "".join([*made, sheet.after[at:]])


def _shift_single(sheet: SheetXml, shift: RowShift) -> None:
    """Children with one `ref` each: links, filter, page breaks, dimension."""

    def reference(found: re.Match[str]) -> str:
        return f'{found[1]}"{shift_reference(found[2][1:-1], shift) or "A1"}"'

    for child in ("hyperlinks", "autoFilter", "sortState"):
        xml = sheet.child(child)
        if xml is not None:
            sheet.set_child(child, _REF.sub(reference, xml))
    breaks = sheet.child("rowBreaks")
    if breaks is not None:
        sheet.set_child(
            "rowBreaks", re.sub(r'(\sid\s*=\s*")([0-9]+)', lambda f: f"{f[1]}{shift.row(int(f[2])) or 1}", breaks)
        )
    if sheet.child("dimension") is not None:
        sheet.set_child("dimension", "")


def shift_companions(package: Package, part: str, shift: RowShift) -> None:
    """Comments, drawings, tables and form controls that belong to the sheet `part`."""
    for found in package.relationships(part):
        if found.external or found.target not in package.parts:
            continue
        if found.type in ("comments", "threadedComment") or found.type == "table":
            _rewrite(package, found.target, _REF, shift)
        elif found.type == "drawing":
            _move_rows(package, found.target, re.compile(r"(<(?:[\w.-]+:)?row>\s*)([0-9]+)()"), shift)
        elif found.type == "vmlDrawing":
            _move_rows(package, found.target, re.compile(r"(<(?:[\w.-]+:)?Row>\s*)([0-9]+)()"), shift)
            _move_anchors(package, found.target, shift)


def _rewrite(package: Package, part: str, pattern: re.Pattern[str], shift: RowShift) -> None:
    def moved(found: re.Match[str]) -> str:
        return f'{found[1]}"{shift_reference(found[2][1:-1], shift) or "A1"}"'

    package.put(part, pattern.sub(moved, package.text(part)))


def _move_rows(package: Package, part: str, pattern: re.Pattern[str], shift: RowShift) -> None:
    """Rows counted from 0. What stood on a row that is gone stays where the gap was."""

    def moved(found: re.Match[str]) -> str:
        return f"{found[1]}{(shift.row(int(found[2]) + 1) or shift.at) - 1}"

    package.parts[part] = pattern.sub(moved, package.parts[part].decode("utf-8-sig")).encode()


def _move_anchors(package: Package, part: str, shift: RowShift) -> None:
    """VML anchors: column, offset, row, offset, twice."""

    def moved(found: re.Match[str]) -> str:
        numbers = [text.strip() for text in found[2].split(",")]
        if len(numbers) != 8 or not all(number.lstrip("-").isdecimal() for number in numbers):
            return found[0]
        for place in (2, 6):
            numbers[place] = str((shift.row(int(numbers[place]) + 1) or shift.at) - 1)
        return f"{found[1]}{', '.join(numbers)}"

    pattern = re.compile(r"(<(?:[\w.-]+:)?Anchor>)([^<]*)")
    package.parts[part] = pattern.sub(moved, package.parts[part].decode("utf-8-sig")).encode()
