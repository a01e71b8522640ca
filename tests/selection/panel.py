"""Applicants and a panel of experts, all invented: roll-ups of any size, and workbooks filled as experts fill them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from summary.forms import form, rows_for, write

from xltools.app import select
from xltools.formats.grid import a1
from xltools.formats.opening import open_book
from xltools.notice.load import load_notice
from xltools.office.patching import WorkbookPatch
from xltools.selection.deciding import Word
from xltools.selection.model import DecisionKind, SelectionStanding
from xltools.selection.sheet import KEY_COLUMN, NAME_COLUMN

AT = datetime(2025, 11, 3, 9, 0)
EXPERTS = ("陈示例", "李示例", "王示例", "赵示例", "周示例")
PLACES = ("江岸区", "汉阳区", "武昌区", "江夏区")
Fill = Callable[[str, int], Any]
"""Company and its number in the roll-up -> what goes into the first cell to fill; None leaves it blank."""


def rollup(path: Path, count: int, change: Mapping[int, Mapping[str, Any]] | None = None) -> str:
    """A roll-up (附表) of so many recommended applicants from four districts. `change`: number -> other cells."""
    attachment = load_notice("wuhan-2025").attachment("附表")
    rows: list[dict[str, Any]] = []
    for place, district in enumerate(PLACES):
        for row in rows_for(attachment, district, count, seed=11 + place)[: len(range(place, count, len(PLACES)))]:
            rows.append(row | {"opinion": "推荐", "meets_floor": "是", "findings": 0})
    for number, row in enumerate(rows, start=1):
        row |= {"seq": number, **(change or {}).get(number, {})}
    write(path, form(attachment, rows, "武汉市经济和信息化局", title="2025年武汉标杆智能工厂申报企业核查情况汇总表"))
    return str(path)


def begin(folder: Path, count: int, experts: tuple[str, ...] = EXPERTS, **more: Any) -> str:
    """A selection opened in `folder`/遴选."""
    made = str(folder / "遴选")
    select.start(rollup(folder / "汇总表.xlsx", count, more.get("change")), made, experts, clock=AT)
    return made


def filled(path: Path, fill: Fill, reasons: Mapping[str, str] | None = None) -> bytes:
    """The workbook at `path` as an expert returns it: only the cells to fill are touched."""
    grid = open_book(path).grids[0]
    head = next(row for row, _, value in grid.cells() if value == KEY_COLUMN)
    columns = {str(value): column for row, column, value in grid.cells() if row == head}
    first = next(place for heading, place in columns.items() if heading.startswith(("得分", "审查结论", "评定意见")))
    book = WorkbookPatch(path.read_bytes())
    numbers = columns.get("序号", columns.get("名次"))
    for row in [row for row in grid.rows if row > head and grid.value(row, columns[KEY_COLUMN])]:
        company = str(grid.value(row, columns[NAME_COLUMN]))
        number = int(str(grid.value(row, numbers or 1)))
        value = fill(company, number)
        if value is not None:
            book.set(grid.name, a1(row, first), value)
        if reasons and company in reasons:
            book.set(grid.name, a1(row, first + 1), reasons[company])
    return book.save()


def issued(folder: str, step: str) -> list[Path]:
    return sorted(Path(folder).glob(f"*-{step}/发出/*.xlsx"))


def back(folder: str, step: str, fill: Fill | Mapping[str, Fill], into: str = "来件", **more: Any) -> list[str]:
    """All workbooks of a step, filled; `fill` for all experts or by expert. Paths of the returned files."""
    made = []
    for path in issued(folder, step):
        expert = path.stem.partition("-")[2]
        how = fill if callable(fill) else fill[expert]
        target = Path(folder).parent / into / path.name
        made.append(str(write(target, filled(path, how, more.get("reasons")))))
    return made


def collect(folder: str, paths: list[str], **more: Any) -> Any:
    return select.collect(folder, paths, clock=AT, **more)


def score(expert: int, spread: int = 3) -> Fill:
    """Scores that differ by applicant and, a little, by expert: 60.0 to 97.9."""
    return lambda _, number: Decimal(600 + (number * 97) % 370 + (number * 7 + expert * 5) % spread) / 10


def scores(spread: int = 3) -> dict[str, Fill]:
    return {name: score(place, spread) for place, name in enumerate(EXPERTS)}


def decide(folder: str, kind: DecisionKind, *companies: str, **more: str) -> SelectionStanding:
    word = Word(
        kind=kind, companies=companies, by=more.pop("by", "专家组组长"), why=more.pop("why", "见会议记录"), **more
    )
    return select.decide(folder, word, clock=AT).selection
