"""The summary as a Word table: the pack's layout, or the office's own .docx filled in place.

Word keeps bookmarks with their rows when people sort and edit, so each merged row carries one; the way back lies in a
custom XML part that Word keeps and nobody sees. A last page, not for sending, says where each row came from.
"""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

from ..blanks.layouts import BlockPlace, TableLayout, separate_blocks
from ..blanks.word import foot, head, header_rows, section_row, sum_row, widths_of
from ..errors import OutputFault
from ..formats.grid import Grid
from ..forms.headings import locate
from ..forms.sketch import Sketch
from ..notice.model import Attachment
from ..office.backread import book_of
from ..office.opc import app_properties, pack, unpack
from ..office.wordparts import (
    BODY_FACE,
    HEADING_FACE,
    PAGE_BREAK,
    CellSpec,
    document,
    paragraph,
    row,
    spread,
    table,
    with_facts,
)
from .filling import Filled, Span, written_rows
from .layout import OTHER_BLOCK, find_blocks
from .model import Merged
from .notes import Notes
from .values import addend, canonical, exact
from .wordfill import BOOKMARK, Line, fill_document, marked_rows, say_label
from .xlsx import facts_of, submitter_name


def write_summary_word(merged: Merged, template: bytes | None = None) -> bytes:
    """The summary as .docx. Raises OutputFault ``bad_template``. The same input gives the same bytes."""
    if template is not None:
        return _into_template(merged, template)
    attachment = merged.attachment
    layout = TableLayout("表1", (1, 1), {column.key: n for n, column in enumerate(attachment.drawn, start=1)})
    layout.unit = attachment.unit
    layout.units = {column.key: column.unit for column in attachment.drawn if column.unit}
    filled, rows = _own_rows(merged, layout)
    name = submitter_name(merged)
    said = {attachment.submitter: name} if attachment.submitter and name else {}
    widths = widths_of(attachment)
    body = [*head(attachment, said), table(rows, widths), *foot(attachment), *_last_page(merged, filled)]
    return document(body, landscape=attachment.landscape, facts=_facts(merged, filled))


def _own_rows(merged: Merged, layout: TableLayout) -> tuple[Filled, list[str]]:
    attachment = merged.attachment
    widths = widths_of(attachment)
    made = header_rows(attachment, widths)
    layout.header = (1, len(made))
    layout.blocks = _blocks(merged)
    filled = written_rows(merged, layout)
    for block, span in zip(layout.blocks, filled.spans, strict=True):
        heading = _heading_of(attachment, block)
        if heading:
            made.append(section_row(heading, widths))
        block.first = len(made) + 1
        for index in range(span.start, span.stop):
            specs = [
                CellSpec(
                    canonical(filled.written[column.key][index]),
                    align="left" if column.width > 20 else "center",
                    bookmark=f"{BOOKMARK}{filled.rows.keys[index]}" if column is attachment.drawn[0] else "",
                )
                for column in attachment.drawn
            ]
            made.append(row(specs, widths, number=index + 1))
        if heading and attachment.subtotals:
            made.append(sum_row(attachment, "小计", widths, _sums(attachment, filled, span.start, span.stop)))
    filled.spans = [replace(span, first=block.first) for span, block in zip(filled.spans, layout.blocks, strict=True)]
    if attachment.total:
        made.append(sum_row(attachment, "合计", widths, _sums(attachment, filled, 0, len(filled.rows))))
    return filled, made


def _blocks(merged: Merged) -> list[BlockPlace]:
    """The blocks that show on paper; rows of no known block have one of their own at the end."""
    attachment = merged.attachment
    if not separate_blocks(attachment):
        return [BlockPlace("", 1, 1)]
    known = [block.value for block in attachment.blocks]
    others = [""] if set(merged.rows.blocks) - set(known) else []
    return [BlockPlace(value, 1, 1) for value in (*known, *others)]


def _heading_of(attachment: Attachment, place: BlockPlace) -> str:
    if not separate_blocks(attachment):
        return ""
    return next((one.heading or one.value for one in attachment.blocks if one.value == place.value), OTHER_BLOCK)


def _sums(attachment: Attachment, filled: Filled, start: int, stop: int) -> dict[str, str]:
    return {
        column.key: canonical(exact(sum(map(addend, filled.written[column.key][start:stop]), Decimal(0))))
        for column in attachment.drawn
        if column.sum
    }


def _last_page(merged: Merged, filled: Filled) -> list[str]:
    """汇总回执 and where each row came from."""
    state = "相符" if merged.balanced else "不相符，本表不得使用"
    counts = f"读入 {merged.rows_in} 行 = 汇总 {merged.rows_out} 行 + 未计入 {merged.rows_rejected} 行"
    made = [
        PAGE_BREAK,
        paragraph("汇总回执（内部核对用，报送前请删除本页）", HEADING_FACE, 32, after=120),
        paragraph(f"核对结果：{state}。{counts}。排列方式：{merged.order}。"),
    ]
    if merged.missing:
        made.append(paragraph(f"尚未报送：{'、'.join(merged.missing)}。"))
    for file in merged.files:
        if file.status != "merged":
            made.append(paragraph(f"未汇总的文件：{file.path}。{file.message}"))
    for rejected in merged.rejected:
        made.append(paragraph(f"未计入的行：{rejected.file} {rejected.sheet} 第{rejected.row}行，{rejected.reason}。"))
    for finding in merged.findings:
        made.append(paragraph(f"问题：{finding.path} {finding.sheet} {finding.cell} {finding.message}"))
    widths = spread([8, 24, 50, 24], landscape=merged.attachment.landscape)
    names = ("表内行", "来源单位", "来源文件", "来源位置")
    rows = [row([CellSpec(name, face=HEADING_FACE) for name in names], widths, header=True)]
    for number, way, numbers in zip(filled.places(), filled.rows.ways, filled.rows.numbers, strict=True):
        source = way.sources[-1]
        texts = (str(number), way.office, source.path, f"{source.sheet}!A{numbers[-1]}")
        rows.append(row([CellSpec(text, align="left") for text in texts], widths))
    return [*made, table(rows, widths), paragraph("", BODY_FACE, 2)]


def _facts(merged: Merged, filled: Filled) -> str:
    layout = filled.layout
    facts = facts_of(merged) | {
        "sheet": layout.sheet,
        "header": str(layout.header[1]),
        "unit": layout.unit,
        "units": layout.units,
        "columns": {key: [number, layout.headings.get(key, "")] for key, number in layout.columns.items()},
    }
    lines = Notes(facts, filled.rows, filled.written | filled.noted).lines()
    return json.dumps({"lines": list(lines)}, ensure_ascii=False)


def _into_template(merged: Merged, template: bytes) -> bytes:
    """Rows put into the office's own table; everything else of its document stays."""
    book = book_of(template)
    found = [
        (len(header.columns), -place, grid, header)
        for place, grid in enumerate(book.grids)
        if (header := locate(Sketch.of(grid), merged.attachment)) is not None
    ]
    if book.format != "docx" or not found:
        raise OutputFault(
            "bad_template", f"模板中找不到“{merged.attachment.key}”的表头。请确认模板是该附件的空白 Word 表。"
        )
    _, _, grid, header = max(found, key=lambda item: item[:2])
    parts = unpack(template)
    layout = TableLayout(grid.name, (header.first_row, header.last_row), dict(header.columns))
    layout.unit, layout.units = merged.attachment.unit, dict(header.units)
    layout.headings = {key: _heading_now(grid, column, layout.header) for key, column in layout.columns.items()}
    text = parts["word/document.xml"].decode("utf-8-sig")
    last = len(marked_rows(text, int(grid.name.removeprefix("表"))))
    find_blocks(grid, merged.attachment, layout, last, lambda _: True)
    filled = written_rows(merged, layout)
    plan = [(block, _lines(filled, span)) for block, span in zip(layout.blocks, filled.spans, strict=True)]
    text, places = fill_document(text, int(grid.name.removeprefix("表")), plan)
    filled.spans = [
        replace(span, first=places[span.start]) if span.start < span.stop else span for span in filled.spans
    ]
    name = submitter_name(merged)
    if name and merged.attachment.submitter:
        labels = merged.attachment.labels
        text = say_label(text, int(grid.name.removeprefix("表")), labels, merged.attachment.submitter, name)
    parts["word/document.xml"] = text.encode()
    if "docProps/app.xml" in parts:
        parts["docProps/app.xml"] = app_properties()
    return pack(with_facts(parts, _facts(merged, filled)), keep_order=True)


def _lines(filled: Filled, span: Span) -> list[Line]:
    return [
        (
            f"{BOOKMARK}{filled.rows.keys[index]}",
            {filled.layout.columns[key]: canonical(values[index]) for key, values in filled.written.items()},
        )
        for index in range(span.start, span.stop)
    ]


def _heading_now(grid: Grid, column: int, header: tuple[int, int]) -> str:
    return "".join(str(grid.value(row, column) or "") for row in range(header[0], header[1] + 1))
