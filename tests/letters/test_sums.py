"""Parts and wholes, categories of other calls, and honest letters in other words than ours: typed as offices type them."""

from __future__ import annotations

import pytest
from letter_samples import NOTICE, figures

from xltools.findings import Finding, Severity
from xltools.letters import Profile, check_letter, make_paper
from xltools.letters.plaintext import read_text
from xltools.notice.model import Level, Notice

LETTER = """示例区经济和信息化局　示例区发展和改革局关于推荐2022年度国家智能制造试点示范项目的报告

示例市经济和信息化局：

{}

特此报告。

附件：智能制造试点示范项目推荐汇总表

示例区经济和信息化局　示例区发展和改革局

2022年10月28日

（联系人：王五，联系电话：027-00000000）
"""

WRONG_SUMS = [
    "推荐企业8家，其中国有企业3家、民营企业6家。",
    "推荐企业八家，其中国有企业二家、民营企业五家。",
    "8家企业中，3家国有企业、6家民营企业。",
    "推荐8家（国有3家、民营6家）。",
    "推荐8家企业（大型企业3家、中型企业3家、小微企业3家）。",
    "推荐项目12个，按所在地分，硚口区4个、武昌区4个、洪山区5个。",
    "推荐项目12个。按所在地分，硚口区4个、武昌区4个、洪山区3个。",
    "推荐8家企业，离散型5家、流程型4家。",
    "推荐企业8家。从企业性质看，国有企业3家、民营企业6家；从规模看，大型企业3家、中型企业5家。",
    "推荐企业8家，包括国有控股企业3家、民营企业4家、外资企业2家。",
    "推荐项目12个，分布在汽车制造业4个、医药制造业4个、食品制造业5个。",
    "申报项目31个，其中先进级15个、基础级17个。",
    "推荐企业8家，其中，国有企业3家，民营企业6家。",
]
RIGHT_SUMS = [
    "推荐企业8家，其中国有企业3家、民营企业5家。",
    "推荐企业8家，其中专精特新5家、规上6家。",
    "推荐企业8家，其中国有企业3家。",
    "推荐项目8个，涉及国有企业2家、民营企业4家。",
    "推荐企业8家，其中国有企业2家、民营企业5家、外资企业1家。",
    "推荐企业8家，国有企业3家、民营企业5家，其中大型企业6家、中型企业2家。",
    "推荐企业8家，其中大型企业5家（国有企业3家、民营企业2家）、中型企业3家。",
    "推荐企业8家，其中汽车制造业3家、医药制造业2家。",
    "推荐企业8家，其中武昌区3家、洪山区2家等。",
    "推荐企业8家。成熟度达到二级以上8家、三级以上3家、四级1家。",
    "推荐企业8家，涉及项目10个，其中国有企业3家、民营企业5家，示范类4个、场景类6个。",
    "收到企业11家申报，推荐8家，其中国有企业3家、民营企业5家。",
    "推荐企业8家，其中专精特新企业5家、高新技术企业7家。企业性质上，国有企业3家、民营企业5家。",
    "2021年推荐6家，其中国有企业2家、民营企业4家；2022年推荐8家，其中国有企业3家、民营企业5家。",
    "推荐企业8家，国有企业3家、民营企业5家。去年推荐企业5家，国有1家、民营4家。",
    "推荐企业8家，其中国有企业3家、民营企业5家；专精特新“小巨人”企业5家，规模以上企业8家。",
    "全区规上工业企业312家，其中国有企业28家、民营企业261家、外资企业23家；实施智能化改造项目46个。",
    "推荐项目8个，其中：示范工厂3个，优秀场景5个。8家企业均在我区注册，其中上市公司2家、国有企业1家。",
    "推荐企业8家，其中中央企业1家、国有企业3家、民营企业5家。",
]


def _found(text: str, *, beside: bool = False) -> list[Finding]:
    """What is said of a letter with this text: alone, or beside the example's summary (5 projects of 5 enterprises)."""
    written = read_text(LETTER.format(text), markdown=True)
    paper = make_paper(
        Notice(id="", title="", version=""), Level(key="", name=""), Profile(), kind="text", matter=written
    )
    if not beside:
        return check_letter(paper.data)
    return check_letter(paper.data, against=figures(), notice=NOTICE, level="district")


def test_parts_that_do_not_add_up_are_said_once_each():
    said = [one for one in _found("\n\n".join(WRONG_SUMS)) if one.rule == "letter.breakdown"]
    assert len(said) == len(WRONG_SUMS), [one.message for one in said]
    assert (said[0].value, said[0].expected) == ("9", "8")
    assert "按企业性质分，国有3、民营6，加起来是9，总数写的是8" in said[0].message


def test_parts_that_add_up_or_overlap_are_left_alone():
    assert [one.message for one in _found("\n\n".join(RIGHT_SUMS)) if one.rule == "letter.breakdown"] == []


HANDED_IN = (
    "按照《关于申报2022年度国家智能制造试点示范的通知》（示经信函〔2022〕40号）要求，经审核，推荐项目5个（见附件），"
)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("其中示范工厂2个、典型场景3个。", "典型场景"),
        ("其中示范车间2个、优秀场景3个。", "示范车间"),
        ("其中标杆企业2个、优秀场景3个。", "标杆企业"),
        ("其中示范工厂2个、优秀应用3个。", "优秀应用"),
        ("其中智能制造示范工厂2个、智能制造优秀场景3个。", ""),
        ("其中示范工厂2个、场景3个。", ""),
        ("其中示范工厂2个、优秀场景3个。全区现有数字化车间31个、智能工厂12个。", ""),
        ("其中示范工厂2个、优秀场景3个，专精特新企业项目4个。", ""),
    ],
)
def test_a_category_of_another_call_is_asked_about(text: str, word: str):
    said = [one.value for one in _found(HANDED_IN + text, beside=True) if one.rule == "letter.category"]
    assert said == ([word] if word else [])


HONEST = f"""{HANDED_IN}涉及企业5家。现将有关情况报告如下：

一、申报组织情况

10月12日召开布置会，辖区46家规上工业企业参加。共有14家企业提交意向，经初审，8家企业完成网上填报，3家因成熟度不达标未予推荐，最终推荐5家。5家企业中，国有企业2家、民营企业3家；专精特新“小巨人”企业4家，规模以上企业5家。

二、推荐意见

12个街道共报送项目9个，其中示范工厂4个、优秀场景5个。

1.武汉示例装备股份有限公司，项目名称：重型装备智能制造示范工厂；

2.武汉示例光电子科技有限公司，项目名称：光电子器件智能制造示范工厂；

3.武汉示例汽车零部件有限公司，项目名称：产线柔性配置；

4.武汉示例生物医药有限公司，项目名称：质量精准追溯；

5.武汉示例新材料有限公司，项目名称：能耗数据监测。"""


def test_an_honest_letter_of_another_hand_is_left_alone():
    found = _found(HONEST, beside=True)
    assert [one.message for one in found if one.severity is not Severity.INFO] == []


SLIPS = {
    "letter.days": (
        ["11月31日召开评审会。", "10月30日，组织专家进行了评审。", "已于2022年10月29日在平台完成线上审核。"],
        ["10月20日至21日，组织专家进行了评审。", "拟于11月5日组织培训。", "公示期为2022年11月1日至5日。"],
    ),
    "letter.elsewhere": (
        [
            "企业均在江岸区注册。",
            "江岸区经信局会同区发改局审核。",
            "组织江岸区46家规上企业参加。",
            "均在江西省内注册。",
        ],
        ["企业均在我区注册。", "示例区经信局会同区发改局审核。", "赴江岸区经信局学习。", "武汉市经信局印发通知。"],
    ),
    "letter.bureaus": (
        [
            "会同区应急管理局、市税务局核查了信用情况。",
            "区统计局提供了数据。经市统计局核实，均已纳统。",
            "由区财政局审核；市财政局出具了意见。",
        ],
        [
            "会同区应急管理局、市生态环境局示例分局核查。",
            "会同市科技局、市教育局调研。",
            "经市、区人社局核实，均未欠薪。",
            "区税务局初审。报市税务局审定。",
            "区市场监管局和市市场监管局共同出具了意见。",
            "区经信局组织初审。市经信局派员到会。",
            "按照市统计局通知，区统计局核对了数据。",
        ],
    ),
    "letter.leftover": ([], ["建设2号厂房和X号楼。", "5G+X个应用。"]),
    "letter.slips": (["未列入严重失信主体主体名单。"], ["建设大数据数据中心。"]),
    "letter.balance": (
        ["收到11家企业申报，其中4家因材料不全未予推荐。"],
        ["收到11家企业申报，其中6家因材料不全未予推荐。"],
    ),
    "letter.counts": (
        ["4家企业符合条件，同意推荐。", "推荐示范工厂（3个）。"],
        ["5家企业符合条件，同意推荐。", "13个区共报送项目31个。"],
    ),
}
"""Rule -> slips of a hand, one a paragraph, and near misses."""


@pytest.mark.parametrize("rule", SLIPS)
def test_slips_are_said_and_near_misses_are_not(rule: str):
    slips, fine = SLIPS[rule]
    said = " ".join(one.message for one in _found("\n\n".join([HANDED_IN, *slips]), beside=True) if one.rule == rule)
    assert [slip for slip in slips if slip[:10] not in said] == [], said
    near = _found("\n\n".join([HANDED_IN, *fine]), beside=True)
    assert [one.message for one in near if one.rule == rule and one.severity is not Severity.INFO] == []


@pytest.mark.parametrize(
    ("phone", "whole"),
    [
        ("027-87867240", True),
        ("027-8786724", False),
        ("0715-8786724", True),
        ("13900000000", True),
        ("1390000000", False),
        ("（027）87867240转8012、85316620", True),
        ("87867240", True),
    ],
)
def test_a_telephone_has_all_its_digits(phone: str, whole: bool):
    written = read_text(LETTER.format(HANDED_IN).replace("027-00000000", phone), markdown=True)
    nothing = Notice(id="", title="", version="")
    paper = make_paper(nothing, Level(key="", name=""), Profile(), kind="text", matter=written)
    assert whole is not any("位数不对" in one.message for one in check_letter(paper.data))


def test_organs_of_one_line_are_two():
    assert not [one for one in _found(HANDED_IN) if one.rule in ("letter.organs", "letter.title-shape")]


def test_enclosures_sent_along_by_name_need_no_number():
    text = "现将推荐项目汇总表随文报送。"
    assert not [one for one in _found(text) if one.rule == "letter.annex-mentions"]
    assert [one for one in _found("现推荐项目5个。") if one.rule == "letter.annex-mentions"]
