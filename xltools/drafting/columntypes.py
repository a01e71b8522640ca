"""What a column holds, from its heading, its unit, its drop-down and what stands below it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from ..formats.grid import Value
from ..forms.headingnames import heading_name
from ..forms.values import UNITS, is_blank, plain, squeeze
from ..notice.model import ColumnType


@dataclass(frozen=True, slots=True)
class ColumnKind:
    """Type, format and unit of a column. `said`: the heading's own words told it."""

    type: ColumnType
    format: str = ""
    unit: str = ""
    said: bool = True


_MONEY = (
    "金额|投资额|投资总额|总投资|完成投资|计划投资|实际投资|税额|价税合计|营业额|销售额|营收|收入|利润|利润总额|产值|增加值|费用|价款|资金|"
    "经费|税金|税收|单价|总价|价格|原值|净值|造价|成本|贷款|补助|补贴|资产|负债|预算|合同价|合同额|实付|已付|未付|到账|研发投入|设备投入|"
    "投入|奖金|注册资本|出资额|总额|工资|薪酬|货值|市值|投资"
)
_DESCRIBING = (
    "内容|说明|名称|类别|类型|种类|情况|依据|来源|用途|方式|单位|地址|地点|备注|姓名|职务|职称|部门|型号|规格|品牌|厂商|厂家|供应商|产地|"
    "级别|等级|领域|行业|意见|措施|效果|目标|简介|概述|描述|方案|主体|性质|状态|链接|网址|参数|指标|环节|场景|阶段|结果|名单|公式|备案号|文号"
)
_COUNTING = (
    r"^序号$|^编号$|^项次$|^行次$|排序$|排名$|名次$|优先顺序$|数量$|台\(?套\)?数?$|台数|套数|个数|人数|户数|次数|项数|件数|环节数|"
    r"场景数|总数$|年份$|年度$"
)
_MEASURING = (
    "得分|分值|评分|自评分|权重|面积|功率|产能|产量|能耗|用量|长度|宽度|高度|重量|系数|指数|工时|年限|工期|里程|吨位|排放量|消耗量|"
    "(?<![产净原总市均货价])值$|[年期月]数$"
)
_WORDS: Final[tuple[tuple[str, ColumnType, str], ...]] = (
    # (pattern that the whole name holds, type, format); the first that fits counts. Longest certainty first.
    (r"信用代码", ColumnType.CODE, "credit-code"),
    (r"(?:联系人|姓名|负责人|经办人).*(?:电话|方式|手机)", ColumnType.TEXT, ""),
    (r"电话|手机|^联系方式$|传真", ColumnType.CODE, "phone"),
    (r"邮箱|电子邮件|[Ee]-?mail", ColumnType.TEXT, "email"),
    (r"发票号", ColumnType.CODE, "invoice-number"),
    (r"起止|时间段|时间节点|建设周期|建设期限?$|时间安排", ColumnType.TEXT, ""),
    (r"日期|时间$|年/?月$|年月日?$|年-月|^投产时间|时间\(年", ColumnType.DATE, ""),
    (rf"(?:{_DESCRIBING}|是否.*)$", ColumnType.TEXT, ""),
    (r"编号|代码|号码|账号|帐号|证号|证书号|专利号|凭证号|合同号|邮编|邮政编码|序列号|出厂号", ColumnType.CODE, ""),
    (r"%|(?<![功频速汇斜概])率(?:\(.*)?$|占比|比例|比重|百分比|增幅|增速|(?<![功频速汇斜概])率(?:提升|提高|降低|下降)", ColumnType.PERCENT, ""),
    (rf"(?:{_MONEY})$", ColumnType.AMOUNT, ""),
    (rf"{_COUNTING}|(?<![系指参函基年期月])数$", ColumnType.INTEGER, ""),
    (_MEASURING, ColumnType.NUMBER, ""),
)  # fmt: skip
_RANK: Final = re.compile(r"(?:推荐|优先)(?:排序|顺序|次序|序号)|^排序$|^排名$|^名次$")
_DATE_UNIT: Final = re.compile(r"年[-/.、]?月")
_YEAR: Final = re.compile(r"20\d\d年?度?(?:\(.*\))?")
"""A year over a column of an indicator list: the figures of that year."""
_TAIL: Final = re.compile(r"\([^()]*\)$")
_COUNTED: Final = frozenset(
    ["台", "套", "台/套", "台套", "台(套)", "个", "项", "家", "人", "名", "条", "件", "份", "次", "位", "户"]
)


def kind_of(path: tuple[str, ...], sheet_unit: str = "", row_unit: str = "") -> ColumnKind:
    """The kind a heading speaks of, its own words before those of the groups above it. `row_unit`: from a row of units."""
    unit = row_unit or next((found for text in reversed(path) if (found := unit_in(text))), "")
    if unit in UNITS:
        own = _spoken(path[-1])
        # 单位 over a column of names is no unit of money; 万元 behind a heading always is.
        return ColumnKind(ColumnType.AMOUNT, "", unit) if own is None or own.type is not ColumnType.TEXT else own
    for place, text in enumerate(reversed(path)):
        kind = _spoken(text)
        if kind is not None and (place == 0 or kind.type not in (ColumnType.TEXT, ColumnType.CODE, ColumnType.DATE)):
            return _with_unit(kind, unit, sheet_unit)
    if unit == "%":
        return ColumnKind(ColumnType.PERCENT, "", "%")
    if _YEAR.fullmatch(squeeze(path[-1])):
        return ColumnKind(ColumnType.NUMBER)
    if unit:
        return ColumnKind(ColumnType.INTEGER if unit in _COUNTED else ColumnType.NUMBER, "", "")
    return ColumnKind(ColumnType.TEXT, said=False)


def _with_unit(kind: ColumnKind, unit: str, sheet_unit: str) -> ColumnKind:
    if kind.type is ColumnType.AMOUNT and unit and unit not in UNITS:
        return ColumnKind(ColumnType.PERCENT, "", "%") if unit == "%" else ColumnKind(ColumnType.NUMBER)
    if kind.type is ColumnType.PERCENT:
        return ColumnKind(ColumnType.PERCENT, "", "%") if unit in ("", "%") else ColumnKind(ColumnType.NUMBER)
    if kind.type is ColumnType.AMOUNT:
        return ColumnKind(ColumnType.AMOUNT, "", sheet_unit)
    return kind


def _spoken(text: str) -> ColumnKind | None:
    flat = squeeze(text)
    if _DATE_UNIT.search(flat) and "是否" not in flat:
        return ColumnKind(ColumnType.DATE)
    name = heading_name(text)[0]
    bare = _TAIL.sub("", name) or name
    for pattern, kind, form in _WORDS:
        if re.search(pattern, bare) or ("%" in pattern and "%" in flat):
            return ColumnKind(kind, form)
    return None


def unit_in(text: str) -> str:
    """The unit that a heading names, of money or of anything else: 金额（万元） -> 万元, 面积（平方米） -> 平方米."""
    unit = heading_name(text)[1]
    if unit:
        return unit
    flat = squeeze(text)
    if flat.strip("()") in UNITS or flat.strip("()") in _COUNTED:
        return flat.strip("()")
    found = re.search(r"\((?:单位:)?([^()]{1,5})\)$", flat)
    word = found[1] if found else ""
    physical = word in _COUNTED or re.fullmatch(
        r"(?i)吨|千克|公斤|小时|天|月|年|平方米|㎡|m2|亩|kw|千瓦时?|万?kwh|千米|公里|米|mm|分钟?|秒|万?[台套吨件人次]",
        word,
    )
    return word if physical else ""


def is_rank(text: str) -> bool:
    """推荐排序, 优先顺序: the order the office gives."""
    return _RANK.search(heading_name(text)[0]) is not None


def required_by_mark(path: tuple[str, ...]) -> bool:
    """★ or * before or behind a heading: must be filled in."""
    return any(plain(text)[:1] in ("★", "*", "＊", "※") or plain(text)[-1:] in ("★", "*", "※") for text in path)


def longest_allowed(text: str) -> int | None:
    """（不超过200字） -> 200."""
    found = re.search(r"(?:不超过|限|控制在|≤|以内)?(\d{2,5})(?:个)?字(?:以内|以下|左右|内)?", squeeze(text))
    return int(found[1]) if found and re.search(r"不超过|限|控制在|≤|以内|以下|字内", squeeze(text)) else None


def of_values(values: list[Value]) -> ColumnType | None:
    """What stands below a heading that says nothing itself; None where nothing does."""
    held = [value for value in values if not is_blank(value)]
    if not held:
        return None
    if all(isinstance(value, datetime) for value in held):
        return ColumnType.DATE
    if all(isinstance(value, Decimal) and not isinstance(value, bool) for value in held):
        return ColumnType.NUMBER
    return ColumnType.TEXT
