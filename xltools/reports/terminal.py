"""Text on a terminal: lines of styled pieces, tables that line up with Chinese in them, widths, wrapping.

A report is a list of lines of (style, text) pieces; `plain` joins them, `show` colours them with rich when the stream
is a terminal. rich is imported only then.
"""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TextIO

from ..files.names import visible
from ..findings import Severity

Line = list[tuple[str, str]]
"""Pieces of one line: (style name or "", text)."""

_STYLES: Final = {
    "error": "bold red",
    "warning": "yellow",
    "info": "cyan",
    "head": "bold",
    "good": "green",
    "dim": "dim",
    "": "",
}
SEVERITY_STYLE: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "info"}


def plain(lines: Iterable[Line]) -> str:
    """The lines without colours, each ended by a newline."""
    return "".join("".join(visible(text) for _, text in line).rstrip() + "\n" for line in lines)


def show(lines: Iterable[Line], stream: TextIO) -> None:
    """Write to a stream: wrapped and coloured on a terminal (unless NO_COLOR is set), plain in a pipe or file."""
    columns = columns_of(stream)
    if not columns:
        stream.write(plain(lines))
        return
    seen = ([(style, visible(text)) for style, text in line] for line in lines)
    broken = (part for line in seen for part in wrapped(line, columns))
    if os.environ.get("NO_COLOR"):
        stream.write(plain(broken))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, highlight=False, soft_wrap=True)
    for line in broken:
        text = Text()
        for style, piece in line:
            text.append(piece, _STYLES[style])
        console.print(text)


def table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], *, figures: Iterable[int] = (), limit: int = 40
) -> list[str]:
    """A text table that lines up with Chinese in it. `figures` are the columns to align right, `limit` the widest cell."""
    right = frozenset(figures)
    body = [[clip(cell, limit) for cell in row] for row in rows]
    widths = [max(width(row[index]) for row in [list(heads), *body]) for index in range(len(heads))]

    def line(cells: Sequence[str]) -> str:
        return "  ".join(
            pad(cell, size, right=index in right) for index, (cell, size) in enumerate(zip(cells, widths, strict=True))
        ).rstrip()

    return [line(heads), "  ".join("-" * size for size in widths), *(line(row) for row in body)]


def width(text: str) -> int:
    """Columns a terminal uses: Chinese characters and full-width signs take two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """Fill with blanks to a terminal width; `right` aligns figures."""
    blanks = " " * max(0, columns - width(text))
    return blanks + text if right else text + blanks


def clip(text: str, columns: int) -> str:
    """Shorten to a terminal width, with … where something is missing; line breaks become blanks."""
    text = " ".join(text.split())
    if width(text) <= columns:
        return text
    used, kept = 1, []
    for sign in text:
        used += width(sign)
        if used > columns:
            break
        kept.append(sign)
    return "".join(kept) + "…"


_TOKEN = re.compile(r"[（《“【「]*(?:[!-~]+|\s+|.)[，。、；：！？）》”】」…]*", re.DOTALL)
"""What stays together at the end of a line: a Latin word, or one Chinese sign with its punctuation."""


def wrapped(line: Line, columns: int) -> Iterator[Line]:
    """A line broken to a terminal's width, the rest hanging under its text (past a label such as 改法：)."""
    if sum(width(text) for _, text in line) <= columns:
        yield line
        return
    indent = " " * min(_hang("".join(text for _, text in line)), columns // 2)
    made: Line = []
    used = 0
    for style, text in line:
        for token in _TOKEN.findall(text):
            for piece in _fitting(token, columns - len(indent)):
                size = width(piece)
                if used + size > columns and used > len(indent):
                    yield made
                    made, used = [("", indent)], len(indent)
                    if piece.isspace():
                        continue
                made.append((style, piece))
                used += size
    yield made


def _hang(text: str) -> int:
    """Columns under which the rest of a line hangs."""
    blanks = len(text) - len(text.lstrip(" "))
    label, colon, _ = text.strip().partition("：")
    return blanks + (width(label) + 2 if colon and width(label) <= 8 else 2)


def _fitting(token: str, columns: int) -> Iterator[str]:
    """A word longer than a line (a path) is cut."""
    while width(token) > columns > 0 and token.isascii():
        yield token[:columns]
        token = token[columns:]
    yield token


def fill(text: str, columns: int) -> str:
    """A text of one or several lines, each wrapped."""
    return "\n".join(
        "".join(piece for _, piece in part).rstrip()
        for line in text.split("\n")
        for part in wrapped([("", line)], columns)
    )


def columns_of(stream: TextIO) -> int:
    """The width of the terminal that a stream is; 0 for a pipe or file, where lines stay whole."""
    return shutil.get_terminal_size().columns if stream.isatty() else 0
