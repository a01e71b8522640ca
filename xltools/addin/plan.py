"""What is to be said at which cell of the open book, before anything is touched.

Marks remember themselves: a colour's rule, a note and a result column carry words of ours, and what taking them off
needs to know stands in the column's own note. So they come off a sheet that was renamed, copied, sorted or moved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ..findings import Finding, Severity
from ..formats.grid import Area, Grid
from ..forms.recognise import RESULT_COLUMN
from ..notice.citing import cited
from ..reports.advice import Face, advice
from ..reports.grouping import RANK
from ..words import SEVERITY

NOTE_HEAD: Final = "【附表工具·"
NOTE_TAIL: Final = "——附表工具"
"""What stands between head and tail is ours; a note without the tail was rewritten by a person and is his."""
COLUMN_HEAD: Final = f"{NOTE_HEAD}列】"
MOST_NOTES: Final = 200
"""A sheet full of little windows helps nobody and each costs time; past this the 校验结果 sheet speaks."""
LONGEST_NOTE: Final = 900
LAST_COLUMN: Final = 16384

_HARMLESS: Final = ("text_number", "text_date")
_CELL: Final = re.compile(r"^\$?([A-Z]{1,3})\$?([0-9]{1,7})$")
_MEMORY: Final = re.compile(r"原列宽 ([0-9.]*)(，隐藏)?；(?:(本来没有筛选)|原筛选到左边第 ([0-9]+) 列|(筛选没有改动))")


class At(NamedTuple):
    """A cell, rows and columns counted from 1."""

    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said at one cell: `severity` is the worst of its `findings`."""

    row: int
    column: int
    severity: Severity
    findings: tuple[Finding, ...]

    @property
    def at(self) -> At:
        return At(self.row, self.column)

    def note(self) -> str:
        """The note's text: problem, expected, what to do, clause."""
        parts = []
        for finding in self.findings:
            lines = [f"{NOTE_HEAD}{SEVERITY[finding.severity]}】{finding.message}"]
            lines += [f"{word}：{text}" for word, text in _said(finding) if text]
            parts.append("\n".join(lines))
        text = "\n\n".join(parts)
        if len(text) > LONGEST_NOTE:
            text = text[:LONGEST_NOTE] + "……（其余见“校验结果”表）"
        return f"{text}\n{NOTE_TAIL}"


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """A column to be added: heading in row `head`, texts by row; the table begins at `first`, its data ends at `last`."""

    head: int
    first: int
    last: int
    column: int
    texts: Mapping[int, str]
    hidden: bool = False
    """Rows of the table are hidden: a filter would show them one day, so none is set."""


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """One sheet's share: cells by level, notes, the result column where one is wanted and there is room for it."""

    colours: Mapping[Severity, tuple[At, ...]] = field(default_factory=dict)
    notes: Mapping[At, str] = field(default_factory=dict)
    column: ResultColumn | None = None

    @property
    def cells(self) -> int:
        return sum(map(len, self.colours.values()))


class ColumnMemory(NamedTuple):
    """What the result column's heading remembers of the sheet before it."""

    width: str
    """Characters, empty where nobody knows."""
    hidden: bool
    filter: str
    """``ours`` where there was none, the number of columns between, or empty: not touched."""


def _said(finding: Finding) -> tuple[tuple[str, str], ...]:
    return (("应为", finding.expected), ("怎样改", advice(finding, Face.RIBBON)), ("依据", cited(finding.basis)))


def place(cell: str) -> At | None:
    """``C7`` -> (7, 3); None for what is no cell."""
    found = _CELL.match(cell)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return At(int(found[2]), column)


def marks_of(findings: Iterable[Finding], merges: Mapping[str, Sequence[Area]] | None = None) -> dict[str, list[Mark]]:
    """Sheet -> marks, one per cell to correct, top to bottom.

    Of a rule's cells only the first is the one to correct. A remark of the reader means all its cells; one that asks for
    nothing is set at the first, or a column of dates typed as text would drown the mistakes. What lies under a merged
    block is said once, at the cell that is seen.
    """
    gathered: dict[str, dict[At, list[Finding]]] = {}
    for finding in findings:
        areas = (merges or {}).get(finding.sheet, ())
        every = finding.kind == "reading" and finding.rule not in _HARMLESS
        for cell in finding.cells if every else finding.cells[:1]:
            where = place(cell)
            if where is None:
                continue
            said = gathered.setdefault(finding.sheet, {}).setdefault(_seen(where, areas), [])
            if not any((told.rule, told.column) == (finding.rule, finding.column) for told in said):
                said.append(finding)
    made: dict[str, list[Mark]] = {}
    for sheet, cells in gathered.items():
        for (row, column), found in sorted(cells.items()):
            found.sort(key=lambda finding: RANK[finding.severity])
            made.setdefault(sheet, []).append(Mark(row, column, found[0].severity, tuple(found)))
    return made


def _seen(at: At, areas: Sequence[Area]) -> At:
    for area in areas:
        if area.covers(*at):
            return At(area.first_row, area.first_column)
    return at


def plan_of(
    findings: Iterable[Finding], grids: Sequence[Grid] = (), tables: Mapping[str, ResultColumn] | None = None
) -> dict[str, SheetPlan]:
    """Sheet -> what is to be marked. `tables`: where a result column is wanted (its texts are filled in here)."""
    marks = marks_of(findings, {grid.name: grid.merges for grid in grids})
    made = {}
    for sheet, own in marks.items():
        colours: dict[Severity, list[At]] = {}
        for mark in own:
            colours.setdefault(mark.severity, []).append(mark.at)
        column = (tables or {}).get(sheet)
        made[sheet] = SheetPlan(
            {level: tuple(cells) for level, cells in colours.items()},
            dict(_notes(sorted(own, key=lambda mark: RANK[mark.severity]))),
            column and _filled(column, own),
        )
    return made


def _notes(marks: Sequence[Mark]) -> Iterable[tuple[At, str]]:
    """Errors first, since there may be too many. One remark on a whole column is said once, at its first cell."""
    said: set[tuple[str, ...]] = set()
    for mark in marks:
        if mark.findings[0].kind == "reading":
            key = tuple(finding.rule + finding.column for finding in mark.findings)
            if key in said:
                continue
            said.add(key)
        yield mark.at, mark.note()


def _filled(column: ResultColumn, marks: Sequence[Mark]) -> ResultColumn:
    texts: dict[int, dict[str, None]] = {}
    for mark in marks:
        for finding in mark.findings:
            texts.setdefault(mark.row, {})[f"{SEVERITY[finding.severity]}：{finding.message}"] = None
    inside = {row: f"〔{'；'.join(said)}〕" for row, said in texts.items() if column.head < row <= column.last}
    return ResultColumn(column.head, column.first, column.last, column.column, inside, column.hidden)


def is_our_text(value: object) -> bool:
    """Whether a cell of the result column says what we wrote, and nothing a person added."""
    return isinstance(value, str) and value.startswith("〔") and value.endswith("〕")


def free_column(grid: Grid) -> int | None:
    """The first column right of everything that is said on the sheet, an earlier result column of ours left aside.

    One into which a person wrote is his now. What is only formatted does not count: some sheets are coloured to their
    last column. None where there is no room.
    """
    cells = [cell for row in grid.rows.values() for cell in zip(row.columns, row.values, strict=True)]
    ours = {column for column, value in cells if value == RESULT_COLUMN}
    ours -= {column for column, value in cells if column in ours and not (value == RESULT_COLUMN or is_our_text(value))}
    last = max((column for column, _ in cells if column not in ours), default=0)
    last = max([last, *(area.last_column for area in grid.merges)])
    return last + 1 if last < LAST_COLUMN else None


def without_ours(text: str) -> str | None:
    """A note without what we wrote into it, empty where nothing is left; None where it holds nothing of ours."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    start = text.find(NOTE_HEAD)
    end = text.rfind(NOTE_TAIL)
    if start < 0 or end < start:
        return None
    return "\n".join(part for part in (text[:start].strip(), text[end + len(NOTE_TAIL) :].strip()) if part)


def column_note(memory: ColumnMemory) -> str:
    """The note of the result column's heading: tells people what it is, and us how to take it off."""
    filters = {"ours": "本来没有筛选", "": "筛选没有改动"}.get(memory.filter, f"原筛选到左边第 {memory.filter} 列")
    hidden = "，隐藏" if memory.hidden else ""
    return f"{COLUMN_HEAD}这一列由附表工具加上，点“清除标注”时去掉。\n（原列宽 {memory.width}{hidden}；{filters}）\n{NOTE_TAIL}"


def column_memory(text: str) -> ColumnMemory:
    """What `column_note` told; nothing known where a person changed it."""
    found = _MEMORY.search(text)
    if found is None:
        return ColumnMemory("", False, "")
    return ColumnMemory(found[1], bool(found[2]), "ours" if found[3] else found[4] or "")


def blocks(cells: Iterable[tuple[int, int]]) -> list[Area]:
    """Cells (row, column) as few upright blocks: runs down a column, the way mistakes come."""
    made: list[Area] = []
    for row, column in sorted(set(cells), key=lambda cell: (cell[1], cell[0])):
        if made and made[-1].last_column == column and made[-1].last_row == row - 1:
            made[-1] = made[-1]._replace(last_row=row)
        else:
            made.append(Area(row, column, row, column))
    return made
