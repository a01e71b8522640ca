"""The window of problems without a window: what each click does to the book and to what is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("xlwings", reason="xlwings is not installed")

from tests.addin.kinds import SHEET, write
from tests.addin.paper import PaperBook, PaperHost
from xltools.addin import hosts, pane, results
from xltools.addin.buttons import VERBS
from xltools.addin.desk import Desk, Question
from xltools.addin.pane import ProblemPane
from xltools.addin.paneactions import EVERY, PaneAction


class GlassWindow:
    """Keeps what it was told, and answers as it is set."""

    def __init__(self) -> None:
        self.clicks: list[PaneAction] = []
        self.lines: list[str] = []
        self.at = -1
        self.filter, self.word, self.detail, self.bar = EVERY, "", "", ""
        self.may_accept = self.closed = False

    def waiting(self) -> PaneAction | None:
        return self.clicks.pop(0) if self.clicks else None

    def list_lines(self, lines: Sequence[str], selected: int) -> None:
        self.lines, self.at = list(lines), selected

    def show(self, detail: str, said: str, *, may_accept: bool) -> None:
        self.detail, self.word, self.may_accept = detail, said, may_accept

    def say(self, text: str) -> None:
        self.bar = text

    def selected(self) -> int:
        return self.at

    def level(self) -> str:
        return self.filter

    def said(self) -> str:
        return self.word

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def book(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, folder: Path) -> Iterator[Any]:
    monkeypatch.setitem(hosts._HOSTS, "paper", PaperHost())
    monkeypatch.setenv("XLTOOLS_WORK", str(tmp_path / "work"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    made: Any = PaperBook(write("plain", folder))
    made.paper[SHEET]["F2"].value = "供应商全称"
    VERBS["validate"](made, Desk())
    yield made
    pane._OPEN.clear()


def opened(book: Any, answer: str = "") -> tuple[ProblemPane, GlassWindow]:
    window = GlassWindow()
    made = ProblemPane(book, window, lambda _book, _question: answer)
    pane.opened(made)
    return made, window


def click(window: GlassWindow, *actions: PaneAction) -> bool:
    window.clicks += actions
    return pane.work_in_panes()


def test_lines_are_walked_filtered_and_shown(book: Any) -> None:
    _, window = opened(book)
    assert window.lines[0].startswith("错误　附件6!")
    assert "怎样改：" in window.detail
    click(window, PaneAction.NEXT, PaneAction.PREVIOUS, PaneAction.PREVIOUS)
    assert window.at == len(window.lines) - 1
    window.at = 1
    click(window, PaneAction.PICK)
    assert f"!{book.selection.address}　" in window.lines[1]
    window.filter = "提醒"
    click(window, PaneAction.FILTER)
    assert [line.partition("　")[0] for line in window.lines] == ["提醒"]
    assert window.may_accept


def test_a_line_is_accepted_explained_and_checked_anew(book: Any) -> None:
    _, window = opened(book)
    window.at = next(n for n, line in enumerate(window.lines) if line.startswith("说明"))
    click(window, PaneAction.ACCEPT)
    assert "已修改" in window.bar
    assert not isinstance(book.paper[SHEET]["H3"].value, str)
    click(window, PaneAction.UNDO)
    assert book.paper[SHEET]["H3"].value == "2024-01-05"
    window.filter = "提醒"
    click(window, PaneAction.FILTER)
    window.word = "就是供应商"
    click(window, PaneAction.EXPLAIN)
    assert window.word == "就是供应商"
    assert [line.explanation for line in results.read_lines(book) if line.level == "提醒"] == ["就是供应商"]
    click(window, PaneAction.CHECK)
    assert window.lines == []


def test_a_heading_without_a_proposal_asks_for_its_column(book: Any) -> None:
    book.paper[SHEET]["C2"].value = "甲乙丙"
    VERBS["validate"](book, Desk())
    _, window = opened(book, "C")
    window.at = next(n for n, line in enumerate(window.lines) if "“设备（费用）名称”列" in line)
    click(window, PaneAction.PICK, PaneAction.ACCEPT)
    assert "设备（费用）名称=C" in window.bar


def test_a_question_without_an_answer_is_a_cancel_and_a_fault_is_said(
    book: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(_book: Any, desk: Desk) -> Any:
        raise Question("notice", "choice", "？", ("甲", "乙"))

    _, window = opened(book)
    click(window, PaneAction.UNDO)
    assert "没有可以撤销" in window.bar
    monkeypatch.setitem(VERBS, "validate", ask)
    click(window, PaneAction.CHECK)
    assert window.bar == "已取消。"


def test_closing_a_gone_book_and_a_second_window(book: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    _, first = opened(book)
    _, second = opened(book)
    assert first.closed
    assert click(second)
    monkeypatch.setattr(pane, "LOOK_SECONDS", -1.0)
    monkeypatch.setattr(results, "result_sheet", lambda _book: 1 / 0)
    assert not click(second)
    assert second.closed
