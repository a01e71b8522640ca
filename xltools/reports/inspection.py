"""What was read of one file: everything stored, the form it was bound to, the rows left out and why."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ..files.names import visible
from ..findings import Refused
from ..formats.grid import column_letters
from ..forms.inputs import Input
from ..forms.table import Table
from ..words import SHEET_STATE, STATUS
from .json import book_json, refused_json

if TYPE_CHECKING:
    from ..documents.summary import InspectDocument, InspectedSheet, ReadingNote


def inspection_json(file: Input) -> InspectDocument:
    """`xltools inspect --format json`: sheets, cells, header rows, bound columns, rows left out with the reason."""
    if file.book is None or file.refusal is not None:
        return refused_json(file.path, file.sha256, file.refusal or Refused("", ""))
    document = book_json(file.book)
    by_sheet: dict[str, list[Table]] = {}
    for table in file.tables:
        by_sheet.setdefault(table.sheet, []).append(table)
    # A form with a small table in it stands there twice, once for each.
    document["sheets"] = [
        _bound(sheet, table, file)
        for sheet in document["sheets"]
        for table in by_sheet.get(sheet["name"], [None])
    ]
    return {**document, "warnings": _warnings(file)}


def _bound(sheet: InspectedSheet, table: Table | None, file: Input) -> InspectedSheet:
    """The sheet with the form that it was bound to, or the notices that it could belong to."""
    if table is None:
        undecided = file.undecided.get(sheet["name"])
        return {**sheet, "candidates": undecided} if undecided is not None else sheet
    header = table.header
    return {
        **sheet,
        "notice": table.notice.id,
        "attachment": table.attachment.key,
        "header_rows": [header.first_row, header.last_row],
        "columns": {key: column_letters(column) for key, column in header.columns.items()},
        "headings": {key: table.heading(key) for key in header.columns},
        "units": {key: unit for key, unit in table.units.items() if key in header.columns and unit},
        "unbound": {column_letters(column): text for column, text in header.unknown.items()},
        "fields": {key: field.text for key, field in table.fields.items()},
        "data_rows": list(table.rows),
        "left_out": [{"row": left.row, "kind": left.kind.value, "why": left.why} for left in table.left_out],
        "kinds": {kind.value: count for kind, count in table.kinds.items()},
    }


def _warnings(file: Input) -> list[ReadingNote]:
    return [
        {"code": note.rule, "sheet": note.sheet, "cells": list(note.cells), "message": note.message}
        for note in file.notes
    ]


def inspection_text(file: Input) -> str:
    """The same for people."""
    document = inspection_json(file)
    lines = [f"{visible(document['path'])}  {document['sha256'][:12]}"]
    if document["status"] == "refused":
        return "\n".join([*lines, f"  {STATUS['refused']}：{document['refusal']['message']}"]) + "\n"
    for sheet in document["sheets"]:
        state = "" if sheet["state"] == "visible" else f"，{SHEET_STATE[sheet['state']]}"
        lines.append(
            f"  工作表“{sheet['name']}”{state}：{sheet['used_range'] or '空'}，{len(sheet['cells'])} 个非空单元格"
        )
        if "attachment" in sheet:
            lines.extend(_sheet_lines(sheet))
        elif "candidates" in sheet:
            lines.append(f"    可能属于：{'、'.join(sheet['candidates'])}（请用 --notice 指明）")
        else:
            lines.append("    没有认出附件")
    lines.extend(
        f"  注意 {warning['sheet']} {'、'.join(warning['cells'][:8])}：{warning['message']}"
        for warning in document["warnings"]
    )
    return "\n".join(lines) + "\n"


def _sheet_lines(sheet: InspectedSheet) -> list[str]:
    first, last = sheet["header_rows"]
    lines = [
        f"    认作 {sheet['notice']} {sheet['attachment']}，表头第 {first} 行"
        + (f"至第 {last} 行" if last > first else "")
    ]
    for key, column in sheet["columns"].items():
        unit = f"（{sheet['units'][key]}）" if key in sheet["units"] else ""
        lines.append(f"      {column} 列“{sheet['headings'][key]}”{unit} → {key}")
    lines.extend(f"      {column} 列“{text}” 未绑定" for column, text in sheet["unbound"].items())
    lines.extend(f"    {key}：{text}" for key, text in sheet["fields"].items())
    lines.append(f"    {_counts(sheet)}")
    lines.extend(f"    第 {left['row']} 行略过：{left['why']}" for left in sheet["left_out"])
    return lines


def _counts(sheet: InspectedSheet) -> str:
    """表头下 9 行 = 数据 6 行 + 合计行 1 + 说明行 2: nothing below the heading is passed over unsaid."""
    kinds = Counter(left["why"] for left in sheet["left_out"])
    records = len(sheet["data_rows"])
    others = "".join(f" + {why} {count}" for why, count in kinds.items())
    return f"表头下 {records + sum(kinds.values())} 行 = 数据 {records} 行{others}"
