"""The quick lane for a sheet's rows: rows of one shape are taken out of the XML by one regular expression.

Most rows of a long sheet look alike: the same columns, styles and types. A shape is learned from rows of the sheet itself
and compiled into a pattern that matches such a row exactly; what matches is converted column by column, everything
else goes on to expat as before. The lane only takes rows whose meaning is beyond doubt — complete, without entities,
comments or hidden marks — so both ways give the same cells (tests/reading compares them).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from ..files.limits import MAX_COLUMN, MAX_ROW
from ..files.refusals import Refusal
from .bookparts import BookParts
from .cellvalues import unescape
from .grid import GridRow, Value, column_number

_TEXT: Final = r"[^<&\x00-\x08\x0b-\x1f\ufffe\uffff]"
_ATTRIBUTES: Final = r"""(?: (?!r=)[A-Za-z][A-Za-z0-9:]*="[^"<>&\n\t\r]*")*+"""
_FORMULA: Final = rf"<f{_ATTRIBUTES}(?:/>|>{_TEXT}*+</f>)"
_CONTENT: Final = {
    "s": r"<v>([0-9]{1,9})</v>",
    "n": r"<v>([0-9.eE+-]{1,40})</v>",
    "str": rf"<v>({_TEXT}++)</v>",
    "inlineStr": rf'<is><t(?: xml:space="preserve")?>({_TEXT}++)</t></is>',
}
_CELL: Final = re.compile(
    r'<c r="([A-Z]{1,3})[0-9]{1,7}"( s="[0-9]{1,6}")?( t="(?:s|n|str|inlineStr)")?'
    rf"(?:/>|>({_FORMULA})?(?:<v>{_TEXT}++</v>|<is><t(?: xml:space=\"preserve\")?>{_TEXT}*+</t></is>)</c>)"
)
_ROW_START: Final = rf'<row r="([1-9][0-9]{{0,6}})"(?![^<>]*hidden){_ATTRIBUTES}>'
_ANY_ROW: Final = re.compile(_ROW_START + rf"((?>{_CELL.pattern.replace('(', '(?:').replace('(?:?', '(?')})*+)</row>")
_SAMPLE: Final = 48
_LEAST_SAMPLE: Final = 8
_MOST_SHAPES: Final = 8
_MOST_ATTEMPTS: Final = 40
_MOST_COLUMNS: Final = 256
_WORTH_IT: Final = 50
"""Rows of one shape in a chunk, below which a pattern is not worth its making."""


@dataclass(slots=True, frozen=True)
class _Column:
    """One column of a shape."""

    number: int
    kind: str
    style: int
    is_date: bool
    formula: bool


@dataclass(slots=True, frozen=True)
class _Shape:
    pattern: re.Pattern[str]
    columns: tuple[_Column, ...]
    """Those that hold values, in order; group i + 2 is column i."""
    numbers: tuple[int, ...]
    styles: tuple[int, ...]
    formulas: int


class RowLane:
    """Takes rows of known shapes out of chunks of a sheet part."""

    def __init__(self, book: BookParts) -> None:
        self._book = book
        self._strings = book.strings or ()
        self._budget = book.budget
        self._shapes: list[_Shape] = []
        self._attempts = 0
        self.rows: dict[int, GridRow] = {}
        self.formulas: dict[int, int] = {}
        self.last = 0

    def strip(self, chunk: bytes) -> bytes:
        """The chunk without the rows that were taken; these lie in `rows` and `formulas` until they are fetched."""
        if b"<!" in chunk or chunk.find(b"<?", 1) > 0:
            return chunk
        try:
            text = chunk.decode("utf-8")
        except UnicodeDecodeError:
            return chunk  # expat says what is wrong, or knows the encoding
        rest = text
        try:
            for shape in self._shapes:
                rest = self._take(shape, rest)
            while (rows := rest.count("<row r=")) >= _WORTH_IT and self._attempts < _MOST_ATTEMPTS:
                shape_learned = self._learn(rest) if len(self._shapes) < _MOST_SHAPES else None
                if shape_learned is None:
                    break
                rest = self._take(shape_learned, rest)
                if rows - rest.count("<row r=") >= _WORTH_IT:
                    self._shapes.append(shape_learned)
        except (Refusal, IndexError):
            self.rows, self.formulas = {}, {}
            return chunk  # the slow way meets the same cell again and names it
        return chunk if rest is text else rest.encode("utf-8")

    # -- learning --------------------------------------------------------------------------------------------------

    def _learn(self, text: str) -> _Shape | None:
        """A shape that fits most of the rows in the middle of the text."""
        self._attempts += 1
        looks: defaultdict[str, Counter[tuple[str, str, bool]]] = defaultdict(Counter)
        empties: set[str] = set()
        for body in _bodies(text):
            for letters, style, kind, formula in _cells(body):
                if kind is None:
                    empties.add(letters)
                else:
                    looks[letters][style, kind, formula] += 1
        if not looks or len(looks) > _MOST_COLUMNS:
            return None
        parts = [_ROW_START]
        columns: list[_Column] = []
        for letters in sorted(looks.keys() | empties, key=column_number):
            if column_number(letters) > MAX_COLUMN:
                return None
            blank = '(?: s="[0-9]{1,6}")?/>'
            if letters not in looks:
                parts.append(rf'(?><c r="{letters}\1"{blank})?')
                continue
            style, kind, formula = looks[letters].most_common(1)[0][0]
            index = self._book.styles.of_style.get(style, 0)
            columns.append(
                _Column(column_number(letters), kind, index, kind == "n" and self._book.styles.dates[index], formula)
            )
            attributes = (f' s="{style}"' if style else "") + ('(?: t="n")?' if kind == "n" else f' t="{kind}"')
            content = (_FORMULA if formula else "") + _CONTENT[kind]
            parts.append(rf'(?><c r="{letters}\1"(?:{attributes}>{content}</c>|{blank}))?')
        parts.append("</row>")
        return _Shape(
            re.compile("".join(parts)), tuple(columns), tuple(column.number for column in columns),
            tuple(column.style for column in columns),
            sum(1 << column.number for column in columns if column.formula),
        )  # fmt: skip

    # -- taking ----------------------------------------------------------------------------------------------------

    def _take(self, shape: _Shape, text: str) -> str:
        """Move the rows that match into `rows`; returns what is left."""
        pieces = shape.pattern.split(text)
        if len(pieces) == 1:
            return text
        stride = shape.pattern.groups + 1
        numbers = list(map(int, pieces[1::stride]))
        if max(numbers) > MAX_ROW or len(set(numbers)) < len(numbers) or not self.rows.keys().isdisjoint(numbers):
            return text
        gaps: set[int] = set()
        lists = [self._values(column, pieces[i::stride], gaps) for i, column in enumerate(shape.columns, 2)]
        make = tuple.__new__
        places, looks, formulas = shape.numbers, shape.styles, shape.formulas
        for i, (number, values) in enumerate(zip(numbers, zip(*lists, strict=True), strict=True)):
            if i in gaps:
                self._keep_incomplete(number, shape, values)
            else:
                self.rows[number] = make(GridRow, (places, values, looks))
                if formulas:
                    self.formulas[number] = formulas
        self._budget.spend_cells(len(lists) * len(numbers), len(numbers))
        self.last = numbers[-1]
        return "".join(pieces[::stride])

    def _values(self, column: _Column, texts: list[str], gaps: set[int]) -> Sequence[Value | None]:
        """One column's texts as values, None (its place added to `gaps`) for missing cells and empty texts."""
        if None not in texts:
            if column.kind == "n":
                return list(map((self._book.dates if column.is_date else self._book.numbers).__getitem__, texts))
            found: list[Value | None]
            if column.kind == "s":
                found = list(map(self._strings.__getitem__, map(int, texts)))
            else:
                found = list(map(self._inline, texts))
            if "" not in found:
                return found
        else:
            convert = self._converter(column)
            found = [None if text is None else convert(text) for text in texts]
        gaps.update(i for i, value in enumerate(found) if value is None or (value.__class__ is str and not value))
        return found

    def _converter(self, column: _Column) -> Callable[[str], Value]:
        if column.kind == "s":
            return lambda text: self._strings[int(text)]
        if column.kind == "n":
            return (self._book.dates if column.is_date else self._book.numbers).__getitem__
        return self._inline

    def _inline(self, text: str) -> str:
        return self._book.keep_inline(unescape(text))

    def _keep_incomplete(self, number: int, shape: _Shape, values: tuple[Value | None, ...]) -> None:
        present = [i for i, value in enumerate(values) if value is not None and value != ""]
        columns = shape.columns
        if present:
            self.rows[number] = GridRow(
                tuple(columns[i].number for i in present),
                tuple(values[i] for i in present),  # type: ignore[misc]  # none of them is None
                tuple(columns[i].style for i in present),
            )
        formulas = sum(
            1 << column.number
            for column, value in zip(columns, values, strict=True)
            if column.formula and value is not None
        )
        if formulas:
            self.formulas[number] = formulas


def _bodies(text: str) -> Iterator[str]:
    """Some plain rows around the middle of the text (the beginning holds titles)."""
    middle = text.rfind("<row r=", 0, len(text) // 2) if len(text) > 1 << 14 else 0
    sample = min(_SAMPLE, max(_LEAST_SAMPLE, text.count("<row r=") // 8))
    for found in islice(_ANY_ROW.finditer(text, max(middle, 0)), sample):
        yield found[2]


def _cells(body: str) -> Iterator[tuple[str, str, str | None, bool]]:
    """Column letters, style, kind (None for an empty cell) and whether there is a formula."""
    for found in _CELL.finditer(body):
        letters, style, kind, formula = found.groups()
        if found[0].endswith("/>"):
            yield letters, "", None, False
        else:
            yield letters, style[4:-1] if style else "", kind[4:-1] if kind else "n", formula is not None
