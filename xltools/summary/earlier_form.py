"""The lineage as summaries before 0.2 hold it: one JSON record per row, every hop with its own addresses and texts.

Offices keep such files for years and hand them in; they are read, never written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from .row import RowSource, Way

RECORD: Final = "#row"
_FIRST: Final = "first:"
"""Texts of the first file stood under this prefix, doubled in the last hop's."""


@dataclass(frozen=True, slots=True)
class EarlierRow:
    """One row's record: its way, the sheet row at each source, what was written, what else was noted."""

    way: Way
    numbers: tuple[int, ...]
    values: Mapping[str, str]
    more: Mapping[str, Any]
    """As `Written.more`: `raw` and `changed`, a list with one mapping for each source of the way."""


def row_of(record: Mapping[str, Any]) -> EarlierRow:
    """A record as it is understood now."""
    hops = record["hops"]
    last = len(hops) - 1
    cells = [record["cells"] if place == last else hop.get("cells", {}) for place, hop in enumerate(hops)]
    texts = {name: text for name, text in record["raw"].items() if not name.startswith(_FIRST)}
    return EarlierRow(
        way=Way(
            sources=tuple(_source(hop, own) for hop, own in zip(hops, cells, strict=True)), office=record["office"]
        ),
        numbers=tuple(hop["row"] for hop in hops),
        values=record["values"],
        more={
            "raw": [*(hop.get("raw", {}) for hop in hops[:-1]), texts],
            "changed": [hop.get("changed", {}) for hop in hops],
        },
    )


def _source(hop: Mapping[str, Any], cells: Mapping[str, str]) -> RowSource:
    return RowSource(
        path=hop["path"],
        sha256=hop["sha256"],
        sheet=hop["sheet"],
        level=hop.get("level", ""),
        office=hop.get("office", ""),
        cells={key: _place(cell, hop["row"]) for key, cell in cells.items()},
        beside=bool(hop.get("beside")),
    )


def _place(cell: str, row: int) -> str:
    """Column letters where the address is in the hop's own row, else the address."""
    letters = cell.rstrip("0123456789")
    return letters if letters.isalpha() and cell == f"{letters}{row}" else cell
