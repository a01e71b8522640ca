"""Which organs a letter is of and who signs it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from letter_samples import NOTICE, drafted, figures, office, texts

from xltools.letters import Profile, make_letters
from xltools.letters.slots import build_context, join_addressees
from xltools.notice.model import LetterSpec

# --- who sits where in the head --------------------------------------------------------------------------------------

ORGANS = ("示例区经济和信息化局", "示例区发展和改革局", "示例区财政局", "示例区科学技术局")


@pytest.mark.parametrize(
    ("count", "head"),
    [
        (1, "示例区经济和信息化局关于"),
        (2, "示例区经信局　示例区发改局关于"),
        (3, "示例区经信局　示例区发改局　示例区财政局关于"),
        (4, "示例区经信局等四部门关于"),
    ],
)
def test_organs_in_the_title(count: int, head: str) -> None:
    names = ORGANS[:count]
    (letter,) = make_letters(NOTICE, "district", figures(), office(发文机关="、".join(names), 签发人=""))
    assert letter.title.startswith(head)
    signed = "".join(texts(letter.data))
    assert all(name in signed for name in names)
    assert ("我们" in signed) is (count > 1)


def test_short_names_of_the_office_go_before_ours_when_they_fit() -> None:
    both = "、".join(ORGANS[:2])
    (letter,) = make_letters(NOTICE, "district", figures(), office(发文机关=both, 机关简称="示例经信、示例发改"))
    assert letter.title.startswith("示例经信　示例发改关于")
    (letter,) = make_letters(NOTICE, "district", figures(), office(发文机关=both, 机关简称="示例经信"))
    assert letter.title.startswith("示例区经信局　示例区发改局关于")


@pytest.mark.parametrize(
    ("organ", "word"),
    [
        ("示例市发展和改革委员会", "我委"), ("示例市经委", "我委"), ("示例省工业和信息化厅", "我厅"), ("示例区经济和信息化局", "我局"),
        ("示例集团有限公司", "我公司"), ("示例集团", "我集团"), ("示例推进中心", "我中心"), ("示例协会", "我单位"), ("示例市工业处", "我处"),
    ],
)  # fmt: skip
def test_an_organ_speaks_of_itself(organ: str, word: str) -> None:
    job, _ = drafted(发文机关=organ)
    assert job.context["我单位"] == word
    assert job.context["主办机关"] == organ
    assert job.context["联合行文"] is False


@pytest.mark.parametrize(
    ("departments", "sender", "organs", "source"),
    [
        (("示例市经济和信息化局", "示例市发展和改革委员会"), "别处", ("示例市经济和信息化局", "示例市发展和改革委员会"), "通知 example-2022"),
        (("经济和信息化局", "发展和改革局"), "示例区", ("示例区经济和信息化局", "示例区发展和改革局"), "汇总表的推荐单位与通知"),
        (("经济和信息化局",), "示例区经信局、示例区财政局", ("示例区经信局", "示例区财政局"), "汇总表的推荐单位"),
        ((), "示例集团有限公司", ("示例集团有限公司",), "汇总表的推荐单位"),
        ((), "示例区", ("【待填：发文机关】",), "待填"),
        (("工业和信息化主管部门",), "示例省", ("【待填：发文机关（工业和信息化主管部门）】",), "待填"),
        (("工业和信息化主管部门",), "示例省工业和信息化厅", ("示例省工业和信息化厅",), "汇总表的推荐单位"),
        (("经济和信息化局",), "", ("【待填：发文机关】",), "待填"),
    ],
)  # fmt: skip
def test_who_signs_where_the_office_does_not_say(
    departments: tuple[str, ...], sender: str, organs: tuple[str, ...], source: str
) -> None:
    level = replace(NOTICE.level("district"), departments=departments)
    summary = replace(figures(), sender=sender)
    context = build_context(NOTICE, level, summary, Profile(), LetterSpec(kind="report"), None)
    assert context["发文机关"] == organs
    assert context.slots["发文机关"].source == source
    assert context["联系人"] == "【待填：联系人】"
    assert "主送机关" not in context
    assert "地址" not in context


def test_organs_of_the_pack_go_before_departments_and_the_offices_own_before_all() -> None:
    level = NOTICE.level("district")
    spec = LetterSpec(kind="report", options={"organs": ["示例区人民政府办公室"]})
    context = build_context(NOTICE, level, figures(), Profile(), spec, level.addressees[0])
    assert context["发文机关"] == ("示例区人民政府办公室",)
    assert (context["主送机关"], context["收件处室"]) == ("示例市经济和信息化局", "装备处")
    own = office(发文机关="示例区经济和信息化局", 地址="示例路1号", 主送机关="甲局、乙局")
    context = build_context(NOTICE, level, figures(), own, spec, level.addressees[0])
    assert context["发文机关"] == ("示例区经济和信息化局",)
    assert (context["主送机关"], context["收件处室"], context["地址"]) == ("甲局、乙局", "", "示例路1号")
    assert join_addressees(("甲",)) == "甲"
