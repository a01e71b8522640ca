"""The invented call of docs/新增通知.md: the office's two blanks, and what its districts and enterprises hand in on them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sheets import xlsx

SUMMARY = """
# 附件1
| 附件1 | | | | | | | | | | | | |
| 2026年示例市数智车间推荐汇总表 | < | < | < | < | < | < | < | < | < | < | < | < |
| 推荐单位（盖章）： | | | | | | | | | | 填报日期：    年  月  日 | < | < |
| 序号 | ★企业名称 | ★统一社会信用代码 | 车间情况 | < | < | 项目投资（万元） | < | < | < | 建成年/月 | 联系人 | < |
| ^ | ^ | ^ | 车间名称 | 所在县区 | 数控化率（%） | 计划总投资 | 已完成投资 | < | < | ^ | 姓名 | 手机号码 |
| ^ | ^ | ^ | ^ | ^ | ^ | ^ | 小计 | 其中：设备 | 其中：软件 | ^ | ^ | ^ |
| 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 |
| 1 | | | | | | | | | | | | |
| 2 | | | | | | | | | | | | |
| 3 | | | | | | | | | | | | |
| 合计 | < | < | < | < | < | | | | | | | |
| 填表说明：1.按推荐优先顺序填写，序号即推荐顺序。 | < | < | < | < | < | < | < | < | < | < | < | < |
| 2.已完成投资以附件2为准，金额保留两位小数。 | < | < | < | < | < | < | < | < | < | < | < | < |
| 填表人： | | | | 联系电话： | | | | 单位负责人（签字）： | | | | |
"""
INVESTMENT = """
# 附件2
| 附件2 | | | | | | | | | | | |
| 数智车间设备购置和软件投入明细表 | < | < | < | < | < | < | < | < | < | < | < |
| 申报企业（盖章）： | | | | | | | | | | 单位：万元 | < |
| 序号 | 投入类别 | 设备（软件）名称 | 供应商 | 合同 | < | 发票 | < | < | < | 付款 | < |
| ^ | ^ | ^ | ^ | 合同编号 | 签订年/月 | 发票号码 | 开票年/月 | 金额 | < | 付款年/月 | 付款金额 |
| ^ | ^ | ^ | ^ | ^ | ^ | ^ | ^ | 含税 | 不含税 | ^ | ^ |
| 1 | | | | | | | | | | | |
| 2 | | | | | | | | | | | |
| 3 | | | | | | | | | | | |
| 4 | | | | | | | | | | | |
| 合计 | < | < | < | < | < | < | < | | | | |
| 注：1.一张发票填一行；日期填到月即可。 | < | < | < | < | < | < | < | < | < | < | < |
| 企业负责人（签字）： | | | | 财务负责人（签字）： | | | | | | | |
"""
A, B, C = "示例甲精工有限公司", "示例乙装备有限公司", "示例丙电子有限公司"
SPENT = {
    "东示县/示例甲": (A, [
        ["设备", "五轴加工中心", "示例机床有限公司", "HT-01", "2024.3", "24422000000012345671", "2024年5月", 226, 200, "2024-06", 226],
        ["软件", "制造执行系统", "示例软件有限公司", "HT-02", "2024年8月", "25422000000012345672", "2025/1", 113, 100, "2025年2月", 113],
    ]),
    "东示县/示例乙": (B, [
        ["设备", "机器人焊接线", "示例机器人有限公司", "HT-11", "2023.11", "23422000000012345681", "2023年12月", 339, 300, "2024-01", 339],
        ["设备", "AGV", "示例物流装备有限公司", "HT-12", "2024.2", "24422000000012345682", "2024年4月", 56.5, 50, "2024-05", 56.5],
    ]),
    "西示区/示例丙": (C, [
        ["设备", "贴片机", "示例电子设备有限公司", "HT-21", "2024.9", "24422000000012345691", "2024年10月", 452, 400, "2024-11", 452],
    ]),
}  # fmt: skip
RECOMMENDED = {
    "东示县": [
        [A, "91420100MA1WAPC1JX", "精密加工数智车间", "东示县", 85, 400, 339, 226, 113, "2025年6月", "张三", "13800138000"],
        [B, "91420100MAQ71G3XRD", "焊装数智车间", "东示县", 78, 500, 395.5, 395.5, 0, "2025年9月", "李四", "13900139000"],
    ],
    "西示区": [
        [C, "91420100MAKDE36U19", "贴装数智车间", "西示区", 90, 600, 450, 452, 0, "2025年3月", "王五", "13700137000"],
    ],
}  # fmt: skip
"""西示区 wrote 450 where equipment alone is 452: the one mistake of the walk."""


def blanks(folder: Path) -> None:
    """The office's blanks."""
    folder.mkdir()
    (folder / "附件1 推荐汇总表.xlsx").write_bytes(xlsx(SUMMARY))
    (folder / "附件2 投资明细表.xlsx").write_bytes(xlsx(INVESTMENT))


def handed_in(folder: Path, *, correct: bool = False) -> None:
    """What comes back, filled in on the blanks; `correct`: without the mistake."""
    for place, (name, rows) in SPENT.items():
        text = INVESTMENT.replace("申报企业（盖章）：", f"申报企业（盖章）：{name}")
        text = _rows(text, rows, "| {} | | | | | | | | | | | |")
        sums = [sum(row[at] for row in rows) for at in (7, 8)]
        text = text.replace(
            "| 合计 | < | < | < | < | < | < | < | | | | |",
            f"| 合计 | < | < | < | < | < | < | < | {sums[0]} | {sums[1]} | | |",
        )
        _write(folder / place / f"附件2-{place.split('/')[1]}.xlsx", text)
    for place, given in RECOMMENDED.items():
        rows = [[452 if correct and cell == 450 else cell for cell in row] for row in given]
        text = SUMMARY.replace("推荐单位（盖章）：", f"推荐单位（盖章）：{place}经济和信息化局")
        text = _rows(text, rows, "| {} | | | | | | | | | | | | |")
        sums = " | ".join(str(sum(row[at] for row in rows)) for at in (5, 6, 7, 8))
        text = text.replace(
            "| 合计 | < | < | < | < | < | | | | | | | |", f"| 合计 | < | < | < | < | < | {sums} | | | |"
        )
        _write(folder / place / f"附件1-{place}.xlsx", text)


def _rows(text: str, rows: list[list[Any]], empty: str) -> str:
    for number, row in enumerate(rows, 1):
        cells = " | ".join(f"'{cell}" if isinstance(cell, str) and cell.isdigit() else str(cell) for cell in row)
        text = text.replace(f"\n{empty.format(number)}\n", f"\n| {number} | {cells} |\n")
    return text


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(xlsx(text))


def complete(pack: Path, given: Path) -> None:
    """What the person does to the draft: the finished notice.toml, clauses for （条款）, rules behind each attachment."""
    (pack / "notice.toml").write_bytes((given / "notice.toml").read_bytes())
    for key in ("附件1", "附件2"):
        path = pack / f"{key}.toml"
        drafted = path.read_text(encoding="utf-8").partition("# 投资窗口：")[0].rstrip("\n") + "\n"
        rules = (given / f"{key}-规则.toml").read_text(encoding="utf-8")
        path.write_text(drafted.replace("（条款）", "shuzhi-2026 §四") + rules, encoding="utf-8")
