"""How a summary was left: what it looks like and what stands around its rows, noted in it when it is written and held against
what stands there at the next merge.

So anything a person did is told, whatever kind it is of: a mechanism, not a list. What programs change when they only
save (Excel, WPS, LibreOffice, openpyxl) is no part of it, see `office.sheettraits` and `office.celllooks`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final
from zlib import crc32

from ..files.limits import MAX_ROW
from ..files.records import Malformed, items, table, text, whole
from ..formats.grid import a1, column_letters
from ..office.celllooks import LOOK_NAMES, CellLook, CellLooks
from ..office.patching import WorkbookPatch
from ..office.rowstream import RowRun
from ..office.sheettraits import book_traits, covered_cells, plain_formula, sheet_traits
from ..office.sheetxml import CellValue, Formula, SheetXml
from ..office.strings import plain_text
from ..office.xmlparts import attributes

_CELL: Final = re.compile(r"<(?:[\w.-]+:)?(?P<name>[fv])(?=[\s>])[^<>]*>(?P<text>[^<]*)</")
_UNHELD: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x0d\ud800-\udfff\ufffd-\uffff]")
_FORM: Final = 1
"""Another number where traits or looks are told in other words: what was noted before is not held against them."""
_MOST: Final = 1 << 32
_SHOWN_TEXT: Final = 16


@dataclass(slots=True)
class SheetShape:
    """One sheet. Places are cells of the frame, columns of the rows ("C 列"), or rows of a sheet that is all frame ("第 5 行")."""

    traits: dict[str, str] = field(default_factory=dict)
    """What is set on the sheet and its rows."""
    contents: dict[str, int] = field(default_factory=dict)
    """Place -> a number for what stands there."""
    looks: dict[str, dict[CellLook, str]] = field(default_factory=dict)
    """Column, or row of the frame -> its looks, each with the first cell that has it."""
    heights: list[float] = field(default_factory=list)
    """Of the rows of data, in points; 0 where none is set."""
    rows: list[int] = field(default_factory=list)
    """The rows of data, where they were read."""
    shown: dict[str, str] = field(default_factory=dict)
    """Place -> its first cell with the text, where it was read."""


@dataclass(slots=True)
class BookShape:
    """A whole summary; sheets in the order of their tabs, without the hidden notes."""

    sheets: dict[str, SheetShape] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    traits: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableRows:
    """The rows of data on a sheet: their keys, and the columns whose values are noted elsewhere."""

    keys: Mapping[int, str]
    """Sheet row -> key."""
    columns: Collection[int]
    runs: Sequence[RowRun] = ()
    """Those that are still to be written."""


def shape_of(book: WorkbookPatch, notes: str, main: str, rows: TableRows) -> BookShape:
    """What a book looks like. `main` is the sheet with the rows, `notes` the hidden one, which is no part of it."""
    made = BookShape(traits=book_traits(book))
    if book.is_protected():
        made.traits["工作簿保护"] = ""
    looks, texts = CellLooks(book.styles), book.strings.texts()
    for found in book.sheets:
        if found.name == notes:
            continue
        made.states[found.name] = found.state
        made.sheets[found.name] = SheetShape()
        if "sheetData" in book.package.text(found.part):  # a sheet that is one chart has no cells
            sheet = book.sheet(found.name)
            reading = _ShapeReader(sheet, looks, texts, rows if found.name == main else None, made.sheets[found.name])
            reading.shape.traits = sheet_traits(book, found.name, sheet)
            reading.read()
    return made


@dataclass(slots=True)
class _ShapeReader:
    """One sheet that is looked at. Without `rows` all of it is frame, told row by row."""

    sheet: SheetXml
    looks: CellLooks
    texts: Sequence[str]
    rows: TableRows | None
    shape: SheetShape = field(default_factory=SheetShape)

    def read(self) -> None:
        keys: Mapping[int, str] = self.rows.keys if self.rows else {}
        covered = covered_cells(self.sheet)
        for number, row in self.sheet.rows.items():
            self._height(number, attributes(row.tag), number in keys)
            for column, xml in row.cells.items():
                if a1(number, column) in covered:
                    continue
                said = self._text(xml)
                if number in keys:
                    self._look(column_letters(column), number, column, xml, said)
                    self._beside(keys[number], number, column, said)
                else:
                    self._look(str(number), number, column, xml, said)
                    self._around(number, column, said)
        for run in self.rows.runs if self.rows else ():
            self._run(run)

    def _height(self, number: int, found: Mapping[str, str], among_rows: bool) -> None:
        if found.get("hidden") in ("1", "true"):
            self.shape.traits[f"隐藏的第 {number} 行"] = ""
        points = float(found.get("ht", "0")) if found.get("customHeight") in ("1", "true") else 0.0
        if among_rows:
            self.shape.heights.append(points)
            self.shape.rows.append(number)
        elif points:
            self.shape.traits[f"第 {number} 行的行高"] = f"{points:g}"

    def _text(self, xml: str) -> str:
        """What stands in a cell: a formula as such, a number in one way, a text."""
        if xml.endswith("/>"):
            return ""
        found = {one["name"]: one["text"] for one in _CELL.finditer(xml)}
        if "f" in found or "<f" in xml:
            return f"={plain_formula(found.get('f', ''))}"
        kind = attributes(xml[: xml.index(">") + 1]).get("t", "n")
        if kind == "s":
            number = int(found.get("v", "0"))
            return _plain(self.texts[number]) if number < len(self.texts) else ""
        if kind == "inlineStr":
            return _plain(plain_text(xml))
        value = found.get("v", "")
        return f"{float(value):.12g}" if kind == "n" and value else _plain(value)

    def _look(self, group: str, number: int, column: int, xml: str, said: str) -> None:
        style = int(attributes(xml[: xml.index(">") + 1]).get("s", "0"))
        look = self.looks.of(style, formula=said.startswith("="))
        if said or any(look):
            self.shape.looks.setdefault(group, {}).setdefault(look, a1(number, column))

    def _beside(self, key: str, number: int, column: int, said: str) -> None:
        """What stands right of the official columns, row by row in any order."""
        assert self.rows is not None
        if said and column not in self.rows.columns:
            place = f"{column_letters(column)} 列"
            self.shape.contents[place] = (self.shape.contents.get(place, 0) + _sum(key, said)) % _MOST
            self.shape.shown.setdefault(place, f"{a1(number, column)}（“{_short(said)}”）")

    def _around(self, number: int, column: int, said: str) -> None:
        if not said:
            return
        if self.rows is not None:
            place = a1(number, column)
            self.shape.contents[place] = _sum("", said)
            self.shape.shown[place] = f"{place}（“{_short(said)}”）"
        else:
            place = f"第 {number} 行"
            self.shape.contents[place] = (self.shape.contents.get(place, 0) + _sum(str(column), said)) % _MOST

    def _run(self, run: RowRun) -> None:
        """Rows that are written later, column by column."""
        assert self.rows is not None
        found = attributes(f" {run.look.attributes} ")
        fixed = float(found.get("ht", "0")) if found.get("customHeight") in ("1", "true") else 0.0
        self.shape.heights += run.heights if run.heights is not None else [fixed] * len(run)
        if not len(run):
            return
        keys = [self.rows.keys[number] for number in range(run.first, run.first + len(run))]
        for column, values in run.columns.items():
            letters = column_letters(column)
            formula = isinstance(values[0], Formula)
            group = self.shape.looks.setdefault(letters, {})
            for style in run.cells[column].styles:
                group.setdefault(self.looks.of(style, formula=formula), "")
            if column not in self.rows.columns:
                total = sum(_sum(key, said) for key, value in zip(keys, values, strict=True) if (said := _said(value)))
                if total:
                    place = f"{letters} 列"
                    self.shape.contents[place] = (self.shape.contents.get(place, 0) + total) % _MOST
        for column, rest in (run.look.blanks or {}).items():
            look = self.looks.of(int(attributes(f'<c r="A{rest}').get("s", "0")))
            self.shape.looks.setdefault(column_letters(column), {}).setdefault(look, "")


def _said(value: CellValue) -> str:
    """What `_ShapeReader._text` will read in the cell."""
    return "=" if isinstance(value, Formula) else "" if value is None else _plain(str(value))


def _plain(said: str) -> str:
    """As every program reads it back: what XML does not hold is left out."""
    return _UNHELD.sub("", said).strip() if not said.isalnum() else said


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN_TEXT else f"{text[:_SHOWN_TEXT]}…"


def _sum(key: str, said: str) -> int:
    # Of a formula that goes down the rows each one has its own; that it is one is what counts.
    return crc32(f"{key}\0{'=' if key and said.startswith('=') else said}".encode())


def noted(shape: BookShape) -> Mapping[str, Any]:
    """As it is kept among the facts of the summary."""
    looks: dict[CellLook, int] = {}
    sheets = {}
    for name, sheet in shape.sheets.items():
        groups = {
            group: sorted(looks.setdefault(look, len(looks)) for look in found) for group, found in sheet.looks.items()
        }
        runs = [[float(f"{points:g}"), len(list(same))] for points, same in groupby(sheet.heights)]
        sheets[name] = [shape.states[name], sheet.traits, sheet.contents, groups, runs]
    return {
        "form": _FORM,
        "book": shape.traits,
        "looks": [list(look) for look in looks],
        "order": list(shape.sheets),
        "sheets": sheets,
    }


def remembered(record: object) -> BookShape:
    """What `noted` made, read back. Raises Malformed, IndexError, ValueError for anything else."""
    found = table(record)
    if found["form"] != _FORM:
        raise Malformed("another form")
    looks = [tuple(text(one) for one in items(look)) for look in items(found["looks"])]
    if any(len(look) != len(LOOK_NAMES) for look in looks):
        raise Malformed("another look")
    made = BookShape(traits=_texts(found["book"]))
    sheets = table(found["sheets"])
    for name in map(text, items(found["order"])):
        state, traits, contents, groups, heights = items(sheets[name], 5)
        made.states[name] = text(state)
        made.sheets[name] = SheetShape(
            traits=_texts(traits),
            contents={place: whole(number, 0, _MOST) for place, number in table(contents).items()},
            looks={group: {looks[whole(one)]: "" for one in items(found)} for group, found in table(groups).items()},
            heights=list(_heights(items(heights))),
        )
    return made


def _texts(record: object) -> dict[str, str]:
    return {name: text(value) for name, value in table(record).items()}


def _heights(runs: Sequence[object]) -> Iterator[float]:
    left = MAX_ROW
    for run in runs:
        points, count = items(run, 2)
        left -= whole(count, 0, left)
        yield from [float(str(points))] * whole(count)
