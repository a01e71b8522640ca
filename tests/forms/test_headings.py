"""Blocks of rows that can be no heading are passed over; what is bound is the same as if all had been looked at."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest
from sheets import xlsx

from xltools.formats.grid import Grid, GridRow, Value
from xltools.formats.opening import open_bytes
from xltools.forms.headings import Header, locate
from xltools.forms.sketch import Sketch
from xltools.notice.load import load_notice
from xltools.notice.model import Attachment, Shape

FORMS = [form for notice in ("wuhan-2025", "hubei-2022") for form in load_notice(notice).attachments]
TABLES = [form for form in FORMS if form.shape is Shape.TABLE]
FRAMES = (
    "{}",
    "{} ",
    "{}（万元）",
    "{}★",
    "1. {}",
    "{}\n",
    "{}：",
    "{}/台",
    "（{}）",
    "{}(含税)",
    "{}①",
    "{}　",
    "{}\u200b",
    "其中：{}",
)
FILLER = (
    "武汉示例智能装备股份有限公司",
    "示范工厂",
    "A",
    "ＡＢ",
    "产线改造(二期)",
    "13800138000",
    "日",
    "备注",
    "元",
    "——",
)


def _sheet(form: Attachment, rng: Random) -> Grid:
    headings = [rng.choice(FRAMES).format(column.heading) for column in form.columns]
    rows: dict[int, GridRow] = {}

    def put(number: int, values: list[Value]) -> None:
        rows[number] = GridRow(tuple(range(1, len(values) + 1)), tuple(values), (0,) * len(values))

    put(1, [form.title])
    put(3, [*headings])
    if rng.random() < 0.5:
        put(4, [rng.choice(FILLER) for _ in headings])
    for number in range(5, 5 + rng.randrange(1, 12)):
        put(number, [Decimal(number), *(rng.choice((*FILLER, *headings[:2])) for _ in headings[1:])])
    return Grid("表", rows=rows)


def _bound(header: Header | None) -> object:
    return (
        None if header is None else (header.first_row, header.last_row, header.columns, header.units, header.repeated)
    )


@pytest.mark.parametrize("seed", range(6))
def test_silent_rows_change_nothing(seed: int) -> None:
    rng = Random(seed)
    for form in TABLES:
        grid = _sheet(form, rng)
        whole, quick = Sketch.of(grid), Sketch.of(grid, tuple(FORMS))
        for other in TABLES:
            assert _bound(locate(quick, other)) == _bound(locate(whole, other)), (form.key, other.key)


def test_rows_of_data_are_no_candidates() -> None:
    form = load_notice("hubei-2022").attachment("附件5")
    rows = {3: GridRow((1, 2, 3), tuple(column.heading for column in form.columns[:3]), (0, 0, 0))}
    rows |= {
        n: GridRow((1, 2, 3), ("示例", "武汉示例股份有限公司", "91420100MA5JGKY5TH"), (0, 0, 0)) for n in range(5, 30)
    }
    found = Sketch.of(Grid("表", rows=rows), (form,))
    assert {one.first_row for one in found.candidates} == {3}


def test_a_heading_merged_down_is_no_group_of_the_column_beside_it() -> None:
    """提示 over both rows of a summary's heading, beside it the hidden column of keys: merged once more, that is nobody's column."""
    grid = open_bytes(xlsx("""
| 企业名称 | 投资额 | < | 提示 | |
| ^ | 设备 | 软件 | ^ | 键 |
| 示例甲 | 1 | 2 | | |
"""), shown="a.xlsx").grids[0]  # fmt: skip
    stacks = {dict(one.texts)[5] for one in Sketch.of(grid).candidates if (one.first_row, one.last_row) == (1, 2)}
    assert stacks == {("键",)}
