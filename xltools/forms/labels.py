"""Labelled fields around the table (申报企业（盖章）：…) and the unit line above it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from ..formats.grid import Grid, GridRow, Value
from ..notice.model import Label
from .headingnames import UNIT_WORDS
from .patterns import Lazy
from .values import UNITS, plain, squeeze, text_of

_BRACKET = Lazy(r"\(([^()]*)\)")
_UNIT_LINE = Lazy(rf"单位[:：]\s*\(?(?:人民币)?({UNIT_WORDS})(?![\w])")
_UNIT_BEHIND = Lazy(r"(?:^|[\s(])(?:金额|计量)?单位\s*[:：]")


@dataclass(frozen=True, slots=True)
class Field:
    """A labelled value outside the table, with the cell it stands in (None: in the Word text above the table)."""

    key: str
    text: str
    row: int | None
    column: int | None
    value: Value | None = None


def fields_around(grid: Grid, labels: Iterable[Label], first: int, last: int) -> dict[str, Field]:
    """Labelled fields in the rows above `first` and below `last`, and in a Word table's preamble."""
    wanted = tuple(labels)
    found: dict[str, Field] = {}
    for text in grid.preamble:
        for key, said in _labelled(text, wanted):
            found.setdefault(key, Field(key, said, None, None))
    for number, row in grid.rows.items():
        if first <= number <= last:
            continue
        for field in fields_in(number, row, wanted):
            if field.key not in found or (field.text and not found[field.key].text):
                found[field.key] = field
    return found


def fields_in(number: int, row: GridRow, wanted: tuple[Label, ...]) -> Iterator[Field]:
    """The labelled fields of one row; where a label stands alone, its value is the next cell's."""
    for position, (column, value) in enumerate(zip(row.columns, row.values, strict=True)):
        if not isinstance(value, str) or len(value) > 400:
            continue
        for key, said in _labelled(value, wanted):
            following = row.values[position + 1] if not said and position + 1 < len(row.columns) else None
            if following is None or (isinstance(following, str) and _is_label(following, wanted)):
                yield Field(key, said, number, column)
            else:
                yield Field(key, text_of(following).strip(), number, row.columns[position + 1], following)


def _is_label(text: str, labels: tuple[Label, ...]) -> bool:
    """Whether a text is a label itself, or the unit line: the label before it was left blank."""
    return bool(_labelled(text, labels)) or ("单位" in text and _UNIT_LINE.search(plain(text)) is not None)


def label_names(label: Label) -> set[str]:
    """A label's texts, with and without what stands in brackets: 申报企业（盖章） is also 申报企业."""
    said = {plain(text) for text in (label.text, *label.aliases)}
    return said | {_BRACKET.sub("", text).strip() for text in said}


@lru_cache(maxsize=64)
def _label_pattern(labels: tuple[Label, ...]) -> re.Pattern[str]:
    names = sorted({name for label in labels for name in label_names(label)}, key=len, reverse=True)
    spaced = [r"\s*".join(re.escape(character) for character in name) for name in names]
    return re.compile(rf"(?<![\w])({'|'.join(spaced)})\s*(?:\([^()]*\))?\s*[:：]")


def _labelled(text: str, labels: tuple[Label, ...]) -> list[tuple[str, str]]:
    """(label key, value) for every label in a text such as `推荐单位（盖章）：甲、乙 填报日期：2022年10月30日`."""
    if not labels:
        return []
    if ":" not in text and "：" not in text:
        # A label in a cell of its own; its value stands in the next one.
        alone = squeeze(text) if len(text) <= 20 else ""
        return [(label.key, "") for label in labels if alone and alone in map(squeeze, label_names(label))][:1]
    flat = plain(text)
    matches = list(_label_pattern(labels).finditer(flat))
    made: list[tuple[str, str]] = []
    if not matches:
        return made
    for match, following in zip(matches, [*matches[1:], None], strict=True):
        value = flat[match.end() : following.start() if following else None]
        name = squeeze(match[1])
        key = next(label.key for label in labels if name in {squeeze(said) for said in label_names(label)})
        # In one cell or Word line: `申报企业（盖章）：甲公司    单位：万元`.
        value = _UNIT_BEHIND.split(value, maxsplit=1)[0]
        made.append((key, value.strip(" ,;\n\t　")))
    return made


def sheet_unit(grid: Grid, before_row: int) -> tuple[str, int, int] | None:
    """(unit, row, column) of the line `单位：万元` above the table (row 0: in the Word text)."""
    for text in grid.preamble:
        if match := _UNIT_LINE.search(plain(text)):
            return match[1], 0, 0
    for number, row in grid.rows.items():
        if number >= before_row:
            return None
        for column, value in zip(row.columns, row.values, strict=True):
            if isinstance(value, str) and "单位" in value and (match := _UNIT_LINE.search(plain(value))):
                return match[1], number, column
            # A lone `单位：` whose value stands in the next cell.
            if isinstance(value, str) and squeeze(value).rstrip(":") in ("单位", "金额单位", "计量单位"):
                following = grid.value(number, column + 1)
                if isinstance(following, str) and squeeze(following) in UNITS:
                    return squeeze(following), number, column + 1
    return None
