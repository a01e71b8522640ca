"""The rows of a summary, kept as columns; one row with its way back is made when somebody asks for it.

What is the same for all rows of a sheet (file, hash, sheet, columns) is kept once, as a `RowSource`; a row keeps the number
of its sheet row. 300,000 rows x 12 columns must fit into memory together with the workbook that is made of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import TypeAlias, overload

from ..formats.grid import Value
from ..forms.values import Period, Unreadable, text_of

Parsed: TypeAlias = "str | Decimal | int | date | Period | Unreadable | bool | None"
"""A value as the form's readers give it; None is a blank."""
Change: TypeAlias = "tuple[str, str]"
"""What a merge wrote into a cell, and what a person made of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowSource:
    """One sheet that rows stood in at one level."""

    path: str
    """Relative to the summary's folder where possible, with / as separator."""
    sha256: str
    sheet: str
    level: str = ""
    office: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)
    """Column key -> column letters; a whole address (C7, L4:L6) where the place does not depend on the row."""
    beside: bool = False
    """Roll-up: another form of the same enterprise, read beside the next source and not before it."""

    def cell(self, key: str, row: int) -> str:
        """A1 address of a column in sheet row `row`; empty for a column that the sheet has not."""
        place = self.cells.get(key, "")
        return f"{place}{row}" if place.isalpha() else place


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One step of a row's way: the sheet row it stood in at that level."""

    source: RowSource
    row: int
    raw: Mapping[str, str] = field(default_factory=dict)
    """Column key -> text there."""
    changed: Mapping[str, Change] = field(default_factory=dict)
    """Column key -> what a person changed in that file after the merge that wrote it."""

    @property
    def path(self) -> str:
        return self.source.path

    @property
    def sha256(self) -> str:
        return self.source.sha256

    @property
    def sheet(self) -> str:
        return self.source.sheet

    @property
    def office(self) -> str:
        return self.source.office

    def cell(self, key: str) -> str:
        """A1 address of a column there; empty where the sheet has no such column."""
        return self.source.cell(key, self.row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Where rows come from, first source to last, and whose they are; one for all rows that share it."""

    sources: tuple[RowSource, ...]
    office: str
    """Who handed the rows in (the district's name)."""
    submitter: str = ""
    """Who filled the form in (申报企业, 推荐单位), as the form says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the summary. `values` are parsed values by column key."""

    key: str
    """Short stable name of the row, written into the summary: officials sort and edit."""
    values: Mapping[str, Parsed]
    hops: tuple[Hop, ...]
    """The last hop is the file merged now, the first the one where the row began."""
    office: str
    submitter: str = ""
    block: str = ""
    enterprise: str = ""
    """Whose form the row comes from, for attachments that enterprises fill in."""
    notes: tuple[str, ...] = ()

    @property
    def raw(self) -> Mapping[str, str]:
        """Column key -> text as handed in."""
        return self.hops[-1].raw

    @property
    def cells(self) -> Mapping[str, str]:
        """Column key -> A1 address in the file merged now."""
        hop = self.hops[-1]
        return {key: hop.cell(key) for key in hop.source.cells}

    @property
    def way(self) -> Way:
        return Way(sources=tuple(hop.source for hop in self.hops), office=self.office, submitter=self.submitter)


Earlier: TypeAlias = "Callable[[], tuple[Hop, ...]]"
"""The hops before the last one, made when asked for."""


@dataclass(slots=True, kw_only=True)
class Rows(Sequence[Row]):
    """The rows in their order, column by column. Every list has one entry per row."""

    columns: dict[str, list[Parsed]] = field(default_factory=dict)
    stored: dict[str, list[Value | None]] = field(default_factory=dict)
    """Column key -> the cells as they stood in the file merged now."""
    keys: list[str] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    numbers: list[tuple[int, ...]] = field(default_factory=list)
    """The sheet row at each source of the way; the last is the file merged now."""
    blocks: list[str] = field(default_factory=list)
    enterprises: list[str] = field(default_factory=list)
    earlier: dict[str, Earlier] = field(default_factory=dict)
    """Row key -> the hops behind, of rows that an earlier merge wrote."""
    changes: dict[str, Mapping[str, Change]] = field(default_factory=dict)
    """Row key -> what a person changed in the file merged now."""
    notes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Row key -> what is said beside the row."""
    carried: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Row key -> column -> what the office itself wrote over the cell in its last summary."""

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Rows:
        """Rows that were made one by one (a roll-up)."""
        given = list(rows)
        made = cls(
            keys=[row.key for row in given],
            numbers=[tuple(hop.row for hop in row.hops) for row in given],
            blocks=[row.block for row in given],
            enterprises=[row.enterprise for row in given],
            earlier={row.key: _kept(row.hops[:-1]) for row in given if len(row.hops) > 1},
            changes={row.key: row.hops[-1].changed for row in given if row.hops[-1].changed},
            notes={row.key: row.notes for row in given if row.notes},
        )
        shared: dict[tuple[int, ...], Way] = {}
        made.ways = [shared.setdefault(tuple(id(hop.source) for hop in row.hops), row.way) for row in given]
        for key in dict.fromkeys(key for row in given for key in row.values):
            made.columns[key] = [row.values.get(key) for row in given]
        texts = [{key: text for hop in row.hops for key, text in hop.raw.items()} for row in given]
        for key in dict.fromkeys(key for one in texts for key in one):
            made.stored[key] = [one.get(key) for one in texts]
        return made

    def __len__(self) -> int:
        return len(self.keys)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Rows: ...
    def __getitem__(self, index: int | slice) -> Row | Rows:
        if isinstance(index, slice):
            return self.in_order(range(*index.indices(len(self))))
        index = range(len(self))[index]
        key, way = self.keys[index], self.ways[index]
        return Row(
            key=key,
            values={name: column[index] for name, column in self.columns.items()},
            hops=self.hops(index),
            office=way.office,
            submitter=way.submitter,
            block=self.blocks[index],
            enterprise=self.enterprises[index],
            notes=self.notes.get(key, ()),
        )

    def hops(self, index: int) -> tuple[Hop, ...]:
        """The way of one row."""
        key = self.keys[index]
        source = self.ways[index].sources[-1]
        last = Hop(
            source=source,
            row=self.numbers[index][-1],
            raw={
                name: self.text(index, name)
                for name, column in self.stored.items()
                if column[index] is not None or name in source.cells
            },
            changed=self.changes.get(key, {}),
        )
        earlier = self.earlier.get(key)
        return (*earlier(), last) if earlier is not None else (last,)

    def text(self, index: int, key: str) -> str:
        """A cell of the file merged now as a person sees it; empty for a blank."""
        column = self.stored.get(key)
        value = column[index] if column is not None else None
        return "" if value is None else value if type(value) is str else text_of(value)

    def place(self, index: int, key: str) -> str:
        """A1 address of a cell in the file merged now; the row's first cell where that has no such column."""
        number = self.numbers[index][-1]
        return self.ways[index].sources[-1].cell(key, number) or f"A{number}"

    def in_order(self, order: Sequence[int]) -> Rows:
        """The same rows in another order (indices into these)."""
        if list(order) == list(range(len(self))):
            return self
        # itemgetter picks a whole column in one call; of fewer than two items it would give no tuple.
        pick = itemgetter(*order) if len(order) > 1 else lambda column: [column[index] for index in order]
        return replace(
            self,
            columns={key: list(pick(column)) for key, column in self.columns.items()},
            stored={key: list(pick(column)) for key, column in self.stored.items()},
            keys=list(pick(self.keys)),
            ways=list(pick(self.ways)),
            numbers=list(pick(self.numbers)),
            blocks=list(pick(self.blocks)),
            enterprises=list(pick(self.enterprises)),
        )

    def numbered(self, key: str) -> Rows:
        """The rows numbered 1, 2 … within each block, in the column `key`; as they are where there is none."""
        if not key:
            return self
        counts: dict[str, int] = {}
        numbers: list[Parsed] = []
        for block in self.blocks:
            counts[block] = number = counts.get(block, 0) + 1
            numbers.append(number)
        return replace(self, columns={**self.columns, key: numbers})


def _kept(hops: tuple[Hop, ...]) -> Earlier:
    return lambda: hops
