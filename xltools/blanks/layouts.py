"""What a form looks like apart from any file format: its texts, and where everything of a table lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from ..notice.model import Attachment, Column, ColumnType, Label
from ..office.textwidth import lines_needed

_NUMERIC = (ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.AMOUNT, ColumnType.PERCENT)


@dataclass(slots=True)
class BlockPlace:
    """Where a block's rows lie; `value` is empty for a table without blocks."""

    value: str
    first: int
    last: int
    heading: int = 0
    subtotal: int = 0


@dataclass(slots=True)
class TableLayout:
    """Where everything of a rendered table lies. Rows and columns count from 1; 0 is absent."""

    sheet: str
    header: tuple[int, int]
    columns: dict[str, int]
    blocks: list[BlockPlace] = field(default_factory=list)
    total: int = 0
    label_cells: dict[str, str] = field(default_factory=dict)
    """Label key -> the cell that takes its value."""
    label_texts: dict[str, str] = field(default_factory=dict)
    """Label key -> what stands in that cell before it is filled."""
    last_row: int = 0
    formatted: bool = True
    """An office's own file: whether its rows to be filled are drawn as a table."""
    formulas: dict[str, Decimal] = field(default_factory=dict)
    """Cells with formulas and their results in a blank."""
    unit: str = ""
    units: dict[str, str] = field(default_factory=dict)
    """Column key -> unit that its own heading says."""
    headings: dict[str, str] = field(default_factory=dict)
    """Column key -> the texts of its heading cells, joined."""


def separate_blocks(attachment: Attachment) -> bool:
    """True where blocks show on paper: by a heading row or a subtotal."""
    return bool(attachment.blocks) and (attachment.subtotals or any(block.heading for block in attachment.blocks))


def label_text(label: Label) -> str:
    """A label as printed, with room for a date."""
    text = label.text if label.text.endswith(("：", ":")) or "：" in label.text else f"{label.text}："
    return f"{text}    年  月  日" if label.type is ColumnType.DATE and text.endswith(("：", ":")) else text


def heading_text(column: Column, sheet_unit: str) -> str:
    """A column's heading as printed: its group's words are not said twice, a unit of its own is shown."""
    text = column.heading
    if column.group and text.startswith(column.group) and len(text) - len(column.group) >= 2:
        text = text[len(column.group) :]
    measured = column.type in _NUMERIC and column.unit
    if (
        measured
        and column.unit not in column.heading
        and (column.unit != sheet_unit or column.type is not ColumnType.AMOUNT)
    ):
        text = f"{text}\n（{column.unit}）"
    return text


class HeadingBand(NamedTuple):
    """A heading over the columns `first` … `last` (from 0), `depth` rows below the top of the header."""

    depth: int
    first: int
    last: int


def heading_bands(columns: Sequence[Column]) -> list[HeadingBand]:
    """Every heading of a header, row by row: neighbours below the same groups share theirs."""
    made: list[HeadingBand] = []
    for depth in range(max((len(column.path) for column in columns), default=0)):
        first = 0
        for run_key, run in groupby(enumerate(columns), key=lambda entry: _shared(depth, *entry)):
            count = len(list(run))
            if run_key is not None:
                made.append(HeadingBand(depth, first, first + count - 1))
            first += count
    return made


def _shared(depth: int, number: int, column: Column) -> tuple[str | int, ...] | None:
    """What neighbours must have in common to stand below one heading; a column's own heading it shares with none."""
    path = column.path
    if depth >= len(path):
        return None
    return (*path[: depth + 1], number) if depth == len(path) - 1 else path[: depth + 1]


def broken(text: str, width: float) -> str:
    """A heading too long for one line, broken before its brackets rather than within them."""
    head, bracket, tail = text.rpartition("（")
    if not head or "\n" in text or lines_needed(text, width) == 1:
        return text
    return f"{head}\n{bracket}{tail}"
