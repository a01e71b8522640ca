"""Tables of Word documents (.docx), from document.xml with expat.

A top-level table is sheet 表1, 表2 … in document order; a table nested in one of its cells follows it as 表1-1, 表1-2 ….
A1 is a table's first cell; gridSpan, vMerge and skipped grid columns are honoured, so columns line up as they are seen.
Source: ECMA-376 Part 1, 17.4 (tables), 17.3 (paragraphs and runs), 17.9 (numbering).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from sys import getsizeof

from xltools.reading.grid import Grid, GridRow, Range, ReadWarning, Value
from xltools.reading.limits import MAX_COLUMN, MAX_ROW, Budget
from xltools.reading.markup import Feed, local, pairs
from xltools.reading.noticing import notice
from xltools.reading.package import Package
from xltools.reading.refusals import Refusal, corrupt

_MOST_PREAMBLE = 200
_IGNORED = {"Fallback", "instrText", "delText", "del", "moveFrom", "pict", "drawing"}
"""Elements whose inside is not the text a reader sees: twins for old programs, field codes, deletions, pictures."""


@dataclass(slots=True)
class _Table:
    name: str
    preamble: tuple[str, ...]
    grid: Grid
    row: int = 0
    column: int = 1
    span: int = 1
    merge: str = ""
    opened: dict[int, tuple[int, int]] = field(default_factory=dict)
    """First column of a vertical merge -> its first row and last column."""
    cells: list[tuple[int, int, str]] = field(default_factory=list)
    paragraphs: list[list[str]] = field(default_factory=list)
    nested: int = 0
    deleted_row: bool = False


class _Document:
    """Handlers for document.xml."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.tables: list[_Table] = []
        self.open: list[_Table] = []
        self.top = 0
        self.body: list[str] = []
        self.before: list[str] = []
        self.in_text = False
        self.ignoring = 0
        self.ignored_name = ""
        self.row_properties = False

    # -- starts ----------------------------------------------------------------------------------------------------

    def start(self, name: str, attributes: list[str]) -> None:
        base = local(name)
        if self.ignoring:
            self.ignoring += base == self.ignored_name
            return
        if base in _IGNORED and not (base == "del" and self.row_properties):
            self.ignoring, self.ignored_name = 1, base
            return
        action = getattr(self, f"_start_{base}", None)
        if action is not None:
            action(pairs(attributes))

    def _start_t(self, _: dict[str, str]) -> None:
        self.in_text = True

    def _start_p(self, _: dict[str, str]) -> None:
        self._paragraphs().append([])

    def _start_tab(self, facts: dict[str, str]) -> None:
        if not facts:  # with attributes it is a tab stop
            self._add("\t")

    def _start_br(self, _: dict[str, str]) -> None:
        self._add("\n")

    _start_cr = _start_br

    def _start_noBreakHyphen(self, _: dict[str, str]) -> None:
        self._add("-")

    def _start_tbl(self, _: dict[str, str]) -> None:
        if self.open:
            outer = self.open[0]
            outer.nested += 1
            name, preamble = f"{outer.name}-{outer.nested}", ()
        else:
            self.top += 1
            name, preamble = f"表{self.top}", tuple(self.before[-_MOST_PREAMBLE:])
            self.before = []
        if len(self.tables) >= self.budget.limits.sheets:
            raise Refusal("too_big", f"表格太多（超过 {self.budget.limits.sheets} 个）")
        table = _Table(name, preamble, Grid(name))
        self.tables.append(table)
        self.open.append(table)

    def _start_tr(self, _: dict[str, str]) -> None:
        if self.open:
            table = self.open[-1]
            table.row += 1
            table.column = 1
            table.deleted_row = False
            if table.row > MAX_ROW:
                raise Refusal("too_big", "表格行数太多")

    def _start_trPr(self, _: dict[str, str]) -> None:
        self.row_properties = True

    def _start_del(self, _: dict[str, str]) -> None:
        if self.open:
            self.open[-1].deleted_row = True

    def _start_gridBefore(self, facts: dict[str, str]) -> None:
        if self.open:
            self.open[-1].column += _count(facts)

    def _start_tc(self, _: dict[str, str]) -> None:
        if self.open:
            table = self.open[-1]
            table.span, table.merge, table.paragraphs = 1, "", []

    def _start_gridSpan(self, facts: dict[str, str]) -> None:
        if self.open:
            self.open[-1].span = max(_count(facts), 1)

    def _start_vMerge(self, facts: dict[str, str]) -> None:
        if self.open:
            self.open[-1].merge = facts.get("val", "continue")

    # -- ends ------------------------------------------------------------------------------------------------------

    def end(self, name: str) -> None:
        base = local(name)
        if self.ignoring:
            self.ignoring -= base == self.ignored_name
            return
        if base == "t":
            self.in_text = False
        elif base == "p":
            if not self.open and self.before_paragraphs:
                text = "".join(self.before_paragraphs.pop()).strip()
                if text:
                    self.before.append(text)
        elif base == "tc" and self.open:
            self._end_cell(self.open[-1])
        elif base == "tr" and self.open:
            self._end_row(self.open[-1])
        elif base == "trPr":
            self.row_properties = False
        elif base == "tbl" and self.open:
            self._end_table(self.open.pop())

    def _end_cell(self, table: _Table) -> None:
        text = "\n".join("".join(pieces) for pieces in table.paragraphs).strip("\n")
        first, last = table.column, table.column + table.span - 1
        if last > MAX_COLUMN:
            raise corrupt(f"{table.name} 第 {table.row} 行的列数超出范围")
        opened = table.opened.get(first)
        if table.merge == "continue" and opened is not None:
            pass
        elif table.merge:
            self._close(table, first)
            table.opened[first] = (table.row, last)
        else:
            self._close(table, first)
            if last > first:
                table.grid.merges.append(Range(table.row, first, table.row, last))
        if text:
            self.budget.spend_text(getsizeof(text))
            table.cells.append((table.row, first, text))
        table.column = last + 1

    def _close(self, table: _Table, column: int) -> None:
        """A vertical merge that began above ends above this row."""
        opened = table.opened.pop(column, None)
        if opened is not None:
            self._merge(table, column, opened, table.row - 1)

    def _merge(self, table: _Table, column: int, opened: tuple[int, int], last_row: int) -> None:
        merge = Range(opened[0], column, last_row, opened[1])
        if merge.first_row != merge.last_row or merge.first_column != merge.last_column:
            self.budget.spend_merges(1)
            table.grid.merges.append(merge)

    def _end_row(self, table: _Table) -> None:
        cells = [(column, text) for row, column, text in table.cells if row == table.row]
        table.cells = []
        if table.deleted_row:
            table.row -= 1
            return
        if cells:
            self.budget.spend_cells(len(cells) + 2)
            values: tuple[Value, ...] = tuple(text for _, text in cells)
            table.grid.rows[table.row] = GridRow(tuple(column for column, _ in cells), values, (0,) * len(cells))

    def _end_table(self, table: _Table) -> None:
        for column, opened in sorted(table.opened.items()):
            self._merge(table, column, opened, table.row)
        table.grid.merges.sort()
        table.grid.preamble = table.preamble

    # -- text ------------------------------------------------------------------------------------------------------

    before_paragraphs: list[list[str]]

    def text(self, data: str) -> None:
        if self.in_text and not self.ignoring:
            self._add(data)

    def _paragraphs(self) -> list[list[str]]:
        return self.open[-1].paragraphs if self.open else self.before_paragraphs

    def _add(self, data: str) -> None:
        paragraphs = self._paragraphs()
        if paragraphs:
            paragraphs[-1].append(data)
            self.budget.spend_text(len(data))


def _count(facts: dict[str, str]) -> int:
    text = facts.get("val", "")
    return min(int(text), MAX_COLUMN + 1) if text.isdecimal() and len(text) < 9 else 0


def read_document(package: Package, main: str) -> tuple[list[Grid], list[ReadWarning]]:
    """All tables of the document whose main part is `main`.

    Raises `Refusal`: `missing_part`, `no_sheets` (no table in it), `corrupt`, `too_big`, `xml_entity`.
    """
    if main not in package:
        raise Refusal("missing_part", f"缺少部件 {main}")
    document = _Document(package.budget)
    document.before_paragraphs = []
    feed = Feed(main, package.budget.limits, document.start, document.end, document.text)
    for chunk in package.chunks(main):
        feed.feed(chunk)
    feed.close()
    grids = [table.grid for table in document.tables]
    if not grids:
        raise Refusal("no_sheets", "Word 文档里没有表格")
    for grid in grids:
        notice(grid)
    warnings = []
    if any(name.casefold().endswith("vbaproject.bin") for name in package.names()):
        warnings.append(ReadWarning("macros", "", (), {"kind": "VBA"}))
    return grids, warnings
