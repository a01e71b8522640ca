"""How much an input may cost: absolute caps first, ratios only for very large files.

Sized so that no input takes more than 512 MB or 20 s on an office machine, while the largest honest submission
(a few hundred thousand rows) passes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from xltools.reading.refusals import Refusal

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
    xml_bytes: int = 768 * MB
    """Unpacked XML read from one package."""
    part_bytes: int = 128 * MB
    """One unpacked part other than a sheet, the shared strings or a Word document."""
    ratio_from: int = 192 * MB
    """Unpacked sizes below this are never judged by their ratio."""
    ratio: int = 400
    """Unpacked : packed, above which a very large entry counts as a bomb."""
    cells: int = 3_000_000
    """Cost of the non-empty cells of one book: one for a cell, two more for a row."""
    text_bytes: int = 128 * MB
    """Memory held by texts and long numbers."""
    elements: int = 16_000_000
    """XML elements that hold nothing we keep (empty cells, unknown elements)."""
    merges: int = 500_000
    sheets: int = 2_000
    depth: int = 400
    """Nesting of XML elements."""


DEFAULT_LIMITS: Final = Limits()


class Budget:
    """What one book has cost so far. Every `spend_*` raises `Refusal` when the cap is passed."""

    __slots__ = ("cells", "elements", "limits", "merges", "text", "xml")

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.cells = self.elements = self.merges = self.text = self.xml = 0

    def spend_cells(self, number: int) -> None:
        self.cells += number
        if self.cells > self.limits.cells:
            raise Refusal("too_big", f"非空单元格太多（超过约 {self.limits.cells // 10_000} 万个）")

    def spend_text(self, size: int) -> None:
        self.text += size
        if self.text > self.limits.text_bytes:
            raise Refusal("too_big", f"文字内容太多（超过 {self.limits.text_bytes // MB} MB）")

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
        if self.merges > self.limits.merges:
            raise Refusal("too_big", f"合并单元格太多（超过 {self.limits.merges // 10_000} 万处）")
