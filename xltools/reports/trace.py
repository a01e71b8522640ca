"""Where a merged row or cell came from, as text. The document is made by `app.trace`."""

from __future__ import annotations

from typing import Any

from ..words import SOURCE_STATE

Document = dict[str, Any]


def trace_json(document: Document) -> Document:
    """`xltools trace --format json`."""
    return document


def trace_text(document: Document) -> str:
    """The same for people."""
    lines: list[str] = []
    for entry in document["rows"]:
        where = f"第 {entry['row']} 行" if entry["row"] else "（已删除的行）"
        lines.append(f"{document['cell'] or where}  {entry['office']}")
        if entry["column"]:
            origin = entry["origin"] or entry
            lines.append(f"  原值：{origin['value'] or '（空白）'}")
        lines.extend(
            f"  ！{change['cell']} 汇总后被改动：原写入“{change['written']}”，现为“{change['now']}”"
            for change in entry["changed"]
            if not entry["column"] or change["column"] == entry["column"]
        )
        told = [hop for hop in entry["hops"] if hop["cell"]] or entry["hops"]
        for hop in reversed(told):
            lines.extend(_hop_lines(hop))
    lines.extend(f"{file['path']}：{SOURCE_STATE[file['state']]}" for file in document["files"])
    if document["added_rows"]:
        lines.append(f"汇总后添加、没有来源的行：{'、'.join(map(str, document['added_rows']))}")
    return "\n".join(lines) + "\n"


def _hop_lines(hop: Document) -> list[str]:
    said = f"“{hop['value']}”  " if hop["cell"] and hop["value"] else ""
    office = f"{hop['office']}  " if hop["office"] else ""
    place = hop["cell"] or f"第 {hop['row']} 行"
    lines = [f"  ← {hop['path']}  {hop['sheet']}!{place}  {said}{office}{hop['sha256'][:12]}"]
    lines.extend(
        f"  ！{hop['path']} {change['cell']} 汇总后被改动：原写入“{change['written']}”，改为“{change['now']}”"
        for change in hop["changed"]
    )
    return lines
