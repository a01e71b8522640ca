"""The list of problems as a window beside the workbook: what happens when something in it is clicked.

The window itself is LibreOffice's (libreoffice/panewindow.py). It only queues what was clicked; the Python that stays
after a click does the work between two requests, so nothing runs twice at once and LibreOffice never waits for us.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, Protocol

from ..errors import XltoolsError
from . import journal, results, walking
from .buttons import VERBS
from .desk import Cancelled, Desk, Question, Reply
from .listing import ProblemLine
from .paneactions import EVERY, PaneAction
from .plan import place

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import xlwings

LOOK_SECONDS: Final = 10.0
"""Between two looks whether the book is there still."""


class PaneWindow(Protocol):
    """What is seen. `list_lines` counts from 0; -1 is nothing."""

    def waiting(self) -> PaneAction | None:
        """The oldest click that was not looked at yet."""

    def list_lines(self, lines: Sequence[str], selected: int) -> None: ...

    def show(self, detail: str, said: str, *, may_accept: bool) -> None: ...

    def say(self, text: str) -> None: ...

    def selected(self) -> int: ...

    def level(self) -> str: ...

    def said(self) -> str: ...

    def close(self) -> None: ...


class ProblemPane:
    """One book's window. `ask` puts a question to the person; an empty answer is no answer."""

    def __init__(self, book: xlwings.Book, window: PaneWindow, ask: Callable[[xlwings.Book, Question], str]) -> None:
        self.book = book
        self.window = window
        self.ask = ask
        self.is_open = True
        self._looked = time.monotonic()
        self._lines: list[ProblemLine] = []
        self.reload()

    def reload(self) -> None:
        """Read the list anew; shown is the line of the selected cell, else the one that was, where it is still there."""
        before, selected = self._current(), walking.selected_cell(self.book)
        every, level = results.read_lines(self.book), self.window.level()
        self._lines = [line for line in every if level in (EVERY, line.level)]
        wanted = [(line.sheet, line.first_cell) == selected for line in self._lines]
        same = [before is not None and line.key == before.key for line in self._lines]
        at = next((found.index(True) for found in (wanted, same) if True in found), 0)
        if True in same and wanted[same.index(True)]:  # several lines speak of one cell
            at = same.index(True)
        self.window.list_lines([_short(line) for line in self._lines], at if self._lines else -1)
        self._show(at)
        errors = sum(line.level == "错误" for line in every)
        self.window.say(f"共 {len(every)} 条，错误 {errors} 条；显示 {len(self._lines)} 条。")

    def work(self) -> None:
        """Do what was clicked since. A book or a window that has gone closes the pane."""
        while self.is_open and ((action := self.window.waiting()) is not None or self._looked_long_ago()):
            try:
                self._do(action)
            except XltoolsError as fault:
                self.window.say(fault.message)
            except Cancelled:
                self.window.say("已取消。")
            except Exception as error:  # boundary: a closed book or a LibreOffice that has ended says so in many ways
                journal.write("问题清单窗口已关闭", error)
                self.close()

    def _looked_long_ago(self) -> bool:
        return time.monotonic() - self._looked > LOOK_SECONDS

    def close(self) -> None:
        """The window may have gone with its program."""
        self.is_open = False
        try:
            self.window.close()
        except Exception as error:  # boundary: as above
            journal.write("问题清单窗口已不在", error)

    def _do(self, action: PaneAction | None) -> None:
        self._looked = time.monotonic()
        if action is None:
            results.result_sheet(self.book)  # raises where the book was closed
        elif action is PaneAction.CLOSE:
            self.close()
        elif action is PaneAction.FILTER:
            self.reload()
        elif action is PaneAction.EXPLAIN:
            self._explain()
        elif action in (PaneAction.NEXT, PaneAction.PREVIOUS, PaneAction.PICK):
            self._go({PaneAction.NEXT: 1, PaneAction.PREVIOUS: -1}.get(action, 0))
        elif action is PaneAction.ACCEPT:
            self._accept()
        else:
            reply = self._run("undo" if action is PaneAction.UNDO else "validate")
            self.reload()
            self.window.say(reply.message)

    def _go(self, step: int) -> None:
        if not self._lines:
            return
        at = (self.window.selected() + step) % len(self._lines)
        if step:
            self.window.list_lines([_short(line) for line in self._lines], at)
        self._show(at)
        line = self._lines[at]
        where = place(line.first_cell)
        if line.own and where is not None and line.sheet in {sheet.name for sheet in self.book.sheets}:
            walking.go_to(self.book, line.sheet, *where)

    def _show(self, at: int) -> None:
        line = self._lines[at] if at < len(self._lines) else None
        if line is None:
            self.window.show("没有问题。", "", may_accept=False)
        else:
            self.window.show(_detail(line), line.explanation, may_accept=bool(line.offer))

    def _current(self) -> ProblemLine | None:
        at = self.window.selected()
        return self._lines[at] if 0 <= at < len(self._lines) else None

    def _explain(self) -> None:
        line = self._current()
        if line is not None:
            results.write_word(self.book, line, said=self.window.said())
            self.reload()
            self.window.say("说明已写入“校验结果”表。核对无误的提醒，重新校验后即不再提醒。")

    def _accept(self) -> None:
        line = self._current()
        if line is None or not line.offer:
            return
        word = results.YES
        if line.offer.startswith("写列标"):
            word = self.ask(self.book, Question("letters", "text", f"{line.message}。请写列标，如 F："))
        if word:
            results.write_word(self.book, line, accepted=word)
            reply = self._run("accept")
            self.reload()
            self.window.say(reply.message)

    def _run(self, verb: str) -> Reply:
        answers: dict[str, str] = {}
        while True:
            try:
                return VERBS[verb](self.book, Desk(answers, self.window.say))
            except Question as question:
                answer = self.ask(self.book, question)
                if not answer:
                    raise Cancelled from None
                answers[question.key] = answer


def _short(line: ProblemLine) -> str:
    where = f"{line.sheet}!{line.first_cell}" if line.own else f"{line.file} {line.first_cell}"
    return f"{line.level}　{where}　{line.message}"


def _detail(line: ProblemLine) -> str:
    said = (
        ("", line.message),
        ("项目", line.column),
        ("现值", line.value),
        ("应为", line.expected),
        ("怎样改", line.fix),
        ("可代为修改", line.offer),
        ("依据", line.clause),
    )
    return "\n".join(f"{word}：{text}" if word else text for word, text in said if text)


_OPEN: dict[str, ProblemPane] = {}
"""Book -> its pane."""


def opened(pane: ProblemPane) -> None:
    """Keep a pane, in place of an older one of the same book."""
    old = _OPEN.pop(pane.book.fullname, None)
    if old is not None:
        old.close()
    _OPEN[pane.book.fullname] = pane


def reload(book: xlwings.Book) -> None:
    """A button has changed the list."""
    pane = _OPEN.get(book.fullname)
    if pane is not None:
        pane.reload()


def work_in_panes() -> bool:
    """Do what was clicked in the panes; whether one is open still."""
    for name, pane in list(_OPEN.items()):
        pane.work()
        if not pane.is_open:
            del _OPEN[name]
    return bool(_OPEN)
