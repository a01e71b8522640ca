"""Drop-down lists of an office's blank workbook: what the grid does not keep, because no verdict needs it."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.parsers import expat

from .grid import Area, Book, column_number

_REF = re.compile(r"([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?")
_AREA = re.compile(r"^(?:'((?:[^']|'')+)'|([^'!]+))?!?\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})$")
_MOST = 200


def dropdowns(path: Path, book: Book) -> dict[str, list[tuple[Area, list[str]]]]:
    """Sheet name -> (cells, options). Only .xlsx keeps them; other files give nothing."""
    if book.format != "xlsx":
        return {}
    found: dict[str, list[tuple[Area, list[str]]]] = {}
    with zipfile.ZipFile(path) as package:
        parts = sorted(
            (name for name in package.namelist() if re.fullmatch(r"(?i)xl/worksheets/sheet\d+\.xml", name)),
            key=lambda name: int(re.findall(r"\d+", name)[-1]),
        )
        for grid, part in zip(book.grids, parts, strict=False):
            lists = [
                (area, options)
                for areas, formula in _lists_in(package.read(part))
                if (options := _options(formula, grid.name, book))
                for area in areas
            ]
            if lists:
                found[grid.name] = lists
    return found


def _lists_in(xml: bytes) -> list[tuple[list[Area], str]]:
    """(cells, formula) of every list check in a sheet part."""
    made: list[tuple[list[Area], str]] = []
    state = {"areas": "", "formula": "", "inside": ""}

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "dataValidation":
            state.update(areas=attributes.get("sqref", ""), formula="", inside="")
            if attributes.get("type") != "list":
                state["areas"] = ""
        elif local == "formula1":
            state["inside"] = "1"

    def text(data: str) -> None:
        if state["inside"]:
            state["formula"] += data

    def end(name: str) -> None:
        local = name.rpartition(":")[2]
        if local == "formula1":
            state["inside"] = ""
        elif local == "dataValidation" and state["areas"]:
            areas = [area for part in state["areas"].split() if (area := _range(part)) is not None]
            made.append((areas, state["formula"].strip()))

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.Parse(xml, True)
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
