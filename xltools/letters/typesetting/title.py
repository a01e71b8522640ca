"""Titles in lines: centred, 梯形 or 菱形, never broken inside a word (7.3.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from ...notice.places import data_folder
from ..wording import width
from . import measures as m

LIMIT = m.TEXT_WIDTH / 20 / m.TITLE_SIZE
"""Characters of 2号 that fit in one line: 20.1."""
_NOT_FIRST = "的和与及、，。：；》〉”’）〕　"
_NOT_LAST = "《〈“‘（〔"


def break_title(text: str, words: Iterable[str] = (), limit: float = LIMIT - 1) -> tuple[str, ...]:
    """The title's lines. `|` in `text` breaks where a person wants it; else the fewest lines that fit `limit` 字,
    broken only between words (`words` beside the shipped list) and as even as can be."""
    if "|" in text:
        return tuple(part.strip() for part in text.split("|") if part.strip())
    if width(text) <= limit:
        return (text,)
    if width(text) > 6 * limit:
        return _even(text, limit)
    places = _places(text, tuple(part for word in words for part in _that_fit(word, limit)))
    for lines in range(2, 7):
        candidates = list(_splits(text, places, lines, limit))
        if candidates:
            return min(candidates, key=_cost)[0]
    return _even(text, limit)


_INNER_ENDS = re.compile(r".+?(?:管理委员会|管委会|人民政府|开发区(?!管)|新区(?!管)|集团(?!有限)|有限公司|$)")


def _that_fit(word: str, limit: float) -> list[str]:
    """A name as long as a line cannot stay whole: it breaks after an organ within it (…管理委员会｜工业和科技创新局)."""
    parts = [word] if width(word) <= 0.75 * limit else _INNER_ENDS.findall(word)
    return [part for part in parts if width(part) <= limit]


Split = tuple[tuple[str, ...], int]
"""Lines, and how many of their breaks are unsure (between characters that no known word covers)."""


def _splits(text: str, places: dict[int, int], lines: int, limit: float) -> Iterator[Split]:
    mean = width(text) / lines
    # Many lines: only nearly even ones are tried, so that the number of combinations stays small.
    least = max(4.0, mean * (0.4 if lines < 4 else 0.7))
    usable = sorted(places)

    def cut(start: int, left: int) -> Iterator[Split]:
        if left == 1:
            rest = text[start:].strip("　 ")
            if least <= width(rest) <= limit:
                yield (rest,), 0
            return
        for place in usable:
            if place <= start:
                continue
            part = text[start:place].strip("　 ")
            if width(part) > limit:
                return
            if width(part) >= least:
                for parts, unsure in cut(place, left - 1):
                    yield (part, *parts), unsure + places[place]

    return cut(0, lines)


def _cost(split: Split) -> tuple[float, int]:
    parts, unsure = split
    widths = [width(part) for part in parts]
    mean = sum(widths) / len(widths)
    uneven = sum((size - mean) ** 2 for size in widths)
    about = sum(part.startswith("关于") for part in parts[1:])
    return uneven + 60 * unsure + (0 if _shapely(widths) else 40) - 12 * about, unsure


def _shapely(widths: list[float]) -> bool:
    """梯形 (growing or shrinking), 菱形 (growing, then shrinking) or nearly even lines; not 沙漏形."""
    if max(widths) - min(widths) <= 1:
        return True
    steps = [b - a for a, b in pairwise(widths)]
    falls = False
    for step in steps:
        if step < 0:
            falls = True
        elif step > 0 and falls:
            return False
    return True


def shapely(lines: Iterable[str]) -> bool:
    """Whether title lines stand in a form the standard names."""
    return _shapely([width(line) for line in lines])


def _places(text: str, words: tuple[str, ...]) -> dict[int, int]:
    """Where the title may be broken: position → 0 between known words, 1 where a side is unknown."""
    inside: set[int] = set()
    covered: set[int] = set()
    for word in sorted({*known_words(), *words}, key=len, reverse=True):
        start = text.find(word) if len(word) > 1 else -1
        while start >= 0:
            inside.update(range(start + 1, start + len(word)))
            covered.update(range(start, start + len(word)))
            start = text.find(word, start + 1)
    found: dict[int, int] = {}
    for place in range(2, len(text) - 1):
        before, after = text[place - 1], text[place]
        number = before.isascii() and before.isalnum() and (after.isascii() or after in "年月日个家级")
        if place in inside or number or after in _NOT_FIRST or before in _NOT_LAST:
            continue
        found[place] = int(not ({place - 1, place} <= covered or before in "　的" or after == "　"))
    return found


def _even(text: str, limit: float) -> tuple[str, ...]:
    """A text no word list can break (one long name): by length alone."""
    step = max(2, int(limit))
    return tuple(text[start : start + step] for start in range(0, len(text), step))


@lru_cache(maxsize=1)
def known_words() -> tuple[str, ...]:
    """Words a title must not be broken inside, from templates/letters/title-words.txt."""
    text = (data_folder("templates") / "letters" / "title-words.txt").read_text(encoding="utf-8")
    return tuple(word for line in text.splitlines() if not line.startswith("#") for word in line.split())
