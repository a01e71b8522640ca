"""Conditional formats. LibreOffice keeps them per block, each naming a cell style; the look is in the style."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from ...formats.grid import Area
from . import runtime
from .places import OpenSheet

EXPRESSION: Final = 24
"""com.sun.star.sheet.ConditionFormatOperator.EXPRESSION: a formula of its own."""
OPERATORS: Final = (
    "EQUAL", "LESS", "GREATER", "LESS_EQUAL", "GREATER_EQUAL", "NOT_EQUAL", "BETWEEN", "NOT_BETWEEN",
)  # fmt: skip
"""ConditionFormatOperator 0-7 under their names in com.sun.star.sheet.ConditionOperator."""
CONDITION: Final = 0
"""com.sun.star.sheet.ConditionEntryType.CONDITION."""

STYLE_PREFIX: Final = "xltools-"
READ_PREFIX: Final = "ConditionalStyle_"
"""LibreOffice's names for the looks of rules it read from .xlsx."""


def _made(formats: Any, cells: Any, conditions: list[tuple[str, str, str, str]]) -> Any:
    """New rules on `cells`: (operator, formula, second formula, style) each.

    Made the old way, through the cells' property: what the sheet's own collection creates is saved but not shown.
    """
    before = {group.ID for group in formats.getConditionalFormats()}
    entries = cells.ConditionalFormat
    entries.clear()
    for operator, first, second, style in conditions:
        entries.addNew(
            runtime.arguments(
                Operator=runtime.enum("sheet.ConditionOperator", operator),
                Formula1=first,
                Formula2=second,
                StyleName=style,
            )
        )
    cells.ConditionalFormat = entries
    return next(group for group in formats.getConditionalFormats() if group.ID not in before)


def _moved(formats: Any, group: Any, cells: Any, *, without: frozenset[int] = frozenset()) -> Any:
    """The rules of `group` on other cells. Setting ``Range`` is refused by LibreOffice, so they are made anew."""
    entries = [group.getByIndex(index) for index in range(group.getCount()) if index not in without]
    if any(entry.getType() != CONDITION for entry in entries):
        raise NotImplementedError("colour scales and icon sets cannot be moved on LibreOffice")
    conditions = [(_operator(entry), entry.Formula1, entry.Formula2, entry.StyleName) for entry in entries]
    formats.removeByID(group.ID)
    return _made(formats, cells, conditions)


def _operator(entry: Any) -> str:
    if entry.Operator == EXPRESSION:
        return "FORMULA"
    if entry.Operator < len(OPERATORS):
        return OPERATORS[entry.Operator]
    raise NotImplementedError("such a condition cannot be moved on LibreOffice")


def _style(document: Any, fill: str) -> str:
    """The cell style of a fill (``#RRGGBB``), made on first use."""
    name, styles = STYLE_PREFIX + fill.removeprefix("#").lower(), document.StyleFamilies.getByName("CellStyles")
    if not styles.hasByName(name):
        style = document.createInstance("com.sun.star.style.CellStyle")
        styles.insertByName(name, style)
        style.CellBackColor = int(fill.removeprefix("#"), 16)
    return name


def _styles_of_rules(document: Any) -> set[str]:
    """The looks that rules name, on any sheet: a style's isInUse() knows of cells only."""
    sheets = document.Sheets
    return {
        str(entry.StyleName)
        for number in range(sheets.getCount())
        for group in sheets.getByIndex(number).ConditionalFormats.getConditionalFormats()
        for entry in (group.getByIndex(index) for index in range(group.getCount()))
        if hasattr(entry, "StyleName")
    }


def _drop_styles(document: Any, read: set[str]) -> None:
    """Looks nobody uses any more go: ours, and of those LibreOffice made on reading the ones named."""
    styles, kept = document.StyleFamilies.getByName("CellStyles"), _styles_of_rules(document)
    for name in styles.getElementNames():
        ours = name.startswith(STYLE_PREFIX) or (name in read and name.startswith(READ_PREFIX))
        if ours and name not in kept and not styles.getByName(name).isInUse():
            styles.removeByName(name)


# many cells at once


def areas_of_rules(sheet: Any, *, without: str) -> list[Area]:
    """Blocks under a rule whose formula does not name `without`."""
    return [
        area
        for group in sheet.ConditionalFormats.getConditionalFormats()
        if group.Range is not None and not _all_ours(group, without)
        for area in _areas(group)
    ]


def painted(sheet: Any, mark: str) -> dict[str, list[Area]]:
    """Blocks under rules whose formula names `mark`, by the word behind it."""
    made: dict[str, list[Area]] = {}
    for group in sheet.ConditionalFormats.getConditionalFormats():
        for entry in _entries(group):
            if _names(entry, mark):
                word = str(entry.Formula1).split(mark)[1].split('"')[0]
                made.setdefault(word, []).extend(_areas(group))
    return made


def paint(sheet: OpenSheet, word: str, fill: str, areas: Sequence[Area]) -> None:
    """One rule that always holds, for all blocks together; `word` stands in its formula."""
    document = sheet.book.document
    cells = cells_of(document, sheet.index - 1, areas)
    _made(sheet.native.ConditionalFormats, cells, [("FORMULA", f'"{word}"="{word}"', "", _style(document, fill))])


def cells_of(document: Any, sheet: int, areas: Sequence[Area]) -> Any:
    """Blocks of one sheet (its number counted from 0) as one com.sun.star.sheet.SheetCellRanges."""
    cells = document.createInstance("com.sun.star.sheet.SheetCellRanges")
    cells.addRangeAddresses(tuple(_address(sheet, area) for area in areas), False)
    return cells


def unpaint(sheet: OpenSheet, mark: str) -> int:
    """Take the rules that name `mark` away; the number of them."""
    formats, document = sheet.native.ConditionalFormats, sheet.book.document
    read: set[str] = set()
    taken = 0
    for group in list(formats.getConditionalFormats()):
        ours = [number for number, entry in enumerate(_entries(group)) if _names(entry, mark)]
        read |= {str(group.getByIndex(number).StyleName) for number in ours}
        taken += len(ours)
        if len(ours) == group.getCount():
            cells = group.Range
            formats.removeByID(group.ID)
            _forgotten(formats, cells)
        elif ours:  # saved by Excel on the very cells of the user's own rule
            _moved(formats, group, group.Range, without=frozenset(ours))
    if taken:
        _drop_styles(document, read)
    return taken


def _forgotten(formats: Any, cells: Any) -> None:
    """The cells still name the rule that is gone, and would be saved as cells of another look than before.

    Only where no rule of the user's has come since: its name stands in the same property.
    """
    if not any(cells.queryIntersection(area).getCount() for area in _rule_addresses(formats)):
        cells.setPropertyToDefault("ConditionalFormat")


def _rule_addresses(formats: Any) -> list[Any]:
    groups = formats.getConditionalFormats()
    return [area for group in groups if group.Range is not None for area in group.Range.getRangeAddresses()]


def _entries(group: Any) -> list[Any]:
    return [group.getByIndex(number) for number in range(group.getCount())]


def _names(entry: Any, mark: str) -> bool:
    return bool(entry.getType() == CONDITION and entry.Operator == EXPRESSION and mark in str(entry.Formula1))


def _all_ours(group: Any, mark: str) -> bool:
    return all(_names(entry, mark) for entry in _entries(group))


def _areas(group: Any) -> list[Area]:
    return [
        Area(area.StartRow + 1, area.StartColumn + 1, area.EndRow + 1, area.EndColumn + 1)
        for area in group.Range.getRangeAddresses()
    ]


def _address(sheet: int, area: Area) -> Any:
    return runtime.struct(
        "table.CellRangeAddress",
        Sheet=sheet,
        StartRow=area.first_row - 1,
        StartColumn=area.first_column - 1,
        EndRow=area.last_row - 1,
        EndColumn=area.last_column - 1,
    )
