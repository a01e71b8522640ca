"""Checks 45, 46: names and order, in lists of the running text and in tables, row by row against the summary."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..claims import ListedItem, bind_columns, item_text, items_claimed, listings, table_rows
from ..figures import FigureRow, FigureTable, SummaryFigures
from ..manuscript import FILL_IN_PATTERN
from ..wording import clean, plain_amount
from .base import ERROR, INFO, Case, Check, LetterFault, shorten
from .classify import LetterPart
from .opened import WordGrid

_NEAR = 0.6
_MOST_NEAR = 40
"""So many unknown names are compared with every known one; behind them it is another list, not a misspelt one."""
_PROBED = 3
"""Items of a list without any known name that are compared: is it a list of misspelt names or of something else?"""
_MOST_ROWS = 12
"""So many missing or surplus rows are named; the rest are counted."""


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
        found = difflib.get_close_matches(text, self.texts, n=1, cutoff=_NEAR)
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
        read = [ReadItem(item, _row_of(item, book)) for item in listing]
        if any(one.row is not None for one in read) or any(book.near(item.text) for item in listing[:_PROBED]):
            found.append(read)
    return found


def _row_of(item: ListedItem, book: NameBook) -> FigureRow | None:
    """The row of an item: one enterprise may stand in several, of several categories or projects."""
    rows = book.by_company.get(book.company_of(item.text), ())
    return max(rows, key=lambda row: _likeness(row, item), default=None)


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
            yield from _rows_in_order(listing)
    for printed in _printed(case, figures):
        yield from _table_in_order(printed)


def _numbers_in_order(listing: Sequence[ReadItem]) -> Iterator[LetterFault]:
    for place, one in enumerate(listing, 1):
        if one.item.number != place:
            message = f"{_called(listing)}的序号应为{place}，现为{one.item.number}（{shorten(one.item.text)}）。"
            fix = "序号从1起连续编排；核对有没有漏写或重复。"
            yield LetterFault(message, fix, value=str(one.item.number), expected=str(place))
            return


def _called(listing: Sequence[ReadItem]) -> str:
    return f"{listing[0].item.category}名单" if listing[0].item.category else "名单"


def _rows_in_order(listing: Sequence[ReadItem]) -> Iterator[LetterFault]:
    """The listed rows stand as they stand in the summary."""
    rows = list(dict.fromkeys(one.row for one in listing if one.row is not None))
    places = {row: place for place, row in enumerate(_ordered(rows))}
    for place, row in enumerate(rows):
        if places[row] != place:
            right = _ordered(rows)[place]
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
    for printed in _printed(case, figures):
        yield from _table_names(printed)
    said = "\n".join(para.text for para in case.document.paragraphs)
    # Whom an office does not recommend it does not publish.
    wanted = (figures.recommended if case.parts.document_type == "公示" else figures).companies
    missing = [name for name in wanted if clean(name) not in said]
    # An enterprise's own paper names only itself.
    if case.official and missing and len(missing) < len(wanted):
        for name in missing[:_MOST_ROWS]:
            yield LetterFault(f"公函里没有汇总表的“{name}”。", "补上，或核对名称是否写错。", value=name)


def _listed_names(case: Case, figures: SummaryFigures) -> Iterator[LetterFault]:
    book = NameBook(figures)
    recommended = set(figures.recommended.rows)
    for listing in _read_lists(case, figures):
        known = [one for one in listing if one.row is not None]
        most = 2 * len(known) >= len(listing)
        for one in listing[:_MOST_NEAR]:
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


def _beside_name(text: str, one: ReadItem, book: NameBook) -> LetterFault | None:
    """What stands behind the enterprise's name: its project, a remark in brackets, or (refused) the reason."""
    company = book.company_of(text)
    # A project may itself begin or end with a quotation mark (“灯塔”工厂).
    tail = text[len(company) :]
    rest = tail.strip("—-–：:　 “”")
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
        beside = re.sub(
            r"^[（(][^（）()]*[)）]|[（(][^（）()]*[)）]$", "", tail.replace(project, "", 1).strip("—-–：:　 “”")
        )
        if not beside.strip("—-–：:　 “”"):
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
        for row in missing[:_MOST_ROWS]:
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


def difference(said: str, right: str) -> str:
    """The characters that differ: 写作“X”，应为“Y”."""
    for tag, a, b, c, d in difflib.SequenceMatcher(None, said, right, autojunk=False).get_opcodes():
        if tag != "equal":
            return f"写作“{said[a:b]}”，应为“{right[c:d]}”"
    return "相同"


PrintedRow = Mapping[str, str]
"""Column key -> the cell's text, of a table in the letter."""


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """Rows of a table in the letter that print one summary, each with its number in the table."""

    figures: FigureTable
    rows: tuple[tuple[int, PrintedRow], ...]
    own: bool
    """It counts its rows from 1 by itself, whatever the summary's ranks."""


def _printed(case: Case, figures: SummaryFigures) -> Iterator[PrintedTable]:
    """Tables of the letter that name the summary's enterprises: of several summaries (先进级, 基础级) the one whose enterprises
    it names most; a table of the letter's own that names those of several is one of each."""
    for grid in case.document.tables:
        bound = [(table, bind_columns(grid.rows, table)) for table in figures.tables]
        bound = [(table, keys) for table, keys in bound if table.company_key in keys and len(set(keys) - {None}) > 1]
        parts = [(table, list(enumerate(table_rows(grid.rows, keys), 1))) for table, keys in bound]
        if not parts:
            continue
        parts.sort(key=lambda part: -len(_of_table(*part)))
        (main, rows), others = parts[0], parts[1:]
        own = _counts_itself(grid.rows)
        mine = {number for number, _ in _of_table(main, rows)}
        # Under a summary's own title a row of another is a mistake.
        for table, numbered in others if own and not _titled(case, grid, main) else ():
            found = tuple((number, row) for number, row in _of_table(table, numbered) if number not in mine)
            mine |= {number for number, _ in found}
            rows = [(number, row) for number, row in rows if number not in dict(found)]
            if found:
                yield PrintedTable(table, found, own)
        yield PrintedTable(main, tuple(rows), own)


def _titled(case: Case, grid: WordGrid, table: FigureTable) -> bool:
    above = "".join(para.text for para in case.document.paragraphs[max(0, grid.after - 3) : grid.after + 1])
    return re.sub(r"\s", "", table.title) in re.sub(r"\s", "", above)


def _of_table(table: FigureTable, rows: Sequence[tuple[int, PrintedRow]]) -> list[tuple[int, PrintedRow]]:
    companies = {clean(row.company) for row in table.rows}
    return [(number, row) for number, row in rows if clean(row.get(table.company_key, "")) in companies]


def _counts_itself(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first column counts the rows from 1."""
    numbers = [row[0].strip() for row in rows[1:] if row and any(cell.strip() for cell in row)]
    return numbers == [str(number) for number in range(1, len(numbers) + 1)]


@dataclass(frozen=True, slots=True)
class Matched:
    """A printed row (its number from 1) and the summary's row with the same key."""

    number: int
    printed: PrintedRow
    row: FigureRow


def _match(
    table: FigureTable, rows: Sequence[tuple[int, PrintedRow]]
) -> tuple[list[Matched], list[tuple[int, PrintedRow]]]:
    """Rows by key, never by position: credit code, else enterprise and project, else enterprise. The rest are returned."""
    waiting: dict[tuple[str, ...], list[FigureRow]] = {}
    for row in reversed(table.rows):
        for key in _keys(row.credit_code, clean(row.company), clean(row.project)):
            waiting.setdefault(key, []).append(row)
    matched: list[Matched] = []
    left: list[tuple[int, PrintedRow]] = []
    taken: set[int] = set()
    for at, printed in rows:
        named = _take(waiting, taken, _keys(*(clean(printed.get(key, "")) for key in table.name_keys)))
        if named is None:
            left.append((at, printed))
        else:
            matched.append(Matched(at, printed, named))
    return matched, left


def _keys(code: str, company: str, project: str) -> list[tuple[str, ...]]:
    # The more a key says the earlier it is tried: one enterprise may stand in two rows.
    found = [("both", code, project), ("names", company, project), ("code", code), ("company", company)]
    return [key for key in found if all(key[1:])]


def _take(
    waiting: Mapping[tuple[str, ...], list[FigureRow]], taken: set[int], keys: Iterable[tuple[str, ...]]
) -> FigureRow | None:
    for key in keys:
        rows = waiting.get(key, [])
        while rows and id(rows[-1]) in taken:
            rows.pop()
        if rows:
            taken.add(id(rows[-1]))
            return rows.pop()
    return None


def _table_names(printed: PrintedTable) -> Iterator[LetterFault]:
    table = printed.figures
    matched, left = _match(table, printed.rows)
    headings = dict(table.columns)
    ranks = {table.rank_key, *(key for key, heading in table.columns if printed.own and heading == "序号")}
    for one in matched:
        for key, text in one.printed.items():
            wanted = clean(one.row.cells.get(key, ""))
            # A mark that waits for a person where the summary has nothing yet contradicts nothing.
            waits = not wanted and FILL_IN_PATTERN.fullmatch(clean(text))
            if not _same_cell(table, key, clean(text), wanted) and key not in ranks and not waits:
                yield LetterFault(
                    f"附表第{one.number}行（{shorten(one.row.company)}）“{headings[key]}”是“{shorten(text)}”，"
                    f"汇总表里是“{shorten(wanted)}”，不一致。",
                    "按汇总表改正。",
                    value=clean(text),
                    expected=wanted,
                )
    found = {one.row.place for one in matched}
    missing = [row for row in table.rows if row.place not in found]
    yield from _surplus(table, left, missing)
    # A print that holds refused rows is one of all who applied; else it may leave them out.
    whole = any(not one.row.recommended for one in matched)
    yield from _missing(table, [row for row in missing if whole or row.recommended])


def _same_cell(table: FigureTable, key: str, said: str, wanted: str) -> bool:
    """A print says what the summary says; an amount may be written with more noughts or with separators."""
    if said == wanted or key not in table.amounts:
        return said == wanted
    amount = plain_amount(said)
    return amount is not None and amount == plain_amount(wanted)


def _surplus(
    table: FigureTable, left: Sequence[tuple[int, PrintedRow]], missing: list[FigureRow]
) -> Iterator[LetterFault]:
    """Rows without a key in the summary: misspelt where a row of the summary is missing and almost so, else too many."""
    for number, printed in left[:_MOST_ROWS]:
        company = clean(printed.get(table.company_key, ""))
        near = difflib.get_close_matches(company, [clean(row.company) for row in missing[:_MOST_NEAR]], 1, _NEAR)
        if near:
            missing.remove(next(row for row in missing if clean(row.company) == near[0]))
            message = f"附表第{number}行“{company}”与汇总表的“{near[0]}”不一致（{difference(company, near[0])}）。"
            yield LetterFault(message, "按汇总表改正，一字不差。", value=company, expected=near[0])
        else:
            message = f"附表第{number}行“{shorten(company)}”不在汇总表《{table.title}》里。"
            yield LetterFault(message, "核对名称；汇总表里没有的删去，或先补进汇总表。", value=company)
    if len(left) > _MOST_ROWS:
        yield LetterFault(f"附表还有{len(left) - _MOST_ROWS}行不在汇总表里。", "重新生成公函，或逐行核对。")


def _missing(table: FigureTable, lost: Sequence[FigureRow]) -> Iterator[LetterFault]:
    """Rows the print left out."""
    if 2 * len(lost) > len(table.rows):
        # A table of a few rows is no print of the summary.
        return
    for row in lost[:_MOST_ROWS]:
        message = f"附表少了汇总表《{table.title}》里的“{item_text(row)}”这一行。"
        yield LetterFault(message, "补上这一行，或核对名称是否写错。", value=row.company)
    if len(lost) > _MOST_ROWS:
        yield LetterFault(f"附表还少{len(lost) - _MOST_ROWS}行。", "重新生成公函，或逐行核对。")


def _table_in_order(printed: PrintedTable) -> Iterator[LetterFault]:
    table = printed.figures
    matched, _ = _match(table, printed.rows)
    if 2 * len(matched) < len(table.rows):
        return
    for category in dict.fromkeys(one.row.category for one in matched):
        group = [one for one in matched if one.row.category == category]
        right = sorted(group, key=lambda one: one.row.place)
        wrong = next(((one, other) for one, other in zip(group, right, strict=True) if one is not other), None)
        if wrong is not None:
            message = (
                f"附表第{wrong[0].number}行是“{shorten(wrong[0].row.company)}”，"
                f"按汇总表的次序应是“{shorten(wrong[1].row.company)}”。"
            )
            yield LetterFault(
                message, "按汇总表的次序排列。", value=wrong[0].row.company, expected=wrong[1].row.company
            )
        elif not printed.own:
            yield from _rank_cells(table, group)


def _rank_cells(table: FigureTable, group: Sequence[Matched]) -> Iterator[LetterFault]:
    """序号 as the summary has it; numbering that begins anew for each office is asked about, not wrong."""
    printed = [one.printed.get(table.rank_key, "").strip() for one in group]
    wrong = next((one for one, said in zip(group, printed, strict=True) if said not in ("", one.row.rank)), None)
    if wrong is None:
        return
    before = "0"
    anew = True
    for said in printed:
        anew = anew and said.isdigit() and (said == "1" or int(said) == int(before) + 1)
        before = said if said.isdigit() else "0"
    said = wrong.printed[table.rank_key].strip()
    message = f"附表第{wrong.number}行的序号是{said}，汇总表里是{wrong.row.rank}。"
    severity = INFO if anew else ERROR
    yield LetterFault(message, "按汇总表的序号改正。", value=said, expected=wrong.row.rank, severity=severity)


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
