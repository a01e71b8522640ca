"""References that follow their cells when rows are inserted or taken away."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_CELLS = re.compile(r"(\$?[A-Za-z]{1,3}\$?)([0-9]+)(?::(\$?[A-Za-z]{1,3}\$?)([0-9]+))?\Z")
_ROWS = re.compile(r"(\$?)([0-9]+):(\$?)([0-9]+)\Z")
_LAST_ROW: Final = 1_048_576


@dataclass(frozen=True, slots=True)
class RowShift:
    """`count` rows put in before row `at`, or (negative) that many rows from `at` on taken away.

    `grow`: a range of several cells that ends just above `at` takes the new rows in, as the total below expects.
    """

    at: int
    count: int
    grow: bool = False

    def row(self, row: int) -> int | None:
        """Where a row goes; None when it goes away."""
        if row < self.at:
            return row
        if self.count < 0 and row < self.at - self.count:
            return None
        return row + self.count

    def span(self, first: int, last: int, *, several: bool = False) -> tuple[int, int] | None:
        """Where a run of rows goes; None when nothing of it is left. `several`: it is a range and may grow."""
        if self.count < 0:
            gone = self.at - self.count
            new_first = first if first < self.at else self.at if first < gone else first + self.count
            new_last = last if last < self.at else self.at - 1 if last < gone else last + self.count
            return (new_first, new_last) if new_first <= new_last else None
        grows = self.grow and several and first < self.at and last == self.at - 1
        new_first = first + self.count if first >= self.at else first
        new_last = last + self.count if last >= self.at or grows else last
        return new_first, min(new_last, _LAST_ROW)


def shift_reference(reference: str, shift: RowShift, *, area: bool = False) -> str | None:
    """A1, A1:B2 or 3:4 after the shift, None when it is gone. `area`: even one cell may grow (a validation's range)."""
    if (found := _CELLS.match(reference)) is not None:
        first = int(found[2])
        last = int(found[4]) if found[4] else first
        new = shift.span(min(first, last), max(first, last), several=area or found[4] is not None)
        if new is None:
            return None
        if found[4] is None and new[0] == new[1]:
            return f"{found[1]}{new[0]}"
        return f"{found[1]}{new[0]}:{found[3] or found[1]}{new[1]}"
    if (found := _ROWS.match(reference)) is not None:
        new = shift.span(int(found[2]), int(found[4]), several=True)
        return None if new is None else f"{found[1]}{new[0]}:{found[3]}{new[1]}"
    return reference


def shift_areas(areas: str, shift: RowShift, *, grow: bool = True) -> str:
    """A list of areas separated by blanks (sqref); empty when all are gone."""
    moved = (shift_reference(area, shift, area=grow) for area in areas.split())
    return " ".join(area for area in moved if area is not None)


def shift_formula(formula: str, shift: RowShift, sheet: str, *, here: bool) -> str:
    """A formula (without =) after rows of `sheet` moved. `here`: the formula stands in `sheet` itself."""
    if not here and _bare(sheet) not in formula.replace("''", "'"):
        return formula
    from openpyxl.formula import Tokenizer

    tokens = Tokenizer(f"={formula}")
    changed = [
        _shift_operand(token.value, shift, sheet, here)
        if token.type == "OPERAND" and token.subtype == "RANGE"
        else token.value
        for token in tokens.items
    ]
    return "".join(changed)


def _shift_operand(operand: str, shift: RowShift, sheet: str, here: bool) -> str:
    prefix, mark, reference = operand.rpartition("!")
    if mark:
        name = prefix[1:-1].replace("''", "'") if prefix.startswith("'") else prefix
        if name.casefold() != sheet.casefold():
            return operand
    elif not here:
        return operand
    moved = shift_reference(reference, shift)
    return "#REF!" if moved is None else f"{prefix}{mark}{moved}"


def _bare(sheet: str) -> str:
    return sheet.strip("'")


def quoted(sheet: str) -> str:
    """A sheet's name as it stands before the ! of a reference."""
    return "'" + sheet.replace("'", "''") + "'"
