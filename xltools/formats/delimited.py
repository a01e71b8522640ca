"""Text tables: CSV and tab-separated text, in UTF-8, UTF-16 (Excel's "Unicode text") or GB18030.

Every value stays the text that was written: a CSV knows no types. Two habits of exporting systems are undone, because
they only serve to keep Excel from changing codes: ="00123" and a tab behind a long number.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from sys import getsizeof
from typing import Final

from ..files.limits import MAX_COLUMN, MAX_ROW, Budget
from ..files.refusals import Refusal, corrupt
from .grid import Grid, GridRow, Value
from .oddities import notice

_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_DELIMITERS: Final = (",", "\t", ";", "|")
_BINARY: Final = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_KEPT_AS_TEXT: Final = re.compile(r'="([^"]*)"')
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_LONGEST_LINE: Final = 4 << 20
_SAMPLE: Final = 200


def decode(data: bytes) -> str:
    """The text of a file. Raises `Refusal("encoding")` where it is none of the encodings in use here."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding)
            except UnicodeDecodeError:
                raise Refusal("encoding", f"文件声明为 {encoding.upper()} 编码，但内容不符") from None
    for encoding in ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _BINARY.search(text):
            break
        return text
    raise Refusal("encoding", "无法识别文字编码（不是 UTF-8，也不是 GB18030）")


def looks_like_table(text: str) -> bool:
    """Whether a text without a telling name is a delimited table: several lines with equally many fields."""
    if text.lstrip()[:1] in ("{", "[", "<", "%", ""):
        return False
    lines = _sample_lines(text)
    for delimiter in ("\t", ","):
        counts = [line.count(delimiter) for line in lines]
        if len(lines) > 1 and min(counts) > 0 and len(set(counts)) <= max(len(counts) // 10, 1):
            return True
    return False


def read_delimited(text: str, name: str, budget: Budget) -> Grid:
    """One sheet called `name`. Raises `Refusal`: `corrupt` (quotes that never close), `empty_file`, `too_big`."""
    if not text.strip():
        raise Refusal("empty_file", "文件里没有内容")
    delimiter, text = _delimiter(text)
    _refuse_open_quote(text, delimiter)
    grid = Grid(name)
    share: dict[tuple[int, ...], tuple[int, ...]] = {}
    try:
        for number, fields in enumerate(csv.reader(_lines(text), delimiter=delimiter), 1):
            if number > MAX_ROW or len(fields) > MAX_COLUMN:
                raise Refusal("too_big", "行数或列数超出表格范围")
            columns: list[int] = []
            values: list[Value] = []
            for column, field in enumerate(fields, 1):
                shown = _shown(field)
                if shown:
                    columns.append(column)
                    values.append(shown)
                    budget.spend_held(getsizeof(shown))
            if columns:
                budget.spend_cells(len(columns))
                place = tuple(columns)
                looks = (0,) * len(columns)
                grid.rows[number] = GridRow(
                    share.setdefault(place, place), tuple(values), share.setdefault(looks, looks)
                )
    except csv.Error:
        raise corrupt("引号没有成对，或单元格内容过长") from None
    notice(grid)
    return grid


def _refuse_open_quote(text: str, delimiter: str) -> None:
    """A quote that nobody closed swallows the rows below it: until the next quote, or to the end of the file.

    Raises `Refusal("corrupt")`. Quotes that are only untidy (`"5" pipe`) stay within their line, and are read.
    """
    if '"' not in text:
        return
    lines = _lines(text)
    done = 0
    while True:
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        begun = 0
        try:
            for _ in reader:
                begun = reader.line_num
            return
        except csv.Error as fault:
            first, last = done + begun + 1, done + reader.line_num
            if last > first or "end of data" in str(fault):
                raise corrupt(f"第 {first} 行开始的引号没有成对，其后的行被吞进了一个单元格") from None
        done = last


def _lines(text: str) -> Iterator[str]:
    """Line by line with their ends, without a second copy of the text."""
    at, end = 0, len(text)
    while at < end:
        found = _LINE_END.search(text, at)
        stop = found.end() if found else end
        if stop - at > _LONGEST_LINE:
            raise Refusal("too_big", "有过长的行")
        yield text[at:stop]
        at = stop


def _shown(field: str) -> str:
    """A field without the tricks that keep Excel from changing codes."""
    if not field or field[0] == "\t" or field[-1] == "\t":
        field = field.strip("\t")
    if field[:2] == '="' and (found := _KEPT_AS_TEXT.fullmatch(field)):
        return found[1]
    return field


def _delimiter(text: str) -> tuple[str, str]:
    """The sign between fields and the text without Excel's `sep=` line."""
    if text[:4].lower() == "sep=" and len(text) > 4 and text[5:6] in ("\r", "\n"):
        return text[4], text[5:].lstrip("\r\n")
    lines = _sample_lines(text)
    best = max(_DELIMITERS, key=lambda sign: (_regular(lines, sign), -_DELIMITERS.index(sign)))
    return best, text


def _sample_lines(text: str) -> list[str]:
    """The first lines that are not blank, without what stands in quotes."""
    lines = re.sub(r'"[^"]*"', "", text[: 1 << 16]).splitlines()[:_SAMPLE]
    return [line for line in lines if line.strip()]


def _regular(lines: list[str], sign: str) -> int:
    """How many lines have the most frequent number of this sign (none counts nothing)."""
    counts = [line.count(sign) for line in lines if sign in line]
    return max(map(counts.count, set(counts)), default=0)
