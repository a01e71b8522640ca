"""Invented label–value forms (申报书), with tables among their labels."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from drafting.invented_sheet import AMOUNT, CODE, DATE, INTEGER, NUMBER, THINGS, InventedSheet, Leaf, SmallTable

from xltools.demo.minimal_xlsx import Cell

PAIRS = [
    "企业名称", "统一社会信用代码", "注册地址", "成立时间", "所属行业", "企业性质", "注册资本（万元）", "上年营业收入（万元）", "职工总数（人）", "研发人员占比（%）",
    "项目名称", "建设地点", "项目总投资（万元）", "开工日期", "主导产品", "开户银行",
]  # fmt: skip
LONG = ["项目建设内容（不超过500字）", "主要成效", "企业简介（限300字）", "创新点"]


BOUGHT = [
    Leaf("名称"), Leaf("规格型号"), Leaf("数量（台/套）", INTEGER), Leaf("金额（万元）", AMOUNT), Leaf("供应商"), Leaf("发票号码", CODE),
    Leaf("购置年月", DATE),
]  # fmt: skip
DONE = [
    Leaf("建设内容"),
    Leaf("计划完成时间", DATE),
    Leaf("计划投资（万元）", AMOUNT),
    Leaf("已完成投资（万元）", AMOUNT),
    Leaf("进展情况"),
]
PEOPLE = [Leaf("姓名"), Leaf("职务"), Leaf("所在部门"), Leaf("承担的任务"), Leaf("联系电话", CODE)]
YEARS = [Leaf("2023年", NUMBER), Leaf("2024年", NUMBER), Leaf("2025年（预计）", NUMBER)]
PRINTED = [("营业收入", "万元"), ("利润总额", "万元"), ("研发投入", "万元"), ("从业人数", "人"), ("能源消耗", "吨标煤")]
SMALL = [("项目投资明细", BOUGHT), ("项目建设内容", DONE), ("项目团队主要成员", PEOPLE), ("近三年经济指标", YEARS)]


def form(rng: random.Random, name: str) -> InventedSheet:
    """A 申报书: labels with their cells, long texts, and every second time one to three tables among them."""
    sheet = InventedSheet(name, "form")
    page = _Page(rng, sheet, grouped=rng.random() < 0.5, wide=rng.choice([1, 1, 2]))
    page.head()
    pairs = rng.sample(PAIRS, rng.randint(6, 12))
    page.pairs(pairs, "一、基本情况" if page.grouped else "")
    for group in ("法定代表人", "联系人")[: 2 if page.grouped else 0]:
        page.pairs(["姓名", "职务", "手机", "邮箱"], group)
    tables = rng.sample(SMALL, rng.choice([0, 0, 1, 2, 3]))
    for text in rng.sample(LONG, rng.randint(1, 3)):
        if tables and rng.random() < 0.6:
            page.small_table(*tables.pop())
        page.long(text)
    for one in tables:
        page.small_table(*one)
    sheet.last = page.row - 1
    if rng.random() < 0.5:
        sheet.put(page.row, 1, "注：本表一式两份。", page.width)
    return sheet


@dataclass
class _Page:
    """Where the form has come to. `wide`: sheet columns under each label and each value."""

    rng: random.Random
    sheet: InventedSheet
    grouped: bool
    wide: int
    row: int = 1

    @property
    def first(self) -> int:
        return 2 if self.grouped else 1

    @property
    def width(self) -> int:
        return self.first - 1 + 4 * self.wide

    def head(self) -> None:
        self.sheet.put(1, 1, f"{self.rng.choice(THINGS)}申报书", self.width)
        self.row = 2
        if self.rng.random() < 0.5:
            self.sheet.put(self.row, 1, "填报日期：    年  月  日", self.width)
            self.row += 1
        self.sheet.heading = self.row

    def pairs(self, texts: list[str], group: str) -> None:
        top = self.row
        for at in range(0, len(texts), 2):
            for side, text in enumerate(texts[at : at + 2]):
                column = self.first + 2 * self.wide * side
                last = at + 1 >= len(texts)
                self.sheet.put(self.row, column, text + ("：" if self.rng.random() < 0.1 else ""), self.wide)
                self._value(column + self.wide, self.width if last else column + 2 * self.wide - 1)
            self.row += 1
        if group:
            self.sheet.put(top, 1, group, 1, self.row - top)

    def _value(self, first: int, last: int) -> None:
        if last > first:
            self.sheet.merges.append((self.row, first, self.row, last))
        self.sheet.places.append((self.row, first))

    def long(self, text: str) -> None:
        across = self.rng.random() < 0.5
        label = self.first - 1 + self.wide if across else self.width
        self.sheet.put(self.row, 1, text, label)
        if not across:
            self.row += 1
        self._value(label + 1 if across else 1, self.width)
        self.row += 1

    def small_table(self, title: str, leaves: list[Leaf]) -> None:
        """Under a line of its own, or beside a label that is merged over its rows."""
        beside = self.grouped and self.rng.random() < 0.5
        first = self.first if beside else 1
        top = self.row
        if not beside and self.rng.random() < 0.7:
            self.sheet.put(self.row, 1, f"{self.rng.choice('二三四五')}、{title}", self.width)
            self.row += 1
        printed = leaves is YEARS
        columns = [Leaf("指标名称"), Leaf("单位"), *leaves] if printed else [Leaf("序号", INTEGER), *leaves]
        columns = columns[: self.width - first + 1]
        starts = sorted((0, *self.rng.sample(range(1, self.width - first + 1), len(columns) - 1)))
        places = {first + start: leaf for start, leaf in zip(starts, columns, strict=True)}
        self._row_of(places, {at: leaf.text for at, leaf in places.items()})
        small = SmallTable(self.row - 1, self.row, 0, places, printed)
        small.rows = self._rows(places, printed)
        self.sheet.tables.append(small)
        if beside:
            self.sheet.put(top, 1, title, 1, self.row - top)

    def _rows(self, places: dict[int, Leaf], printed: bool) -> int:
        count = self.rng.randint(3, 5)
        numbered = self.rng.random() < 0.5
        first, second, *_ = places
        for at in range(count):
            if printed:
                self._row_of(places, dict(zip((first, second), PRINTED[at], strict=True)))
            else:
                self._row_of(places, {first: Decimal(at + 1)} if numbered else {})
        if not printed and self.rng.random() < 0.4:
            self._row_of(places, {first: "合计"})
        return count

    def _row_of(self, places: dict[int, Leaf], texts: Mapping[int, Cell]) -> None:
        """One row of a table, merged as its heading is."""
        for at, after in zip(places, (*list(places)[1:], self.width + 1), strict=True):
            if after - at > 1:
                self.sheet.merges.append((self.row, at, self.row, after - 1))
            if at in texts:
                self.sheet.put(self.row, at, texts[at])
        self.row += 1
