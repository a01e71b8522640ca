"""The summary that stands at the output's place: what people did to it since it was written, and what a new run keeps.

A run never wipes out a person's work unseen: a summary with hand-made changes is written over only with --force (the
old one stays as a backup), unless what was changed is what the run keeps: the order with --order own, the review
columns of a roll-up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputRefused, OutputFault
from ..files.sources import source_bytes
from ..forms.reading import read_table
from ..forms.table import Table
from ..notice.model import Attachment, Notice, Role
from ..office.backread import book_of, sheet_named
from .lineage import Lineage, read_lineage
from .order import OWN_ORDER

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Existing:
    """The summary found at the output's place, with its lineage."""

    path: str
    data: bytes
    lineage: Lineage

    def edits(
        self, kept: Sequence[str], carried: Collection[tuple[int, str]], *, order_kept: bool, numbering: str
    ) -> Iterator[str]:
        """What people did to it that a new run would lose, in words.

        `kept`: columns that the run keeps; `carried`: single cells (index, column) that it carries over.
        """
        lineage = self.lineage
        for index, row in enumerate(lineage.now):
            if row is None:
                yield f"删去了{lineage.written.ways[index].office}的一行"
                continue
            for key in lineage.changed(index):
                if key not in kept and (index, key) not in carried and not (order_kept and key == numbering):
                    yield lineage.address(lineage[index], key)
        yield from (f"第 {row} 行（手工添加）" for row in lineage.added)
        placed = [row for row in lineage.now if row is not None]
        if not order_kept and placed != sorted(placed):
            yield "行的顺序"

    def table(self, notice: Notice, attachment: Attachment) -> Table | None:
        """Its rows as the form, for values that are carried over."""
        book = book_of(self.data, self.path)
        grid = sheet_named(book, self.lineage.sheet)
        return read_table(notice, attachment, book, grid) if grid is not None else None


def existing_at(path: str) -> Existing | None:
    """Our summary at `path`; None where there is nothing, or something else."""
    try:
        data = source_bytes(Path(path))
        if data is None:
            return None
        return Existing(path, data, read_lineage(data))
    except (OSError, InputRefused):
        return None


def kept_columns(attachment: Attachment) -> tuple[str, ...]:
    """Columns that a person fills in and the next run keeps: of a roll-up those without a source, but the number."""
    if attachment.role is not Role.ROLLUP:
        return ()
    return tuple(column.key for column in attachment.columns if not column.source and column.key != attachment.order)


def refuse_edited(
    found: Existing | None,
    attachment: Attachment,
    order: str,
    carried: Collection[tuple[int, str]] = (),
    *,
    force: bool,
) -> list[str]:
    """What the run wipes out of a person's work, where `force` allows it; else raises OutputFault ``edited``."""
    if found is None:
        return []
    edits = list(
        found.edits(kept_columns(attachment), carried, order_kept=order == OWN_ORDER, numbering=attachment.order)
    )
    return refuse_lost(found, edits, force=force)


def refuse_lost(found: Existing, edits: list[str], *, force: bool) -> list[str]:
    """The edits, where `force` allows them to go; else raises OutputFault ``edited`` that names them."""
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
