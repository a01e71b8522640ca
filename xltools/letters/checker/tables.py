"""Checks 42, 43: tables fit the 版心, repeat their head, keep rows whole."""

from __future__ import annotations

from collections.abc import Iterator

from ..typesetting import measures as m
from .base import ERROR, WARNING, Case, Check, LetterFault
from .opened import WordGrid

_LONG = 12
"""A table of so many rows may run over a page: then its head must repeat."""
_EVEN = 0.8
"""Share of a list's rows that have equally many cells: subtotals and notes may span several."""


def table_form(case: Case) -> Iterator[LetterFault]:
    for table in case.document.tables:
        if not table.ruled:
            continue
        section = case.document.sections[min(table.section, len(case.document.sections) - 1)]
        room = section.width - section.left - section.right
        if table.width > room + 60:
            over = table.width / m.MM
            yield LetterFault(
                f"{_name(table)}宽 {over:.0f} mm，超出版心 {room / m.MM:.0f} mm。",
                "调窄各列，或改为横排页面。",
                value=f"{over:.0f} mm",
            )
        if not _is_list(table):
            continue
        if len(table.rows) > _LONG and not table.head_repeats:
            yield LetterFault(f"{_name(table)}较长，表头没有设为各页重复。", "选中表头行，布局 → 重复标题行。")
        if len(table.rows) > _LONG and not table.whole_rows:
            yield LetterFault(
                f"{_name(table)}的行可能跨页断开。", "表格属性 → 行 → 去掉“允许跨页断行”。", severity=WARNING
            )


def _is_list(table: WordGrid) -> bool:
    """A list has the same cells in nearly every row; a form of labelled boxes has not, and no head to repeat."""
    lengths = [len(row) for row in table.rows[2:]]
    return bool(lengths) and max(map(lengths.count, lengths)) >= _EVEN * len(lengths)


def cell_pitch(case: Case) -> Iterator[LetterFault]:
    for table in case.document.tables:
        if not table.ruled:
            continue
        tall = [
            para
            for para in case.document.paragraphs
            if para.table == table.index and (para.line or 0) >= 560 and _small(para.main_run)
        ]
        if tall:
            yield LetterFault(
                f"{_name(table)}的文字用了正文的行距，单元格过高。", "表内行距用固定值 20 磅左右。", tall[0]
            )


def _small(run: object) -> bool:
    return run is not None and getattr(run, "size", 16) <= 13


def _name(table: WordGrid) -> str:
    head = "、".join(text for text in table.rows[0][:3] if text) if table.rows else ""
    return f"表格（{head}…）" if head else f"第{table.index + 1}个表格"


CHECKS = (
    Check(
        id="letter.table-form",
        clause="第8章",
        severity=ERROR,
        title="表格不超版心，表头重复",
        run=table_form,
        official=False,
    ),
    Check(
        id="letter.cell-pitch",
        clause="第8章",
        severity=WARNING,
        title="表内不用正文行距",
        run=cell_pitch,
        official=False,
    ),
)
