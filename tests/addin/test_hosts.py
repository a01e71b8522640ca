"""Excel's side of the hosts, against stand-ins for its objects: no Excel runs where these tests run."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import pytest

pytest.importorskip("xlwings", reason="xlwings is not installed")

from xltools.addin.excelfilters import hidden_by_hand
from xltools.addin.excelhost import LONGEST_ADDRESS, Excel, address_lists, note_size
from xltools.addin.host import Remark
from xltools.addin.plan import At, blocks


def test_mistakes_become_few_blocks() -> None:
    cells = [(5, 3), (3, 3), (4, 3), (9, 3), (3, 1), (3, 1)]
    assert blocks(cells) == [(3, 1, 3, 1), (3, 3, 5, 3), (9, 3, 9, 3)]


def test_address_lists_are_no_longer_than_excel_takes() -> None:
    areas = blocks((row, 28) for row in range(2, 400, 2))
    lists = address_lists(areas)
    assert all(len(text) <= LONGEST_ADDRESS for text in lists)
    assert ",".join(lists).split(",") == [area.a1 for area in areas]


def test_a_note_is_as_high_as_its_text_is_long() -> None:
    assert note_size("短")[1] < note_size("很长的一句话" * 20)[1]
    assert note_size("一行\n两行\n三行")[1] > note_size("一行")[1]


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
    sheet = MagicMock()
    union = sheet.book.app.api.Union
    union.side_effect = lambda *parts: ("union", len(parts))
    cells = [At(row, 3) for row in range(2, 4000, 2)]
    assert Excel().colour(sheet, "error", "#FFC9C4", cells) == 0
    add = sheet.api.Range.return_value.FormatConditions.Add
    add.assert_called_once_with(2, None, '="xltools:error"="xltools:error"')
    assert add.return_value.Interior.Color == 0xC4C9FF
    add.return_value.ModifyAppliesToRange.assert_called_once()
    assert all(2 <= len(call.args) <= Excel.UNION for call in union.call_args_list)
    assert sheet.api.Range.call_count < 60


def test_only_rules_of_ours_are_taken_away_and_a_data_bar_is_not_even_read() -> None:
    class Bar:
        Type = 4

    own, mine, sheet = MagicMock(), MagicMock(), MagicMock()
    own.Type = mine.Type = 2
    own.Formula1, mine.Formula1 = "=$A1>3", '="xltools:error"="xltools:error"'
    sheet.api.Cells.FormatConditions.Count = 3
    sheet.api.Cells.FormatConditions.Item.side_effect = lambda number: [Bar(), own, mine][number - 1]
    assert Excel().uncolour(sheet) == 1
    mine.Delete.assert_called_once_with()
    own.Delete.assert_not_called()


def test_threaded_comments_are_remarks_and_an_old_excel_has_none() -> None:
    place = SimpleNamespace(Row=3, Column=2)
    note = SimpleNamespace(Parent=place, Text=lambda: "批注")
    old: Any = SimpleNamespace(api=SimpleNamespace(Comments=[note]))
    assert Excel().remarks(old) == [Remark(At(3, 2), "批注")]
    thread = SimpleNamespace(Parent=SimpleNamespace(Row=5, Column=2))
    new: Any = SimpleNamespace(api=SimpleNamespace(Comments=[], CommentsThreaded=[thread]))
    assert Excel().remarks(new) == [Remark(At(5, 2), "")]


def test_a_cell_that_refuses_a_note_costs_that_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XLTOOLS_WORK", str(tmp_path))
    sheet = MagicMock()
    sheet.api.Range.return_value.AddComment.side_effect = OSError("1004")
    assert not Excel().add_note(sheet, At(3, 2), "批注")


@pytest.mark.parametrize(
    ("book", "said"),
    [
        ({"MultiUserEditing": True, "FullName": "C:\\甲.xlsx"}, "共享工作簿"),
        ({"MultiUserEditing": False, "FullName": "https://x.invalid/甲.xlsx", "AutoSaveOn": True}, "自动保存"),
        ({"MultiUserEditing": False, "FullName": "https://x.invalid/甲.xlsx", "AutoSaveOn": False}, ""),
        ({"MultiUserEditing": False, "FullName": "C:\\甲.xlsx"}, ""),
    ],
)
def test_a_shared_or_co_authored_book_is_not_marked(book: dict[str, Any], said: str) -> None:
    told = Excel().unmarkable(SimpleNamespace(api=SimpleNamespace(**book)))  # type: ignore[arg-type]
    assert said in told if said else told == ""


def test_what_a_write_sets_off_is_held_and_put_back() -> None:
    app = SimpleNamespace(
        ScreenUpdating=True,
        EnableEvents=False,
        DisplayAlerts=True,
        AutoCorrect=SimpleNamespace(AutoExpandListRange=True),
    )
    book: Any = SimpleNamespace(app=SimpleNamespace(api=app), api=SimpleNamespace(Saved=True))
    release = Excel().hold(book)
    assert not (app.ScreenUpdating)
    assert not (app.EnableEvents)
    assert not (app.DisplayAlerts)
    assert not (app.AutoCorrect.AutoExpandListRange)
    book.api.Saved = False
    release()
    assert app.ScreenUpdating
    assert app.DisplayAlerts
    assert app.AutoCorrect.AutoExpandListRange
    assert book.api.Saved
    assert not app.EnableEvents


def test_filters_sheets_and_windows_are_set_by_their_properties() -> None:
    host, sheet = Excel(), MagicMock()
    sheet.api.AutoFilterMode = False
    assert host.filtered(sheet) is None
    sheet.api.AutoFilterMode = True
    sheet.api.AutoFilter.Range.Address = "$A$3:$F$9"
    host.filtered(sheet)
    sheet.range.assert_called_with("$A$3:$F$9")
    block = MagicMock()
    block.sheet.api.AutoFilter.Filters.Count = 0
    host.filter_on(block)
    block.api.AutoFilter.assert_called_once_with()
    host.filter_off(block)
    assert block.sheet.api.AutoFilterMode is False
    host.freeze(sheet, 3)
    window = sheet.book.api.Windows.return_value
    assert (window.SplitRow, window.SplitColumn, window.FreezePanes) == (3, 0, True)


class FilteredSheet:
    """Excel's objects as hidden_by_hand reads them: rows 3 to 9, two columns, the second filtered."""

    def __init__(self, criteria: Any, operator: int, hidden: set[int]) -> None:
        texts = ["〔错误：甲〕" if row % 2 else None for row in range(4, 10)]
        columns = {1: [("序号",), *((row,) for row in range(4, 10))], 2: [("校验结果",), *((text,) for text in texts)]}
        shown = [SimpleNamespace(Row=row, Rows=SimpleNamespace(Count=1)) for row in range(3, 10) if row not in hidden]
        entries = [SimpleNamespace(On=False), SimpleNamespace(On=True, Operator=operator, Criteria1=criteria)]
        block = SimpleNamespace(
            Row=3,
            Rows=SimpleNamespace(Count=7),
            Columns=lambda n: SimpleNamespace(
                Value=columns[n], SpecialCells=lambda _kind: SimpleNamespace(Areas=shown)
            ),
        )
        filters = SimpleNamespace(Count=2, Item=lambda n: entries[n - 1])
        self.AutoFilter = SimpleNamespace(Range=block, Filters=filters)


@pytest.mark.parametrize(
    ("criteria", "operator", "by_hand"),
    [
        (("=〔错误：甲〕",), 7, [7]),
        ("=〔错误：甲〕", 0, [7]),
        ("=", 0, [4]),  # blanks
        ("<>", 0, []),  # not told apart: a condition of another kind
        (255, 8, []),
    ],
)
def test_rows_that_meet_the_filter_and_are_hidden_were_hidden_by_a_person(
    criteria: Any, operator: int, by_hand: list[int]
) -> None:
    assert (
        hidden_by_hand(FilteredSheet(criteria, operator, {4, 6, 7, 8} if by_hand != [4] else {4, 5, 7, 9})) == by_hand
    )
