"""The API on an open workbook: what `validate` and `total` say of the saved file, unsaved edits included."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import xlwings

import xltools
from xltools.addin import results

pytestmark = pytest.mark.libreoffice


def test_an_open_book_is_checked_as_it_stands(calc: xlwings.App, shared_inputs: Path, folder: Path) -> None:
    source = next(path for path in sorted((shared_inputs / "dirty" / "wuhan-2025").rglob("*附件6*.xlsx")))
    path = Path(shutil.copy(source, folder))
    book = calc.books.open(path)
    try:
        assert xltools.check_book(book).to_json() == xltools.validate(path).to_json()
        ledger = xltools.total_book(book)
        assert ledger.to_json() == xltools.total(path).to_json()
        row = next(row for row in ledger.rows if row.verdict is xltools.Verdict.COUNTED)
        sheet = book.sheets[row.sheet]
        sheet.range(row.cell).value = "约一百"
        assert xltools.total_book(book).counted == ledger.counted - row.amount
        assert "错误" in xltools.mark_book(book)
        assert results.SHEET in [one.name for one in book.sheets]
        assert xltools.unmark_book(book).startswith("标注已清除")
        assert results.SHEET not in [one.name for one in book.sheets]
        assert path.read_bytes() == source.read_bytes()
    finally:
        book.close()


def test_a_book_that_was_never_saved_has_no_folder(calc: xlwings.App) -> None:
    book = calc.books.add()
    try:
        with pytest.raises(xltools.UsageError, match="还没有保存"):
            xltools.check_book(book, folder=True)
        assert not xltools.check_book(book, notice="wuhan-2025").ok
    finally:
        book.close()
