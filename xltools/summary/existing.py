"""The summary that stands at the output's place: what people did to it since it was written, and what a new run keeps.

A run never wipes out a person's work unseen: a summary with hand-made changes is written over only with --force (the
old one stays as a backup), unless what was changed is what the run keeps: the order with --order own, the review
columns of a roll-up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputRefused, OutputFault
from ..forms.reading import read_table
from ..forms.table import Table
from ..forms.values import squeeze
from ..notice.model import Attachment, Notice, Role
from .model import MergedRow

if TYPE_CHECKING:
    from .lineage import Lineage, LineageRow

OWN_ORDER = "own"
OWN_ORDER_WORDS = "按本单位在原汇总表中排定的顺序，新报来的行排在后面"
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Standing:
    """The summary found at the output's place, with its lineage."""

    path: str
    data: bytes
    lineage: Lineage

    def edits(self, kept: Sequence[str], *, order_kept: bool, numbering: str) -> list[str]:
        """What people did to it that a new run would lose, in words. `kept`: columns that the run carries over."""
        made = []
        for row in self.lineage.rows:
            if row.row is None:
                made.append(f"删去了{row.office}的一行")
            made.extend(
                self.lineage.address(row, key)
                for key in row.changed
                if key not in kept and not (order_kept and key == numbering)
            )
        made.extend(f"第 {row} 行（手工添加）" for row in self.lineage.added)
        placed = [row.row for row in self.lineage.rows if row.row is not None]
        if not order_kept and placed != sorted(placed):
            made.append("行的顺序")
        return made

    def table(self, notice: Notice, attachment: Attachment) -> Table | None:
        """Its rows as the form, for values that are carried over."""
        from ..office.backread import book_of

        book = book_of(self.data, self.path)
        grid = next((grid for grid in book.grids if grid.name == self.lineage.sheet), None)
        return read_table(notice, attachment, book, grid) if grid is not None else None


def standing_at(path: str) -> Standing | None:
    """Our summary at `path`; None where there is nothing, or something else."""
    from .written import read_lineage

    try:
        data = Path(path).read_bytes()
        return Standing(path, data, read_lineage(data))
    except (OSError, InputRefused):
        return None


def kept_columns(attachment: Attachment) -> tuple[str, ...]:
    """Columns that a person fills in and the next run keeps: of a roll-up those without a source, but the number."""
    if attachment.role is not Role.ROLLUP:
        return ()
    return tuple(column.key for column in attachment.columns if not column.source and column.key != attachment.order)


def refuse_edited(found: Standing | None, attachment: Attachment, order: str, *, force: bool) -> list[str]:
    """What the run wipes out of a person's work, where `force` allows it; else raises OutputFault ``edited``."""
    if found is None:
        return []
    edits = found.edits(kept_columns(attachment), order_kept=order == OWN_ORDER, numbering=attachment.order)
    if not edits or force:
        return edits
    more = f" 等 {len(edits)} 处" if len(edits) > _SHOWN else ""
    raise OutputFault(
        "edited",
        f"“{found.path}”汇总后有人改动过（{'、'.join(edits[:_SHOWN])}{more}），重新汇总会丢掉这些改动，没有写入。"
        "请换一个文件名；或用 --order own 保留排定的顺序；或加 --force（原文件会留作备份）。",
        path=found.path,
        edits=tuple(edits),
    )


def row_names(attachment: Attachment, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The names by which a row is known again when its file was handed in anew: all key columns together."""
    texts = [squeeze(str(values.get(key) or "")) for key in attachment.key_columns]
    return [("|".join(attachment.key_columns), "|".join(texts))] if texts and all(texts) else []


def in_own_order(rows: Sequence[MergedRow], attachment: Attachment, found: Standing | None) -> tuple[MergedRow, ...]:
    """Rows in the order that the office gave them in the standing summary, renumbered within each block.

    Its numbers decide where somebody changed one, else the order of its rows. Rows that are new come behind.
    """
    places = _places(attachment, found.lineage) if found is not None else {}
    last = len(places) + 1

    def place(row: MergedRow) -> float:
        named = [("key", row.key), *row_names(attachment, row.values)]
        return min((places[name] for name in named if name in places), default=last)

    blocks = list(dict.fromkeys(row.block for row in rows))
    ordered = sorted(rows, key=lambda row: (blocks.index(row.block), place(row)))
    return with_numbers(ordered, attachment)


def with_numbers(rows: Sequence[MergedRow], attachment: Attachment) -> tuple[MergedRow, ...]:
    """The rows numbered 1, 2 … within each block, in the column that holds the order."""
    if not attachment.order:
        return tuple(rows)
    numbers: dict[str, int] = {}
    made = []
    for row in rows:
        numbers[row.block] = numbers.get(row.block, 0) + 1
        made.append(replace(row, values={**row.values, attachment.order: numbers[row.block]}))
    return tuple(made)


def _places(attachment: Attachment, lineage: Lineage) -> dict[tuple[str, str], float]:
    rows = [row for row in lineage.rows if row.row is not None]
    by_number = bool(attachment.order) and any(attachment.order in row.changed for row in rows)

    def rank(row: LineageRow) -> tuple[float, int]:
        number = row.present.get(attachment.order, "") if by_number else ""
        return (float(number) if number.replace(".", "", 1).isdigit() else float("inf"), row.row or 0)

    places: dict[tuple[str, str], float] = {}
    for place, row in enumerate(sorted(rows, key=rank)):
        for name in (("key", row.key), *row_names(attachment, row.present)):
            places.setdefault(name, place)
    return places
