"""Where a merged row or cell came from, as text. The document is made by `app.trace`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..files.names import visible
from ..words import SOURCE_STATE

if TYPE_CHECKING:
    from ..documents.summary import HopDocument, SourceFile, TraceDocument


def trace_json(document: TraceDocument) -> TraceDocument:
    """`xltools trace --format json`."""
    return document


def trace_text(document: TraceDocument) -> str:
    """The same for people."""
    lines: list[str] = []
    for entry in document["rows"]:
        where = f"第 {entry['row']} 行" if entry["row"] else "（已删除的行）"
        lines.append(f"{document['cell'] if entry['column'] else where}  {visible(entry['office'])}")
        if entry["column"]:
            origin = entry["origin"] or entry
            lines.append(f"  原值：{visible(origin['value'] or '（空白）')}")
        lines.extend(
            f"  ！{change['cell']} 汇总后被改动：原写入“{change['written']}”，现为“{change['now']}”"
            for change in entry["changed"]
            if not entry["column"] or change["column"] == entry["column"]
        )
        told = [hop for hop in entry["hops"] if hop["cell"]] or entry["hops"]
        for hop in reversed(told):
            lines.extend(_hop_lines(hop))
    lines.extend(
        f"{visible(file['path'])}：{SOURCE_STATE[file['state']]}{_renamed(file)}" for file in document["files"]
    )
    lines.append(_verdict(document))
    if document["added_rows"]:
        lines.append(f"汇总后添加、没有来源的行：{'、'.join(map(str, document['added_rows']))}")
    return "\n".join(lines) + "\n"


def _renamed(file: SourceFile) -> str:
    return f"，现名 {visible(file['found_as'])}" if file["found_as"] else ""


def _hop_lines(hop: HopDocument) -> list[str]:
    said = f"“{visible(hop['value'])}”  " if hop["cell"] and hop["value"] else ""
    office = f"{hop['office']}  " if hop["office"] else ""
    place = hop["cell"] or f"第 {hop['row']} 行"
    lines = [f"  ← {visible(hop['path'])}  {visible(hop['sheet'])}!{place}  {said}{office}{hop['sha256'][:12]}"]
    if hop["cell"] and hop["proof"] == "holds":
        lines.append("    已打开来源文件核对，值相符")
    lines.extend(
        f"  ！不符：{hop['path']} {differs['cell']} 中现为“{differs['found']}”，与汇总表不同"
        for differs in hop["differs"]
    )
    lines.extend(
        f"  ！{hop['path']} {change['cell']} 汇总后被改动：原写入“{change['written']}”，改为“{change['now']}”"
        for change in hop["changed"]
    )
    return lines


def _verdict(document: TraceDocument) -> str:
    proofs = [entry["proof"] for entry in document["rows"]]
    if "differs" in proofs:
        return f"不符：有 {proofs.count('differs')} 行与来源文件中的值不同，这些行的来源记录不能采信。"
    if document["proved"]:
        return f"相符：{len(proofs)} 行都在来源文件中找到，值相同。"
    if any(file["state"] == "outside" for file in document["files"]):
        return (
            "不能证明：来源文件不在汇总表所在的文件夹之内，没有打开。请用 --sources 文件夹 指明存放来源文件的文件夹。"
        )
    return f"不能证明：{proofs.count('unproved')} 行的来源文件不在或已改动，只有记录，没有核对到值。"
