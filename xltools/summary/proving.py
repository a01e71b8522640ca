"""Whether the files that a summary names hold what it says: a hash proves that a file is the same, not that a value came from it.

A path in a summary is a stranger's text. It is opened only below the summary's own folder or a folder that a person names,
only where an ordinary file lies there, and only up to the size of an input; never a pipe, a device, another machine.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Any, Final

from ..errors import NoticeError
from ..files.sources import source_sha256
from ..files.walking import walk
from ..findings import Finding, Severity
from ..formats.grid import Grid
from ..forms.inputs import Input, Request, read_input
from ..forms.table import Table
from ..forms.values import Unreadable, text_of
from ..notice.load import load_notice
from ..notice.model import Notice, Role
from ..office.sheetxml import split_cell
from .levels import hop_places
from .lineage import Lineage, LineageRow
from .order import numbering_column
from .row import Hop
from .values import canonical


class SourceState(StrEnum):
    """What became of a source file."""

    SAME = "same"
    CHANGED = "changed"
    MISSING = "missing"
    OUTSIDE = "outside"
    """Neither below the summary's folder nor below one that a person named: not opened."""


class SourceProof(StrEnum):
    """Whether a value was found where the summary says it came from."""

    HOLDS = "holds"
    DIFFERS = "differs"
    UNPROVED = "unproved"


@dataclass(frozen=True, slots=True)
class Held:
    """One value held against one source file: `found` is what stands there, where it differs."""

    proof: SourceProof
    found: str = ""


_UNPROVED = Held(SourceProof.UNPROVED)
_HOLDS = Held(SourceProof.HOLDS)


@dataclass(slots=True)
class SourceFiles:
    """The files that a summary names, each looked for and read once."""

    folder: Path
    named: Sequence[Path] = ()
    notice: str = ""
    attachment: str = ""
    _found: dict[tuple[str, str], tuple[SourceState, Input | None]] = field(default_factory=dict)
    _rows: dict[int, dict[int, int]] = field(default_factory=dict)
    searching: bool = False
    """Whether a file that does not lie where the summary says is looked for by its bytes."""
    _prints: dict[str, Path] | None = None
    renamed: dict[str, str] = field(default_factory=dict)
    """Fingerprint -> where the file lies that is not where the summary says."""

    def state(self, place: Path, hop: Hop) -> SourceState:
        return self._look(place, hop)[0]

    def input(self, place: Path, hop: Hop) -> Input | None:
        """The file as read, where it is the very file that the summary was made from."""
        return self._look(place, hop)[1]

    def _look(self, place: Path, hop: Hop) -> tuple[SourceState, Input | None]:
        key = str(place), hop.sha256
        if key not in self._found:
            self._found[key] = self._searched(place, hop)
        return self._found[key]

    def _searched(self, place: Path, hop: Hop) -> tuple[SourceState, Input | None]:
        state = SourceState.OUTSIDE
        for candidate in self._candidates(place, hop.path):
            sha256 = source_sha256(candidate)
            if sha256 == hop.sha256:
                return SourceState.SAME, self._read(candidate)
            state = SourceState.CHANGED if sha256 else SourceState.MISSING if state is SourceState.OUTSIDE else state
        renamed = self._by_print(hop.sha256) if self.searching else None
        if renamed is not None:
            self.renamed[hop.sha256] = str(renamed)
            return SourceState.SAME, self._read(renamed)
        return state, None

    def _by_print(self, sha256: str) -> Path | None:
        """The same bytes under another name: below the folders that a person named, else beside the summary."""
        if self._prints is None:
            self._prints = dict(_prints(self.named or (self.folder,)))
        return self._prints.get(sha256)

    def _candidates(self, place: Path, path: str) -> Iterator[Path]:
        """Where the file may lie: where the summary says, or below a named folder under any tail of its path."""
        roots = [os.path.realpath(folder) for folder in (self.folder, *self.named)]
        tails = PurePosixPath(path).parts
        moved = (Path(folder, *tails[at:]) for folder in self.named for at in range(len(tails)))
        for candidate in (place, *moved):
            if is_plain_path(path) and is_plain_path(str(candidate)) and any(_below(candidate, root) for root in roots):
                yield candidate

    def _read(self, path: Path) -> Input | None:
        notice = self._notice()
        archive = next((one for one in path.parents if one.suffix.casefold() == ".zip" and one.is_file()), path)
        source = next((one for one in walk([str(archive)]) if one.shown == str(path)), None)
        if source is None:
            return None
        request = Request(paths=(str(archive),), notice=self.notice if notice else "", attachment=self.attachment)
        return read_input(source, request, [notice] if notice is not None else [])

    def _notice(self) -> Notice | None:
        try:
            return load_notice(self.notice)
        except NoticeError:
            return None

    def row_of(self, table: Table, number: int) -> int | None:
        """Index of the record in a sheet row."""
        rows = self._rows.get(id(table))
        if rows is None:
            rows = self._rows[id(table)] = {row: index for index, row in enumerate(table.rows)}
        return rows.get(number)


_MOST_LOOKED_AT: Final = 2_000
"""Files whose bytes are looked at for one that is not where the summary says."""


def _prints(folders: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    """Fingerprint and place of the tables below the folders, links not followed."""
    looked = 0
    for source in walk([str(folder) for folder in folders if folder.is_dir()]):
        if source.member or source.refusal is not None:
            continue
        looked += 1
        if looked > _MOST_LOOKED_AT:
            return
        if sha256 := source_sha256(source.path):
            yield sha256, source.path


def source_findings(table: Table, lineage: Lineage) -> Iterator[Finding]:
    """Values of a summary that the files beside it do not hold: the record says where they came from, and it is not so."""
    files = SourceFiles(Path(table.path).resolve().parent, (), lineage.notice, lineage.attachment)
    proving = Proving(lineage, table, files)
    for row in lineage.rows if table.book.path else ():
        for number, hop in enumerate(row.hops):
            if proving.state(row, number) is not SourceState.SAME:
                continue
            for key in row.values:
                held = proving.held(row, number, key) if hop.cell(key) else _UNPROVED
                if held.proof is SourceProof.DIFFERS:
                    yield _not_in_source(table, lineage.address(row, key), row.present.get(key, ""), hop, key, held)


def _not_in_source(table: Table, cell: str, value: str, hop: Hop, key: str, held: Held) -> Finding:
    place = f"{hop.path} {hop.sheet}!{hop.cell(key)}"
    return Finding(
        rule="not-in-source",
        severity=Severity.ERROR,
        sheet=table.sheet,
        cells=(cell,) if cell else (),
        column=table.attachment.column(key).heading if table.attachment.has(key) else key,
        value=value,
        expected=held.found,
        message=f"表中为“{value}”，而记录所指的来源 {place} 中是“{held.found}”",
        fix="来源记录不能采信。请向报送单位核实，以来源文件为准更正，或退回重报。",
        kind="levels",
        path=table.path,
    )


def is_plain_path(path: str) -> bool:
    """Whether a path means a place on this machine as it is written: no NUL, no other machine, no device."""
    return "\0" not in path and not path.startswith(("\\\\", "//")) and "\\\\?\\" not in path


def _below(path: Path, root: str) -> bool:
    try:
        return Path(os.path.realpath(path)).is_relative_to(root)
    except (OSError, ValueError):
        return False


@dataclass(slots=True)
class Proving:
    """A summary held against its sources. `table`: the summary read as a form, None where that cannot be done."""

    lineage: Lineage
    table: Table | None
    files: SourceFiles

    def places(self, row: LineageRow) -> list[Path]:
        return hop_places(row.hops, self.files.folder)

    def state(self, row: LineageRow, hop: int) -> SourceState:
        return self.files.state(self.places(row)[hop], row.hops[hop])

    def held(self, row: LineageRow, hop: int, key: str) -> Held:
        """One value of a row against its hop's file."""
        one = row.hops[hop]
        file = self.files.input(self.places(row)[hop], one)
        if file is None or file.book is None:
            return _UNPROVED
        edited = key in row.changed or any(key in later.changed for later in row.hops[hop:])
        if self.table is not None and (not edited or key == numbering_column(self.table.attachment)):
            table = next((t for t in file.tables if t.sheet == one.sheet), None)
            if table is not None and table.has(key) and self.table.attachment.role is not Role.ROLLUP:
                return self._parsed(row, one, key, table)
        grid = next((grid for grid in file.book.grids if grid.name == one.sheet), None)
        return (
            _held_as_text(grid, one, key) if grid is not None else Held(SourceProof.DIFFERS, f"没有工作表“{one.sheet}”")
        )

    def _parsed(self, row: LineageRow, hop: Hop, key: str, table: Table) -> Held:
        """What both forms say, each read by its own headings and units."""
        assert self.table is not None
        mine = self.files.row_of(self.table, row.row) if row.row is not None else None
        theirs = 0 if table.places else self.files.row_of(table, hop.row)
        if mine is None or not self.table.has(key):
            return _UNPROVED
        if theirs is None:
            return Held(SourceProof.DIFFERS, f"第 {hop.row} 行不是数据行")
        if key == numbering_column(self.table.attachment):
            return _HOLDS  # every level numbers its rows anew
        one, other = self.table.columns[key][mine], table.columns[key][theirs]
        same = one == other or _plain(one, self.table, mine, key) == _plain(other, table, theirs, key)
        return _HOLDS if same else Held(SourceProof.DIFFERS, table.text(theirs, key).strip() or "（空白）")


def _plain(value: Any, table: Table, index: int, key: str) -> str:
    """A value as one text: what was handed in where it cannot be read."""
    return table.text(index, key).strip() if value is None or isinstance(value, (str, Unreadable)) else canonical(value)


def _held_as_text(grid: Grid, hop: Hop, key: str) -> Held:
    """A hop's text against the cell that it names; a column that the sheet lacks may stand in a heading above the row."""
    cell, said = hop.cell(key), hop.raw.get(key, "").strip()
    if not cell or ":" in cell:
        return _UNPROVED
    try:
        row, column = split_cell(cell)
    except ValueError:
        return Held(SourceProof.DIFFERS, f"没有单元格 {cell}")
    found = _text(grid, row, column)
    if found == said or canonical(grid.value(row, column)) == said:
        return _HOLDS
    above = ((place, text_of(value).strip()) for number, place, value in grid.cells() if number <= row)
    if sum(place == hop.source.cells.get(key) for place in hop.source.cells.values()) > 1:
        # A column that the sheet lacks is named by the row's first cell; its value stands in a heading above.
        return _HOLDS if any(said and said in value for _, value in above) else _UNPROVED
    if not found and any(place == column and value == said for place, value in above):
        return _HOLDS  # under a merged range
    return Held(SourceProof.DIFFERS, found or "（空白）")


def _text(grid: Grid, row: int, column: int) -> str:
    value = grid.value(row, column)
    return "" if value is None else text_of(value).strip()
