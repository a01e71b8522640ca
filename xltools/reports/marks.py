"""Findings marked on a copy of the submitter's own workbook, and marks that come off again.

The package is patched: everything that is not a marked cell keeps its bytes. An undo record in a hidden sheet brings
back every part exactly while nobody has saved the copy; afterwards colours, comments and sheets of ours are taken out
and the person's own work stays.

The record comes with a stranger's file. `mark` restores nothing from it, it only takes colours and notes of ours off;
`unmark` writes what the record leads to only where that differs from the copy in looks and notes and in nothing else.
"""

from __future__ import annotations

import html
import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from ..errors import InputRefused, OutputFault
from ..files.records import Malformed, each, read_json, table, text, texts
from ..findings import Finding, Severity
from ..notice.citing import cited
from ..office.comments import add_notes, drop_notes
from ..office.looks import same_but_for_looks
from ..office.opc import pack, unpack, unpacked_size
from ..office.patching import WorkbookPatch
from ..office.sheetbuild import SEVERITY_FILL, hidden_rows_xml
from ..office.sheetxml import split_cell
from ..office.stylesheet import Stylesheet
from ..office.undo import Undo, parsed, restore
from ..office.undo import record as undo_record
from ..words import SEVERITY
from .advice import Face, advice
from .findings_book import MARKED_HEADINGS, SHEET, marked_sheet

MARKS: Final = "_xltools_marks"
_SPARE_SHEET: Final = "_xltools校验结果"
_CHUNK: Final = 30_000
_MOST_BYTES: Final = 96 << 20
"""Of all parts: a copy is patched in memory, several times its size."""
_MOST_CELLS_EACH: Final = 200
_LONGEST_NOTE: Final = 900
_INLINE = re.compile(r'<t xml:space="preserve">([^<]*)</t>')
_ESCAPED = re.compile("_x([0-9A-F]{4})_")
_COLOUR = r'(?: (?:rgb|theme|indexed|auto|tint)="[-+.0-9A-Fa-f]{1,24}"){1,3} ?/>'
_PLAIN_FILL = re.compile(
    r'<((?:[A-Za-z0-9]{1,9}:)?)fill><\1patternFill(?: patternType="[A-Za-z0-9]{1,20}")?'
    rf"(?: ?/>|>(?:<\1fgColor{_COLOUR})?(?:<\1bgColor{_COLOUR})?</\1patternFill>)</\1fill>"
)
"""A fill that may be taken from a record: a pattern and its two colours, nothing else."""
_MARK_FILL: Final = {
    level: colour[:-1] + ("5" if colour[-1] == "4" else "4") for level, colour in SEVERITY_FILL.items()
}
"""Our colours differ by a hair from what people use, so that ours can be told from theirs."""


def mark(data: bytes, findings: Sequence[Finding]) -> bytes:
    """A copy with coloured cells, comments, and the sheet 校验结果. Marks of an earlier run are removed first.

    Raises OutputFault ``bad_template`` for what is no ordinary .xlsx or .xlsm (the caller writes a findings workbook).
    """
    data = _without_marks(data)
    original = unpack(data)
    book = WorkbookPatch(data)
    if _is_strict(book):
        raise OutputFault(
            "bad_template", "该文件是“严格 Open XML”格式，不能在副本上标注。请在 Excel 中另存为普通 .xlsx。"
        )
    names = {sheet.name: sheet for sheet in book.sheets}
    placed = [finding for finding in findings if finding.sheet in names and finding.cells]
    fills: dict[str, dict[str, str]] = {}
    for sheet in names:
        own = [finding for finding in placed if finding.sheet == sheet]
        if own:
            own = _where_seen(book, sheet, own)
            fills[sheet] = _colour(book, sheet, own)
            add_notes(book, sheet, _notes(own))
    target = SHEET if SHEET not in names else _SPARE_SHEET
    book.build(target, marked_sheet(list(findings), book.styles))
    # Excel and WPS keep very hidden sheets; they drop parts they do not know.
    place = book.add_sheet(MARKS, "", "veryHidden")
    marked = book.finished()
    record = undo_record(original, marked, book.open_sheets())
    marked[place] = _record_sheet(record | {"cells": fills, "sheet": target})
    return pack(marked, keep_order=True)


def markable(data: bytes) -> bool:
    """True for what `mark` takes; for the rest a findings workbook is written beside it."""
    try:
        return unpacked_size(data) <= _MOST_BYTES and not _is_strict(WorkbookPatch(data))
    except OutputFault:
        return False


def _is_strict(book: WorkbookPatch) -> bool:
    return "purl.oclc.org" in book.package.text(book.workbook)[:2000]


def _where_seen(book: WorkbookPatch, sheet: str, findings: Iterable[Finding]) -> list[Finding]:
    """A cell under a merged range is not seen: its mark goes to the range's first cell."""
    findings = [replace(finding, cells=finding.cells[:_MOST_CELLS_EACH]) for finding in findings]
    places: dict[int, dict[int, str]] = {}
    for cell in {cell for finding in findings for cell in finding.cells}:
        row, column = split_cell(cell)
        places.setdefault(row, {})[column] = cell
    rows = sorted(places)
    shown: dict[str, str] = {}
    for area in book.sheet(sheet).merges():
        first, last = area.split(":")
        (top, left), (bottom, right) = split_cell(first), split_cell(last)
        for row in rows[bisect_left(rows, top) : bisect_right(rows, bottom)]:
            shown |= {cell: first for column, cell in places[row].items() if left <= column <= right}
    if not shown:
        return findings
    return [
        replace(finding, cells=tuple(dict.fromkeys(shown.get(cell, cell) for cell in finding.cells)))
        for finding in findings
    ]


def _colour(book: WorkbookPatch, sheet: str, findings: Iterable[Finding]) -> dict[str, str]:
    """Colour every cell by its worst finding; cell -> the fill it had, as XML."""
    worst: dict[str, Severity] = {}
    order = list(Severity)
    for finding in findings:
        for cell in finding.cells:
            if cell not in worst or order.index(finding.severity) < order.index(worst[cell]):
                worst[cell] = finding.severity
    patch, styles = book.sheet(sheet), book.styles
    had = styles.fills()
    used = set(worst.values())
    # In a fixed order: a set's changes from run to run, and with it the numbers of the styles.
    numbers = {severity: styles.add_fill(_MARK_FILL[severity.value]) for severity in order if severity in used}
    before: dict[str, str] = {}
    painted: dict[tuple[int, Severity], tuple[str, int]] = {}
    """Many cells look alike: (format, severity) -> the fill it had, its format with our fill."""
    for cell, severity in worst.items():
        row, column = split_cell(cell)
        style = patch.style(row, column)
        known = painted.get((style, severity))
        if known is None:
            fill = styles.fill_of(style)
            known = had[fill] if fill < len(had) else "", styles.with_fill(style, numbers[severity])
            painted[style, severity] = known
        before[cell], number = known
        patch.restyle(row, column, number)
    return before


def _notes(findings: Iterable[Finding]) -> dict[str, str]:
    """Text of the comment at each finding's first cell."""
    texts: dict[str, list[str]] = {}
    for finding in findings:
        text = f"【{SEVERITY[finding.severity]}】{finding.message}"
        if how := advice(finding, Face.COPY):
            text += f"\n怎样改：{how}"
        if finding.basis:
            text += f"\n依据：{cited(finding.basis)}"
        texts.setdefault(finding.cell, []).append(text)
    return {cell: "\n\n".join(said)[:_LONGEST_NOTE] for cell, said in texts.items()}


def _record_sheet(record: Mapping[str, Any]) -> bytes:
    text = json.dumps(record, ensure_ascii=False, sort_keys=True)
    chunks = [[text[at : at + _CHUNK]] for at in range(0, len(text), _CHUNK)]
    return hidden_rows_xml([["xltools", "marks"], *chunks]).encode()


def unmark(data: bytes, shown: str = "") -> bytes:
    """The workbook without marks of ours; the same bytes part by part if nobody saved it since. Others come back as is.

    Raises InputRefused ``bad_marks`` where the record in the file would change more than looks and notes.
    """
    try:
        if unpacked_size(data) > _MOST_BYTES:
            raise Malformed("too large")
        record = _record(data)
        if record is None:
            return data
        parts = unpack(data)
        original = restore(parts, record.undo)
        if original is None:
            return _clean(data, record)
        if not same_but_for_looks(parts, original, _sheets_of_ours(data, record)):
            raise Malformed("more than looks")
    except (Malformed, OutputFault) as fault:
        raise InputRefused(
            "bad_marks",
            f"“{shown}”中的标注记录不是 xltools 写的，或被人改过：照它还原会改动数据，没有写出。请使用没有标注的原文件。",
            path=shown,
        ) from fault
    return pack(original, keep_order=True)


def _without_marks(data: bytes) -> bytes:
    """A copy of an earlier run without its marks. What its record says counts for colours only, if it can be read at all."""
    try:
        record = _record(data)
    except Malformed:
        record = MarkRecord(sheet=SHEET)
    return data if record is None else _clean(data, record)


def is_marked(data: bytes) -> bool:
    """True for a copy that carries marks of ours."""
    return MARKS in {sheet.name for sheet in WorkbookPatch(data).sheets}


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkRecord:
    """What a marked copy notes."""

    sheet: str
    """The list of findings."""
    undo: Undo = field(default_factory=Undo)
    fills: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Sheet -> cell -> the fill that it had, as XML."""


def _record(data: bytes) -> MarkRecord | None:
    """The undo record of a marked copy, None for any other workbook. Raises Malformed."""
    from ..office.backread import book_of, sheet_named

    patch = WorkbookPatch(data)
    if MARKS not in {sheet.name for sheet in patch.sheets}:
        return None
    found = _INLINE.findall(patch.package.text(patch.part_of(MARKS)))
    if found:  # as we wrote it: no need to read the whole book
        said = "".join(html.unescape(one) for one in found[2:])
        said = _ESCAPED.sub(lambda sign: chr(int(sign[1], 16)), said)
    else:
        grid = sheet_named(book_of(data), MARKS)
        said = "".join(str(row.values[0]) for row in list(grid.rows.values())[1:]) if grid else ""
    noted = table(read_json(said))
    record = MarkRecord(sheet=text(noted.get("sheet")), undo=parsed(noted), fills=each(noted.get("cells"), texts))
    if record.sheet not in (SHEET, _SPARE_SHEET):
        raise Malformed("no sheet of ours")
    return record


def _sheets_of_ours(data: bytes, record: MarkRecord) -> set[str]:
    """The sheets that marking put in: its record, and its list, which is known by its headings."""
    from ..office.backread import rows_of

    headings = list(MARKED_HEADINGS)
    names = {sheet.name for sheet in WorkbookPatch(data).sheets}
    if record.sheet not in names:
        return {MARKS}
    first = next(rows_of(data, record.sheet), {})
    is_list = any([value for value in row.values if value is not None] == headings for row in first.values())
    return {MARKS, record.sheet} if is_list else {MARKS}


def _clean(data: bytes, record: MarkRecord) -> bytes:
    """Take out our colours, comments and sheets, keep all else: a person may have saved the marked copy."""
    book = WorkbookPatch(data)
    for name in _sheets_of_ours(data, record):
        book.remove_sheet(name)
    ours = _our_fills(book.styles)
    for sheet in book.sheets:
        before = record.fills.get(sheet.name, {})
        patch = book.sheet(sheet.name)
        for number in list(patch.rows):
            row = patch.rows[number]
            for column in list(row.cells):
                style = patch.style(number, column)
                if book.styles.fill_of(style) in ours:
                    fill = _fill_before(book.styles, before, number, column)
                    patch.restyle(number, column, book.styles.with_fill(style, fill))
        drop_notes(book, sheet.name)
    return book.save()


def _our_fills(styles: Stylesheet) -> set[int]:
    colours = set(_MARK_FILL.values())
    return {number for number, xml in enumerate(styles.fills()) if any(colour in xml.upper() for colour in colours)}


def _fill_before(styles: Stylesheet, before: Mapping[str, str], row: int, column: int) -> int:
    """The fill a cell had; none where rows moved and it is not known."""
    from ..formats.grid import a1

    xml = before.get(a1(row, column), "")
    return styles.fill_like(xml) if _PLAIN_FILL.fullmatch(xml) else 0
