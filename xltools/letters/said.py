"""What a letter says in figures: counts, sums, listed items. Shared by the proof and by the checker.

A count is a number before 个, 家, 项 …; what it counts is the words before it in its clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from .figures import FigureRow, FigureTable, SummaryFigures

_NUMERALS = "零一二三四五六七八九"
_COUNT = re.compile(
    r"(\d[\d,，]*|[一二两三四五六七八九十]{1,3})\s*(个|家|项|户|套|件|处)(?![一-龥]{0,2}(?:工作日|月|方面|环节|人))"
)
_SUM = re.compile(r"(\d[\d,，]*(?:\.\d+)?)\s*(万元|亿元|元)")
_CLAUSE = re.compile(r"[，。；：！\n]")
_LIMIT_WORDS = ("限额", "名额", "不超过", "至多", "上限", "不少于", "至少", "不低于")
_UNITS = {"元": Decimal(1), "万元": Decimal(10000), "亿元": Decimal(10**8)}


@dataclass(frozen=True, slots=True)
class Count:
    """A count and what it seems to count: total, companies, a category, an office, or a limit (`limit:类别`)."""

    value: int
    of: str
    clause: str


@dataclass(frozen=True, slots=True)
class Item:
    """A listed item: its number, category heading above it, and text (企业——项目)."""

    number: int
    category: str
    text: str


def counts_said(text: str, figures: SummaryFigures) -> Iterator[Count]:
    """Every count in running text that can be told what it counts; the rest are not yielded."""
    categories = [name for name in figures.by_category() if name]
    places = [name for name in figures.by_district() if name]
    for clause in _CLAUSE.split(text):
        limiting = any(word in clause for word in _LIMIT_WORDS)
        start = 0
        for found in _COUNT.finditer(clause):
            before = clause[start : found.start()]
            start = found.end()
            value = number(found.group(1))
            after = clause[found.end() : found.end() + 6]
            if value is None or before.rstrip().endswith(("每", "各", "第", "附件", "等")):
                continue
            what = _counted(before, found.group(2), after, categories, places)
            if what:
                yield Count(value, f"limit:{what}" if limiting else what, clause.strip())


def _counted(before: str, unit: str, after: str, categories: Sequence[str], places: Sequence[str]) -> str:
    near = before[-14:]
    for name in categories:
        if near.endswith(name) or after.startswith(name) or re.search(re.escape(name) + r"(项目)?[（(]?$", near):
            return f"类别:{name}"
    for name in places:
        if near.endswith(name):
            return f"单位:{name}"
    if unit == "家" or "企业" in near[-4:] or after.startswith("企业"):
        return "企业" if re.search(r"(企业|涉及|共|主体)", near + after) else ""
    if unit in ("个", "项") and (re.search(r"项目$", near) or after.startswith("项目")):
        return "项目"
    if re.search(r"(共|合计|总计)(推荐|上报|报送|申报)?$", near) and unit in ("个", "项"):
        return "项目"
    return ""


def expected_counts(what: str, figures: SummaryFigures) -> tuple[int, ...]:
    """The figures a `Count.of` may mean, the likeliest first: all that is in the summary, or what is recommended of it;
    empty for limits and for names unknown to the figures."""
    found = (_figure(what, figures), _figure(what, figures.recommended))
    return tuple(dict.fromkeys(count for count in found if count is not None))


def _figure(what: str, figures: SummaryFigures) -> int | None:
    kind, _, name = what.partition(":")
    if kind == "项目":
        return figures.total
    if kind == "企业":
        return len(figures.companies)
    if kind == "类别":
        return figures.by_category().get(name)
    if kind == "单位":
        return figures.by_district().get(name)
    return None


def sums_said(text: str) -> Iterator[tuple[Decimal, str]]:
    """Amounts of money in 元, with their words."""
    for found in _SUM.finditer(text):
        try:
            value = Decimal(found.group(1).replace(",", "").replace("，", ""))
        except InvalidOperation:
            continue
        yield value * _UNITS[found.group(2)], found.group()


def number(word: str) -> int | None:
    """A count in digits or in Chinese numerals up to 99; 一 alone is no count (一个方面)."""
    word = word.replace(",", "").replace("，", "").replace("两", "二")
    if word.isdigit():
        return int(word)
    if word == "一":
        return None
    tens, mark, ones = word.rpartition("十")
    if not mark:
        return _NUMERALS.index(word) if word in _NUMERALS else None
    return (_NUMERALS.index(tens) if tens else 1) * 10 + (_NUMERALS.index(ones) if ones else 0)


def items_said(lines: Iterable[str], figures: SummaryFigures) -> list[Item]:
    """Listed items `n.企业——项目；` among the lines, with the category heading they stand under."""
    categories = [name for name in figures.by_category() if name]
    found: list[Item] = []
    category = ""
    for line in lines:
        text = line.strip(" 　")
        heading = re.match(r"(?:[（(][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+、)(.*)", text)
        if heading is None and text.endswith("：") and text[:-1] in categories:
            category = text[:-1]
            continue
        if heading:
            category = next((name for name in categories if name in heading.group(1)), "")
            continue
        match = re.match(r"(\d{1,3})[.．、]\s*(.+?)[；;。]?$", text)
        if match:
            found.append(Item(int(match.group(1)), category, match.group(2)))
    return found


def item_text(row: FigureRow) -> str:
    """How a row is listed in running text."""
    return f"{row.company}——{row.project}" if row.project else row.company


def bind_columns(grid: Sequence[Sequence[str]], table: FigureTable) -> list[str | None]:
    """For each column of a Word table the summary's column with the same heading, None where there is none."""
    by_heading = {_plain(heading): key for key, heading in table.columns}
    return [by_heading.get(_plain(text)) for text in grid[0]] if grid else []


def table_rows(grid: Sequence[Sequence[str]], keys: Sequence[str | None]) -> list[dict[str, str]]:
    """A Word table's rows by column key; empty rows are left out."""
    return [
        {key: text for key, text in zip(keys, row, strict=False) if key is not None}
        for row in grid[1:]
        if any(text.strip() for text in row)
    ]


def _plain(text: str) -> str:
    return re.sub(r"[\s　]", "", text)
