"""The kinds of rows below a heading, and why a row is no record."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from ..formats.grid import Value


class RowKind(StrEnum):
    RECORD = "record"
    HEADING = "heading"
    """The heading or the title once more, at the top of a printed page."""
    NUMBERS = "column-numbers"
    """1 2 3, 甲 乙 丙 or （1）（2） under the heading."""
    UNIT = "unit"
    EXAMPLE = "example"
    GROUP = "group"
    PART = "part"
    """其中：a part of the record above it."""
    SUBTOTAL = "subtotal"
    TOTAL = "total"
    RUNNING = "running-total"
    """累计: from the first record on."""
    RATIO = "ratio"
    """平均, 占比."""
    PAGE = "page"
    """本页小计, 承前页, 过次页, 续表."""
    NOTE = "note"
    SIGNATURE = "signature"
    TEMPLATE = "template"
    """A row of the blank that was not filled in: a running number, zeros, dashes, a drop-down's value."""
    HIDDEN = "hidden"
    """A record that was left out because hidden rows were to be."""
    STRUCK = "struck"


WHY = {
    RowKind.HEADING: "重复的表头行",
    RowKind.NUMBERS: "栏次行",
    RowKind.UNIT: "单位行",
    RowKind.EXAMPLE: "示例行",
    RowKind.GROUP: "分类标题行",
    RowKind.PART: "“其中”行",
    RowKind.SUBTOTAL: "小计行",
    RowKind.TOTAL: "合计行",
    RowKind.RUNNING: "累计行",
    RowKind.RATIO: "平均、占比行",
    RowKind.PAGE: "页首页末行",
    RowKind.NOTE: "说明行",
    RowKind.SIGNATURE: "签章行",
    RowKind.TEMPLATE: "没有填写内容的空行",
    RowKind.HIDDEN: "隐藏行（按要求不计）",
    RowKind.STRUCK: "划了删除线的行（按要求不计）",
}
"""Why a row is no record, in the words of the receipt."""

DATA_LIKE = frozenset({RowKind.TEMPLATE, RowKind.EXAMPLE, RowKind.PART, RowKind.HIDDEN, RowKind.STRUCK})
"""Rows that might be taken for records: a receipt names each; the others are furniture, and are counted."""

SUMS = frozenset({RowKind.SUBTOTAL, RowKind.TOTAL, RowKind.RUNNING})

Texts = Sequence[tuple[int, str]]
"""(column, text) of a row's texts."""

Filled = Sequence[tuple[int, Value]]
"""(column, value) of a row's cells but for signs of nothing."""
