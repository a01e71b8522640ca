"""What a summary notes of itself while it is written: the lines of the hidden sheet (see lineage.py)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ..formats.grid import Value
from ..office.sheetxml import CellValue
from .row import Hop, Rows, RowSource, Way
from .values import canonical
from .written import KEYS, MORE, NUMBERS, SOURCE, VALUES, WAY, WAYS

_CHUNK: Final = 30_000


@dataclass(slots=True)
class Notes:
    """The hidden sheet of rows that are being written. `written`: column key -> the value in each row's cell."""

    facts: Mapping[str, Any]
    rows: Rows
    written: Mapping[str, Sequence[CellValue]]

    def lines(self) -> Iterator[list[str]]:
        """The hidden sheet, line by line. Texts longer than a cell holds go on in the next cells."""
        for name, value in self.facts.items():
            yield [name, *_chunks(value if isinstance(value, str) else json_text(value))]
        ways = self._ways()
        sources = {id(source): source for way in ways for source in way.sources}
        numbers = {one: number for number, one in enumerate(sources)}
        for source in sources.values():
            yield [SOURCE, *_chunks(json_text(_source_record(source)))]
        for way in ways:
            yield [WAY, json_text([way.office, way.submitter, [numbers[id(source)] for source in way.sources]])]
        place = {id(way): number for number, way in enumerate(ways)}
        yield [KEYS, *_chunks(json_text(self.rows.keys))]
        yield [WAYS, *_chunks(json_text([place[id(way)] for way in self.rows.ways]))]
        yield [NUMBERS, *_chunks(json_text(self.rows.numbers))]
        for key, column in self.written.items():
            yield [VALUES, key, *_chunks(json_text(list(map(canonical, column))))]
        if more := self._more():
            yield [MORE, *_chunks(json_text(more))]

    def _ways(self) -> list[Way]:
        """Each way once, in order of first use."""
        return list({id(way): way for way in self.rows.ways}.values())

    def _more(self) -> dict[int, Mapping[str, Any]]:
        """What each row's texts and changes add to what was written; rows that add nothing are left out."""
        differing: dict[int, dict[str, str]] = {}
        for key in self.rows.stored:
            for index, text in self._differing(key):
                differing.setdefault(index, {})[key] = text
        made: dict[int, Mapping[str, Any]] = {}
        for index, key in enumerate(self.rows.keys):
            if len(self.rows.numbers[index]) > 1 or key in self.rows.changes:
                if told := _told(self.rows.hops(index), differing.get(index, {})):
                    made[index] = told
            elif index in differing:
                made[index] = {"raw": [differing[index]]}
        return made

    def _differing(self, key: str) -> Iterator[tuple[int, str]]:
        """Index and text of the cells that were handed in otherwise than they were written."""
        rows = self.rows
        written = self.written.get(key) or [None] * len(rows)
        known: dict[tuple[Value | None, CellValue], bool] = {}
        for index, pair in enumerate(zip(rows.stored[key], written, strict=True)):
            # The very object: what most cells are, told without a look at their texts.
            if pair[0] is pair[1]:
                continue
            if pair[0] is None and key not in rows.ways[index].sources[-1].cells:
                continue
            same = known.get(pair)
            if same is None:
                same = known[pair] = rows.text(index, key) == canonical(pair[1])
            if not same:
                yield index, rows.text(index, key)


def _told(hops: Sequence[Hop], last: Mapping[str, str]) -> dict[str, Any]:
    """What is noted of a row that has more than one source, or changes: see `Written.hops`."""
    raw: list[Mapping[str, str]] = [last]
    texts = hops[-1].raw
    for hop in hops[-2::-1]:
        if hop.source.beside:
            raw.append(hop.raw)
            continue
        raw.append({key: text for key, text in hop.raw.items() if texts.get(key, "") != text})
        texts = hop.raw
    told: dict[str, Any] = {"raw": raw[::-1]} if any(raw) else {}
    if any(hop.changed for hop in hops):
        told["changed"] = [hop.changed for hop in hops]
    return told


def json_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _chunks(text: str) -> list[str]:
    return [text[at : at + _CHUNK] for at in range(0, len(text), _CHUNK)] or [""]


def _source_record(source: RowSource) -> dict[str, Any]:
    """What a source knows; what it does not know takes no room."""
    record = {name: getattr(source, name) for name in RowSource.__slots__}
    return {name: dict(value) if name == "cells" else value for name, value in record.items() if value}
