"""The rule kinds that the packs brought with them, on small sheets of the shipped packs."""

from __future__ import annotations

from pathlib import Path

import pytest
from sheets import xlsx

from xltools.formats.opening import open_book
from xltools.forms.reading import read_table
from xltools.notice.load import load_notice
from xltools.rules import check_table


@pytest.fixture
def check(tmp_path: Path):  # type: ignore[no-untyped-def]
    """(pack, attachment, sheet as Markdown, rule) -> severity (first letter) and cell to correct of that rule's findings."""

    def run(notice_id: str, key: str, markdown: str, rule: str) -> list[str]:
        path = tmp_path / "表.xlsx"
        path.write_bytes(xlsx(markdown))
        book = open_book(path)
        notice = load_notice(notice_id)
        table = read_table(notice, notice.attachment(key), book, book.grids[0])
        assert table is not None
        found, _ = check_table(table)
        return [f"{finding.severity.value[0]} {finding.cell}" for finding in found if finding.rule == rule]

    return run


SUMMARY = """
| 智能制造试点示范项目推荐汇总表 |
| 推荐单位（盖章）：江岸区经济和信息化局 | | 填报日期：{date} |
| 序号 | 项目类别 | 申报主体 | 项目名称 | 所属行业 | 成熟度等级 | 覆盖环节数 | 备注 |
| 1    | {category} | 武汉示例甲有限公司 | {project} | {industry} | {maturity} | {links} | {note} |
"""
GOOD = {
    "date": "2022年10月30日", "category": "示范工厂", "project": "电产品智能制造示范工厂", "industry": "汽车制造业",
    "maturity": "二级", "links": "8", "note": "",
}  # fmt: skip


def summary(**changed: str) -> str:
    return SUMMARY.format(**{**GOOD, **changed})


RULES_OF_22 = ("maturity-two", "eight-links", "links-at-most", "scenario-edition", "industry-code", "filed-in-time")


def test_a_good_row_of_the_2022_summary_passes_all(check) -> None:  # type: ignore[no-untyped-def]
    for rule in RULES_OF_22:
        assert check("hubei-2022", "附件5", summary(), rule) == [], rule


@pytest.mark.parametrize(
    ("rule", "changed", "found"),
    [
        ("maturity-two", {"maturity": "一级"}, ["e F4"]),
        ("maturity-two", {"maturity": "规划级", "category": "优秀场景"}, []),
        ("maturity-two", {"maturity": "一级", "note": "符合钢铁行业智能制造指导性文件"}, []),
        ("eight-links", {"links": "7"}, ["e G4"]),
        ("eight-links", {"links": "3", "category": "优秀场景"}, []),
        ("links-at-most", {"links": "20"}, ["w G4"]),
        ("scenario-edition", {"category": "优秀场景", "project": "仓储智能管理"}, ["w D4"]),
        ("scenario-edition", {"category": "优秀场景", "project": "智能仓储"}, []),
        ("scenario-edition", {"category": "优秀场景", "project": "自拟的场景"}, []),
        ("industry-code", {"industry": "C36 汽车制造业"}, []),
        ("industry-code", {"industry": "汽车制造（3610）"}, ["w E4"]),
        ("industry-code", {"industry": "汽柴油车整车制造（C3611）"}, []),
        ("industry-code", {"industry": "C36 专用设备制造业"}, ["w E4"]),
        ("industry-code", {"industry": "I65 软件和信息技术服务业"}, ["w E4"]),
        ("industry-code", {"industry": "B36 汽车制造业"}, ["w E4"]),
        ("industry-code", {"industry": "液力动力机械及元件制造 3445"}, []),
        ("filed-in-time", {"date": "2022年11月20日"}, ["w C2"]),
        ("filed-in-time", {"date": "2022-10-31"}, []),
        ("filed-in-time", {"date": "2022年10月"}, []),
    ],
)
def test_the_2022_summary(check, rule: str, changed: dict[str, str], found: list[str]) -> None:  # type: ignore[no-untyped-def]
    assert check("hubei-2022", "附件5", summary(**changed), rule) == found


TIANJIN = """
| {title} |
| 推荐单位（盖章）：和平区工业和信息化局 |
| 序号 | 申报主体 | 工厂名称 | 成熟度等级 | 成熟度得分 | 覆盖环节 | 场景数 | 人工智能场景数 |
| 1    | 天津示例甲有限公司 | 示例工厂 | {maturity} | {score} | {links} | {scenes} | {ai} |
"""
FIVE = "工厂建设、产品研发、生产作业、生产管理、经营管理"


def tianjin(title: str, **changed: str) -> str:
    values = {"maturity": "四级", "score": "4.1", "links": FIVE, "scenes": "20", "ai": "12", **changed}
    return TIANJIN.format(title=title, **values)


@pytest.mark.parametrize(
    ("key", "rule", "changed", "found"),
    [
        ("附件4", "maturity-grade", {}, []),
        ("附件4", "maturity-grade", {"maturity": "三级"}, ["e D4"]),
        ("附件6", "maturity-grade", {"maturity": "三级"}, []),
        ("附件8", "maturity-grade", {"maturity": "一级"}, ["e D4"]),
        ("附件4", "score-band", {"score": "2.75"}, ["w D4"]),
        ("附件4", "score-band", {"score": "3.8"}, []),
        ("附件4", "score-band", {"maturity": "五级", "score": "5"}, []),
        ("附件4", "score-band", {"maturity": "三级", "score": "3.8"}, ["w D4"]),
        ("附件4", "score-band", {"score": ""}, []),
        ("附件4", "ai-share", {"ai": "11"}, ["w H4"]),
        ("附件6", "ai-share", {"ai": "4"}, []),
        ("附件6", "ai-share", {"ai": "3"}, ["w H4"]),
        ("附件6", "ai-share", {"ai": "0", "scenes": "0"}, []),
        ("附件8", "ai-share", {"ai": "0"}, []),
        ("附件4", "links-covered", {}, []),
        ("附件4", "links-covered", {"links": "生产作业、生产管理"}, ["w F4"]),
        ("附件4", "links-covered", {"links": "5个"}, []),
        ("附件4", "links-covered", {"links": "4"}, ["w F4"]),
        ("附件8", "links-covered", {"links": "生产作业、生产管理、运营管理"}, []),
        ("附件9", "links-covered", {"links": "生产作业"}, []),
    ],
)
def test_the_grades_of_tianjin(check, key: str, rule: str, changed: dict[str, str], found: list[str]) -> None:  # type: ignore[no-untyped-def]
    title = load_notice("tianjin-2025").attachment(key).title
    assert check("tianjin-2025", key, tianjin(title, **changed), rule) == found


INDICATORS = """
| 2025年武汉市标杆智能工厂遴选（离散型）-重点指标自测表 |
| 企业名称（盖章）：武汉示例甲股份有限公司 |
| 序号 | 一级指标 | 二级指标 | 单位 | 分值 | 改造前 | 改造后/现值 | 提升幅度 | 自评得分 | 证明材料（页码） |
| 1 | 装备 | 设备联网率 | % | 60 | 50 | 80 | {network} | 50 | 附1第3页 |
| 2 | 质量 | 不良品率 | % | 40 | 2 | 1.5 | {defect} | {score} | {proof} |
"""


@pytest.mark.parametrize(
    ("rule", "changed", "found"),
    [
        ("change", {}, []),
        ("change", {"network": "30%"}, []),
        ("change", {"network": "50%"}, ["w H4"]),
        ("change", {"defect": "35%"}, ["w H5"]),
        ("score-within", {"score": "45"}, ["e I5"]),
        ("evidence", {"proof": ""}, ["w J5"]),
        ("hundred", {}, []),
        ("indicator-once", {}, []),
    ],
)
def test_the_indicators_of_wuhan(check, rule: str, changed: dict[str, str], found: list[str]) -> None:  # type: ignore[no-untyped-def]
    values = {"network": "60%", "defect": "25%", "score": "40", "proof": "附2第1页", **changed}
    assert check("wuhan-2025", "附件2", INDICATORS.format(**values), rule) == found


def test_scores_that_do_not_add_up_to_a_hundred(check) -> None:  # type: ignore[no-untyped-def]
    sheet = INDICATORS.format(network="60%", defect="25%", score="40", proof="附2").replace("| 40 | 2", "| 35 | 2")
    assert check("wuhan-2025", "附件2", sheet, "hundred") == ["w E5"]


SCENARIOS = """
| 2025年武汉市标杆智能工厂遴选（离散型）-智能化场景自测表 |
| 企业名称（盖章）：武汉示例甲股份有限公司 |
| 序号 | 环节 | 场景名称 | 分值 | 是否建设 | 建设内容简述 | 自评得分 | 证明材料（页码） |
| 1 | {link} | {name} | 50 | {built} | {content} | {score} | {proof} |
| 2 | 生产管理 | 车间智能排产 | 50 | 否 | | | |
"""


@pytest.mark.parametrize(
    ("rule", "changed", "found"),
    [
        ("scenario-edition", {}, []),
        ("scenario-edition", {"name": "智能在线检测"}, ["w C4"]),
        ("scenario-edition", {"name": "我厂自己的场景"}, ["w C4"]),
        ("scenario-link", {"link": "生产管理"}, ["w B4"]),
        ("not-built-no-score", {"built": "否"}, ["w G4"]),
        ("not-built-no-score", {"built": "否", "score": "0"}, []),
        ("附件3.evidence.required-when", {"proof": ""}, ["w H4"]),
        ("evidence-with-score", {"proof": "", "built": ""}, ["w H4"]),
        ("附件3.content.required-when", {"content": ""}, ["w F4"]),
    ],
)
def test_the_scenarios_of_wuhan(check, rule: str, changed: dict[str, str], found: list[str]) -> None:  # type: ignore[no-untyped-def]
    values = {
        "link": "生产作业", "name": "在线智能检测", "built": "是", "content": "视觉检测", "score": "50", "proof": "附3",
        **changed,
    }  # fmt: skip
    assert check("wuhan-2025", "附件3", SCENARIOS.format(**values), rule) == found


EQUIPMENT = """
| 2025年武汉标杆智能工厂遴选（离散型）拟申报项目所在工厂装备指标 |
| 企业名称（盖章）：武汉示例甲股份有限公司 |
| 序号 | 指标名称 | 单位 | 数值 | 证明材料 |
| 1 | 设备总数 | 台/套 | {machines} | 清单1 |
| 2 | 联网设备数 | 台/套 | {networked} | 清单1 |
| 3 | 机器人数 | 台 | 12 | 清单2 |
| 4 | 生产人员数 | 人 | 240 | 清单3 |
| 5 | 联网率 | % | {rate} | 清单1 |
| 6 | 机器人密度 | 台/百人 | {density} | 清单2 |
"""


@pytest.mark.parametrize(
    ("rule", "changed", "found"),
    [
        ("rate-network-rate", {}, []),
        ("rate-network-rate", {"rate": "0.9"}, []),
        ("rate-network-rate", {"rate": "95"}, ["e D8"]),
        ("rate-network-rate", {"machines": "0", "networked": "0"}, ["e D8"]),
        ("rate-robot-density", {"density": "6"}, ["e D9"]),
        ("rate-robot-density", {}, []),
        ("part-networked", {"networked": "210"}, ["e D5"]),
        ("part-nc", {}, []),
    ],
)
def test_the_equipment_of_wuhan(check, rule: str, changed: dict[str, str], found: list[str]) -> None:  # type: ignore[no-untyped-def]
    values = {"machines": "200", "networked": "180", "rate": "90", "density": "5", **changed}
    assert check("wuhan-2025", "附件8", EQUIPMENT.format(**values), rule) == found


FORM = """
| 2025年武汉市标杆智能工厂申报表 |
| 填报日期：2025年10月10日 | | 单位：万元 |
| 企业名称 | 武汉示例甲股份有限公司 | 是否独立法人 | {independent} |
| 2024年产值 | {output} | 工厂类型 | 离散型 |
| 完工投产时间 | {finished} | 近两年投入合计 | {total} |
| 其中：生产性设备购置与改造 | {equipment} | 其中：项目相关研发投入 | 1000 |
"""


@pytest.mark.parametrize(
    ("rule", "changed", "found"),
    [
        ("invest-sum", {}, []),
        ("invest-sum", {"equipment": "5100"}, ["e D5"]),
        ("invest-floor", {"total": "4999.99"}, ["e D5"]),
        ("branch-output", {}, []),
        ("branch-output", {"independent": "否"}, ["e B4"]),
        ("branch-output", {"independent": "否", "output": "1000000"}, []),
        ("finished", {"finished": "2025-10-11"}, ["e B5"]),
        ("finished", {}, []),
    ],
)
def test_the_application_form_of_wuhan(check, rule: str, changed: dict[str, str], found: list[str]) -> None:  # type: ignore[no-untyped-def]
    values = {
        "independent": "是", "output": "80000", "finished": "2025-06-30", "total": "6000", "equipment": "5000", **changed,
    }  # fmt: skip
    assert check("wuhan-2025", "附件1", FORM.format(**values), rule) == found


def test_rows_outside_the_window_are_one_finding_and_straddling_ones_another(check) -> None:  # type: ignore[no-untyped-def]
    sheet = """
    | 序号 | 投资类别 | 设备名称 | 供应商 | 发票号码 | 开票日期 | 含税金额 |
    | 1 | 设备改造 | 机床 | 示例供应商 | '12345678 | 2023-09-30 | 1 |
    | 2 | 设备改造 | 机床 | 示例供应商 | '12345679 | 2025-09-30 | 1 |
    | 3 | 设备改造 | 机床 | 示例供应商 | '12345670 | 2025-10-01 | 1 |
    | 4 | 设备改造 | 机床 | 示例供应商 | '12345671 | 2023年 | 1 |
    | 5 | 设备改造 | 机床 | 示例供应商 | '12345672 | 2023年10月 | 1 |
    """
    assert check("wuhan-2025", "附件6", sheet, "outside-window") == ["i F2", "i F5"]


def test_the_text_that_xiangjiang_prescribes(check) -> None:  # type: ignore[no-untyped-def]
    right = summary().replace("江岸区经济和信息化局", "湖南省工信厅和湖南省发改委")
    assert check("xiangjiang-2022", "附件5", right, "recommender-text") == []
    assert check("xiangjiang-2022", "附件5", summary(), "recommender-text") == ["e A2"]
