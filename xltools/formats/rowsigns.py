"""One row's signs, as expat gave them, into a row of a `Grid`.

While a row is read its cells' attributes, texts and the beginnings of values are put into one list; when the row ends they
are worked off here in one loop. Most rows never come here: `rowlane` takes rows of one shape out of the XML at once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from sys import getsizeof
from typing import Final, NoReturn

from ..files.limits import MAX_COLUMN, MAX_ROW
from ..files.refusals import Refusal, corrupt
from .bookparts import BookParts
from .cellvalues import make_bool, make_error, make_iso_date, unescape
from .grid import NO_VALUE, Area, GridRow, Value, a1, column_letters, column_number
from .markup import pairs

VALUE: Final = None
"""A value begins."""
FORMULA: Final = 1
INLINE: Final = 2
OTHER: Final = 3
EXTENSION: Final = 4
"""Whatever follows in this cell belongs to an extension."""
_END_OF_ROW: Final[list[str]] = ["r", ""]
_REFERENCE: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_FORMULA_ROW_COST: Final = 100

Sign = list[str] | str | int | None
"""A cell's attributes, a text, or one of the marks above."""


@dataclass(slots=True)
class SheetFacts:
    """What one sheet part holds."""

    rows: dict[int, GridRow] = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    """Those that hold something."""
    formulas: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class _RowSoFar:
    """The cells of a row that have been worked off."""

    columns: list[int] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    styles: list[int] = field(default_factory=list)
    column: int = 0
    """The last one: a cell without a reference stands behind it."""
    formulas: int = 0
    """Bit set of columns."""
    empties: int = 0


class RowSigns:
    """Collects one row's signs and keeps the finished rows in `facts`."""

    def __init__(self, book: BookParts, facts: SheetFacts) -> None:
        self.signs: list[Sign] = []
        self.row = 0
        self.row_text = "0"
        self.has_odd = False
        """Whether there are errors or formulas without a result."""
        self._facts = facts
        self._book = book
        self._budget = book.budget
        self._columns: dict[str, int] = {}
        self._patterns: dict[tuple[int, ...], tuple[int, ...]] = {}
        self._last_formulas = 0

    def finish(self) -> None:
        """Turn the signs collected since the row began into a `GridRow`."""
        signs = self.signs
        if not signs:
            return
        signs.append(_END_OF_ROW)
        row = _RowSoFar()
        cell: list[str] | None = None
        text: str | None = None
        before: str | None = None
        taking = formula = inline = extended = False
        for sign in signs:
            if sign is VALUE:
                taking = True
                if text is None:
                    text = ""
            elif sign.__class__ is str:
                if taking:
                    text = text + sign if text else sign
            elif sign.__class__ is int:
                taking = False
                formula = formula or sign == FORMULA
                if sign == INLINE:
                    inline, text = True, ""
                elif sign == EXTENSION and not extended:
                    extended, before = True, text
            else:
                if cell is not None:
                    self._take(cell, before if extended else text, formula, inline, row)
                cell = sign  # type: ignore[assignment]  # the only other class is a list of attributes
                text = None
                taking = formula = inline = extended = False
        del signs[:]
        if row.empties:
            self._budget.spend_elements(row.empties)
        if row.formulas:
            self._keep_formulas(row.formulas)
        if row.columns:
            self._keep_row(row.columns, row.values, row.styles)

    def _take(self, cell: list[str], text: str | None, formula: bool, inline: bool, row: _RowSoFar) -> None:
        """One cell into the row; `cell` are its attributes as expat gives them, nearly always r, s, t in this order."""
        kind = style = None
        size = len(cell)
        if size == 4 and cell[0] == "r" and cell[2] == "s":
            reference, style = cell[1], cell[3]
        elif size == 6 and cell[0] == "r" and cell[2] == "s" and cell[4] == "t":
            reference, style, kind = cell[1], cell[3], cell[5]
        else:
            facts = pairs(cell)
            reference, style, kind = facts.get("r", ""), facts.get("s"), facts.get("t")
        letters = reference[: -len(self.row_text)]
        found = self._columns.get(letters)
        known = found is not None and letters + self.row_text == reference
        row.column = column = found if known and found is not None else self._column(reference, row.column)
        if not text and not formula:
            row.empties += 1
            return
        form = self._book.styles.of_style.get(style, 0) if style is not None else 0
        try:
            value = self._value(text, kind, inline, form, column) if text else self._hollow(text, kind)
        except Refusal as refusal:
            refusal.cell = a1(self.row, column)
            raise
        if value is not None and value != "":
            row.columns.append(column)
            row.values.append(value)
            row.styles.append(form)
        if formula:
            row.formulas |= 1 << column

    def _value(self, text: str, kind: str | None, inline: bool, form: int, column: int) -> Value | None:
        book = self._book
        if kind == "s" and not inline:
            try:
                index = int(text)
                return (book.strings or ())[index] if index >= 0 else self._bad_string(text, column)
            except (ValueError, IndexError):
                self._bad_string(text, column)
        if (kind is None or kind == "n") and not inline:
            return book.dates[text] if book.styles.dates[form] else book.numbers[text]
        return self._special(kind, text, inline)

    def _column(self, reference: str, before: int) -> int:
        """The column of a reference not met yet, or the next one where a cell has no reference."""
        if not reference:
            if before >= MAX_COLUMN:
                raise corrupt(f"第 {self.row} 行的单元格多于表格允许的 {MAX_COLUMN} 列")
            return before + 1
        row, column = place_of(reference)
        if row != self.row:
            if not self.row:
                raise corrupt(f"单元格 {reference[:20]} 不在任何行内")
            raise corrupt(f"单元格 {reference[:20]} 出现在第 {self.row} 行中")
        self._columns[column_letters(column)] = column
        return column

    def _hollow(self, text: str | None, kind: str | None) -> Value | None:
        """A formula's cell without a result: an empty text result is no cell, anything else was never calculated."""
        if text is not None and kind == "str":
            return None
        self.has_odd = True
        return NO_VALUE

    def _special(self, kind: str | None, text: str, inline: bool) -> Value | None:
        """Texts in the sheet itself, truth values, errors, ISO dates."""
        if inline or kind in ("str", "inlineStr"):
            return self._book.keep_inline(unescape(text))
        if kind == "b":
            return make_bool(text)
        if kind == "e":
            self.has_odd = True
            return make_error(text)
        if kind == "d":
            return make_iso_date(text)
        raise corrupt(f"第 {self.row} 行有类型不明（{kind!r}）的单元格")

    def _bad_string(self, text: str, column: int) -> NoReturn:
        place = a1(self.row, column)
        if self._book.strings is None:
            raise Refusal("missing_part", f"缺少共享字符串部件，单元格 {place} 的文字无从读取")
        raise corrupt(f"单元格 {place} 引用的共享字符串 {text[:20]!r} 不存在")

    def _keep_formulas(self, formulas: int) -> None:
        if formulas != self._last_formulas:  # rows below each other share one object
            self._last_formulas = formulas
            self._budget.spend_held(getsizeof(formulas))
        earlier = self._facts.formulas.get(self.row)
        self._facts.formulas[self.row] = self._last_formulas if earlier is None else earlier | formulas
        self._budget.held += _FORMULA_ROW_COST

    def _keep_row(self, columns: list[int], values: list[Value], styles: list[int]) -> None:
        row, rows, share = self.row, self._facts.rows, self._patterns.setdefault
        self._budget.spend_cells(len(columns))
        earlier = rows.get(row)
        if earlier is not None:
            columns[:0], values[:0], styles[:0] = earlier.columns, earlier.values, earlier.styles
        place = tuple(columns)
        if earlier is not None or (place not in self._patterns and any(map(int.__ge__, place, place[1:]))):
            place, values, styles = self._in_column_order(place, values, styles)
        look = tuple(styles)
        rows[row] = GridRow(share(place, place), tuple(values), share(look, look))

    def _in_column_order(
        self, columns: Sequence[int], values: list[Value], styles: list[int]
    ) -> tuple[tuple[int, ...], list[Value], list[int]]:
        kept: dict[int, tuple[Value, int]] = {}
        for column, value, style in zip(columns, values, styles, strict=True):
            earlier = kept.setdefault(column, (value, style))
            if earlier != (value, style):
                raise corrupt(f"单元格 {a1(self.row, column)} 存了两个不同的值", cell=a1(self.row, column))
        order = sorted(kept)
        return tuple(order), [kept[column][0] for column in order], [kept[column][1] for column in order]


def place_of(reference: str) -> tuple[int, int]:
    """`$B$7` -> (7, 2). Raises `Refusal("corrupt")` beyond the grid."""
    found = _REFERENCE.fullmatch(reference)
    if found is not None:
        row, column = int(found[2]), column_number(found[1])
        if 1 <= row <= MAX_ROW and 1 <= column <= MAX_COLUMN:
            return row, column
    raise corrupt(f"单元格地址 {reference[:20]!r} 超出表格范围或写法有误")
