"""Every case sheet a step further: a cell a little more or less, gone, another row's, a row twice or gone.

tests/rules/cases say why a sheet passes or fails; this holds what becomes of each verdict where one cell is another.
What is said then and was not, or no longer, stands in tests/golden/rule-steps.txt: after a change that is meant, run
`pytest tests/rules/test_steps.py --update-golden` and read the difference.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from rule_cases import notice_of
from rules.test_any_case import Sheet, check, opened, with_value
from rules.test_cases import FILES

from xltools.findings import Finding
from xltools.formats.grid import Grid, GridRow, Value, a1
from xltools.notice.model import Notice

STEPS = 12
"""Changes tried of each case."""
DIGIT = re.compile(r"\d(?=\D*$)")


def _number(rng: Random, value: Decimal) -> Value:
    step = Decimal(1).scaleb(min(0, int(value.as_tuple().exponent)))
    return rng.choice((value + step, value - step, value + step / 10, value - step / 10, value * 2, value / 2, -value, value * 10_000, value / 10_000, Decimal(0), str(value)))  # fmt: skip


def _text(rng: Random, value: str, others: list[str]) -> Value:
    kind = rng.randrange(6)
    if kind == 0 and (digit := DIGIT.search(value)):
        return value[: digit.start()] + str((int(digit[0]) + rng.choice((1, 9))) % 10) + value[digit.end() :]
    if kind == 1:
        return value[:-1] or "空"
    if kind == 2:
        return f"{value}、{rng.choice(others)}"
    if kind == 3:
        return rng.choice((f" {value} ", f"{value}（示例）", f"非{value}", value.replace("示例", "示范")))
    return rng.choice(others)


def _stepped(rng: Random, value: Value, others: list[Value]) -> Value | None:
    if not rng.randrange(8):
        return None
    if others and not rng.randrange(3):
        return rng.choice(others)
    if isinstance(value, Decimal):
        return _number(rng, value)
    if isinstance(value, datetime):
        return value + timedelta(days=rng.choice((-366, -31, -1, 1, 31, 366)))
    return _text(rng, str(value), [str(other) for other in others] or ["示例"])


def _cell(rng: Random, grid: Grid, rows: list[int]) -> tuple[str, Grid]:
    """A cell that holds something else, or an empty one that holds what another row holds there."""
    row = rng.choice(rows)
    columns = sorted({column for number, column, _ in grid.cells() if number in rows})
    column = rng.choice(columns)
    value = grid.value(row, column)
    others = [other for number, place, other in grid.cells() if place == column and number in rows and other != value]
    if value is None:
        return f"{a1(row, column)} →{others[0]}", _filled(grid, row, column, others[0])
    new = _stepped(rng, value, others)
    shown = "" if new is None else new
    return f"{a1(row, column)} {value}→{shown}", with_value(grid, row, grid.rows[row].columns.index(column), new)


def _filled(grid: Grid, row: int, column: int, value: Value) -> Grid:
    old = grid.rows[row]
    cells = sorted((*zip(old.columns, old.values, old.styles, strict=True), (column, value, 0)), key=lambda cell: cell[0])
    columns, values, styles = zip(*cells, strict=True)
    return replace(grid, rows={**grid.rows, row: GridRow(columns, values, styles)})


def _rows(rng: Random, grid: Grid, rows: list[int]) -> tuple[str, Grid]:
    """A row of the sheet gone, twice, or before the one above it."""
    at, kind = rng.choice(rows), rng.choice(("没有", "两次", "先于上行"))
    numbers = list(grid.rows)
    place = numbers.index(at)
    if kind == "没有":
        del numbers[place]
    elif kind == "两次":
        numbers.insert(place, at)
    else:
        numbers[place - 1 : place + 1] = numbers[place], numbers[place - 1]
    first = min(grid.rows)
    return f"第{at}行{kind}", replace(grid, rows={first + n: grid.rows[number] for n, number in enumerate(numbers)})


def _said(found: list[Finding]) -> Counter[str]:
    return Counter(
        f"{one.severity.value[0]} {one.rule.removeprefix('附件.')} {' '.join(one.cells[:4])} “{one.value}”→“{one.expected}”{_beside(one)}"
        for one in found
    )


def _beside(one: Finding) -> str:
    return "".join(f" {Path(place.path).name}!{place.cell}" for place in one.related[:3])


def _steps(rng: Random, notice: Notice, sheets: list[Sheet]) -> Iterator[str]:
    """What is no longer (-) and what is newly (+) said, step by step."""
    before, tables = check(notice, sheets)
    rows = {(table.path, table.sheet): [row for row in table.grid.rows if row > table.header.last_row] for table in tables}
    for _ in range(STEPS):
        at = rng.randrange(len(sheets))
        form, book, grid = sheets[at]
        own = rows[book.path, grid.name]
        if not own or not rng.randrange(12):  # what stands above the rows: a label, a unit, a heading
            own = list(grid.rows)[:-1]
        what, changed = (_cell if rng.randrange(5) else _rows)(rng, grid, own)
        what = what.replace(" 00:00:00", "")
        after, _ = check(notice, [*sheets[:at], (form, book, changed), *sheets[at + 1 :]])
        gone, new = _said(before) - _said(after), _said(after) - _said(before)
        if gone or new:
            where = f"{Path(book.path).name} " if len(sheets) > 1 else ""
            marked = (*(f"- {one}" for one in gone.elements()), *(f"+ {one}" for one in new.elements()))
            yield f"{where}{what}  {'  '.join(marked)}"


@pytest.mark.parametrize("kind", FILES)
def test_each_step_changes_what_it_changed_before(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, golden_part: Callable[[str, str, str], None]
) -> None:
    monkeypatch.setenv("XLTOOLS_WORKBOOKS", str(tmp_path))
    notice = notice_of(FILES[kind], tmp_path)
    lines = [
        line
        for number, sheets in enumerate(opened(FILES[kind], notice, tmp_path / "in"))
        for line in _steps(Random(f"{kind} {number}"), notice, sheets)
    ]
    golden_part("rule-steps.txt", kind, "\n".join(lines) + "\n")
