"""The rows below a heading, sorted: records, and what else stands there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from ..formats.grid import Grid, GridRow
from ..notice.model import Attachment
from .headings import Header
from .rowkinds import SUMS, WHY, RowKind
from .rows import RowJudge
from .sums import PartRow, Spans, TotalRow
from .values import squeeze


class LeftOut(NamedTuple):
    """A row below the heading that is no record, and why."""

    row: int
    kind: RowKind
    why: str


class Section(NamedTuple):
    """A group's heading, with the index of the first record below it."""

    first: int
    heading: str


@dataclass(slots=True)
class SortedRows:
    """Every row below the heading, once: a record, or left out with its kind."""

    records: list[int] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    parts: list[PartRow] = field(default_factory=list)
    totals: list[TotalRow] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    """Records at which a block may begin."""


def sort_rows(
    attachment: Attachment, grid: Grid, header: Header, skipped: Mapping[int, RowKind] | None = None
) -> SortedRows:
    """All rows below the heading in order. `skipped`: records that are to be left out, with the kind they get."""
    sorter = _Sorter(attachment, grid, header, skipped or {})
    last = header.above_records
    for number, row in grid.rows.items():
        if header.end and number >= header.end:
            break
        if number > last:
            sorter.take(number, row)
    made = sorter.made
    made.totals, made.starts = sorter.spans.settled(), sorter.spans.starts
    return made


class _Sorter:
    def __init__(self, attachment: Attachment, grid: Grid, header: Header, skipped: Mapping[int, RowKind]) -> None:
        self.judge = RowJudge.of(attachment, header, _above(grid, header))
        self.made = SortedRows()
        self.spans = Spans()
        self._skipped = skipped
        self._fresh = True
        self._noted = False
        self._last = RowKind.HEADING
        self._merged_to: dict[int, int] = {}
        for merge in grid.merges:
            if merge.last_row > merge.first_row:
                self._merged_to[merge.first_row] = max(merge.last_row, self._merged_to.get(merge.first_row, 0))

    def take(self, number: int, row: GridRow) -> None:
        if not self._fresh and self.judge.plainly_record(row):
            kind = RowKind.RECORD
        else:
            kind = self._look(number, row)
        if kind is RowKind.RECORD:
            kind = self._skipped.get(number, kind) if self._skipped else kind
            self._fresh = False
        self._last = kind
        if kind is RowKind.RECORD:
            self.made.records.append(number)
        else:
            self._leave_out(number, row, kind)

    def _look(self, number: int, row: GridRow) -> RowKind:
        kind = self.judge.kind(row, fresh=self._fresh)
        if kind is RowKind.HEADING:
            self._fresh = True
        self._noted = self._noted or kind is RowKind.NOTE
        if self._noted and len(row.columns) == 1 and self.judge.may_be_note(kind, row.values[0]):
            return RowKind.NOTE  # a line of 填表说明 that bears no number
        if kind is RowKind.RECORD and self._last is RowKind.PART and self._continues_part(number, row):
            return RowKind.PART
        return kind

    def _continues_part(self, number: int, row: GridRow) -> bool:
        """A row without a number of its own, under the merged cells of the record whose parts are listed."""
        records = self.made.records
        owner_reaches = bool(records) and self._merged_to.get(records[-1], 0) >= number
        return owner_reaches and self.judge.order not in row.columns

    def _leave_out(self, number: int, row: GridRow, kind: RowKind) -> None:
        made, at = self.made, len(self.made.records)
        made.left_out.append(LeftOut(number, kind, WHY[kind]))
        if kind is RowKind.GROUP:
            made.sections.append(Section(at, _first_text(row)))
            self.spans.begin_block(at)
        elif kind in SUMS or kind is RowKind.PAGE:
            self.spans.add(number, kind, squeeze(_first_text(row)), at)
        elif kind is RowKind.PART and at:
            made.parts.append(PartRow(number, at - 1))


def _first_text(row: GridRow) -> str:
    return next((value for value in row.values if isinstance(value, str)), "")


def _above(grid: Grid, header: Header) -> frozenset[str]:
    """What stands above the heading: titles and labels, which a printed page may bear again."""
    texts = set(grid.preamble)
    for number in islice(grid.rows, 30):
        if number >= header.first_row or header.elsewhere:
            break
        texts.update(value for value in grid.rows[number].values if isinstance(value, str) and 2 < len(value) <= 200)
    return frozenset(squeeze(text) for text in texts)
