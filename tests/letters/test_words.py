"""Wording, titles, profile, what a text says in figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from letter_samples import figures, review_figures

from xltools.errors import LetterError
from xltools.letters import Profile, load_profile, with_settings
from xltools.letters.checker import CHECKS
from xltools.letters.claims import counts_claimed, items_claimed, number, sums_claimed
from xltools.letters.kinds import KINDS
from xltools.letters.profile import KEYS
from xltools.letters.typesetting.title import LIMIT, break_title, shapely
from xltools.letters.vocabulary import FILTERS, NAMES
from xltools.letters.wording import clean, copies_text, date_text, money_text, numeral, parse_date, short_name, width
from xltools.words import masked_name


@pytest.mark.parametrize(("value", "text"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五")])
def test_numerals(value: int, text: str):
    assert numeral(value) == text
    if value > 1:
        assert number(text) == value


@pytest.mark.parametrize(("value", "text"), [(1, "1份"), (2, "一式两份"), (4, "一式四份"), (7, "一式七份")])
def test_copies(value: int, text: str):
    assert copies_text(value) == text


def test_dates_have_no_padding():
    assert date_text(date(2025, 7, 4)) == "2025年7月4日"
    assert parse_date("2025年7月4日") == date(2025, 7, 4)
    assert parse_date("2025年2月30日") is None
    assert parse_date("2025年07月04日") is None


@pytest.mark.parametrize(
    ("yuan", "text"), [("86000000", "8600万元"), ("123456700", "12345.67万元"), ("100", "0.01万元")]
)
def test_money(yuan: str, text: str):
    assert money_text(Decimal(yuan)) == text


def test_short_names():
    assert short_name("示例市经济和信息化局") == "示例市经信局"
    assert short_name("示例市发展和改革委员会") == "示例市发改委"


def test_clean_makes_one_literal_line():
    assert clean("a\nb\x00c\ud800\u2028d") == "a b c d"


@pytest.mark.parametrize(
    "title",
    [
        "示例区经信局　示例区发改局关于报送2022年度国家智能制造试点示范推荐项目的报告",
        "示例省经济和信息化厅关于推荐2025年度领航级智能工厂项目的函",
        "示例市经济和信息化局等6部门关于报送2025年度卓越级智能工厂推荐材料的函",
        "关于报送推荐项目的函",
    ],
)
def test_titles_break_between_words_in_a_form_the_standard_names(title: str):
    lines = break_title(title)
    assert "".join(lines).replace("　", "") == title.replace("　", "")
    assert max(width(line) for line in lines) <= LIMIT
    assert shapely(lines)
    for line in lines[1:]:
        assert line[0] not in "的和、造息示年"


def test_a_bar_breaks_a_title_by_hand():
    assert break_title("示例局关于|报送项目的函") == ("示例局关于", "报送项目的函")


def test_a_title_of_32767_characters_is_no_trap():
    lines = break_title("长" * 32767)
    assert "".join(lines) == "长" * 32767


def test_profile_reads_chinese_and_ascii_keys(tmp_path: Path):
    path = tmp_path / "office.toml"
    path.write_text('"发文机关" = ["甲局", "乙局"]\ncontact = "王五"\nsealed = false\n', encoding="utf-8")
    profile = load_profile(path)
    assert profile.items("发文机关") == ("甲局", "乙局")
    assert profile.get("联系人") == "王五"
    assert profile.get("盖章") == "否"


def test_settings_go_before_the_profile_and_unknown_keys_are_named():
    profile = with_settings(with_settings(Profile(), {"联系人": "甲"}), {"contact": "乙"})
    assert (profile.get("联系人"), profile.sources["联系人"]) == ("乙", "--set")
    with pytest.raises(LetterError, match="是不是“联系电话”"):
        with_settings(Profile(), {"联系电": "1"})


def test_a_broken_profile_says_where(tmp_path: Path):
    path = tmp_path / "office.toml"
    path.write_text("发文机关 = 甲局", encoding="utf-8")
    with pytest.raises(LetterError, match="office"):
        load_profile(path)
    with pytest.raises(LetterError, match="读不出"):
        load_profile(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        (
            "本次共推荐项目5个，涉及企业四家，其中示范工厂2个、优秀场景3个。推荐限额为示范工厂15个。每个项目一个场景。",
            ["推荐 项目 5", "推荐 企业 4", "推荐 示范工厂 2", "推荐 优秀场景 3", "限额 示范工厂 15"],
        ),
        (
            "各区初审后共向市里报送项目18个，6个项目未通过。本次推荐项目12个（示范工厂5个、优秀场景7个），涉及企业12家。",
            ["下级报送 项目 18", "未推荐 项目 6", "推荐 项目 12", "推荐 企业 12", "推荐 示范工厂 5", "推荐 优秀场景 7"],
        ),
        (
            "截至10月20日，共收到11家企业的申报材料，经审核推荐8家，3家企业因成熟度未达到二级等原因，本次不予推荐。",
            ["申报 企业 11", "推荐 企业 8", "未推荐 企业 3"],
        ),
        ("对11家申报企业近三年的信用情况进行了核查。", ["申报 企业 11"]),
        ("推荐甲公司等八家企业的8个项目", ["推荐 企业 8", "推荐 项目 8"]),
        # Other years, other things: no claim about this letter's matter.
        ("截至2021年底，累计建成示范项目28个、国家级示范工厂1家。", ["其他 项目 28", "其他 示范工厂 1"]),
        ("2021年，全区推荐项目6个，今年推荐项目5个。", ["其他 项目 6", "推荐 项目 5"]),
        ("传达至172家规模以上工业企业，会同3个部门，组织5名专家，收到材料8份。", []),
        ("全市13个行政区和3个功能区，所属13家二级单位。", []),
    ],
)
def test_counts_are_told_by_what_they_count_and_at_which_step(text: str, claims: list[str]):
    found = counts_claimed(text, figures(), year=2022)
    assert [f"{one.stage} {one.what} {one.value}" for one in found] == claims


def test_counts_are_read_in_linear_time_from_crafted_text():
    for text in ("（" * 20000, "1," * 15000, "推荐3个" * 4000, "（项3个）" * 4000, "1.1" * 9000):
        counts_claimed(text, figures())
        list(sums_claimed(text))


def test_items_carry_their_category():
    lines = ["（一）示范工厂（2个）", "1.甲——乙；", "（二）优秀场景（3个）", "1.丙——丁。"]
    assert [(item.number, item.category, item.text) for item in items_claimed(lines, figures())] == [
        (1, "示范工厂", "甲——乙"),
        (1, "优秀场景", "丙——丁"),
    ]


def test_sums_are_read_in_yuan():
    assert [said.amount for said in sums_claimed("共1,234.5万元，另2亿元")] == [
        Decimal("12345000.0"),
        Decimal(200000000),
    ]


def test_amounts_of_an_enterprise_are_added_in_yuan():
    assert review_figures().amount_of("武汉示例光电子科技有限公司") == Decimal("123456700")


def test_contacts_are_masked():
    assert masked_name("张示例") == "张**"
    assert {row.contact for row in figures().rows} == {"赵**"}
    assert "赵示例" not in repr(figures())


def test_the_manual_names_every_kind_key_slot_filter_and_check():
    manual = (Path(__file__).resolve().parents[2] / "docs" / "公函.md").read_text(encoding="utf-8")
    wanted = [f"`{kind}`" for kind in KINDS]
    wanted += [f"| {key.name} | `{key.ascii}` |" for key in KEYS]
    wanted += [f"`{name}`" for name in (*NAMES, *FILTERS)]
    wanted += [f"| `{check.id}` | {check.title} | {check.clause} |" for check in CHECKS]
    assert [words for words in wanted if words not in manual] == []
