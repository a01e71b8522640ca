"""Where the table lies in a sheet: header rows, and columns by their headings.

Headings are compared after NFKC, without blanks, line breaks, numbering (1. …) and marks (★); what stands in brackets may be
missing, except words of tax, and a unit behind becomes the column's unit. A heading of several rows reads as its whole
path, group by group. Likeness may suggest a name, it never binds one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import combinations, islice
from typing import NamedTuple

from ..formats.grid import Area, ErrorValue, Grid, Value
from ..notice.model import Attachment, ColumnType
from .patterns import Lazy
from .values import UNITS, plain, squeeze

SEARCH_ROWS = 30
HEADER_DEPTH = 4
FORM_ROWS = 300
"""A sheet with more rows is a table, whatever its labels."""
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_WIDEST = 200
"""Merges over more columns are slips of the hand (a whole row)."""
UNIT_WORDS = "千万元|百万元|亿元|万元|千元|元"
_COUNTED_IN = "台/套|台套|台|套|个|项|家|人|%|年-月-日|年月日|年/月/日"
_BRACKET = Lazy(r"\(([^()]*)\)")
_TRAILING_UNIT = Lazy(
    rf"(?:[/,，:;](?:单位:)?|单位:)({UNIT_WORDS}|{_COUNTED_IN})$|(?<=[额价款资入值费])(千万元|百万元|亿元|万元|千元)$"
)
_KEPT = ("含税", "不含税", "价税")
_MARKS = "*★☆※▲△●◆■◇○□#✱:·."
_NUMBERING = Lazy(
    r"\(?(?:\d{1,2}|[一二三四五六七八九十]{1,3})\)[、.]?(?=\D)|(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[A-Z])[、.](?=\D)|\d{1,2}\s+(?=[^\d\s年月季])"
)
_CIRCLED = dict.fromkeys([*range(0x2460, 0x2474), *range(0x2776, 0x2794), 0x24EA])
"""① … ⑳ in front of a heading: NFKC would make digits of them that belong to the name."""
_SQUARE = str.maketrans("[]【】〔〕{}", "()()()()")
_OF_WHICH = Lazy(r"其中:?(?=.)")


@lru_cache(maxsize=8192)
def heading_name(text: str) -> tuple[str, str]:
    """(name to compare, unit or ""): `★3. 发票金额（含税，万元）` -> (发票金额(含税), 万元)."""
    name = plain(text.translate(_CIRCLED)).lstrip(_MARKS)
    if numbered := _NUMBERING.match(name):
        name = name[numbered.end() :]
    name = squeeze(name).translate(_SQUARE).strip(_MARKS).replace("、", "")
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

    name = _BRACKET.sub(bracket, name).strip(_MARKS)
    name = name[said.end() :] if (said := _OF_WHICH.match(name)) else name
    if trailing := _TRAILING_UNIT.search(name):
        word = trailing[1] or trailing[2]
        unit, name = word if word in UNITS or word == "%" else unit, name[: trailing.start()]
    return name, unit


@lru_cache(maxsize=256)
def column_names(attachment: Attachment) -> dict[str, str]:
    """Every name under which a column of the form may stand -> the column's key.

    A heading as the pack writes it is its own column's before any loosened name of another: 其中：设备 may be read as 设备,
    but not where 设备 is a column too.
    """
    own = [heading_name(column.heading)[0] for column in attachment.columns]
    names: dict[str, str] = {}
    for column in attachment.columns:
        names.setdefault(_path_name(column.path), column.key)
    for column in attachment.columns:
        names.setdefault(squeeze("".join(column.path)), column.key)
    for column, heading in zip(attachment.columns, own, strict=True):
        said = ["".join(column.path), column.group + column.heading, *column.aliases]
        if own.count(heading) == 1:
            said.append(column.heading)
        for text in said:
            names.setdefault(heading_name(text)[0], column.key)
            # Brackets may be missing in the sheet, so the pack's own bracket words may be there too.
            names.setdefault(squeeze(text), column.key)
    return names


def _path_name(texts: Sequence[str]) -> str:
    """A heading of several rows with its rows kept apart: 数量 below 设备 is not the column 设备数量 beside it."""
    return "\x1f".join(squeeze(text) for text in texts)


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
    """Columns whose heading names a key that another column has too."""
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Forms: key -> (row, column) of the value."""
    stacks: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """Column -> its heading's texts from top to bottom."""
    elsewhere: bool = False
    """The heading stands on the sheet before: the records begin in this sheet's first row."""

    @property
    def above_records(self) -> int:
        """The last row above the records; 0 where the records begin in the first."""
        return 0 if self.elsewhere else self.last_row


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
    def of(cls, grid: Grid, forms: tuple[Attachment, ...] = ()) -> Sketch:
        """`forms`: all that will ask, where that is known; what can be no heading of theirs is not read in every way."""
        ends = _ends_of(forms)
        candidates = list(_candidates(grid, ends))
        words = frozenset(
            reading.name
            for texts in {texts for candidate in candidates for _, texts in candidate.texts}
            if not ends.names or _may_end(texts, ends)
            for reading in _readings(texts)
        )
        return cls(grid, candidates, words)


def _candidates(grid: Grid, ends: _Ends) -> Iterator[_Candidate]:
    """Blocks of one to four rows. A block without a text that might close a heading binds nothing, and is left out."""
    rows = list(islice(grid.rows, SEARCH_ROWS))
    texts = {number: _spread(grid, number) for number in rows}
    silent = {number for number in rows if ends.names and not any(map(ends.may_close, texts[number].values()))}
    for position, first in enumerate(rows):
        for depth in range(1, HEADER_DEPTH + 1):
            block = rows[position : position + depth]
            if len(block) < depth or block[-1] - first >= depth + 1:
                break
            if silent.issuperset(block):
                continue
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
        elif (year := year_heading(value)) is not None:
            texts[column] = year
    for merge in grid.merges:
        if (
            merge.first_row == number
            and merge.first_column in texts
            and merge.last_column - merge.first_column < _WIDEST
        ):
            for column in range(merge.first_column + 1, merge.last_column + 1):
                texts.setdefault(column, texts[merge.first_column])
    return texts


def year_heading(value: Value) -> str | None:
    """2023 over a column, typed as a number; None for anything else."""
    if isinstance(value, Decimal) and _FIRST_YEAR <= value <= _LAST_YEAR and value == int(value):
        return str(int(value))
    return None


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
    stacks: list[tuple[int, tuple[str, ...]]] = []
    for column in columns:
        texts = tuple(dict.fromkeys(row[column] for row in filled if column in row))
        # One heading merged over two sheet columns is one column, its values stand in the first.
        if not stacks or stacks[-1][1] != texts or _has_heading(grid, numbers, filled, column):
            stacks.append((column, texts))
    return tuple(stacks)


def _has_heading(grid: Grid, numbers: list[int], filled: list[dict[int, str]], column: int) -> bool:
    """Whether the lowest of the texts above a column stands in a cell of its own there."""
    lowest = next(number for number, row in zip(reversed(numbers), reversed(filled), strict=True) if column in row)
    return column in grid.rows[lowest].columns


def _covered(grid: Grid, row: int, column: int) -> bool:
    return any(merge.covers(row, column) and merge.first_row < row for merge in grid.merges)


_GROUP_BEHIND = Lazy(r"(?:情况|信息|凭证|部分|内容|资料|明细|要素|相关)$")
_TAX_WORDS = {"含税": ("(含税)", "含税金额"), "不含税": ("(不含税)", "不含税金额"), "未税": ("(不含税)", "不含税金额")}


class Reading(NamedTuple):
    """One way to read a heading of several rows: a name, and the parts of the path that it leaves out."""

    name: str
    without: tuple[str, ...] = ()


@lru_cache(maxsize=16384)
def _readings(texts: tuple[str, ...]) -> tuple[Reading, ...]:
    """The names a stack of heading texts may mean, the fullest first."""
    parts = [name for text in texts if (name := heading_name(text)[0])]
    if len(parts) > 1 and parts[-1] in _UNIT_PARTS:
        parts.pop()  # 数量 above 台/套
    whole = squeeze("".join(texts))
    made = [Reading(_path_name(texts)), Reading(whole)]
    for length in range(min(len(parts), HEADER_DEPTH), 0, -1):
        for kept in combinations(range(len(parts) - 1), length - 1):
            groups = [parts[at] for at in kept]
            without = tuple(part for at, part in enumerate(parts[:-1]) if at not in kept)
            made.extend(Reading(name, without) for name in _joined(groups, parts[-1]))
    if len(texts) > 1:
        made.append(Reading(squeeze(texts[-1]), tuple(parts[:-1])))
    return tuple(dict.fromkeys(made))


def _joined(groups: Sequence[str], own: str) -> Iterator[str]:
    """合同 + 编号; 发票情况 + 号码; 发票 + 含税 is 发票金额（含税）."""
    above = "".join(groups)
    bare = "".join(_GROUP_BEHIND.sub("", group) or group for group in groups)
    for group in dict.fromkeys((above, bare)):
        yield group + own
        for word in _TAX_WORDS.get(own, ()) if group else ():
            yield group + word
            if "金额" not in group and word.startswith("("):
                yield group + "金额" + word


_UNIT_PARTS = frozenset({*UNITS, *_COUNTED_IN.split("|")})
_UNIT_ENDS = frozenset(unit[-1] for unit in (*_UNIT_PARTS, *UNIT_WORDS.split("|"), *_TAX_WORDS))


@dataclass(frozen=True, slots=True)
class _Ends:
    """Every ending of every name that a heading may have: most cells below a heading end like none of them."""

    names: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    """The last characters of these names, and of units."""

    @classmethod
    def of(cls, names: Iterable[str]) -> _Ends:
        made = frozenset(name[at:] for name in names for at in range(len(name)))
        return cls(made, frozenset(name[-1] for name in made) | _UNIT_ENDS)

    def may_close(self, text: str) -> bool:
        """Whether the text, as a heading or as it stands, can be the end of a name."""
        mark = text[-1:]
        # Such a last character stays the last one however the text is read; brackets, blanks and marks may go.
        if mark not in self.marks and ("一" <= mark <= "龥" or (mark.isascii() and mark.isalnum())):
            return False
        name, bare = _endings(text)
        return name in self.names or name in _TAX_WORDS or bare in self.names


def _may_end(texts: tuple[str, ...], ends: _Ends) -> bool:
    """Whether any reading of the stack can be one of the names: it ends as its last text does, or the one above a unit."""
    for text in reversed(texts):
        if ends.may_close(text):
            return True
        name, _ = _endings(text)
        if name and name not in _UNIT_PARTS:
            return False
    return False


@lru_cache(maxsize=16384)
def _endings(text: str) -> tuple[str, str]:
    """How a name ends that this text closes: with the text as a heading, or as it stands."""
    return heading_name(text)[0], squeeze(text)


_STACKS = 4096
"""So many readings a form remembers: far more than its own headings, bounded against strangers' sheets."""


@dataclass(frozen=True, slots=True)
class _Names:
    """What the headings of one form may be, and to which group its columns belong."""

    keys: Mapping[str, str]
    group_of: Mapping[str, str]
    groups: tuple[str, ...]
    types: Mapping[str, ColumnType]
    trio: tuple[str, str, str] | None
    """Keys of amount with tax, amount without, tax, where the form has the three."""
    ends: _Ends
    read: dict[tuple[str, ...], str | None] = field(default_factory=dict)
    """What stacks were read as: the next workbook of the form has the same ones."""

    def group_in(self, text: str) -> str:
        """The form's group that a heading text begins with; empty for none."""
        return next((group for group in self.groups if text.startswith(group)), "")

    def key(self, texts: tuple[str, ...]) -> str | None:
        """The column that the whole path names. A part is left out only where it names no other group of the form."""
        try:
            return self.read[texts]
        except KeyError:
            if len(self.read) >= _STACKS:
                self.read.clear()
            return self.read.setdefault(texts, self._key(texts))

    def _key(self, texts: tuple[str, ...]) -> str | None:
        if not _may_end(texts, self.ends):
            return None
        for name, without in _readings(texts):
            key = self.keys.get(name)
            if key is not None and not any(self._another_group(part, key, name) for part in without):
                return key
        return None

    def _another_group(self, part: str, key: str, name: str) -> bool:
        group, own = self.group_in(part), self.group_of.get(key, "")
        return bool(group) and group != own and (bool(own) or group + name in self.keys)


@lru_cache(maxsize=256)
def _names_of(attachment: Attachment) -> _Names:
    groups = {column.key: heading_name(column.group)[0] for column in attachment.columns}
    equal = next((rule.options for rule in attachment.rules if rule.kind == "tax-equality"), None)
    trio = (
        (str(equal["gross"]), str(equal["net"]), str(equal["tax"]))
        if equal and {"gross", "net", "tax"} <= equal.keys()
        else None
    )
    named = tuple(sorted({group for group in groups.values() if group}, key=len, reverse=True))
    types = {column.key: column.type for column in attachment.columns}
    names = column_names(attachment)
    return _Names(names, groups, named, types, trio, _Ends.of(names))


@lru_cache(maxsize=64)
def _ends_of(forms: tuple[Attachment, ...]) -> _Ends:
    return _Ends.of(name for form in forms for name in column_names(form))


def locate(sketch: Sketch, attachment: Attachment, by_hand: Mapping[str, int] | None = None) -> Header | None:
    """The header that binds most columns of the form; None where fewer than two headings are found.

    `by_hand` binds keys to sheet columns whatever their headings say (`--map`).
    """
    names = _names_of(attachment)
    if len(sketch.words & names.keys.keys()) < 2 and not by_hand:
        return None
    best: _Candidate | None = None
    best_score = (0, 0, 0)
    for candidate in sketch.candidates:
        bound = {key for _, texts in candidate.texts if (key := names.key(texts)) is not None}
        # Most columns; then the fewest rows, so that a title above is not taken in; then the highest.
        score = (len(bound), candidate.first_row - candidate.last_row, -candidate.first_row)
        if score > best_score:
            best, best_score = candidate, score
    if best is None or best_score[0] + len(by_hand or ()) < 2:
        return None
    return _header(best, names, by_hand or {})


def _header(candidate: _Candidate, names: _Names, by_hand: Mapping[str, int]) -> Header:
    stacks = dict(candidate.texts)
    taken = {column: key for key, column in by_hand.items()}
    read = {column: taken.get(column) or names.key(texts) for column, texts in candidate.texts}
    _read_by_neighbours(read, stacks, names)
    columns, repeated = _one_column_each(read, names, by_hand)
    headings = {column: "".join(texts) for column, texts in candidate.texts}
    units: dict[str, str] = {}
    for key, column in columns.items():
        if unit := next((unit for text in reversed(stacks.get(column, ())) if (unit := heading_name(text)[1])), ""):
            units[key] = unit
    unknown = {column: headings[column] for column, key in read.items() if key is None}
    return Header(
        candidate.first_row, candidate.last_row, columns, units, headings, unknown, repeated, stacks=stacks
    )  # fmt: skip


def _one_column_each(
    read: Mapping[int, str | None], names: _Names, by_hand: Mapping[str, int]
) -> tuple[dict[str, int], dict[int, str]]:
    """(key -> column, repeated columns). Of two columns of one name the first counts; of two amounts or dates none, for
    who knows which is meant."""
    columns = dict(by_hand)
    repeated: dict[int, str] = {}
    for column, key in read.items():
        if key is None or columns.setdefault(key, column) == column:
            continue
        repeated[column] = key
        if names.types.get(key) in (ColumnType.AMOUNT, ColumnType.DATE) and key not in by_hand:
            repeated[columns[key]] = key
    for column, key in repeated.items():
        if columns.get(key) == column and key not in by_hand:
            del columns[key]
    return columns, dict(sorted(repeated.items()))


_BARE_AMOUNTS = frozenset({"金额", "发票金额", "开票金额", "发票额"})


def _read_by_neighbours(read: dict[int, str | None], stacks: Mapping[int, tuple[str, ...]], names: _Names) -> None:
    """Headings that say too little alone: 金额 beside 价税合计 and 税额 (as an invoice prints them), 日期 behind 合同编号."""
    bound = {key for key in read.values() if key is not None}
    third = _third_amount(read, stacks, names)
    found: dict[int, str] = {}
    for column, key in read.items():
        if key is not None or (name := _bare(stacks[column])) is None:
            continue
        group = _group_to_the_left(column, read, stacks, names)
        behind = names.keys.get(group + name) if group else None
        readings = {key for key in (behind, third.get(column)) if key is not None and key not in bound}
        if len(readings) == 1 and (reading := readings.pop()) not in found.values():
            found[column] = reading
    read.update(found)


def _bare(texts: tuple[str, ...]) -> str | None:
    """The one name of a heading without groups."""
    parts = [name for text in texts if (name := heading_name(text)[0]) and name not in _UNIT_PARTS]
    return parts[0] if len(parts) == 1 else "".join(parts) if "".join(parts) in _BARE_AMOUNTS else None


def _third_amount(
    read: Mapping[int, str | None], stacks: Mapping[int, tuple[str, ...]], names: _Names
) -> dict[int, str]:
    """The column that completes amount, tax and amount with tax, where two of the three stand right beside it."""
    if names.trio is None:
        return {}
    where = {key: column for column, key in read.items() if key in names.trio}
    missing = [key for key in names.trio if key not in where]
    if len(missing) != 1 or missing[0] == names.trio[2]:
        return {}
    near = range(min(where.values()) - 1, max(where.values()) + 2)
    bare = [
        column
        for column, key in read.items()
        if key is None and column in near and _bare(stacks[column]) in _BARE_AMOUNTS
    ]
    return {bare[0]: missing[0]} if len(bare) == 1 and max(where.values()) - min(where.values()) <= 2 else {}


def _group_to_the_left(
    column: int, read: Mapping[int, str | None], stacks: Mapping[int, tuple[str, ...]], names: _Names
) -> str:
    """The group of the nearest column to the left that has one: 合同 for the 日期 behind 合同编号."""
    for left in sorted((other for other in read if other < column), reverse=True):
        key = read[left]
        group = names.group_of.get(key, "") if key is not None else names.group_in(heading_name(stacks[left][0])[0])
        if group or key is not None:
            return group
    return ""


# --- label-value forms ---------------------------------------------------------------------------------------------


def table_width(grid: Grid) -> int:
    """The last column of a sheet's table, its empty merged cells included."""
    filled = (row.columns[-1] for row in grid.rows.values())
    merged = (merge.last_column for merge in grid.merges if merge.last_column < _WIDEST)
    return max((*filled, *merged), default=0)


def locate_form(grid: Grid, attachment: Attachment) -> Header | None:
    """A label-value form: each field's value lies right of its label's (merged) cell, or right below a label that
    stands over the whole width. Labels that a form prints twice (姓名, 手机) are told by their order."""
    if len(grid.rows) > FORM_ROWS:
        return None
    wanted = _form_names(attachment)
    value_of = _value_places(grid)
    places: dict[str, tuple[int, int]] = {}
    headings: dict[int, str] = {}
    for row, column, value in grid.cells():
        if not isinstance(value, str) or len(value) > 60:
            continue
        keys = wanted.get(squeeze(value).rstrip(":")) or wanted.get(heading_name(value)[0]) or ()
        key = next((key for key in keys if key not in places), None)
        if key is None:
            continue
        places[key] = value_of(row, column)
        headings[column] = value
    if len(places) < 2:
        return None
    rows = [row for row, _ in places.values()]
    return Header(min(rows), max(rows), {key: place[1] for key, place in places.items()}, places=places)


@lru_cache(maxsize=256)
def _form_names(attachment: Attachment) -> dict[str, tuple[str, ...]]:
    """A label's text -> the fields that it may be the label of, in the form's order."""
    made: dict[str, list[str]] = {}
    loose: dict[str, list[str]] = {}
    for column in attachment.columns:
        for text in (column.heading, "".join(column.path), *column.aliases):
            for names, name in ((made, squeeze(text).rstrip(":")), (loose, heading_name(text)[0])):
                if column.key not in names.setdefault(name, []):
                    names[name].append(column.key)
    return {name: tuple(keys) for name, keys in (loose | made).items()}


def _value_places(grid: Grid) -> Callable[[int, int], tuple[int, int]]:
    """Where the value of the label in a cell stands, (row, column)."""
    merges = {(merge.first_row, merge.first_column): merge for merge in grid.merges}
    width = table_width(grid)

    def value_of(row: int, column: int) -> tuple[int, int]:
        label = merges.get((row, column), Area(row, column, row, column))
        below = merges.get((label.last_row + 1, column))
        if label.last_column >= width and below is not None and below.last_column >= width:
            return below.first_row, column
        return row, label.last_column + 1

    return value_of
