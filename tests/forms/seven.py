"""A form of seven columns and one of four."""

from __future__ import annotations

from grids import pack

SEVEN = pack(
    columns=[
        {"key": "seq", "heading": "序号", "type": "integer"},
        {"key": "kind", "heading": "类别", "type": "choice", "values": ["设备", "研发"]},
        {"key": "name", "heading": "名称"},
        {"key": "code", "heading": "代码", "type": "code"},
        {"key": "when", "heading": "日期", "type": "date"},
        {"key": "money", "heading": "金额", "type": "amount", "unit": "万元"},
        {"key": "note", "heading": "备注"},
    ],
    category="kind",
    order="seq",
    labels=[{"key": "who", "text": "申报企业（盖章）"}, {"key": "day", "text": "填报日期"}],
    submitter="who",
)
FOUR = pack(columns=[{"key": "seq", "heading": "序号", "type": "integer"}, {"key": "name", "heading": "名称"}, {"key": "a", "heading": "规格"}, {"key": "b", "heading": "备注"}], order="seq")  # fmt: skip
HEAD = ["序号", "类别", "名称", "代码", "日期", "金额", "备注"]
