"""How much an input may cost: absolute caps first, ratios only for very large files.

Sized so that no input takes more than 512 MB or 20 s on an office machine, while the largest honest submission
(a few hundred thousand rows) passes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .refusals import Refusal

MB: Final = 1 << 20
MAX_ROW: Final = 1_048_576
MAX_COLUMN: Final = 16_384


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps for one input file (and for each file inside a .zip folder). Sizes in bytes."""

    file_bytes: int = 512 * MB
    """A larger file is refused before it is read."""
    memory_bytes: int = 64 * MB
    """Files up to this size are read into memory once; larger packages are streamed and hashed twice."""
    entries: int = 10_000
    """Entries in one package."""
    zip_tables: int = 5_000
    """Tables in one .zip folder, those of zips inside it too: each costs some time, however small."""
    zip_bytes: int = 2048 * MB
    """Unpacked size of what is read out of one .zip folder, zips inside it opened once more."""
    xml_bytes: int = 768 * MB
    """Unpacked XML read from one package."""
    part_bytes: int = 64 * MB
    """One unpacked part other than a sheet, the shared strings or a Word document."""
    row_bytes: int = 32 * MB
    """The XML of one row."""
    ratio_from: int = 192 * MB
    """Unpacked sizes below this are never judged by their ratio."""
    ratio: int = 400
    """Unpacked : packed, above which a very large entry counts as a bomb."""
    cells: int = 4_000_000
    """Non-empty cells of one book: what is read in 20 s. Memory, which `held_bytes` counts, ends most books before: a
    summary of 16 columns at 200,000 rows, a table without sources at 240,000."""
    held_bytes: int = 340 * MB
    """Memory held by rows, texts and numbers of one book (a careful estimate)."""
    elements: int = 8_000_000
    """XML elements that hold nothing we keep (empty cells, unknown elements)."""
    merges: int = 500_000
    sheets: int = 2_000
    styles: int = 200_000
    """Cell styles and number formats; Excel knows 65,490."""
    depth: int = 400
    """Nesting of XML elements."""


DEFAULT_LIMITS: Final = Limits()
OURS: Final = Limits(xml_bytes=16 << 30, ratio_from=16 << 30, cells=1 << 30, held_bytes=1 << 36)
"""For bytes that were written here and are looked through, row by row: a million rows of twenty columns."""


_CELL_COST: Final = 24  # its places in three tuples, shared ones counted in part
_ROW_COST: Final = 260  # the row, its number, its tuples' heads, its place in the dict


class ZipBudget:
    """What one .zip folder with all its zips would cost. `spend` raises `Refusal` when a cap is passed."""

    __slots__ = ("limits", "size", "tables")

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.tables = self.size = 0

    def spend(self, size: int, tables: int) -> None:
        self.tables += tables
        self.size += size
        if self.tables > self.limits.zip_tables:
            raise Refusal("too_big", f"压缩包里的表格太多（连同里面的压缩包超过 {self.limits.zip_tables} 个），一个也没有读取", _APART)
        if self.size > self.limits.zip_bytes:
            most = self.limits.zip_bytes // MB
            raise Refusal("too_big", f"压缩包里的文件解压后太大（连同里面的压缩包超过 {most} MB），一个也没有读取", _APART)


_APART: Final = "请先核实来源；确需处理的，解压后分成几个文件夹，分批交给本工具"


class Budget:
    """What one book has cost so far. Every `spend_*` raises `Refusal` when the cap is passed."""

    __slots__ = ("cells", "elements", "held", "limits", "merges", "xml")

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.cells = self.elements = self.held = self.merges = self.xml = 0

    def spend_cells(self, cells: int, rows: int = 1) -> None:
        """Rows that hold so many cells; the values' own size comes with `spend_held`."""
        self.cells += cells
        if self.cells > self.limits.cells:
            raise Refusal("too_big", f"非空单元格太多（超过 {self.limits.cells // 10_000} 万个）")
        self.spend_held(cells * _CELL_COST + rows * _ROW_COST)

    def spend_held(self, size: int) -> None:
        """Bytes of texts, numbers and whatever else stays in memory."""
        self.held += size
        if self.held > self.limits.held_bytes:
            raise Refusal("too_big", "内容太多，超出可处理的范围")

    def spend_xml(self, size: int) -> None:
        self.xml += size
        if self.xml > self.limits.xml_bytes:
            raise Refusal("too_big", f"解压后的内容太大（超过 {self.limits.xml_bytes // MB} MB）")

    def spend_elements(self, number: int) -> None:
        self.elements += number
        if self.elements > self.limits.elements:
            raise Refusal("too_big", f"空单元格和其他标记太多（超过 {self.limits.elements // 10_000} 万个）")

    def spend_merges(self, number: int) -> None:
        self.merges += number
        self.spend_held(number * 250)
        if self.merges > self.limits.merges:
            raise Refusal("too_big", f"合并单元格太多（超过 {self.limits.merges // 10_000} 万处）")
