"""Where the heading of an unknown table lies, told by its shape alone: no pack says yet which columns there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ..formats.grid import Area, Grid
from ..forms.headingpaths import HEADER_DEPTH
from ..forms.labelplaces import table_width
from ..forms.rowkinds import RowKind
from ..forms.rows import RowJudge
from ..forms.sketch import Sketch, searched_rows, year_heading
from ..forms.values import plain, squeeze

_LABEL = re.compile(r"(?!.{0,4}其中)[^:]{2,20}:")
BOX: Final = re.compile("[□☐☑√]")
"""Tick boxes are to be filled in, no heading has them."""
LONGEST: Final = 60
FEWEST: Final = 2
_COVERED: Final = 0.75
"""A heading stands over most of the sheet's width; labels of a form leave every other cell to be filled in."""
_NO_HEADING: Final = (RowKind.NOTE, RowKind.SIGNATURE, RowKind.NUMBERS, RowKind.TOTAL, RowKind.SUBTOTAL)


@dataclass(frozen=True, slots=True)
class HeadingBlock:
    """The rows of a heading, and per sheet column its texts from top to bottom."""

    first_row: int
    last_row: int
    stacks: tuple[tuple[int, tuple[str, ...]], ...]


def heading_of(grid: Grid) -> HeadingBlock | None:
    """The block with the most columns, the topmost of equals; None where no row looks like a heading."""
    return _heading_in(grid, deep=False) or _heading_in(grid, deep=True)


def _heading_in(grid: Grid, *, deep: bool) -> HeadingBlock | None:
    return max(_blocks(grid, deep=deep), key=lambda block: len(block.stacks), default=None)


def _blocks(grid: Grid, *, deep: bool) -> Iterator[HeadingBlock]:
    stacks = {(block.first_row, block.last_row): block.texts for block in Sketch.of(grid, deep=deep).candidates}
    width = table_width(grid)
    for first in searched_rows(grid, deep=deep):
        last = _last_row(grid, first)
        found = stacks.get((first, last))
        if found is not None and _is_heading(grid, found, last, width):
            yield HeadingBlock(first, last, found)


def _is_heading(grid: Grid, stacks: tuple[tuple[int, tuple[str, ...]], ...], last: int, width: int) -> bool:
    columns = [column for column, _ in stacks]
    names = {squeeze("".join(texts)) for _, texts in stacks}
    # 合同、发票、付款 of a flattened heading each have a 日期 and a 金额; rows of data repeat more.
    if len(names) < max(FEWEST, len(stacks) - max(2, len(stacks) // 3)):
        return False
    if len(columns) == FEWEST:
        return width == FEWEST
    return len(_reach(grid, last, columns)) >= _COVERED * width


def _reach(grid: Grid, last: int, columns: list[int]) -> set[int]:
    """The sheet columns below the headings; a heading that is merged sideways stands over several."""
    covered = set(columns)
    for merge in grid.merges:
        if merge.first_row <= last <= merge.last_row and merge.first_column in covered:
            covered.update(range(merge.first_column, merge.last_column + 1))
    return covered


def _last_row(grid: Grid, first: int) -> int:
    """The last row of the heading that begins in row `first`; 0 where none begins there."""
    if not _may_head(grid, first):
        return 0
    last = first
    while last < first + HEADER_DEPTH - 1:
        below = max((merge.last_row for merge in _headings(grid, first, last)), default=last)
        if below == last and not _goes_on(grid, first, last):
            break
        last = max(below, last + 1) if below == last else below
    return last


def _may_head(grid: Grid, row: int) -> bool:
    """Two or more short texts and nothing else, none a label to be filled in, a note or a signature."""
    texts = _texts(grid, row)
    if len(texts) < FEWEST or any(_LABEL.match(plain(text)) or plain(text).endswith(":") for text in texts.values()):
        return False
    return _kind(grid, row) not in (*_NO_HEADING, RowKind.UNIT)


def _texts(grid: Grid, row: int) -> dict[int, str]:
    """The row's texts by column; none where it holds anything else, or a long text."""
    stored = grid.rows.get(row)
    if stored is None:
        return {}
    said = {c: v if isinstance(v, str) else year_heading(v) for c, v in zip(stored.columns, stored.values, strict=True)}
    texts = {c: text for c, text in said.items() if text is not None and len(text) <= LONGEST and not BOX.search(text)}
    return texts if len(texts) == len(stored.columns) else {}


def _kind(grid: Grid, row: int) -> RowKind:
    stored = grid.rows[row]
    return RowJudge(dict.fromkeys(stored.columns, "")).kind(stored, fresh=True)


def _headings(grid: Grid, first: int, last: int) -> Iterator[Area]:
    """The merged headings of these rows that reach down to the last of them or further."""
    for merge in grid.merges:
        if first <= merge.first_row <= last <= merge.last_row and grid.value(*merge[:2]) is not None:
            yield merge


def _goes_on(grid: Grid, first: int, last: int) -> bool:
    """Whether the next row holds headings too: below a group, or where the rows above left a column without any."""
    texts = _texts(grid, last + 1)
    if not texts or _kind(grid, last + 1) in _NO_HEADING:
        return False
    merges = list(_headings(grid, first, last))
    if any(_is_group(merge, texts) for merge in merges if merge.last_column > merge.first_column):
        return True
    return _fills_gaps(grid, first, last, texts)


def _is_group(merge: Area, texts: dict[int, str]) -> bool:
    """Whether different headings stand below a merged one; a value below it is merged as it is, or stands in its first cell."""
    below = [column for column in texts if merge.first_column <= column <= merge.last_column]
    return len(below) >= 2 or (len(below) == 1 and below[0] > merge.first_column)


def _fills_gaps(grid: Grid, first: int, last: int, texts: dict[int, str]) -> bool:
    """Where nobody merged: 合同 stands over 编号 and 日期, with an empty cell at its right."""
    own = {column for row in range(first, last + 1) if row in grid.rows for column in grid.rows[row].columns}
    merged = {c for merge in _headings(grid, first, last) for c in range(merge.first_column, merge.last_column + 1)}
    gaps = {column for column in texts if column > min(own)} - own - merged
    return bool(gaps) and _kind(grid, last + 1) is not RowKind.UNIT and set(texts) != own | gaps
