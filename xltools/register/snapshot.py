"""What a file said, kept in the register: its rows with the address and text of every cell, packed into one string.

The file itself may be overwritten by the next round; the difference is shown all the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..files.records import Malformed, each, items, known, read_json, squeezed, stretched, text, texts
from ..formats.grid import a1
from ..forms.table import Table
from ..forms.values import squeeze

_MOST_CELLS = 400_000
"""A larger table is not kept cell by cell: the register stays a file that a network drive can carry."""
_MOST_BYTES = 24 << 20
"""Of the record before it is packed."""
_TELLING = ("enterprise", "project", "name", "indicator", "scenario")
"""Columns that say what a row is about, best first."""


@dataclass(frozen=True, slots=True)
class SnapshotRow:
    """One data row: what it is known by, and its cells as column -> (address, text)."""

    name: str
    cells: Mapping[str, tuple[str, str]]

    @property
    def about(self) -> str:
        """The row in a few words, for people."""
        told = next((self.cells[key][1] for key in _TELLING if key in self.cells), "")
        return (told or max((text for _, text in self.cells.values()), key=len, default=""))[:30]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Rows in order, headings by column. A labelled field outside the table is a column of the row named ""."""

    headings: Mapping[str, str]
    rows: tuple[SnapshotRow, ...]
    order: str = ""
    """The column that only numbers the rows."""
    category: str = ""
    """The column by whose values rows are numbered apart."""


def take(tables: Sequence[Table]) -> Snapshot:
    """What the tables of one attachment say."""
    headings: dict[str, str] = {}
    rows: list[SnapshotRow] = []
    for table in tables:
        headings |= {key: table.heading(key) for key in table.columns}
        fields = {
            key: (a1(found.row, found.column) if found.row and found.column else "", found.text)
            for key, found in table.fields.items()
            if found.text.strip()
        }
        labels = {label.key: label.text for label in table.attachment.labels}
        headings |= {f"field:{key}": labels.get(key, key) for key in fields}
        rows.append(SnapshotRow("", {f"field:{key}": found for key, found in fields.items()}))
        for index in range(len(table)):
            cells = {
                key: (table.cell(index, key), text) for key in table.columns if (text := table.text(index, key).strip())
            }
            rows.append(SnapshotRow(_name(table, index), cells))
    form = tables[0].attachment if tables else None
    return Snapshot(headings, tuple(rows), form.order if form else "", form.category if form else "")


def _name(table: Table, index: int) -> str:
    """What a row is known by when it moves: its key columns, else the printed key."""
    form = table.attachment
    keys = form.key_columns or ((form.row_key,) if form.row_key else ())
    return "|".join(squeeze(table.text(index, key)) for key in keys if table.has(key))


def pack(snapshot: Snapshot) -> str:
    """One line of ASCII; empty for a table too large to be kept."""
    if sum(len(row.cells) for row in snapshot.rows) > _MOST_CELLS:
        return ""
    record = {
        "headings": dict(snapshot.headings),
        "order": snapshot.order,
        "category": snapshot.category,
        "rows": [[row.name, {key: list(cell) for key, cell in row.cells.items()}] for row in snapshot.rows],
    }
    data = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()
    return squeezed(data) if len(data) <= _MOST_BYTES else ""


def unpack(packed: str) -> Snapshot | None:
    """The snapshot; None where none was kept or it cannot be read any more."""
    if not packed:
        return None
    try:
        record = known(read_json(stretched(packed, _MOST_BYTES)), "headings", "order", "category", "rows")
        rows = tuple(_row(row) for row in items(record["rows"]))
        return Snapshot(texts(record["headings"]), rows, text(record["order"]), text(record.get("category", "")))
    except (Malformed, KeyError):
        return None


def _row(value: object) -> SnapshotRow:
    name, cells = _pair(value)
    return SnapshotRow(text(name), each(cells, _cell))


def _cell(value: object) -> tuple[str, str]:
    address, said = _pair(value)
    return text(address), text(said)


def _pair(value: object) -> list[object]:
    found = items(value, 2)
    if len(found) != 2:
        raise Malformed("no pair")
    return found


__all__ = ["Snapshot", "SnapshotRow", "pack", "take", "unpack"]
