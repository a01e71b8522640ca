"""What the reader noticed, as findings people can act on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..findings import Finding, Severity
from ..formats.grid import Book, ReadWarning, column_letters
from ..notice.model import ColumnType
from .amounts import is_sum
from .recognise import stamp_of
from .table import Table
from .values import Unreadable

_TEXTS: dict[str, tuple[str, str]] = {
    "ext_mismatch": ("文件内容与扩展名不符（内容是 {actual}）", "请用 Excel 或 WPS 打开后另存为正确的格式。"),
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
    "text_number": ("数字以文本保存", "不影响校验；建议转换为数值。"),
    "text_date": ("日期以文本保存", "不影响校验；建议改为日期格式。"),
}


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
    facts = {"count": "", "actual": "", **warning.facts}
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


def typed_as_text(table: Table) -> list[Finding]:
    """Numbers and dates stored as text: read all the same, said once per sheet."""
    if table.book.format in ("docx", "csv", "html"):
        return []
    found: dict[str, tuple[list[str], list[str]]] = {"text_number": ([], []), "text_date": ([], [])}
    for column in table.attachment.columns:
        values = table.columns.get(column.key, [])
        said = [
            table.cell(index, column.key)
            for index in table.texts.get(column.key, ())
            if values[index] is not None
            and not isinstance(values[index], Unreadable)
            and not is_sum(table.text(index, column.key))
        ]
        if said:
            names, cells = found["text_date" if column.type is ColumnType.DATE else "text_number"]
            names.append(f"“{table.heading(column.key)}”{len(said)} 个")
            cells.extend(said)
    return [
        replace(
            _note(ReadWarning(code, table.sheet, tuple(cells), {}), table.path),
            # Read all the same: nobody has to do anything.
            severity=Severity.INFO,
            message=f"{_TEXTS[code][0]}：{'、'.join(names)}",
        )
        for code, (names, cells) in found.items()
        if cells
    ]


_SAME_CELLS = {
    "precision_loss": ("digits-lost",),
    "error_cells": ("type", "required"),
    "no_cached_value": ("type",),
}


def without_echoes(findings: Iterable[Finding]) -> list[Finding]:
    """One mistake, one finding: a reader's warning gives way to a rule's finding at the same cell."""
    kept = list(findings)
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
