"""What the reader noticed, as findings people can act on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ..findings import Finding, Severity
from ..formats.grid import Book, Grid, ReadWarning, column_letters
from ..notice.model import ColumnType
from .amounts import is_sum
from .recognise import stamp_of
from .table import Table
from .values import Unreadable

_TEXTS: dict[str, tuple[str, str]] = {
    "ext_mismatch": (
        "文件内容与扩展名不符：扩展名是 {extension}，内容是{format}",
        "请用 Excel 或 WPS 打开后另存为正确的格式。",
    ),
    "hidden_sheet": ("工作表是隐藏的，里面有 {count} 个单元格的内容", "请确认隐藏内容是否应当报送。"),
    "hidden_rows": ("有隐藏的行，里面有数据", "请取消隐藏后核对；隐藏的数据同样被读取。"),
    "hidden_columns": ("有隐藏的列，里面有数据", "请取消隐藏后核对；隐藏的数据同样被读取。"),
    "struck_rows": (
        "有划了删除线的内容，照常按数据读取",
        "确已作废的，请删去这些行；只想看看不计它们的结果，可选“不计删除线行”。",
    ),
    "macros": ("文件带有宏，未运行", "报送材料请另存为不带宏的 .xlsx。"),
    "external_links": ("文件链接到其他工作簿，链接的数值可能不是最新", "请断开链接，把数值粘贴到表中。"),
    "formula_injection": ("文字以公式符号开头，按文字处理", "请核对内容；确为文字的，不必处理。"),
    "error_cells": ("单元格是错误值", "请改正公式，或直接填写数值。"),
    "no_cached_value": ("公式没有保存计算结果", "请用 Excel 或 WPS 打开，重新保存后再报。"),
    "date1904": ("工作簿使用 1904 日期系统，日期已按此换算", "请核对日期。"),
    "data_under_merge": ("合并单元格下面藏有数据", "请取消合并后核对被盖住的内容。"),
    "precision_loss": ("超过 15 位的数字以数值保存，末位已经丢失", "请设为文本格式，按原件重新录入。"),
    "control_chars": ("文字中有不可见字符", "请重新录入这些文字。"),
    "text_cut": (
        "文字太长：一格最多 32,767 字（与 Excel 相同），以后的没有读入，也没有检查",
        "请把超出的部分另作附件，或分成几格。",
    ),
    "text_number": ("数字以文本保存", ""),
    "text_date": ("日期以文本保存", ""),
}


_FORMATS = {
    "xlsx": "工作簿（.xlsx）",
    "xls": "老版本工作簿（.xls）",
    "xlsb": "二进制工作簿（.xlsb）",
    "ods": "OpenDocument 表格（.ods）",
    "docx": "Word 文档（.docx）",
    "html": "网页（HTML）",
    "csv": "文本表格（CSV）",
}
"""What a content is called, by `Book.format`."""


def notes_on(book: Book, left_out: frozenset[str] = frozenset()) -> list[Finding]:
    """The reader's warnings on a book and its sheets, one finding per code and sheet. `left_out`: codes of what was asked
    to be left out, and is said with its rows."""
    warnings: list[ReadWarning] = [*book.warnings, *(warning for grid in book.grids for warning in grid.warnings)]
    ours = _key_columns(book)
    return [
        _note(warning, book.path)
        for warning in warnings
        if not warning.sheet.startswith("_xltools")
        and warning.code not in left_out
        and (warning.sheet, warning.cells) not in ours
    ]


def not_read(grids: Sequence[Grid], path: str) -> Finding:
    """The sheets of a book beside its forms in which no form was recognised: nothing is passed over unsaid."""
    names = "、".join(f"“{grid.name}”（{grid.cell_count} 个单元格）" for grid in grids)
    return Finding(
        rule="sheet-not-read",
        severity=Severity.INFO,
        message=f"没有认出附件的表头、未读取的工作表：{names}",
        fix="与申报无关的，不必处理；是附件的，请在表上写明附件规定的表头。",
        kind="reading",
        path=path,
    )


def _key_columns(book: Book) -> set[tuple[str, tuple[str, ...]]]:
    """(sheet, hidden columns) where all that is hidden is the row key that a summary of ours keeps beside its table."""
    made: set[tuple[str, tuple[str, ...]]] = set()
    if stamp_of(book):
        for grid in book.grids:
            for row, column, value in grid.cells():
                if row > 12:
                    break
                if isinstance(value, str) and value.startswith("_xltools"):
                    letters = column_letters(column)
                    made.add((grid.name, (f"{letters}:{letters}",)))
    return made


def _note(warning: ReadWarning, path: str) -> Finding:
    message, fix = _TEXTS.get(warning.code, (warning.code, ""))
    content = str(warning.facts.get("content", ""))
    facts = {"count": "", "format": _FORMATS.get(content, f" {content}"), **warning.facts}
    said = str(warning.facts.get("message") or message.format(**facts))
    return Finding(
        rule=warning.code,
        severity=Severity.WARNING,
        sheet=warning.sheet,
        cells=warning.cells,
        message=said,
        fix=fix,
        kind="reading",
        path=path,
    )


def typed_as_text(tables: Iterable[Table], findings: Iterable[Finding]) -> list[Finding]:
    """Numbers and dates stored as text and read all the same: one note per file, only counted. Where a finding speaks of
    such a cell already, the note does not.
    """
    spoken = {(finding.sheet, cell) for finding in findings if finding.kind == "totals" for cell in finding.cells}
    counts = {"text_number": 0, "text_date": 0}
    places: list[tuple[str, str]] = []
    path = ""
    for table in tables:
        if table.book.format in ("docx", "csv", "html"):
            continue
        path = table.path
        for code, cell in _texts(table):
            if (table.sheet, cell) not in spoken:
                counts[code] += 1
                places.append((table.sheet, cell))
    if not places:
        return []
    sheet = places[0][0]
    cells = tuple(cell for where, cell in places if where == sheet)
    code = next(code for code, count in counts.items() if count)
    said = "，".join(f"{_TEXTS[code][0]} {count} 个" for code, count in counts.items() if count)
    note = _note(ReadWarning(code, sheet, cells, {}), path)
    return [replace(note, severity=Severity.INFO, message=f"{said}，都能读出，不影响校验", fix="")]


def _texts(table: Table) -> Iterator[tuple[str, str]]:
    """(code, cell) of every number and date that is text and reads well."""
    for column in table.attachment.columns:
        values = table.columns.get(column.key, [])
        code = "text_date" if column.type is ColumnType.DATE else "text_number"
        for index in table.texts.get(column.key, ()):
            value = values[index]
            if value is not None and not isinstance(value, Unreadable) and not is_sum(table.text(index, column.key)):
                yield code, table.cell(index, column.key)


_SAME_CELLS = {
    "precision_loss": ("digits-lost",),
    "error_cells": ("type", "required"),
}
_NO_RESULT = ("type", "totals")
"""Kinds of rules that cannot read a formula without a result: the sheet's note says it for all of them."""


def without_echoes(findings: Iterable[Finding]) -> list[Finding]:
    """One mistake, one finding: a reader's warning gives way to a rule's finding at the same cell; formulas without
    results are one finding of their sheet, as grave as what the rules say of its cells.
    """
    kept = _told_by_sheet(list(findings))
    spoken = {(f.kind, f.sheet, cell) for f in kept for cell in f.cells}
    made = []
    for finding in kept:
        kinds = _SAME_CELLS.get(finding.rule)
        if finding.kind == "reading" and kinds:
            cells = tuple(c for c in finding.cells if not any((k, finding.sheet, c) in spoken for k in kinds))
            if not cells:
                continue
            finding = replace(finding, cells=cells)
        made.append(finding)
    return made


def _told_by_sheet(findings: list[Finding]) -> list[Finding]:
    notes = [f for f in findings if f.kind == "reading" and f.rule == "no_cached_value"]
    if not notes:
        return findings
    without = {(note.sheet, cell) for note in notes for cell in note.cells}
    echoes = [f for f in findings if f.kind in _NO_RESULT and (f.sheet, f.cell) in without]
    grave = {f.sheet for f in echoes if f.severity is Severity.ERROR}
    told = {id(f) for f in echoes}
    return [
        replace(f, severity=Severity.ERROR) if f in notes and f.sheet in grave else f
        for f in findings
        if id(f) not in told
    ]
