"""The chain of offices: which level merges, what its inputs bring along from the level below, what people changed.

A summary that xltools wrote is the next level's input. Its rows keep their key and their way so far; a cell that a
person changed in between, a row taken out or put in, is named and never refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputRefused, UsageError
from ..files.sources import source_bytes
from ..formats.grid import Book
from ..forms.offices import declared_office, level_of_office
from ..forms.recognise import stamp_of
from ..forms.table import Table
from ..notice.model import Attachment, Level, Notice, Role
from .lineage import Lineage, read_lineage, resolve, stored
from .row import Hop


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
    if not notice.levels:
        raise UsageError(
            "no_levels", f"通知“{notice.id}”没有写层级（由谁汇总），不能汇总。请用 --notice 指明文件所属的通知。"
        )
    # What was merged under a notice that builds on this one may come from a level that this one does not have.
    written = {said if said in {level.key for level in notice.levels} else "" for said in map(level_written, tables)}
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
    try:
        found = _word_lineage(table.book, table)
    except InputRefused:
        return ""  # the merge refuses the file
    return found.level if found is not None else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """One table on its way into the summary, with whose it is and where its rows come from."""

    table: Table
    office: str
    office_rank: int
    """Place of the office in the pack's list; after all of them where it is not listed."""
    file: int
    """Place of the file among the inputs."""
    path: str
    """As the summary will name it (relative to the summary's folder)."""
    lineage: Lineage | None = None
    """What an earlier merge noted in its file."""


def lineage_of(table: Table) -> Lineage | None:
    """What an earlier merge noted in the table's file; None for other files. Raises InputRefused ``bad_record``."""
    book = table.book
    if book.format == "docx":
        return _word_lineage(book, table)
    if stamp_of(book).get("xltools") != "summary":
        return None
    return resolve(stored(book, table.path), table.grid)


def _word_lineage(book: Book, table: Table) -> Lineage | None:
    """A Word summary keeps its lineage where the table reader does not look: read from the file once more."""
    data = _bytes_of(book)
    if data is None or b"customXml/" not in data:
        return None
    try:
        found = read_lineage(data)
    except InputRefused as fault:
        if fault.code == "no_lineage":
            return None
        raise
    return found if found.sheet == table.sheet else None


def _bytes_of(book: Book) -> bytes | None:
    """The file behind a book, where it can still be read as it was; inside a .zip folder, that member."""
    data = source_bytes(Path(book.path))
    return data if data is not None and hashlib.sha256(data).hexdigest() == book.sha256 else None


def hop_places(hops: Sequence[Hop], folder: Path) -> list[Path]:
    """Where each hop's file lies. A path is relative to the summary that names it: the file of the hop behind it, or
    the one in `folder`; forms read beside each other were named by the same summary.
    """
    made: list[Path] = []
    base = folder
    for index in reversed(range(len(hops))):
        made.append(base / hops[index].path)
        if index and not hops[index - 1].source.beside:
            base = made[-1].parent
    return made[::-1]
