"""Checks 45, 46: names and order, in lists of the running text and in tables, row by row against the summary."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..claims import ListedItem, item_text, items_claimed, listings
from ..figures import FigureRow, SummaryFigures
from ..wording import clean
from .base import ERROR, Case, Check, LetterFault, shorten
from .classify import LetterPart
from .printed import MOST_NEAR, MOST_ROWS, NEAR, difference, printed_tables, table_in_order, table_names

_PROBED = 3
"""Items of a list without any known name that are compared: is it a list of misspelt names or of something else?"""


@dataclass(frozen=True)
class NameBook:
    """The names of a summary, ready to be looked up."""

    figures: SummaryFigures

    @cached_property
    def by_company(self) -> Mapping[str, tuple[FigureRow, ...]]:
        found: dict[str, list[FigureRow]] = {}
        for row in self.figures.rows:
            found.setdefault(clean(row.company), []).append(row)
        return {name: tuple(rows) for name, rows in found.items() if name}

    @cached_property
    def texts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([clean(item_text(row)) for row in self.figures.rows] + list(self.by_company)))

    def company_of(self, text: str) -> str:
        """The enterprise whose name begins the text; the longest where one name begins another."""
        cuts = [at for mark in ("——", "：", "“", "（", " ", "　", "—") if (at := text.find(mark)) > 0]
        for end in sorted({len(text), *cuts}, reverse=True):
            if text[:end] in self.by_company:
                return text[:end]
        return max((name for name in self.by_company if text.startswith(name)), key=len, default="")

    def near(self, text: str) -> str:
        """The name or item that is written almost so; empty where none is."""
        found = difflib.get_close_matches(text, self.texts, n=1, cutoff=NEAR)
        return found[0] if found else ""


@dataclass(frozen=True, slots=True)
class ReadItem:
    """A listed item and the row it names; None where it names none."""

    item: ListedItem
    row: FigureRow | None


def _read_lists(case: Case, figures: SummaryFigures) -> list[list[ReadItem]]:
    """Lists of the running text that are meant as lists of the summary's rows."""
    book = NameBook(figures)
    lines = [
        para.text for para in case.parts.of(LetterPart.BODY, LetterPart.LEVEL1, LetterPart.LEVEL2, LetterPart.LEVEL3)
    ]
    found = []
    for listing in listings(items_claimed(lines, figures)):
        taken: set[FigureRow] = set()
        read = [ReadItem(item, _row_of(item, book, taken)) for item in listing]
        if any(one.row is not None for one in read) or any(book.near(item.text) for item in listing[:_PROBED]):
            found.append(read)
    return found


def _row_of(item: ListedItem, book: NameBook, taken: set[FigureRow]) -> FigureRow | None:
    """The row of an item: one enterprise may stand in several, of several categories or projects.

    An item that the summary holds twice is written twice: of rows alike the next that is not among `taken`, where it is put.
    """
    rows = book.by_company.get(book.company_of(item.text), ())
    best = max(rows, key=lambda row: _likeness(row, item), default=None)
    if best is None:
        return None
    alike = (row for row in rows if row not in taken and (row.project, row.category) == (best.project, best.category))
    row = next(alike, best)
    taken.add(row)
    return row


def _likeness(row: FigureRow, item: ListedItem) -> tuple[int, bool]:
    project = clean(row.project)
    return (len(project) if project and project in item.text else 0), row.category == item.category


def ranks(case: Case) -> Iterator[LetterFault]:
    figures = case.figures
    if figures is None:
        return
    for listing in _read_lists(case, figures):
        yield from _numbers_in_order(listing)
        if not listing[0].item.refused:
            yield from _rows_in_order(listing, figures)
    for printed in printed_tables(case, figures):
        yield from table_in_order(printed)


def _numbers_in_order(listing: Sequence[ReadItem]) -> Iterator[LetterFault]:
    for place, one in enumerate(listing, 1):
        if one.item.number != place:
            message = f"{_called(listing)}的序号应为{place}，现为{one.item.number}（{shorten(one.item.text)}）。"
            fix = "序号从1起连续编排；核对有没有漏写或重复。"
            yield LetterFault(message, fix, value=str(one.item.number), expected=str(place))
            return


def _called(listing: Sequence[ReadItem]) -> str:
    return f"{listing[0].item.category}名单" if listing[0].item.category else "名单"


def _rows_in_order(listing: Sequence[ReadItem], figures: SummaryFigures) -> Iterator[LetterFault]:
    """The listed rows stand as they stand in the summary."""
    rows = list(dict.fromkeys(one.row for one in listing if one.row is not None))
    # Of several summaries each has its own places: one after the other.
    places = {row: place for place, row in enumerate(figures.rows)}
    ordered = sorted(rows, key=lambda row: places[row])
    for place, row in enumerate(rows):
        if ordered[place] is not row:
            right = ordered[place]
            message = (
                f"{_called(listing)}第{place + 1}位是“{shorten(item_text(row))}”，"
                f"按汇总表的次序应是“{shorten(item_text(right))}”。"
            )
            yield LetterFault(message, "按汇总表的顺序排列。", value=item_text(row), expected=item_text(right))
            return


def _ordered(rows: Iterable[FigureRow]) -> list[FigureRow]:
    return sorted(rows, key=lambda row: row.place)


def names(case: Case) -> Iterator[LetterFault]:
    figures = case.figures
    if figures is None:
        return
    yield from _listed_names(case, figures)
    for printed in printed_tables(case, figures):
        yield from table_names(printed)
    said = "\n".join(para.text for para in case.document.paragraphs)
    # Whom an office does not recommend it does not publish.
    wanted = (figures.recommended if case.parts.document_type == "公示" else figures).companies
    missing = [name for name in wanted if clean(name) not in said]
    # A letter that names most of them means to name all; an enterprise's own paper names only itself, a question speaks of one
    # or two, 甲公司等8家企业 of the first.
    if case.official and missing and 2 * len(missing) < len(wanted):
        for name in missing[:MOST_ROWS]:
            yield LetterFault(f"公函里没有汇总表的“{name}”。", "补上，或核对名称是否写错。", value=name)


def _listed_names(case: Case, figures: SummaryFigures) -> Iterator[LetterFault]:
    book = NameBook(figures)
    recommended = set(figures.recommended.rows)
    for listing in _read_lists(case, figures):
        known = [one for one in listing if one.row is not None]
        most = 2 * len(known) >= len(listing)
        for one in listing[:MOST_NEAR]:
            yield from _listed_name(one, book, most)
        if not listing[0].item.refused:
            yield from _whole_list(listing, recommended)


def _listed_name(one: ReadItem, book: NameBook, most: bool) -> Iterator[LetterFault]:
    text = one.item.text
    if one.row is not None:
        fault = _beside_name(text, one, book)
        if fault is not None:
            yield fault
        return
    near = book.near(text)
    if near:
        message = f"“{text}”与汇总表的“{near}”名称不一致（{difference(text, near)}）。"
        yield LetterFault(message, "按汇总表改正，一字不差。", value=text, expected=near)
    elif most:
        message = f"名单里的“{shorten(text)}”不在汇总表里。"
        yield LetterFault(message, "核对名称；汇总表里没有的不要列入名单。", value=text)


_LEVEL = re.compile(r"([一二三四五])级")
_BESIDE_PROJECT = re.compile(
    r"^[—\-–：:　 “”]*(?:的|[（(][^（）()]*[)）])|(?<![—\-–：:　 “”])[—\-–：:　 “”]*+(?:智能制造)?(?:优秀|示范|典型)?(?:项目|场景|工厂|任务)?"
    r"(?:[（(][^（）()]*[)）]|[，,；;][\u4e00-\u9fff].*)?$"
)
"""What may stand around a project's name: 甲公司的“甲场景”项目（二级），总投资2亿元."""


def _beside_name(text: str, one: ReadItem, book: NameBook) -> LetterFault | None:
    """What stands behind the enterprise's name: its project, a remark in brackets, or (refused) the reason."""
    company = book.company_of(text)
    # A project may itself begin or end with a quotation mark (“灯塔”工厂).
    tail = text[len(company) :]
    rest = tail.strip("—-–：:　 “”").removeprefix("的")
    row = one.row
    if row is None or not rest or one.item.refused or text.startswith(f"{company}："):
        return None
    rows = book.by_company[company]
    project = next((clean(each.project) for each in rows if each.project and clean(each.project) in tail), "")
    if project or not row.project:
        level = _LEVEL.search(tail.replace(project, "", 1))
        if level and row.maturity and "成熟度" in rest and level.group() not in row.maturity:
            message = f"“{shorten(text)}”的成熟度写作“{level.group()}”，与汇总表的“{row.maturity}”不一致。"
            return LetterFault(message, "按汇总表改正。", value=level.group(), expected=row.maturity)
        if not _BESIDE_PROJECT.sub("", tail.replace(project, "", 1)).strip("—-–：:　 “”"):
            return None
    right = clean(item_text(row))
    message = f"“{text}”与汇总表的“{right}”项目名称不一致（{difference(text, right)}）。"
    return LetterFault(message, "按汇总表改正，一字不差。", value=text, expected=right)


def _whole_list(listing: Sequence[ReadItem], recommended: set[FigureRow]) -> Iterator[LetterFault]:
    """Nobody twice, nobody of another category, nobody forgotten."""
    rows = [one.row for one in listing if one.row is not None]
    category = listing[0].item.category
    for row in dict.fromkeys(row for row in rows if rows.count(row) > 1):
        message = f"{_called(listing)}里“{item_text(row)}”重复，写了{rows.count(row)}次。"
        yield LetterFault(message, "删去重复的一条，重新编号。", value=item_text(row))
    for row in rows:
        if category and row.category and row.category != category:
            message = f"“{row.company}”列在{category}之下，汇总表里的类别是{row.category}。"
            yield LetterFault(message, "核对类别。", value=category, expected=row.category)
    wanted = [row for row in _ordered(recommended) if category in ("", row.category)]
    missing = [row for row in wanted if row not in set(rows)]
    if missing and 2 * len(missing) <= len(wanted):
        for row in missing[:MOST_ROWS]:
            message = f"{_called(listing)}漏了汇总表里的“{item_text(row)}”。"
            yield LetterFault(message, "补上，或核对是否写错。", value=item_text(row))


def opinions(case: Case) -> Iterator[LetterFault]:
    """Nobody is recommended whom the office's own opinion refuses."""
    if case.figures is None:
        return
    for listing in _read_lists(case, case.figures):
        for one in listing:
            row = one.row
            if row is None or row.recommended or one.item.refused or one.item.text.startswith(f"{row.company}："):
                continue
            message = f"名单里的“{row.company}”，汇总表的审核意见是“{row.opinion}”。"
            yield LetterFault(message, "不予推荐的不列入推荐名单；意见变了先改汇总表。", value=row.company)


_BOOK = "与汇总表、通知核对"
CHECKS = (
    Check(id="letter.ranks", clause=_BOOK, severity=ERROR, title="顺序与汇总表一致", run=ranks, official=False),
    Check(
        id="letter.names",
        clause=_BOOK,
        severity=ERROR,
        title="名单、附表与汇总表一字不差、不漏不重",
        run=names,
        official=False,
    ),
    Check(
        id="letter.opinions",
        clause=_BOOK,
        severity=ERROR,
        title="不推荐审核意见为不予推荐的企业",
        run=opinions,
        official=False,
    ),
)
