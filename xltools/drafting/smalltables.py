"""The small tables in a label–value form (主要设备清单, 近三年经济指标): where each begins and where the form goes on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from ..formats.grid import Area, Grid, Value
from ..forms.furniture import total_kind
from ..forms.labelplaces import table_width
from ..forms.rowkinds import RowKind
from ..forms.rows import RowJudge
from ..forms.sketch import year_heading
from ..forms.values import plain, squeeze
from .heading import BOX, LONGEST, HeadingBlock
from .labelled import FormField

_FEWEST: Final = 3
"""Fewer columns are labels beside each other."""
_DEEPEST: Final = 3
"""Rows of a small table's heading."""
_TALLEST: Final = 50
"""Rows of a merge that are looked at."""
_LONGEST: Final = 300
"""Rows in which a small table's end is looked for."""
_OPEN: Final = (RowKind.TEMPLATE, RowKind.TOTAL, RowKind.SUBTOTAL)
"""Behind them no row is printed any more: what comes then is a label or another heading."""
_FURNITURE: Final = (RowKind.NOTE, RowKind.SIGNATURE)


@dataclass(frozen=True, slots=True)
class SmallTable:
    """A heading within a form. `end`: the row in which the form goes on, 0 where it does not."""

    heading: HeadingBlock
    end: int
    section: str = ""
    """What stands over it or, merged over its rows, beside it: 四、主要设备清单."""

    def holds(self, row: int) -> bool:
        return self.heading.first_row <= row and (not self.end or row < self.end)


class _CutCell(NamedTuple):
    """A cell of a row, merged or not. `text`: None where it is empty, or holds no text."""

    area: Area
    text: str | None
    empty: bool


def small_tables(grid: Grid, best: HeadingBlock | None, fields: Sequence[FormField]) -> list[SmallTable]:
    """Every small table of a form from top to bottom. `best`: the heading by which a filled form is known to hold one."""
    if any(field.filled for field in fields):
        if best is None:
            return []
        # In a filled form labels and values look like rows: only where the one table ends can be told.
        end = min((one.row for one in fields if _goes_on(one, best)), default=0)
        return [SmallTable(best, end, _line_above(grid, best.first_row))]
    return list(_BlankForm(grid, {field.row for field in fields if total_kind(field.path[-1]) is None}).tables())


def _goes_on(field: FormField, heading: HeadingBlock) -> bool:
    return field.row > heading.last_row and total_kind(field.path[-1]) is None


def _line_above(grid: Grid, first_row: int) -> str:
    """The line right above, where it is the only one of its row and stands over the table."""
    row = grid.rows.get(first_row - 1)
    if row is None or len(row.columns) != 1 or not isinstance(row.values[0], str):
        return ""
    return " ".join(row.values[0].split())


class _BlankForm:
    """A blank form, row by row as cells. A row of texts without a gap, over rows cut alike, heads a table: a label of the
    form leaves the cell beside it open."""

    def __init__(self, grid: Grid, labels: set[int]) -> None:
        self.grid, self.labels = grid, labels
        self.width = table_width(grid)
        self.over = _merges_by_row(grid)

    def tables(self) -> Iterator[SmallTable]:
        last = 0
        for row in list(self.grid.rows):
            if row <= last:
                continue
            found = self._table(row)
            if found is not None:
                last = found.end - 1 if found.end else max(self.grid.rows)
                yield found

    def _cells(self, row: int) -> list[_CutCell]:
        """The row from left to right; of a merged cell that begins above, its text."""
        made: list[_CutCell] = []
        column = 1
        while column <= self.width:
            over = self.over.get(row, ())
            area = next((one for one in over if one.first_column <= column <= one.last_column), None)
            area = area or Area(row, column, row, column)
            value = self.grid.value(area.first_row, area.first_column)
            made.append(_CutCell(area, _said(value), value is None))
            column = max(area.last_column, column) + 1
        return made

    def _table(self, row: int) -> SmallTable | None:
        cells = self._cells(row)
        beside, own = self._split(cells, row)
        if len(own) < 2 or not all(_may_head(cell) for cell in own) or not self._is_heading(row):
            return None
        last = min(max(cell.area.last_row for cell in own), row + _DEEPEST - 1)
        leaves = self._leaves(row, last, own)
        while last < row + _DEEPEST - 1 and self._heads_on(leaves, last + 1):
            last += 1
            leaves = self._leaves(row, last, own)
        names = {squeeze("".join(texts)) for _, texts in leaves}
        if len(leaves) < _FEWEST or len(names) < len(leaves) or not self._lies_open(leaves, last + 1):
            return None
        heading = HeadingBlock(row, last, tuple((area.first_column, texts) for area, texts in leaves))
        label = next((cell for cell in reversed(beside) if cell.text and cell.area.last_row > last), None)
        end = self._end(leaves, last, label.area.last_row if label else 0)
        section = " ".join((label.text or "").split()) if label else _line_above(self.grid, row)
        return SmallTable(heading, end, section)

    def _split(self, cells: Sequence[_CutCell], row: int) -> tuple[Sequence[_CutCell], Sequence[_CutCell]]:
        """(labels to the left that are merged over the rows of a table, the cells of the row itself)."""
        at = 0
        while at < len(cells) and cells[at].area.last_row > row and cells[at].text:
            at += 1
        below = self._cells(row + 1)[at:]
        if at == len(cells) or not any(cell.empty for cell in below):
            # 序号 over both rows of a heading is none of them.
            at = next((n for n, cell in enumerate(cells) if cell.area.last_row < row + _DEEPEST), 0)
        return cells[:at], cells[at:]

    def _is_heading(self, row: int) -> bool:
        stored = self.grid.rows.get(row)
        if stored is None:
            return False
        kind = RowJudge(dict.fromkeys(stored.columns, "")).kind(stored, fresh=True)
        return kind not in (*_FURNITURE, *_OPEN, RowKind.NUMBERS, RowKind.UNIT)

    def _leaves(self, first: int, last: int, own: Sequence[_CutCell]) -> list[tuple[Area, tuple[str, ...]]]:
        """The lowest cell of every column of a heading, with the texts from the top down."""
        left, right = own[0].area.first_column, own[-1].area.last_column
        made = []
        for lowest in self._cells(last):
            if not left <= lowest.area.first_column <= right:
                continue
            texts: dict[str, None] = {}
            for row in range(first, last + 1):
                over = (one for one in self._cells(row) if one.area.first_column <= lowest.area.first_column)
                above = max(over, key=lambda one: one.area.first_column)
                texts.setdefault(above.text or "")
            made.append((lowest.area, tuple(filter(None, texts))))
        return made

    def _heads_on(self, leaves: Sequence[tuple[Area, tuple[str, ...]]], row: int) -> bool:
        """Whether the next row divides a heading above it: 投资额 over 设备 and 软件."""
        parts = [cell for cell in self._cells(row) if cell.area.first_row == row]
        for area, _ in leaves:
            below = [one for one in parts if area.first_column <= one.area.first_column <= area.last_column]
            if len(below) >= 2 and all(_may_head(cell) for cell in below):
                return True
        return False

    def _lies_open(self, leaves: Sequence[tuple[Area, tuple[str, ...]]], row: int) -> bool:
        """Whether the row below is cut as the heading is, and something in it is left to be filled in."""
        below = self._within(leaves, row)
        return below is not None and any(cell.empty for cell in below)

    def _within(self, leaves: Sequence[tuple[Area, tuple[str, ...]]], row: int) -> list[_CutCell] | None:
        """The row's cells below the leaves; None where the row is cut otherwise."""
        left, right = leaves[0][0].first_column, leaves[-1][0].last_column
        made = [cell for cell in self._cells(row) if left <= cell.area.first_column <= right]
        wanted = [(area.first_column, area.last_column) for area, _ in leaves]
        found = [(cell.area.first_column, cell.area.last_column) for cell in made]
        # Some draw the heading's cells merged and leave those below as they are; a total is merged over several.
        finer = all(first == last for first, last in found)
        return made if finer or found == wanted else None

    def _end(self, leaves: Sequence[tuple[Area, tuple[str, ...]]], last: int, reaches: int) -> int:
        """The first row below the heading that is none of its table's; 0 where the sheet ends with it."""
        bottom = max((*self.grid.rows, *(merge.last_row for merge in self.grid.merges)))
        if reaches:
            return reaches + 1 if reaches < bottom else 0
        columns = [area.first_column for area, _ in leaves]
        judge = RowJudge(dict.fromkeys(columns, ""))
        open_rows = False
        for row in range(last + 1, min(bottom, last + _LONGEST) + 1):
            stored = self.grid.rows.get(row)
            if stored is None:
                if row in self.over and self._within(leaves, row) is None:
                    return row
                open_rows = True
                continue
            kind = judge.kind(stored)
            if kind in _OPEN:
                open_rows = True
                continue
            # Of rows with open cells one without any is the next heading.
            another = (open_rows and row in self.labels) or len(stored.columns) == len(columns)
            apart = self._within(leaves, row) is None or list(stored.columns) != columns[: len(stored.columns)]
            if kind in _FURNITURE or another or apart:
                return row
        return 0


def _said(value: Value | None) -> str | None:
    """The cell's text; a year typed as a number heads a column, too."""
    return value if isinstance(value, str) else None if value is None else year_heading(value)


def _may_head(cell: _CutCell) -> bool:
    text = cell.text
    return text is not None and len(text) <= LONGEST and not BOX.search(text) and not plain(text).strip().endswith(":")


def _merges_by_row(grid: Grid) -> Mapping[int, Sequence[Area]]:
    made: dict[int, list[Area]] = {}
    for merge in grid.merges:
        for row in range(merge.first_row, min(merge.last_row, merge.first_row + _TALLEST) + 1):
            made.setdefault(row, []).append(merge)
    return made
