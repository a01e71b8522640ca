"""Blank attachments whose official table is a Word table."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from ..notice.model import Attachment, Column, ColumnType, Notice
from ..office.wordparts import (
    BODY_FACE,
    HEADING_FACE,
    TITLE_FACE,
    CellSpec,
    document,
    page_width,
    paragraph,
    row,
    spread,
    table,
)
from .layouts import heading_bands, heading_text, label_text, separate_blocks

_LEAST_BLOCK_ROWS = 3


def render_blank_word(notice: Notice, attachment: Attachment) -> bytes:
    """The blank attachment as .docx. The same pack gives the same bytes."""
    body = [*head(attachment), blank_table(attachment), *foot(attachment)]
    facts = json.dumps(
        {"xltools": "blank", "notice": notice.id, "version": notice.version, "attachment": attachment.key},
        ensure_ascii=False,
        sort_keys=True,
    )
    return document(body, landscape=attachment.landscape, facts=facts)


def head(attachment: Attachment, said: dict[str, str] | None = None) -> list[str]:
    """附件 number, title, and the line of labels; `said` are labels' values by key."""
    made = [
        paragraph(attachment.key, HEADING_FACE, 32),
        paragraph(attachment.title, TITLE_FACE, 40, align="center", after=120),
    ]
    texts = []
    for label in attachment.labels:
        value = (said or {}).get(label.key, "")
        texts.append(
            f"{label_text(label)}{value}"
            if not value or label.type is not ColumnType.DATE
            else f"{label.text}：{value}"
        )
    if attachment.unit and not any(text.startswith("单位：") for text in texts):
        texts.append(f"单位：{attachment.unit}")
    if texts:
        line = "    ".join(texts[:-1]) + "\t" + texts[-1] if len(texts) > 1 else texts[0]
        made.append(paragraph(line, size=24, tabs=page_width(landscape=attachment.landscape), after=60))
    return made


def widths_of(attachment: Attachment) -> list[int]:
    return spread([max(column.width, 8) for column in attachment.drawn], landscape=attachment.landscape)


def header_rows(attachment: Attachment, widths: Sequence[int]) -> list[str]:
    """As many heading rows as the deepest heading has."""
    columns = attachment.drawn

    def heading(column: Column, merge: str = "") -> CellSpec:
        return CellSpec(heading_text(column, attachment.unit), merge=merge, face=HEADING_FACE)

    depth = max(len(column.path) for column in columns)
    rows: list[list[CellSpec]] = [[] for _ in range(depth)]
    for band in heading_bands(columns):
        column = columns[band.first]
        if band.depth < len(column.path) - 1:
            rows[band.depth].append(
                CellSpec(column.path[band.depth], span=band.last - band.first + 1, face=HEADING_FACE)
            )
            continue
        rows[band.depth].append(heading(column, "restart" if band.depth < depth - 1 else ""))
    for number, column in enumerate(columns):
        for below in range(len(column.path), depth):
            rows[below].insert(_place_in(rows[below], number), CellSpec(merge="continue"))
    *upper, lowest = rows
    return [*(row(cells, widths, header=True) for cells in upper), row(lowest, widths, header=True, height=567)]


def _place_in(cells: Sequence[CellSpec], number: int) -> int:
    """At which cell of a row the column `number` begins, where all columns before it have their cells."""
    covered = 0
    for place, cell in enumerate(cells):
        if covered >= number:
            return place
        covered += cell.span
    return len(cells)


def blank_table(attachment: Attachment) -> str:
    widths = widths_of(attachment)
    count = len(attachment.drawn)
    rows = header_rows(attachment, widths)
    empty = row([CellSpec()] * count, widths)
    if separate_blocks(attachment):
        each = max(_LEAST_BLOCK_ROWS, -(-attachment.blank_rows // len(attachment.blocks)))
        for block in attachment.blocks:
            if block.heading:
                rows.append(section_row(block.heading, widths))
            rows += [empty] * each
            if attachment.subtotals:
                rows.append(sum_row(attachment, "小计", widths))
    elif attachment.rows:
        for fixed in attachment.rows:
            rows.append(row([CellSpec(fixed.cells.get(column.key, "")) for column in attachment.drawn], widths))
    else:
        rows += [empty] * attachment.blank_rows
    if attachment.total:
        rows.append(sum_row(attachment, "合计", widths))
    return table(rows, widths)


def sum_row(attachment: Attachment, word: str, widths: Sequence[int], sums: Mapping[str, str] | None = None) -> str:
    """A 小计 or 合计 row: its word over the columns before the first sum."""
    columns = attachment.drawn
    before = max(1, next((number for number, column in enumerate(columns) if column.sum), len(columns)))
    cells = [CellSpec((sums or {}).get(column.key, ""), face=HEADING_FACE) for column in columns[before:]]
    return row([CellSpec(word, span=before, face=HEADING_FACE), *cells], widths)


def section_row(text: str, widths: Sequence[int]) -> str:
    return row([CellSpec(text, span=len(widths), align="left", face=HEADING_FACE)], widths)


def foot(attachment: Attachment) -> list[str]:
    """填表说明 and signatures below the table."""
    made = []
    if attachment.notes:
        made.append(paragraph("填表说明：", BODY_FACE, 21))
        made += [
            paragraph(note if note[:1].isdecimal() or len(attachment.notes) == 1 else f"{number}. {note}", BODY_FACE, 21)
            for number, note in enumerate(attachment.notes, start=1)
        ]
    if attachment.signatures:
        texts = [text if "：" in text or "年" in text else f"{text}：" for text in attachment.signatures]
        made.append(paragraph("            ".join(texts), BODY_FACE, 24))
    return made
