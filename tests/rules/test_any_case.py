"""What holds for every rule kind, tried on all case files: findings point at what they speak of, and damage breaks nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path

import pytest
from rule_cases import CaseFile, notice_of
from rules.test_cases import FILES
from sheets import xlsx

from xltools.findings import Finding
from xltools.formats.grid import NO_VALUE, Book, ErrorValue, Grid, GridRow, Value
from xltools.formats.opening import open_book
from xltools.forms.continued import link_sheets
from xltools.forms.reading import read_table
from xltools.forms.table import Table
from xltools.notice.model import Attachment, Notice
from xltools.rules import View, check_batch, check_submission, check_table

DAMAGE: tuple[Value | None, ...] = (
    None,
    "见合同",
    Decimal("0.5"),
    datetime(2024, 3, 5),
    True,
    ErrorValue("#REF!"),
    NO_VALUE,
)
SUMS = ("quota", "threshold", "same-across", "total-equals", "found-in", "digits-lost")
"""Kinds that show a sum, one name of several, or all digits rather than the cell's text."""
NAMES_A_ROW = re.compile(r"[A-Z]\d|第 \d+ 行")
Sheet = tuple[Attachment, Book, Grid]


def opened(file: CaseFile, notice: Notice, folder: Path) -> Iterator[list[Sheet]]:
    """Case by case, its sheets."""
    for number, case in enumerate(file.cases):
        made = []
        for key, name, markdown in case.tables:
            path = folder / str(number) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(xlsx(markdown))
            book = open_book(path, shown=name)
            made += [(notice.attachment(key), book, grid) for grid in book.grids]
        yield made


def check(notice: Notice, sheets: list[Sheet]) -> tuple[list[Finding], list[Table]]:
    read = [read_table(notice, form, book, grid) for form, book, grid in sheets]
    tables = [table for table in read if table is not None]
    for _, own in groupby(tables, key=lambda table: table.path):
        link_sheets(list(own))
    views: list[View] = []
    found: list[Finding] = []
    for table in tables:
        findings, view = check_table(table)
        found += findings
        views.append(view)
    found += [*check_submission(views), *check_batch(views)]
    return found, [view.table for view in views]


def sound(found: list[Finding], tables: list[Table]) -> None:
    """Each finding stands in one of the tables, names its column's heading and shows what its first cell holds."""
    for finding in found:
        table = next(one for one in tables if (one.path, one.sheet) == (finding.path, finding.sheet))
        assert all(re.fullmatch(r"[A-Z]+[1-9]\d*", cell) for cell in finding.cells), finding
        assert len(set(finding.cells)) == len(finding.cells), finding
        assert finding.message, finding
        assert finding.basis, finding
        for place in finding.related:
            assert any((one.path, one.sheet) == (place.path, place.sheet) for one in tables), finding
            assert not place.cell or re.fullmatch(r"[A-Z]+[1-9]\d*", place.cell), finding
        key = next((key for key in table.columns if table.heading(key) == finding.column), None)
        if key is not None and len(table) and finding.cells and not finding.value.endswith("…"):
            spots = {table.cell(index, key): index for index in range(len(table))}
            if finding.cells[0] in spots and finding.kind not in SUMS and finding.value:
                assert finding.value == table.text(spots[finding.cells[0]], key), finding


def with_value(grid: Grid, row: int, place: int, value: Value | None) -> Grid:
    old = grid.rows[row]
    kept = [n for n in range(len(old.columns)) if n != place or value is not None]
    if not kept:
        return replace(grid, rows={number: other for number, other in grid.rows.items() if number != row})
    values = tuple(value if n == place else old.values[n] for n in kept)
    made = GridRow(tuple(old.columns[n] for n in kept), values, tuple(old.styles[n] for n in kept))  # type: ignore[arg-type]
    return replace(grid, rows={**grid.rows, row: made})


def spots(grid: Grid) -> Iterator[tuple[int, int]]:
    for number, row in grid.rows.items():
        for place in range(len(row.columns)):
            yield number, place


@pytest.mark.slow
@pytest.mark.parametrize("kind", FILES)
def test_findings_point_at_what_they_speak_of(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XLTOOLS_WORKBOOKS", str(tmp_path))
    notice = notice_of(FILES[kind], tmp_path)
    for sheets in opened(FILES[kind], notice, tmp_path / "in"):
        found, tables = check(notice, sheets)
        sound(found, tables)
        # The same files in another order, or a row further down, say the same of the same cells.
        lower = [(form, book, _lowered(grid)) for form, book, grid in sheets]
        moved, moved_tables = check(notice, lower)
        sound(moved, moved_tables)
        said = sorted((one.rule, one.message) for one in moved if not NAMES_A_ROW.search(one.message))
        assert said == sorted((one.rule, one.message) for one in found if not NAMES_A_ROW.search(one.message))
        assert sorted(_down(cell) for one in found for cell in one.cells) == sorted(
            c for one in moved for c in one.cells
        )


def _lowered(grid: Grid) -> Grid:
    merges = [m._replace(first_row=m.first_row + 1, last_row=m.last_row + 1) for m in grid.merges]
    return replace(grid, rows={number + 1: row for number, row in grid.rows.items()}, merges=merges)


def _down(cell: str) -> str:
    match = re.fullmatch(r"([A-Z]+)(\d+)", cell)
    assert match is not None
    return f"{match[1]}{int(match[2]) + 1}"


@pytest.mark.slow
@pytest.mark.parametrize("kind", FILES)
def test_damage_at_any_cell_breaks_nothing(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every cell of every case gone, turned into text, a number, a day, an error: headings and labels too."""
    monkeypatch.setenv("XLTOOLS_WORKBOOKS", str(tmp_path))
    notice = notice_of(FILES[kind], tmp_path)
    turn = 0
    for sheets in opened(FILES[kind], notice, tmp_path / "in"):
        for number, (form, book, grid) in enumerate(sheets):
            for row, place in spots(grid):
                # Nothing at all is tried everywhere, the other damage in turn: together every kind meets each.
                turn += 1
                for value in (None, DAMAGE[1 + turn % (len(DAMAGE) - 1)]):
                    changed = with_value(grid, row, place, value)
                    sound(*check(notice, [*sheets[:number], (form, book, changed), *sheets[number + 1 :]]))


def test_each_value_gets_its_own_advice(tmp_path: Path) -> None:
    notice = notice_of(FILES["type"], tmp_path)
    (tmp_path / "表.xlsx").write_bytes(xlsx("| 序 | 金额 |\n| 1 | 约3 |\n| 2 | #REF! |\n| 3 | 约4 |\n| 4 | =A1 |"))
    book = open_book(tmp_path / "表.xlsx")
    found, _ = check(notice, [(notice.attachments[0], book, book.grids[0])])
    assert [("公式" in finding.fix) for finding in found] == [False, True, False, True]
