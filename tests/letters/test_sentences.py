"""What is said of a sentence: right ones, wrong ones and near misses side by side, each paragraph by itself.

The paragraphs of a group stand in one letter; all that is said of it stands in tests/golden/letter-sentences.txt
(`--update-golden`, and read the difference).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from letter_samples import REVIEW_NOTICE, figures, review_figures
from letters.edges import B, Edit, N, T, at, found, line_of, opened, put, run, say, text, then

from xltools.letters.checker.opened import OpenedLetter
from xltools.letters.checker.slips import misspelt
from xltools.letters.manuscript import Style
from xltools.letters.slots import title_organs

GROUPS: dict[str, tuple[str, ...]] = {
    "copies": (
        "申报书一式四份。", "申报书一式三份。", "申报书一式二份。", "每个项目申报材料4份。", "各企业申报材料3 份。", "各企业材料1份。", "每家材料4份。", "每家材料2份。",
        "申报书5份。", "收到申报书5份。", "汇总表1份，推荐函2份。", "申报企业一式一份。", "申报单位一式两份。", "一式十份。", "共报申报书4份。",
    ),
    "volumes": (
        "一式四份，共20本。", "一式四份，共计21本。", "一式四份，共16册。", "共21本。", "每家四份，合计20份。", "每个项目4份，总计19份。", "一式一份，共5本。", "一式两份，共 10 册。",
    ),
    "days": (
        "请于2022年10月28日前反馈。", "请于2022年10月29日前反馈。", "请于10月27日前函复。", "请于11月5日之前回复。", "请于2月30日前报送。", "按照2022年10月31日前报送的要求办理。",
        "按照2022年10月30日前报送的要求办理。", "通知要求2022年10月30日前报送。", "各单位10月20日前报送。", "各单位12月20日前报送。", "各单位12月15日前报送。", "企业11月2日前完成建设。",
        "《关于10月1日前报送的通知》。", "截止日期为2022年10月31日。", "截止日期为10月30日。", "截止时间：2022年12月16日。", "请于2021年10月20日前函复并报送。", "12月31日以前报送材料。",
    ),
    "areas": (
        "全市企业踊跃申报。", "在全市企业中领先。", "全省项目建设加快。", "全市率先企业很多。", "全区企业踊跃。", "全省本次推荐。", "全市共收到。", "全市上下努力推动数字化工作企业。", "《全市企业名录》。", "全市企业家座谈。", "全市5家。", "全市企业服务中心。",
    ),
    "limits": ("通知限额为示范工厂15个。", "名额为优秀场景3个。", "上限为示范工厂2个、优秀场景30个。", "示范工厂不超过9个。", "限额管理从严。"),
    "applied": (
        "本次共收到申报企业12家。", "其中，收到项目4个。", "不予推荐企业3家。", "共推荐企业5家。", "经审核推荐项目4个。", "区内现有企业90家，累计推荐项目50个。", "2021年推荐项目12个。", "涉及企业6家。",
        "示例一区2个。", "示例一区3个。", "推荐示范工厂二个。", "推荐示范工厂三个。", "拟推荐企业 5 家，3家不予推荐，其余2家推荐。", "各区推荐企业40家。", "收到企业12家（其中示范工厂9个）。", "推荐企业五家。", "推荐企业十二家。",
    ),
    "balanced": ("本次共收到申报企业8家。", "不予推荐企业3家。"),
    "unbalanced": ("本次共收到申报企业8家。", "不予推荐企业2家。", "未通过企业2家。"),
    "fewer": ("本次共收到申报企业4家。", "本次共收到申报项目5个。"),
    "same refused": ("本次收到申报企业7家，上报企业9家。", "各区报送企业8家。", "不予推荐企业3家。"),
    "amounts": ("总投资100万元。", "投入1,234.5万元。", "支出3元。", "设备2亿元。", "《投资5亿元的办法》。", "编号1.2.3万元。"),
    "citations": (
        "根据《关于申报2022年度国家智能制造试点示范的通知》（示经信函〔2022〕41号）要求。", "根据示经信函〔2022〕40号要求。", "根据示经信函〔2021〕40号要求。", "依照示经信办函〔2022〕40号要求。",
        "按照别办函〔2022〕40号要求。", "按照示例府发〔2020〕7号要求。", "根据《关于申报2022年度国家智能制造试点示范的通知》要求。", "根据《关于申报2021年度国家智能制造试点示范的通知》要求。", "根据《关于印发别的办法的通知》要求。",
        "根据《关于申报2022年度国家智能制造试点示范的通知》（别经信函〔2022〕8号）要求。", "示经信函[2022]40号。", "示经信函（2022）第40号。", "示经信函【2022】040号。", "示经信函〔2022〕40号。",
    ),
    "short titles": (
        "根据《关于申报2022年度国家智能制造试点示范的通知》（以下简称《通知》）要求。", "《通知》要求。", "《办法》要求。", "《办法》又要求。", "《关于申报2022年度国家智能制造试点示范的通知》再要求。", "“意见”如下。", "（简称《方案》）。", "《方案》如下。",
    ),
    "papers": (
        "申报书见附件1。", "汇总表见附件1。", "汇总表、申报书见附件2。", "申报表（见附件2）。", "申报书（附件2）。汇总表另报。见附件1。", "推荐表见附件2，承诺书见附件1。", "《办法》附件9、通知附件5-7，“附件8”。",
    ),
    "headings": ("一、甲", "（二）乙", "1.丙", "3.丁", "（1）戊", "（2）己", "二、庚。", "（一）辛：壬。", "四、癸", "（十）子，", "5.丑：", "（1）寅", "（3）卯"),
    "marks": (
        "甲,乙。", "甲（乙)。", "甲(乙）。", "示例“甲\"。", "It's 好。", "甲'乙'。", "《甲》《乙。", "〔2022]。", "甲?", "v1.2(beta)版", "甲 ,乙", "甲；;乙", "甲。，乙", "甲……乙", "！！", "?？",
    ),
    "slips": (
        "的的企业。", "了解。", "项目项目。", "推荐项目，项目建设。", "局 市发改委来函。", "企业 申报。", "申 报。", "推存企业。", "甲报企业。", "工亚企业。", "入民政府。", "大力推进。", "末通过审核。", "期末考核。", "健设项目。", "知能制造。", "自已申报。", "土建。", "等等。",
    ),
    "left over": (
        "XX局。", "xx年。", "xXx。", "x轴。", "MAXX公司。", "todo 事项。", "TBD。", "None。", "None的。", "Nonesuch。", "nan。", "NaN 值。", "banana。", "{{名称}}。", "{% if %}。", "{名称}。", "{}。", "〔〕12号。", "《》。", "___。", "__。", "＿＿。", "某某局。", "某局。", "#REF!。", "##。", "（）。", "（见）。", "（ 详见 ）。", "（见附件1）。",
        "××局。", "×局。", "□□。", "□。", "**。", "*。", "〇〇。", "二〇〇八年。", "锟斤拷。", "待填内容。", "【待填：联系人】。", "【待填：联系人】和【待填：电话】。", "\ue000。", "\x0b换行。",
    ),
    "asks": ("恳请贵局给予支持。", "请求安排资金。", "望各企业努力。", "是否妥当，请审阅。", "“请批示”三字。", "《请批准办法》。", "请予支持。", "敬请关注。", "申请资金的企业很多。"),
}  # fmt: skip


def beside(paragraphs: tuple[str, ...], document: OpenedLetter) -> OpenedLetter:
    """The letter with these paragraphs behind its first one."""
    model = at(document, B)
    added = [replace(model, runs=(replace(model.runs[0], text=one),)) for one in paragraphs]
    place = document.paragraphs.index(model) + 1
    made = [*document.paragraphs[:place], *added, *document.paragraphs[place:]]
    return replace(document, paragraphs=tuple(replace(para, index=index) for index, para in enumerate(made)))


Golden = Callable[[str, str, str], None]


def pinned(golden_part: Golden, title: str, document: OpenedLetter, **options: object) -> None:
    golden_part("letter-sentences.txt", title, "".join(sorted(f"{line_of(one)}\n" for one in found(document, **options))))


@pytest.mark.parametrize("group", GROUPS)
def test_sentences(group: str, golden_part: Golden) -> None:
    pinned(golden_part, group, beside(GROUPS[group], opened("plain")))


def test_a_limit_is_one_of_the_notices(golden_part: Golden) -> None:
    province = {"against": figures(level="province"), "level": "province"}
    pinned(golden_part, "limits of a province", beside(GROUPS["limits"], opened("plain")), **province)


def test_without_a_notice_or_a_summary_only_the_letter_is_looked_at(golden_part: Golden) -> None:
    said = tuple(one for name in ("copies", "days", "limits", "applied", "citations", "papers") for one in GROUPS[name])
    document = beside(said, opened("plain"))
    pinned(golden_part, "no notice", document, notice=None, level="")
    pinned(golden_part, "no summary", document, against=None)
    pinned(golden_part, "no level", document, level="")
    pinned(golden_part, "another notice", document, notice=REVIEW_NOTICE, against=review_figures())


def with_word(size: float) -> Edit:
    """A word of another size at the end of the first paragraph."""

    def edit(document: OpenedLetter) -> OpenedLetter:
        para = at(document, B)
        return put(B, 0, runs=(*para.runs, replace(para.runs[0], text="小字", size=size)))(document)

    return edit


def _title(new: str) -> Edit:
    return text(T, new)


ORGAN, D, A, E2 = Style.ORGAN, Style.DATE, Style.ATTACHMENTS, Style.ATTACHMENTS_NEXT
SINGLE: dict[str, tuple[str, Edit]] = {
    **{
        f"title {one}": ("plain", _title(one))
        for one in (
            "示例区经信局等两部门关于报送2022年度国家智能制造试点示范推荐项目的报告", "示例区经信局等3部门关于报送2022年度国家智能制造试点示范推荐项目的报告", "示例区经信局等2个单位关于报送2022年度国家智能制造试点示范推荐项目的报告",
            "示例区经信局等十二个部门关于报送2022年度国家智能制造试点示范推荐项目的报告", "示例区经信局等部门关于报送2022年度国家智能制造试点示范推荐项目的报告",
            "示例区发改局　示例区经信局关于报送2022年度国家智能制造试点示范推荐项目的报告", "关于报送2022年度国家智能制造试点示范推荐项目的报告", "示例区经信局、示例区发改局关于报送2021年度、2022年绿色制造推荐项目的请示",
            "示例区经信局　示例区发改局关于2023年度国家智能制造先进级试点示范的函", "示例区经信局　示例区发改局关于商请协助国家智能制造试点示范的函", "示例区经信局　示例区发改局关于智能制造的请示报告", "示例区经信局　示例区发改局关于智能制造的汇报",
            "示例区经信局　示例区发改局关于报送智能制造的意见。",
        )
    },
    **{
        f"note {one}": ("plain", text(N, one))
        for one in (
            "（联系人：王五，联系电话：027-0000000）", "（联系人：王五，电话：12345）", "（联系人：王五，手机：138 0000 0000）", "（联系人：王五，联系方式：微信abc1234）", "（联系人：王五）", "（联系人：【待填：联系人】）", "联系人：王五，联系电话：027-00000000",
            "　　（联系人：王五，联系电话：13800000000）", "（联系人：王五，电话：027-00000000、027-00000001）", "（电话：wang@example.com）",
        )
    },
    **{
        f"day {one}": ("plain", text(D, one))
        for one in ("2022年10月9日", "2022年10月09日", "2022年1月31日", "2022年2月29日", "2022年12月1日", "2022年10月", "二〇二二年十月九日", "【待填：成文日期】", "2022年10月10日。", "1999年10月10日")
    },
    **{
        f"enclosures {one}": ("plain", then(text(A, one), text(E2, two)))
        for one, two in (
            ("附件：智能制造试点示范项目推荐汇总表", "2.申报书（另附）"), ("附件：1.智能制造试点示范项目推荐汇总表（1份）", "2.智能制造试点示范申报书（另送）"), ("附件：1.汇总表", "3.智能制造试点示范项目申报书（另寄）"),
            ("附件：2.智能制造试点示范项目推荐汇总表", "1.智能制造试点示范项目申报书（单独装订）"), ("附件 1.智能制造试点示范项目推荐汇总表，", "2.智能制造试点示范项目申报书."),
        )
    },
    **{
        f"organ {one}": ("single", text(ORGAN, one))
        for one in ("示例区经信局", "示例区经济和信息化局　　示例区财政局", "【待填：发文机关】", "示例集团有限公司", "示例市经济和信息化局", "示例省经济和信息化厅", "示例县经济和信息化局")
    },
    **{
        f"date at {where}": ("single", put(D, 0, **place))
        for where, place in {
            "right 4": {"align": "right", "left": 0.0, "first": 0.0, "right": 4.0}, "right 3.3": {"align": "right", "left": 0.0, "first": 0.0, "right": 3.3}, "centre": {"align": "center", "left": 0.0, "first": 0.0, "right": 0.0},
            "left 12": {"left": 12.0, "first": 0.0}, "left 13.4": {"left": 13.4, "first": 0.0}, "left 15": {"left": 15.0, "first": 0.0}, "first line": {"left": 12.0, "first": 2.1},
        }.items()
    },
    "copied to the addressee": ("head", text(Style.IMPRINT, "　抄送：示例市经信局，示例市财政局")),
    "printed without a day": ("head", text(Style.IMPRINT, "　示例区经济和信息化局办公室　2022年10月印发", 1)),
    "printed on no day": ("head", text(Style.IMPRINT, "　示例区经济和信息化局办公室　2022年2月30日印发", 1)),
    "copied below printed": ("head", then(text(Style.IMPRINT, "　示例区经济和信息化局办公室　2022年10月28日印发"), text(Style.IMPRINT, "　抄送：示例市财政局。", 1))),
    "no rule above": ("head", put(Style.IMPRINT, 0, borders={})),
    "no rule below": ("head", put(Style.IMPRINT, 1, borders={})),
    "rules just right": ("head", then(put(Style.IMPRINT, 0, borders={"top": (6, "000000")}), put(Style.IMPRINT, 1, borders={"bottom": (10, "000000")}))),
    "mark of one organ": ("head", text(Style.MARK, "示例区财政局")),
    "addressees": ("plain", text(Style.ADDRESSEE, "示例市经信局、示例市财政局，示例市发改委：")),
    "no addressee": ("plain", text(Style.ADDRESSEE, "　")),
    "a break before the organs": ("plain", put(ORGAN, 0, page_break=True)),
    "no closing": ("plain", text(B, "以上。", -1)),
    "of another kind": ("plain", text(B, "专此函达。", -1)),
    "private": ("plain", text(B, "此致", -1)),
    "nearly unreadable": ("plain", run(B, 0, size=5.0)),
    "unreadable": ("plain", run(B, 0, size=4.9)),
    **{f"a word of {size} points": ("plain", with_word(size)) for size in (4.9, 5.0, 15.4, 15.6, 16.4, 16.6)},
    "italic": ("plain", run(B, 0, italic=True)),
    "a pitch of its own": ("plain", put(B, 0, line=540)),
    "a pitch too low": ("plain", put(B, 0, line=539)),
    "a pitch too high": ("plain", put(B, 0, line=621)),
    "one and a half": ("plain", put(B, 0, line=None, factor=1.5)),
    "nearly single": ("plain", put(B, 0, line=None, factor=1.05)),
    "a pitch of the heading": ("plain", put(Style.LEVEL1, 0, line=700)),
}  # fmt: skip


@pytest.mark.parametrize("case", SINGLE)
def test_one_place(case: str, golden_part: Golden) -> None:
    name, edit = SINGLE[case]
    pinned(golden_part, case, edit(opened(name)))


def test_a_letter_of_a_group_or_a_day_too_late(golden_part: Golden) -> None:
    group = then(
        text(ORGAN, "示例集团有限公司"), _title("示例集团有限公司关于报送2022年度国家智能制造试点示范推荐项目的报告")
    )(opened("single"))
    for level in ("enterprise", "district", "province"):
        pinned(golden_part, f"a group to {level}", group, level=level, against=figures(level=level))
    for name, today in (("the day", date(2022, 10, 31)), ("after", date(2022, 11, 1)), ("before", date(2022, 10, 27))):
        pinned(golden_part, f"on {name}", opened("plain"), today=today)


def test_what_is_signed_beside_what_is_said(golden_part: Golden) -> None:
    pinned(golden_part, "half a signature", say(ORGAN, "示例区发展和改革局", "示例区商务局")(opened("plain")))


def test_a_slip_is_one_character_of_a_word() -> None:
    pattern, words = misspelt()
    for wrong, right in words.items():
        assert len(wrong) == len(right)
        assert sum(one != other for one, other in zip(wrong, right, strict=True)) == 1
        assert pattern.search(f"一{wrong}二")
    assert not any(pattern.fullmatch(right) for right in words.values())
    assert {"项日", "甲报", "推存", "工亚", "末予", "材科"} <= set(words)
    assert not {"目前", "日前", "上报", "土建", "千部"} & set(words)


@pytest.mark.parametrize(
    ("organs", "said"),
    [
        (("甲局",), "甲局"),
        (("甲局", "乙局"), "甲　乙"),
        (("甲局", "乙局", "丙局"), "甲　乙　丙"),
        (("甲局", "乙局", "丙局", "丁局"), "甲等四部门"),
        (("甲局", "乙公司", "丙局", "丁局"), "甲等四单位"),
        (("【待填：发文机关】",), "【待填：发文机关】"),
        (("甲局", "【待填：发文机关（发改局）】"), "【待填：发文机关】"),
    ],
)
def test_the_organs_of_a_title(organs: tuple[str, ...], said: str) -> None:
    assert title_organs(organs, tuple(organ.removesuffix("局") for organ in organs)) == said
