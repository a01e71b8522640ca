"""Invented blanks as offices draw them, with their truth: heading trees of one to four rows, column numbers, units, notes,
signatures, label–value forms, indicator lists. One seed, one blank."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from drafting.invented_forms import form
from drafting.invented_sheet import (
    AMOUNT,
    CODE,
    DATE,
    INTEGER,
    NUMBER,
    PERCENT,
    THINGS,
    Group,
    InventedSheet,
    Leaf,
    Node,
    filled_cells,
)
from formats import biff_maker as biff

from xltools.demo.minimal_docx import WordTable, document
from xltools.demo.minimal_xlsx import Cell, SampleSheet, workbook

PLAIN = [
    Leaf("企业名称"), Leaf("项目名称"), Leaf("统一社会信用代码", CODE), Leaf("所属行业"), Leaf("所在县区"), Leaf("详细地址"),
    Leaf("联系人"), Leaf("联系电话", CODE), Leaf("电子邮箱"), Leaf("经办人"), Leaf("开工日期", DATE), Leaf("投产时间", DATE),
    Leaf("购置年/月", DATE), Leaf("建成年月", DATE), Leaf("总投资（万元）", AMOUNT), Leaf("营业收入\n（万元）", AMOUNT), Leaf("注册资本(万元)", AMOUNT),
    Leaf("从业人数（人）", INTEGER), Leaf("设备数量(台/套)", INTEGER), Leaf("数控化率（%）", PERCENT), Leaf("设备联网率", PERCENT),
    Leaf("研发投入占比", PERCENT), Leaf("推荐排序", INTEGER), Leaf("建设内容（不超过200字）"), Leaf("主要设备名称"), Leaf("规格型号"),
    Leaf("是否上云"), Leaf("供应商"), Leaf("资金来源"), Leaf("合同编号", CODE), Leaf("发票号码", CODE), Leaf("产能（吨）", NUMBER), Leaf("建筑面积（平方米）", NUMBER),
    Leaf("智能制造能力成熟度等级"), Leaf("获奖情况"), Leaf("项目负责人"), Leaf("职务"), Leaf("解决的主要问题"), Leaf("增值税税率", PERCENT),
    Leaf("申报类别"), Leaf("设备单价（万元）", AMOUNT), Leaf("功率（kW）", NUMBER),
]  # fmt: skip
TREES = [
    Group("合同", [Leaf("编号", CODE), Leaf("签订日期", DATE), Leaf("金额（万元）", AMOUNT)]),
    Group("发票情况", [Leaf("发票号码", CODE), Leaf("开票日期", DATE), Leaf("含税金额", AMOUNT), Leaf("不含税金额", AMOUNT)]),
    Group("付款情况", [Leaf("付款日期", DATE), Leaf("付款金额（元）", AMOUNT)]),
    Group("联系方式", [Leaf("姓名"), Leaf("职务"), Leaf("手机号码", CODE)]),
    Group("投资情况（万元）", [Leaf("合计", AMOUNT), Leaf("其中：设备", AMOUNT), Leaf("其中：软件", AMOUNT), Leaf("其中：研发", AMOUNT)]),
    Group("投资额", [Leaf("总投资（万元）", AMOUNT), Leaf("其中：设备投资（万元）", AMOUNT), Leaf("设备投资占比（%）", PERCENT)]),
    Group("营业收入（万元）", [Leaf("2023年", AMOUNT), Leaf("2024年", AMOUNT), Leaf("2025年（预计）", AMOUNT)]),
    Group("主营业务收入（万元）", [Leaf("2023", AMOUNT), Leaf("2024", AMOUNT), Leaf("2025", AMOUNT)]),
    Group("实施成效", [
        Group("实施前", [Leaf("生产效率（%）", PERCENT), Leaf("不良品率（%）", PERCENT)]),
        Group("实施后", [Leaf("生产效率（%）", PERCENT), Leaf("不良品率（%）", PERCENT)]),
    ]),
    Group("经济指标", [
        Group("2023年", [Leaf("营业收入（万元）", AMOUNT), Leaf("利润总额（万元）", AMOUNT)]),
        Group("2024年", [Leaf("营业收入（万元）", AMOUNT), Leaf("利润总额（万元）", AMOUNT), Leaf("从业人数（人）", INTEGER)]),
    ]),
    Group("车间情况", [Leaf("车间名称"), Leaf("所在园区"), Leaf("数控化率（%）", PERCENT), Leaf("投资额（万元）", AMOUNT)]),
    Group("设备", [Leaf("名称"), Leaf("型号规格"), Leaf("数量（台/套）", INTEGER), Leaf("购置金额（万元）", AMOUNT)]),
    Group("一、项目基本情况", [Leaf("1.名称"), Leaf("2.建设地点"), Leaf("3.建设期限")]),
]  # fmt: skip
DEEP = [
    Group("项目实施情况", [
        Group("投资完成情况", [
            Group("设备", [Leaf("计划（万元）", AMOUNT), Leaf("实际（万元）", AMOUNT)]),
            Group("软件", [Leaf("计划（万元）", AMOUNT), Leaf("实际（万元）", AMOUNT)]),
        ]),
        Leaf("完成时间", DATE),
    ]),
]  # fmt: skip
TITLES = ["2026年示例市{}推荐汇总表", "{}申报项目一览表", "示例省{}情况统计表", "{}明细表"]
NOTES = [
    ["填表说明：1.金额以万元为单位，保留两位小数。", "2.推荐排序由各县区确定。"],
    ["注：带★的为必填项；没有的填“无”。"],
    [
        "填报说明：",
        "1. 本表由县区经信部门汇总后盖章报送，一式两份，同时报送电子版，逾期不予受理，请各单位务必按时报送。",
    ],
    [],
]
SIGNS = ["填表人：", "联系电话：", "审核人：", "单位负责人（签字）："]


def _depth(node: Node) -> int:
    return 1 if isinstance(node, Leaf) else 1 + max(map(_depth, node.parts))


def _width(node: Node) -> int:
    return 1 if isinstance(node, Leaf) else sum(map(_width, node.parts))


def _leaves(node: Node) -> list[Leaf]:
    return [node] if isinstance(node, Leaf) else [leaf for part in node.parts for leaf in _leaves(part)]


def _decorated(rng: random.Random, node: Node, number: int, style: str) -> Node:
    mark = {"star": "★", "number": f"{number}.", "asterisk": "*"}.get(style, "")
    if mark and rng.random() < 0.6 and node.text[:1] not in "一1":
        return Leaf(mark + node.text, node.type) if isinstance(node, Leaf) else Group(mark + node.text, node.parts)
    return node


def _tree(rng: random.Random) -> list[Node]:
    depth = rng.choice([1, 1, 2, 2, 2, 3, 3, 4])
    nodes: list[Node] = list(rng.sample(PLAIN, rng.randint(3, 8)))
    wanted = [tree for tree in TREES if _depth(tree) <= depth]
    if depth > 1:
        trees: list[Node] = [rng.choice([t for t in TREES if _depth(t) == min(depth, 3)])] if depth < 4 else [DEEP[0]]
        more = [t for t in wanted if t not in trees and not (t.text.startswith("投资") and "投资" in trees[0].text)]
        trees += rng.sample(more, rng.randint(0, 2))
        for tree in trees:
            nodes.insert(rng.randint(1, len(nodes)), tree)
    style = rng.choice(["", "", "star", "number", "asterisk"])
    made = [_decorated(rng, node, at, style) for at, node in enumerate(nodes, 2)]
    if rng.random() < 0.85:
        made.insert(0, Leaf("序号", INTEGER))
    if rng.random() < 0.5:
        made.append(Leaf("备注"))
    return made


def _place(sheet: InventedSheet, node: Node, row: int, column: int, depth: int, merged: bool) -> None:
    """Draw a heading and what lies below it; `depth` rows are left for it."""
    if isinstance(node, Leaf):
        # Years are often typed as numbers.
        said = Decimal(node.text) if node.text.isdigit() else node.text
        sheet.put(row, column, said, 1, depth if merged else 1)
        return
    # A group over a flat tree may stand in a taller cell: the rest of the rows belong to its children.
    sheet.put(row, column, node.text, _width(node) if merged else 1)
    at = column
    for part in node.parts:
        _place(sheet, part, row + 1, at, depth - 1, merged)
        at += _width(part)


def table(rng: random.Random, name: str) -> InventedSheet:
    sheet = InventedSheet(name)
    nodes = _tree(rng)
    depth = max(map(_depth, nodes))
    merged = depth > 2 or rng.random() < 0.8
    width = sum(map(_width, nodes))
    row = _head(rng, sheet, width)
    sheet.heading = row
    column = 1
    for node in nodes:
        _place(sheet, node, row, column, depth, merged)
        for leaf in _leaves(node):
            sheet.columns[column] = leaf
            column += 1
    row += depth
    numbers = rng.random()
    if numbers < 0.25:
        style = rng.choice(["1", "（1）", "甲"])
        for at in range(1, width + 1):
            sheet.put(
                row,
                at,
                {"1": Decimal(at), "（1）": f"（{at}）"}.get(style)
                or ("甲乙丙丁戊己庚辛壬癸"[at - 1] if at <= 2 else Decimal(at - 2)),
            )
        row += 1
    sheet.first = row
    rows = rng.randint(3, 8)
    if rng.random() < 0.4 and sheet.columns[1].text.endswith("序号"):
        for at in range(rows):
            sheet.put(row + at, 1, Decimal(at + 1))
    row += rows
    if rng.random() < 0.4:
        sheet.put(row, 1, rng.choice(["合计", "合  计", "总计"]), 2)
        row += 1
    sheet.last = row - 1
    _foot(rng, sheet, row, width)
    return sheet


def _head(rng: random.Random, sheet: InventedSheet, width: int) -> int:
    row = 1
    if rng.random() < 0.7:
        sheet.put(row, 1, sheet.name if sheet.name.startswith("附") else f"附件{rng.randint(1, 9)}")
        row += 1
    title = rng.choice(TITLES).format(rng.choice(THINGS))
    sheet.put(row, 1, title, width)
    row += 1
    if rng.random() < 0.7:
        sheet.put(
            row, 1, rng.choice(["填报单位（盖章）：", "推荐单位：", "申报企业（公章）：", "填报单位："]), min(3, width)
        )
        if width > 4 and rng.random() < 0.8:
            sheet.put(row, width - 1, rng.choice(["单位：万元", "金额单位：万元", "填报日期：    年  月  日"]))
        row += 1
    return row


def _foot(rng: random.Random, sheet: InventedSheet, row: int, width: int) -> None:
    for note in rng.choice(NOTES):
        sheet.put(row, 1, note, width)
        row += 1
    if rng.random() < 0.5:
        for at, sign in enumerate(rng.sample(SIGNS, min(3, max(1, width // 3)))):
            sheet.put(row, 1 + at * 3, sign)


INDICATORS = [
    ("装备", "数控装备占比", "%"), ("装备", "关键设备联网率", "%"), ("装备", "智能装备数量", "台"), ("研发", "研发投入强度", "%"),
    ("研发", "发明专利数量", "件"), ("生产", "生产效率提升", "%"), ("生产", "产品不良率降低", "%"), ("绿色", "单位产值能耗", "吨标煤/万元"), ("绿色", "固废综合利用率", "%"),
]  # fmt: skip


def listed(rng: random.Random, name: str) -> InventedSheet:
    sheet = InventedSheet(name, "list")
    heads = [
        Leaf("序号", INTEGER),
        Leaf("一级指标"),
        Leaf("指标名称"),
        Leaf("单位"),
        Leaf("指标值", NUMBER),
        Leaf("备注"),
    ]
    if rng.random() < 0.5:
        heads.insert(5, Leaf("上年数", NUMBER))
    width = len(heads)
    row = _head(rng, sheet, width)
    sheet.heading = row
    for at, leaf in enumerate(heads, 1):
        sheet.put(row, at, leaf.text)
        sheet.columns[at] = leaf
    count = rng.randint(4, len(INDICATORS))
    sheet.first, sheet.rows = row + 1, count
    for at, (area, indicator, unit) in enumerate(INDICATORS[:count]):
        sheet.put(row + 1 + at, 1, Decimal(at + 1))
        if at == 0 or INDICATORS[at - 1][0] != area:
            down = sum(other[0] == area for other in INDICATORS[:count])
            sheet.put(row + 1 + at, 2, area, 1, down)
        sheet.put(row + 1 + at, 3, indicator)
        sheet.put(row + 1 + at, 4, unit)
    sheet.last = row + count
    _foot(rng, sheet, row + count + 1, width)
    return sheet


# --- files -----------------------------------------------------------------------------------------------------------


@dataclass
class InventedFile:
    name: str
    sheets: list[InventedSheet]
    lists: int = 0
    """Sheets that are no attachment."""

    def data(self, *, filled: bool = False) -> bytes:
        if self.name.endswith(".docx"):
            return _docx(self.sheets, filled)
        if self.name.endswith(".xls"):
            return _xls(self.sheets, filled)
        made = [_xlsx(sheet, filled) for sheet in self.sheets]
        if self.lists:
            options = SampleSheet("字典")
            options.rows([["装备"], ["软件"], ["研发"], ["其他"]])
            made.append(options)
        return workbook(made)


def invented(seed: int) -> InventedFile:
    """The blank of that seed: mostly one table; every fourth a form, a list or several sheets; some .xls and .docx."""
    rng = random.Random(seed)
    what = rng.random()
    if what < 0.62:
        sheets = [table(rng, rng.choice(["附件1", "Sheet1", "汇总表"]))]
    elif what < 0.75:
        sheets = [form(rng, "申报书")]
    elif what < 0.87:
        sheets = [listed(rng, "附件2")]
    else:
        makers = [rng.choice([table, table, listed, form]) for _ in range(rng.randint(2, 4))]
        sheets = [make(rng, f"附件{at}") for at, make in enumerate(makers, 1)]
    ending = rng.choice(["xlsx"] * 7 + ["docx", "xls", "xls"])
    return InventedFile(f"附件{rng.randint(1, 9)}空表.{ending}", sheets, int(ending == "xlsx" and len(sheets) > 1))


def _cells(sheet: InventedSheet, filled: bool) -> dict[tuple[int, int], Cell]:
    return filled_cells(sheet) if filled else sheet.cells


def _xlsx(sheet: InventedSheet, filled: bool) -> SampleSheet:
    made = SampleSheet(sheet.name, merges=list(sheet.merges))
    for place, value in _cells(sheet, filled).items():
        made.put(*place, value)
    width = max(sheet.columns, default=5)
    for row in range(sheet.first or 1, sheet.last + 1):
        for column in range(1, width + 1):
            made.put(row, column, None, "cell")
    return made


def _xls(sheets: list[InventedSheet], filled: bool) -> bytes:
    made = []
    for sheet in sheets:
        records = b""
        for (row, column), value in sorted(_cells(sheet, filled).items()):
            records += _record(row - 1, column - 1, value)
        records += biff.merged(
            *((top - 1, bottom - 1, left - 1, right - 1) for top, left, bottom, right in sheet.merges)
        )
        made.append((sheet.name, 0, records))
    return biff.xls(made, styles=(0, 14))


def _record(row: int, column: int, value: Cell) -> bytes:
    if isinstance(value, date):
        return biff.number(row, column, float((value - date(1899, 12, 30)).days), 1)
    if isinstance(value, Decimal):
        return biff.number(row, column, float(value))
    return biff.label(row, column, str(value))


def _docx(sheets: list[InventedSheet], filled: bool) -> bytes:
    parts: list[str | WordTable] = []
    for sheet in sheets:
        cells = _cells(sheet, filled)
        parts += [str(cells[place]) for place in sorted(cells) if place[0] < sheet.heading]
        width = max(sheet.columns, default=max(c for r, c in cells if r >= sheet.heading) + 1)
        width = max(width, *(area[3] for area in sheet.merges))
        rows = [
            [_said(cells.get((row, column), "")) for column in range(1, width + 1)]
            for row in range(sheet.heading, sheet.last + 1)
        ]
        made = WordTable(rows)
        for top, left, bottom, right in sheet.merges:
            if top < sheet.heading or bottom > sheet.last:
                continue
            for row in range(top, bottom + 1):
                if right > left:
                    made.across[row - sheet.heading, left - 1] = right - left + 1
            if bottom > top:
                made.down[top - sheet.heading, left - 1] = bottom - top + 1
        parts += [made, *(str(cells[place]) for place in sorted(cells) if place[0] > sheet.last)]
    return document(parts)


def _said(value: Cell) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
