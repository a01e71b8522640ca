"""The words people read, each written once: every face (text, pages, workbooks, marks, the add-in, the self-check page)
takes them from here, so that one verdict has one wording.

Keys are the values of the enumerations (all `StrEnum`), so this module knows none of them and everybody may import it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SEVERITY: Final[Mapping[str, str]] = {"error": "错误", "warning": "提醒", "info": "说明"}
ANSWER: Final[Mapping[str, str]] = {"explained": "已说明", "waived": "已豁免"}
"""What settled a finding."""
COUNTED: Final = "计入"
UNDECIDED: Final = "待定"
NOT_COUNTED: Final = "不计入"
UNREADABLE: Final = "不能识别"
VERDICT: Final[Mapping[str, str]] = {
    "counted": COUNTED,
    "outside": "窗口外",
    "undecided": UNDECIDED,
    "unreadable": UNREADABLE,
    "duplicate": "重复",
    "excluded": "不属范围",
}
"""A ledger row's verdict. `NOT_COUNTED` is the sum of 窗口外, 重复 and 不属范围."""
FLOOR: Final = "最低投资额"
MEETS: Final[Mapping[bool | None, str]] = {True: "达到", False: "未达到", None: "待定"}
DATE_BASIS: Final[Mapping[str, str]] = {"invoice": "开票日期", "contract": "合同签订日期", "payment": "付款日期"}
TAX_BASIS: Final[Mapping[str, str]] = {"with": "含税", "without": "不含税"}
STATUS: Final[Mapping[str, str]] = {"merged": "已汇入", "refused": "未能读取", "skipped": "未汇入", "read": "已读取"}
FILE: Final[Mapping[str, str]] = {"passed": "通过", "unknown": "未认出", "left_out": "未采用"}
"""A file that was read, where there is nothing to count; `left_out`: a copy of another, or spare."""
SOURCE_STATE: Final[Mapping[str, str]] = {
    "same": "来源文件未改动",
    "changed": "来源文件已改动",
    "missing": "来源文件不在原处",
    "outside": "来源文件不在汇总表的文件夹之内，没有打开",
}
SHEET_STATE: Final[Mapping[str, str]] = {"visible": "", "hidden": "已隐藏", "veryHidden": "已深度隐藏"}
ITEM_STATE: Final[Mapping[str, str]] = {
    "ok": "齐备",
    "warned": "需核对",
    "wrong": "有错误",
    "blank": "未填",
    "missing": "缺少",
    "absent": "未提供（非必需）",
}
"""An item of an enterprise's application."""
PACKAGE: Final[Mapping[str, str]] = {"complete": "齐全，没有错误", "incomplete": "不齐全或有错误"}
HANDIN: Final[Mapping[str, str]] = {
    "missing": "未报",
    "blank": "空表",
    "zero": "零报送",
    "received": "已收",
    "to_correct": "待更正",
    "passed": "已通过",
    "scanned": "缺电子表",
    "withdrawn": "已撤回",
}
SINCE: Final[Mapping[str, str]] = {
    "added": "增",
    "removed": "删",
    "changed": "改",
    "moved": "换序",
    "carried": "沿用本级改动",
}
"""What became of a row or a cell since the last summary."""
MEDIUM: Final[Mapping[str, str]] = {"scan": "扫描件", "paper": "纸质件"}
MATTER: Final[Mapping[str, str]] = {"urged": "催报", "returned": "退回", "withdrawn": "撤回", "note": "备注"}
"""What passed between an office and a unit that hands in."""
ARRIVAL: Final[Mapping[str, str]] = {
    "new": "首次报送",
    "replaces": "重报，替换前一次",
    "unchanged": "重报，内容没有变化",
    "again": "重复报送，与已收文件完全相同",
    "stale": "旧文件，已被后来的报送替换",
    "copied": "与另一单位报来的文件完全相同",
    "earlier": "补登较早收到的文件，以后来收到的为准",
    "asked": "名称与内容不是同一单位，待确认",
}
LEVEL: Final[Mapping[str, str]] = {
    "enterprise": "企业",
    "district": "区级",
    "city": "市级",
    "province": "省级",
    "ministry": "部级",
}
"""An office's level."""
LEVEL_ALSO: Final[Mapping[str, str]] = {"县级": "district", "国家级": "ministry"}
"""What people say beside the words above."""

ROLE: Final[Mapping[str, str]] = {
    "investment": "投资明细",
    "summary": "汇总表",
    "software": "软件清单",
    "form": "申报表",
    "indicators": "指标表",
    "scenarios": "场景清单",
    "equipment": "设备清单",
    "rollup": "企业情况汇总",
}
"""What an attachment is for."""
LAYOUT: Final[Mapping[str, str]] = {
    "found": "已见官方原件",
    "near": "参照相近附件",
    "inferred": "推定（未见原件）",
}

KIND: Final[Mapping[str, str]] = {
    "required": "必填项为空",
    "type": "内容不能识别",
    "digits-lost": "号码丢失末位",
    "one-of": "不在可选值内",
    "format": "代码、号码格式不符",
    "range": "数值超出范围",
    "length": "文字过长",
    "magnitude": "金额单位疑似填错",
    "literal": "规定文字不符",
    "relation": "审核关系不成立",
    "sum-equals": "分项与合计不等",
    "totals": "小计、合计不等于明细",
    "tax-equality": "价税关系不符",
    "tax-rate": "税率少见",
    "date-order": "日期先后不合理",
    "at-least": "低于最低要求",
    "at-most": "超过上限",
    "part-of": "部分大于整体",
    "threshold": FLOOR,
    "sequence": "序号不连续",
    "unique": "重复填报",
    "duplicate-invoice": "发票重复",
    "versions": "同一张表有几个版本",
    "contract-sums": "合同、发票、付款金额不合",
    "foreign-money": "像是外币金额",
    "out-of-scope": "不在通知所列的投入之内",
    "own-supplier": "供应商是申报企业自己",
    "void-invoice": "红字或作废的发票",
    "number-year": "发票号码与开票年份不合",
    "red-after-window": "窗口期后的红字发票",
    "register": "与已公布名单核对",
    "blank-when": "不应填写的栏有内容",
    "change-rate": "提升幅度算错",
    "contains-all": "应写明的内容不全",
    "dated-before": "日期晚于填报日期",
    "deadline": "超过报送时限",
    "listed-fact": "与目录所载不符",
    "member": "不在目录内",
    "name-code": "名称与代码不符",
    "rate": "比率与计数不符",
    "required-with": "应同时填写的栏为空",
    "row-part-of": "分项大于总项",
    "one-code": "名称与信用代码对不上",
    "own-area": "不在推荐单位的辖区",
    "row-range": "指标超出范围",
    "row-unit": "改了表上印的单位",
    "row-whole": "数量不是整数",
    "rows-filled": "有的行没有填",
    "score-band": "分值与等级不符",
    "share": "占比不足",
    "total-equals": "合计与规定不符",
    "quota": "超过推荐名额",
    "exclusive": "附件类型混用",
    "same-enterprise": "各附件企业名称、代码不一致",
    "same-across": "各附件数字不一致",
    "found-in": "其他附件中没有列出",
    "one-level": "同一工厂报了几个等级",
    "listed-in": "不在前置名单内",
    "within-window": "日期在窗口期外",
    "unwanted-words": "写有不合要求的内容",
    "registered-in": "登记地不在要求的地区",
    "located-in": "地址不在要求的地区",
    "earlier-grade": "已获评等级不合要求",
    "levels": "逐级汇总中的问题",
    "layout": "表头与附件不一致",
    "recognise": "未认出附件",
    "ledger": "投资窗口核算",
    "text_date": "日期以文本保存",
    "text_number": "数字以文本保存",
    "hidden_sheet": "隐藏的工作表",
    "error_cells": "错误值",
    "no_cached_value": "公式没有结果",
    "data_under_merge": "合并单元格下有数据",
    "precision_loss": "长数字丢失末位",
    "external_links": "链接到其他工作簿",
    "reading": "文件本身的问题",
}
"""What sort of problem a finding is, by rule code or kind."""

MATERIAL: Final[Mapping[str, str]] = {
    "missing": "缺少材料",
    "copies": "同一份材料有几份",
    "no_form": "只有扫描件，没有可核对的表",
    "wrong_type": "附件与工厂类型不符",
    "no_text": "文件里没有文字",
    "max_chars": "字数超限",
    "max_chars_per_scenario": "字数超限",
    "topics": "规定的内容不全",
    "literal": "规定文字不符",
    "min_bytes": "图片太小",
    "count": "数量不符",
    "max_seconds": "视频太长",
    "each": "证明材料不全",
    "archive": "压缩包打不开",
    "link": "链接，不是文件",
    "name-in-text": "文字材料中没有企业全称",
    "code-in-text": "文字材料中的信用代码不一致",
}
"""What sort of problem with a material it is, by the end of its rule's code; anything else is a file nobody can open."""
NO_USE: Final = "文件打不开或不完整"

SELECT_STATE: Final[Mapping[str, str]] = {"waiting": "未开始", "open": "进行中", "tied": "待裁定", "done": "已完成"}
"""How far a step of the selection is."""
DECISION: Final[Mapping[str, str]] = {
    "tie": "并列", "withdrawal": "退出", "promotion": "递补", "vacancy": "空缺", "recusal": "回避"
}  # fmt: skip
"""What a person decides in a selection."""
TAKING: Final[Mapping[str, str]] = {
    "taken": "已收",
    "again": "已有",
    "replaced": "已换",
    "refused": "没有收",
    "passed-over": "略过",
}
"""What became of a returned workbook."""

REPAIR: Final[Mapping[str, str]] = {
    "text-number": "文本数字改为数值",
    "unit-word": "去掉数字后的单位",
    "text-date": "文本日期改为日期",
    "full-width": "全角改半角",
    "blanks": "去掉多余空格",
    "code-case": "代码统一大写",
    "sequence": "序号重编",
    "sum-range": "求和范围补全",
}
"""What a repair does."""

_ASSUMED: Final = {
    **DATE_BASIS,
    **TAX_BASIS,
    "True": "是",
    "False": "否",
    "characters": "按字符",
    "words": "按 Word 字数（汉字和中文标点逐字，英文和数字按词）",
}


def assumed_words(value: str) -> str:
    """A parameter's value as people say it: ``invoice`` -> 开票日期."""
    return _ASSUMED.get(value, value)


def basis_words(date_basis: str, tax_basis: str) -> str:
    return f"{DATE_BASIS.get(date_basis, date_basis)}、{TAX_BASIS.get(tax_basis, tax_basis)}"


def floor_words(meets: bool | None) -> str:
    """The floor's verdict in words; None means that it cannot be decided yet."""
    return MEETS[meets]


def floor_line(meets: bool | None) -> str:
    """The same as a sentence's end: 达到最低投资额, 能否达到最低投资额待定."""
    return f"能否达到{FLOOR}{MEETS[None]}" if meets is None else f"{MEETS[meets]}{FLOOR}"


def key_of(words: Mapping[str, str], said: str) -> str:
    """The key that a word stands for; what is no word of the table is taken for the key itself."""
    return next((key for key, word in words.items() if word == said), said)


def masked_name(name: str) -> str:
    """欧阳示例 → 欧**: what is shown of a person where names are hidden; empty stays empty."""
    return name[:1] + "*" * min(max(len(name) - 1, 1), 2) if name else ""
