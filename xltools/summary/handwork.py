"""What a person did to a summary outside its rows: title, labels, notes, columns, sheets, comments, colours, what is struck
out or hidden.

The summary that stands at the output's place is held against the one that is about to take it: whatever stands in the old
one and is not written anew is somebody's work. So no note of how the sheet looked is needed, and summaries of any
version are protected. Only a file that another program saved is looked at: ours cannot hold anything but ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from ..formats.grid import Book, Grid, a1
from ..forms.recognise import is_own
from ..office.backread import book_of, sheet_named
from ..office.opc import untouched
from ..office.patching import WorkbookPatch
from ..office.xmlparts import ATTRIBUTES, attributes
from .existing import Existing
from .lineage import KEY_HEADING
from .values import canonical

_SHOWN_TEXT: Final = 16
_BESIDE: Final = frozenset({"申报企业", "所在区", "来源单位", "来源文件", "来源位置", "提示", KEY_HEADING})
_CELL: Final = re.compile(rf"<(?:[\w.-]+:)?c(?=[\s>/]){ATTRIBUTES}>")
_BLACK: Final = re.compile(r'rgb="(?:FF|00)?000000"|(?:theme|indexed)="(?:0|1|8|64)"|auto="')
_COMMENT: Final = re.compile(r"<(?:[\w.-]+:)?(?:comment|threadedComment)\s[^<>]*?ref=\"([A-Z]+[0-9]+)\"")


def work_outside_rows(existing: Existing, new: bytes) -> list[str]:
    """What would be lost if `new` took the place of the existing summary, in words. Word tables are not compared."""
    if untouched(existing.data) or existing.lineage.sheet.startswith("表"):
        return []
    old_book, new_book = book_of(existing.data), book_of(new)
    sheet = existing.lineage.sheet
    now = sheet_named(new_book, str(existing.lineage.facts.get("sheet", ""))) or new_book.grids[0]
    made = list(_sheets(old_book, new_book, sheet))
    frame = _Frame(existing, existing.lineage.grid, now)
    made.extend(frame.edits())
    made.extend(_comments(existing.data, sheet, new, now.name))
    made.extend(_marks(existing, new, now.name))
    made.extend(f"隐藏的第 {row} 行" for row in sorted(existing.lineage.grid.hidden_rows - now.hidden_rows))
    return made


def _sheets(old: Book, new: Book, sheet: str) -> Iterator[str]:
    known = {grid.name for grid in new.grids}
    for grid in old.grids:
        if grid.name not in known and grid.name != sheet and not is_own(grid.name):
            yield f"工作表“{grid.name}”"
    if sheet not in known:
        yield f"工作表改名为“{sheet}”"


@dataclass(slots=True)
class _Frame:
    """The cells around the rows, then and now."""

    existing: Existing
    old: Grid
    new: Grid

    def edits(self) -> Iterator[str]:
        lineage = self.existing.lineage
        placed = sorted(row for row in (*lineage.now, *lineage.added) if row is not None)
        if not placed:
            return
        first, last = placed[0], placed[-1]
        written = {canonical(value) for _, _, value in self.new.cells()}
        rows = set(placed)
        ours = self._our_columns(first)
        for number, column, value in self.old.cells():
            text = canonical(value)
            if number in rows:
                if column not in ours:
                    yield f"{a1(number, column)}（“{_short(text)}”）"
            elif (
                text not in written
                and not self.old.formulas.get(number, 0) >> column & 1
                and not _is_sum(self.old, number)
            ):
                where = "表下" if number > last else ""
                yield f"{where}{a1(number, column)}（“{_short(text)}”）"

    def _our_columns(self, first: int) -> set[int]:
        """The official columns, and those beside them by their headings."""
        columns = set(self.existing.lineage.columns.values())
        known = _BESIDE | {value for row, _, value in self.new.cells() if row < first and isinstance(value, str)}
        for number, row in self.old.rows.items():
            if number >= first:
                break
            columns |= {
                column
                for column, value in zip(row.columns, row.values, strict=True)
                if isinstance(value, str) and value in known
            }
        return columns


def _is_sum(grid: Grid, number: int) -> bool:
    """A 小计 or 合计 row: its figures follow from the rows."""
    return any(isinstance(value, str) and value.endswith("计") for value in grid.rows[number].values)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN_TEXT else f"{text[:_SHOWN_TEXT]}…"


def _comments(old: bytes, sheet: str, new: bytes, new_sheet: str) -> Iterator[str]:
    before = _commented(new, new_sheet)
    for cell in sorted(_commented(old, sheet) - before):
        yield f"{cell} 的批注"


def _commented(data: bytes, sheet: str) -> set[str]:
    book = WorkbookPatch(data)
    part = book.part_of(sheet)
    names = [name for kind in ("comments", "threadedComment") for name in book.package.related(part, kind)]
    return {cell for name in names for cell in _COMMENT.findall(book.package.text(name))}


class _Mark(NamedTuple):
    """What a person makes a cell stand out by: 底色, 字色, 删除线, and in which colour."""

    what: str
    colour: str = ""


def _marks(existing: Existing, new: bytes, new_sheet: str) -> Iterator[str]:
    """Cells in a colour that the new summary has nowhere, and those struck out."""
    known = {mark for _, marks in _marked(new, new_sheet) for mark in marks}
    for cell, marks in _marked(existing.data, existing.lineage.sheet):
        yield from (f"{cell} 的{mark.what}" for mark in marks if mark not in known)


def _marked(data: bytes, sheet: str) -> Iterator[tuple[str, Sequence[_Mark]]]:
    """Each cell that stands out, with its marks."""
    book = WorkbookPatch(data)
    fills = [_fill_marks(xml) for xml in book.styles.fills()]
    fonts = [_font_marks(xml) for xml in book.styles.fonts()]
    by_style: dict[str, Sequence[_Mark]] = {}
    for tag in _CELL.findall(book.package.text(book.part_of(sheet))):
        found = attributes(tag)
        style = found.get("s", "0")
        marks = by_style.get(style)
        if marks is None:
            fill, font = book.styles.fill_of(int(style)), book.styles.font_of(int(style))
            marks = by_style[style] = [*_at(fills, fill), *_at(fonts, font)]
        if marks and "r" in found:
            yield found["r"], marks


def _at(marks: Sequence[Sequence[_Mark]], number: int) -> Sequence[_Mark]:
    return marks[number] if number < len(marks) else ()


def _fill_marks(xml: str) -> list[_Mark]:
    """None for no fill and for Excel's own grey pattern."""
    if "gray125" in xml or 'patternType="none"' in xml:
        return []
    found = re.search(r"<(?:[\w.-]+:)?fgColor\s([^<>]*?)/?>", xml)
    return [_Mark("底色", found[1].strip())] if found and found[1].strip() else []


def _font_marks(xml: str) -> list[_Mark]:
    """Black is said in many ways, and no mark in any: programs change one into another when they save."""
    colour = re.search(r"<(?:[\w.-]+:)?color\s([^<>]*?)/?>", xml)
    struck = re.search(r"<(?:[\w.-]+:)?strike(?![\w])(?![^<>]*(?:0|false))", xml)
    made = [_Mark("字色", colour[1].strip())] if colour and not _BLACK.search(colour[1]) else []
    return [*made, _Mark("删除线")] if struck else made
