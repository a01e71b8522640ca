"""Where the table lies in a sheet: header rows, and columns by their headings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..formats.grid import Grid, column_letters
from ..notice.model import Attachment, ColumnType
from .headingnames import heading_name
from .headingpaths import UNIT_PARTS, HeadingNames, names_of
from .sketch import HeadingRows, Sketch


@dataclass(frozen=True, slots=True)
class Header:
    """Header rows and what they bind. `columns`: key -> sheet column; `units`: key -> unit in the heading."""

    first_row: int
    last_row: int
    columns: dict[str, int]
    units: dict[str, str] = field(default_factory=dict)
    headings: dict[int, str] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)
    repeated: dict[int, str] = field(default_factory=dict)
    """Columns whose heading names a key that another column has too."""
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Forms: key -> (row, column) of the value."""
    stacks: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """Column -> its heading's texts from top to bottom."""
    called: dict[int, str] = field(default_factory=dict)
    """What messages call a column that was bound by hand: its heading says something else."""
    label_rows: tuple[int, ...] = ()
    """Forms: the rows of the labels."""
    end: int = 0
    """A small table within a form: the row in which the form goes on; 0: the table goes down to the sheet's end."""
    elsewhere: bool = False
    """The heading stands on the sheet before: the records begin in this sheet's first row."""

    @property
    def above_records(self) -> int:
        """The last row above the records; 0 where the records begin in the first."""
        return 0 if self.elsewhere else self.last_row


def locate(sketch: Sketch, attachment: Attachment, by_hand: Mapping[str, int] | None = None) -> Header | None:
    """The header that binds most columns of the form; None where fewer than two headings are found.

    `by_hand` binds keys to sheet columns whatever their headings say (`--map`).
    """
    names = names_of(attachment)
    if len(sketch.words & names.keys.keys()) < 2 and not by_hand:
        return None
    best: HeadingRows | None = None
    best_score = (0, 0, 0)
    for candidate in sketch.candidates:
        bound = {key for _, texts in candidate.texts if (key := names.key(texts)) is not None}
        # Most columns; then the fewest rows, so that a title above is not taken in; then the highest.
        score = (len(bound), candidate.first_row - candidate.last_row, -candidate.first_row)
        if score > best_score:
            best, best_score = candidate, score
    if best is None or best_score[0] + len(by_hand or ()) < 2:
        return None
    header = _header(best, names, by_hand or {})
    return _without_captions(header, sketch.grid) if attachment.within and header.unknown else header


def _without_captions(header: Header, grid: Grid) -> Header:
    """What is merged over the rows of a small table stands beside it, and heads no column of it."""
    beside = {m.first_column for m in grid.merges if header.first_row <= m.first_row <= header.last_row < m.last_row}
    return replace(header, unknown={at: text for at, text in header.unknown.items() if at not in beside})


def _header(candidate: HeadingRows, names: HeadingNames, by_hand: Mapping[str, int]) -> Header:
    stacks = dict(candidate.texts)
    taken = {column: key for key, column in by_hand.items()}
    read = {column: taken.get(column) or names.key(texts) for column, texts in candidate.texts}
    _read_by_neighbours(read, stacks, names)
    columns, repeated = _one_column_each(read, names, by_hand)
    headings = {column: "".join(texts) for column, texts in candidate.texts}
    units: dict[str, str] = {}
    for key, column in columns.items():
        if unit := next((unit for text in reversed(stacks.get(column, ())) if (unit := heading_name(text)[1])), ""):
            units[key] = unit
    called = {
        column: f"{names.said[key]}（按指定取 {column_letters(column)} 列）"
        for column, key in taken.items()
        if column in stacks and key in names.said and names.key(stacks[column]) != key
    }
    unknown = {column: headings[column] for column, key in read.items() if key is None}
    return Header(
        candidate.first_row, candidate.last_row, columns, units, headings, unknown, repeated, stacks=stacks, called=called
    )  # fmt: skip


def _one_column_each(
    read: Mapping[int, str | None], names: HeadingNames, by_hand: Mapping[str, int]
) -> tuple[dict[str, int], dict[int, str]]:
    """(key -> column, repeated columns). Of two columns of one name the first counts; of two amounts or dates none, for
    who knows which is meant."""
    columns = dict(by_hand)
    repeated: dict[int, str] = {}
    for column, key in _twins_told(read, names).items():
        if key is None or columns.setdefault(key, column) == column:
            continue
        repeated[column] = key
        if names.types.get(key) in (ColumnType.AMOUNT, ColumnType.DATE) and key not in by_hand:
            repeated[columns[key]] = key
    for column, key in repeated.items():
        if columns.get(key) == column and key not in by_hand:
            del columns[key]
    return columns, dict(sorted(repeated.items()))


def _twins_told(read: Mapping[int, str | None], names: HeadingNames) -> Mapping[int, str | None]:
    """Columns that the form itself heads alike (电话 … 电话) are told by their order, where the sheet has all of them; of
    fewer nobody knows which is missing."""
    made = dict(read)
    for first, keys in names.twins.items():
        places = [column for column, key in read.items() if key == first]
        if len(places) <= len(keys):
            made.update(zip(places, keys if len(places) == len(keys) else [None] * len(places), strict=True))
    return made


_BARE_AMOUNTS = frozenset({"金额", "发票金额", "开票金额", "发票额"})


def _read_by_neighbours(
    read: dict[int, str | None], stacks: Mapping[int, tuple[str, ...]], names: HeadingNames
) -> None:
    """Headings that say too little alone: 金额 beside 价税合计 and 税额 (as an invoice prints them), 日期 behind 合同编号."""
    bound = {key for key in read.values() if key is not None}
    third = _third_amount(read, stacks, names)
    found: dict[int, str] = {}
    for column, key in read.items():
        if key is not None or (name := _bare(stacks[column])) is None:
            continue
        group = _group_to_the_left(column, read, stacks, names)
        behind = names.keys.get(group + name) if group else None
        readings = {key for key in (behind, third.get(column)) if key is not None and key not in bound}
        if len(readings) == 1 and (reading := readings.pop()) not in found.values():
            found[column] = reading
    read.update(found)


def _bare(texts: tuple[str, ...]) -> str | None:
    """The one name of a heading without groups."""
    parts = [name for text in texts if (name := heading_name(text)[0]) and name not in UNIT_PARTS]
    return parts[0] if len(parts) == 1 else "".join(parts) if "".join(parts) in _BARE_AMOUNTS else None


def _third_amount(
    read: Mapping[int, str | None], stacks: Mapping[int, tuple[str, ...]], names: HeadingNames
) -> dict[int, str]:
    """The column that completes amount, tax and amount with tax, where two of the three stand right beside it."""
    if names.trio is None:
        return {}
    where = {key: column for column, key in read.items() if key in names.trio}
    missing = [key for key in names.trio if key not in where]
    if len(missing) != 1 or missing[0] == names.trio[2]:
        return {}
    near = range(min(where.values()) - 1, max(where.values()) + 2)
    bare = [
        column
        for column, key in read.items()
        if key is None and column in near and _bare(stacks[column]) in _BARE_AMOUNTS
    ]
    return {bare[0]: missing[0]} if len(bare) == 1 and max(where.values()) - min(where.values()) <= 2 else {}


def _group_to_the_left(
    column: int, read: Mapping[int, str | None], stacks: Mapping[int, tuple[str, ...]], names: HeadingNames
) -> str:
    """The group of the nearest column to the left that has one: 合同 for the 日期 behind 合同编号."""
    for left in sorted((other for other in read if other < column), reverse=True):
        key = read[left]
        group = names.group_of.get(key, "") if key is not None else names.group_in(heading_name(stacks[left][0])[0])
        if group or key is not None:
            return group
    return ""
