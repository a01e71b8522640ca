"""Label–value forms (申报书): each label with the cell that takes its value."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ..formats.grid import Area, Grid, a1
from ..forms.furniture import UNIT_WORD
from ..forms.labelplaces import table_width
from ..forms.rowkinds import RowKind
from ..forms.rows import RowJudge
from ..forms.values import plain, squeeze
from .heading import HeadingBlock

_FEWEST: Final = 3
_LONGEST: Final = 60
_SHORT: Final = 16
_MOST_PAIRED: Final = 6
_OPTION: Final = re.compile(r"[□☐☑○]\s*([^□☐☑○\s（(]{1,14})")
_HINT: Final = re.compile(r"[（(].{0,80}[)）]\s*+$|^[（(]")
_SECTION: Final = re.compile(r"[（(]?[一二三四五六七八九十]{1,2}[)）]?[、.．]|第.部分")
_SIGNED: Final = re.compile(r"盖章|公章|签字|签章|年\s*月\s*日")
_TITLE: Final = re.compile(r"附[件表]|[表书单]\s*+(?:[（(].{0,80}[)）])?$")
_SURE: Final = re.compile(
    r"名称|代码|地址|电话|联系|法定代表人|负责人|传真|邮箱|邮编|行业|日期|时间|金额|收入|利润|人数|性质|类型|职务|资本|规模"
)


@dataclass(frozen=True, slots=True)
class FormField:
    """A label and where its value goes. `options`: tick boxes that are printed there."""

    row: int
    column: int
    path: tuple[str, ...]
    value_row: int
    value_column: int
    options: tuple[str, ...] = ()
    filled: bool = False

    @property
    def cell(self) -> str:
        return a1(self.value_row, self.value_column)

    def out_of(self, captions: Collection[str]) -> FormField:
        """The label without a section that is a small table's caption: the table ends it."""
        return replace(self, path=self.path[1:]) if len(self.path) > 1 and self.path[0] in captions else self


def fields_of(grid: Grid) -> list[FormField]:
    """Every label of the sheet, in reading order."""
    return list(_Form(grid).fields())


def reads_as_form(heading: HeadingBlock | None, fields: Sequence[FormField]) -> bool:
    """Whether the sheet is a form rather than a table: labels in several rows, and no heading over the whole width, or
    one that only heads a small table within the form."""
    rows = {field.row for field in fields}
    if len(fields) < _FEWEST or len(rows) < 2:
        return False
    if heading is None:
        return True
    above = [field for field in fields if field.row < heading.first_row]
    return len({field.row for field in above}) >= _FEWEST or len(above) >= 6


class _Form:
    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.width = table_width(grid)
        self.merges = {(m.first_row, m.first_column): m for m in grid.merges}
        self.filled = _is_filled(grid)

    def fields(self) -> Iterator[FormField]:
        section = ""
        begun = False
        for row, stored in self.grid.rows.items():
            if begun and RowJudge({}).kind(stored) is RowKind.NOTE:
                return
            if len(stored.columns) == 1 and self._is_section(row, stored.columns[0], str(stored.values[0])):
                section = str(stored.values[0])
                continue
            for found in self._in_row(row, section):
                begun = True
                yield found

    def _in_row(self, row: int, section: str) -> Iterator[FormField]:
        stored = self.grid.rows[row]
        taken: set[int] = set()
        for column, value in zip(stored.columns, stored.values, strict=True):
            if not isinstance(value, str) or len(value) > _LONGEST or column in taken:
                continue
            found = self._field(row, column, value, section)
            if found is not None:
                taken.add(found.value_column)
                yield found

    def _area(self, row: int, column: int) -> Area:
        return self.merges.get((row, column), Area(row, column, row, column))

    def _field(self, row: int, column: int, text: str, section: str) -> FormField | None:
        area = self._area(row, column)
        right = area.last_column + 1
        if right > self.width:
            return self._below(area, text, section)
        value = self.grid.value(row, right)
        if value is None:
            if self._is_covered(row, right) or not self._is_label(area, text):
                return None
            return FormField(row, column, self._path(row, column, text, section), row, right)
        options = tuple(_OPTION.findall(value)) if isinstance(value, str) else ()
        if len(options) >= 2:
            return FormField(row, column, self._path(row, column, text, section), row, right, options)
        if self.filled and self._is_label(area, text) and self._stands_in_turn(row, column):
            return FormField(row, column, self._path(row, column, text, section), row, right, filled=True)
        return None

    def _below(self, area: Area, text: str, section: str) -> FormField | None:
        """A label over the whole width whose merged, empty cell lies right below it."""
        under = self.merges.get((area.last_row + 1, area.first_column))
        if under is None or under.last_column < self.width or area.first_column > 2 or _TITLE.search(text):
            return None
        if self.grid.value(under.first_row, under.first_column) is not None or not self._is_label(area, text):
            return None
        path = self._path(area.first_row, area.first_column, text, section)
        return FormField(area.first_row, area.first_column, path, under.first_row, under.first_column)

    def _is_label(self, area: Area, text: str) -> bool:
        flat = plain(text)
        if _SIGNED.search(flat) or not re.search(r"[\u4e00-\u9fff]{2}", flat) or re.match(r"附[件表]", flat):
            return False
        alone = len(self.grid.rows[area.first_row].columns) == 1
        # A title that nobody merged stands alone in its row, too.
        return not (alone and area.first_column == area.last_column and _TITLE.search(flat) and len(flat) > 6)

    def _is_section(self, row: int, column: int, text: str) -> bool:
        """一、企业基本情况 over the whole width, with labels and not with a field below it."""
        return (
            _SECTION.match(plain(text)) is not None
            and self._below(self._area(row, column), text, "") is None
            and (self._area(row, column).last_column >= self.width or self.width == 0)
        )

    def _is_covered(self, row: int, column: int) -> bool:
        """Whether the empty cell belongs to a merged text that begins elsewhere."""
        for merge in self.grid.merges:
            if merge.covers(row, column) and (merge.first_row, merge.first_column) != (row, column):
                return True
        return False

    def _path(self, row: int, column: int, text: str, section: str) -> tuple[str, ...]:
        groups = [
            " ".join(str(value).split())
            for merge in self.grid.merges
            if merge.first_row <= row <= merge.last_row
            and merge.last_row > merge.first_row
            and merge.last_column < column
            and isinstance(value := self.grid.value(merge.first_row, merge.first_column), str)
            and self.grid.value(merge.first_row, merge.last_column + 1) is not None
        ]
        own = " ".join(plain_label(text).split())
        return (*((" ".join(section.split()),) if section else ()), *groups, own)

    def _stands_in_turn(self, row: int, column: int) -> bool:
        """In a filled form labels and values take turns: the first, third … text of a row is a label."""
        columns = self.grid.rows[row].columns
        grouped = len(columns) % 2 == 1 and any(
            merge.covers(row, columns[0]) and merge.last_row > merge.first_row for merge in self.grid.merges
        )
        return (columns.index(column) - grouped) % 2 == 0


def plain_label(text: str) -> str:
    """The label without its colon."""
    return text.strip().rstrip(":：").strip()


def _is_filled(grid: Grid) -> bool:
    """A form that somebody filled in: row by row a sure label, and something in the cell right of it."""
    merges = {(merge.first_row, merge.first_column): merge for merge in grid.merges}
    begun = [(row, stored) for row, stored in grid.rows.items() if 2 <= len(stored.columns) <= _MOST_PAIRED]
    sure = 0
    for row, stored in begun:
        first, label = stored.columns[0], stored.values[0]
        if isinstance(label, str) and len(label) <= _SHORT and _SURE.search(label):
            area = merges.get((row, first), Area(row, first, row, first))
            value = grid.value(row, area.last_column + 1)
            sure += value is not None and not (isinstance(value, str) and _is_printed(value))
    return sure >= _FEWEST and sure * 2 >= len(begun)


def _is_printed(text: str) -> bool:
    """Another label, or the unit of a printed row (营业收入 … 万元): nobody's answer."""
    return len(text) <= _SHORT and (_SURE.search(text) is not None or squeeze(text).strip("()") in UNIT_WORD)
