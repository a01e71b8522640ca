"""附表工具修改记录: what was changed in the open book with a person's consent, and the way back.

The record stands in the book, so it is there as long as the changes are; the newest round is taken back first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import Any, Final

import xlwings

from ..formats.grid import column_letters
from ..repairs.suggesting import Repair, RepairKind
from ..words import REPAIR
from .desk import Desk
from .host import CellValue
from .hosts import host_of, still
from .marks import remove_sheet
from .plan import At, place
from .sheets import fresh, is_ours, safe, table

SHEET: Final = "附表工具修改记录"
HEADINGS: Final = ("次", "工作表", "单元格", "项目", "改前", "改后", "做法", "原格式", "原为")
_WIDTHS: Final = (6, 14, 10, 18, 30, 30, 22, 14, 8)
_HEAD: Final = 3
_TEXT: Final = "@"
_DAY: Final = "yyyy-mm-dd"
_MOST_DIGITS: Final = 15
"""A cell's number has no more; a longer one would lose its end."""
_MOST_AT_ONCE: Final = 1000
"""Cells between two looks at the cancel button."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellChange:
    """One cell's change. `was`: 文本, 数值 or 公式."""

    sheet: str
    row: int
    number: int
    column: str
    before: str
    after: str
    how: str
    format: str
    was: str
    round: int = 0

    @property
    def cell(self) -> str:
        return f"{column_letters(self.number)}{self.row}"


@dataclass(frozen=True, slots=True)
class Changed:
    """What was changed, and the cells that were not: of protected sheets, and numbers too long for a cell."""

    done: tuple[CellChange, ...]
    left: tuple[Repair, ...]


def apply(book: xlwings.Book, repairs: Sequence[Repair], desk: Desk) -> Changed:
    """Carry repairs out in the open book and write them into the record. On Cancelled, or any failure, none is done."""
    host = host_of(book)
    locked = {sheet.name for sheet in book.sheets if host.sheet_locked(sheet)}
    left = tuple(one for one in repairs if one.sheet in locked or _too_long(one))
    done: list[CellChange] = []
    with still(book):
        try:
            for part in _parts([one for one in repairs if one not in left]):
                desk.step(f"修改 {part[0].sheet}!{part[0].cell}")
                looks = _looks(book, part)
                # Before it is done: what stops halfway is taken back from its beginning.
                done += [_change(one, look) for one, look in zip(part, looks, strict=True)]
                _put(book, part, looks)
        except BaseException:  # also Cancelled: half of what was agreed to is nobody's wish
            _restore(book, done)
            raise
        if done:
            old = recorded(book)
            number = max((change.round for change in old), default=0) + 1
            done = [replace(change, round=number) for change in done]
            _write(book, [*old, *done])
    return Changed(tuple(done), left)


def _too_long(repair: Repair) -> bool:
    digits = "".join(sign for sign in str(repair.value) if sign.isdecimal()).strip("0")
    return isinstance(repair.value, Decimal | int) and len(digits) > _MOST_DIGITS


def _parts(repairs: Iterable[Repair]) -> Iterator[list[Repair]]:
    """Repairs of one kind in one column, so many as are done between two looks at the cancel button."""
    ordered = sorted(repairs, key=lambda one: (one.sheet, one.number, one.kind, one.row))
    for _, own in groupby(ordered, key=lambda one: (one.sheet, one.number, one.kind)):
        column = list(own)
        yield from (column[start : start + _MOST_AT_ONCE] for start in range(0, len(column), _MOST_AT_ONCE))


def _looks(book: xlwings.Book, cells: Sequence[Repair | CellChange]) -> list[str]:
    """The number formats of cells of one column, top to bottom."""
    stretch = _stretch(book, cells)
    formats = host_of(book).formats(stretch)
    return [formats[one.row - stretch.row] for one in cells]


def _stretch(book: xlwings.Book, cells: Sequence[Repair | CellChange]) -> xlwings.Range:
    """From the first of these cells of one column to the last."""
    first, last = cells[0], cells[-1]
    return book.sheets[first.sheet].range((first.row, first.number), (last.row, last.number))


def _put(book: xlwings.Book, part: Sequence[Repair], looks: Sequence[str]) -> None:
    sheet, kind = book.sheets[part[0].sheet], part[0].kind
    if kind is RepairKind.SUM_RANGE:
        for one in part:
            sheet.range((one.row, one.number)).formula = f"={one.after}"
        return
    formats = {}
    for one, look in zip(part, looks, strict=True):
        if kind is RepairKind.TEXT_DATE:
            formats[_at(one)] = _DAY
        elif not isinstance(one.value, str) and look == _TEXT:
            # A number in a cell formatted as text becomes text again when somebody edits it.
            formats[_at(one)] = "General"
    _format(sheet, formats)
    stored = {_at(one): _stored(one.value, look) for one, look in zip(part, looks, strict=True)}
    host_of(book).put(sheet, stored)


def _at(one: Repair | CellChange) -> At:
    return At(one.row, one.number)


def _format(sheet: xlwings.Sheet, formats: Mapping[At, str]) -> None:
    for code in set(formats.values()):
        host_of(sheet.book).set_format(sheet, [at for at, wanted in formats.items() if wanted == code], code)


def _change(repair: Repair, look: str) -> CellChange:
    was = {RepairKind.SUM_RANGE: "公式", RepairKind.SEQUENCE: "数值"}.get(repair.kind, "文本")
    return CellChange(
        sheet=repair.sheet,
        row=repair.row,
        number=repair.number,
        column=repair.column,
        before=repair.before,
        after=repair.after,
        how=REPAIR[repair.kind.value],
        format=look,
        was=was,
    )


def _stored(value: str | Decimal | int | date, look: str) -> CellValue:
    """As a cell takes it. A text that looks like a number or a day gets the apostrophe that keeps it text, where the
    cell's format does not: there it would be one more sign.
    """
    if isinstance(value, str):
        return value if look == _TEXT else f"'{value}" if value[:1].isdecimal() else safe(value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return datetime.combine(value, time()) if isinstance(value, date) else value


# the way back


def newest_round(book: xlwings.Book, recorded: Iterable[CellChange]) -> int:
    """The last round with a change on a sheet that is there; 0 where nothing can be taken back."""
    names = {sheet.name for sheet in book.sheets}
    return max((change.round for change in recorded if change.sheet in names), default=0)


def take_back(book: xlwings.Book, desk: Desk) -> tuple[int, int]:
    """Undo the newest round: (cells put back, cells that a person has changed since, left as they are).

    What is left stays in the record, in round 0; what was changed on a sheet that has another name now, in its round.
    """
    changes = recorded(book)
    newest, names = newest_round(book, changes), {sheet.name for sheet in book.sheets}
    wanted = [one for one in changes if one.round == newest and one.sheet in names]
    back: set[CellChange] = set()
    with still(book):
        for _, column in groupby(sorted(wanted, key=_by_column), key=lambda one: (one.sheet, one.number)):
            own = list(column)
            desk.step(f"改回 {own[0].sheet}!{own[0].cell}")
            standing = _standing(book, own)
            _restore(book, standing)
            back.update(standing)
        left = [replace(one, round=0) for one in wanted if one not in back]
        _write(book, [*left, *(one for one in changes if one.round != newest or one.sheet not in names)])
    return len(back), len(left)


def _by_column(change: CellChange) -> tuple[str, int, int]:
    return change.sheet, change.number, change.row


def _standing(book: xlwings.Book, column: Sequence[CellChange]) -> list[CellChange]:
    """Those of a column's cells that still say what we wrote, so that nothing of anybody's is lost."""
    stretch = _stretch(book, column)
    values = [row[0] for row in stretch.options(ndim=2).value]
    return [one for one in column if _stands(book, one, values[one.row - stretch.row])]


def _stands(book: xlwings.Book, change: CellChange, value: Any) -> bool:
    if change.was == "公式":
        cell = book.sheets[change.sheet].range(_at(change))
        return str(cell.formula).replace("$", "") == f"={change.after}"
    if isinstance(value, datetime):
        return value.date().isoformat() == change.after
    if isinstance(value, int | float):
        return _number(str(value)) == _number(change.after)
    return str(value or "") == change.after


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None


def _restore(book: xlwings.Book, changes: Iterable[CellChange]) -> None:
    for name, own in groupby(sorted(changes, key=_by_column), key=lambda one: one.sheet):
        sheet, cells = book.sheets[name], list(own)
        for one in cells:
            if one.was == "公式":
                sheet.range(_at(one)).formula = f"={one.before}"
        plain = {_at(one): one for one in cells if one.was != "公式"}
        _format(sheet, {at: one.format for at, one in plain.items()})
        host_of(book).put(sheet, {at: _before(one) for at, one in plain.items()})


def _before(change: CellChange) -> str | float:
    if change.was == "数值":
        return float(change.before)
    return change.before if change.format == _TEXT else f"'{change.before}"


def recorded(book: xlwings.Book) -> list[CellChange]:
    """What the record says, oldest first; empty where there is none."""
    sheet = next((sheet for sheet in book.sheets if sheet.name == SHEET and is_ours(sheet)), None)
    if sheet is None:
        return []
    used = sheet.used_range
    last = max(used.row + used.shape[0] - 1, _HEAD + 1)
    made = []
    for row in sheet.range((_HEAD + 1, 1), (last, len(HEADINGS))).options(ndim=2).value:
        said = ["" if value is None else str(value) for value in row]
        at = place(said[2])
        number = _number(said[0])
        if at is not None and number is not None:
            made.append(
                CellChange(
                    sheet=said[1], row=at.row, number=at.column, column=said[3], before=said[4], after=said[5],
                    how=said[6], format=said[7], was=said[8], round=int(number),
                )
            )  # fmt: skip
    return made


def _write(book: xlwings.Book, changes: Sequence[CellChange]) -> None:
    if not changes:
        remove_sheet(book, SHEET)
        return
    said = f"共 {len(changes)} 处，都不改变内容。点“撤销修改”改回最近一次；“次”为 0 的，您后来又改过，没有改回。"
    sheet = fresh(book, SHEET, "修改记录", said)
    rows = [
        [one.round, one.sheet, one.cell, one.column, one.before, one.after, one.how, one.format, one.was]
        for one in changes
    ]
    sheet.range((_HEAD + 1, 2), (_HEAD + len(rows), len(HEADINGS))).number_format = _TEXT
    table(sheet, _HEAD, HEADINGS, _WIDTHS, [[safe(value) for value in row] for row in rows])
