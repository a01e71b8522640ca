"""The checker passes our own letters, and catches each of its checks on a copy spoilt in one way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO

import docx
import pytest
from docx.document import Document
from docx.shared import Pt, Twips
from letter_samples import ITEMS, NOTICE, REVIEW_NOTICE, SUMMARY, figures, office, review_figures, summary_rows
from letters.bases import BASES, base, rules
from letters.spoiling import added, retext, spoil
from letters.spoilt import ELSEWHERE, SPOILT

from xltools.errors import InputRefused
from xltools.findings import Severity
from xltools.letters import Profile, check_letter, make_letters
from xltools.letters.checker import CHECKS
from xltools.letters.choosing import kinds_at
from xltools.letters.figures import figures_from_rows
from xltools.letters.kinds import KINDS
from xltools.letters.manuscript import Style

"""Checks that need another summary rather than a spoilt document; tested below."""


@pytest.mark.parametrize("name", BASES)
def test_our_own_letters_pass(name: str):
    # One organ under a call for a joint letter is meant to be named.
    assert rules(base(name)) == ({"letter.notice-terms"} if name == "single" else set())


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_passes(kind: str):
    settings = {
        "成文日期": "2025年10月16日",
        "核查意见": "符合",
        "发文机关": "示例区经济和信息化局",
        "公示期": "10月16日至20日",
    }
    cases = (
        (REVIEW_NOTICE, "district", review_figures(), office(**settings)),
        (REVIEW_NOTICE, "enterprise", review_figures(), office(**settings)),
        (NOTICE, "district", figures(), office(核查意见="符合", 公示期="10月28日至30日")),
    )
    for notice, level, summary, profile in cases:
        if KINDS[kind] not in kinds_at(notice.level(level)) or not KINDS[kind].needs_summary:
            continue  # an enterprise writes no letter of an office
        for letter in make_letters(notice, level, summary, profile, kind=kind):
            found = check_letter(letter.data, against=summary, notice=notice, level=level)
            assert [(finding.rule, finding.message) for finding in found] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rule", "name", "mutate"), SPOILT, ids=[f"{n}-{rule}" for n, (rule, _, _) in enumerate(SPOILT)]
)
def test_a_spoilt_copy_is_caught(rule: str, name: str, mutate: Callable[[Document], object]):
    assert rule in rules(spoil(base(name), mutate))


def test_every_check_has_a_spoilt_copy():
    assert {check.id for check in CHECKS} == {rule for rule, _, _ in SPOILT} | ELSEWHERE


def test_a_summary_changed_afterwards_is_caught():
    changed = (("示范工厂", "武汉示例装备股份有限公司", "重型装备智能制造示范工厂（二期）", "示例一区"), *ITEMS[1:])
    found = check_letter(base("plain"), against=figures(changed), notice=NOTICE, level="district")
    by_rule = {finding.rule: finding for finding in found}
    assert {"letter.summary-changed", "letter.names"} <= set(by_rule)
    assert "（二期）" in by_rule["letter.names"].expected


def test_a_summary_that_lost_a_row_is_caught():
    found = rules(base("plain"), against=figures(ITEMS[:-1]))
    assert {"letter.summary-changed", "letter.counts", "letter.names"} <= found


def test_a_summary_saved_again_is_the_same_summary():
    again = replace(figures(), tables=tuple(replace(table, sha256="f" * 64) for table in figures().tables))
    assert rules(base("plain"), against=again) == set()


def test_more_than_the_quota_is_an_error_and_between_two_quotas_a_warning():
    items = tuple(("示范工厂", f"武汉示例{n}号有限公司", f"第{n}个示范工厂", "示例一区") for n in range(1, 17))
    too_many = figures(items, level="province")
    letters = make_letters(NOTICE, "province", too_many, Profile(), settings={"报送主体": "省"})
    found = [finding for finding in letters[0].findings if finding.rule == "letter.quota"]
    assert [finding.severity for finding in found] == [Severity.ERROR]
    letters = make_letters(NOTICE, "province", figures(level="province"), Profile())
    found = [finding for finding in letters[0].findings if finding.rule == "letter.quota"]
    assert [finding.severity for finding in found] == [Severity.WARNING]


def test_an_enterprise_that_the_office_refuses_is_not_listed_as_recommended():
    (letter,) = make_letters(
        REVIEW_NOTICE, "district", review_figures(), office(发文机关="示例区经济和信息化局"), kind="review-report"
    )
    (table,) = review_figures().tables
    rows = (replace(table.rows[0], opinion="不予推荐"), *table.rows[1:])
    changed = replace(review_figures(), tables=(replace(table, rows=rows),))
    found = check_letter(letter.data, against=changed, notice=REVIEW_NOTICE, level="district")
    assert {"letter.opinions", "letter.counts"} <= {finding.rule for finding in found}


HONEST = (
    "截至2021年底，全区累计建成市级示范项目28个、国家级示范工厂1家，规模以上工业企业126家，上市公司2家。",
    "去年推荐项目12个，入选3个。",
    "截至10月20日，共收到9家企业的申报材料，4家企业因成熟度未达到二级等原因，本次不予推荐，经审核推荐5家。",
    "有12家企业报名，9家企业提交申报材料，经审核推荐5家。",
    "各区共收到企业申报45家，经区级初审报送项目18个，本次推荐项目5个，其中示范工厂2个、优秀场景3个。",
    "我们要求企业于10月18日前提交材料，按照2022年10月31日前报送的要求报送。",
    "收到材料8份，组织5名专家分2组评审，公示5个工作日，会同税务等3个部门核查。",
    "各街道初审后共报来项目9个，择优推荐项目5个（示范工厂2个、优秀场景3个）。",
    "按《示例市关于推进新型工业化的意见》（示政发〔2021〕7号）精神，我区智能制造水平居全市前列。",
    "10月20日前，企业完成网上填报。",
    "未收到异议。目前，已通过企业微信群+上门走访等方式送达。",
)


@pytest.mark.parametrize("text", HONEST)
def test_figures_of_other_matters_are_left_alone(text: str):
    found = check_letter(
        spoil(base("plain"), added(Style.BODY, text, 2)), against=figures(), notice=NOTICE, level="district"
    )
    assert [finding.message for finding in found if finding.severity is not Severity.INFO] == []


def test_what_stands_in_other_words_in_a_list_is_the_same_row():
    for old, new in (
        ("——重型装备智能制造示范工厂；", "（重型装备智能制造示范工厂）；"),
        ("——重型装备智能制造示范工厂；", "“重型装备智能制造示范工厂”；"),
        ("——重型装备智能制造示范工厂；", "；"),
        ("示范工厂；", "示范工厂（成熟度三级）；"),
    ):
        assert rules(spoil(base("plain"), retext(Style.LEVEL3, old, new))) == set()


def test_a_row_inserted_into_the_summary_is_one_difference():
    rows = summary_rows()
    added_row = {
        **rows[2],
        "enterprise": "武汉示例航空有限公司",
        "credit_code": "91420100MA4KEXM777",
        "project": "智能排产",
    }
    changed = figures_from_rows(NOTICE, SUMMARY, [*rows[:2], added_row, *rows[2:]], level="district")
    found = check_letter(base("plain"), against=changed, notice=NOTICE, level="district")
    named = [finding for finding in found if finding.rule == "letter.names" and finding.message.startswith("附表")]
    assert [finding.value for finding in named] == ["武汉示例航空有限公司"]


def test_what_is_too_late_is_said_only_when_the_day_is_given():
    assert "letter.notice-terms" in rules(base("plain"), today=date(2022, 11, 5))
    assert "letter.date-plausible" in rules(base("plain"), today=date(2022, 10, 1))


def test_findings_say_where_and_what_to_do():
    found = check_letter(spoil(base("plain"), retext(Style.BODY, "项目5个", "项目6个", 1)), against=figures())
    finding = next(finding for finding in found if finding.rule == "letter.counts")
    assert finding.message.startswith("正文“全区本次共推荐项目6个")
    assert (finding.value, finding.expected) == ("6", "5")
    assert finding.fix
    assert finding.basis


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"no zip", "not_a_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "unsupported"),
    ],
)
def test_no_word_document_is_refused_with_a_code(data: bytes, code: str):
    with pytest.raises(InputRefused) as refused:
        check_letter(data)
    assert refused.value.code == code


def test_a_letter_typed_without_our_styles_is_understood():
    document = docx.Document()
    document.sections[0].top_margin = Twips(2098)
    for text, align, size in (
        ("示例区经济和信息化局关于报送推荐项目的报告", 1, 22),
        ("示例市经济和信息化局：", 0, 16),
        ("一、总体情况", 0, 16),
        ("共推荐项目6个。", 0, 16),
        ("示例区经济和信息化局", 2, 16),
        ("2022.10.28", 2, 16),
    ):
        paragraph = document.add_paragraph()
        paragraph.alignment = align
        paragraph.add_run(text).font.size = Pt(size)
    out = BytesIO()
    document.save(out)
    found = rules(out.getvalue())
    assert {"letter.date-form", "letter.counts", "letter.body-font", "letter.page-number"} <= found
    assert not {"letter.addressee-form", "letter.organs"} & found
