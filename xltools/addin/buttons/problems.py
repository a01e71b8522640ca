"""The problems that stand in the open book: from one to the next, and taking their marks off."""

from __future__ import annotations

import xlwings

from ...errors import UsageError
from .. import marks, results, sheets
from ..desk import Desk, Reply
from ..hosts import host_of
from .verbs import verb


@verb("clear")
def clear_marks(book: xlwings.Book, desk: Desk) -> Reply:
    """清除标注: take off all that was marked; what the user did himself stays."""
    desk.step("清除标注")
    if sheets.is_marked_copy(book):
        raise UsageError(
            "marked_copy", "这是命令行写出的带标注副本，请用 xltools unmark 还原，或直接打开原文件；原文件没有标注。"
        )
    cleared = marks.clear(book)
    dropped = 0 if host_of(book).structure_locked(book) else sheets.drop(book, (results.SHEET, results.SPARE))
    any_taken = bool(cleared.marks or dropped)
    lines = ["标注已清除，您自己的颜色、批注和筛选没有改动。"] if any_taken else []
    if cleared.left:
        lines.append(f"结果列里有 {cleared.left} 格是您自己写的，留在原处。")
    if cleared.locked:
        lines.append(f"工作表“{'、'.join(cleared.locked)}”受保护，标注还在。请撤销保护后再点一次“清除标注”。")
    left = results.result_sheet(book)
    if left is not None:
        lines.append(f"工作簿结构受保护，“{left.name}”表还在。请撤销保护后再点一次“清除标注”。")
    return Reply("\n".join(lines) or "这个工作簿里没有本工具的标注。")


@verb("next")
def next_problem(book: xlwings.Book, _desk: Desk) -> Reply:
    """下一条: select the next problem."""
    return _go(book, 1)


@verb("previous")
def previous_problem(book: xlwings.Book, _desk: Desk) -> Reply:
    """上一条: select the previous problem."""
    return _go(book, -1)


def _go(book: xlwings.Book, direction: int) -> Reply:
    found = results.step(book, direction)
    if found is None:
        raise UsageError("no_problems", "没有可跳转的问题。请先点“校验本表”；校验结果为空则说明没有发现问题。")
    return Reply("", bar=f"{found.sheet}　{found.text}")
