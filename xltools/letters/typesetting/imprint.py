"""版记 at the foot of the last page (7.4): copies, printing office, date, between rules as wide as the 版心."""

from __future__ import annotations

import math

from ..manuscript import Imprint, Style
from ..wording import width
from . import measures as m
from .oxml import border, make, paragraph_properties, put, set_, spacing
from .paper import Paper, hairline, lines

_BLACK = "000000"
_OUTER, _INNER = 8, 6
"""0.35 mm and 0.25 mm in eighths of a point (7.4.1)."""
_SMALL = m.SMALL_SIZE * 20


def set_imprint(paper: Paper, imprint: Imprint) -> None:
    """One frame per row at a fixed height: LibreOffice loses a frame whose paragraphs have different borders, and lays
    a floating table as wide as the text in line."""
    rows: list[tuple[str, ...]] = []
    if imprint.cc:
        rows.append(_wrapped("，".join(imprint.cc) + "。"))
    if imprint.issuer:
        rows.append((f"　{imprint.issuer}\t{imprint.date}印发",))
    heights = [len(row) * m.LINE for row in rows]
    paper.add(hairline())
    for place, row in enumerate(rows):
        holder = paper.write(Style.IMPRINT)
        ppr = paragraph_properties(holder)
        top = m.PAGE_HEIGHT - m.BOTTOM - sum(heights[place:])
        frame = make(
            "framePr", w=m.TEXT_WIDTH, h=heights[place], hRule="exact", wrap="around",
            vAnchor="page", hAnchor="page", x=m.LEFT, y=top,
        )  # fmt: skip
        put(ppr, frame)
        if imprint.ruled:
            border(ppr, "top", size=_OUTER if place == 0 else _INNER, color=_BLACK)
        if imprint.ruled and place == len(rows) - 1:
            border(ppr, "bottom", size=_OUTER, color=_BLACK)
        # Borders follow indents: 空一字 is a character here, so that the rules keep the width of the 版心.
        tabs = set_(ppr, "tabs")
        tabs.append(make("tab", val="right", pos=m.TEXT_WIDTH - _SMALL))
        spacing(ppr, line=m.LINE)
        lines(holder, row)
    paper.add(hairline())


def _wrapped(text: str) -> tuple[str, ...]:
    """抄送 lines, broken by hand so that they align with the character after the colon (7.4.2)."""
    room = math.floor(m.TEXT_WIDTH / _SMALL) - 5
    found: list[str] = []
    line = ""
    for char in text:
        if width(line + char) > room and char not in "，。、）":
            found.append(line)
            line = ""
        line += char
    found.append(line)
    return tuple(("　抄送：" if place == 0 else "　　　　") + part for place, part in enumerate(found))
