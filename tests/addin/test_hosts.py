"""Excel's side of the hosts, against stand-ins for its objects: no Excel runs where these tests run."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import pytest

pytest.importorskip("xlwings", reason="xlwings is not installed")

from xltools.addin.hosts import VERY_HIDDEN, Excel, blocks


def test_mistakes_become_few_blocks() -> None:
    cells = [(5, 3), (3, 3), (4, 3), (9, 3), (3, 1), (3, 1)]
    assert blocks(cells) == [(3, 1, 3, 1), (3, 3, 5, 3), (9, 3, 9, 3)]


def test_a_copy_is_saved_by_excel_itself(tmp_path: Path) -> None:
    book = MagicMock()
    Excel().save_copy(book, tmp_path / "副本.xlsx")
    book.api.SaveCopyAs.assert_called_once_with(str(tmp_path / "副本.xlsx"))


@pytest.mark.parametrize(
    ("full", "expected"),
    [
        ("/home/甲/附件6.xlsx", Path("/home/甲/附件6.xlsx")),
        ("工作簿1", None),
        ("https://example.invalid/附件6.xlsx", None),
    ],
)
def test_a_book_in_a_web_folder_has_no_path(full: str, expected: Path | None) -> None:
    assert Excel().path(SimpleNamespace(api=SimpleNamespace(FullName=full))) == expected  # type: ignore[arg-type]


def test_the_copy_has_the_books_extension() -> None:
    host = Excel()
    assert host.extension(SimpleNamespace(api=SimpleNamespace(Name="旧表.xls"))) == ".xls"  # type: ignore[arg-type]
    assert host.extension(SimpleNamespace(api=SimpleNamespace(Name="工作簿1"))) == ".xlsx"  # type: ignore[arg-type]


def test_one_rule_colours_many_blocks() -> None:
    cells = [MagicMock(name=str(number)) for number in range(70)]
    union = cells[0].sheet.book.app.api.Union
    union.side_effect = lambda *parts: ("union", len(parts))
    kept = Excel().colour(cells, "#FFC9C4", '"xltools:error"')
    assert kept == []
    cells[0].conditional_formats.add_custom.assert_called_once_with(
        '="xltools:error"="xltools:error"', fill_color="#FFC9C4"
    )
    rule = cells[0].conditional_formats.add_custom.return_value
    rule.impl.api.ModifyAppliesToRange.assert_called_once()
    assert all(2 <= len(call.args) <= Excel.UNION for call in union.call_args_list)
    assert sum(len(call.args) for call in union.call_args_list) - len(union.call_args_list) + 1 == 70


def test_a_threaded_comment_is_a_remark_and_an_old_excel_has_none() -> None:
    host = Excel()

    class Old:
        Comment = None

    assert not host.remarked(SimpleNamespace(api=Old()))  # type: ignore[arg-type]
    assert host.remarked(SimpleNamespace(api=SimpleNamespace(Comment=None, CommentThreaded=object())))  # type: ignore[arg-type]
    assert host.remarked(SimpleNamespace(api=SimpleNamespace(Comment=object())))  # type: ignore[arg-type]


def test_filters_sheets_and_windows_are_set_by_their_properties() -> None:
    host, sheet = Excel(), MagicMock()
    sheet.api.AutoFilterMode = False
    assert host.filtered(sheet) is None
    sheet.api.AutoFilterMode = True
    sheet.api.AutoFilter.Range.Address = "$A$3:$F$9"
    host.filtered(sheet)
    sheet.range.assert_called_with("$A$3:$F$9")
    block = MagicMock()
    host.filter_on(block)
    block.api.AutoFilter.assert_called_once_with()
    host.filter_off(block)
    assert block.sheet.api.AutoFilterMode is False
    host.hide_deep(sheet)
    assert sheet.api.Visible == VERY_HIDDEN
    host.freeze(sheet, 3)
    window = sheet.book.api.Windows.return_value
    assert (window.SplitRow, window.SplitColumn, window.FreezePanes) == (3, 0, True)


def test_a_fill_that_libreoffice_remembered_is_given_back_in_excel() -> None:
    host = Excel()
    for kept, expected in (("#00b0f0", "#00b0f0"), ("none", None), ("style", None)):
        cell: Any = SimpleNamespace(color=(1, 2, 3))
        host.uncolour(cell, kept)
        assert cell.color == expected
