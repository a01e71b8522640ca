"""A look over the records of an .xls stream before xlrd gets it: how much it holds, and what xlrd does not tell.

xlrd drops which cells are formulas and reads a formula that was never calculated as 0; the records know both.
Source: [MS-XLS] 2.1.4 (records), 2.4.127 (Formula), 2.4.28 (BoundSheet8), 2.4.271 (SupBook).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from ..files.limits import Budget
from ..files.refusals import Refusal, corrupt

BOF_KINDS: Final = {0x0009, 0x0209, 0x0409, 0x0809}
_EOF: Final = 0x000A
_FILEPASS: Final = 0x002F
_BOUNDSHEET: Final = 0x0085
_MACRO_SHEET: Final = 1
_SUPBOOK: Final = 0x01AE
_FORMULAS: Final = {0x0006, 0x0206, 0x0406}
_CALCULATE_ON_LOAD: Final = 0x0002
_EMPTY_TEXT: Final = b"\3\0\0\0\0\0\xff\xff"
_WRITE_ACCESS: Final = 0x005C
_XLWT: Final = b"None    "
"""The user's name as xlwt writes it; xlwt gives all its formulas an empty text for a result."""
_SINGLE_CELLS: Final = {
    0x0001,
    0x0002,
    0x0003,
    0x0004,
    0x0005,
    0x0203,
    0x0204,
    0x0205,
    0x00FD,
    0x027E,
    0x00D6,
} | _FORMULAS
_MULTIPLE: Final = {0x00BD: 6}  # MULRK: six bytes for each cell
_BLANKS: Final = {0x0201: 6, 0x00BE: 2}
_ROW: Final = 0x0208
_XLRD_COST: Final = 140  # what xlrd keeps for a cell while we read it, and our own number
_XLRD_ROW_COST: Final = 900
_SST: Final = 0x00FC
_CONTINUE: Final = 0x003C
_LONG_TEXTS: Final = frozenset({_SST, 0x0207, 0x0007})
"""Records whose text may go on in CONTINUE records: the string table, and the text result of a formula (STRING)."""
_TABLES: Final = {0x0031, 0x0231, 0x001E, 0x041E, 0x00E0, 0x0043, 0x0243, 0x0443, 0x0293}  # FONT, FORMAT, XF, STYLE
_HARMLESS: Final = {
    0x0042, 0x0022, 0x008C, 0x0092, 0x0200, 0x0000, 0x007D, 0x00E5, 0x0225, 0x0055, 0x0099, 0x0024, 0x0044,
    0x013D, 0x0086,
}  # fmt: skip
"""Records xlrd needs beside cells: code page, date system, dimensions, strings of formulas, columns, merges."""
_UNKNOWN: Final = b"\x00\x0f"
_LARGEST: Final = 48 << 20
_MOST_HEADS: Final = 30_000
_STRING_COST: Final = 16  # a short text takes many times its bytes
_LAST_ROW_COST: Final = 8  # xlrd makes all rows up to the last one
_INTERNAL_BOOKS: Final = {b"\x01\x04", b"\x01\x3a"}


@dataclass(slots=True)
class SheetRecords:
    """What one worksheet's records say beside its values."""

    formulas: dict[int, int] = field(default_factory=dict)
    """Row (from 1) -> bit set of columns (from 1)."""
    uncalculated: set[tuple[int, int]] = field(default_factory=set)
    hollow: list[tuple[int, int]] = field(default_factory=list)
    """Formulas whose result is an empty text."""
    last_row: int = 0


@dataclass(slots=True)
class Survey:
    """The records of one stream."""

    encrypted: bool = False
    external_links: int = 0
    macro_sheets: int = 0
    """Sheets of Excel 4.0 macros: they are no tables, but they run."""
    sheets: list[SheetRecords] = field(default_factory=list)
    """One for each worksheet, in the order of the book."""
    stream: bytes = b""
    """The stream with every record that is not needed made unknown, so that nothing walks over it."""


def is_encrypted(stream: bytes) -> bool:
    """Whether the records after the first few are encrypted (FILEPASS stands at the beginning of the book)."""
    at = 0
    for _ in range(16):
        if at + 4 > len(stream):
            return False
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == _FILEPASS:
            return True
        at += 4 + size
    return False


def survey(stream: bytes, budget: Budget) -> Survey:
    """Walk over all records. Raises `Refusal`: `corrupt` (no records, cut off), `too_big`."""
    if len(stream) > _LARGEST:
        raise Refusal("too_big", f"工作簿内容太大（{len(stream) >> 20} MB）")
    walk = _Walk(stream, budget)
    for record in _records(stream):
        walk.take(*record)
        if walk.found.encrypted:
            return walk.found
    return walk.end()


class _Walk:
    """What is known of the stream up to the record at hand."""

    def __init__(self, stream: bytes, budget: Budget) -> None:
        self.stream, self.budget = stream, budget
        self.found = Survey()
        self._places: list[int] = []
        self._by_place: dict[int, SheetRecords] = {}
        self._sheet = SheetRecords()
        self._tamed = bytearray(stream)
        self._depth = self._heads = self._before = 0
        self._by_xlwt = False

    def take(self, kind: int, at: int, body: int, size: int) -> None:
        if kind in _SINGLE_CELLS or kind in _MULTIPLE:
            self._cells(kind, body, size)
        elif kind == _ROW:
            self.budget.spend_held(_XLRD_ROW_COST)
        elif kind in _BLANKS:
            self.budget.spend_elements(size // _BLANKS[kind])
        elif kind in _LONG_TEXTS or (kind == _CONTINUE and self._before in _LONG_TEXTS):
            self.budget.spend_held(_STRING_COST * size)
            kind = self._before if kind == _CONTINUE else kind
        elif kind not in _HARMLESS:
            self._structure(kind, at, body, size)
        self._before = kind

    def _cells(self, kind: int, body: int, size: int) -> None:
        number = size // _MULTIPLE[kind] if kind in _MULTIPLE else 1
        self.budget.held += _XLRD_COST * number
        self.budget.spend_cells(number, 0)
        if size > 1:
            row = self.stream[body] | self.stream[body + 1] << 8
            self._sheet.last_row = max(self._sheet.last_row, row)
        if kind in _FORMULAS and size >= 16:
            _note_formula(self.stream, body, self._sheet)

    def _structure(self, kind: int, at: int, body: int, size: int) -> None:
        """Records about the book and where its sheets begin; the rest is made unknown to xlrd."""
        if kind in BOF_KINDS:
            if not self._depth:
                self._sheet = self._by_place[at] = SheetRecords()
            self._depth += 1
        elif kind == _EOF:
            self._depth = max(self._depth - 1, 0)
        elif kind == _BOUNDSHEET and size >= 7:
            place, _, sheet_type = struct.unpack_from("<IBB", self.stream, body)
            if not sheet_type:
                self._places.append(place)
            self.found.macro_sheets += sheet_type == _MACRO_SHEET
        elif kind == _FILEPASS:
            self.found.encrypted = True
        elif kind in _TABLES:
            self._heads += 1
            if self._heads > _MOST_HEADS:
                raise Refusal("too_big", "单元格样式太多")
        else:
            self._unneeded(kind, at, body, size)

    def _unneeded(self, kind: int, at: int, body: int, size: int) -> None:
        content = self.stream[body : body + min(size, 8)]
        if kind == _SUPBOOK and size >= 4 and content[2:4] not in _INTERNAL_BOOKS:
            self.found.external_links += 1
        if kind == _WRITE_ACCESS and content == _XLWT:
            self._by_xlwt = True
        self._tamed[at : at + 2] = _UNKNOWN

    def end(self) -> Survey:
        """The survey of the whole stream."""
        found, budget = self.found, self.budget
        if len(self._places) > budget.limits.sheets:
            raise Refusal("too_big", f"工作表太多（超过 {budget.limits.sheets} 张）")
        known = self._by_place
        found.sheets = [known.get(place, SheetRecords()) for place in self._places] or list(known.values())[:1]
        if self._by_xlwt:
            for records in found.sheets:
                records.uncalculated.update(records.hollow)
        budget.spend_elements(_LAST_ROW_COST * sum(records.last_row for records in found.sheets))
        found.stream = bytes(self._tamed)
        return found


def _records(stream: bytes) -> Iterator[tuple[int, int, int, int]]:
    """(kind, where it begins, where its content begins, the content's size) of each record."""
    at, end = 0, len(stream)
    unpack = struct.Struct("<HH").unpack_from
    if end < 4 or unpack(stream, 0)[0] not in BOF_KINDS:
        raise corrupt("工作簿数据流没有以文件头开始")
    while at + 4 <= end:
        kind, size = unpack(stream, at)
        body = at + 4
        if body + size > end:
            raise corrupt("工作簿数据流在记录中间结束（文件可能不完整）")
        yield kind, at, body, size
        at = body + size


def _note_formula(stream: bytes, body: int, sheet: SheetRecords) -> None:
    row, column, _, result, flags = struct.unpack_from("<HHH8sH", stream, body)
    row += 1
    column = (column & 0x3FFF) + 1
    sheet.formulas[row] = sheet.formulas.get(row, 0) | 1 << min(column, 256)
    if result == _EMPTY_TEXT and not flags:
        sheet.hollow.append((row, column))
    elif flags & _CALCULATE_ON_LOAD and not any(result):
        sheet.uncalculated.add((row, column))
