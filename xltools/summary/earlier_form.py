"""The lineage as summaries before 0.2 hold it: one JSON record per row, every hop with its own addresses and texts.

Offices keep such files for years and hand them in; they are read, never written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ..files.records import items, known, text, texts, whole
from .row import RowSource, Way

RECORD: Final = "#row"
_MOST_HOPS: Final = 12
_HOP: Final = ("path", "sha256", "sheet", "row", "level", "office", "cells", "raw", "changed", "beside")
_FIRST: Final = "first:"
"""Texts of the first file stood under this prefix, doubled in the last hop's."""


@dataclass(frozen=True, slots=True)
class EarlierRow:
    """One row's record: its way, the sheet row at each source, what was written, what else was noted."""

    way: Way
    numbers: tuple[int, ...]
    values: Mapping[str, str]
    more: Mapping[str, object]
    """As a line `#more` has it: `raw` and `changed`, a list with one mapping for each source of the way."""


def row_of(record: Mapping[str, object]) -> EarlierRow:
    """A record as it is understood now. Raises Malformed, KeyError."""
    hops = [known(hop, *_HOP) for hop in items(record["hops"], _MOST_HOPS)]
    last = len(hops) - 1
    cells = [texts(record["cells"] if place == last else hop.get("cells", {})) for place, hop in enumerate(hops)]
    told = {name: said for name, said in texts(record["raw"]).items() if not name.startswith(_FIRST)}
    return EarlierRow(
        way=Way(
            sources=tuple(_source(hop, own) for hop, own in zip(hops, cells, strict=True)),
            office=text(record["office"]),
        ),
        numbers=tuple(whole(hop["row"]) for hop in hops),
        values=texts(record["values"]),
        more={
            "raw": [*(hop.get("raw", {}) for hop in hops[:-1]), told],
            "changed": [hop.get("changed", {}) for hop in hops],
        },
    )


def _source(hop: Mapping[str, object], cells: Mapping[str, str]) -> RowSource:
    row = whole(hop["row"])
    return RowSource(
        path=text(hop["path"]),
        sha256=text(hop["sha256"], 64),
        sheet=text(hop["sheet"]),
        level=text(hop.get("level", "")),
        office=text(hop.get("office", "")),
        cells={key: _place(cell, row) for key, cell in cells.items()},
        beside=bool(hop.get("beside")),
    )


def _place(cell: str, row: int) -> str:
    """Column letters where the address is in the hop's own row, else the address."""
    letters = cell.rstrip("0123456789")
    return letters if letters.isalpha() and cell == f"{letters}{row}" else cell
