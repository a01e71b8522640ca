"""The sheet part of a workbook, read in one streaming pass.

This is the hot path: a 附件6 of 100,000 rows has 1.4 million cells. expat calls Python twice for a cell (the starts of
`c` and `v`); text goes straight into a list by the list's own `append`; a row's signs are worked off in one loop when the
next row begins. Ends of elements are listened to only where the text in between matters (inline strings, indented XML).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from ..files.limits import MAX_COLUMN, MAX_ROW
from ..files.refusals import Refusal, corrupt
from .bookparts import BookParts
from .grid import Area, GridRow
from .markup import Feed, local, pairs
from .rowlane import RowLane
from .rowsigns import EXTENSION, FORMULA, INLINE, OTHER, VALUE, RowSigns, SheetFacts, place_of

_EMPTY_CELLS: Final = re.compile(rb'<c r="[A-Z]{1,3}[0-9]{1,7}"(?: s="[0-9]+")? ?/>')
_EMPTY_ROWS: Final = re.compile(
    rb'<row r="[0-9]{1,7}"(?![^<>]*hidden)(?: [A-Za-z][A-Za-z0-9:]*="[^"<>&]*")*+>'
    rb'(?:<c r="[A-Z]++[0-9]++"(?: s="[0-9]++")?+/>)++</row>'
)
_EMPTY_ROW: Final = re.compile(
    rb'<row r=""(?![^<>]*hidden)(?: [A-Za-z][A-Za-z:]*="[^"<>&]*")*+>(?:<c r="[A-Z]++"(?: s="")?+/>)++</row>'
)
"""One without its digits."""
_PLACED_BY_COUNT: Final = re.compile(rb"<c(?! r=)[ />]")
_INDENTED: Final = re.compile(rb">[ \t\r\n]+<(?:/|(?:[A-Za-z0-9]+:)?(?:c|v|f|is|row)[ />])")
_SAMPLES: Final = 3
_ROWS_BY_COUNT: Final = re.compile(rb"<row(?! r=)[ />]")
_ROW_NUMBER: Final = re.compile(rb"[0-9]{1,7}")
_LONGEST_ROW: Final = 1 << 20
_COLUMN_COST: Final = 4  # in XML elements
_MOST_SIGNS: Final = 8 * MAX_COLUMN
_GLANCE: Final = 2048
_WORTH_REMOVING: Final = 100  # bytes of XML for each removable cell, above which looking for them does not pay


class SheetReader:
    """Reads one sheet part into `SheetFacts`. `lane` turns the quick lane off for comparisons.

    Raises `Refusal`: `corrupt`, `missing_part`, `too_big`, `xml_entity`.
    """

    def __init__(self, part: str, book: BookParts, lane: bool = True) -> None:
        self.facts = SheetFacts()
        self._part = part
        self._budget = book.budget
        self._lane = RowLane(book) if lane else None
        self._rows = RowSigns(book, self.facts)
        self._signs = self._rows.signs
        self._passed = 0
        """The last row that was taken out before expat saw it."""
        self._indented = False
        self._looked_at = 0
        self._hidden_columns = 0
        self._pending = 0
        """Bytes given to expat since the last finished row."""
        self._prefix = ""
        self._phonetic = False
        self._feed = Feed(part, book.budget.limits, self._root, None, self._signs.append)

    @property
    def has_odd(self) -> bool:
        """Whether there are errors or formulas without a result."""
        return self._rows.has_odd

    def read(self, chunks: Iterable[bytes]) -> SheetFacts:
        """Work through the part's bytes."""
        for _ in self._work_through(chunks):
            pass
        self._put_in_order()
        return self.facts

    def batches(self, chunks: Iterable[bytes]) -> Iterator[dict[int, GridRow]]:
        """The rows as they are finished, in order within each batch, and not kept: a long sheet is looked through."""
        for _ in self._work_through(chunks):
            if self.facts.rows:
                rows, self.facts.rows = self.facts.rows, {}
                yield dict(sorted(rows.items()))

    def _work_through(self, chunks: Iterable[bytes]) -> Iterator[None]:
        """Stops after each chunk, and at the end."""
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
            left = self._without_plain_rows(chunk)
            self._pending += len(left)
            feed.feed(left)
            if left is not chunk:
                self._passed = _last_row(chunk)
            if len(signs) > _MOST_SIGNS:
                raise corrupt(f"第 {self._rows.row} 行的单元格多于表格允许的 {MAX_COLUMN} 列")
            if self._pending > self._budget.limits.row_bytes:
                raise Refusal("too_big", f"第 {self._rows.row} 行（或表格之外）的内容太大")
            yield
        if rest:
            feed.feed(rest)
        self._rows.finish()
        feed.close()
        yield

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
        if _holds_nothing(chunk):
            self._budget.spend_elements(chunk.count(b"<") // 16)
            return b""
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
        if _PLACED_BY_COUNT.search(left) or _ROWS_BY_COUNT.search(left):
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
                put(VALUE)
            elif name == cell:
                put(attributes)
            elif name == row:
                self._start_row(attributes)
            elif name == formula:
                put(FORMULA)
            else:
                slow(name, attributes)

        return start

    def _start_row(self, attributes: list[str]) -> None:
        self._rows.finish()
        if attributes and attributes[0] == "r":
            text = attributes[1]
        else:
            text = pairs(attributes).get("r", "")
        if text:
            number = int(text) if text.isdecimal() and len(text) < 8 else 0
            if text[0] == "0":
                text = str(number)
        else:
            number = max(self._rows.row, self._passed) + 1
            text = str(number)
        if not 1 <= number <= MAX_ROW:
            raise corrupt(f"行号 {text[:20]!r} 超出表格范围")
        self._rows.row, self._rows.row_text = number, text
        self._pending = 0
        if "hidden" in attributes and pairs(attributes).get("hidden") in ("1", "true"):
            self.facts.hidden_rows.add(number)

    def _start_other(self, name: str, attributes: list[str]) -> None:
        """Everything but rows and cells with plain values."""
        put = self._signs.append
        base = name[len(self._prefix) :] if name.startswith(self._prefix) else name
        if base == "is":
            put(INLINE)
            if not self._indented:
                self._feed.listen(self._end)
        elif base == "t":
            put(OTHER if self._phonetic else VALUE)
        elif base == "r":
            put(OTHER)
        elif base == "mergeCell":
            self._add_merge(pairs(attributes).get("ref", ""))
        elif base == "col":
            self._add_columns(pairs(attributes))
        else:
            put(EXTENSION if base == "extLst" else OTHER)
            if base == "rPh":
                self._phonetic = True
            self._budget.spend_elements(1)
            if len(self._signs) > _MOST_SIGNS // 2:
                self._rows.finish()

    def _end(self, name: str) -> None:
        """The end of an element: later text belongs to nobody. Heard in indented XML and inside inline strings."""
        self._signs.append(OTHER)
        if name == self._prefix + "rPh":
            self._phonetic = False
        elif name == self._prefix + "is" and not self._indented:
            self._feed.listen(None)

    def _add_merge(self, text: str) -> None:
        first, _, last = text.partition(":")
        top, left = place_of(first)
        bottom, right = place_of(last or first)
        self._budget.spend_merges(1)
        merge = Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))
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

    def _put_in_order(self) -> None:
        facts = self.facts
        numbers = list(facts.rows)
        if not all(map(int.__lt__, numbers, numbers[1:])):
            facts.rows = dict(sorted(facts.rows.items()))
        facts.hidden_rows &= facts.rows.keys()
        if self._hidden_columns:
            used = {column for place in {row.columns for row in facts.rows.values()} for column in place}
            facts.hidden_columns = {column for column in used if self._hidden_columns >> column & 1}


def _holds_nothing(chunk: bytes) -> bool:
    """Whether a chunk is rows of formatted cells and no more: people format a million rows by a click on a column."""
    if not chunk.startswith(b'<row r="') or b"<v" in chunk[:_GLANCE]:
        return False
    # Such rows are one row but for its numbers, which costs half of counting to see.
    bare = chunk.translate(None, b".0123456789")
    row = bare[: bare.find(b"</row>") + len(b"</row>")]
    if _EMPTY_ROW.fullmatch(row) and bare == row * (len(bare) // len(row)):
        return True
    return _counts_as_empty(chunk)


def _counts_as_empty(chunk: bytes) -> bool:
    """Whether every tag is one of rows and cells, and none holds anything. Counting costs a fifth of matching."""
    if b"hidden" in chunk or b"&" in chunk:
        return False
    tags = chunk.count(b"<")
    own = chunk.count(b'<row r="') + chunk.count(b'<c r="') + chunk.count(b"</row>")
    return tags == own and tags == chunk.count(b">")


def _last_row(chunk: bytes) -> int:
    """The number of the last row in a chunk, 0 where it has none."""
    found = _ROW_NUMBER.match(chunk, chunk.rfind(b'<row r="') + len(b'<row r="'))
    return int(found[0]) if found else 0
