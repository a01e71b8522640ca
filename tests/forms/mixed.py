"""A form whose columns have units of their own, and lines of it."""

from __future__ import annotations

from typing import Any

from grids import pack

MIXED = pack(
    columns=[
        {"key": "seq", "heading": "序号", "type": "integer"},
        {"key": "kind", "heading": "类别", "type": "choice", "values": ["设备", "研发"]},
        {"key": "name", "heading": "名称"},
        {"key": "code", "heading": "代码", "type": "code", "fill_down": False},
        {"key": "when", "heading": "日期", "type": "date"},
        {"key": "money", "heading": "金额", "type": "amount", "unit": "万元"},
        {"key": "count", "heading": "数量", "type": "number"},
        {"key": "share", "heading": "占比", "type": "percent"},
    ],
    category="kind",
    order="seq",
    labels=[{"key": "who", "text": "申报企业（盖章）"}],
    submitter="who",
)
HEAD = ["序号", "类别", "名称", "代码", "日期", "金额", "数量", "占比"]


def line(at: int, name: str, *rest: Any) -> list[Any]:
    return [at, "设备", name, f"C{at}", "2024-03-05", *(rest or (3, 2, 0.5))]
