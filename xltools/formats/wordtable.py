"""Tables of Word documents (.docx), from document.xml with expat.

A top-level table is sheet 表1, 表2 … in document order; a table nested in one of its cells follows it as 表1-1, 表1-2 …;
tables in text boxes come last. A1 is a table's first cell; gridSpan, vMerge and skipped grid columns are honoured, so
columns line up as they are seen. Deleted (tracked) text is left out; a number that Word writes by itself into an empty
numbered cell (序号) is read as it is seen.
Source: ECMA-376 Part 1, 17.4 (tables), 17.3 (paragraphs and runs), 17.9 (numbering).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from sys import getsizeof
from typing import Final

from ..files.limits import MAX_COLUMN, MAX_ROW, Budget
from ..files.refusals import Refusal, corrupt
from .container import Container
from .grid import Area, Grid, GridRow, ReadWarning, Value
from .markup import Feed, local, pairs
from .numberformats import GENERAL
from .oddities import notice

_MOST_PREAMBLE: Final = 200
_PARAGRAPH_COST: Final = 250
_IGNORED: Final = frozenset({"Fallback", "del", "moveFrom", "rt"})
"""Elements whose inside is not what a reader sees: twins for old programs, deletions, phonetic guides."""
_SYMBOLS: Final = {
    ("wingdings", 0xFE): "☑", ("wingdings", 0xFD): "☒", ("wingdings", 0xFC): "√", ("wingdings", 0xA8): "□",
    ("wingdings", 0x6F): "□", ("wingdings 2", 0x52): "☑", ("wingdings 2", 0x53): "☒", ("wingdings 2", 0x54): "☒",
    ("wingdings 2", 0x50): "√", ("wingdings 2", 0xA3): "□", ("wingdings 2", 0x2A): "□",
}  # fmt: skip
"""Tick boxes of forms, which Word keeps as characters of symbol fonts."""

Facts = dict[str, str]


@dataclass(slots=True)
class _Table:
    """A table that is being read."""

    name: str
    grid: Grid
    row: int = 0
    column: int = 1
    span: int = 1
    merge: str = ""
    deleted: bool = False
    nested: int = 0
    cells: list[tuple[int, str, bool]] = field(default_factory=list)
    opened: dict[int, tuple[int, int]] = field(default_factory=dict)
    """First column of a vertical merge -> its first row and last column."""


@dataclass(slots=True)
class _Paragraph:
    pieces: list[str] = field(default_factory=list)
    list_id: str = ""
    level: str = "0"
    struck: int = 0
    """How many of its characters are struck out."""

    def text(self) -> str:
        return "".join(self.pieces)


class Counters:
    """The numbers Word writes before numbered paragraphs, for plain decimal lists of the first level."""

    def __init__(self, package: Container, part: str | None) -> None:
        self._package = package
        self._part = part
        self._patterns: dict[str, tuple[str, str, int]] | None = None
        self._next: dict[str, int] = {}

    def label(self, list_id: str) -> str:
        """The next label of a list, empty where it is no plain one."""
        if self._patterns is None:
            self._patterns = self._read()
        if list_id not in self._patterns:
            return ""
        abstract, pattern, first = self._patterns[list_id]
        number = self._next.get(abstract, first)
        self._next[abstract] = number + 1
        return pattern.replace("%1", str(number))

    def _read(self) -> dict[str, tuple[str, str, int]]:
        """List id -> (counter it shares, pattern, first number)."""
        levels: dict[str, Facts] = {}
        lists: dict[str, str] = {}
        abstract = list_id = level = ""

        def start(name: str, attributes: list[str]) -> None:
            nonlocal abstract, list_id, level
            base, facts = local(name), pairs(attributes)
            if base == "abstractNum":
                abstract = facts.get("abstractNumId", "")
            elif base == "num":
                list_id = facts.get("numId", "")
            elif base == "abstractNumId" and list_id:
                lists[list_id] = facts.get("val", "")
            elif base == "lvl":
                level = facts.get("ilvl", "")
            elif base in ("start", "numFmt", "lvlText") and level == "0" and not list_id:
                levels.setdefault(abstract, {})[base] = facts.get("val", "")

        if self._part is not None and self._part in self._package:
            self._package.each(self._part, start)
        found = {}
        for number, owner in lists.items():
            facts = levels.get(owner, {})
            pattern = facts.get("lvlText", "")
            if facts.get("numFmt", "decimal") == "decimal" and pattern.count("%") == 1 and "%1" in pattern:
                found[number] = (owner, pattern, _count(facts.get("start", "1")))
        return found


class _Document:
    """Handlers for document.xml."""

    def __init__(self, budget: Budget, counters: Counters) -> None:
        self.budget = budget
        self.counters = counters
        self.tables: list[_Table] = []
        self.boxed: list[_Table] = []
        """Tables in text boxes."""
        self.open: list[_Table] = []
        self.blocks: list[list[_Paragraph]] = [[]]
        """Paragraphs of the body, and of each open cell or text box on top of it."""
        self.before: list[str] = []
        self.boxes = 0
        self.top = 0
        self.in_text = False
        self.struck = False
        self.in_row_properties = False
        self.ignoring = 0
        self.ignored = ""
        self.starts: dict[str, Callable[[Facts], None]] = {
            "t": self.start_text, "p": self.start_paragraph, "tab": self.start_tab, "ptab": self.start_tab,
            "br": self.start_break, "cr": self.start_break, "noBreakHyphen": self.start_hyphen, "sym": self.start_symbol,
            "tbl": self.start_table, "tr": self.start_row, "trPr": self.start_row_properties,
            "gridBefore": self.start_skipped, "tc": self.start_cell, "gridSpan": self.start_span,
            "vMerge": self.start_merge, "numId": self.start_list, "ilvl": self.start_level,
            "txbxContent": self.start_box, "r": self.start_run, "strike": self.start_strike, "dstrike": self.start_strike,
        }  # fmt: skip
        self.ends: dict[str, Callable[[], None]] = {
            "t": self.end_text, "p": self.end_paragraph, "tbl": self.end_table, "tr": self.end_row,
            "trPr": self.end_row_properties, "tc": self.end_cell, "txbxContent": self.end_box,
        }  # fmt: skip

    def start(self, name: str, attributes: list[str]) -> None:
        base = local(name)
        if self.ignoring:
            self.ignoring += base == self.ignored
        elif base == "del" and self.in_row_properties and self.open:
            self.open[-1].deleted = True
        elif base in _IGNORED:
            self.ignoring, self.ignored = 1, base
        elif base in self.starts:
            self.starts[base](pairs(attributes))

    def end(self, name: str) -> None:
        base = local(name)
        if self.ignoring:
            self.ignoring -= base == self.ignored
        elif base in self.ends:
            self.ends[base]()

    # -- text ------------------------------------------------------------------------------------------------------

    def text(self, data: str) -> None:
        if self.in_text and not self.ignoring:
            self.add(data)

    def add(self, data: str) -> None:
        if self.blocks[-1]:
            self.blocks[-1][-1].pieces.append(data)
            if self.struck:
                self.blocks[-1][-1].struck += len(data)
            if len(self.blocks) > 1:
                self.budget.spend_held(getsizeof(data))

    def start_run(self, _: Facts) -> None:
        self.struck = False

    def start_strike(self, facts: Facts) -> None:
        self.struck = facts.get("val", "1") not in ("0", "false", "off")

    def start_text(self, _: Facts) -> None:
        self.in_text = True

    def end_text(self) -> None:
        self.in_text = False

    def start_paragraph(self, _: Facts) -> None:
        self.blocks[-1].append(_Paragraph())
        if len(self.blocks) > 1:
            self.budget.held += _PARAGRAPH_COST

    def end_paragraph(self) -> None:
        if not self.blocks[-1]:
            return
        paragraph = self.blocks[-1][-1]
        if paragraph.list_id and paragraph.level == "0":
            label = self.counters.label(paragraph.list_id)
            if self.open and not paragraph.text():
                paragraph.pieces.append(label)
        if len(self.blocks) == 1:
            self.keep_before(self.blocks[-1].pop())

    def keep_before(self, paragraph: _Paragraph) -> None:
        text = paragraph.text().strip()
        if text:
            self.before.append(text)
            del self.before[:-_MOST_PREAMBLE]

    def start_tab(self, facts: Facts) -> None:
        if "pos" not in facts:  # with a position it is a tab stop, no tab
            self.add("\t")

    def start_break(self, _: Facts) -> None:
        self.add("\n")

    def start_hyphen(self, _: Facts) -> None:
        self.add("-")

    def start_symbol(self, facts: Facts) -> None:
        try:
            code = int(facts.get("char", ""), 16) & 0xFFF
        except ValueError:
            return
        self.add(_SYMBOLS.get((facts.get("font", "").casefold(), code), ""))

    def start_list(self, facts: Facts) -> None:
        if self.blocks[-1] and facts.get("val", "0") != "0":
            self.blocks[-1][-1].list_id = facts["val"]

    def start_level(self, facts: Facts) -> None:
        if self.blocks[-1]:
            self.blocks[-1][-1].level = facts.get("val", "0")

    def start_box(self, _: Facts) -> None:
        self.blocks.append([])
        self.boxes += 1

    def end_box(self) -> None:
        for paragraph in self.blocks.pop() if len(self.blocks) > 1 else []:
            if not self.open:
                self.keep_before(paragraph)
        self.boxes -= 1

    # -- tables ----------------------------------------------------------------------------------------------------

    def start_table(self, _: Facts) -> None:
        if len(self.tables) + len(self.boxed) >= self.budget.limits.sheets:
            raise Refusal("too_big", f"表格太多（超过 {self.budget.limits.sheets} 个）")
        if self.open:
            self.open[0].nested += 1
            table = self.make_table(f"{self.open[0].name}-{self.open[0].nested}")
            (self.tables if self.open[0] in self.tables else self.boxed).append(table)
        elif self.boxes:
            table = self.make_table("")
            self.boxed.append(table)
        else:
            self.top += 1
            table = self.make_table(f"表{self.top}")
            table.grid.preamble, self.before = tuple(self.before), []
            self.tables.append(table)
        self.open.append(table)

    def make_table(self, name: str) -> _Table:
        return _Table(name, Grid(name, formats=(GENERAL, GENERAL), struck_styles=frozenset({1})))

    def end_table(self) -> None:
        if self.open:
            table = self.open.pop()
            for column, opened in sorted(table.opened.items()):
                self.merge(table, column, opened, table.row)
            table.grid.merges.sort()

    def start_row(self, _: Facts) -> None:
        if self.open:
            table = self.open[-1]
            table.row += 1
            table.column = 1
            table.deleted = False
            if table.row > MAX_ROW:
                raise Refusal("too_big", "表格行数太多")

    def end_row(self) -> None:
        if not self.open:
            return
        table = self.open[-1]
        cells, table.cells = table.cells, []
        if table.deleted:
            table.row -= 1
        elif cells:
            self.budget.spend_cells(len(cells))
            values: tuple[Value, ...] = tuple(text for _, text, _ in cells)
            looks = tuple(int(struck) for _, _, struck in cells)
            table.grid.rows[table.row] = GridRow(tuple(column for column, _, _ in cells), values, looks)

    def start_row_properties(self, _: Facts) -> None:
        self.in_row_properties = True

    def end_row_properties(self) -> None:
        self.in_row_properties = False

    def start_skipped(self, facts: Facts) -> None:
        if self.open:
            self.open[-1].column += _count(facts.get("val", ""))

    def start_cell(self, _: Facts) -> None:
        if self.open:
            table = self.open[-1]
            table.span, table.merge = 1, ""
        self.blocks.append([])

    def start_span(self, facts: Facts) -> None:
        if self.open:
            self.open[-1].span = max(_count(facts.get("val", "")), 1)

    def start_merge(self, facts: Facts) -> None:
        if self.open:
            self.open[-1].merge = facts.get("val", "continue")

    def end_cell(self) -> None:
        paragraphs = self.blocks.pop() if len(self.blocks) > 1 else []
        if not self.open:
            return
        table = self.open[-1]
        first, last = table.column, table.column + table.span - 1
        if last > MAX_COLUMN:
            raise corrupt(f"Word 表格第 {table.row} 行的列数超出范围")
        if table.merge != "continue" or first not in table.opened:
            opened = table.opened.pop(first, None)
            if opened is not None:  # a vertical merge that began above ends above this row
                self.merge(table, first, opened, table.row - 1)
            if table.merge:
                table.opened[first] = (table.row, last)
            elif last > first:
                self.merge(table, first, (table.row, last), table.row)
        text = "\n".join(paragraph.text() for paragraph in paragraphs).strip("\n")
        if text:
            struck = sum(paragraph.struck for paragraph in paragraphs) >= len("".join(text.split("\n")))
            table.cells.append((first, text, struck))
        table.column = last + 1

    def merge(self, table: _Table, column: int, opened: tuple[int, int], last_row: int) -> None:
        merge = Area(opened[0], column, last_row, opened[1])
        if merge.first_row != merge.last_row or merge.first_column != merge.last_column:
            self.budget.spend_merges(1)
            table.grid.merges.append(merge)

    def finish(self) -> list[Grid]:
        """All tables in their order; those of text boxes get the numbers after the others."""
        for table in self.boxed:
            if not table.name:
                self.top += 1
                table.grid.name = f"表{self.top}"
        return [table.grid for table in self.tables + self.boxed]


def _count(text: str) -> int:
    return min(int(text), MAX_COLUMN + 1) if text.isdecimal() and len(text) < 9 else 0


def read_document(package: Container, main: str) -> tuple[list[Grid], list[ReadWarning]]:
    """All tables of the document whose main part is `main`.

    Raises `Refusal`: `no_sheets` (no table in it), `corrupt`, `too_big`, `xml_entity`.
    """
    relations = package.relations(main)
    numbering = next((part for kind, part in relations.values() if kind == "numbering"), None)
    document = _Document(package.budget, Counters(package, numbering))
    feed = Feed(main, package.budget.limits, document.start, document.end, document.text)
    for chunk in package.chunks(main):
        package.budget.spend_elements(chunk.count(b"<") * 3 // 2)  # each is looked at by Python
        feed.feed(chunk)
    feed.close()
    grids = document.finish()
    if not grids:
        raise Refusal("no_sheets", "Word 文档里没有表格", "这是文字材料的，不用校验表格；其中应有表格的，请核对文件")
    for grid in grids:
        notice(grid)
    macros = any(name.casefold().endswith("vbaproject.bin") for name in package.names())
    return grids, [ReadWarning("macros", "", (), {"kind": "VBA"})] if macros else []
