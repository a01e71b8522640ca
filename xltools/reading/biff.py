"""A look over the records of an .xls stream before xlrd gets it: how much it holds, and what xlrd does not tell.

xlrd drops which cells are formulas and reads a formula that was never calculated as 0; the records know both.
Source: [MS-XLS] 2.1.4 (records), 2.4.127 (Formula), 2.4.28 (BoundSheet8), 2.4.271 (SupBook).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Final

from xltools.reading.limits import Budget
from xltools.reading.refusals import Refusal, corrupt

BOF_KINDS: Final = {0x0009, 0x0209, 0x0409, 0x0809}
_EOF: Final = 0x000A
_FILEPASS: Final = 0x002F
_BOUNDSHEET: Final = 0x0085
_SUPBOOK: Final = 0x01AE
_FORMULAS: Final = {0x0006, 0x0206, 0x0406}
_CALCULATE_ON_LOAD: Final = 0x0002
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
_INTERNAL_BOOKS: Final = {b"\x01\x04", b"\x01\x3a"}


@dataclass(slots=True)
class SheetRecords:
    """What one worksheet's records say beside its values."""

    formulas: dict[int, int] = field(default_factory=dict)
    """Row (from 1) -> bit set of columns (from 1)."""
    uncalculated: set[tuple[int, int]] = field(default_factory=set)


@dataclass(slots=True)
class Survey:
    """The records of one stream."""

    encrypted: bool = False
    external_links: int = 0
    sheets: list[SheetRecords] = field(default_factory=list)
    """One for each worksheet, in the order of the book."""


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
    found = Survey()
    places: list[int] = []
    by_place: dict[int, SheetRecords] = {}
    sheet = SheetRecords()
    at, end, depth, records = 0, len(stream), 0, 0
    unpack = struct.Struct("<HH").unpack_from
    while at + 4 <= end:
        kind, size = unpack(stream, at)
        body = at + 4
        if body + size > end:
            raise corrupt("工作簿数据流在记录中间结束（文件可能不完整）")
        if kind in _SINGLE_CELLS:
            budget.spend_cells(1)
            if kind in _FORMULAS and size >= 16:
                _note_formula(stream, body, sheet)
        elif kind in BOF_KINDS:
            if not depth:
                sheet = by_place[at] = SheetRecords()
            depth += 1
        elif kind == _EOF:
            depth = max(depth - 1, 0)
        elif kind in _MULTIPLE:
            budget.spend_cells(size // _MULTIPLE[kind])
        elif kind == _ROW:
            budget.spend_cells(1)
        elif kind in _BLANKS:
            budget.spend_elements(size // _BLANKS[kind])
        elif kind == _BOUNDSHEET and size >= 7:
            place, _, sheet_type = struct.unpack_from("<IBB", stream, body)
            if not sheet_type:
                places.append(place)
        elif kind == _FILEPASS:
            found.encrypted = True
            return found
        elif kind == _SUPBOOK and size >= 4 and stream[body + 2 : body + 4] not in _INTERNAL_BOOKS:
            found.external_links += 1
        elif not records:
            raise corrupt("工作簿数据流没有以文件头开始")
        records += 1
        at = body + size
    if len(places) > budget.limits.sheets:
        raise Refusal("too_big", f"工作表太多（超过 {budget.limits.sheets} 张）")
    found.sheets = [by_place.get(place, SheetRecords()) for place in places] or list(by_place.values())[:1]
    return found


def _note_formula(stream: bytes, body: int, sheet: SheetRecords) -> None:
    row, column, _, result, flags = struct.unpack_from("<HHH8sH", stream, body)
    row += 1
    column = (column & 0x3FFF) + 1
    sheet.formulas[row] = sheet.formulas.get(row, 0) | 1 << min(column, 256)
    if flags & _CALCULATE_ON_LOAD and not any(result):
        sheet.uncalculated.add((row, column))
