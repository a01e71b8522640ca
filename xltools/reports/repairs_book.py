"""修改建议: the list in which a person ticks what is to be put right, and the same read back; and what was done, as text."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .. import words
from ..documents import envelope
from ..files.sources import common_folder
from ..formats.grid import Book, a1
from ..forms.values import text_of
from ..office import sheetbuild as look
from ..office.links import link_target, place_in
from ..office.newbook import new_book, stamp
from ..office.sheetbuild import SheetBuilder
from ..repairs.applying import RepairOutcome
from ..repairs.suggesting import Repair
from .terminal import Line

if TYPE_CHECKING:
    from ..documents.summary import RepairDocument, RepairsDocument

SHEET: Final = "修改建议"
SUGGESTIONS: Final = "suggestions"
"""The stamp of a list of ours."""
_HEADINGS: Final = ("采纳", "文件", "工作表", "单元格", "项目", "现值", "改为", "种类", "_path")
YES: Final = frozenset({"是", "√", "✓", "✔", "采纳", "y", "Y", "1", "x", "X", "对", "TRUE"})
_HEADING_ROW: Final = 3


@dataclass(frozen=True, slots=True)
class TickedLine:
    """A line that a person ticked."""

    path: str
    key: tuple[str, str, str]


def write_suggestions(repairs: Sequence[Repair], *, links_base: Path | None = None) -> bytes:
    """The list as .xlsx, nothing ticked."""
    base = links_base or Path.cwd()
    book = new_book()
    sheet = SheetBuilder(book.styles, (8.0, 40.0, 12.0, 9.0, 18.0, 26.0, 26.0, 16.0, 3.0), print_columns=8)
    sheet.banner("修改建议", look.TITLE, height=34)
    sheet.banner(
        "下列修改不改变内容。要采纳的在“采纳”一栏写“是”，保存后运行 xltools repair 修改建议.xlsx -o 已修复；原文件不动。",
        look.PLAIN,
    )
    header = sheet.row(_HEADINGS, look.HEADING, height=24)
    sheet.freeze, sheet.titles = header, (header, header)
    folder = common_folder([one.path for one in repairs])
    for one in repairs:
        seen = Path(os.path.relpath(one.path, base)).as_posix()
        sheet.row(
            ["", one.path.removeprefix(folder), one.sheet, one.cell, one.column, one.before, one.after, words.REPAIR[one.kind.value], seen],
            [look.CENTRED, look.BODY, look.BODY, look.LINK, *[look.BODY] * 4, look.TEXT],
        )  # fmt: skip
        sheet.link(4, link_target(seen), place_in(seen, one.sheet, one.cell), "跳到原表的单元格")
    if not repairs:
        sheet.row(["", "没有可以代为修改的地方。"], [look.CENTRED, look.BODY], stretch=True)
    sheet.filter = f"A{header}:{a1(sheet.next_row - 1, 8)}"
    book.build(SHEET, sheet)
    stamp(book, SUGGESTIONS)
    return book.save()


def ticked_lines(book: Book, base: Path) -> Iterator[TickedLine]:
    """The lines with something that means yes under 采纳."""
    grid = next((grid for grid in book.grids if grid.name == SHEET), None)
    if grid is None:
        return
    for row in grid.rows:
        said = [text_of(value) if (value := grid.value(row, column)) is not None else "" for column in range(1, 10)]
        if row > _HEADING_ROW and said[0].strip() in YES:
            yield TickedLine(str(base / said[8]), (said[2], said[3], said[5]))


def suggestion_lines(repairs: Sequence[Repair]) -> Iterator[Line]:
    """The suggestions by file, for a terminal."""
    path = ""
    for one in repairs:
        if one.path != path:
            path = one.path
            yield [("head", path)]
        yield _change(one)
    yield [("head", f"可代为修改 {len(repairs)} 处（不改变内容）")]


def _change(one: Repair) -> Line:
    return [
        ("", f"  {one.sheet}!{one.cell}"),
        ("dim", f"  {one.column}"),
        ("", f"  “{one.before}” → “{one.after}”"),
        ("dim", f"  {words.REPAIR[one.kind.value]}"),
    ]


def repair_lines(outcome: RepairOutcome) -> Iterator[Line]:
    """Every change with before and after, then the copies."""
    path = ""
    for one in outcome.repairs:
        if one.path != path:
            path = one.path
            yield [("head", path)]
        yield _change(one)
    for name in outcome.passed_over:
        yield [("warning", f"{name}：不是 .xlsx，不能无损修改，请另存为 .xlsx 后再试")]
    yield [("good", f"已修改 {len(outcome.repairs)} 处，写出副本 {len(outcome.written)} 个")]
    if outcome.left:
        yield [("dim", f"另有 {outcome.left} 处建议没有采纳")]
    yield from ([("", f"  {name}")] for name in outcome.written)


def repair_json(outcome: RepairOutcome) -> RepairsDocument:
    return {
        **envelope("repair"),
        "repairs": [_json(one) for one in outcome.repairs],
        "written": outcome.written,
        "passed_over": outcome.passed_over,
        "left": outcome.left,
    }


def _json(one: Repair) -> RepairDocument:
    return {
        "path": one.path, "sheet": one.sheet, "cell": one.cell, "column": one.column,
        "kind": one.kind.value, "before": one.before, "after": one.after,
    }  # fmt: skip
