"""validate: every finding on everything handed in, with what people answered to it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from ..answers.answering import Answers, answered_report, explanations_among
from ..answers.explanations import Explained, Explanation, explanations_in
from ..answers.waivers import Waiver
from ..errors import InputRefused
from ..files.workers import HERE, Workers
from ..findings import Report, RowCell, RowPlace
from ..formats.grid import Grid, column_letters
from ..forms.inputs import Inputs, Progress, Request, read_inputs
from ..forms.recognise import stamp_of
from ..forms.values import text_of
from ..rules.checking import Checked, check

_OURS = frozenset({"findings", "receive", "handin", "suggestions", "ledger"})
"""Stamps of workbooks of ours that are about submissions, and none themselves."""
_MOST_ROWS = 3000
"""Rows around findings that a page shows: past that it gets too heavy."""


def validate(
    request: Request,
    progress: Progress | None = None,
    *,
    workers: Workers = HERE,
    waivers: Sequence[Waiver] = (),
    earlier: str = "",
) -> Checked:
    """Read, recognise and check everything below the paths of `request`.

    `earlier`: a findings workbook of the last run; what was written into it is read before it is written anew.
    """
    inputs = read_inputs(request, workers=workers, progress=progress)
    explained = [*explanations_among(inputs, saved_on), *_written_into(earlier)]
    _set_aside_ours(inputs)
    checked = check(inputs)
    answers = Answers(explained=Explained(explained), waivers=tuple(waivers), today=date.today())
    if explained or waivers:
        checked.report = answered_report(checked.report, answers)
    return checked


def saved_on(path: str) -> str:
    """The ISO day on which a file was saved last; empty inside a .zip folder."""
    try:
        return date.fromtimestamp(os.stat(path).st_mtime).isoformat()
    except OSError:
        return ""


def _written_into(path: str) -> Iterator[Explanation]:
    if not path.casefold().endswith(".xlsx") or not Path(path).is_file():
        return
    from ..office.backread import book_of

    try:
        yield from explanations_in(book_of(Path(path).read_bytes(), path), when=saved_on(path))
    except (OSError, InputRefused):
        return


def _set_aside_ours(inputs: Inputs) -> None:
    """Our own lists among the submissions; one that was named alone is looked at as anything else."""
    others = [
        file
        for file in inputs.files
        if file.tables or file.book is None or stamp_of(file.book).get("xltools") not in _OURS
    ]
    if others:
        inputs.files = others


def with_rows(checked: Checked) -> Report:
    """The report with the rows in which its findings stand, for a page."""
    around: dict[RowPlace, tuple[RowCell, ...]] = {}
    tables = {(table.path, table.sheet): table for table in checked.inputs.tables}
    for file in checked.report.files:
        for finding in file.findings:
            table = tables.get((file.path, finding.sheet))
            row = int("".join(sign for sign in finding.cell if sign.isdecimal()) or 0)
            place = RowPlace(file.path, finding.sheet, row)
            if table is None or place in around or row not in table.grid.rows or len(around) >= _MOST_ROWS:
                continue
            around[place] = tuple(_row(table.grid, table.header.headings, row))
    return replace(checked.report, around=around)


def _row(grid: Grid, headings: dict[int, str], row: int) -> Iterator[RowCell]:
    found = grid.rows[row]
    for column, value in zip(found.columns, found.values, strict=True):
        heading = " ".join(headings.get(column, "").split())
        yield RowCell(column_letters(column), heading or column_letters(column), text_of(value)[:60])
