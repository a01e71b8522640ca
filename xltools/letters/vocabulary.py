"""The names a user's own template may use: what each is, and what lies under it. Also the filters.

One list for the checks, the dry runs and the manual. A test holds it against what `slots.build_context` really gives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .wording import clean, copies_text, join_names, money_text, numeral


@dataclass(frozen=True, slots=True)
class SlotEntry:
    """A name: its meaning, an example, and for lists or groups what each part holds."""

    meaning: str
    example: Any = "示例"
    parts: Mapping[str, SlotEntry] = field(default_factory=dict)
    many: bool = False


_ITEM: Mapping[str, SlotEntry] = {
    "序号": SlotEntry("汇总表的序号，即优先顺序", "1"),
    "类别": SlotEntry("项目类别", "示范工厂"),
    "企业": SlotEntry("企业名称", "武汉示例装备股份有限公司"),
    "信用代码": SlotEntry("统一社会信用代码", "91420100MA4KEXM001"),
    "名称": SlotEntry("项目名称", "重型装备智能制造示范工厂"),
    "行业": SlotEntry("所属行业", "通用设备制造业"),
    "所在地": SlotEntry("所在区（市）", "示例一区"),
    "成熟度": SlotEntry("成熟度等级", "三级"),
    "环节": SlotEntry("覆盖环节数", "9"),
}
_GROUP: Mapping[str, SlotEntry] = {
    "类别": SlotEntry("项目类别", "示范工厂"),
    "数量": SlotEntry("该类别的项目数", 2),
    "项目": SlotEntry("该类别的项目", parts=_ITEM, many=True),
}

NAMES: Mapping[str, SlotEntry] = {
    "通知名称": SlotEntry("所依据通知的标题", "关于申报2022年度国家智能制造试点示范的通知"),
    "通知文号": SlotEntry("所依据通知的文号，没有则为空", "示经信函〔2022〕40号"),
    "依据": SlotEntry("发文依据的整句：《标题》（文号）要求", "《关于申报的通知》（示经信函〔2022〕40号）要求"),
    "项目名称": SlotEntry("计划名称，带年度", "2022年度国家智能制造试点示范"),
    "年度": SlotEntry("通知的年度", "2022"),
    "截止日期": SlotEntry("本级报送的截止日期", "2022年10月31日"),
    "网上截止日期": SlotEntry("网上填报的截止日期", "2022年10月28日"),
    "优先顺序": SlotEntry("通知是否要求按优先顺序排列", True),
    "辖区": SlotEntry("对本辖区的称呼", "全区"),
    "发文机关": SlotEntry("发文机关全称，主办在前", ("示例区经济和信息化局", "示例区发展和改革局"), many=True),
    "机关简称": SlotEntry("发文机关简称", ("示例区经信局", "示例区发改局"), many=True),
    "主办机关": SlotEntry("第一个发文机关", "示例区经济和信息化局"),
    "标题机关": SlotEntry("写进标题的机关名称", "示例区经信局　示例区发改局"),
    "联合行文": SlotEntry("是否联合行文", True),
    "我单位": SlotEntry("我局、我委、我们", "我们"),
    "主送机关": SlotEntry("主送机关", "示例市经济和信息化局"),
    "收件处室": SlotEntry("收件处室", "装备处"),
    "联系人": SlotEntry("联系人", "王五"),
    "联系电话": SlotEntry("联系电话", "027-00000000"),
    "地址": SlotEntry("地址", "示例路1号"),
    "成文日期": SlotEntry("成文日期", "2022年10月28日"),
    "文号": SlotEntry("发文字号", "示经信〔2022〕18号"),
    "项目数": SlotEntry("汇总表的项目总数", 5),
    "企业数": SlotEntry("企业个数，同一企业只计一次", 5),
    "企业": SlotEntry("企业名称", ("武汉示例装备股份有限公司",), many=True),
    "类别统计": SlotEntry("各类别的项目数", parts={k: _GROUP[k] for k in ("类别", "数量")}, many=True),
    "单位统计": SlotEntry(
        "各区（市）的项目数",
        parts={"单位": SlotEntry("区（市）", "示例一区"), "数量": SlotEntry("项目数", 2)},
        many=True,
    ),
    "项目": SlotEntry("汇总表的每一行", parts=_ITEM, many=True),
    "表": SlotEntry(
        "每张汇总表",
        parts={
            "附件": SlotEntry("通知附件号", "附件5"),
            "名称": SlotEntry("表名", "智能制造试点示范项目推荐汇总表"),
            "数量": SlotEntry("行数", 5),
            "分类": SlotEntry("按类别分组", parts=_GROUP, many=True),
        },
        many=True,
    ),
    "汇总表名称": SlotEntry("汇总表的表名，几张用顿号隔开", "智能制造试点示范项目推荐汇总表"),
    "列名单": SlotEntry("项目不多，适合在正文列出", True),
    "申报书份数": SlotEntry("申报书要几份：一式四份", "一式四份"),
    "申报书本数": SlotEntry("申报书总本数", 20),
}

OPTIONAL = ("年度", "截止日期", "网上截止日期", "地址", "收件处室", "主送机关")
"""Names that a notice or an office may leave out: in a template test them with `is defined`."""


def _numeral(value: Any) -> str:
    return numeral(int(value)) if str(value).isdecimal() and int(value) < 100 else str(value)


FILTERS: Mapping[str, tuple[str, Callable[..., str]]] = {
    "中文数字": ("5 → 五（99 以内）", _numeral),
    "顿号": ("列表 → 甲、乙、丙", lambda values: "、".join(clean(value) for value in values)),
    "和": ("列表 → 甲、乙和丙", lambda values: join_names([clean(value) for value in values])),
    "份数": ("4 → 一式四份", lambda value: copies_text(int(value))),
    "万元": ("元 → 万元", lambda value: money_text(value)),
}
BUILT_IN_FILTERS = ("length", "count", "default", "first", "last", "join", "string", "int", "trim")
TESTS = ("defined", "undefined", "none", "even", "odd", "equalto", "eq", "ne", "gt", "ge", "lt", "le", "in")


def sample(*, empty: bool = False) -> dict[str, Any]:
    """A context of examples for dry runs; `empty`: lists hold nothing, numbers are 0, texts are empty."""
    return {name: _value(entry, empty) for name, entry in NAMES.items()}


def _value(entry: SlotEntry, empty: bool) -> Any:
    if entry.parts:
        parts = {name: _value(part, empty) for name, part in entry.parts.items()}
        return (() if empty else (parts, parts)) if entry.many else parts
    if empty:
        return () if entry.many else type(entry.example)()
    return entry.example
