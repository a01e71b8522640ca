"""Tables of a letter: a summary printed as its annex, columns as wide as their texts need."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ...notice.model import Attachment
from ..figures import FigureTable
from ..manuscript import Annex, RuledTable
from ..typesetting import measures as m
from ..wording import clean, money_column, width


def summary_annex(label: str, table: FigureTable, attachment: Attachment | None) -> Annex:
    """The summary itself as a landscape annex, every column in official order."""
    return Annex(label=label, title=table.title, blocks=(summary_table(table, attachment),), landscape=True)


_WORKING = re.compile(r"^findings\.|\.ledger\.undecided$|\.sum\.|\.rows$")
"""Sources of a roll-up's columns that serve the office at work (mistakes found, sums still open, self-scores): not for print."""


def summary_table(table: FigureTable, attachment: Attachment | None) -> RuledTable:
    """The summary's rows as a ruled table, every column in official order but those of our own work."""
    working = {one.key for one in attachment.columns if _WORKING.search(one.source)} if attachment else set()
    used = [(key, heading) for key, heading in table.columns if not _hidden(key) and key not in working]
    columns = [_printed_column(table, key) for key, _ in used]
    rows = tuple(zip(*columns, strict=True))
    heads = tuple(clean(heading) for _, heading in used)
    order = attachment.order if attachment else ""
    aligns = "".join(
        "r" if key in table.amounts else "l" if key != order and max(map(width, cells), default=0) > 12 else "c"
        for (key, _), cells in zip(used, columns, strict=True)
    )
    return laid_out(heads, rows, aligns, room=m.TEXT_HEIGHT, key=table.attachment)


def _printed_column(table: FigureTable, key: str) -> tuple[str, ...]:
    cells = tuple(clean(row.cells.get(key, "")) for row in table.rows)
    # 元 has no decimals by itself, 万元 and 亿元 have two.
    return money_column(cells, least=0 if table.amounts[key] == "元" else 2) if key in table.amounts else cells


_SLACK = 1.2
"""Digits are half a 字 wide in 仿宋, wider in what a computer without it takes: where there is room, codes get it first."""


def laid_out(
    heads: tuple[str, ...], rows: tuple[tuple[str, ...], ...], aligns: str, *, room: int = m.TEXT_WIDTH, key: str = ""
) -> RuledTable:
    """A table whose columns are as wide as their texts need; smaller type where 小四 would break codes and numbers."""
    columns = [[row[place] for row in rows] for place in range(len(heads))]
    needs = [_need(head, cells) for head, cells in zip(heads, columns, strict=True)]
    least = sum(need.readable for need in needs)
    # More than nine columns start at 五号; smaller type is taken where it makes the table a third shorter.
    best, height = 0.0, math.inf
    for size, line in list(zip(m.TABLE_SIZES, m.TABLE_LINES, strict=True))[len(heads) > 9 :]:
        free = _free(room, size, len(heads))
        shares = _shares(needs, free)
        tall = sum(_row_lines(row, shares) for row in rows) * line
        if least > free or tall < 0.67 * height:
            best, height = size, math.inf if least > free else tall
    padding = 2 * m.CELL_PADDING / 20 / best
    shares = _shares(needs, _free(room, best, len(heads)))
    return RuledTable(
        heads=heads, rows=rows, widths=tuple(part + padding for part in shares), aligns=aligns, key=key, size=best
    )


@dataclass(frozen=True, slots=True)
class _Need:
    """Widths of a column in 字, each at least the one before."""

    hard: float
    """Under it a code, a telephone or a number breaks."""
    safe: float
    """The same in a font with wider digits; of a column of texts no more than `hard`."""
    readable: float
    """Texts stand in about three lines."""
    wanted: float


def _need(head: str, cells: list[str]) -> _Need:
    token = max((_width(one) for cell in cells for one in _TOKEN.findall(cell)), default=0.0) + 0.2
    hard = max(2.2, min(3.0, math.ceil(width(head) / 4)) + 0.2, token)
    safe = max(hard, _SLACK * token)
    readable = max(safe, _readable(cells))
    wanted = max(readable, min(width(head), 8) / 2, *(min(_width(cell), 18) for cell in cells), 0)
    return _Need(hard, safe, readable, wanted)


_TOKEN = re.compile(r"(?:附件)?[\x21-\x7e]{1,24}(?:[万亿]?元)?")
"""What does not break: codes, telephones, numbers with their unit, 附件6."""


def _shares(needs: Sequence[_Need], free: float) -> list[float]:
    """Column widths in 字: what codes and numbers need unbroken, then what texts need to be readable, then what each wants,
    then an equal part of the rest. Where the room ends, only texts give way."""
    hard = sizes = [need.hard for need in needs]
    rest = free - sum(hard)
    goals = ([one.safe for one in needs], [one.readable for one in needs], [one.wanted for one in needs])
    for goal in goals:
        missing = sum(want - have for want, have in zip(goal, sizes, strict=True))
        part = min(1.0, max(0.0, rest) / missing) if missing > 0 else 0.0
        sizes = [have + part * (want - have) for want, have in zip(goal, sizes, strict=True)]
        rest -= part * missing
    return [have + max(0.0, rest) / len(hard) for have in sizes]


def _row_lines(row: tuple[str, ...], widths: list[float]) -> int:
    """Lines of the tallest cell; a row is never lower than one line and a half."""
    return max(2, *(math.ceil(_width(cell) / max(size, 1)) for cell, size in zip(row, widths, strict=True)))


def _free(room: int, size: float, columns: int) -> float:
    """Room in 字 of `size` after the padding of every cell."""
    return (room - columns * 2 * m.CELL_PADDING) / 20 / size


def _readable(cells: list[str]) -> float:
    """The width in 字 at which texts stand in about three lines."""
    return max([size if (size := _width(cell)) <= 4 else min(size, 36) / 3 for cell in cells], default=2.0) + 0.2


def _width(text: str) -> float:
    """Width in 字 on the safe side: capitals are wider than digits in most fonts."""
    return width(text) + 0.35 * sum(char.isascii() and char.isupper() for char in text)


def _hidden(key: str) -> bool:
    return key.startswith("_")
