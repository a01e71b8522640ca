"""Who sent a table, at which level that office stands, and who merges what the offices sent."""

from __future__ import annotations

from pathlib import Path

import pytest
from summary.forms import form, rows_for, write

from xltools.app.merge import MergeOptions, merge
from xltools.errors import UsageError
from xltools.forms.inputs import Request
from xltools.forms.offices import level_of_office
from xltools.notice.load import load_notice
from xltools.summary.offices import offices_below


@pytest.mark.parametrize(
    ("notice", "name", "level"),
    [
        ("hubei-2022", "江岸区经济和信息化局、江岸区发展和改革局", "district"),
        ("hubei-2022", "武汉市江岸区经济和信息化局", "district"),
        ("hubei-2022", "经济和信息化局", "district"),
        ("hubei-2022", "武汉市经济和信息化局", "city"),
        ("hubei-2022", "宜昌市经济和信息化局", "city"),
        ("hubei-2022", "湖北省经济和信息化厅", "province"),
        ("tianjin-2025", "天津市和平区工业和信息化局", "district"),
        ("tianjin-2025", "天津市工业和信息化局", "city"),
        ("miit-2023", "深圳市工业和信息化局", "province"),
        ("miit-2023", "中国示例集团有限公司", ""),
        ("wuhan-2025", "东湖新技术开发区经信部门", "district"),
        ("xiangjiang-2022", "", ""),
    ],
)
def test_an_office_stands_at_the_level_that_its_name_says(notice: str, name: str, level: str) -> None:
    found = level_of_office(load_notice(notice), name)
    assert (found.key if found else "") == level


def sent(folder: Path, notice: str, key: str, *units: tuple[str, str, str]) -> str:
    """(file, what 推荐单位 says, where the factories are)."""
    attachment = load_notice(notice).attachment(key)
    for number, (file, unit, place) in enumerate(units):
        category = attachment.column(attachment.category).values[0].value if attachment.category else ""
        rows = rows_for(attachment, place, 2, seed=number, category=category)
        write(folder / file, form(attachment, rows, unit))
    return str(folder)


@pytest.mark.parametrize(
    ("unit", "file", "office"),
    [
        ("江夏区经济和信息化局", "蔡甸区.xlsx", "江夏区"),
        ("", "武汉江岸示例有限公司-汇总.xlsx", "硚口区"),
        ("经济和信息化局", "汇总.xlsx", "硚口区"),
        ("示例行业协会", "江岸区.xlsx", "示例行业协会"),
    ],
)
def test_what_the_table_declares_comes_first_and_a_companys_name_never(
    tmp_path: Path, unit: str, file: str, office: str
) -> None:
    folder = sent(tmp_path / "报送", "hubei-2022", "附件5", (file, unit, "硚口区"))
    outcome = merge(Request(paths=(folder,), notice="hubei-2022"), MergeOptions(out=str(tmp_path / "汇总.xlsx")))
    assert [one.office for one in outcome.merged.files] == [office]


@pytest.mark.parametrize(
    ("notice", "key", "units", "level"),
    [
        ("hubei-2022", "附件5", (("宜昌市经济和信息化局", "宜昌市"), ("黄石市经济和信息化局", "黄石市")), "province"),
        ("hubei-2022", "附件5", (("江岸区经济和信息化局", "江岸区"), ("", "洪山区")), "city"),
        ("tianjin-2025", "附件6", (("和平区工业和信息化局", "和平区"),), "city"),
        ("miit-2023", "附件4", (("湖北省经济和信息化厅", "武汉市"), ("中国示例集团有限公司", "深圳市")), "ministry"),
    ],
)
def test_the_level_above_those_who_sent_merges(
    tmp_path: Path, notice: str, key: str, units: tuple[tuple[str, str], ...], level: str
) -> None:
    folder = sent(tmp_path / "报送", notice, key, *((f"{n}.xlsx", *unit) for n, unit in enumerate(units)))
    outcome = merge(Request(paths=(folder,), notice=notice), MergeOptions(out=str(tmp_path / "汇总.xlsx")))
    assert outcome.merged.level == level


def test_where_two_levels_fit_the_person_is_asked(tmp_path: Path) -> None:
    units = (("甲.xlsx", "宜昌市经济和信息化局", "宜昌市"), ("乙.xlsx", "江岸区经济和信息化局", "江岸区"))
    folder = sent(tmp_path / "报送", "hubei-2022", "附件5", *units)
    with pytest.raises(UsageError, match=r"city（武汉市）、province（湖北省）"):
        merge(Request(paths=(folder,), notice="hubei-2022"), MergeOptions(out=str(tmp_path / "汇总.xlsx")))


def test_who_reports_through_another_office_is_not_missing() -> None:
    notice = load_notice("hubei-2022")
    below = offices_below(notice, notice.level("city"))
    assert "江岸区" in below
    assert "汉南区" not in below
