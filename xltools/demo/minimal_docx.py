"""A Word document of paragraphs and tables. Same content, same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias
from xml.sax.saxutils import escape

from ..office import wordparts


@dataclass(slots=True)
class WordTable:
    """Rows of texts. `across` and `down` merge cells: (row, column) from 0 -> how many columns or rows it takes."""

    rows: list[list[str]]
    across: dict[tuple[int, int], int] = field(default_factory=dict)
    down: dict[tuple[int, int], int] = field(default_factory=dict)


Part: TypeAlias = "str | WordTable"


def document(parts: Sequence[Part]) -> bytes:
    """The file's bytes; a str is a paragraph (the first one is the centred title)."""
    body = "".join(
        _table(part) if isinstance(part, WordTable) else _paragraph(part, title=number == 0)
        for number, part in enumerate(parts)
    )
    return wordparts.document((body,), landscape=True)


def _run(text: str, *, bold: bool = False, size: int = 21) -> str:
    look = (
        f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体"/>{"<w:b/>" if bold else ""}'
    )
    look += f'<w:sz w:val="{size}"/>'
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r><w:rPr>{look}</w:rPr>{lines}</w:r>"


def _paragraph(text: str, *, title: bool = False) -> str:
    place = '<w:pPr><w:jc w:val="center"/></w:pPr>' if title else ""
    return f"<w:p>{place}{_run(text, bold=title, size=32 if title else 21)}</w:p>"


def _table(table: WordTable) -> str:
    columns = max(len(row) for row in table.rows)
    grid = "".join(f'<w:gridCol w:w="{14800 // columns}"/>' for _ in range(columns))
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in sides)
    body = "".join(_table_row(table, number) for number in range(len(table.rows)))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>{lines}</w:tblBorders></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
    )


def _table_row(table: WordTable, row: int) -> str:
    cells, column = [], 0
    covered = {(top + below, left) for (top, left), depth in table.down.items() for below in range(1, depth)}
    while column < len(table.rows[row]):
        span = table.across.get((row, column), 1)
        merge = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        if (row, column) in table.down:
            merge += '<w:vMerge w:val="restart"/>'
        elif (row, column) in covered:
            merge += "<w:vMerge/>"
        text = table.rows[row][column]
        cells.append(f"<w:tc><w:tcPr>{merge}</w:tcPr><w:p>{_run(text, bold=row == 0) if text else ''}</w:p></w:tc>")
        column += span
    return f"<w:tr>{''.join(cells)}</w:tr>"
