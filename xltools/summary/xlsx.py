"""The official summary workbook: merged rows in the official layout, each with the way back to where it came from.

Right of the official columns (and outside the printed area) stand 来源单位, 来源文件 and 来源位置 with links; the
hidden sheet holds every hop; the sheet 汇总回执 proves rows and sums.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from ..blanks.layouts import label_text
from ..formats.grid import column_letters
from ..notice.model import Role
from ..office.links import link_target, place_in, relative_path
from ..office.opc import app_properties
from ..office.patching import WorkbookPatch
from ..office.sheetbuild import Link, hidden_rows_xml
from ..office.sheetxml import CellValue
from ..office.stylesheet import Look
from ..office.textwidth import lines_needed
from . import lineage, receipt
from .filling import Filled, fill, foreign_form, own_form
from .labels import with_value
from .model import Merged, MergedRow

ENTERPRISE: Final = "_enterprise"
DISTRICT: Final = "_district"
"""Keys of `MergedRow.values` that say whose form a row comes from, for attachments that enterprises fill in."""
_ENTERPRISE_ROLES = (Role.INVESTMENT, Role.SOFTWARE, Role.FORM, Role.INDICATORS, Role.SCENARIOS, Role.EQUIPMENT)
_HEAD = Look(face="黑体", size=11, horizontal="center", boxed=True, fill="EEF1F6")
_CELL = Look(face="仿宋_GB2312", size=10, horizontal="left", boxed=True, number_format="@")
_LINK = Look(
    face="仿宋_GB2312", size=10, horizontal="left", boxed=True, colour="0563C1", underline=True, number_format="@"
)
_WARN = Look(face="仿宋_GB2312", size=10, horizontal="left", boxed=True, colour="9C5700", number_format="@")
_BODY_HEIGHT = 24.0
_LINE_POINTS = 15.0


def write_summary(
    merged: Merged,
    *,
    template: bytes | None = None,
    links_base: Path = Path(),
    by_hand: Mapping[str, int] | None = None,
) -> bytes:
    """The summary as .xlsx. Without `template` the pack's own layout.

    `links_base` is the folder in which the output will lie; `by_hand` binds column keys of a template to columns.
    Raises OutputFault ``bad_template``. The same input gives the same bytes.
    """
    if template is None:
        data, layout = own_form(merged)
    else:
        data = template
        layout = foreign_form(template, merged.attachment, dict(by_hand or {}))
    book = WorkbookPatch(data)
    book.become_workbook()
    filled = fill(book, merged, layout)
    _say_submitter(book, merged, filled)
    key_column = _add_sources(book, merged, filled, links_base)
    if template is None:
        _fit_heights(book, filled)
    book.build(receipt.SHEET, receipt.receipt_sheet(merged, book.styles))
    book.add_sheet(lineage.SHEET, hidden_rows_xml(_records(merged, filled, key_column)), "veryHidden")
    if "docProps/app.xml" in book.package.parts:
        book.package.parts["docProps/app.xml"] = app_properties()
    return book.save()


def _say_submitter(book: WorkbookPatch, merged: Merged, filled: Filled) -> None:
    """The office that signs, where the pack or the profile names it in full."""
    cell = filled.layout.label_cells.get(merged.attachment.submitter)
    label = next((label for label in merged.attachment.labels if label.key == merged.attachment.submitter), None)
    name = submitter_name(merged)
    if cell is None or label is None or not name:
        return
    labels = merged.attachment.labels
    now = filled.layout.label_texts.get(label.key, label_text(label))
    # A template may have the label in a cell of its own and the value in the next one.
    said = with_value(now, labels, label.key, name)
    book.set(filled.layout.sheet, cell, name if said is None else said)


def submitter_name(merged: Merged) -> str:
    """Who hands in: the office profile's name, else the level's departments where their names are whole
    (武汉市经济和信息化局), else nothing. A table of enterprises says how many there are.
    """
    if merged.attachment.role in _ENTERPRISE_ROLES:
        names = {str(row.values.get(ENTERPRISE) or row.office) for row in merged.rows}
        return f"共{len(names)}家，见“申报企业”栏" if names else ""
    if merged.hidden.get("submitter"):
        return str(merged.hidden["submitter"])
    level = next((level for level in merged.notice.levels if level.key == merged.level), None)
    if level is None or not level.departments or not all(name.startswith(level.name[:2]) for name in level.departments):
        return ""
    return "、".join(level.departments)


def _source_columns(merged: Merged) -> list[tuple[str, float]]:
    columns = [("来源单位", 18.0), ("来源文件", 30.0), ("来源位置", 18.0)]
    if merged.attachment.role in _ENTERPRISE_ROLES:
        columns = [("申报企业", 26.0), ("所在区", 12.0), *columns]
    if any(row.notes for row in merged.rows):
        columns.append(("提示", 30.0))
    return columns


def _add_sources(book: WorkbookPatch, merged: Merged, filled: Filled, base: Path) -> int:
    """Headings and cells right of the table; the number of the hidden key column."""
    layout = filled.layout
    sheet = book.sheet(layout.sheet)
    columns = _source_columns(merged)
    official = max(layout.columns.values())
    rows = range(layout.header[0], layout.last_row + 1)
    used = (max(sheet.rows[row].cells, default=0) for row in rows if row in sheet.rows)
    first = max(official, *used) + 1
    print_area = f"$A$1:${column_letters(first - 1)}${max(sheet.rows)}"
    _head(book, layout.sheet, layout.header, [*(name for name, _ in columns), lineage.KEY_HEADING], first)
    for number, (_, width) in enumerate(columns, start=first):
        sheet.set_width(number, width)
    key_column = first + len(columns)
    sheet.set_width(key_column, 2, hidden=True)
    links: list[Link] = []
    plain, linked, warned = (book.styles.derive(0, look) for look in (_CELL, _LINK, _WARN))
    for row, source in zip(filled.rows, filled.order, strict=True):
        hop = source.hops[-1]
        path = relative_path(hop.path, base)
        texts: dict[str, CellValue] = {
            "申报企业": str(source.values.get(ENTERPRISE) or source.office),
            "所在区": str(source.values.get(DISTRICT) or ""),
            "来源单位": source.office,
            "来源文件": path,
            "来源位置": f"{hop.sheet}!{_source_cell(source)}",
            "提示": "；".join(source.notes),
        }
        for number, (name, _) in enumerate(columns, start=first):
            style = linked if name in ("来源文件", "来源位置") else warned if name == "提示" else plain
            sheet.set(row, number, texts[name], style)
            if name in ("来源文件", "来源位置"):
                location = place_in(path, hop.sheet, _source_cell(source))
                cell = f"{column_letters(number)}{row}"
                links.append(Link(cell, link_target(path), location, f"{path} {texts['来源位置']}"[:250]))
        sheet.set(row, key_column, source.key, plain)
    book.add_links(layout.sheet, links)
    if not book.has_local_name(layout.sheet, "_xlnm.Print_Area"):
        book.define_local_name(layout.sheet, "_xlnm.Print_Area", print_area)
    return key_column


def _source_cell(row: MergedRow) -> str:
    return f"A{row.hops[-1].row}"


def _head(book: WorkbookPatch, sheet: str, header: tuple[int, int], names: list[str], first: int) -> None:
    style = book.styles.derive(0, _HEAD)
    patch = book.sheet(sheet)
    for number, name in enumerate(names, start=first):
        key = name == lineage.KEY_HEADING
        for row in range(header[0], header[1] + 1):
            patch.set(row, number, name if row == (header[1] if key else header[0]) else None, style)
        if header[1] > header[0] and not key:
            letter = column_letters(number)
            patch.merge(f"{letter}{header[0]}:{letter}{header[1]}")


def _fit_heights(book: WorkbookPatch, filled: Filled) -> None:
    """Rows as high as their longest text needs, in the pack's own layout."""
    widths = book.sheet(filled.layout.sheet).widths()
    for row, written in zip(filled.rows, filled.written, strict=True):
        lines = max(
            (
                lines_needed(value, widths.get(filled.layout.columns[key], 12))
                for key, value in written.items()
                if isinstance(value, str)
            ),
            default=1,
        )
        book.sheet(filled.layout.sheet).set_height(row, max(_BODY_HEIGHT, lines * _LINE_POINTS + 6))


def _records(merged: Merged, filled: Filled, key_column: int) -> list[list[str]]:
    facts = facts_of(merged)
    layout = filled.layout
    facts |= {
        "sheet": layout.sheet,
        "unit": layout.unit,
        "units": layout.units,
        "key_column": str(key_column),
        "header_rows": str(layout.header[1] - layout.header[0] + 1),
        "columns": {key: [number, layout.headings.get(key, "")] for key, number in layout.columns.items()},
    }
    rows = [
        (row.key, lineage.record_of(row.office, row.block, row.hops, row.raw, row.cells, written))
        for row, written in zip(filled.order, filled.written, strict=True)
    ]
    return list(lineage.records(facts, rows))


def facts_of(merged: Merged) -> dict[str, Any]:
    """What a summary says of itself, for the next level, letters and `trace`."""
    return {
        "xltools": "summary",
        "notice": merged.notice.id,
        "version": merged.notice.version,
        "attachment": merged.attachment.key,
        "level": merged.level,
        "order": merged.order,
        "receipt": {
            "rows_in": merged.rows_in,
            "rows_out": merged.rows_out,
            "rows_rejected": merged.rows_rejected,
            "balanced": merged.balanced,
            "sums_in": {key: str(value) for key, value in merged.sums_in.items()},
            "sums_out": {key: str(value) for key, value in merged.sums_out.items()},
            "missing": list(merged.missing),
            "files": [
                {
                    "path": file.path,
                    "sha256": file.sha256,
                    "office": file.office,
                    "status": file.status,
                    "rows": file.rows_merged,
                }
                for file in merged.files
            ],
        },
    }
