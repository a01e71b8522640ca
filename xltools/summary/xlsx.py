"""The official summary workbook: merged rows in the official layout, each with the way back to where it came from.

Right of the official columns (and outside the printed area) stand 来源单位, 来源文件 and 来源位置 with links; the
hidden sheet holds every hop; the sheet 汇总回执 proves rows and sums.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ..blanks.layouts import label_text
from ..formats.grid import a1, column_letters
from ..notice.model import ColumnType, Role
from ..office.links import link_target, place_in, relative_path
from ..office.opc import app_properties
from ..office.patching import WorkbookPatch
from ..office.rowstream import Cells
from ..office.sheetbuild import Link, hidden_rows_xml
from ..office.stylesheet import Look
from . import receipt
from .filling import Filled, fill
from .labels import with_value
from .layout import foreign_form, own_form
from .lineage import KEY_HEADING, SHEET
from .model import Merged
from .notes import Notes
from .row import Rows
from .shape import TableRows, noted, shape_of
from .statistics import add_statistics
from .values import written_column

ENTERPRISE_ROLES: Final = (
    Role.INVESTMENT, Role.SOFTWARE, Role.FORM, Role.INDICATORS, Role.SCENARIOS, Role.EQUIPMENT
)  # fmt: skip
"""Attachments that enterprises fill in: their rows say whose they are."""
_HEAD = Look(face="黑体", size=11, horizontal="center", boxed=True, fill="EEF1F6")
_CELL = Look(face="仿宋_GB2312", size=10, horizontal="left", boxed=True, number_format="@")
_LINK = Look(
    face="仿宋_GB2312", size=10, horizontal="left", boxed=True, colour="0563C1", underline=True, number_format="@"
)
_WARN = Look(face="仿宋_GB2312", size=10, horizontal="left", boxed=True, colour="9C5700", number_format="@")
ENTERPRISE: Final = "申报企业"
_MOST_LINKS: Final = 60_000
"""Excel keeps 65,530 links on a sheet; of a longer summary each file's rows share one."""


@dataclass(frozen=True, slots=True)
class WrittenSummary:
    """The workbook, where its rows lie, and the column that holds their keys."""

    data: bytes
    filled: Filled
    key_column: int


@dataclass(frozen=True, slots=True)
class _Beside:
    """A column right of the official table."""

    heading: str
    width: float
    values: Sequence[str]
    look: Look


def write_summary(
    merged: Merged,
    *,
    template: bytes | None = None,
    links_base: Path = Path(),
    by_hand: Mapping[str, int] | None = None,
    fitted: bool = False,
) -> WrittenSummary:
    """The summary as .xlsx. Without `template` the pack's own layout.

    `links_base` is the folder in which the output will lie; `by_hand` binds column keys of a template to columns;
    `fitted`: a template's rows become as high as their texts need.
    Raises OutputFault ``bad_template``. The same input gives the same bytes.
    """
    if template is None:
        data, layout = own_form(merged)
    else:
        data = template
        layout = foreign_form(template, merged.attachment, dict(by_hand or {}))
    book = WorkbookPatch(data)
    book.become_workbook()
    for key, width in merged.widths.items():
        if key in layout.columns:
            book.sheet(layout.sheet).set_width(layout.columns[key], width)
    filled = fill(book, merged, layout, fitted=fitted or template is None)
    _say_labels(book, merged, filled)
    key_column = _add_sources(book, merged, filled, links_base)
    if merged.statistics is not None:
        add_statistics(book, merged.statistics)
    book.build(receipt.SHEET, receipt.receipt_sheet(merged, book.styles))
    if template is None:
        book.share_strings()
    _add_notes(book, merged, filled, key_column)
    if "docProps/app.xml" in book.package.parts:
        book.package.parts["docProps/app.xml"] = app_properties()
    return WrittenSummary(book.save(), filled, key_column)


def _say_labels(book: WorkbookPatch, merged: Merged, filled: Filled) -> None:
    """The office that signs, where the pack or the profile names it in full; the day of filing, where it is given."""
    labels = merged.attachment.labels
    day = merged.filed
    values = {merged.attachment.submitter: submitter_name(merged)}
    values |= {
        one.key: f"{day.year}年{day.month}月{day.day}日" for one in labels if day and one.type is ColumnType.DATE
    }
    texts: dict[str, str] = {}
    for label in labels:
        cell, value = filled.layout.label_cells.get(label.key), values.get(label.key, "")
        if cell is None or not value:
            continue
        # Two labels may stand in one cell: the second goes into what the first left.
        now = texts.get(cell) or filled.layout.label_texts.get(label.key, label_text(label))
        # A template may have the label in a cell of its own and the value in the next one.
        said = with_value(now, labels, label.key, value)
        texts[cell] = value if said is None else said
    for cell, text in texts.items():
        book.set(filled.layout.sheet, cell, text)


def submitter_name(merged: Merged) -> str:
    """Who hands in: the office profile's name, else the level's departments where their names are whole
    (武汉市经济和信息化局), else nothing. A table of enterprises says how many there are.
    """
    if merged.attachment.role in ENTERPRISE_ROLES:
        names = set(_enterprises(merged.rows))
        return f"共{len(names)}家，见“申报企业”栏" if names else ""
    if merged.submitter:
        return merged.submitter
    level = next((level for level in merged.notice.levels if level.key == merged.level), None)
    if level is None or not level.departments or not all(name.startswith(level.name[:2]) for name in level.departments):
        return ""
    return "、".join(level.departments)


def _enterprises(rows: Rows) -> list[str]:
    return [name or way.office for name, way in zip(rows.enterprises, rows.ways, strict=True)]


def _undrawn(merged: Merged, filled: Filled) -> Iterator[_Beside]:
    """Columns that the blank lacks and some sheets have (发票代码): without them 8-digit invoices cannot be told apart."""
    rows, layout = filled.rows, filled.layout
    for column in merged.attachment.columns:
        if not column.drawn and column.key not in layout.columns and any(rows.columns.get(column.key, ())):
            texts = ["" if value is None else str(value) for value in written_column(column, rows, layout)]
            yield _Beside(column.heading, column.width, texts, _CELL)


def _beside(merged: Merged, filled: Filled, paths: Sequence[str]) -> list[_Beside]:
    """What stands right of the table: whose each row is and where it comes from."""
    rows = filled.rows
    offices = [way.office for way in rows.ways]
    places = [f"{way.sources[-1].sheet}!A{numbers[-1]}" for way, numbers in zip(rows.ways, rows.numbers, strict=True)]
    made = [
        _Beside("来源单位", 18.0, offices, _CELL),
        _Beside("来源文件", 30.0, paths, _LINK),
        _Beside("来源位置", 18.0, places, _LINK),
    ]
    if merged.attachment.role in ENTERPRISE_ROLES:
        owners = [
            _Beside(ENTERPRISE, 26.0, _enterprises(rows), _CELL),
            _Beside("所在区", 12.0, [way.sources[-1].office for way in rows.ways], _CELL),
        ]
        made = [*_undrawn(merged, filled), *owners, *made]
    if rows.notes:
        made.append(_Beside("提示", 30.0, ["；".join(rows.notes.get(key, ())) for key in rows.keys], _WARN))
    return made


def _add_sources(book: WorkbookPatch, merged: Merged, filled: Filled, base: Path) -> int:
    """Headings and cells right of the table; the number of the hidden key column."""
    layout, rows = filled.layout, filled.rows
    sheet = book.sheet(layout.sheet)
    known: dict[str, str] = {}
    paths = [
        known.get(path) or known.setdefault(path, relative_path(path, base))
        for path in (way.sources[-1].path for way in rows.ways)
    ]
    columns = _beside(merged, filled, paths)
    used = [
        max(row.cells, default=0) for row in sheet.rows.values() if layout.header[0] <= row.number <= layout.last_row
    ]
    ours = [max({*run.columns, *(run.look.blanks or {})}, default=0) for run in filled.runs]
    first = max(*layout.columns.values(), *used, *ours) + 1
    last_row = max(
        [*sheet.rows, *filled.places()[-1:], *(span.first + span.stop - span.start - 1 for span in filled.spans)]
    )
    # A table of many enterprises says on paper, too, whose each row is.
    printed = first if columns[0].heading == ENTERPRISE else first - 1
    print_area = f"$A$1:${column_letters(printed)}${last_row}"
    _head(book, layout.sheet, layout.header, [*(one.heading for one in columns), KEY_HEADING], first)
    for number, one in enumerate(columns, start=first):
        sheet.set_width(number, merged.widths.get(one.heading, one.width))
        filled.put(number, one.values, Cells(book.strings, sheet.prefix, book.styles.derive(0, one.look)))
    key_column = first + len(columns)
    sheet.set_width(key_column, 2, hidden=True)
    filled.put(key_column, rows.keys, Cells(book.strings, sheet.prefix, book.styles.derive(0, _CELL)))
    file_column = first + next(place for place, one in enumerate(columns) if one.values is paths)
    book.add_links(layout.sheet, _links(filled, paths, file_column))
    if not book.has_local_name(layout.sheet, "_xlnm.Print_Area"):
        book.define_local_name(layout.sheet, "_xlnm.Print_Area", print_area)
    return key_column


def _links(filled: Filled, paths: Sequence[str], file_column: int) -> list[Link]:
    """From 来源文件 to the file, one link for its rows below each other; from 来源位置 to each row's cell."""
    rows = filled.rows
    made: list[Link] = []
    singly = len(rows) <= _MOST_LINKS
    targets = {path: link_target(path) for path in dict.fromkeys(paths)}
    for span in filled.spans:
        start = span.start
        for index in range(span.start, span.stop):
            source = rows.ways[index].sources[-1]
            number = span.first + index - span.start
            cell = f"A{rows.numbers[index][-1]}"
            if singly:
                location = place_in(paths[index], source.sheet, cell)
                made.append(Link(a1(number, file_column + 1), targets[paths[index]], location))
            if index + 1 == span.stop or rows.ways[index + 1].sources[-1] is not source:
                first = span.first + start - span.start
                location = place_in(paths[index], source.sheet, f"A{rows.numbers[start][-1]}")
                right = file_column if singly else file_column + 1
                area = (
                    a1(first, file_column)
                    if first == number and singly
                    else f"{a1(first, file_column)}:{a1(number, right)}"
                )
                made.append(Link(area, targets[paths[index]], location, paths[index][:250]))
                start = index + 1
    return made


def _head(book: WorkbookPatch, sheet: str, header: tuple[int, int], names: list[str], first: int) -> None:
    style = book.styles.derive(0, _HEAD)
    patch = book.sheet(sheet)
    for number, name in enumerate(names, start=first):
        key = name == KEY_HEADING
        for row in range(header[0], header[1] + 1):
            patch.set(row, number, name if row == (header[1] if key else header[0]) else None, style)
        if header[1] > header[0] and not key:
            letter = column_letters(number)
            patch.merge(f"{letter}{header[0]}:{letter}{header[1]}")


def _add_notes(book: WorkbookPatch, merged: Merged, filled: Filled, key_column: int) -> None:
    """The hidden sheet: see lineage.py."""
    layout = filled.layout
    facts = facts_of(merged) | {
        "sheet": layout.sheet,
        "unit": layout.unit,
        "units": layout.units,
        "key_column": str(key_column),
        "header_rows": str(layout.header[1] - layout.header[0] + 1),
        "columns": {key: [number, layout.headings.get(key, "")] for key, number in layout.columns.items()},
    }
    shape = shape_of(book, SHEET, layout.sheet, TableRows(
        dict(zip(filled.places(), filled.rows.keys, strict=True)), {*layout.columns.values(), key_column}, filled.runs
    ))
    facts |= {"widths": merged.widths, "shape": noted(shape)}
    lines = Notes(facts, filled.rows, filled.written | filled.noted).lines()
    book.add_sheet(SHEET, hidden_rows_xml(lines, book.strings), "veryHidden")


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
