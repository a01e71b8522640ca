"""What reports share: words for verdicts, grouping of equal findings, amounts in 万元, widths of Chinese text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from ..findings import Finding, Severity
from ..ledger import Verdict

SEVERITY: Final = {Severity.ERROR: "错误", Severity.WARNING: "提醒", Severity.INFO: "说明"}
RANK: Final = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
VERDICT: Final = {
    Verdict.COUNTED: "计入",
    Verdict.OUTSIDE: "窗口外",
    Verdict.UNDECIDED: "待定",
    Verdict.UNREADABLE: "不能识别",
    Verdict.DUPLICATE: "重复",
    Verdict.EXCLUDED: "不属范围",
}
DATE_BASIS: Final = {"invoice": "开票日期", "contract": "合同签订日期", "payment": "付款日期"}
TAX_BASIS: Final = {"with": "含税", "without": "不含税"}
STATUS: Final = {"merged": "已汇入", "refused": "未能读取", "skipped": "未汇入", "read": "已读取"}

KIND: Final = {
    "required": "必填项为空",
    "type": "内容不能识别",
    "digits-lost": "号码丢失末位",
    "one-of": "不在可选值内",
    "format": "代码、号码格式不符",
    "range": "数值超出范围",
    "length": "文字过长",
    "magnitude": "金额单位疑似填错",
    "literal": "规定文字不符",
    "sum-equals": "分项与合计不等",
    "totals": "小计、合计不等于明细",
    "tax-equality": "价税关系不符",
    "tax-rate": "税率少见",
    "date-order": "日期先后不合理",
    "at-least": "低于最低要求",
    "at-most": "超过上限",
    "part-of": "部分大于整体",
    "threshold": "投资下限",
    "sequence": "序号不连续",
    "unique": "重复填报",
    "duplicate-invoice": "发票重复",
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

WAN: Final = Decimal(10000)


ASSUMED: Final = DATE_BASIS | TAX_BASIS | {"True": "是", "False": "否", "characters": "按字符"}


def assumed_words(value: str) -> str:
    """A parameter's value as people say it: ``invoice`` -> 开票日期."""
    return ASSUMED.get(value, value)


_ALL_ALIKE = ("reading", "register")


def places(group_cells: Sequence[str], finding: Finding, count: int, limit: int) -> tuple[str, str]:
    """(cells to correct, cells that belong to them), shortened to `limit` cells.

    Most findings have one cell to correct, the first; where a reader or a register speaks of many cells, all are alike.
    """
    if count > 1 or len(finding.cells) < 2:
        return cell_list(group_cells, limit), ""
    if finding.kind in _ALL_ALIKE:
        return cell_list(finding.cells, limit), ""
    return finding.cell, cell_list(finding.cells[1:], max(4, limit // 2))


def twins(finding: Finding) -> list[str]:
    """The cells in other files that a finding speaks of, one line per sheet: ``b.xlsx 附件6!J21、L21``."""
    by_sheet: dict[tuple[str, str], list[str]] = {}
    for place in finding.related:
        by_sheet.setdefault((place.path, place.sheet), []).append(place.cell)
    return [f"{path} {sheet}!{cell_list(cells)}" for (path, sheet), cells in by_sheet.items()]


def kind_words(finding: Finding) -> str:
    """What sort of problem it is, for charts and overviews: by rule code, else by kind, else by the column's name.

    A new kind needs no word here to be shown; it gets one when its column's name says too little.
    """
    known = KIND.get(finding.rule) or KIND.get(finding.kind)
    if known:
        return known
    return f"“{finding.column}”不符合要求" if finding.column else finding.rule


def floor_words(meets: bool | None) -> str:
    """The floor's verdict in words; None means that it cannot be decided yet."""
    return {True: "达到", False: "未达到", None: "待定"}[meets]


def basis_words(date_basis: str, tax_basis: str) -> str:
    return f"{DATE_BASIS.get(date_basis, date_basis)}、{TAX_BASIS.get(tax_basis, tax_basis)}"


def wan_places(values: Iterable[Decimal]) -> int:
    """Decimal places (2 to 6) that show every amount, given in 元, in 万元 without rounding."""
    places = 2
    for value in values:
        exponent = (value / WAN).normalize().as_tuple().exponent
        if isinstance(exponent, int):
            places = max(places, min(-exponent, 6))
    return places


def wan(amount: Decimal | None, places: int = 2) -> str:
    """An amount in 元 as 万元 with separators: ``Decimal(64438837)`` -> ``6,443.88``."""
    return "—" if amount is None else f"{amount / WAN:,.{places}f}"


def yuan(amount: Decimal | None) -> str:
    return "—" if amount is None else f"{amount:,.2f}"


@dataclass(frozen=True, slots=True)
class Group:
    """Equal findings of one file: one text, many cells. `first` stands for all."""

    first: Finding
    cells: tuple[tuple[str, str], ...]
    """(sheet, cell) of each finding's cell to correct, in reading order."""

    @property
    def count(self) -> int:
        return max(1, len(self.cells))


_CELL = re.compile(r"([A-Z]+)(\d+)")


def cell_order(cell: str) -> tuple[int, int, str]:
    """Reading order: row, then column; a finding without a cell comes first."""
    found = _CELL.match(cell)
    if found is None:
        return (0, 0, cell)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return (int(found[2]), column, cell)


def grouped(findings: Iterable[Finding]) -> list[Group]:
    """Findings with one rule, message and fix become one group; errors first, then in reading order."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        # A finding that points to other files stays alone: its related cells are its own.
        alone = (finding.cells, finding.related) if finding.related else ()
        key = (finding.rule, finding.severity, finding.sheet, finding.column, finding.message, finding.fix, alone)
        groups.setdefault(key, []).append(finding)
    result = []
    for members in groups.values():
        members.sort(key=lambda finding: cell_order(finding.cell))
        cells = tuple((finding.sheet, finding.cell) for finding in members if finding.cell)
        result.append(Group(members[0], cells))
    result.sort(key=lambda group: (RANK[group.first.severity], group.first.sheet, cell_order(group.first.cell)))
    return result


_ABOUT_AMOUNTS = ("ledger", "threshold", "duplicate-invoice", "magnitude")


def about_amounts(findings: Iterable[Finding]) -> tuple[list[Finding], int]:
    """What a reader of the ledger must know: errors, and doubts about amounts; and how many others there are."""
    found = list(findings)
    shown = [f for f in found if f.severity is Severity.ERROR or f.kind in _ABOUT_AMOUNTS]
    return shown, len(found) - len(shown)


def common_folder(paths: Sequence[str]) -> str:
    """The folder that all paths share, with its final separator; empty for fewer than two paths."""
    if len(paths) < 2:
        return ""
    first, last = min(paths), max(paths)
    shared = next((n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    return first[: max(first.rfind("/", 0, shared), first.rfind("\\", 0, shared)) + 1]


def cell_list(cells: Sequence[str], limit: int = 8) -> str:
    """``C7、C8、C9``, and past the limit ``… 等 120 处``."""
    if len(cells) <= limit:
        return "、".join(cells)
    return "、".join(cells[:limit]) + f" … 等 {len(cells)} 处"


def width(text: str) -> int:
    """Columns a terminal uses: Chinese characters and full-width signs take two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """Fill with blanks to a terminal width; `right` aligns figures."""
    blanks = " " * max(0, columns - width(text))
    return blanks + text if right else text + blanks


def clip(text: str, columns: int) -> str:
    """Shorten to a terminal width, with … where something is missing; line breaks become blanks."""
    text = " ".join(text.split())
    if width(text) <= columns:
        return text
    used, kept = 1, []
    for sign in text:
        used += width(sign)
        if used > columns:
            break
        kept.append(sign)
    return "".join(kept) + "…"
