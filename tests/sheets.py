"""Workbooks written as Markdown tables, so that a test shows the sheet it speaks of.

    # 附件6
    | 序号 | 名称     | 开票日期   | 含税金额 |
    | 1    | 数控机床 | 2024-03-05 | 12.5     |
    | 合计 | <        | <          | 12.5     |

A line `# name` starts a sheet (Sheet1 where there is none). A table's first line is row 1; an empty cell is no cell.
Numbers and ISO days become numbers and dates, everything else text. Signs with a meaning:

    '00123      text, whatever it looks like        #REF!   an error cell
    =A1+B1      a formula never calculated          =A1:=5  a formula with a stored result
    <  and  ^   merged with the cell left or above  TRUE    a truth value
    \\n          a line break within a text
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from xltools.demo.minimal_xlsx import Cell, Error, SampleFormula, SampleSheet, workbook

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_RULE = re.compile(r"\|(?:\s*:?-{3,}:?\s*\|)+")


def sheets(markdown: str) -> list[SampleSheet]:
    """The sheets described by the text."""
    made: list[SampleSheet] = []
    row = 0
    for line in map(str.strip, markdown.strip().splitlines()):
        if line.startswith("# "):
            made.append(SampleSheet(line[2:].strip()))
            row = 0
        elif line.startswith("|") and not _RULE.fullmatch(line):
            if not made:
                made.append(SampleSheet("Sheet1"))
            row += 1
            _put_row(made[-1], row, [text.strip() for text in line.strip("|").split("|")])
    return made


def xlsx(markdown: str, **options: bool) -> bytes:
    """The workbook's bytes. Options are those of `minimal_xlsx.workbook` (strict, date1904, inline …)."""
    return workbook(sheets(markdown), **options)


def _put_row(sheet: SampleSheet, row: int, texts: list[str]) -> None:
    for column, text in enumerate(texts, 1):
        if text in ("<", "^"):
            _grow(sheet, row, column, text)
        else:
            sheet.put(row, column, cell(text))


def _grow(sheet: SampleSheet, row: int, column: int, sign: str) -> None:
    """Let the merge that ends left of (or above) this cell reach it."""
    near = (row, column - 1) if sign == "<" else (row - 1, column)
    for number, (top, left, bottom, right) in enumerate(sheet.merges):
        if top <= near[0] <= bottom and left <= near[1] <= right:
            sheet.merges[number] = (top, left, max(bottom, row), max(right, column))
            return
    sheet.merges.append((*near, row, column))


def cell(text: str) -> Cell | None:
    """One cell's value from its Markdown text."""
    if not text:
        return None
    if text.startswith("'"):
        return text[1:]
    if text.startswith("="):
        formula, _, result = text[1:].partition(":=")
        return SampleFormula(formula, Decimal(result) if result else None)
    if text.startswith("#") and text.isascii():
        return Error(text)
    if text in ("TRUE", "FALSE"):
        return text == "TRUE"
    if _DAY.fullmatch(text):
        return date.fromisoformat(text)
    try:
        return Decimal(text)
    except InvalidOperation:
        return text.replace("\\n", "\n")
