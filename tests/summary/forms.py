"""Filled forms of any notice, drawn from its pack: one title, the submitter's line, the headings, rows. Invented names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from xltools.demo import invent
from xltools.demo.minimal_xlsx import Cell, SampleSheet, workbook
from xltools.notice.model import Attachment, Column, ColumnType, Notice

_BY_KEY: Mapping[str, Cell] = {
    "maturity": "三级",
    "links": 9,
    "contact": "张三",
    "phone": "027-88888888",
    "industry": "专用设备制造业",
    "score": Decimal("2.9"),
    "scenes": 20,
    "ai_scenes": 13,
}


def _value(column: Column, rng: Random) -> Cell | None:
    """Something plausible for a column."""
    if column.key in _BY_KEY:
        return _BY_KEY[column.key]
    if column.key == "credit_code":
        return invent.credit_code(rng)
    if column.values:
        return column.values[0].value
    if column.type in (ColumnType.AMOUNT, ColumnType.NUMBER):
        return Decimal("12.5")
    if column.type is ColumnType.INTEGER:
        return 9
    if column.type is ColumnType.DATE:
        return date(2025, 1, 15)
    return None if column.key in ("note", "awards", "position") else f"示例{column.heading[:4]}"


def rows_for(
    attachment: Attachment, place: str, count: int, *, seed: int, category: str = ""
) -> list[dict[str, Cell | None]]:
    """`count` rows numbered 1 … of one category, of enterprises in `place`."""
    rng = Random(seed)
    made = []
    for number in range(1, count + 1):
        name = f"武汉示例{invent.enterprise(rng, number)[4:6]}{place[:2]}{number}有限公司"
        row = {column.key: _value(column, rng) for column in attachment.columns}
        facts: dict[str, Cell] = {
            "rank": number, "seq": number, "enterprise": name, "district": place,
            "project": f"{name[4:8]}智能制造项目", "factory": f"{name[4:8]}智能工厂",
        }  # fmt: skip
        row |= {key: value for key, value in facts.items() if attachment.has(key)}
        if category:
            row[attachment.category] = category
        made.append(row)
    return made


def form(
    attachment: Attachment, rows: Sequence[Mapping[str, Any]], submitter: str, *, title: str = "", extra: str = ""
) -> bytes:
    """The form as a workbook: title in row 1, the submitter in row 2, headings in row 3, rows from 4 on."""
    sheet = SampleSheet(attachment.key)
    sheet.put(1, 1, title or attachment.title)
    label = next((label for label in attachment.labels if label.key == attachment.submitter), None)
    sheet.put(2, 1, f"{label.text}：{submitter}" if label else submitter)
    if extra:
        sheet.put(2, 6, extra)
    for number, column in enumerate(attachment.columns, start=1):
        sheet.put(3, number, column.group + column.heading if column.group else column.heading)
        for place, row in enumerate(rows, start=4):
            sheet.put(place, number, row.get(column.key))
    return workbook([sheet])


def write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def sheet_row(row: int) -> int:
    """The sheet row of the n-th row (from 1) of `form`."""
    return row + 3


def title_of(notice: Notice) -> str:
    """A title line that says which call the form belongs to."""
    return f"{notice.year}年度{notice.place}"
