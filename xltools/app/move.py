"""move: what was filled in last year, put into this year's blank; everything that found no place is listed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import takewhile
from pathlib import Path, PurePath

from ..errors import InputRefused
from ..files.atomic import write_atomically
from ..files.names import free_path, safe_name
from ..files.walking import walk
from ..formats.grid import Grid, a1
from ..forms.headingnames import heading_name
from ..forms.inputs import Request, read_input
from ..forms.reading import read_table
from ..forms.recognise import recognise
from ..forms.rowkinds import RowKind
from ..forms.table import Table
from ..forms.values import UNITS, squeeze
from ..notice.load import load_all, load_notice
from ..notice.model import Attachment, Column, ColumnType, Notice, Shape
from ..office.backread import book_of
from ..office.patching import WorkbookPatch
from ..office.sheetxml import CellValue
from ..summary.layout import foreign_form
from .new import blank_of

_YEAR = re.compile(r"20\d\d")


@dataclass(slots=True)
class MovedForm:
    """One form moved: where it was written, how many values went over, and what found no place."""

    source: str
    attachment: str
    path: Path
    moved: int = 0
    left: list[str] = field(default_factory=list)
    said: str = ""
    """What has to be known of the file that was written."""


def move(paths: Sequence[str], notice_id: str, out: Path, *, force: bool = False) -> list[MovedForm]:
    """Every form below the paths into the blank of the same attachment of `notice_id`. Inputs are never changed.

    Raises UsageError (no such notice), InputRefused (no form recognised), OutputFault.
    """
    notice = load_notice(notice_id)
    # Two years of one call share their layouts: the new one is no candidate for what was filled in before it.
    earlier = [other for other in load_all() if other.id != notice.id]
    request = Request(paths=tuple(paths))
    tables = [table for source in walk(paths) for table in read_input(source, request, earlier).tables]
    if not tables:
        raise InputRefused(
            "not_found", f"没有认出上年通知的填报表。请检查路径；已经是“{notice_id}”的表不用搬。", path=paths[0]
        )
    mover = _Mover(notice, out)
    made = [mover.moved(table) for table in tables]
    for target, (book, source) in mover.books.items():
        write_atomically(target, book, force=force, inputs=[source])
    return made


class _Mover:
    """Fills one blank after the other; a form and the small tables in it go into one book."""

    def __init__(self, notice: Notice, out: Path) -> None:
        self.notice, self.out = notice, out
        self.books: dict[Path, tuple[bytes, str]] = {}
        """What is to be written, and the input it came from."""
        self._own: dict[tuple[str, str], Path] = {}
        """(input, attachment) -> its book, where that is the office's own blank."""
        self._taken: set[Path] = set()

    def moved(self, table: Table) -> MovedForm:
        old = table.attachment
        form = _same_form(old, self.notice)
        if form is None:
            return MovedForm(table.path, old.key, Path(), 0, [f"新通知里没有与{old.key}《{old.title}》相当的附件"])
        around = self._own.get((table.path, form.within))
        if around is not None:
            made = MovedForm(table.path, form.key, around)
            self._write(table, form, self.books[around][0], made)
            return made
        from ..blanks.workbook import render_blank

        name, blank = blank_of(self.notice, form)
        kept = name.lower().endswith(".xlsx")
        made = MovedForm(table.path, form.key, self._target(name, table))
        if kept:
            self._own[table.path, form.key] = made.path
        else:
            made.said = f"本单位的空表是“{name}”，不能直接填入：按通知包画成了工作簿，请核对后誊入。"
        self._write(table, form, blank if kept else render_blank(self.notice, form), made)
        return made

    def _target(self, name: str, table: Table) -> Path:
        named = safe_name(PurePath(name).stem, f"-{PurePath(table.path).stem}.xlsx")
        return free_path(self.out / named, self._taken)

    def _write(self, table: Table, form: Attachment, blank: bytes, made: MovedForm) -> None:
        writer = _FormMover(table, self.notice, form, blank, made)
        writer.write()
        self.books[made.path] = writer.book.save(), table.path


def _same_form(old: Attachment, notice: Notice) -> Attachment | None:
    """The attachment of the new notice with the same title, but for the year; else the same number and role."""
    name = _YEAR.sub("", squeeze(old.title))
    titled = [form for form in notice.attachments if _YEAR.sub("", squeeze(form.title)) == name]
    alike = [form for form in notice.attachments if (form.key, form.role, form.shape) == (old.key, old.role, old.shape)]
    return next(iter([*titled, *alike]), None)


class _FormMover:
    """Writes one old table into the new blank."""

    def __init__(self, table: Table, notice: Notice, form: Attachment, blank: bytes, made: MovedForm) -> None:
        self.table, self.notice, self.form, self.made = table, notice, form, made
        self.book = WorkbookPatch(blank)
        self.read = book_of(blank, shown=form.key)
        self.grid, self.sheet = self._sheet()
        self.columns = dict(_matched(table, form))

    def _sheet(self) -> tuple[Grid, Table]:
        """The blank's sheet of this form."""
        if self.form.within:
            # Where a small table ends is known from the form around it.
            for match in recognise(self.read, [self.notice], attachment=self.form.key).matches:
                if (small := read_table(self.notice, self.form, self.read, match.grid, match.header)) is not None:
                    return match.grid, small
        for grid in self.read.grids:
            found = (
                read_table(self.notice, self.form, self.read, grid) if not grid.name.startswith("_xltools") else None
            )
            if found is not None:
                return grid, found
        raise InputRefused("no_header", f"{self.form.key} 的空表里没有找到表头，不能填入。", path=self.form.key)

    def write(self) -> None:
        rows = self._rows()
        for index in range(len(self.table)):
            for old, new in self.columns.items():
                if (where := self._place(rows, index, new)) is not None:
                    self._put(index, old, new, where)
        for label in self.form.labels:
            field_ = self.table.fields.get(label.key)
            place = self.sheet.fields.get(label.key)
            if field_ is not None and field_.text and place is not None and place.row and place.column:
                said = str(self.grid.value(place.row, place.column) or "")
                self.book.set(self.grid.name, a1(place.row, place.column), f"{said.rstrip()}{field_.text}")
        self.made.left.extend(self._left())

    def _rows(self) -> Mapping[int, int]:
        """Index of an old record -> the blank's row: printed rows by their names, others one below the other."""
        if self.form.shape is Shape.FORM:
            return {0: self.sheet.header.first_row}
        if self.form.shape is Shape.LIST:
            names = self.table.columns.get(self.table.attachment.row_key, [])
            found = {i: self.sheet.index_of(str(name)) for i, name in enumerate(names) if name is not None}
            return {i: self.sheet.rows[at] for i, at in found.items() if at is not None}
        if self.sheet.header.end:
            return dict(enumerate(self._open_rows()[: len(self.table)]))
        layout = foreign_form(self.book.save(), self.form, {})
        block = layout.blocks[0]
        more = len(self.table) - (block.last - block.first + 1)
        if more > 0:
            self.book.make_room(self.grid.name, max(block.last, block.first), more)
        return {index: block.first + index for index in range(len(self.table))}

    def _open_rows(self) -> list[int]:
        """The rows that a form leaves for its small table, down to the first that holds anything else."""
        header = self.sheet.header
        held = {left.row for left in self.sheet.left_out if left.kind is not RowKind.TEMPLATE} | set(self.sheet.rows)
        rows = range(header.last_row + 1, header.end)
        return list(takewhile(lambda row: row not in held, rows))

    def _place(self, rows: Mapping[int, int], index: int, column: Column) -> tuple[int, int] | None:
        if self.sheet.places:
            return self.sheet.places.get(column.key)
        row, place = rows.get(index), self.sheet.header.columns.get(column.key)
        return (row, place) if row is not None and place is not None else None

    def _put(self, index: int, old: Column, new: Column, where: tuple[int, int]) -> None:
        value = self._value(index, old, new)
        if value is not None and self.grid.value(*where) != value:
            self.book.set(self.grid.name, a1(*where), value)
            self.made.moved += 1

    def _value(self, index: int, old: Column, new: Column) -> CellValue:
        """As it was typed; money in the new blank's unit."""
        read = self.table.columns[old.key][index]
        if new.type is ColumnType.AMOUNT and isinstance(read, Decimal):
            return (read / UNITS[self.sheet.units.get(new.key) or "元"]).normalize() + 0
        stored = self.table.raw(index, old.key)
        if isinstance(stored, Decimal) and not isinstance(stored, bool):
            return stored
        return self.table.text(index, old.key).strip() or None

    def _left(self) -> Iterator[str]:
        """What was filled in and has no place in the new form."""
        for column in self.table.attachment.columns:
            values = self.table.columns.get(column.key, [])
            filled = [i for i, value in enumerate(values) if value is not None]
            if filled and column not in self.columns and column.key not in self._printed():
                cells = "、".join(self.table.cell(index, column.key) for index in filled[:3])
                first = self.table.text(filled[0], column.key)
                yield f"“{column.full_heading}”在新表中没有对应的栏，{len(filled)} 格没有搬（{cells}：{first[:20]} …）"
        if self.sheet.header.end and self.form.shape is not Shape.LIST:
            more = self.table.rows[len(self._open_rows()) :]
            if more:
                yield f"新表只留了 {len(self._open_rows())} 行，第 {more[0]} 行起的 {len(more)} 行没有搬"
        if self.form.shape is Shape.LIST:
            rows = self._rows()
            names = self.table.columns.get(self.table.attachment.row_key, [])
            yield from (f"“{names[i]}”在新表中没有这一行，没有搬" for i in range(len(self.table)) if i not in rows)

    def _printed(self) -> frozenset[str]:
        return frozenset(key for row in self.table.attachment.rows for key in row.cells)


def _matched(table: Table, form: Attachment) -> Iterator[tuple[Column, Column]]:
    """Old column -> new column: by the whole heading, by its own name, by its key. A heading that names a year is matched by
    its name alone: 2024年产值 of last year's form is no 2025年产值."""
    taken: set[str] = set()
    for same in (_same_heading, _same_name, _same_key):
        for old in table.attachment.columns:
            if not table.has(old.key) or old.key in taken:
                continue
            new = next(
                (column for column in form.columns if column.key not in {*_news(taken)} and same(old, column)), None
            )
            if new is not None:
                taken.update((old.key, f">{new.key}"))
                yield old, new


def _news(taken: set[str]) -> Iterator[str]:
    return (key[1:] for key in taken if key.startswith(">"))


def _same_heading(old: Column, new: Column) -> bool:
    return squeeze(old.full_heading) == squeeze(new.full_heading)


def _same_name(old: Column, new: Column) -> bool:
    names = {heading_name(text)[0] for text in (new.heading, *new.aliases)}
    return heading_name(old.heading)[0] in names and old.group == new.group


def _same_key(old: Column, new: Column) -> bool:
    dated = _YEAR.findall(old.heading) or _YEAR.findall(new.heading)
    return old.key == new.key and not dated and not re.fullmatch(r"[cf]\d+", old.key)


__all__ = ["MovedForm", "move"]
