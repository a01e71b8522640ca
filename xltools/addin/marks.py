"""Marks on the open workbook, and taking them off so that nothing of the user's has changed.

Colours are conditional formats, so a cell's own fill, whatever it is and becomes, is never touched; notes go only where
there is no note or comment yet; the result column stands right of everything. Each says of itself that it is ours (see
`plan`): nothing is remembered elsewhere, so a renamed, copied, sorted or protected sheet is cleared like any other, when
it can be, by either program.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import xlwings

from ..findings import Severity
from ..formats.grid import Area
from ..forms.recognise import RESULT_COLUMN, is_own
from .colours import fills
from .desk import Desk
from .host import Remark
from .hosts import host_of, still
from .plan import (
    COLUMN_HEAD,
    LAST_COLUMN,
    MOST_NOTES,
    At,
    ColumnMemory,
    ResultColumn,
    SheetPlan,
    column_memory,
    column_note,
    is_our_text,
    without_ours,
)

COPY_RECORD: Final = "_xltools_marks"
"""What `xltools validate --mark` writes into a marked copy; `xltools unmark` needs it, so it is left alone."""
COLUMN_WIDTH: Final = 48
_STEP: Final = 50
"""Notes between two looks at the cancel button."""


@dataclass(slots=True)
class Painted:
    """How the painting went."""

    marks: int = 0
    notes: int = 0
    kept: int = 0
    """Cells whose own note was left alone."""
    refused: int = 0
    """Cells on which the program set no note."""
    bare: int = 0
    """Cells not coloured because a rule of the user's would have been lost (LibreOffice)."""
    locked: tuple[str, ...] = ()
    """Protected sheets, not marked."""
    crowded: tuple[str, ...] = ()
    """Sheets without room for a result column."""


@dataclass(slots=True)
class Cleared:
    """How the clearing went: marks taken off, sheets with marks that are protected, texts of a person's left in place."""

    marks: int = 0
    locked: tuple[str, ...] = ()
    left: int = 0


@dataclass(frozen=True, slots=True)
class _Standing:
    """The marks of one sheet as they stand: colours by level, and the notes that hold words of ours."""

    colours: Mapping[str, tuple[Area, ...]]
    notes: tuple[Remark, ...]


def repaint(book: xlwings.Book, plan: Mapping[str, SheetPlan], desk: Desk) -> Painted:
    """Put these marks in place of those that are there. On Cancelled, or any failure, the old ones stand again."""
    host = host_of(book)
    # Our own lists are never marked, and long.
    sheets = {sheet.name: sheet for sheet in book.sheets if not is_own(sheet.name) and not host.sheet_locked(sheet)}
    painted = Painted(locked=tuple(name for name in plan if name not in sheets and name in _names(book)))
    with still(book):
        before = {name: _standing(sheet) for name, sheet in sheets.items()}
        try:
            for name, sheet in sheets.items():
                same = _unchanged(before[name], plan.get(name))
                _take_off(sheet, before[name], same)
                if name in plan:
                    _put_on(sheet, plan[name], same, desk, painted)
        except BaseException:  # also Cancelled, or an interrupt: the old marks stand again
            for name, sheet in sheets.items():
                _take_off(sheet, _standing(sheet))
                _put_back(sheet, before[name])
            raise
        # From here on it is quick and no longer to be cancelled.
        for name, sheet in sheets.items():
            _clear_columns(sheet)
            if name in plan:
                _result_column(sheet, plan[name].column, painted)
    return painted


def clear(book: xlwings.Book) -> Cleared:
    """Take off every mark of ours, on every sheet that allows it. What the user did since stays."""
    cleared = Cleared()
    with still(book):
        for sheet in book.sheets:
            standing = _standing(sheet)
            if host_of(book).sheet_locked(sheet):
                if standing.colours or standing.notes:
                    cleared.locked += (sheet.name,)
                continue
            columns, left = _clear_columns(sheet)
            cleared.marks += columns + _take_off(sheet, standing)
            cleared.left += left
    return cleared


def _names(book: xlwings.Book) -> set[str]:
    return {sheet.name for sheet in book.sheets}


# colours and notes


def _standing(sheet: xlwings.Sheet) -> _Standing:
    host = host_of(sheet.book)
    notes = (note for note in host.remarks(sheet) if without_ours(note.text) is not None)
    colours = {level: tuple(areas) for level, areas in host.coloured(sheet).items()}
    return _Standing(colours, tuple(note for note in notes if not note.text.startswith(COLUMN_HEAD)))


def _unchanged(standing: _Standing, plan: SheetPlan | None) -> frozenset[At]:
    """Cells whose note says already what is to be said: most of them, when somebody checks again after a correction."""
    if plan is None:
        return frozenset()
    return frozenset(note.at for note in standing.notes if plan.notes.get(note.at) == note.text)


def _take_off(sheet: xlwings.Sheet, standing: _Standing, same: Collection[At] = ()) -> int:
    """Our rules go, and our words in notes but `same`; a note with nothing else in it goes with them."""
    host = host_of(sheet.book)
    taken = host.uncolour(sheet) if standing.colours else 0
    rests = {note.at: without_ours(note.text) or "" for note in standing.notes if note.at not in same}
    for at, rest in rests.items():
        if rest:
            host.note(sheet, at, rest)
    host.drop_notes(sheet, {at for at, rest in rests.items() if not rest})
    return taken + len(rests)


def _put_on(sheet: xlwings.Sheet, plan: SheetPlan, same: Collection[At], desk: Desk, painted: Painted) -> None:
    host = host_of(sheet.book)
    desk.step(f"标注 {sheet.name}")
    for level, cells in plan.colours.items():
        painted.bare += host.colour(sheet, level.value, fills()[level], cells)
        painted.marks += len(cells)
    taken = {note.at for note in host.remarks(sheet)}
    painted.kept += len((taken - set(same)) & plan.notes.keys())
    painted.notes += len(same)
    # Errors first, however many stand already.
    wanted = [at for at in plan.notes if at not in taken or at in same][:MOST_NOTES]
    free = [at for at in wanted if at not in same]
    host.drop_notes(sheet, set(same).difference(wanted))
    for number, at in enumerate(free):
        if number % _STEP == 0:
            desk.step(f"批注 {sheet.name} {number}/{len(free)}")
        if host.add_note(sheet, at, plan.notes[at]):
            painted.notes += 1
        else:
            painted.refused += 1


def _put_back(sheet: xlwings.Sheet, standing: _Standing) -> None:
    host = host_of(sheet.book)
    for level, areas in standing.colours.items():
        host.colour(sheet, level, fills()[Severity(level)], list(_cells(areas)))
    for note in standing.notes:
        host.note(sheet, note.at, note.text)


def _cells(areas: Iterable[Area]) -> Iterable[At]:
    for area in areas:
        for row in range(area.first_row, area.last_row + 1):
            yield from (At(row, column) for column in range(area.first_column, area.last_column + 1))


# the result column


def _result_column(sheet: xlwings.Sheet, wanted: ResultColumn | None, painted: Painted) -> None:
    """A column right of everything: per row what is wrong. It joins the sheet's filter where that loses nothing."""
    if wanted is None:
        return
    host = host_of(sheet.book)
    tables = host.tables_to(sheet)
    # Written beside a list object (表), a column would become part of it.
    column = wanted.column + (wanted.column - 1 in tables)
    if column > LAST_COLUMN:
        painted.crowded += (sheet.name,)
        return
    own = host.filtered(sheet)
    # A filter's arrows may stand above the last of several heading rows.
    head = own.row if own is not None and own.row <= wanted.head else wanted.head
    heading = sheet.range((head, column))
    # A person may have hidden all columns right of his table.
    hidden = bool(heading.impl.column_hidden)
    heading.impl.column_hidden = False
    width = heading.column_width
    block = sheet.range((head, column), (max(wanted.last, head + 1), column))
    texts = [wanted.texts.get(row) for row in range(head + 1, block.row + block.shape[0])]
    block.value = [[text] for text in (RESULT_COLUMN, *texts)]
    heading.column_width = COLUMN_WIDTH
    kept = "" if wanted.hidden or tables else _joined_filter(own, sheet.range((head, wanted.first)), block)
    memory = ColumnMemory("" if width is None else f"{width:g}", hidden, kept)
    host.note(sheet, At(head, column), column_note(memory))


def _joined_filter(own: xlwings.Range | None, first: xlwings.Range, block: xlwings.Range) -> str:
    """Let the filter take the column in; how to go back, see `ColumnMemory`. A filter at work stays exactly as it is."""
    sheet = block.sheet
    host = host_of(sheet.book)
    end = block.row + block.shape[0] - 1
    if own is None:
        host.filter_on(sheet.range((first.row, first.column), (end, block.column)))
        return "ours"
    last = own.column + own.shape[1] - 1
    if own.row != block.row or last >= block.column or _conditions(own):
        return ""
    host.filter_off(own)
    host.filter_on(sheet.range((own.row, own.column), (own.row + own.shape[0] - 1, block.column)))
    return str(block.column - last)


def _conditions(block: xlwings.Range) -> list[int]:
    """Columns of a filter (counted from 1) with a condition at work."""
    return [number for number, entry in enumerate(block.autofilter.criteria, start=1) if entry.type != "none"]


def _clear_columns(sheet: xlwings.Sheet) -> tuple[int, int]:
    """(columns taken off, texts of a person's left in them); a copied table may have brought a second one."""
    host = host_of(sheet.book)
    taken = left = 0
    while (at := host.find(sheet, RESULT_COLUMN)) is not None and taken < LAST_COLUMN:
        said = next((note.text for note in host.remarks(sheet) if note.at == at), "")
        memory = column_memory(said)
        _unfilter(sheet, at, memory)
        left += _empty_column(sheet, at)
        rest = without_ours(said)
        if rest:
            host.note(sheet, at, rest)
        elif rest is not None:
            host.drop_notes(sheet, {at})
        if memory.width:
            sheet.range(at).column_width = float(memory.width)
        if memory.hidden:
            sheet.range(at).impl.column_hidden = True
        taken += 1
    return taken, left


def _empty_column(sheet: xlwings.Sheet, at: At) -> int:
    """Take out heading and texts of ours; the number of cells in which a person wrote something himself."""
    used = sheet.used_range
    last = max(used.row + used.shape[0] - 1, at.row + 1)
    sheet.range(at).clear_contents()
    block = sheet.range((at.row + 1, at.column), (last, at.column))
    values = [row[0] for row in block.options(ndim=2).value]
    foreign = [value for value in values if value is not None and not is_our_text(value)]
    if not foreign:
        block.clear_contents()
        return 0
    # A table copied below has brought a heading of ours, which is taken off by itself.
    foreign = [value for value in foreign if value != RESULT_COLUMN]
    for row, value in enumerate(values, start=at.row + 1):
        if is_our_text(value):
            sheet.range((row, at.column)).clear_contents()
    return len(foreign)


def _unfilter(sheet: xlwings.Sheet, at: At, memory: ColumnMemory) -> None:
    """The filter as it was. One with conditions of the user's on other columns is his now, and stays."""
    host = host_of(sheet.book)
    ours = host.filtered(sheet)
    if ours is None or not memory.filter or not ours.column <= at.column < ours.column + ours.shape[1]:
        return
    field = at.column - ours.column + 1
    if [number for number in _conditions(ours) if number != field]:
        host.show_all(ours, field)
        return
    host.filter_off(ours)
    if memory.filter != "ours":
        last = max(at.column - int(memory.filter), ours.column)
        host.filter_on(sheet.range((ours.row, ours.column), (ours.row + ours.shape[0] - 1, last)))


def remove_sheet(book: xlwings.Book, name: str) -> None:
    """Delete a sheet of ours without asking back."""
    sheet = next((found for found in book.sheets if found.name == name), None)
    if sheet is not None:
        with book.app.properties(display_alerts=False):
            # Excel does not delete what is very hidden.
            sheet.visible = True
            sheet.delete()
