"""Letters from figures: what they say, to whom, and what stops them."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import docx
import pytest
from letter_samples import ITEMS, LEDGER, NOTICE, REVIEW_NOTICE, SUMMARY, figures, office, summary_rows, texts

from xltools.errors import LetterError
from xltools.findings import Severity
from xltools.letters import Profile, figures_from_rows, make_letters
from xltools.notice.model import Column


def test_import_of_the_room_is_cheap():
    code = "import sys, xltools.letters; print([m for m in ('docx', 'jinja2', 'lxml', 'docxtpl') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_report_counts_what_the_summary_holds():
    (letter,) = make_letters(NOTICE, "district", figures(), office())
    said = "".join(texts(letter.data))
    assert "共推荐项目5个，涉及企业5家" in said
    assert "示范工厂2个、优秀场景3个" in said
    assert [finding.severity for finding in letter.findings] == ["info"]  # nobody said how they reviewed


def test_an_enterprise_with_two_projects_is_counted_once_and_listed_twice():
    rows = summary_rows()
    company = {key: rows[2][key] for key in ("enterprise", "credit_code", "district")}
    two = figures_from_rows(NOTICE, SUMMARY, [*rows[:4], {**rows[4], **company}], level="district", sha256="0" * 64)
    (letter,) = make_letters(NOTICE, "district", two, office())
    said = texts(letter.data)
    assert "共推荐项目5个，涉及企业4家" in "".join(said)
    assert len([text for text in said if text[2:].startswith(f"{company['enterprise']}——")]) == 2


def test_a_review_tells_the_projects_of_one_enterprise_apart():
    one, two = "武汉示例装备股份有限公司", "武汉示例食品有限公司"
    given = [(one, "重型装备智能工厂", "8600"), (one, "轻型装备智能工厂", "9600"), (two, "食品智能工厂", "5200")]
    rows = [
        {"rank": str(rank), "company": name, "credit_code": name, "project": project, "amount": amount}
        for rank, (name, project, amount) in enumerate(given, 1)
    ]
    made = figures_from_rows(REVIEW_NOTICE, LEDGER, rows, level="district", sums={"amount": Decimal(234_000_000)})
    (letter,) = make_letters(REVIEW_NOTICE, "district", made, office(核查意见="符合"), kind="review-report")
    said = texts(letter.data)
    assert "经核查，推荐以下企业2家、项目3个：" in said
    assert [text for text in said if "——" in text] == [
        f"1.{one}——重型装备智能工厂；", f"2.{one}——轻型装备智能工厂；", f"3.{two}——食品智能工厂。"
    ]  # fmt: skip
    table = docx.Document(BytesIO(letter.data)).tables[0]
    assert [[cell.text for cell in row.cells][2::5] for row in table.rows] == [
        ["项目名称", "投资额不低于5000万元"],
        ["重型装备智能工厂", "8600.00万元"],
        ["轻型装备智能工厂", "9600.00万元"],
        ["食品智能工厂", "5200.00万元"],
    ]


def test_one_item_that_stands_twice_is_said_to_whoever_signs():
    (letter,) = make_letters(NOTICE, "district", figures((*ITEMS[:4], ITEMS[2])), office())
    (twice,) = [one for one in letter.findings if one.rule == "letter.rows-alike"]
    assert "优秀场景序号3与前面的序号1都是“武汉示例汽车零部件有限公司——产线柔性配置”" in twice.message
    assert twice.severity is Severity.ERROR
    assert "共推荐项目5个" in "".join(texts(letter.data))
    (sound,) = make_letters(NOTICE, "district", figures(), office())
    assert "letter.rows-alike" not in {one.rule for one in sound.findings}


def test_a_row_without_an_enterprise_stops_the_letter():
    items = (*ITEMS, ("示范工厂", "", "某项目", ""))
    with pytest.raises(LetterError, match=r"示范工厂序号3没有企业名称.*补上"):
        make_letters(NOTICE, "district", figures(items), office())


def test_a_report_without_a_profile_waits_with_marked_fill_ins():
    (letter,) = make_letters(NOTICE, "district", figures(), Profile())
    assert [finding.value for finding in letter.findings] == ["发文机关", "成文日期", "联系人", "联系电话", "审核情况"]
    assert any("【待填：成文日期】" in text for text in texts(letter.data))


def test_a_red_head_stops_where_a_slot_is_empty():
    with pytest.raises(LetterError, match="成文日期"):
        make_letters(NOTICE, "district", figures(), office(成文日期=""), settings={"版头": "文件"})


def test_one_letter_for_each_addressee():
    letters = make_letters(NOTICE, "province", figures(level="province"), Profile())
    assert [letter.addressee for letter in letters] == ["工业和信息化部", "国家发展改革委"]
    assert [letter.file_suffix for letter in letters] == ["工业和信息化部", "国家发展改革委"]


def test_the_same_input_gives_the_same_bytes():
    first, second = (make_letters(NOTICE, "district", figures(), office())[0].data for _ in range(2))
    assert first == second


def test_hostile_text_stays_literal():
    nasty = "A&B <甲> {{ 企业数 }} {% x %}\n[标题] 假标题\x00=1+1"
    items = (("示范工厂", nasty, nasty, "示例一区"),)
    (letter,) = make_letters(NOTICE, "district", figures(items), office())
    line = next(text for text in texts(letter.data) if text.startswith("现推荐"))
    assert nasty[:8] in line
    assert "A&B <甲> {{ 企业数 }} {% x %} [标题] 假标题 =1+1" in line


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"审核情况": "经审核，共推荐项目9个。"}, "9"),
        ({"其他说明": "其中示范工厂三个。"}, "示范工厂写的是3"),
        ({"审核情况": "详见 {{ 附件 }}。"}, "{{"),
    ],
)
def test_words_of_a_person_that_contradict_the_summary_stop_the_letter(settings: dict[str, str], words: str):
    with pytest.raises(LetterError, match=words):
        make_letters(NOTICE, "district", figures(), office(), settings=settings)


def test_a_ledger_without_enterprises_makes_no_letter():
    nameless = tuple(("示范工厂", "", "", "") for _ in range(3))
    with pytest.raises(LetterError, match="企业名称"):
        make_letters(NOTICE, "district", figures(nameless), office())


def test_numbers_come_from_the_pattern_and_signers_are_as_many_as_organs():
    (letter,) = make_letters(NOTICE, "district", figures(), office(版头="文件"))
    number = next(text for text in texts(letter.data) if "签发人" in text)
    assert number.startswith("示经信〔2022〕18号")
    with pytest.raises(LetterError, match="签发人1个"):
        make_letters(NOTICE, "district", figures(), office(版头="文件", 签发人="张三"))


def test_each_enterprise_gets_its_own_paper_or_only_the_one_asked_for():
    letters = make_letters(NOTICE, "enterprise", figures(level="enterprise"), office(), kind="承诺书")
    assert len(letters) == 5
    assert len({letter.file_suffix for letter in letters}) == 5
    one = {"企业名称": "武汉示例新材料有限公司"}
    (letter,) = make_letters(NOTICE, "enterprise", figures(level="enterprise"), office(), kind="承诺书", settings=one)
    assert "武汉示例新材料有限公司" in "".join(texts(letter.data))
    wrong = {"企业名称": "武汉示例新材料公司"}
    with pytest.raises(LetterError, match="是不是"):
        make_letters(NOTICE, "enterprise", figures(level="enterprise"), office(), kind="承诺书", settings=wrong)


def test_an_enterprise_that_the_office_refuses_is_not_recommended():
    columns = (*LEDGER.columns, Column(key="opinion", heading="审核意见"), Column(key="note", heading="备注"))
    attachment = replace(LEDGER, columns=columns)
    rows = [
        {"rank": "1", "company": "武汉示例甲有限公司", "project": "甲厂", "opinion": "推荐", "amount": "6000"},
        {"rank": "2", "company": "武汉示例乙有限公司", "project": "乙厂", "opinion": "不予推荐", "note": "未完工"},
    ]
    summary = figures_from_rows(REVIEW_NOTICE, attachment, rows, level="district")
    settings = {"核查意见": "已核查", "成文日期": "2025年10月16日"}
    (letter,) = make_letters(REVIEW_NOTICE, "district", summary, office(), kind="review-report", settings=settings)
    said = texts(letter.data)
    assert any(text.startswith("经核查，同意推荐企业1家") and "武汉示例甲有限公司" in text for text in said)
    assert "武汉示例乙有限公司：未完工。" in said  # one alone bears no number
