"""The summary as a Word table: the pack's layout, or the office's own .docx filled in place.

Word keeps bookmarks with their rows when people sort and edit, so each merged row carries one; the way back lies in a
custom XML part that Word keeps and nobody sees. A last page, not for sending, says where each row came from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from ..blanks.layouts import TableLayout, separate_blocks
from ..blanks.word import foot, head, header_rows, section_row, sum_row, widths_of
from ..errors import InputRefused, OutputFault
from ..formats.grid import Grid
from ..notice.model import Attachment
from ..office.opc import app_properties, pack, unpack
from ..office.sheetxml import CellValue
from ..office.wordparts import (
    BODY_FACE,
    FACTS_PART,
    FACTS_SPACE,
    HEADING_FACE,
    PAGE_BREAK,
    CellSpec,
    document,
    facts_part,
    paragraph,
    row,
    spread,
    table,
)
from .filling import OTHER_BLOCK, Filled, addend, assign, exact, find_blocks, order_column, shown
from .lineage import Lineage, canonical, record_of, resolve
from .model import Merged, MergedRow
from .wordfill import fill_document, marked_rows, say_label
from .xlsx import facts_of, submitter_name

BOOKMARK: Final = "_xlt_"


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


def _written(merged: Merged, source: MergedRow, layout: TableLayout, rank: int) -> dict[str, CellValue]:
    order = order_column(merged.attachment)
    return {
        column.key: rank if column.key == order else shown(column, source, layout)
        for column in merged.attachment.columns
        if column.key in layout.columns
    }


def _own_rows(merged: Merged, layout: TableLayout) -> tuple[Filled, list[str]]:
    attachment = merged.attachment
    widths = widths_of(attachment)
    rows = header_rows(attachment, widths)
    layout.header = (1, len(rows))
    filled = Filled(layout)
    ranks: dict[str, int] = {}
    for heading, group in _groups(merged):
        if heading:
            rows.append(section_row(heading, widths))
        for source in group:
            ranks[source.block] = ranks.get(source.block, 0) + 1
            written = _written(merged, source, layout, ranks[source.block])
            specs = [
                CellSpec(
                    canonical(written[column.key]),
                    align="left" if column.width > 20 else "center",
                    bookmark=f"{BOOKMARK}{source.key}" if column is attachment.drawn[0] else "",
                )
                for column in attachment.drawn
            ]
            rows.append(row(specs, widths, number=len(filled.rows) + 1))
            filled.order.append(source)
            filled.rows.append(len(rows))
            filled.written.append(written)
        if heading and attachment.subtotals:
            rows.append(
                sum_row(
                    attachment,
                    "小计",
                    widths,
                    _sums(attachment, filled.written[len(filled.written) - len(group) :] if group else []),
                )
            )
    if attachment.total:
        rows.append(sum_row(attachment, "合计", widths, _sums(attachment, filled.written)))
    return filled, rows


def _groups(merged: Merged) -> list[tuple[str, list[MergedRow]]]:
    attachment = merged.attachment
    if not separate_blocks(attachment):
        return [("", list(merged.rows))]
    made = [
        (block.heading or block.value, [row for row in merged.rows if row.block == block.value])
        for block in attachment.blocks
    ]
    known = {block.value for block in attachment.blocks}
    others = [row for row in merged.rows if row.block not in known]
    return [*made, (OTHER_BLOCK, others)] if others else made


def _sums(attachment: Attachment, rows: list[dict[str, CellValue]]) -> dict[str, str]:
    return {
        column.key: canonical(exact(sum((addend(written.get(column.key)) for written in rows), Decimal(0))))
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
    for number, source in zip(filled.rows, filled.order, strict=True):
        hop = source.hops[-1]
        texts = (str(number), source.office, hop.path, f"{hop.sheet}!A{hop.row}")
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
        "rows": {
            source.key: record_of(source.office, source.block, source.hops, source.raw, source.cells, written)
            for source, written in zip(filled.order, filled.written, strict=True)
        },
    }
    return json.dumps(facts, ensure_ascii=False, sort_keys=True)


def _into_template(merged: Merged, template: bytes) -> bytes:
    """Rows put into the office's own table; everything else of its document stays."""
    from ..forms.headings import Sketch, locate
    from ..office.backread import book_of

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
    filled = Filled(layout)
    groups = assign(merged.rows, layout.blocks)
    plan = []
    for block, group in zip(layout.blocks, groups, strict=True):
        ranks: dict[str, int] = {}
        lines = []
        for source in group:
            ranks[source.block] = ranks.get(source.block, 0) + 1
            written = _written(merged, source, layout, ranks[source.block])
            filled.order.append(source)
            filled.written.append(written)
            cells = {layout.columns[key]: canonical(value) for key, value in written.items()}
            lines.append((f"{BOOKMARK}{source.key}", cells))
        plan.append((block, lines))
    text, filled.rows = fill_document(text, int(grid.name.removeprefix("表")), plan)
    name = submitter_name(merged)
    if name and merged.attachment.submitter:
        labels = merged.attachment.labels
        text = say_label(text, int(grid.name.removeprefix("表")), labels, merged.attachment.submitter, name)
    parts["word/document.xml"] = text.encode()
    if "docProps/app.xml" in parts:
        parts["docProps/app.xml"] = app_properties()
    return pack(_with_facts(parts, _facts(merged, filled)), keep_order=True)


def _heading_now(grid: Grid, column: int, header: tuple[int, int]) -> str:
    return "".join(str(grid.value(row, column) or "") for row in range(header[0], header[1] + 1))


def _with_facts(parts: dict[str, bytes], facts: str) -> dict[str, bytes]:
    from ..office.xmlparts import Package

    package = Package(parts)
    own = next(
        (name for name, part in parts.items() if FACTS_SPACE.encode() in part and name.startswith("customXml/")), ""
    )
    if own:
        parts[own] = facts_part(facts)
        return parts
    name = package.new_name("customXml/item{}.xml") if FACTS_PART in parts else FACTS_PART
    package.parts[name] = facts_part(facts)
    package.relate("word/document.xml", "customXml", name)
    package.declare_ending("xml", "application/xml")
    return package.parts


def read_word_lineage(data: bytes, shown_path: str = "") -> Lineage:
    """What a Word summary tells of its rows. Raises InputRefused ``no_lineage``."""
    from ..office.backread import book_of
    from ..office.xmlparts import text_of as part_text

    parts = unpack(data)
    space = FACTS_SPACE.encode()
    found = next((part for name, part in parts.items() if name.startswith("customXml/") and space in part), None)
    facts: dict[str, Any] = {}
    if found is not None:
        inside = re.search(r"<x:lineage[^>]*>(.*)</x:lineage>", part_text(found), re.DOTALL)
        facts = json.loads(_unescaped(inside[1])) if inside else {}
    if facts.get("xltools") != "summary":
        raise InputRefused("no_lineage", f"“{shown_path}”不是 xltools 生成的汇总表，没有来源记录。", path=shown_path)
    records: Mapping[str, Mapping[str, Any]] = facts.pop("rows")
    book = book_of(data, shown_path)
    grid = next((grid for grid in book.grids if grid.name == facts.get("sheet")), book.grids[0])
    marks = marked_rows(part_text(parts["word/document.xml"]), int(grid.name.removeprefix("表")))
    keys = {number: mark.removeprefix(BOOKMARK) for number, mark in enumerate(marks, start=1) if mark}
    return resolve(facts, records, grid, keys)


def _unescaped(text: str) -> str:
    import html

    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), html.unescape(text))
