"""The sheet part of a workbook, read in one streaming pass.

This is the hot path: a 附件6 of 100,000 rows has 1.4 million cells. expat calls Python twice for a cell (the starts of
`c` and `v`); text goes straight into a list by the list's own `append`; a row's signs are worked off in one loop when the
next row begins. Ends of elements are listened to only where the text in between matters (inline strings, indented XML).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from sys import getsizeof
from typing import Final, NoReturn

from xltools.reading.bookparts import BookParts
from xltools.reading.cellvalues import make_bool, make_error, make_iso_date, unescape
from xltools.reading.grid import NO_VALUE, GridRow, Range, Value, a1, column_letters, column_number
from xltools.reading.limits import MAX_COLUMN, MAX_ROW
from xltools.reading.markup import Feed, local, pairs
from xltools.reading.refusals import Refusal, corrupt
from xltools.reading.rowlane import RowLane

_VALUE: Final = None
"""In a row's list of signs: a value begins."""
_FORMULA: Final = 1
_INLINE: Final = 2
_OTHER: Final = 3
_EXTENSION: Final = 4
"""Whatever follows in this cell belongs to an extension."""
_END_OF_ROW: Final[list[str]] = ["r", ""]

_EMPTY_CELLS: Final = re.compile(rb'<c r="[A-Z]{1,3}[0-9]{1,7}"(?: s="[0-9]+")? ?/>')
_EMPTY_ROWS: Final = re.compile(
    rb'<row r="[0-9]{1,7}"(?![^<>]*hidden)(?: [A-Za-z][A-Za-z0-9:]*="[^"<>&]*")*+>'
    rb'(?:<c r="[A-Z]++[0-9]++"(?: s="[0-9]++")?+/>)++</row>'
)
_PLACED_BY_COUNT: Final = re.compile(rb"<c(?! r=)[ />]")
_INDENTED: Final = re.compile(rb">[ \t\r\n]+<(?:/|(?:[A-Za-z0-9]+:)?(?:c|v|f|is|row)[ />])")
_SAMPLES: Final = 3
_REFERENCE: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_ROWS_BY_COUNT: Final = re.compile(rb"<row(?! r=)[ />]")
_LONGEST_ROW: Final = 1 << 20
_COLUMN_COST: Final = 4  # in XML elements
_FORMULA_ROW_COST: Final = 100
_MOST_SIGNS: Final = 8 * MAX_COLUMN
_WORTH_REMOVING: Final = 100  # bytes of XML for each removable cell, above which looking for them does not pay


@dataclass(slots=True)
class SheetFacts:
    """What one sheet part holds."""

    rows: dict[int, GridRow] = field(default_factory=dict)
    merges: list[Range] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    """Those that hold something."""
    formulas: dict[int, int] = field(default_factory=dict)


class SheetReader:
    """Reads one sheet part into `SheetFacts`. `lane` turns the quick lane off for comparisons.

    Raises `Refusal`: `corrupt`, `missing_part`, `too_big`, `xml_entity`.
    """

    def __init__(self, part: str, book: BookParts, lane: bool = True) -> None:
        self.facts = SheetFacts()
        self.has_odd = False
        """Whether there are errors or formulas without a result."""
        self._part = part
        self._book = book
        self._budget = book.budget
        self._lane = RowLane(book) if lane else None
        self._columns: dict[str, int] = {}
        self._patterns: dict[tuple[int, ...], tuple[int, ...]] = {}
        self._last_formulas = 0
        self._signs: list[list[str] | str | int | None] = []
        self._row = 0
        self._row_text = "0"
        self._indented = False
        self._looked_at = 0
        self._hidden_columns = 0
        self._pending = 0
        """Bytes given to expat since the last finished row."""
        self._prefix = ""
        self._phonetic = False
        self._feed = Feed(part, book.budget.limits, self._root, None, self._signs.append)

    def read(self, chunks: Iterable[bytes]) -> SheetFacts:
        """Work through the part's bytes."""
        feed, signs = self._feed, self._signs
        rest = b""
        for block in chunks:
            chunk = rest + block if rest else block
            cut = chunk.rfind(b"</row>") + 6
            if cut < 6 and len(chunk) < _LONGEST_ROW:
                rest = chunk
                continue
            chunk, rest = (chunk[:cut], chunk[cut:]) if cut > 5 else (chunk, b"")
            self._prepare_for(chunk)
            chunk = self._without_plain_rows(chunk)
            self._pending += len(chunk)
            feed.feed(chunk)
            if len(signs) > _MOST_SIGNS:
                raise corrupt(f"第 {self._row} 行的单元格多于表格允许的 {MAX_COLUMN} 列")
            if self._pending > self._budget.limits.row_bytes:
                raise Refusal("too_big", f"第 {self._row} 行（或表格之外）的内容太大")
        if rest:
            feed.feed(rest)
        self._finish_row()
        feed.close()
        self._put_in_order()
        return self.facts

    # -- before the bytes go to expat ------------------------------------------------------------------------------

    def _prepare_for(self, chunk: bytes) -> None:
        """Indented XML puts white space behind values; then listen to where a value ends."""
        if not self._indented and self._looked_at < _SAMPLES:
            self._looked_at += 1
            self._indented = _INDENTED.search(chunk) is not None
        else:
            return
        if self._indented:
            self._feed.listen(self._end)

    def _without_plain_rows(self, chunk: bytes) -> bytes:
        """The chunk without the rows that the quick lane takes."""
        lane = self._lane
        if lane is None:
            return self._without_empties(chunk)
        chunk = self._without_empties(chunk)
        if b"<!" in chunk or _ROWS_BY_COUNT.search(chunk):
            self._lane = None  # from here on order or comments matter
            return chunk
        left = lane.strip(chunk)
        if lane.rows:
            rows = self.facts.rows
            if rows.keys().isdisjoint(lane.rows):
                rows.update(lane.rows)
                self.facts.formulas.update(lane.formulas)
            else:
                left = chunk
            lane.rows, lane.formulas = {}, {}
        return left

    def _without_empties(self, chunk: bytes) -> bytes:
        """The chunk without empty formatted cells: nothing is lost, and a million formatted rows stay quick."""
        if chunk.count(b'"/><c ') * _WORTH_REMOVING < len(chunk) or b"<!" in chunk:
            return chunk
        left, removed = _EMPTY_ROWS.subn(b"", chunk)
        left, more = _EMPTY_CELLS.subn(b"", left)
        if _PLACED_BY_COUNT.search(left):
            return chunk
        self._budget.spend_elements((removed + more) // 16)
        return left

    # -- handlers --------------------------------------------------------------------------------------------------

    def _root(self, name: str, _: list[str]) -> None:
        """The root tells which prefix the main namespace has (usually none)."""
        base = local(name)
        if base != "worksheet":
            raise corrupt(f"部件 {self._part} 不是工作表")
        self._prefix = name[: -len(base)]
        self._feed.begin(self._starter())

    def _starter(self) -> Callable[[str, list[str]], None]:
        """The handler for starts of elements, with everything it needs at hand."""
        prefix = self._prefix
        put = self._signs.append
        cell, value, formula, row = (prefix + name for name in ["c", "v", "f", "row"])
        slow = self._start_other

        def start(name: str, attributes: list[str]) -> None:
            if name == value:
                put(_VALUE)
            elif name == cell:
                put(attributes)
            elif name == row:
                self._start_row(attributes)
            elif name == formula:
                put(_FORMULA)
            else:
                slow(name, attributes)

        return start

    def _start_row(self, attributes: list[str]) -> None:
        self._finish_row()
        if attributes and attributes[0] == "r":
            text = attributes[1]
        else:
            text = pairs(attributes).get("r", "")
        if text:
            number = int(text) if text.isdecimal() and len(text) < 8 else 0
            if text[0] == "0":
                text = str(number)
        else:
            number = self._row + 1
            text = str(number)
        if not 1 <= number <= MAX_ROW:
            raise corrupt(f"行号 {text[:20]!r} 超出表格范围")
        self._row, self._row_text = number, text
        self._pending = 0
        if "hidden" in attributes and pairs(attributes)["hidden"] in ("1", "true"):
            self.facts.hidden_rows.add(number)

    def _start_other(self, name: str, attributes: list[str]) -> None:
        """Everything but rows and cells with plain values."""
        put = self._signs.append
        base = name[len(self._prefix) :] if name.startswith(self._prefix) else name
        if base == "is":
            put(_INLINE)
            if not self._indented:
                self._feed.listen(self._end)
        elif base == "t":
            put(_OTHER if self._phonetic else _VALUE)
        elif base == "r":
            put(_OTHER)
        elif base == "mergeCell":
            self._add_merge(pairs(attributes).get("ref", ""))
        elif base == "col":
            self._add_columns(pairs(attributes))
        else:
            put(_EXTENSION if base == "extLst" else _OTHER)
            if base == "rPh":
                self._phonetic = True
            self._budget.spend_elements(1)
            if len(self._signs) > _MOST_SIGNS // 2:
                self._finish_row()

    def _end(self, name: str) -> None:
        """The end of an element: later text belongs to nobody. Heard in indented XML and inside inline strings."""
        self._signs.append(_OTHER)
        if name == self._prefix + "rPh":
            self._phonetic = False
        elif name == self._prefix + "is" and not self._indented:
            self._feed.listen(None)

    def _add_merge(self, text: str) -> None:
        first, _, last = text.partition(":")
        top, left = self._place(first)
        bottom, right = self._place(last or first)
        self._budget.spend_merges(1)
        merge = Range(min(top, bottom), min(left, right), max(top, bottom), max(left, right))
        if merge.first_row != merge.last_row or merge.first_column != merge.last_column:
            self.facts.merges.append(merge)

    def _add_columns(self, facts: dict[str, str]) -> None:
        self._budget.spend_elements(_COLUMN_COST)
        if facts.get("hidden") not in ("1", "true"):
            return
        low, high = facts.get("min", ""), facts.get("max", "")
        if low.isdecimal() and high.isdecimal() and len(low + high) < 12 and 0 < int(low) <= int(high):
            width = min(int(high), MAX_COLUMN) - int(low) + 1
            if width > 0:
                self._hidden_columns |= ((1 << width) - 1) << int(low)

    def _place(self, reference: str) -> tuple[int, int]:
        """`$B$7` -> (7, 2). Raises `Refusal("corrupt")` beyond the grid."""
        found = _REFERENCE.fullmatch(reference)
        if found is not None:
            row, column = int(found[2]), column_number(found[1])
            if 1 <= row <= MAX_ROW and 1 <= column <= MAX_COLUMN:
                return row, column
        raise corrupt(f"单元格地址 {reference[:20]!r} 超出表格范围或写法有误")

    # -- a row's signs into values ---------------------------------------------------------------------------------

    def _finish_row(self) -> None:
        """Turn the signs collected since the row began into a `GridRow`."""
        signs = self._signs
        if not signs:
            return
        signs.append(_END_OF_ROW)
        columns: list[int] = []
        values: list[Value] = []
        styles: list[int] = []
        row_text, known = self._row_text, self._columns
        digits = len(row_text)
        book = self._book
        of_style, is_date = book.styles.of_style, book.styles.dates
        strings, numbers, dates = book.strings or (), book.numbers, book.dates
        cell: list[str] | None = None
        column = formulas = empties = 0
        text: str | None = None
        before: str | None = None
        taking = formula = inline = extended = False
        for sign in signs:
            if sign is _VALUE:
                taking = True
                if text is None:
                    text = ""
                continue
            if sign.__class__ is str:
                if taking:
                    text = text + sign if text else sign
                continue
            if sign.__class__ is int:
                taking = False
                if sign == _FORMULA:
                    formula = True
                elif sign == _INLINE:
                    inline = True
                    text = ""
                elif sign == _EXTENSION and not extended:
                    extended, before = True, text
                continue
            if extended:
                text, extended = before, False
            if cell is not None:
                kind = style = None
                size = len(cell)
                if size == 4 and cell[0] == "r":
                    reference = cell[1]
                    if cell[2] == "t":
                        kind = cell[3]
                    elif cell[2] == "s":
                        style = cell[3]
                elif size == 6 and cell[0] == "r" and cell[2] == "s" and cell[4] == "t":
                    reference, style, kind = cell[1], cell[3], cell[5]
                elif size == 2 and cell[0] == "r":
                    reference = cell[1]
                else:
                    facts = pairs(cell)
                    reference, style, kind = facts.get("r", ""), facts.get("s"), facts.get("t")
                letters = reference[:-digits]
                found = known.get(letters)
                if found is not None and letters + row_text == reference:
                    column = found
                else:
                    column = self._column(reference, column)
                if text or formula:
                    form = of_style.get(style, 0) if style is not None else 0
                    value: Value | None
                    if not text:
                        value = self._hollow(text, kind)
                    elif kind == "s" and not inline:
                        try:
                            index = int(text)
                            value = strings[index] if index >= 0 else self._bad_string(text, column)
                        except (ValueError, IndexError):
                            self._bad_string(text, column)
                    elif (kind is None or kind == "n") and not inline:
                        if is_date[form]:
                            value = dates[text]
                        else:
                            value = numbers[text]
                    else:
                        value = self._special(kind, text, inline)
                    if value is not None and value != "":
                        columns.append(column)
                        values.append(value)
                        styles.append(form)
                    if formula:
                        formulas |= 1 << column
                else:
                    empties += 1
            if sign is _END_OF_ROW:
                break
            cell = sign  # type: ignore[assignment]  # the only other class is a list of attributes
            text = None
            taking = formula = inline = False
        del signs[:]
        self._pending = 0
        if empties:
            self._budget.spend_elements(empties)
        if formulas:
            self._keep_formulas(formulas)
        if columns:
            self._keep_row(columns, values, styles)

    def _column(self, reference: str, before: int) -> int:
        """The column of a reference not met yet, or the next one where a cell has no reference."""
        if not reference:
            if before >= MAX_COLUMN:
                raise corrupt(f"第 {self._row} 行的单元格多于表格允许的 {MAX_COLUMN} 列")
            return before + 1
        row, column = self._place(reference)
        if row != self._row:
            if not self._row:
                raise corrupt(f"单元格 {reference[:20]} 不在任何行内")
            raise corrupt(f"单元格 {reference[:20]} 出现在第 {self._row} 行中")
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
        raise corrupt(f"第 {self._row} 行有类型不明（{kind!r}）的单元格")

    def _bad_string(self, text: str, column: int) -> NoReturn:
        place = a1(self._row, column)
        if self._book.strings is None:
            raise Refusal("missing_part", f"缺少共享字符串部件，单元格 {place} 的文字无从读取")
        raise corrupt(f"单元格 {place} 引用的共享字符串 {text[:20]!r} 不存在")

    def _keep_formulas(self, formulas: int) -> None:
        if formulas != self._last_formulas:  # rows below each other share one object
            self._last_formulas = formulas
            self._budget.spend_held(getsizeof(formulas))
        earlier = self.facts.formulas.get(self._row)
        self.facts.formulas[self._row] = self._last_formulas if earlier is None else earlier | formulas
        self._budget.held += _FORMULA_ROW_COST

    def _keep_row(self, columns: list[int], values: list[Value], styles: list[int]) -> None:
        row, rows, share = self._row, self.facts.rows, self._patterns.setdefault
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
                raise corrupt(f"单元格 {a1(self._row, column)} 存了两个不同的值")
        order = sorted(kept)
        return tuple(order), [kept[column][0] for column in order], [kept[column][1] for column in order]

    def _put_in_order(self) -> None:
        facts = self.facts
        numbers = list(facts.rows)
        if not all(map(int.__lt__, numbers, numbers[1:])):
            facts.rows = dict(sorted(facts.rows.items()))
        facts.hidden_rows &= facts.rows.keys()
        if self._hidden_columns:
            used = {column for place in {row.columns for row in facts.rows.values()} for column in place}
            facts.hidden_columns = {column for column in used if self._hidden_columns >> column & 1}
