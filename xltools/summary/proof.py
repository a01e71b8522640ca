"""The proof of a summary: its written bytes, read back with the ordinary reader, hold what was to be written.

Not the intention is added up but what a person will open: every cell of the official columns is compared, column by
column, every row's key, and the sums are those of the values read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from ..errors import OutputFault
from ..formats.grid import Grid, GridRow
from ..forms.headings import locate
from ..forms.reading import read_table
from ..forms.sketch import Sketch
from ..forms.table import reader_for
from ..office.backread import book_of, rows_of
from ..office.sheetxml import CellValue
from .model import Merged, sums_of
from .values import canonical, unit_of
from .xlsx import WrittenSummary


def prove(made: WrittenSummary, merged: Merged, out: str) -> dict[str, Decimal]:
    """The sums that the written workbook holds. Raises OutputFault ``unbalanced`` where it does not hold the rows."""
    filled = made.filled
    layout = filled.layout
    seen = _Seen(made)
    head: dict[int, GridRow] = {}
    for batch in rows_of(made.data, layout.sheet):
        if not head or min(batch) <= layout.header[1]:
            head |= {number: row for number, row in batch.items() if number <= layout.header[1]}
        seen.take(batch)
    header = locate(Sketch.of(Grid(layout.sheet, rows=dict(sorted(head.items())))), merged.attachment)
    bound = layout.columns if header is None else header.columns
    if seen.count != len(filled.rows) or any(
        bound[key] != number for key, number in layout.columns.items() if key in bound
    ):
        raise _fault("行数或各列的位置", out)
    if seen.differing:
        raise _fault(f"单元格 {'、'.join(seen.differing[:5])} 的内容", out)
    sums: dict[str, Decimal] = {}
    for key in merged.sums_in:
        column = merged.attachment.column(key) if merged.attachment.has(key) else None
        read = reader_for(column, unit_of(column, layout)) if column is not None else None
        sums[key] = sums_of({key: [read(value) for value in seen.summed.get(key, ())] if read else []}, [key])[key]
    return sums


def prove_word(data: bytes, merged: Merged, out: str) -> dict[str, Decimal]:
    """The same for a Word table, which is read whole."""
    book = book_of(data, out)
    keys = list(merged.sums_in)
    for grid in book.grids:
        table = read_table(merged.notice, merged.attachment, book, grid) if grid.rows else None
        if table is not None and len(table) == len(merged.rows):
            return sums_of(table.columns, keys)
    if not len(merged.rows):
        return dict.fromkeys(keys, Decimal(0))
    raise _fault("行数", out)


def _fault(what: str, out: str) -> OutputFault:
    return OutputFault("unbalanced", f"写出的汇总表读回后{what}与输入不符，没有写出“{out}”。请把输入文件发给维护者。")


class _Seen:
    """What the rows that were read back hold, against what was to be written."""

    def __init__(self, made: WrittenSummary) -> None:
        filled = made.filled
        self.count = 0
        self.differing: list[str] = []
        self.summed: dict[str, list[Any]] = {}
        self._spans = filled.spans
        self._intended: dict[int, Sequence[CellValue]] = {made.key_column: filled.rows.keys}
        self._intended |= {filled.layout.columns[key]: values for key, values in filled.written.items()}
        self._keys = {number: key for key, number in filled.layout.columns.items()}

    def take(self, batch: dict[int, GridRow]) -> None:
        """The next rows of the sheet, in order."""
        for rows, start in self._within_spans(batch):
            self.count += len(rows)
            for column, intended in self._intended.items():
                read = [_value(row, column) for row in rows]
                wanted = intended[start : start + len(rows)]
                # Lists of equal values are compared at once; only where they differ is each cell looked at.
                if read != list(wanted):
                    self._compare(column, read, wanted, start)
                if (key := self._keys.get(column)) is not None:
                    self.summed.setdefault(key, []).extend(read)

    def _within_spans(self, batch: dict[int, GridRow]) -> Iterator[tuple[list[GridRow], int]]:
        for span in self._spans:
            last = span.first + span.stop - span.start
            numbers = [number for number in batch if span.first <= number < last]
            if numbers:
                yield [batch[number] for number in numbers], span.start + numbers[0] - span.first

    def _compare(self, column: int, read: Sequence[Any], wanted: Sequence[CellValue], start: int) -> None:
        for place, (one, other) in enumerate(zip(read, wanted, strict=False)):
            if one != other and canonical(one) != canonical(other):
                self.differing.append(f"{self._keys.get(column, '行键')} 第 {start + place + 1} 行")


def _value(row: GridRow, column: int) -> Any:
    columns = row.columns
    # Cells without a gap before them, the usual case, lie at their own number.
    if len(columns) >= column and columns[column - 1] == column:
        return row.values[column - 1]
    return row.values[columns.index(column)] if column in columns else None
