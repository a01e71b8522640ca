"""Letters in the words of other secretaries: numbers about other things are left alone, wrong ones are seen all the same."""

from __future__ import annotations

import pytest
from letter_samples import DISTRICT_LEVEL as LEVEL
from letter_samples import NOTICE, figures

from xltools.letters import Profile, check_letter, make_paper
from xltools.letters.checker import check_opened
from xltools.letters.checker.reading import read_opened
from xltools.letters.opening import open_document
from xltools.letters.plaintext import read_text

TITLE = "示例区经信局　示例区发改局关于报送2022年度国家智能制造试点示范推荐项目的报告"
BODY = """全区共有42家企业报名参加，19家完成网上填报，17家通过初审，最终择优推荐5个项目（示范工厂2个、优秀场景3个）。
召开政策宣讲会3场，覆盖企业210家次；抽取专家9名，分3个小组查阅资料36册。
2021年我区获评国家级试点示范项目2个，截至2021年底累计建成省级示范工厂4个。
5个项目总投资12.6亿元，实施改造项目14个，部署工业机器人320台；企业职工4600余人，有效发明专利312件。
从企业性质看，国有企业2家、民营企业3家，规模以上工业企业7家，上市公司1家。
本次推荐项目5个。按行业分，通用设备制造业5个。
按照《通知》附件5的格式填报，申报书纸质版每个项目一式四份，共20本。
现推荐以下企业的项目：
1.武汉示例装备股份有限公司的重型装备智能制造示范工厂，总投资2.1亿元；
2.武汉示例光电子科技有限公司的光电子器件智能制造示范工厂；
3.武汉示例汽车零部件有限公司的产线柔性配置场景；
4.武汉示例生物医药有限公司的质量精准追溯场景（三级）；
5.武汉示例新材料有限公司的“能耗数据监测”场景。"""


def faults(body: str, title: str = TITLE, to: str = "示例市经济和信息化局", closing: str = "特此报告。") -> list[str]:
    text = f"""{title}
{to}：
按照《关于申报2022年度国家智能制造试点示范的通知》（示经信函〔2022〕40号，以下简称《通知》）要求，现报告如下：
{body}
{closing}
示例区经济和信息化局
示例区发展和改革局
2022年10月28日
（联系人：王立，联系电话：027-85481234）
"""
    letter = make_paper(NOTICE, LEVEL, Profile(), kind="文本", matter=read_text(text, markdown=False))
    found = check_opened(read_opened(open_document(letter.data)), figures(), NOTICE, LEVEL)
    return [one.message for one in found if one.severity in ("error", "warning")]


def test_numbers_about_other_things_and_other_wordings_are_left_alone():
    assert faults(BODY) == []


@pytest.mark.parametrize(
    ("right", "wrong", "word"),
    [
        ("择优推荐5个项目", "择优推荐6个项目", "项目写的是6"),
        ("示范工厂2个、优秀场景3个", "示范工厂3个、优秀场景2个", "示范工厂写的是3"),
        ("通用设备制造业5个", "通用设备制造业4个", "通用设备制造业写的是4"),
        ("的产线柔性配置场景", "的产线柔性设置场景", "产线柔性配置"),
        ("本次推荐项目5个", "其余4家予以推荐", "企业写的是4"),
        ("共20本", "共15本", "20本"),
    ],
)
def test_a_wrong_one_among_them_is_seen(right: str, wrong: str, word: str):
    assert right in BODY
    assert any(word in one for one in faults(BODY.replace(right, wrong)))


def test_a_question_to_another_office_is_not_held_against_whom_the_notice_names():
    question = "拟推荐5家企业的项目5个，请协助核实武汉示例装备股份有限公司近三年的信用情况。"
    title = "示例区经信局　示例区发改局关于商请核实企业信用情况的函"
    assert faults(question, title, "示例区市场监督管理局", "请予支持为盼。") == []
    assert faults(question, title, "各街道办事处", "请予支持为盼。") == []


def test_a_list_under_a_colon_is_said_once_and_is_no_error():
    listed = "现推荐以下企业：\n" + "\n".join(
        f"（{place}）{name}；" for place, name in enumerate(figures().companies, 1)
    )
    found = faults(listed)
    assert ["跳级" in one for one in found] == [True]


def test_a_text_bears_no_fingerprint_of_a_summary():
    text = read_text("关于召开座谈会的通知\n各有关企业：\n请5家企业参加。\n特此通知。\n", markdown=False)
    letter = make_paper(NOTICE, LEVEL, Profile(), kind="文本", matter=text)
    assert not [one for one in check_letter(letter.data, against=figures()) if one.rule == "letter.summary-changed"]
