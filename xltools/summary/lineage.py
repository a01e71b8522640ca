"""Where every merged row came from, kept in the output itself.

The hidden sheet ``_xltools`` holds facts (key, value), then one record per row under the row's key. The visible table
carries the keys in a narrow hidden column, so rows that officials sort or edit are still found; a cell changed by a
person afterwards is named as changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from ..errors import InputRefused
from ..formats.grid import Book, Grid, Value, a1
from ..office.sheetxml import CellValue, Formula, split_cell
from .model import Hop

SHEET: Final = "_xltools"
KEY_HEADING: Final = "_xltools行键"
_CHUNK = 30_000
_RECORD = "#row"


@dataclass(frozen=True, slots=True)
class LineageRow:
    """One merged row. `row` is where it stands now (None: taken out since); `values` what was written."""

    key: str
    office: str
    block: str
    hops: tuple[Hop, ...]
    raw: Mapping[str, str]
    cells: Mapping[str, str]
    """Column key -> A1 address in the last hop's sheet."""
    values: Mapping[str, str]
    row: int | None
    present: Mapping[str, str]
    """Column key -> what stands there now."""
    changed: tuple[str, ...]
    """Columns that a person changed since."""


@dataclass(frozen=True, slots=True)
class Lineage:
    """What a summary tells of itself. `columns`: key -> column number now; `added`: rows without a key."""

    notice: str
    version: str
    attachment: str
    level: str
    sheet: str
    columns: Mapping[str, int]
    rows: tuple[LineageRow, ...]
    added: tuple[int, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)
    """Everything else that was noted: unit, order, receipt."""

    def at(self, cell: str) -> tuple[LineageRow, str] | None:
        """The row and column key that a cell of the summary belongs to."""
        row_number, column_number = split_cell(cell)
        row = next((row for row in self.rows if row.row == row_number), None)
        if row is None:
            return None
        return row, next((key for key, number in self.columns.items() if number == column_number), "")

    def address(self, row: LineageRow, key: str) -> str:
        """Where a value stands now; empty for a row or column that is gone."""
        if row.row is None or key not in self.columns:
            return ""
        return a1(row.row, self.columns[key])


def canonical(value: CellValue | Value) -> str:
    """One text for one value, however it is stored: numbers in plain digits, days in ISO form."""
    if value is None:
        return ""
    if isinstance(value, Formula):
        return canonical(value.result)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (Decimal, int)):
        number = Decimal(value).normalize()
        return format(number.quantize(Decimal(1)) if number == number.to_integral_value() else number, "f")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time().isoformat() == "00:00:00" else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()


def records(facts: Mapping[str, Any], rows: Sequence[tuple[str, Mapping[str, Any]]]) -> Iterator[list[str]]:
    """The hidden sheet's rows. Texts longer than a cell holds go on in the next cells."""
    for key, value in facts.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
        yield [key, *_chunks(text)]
    for key, record in rows:
        yield [_RECORD, key, *_chunks(json.dumps(record, ensure_ascii=False, sort_keys=True))]


def _chunks(text: str) -> list[str]:
    return [text[at : at + _CHUNK] for at in range(0, len(text), _CHUNK)] or [""]


def record_of(
    office: str,
    block: str,
    hops: Sequence[Hop],
    raw: Mapping[str, str],
    cells: Mapping[str, str],
    values: Mapping[str, CellValue],
) -> dict[str, Any]:
    return {
        "office": office,
        "block": block,
        "hops": [_hop_record(hop) for hop in hops],
        "raw": dict(raw),
        "cells": dict(cells),
        "values": {key: canonical(value) for key, value in values.items()},
    }


_HOP = tuple(one.name for one in fields(Hop))
_OPTIONAL = frozenset({"cells", "raw", "changed", "beside"})


def _hop_record(hop: Hop) -> dict[str, Any]:
    """What a hop knows; what it does not know takes no room."""
    return {name: value for name in _HOP if (value := getattr(hop, name)) or name not in _OPTIONAL}


def _hop(record: Mapping[str, Any]) -> Hop:
    changed = {key: (str(pair[0]), str(pair[1])) for key, pair in record.get("changed", {}).items()}
    return Hop(**{**record, "changed": changed})


def stored(book: Book, shown: str) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Facts and records of the hidden sheet."""
    hidden = next((grid for grid in book.grids if grid.name == SHEET), None)
    facts: dict[str, Any] = {}
    rows: dict[str, dict[str, Any]] = {}
    for row in hidden.rows.values() if hidden else ():
        texts = [str(value) for value in row.values]
        if texts[0] == _RECORD and len(texts) > 2:
            rows[texts[1]] = json.loads("".join(texts[2:]))
        else:
            text = "".join(texts[1:])
            facts[texts[0]] = json.loads(text) if text[:1] in ("{", "[") else text
    if facts.get("xltools") != "summary":
        raise InputRefused("no_lineage", f"“{shown}”不是 xltools 生成的汇总表，没有来源记录。", path=shown)
    return facts, rows


def keyed_grid(book: Book) -> Grid | None:
    """The sheet that carries the keys, when a person renamed it."""
    for grid in book.grids:
        if grid.name != SHEET and _find_heading(grid) is not None:
            return grid
    return None


def _find_heading(grid: Grid) -> tuple[int, int] | None:
    for row, column, value in grid.cells():
        if value == KEY_HEADING:
            return row, column
    return None


def resolve(
    facts: Mapping[str, Any],
    stored_rows: Mapping[str, Mapping[str, Any]],
    grid: Grid,
    keys: Mapping[int, str] | None = None,
) -> Lineage:
    """Match records with the rows that stand in the sheet now. `keys` by row, where no column carries them (Word)."""
    found = _find_heading(grid) if keys is None else None
    place = found[1] if found else int(str(facts.get("key_column", 0)))
    header = found[0] if found else int(str(facts.get("header", 0)))
    columns = _columns_now(facts, grid, header)
    now: dict[str, int] = {}
    added = []
    if keys is None:
        keys = {row: str(grid.value(row, place) or "") for row in grid.rows}
    last = max((row for row, key in keys.items() if key in stored_rows), default=header)
    for number in grid.rows:
        if number <= header:
            continue
        key = keys.get(number, "")
        if key in stored_rows:
            now.setdefault(key, number)
        elif number <= last and _looks_like_data(grid, number, columns):
            added.append(number)
    rows = tuple(_row(key, record, now.get(key), grid, columns) for key, record in stored_rows.items())
    return Lineage(
        notice=str(facts.get("notice", "")),
        version=str(facts.get("version", "")),
        attachment=str(facts.get("attachment", "")),
        level=str(facts.get("level", "")),
        sheet=grid.name,
        columns=columns,
        rows=rows,
        added=tuple(added),
        facts=dict(facts),
    )


def _columns_now(facts: Mapping[str, Any], grid: Grid, header: int) -> dict[str, int]:
    """Columns by the texts of the heading rows; where a heading was changed, the old place."""
    noted: Mapping[str, Sequence[Any]] = facts.get("columns", {})
    first = int(str(facts.get("header_rows", 1)))
    heads: dict[int, str] = {}
    for row in range(max(1, header - first + 1), header + 1):
        stored_row = grid.rows.get(row)
        for column, value in zip(stored_row.columns, stored_row.values, strict=True) if stored_row else ():
            heads[column] = heads.get(column, "") + str(value)
    columns = {}
    taken: set[int] = set()
    for key, (number, text) in noted.items():
        same = [column for column, head in heads.items() if head == text and column not in taken]
        columns[key] = number if number in same or not same else same[0]
        taken.add(columns[key])
    return columns


def _looks_like_data(grid: Grid, row: int, columns: Mapping[str, int]) -> bool:
    filled = sum(grid.value(row, column) is not None for column in columns.values())
    return filled >= 3 and not any("计" in str(grid.value(row, column) or "")[:4] for column in columns.values())


def _row(key: str, record: Mapping[str, Any], row: int | None, grid: Grid, columns: Mapping[str, int]) -> LineageRow:
    values: Mapping[str, str] = record["values"]
    present = {
        name: canonical(grid.value(row, columns[name])) if row is not None and name in columns else ""
        for name in values
    }
    changed = tuple(name for name in values if row is not None and name in columns and present[name] != values[name])
    return LineageRow(
        key=key,
        office=record["office"],
        block=record["block"],
        hops=tuple(_hop(hop) for hop in record["hops"]),
        raw=record["raw"],
        cells=record["cells"],
        values=values,
        row=row,
        present=present,
        changed=changed,
    )
