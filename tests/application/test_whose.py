"""Whose a file is, by what the forms say, by folders, neighbours and names."""

from __future__ import annotations

import pytest

from xltools.application.owners import BY_FORM, Owner, core_of, owners_of

JIA, YI = "武汉市示例甲光电股份有限公司", "武汉示例乙机械有限公司"
KNOWN = {"一/表.xlsx": Owner(JIA, BY_FORM), "二/表.xlsx": Owner(YI, BY_FORM)}


@pytest.mark.parametrize(
    ("name", "core"),
    [
        (JIA, "示例甲光电"), (YI, "武汉示例乙机械"), ("示例（集团）有限公司", "示例"), ("湖北省示例集团有限责任公司", "示例"), ("示例厂", "示例厂"), ("示例公司研究院", "示例公司研究院"),
    ],
)  # fmt: skip
def test_the_core_of_a_name(name: str, core: str) -> None:
    assert core_of(name) == core


@pytest.mark.parametrize(
    ("path", "unit", "how"),
    [
        ("一/表.xlsx", JIA, "表内名称"), ("一/证明.pdf", JIA, "同一文件夹的材料"), ("一/深/证明.pdf", JIA, "同一文件夹的材料"), ("证明.pdf", "", "看不出"),
        (f"三/{JIA}.pdf", JIA, "文件名"), ("三/示例甲光电-合同.pdf", JIA, "文件名"), ("示例甲光电/合同.pdf", JIA, "文件夹名"), ("示例甲光电.zip/合同.pdf", JIA, "文件夹名"),
        ("1. 示例甲光电/合同.pdf", JIA, "文件夹名"), ("三/2-甲光电.pdf", JIA, "文件名"), ("三/2-光电.pdf", "", "看不出"), ("示例乙机械/示例甲光电.pdf", YI, "文件夹名"), ("三/示例乙机械.pdf", YI, "文件名"),
        ("示例甲光电、武汉示例乙机械/合同.pdf", YI, "文件夹名"), ("三/3.示例丙食品有限公司合同.pdf", "", "看不出"), ("示例丙食品有限公司/a.pdf", "示例丙食品有限公司", "文件夹名"),
    ],
)  # fmt: skip
def test_whose_a_file_is(path: str, unit: str, how: str) -> None:
    found = owners_of([*KNOWN, path], KNOWN)[path]
    assert (found.unit, found.how) == (unit, how)


def test_a_name_that_two_bear_alike_is_neithers_and_the_longer_one_wins() -> None:
    twins = {"一/表.xlsx": Owner("示例甲东有限公司", BY_FORM), "二/表.xlsx": Owner("示例甲西有限公司", BY_FORM)}
    assert owners_of([*twins, "三/示例甲.pdf"], twins)["三/示例甲.pdf"].unit == ""
    assert owners_of([*twins, "三/示例甲西.pdf"], twins)["三/示例甲西.pdf"].unit == "示例甲西有限公司"
    part = {"一/表.xlsx": Owner("示例甲有限公司", BY_FORM), "二/表.xlsx": Owner("示例甲装备有限公司", BY_FORM)}
    assert owners_of([*part, "三/示例甲装备.pdf"], part)["三/示例甲装备.pdf"].unit == "示例甲装备有限公司"


def test_a_folder_of_several_says_nothing_and_a_heap_of_one_unit_is_that_units() -> None:
    mixed = {"夹/甲.xlsx": Owner(JIA, BY_FORM), "夹/乙.xlsx": Owner(YI, BY_FORM)}
    assert owners_of([*mixed, "夹/证明.pdf"], mixed)["夹/证明.pdf"] == Owner("", "看不出")
    alone = {"夹/甲.xlsx": Owner(JIA, BY_FORM)}
    found = owners_of([*alone, "证明.pdf", "别夹/证明.pdf"], alone)
    assert {one.unit for one in found.values()} == {JIA}
    assert found["证明.pdf"].how == "同一文件夹的材料"


def test_listed_offices_are_found_in_names_by_whoever_knows_them() -> None:
    def office(text: str) -> str:
        return "江岸区" if "江岸" in text else ""

    found = owners_of(["江岸/表.xlsx", "三/江岸区经信局.xlsx", "三/示例丙食品有限公司.xlsx"], {}, office)
    assert [one.unit for one in found.values()] == ["江岸区", "江岸区", "江岸区"]
    two = owners_of(["江岸/表.xlsx", "洪山/表.xlsx", "洪山/示例.pdf"], {"洪山/表.xlsx": Owner("洪山区", BY_FORM)}, office)
    assert (two["江岸/表.xlsx"].unit, two["洪山/示例.pdf"].unit) == ("江岸区", "洪山区")
