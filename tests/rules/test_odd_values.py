"""No value that a sheet can hold breaks a rule: every form of every pack, filled with odd values."""

from __future__ import annotations

import itertools
import re
from datetime import datetime
from decimal import Decimal

import pytest

from xltools.formats.grid import NO_VALUE, Book, ErrorValue, Grid, GridRow, Value
from xltools.forms.reading import read_table
from xltools.notice.load import load_notice, notice_ids
from xltools.notice.model import Attachment, Notice, Shape
from xltools.rules import View, check_batch, check_submission, check_table

ODD: tuple[Value, ...] = (
    *(
        "是",
        "否",
        "示范工厂",
        "设备",
        "约120",
        "见合同",
        "1,200万元",
        "85%",
        "-3",
        "2024年3月",
        "2030-01-01",
        "C36 汽车制造业",
    ),
    *(
        "0",
        "１２",
        "91420100MA4KXXXX0D",
        "13800138000",
        "（）",
        "%",
        "、",
        "长" * 400,
        "换\n行",
        "五个环节",
        "《》{}%s",
    ),
    *(Decimal(0), Decimal(-1), Decimal("0.85"), Decimal("1E+20"), Decimal("1E-9"), Decimal(45352), Decimal(100)),
    *(datetime(2024, 3, 5), datetime(1900, 1, 1), True, False, ErrorValue("#REF!"), ErrorValue("#N/A"), NO_VALUE),
)
FORMS = [(load_notice(name), form) for name in notice_ids() for form in load_notice(name).attachments]


def sheet(form: Attachment, first: int) -> Grid:
    """A sheet of the form in which every column sees many odd values, beginning with number `first`."""
    values = itertools.cycle(ODD[first:] + ODD[:first])
    labels = [f"{label.text}：{next(values)}" for label in form.labels]
    rows: list[list[Value]] = [[*labels]] if labels else []
    if form.shape is Shape.FORM:
        rows += [[column.heading, next(values)] for column in form.columns]
    else:
        rows.append([column.group + column.heading for column in form.columns])
        printed = [row.cells.get(form.row_key, "") for row in form.rows] or [""] * 12
        for name in printed:
            row = [next(values) for _ in form.columns]
            if name:
                row[[column.key for column in form.columns].index(form.row_key)] = name
            rows.append(row)
            next(values)
        rows.append(["合计", *(next(values) for _ in form.columns[1:])])
    return Grid(
        "表",
        rows={
            number: GridRow(tuple(range(1, len(row) + 1)), tuple(row), (0,) * len(row))
            for number, row in enumerate(rows, 1)
        },
    )


@pytest.mark.slow
@pytest.mark.parametrize(("notice", "form"), FORMS, ids=[f"{notice.id} {form.key}" for notice, form in FORMS])
def test_odd_values_break_no_rule(notice: Notice, form: Attachment) -> None:
    read = 0
    for first in range(0, len(ODD), 3):
        grid = sheet(form, first)
        table = read_table(notice, form, Book("表.xlsx", "", "xlsx", [grid]), grid)
        if table is None:
            continue
        read += 1
        findings, view = check_table(table)
        again = View(table)
        together = [view, again]
        for finding in (*findings, *check_submission(together), *check_batch(together)):
            assert finding.message
            assert finding.path == "表.xlsx"
            assert all(re.fullmatch(r"[A-Z]+\d+", cell) for cell in finding.cells), finding
    assert read


@pytest.mark.parametrize("notice_id", notice_ids())
def test_whole_applications_of_odd_values(notice_id: str) -> None:
    notice = load_notice(notice_id)
    for first in range(0, len(ODD), 5):
        views = []
        for form in notice.attachments:
            grid = sheet(form, first)
            table = read_table(notice, form, Book(f"甲/{form.key}.xlsx", "", "xlsx", [grid]), grid)
            if table is not None:
                views.append(check_table(table)[1])
        assert all(finding.message for finding in (*check_submission(views), *check_batch(views)))
