"""What an invented blank is made of: cells and merges, and what a reader should make of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from xltools.demo.minimal_xlsx import Cell

TEXT, CODE, DATE, AMOUNT, PERCENT, INTEGER, NUMBER = "text", "code", "date", "amount", "percent", "integer", "number"


@dataclass
class Leaf:
    """A heading with what its column holds."""

    text: str
    type: str = TEXT


@dataclass
class Group:
    text: str
    parts: list[Node]


Node = Leaf | Group

THINGS = ["智能车间", "数字化转型标杆企业", "绿色工厂", "技术改造项目", "工业互联网平台"]


@dataclass
class SmallTable:
    """A table within a form. `first`: its first row to be filled in; `rows`: how many there are."""

    heading: int
    first: int
    rows: int
    columns: dict[int, Leaf]
    printed: bool = False
    """The rows are the office's: what they ask for stands in their first column."""


@dataclass
class InventedSheet:
    """Cells and merges, and what a reader should make of them."""

    name: str
    kind: str = "table"
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    columns: dict[int, Leaf] = field(default_factory=dict)
    """Tables and lists: sheet column -> its heading's own text and type."""
    tables: list[SmallTable] = field(default_factory=list)
    """Forms: the tables within."""
    places: list[tuple[int, int]] = field(default_factory=list)
    """Forms: where each value goes, in reading order."""
    first: int = 0
    """The first row to be filled in."""
    heading: int = 0
    """The first row of the heading, for a Word table."""
    last: int = 0
    rows: int = 0
    """Lists: how many rows are printed."""

    def put(self, row: int, column: int, text: Cell, across: int = 1, down: int = 1) -> None:
        self.cells[row, column] = text
        if across > 1 or down > 1:
            self.merges.append((row, column, row + down - 1, column + across - 1))


def value_of(leaf: Leaf, seed: int) -> Cell:
    if leaf.type == INTEGER:
        return Decimal(seed % 40 + 1)
    if leaf.type == AMOUNT:
        return Decimal(seed * 137 % 9000) + Decimal("0.5")
    if leaf.type == PERCENT:
        return Decimal(seed % 60 + 10)
    if leaf.type == NUMBER:
        return Decimal(seed * 3)
    if leaf.type == DATE:
        return date(2025, seed % 12 + 1, 15)
    if leaf.type == CODE:
        return "91420100MA4KXXXX" + str(seed % 90 + 10) if "信用" in leaf.text else f"1380013{seed % 9000 + 1000}"
    return f"示例内容{seed}"


def values_for(sheet: InventedSheet, row: int, columns: dict[int, Leaf]) -> dict[int, Cell]:
    """One row of a table or list as somebody fills it in."""
    made: dict[int, Cell] = {}
    for column, leaf in columns.items():
        if (row, column) in sheet.cells or any(_covers(area, row, column) for area in sheet.merges):
            continue
        made[column] = value_of(leaf, row + column)
    return made


def _covers(area: tuple[int, int, int, int], row: int, column: int) -> bool:
    begins = (row, column) == area[:2]
    return area[0] <= row <= area[2] and area[1] <= column <= area[3] and not begins


def filled_cells(sheet: InventedSheet) -> dict[tuple[int, int], Cell]:
    cells = dict(sheet.cells)
    if sheet.kind == "form":
        for number, place in enumerate(sheet.places):
            cells[place] = f"填写的内容{number}"
        for small in sheet.tables:
            for row in range(small.first, small.first + small.rows):
                cells.update(((row, at), value) for at, value in values_for(sheet, row, small.columns).items())
        return cells
    for row in range(sheet.first, sheet.first + (sheet.rows or 3)):
        for column, value in values_for(sheet, row, sheet.columns).items():
            cells[row, column] = value
    return cells
