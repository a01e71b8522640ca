"""The problems that stand in the open book: walking through them, putting right, taking back, taking marks off."""

from __future__ import annotations

from collections import Counter

import xlwings

from ...errors import UsageError
from ...repairs.suggesting import Repair
from ...reports.repairs_book import YES
from ...words import REPAIR
from .. import bound, changes, marks, results, sheets, walking
from ..desk import Desk, Reply
from ..hosts import host_of, still
from ..listing import offers_of
from ..showing import show
from ..verdicts import BookVerdict, look
from .verbs import verb


@verb("clear")
def clear_marks(book: xlwings.Book, desk: Desk) -> Reply:
    """清除标注: take off all that was marked; what the user did himself stays."""
    desk.step("清除标注")
    if sheets.is_marked_copy(book):
        raise UsageError(
            "marked_copy", "这是命令行写出的带标注副本，请用 xltools unmark 还原，或直接打开原文件；原文件没有标注。"
        )
    explained = sum(bool(line.explanation) for line in results.read_lines(book))
    dropped, aside = 0, ""
    with still(book):
        cleared = marks.clear(book)
        if not host_of(book).structure_locked(book):
            own = () if explained else (results.SHEET, results.SPARE)
            aside = "" if explained else results.set_aside(book)
            dropped = sheets.drop(book, (*own, changes.SHEET))
    any_taken = bool(cleared.marks or dropped or aside)
    lines = ["标注已清除，您自己的颜色、批注和筛选没有改动。"] if any_taken else []
    if cleared.left:
        lines.append(f"结果列里有 {cleared.left} 格是您自己写的，留在原处。")
    if cleared.locked:
        lines.append(f"工作表“{'、'.join(cleared.locked)}”受保护，标注还在。请撤销保护后再点一次“清除标注”。")
    if aside:
        lines.append(f"“{results.SHEET}”表里有您自己加写的内容，改名为“{aside}”留下；不需要的，请自己删去。")
    left = results.result_sheet(book)
    if left is not None and explained:
        lines.append(
            f"“{left.name}”表里有您写的说明 {explained} 条，表留着，报送时一并读取；不需要的，请自己删去这张表。"
        )
    elif left is not None:
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
    found = walking.step(book, direction)
    if found is None:
        raise UsageError("no_problems", "没有可跳转的问题。请先点“校验本表”；校验结果为空则说明没有发现问题。")
    return Reply("", bar=f"{found.sheet}　{found.text}")


@verb("list")
def show_list(book: xlwings.Book, _desk: Desk) -> Reply:
    """问题清单: the list to the front, at the line of the selected cell. LibreOffice's toolbar shows a window instead."""
    sheet = results.result_sheet(book)
    if sheet is None:
        raise UsageError("no_problems", "还没有校验过这个工作簿。请先点“校验本表”。")
    selected = walking.selected_cell(book)
    here = (line.at for line in results.read_lines(book) if (line.sheet, line.first_cell) == selected)
    at = next(here, results.HEAD_ROW + 1)
    walking.go_to(book, sheet.name, at, 1)
    return Reply("", bar="“采纳”一栏写“是”，再点“采纳修改”；提醒核对无误的，在“说明”一栏写明情况")


@verb("accept")
def accept_changes(book: xlwings.Book, desk: Desk) -> Reply:
    """采纳修改: carry out in the open book what a person ticked in the list; everything of a kind where nothing is ticked."""
    if host_of(book).unmarkable(book) or host_of(book).structure_locked(book):
        raise UsageError("structure_locked", "这个工作簿不能加“修改记录”表，不在其中修改。请用“代为修改”，写到副本里。")
    desk.step("读取")
    accepted = {line.key: line.accepted for line in results.read_lines(book) if line.accepted}
    seen = look(book, desk)
    wanted, bindings = _ticked(seen, accepted), bound.bind(seen, accepted)
    if not wanted and not bindings:
        wanted = _of_a_kind(seen, desk)
    changed = changes.apply(book, wanted, desk)
    said = (
        [f"已修改 {len(changed.done)} 处（不改变内容），记在“{changes.SHEET}”表；点“撤销修改”改回。"]
        if changed.done
        else []
    )
    if changed.left:
        said.append(f"{len(changed.left)} 处没有修改：工作表受保护，或数字太长。")
    if bindings:
        said.append(f"已记住：{'、'.join(bindings)}。同样版式的表以后都这样读；在“设置”里可改。")
    again = show(book, look(book, desk), desk)
    return Reply("\n".join([*said, again.message]), again.opens, again.problems, undo="undo" if changed.done else "")


def _ticked(seen: BookVerdict, accepted: dict[tuple[str, str, str], str]) -> list[Repair]:
    offers = offers_of(seen.findings, seen.repairs)
    return [one for key, own in offers.items() if accepted.get(key, "") in YES for one in own]


def _of_a_kind(seen: BookVerdict, desk: Desk) -> list[Repair]:
    if not seen.repairs:
        raise UsageError("nothing_accepted", "没有可以代为修改的地方，“采纳”一栏也没有写什么。内容上的错误请自己改正。")
    counted = Counter(one.kind for one in seen.repairs)
    kinds = {f"{REPAIR[kind.value]}（{number} 处）": kind for kind, number in counted.items()}
    every = f"全部（{len(seen.repairs)} 处）"
    picked = desk.ask("accept", "“采纳”一栏没有写“是”。下列修改都不改变内容，采纳哪些？", [every, *kinds])
    return [one for one in seen.repairs if picked == every or one.kind is kinds[picked]]


@verb("undo")
def undo_changes(book: xlwings.Book, desk: Desk) -> Reply:
    """撤销修改: put back what 采纳修改 changed last."""
    recorded = changes.recorded(book)
    if not recorded:
        raise UsageError("nothing_to_undo", "没有可以撤销的修改：这个工作簿里没有“附表工具修改记录”表。")
    if not changes.newest_round(book, recorded):
        raise UsageError(
            "nothing_to_undo", "没有可以撤销的修改：改过的单元格您后来又改过，或工作表改了名。改前的内容见“附表工具修改记录”表。"
        )
    back, left = changes.take_back(book, desk)
    kept = f"；{left} 处您后来又改过，没有动，改前的内容仍在“{changes.SHEET}”表里" if left else ""
    said = f"已改回 {back} 处{kept}。"
    if results.result_sheet(book) is None:
        return Reply(said)
    again = show(book, look(book, desk), desk)
    return Reply(f"{said}\n{again.message}", again.opens, again.problems)
