"""A whole invented application under the shipped pack of Wuhan: what its files say of each other."""

from __future__ import annotations

from pathlib import Path

import pytest
from sheets import xlsx

from xltools.app.validate import validate
from xltools.forms.inputs import Request

FORM = """
| 2025年武汉市标杆智能工厂申报表 |
| 企业名称 | {name} | 统一社会信用代码 | 91420100MA4KXXXX0D |
| 所在区（开发区） | 江岸区 | 联系电话 | 027-85316000 |
| 是否规上工业企业 | 是 | 是否独立法人 | 是 |
| 项目名称 | 示例重工智能工厂 | 工厂类型 | {type} |
| 近两年投入合计 | {total} | 其中：生产性设备购置与改造 | {equipment} |
| 其中：项目相关研发投入 | 600 | 项目总投资 | 8000 |
| 开工时间 | 2023-10-08 | 完工投产时间 | {finished} |
| 纳统情况（入库项目名称或代码） | 2310-420102-04-01-123456 | 所属行业 | C34 通用设备制造业 |
| 填报日期：2025年10月10日 |
"""
INVESTMENT = """
| 生产性设备购置与改造投资以及项目相关的研发投入明细表 |
| 申报企业（盖章）：{name} | | | | | | 单位：万元 |
| 序号 | 投资类别 | 设备（费用）名称 | 供应商 | 合同编号 | 发票号码 | 开票日期 | 含税金额 | 税额 | 不含税金额 |
| 1 | 生产性设备购置 | 数控机床 | 示例供应商甲有限公司 | HT-1 | '24442000000000000001 | 2024-03-05 | 5376 | 618.4779 | 4757.5221 |
| 2 | 设备改造 | {system} | 示例供应商乙有限公司 | HT-2 | '24442000000000000002 | 2024-05-06 | 24 | 2.7611 | 21.2389 |
| 3 | 项目相关研发投入 | 试制材料 | 示例供应商丙有限公司 | HT-3 | '25442000000000000003 | 2025-01-07 | 600 | 69.0265 | 530.9735 |
| 合计 | | | | | | | 6000 | 690.2655 | 5309.7345 |
"""
SOFTWARE = """
| 企业在用信息化系统/工业软件清单明细表 |
| 申报企业（盖章）：示例重工（武汉）有限公司 | | | | 填报日期：2025-10-10 |
| 序号 | 系统（软件）名称 | 类别 | 品牌/开发商 | 上线时间 | 投资金额 |
| 1 | 制造执行系统 | 生产控制类 | 示例软件 | 2024-06-01 | 24 |
| 2 | ERP | 经营管理类 | 示例软件 | 2018-06-01 | 90 |
"""
INDICATORS = """
| 2025年武汉市标杆智能工厂遴选（{type}）-重点指标自测表 |
| 企业名称（盖章）：示例重工（武汉）有限公司 |
| 序号 | 一级指标 | 二级指标 | 单位 | 分值 | 改造前 | 改造后/现值 | 提升幅度 | 自评得分 | 证明材料（页码） |
| 1 | 装备 | 关键设备数控化率 | % | | 40 | 60 | 50% | | 附2第1页 |
| 2 | 装备 | 设备联网率 | % | | 50% | {rate} | {gain} | | 附2第2页 |
"""
EQUIPMENT = """
| 2025年武汉标杆智能工厂遴选（离散型）拟申报项目所在工厂装备指标 |
| 企业名称（盖章）：示例重工（武汉）有限公司 |
| 序号 | 指标名称 | 计算口径 | 单位 | 数值 | 证明材料（清单附页） |
| 1 | 生产设备总数 | 项目所在工厂在用的 | 台/套 | 50 | 清单1 |
| 2 | 数控（自动化）设备数 | 其中 | 台/套 | 30 | 清单1 |
| 3 | 联网设备数 | 其中 | 台/套 | 45 | 清单1 |
| 4 | 设备数控化率 | 数控设备数除以总数 | % | 60 | 清单1 |
| 5 | 设备联网率 | 联网设备数除以总数 | % | 90% | 清单1 |
"""
NAME = "示例重工（武汉）有限公司"


def application(folder: Path, **changed: str) -> list[tuple[str, str, str]]:
    """(severity, rule, file!cell) of all errors and warnings on the files of one enterprise, handed in as one folder."""
    said = {
        "name": NAME, "type": "离散型", "total": "6000", "equipment": "5400", "finished": "2025-06-01", "system": "制造执行系统（MES）", "rate": "90%",
        "gain": "80%", "indicators": "离散型", **changed,
    }  # fmt: skip
    files = {
        "附件1": FORM.format(**{**said, "name": NAME}),
        "附件2": INDICATORS.format(**{**said, "type": said["indicators"]}),
        "附件6": INVESTMENT.format(**said),
        "附件7": SOFTWARE,
        "附件8": EQUIPMENT,
    }
    place = folder / "示例重工"
    place.mkdir()
    for key, sheet in files.items():
        (place / f"{key}.xlsx").write_bytes(xlsx(sheet))
    report = validate(Request(paths=(str(place),))).report
    assert [file.status for file in report.files] == ["read"] * len(files)
    if said["indicators"] == "离散型":
        assert [file.attachment for file in report.files] == sorted(files)
    return [
        (finding.severity.value, finding.rule, f"{Path(file.path).stem}!{finding.cell}")
        for file in report.files
        for finding in file.findings
        if finding.severity.value != "info" and finding.kind not in ("reading", "layout")
    ]


def test_a_consistent_application_passes(tmp_path: Path) -> None:
    assert application(tmp_path) == []


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"total": "6200"}, [("error", "invest-sum", "附件1!B6")]),
        ({"total": "6200", "equipment": "5600"}, [("warning", "invest-equals-ledger", "附件1!B6")]),
        ({"name": "示例重工有限公司"}, [("error", "same-enterprise", "附件6!A2")]),
        ({"rate": "95%", "gain": "90%"}, [("warning", "network-rate-discrete", "附件2!G5")]),
        ({"system": "叉车"}, [("warning", "software-in-investment", "附件7!B4")]),
        ({"type": "流程型"}, [("error", "one-factory-type", "附件1!D5")]),
        ({"finished": "2025-12-01"}, [("error", "finished", "附件1!D8")]),
        ({"gain": "50%"}, [("warning", "change", "附件2!H5")]),
    ],
)
def test_one_mistake_gives_one_finding(
    tmp_path: Path, changed: dict[str, str], found: list[tuple[str, str, str]]
) -> None:
    assert application(tmp_path, **changed) == found


def test_both_factory_types(tmp_path: Path) -> None:
    found = application(tmp_path, indicators="流程型")
    assert ("error", "one-factory-type", "附件2!A1") in found
