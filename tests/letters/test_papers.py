"""Letters about no summary: 请示, 复函, 转发通知, 补正通知书, 催报函, and a text set as a 公文; and the right letter for what is given."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import pytest
from letter_samples import NOTICE, figures, office

from xltools.app.letter import LetterOptions, write_letters
from xltools.errors import LetterError, UsageError
from xltools.letters import (
    Letter,
    OverduePapers,
    Profile,
    ReturnedPapers,
    Shortcoming,
    check_letter,
    correction_notice,
    figures_from_rows,
    make_letters,
    make_paper,
    reminder,
)
from xltools.letters.figures import says_yes
from xltools.letters.manuscript import Style
from xltools.letters.plaintext import read_text
from xltools.letters.senders import pronoun
from xltools.letters.wording import short_name, together, typed_date
from xltools.notice.load import load_notice

DISTRICT, PROVINCE = NOTICE.level("district"), NOTICE.level("province")
CODE = Shortcoming(
    file="甲公司.xlsx", place="“附件5”D5", problem="信用代码校验位不符。", fix="按执照改正", clause="example-2022 §三"
)


def said(letter: Letter) -> str:
    return "\n".join(one.text.replace("\n", "") for one in docx.Document(BytesIO(letter.data)).paragraphs)


def errors(letter: Letter) -> list[str]:
    return [one.message for one in check_letter(letter.data) if one.severity == "error"]


def test_what_has_to_be_put_right_is_said_by_file_and_cell():
    papers = ReturnedPapers(
        unit="示例甲有限公司", shortcomings=(CODE,), deadline=date(2022, 10, 28), how="发到收件邮箱"
    )
    letter = correction_notice(NOTICE, DISTRICT, office(), papers)
    text = said(letter)
    assert letter.addressee == "示例甲有限公司"
    assert "“甲公司.xlsx”“附件5”D5：信用代码校验位不符；按执照改正（通知§三）。" in text
    assert "请于2022年10月28日前改正后重新报送，发到收件邮箱。" in text
    assert errors(letter) == []


def test_many_shortcomings_stand_in_an_annex_and_an_unsaid_deadline_waits():
    papers = ReturnedPapers(
        unit="示例甲有限公司", shortcomings=tuple(replace(CODE, place=f"D{n}") for n in range(5, 14))
    )
    letter = correction_notice(NOTICE, DISTRICT, office(), papers)
    assert "有9处需要补正（详见附件）。" in said(letter)
    assert len(docx.Document(BytesIO(letter.data)).tables[0].rows) == 10
    assert [one.value for one in letter.findings if one.rule == "letter.fill-in"] == ["补正期限"]
    assert errors(letter) == []


def test_a_reminder_names_what_did_not_come_and_when_it_was_due():
    papers = OverduePapers(
        unit="示例区经济和信息化局", papers=("推荐汇总表",), due=date(2022, 10, 31), deadline=date(2022, 11, 2)
    )
    letter = reminder(NOTICE, PROVINCE, office(成文日期="2022年11月1日"), papers)
    text = said(letter)
    assert letter.title.endswith("材料的函")
    assert "应于2022年10月31日前报送" in text
    assert "\n推荐汇总表。\n" in text  # one alone bears no number
    assert "请于2022年11月2日前报送" in text
    assert text.count("特此函告。") == 1
    assert errors(letter) == []


def test_a_request_asks_and_a_reply_answers():
    asked = make_paper(
        NOTICE, DISTRICT, office(), kind="请示", settings={"事由": "延期报送", "正文": "情况一。|情况二。"}
    )
    assert asked.title.endswith("关于延期报送的请示")
    assert asked.addressee == "示例市经济和信息化局"
    assert "情况一。\n情况二。\n妥否，请批示。" in said(asked)
    settings = {
        "事由": "项目归属",
        "来函": "《关于商请确认的函》（示函〔2022〕3号）",
        "正文": "项目在我区。",
        "主送机关": "示例二区经信局",
    }
    answered = make_paper(NOTICE, DISTRICT, office(), kind="复函", settings=settings)
    assert "（示函〔2022〕3号）收悉。现函复如下：\n项目在我区。\n特此函复。" in said(answered)
    assert errors(asked) == errors(answered) == []


def test_a_forwarded_notice_keeps_its_title_and_the_lower_levels_deadline():
    notice = load_notice("hubei-2022")
    letter = make_paper(notice, notice.level("city"), office(), kind="转发通知", settings={"主送机关": "各区经信局"})
    assert letter.title.endswith("关于转发省经信厅 省发改委申报2022年度国家智能制造试点示范的通知")
    assert "请于2022年10月31日前将有关材料（申报书纸质版一式四份）报送" in said(letter)


def test_what_is_published_holds_no_telephone_and_no_code():
    (letter,) = make_letters(NOTICE, "district", figures(), office(公示期="10月28日至11月1日"), kind="公示")
    table = docx.Document(BytesIO(letter.data)).tables[0]
    assert [cell.text for cell in table.rows[0].cells] == ["序号", "企业名称", "项目名称", "类别"]
    assert letter.addressee == ""
    assert errors(letter) == []


TEXT = """# 关于召开座谈会的通知
各有关企业：

为做好申报工作，定于**11月3日**召开座谈会，
请按时参加（见附件）。

## 时间和地点
11月3日上午。
### 要求
1. 带申报书；

附件：会议议程

示例区经济和信息化局
2022.10.28
"""


def test_a_text_becomes_a_letter_with_its_parts_told_apart():
    text = read_text(TEXT, markdown=True)
    assert (text.title, text.addressee, text.date) == ("关于召开座谈会的通知", "各有关企业", "2022年10月28日")
    assert (text.organs, text.enclosures) == (("示例区经济和信息化局",), ("会议议程",))
    assert [(one.style, one.text) for one in text.paragraphs] == [
        (Style.BODY, "为做好申报工作，定于11月3日召开座谈会，请按时参加（见附件）。"),
        (Style.LEVEL1, "一、时间和地点"),
        (Style.BODY, "11月3日上午。"),
        (Style.LEVEL2, "（一）要求"),
        (Style.LEVEL3, "1. 带申报书；"),
    ]
    letter = make_paper(NOTICE, DISTRICT, Profile(), kind="文本公文", matter=text)
    assert "附件：会议议程（另附）" in said(letter)
    with pytest.raises(LetterError, match="没有内容"):
        read_text(" \n", markdown=False)


def test_an_enterprise_writes_no_letter_of_an_office():
    with pytest.raises(LetterError, match="这一级不写上报函"):
        make_letters(NOTICE, "enterprise", figures(level="enterprise"), office(), kind="上报函")


@pytest.mark.parametrize(
    ("given", "addressees"),
    [
        ("省", ["工业和信息化部", "国家发展改革委"]),
        ("央企", ["工业和信息化部", "国务院国资委"]),
        ("省级累计超过300个的省", ["工业和信息化部", "国家发展改革委"]),
        ("兵团", ["工业和信息化部", "国家发展改革委"]),
    ],
)
def test_no_addressee_is_dropped(given: str, addressees: list[str]):
    notice = load_notice("miit-2023")
    level = notice.level("province")
    part = replace(figures(level="province"), notice="miit-2023")
    profile = office(发文机关="示例省经济和信息化厅、示例省发展和改革委员会", 报送主体=given, 成文日期="2023年9月12日")
    made = make_letters(notice, level, part, profile)
    assert [letter.addressee for letter in made] == addressees
    with pytest.raises(LetterError, match="不认识"):
        make_letters(notice, level, part, office(报送主体="地级市"))


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"材料一致": "是"}, "纸质材料与网上填报内容一致。"),
        (
            {"会同部门": "示例区财政局、示例区市场监管局", "审核时间": "10月25日"},
            "10月25日，我们会同示例区财政局和示例区市场监管局对申报材料进行了审核。",
        ),
        ({"线上审核": "2022.10.26"}, "我们已于2022年10月26日完成线上审核。"),
        ({"公示情况": "10月26日至27日公示，没有异议"}, "10月26日至27日公示，没有异议。"),
        ({"申报数": "7", "初审未通过数": "2"}, "收到申报的项目7个，初审未通过2个。"),
    ],
)
def test_what_was_done_is_said_only_where_somebody_said_it(settings: dict[str, str], words: str):
    (silent,) = make_letters(NOTICE, "district", figures(), office())
    (spoken,) = make_letters(NOTICE, "district", figures(), office(), settings=settings)
    assert words not in said(silent)
    assert words in said(spoken)


def test_fewer_applied_than_are_recommended_is_a_contradiction():
    with pytest.raises(LetterError, match="申报数4少于推荐的5个"):
        make_letters(NOTICE, "district", figures(), office(), settings={"申报数": "4"})


def test_a_red_head_names_all_that_is_missing_at_once():
    with pytest.raises(LetterError, match="“文号”、“成文日期”、“联系人”、“联系电话”、“签发人”"):
        make_letters(
            NOTICE,
            "district",
            figures(),
            Profile(),
            settings={"版头": "文件", "发文机关": "示例区经信局、示例区发改局"},
        )


@pytest.mark.parametrize(
    ("opinion", "yes"),
    [
        ("推荐", True),
        ("未发现问题，同意上报", True),
        ("不存在异议，推荐", True),
        ("不予推荐", False),
        ("暂缓推荐", False),
        ("", False),
        ("待核实", False),
    ],
)
def test_an_opinion_says_yes_or_it_does_not(opinion: str, yes: bool):
    assert says_yes(opinion) is yes


def test_words_of_organs():
    assert short_name("示例经济技术开发区管理委员会") == "示例经济技术开发区管委会"
    assert [pronoun((name,)) for name in ("示例区管委会", "示例区发改委", "示例集团有限公司", "示例集团", "示例局")] == [
        "我委", "我委", "我公司", "我集团", "我局",
    ]  # fmt: skip
    assert together(["领航级智能工厂", "卓越级智能工厂"]) == "领航级、卓越级智能工厂"
    assert typed_date("二〇二五年七月四日") == date(2025, 7, 4)


def test_a_cover_names_who_recommends_in_full_and_files_need_no_paper_copies():
    notice = load_notice("wuhan-2025")
    rows = [{"enterprise": "武汉示例甲有限公司", "project": "甲厂"}]
    summary = figures_from_rows(notice, notice.attachment("附表"), rows, level="enterprise", sender="江汉区")
    (cover,) = make_letters(notice, "enterprise", summary, Profile(), kind="资料清单封面")
    assert "推荐单位：江汉区经济和信息化局" in said(cover)
    table = docx.Document(BytesIO(cover.data)).tables[0]
    copies = {row.cells[1].text: row.cells[4].text for row in table.rows}
    assert copies["申请报告"] == "一式七份"
    assert copies["演示文稿（PPT）"] == copies["智能工厂建设情况文字简介（150字以内）"] == "电子版"


def test_an_annex_holds_no_columns_of_our_own_work():
    notice = load_notice("wuhan-2025")
    rows = [
        {"enterprise": "武汉示例甲有限公司", "opinion": "推荐", "findings": "0", "software": "6", "meets_floor": "是"}
    ]
    summary = figures_from_rows(notice, notice.attachment("附表"), rows, level="district", sender="江汉区")
    (letter,) = make_letters(notice, "district", summary, office(成文日期="2025年10月15日"))
    heads = [cell.text for cell in docx.Document(BytesIO(letter.data)).tables[-1].rows[0].cells]
    assert "审核意见" in heads
    assert not {"校验错误数", "软件数", "待定投入"} & set(heads)


def test_a_notice_of_many_issuers_is_forwarded_under_a_short_title():
    tianjin = load_notice("tianjin-2025")
    letter = make_paper(tianjin, tianjin.level("district"), office(成文日期="2025年7月1日"), kind="forward")
    assert "转发市工业和信息化局等六部门组织开展" in letter.title
    text = said(letter)
    assert text.count("市国资委 市市场监督管理委员会 市数据局关于组织开展") == 2  # cited and enclosed in full


def test_an_office_puts_its_own_name_where_the_notice_says_the_place_concerned():
    hubei = load_notice("hubei-2022")
    rows = [{"enterprise": "武汉示例甲有限公司", "project": "示例项目"}]
    whole = figures_from_rows(hubei, hubei.attachment("附件5"), rows, level="district")
    (letter,) = make_letters(hubei, "district", whole, office(), kind="承诺书")
    assert letter.addressee == "示例区经济和信息化局、示例区发展和改革局"
    (letter,) = make_letters(hubei, "district", whole, Profile(), kind="承诺书")
    assert letter.addressee.startswith("所在区")


def test_papers_beside_a_letter_call_the_programme_as_it_does():
    hubei = load_notice("hubei-2022")
    rows = [{"enterprise": "武汉示例甲有限公司", "project": "示例项目"}]
    whole = figures_from_rows(hubei, hubei.attachment("附件5"), rows, level="district")
    titles = [make_letters(hubei, "district", whole, office(), kind=kind)[0].title for kind in ("report", "handover")]
    assert all("2022年度国家智能制造试点示范" in title for title in titles)


@pytest.mark.parametrize("text", ["按照《通知》附件5的格式填报。", "详见通知附件2、附件6。", "“附件7”已填。"])
def test_another_papers_annexes_are_not_missed_in_this_letter(text: str):
    letter = make_paper(NOTICE, DISTRICT, office(事由="延期", 正文=text), kind="request")
    assert errors(letter) == []


@pytest.mark.parametrize(
    ("kind", "written"), [("", True), ("文本公文", True), ("补正通知书", False), ("report", False)]
)
def test_a_text_of_ones_own_is_no_other_kind(kind: str, written: bool, tmp_path: Path):
    text, out = tmp_path / "稿.md", tmp_path / "函.docx"
    text.write_text("关于延期的请示\n\n示例厅：\n\n情况如下。\n\n当否，请批示。\n", encoding="utf-8")
    options = LetterOptions(summaries=(str(text),), out=str(out), kind=kind)
    if written:
        write_letters(options)
    else:
        with pytest.raises(UsageError, match="只能写成文本公文"):
            write_letters(options)
    assert out.exists() is written
