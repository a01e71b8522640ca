"""Which level merges: asked for, told by what was merged before, by who hands in, or by the call's own chain."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from summary.test_again import FORM

from xltools.errors import UsageError
from xltools.formats.grid import Book, Grid, GridRow
from xltools.forms.reading import read_table
from xltools.forms.recognise import OWN_PREFIX
from xltools.forms.table import Table
from xltools.notice.model import Level, Notice, Role
from xltools.summary.levels import choose_level, level_written

DISTRICT = Level(key="district", name="区", order=1, departments=("区经信局",), receives_from="enterprise")
CITY = Level(key="city", name="市", order=2, departments=("示例市经信局",), receives_from="district")
PROVINCE = Level(key="province", name="省", order=3, departments=("示例省经信厅",), receives_from="city")
ENTERPRISE = Level(key="enterprise", name="企业", order=0)
CHAIN = (ENTERPRISE, DISTRICT, CITY, PROVINCE)


def call(*levels: Level) -> Notice:
    return Notice(id="示例", title="示例通知", version="1", attachments=(FORM,), levels=levels)


def handed(office: str, written: str = "") -> Table:
    """A table of an office, or (`written`) one that a level merged."""
    lines = [[FORM.title], [f"推荐单位：{office}"], [column.heading for column in FORM.columns], [1, "工厂", "甲公司"]]
    rows = {
        n: GridRow(tuple(range(1, len(line) + 1)), tuple(line), (0,) * len(line)) for n, line in enumerate(lines, 1)
    }
    grids = [Grid("附件5", rows=rows)]
    if written:
        grids.append(Grid(OWN_PREFIX, rows={1: GridRow((1, 2), ("level", written), (0, 0))}))
    book = Book(f"{office}.xlsx", "sha", "xlsx", grids)
    table = read_table(call(*CHAIN), FORM, book, grids[0])
    assert table is not None
    return table


D, C, P, NOBODY = (handed(name) for name in ("江岸区经信局", "示例市经信局", "示例省经信厅", "某协会"))
OF_DISTRICT, OF_CITY, OF_PROVINCE, FOREIGN = (handed("x", key) for key in ("district", "city", "province", "moon"))


@pytest.mark.parametrize(
    ("tables", "level"),
    [
        ([D], "city"), ([D, D], "city"), ([C], "province"), ([NOBODY], "district"), ([], "district"), ([D, NOBODY], "city"), ([P], "district"), ([P, C], "province"),
        ([OF_DISTRICT], "city"), ([OF_CITY], "province"), ([OF_PROVINCE], "province"), ([FOREIGN], "district"), ([OF_DISTRICT, OF_DISTRICT], "city"), ([OF_CITY, D], "city"),
        ([OF_DISTRICT, OF_CITY], "district"), ([FOREIGN, D], "city"),
    ],
)  # fmt: skip
def test_who_merges(tables: list[Table], level: str) -> None:
    assert choose_level(call(*CHAIN), FORM, "", tables).key == level


def test_tables_of_two_levels_that_two_could_join_are_asked_about() -> None:
    with pytest.raises(UsageError) as fault:
        choose_level(call(*CHAIN), FORM, "", [D, C])
    assert fault.value.code == "which_level"
    assert "区、市" in fault.value.message
    assert "city（市）、province（省）" in fault.value.message


@pytest.mark.parametrize(
    ("levels", "form", "level"),
    [
        (CHAIN, {"levels": ("city",)}, "city"),
        (CHAIN, {"levels": ("province", "city")}, "city"),
        (CHAIN, {"levels": ("enterprise",)}, "province"),
        ((ENTERPRISE, DISTRICT, replace(CITY, offices=""), PROVINCE), {"role": Role.ROLLUP}, "district"),
        ((ENTERPRISE,), {"role": Role.ROLLUP}, "enterprise"),
        ((ENTERPRISE, replace(DISTRICT, offices="某名单"), CITY, PROVINCE), {}, "city"),
        ((ENTERPRISE, DISTRICT, replace(CITY, offices="某名单"), PROVINCE), {}, "province"),
    ],
)
def test_without_a_word_of_the_tables(levels: tuple[Level, ...], form: dict[str, Any], level: str) -> None:
    assert choose_level(call(*levels), replace(FORM, **form), "").key == level


def test_a_level_that_is_asked_for_and_a_call_without_levels() -> None:
    assert choose_level(call(*CHAIN), FORM, "province", [D]).key == "province"
    for notice, asked, code in ((call(*CHAIN), "moon", "unknown_level"), (call(), "", "no_levels")):
        with pytest.raises(UsageError) as fault:
            choose_level(notice, FORM, asked)
        assert fault.value.code == code


def test_what_a_summary_says_of_its_level() -> None:
    assert [level_written(table) for table in (D, OF_CITY, FOREIGN)] == ["", "city", "moon"]
