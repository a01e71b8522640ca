"""Invented 附件7 of wuhan-2025 (software in use)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any, Final

from . import invent
from .layout import Content, Heading, Laid, Line, LineKind

HEADINGS: Final = (
    Heading("seq", ("序号",), width=5),
    Heading("name", ("系统（软件）名称", "系统名称", "软件名称"), width=20),
    Heading("category", ("类别", "软件类别"), width=12),
    Heading("brand", ("品牌/开发商", "品牌", "开发商"), width=18),
    Heading("version", ("版本", "版本号"), width=8),
    Heading("origin", ("国产/进口/自研",), width=12),
    Heading("deployment", ("部署方式",), width=9),
    Heading("start_date", ("上线时间", "启用时间"), width=12),
    Heading("amount", ("投资金额", "购置金额"), width=11, figure=True),
    Heading("department", ("应用部门", "覆盖范围"), width=12),
    Heading("functions", ("主要功能",), width=20),
    Heading("integration", ("集成情况",), width=14),
    Heading("note", ("备注",), width=8),
)
_SYSTEMS = (
    ("MES制造执行系统", "生产控制类", "车间排产、报工、追溯"),
    ("ERP企业资源计划", "经营管理类", "财务、采购、库存"),
    ("PLM产品生命周期管理", "研发设计类", "图文档与物料清单管理"),
    ("WMS仓储管理系统", "经营管理类", "出入库与库位管理"),
    ("SCADA数据采集系统", "生产控制类", "设备数据采集与报警"),
    ("EAM设备管理系统", "运维服务类", "点检、维修、备件"),
    ("工业互联网平台", "平台类", "设备接入与数据分析"),
)


@dataclass(slots=True)
class Software:
    """One enterprise's 附件7 before it is laid out. Amounts in 万元."""

    enterprise: str
    rows: list[tuple[str, dict[str, Any]]]
    total_off: Decimal = Decimal(0)
    mistakes: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)


def invent_software(rng: Random, enterprise: str) -> Software:
    rows = []
    for number, (name, category, functions) in enumerate(rng.sample(_SYSTEMS, rng.randrange(4, 7)), 1):
        values = {
            "seq": number,
            "name": name,
            "category": category,
            "brand": f"示例软件{rng.choice('甲乙丙丁')}公司",
            "version": f"V{rng.randrange(1, 9)}.{rng.randrange(10)}",
            "origin": rng.choice(("国产", "国产", "自研", "进口")),
            "deployment": rng.choice(("本地", "云", "混合")),
            "start_date": invent.day(rng, date(2021, 1, 1), date(2025, 6, 30)),
            "amount": Decimal(rng.randrange(100_000, 3_000_000)) / 10000,
            "department": rng.choice(("生产部", "全公司", "仓储物流部")),
            "functions": functions,
            "integration": rng.choice(("与ERP集成", "与MES集成", "独立运行")),
        }
        rows.append((f"r{number}", values))
    return Software(enterprise, rows)


def plant_software(made: Software, kinds: list[str]) -> None:
    for kind in kinds:
        match kind:
            case "blank_software_name":
                made.rows[1][1]["name"] = None
                made.mistakes.append((kind, "r2", ("name",)))
            case "software_total_wrong":
                made.total_off = Decimal(100)
                made.mistakes.append((kind, "total", ("amount",)))
            case _:
                raise ValueError(kind)


def software_content(rng: Random, made: Software) -> Content:
    lines = []
    for line_id, values in made.rows:
        typed = dict(values)
        typed["start_date"] = invent.typed_date(rng, values["start_date"])
        lines.append(Line(line_id, typed))
    total = sum((values["amount"] for _, values in made.rows), Decimal(0)) + made.total_off
    lines.append(Line("total", {"amount": total}, LineKind.TOTAL, "合计"))
    return Content(
        title="企业在用信息化系统/工业软件清单明细表",
        headings=HEADINGS,
        lines=tuple(lines),
        above=(f"申报企业（盖章）：{made.enterprise}", "单位：万元"),
        below=("单位负责人：　　　　填表人：",),
    )


def software_truth(made: Software, laid: Laid, file: str) -> dict[str, Any]:
    return {
        "file": file,
        "enterprise": made.enterprise,
        "sheet": laid.sheet.name,
        "rows": [{"row": laid.rows[line], "name": values["name"]} for line, values in made.rows],
        "mistakes": [[kind, *(laid.cell(line, key) for key in keys)] for kind, line, keys in made.mistakes],
    }
