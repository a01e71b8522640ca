"""From one problem of the open book to the next, in the order of sheets and rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import xlwings

from .listing import ProblemLine
from .plan import place
from .results import read_lines, result_sheet


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell of this book about which something is said."""

    sheet: str
    row: int
    column: int
    text: str
    """Severity and message, as shown in the status bar."""


_KNOWN: dict[str, tuple[str, list[Problem]]] = {}
"""Book -> the stamp of its 校验结果 and where its lines lead: read once by a Python that stays."""


def know(book: xlwings.Book, lines: Sequence[ProblemLine]) -> None:
    """Keep where the lines lead, which were written into the book just now."""
    sheet = result_sheet(book)
    if sheet is not None:
        _KNOWN[book.fullname] = (_stamp(book, sheet), _among(book, lines))


def problems(book: xlwings.Book) -> list[Problem]:
    """The lines of 校验结果 that lead into this book, in sheet order, then top to bottom."""
    sheet = result_sheet(book)
    if sheet is None:
        return []
    kept = _KNOWN.get(book.fullname)
    if kept is None or kept[0] != _stamp(book, sheet):
        know(book, read_lines(book))
        kept = _KNOWN[book.fullname]
    return kept[1]


def _stamp(book: xlwings.Book, sheet: xlwings.Sheet) -> str:
    return f"{sheet.range('A2').value}{[found.name for found in book.sheets]}"


def _among(book: xlwings.Book, lines: Sequence[ProblemLine]) -> list[Problem]:
    order = {found.name: number for number, found in enumerate(book.sheets)}
    made = []
    for line in lines:
        where = place(line.first_cell)
        if line.own and line.sheet in order and where is not None:
            made.append(Problem(line.sheet, *where, line.said))
    made.sort(key=lambda problem: (order[problem.sheet], problem.row, problem.column))
    return made


def step(book: xlwings.Book, direction: int) -> Problem | None:
    """Select the next (+1) or previous (-1) problem seen from the selected cell; None where there is none."""
    found = problems(book)
    if not found:
        return None
    order = {sheet.name: number for number, sheet in enumerate(book.sheets)}
    selected = book.selection
    here = (-1, 0, 0)
    if selected is not None and selected.sheet.name in {problem.sheet for problem in found}:
        here = (order[selected.sheet.name], selected.row, selected.column)
    places = [(order[problem.sheet], problem.row, problem.column) for problem in found]
    if direction > 0:
        chosen = next((n for n, where in enumerate(places) if where > here), 0)
    else:
        behind = [n for n, where in enumerate(places) if where < here]
        chosen = behind[-1] if behind else len(found) - 1
    go_to(book, found[chosen].sheet, found[chosen].row, found[chosen].column)
    return found[chosen]


def selected_cell(book: xlwings.Book) -> tuple[str, str]:
    """(sheet, ``C7``) of the selection's first cell; empty where nothing is selected."""
    selected = book.selection
    if selected is None:
        return "", ""
    return selected.sheet.name, str(selected.address).replace("$", "").partition(":")[0]


def go_to(book: xlwings.Book, sheet: str, row: int, column: int) -> None:
    """Show and select a cell."""
    target = book.sheets[sheet]
    target.activate()
    target.range((row, column)).select()
