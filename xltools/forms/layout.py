"""Where the table lies in a sheet: header rows, columns by heading, labelled fields around it, kinds of rows.

Headings are compared after NFKC, without blanks and line breaks; what stands in brackets may be missing, except words of
tax, and a unit in brackets becomes the column's unit. A two-row heading reads as group + own text. Likeness may suggest
a name, it never binds one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from itertools import islice

from ..formats.grid import ErrorValue, Grid, GridRow, Value
from ..notice.model import Attachment, Label
from .patterns import Lazy
from .values import UNITS, plain, squeeze, text_of

SEARCH_ROWS = 30
HEADER_DEPTH = 3
FORM_ROWS = 300
"""A sheet with more rows is a table, whatever its labels."""
_UNIT_WORDS = "千万元|百万元|亿元|万元|千元|元"
_BRACKET = Lazy(r"\(([^()]*)\)")
_TRAILING_UNIT = Lazy(rf"[/,，](?:单位:)?({_UNIT_WORDS})$")
_UNIT_LINE = Lazy(rf"单位[:：]\s*\(?(?:人民币)?({_UNIT_WORDS})(?![\w])")
_UNIT_BEHIND = Lazy(r"(?:^|[\s(])(?:金额|计量)?单位\s*[:：]")
_KEPT = ("含税", "不含税", "价税")


@lru_cache(maxsize=8192)
def heading_name(text: str) -> tuple[str, str]:
    """(name to compare, unit or ""): `发票金额（含税，万元）` -> (发票金额(含税), 万元)."""
    name = squeeze(text).strip("*:·").replace("、", "")
    unit = ""

    def bracket(match: re.Match[str]) -> str:
        nonlocal unit
        kept = []
        for part in re.split(r"[,，;]", match[1]):
            word = part.removeprefix("单位:")
            if word in UNITS:
                unit = word
            elif word == "%":
                unit = "%"
            elif any(tax in part for tax in _KEPT):
                kept.append(part)
        return f"({kept[0]})" if kept else ""

    name = _BRACKET.sub(bracket, name)
    trailing = _TRAILING_UNIT.search(name)
    if trailing:
        unit, name = trailing[1], name[: trailing.start()]
    return name, unit


@lru_cache(maxsize=256)
def column_names(attachment: Attachment) -> dict[str, str]:
    """Every name under which a column of the form may stand -> the column's key."""
    own = [heading_name(column.heading)[0] for column in attachment.columns]
    names: dict[str, str] = {}
    for column, heading in zip(attachment.columns, own, strict=True):
        said = [column.group + column.heading if column.group else column.heading, *column.aliases]
        if own.count(heading) == 1:
            said.append(column.heading)
        for text in said:
            names.setdefault(heading_name(text)[0], column.key)
            # Brackets may be missing in the sheet, so the pack's own bracket words may be there too.
            names.setdefault(squeeze(text), column.key)
    return names


@dataclass(frozen=True, slots=True)
class Header:
    """Header rows and what they bind. `columns`: key -> sheet column; `units`: key -> unit in the heading."""

    first_row: int
    last_row: int
    columns: dict[str, int]
    units: dict[str, str] = field(default_factory=dict)
    headings: dict[int, str] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)
    repeated: dict[int, str] = field(default_factory=dict)
    """Columns whose heading names a key that another column has already."""
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Forms: key -> (row, column) of the value."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One block of rows that may be the header: per sheet column the texts from top to bottom."""

    first_row: int
    last_row: int
    texts: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(slots=True)
class Sketch:
    """What the top of a sheet says, prepared once and asked by every form that might fit."""

    grid: Grid
    candidates: list[_Candidate]
    words: frozenset[str]

    @classmethod
    def of(cls, grid: Grid) -> Sketch:
        candidates = list(_candidates(grid))
        words = frozenset(name for candidate in candidates for _, texts in candidate.texts for name in _readings(texts))
        return cls(grid, candidates, words)


def _candidates(grid: Grid) -> Iterator[_Candidate]:
    rows = list(islice(grid.rows, SEARCH_ROWS))
    texts = {number: _spread(grid, number) for number in rows}
    for position, first in enumerate(rows):
        for depth in range(1, HEADER_DEPTH + 1):
            block = rows[position : position + depth]
            if len(block) < depth or block[-1] - first >= depth + 1:
                break
            found = _stack(grid, [texts[number] for number in block], block)
            if len(found) >= 2:
                yield _Candidate(first, block[-1], found)


def _spread(grid: Grid, number: int) -> dict[int, str]:
    """The row's short texts by column; a merged heading stands over every column it covers."""
    row = grid.rows[number]
    texts: dict[int, str] = {}
    for column, value in zip(row.columns, row.values, strict=True):
        if isinstance(value, str) and not isinstance(value, ErrorValue) and len(value) <= 60:
            texts[column] = value
    for merge in grid.merges:
        if merge.first_row == number and merge.first_column in texts and merge.last_column - merge.first_column < 200:
            for column in range(merge.first_column + 1, merge.last_column + 1):
                texts.setdefault(column, texts[merge.first_column])
    return texts


def _stack(grid: Grid, rows: list[dict[int, str]], numbers: list[int]) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Texts above one another, column by column. A group heading that was not merged reaches to the right."""
    filled: list[dict[int, str]] = []
    for depth, row in enumerate(rows):
        made = dict(row)
        below = rows[depth + 1] if depth + 1 < len(rows) else None
        if below is not None and row:
            group = ""
            for column in range(min(row), max((*row, *below), default=0) + 1):
                if column in row:
                    group = row[column] if len(row) > 1 else ""
                elif group and column in below and not _covered(grid, numbers[depth], column):
                    made[column] = group
                else:
                    group = ""
        filled.append(made)
    columns = sorted({column for row in filled for column in row})
    return tuple((column, tuple(dict.fromkeys(row[column] for row in filled if column in row))) for column in columns)


def _covered(grid: Grid, row: int, column: int) -> bool:
    return any(merge.covers(row, column) and merge.first_row < row for merge in grid.merges)


@lru_cache(maxsize=16384)
def _readings(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The names a stack of heading texts may mean, the fullest first."""
    made = ["".join(texts), *("".join(texts[-depth:]) for depth in (2, 1) if depth < len(texts))]
    if len(texts) > 1:
        made.append(texts[0])
    names = [heading_name(text)[0] for text in made] + [squeeze(text) for text in made]
    return tuple(dict.fromkeys(names))


def locate(sketch: Sketch, attachment: Attachment, by_hand: Mapping[str, int] | None = None) -> Header | None:
    """The header that binds most columns of the form; None where fewer than two headings are found.

    `by_hand` binds keys to sheet columns whatever their headings say (`--map`).
    """
    names = column_names(attachment)
    if len(sketch.words & names.keys()) < 2 and not by_hand:
        return None
    best: _Candidate | None = None
    best_score = (0, 0, 0)
    for candidate in sketch.candidates:
        bound = _bind(candidate, names)
        # Most columns; then the fewest rows, so that a title above is not taken in; then the highest.
        score = (len(bound), candidate.first_row - candidate.last_row, -candidate.first_row)
        if score > best_score:
            best, best_score = candidate, score
    if best is None or best_score[0] + len(by_hand or ()) < 2:
        return None
    return _header(best, names, by_hand or {})


def _bind(candidate: _Candidate, names: Mapping[str, str]) -> dict[str, int]:
    bound: dict[str, int] = {}
    for column, texts in candidate.texts:
        for name in _readings(texts):
            key = names.get(name)
            if key is not None:
                bound.setdefault(key, column)
                break
    return bound


def _header(candidate: _Candidate, names: Mapping[str, str], by_hand: Mapping[str, int]) -> Header:
    columns = dict(by_hand)
    units: dict[str, str] = {}
    headings: dict[int, str] = {}
    unknown: dict[int, str] = {}
    repeated: dict[int, str] = {}
    taken = {column: key for key, column in by_hand.items()}
    for column, texts in candidate.texts:
        headings[column] = "".join(texts)
        key = taken.get(column) or next((names[name] for name in _readings(texts) if name in names), None)
        if key is None:
            unknown[column] = headings[column]
            continue
        if key in columns and columns[key] != column:
            repeated[column] = key
            continue
        columns[key] = column
        unit = next((unit for text in reversed(texts) if (unit := heading_name(text)[1])), "")
        if unit:
            units[key] = unit
    return Header(candidate.first_row, candidate.last_row, columns, units, headings, unknown, repeated)


# --- label-value forms ---------------------------------------------------------------------------------------------


def locate_form(grid: Grid, attachment: Attachment) -> Header | None:
    """A label-value form: each field's value lies right of its label's (merged) cell, or behind its colon."""
    names = column_names(attachment)
    merges = {(merge.first_row, merge.first_column): merge for merge in grid.merges}
    places: dict[str, tuple[int, int]] = {}
    headings: dict[int, str] = {}
    if len(grid.rows) > FORM_ROWS:
        return None
    for row, column, value in grid.cells():
        if not isinstance(value, str) or len(value) > 60:
            continue
        key = names.get(heading_name(value)[0]) or names.get(squeeze(value).rstrip(":"))
        if key is None or key in places:
            continue
        merge = merges.get((row, column))
        places[key] = (row, (merge.last_column if merge else column) + 1)
        headings[column] = value
    if len(places) < 2:
        return None
    rows = [row for row, _ in places.values()]
    return Header(min(rows), max(rows), {key: place[1] for key, place in places.items()}, places=places)


# --- labelled fields around the table --------------------------------------------------------------------------------


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
        for position, (column, value) in enumerate(zip(row.columns, row.values, strict=True)):
            if not isinstance(value, str) or len(value) > 400:
                continue
            for key, said in _labelled(value, wanted):
                place, stored = column, None
                if not said and position + 1 < len(row.columns):
                    following = row.values[position + 1]
                    if not (isinstance(following, str) and _is_label(following, wanted)):
                        said, place, stored = text_of(following).strip(), row.columns[position + 1], following
                if key not in found or (said and not found[key].text):
                    found[key] = Field(key, said, number, place, stored)
    return found


def _is_label(text: str, labels: tuple[Label, ...]) -> bool:
    """Whether a text is a label itself, or the unit line: the label before it was left blank."""
    return bool(_labelled(text, labels)) or ("单位" in text and _UNIT_LINE.search(plain(text)) is not None)


def _label_names(label: Label) -> set[str]:
    """A label's texts, with and without what stands in brackets: 申报企业（盖章） is also 申报企业."""
    said = {plain(text) for text in (label.text, *label.aliases)}
    return said | {_BRACKET.sub("", text).strip() for text in said}


@lru_cache(maxsize=64)
def _label_pattern(labels: tuple[Label, ...]) -> re.Pattern[str]:
    names = sorted({name for label in labels for name in _label_names(label)}, key=len, reverse=True)
    spaced = [r"\s*".join(re.escape(character) for character in name) for name in names]
    return re.compile(rf"(?<![\w])({'|'.join(spaced)})\s*(?:\([^()]*\))?\s*[:：]")


def _labelled(text: str, labels: tuple[Label, ...]) -> list[tuple[str, str]]:
    """(label key, value) for every label in a text such as `推荐单位（盖章）：甲、乙 填报日期：2022年10月30日`."""
    if not labels:
        return []
    if ":" not in text and "：" not in text:
        # A label in a cell of its own; its value stands in the next one.
        alone = squeeze(text) if len(text) <= 20 else ""
        return [(label.key, "") for label in labels if alone and alone in map(squeeze, _label_names(label))][:1]
    flat = plain(text)
    matches = list(_label_pattern(labels).finditer(flat))
    made: list[tuple[str, str]] = []
    if not matches:
        return made
    for match, following in zip(matches, [*matches[1:], None], strict=True):
        value = flat[match.end() : following.start() if following else None]
        name = squeeze(match[1])
        key = next(label.key for label in labels if name in {squeeze(said) for said in _label_names(label)})
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


# --- kinds of rows -------------------------------------------------------------------------------------------------


class RowKind(StrEnum):
    DATA = "data"
    SUBTOTAL = "subtotal"
    TOTAL = "total"
    SECTION = "section"
    NOTE = "note"
    SIGNATURE = "signature"
    HEADER = "header"
    NUMBERED = "numbered"
    """Only the 序号 is there: a row of the blank that was not filled in."""


_SUBTOTAL = Lazy(r"(?:[一二三四五六七八九十\d]+[、.])?(?:.{0,20})?(?:小\s*计|本页合计|分计)(?:[（(:：].*)?")
_TOTAL = Lazy(
    r"(?:[一二三四五六七八九十\d]+[、.])?(?:投资|金额|项目|全部|本表)?(?:合\s*计|总\s*计|累\s*计|共\s*计)(?:[（(:：].*)?"
)
_SECTION = Lazy(
    r"(?:[（(]?[一二三四五六七八九十]{1,3}[)）]?[、.．]|第[一二三四五六七八九十]+[部类]|[ⅠⅡⅢⅣⅤ][、.])\s*\S.*"
)
_NOTE = Lazy(
    r"\s*(?:填表说明|填报说明|填写说明|说明|备注|注|附注|注意|备\s*注)\s*\d*[:：、.].*|\s*(?:填表说明|填报说明|注)\s*",
    re.DOTALL,
)
_SIGNATURE = Lazy(
    r"(?:负责人|法定代表人|财务|填表人|填报人|制表|审核|审批|经办|复核|联系人|联系电话|单位|日期|时间|签字|盖章|公章|填报单位).{0,12}[:：]"
    r"|[（(](?:签字|盖章|公章|签名)[)）]|^\s*(?:\d{4})?\s*年\s*(?:\d{1,2})?\s*月\s*(?:\d{1,2})?\s*日\s*$"
)


_FIGURE = Lazy(r"[-+]?[\d,]+(?:\.\d+)?(?:元|万元|亿元|%|台|套|台/套|台套|项)?")


def total_kind(text: str) -> RowKind | None:
    """SUBTOTAL for 小计, TOTAL for 合计 and 总计, None for anything else."""
    flat = squeeze(text)
    if len(flat) > 30 or "计" not in flat:
        return None
    if _TOTAL.fullmatch(flat):
        return RowKind.TOTAL
    return RowKind.SUBTOTAL if _SUBTOTAL.fullmatch(flat) else None


def row_kind(row: GridRow, data_columns: Mapping[int, str], order_column: int, headings: Mapping[int, str]) -> RowKind:
    """What a row below the header is. `data_columns`: sheet column -> key; `order_column` is that of 序号 (0: none)."""
    texts = [
        (column, value)
        for column, value in zip(row.columns, row.values, strict=True)
        if isinstance(value, str) and not isinstance(value, ErrorValue)
    ]
    others = len(row.columns) - len(texts)
    for column, text in texts[:4]:
        kind = total_kind(text)
        # A data row may name a thing 合计…; a total row names nothing else before its label. Its sums may be texts: in a
        # Word table all are.
        if kind is not None and _words(texts) - (column == order_column) <= 3:
            return kind
    if len(row.columns) == 1 and row.columns[0] == order_column and (not texts or squeeze(texts[0][1]).isdigit()):
        return RowKind.NUMBERED
    if texts and _repeats_header(texts, headings):
        return RowKind.HEADER
    if not others and texts:
        kind = _text_row_kind(texts, data_columns)
        # A word alone under 序号 heads a block, numbered or not: 设备购置, （类别未识别）.
        alone = len(texts) == 1 and texts[0][0] == order_column and len(data_columns) >= 5
        return RowKind.SECTION if alone and kind is RowKind.DATA else kind
    return RowKind.DATA


def _words(texts: list[tuple[int, str]]) -> int:
    """How many texts of a row are no figures."""
    return sum(_FIGURE.fullmatch("".join(plain(text).split())) is None for _, text in texts)


def _repeats_header(texts: list[tuple[int, str]], headings: Mapping[int, str]) -> bool:
    """A page's repeated heading: most of its texts stand in the header over the same columns."""
    same = sum(squeeze(text) in squeeze(headings.get(column, "")) for column, text in texts)
    return same >= 2 and same * 3 >= len(texts) * 2


def _text_row_kind(texts: list[tuple[int, str]], data_columns: Mapping[int, str]) -> RowKind:
    first = texts[0][1]
    if len(texts) <= 2 and _NOTE.fullmatch(first):
        return RowKind.NOTE
    signs = sum(bool(_SIGNATURE.search(squeeze(text))) for _, text in texts)
    if signs * 2 >= len(texts) and len(texts) <= 6:
        return RowKind.SIGNATURE
    if len(texts) == 1:
        if _SECTION.fullmatch(first.strip()) and len(first.strip()) <= 40:
            return RowKind.SECTION
        if len(first) > 40 or (len(data_columns) >= 5 and re.match(r"\s*\d+[、.．]", first)):
            return RowKind.NOTE
    return RowKind.DATA
