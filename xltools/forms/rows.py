"""What each row below the heading is: a record, or furniture, and of which kind.

One judgement for every reader: validate, total, merge, inspect, draft and the filling of blanks ask here. Furniture is told by
its own words and shape, never by what it lacks: a row in doubt is a record, so that nothing is dropped unsaid.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from ..formats.grid import NO_VALUE, ErrorValue, GridRow, Value
from ..notice.model import Attachment, ColumnType
from .furniture import (
    EXAMPLE,
    EXAMPLE_HINT,
    EXAMPLE_NAME,
    EXAMPLE_REMARK,
    GROUP,
    HINT,
    LOOSE_SUM,
    NOTE,
    PAGE_MARK,
    PART,
    PART_LOOSE,
    PLACEHOLDER,
    RATIO,
    SIGNATURE,
    UNIT_WORD,
    ZERO,
    counts_columns,
    names_units,
    total_kind,
    words,
)
from .headingnames import heading_name
from .headings import Header
from .labels import label_names
from .rowkinds import Filled, RowKind, Texts
from .values import is_blank, squeeze

_LONGEST = 400
"""Characters of a text that are looked at: no word of furniture stands behind them."""

_MOST_KNOWN = 8192
"""Harmless texts that are remembered; numbers of contracts never come again."""
_CONTENT = (ColumnType.TEXT, ColumnType.CODE)


@dataclass(slots=True)
class RowJudge:
    """Tells what the rows below one heading are."""

    columns: Mapping[int, str]
    """Bound sheet column -> key."""
    order: int = 0
    """The column of 序号; 0: none."""
    types: Mapping[int, ColumnType] = field(default_factory=dict)
    """Of the bound columns, where the form is known."""
    category: int = 0
    """The column whose value makes the blocks; 0: none."""
    headings: Mapping[int, frozenset[str]] = field(default_factory=dict)
    """Column -> what its heading says, part by part and as a whole."""
    above: frozenset[str] = frozenset()
    """The texts above the heading: a title may stand there again."""
    official: frozenset[str] = frozenset()
    """Names of rows that the notice prints: never furniture, whatever they look like (其中：软件, 投资合计)."""
    labels: frozenset[str] = frozenset()
    """What the form asks outside its table (申报企业): below the heading it begins another's rows."""
    _harmless: set[str] = field(default_factory=set)
    """Texts without a word of furniture: names, models and sellers come again."""
    _plans: dict[tuple[int, ...], tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, attachment: Attachment, header: Header, above: frozenset[str] = frozenset()) -> RowJudge:
        by_key = {column.key: column for column in attachment.columns}
        names = (name for row in attachment.rows for name in (row.cells.get(attachment.row_key, ""), *row.aliases))
        return cls(
            columns={column: key for key, column in header.columns.items()},
            order=_numbering(attachment, header),
            types={column: by_key[key].type for key, column in header.columns.items() if key in by_key},
            category=header.columns.get(attachment.category, 0),
            headings={column: _sayings(parts) for column, parts in header.stacks.items()},
            above=above,
            official=frozenset(squeeze(name) for name in names if name),
            labels=frozenset(squeeze(name) for label in attachment.labels for name in label_names(label)),
        )

    def plainly_record(self, row: GridRow) -> bool:
        """A full row that bears a number and texts without any word of furniture: the usual case, decided fast."""
        plan = self._plans.get(row.columns)
        if plan is None:
            plan = self._plans[row.columns] = self._plan(row.columns)
        if not plan:
            return False
        values = row.values
        first = values[0]
        if first.__class__ is not Decimal and not (first.__class__ is str and first.isdecimal()):
            return False
        told = False
        for position in plan:
            value = values[position]
            if value.__class__ is str and value not in self._harmless:
                if HINT.search(value) or ("例" in value and EXAMPLE_HINT.search(value)):
                    return False
                if len(self._harmless) < _MOST_KNOWN:
                    self._harmless.add(value)
            told = told or (value.__class__ is str and len(value) > 1)
        return told

    def _plan(self, columns: tuple[int, ...]) -> tuple[int, ...]:
        """Positions of a row's telling cells; empty where rows filled like this must be looked at closely."""
        if not columns or columns[0] != self.order or len(columns) < max(4, len(self.columns) // 2):
            return ()
        return tuple(at for at, column in enumerate(columns) if column != self.order and self._tells(column))

    def _tells(self, column: int) -> bool:
        return self.types.get(column, ColumnType.TEXT) in _CONTENT

    def kind(self, row: GridRow, *, fresh: bool = False) -> RowKind:
        """What the row is. `fresh`: no record has stood below the heading yet (column numbers and units stand only there)."""
        filled = [(c, v) for c, v in zip(row.columns, row.values, strict=True) if not is_blank(v)]
        texts = [(c, v[:_LONGEST]) for c, v in filled if isinstance(v, str) and not isinstance(v, ErrorValue)]
        if self.official and any(squeeze(text) in self.official for _, text in texts[:4]):
            return RowKind.RECORD
        return (
            (self._below_heading(filled, texts) if fresh else None)
            or self._furniture(filled, texts)
            or self._sum(filled, texts)
            or self._page_or_part(filled, texts)
            or self._words_only(filled, texts)
        )

    def _below_heading(self, filled: Filled, texts: Texts) -> RowKind | None:
        if counts_columns(filled, self.types):
            return RowKind.NUMBERS
        return RowKind.UNIT if texts and len(texts) == len(filled) and names_units(texts) else None

    def _furniture(self, filled: Filled, texts: Texts) -> RowKind | None:
        if self._is_template(filled):
            return RowKind.TEMPLATE
        if len(texts) == len(filled) and self._repeats_heading(texts):
            return RowKind.HEADING
        return RowKind.EXAMPLE if self._is_example(texts) else None

    def may_be_note(self, kind: RowKind, value: Value) -> bool:
        """A text alone, below a note, that does not say itself what it is."""
        if not isinstance(value, str) or kind not in (RowKind.RECORD, RowKind.GROUP):
            return False
        return kind is RowKind.RECORD or GROUP.fullmatch(value.strip()) is None

    # -- nothing in it ------------------------------------------------------------------------------------------------

    def _is_template(self, filled: Filled) -> bool:
        # A drop-down's value alone, where the row has no number, is somebody's heading of a block.
        if len(filled) == 1 and filled[0][0] == self.category and isinstance(filled[0][1], str):
            return False
        return all(self._says_nothing(column, value) for column, value in filled)

    def _says_nothing(self, column: int, value: Value) -> bool:
        """A running number, a zero, a formula nobody calculated, a value from a list, a printed unit."""
        kind = self.types.get(column)
        if value is NO_VALUE:
            return kind not in _CONTENT
        if isinstance(value, str):
            flat = squeeze(value)
            if column == self.order:
                return flat.isdecimal()
            return ZERO.fullmatch(flat) is not None or kind is ColumnType.CHOICE or flat in UNIT_WORD
        if isinstance(value, Decimal):
            return value == 0 or (column == self.order and value == value.to_integral_value())
        return False

    # -- the heading again, and what stands right below it ------------------------------------------------------------

    def _repeats_heading(self, texts: Texts) -> bool:
        """Every filled cell is the whole text of its heading; or a line from above the heading stands here again."""
        if len(texts) >= 2 and all(_is_heading(text, self.headings.get(column, frozenset())) for column, text in texts):
            return True
        return all(squeeze(text) in self.above for _, text in texts)

    # -- examples -----------------------------------------------------------------------------------------------------

    def _is_example(self, texts: Texts) -> bool:
        return any(self._shows_example(column, squeeze(text)) for column, text in texts if len(text) <= 80)

    def _shows_example(self, column: int, flat: str) -> bool:
        kind = self.types.get(column, ColumnType.TEXT)
        if column == self.order or kind in (ColumnType.TEXT, ColumnType.CHOICE, ColumnType.CODE):
            # 例 alone is a unit too: so many 例 of an operation.
            if (EXAMPLE.fullmatch(flat) and (flat != "例" or column == self.order)) or EXAMPLE_REMARK.fullmatch(flat):
                return True
            return kind is ColumnType.TEXT and (
                EXAMPLE_NAME.fullmatch(flat) is not None or PLACEHOLDER.fullmatch(flat) is not None
            )
        return False

    # -- sums ---------------------------------------------------------------------------------------------------------

    def _sum(self, filled: Filled, texts: Texts) -> RowKind | None:
        for column, text in _labels(texts):
            kind = total_kind(text)
            # A record may name a thing 合计…; a total row names nothing else before its label. Its sums may be texts: in
            # a Word table all are.
            if kind is not None and words(texts) - (column == self.order) <= 3:
                return kind
            flat = squeeze(text)
            if len(flat) <= 30 and LOOSE_SUM.fullmatch(flat) and not self._is_filled_in(filled) and words(texts) <= 2:
                return RowKind.RUNNING if "累计" in flat else RowKind.SUBTOTAL
        if texts and RATIO.fullmatch(squeeze(texts[0][1]).split("(")[0]) and not self._is_filled_in(filled):
            return RowKind.RATIO if words(texts) == 1 and len(filled) > 1 else None
        return None

    def _is_filled_in(self, filled: Filled) -> bool:
        """Signs of a record of its own: a running number, a day, a number of a contract or an invoice."""
        return any(
            isinstance(value, datetime)
            or (column == self.order and (isinstance(value, Decimal) or squeeze(str(value)).isdecimal()))
            or self.types.get(column) is ColumnType.CODE
            for column, value in filled
        )

    # -- pages and parts ----------------------------------------------------------------------------------------------

    def _page_or_part(self, filled: Filled, texts: Texts) -> RowKind | None:
        if len(filled) == 1 and texts and len(texts[0][1]) <= 80 and PAGE_MARK.fullmatch(squeeze(texts[0][1])):
            return RowKind.PAGE
        for column, text in texts[:4]:
            flat = squeeze(text)
            if len(flat) > 60 or not (column == self.order or self._tells(column) or column == self.category):
                continue
            if PART.fullmatch(flat) or (PART_LOOSE.fullmatch(flat) and not self._is_filled_in(filled)):
                return RowKind.PART
        return None

    # -- rows of words ------------------------------------------------------------------------------------------------

    def _words_only(self, filled: Filled, texts: Texts) -> RowKind:
        if len(texts) < len(filled) or not texts:
            return RowKind.RECORD
        kind = self._text_row(texts)
        # A word alone under 序号 or the category heads a block, numbered or not: 设备购置, （类别未识别）.
        alone = len(texts) == 1 and texts[0][0] in (self.order, self.category) and len(self.columns) >= 5
        return RowKind.GROUP if alone and kind is RowKind.RECORD else kind

    def _text_row(self, texts: Texts) -> RowKind:
        first = texts[0][1]
        if len(texts) <= 2 and NOTE.fullmatch(first):
            return RowKind.NOTE
        if len(texts) <= 4 and squeeze(first).rstrip(":") in self.labels:
            return RowKind.NOTE
        signs = sum(bool(SIGNATURE.search(squeeze(text))) for _, text in texts)
        if signs * 2 >= len(texts) and len(texts) <= 6:
            return RowKind.SIGNATURE
        if len(texts) == 1:
            if len(first.strip()) <= 40 and GROUP.fullmatch(first.strip()):
                return RowKind.GROUP
            if len(first) > 40 or (len(self.columns) >= 5 and re.match(r"\s*\d+[、.．]", first)):
                return RowKind.NOTE
        return RowKind.RECORD


def _numbering(attachment: Attachment, header: Header) -> int:
    """The sheet column of 序号: the order of the rows, where the form has no other column for it."""
    own = (column.key for column in attachment.columns if heading_name(column.heading)[0] == "序号")
    return next((header.columns[key] for key in (*own, attachment.order) if key in header.columns), 0)


def _labels(texts: Texts) -> Sequence[tuple[int, str]]:
    """The texts that may name a sum; 合 and 计 in two cells are one word."""
    found = list(texts[:4])
    if len(found) >= 2 and len(squeeze(found[0][1])) == 1 == len(squeeze(found[1][1])):
        found.insert(0, (found[0][0], found[0][1] + found[1][1]))
    return found


def _sayings(parts: Sequence[str]) -> frozenset[str]:
    said = [*parts, "".join(parts)]
    return frozenset({squeeze(text) for text in said} | {heading_name(text)[0] for text in said})


def _is_heading(text: str, heading: frozenset[str]) -> bool:
    return len(text) <= 60 and (squeeze(text) in heading or heading_name(text)[0] in heading)
