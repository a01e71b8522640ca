"""Drop-down lists of an office's blank workbook: what the grid does not keep, because no verdict needs it."""

from __future__ import annotations

import re
from pathlib import Path

from ..files.limits import DEFAULT_LIMITS, Budget
from ..files.refusals import Refusal
from .container import Container
from .grid import Area, Book, column_number
from .markup import local, pairs
from .ooxml import sheet_parts

_REF = re.compile(r"([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?")
_AREA = re.compile(r"^(?:'((?:[^']|'')+)'|([^'!]+))?!?\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})$")
_MOST = 200


def dropdowns(path: Path, book: Book) -> dict[str, list[tuple[Area, list[str]]]]:
    """Sheet name -> (cells, options). Only .xlsx keeps them; other files, and sheets too large for a blank, give nothing."""
    if book.format != "xlsx":
        return {}
    try:
        with path.open("rb") as file:
            return _found(Container(file, Budget(DEFAULT_LIMITS)), book)
    except (Refusal, OSError):
        return {}


def _found(package: Container, book: Book) -> dict[str, list[tuple[Area, list[str]]]]:
    main = next((part for kind, part in package.relations("").values() if kind == "officeDocument"), "")
    parts = sheet_parts(package, main) if main else {}
    found: dict[str, list[tuple[Area, list[str]]]] = {}
    for grid in book.grids:
        lists = [
            (area, options)
            for areas, formula in (_lists_in(package, parts[grid.name]) if grid.name in parts else ())
            if (options := _options(formula, grid.name, book))
            for area in areas
        ]
        if lists:
            found[grid.name] = lists
    return found


def _lists_in(package: Container, part: str) -> list[tuple[list[Area], str]]:
    """(cells, formula) of every list check in a sheet part. Excel 2010 keeps those that look at another sheet in an
    extension, with cells and formula as texts of their own (x14:dataValidation, xm:sqref, xm:f)."""
    made: list[tuple[list[Area], str]] = []
    state = {"type": "", "sqref": "", "formula": "", "inside": ""}

    def start(name: str, attributes: list[str]) -> None:
        base = local(name)
        if base == "dataValidation":
            facts = pairs(attributes)
            state.update(type=facts.get("type", ""), sqref=facts.get("sqref", ""), formula="", inside="")
        elif base in ("formula1", "sqref"):
            state["inside"] = "formula" if base == "formula1" else "sqref"

    def text(data: str) -> None:
        if state["inside"]:
            state[state["inside"]] += data

    def end(name: str) -> None:
        base = local(name)
        if base in ("formula1", "sqref"):
            state["inside"] = ""
        elif base == "dataValidation" and state["type"] == "list" and state["sqref"]:
            areas = [area for one in state["sqref"].split() if (area := _range(one)) is not None]
            made.append((areas, state["formula"].strip()))

    package.each(part, start, end, text)
    return made


def _range(text: str) -> Area | None:
    match = _REF.fullmatch(text)
    if match is None:
        return None
    first, row, last, last_row = match.groups()
    return Area(int(row), column_number(first), int(last_row or row), column_number(last or first))


def _options(formula: str, sheet: str, book: Book) -> list[str]:
    """`"甲,乙"` or a reference to cells that hold the options."""
    if formula.startswith('"') and formula.endswith('"'):
        return [part.strip() for part in formula[1:-1].replace('""', '"').split(",") if part.strip()]
    match = _AREA.match(formula)
    if match is None:
        return []
    name = (match[1] or match[2] or sheet).replace("''", "'")
    grid = next((grid for grid in book.grids if grid.name == name), None)
    if grid is None:
        return []
    area = Area(int(match[4]), column_number(match[3]), int(match[6]), column_number(match[5]))
    return [str(value) for row, column, value in grid.cells() if area.covers(row, column) and isinstance(value, str)][
        :_MOST
    ]
