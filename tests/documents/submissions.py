"""Small files of every kind, wrong and right, written into the folder one stands in."""

from __future__ import annotations

import shutil
from pathlib import Path

from sheets import xlsx

from xltools.notice.places import data_folder

OFFICE = """
# 推荐汇总表
| 智能制造试点示范项目推荐汇总表 | < | < | < | < | < | < | < | < |
| 推荐单位（盖章）：{0}经济和信息化局、{0}发展和改革局 | | | | | 填报日期：2022年10月30日 | | | |
| 序号 | 项目类别 | 申报主体 | 统一社会信用代码 | 项目名称 | 所属行业 | 所在区 | 成熟度等级 | 覆盖环节数 |
| 1 | 优秀场景 | 武汉示例{1}有限公司 | 91420100MA1WAPC1JX | 智能在线检测 | 专用设备制造业 | {0} | {2} | 3 |
| 2 | | | | | | | | |
"""
INVESTMENT = """
# 附件6
| 申报企业（盖章）：武汉示例{0}有限公司 | | | | | 单位：万元 |
| 序号 | 投资类别 | 设备（费用）名称 | 供应商 | 发票号码 | 开票日期 | 含税金额 |
| 1 | 生产性设备购置 | 机床1 | 示例供应商甲 | '00000001 | 2024-01-05 | 0.1 |
| 2 | 生产性设备购置 | 机床2 | 示例供应商乙 | '00000002 | 2024年 | {1} |
| 3 | 设备改造 | 机床3 | 示例供应商甲 | '00000003 | 2022-01-09 | '5 |
"""
WAIVED = """
[[豁免]]
规则 = "{}"
单位 = "*"
理由 = "另报"
批准人 = "李四"
"""
STRICTER = """
[[rules]]
id = "name-short"
kind = "length"
column = "project"
maximum = 2
basis = "hubei-2022 省§三.5"
"""


def put(path: str, data: bytes | str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(data.encode() if isinstance(data, str) else data)


def prepare() -> None:
    put("收件/蔡甸区.xlsx", xlsx(OFFICE.format("蔡甸区", "甲", "2级")))
    put("收件/江夏区.xlsx", xlsx(OFFICE.format("江夏区", "乙", "2级")))
    put("重报/蔡甸区.xlsx", xlsx(OFFICE.format("蔡甸区", "甲", "3级")))
    put("改名/黄陂区.xlsx", xlsx(OFFICE.format("蔡甸区", "丙", "2级")))
    put("甲/附件6.xlsx", xlsx(INVESTMENT.format("甲", "约120")))
    put("改好.xlsx", xlsx(INVESTMENT.format("甲", "120")))
    put("企业/甲/附件6.xlsx", xlsx(INVESTMENT.format("甲", "约120")))
    put("企业/乙/附件6.xlsx", xlsx(INVESTMENT.format("乙", "120")))
    put("企业/甲/图.png", b"\x89PNG")
    put("企业/谁的.txt", "说明")
    put("收件/图.png", b"\x89PNG")
    put("坏.xlsx", b"PK\x03\x04 broken")
    put("坏.docx", b"PK\x03\x04 broken")
    put("豁免.toml", "".join(WAIVED.format(rule) for rule in ("附件6.gross.type", "9-pictures.count")))
    put("包/notice.toml", 'id = "包"\ntitle = 1\n')
    shutil.copytree(
        data_folder("workbooks") / "hubei-2022", "改/hubei-2022", ignore=shutil.ignore_patterns("*.xlsx", "*.docx")
    )
    form = Path("改/hubei-2022/附件5.toml")
    form.write_text(form.read_text(encoding="utf-8") + STRICTER, encoding="utf-8")
