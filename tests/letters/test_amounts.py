"""Money, volumes and what applied, was refused and is recommended: the figures of a letter beside those of its summary."""

from __future__ import annotations

import pytest
from letter_samples import REVIEW_NOTICE, office, review_figures
from letters.edges import B, found, opened, say

from xltools.letters import make_letters
from xltools.letters.checker.opened import OpenedLetter
from xltools.letters.checker.reading import read_opened
from xltools.letters.manuscript import Style
from xltools.letters.opening import open_document

_MADE: list[OpenedLetter] = []


def review() -> OpenedLetter:
    if not _MADE:
        settings = {"成文日期": "2025年10月16日", "核查意见": "符合", "发文机关": "示例区经济和信息化局"}
        (letter,) = make_letters(REVIEW_NOTICE, "district", review_figures(), office(**settings), kind="review-report")
        _MADE.append(read_opened(open_document(letter.data)))
    return _MADE[0]


def said(words: str, rule: str) -> list[tuple[str, str]]:
    document = say(Style.BODY, "按照", f"{words}按照")(review())
    given = found(document, against=review_figures(), notice=REVIEW_NOTICE, level="district")
    return [(f.severity.value, f.value) for f in given if f.rule == rule]


@pytest.mark.parametrize(
    "words",
    [
        "项目投资8600万元。",
        "项目投资86000000元。",
        "项目投资1.234567亿元。",
        "总投资26145.67万元。",
        "总投资2.614567亿元。",
        "总投资约2.61亿元。",
        "项目投资1.23亿元左右。",
        "投资额不低于5000万元。",
    ],
)
def test_an_amount_of_the_summary_or_the_notice_is_known(words: str) -> None:
    assert said(words, "letter.amounts") == []


@pytest.mark.parametrize(
    ("words", "severity"),
    [
        ("项目投资8601万元。", "warning"),
        ("投入26145.68万元。", "warning"),
        ("实现产值300亿元。", "info"),
        ("补助8600亿元。", "info"),
    ],
)
def test_an_amount_of_nobody_is_said(words: str, severity: str) -> None:
    found_ = said(words, "letter.amounts")
    assert [one for one, _ in found_] == [severity]
    assert found_[0][1] in words


@pytest.mark.parametrize(
    ("words", "value", "expected"),
    [
        ("项目投资8600亿元。", "8600亿元", "8600万元"),
        ("总投资2.61万元。", "2.61万元", "2.61亿元"),
        ("3个项目共26145.67元。", "26145.67元", "26145.67万元"),
        ("规上企业产值300亿元，本次推荐项目总投入26,145.67亿元。", "26,145.67亿元", "26,145.67万元"),
        ("全区推荐项目3个（总投资2.614567万元）。", "2.614567万元", "2.614567亿元"),
    ],
)
def test_an_amount_of_the_summary_under_another_unit_is_an_error(words: str, value: str, expected: str) -> None:
    document = say(Style.BODY, "按照", f"{words}按照")(review())
    given = found(document, against=review_figures(), notice=REVIEW_NOTICE, level="district")
    told = [(f.severity.value, f.value, f.expected) for f in given if f.rule == "letter.amounts" and f.value == value]
    assert told == [("error", value, expected)]


@pytest.mark.parametrize(
    "words",
    [
        "规上企业产值8600亿元。",
        "企业营业收入8600亿元。",
        "规上企业累计投资8600亿元。",
        "每家补助8600元。",
        "投资5200万元，获银行贷款5200元。",
        "实现利税1.23万元。",
        "共节约成本5200元。",
    ],
)
def test_money_for_other_things_may_have_the_same_digits(words: str) -> None:
    assert "error" not in [severity for severity, _ in said(words, "letter.amounts")]


@pytest.mark.parametrize(
    ("words", "expected"),
    [("共20本", ""), ("共21本", "20"), ("共2本", "20"), ("共计20册", ""), ("合计40份", "20")],
)
def test_copies_times_projects_are_the_volumes(words: str, expected: str) -> None:
    document = say(B, "共20本", words, 3)(opened("plain"))
    given = [f.expected for f in found(document) if f.rule == "letter.volumes"]
    assert given == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("words", "faults"),
    [
        ("共收到申报企业3家。", 0), ("共收到申报企业4家，不予推荐1家。", 1), ("共收到申报企业5家，不予推荐1家。", 1), ("共收到申报企业2家。", 1),
        ("共收到申报企业4家。", 1),
    ],
)  # fmt: skip
def test_what_applied_less_what_was_refused_is_recommended(words: str, faults: int) -> None:
    """The letter says elsewhere that three applied; all three are recommended."""
    assert bool(said(words, "letter.balance")) is bool(faults), said(words, "letter.balance")
