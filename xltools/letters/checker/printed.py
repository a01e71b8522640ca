"""Tables of a letter held against the summaries: row by key, cell by cell, in order."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..claims import bind_columns, item_text, table_rows
from ..figures import FigureRow, FigureTable, SummaryFigures
from ..manuscript import FILL_IN_PATTERN
from ..wording import clean, plain_amount
from .base import ERROR, INFO, Case, LetterFault, shorten
from .opened import WordGrid

NEAR = 0.6
MOST_NEAR = 40
"""So many unknown names are compared with every known one; behind them it is another list, not a misspelt one."""
MOST_ROWS = 12
"""So many missing or surplus rows are named; the rest are counted."""


def difference(said: str, right: str) -> str:
    """The characters that differ: 写作“X”，应为“Y”; 多写“X”; 漏写“Y”."""
    for tag, a, b, c, d in difflib.SequenceMatcher(None, said, right, autojunk=False).get_opcodes():
        if tag == "delete":
            return f"多写“{said[a:b]}”"
        if tag == "insert":
            return f"漏写“{right[c:d]}”"
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


def printed_tables(case: Case, figures: SummaryFigures) -> Iterator[PrintedTable]:
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


def table_names(printed: PrintedTable) -> Iterator[LetterFault]:
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
    for number, printed in left[:MOST_ROWS]:
        company = clean(printed.get(table.company_key, ""))
        near = difflib.get_close_matches(company, [clean(row.company) for row in missing[:MOST_NEAR]], 1, NEAR)
        if near:
            missing.remove(next(row for row in missing if clean(row.company) == near[0]))
            message = f"附表第{number}行“{company}”与汇总表的“{near[0]}”不一致（{difference(company, near[0])}）。"
            yield LetterFault(message, "按汇总表改正，一字不差。", value=company, expected=near[0])
        else:
            message = f"附表第{number}行“{shorten(company)}”不在汇总表《{table.title}》里。"
            yield LetterFault(message, "核对名称；汇总表里没有的删去，或先补进汇总表。", value=company)
    if len(left) > MOST_ROWS:
        yield LetterFault(f"附表还有{len(left) - MOST_ROWS}行不在汇总表里。", "重新生成公函，或逐行核对。")


def _missing(table: FigureTable, lost: Sequence[FigureRow]) -> Iterator[LetterFault]:
    """Rows the print left out."""
    if 2 * len(lost) > len(table.rows):
        # A table of a few rows is no print of the summary.
        return
    for row in lost[:MOST_ROWS]:
        message = f"附表少了汇总表《{table.title}》里的“{item_text(row)}”这一行。"
        yield LetterFault(message, "补上这一行，或核对名称是否写错。", value=row.company)
    if len(lost) > MOST_ROWS:
        yield LetterFault(f"附表还少{len(lost) - MOST_ROWS}行。", "重新生成公函，或逐行核对。")


def table_in_order(printed: PrintedTable) -> Iterator[LetterFault]:
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
            yield from _rank_cells(table, group, {one.row.place for one in matched})


def _rank_cells(table: FigureTable, group: Sequence[Matched], found: set[int]) -> Iterator[LetterFault]:
    """序号 as the summary has it, or from 1 where those who are not recommended were left out; numbering that begins anew for
    each office is asked about, not wrong."""
    printed = [one.printed.get(table.rank_key, "").strip() for one in group]
    left_out = any(not row.recommended and row.place not in found for row in table.rows)
    if left_out and printed == [str(place) for place in range(1, len(group) + 1)]:
        return
    wrong = next((one for one, said in zip(group, printed, strict=True) if said not in ("", one.row.rank)), None)
    if wrong is None:
        return
    before = "0"
    anew = True
    for said in printed:
        anew = anew and said.isdecimal() and (said == "1" or int(said) == int(before) + 1)
        before = said if said.isdecimal() else "0"
    said = wrong.printed[table.rank_key].strip()
    message = f"附表第{wrong.number}行的序号是{said}，汇总表里是{wrong.row.rank}。"
    severity = INFO if anew else ERROR
    yield LetterFault(message, "按汇总表的序号改正。", value=said, expected=wrong.row.rank, severity=severity)
