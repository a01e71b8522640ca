"""What a person did to a summary outside the values of its rows: whatever stands in it otherwise than it was left.

Only a file that another program saved is looked at: ours cannot hold anything but ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ..errors import OutputFault
from ..files.records import Malformed, read_json, table
from ..office.celllooks import LOOK_NAMES, differing
from ..office.opc import saved_by, untouched
from ..office.patching import WorkbookPatch
from ..office.sheettraits import MAY_VANISH, sheet_traits, width_trait
from .existing import Existing
from .lineage import SHEET, Lineage, read_lineage
from .shape import BookShape, SheetShape, TableRows, remembered, shape_of

_WIDEST: Final = 255
"""Characters; Excel's own limit."""
_ROUNDING: Final = 0.8
"""Programs round widths (characters), heights (points) and margins (millimetres) to their own units."""


def work_outside_rows(existing: Existing, new: bytes) -> list[str]:
    """What would be lost if `new` took the place of the existing summary, in words. Word tables are not compared.

    A summary that was written before summaries noted how they were left is held against the new one.
    """
    if untouched(existing.data) or existing.lineage.sheet.startswith("表"):
        return []
    made = _noted(read_lineage(new)) or BookShape()
    try:
        now = _now(existing)
    except (ValueError, KeyError, IndexError, OutputFault):
        return ["内部结构"]
    lineage = existing.lineage
    then = _noted(lineage) or made
    comparing = _Handwork(
        then, now, made, str(lineage.facts.get("sheet", "")), lineage.sheet, _keeps_faces(existing.data)
    )
    return list(dict.fromkeys(comparing.edits()))


def kept_widths(existing: Existing | None) -> dict[str, float]:
    """The widths that people gave to columns of this summary or of one before it: the next one keeps them.

    By column key, or by the heading of a column beside the table.
    """
    if existing is None or "widths" not in existing.lineage.facts:
        return {}
    lineage, then = existing.lineage, _noted(existing.lineage)
    try:
        made = {name: float(str(width)) for name, width in table(read_json(str(lineage.facts["widths"]))).items()}
        if then is not None and not untouched(existing.data):
            book = WorkbookPatch(existing.data)
            now = sheet_traits(book, lineage.sheet, book.sheet(lineage.sheet))
            was = then.sheets.get(str(lineage.facts.get("sheet", "")), SheetShape()).traits
            names = {**lineage.headings, **{number: key for key, number in lineage.columns.items()}}
            for number, name in names.items():
                trait = width_trait(number)
                if trait in now and not (trait in was and _same(was[trait], now[trait])):
                    made[name] = float(now[trait])
    except (ValueError, KeyError, OutputFault):
        return {}
    return {name: width for name, width in made.items() if 0 < width <= _WIDEST}


def _now(existing: Existing) -> BookShape:
    lineage = existing.lineage
    keys = {row: lineage.written.keys[index] for row, index in lineage.places().items()}
    columns = {*lineage.columns.values(), lineage.written.number("key_column", 0)}
    return shape_of(WorkbookPatch(existing.data), SHEET, lineage.sheet, TableRows(keys, columns))


def _noted(lineage: Lineage) -> BookShape | None:
    try:
        return remembered(read_json(str(lineage.facts["shape"])))
    except (Malformed, KeyError, IndexError, ValueError):
        return None


def _keeps_faces(data: bytes) -> bool:
    """LibreOffice writes the font that it found in place of one that the machine lacks."""
    return "LibreOffice" not in saved_by(data)


@dataclass(frozen=True, slots=True)
class _Handwork:
    """A summary as it was left, as it is, and as it is made anew: what stands in the new one as well is not lost.

    `was_main`, `main`: the sheet with the rows, then and now.
    """

    then: BookShape
    now: BookShape
    new: BookShape
    was_main: str
    main: str
    faces: bool

    def edits(self) -> Iterator[str]:
        yield from _traits(self.then.traits, self.now.traits, self.new.traits)
        yield from self._sheets()
        nothing = SheetShape()
        for name, sheet in self.now.sheets.items():
            known = self.was_main if name == self.main else name
            where = "" if name == self.main else f"“{name}”的"
            if known in self.then.sheets:
                made = self.new.sheets.get(known, nothing)
                edits = _sheet(self.then.sheets[known], sheet, made, faces=self.faces)
                yield from (f"{where}{edit}" for edit in edits)

    def _sheets(self) -> Iterator[str]:
        then, now = list(self.then.sheets), list(self.now.sheets)
        if self.was_main != self.main:
            yield f"工作表改名为“{self.main}”"
            then = [self.main if name == self.was_main else name for name in then]
        yield from (f"工作表“{name}”" for name in now if name not in then)
        yield from (f"删去的工作表“{name}”" for name in then if name not in now)
        if [name for name in then if name in now] != [name for name in now if name in then]:
            yield "工作表的顺序"
        hidden = [name for name, state in self.now.states.items() if state != "visible"]
        yield from (f"隐藏的工作表“{name}”" for name in hidden if self.then.states.get(name) == "visible")


def _sheet(then: SheetShape, now: SheetShape, new: SheetShape, *, faces: bool) -> Iterator[str]:
    yield from _contents(then, now, new)
    yield from _traits(then.traits, now.traits, new.traits)
    if len(then.heights) == len(now.heights):
        heights = zip(now.rows, then.heights, now.heights, strict=True)
        yield from (f"第 {row} 行的行高" for row, was, is_now in heights if is_now and not _same(was, is_now))
    for group, looks in now.looks.items():
        known = [*then.looks.get(group, ())] or [("",) * len(LOOK_NAMES)]
        told = ((cell, differing(look, known, faces=faces)) for look, cell in looks.items())
        yield from (f"{cell} 的{unlike}" for cell, unlike in told if unlike)


def _contents(then: SheetShape, now: SheetShape, new: SheetShape) -> Iterator[str]:
    for place, number in now.contents.items():
        if number not in (then.contents.get(place), new.contents.get(place)):
            known = place in then.contents and place.endswith(("行", "列"))
            yield f"{place}的内容" if known else now.shown.get(place, f"{place}的内容")
    gone = (place for place in then.contents if place not in now.contents)
    yield from (f"{place}（已删去）" for place in gone)


def _traits(then: Mapping[str, str], now: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    for name, value in now.items():
        if not any(name in known and _same(known[name], value) for known in (then, new)):
            yield name
    gone = (name for name in then if name not in now and not any(word in name for word in MAY_VANISH))
    yield from (f"{name}（已去掉）" for name in gone if name in new)


def _same(was: str | float, now: str | float) -> bool:
    try:
        return was == now or abs(float(was) - float(now)) <= _ROUNDING
    except ValueError:
        return False
