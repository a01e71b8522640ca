"""How much room a text takes, for row heights; Excel does not grow rows of merged or patched cells by itself."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache


def display_width(text: str) -> int:
    """Width in half-width characters."""
    if text.isascii():
        return len(text)
    # One string of all widths (W, F, A; N, Na, H), counted at once: rows of a summary ask this for every long text.
    widths = "".join(map(unicodedata.east_asian_width, text))
    return len(text) + widths.count("W") + widths.count("F") + widths.count("A")


_DIGIT = 7.5
"""Pixels of a digit, half a Hanzi, of 11 points: Excel sets Hanzi in whole pixels."""
_UNIT, _PADDING = 7, 5
"""Pixels of one unit of a stored column width (digits of Calibri 11), and of a cell's own edges inside it."""


@lru_cache(maxsize=8192)
def lines_needed(text: str, width: float, size: float = 11) -> int:
    """Lines that `text` takes in a cell `width` characters wide (of 11 points), set in `size` points. A Hanzi takes more than
    two units of a stored width: thirteen units hold five, not six."""
    # A list of findings says the same advice and clause again and again: looked up, not measured anew.
    room = max(2.0, (width * _UNIT - _PADDING) * 11 / size / _DIGIT)
    return sum(_wrapped(line, room) for line in text.split("\n"))


_TOKEN = re.compile("([!-~]+)|([\u3000-\u3029\u4e00-\u9fff\uff01-\uff5e]+)|.", re.DOTALL)
"""A word or number; a run of Hanzi and their marks, all two wide; any other sign."""


def _wrapped(line: str, room: float) -> int:
    """Lines of one paragraph: Chinese breaks anywhere, a word or number goes to the next line as a whole."""
    if display_width(line) <= room:
        return 1
    lines, used, in_line = 1, 0.0, int(room // 2)
    for token in _TOKEN.finditer(line):
        if token[2]:
            here = int((room - used) // 2)
            further = max(0, math.ceil((len(token[2]) - here) / in_line))
            kept = len(token[2]) - here - (further - 1) * in_line if further else len(token[2])
            lines, used = lines + further, (0.0 if further else used) + 2 * kept
            continue
        width = len(token[1]) if token[1] else display_width(token[0])
        if used and used + width > room:
            lines, used = lines + 1, 0.0
        over = max(0, math.ceil(width / room) - 1)
        lines, used = lines + over, used + width - over * room
    return lines


def height_for(lines: int, size: float = 11, least: float = 24.0) -> float:
    """Row height in points."""
    return max(least, round(lines * size * 1.4 + 6, 1))
