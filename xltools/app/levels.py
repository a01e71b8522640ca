"""The chain of offices: which level merges, what its inputs bring along from the level below, what people changed.

A summary that xltools wrote is the next level's input. Its rows keep their key and their way so far; a cell that a
person changed in between, a row taken out or put in, is named and never refused.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputRefused, UsageError
from ..findings import Finding, Place, Severity
from ..merging import FileReceipt, Hop, MergedRow
from ..notice.model import Attachment, Level, Notice, Role
from ..reading.grid import Book
from ..reading.recognise import stamp_of
from ..reading.table import Table

if TYPE_CHECKING:
    from ..writing.lineage import Lineage, LineageRow

Earlier = Mapping[int, tuple[str, tuple[Hop, ...], dict[str, str]]]
"""Sheet row -> (key, way so far, texts) of rows that an earlier merge wrote."""


def choose_level(notice: Notice, attachment: Attachment, asked: str, tables: Sequence[Table] = ()) -> Level:
    """The level that merges: the asked one; the one above the level that wrote the inputs; else the first that receives
    from listed offices.
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
    from ..writing.lineage import resolve, stored

    facts, records = stored(book, table.path)
    return resolve(facts, records, table.grid)


def _word_lineage(book: Book, table: Table) -> Lineage | None:
    """A Word summary keeps its lineage where the table reader does not look: read from the file once more."""
    from ..writing.lineage import read_lineage

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
    import hashlib

    try:
        if not book.member:
            data = Path(book.path).read_bytes()
        else:
            data = _member(book)
    except (OSError, KeyError):
        return None
    return data if hashlib.sha256(data).hexdigest() == book.sha256 else None


def _member(book: Book) -> bytes:
    from ..reading.limits import DEFAULT_LIMITS
    from ..reading.refusals import Refusal
    from ..reading.zipfolder import open_zip_folder

    try:
        folder = open_zip_folder(Path(book.path.removesuffix(f"/{book.member}")), DEFAULT_LIMITS)
        return folder.take(book.member).whole() if folder is not None else b""
    except Refusal:
        return b""


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


def _shown(table: Table, hops: Sequence[Hop], index: int) -> str:
    """A hop's path as seen from where the user stands."""
    return os.path.normpath(hop_places(hops, Path(table.path).parent)[index])


# --- what is to be said ------------------------------------------------------------------------------------------------


def change_findings(source: Source, order: str) -> Iterator[Finding]:
    """Cells changed, rows taken out and rows put in since the level below merged. `order`: key of the numbering column."""
    lineage = source.lineage
    if lineage is None:
        return
    renumbered = []
    for row in lineage.rows:
        if row.row is None:
            yield _removed(source.table, row)
            continue
        for key in row.changed:
            if key == order:
                renumbered.append(lineage.address(row, key))
            else:
                yield _changed(source.table, lineage, row, key)
    if renumbered:
        yield _said(
            source.table, "renumbered-by-hand", Severity.INFO, renumbered,
            f"下级汇总后，有 {len(renumbered)} 行的序号被改动", "按改动后的序号或 --order own 排列；无须更正。",
        )  # fmt: skip
    if lineage.added:
        cells = [f"A{row}" for row in lineage.added]
        yield _said(
            source.table, "row-added", Severity.WARNING, cells,
            f"下级汇总后添加了 {len(cells)} 行，没有来源记录，只能追溯到本表", "请向报送单位核实这些行的来源。",
        )  # fmt: skip


def _said(
    table: Table, rule: str, severity: Severity, cells: Sequence[str], message: str, fix: str,
    related: Sequence[Place] = (), column: str = "", value: str = "", expected: str = "",
) -> Finding:  # fmt: skip
    return Finding(
        rule=rule,
        severity=severity,
        sheet=table.sheet,
        cells=tuple(cells),
        related=tuple(related),
        column=column,
        value=value,
        expected=expected,
        message=message,
        fix=fix,
        kind="levels",
        path=table.path,
    )


def _changed(table: Table, lineage: Lineage, row: LineageRow, key: str) -> Finding:
    written, now = row.values.get(key, ""), row.present.get(key, "")
    hop = row.hops[-1]
    heading = table.heading(key) if table.attachment.has(key) else key
    return _said(
        table, "changed-after-merge", Severity.WARNING, [lineage.address(row, key)],
        f"“{heading}”在汇总后被改动：原写入“{written or '空白'}”，现为“{now or '空白'}”（{row.office}报送）",
        "改动有依据的保留并留存说明；否则请退回更正。",
        related=[Place(_shown(table, row.hops, -1), hop.sheet, row.cells.get(key, f"A{hop.row}"))],
        column=heading, value=now, expected=written,
    )  # fmt: skip


def _removed(table: Table, row: LineageRow) -> Finding:
    hop = row.hops[-1]
    path = _shown(table, row.hops, -1)
    named = next((text for key in table.attachment.key_columns if (text := row.values.get(key))), "")
    return _said(
        table, "row-removed", Severity.WARNING, [],
        f"下级汇总后删去了一行：{row.office}报送的“{named or row.key}”（{path} {hop.sheet} 第 {hop.row} 行）",
        "请核实是否应当删去。", related=[Place(path, hop.sheet, f"A{hop.row}")],
    )  # fmt: skip


def level_findings(sources: Sequence[Source], notice: Notice, level: Level) -> Iterator[Finding]:
    """Summaries of a level that does not hand in to this one."""
    order = {one.key: one.order for one in notice.levels}
    for source in sources:
        wrote = source.lineage.level if source.lineage is not None else ""
        if not wrote or wrote in (level.receives_from, level.key) or wrote not in order:
            continue
        name = notice.level(wrote).name
        if order[wrote] > level.order:
            message = f"本表是上级（{name}）汇总的，现在由{level.name}汇总，方向反了"
        else:
            message = f"本表由{name}汇总，越过了中间一级直接由{level.name}汇总"
        yield _said(
            source.table, "level-skipped", Severity.WARNING, [], message, "请确认 --level；确实如此的不必处理。"
        )


def twice_findings(sources: Sequence[Source]) -> Iterator[Finding]:
    """One row of one file that arrives by two ways (a summary beside the files it was made from) is counted twice."""
    seen: dict[tuple[str, str, int], tuple[Table, int]] = {}
    for source in sources:
        table = source.table
        earlier = source.earlier
        for row in table.rows:
            hop = earlier[row][1][0] if row in earlier else None
            origin = (hop.sha256, hop.sheet, hop.row) if hop else (table.book.sha256, table.sheet, row)
            first = seen.setdefault(origin, (table, row))
            if first != (table, row):
                other, other_row = first
                yield _said(
                    table, "merged-twice", Severity.ERROR, [f"A{row}"],
                    f"这一行与 {other.path} {other.sheet} 第 {other_row} 行是同一行（同一来源文件的同一行），汇总了两次",
                    "请从输入中去掉其中一个文件。", related=[Place(other.path, other.sheet, f"A{other_row}")],
                )  # fmt: skip


def office_twice_findings(receipts: Sequence[FileReceipt], attachment: Attachment) -> Iterator[Finding]:
    """An office that handed in two summaries: mostly the second replaces the first, and nobody took the first away."""
    if attachment.role not in (Role.SUMMARY, Role.ROLLUP):
        return
    first: dict[str, FileReceipt] = {}
    for receipt in receipts:
        if receipt.status != "merged":
            continue
        earlier = first.setdefault(receipt.office, receipt)
        if earlier is not receipt:
            yield Finding(
                rule="office-twice",
                severity=Severity.WARNING,
                related=(Place(earlier.path, "", ""),),
                message=f"{receipt.office}报来了两份，都已汇入：{earlier.path} 和 {receipt.path}",
                fix="是重报的，请只留新的一份再汇总，或用 --handin 由报送台账决定；确为两份的不必处理。",
                kind="levels",
                path=receipt.path,
            )


def origin_places(finding: Finding, sources: Mapping[str, Source]) -> Finding:
    """The finding, also naming the cells where its rows began in the files of the levels below."""
    if not finding.cells or finding.severity is Severity.INFO or len(finding.cells) > 4:
        return finding
    own = _origins(sources.get(finding.path), [finding.cells[0]])
    twins = [found for place in finding.related[:1] for found in _origins(sources.get(place.path), [place.cell])]
    added = tuple(place for place in (*own, *twins) if place not in finding.related)
    return replace(finding, related=(*finding.related, *added)) if added else finding


def _origins(source: Source | None, cells: Sequence[str]) -> list[Place]:
    if source is None or source.lineage is None:
        return []
    made = []
    for cell in cells:
        try:
            found = source.lineage.at(cell)
        except ValueError:
            continue
        if found is not None and found[0].hops:
            row, key = found
            first = row.hops[0]
            place = row.cells.get(key) if first is row.hops[-1] else first.cells.get(key)
            made.append(Place(_shown(source.table, row.hops, 0), first.sheet, place or f"A{first.row}"))
    return made


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
