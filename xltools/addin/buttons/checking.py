"""校验: the open book, its folder, a part of it, or all open books."""

from __future__ import annotations

from collections import Counter

import xlwings

from ...errors import UsageError, XltoolsError
from ...settings import value_of
from ..desk import Desk, Question, Reply
from ..hosts import host_of
from ..showing import show
from ..verdicts import BookVerdict, look
from .selection import Selection, area_of
from .verbs import verb


@verb("validate")
def validate_book(book: xlwings.Book, desk: Desk) -> Reply:
    """校验本表: check this workbook, mark its cells, list the findings."""
    return show(book, _look(book, desk), desk, column=value_of("column").text == "加")


@verb("validate-column")
def validate_book_with_column(book: xlwings.Book, desk: Desk) -> Reply:
    """校验并加结果列: the same, with a result column that can be filtered."""
    return show(book, _look(book, desk), desk, column=True)


@verb("validate-set")
def validate_set(book: xlwings.Book, desk: Desk) -> Reply:
    """校验整套: check this workbook together with everything in its folder."""
    return show(book, _look(book, desk, whole=True), desk)


@verb("validate-selection")
def validate_selection(book: xlwings.Book, desk: Desk) -> Reply:
    """校验选区: the same verdict, of which only what lies in the selected cells is shown."""
    selected = host_of(book).selected(book)
    if not selected:
        raise UsageError("no_selection", "没有选中单元格。请先选中要看的区域，再点一次。")
    return _part(book, desk, Selection(book.sheets.active.name, tuple(map(area_of, selected))), "选中的单元格")


@verb("validate-sheet")
def validate_sheet(book: xlwings.Book, desk: Desk) -> Reply:
    """校验当前工作表: the same verdict, of which only what lies in the sheet in front is shown."""
    name = book.sheets.active.name
    return _part(book, desk, Selection(name), f"工作表“{name}”")


@verb("validate-open")
def validate_open(book: xlwings.Book, desk: Desk) -> Reply:
    """校验所有打开的工作簿: each as if its own button had been clicked; one that fails does not stop the others."""
    said, problems = [], 0
    books = list(book.app.books)
    names = Counter(one.name for one in books)
    for one in books:
        name = one.name if names[one.name] == 1 else one.fullname
        try:
            reply = validate_book(one, Desk({}, desk.show, desk.cancelled))
        except Question:
            said.append(f"{name}：几个通知用同一种表，请在该工作簿中单独点“校验本表”。")
        except XltoolsError as fault:
            said.append(f"{name}：{fault.message}")
        else:
            problems += reply.problems
            said.append(f"{name}：{reply.message}")
    book.activate()
    return Reply("\n".join(said), problems=problems)


def _look(book: xlwings.Book, desk: Desk, *, whole: bool = False) -> BookVerdict:
    desk.step("读取")
    return look(book, desk, whole=whole)


def _part(book: xlwings.Book, desk: Desk, inside: Selection, what: str) -> Reply:
    seen = _look(book, desk)
    found = [inside.of(finding) for finding in seen.findings]
    repairs = [one for one in seen.repairs if inside.covers(one.sheet, one.row, one.number)]
    part = seen.only({seen.shown: [finding for finding in found if finding is not None]}, repairs)
    reply = show(book, part, desk, narrowed=True)
    reply.message = f"只看{what}：\n{reply.message}"
    return reply
