"""What a merge noted in its summary, read back and believed no further than its types reach.

A summary comes from another office, by mail: its hidden sheet may hold anything. Whatever is not as `lineage.Notes` writes
it refuses that file, and nothing else of the merge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from ..errors import InputRefused
from ..files.limits import MAX_ROW
from ..files.records import Malformed, each, items, known, read_json, table, text, texts, truth, whole
from . import earlier_form
from .row import Change, Hop, RowSource, Way

SOURCE: Final = "#source"
WAY: Final = "#way"
KEYS: Final = "#keys"
WAYS: Final = "#ways"
NUMBERS: Final = "#rows"
VALUES: Final = "#values"
MORE: Final = "#more"
_MOST_HOPS: Final = 40
"""Enterprise, district, city, province, ministry, and forms read beside each other at one level."""
_MOST_COLUMNS: Final = 1_000
_COLUMNS: Final = "columns"


@dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """What one row's texts and changes add to what was written, one mapping for each source of the way."""

    raw: tuple[Mapping[str, str], ...] = ()
    changed: tuple[Mapping[str, Change], ...] = ()


_NOTHING_MORE: Final = More()


@dataclass(slots=True, kw_only=True)
class Written:
    """What a merge noted, row by row, as columns."""

    facts: dict[str, str] = field(default_factory=dict)
    """What the summary says of itself: notice, version, attachment, level, sheet, unit, order …"""
    columns: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Column key -> column number and heading as written."""
    keys: list[str] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    numbers: list[tuple[int, ...]] = field(default_factory=list)
    """Sheet row at each source of the way."""
    values: dict[str, list[str]] = field(default_factory=dict)
    """Column key -> texts that were written, see `canonical`."""
    more: dict[int, More] = field(default_factory=dict)
    """Index -> what differs."""

    def number(self, name: str, otherwise: int) -> int:
        """A fact that is a number; `parsed` let no other through."""
        return int(self.facts.get(name, otherwise))

    def row(self, index: int) -> dict[str, str]:
        return {key: column[index] for key, column in self.values.items()}

    def hops(self, index: int) -> tuple[Hop, ...]:
        """The way of a row. A text that is not noted is the one that the next step wrote."""
        more = self.more.get(index, _NOTHING_MORE)
        sources, rows = self.ways[index].sources, self.numbers[index]
        told = more.raw or ({},) * len(sources)
        edits = more.changed or ({},) * len(sources)
        written = self.row(index)
        made: list[Hop] = []
        for source, row, raw, changed in zip(sources[::-1], rows[::-1], told[::-1], edits[::-1], strict=True):
            if not source.beside:
                raw = written = {key: written.get(key, "") for key in source.cells} | dict(raw)
            made.append(Hop(source=source, row=row, raw=raw, changed=changed))
        return tuple(made[::-1])


@dataclass(slots=True)
class _Reading:
    """The lines read so far; ways name sources by their place, rows name ways by theirs."""

    made: Written = field(default_factory=Written)
    sources: list[RowSource] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)


def parsed(lines: Iterable[Sequence[str]], shown: str) -> Written:
    """Lines of the hidden sheet (or of a Word summary's part), in this form or the one before 0.2.

    Raises InputRefused: ``no_lineage`` for what is no summary of ours, ``bad_record`` for what is malformed.
    """
    reading = _Reading()
    try:
        for name, *rest in lines:
            _LINES.get(name, partial(_fact, name))(reading, rest)
        _compare_lengths(reading.made)
    except (Malformed, IndexError, KeyError, ValueError) as fault:
        raise InputRefused(
            "bad_record",
            f"“{shown}”中的来源记录已损坏，或不是 xltools 写的，未采用这个文件。请向报送单位索要 xltools 生成的原文件。",
            path=shown,
        ) from fault
    if reading.made.facts.get("xltools") != "summary":
        raise InputRefused("no_lineage", f"“{shown}”不是 xltools 生成的汇总表，没有来源记录。", path=shown)
    return reading.made


def _compare_lengths(made: Written) -> None:
    """Every column has one entry for each row, every row one number for each source."""
    rows = len(made.keys)
    if {len(made.ways), len(made.numbers), *map(len, made.values.values())} != {rows}:
        raise Malformed("rows missing")
    for index, (way, numbers) in enumerate(zip(made.ways, made.numbers, strict=True)):
        more = made.more.get(index, _NOTHING_MORE)
        lengths = {len(way.sources), len(numbers), *(len(part) for part in (more.raw, more.changed) if part)}
        if len(lengths) != 1 or not way.sources:
            raise Malformed("sources missing")
    if any(not 0 <= index < rows for index in made.more):
        raise Malformed("row outside")


def _fact(name: str, reading: _Reading, rest: Sequence[str]) -> None:
    said = "".join(rest)
    if name == _COLUMNS:
        reading.made.columns = each(read_json(said), _column, _MOST_COLUMNS)
        return
    if said[:1] in ("{", "["):
        read_json(said)  # kept as text; what is no JSON shows that the record was not written here
    if name in ("key_column", "header", "header_rows"):
        said = str(whole(int(said)))
    reading.made.facts[name] = said


def _column(value: object) -> tuple[int, str]:
    number, heading = items(value, 2)
    return whole(number), text(heading)


def _source(reading: _Reading, rest: Sequence[str]) -> None:
    found = known(read_json("".join(rest)), *RowSource.__slots__)
    reading.sources.append(
        RowSource(
            path=text(found["path"]),
            sha256=text(found["sha256"], 64),
            sheet=text(found["sheet"]),
            level=text(found.get("level", "")),
            office=text(found.get("office", "")),
            cells=texts(found.get("cells", {}), _MOST_COLUMNS),
            beside=truth(found.get("beside", False)),
        )
    )


def _way(reading: _Reading, rest: Sequence[str]) -> None:
    office, submitter, steps = items(read_json("".join(rest)), 3)
    last = len(reading.sources) - 1
    sources = tuple(reading.sources[whole(step, 0, last)] for step in items(steps, _MOST_HOPS))
    reading.ways.append(Way(sources=sources, office=text(office), submitter=text(submitter)))


def _texts(rest: Sequence[str]) -> list[str]:
    return [text(one) for one in items(read_json("".join(rest)))]


def _keys(reading: _Reading, rest: Sequence[str]) -> None:
    reading.made.keys = _texts(rest)
    if len(set(reading.made.keys)) != len(reading.made.keys):
        raise Malformed("key twice")


def _row_ways(reading: _Reading, rest: Sequence[str]) -> None:
    last = len(reading.ways) - 1
    reading.made.ways = [reading.ways[whole(number, 0, last)] for number in items(read_json("".join(rest)))]


def _numbers(reading: _Reading, rest: Sequence[str]) -> None:
    listed = items(read_json("".join(rest)))
    reading.made.numbers = [tuple(whole(one) for one in items(numbers, _MOST_HOPS)) for numbers in listed]


def _values(reading: _Reading, rest: Sequence[str]) -> None:
    reading.made.values[rest[0]] = _texts(rest[1:])


def _more(reading: _Reading, rest: Sequence[str]) -> None:
    found = table(read_json("".join(rest)))
    reading.made.more = {
        whole(int(index), 0, MAX_ROW): _more_of(known(one, "raw", "changed")) for index, one in found.items()
    }


def _more_of(found: Mapping[str, object]) -> More:
    return More(
        raw=tuple(texts(one) for one in items(found.get("raw", []), _MOST_HOPS)),
        changed=tuple(each(one, _change) for one in items(found.get("changed", []), _MOST_HOPS)),
    )


def _change(value: object) -> Change:
    before, after = items(value, 2)
    return text(before), text(after)


def _earlier_row(reading: _Reading, rest: Sequence[str]) -> None:
    """One row's record in the form before 0.2."""
    made = reading.made
    index = len(made.keys)
    row = earlier_form.row_of(table(read_json("".join(rest[1:]))))
    made.keys.append(rest[0])
    made.ways.append(row.way)
    made.numbers.append(row.numbers)
    for name in (*made.values, *(name for name in row.values if name not in made.values)):
        made.values.setdefault(name, [""] * index).append(row.values.get(name, ""))
    made.more[index] = _more_of(row.more)


_LINES: Final[Mapping[str, Callable[[_Reading, Sequence[str]], None]]] = {
    SOURCE: _source,
    WAY: _way,
    KEYS: _keys,
    WAYS: _row_ways,
    NUMBERS: _numbers,
    VALUES: _values,
    MORE: _more,
    earlier_form.RECORD: _earlier_row,
}
