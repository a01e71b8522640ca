"""Marks on the open workbook, and taking them off so that nothing of the user's has changed.

In Excel colours are conditional formats, so a cell's own fill, whatever it is, is never touched; in LibreOffice they
are fills, and what was there is remembered. Notes go only where there is no note or comment yet. What was added or
changed stands in a hidden sheet, `RECORD`, which travels with the book: marks come off also after a save and a reopen,
and in the other program.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import xlwings

from ..findings import Finding, Severity
from ..formats.grid import a1
from ..notice.citing import cited
from ..reports.grouping import RANK
from ..words import SEVERITY
from .desk import Desk
from .hosts import blocks, host_of, still

RECORD: Final = "_xltools_ribbon"
"""The sheet that remembers. The reader passes over sheets whose name begins with ``_xltools``."""
COPY_RECORD: Final = "_xltools_marks"
"""What `xltools validate --mark` writes into a marked copy; `xltools unmark` needs it, so it is left alone."""
RESULT_COLUMN: Final = "校验结果（附表工具）"

FILL: Final = {Severity.ERROR: "#FFC9C4", Severity.WARNING: "#FFE9B0", Severity.INFO: "#D6E6F7"}
NOTE_HEAD: Final = "【附表工具·"
_RULE_MARK: Final = "xltools:"
_MOST_NOTES: Final = 500
"""A sheet full of little windows helps nobody; past this the 校验结果 sheet speaks."""
_HARMLESS: Final = ("text_number", "text_date")
_CELL: Final = re.compile(r"^\$?([A-Z]{1,3})\$?([0-9]{1,7})$")


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said at one cell: `severity` is the worst of its `findings`."""

    row: int
    column: int
    severity: Severity
    findings: tuple[Finding, ...]

    def note(self) -> str:
        """The note's text: problem, expected, what to do, clause."""
        parts = []
        for finding in self.findings:
            lines = [f"{NOTE_HEAD}{SEVERITY[finding.severity]}】{finding.message}"]
            lines += [f"{word}：{text}" for word, text in _said(finding) if text]
            parts.append("\n".join(lines))
        return "\n\n".join(parts)


def _said(finding: Finding) -> tuple[tuple[str, str], ...]:
    return (("应为", finding.expected), ("怎样改", finding.fix), ("依据", cited(finding.basis)))


def place(cell: str) -> tuple[int, int] | None:
    """``C7`` -> (7, 3); None for what is no cell."""
    found = _CELL.match(cell)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def marks_of(findings: Iterable[Finding]) -> dict[str, list[Mark]]:
    """Sheet -> marks, one per cell to correct, top to bottom.

    Of a rule's cells only the first is the one to correct. A remark of the reader means all its cells; one that asks for
    nothing is set at the first, or a column of dates typed as text would drown the mistakes.
    """
    gathered: dict[str, dict[tuple[int, int], list[Finding]]] = {}
    for finding in findings:
        every = finding.kind == "reading" and finding.rule not in _HARMLESS
        for cell in finding.cells if every else finding.cells[:1]:
            where = place(cell)
            if where is not None:
                gathered.setdefault(finding.sheet, {}).setdefault(where, []).append(finding)
    made: dict[str, list[Mark]] = {}
    for sheet, cells in gathered.items():
        for (row, column), found in sorted(cells.items()):
            found.sort(key=lambda finding: RANK[finding.severity])
            made.setdefault(sheet, []).append(Mark(row, column, found[0].severity, tuple(found)))
    return made


@dataclass(frozen=True, slots=True)
class Painted:
    """How the painting went: marks set, notes set, cells whose own note was left alone, sheets that are protected."""

    marks: int
    notes: int
    kept: int
    locked: tuple[str, ...]


def paint(
    book: xlwings.Book,
    findings: Sequence[Finding],
    desk: Desk,
    *,
    headers: dict[str, tuple[int, int, int]] | None = None,
) -> Painted:
    """Mark the findings' cells. Marks that are there already must have been taken off before.

    `headers`: sheet -> (header row, first column, last data row) where a result column is wanted. On Cancelled
    everything is taken off again.
    """
    record = _Record(book)
    with still(book):
        try:
            painted = _paint(book, findings, desk, headers, record)
            record.write()
        except BaseException:
            record.write()
            _clear(book)
            raise
    return painted


def _paint(
    book: xlwings.Book,
    findings: Sequence[Finding],
    desk: Desk,
    headers: dict[str, tuple[int, int, int]] | None,
    record: _Record,
) -> Painted:
    host = host_of(book)
    marked = notes = kept = 0
    locked: list[str] = []
    present = {sheet.name: sheet for sheet in book.sheets}
    for name, marks in marks_of(findings).items():
        sheet = present.get(name)
        if sheet is None:
            continue
        if host.sheet_locked(sheet):
            locked.append(name)
            continue
        desk.step(f"标注 {name}")
        _colour(sheet, marks, record)
        marked += len(marks)
        said, left = _annotate(sheet, marks, desk, record)
        notes, kept = notes + said, kept + left
        if headers is not None and name in headers:
            _result_column(sheet, marks, headers[name], record)
    return Painted(marked, notes, kept, tuple(locked))


def _colour(sheet: xlwings.Sheet, marks: Sequence[Mark], record: _Record) -> None:
    host = host_of(sheet.book)
    for severity, fill in FILL.items():
        cells = [
            sheet.range((first, column), (last, column))
            for first, column, last, _ in blocks((m.row, m.column) for m in marks if m.severity is severity)
        ]
        if cells:
            for cell, kept in host.colour(cells, fill, f'"{_RULE_MARK}{severity.value}"'):
                record.add("fill", sheet.name, a1(cell.row, cell.column), kept)


def _annotate(sheet: xlwings.Sheet, marks: Sequence[Mark], desk: Desk, record: _Record) -> tuple[int, int]:
    """(notes set, cells left alone because they have a note of their own)."""
    host = host_of(sheet.book)
    taken = {note.location.address for note in sheet.notes}
    said: set[tuple[str, ...]] = set()
    notes = kept = 0
    for mark in marks:
        if mark.findings[0].kind == "reading":
            # One remark on a whole column is said once, at its first cell.
            key = tuple(finding.rule + finding.column for finding in mark.findings)
            if key in said:
                continue
            said.add(key)
        if notes >= _MOST_NOTES:
            break
        cell = sheet.range((mark.row, mark.column))
        if cell.address in taken or host.remarked(cell):
            kept += 1
            continue
        desk.step(f"批注 {sheet.name} {a1(mark.row, mark.column)}")
        text = mark.note()
        cell.add_note(text)
        record.add("note", sheet.name, a1(mark.row, mark.column), text)
        notes += 1
    return notes, kept


def _result_column(sheet: xlwings.Sheet, marks: Sequence[Mark], header: tuple[int, int, int], record: _Record) -> None:
    """A column right of everything: per row what is wrong. It joins the sheet's filter where that loses nothing."""
    host = host_of(sheet.book)
    head, first, last = header
    used = sheet.used_range
    column = used.column + used.shape[1]
    texts: dict[int, list[str]] = {}
    for mark in marks:
        for finding in mark.findings:
            texts.setdefault(mark.row, []).append(f"{SEVERITY[finding.severity]}：{finding.message}")
    sheet.range((head, column)).value = RESULT_COLUMN
    for row in range(head + 1, last + 1):
        if row in texts:
            sheet.range((row, column)).value = "'" + "；".join(dict.fromkeys(texts[row]))
    width = sheet.range((head, column)).column_width
    sheet.range((head, column)).column_width = 48
    record.add("column", sheet.name, a1(head, column), str(width if width is not None else ""))
    own = host.filtered(sheet)
    if own is not None and any(entry.type != "none" for entry in own.autofilter.criteria):
        return  # a filter at work stays exactly as it is
    if own is not None:
        record.add("filter", sheet.name, own.address, "")
        host.filter_off(own)
    else:
        record.add("filter", sheet.name, "", "")
    host.filter_on(sheet.range((head, first), (max(last, head + 1), column)))


def clear(book: xlwings.Book) -> int:
    """Take off every mark of ours; the number of marks taken off. What the user did since stays."""
    with still(book):
        return _clear(book)


def _clear(book: xlwings.Book) -> int:
    taken = 0
    record = _Record.read(book)
    for sheet in list(book.sheets):
        if not host_of(book).sheet_locked(sheet):
            taken += _clear_rules(sheet) + _clear_fills(sheet, record) + _clear_notes(sheet, record)
    for kind, name, where, what in record:
        marked = next((found for found in book.sheets if found.name == name), None)
        if marked is not None and kind == "filter":
            _clear_filter(marked, where)
        elif marked is not None and kind == "column":
            taken += _clear_column(marked, where, what)
    remove_sheet(book, RECORD)
    return taken


def _clear_fills(sheet: xlwings.Sheet, record: Sequence[tuple[str, str, str, str]]) -> int:
    """Fills of ours go back to what was there; a cell that the user has coloured since keeps his colour."""
    host = host_of(sheet.book)
    ours = {(int(fill[1:3], 16), int(fill[3:5], 16), int(fill[5:7], 16)) for fill in FILL.values()}
    taken = 0
    for kind, name, where, kept in record:
        at = place(where)
        if kind == "fill" and name == sheet.name and at is not None:
            cell = sheet.range(at)
            if cell.color in ours:
                host.uncolour(cell, kept)
                taken += 1
    if any(kind == "fill" and name == sheet.name for kind, name, _, _ in record):
        # Cells that were sorted or moved with our fill on them: what lay below is where they came from.
        for block in host.strays(sheet, ours):
            host.uncolour(block, "style")
            taken += 1
    return taken


def _clear_rules(sheet: xlwings.Sheet) -> int:
    taken = 0
    rules = sheet.cells.conditional_formats
    for number in range(len(rules), 0, -1):
        rule = rules(number)
        if rule.type == "custom" and _RULE_MARK in str(rule.formula):
            rule.delete()
            taken += 1
    return taken


def _clear_notes(sheet: xlwings.Sheet, record: Sequence[tuple[str, str, str, str]]) -> int:
    """Our notes go. Where the user wrote on below our text, only our text goes."""
    ours = sorted({what for kind, _, _, what in record if kind == "note"}, key=len, reverse=True)
    taken = 0
    for note in list(sheet.notes):
        text = note.text.replace("\r\n", "\n").replace("\r", "\n")
        if not text.startswith(NOTE_HEAD):
            continue
        known = next((own for own in ours if text.startswith(own)), text)
        rest = text[len(known) :].strip()
        if rest:
            note.text = rest
        else:
            note.delete()
        taken += 1
    return taken


def _clear_filter(sheet: xlwings.Sheet, address: str) -> None:
    """The filter as it was: on the block it had, or none."""
    host = host_of(sheet.book)
    ours = host.filtered(sheet)
    if ours is None:
        return
    host.filter_off(ours)
    if address:
        host.filter_on(sheet.range(address))


def _clear_column(sheet: xlwings.Sheet, where: str, width: str) -> int:
    """The result column, found by its heading: rows or columns may have moved since."""
    used = sheet.used_range
    at = place(where)
    candidates = [at] if at is not None else []
    candidates += [
        (row, column)
        for row in range(used.row, min(used.row + used.shape[0], used.row + 60))
        for column in range(used.column + used.shape[1] - 1, used.column - 1, -1)
    ]
    for row, column in candidates:
        if sheet.range((row, column)).value == RESULT_COLUMN:
            last = used.row + used.shape[0] - 1
            block = sheet.range((row, column), (max(last, row), column))
            block.clear_contents()
            if width:
                block.column_width = float(width)
            return 1
    return 0


def remove_sheet(book: xlwings.Book, name: str) -> None:
    """Delete a sheet of ours without asking back."""
    sheet = next((found for found in book.sheets if found.name == name), None)
    if sheet is not None:
        with book.app.properties(display_alerts=False):
            # Excel does not delete what is very hidden.
            sheet.visible = True
            sheet.delete()


class _Record:
    """The hidden sheet: rows of (kind, sheet, place, text), all text."""

    HEAD: Final = ("xltools", "ribbon", "1", "")

    def __init__(self, book: xlwings.Book) -> None:
        self.book = book
        self.rows: list[tuple[str, str, str, str]] = []

    def add(self, kind: str, sheet: str, where: str, what: str) -> None:
        self.rows.append((kind, sheet, where, what))

    def write(self) -> None:
        """Rewrite the sheet; it is made where there is something to remember, and never shown."""
        if not self.rows:
            return
        book = self.book
        shown = book.sheets.active
        sheet = book.sheets.add(RECORD, after=book.sheets[len(book.sheets) - 1])
        rows: list[tuple[Any, ...]] = [self.HEAD, *self.rows]
        sheet.range((1, 1), (len(rows), 4)).number_format = "@"
        sheet.range((1, 1), (len(rows), 4)).value = [list(row) for row in rows]
        shown.activate()
        host_of(book).hide_deep(sheet)

    @classmethod
    def read(cls, book: xlwings.Book) -> list[tuple[str, str, str, str]]:
        """What was remembered; empty for a book without marks, or with a sheet we do not know."""
        sheet = next((found for found in book.sheets if found.name == RECORD), None)
        if sheet is None:
            return []
        used = sheet.used_range
        last = used.row + used.shape[0] - 1
        rows = sheet.range((1, 1), (max(last, 2), 4)).options(ndim=2).value
        if rows[0][:2] != list(cls.HEAD[:2]):
            return []
        return [
            (str(kind), str(name or ""), str(where or ""), str(what or ""))
            for kind, name, where, what in rows[1:]
            if kind
        ]
