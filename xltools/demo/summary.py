"""Invented 附件5 of hubei-2022: a district's 推荐汇总表 in its own priority order."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from . import invent
from .layout import Content, Heading, Laid, Line

HEADINGS: Final = (
    Heading("rank", ("序号",), width=5),
    Heading("category", ("项目类别", "申报类别"), width=10),
    Heading("enterprise", ("申报主体（企业名称）", "申报主体", "企业名称", "申报单位"), width=30),
    Heading("credit_code", ("统一社会信用代码", "社会信用代码"), width=22),
    Heading("project", ("项目名称", "揭榜任务（项目）名称"), width=24),
    Heading("industry", ("所属行业",), width=18),
    Heading("district", ("所在区", "所在地市", "所在市（州）"), width=11),
    Heading("maturity", ("智能制造能力成熟度等级", "成熟度等级", "自评等级"), width=11),
    Heading("links", ("覆盖环节数", "覆盖环节（个）", "覆盖环节"), width=8),
    Heading("contact", ("联系人",), width=8),
    Heading("phone", ("联系电话", "联系方式", "电话"), width=14),
    Heading("note", ("备注",), width=8),
)
CATEGORIES: Final = ("示范工厂", "优秀场景")
_SCENES = ("智能仓储", "产线柔性配置", "智能在线检测", "车间智能排产", "能耗数据监测")
_LEVELS = ("二级", "2级", "规范级", "三级", "集成级")


@dataclass(slots=True)
class Summary:
    """One district's table before it is laid out."""

    district: str
    rows: list[tuple[str, dict[str, Any]]]
    mistakes: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)

    def change(self, line: str, **values: Any) -> None:
        dict(self.rows)[line].update(values)


def invent_summary(rng: Random, district: str) -> Summary:
    """Two or three factories, three to five scenarios, numbered 1..n in each category."""
    rows: list[tuple[str, dict[str, Any]]] = []
    for category, count in ((CATEGORIES[0], rng.randrange(2, 4)), (CATEGORIES[1], rng.randrange(3, 6))):
        for rank in range(1, count + 1):
            factory = category == CATEGORIES[0]
            name = invent.enterprise(rng, len(rows))
            values = {
                "rank": rank,
                "category": category,
                "enterprise": name,
                "credit_code": invent.credit_code(rng),
                "project": f"{name[4:6]}产品智能制造示范工厂" if factory else rng.choice(_SCENES),
                "industry": rng.choice(invent.INDUSTRIES),
                "district": district,
                "maturity": rng.choice(_LEVELS),
                "links": rng.randrange(8, 15) if factory else rng.randrange(1, 5),
                "contact": rng.choice(invent.CONTACTS),
                "phone": rng.choice(invent.PHONES),
            }
            rows.append((f"r{len(rows) + 1}", values))
    return Summary(district, rows)


def plant_summary(made: Summary, kinds: list[str], other: Summary | None = None) -> None:
    """Plant mistakes. `other` is the district whose first scenario is recommended a second time (``dup_across``)."""
    factories = [line for line, values in made.rows if values["category"] == CATEGORIES[0]]
    scenes = [line for line, values in made.rows if values["category"] == CATEGORIES[1]]
    for kind in kinds:
        match kind:
            case "low_maturity":
                _plant(made, kind, factories[0], maturity="一级")
            case "few_links":
                _plant(made, kind, factories[1], links=6)
            case "rank_gap":
                _plant(made, kind, factories[-1], rank=7)
            case "blank_project":
                _plant(made, kind, scenes[0], project=None)
            case "bad_uscc":
                code = dict(made.rows)[scenes[1]]["credit_code"]
                _plant(made, kind, scenes[1], credit_code=invent.wrong_credit_code(code))
            case "bad_phone":
                _plant(made, kind, scenes[-1], phone="1380013")
            case "bad_category":
                _plant(made, kind, scenes[-1], category="示范场景")
            case "dup_across":
                _plant_twin(made, scenes[0], other)
            case _:
                raise ValueError(kind)


def _plant(made: Summary, kind: str, line: str, **values: Any) -> None:
    made.change(line, **values)
    made.mistakes.append((kind, line, tuple(values)))


def _plant_twin(made: Summary, line: str, other: Summary | None) -> None:
    if other is None:
        raise ValueError("dup_across needs another district")
    twin = next(values for _, values in other.rows if values["category"] == CATEGORIES[1])
    keys = ("enterprise", "credit_code", "project")
    _plant(made, "dup_across", line, **{key: twin[key] for key in keys})


def summary_content(made: Summary) -> Content:
    return Content(
        title="智能制造试点示范项目推荐汇总表",
        headings=HEADINGS,
        lines=tuple(Line(line, values) for line, values in made.rows),
        above=(
            f"推荐单位（盖章）：{made.district}经济和信息化局、{made.district}发展和改革局",
            "填报日期：2022年10月30日",
        ),
        below=("注：按推荐优先顺序填写。",),
    )


def summary_truth(made: Summary, laid: Laid, file: str, form: str) -> dict[str, Any]:
    """Rows in their order and the mistakes' cells."""
    keys = ("category", "rank", "enterprise", "project")
    return {
        "file": file,
        "district": made.district,
        "sheet": laid.sheet.name,
        "format": form,
        "rows": [
            {"row": laid.rows[line], "uscc": values["credit_code"], **{key: values[key] for key in keys}}
            for line, values in made.rows
        ],
        "mistakes": [[kind, *(laid.cell(line, key) for key in keys)] for kind, line, keys in made.mistakes],
    }
