"""The chain of offices: which level merges, what its inputs bring along from the level below, what people changed.

A summary that xltools wrote is the next level's input. Its rows keep their key and their way so far; a cell that a
person changed in between, a row taken out or put in, is named and never refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputRefused, UsageError
from ..files.sources import source_bytes
from ..formats.grid import Book
from ..forms.offices import declared_office, level_of_office
from ..forms.recognise import stamp_of
from ..forms.table import Table
from ..notice.model import Attachment, Level, Notice, Role
from .model import Hop, MergedRow

if TYPE_CHECKING:
    from .lineage import Lineage, LineageRow

Earlier = Mapping[int, tuple[str, tuple[Hop, ...], dict[str, str]]]
"""Sheet row -> (key, way so far, texts) of rows that an earlier merge wrote."""


def choose_level(notice: Notice, attachment: Attachment, asked: str, tables: Sequence[Table] = ()) -> Level:
    """The level that merges: the asked one; the one above the level that wrote the inputs, or whose offices they say
    they come from; else the first that receives from listed offices. Raises UsageError where two levels fit.
    """
    if asked:
        try:
            return notice.level(asked)
        except KeyError:
            known = "、".join(f"{level.key}（{level.name}）" for level in notice.levels)
            raise UsageError("unknown_level", f"通知“{notice.id}”没有层级“{asked}”。现有：{known}。") from None
    written = {level_written(table) for table in tables}
    if len(written) == 1 and (wrote := written.pop()):
        above = next((level for level in notice.levels if level.receives_from == wrote), None)
        return above or notice.level(wrote)
    # A level's own earlier summary may lie among its inputs: it says nothing of who hands in.
    received = [table for table in tables if not level_written(table)]
    found = (level_of_office(notice, declared_office(table)) for table in received)
    shown = {level.key: level for level in found if level is not None}
    takers = [level for level in notice.levels if level.receives_from in shown]
    if len(shown) > 1 and len(takers) > 1:
        names = "、".join(level.name for level in shown.values())
        asked_for = "、".join(f"{level.key}（{level.name}）" for level in takers)
        raise UsageError(
            "which_level", f"这些文件来自不同层级的单位（{names}），可由几级汇总：{asked_for}。请指明哪一级。"
        )
    if takers:
        return takers[0]
    able = [level for level in notice.levels if not attachment.levels or level.key in attachment.levels]
    if attachment.role is Role.ROLLUP:
        return next((level for level in able if level.receives_from), notice.levels[-1])
    by_key = {level.key: level for level in notice.levels}
    for level in able:
        below = by_key.get(level.receives_from)
        if below is not None and below.offices:
            return level
    receiving = [level for level in able if level.receives_from]
    return receiving[0] if receiving else notice.levels[-1]


def level_written(table: Table) -> str:
    """The level that a summary of ours was merged at; empty for other files."""
    if table.book.format != "docx":
        return stamp_of(table.book).get("level", "")
    found = _word_lineage(table.book, table)
    return found.level if found is not None else ""


@dataclass(slots=True)
class Source:
    """A table on its way into the summary, with what an earlier merge noted in its file (None for other files)."""

    table: Table
    lineage: Lineage | None = None

    @property
    def earlier(self) -> Earlier:
        if self.lineage is None:
            return {}
        return {
            row.row: (row.key, (*row.hops[:-1], _remembering(row)), dict(row.raw))
            for row in self.lineage.rows
            if row.row is not None
        }

    @property
    def changed(self) -> dict[int, Mapping[str, tuple[str, str]]]:
        """Sheet row -> column -> (written, now)."""
        if self.lineage is None:
            return {}
        return {
            row.row: {key: (row.values.get(key, ""), row.present.get(key, "")) for key in row.changed}
            for row in self.lineage.rows
            if row.row is not None and row.changed
        }


def _remembering(row: LineageRow) -> Hop:
    """The hop that was the last one so far, with the cells and texts that the row itself held for it."""
    raw = {key: text for key, text in row.raw.items() if not key.startswith("first:")}
    return replace(row.hops[-1], cells=dict(row.cells), raw=raw)


def source_of(table: Table) -> Source:
    """The table with the lineage its file carries."""
    return Source(table, _lineage_of(table))


def _lineage_of(table: Table) -> Lineage | None:
    book = table.book
    if book.format == "docx":
        return _word_lineage(book, table)
    if stamp_of(book).get("xltools") != "summary":
        return None
    from .lineage import resolve, stored

    facts, records = stored(book, table.path)
    return resolve(facts, records, table.grid)


def _word_lineage(book: Book, table: Table) -> Lineage | None:
    """A Word summary keeps its lineage where the table reader does not look: read from the file once more."""
    from .written import read_lineage

    data = _bytes_of(book)
    if data is None or b"customXml/" not in data:
        return None
    try:
        found = read_lineage(data)
    except InputRefused:
        return None
    return found if found.sheet == table.sheet else None


def _bytes_of(book: Book) -> bytes | None:
    """The file behind a book, where it can still be read as it was; inside a .zip folder, that member."""
    data = source_bytes(Path(book.path))
    return data if data is not None and hashlib.sha256(data).hexdigest() == book.sha256 else None


def with_changes(
    rows: Iterable[MergedRow], changed: Mapping[tuple[str, str, int], Mapping[str, tuple[str, str]]]
) -> Iterator[MergedRow]:
    """Rows whose last hop says what a person changed in that file. `changed` is keyed by (path, sheet, row)."""
    for row in rows:
        hop = row.hops[-1]
        found = changed.get((hop.path, hop.sheet, hop.row))
        yield replace(row, hops=(*row.hops[:-1], replace(hop, changed=found))) if found else row


def hop_places(hops: Sequence[Hop], folder: Path) -> list[Path]:
    """Where each hop's file lies. A path is relative to the summary that names it: the file of the hop behind it, or
    the one in `folder`; forms read beside each other were named by the same summary.
    """
    made: list[Path] = []
    base = folder
    for index in reversed(range(len(hops))):
        made.append(base / hops[index].path)
        if index and not hops[index - 1].beside:
            base = made[-1].parent
    return made[::-1]


def renumbering(rows: Sequence[MergedRow], attachment: Attachment) -> tuple[MergedRow, ...]:
    """Rows that say their number in the file handed in, where the summary gives them another."""
    key = attachment.order
    if not key:
        return tuple(rows)
    made = []
    for row in rows:
        before, now = row.raw.get(key, "").strip(), str(row.values.get(key) or "")
        if before and before != now:
            row = replace(row, notes=(*row.notes, f"{row.office}原序号 {before}"))
        made.append(row)
    return tuple(made)


def unique_keys(rows: Sequence[MergedRow]) -> tuple[MergedRow, ...]:
    """Keys name rows: the second bearer of a key gets a mark behind it (the same row merged twice)."""
    seen: dict[str, int] = {}
    made = []
    for row in rows:
        seen[row.key] = seen.get(row.key, 0) + 1
        made.append(row if seen[row.key] == 1 else replace(row, key=f"{row.key}-{seen[row.key]}"))
    return tuple(made)
